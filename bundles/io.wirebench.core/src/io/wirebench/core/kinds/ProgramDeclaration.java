package io.wirebench.core.kinds;

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
