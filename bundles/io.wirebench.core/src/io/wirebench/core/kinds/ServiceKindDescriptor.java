package io.wirebench.core.kinds;

import java.util.List;

/**
 * A declared kind of service.
 *
 * @param info what all kinds declare
 * @param routing whether it fills the node's routing table, so that a router with it gets no static routes
 * @param programs what must be installed on the machine for it
 */
public record ServiceKindDescriptor(KindInfo info, boolean routing, List<ProgramDeclaration> programs) implements KindDescriptor {

	public ServiceKindDescriptor {
		programs = List.copyOf(programs);
	}

	@Override
	public KindPoint point() {
		return KindPoint.SERVICE;
	}

	/**
	 * A program that a kind runs.
	 *
	 * @param path its absolute path
	 * @param debianPackage the package that brings it, on Debian and Ubuntu
	 */
	public record ProgramDeclaration(String path, String debianPackage) {

		/** @return what to type to get it */
		public String remedy() {
			return "apt-get install " + debianPackage;
		}
	}
}
