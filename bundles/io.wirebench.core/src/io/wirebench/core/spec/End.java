package io.wirebench.core.spec;

/**
 * One end of a link.
 *
 * @param node the node's name
 * @param interfaceName the interface's name in the node
 */
public record End(String node, String interfaceName) {

	/** @return the interface's element path */
	@Override
	public String toString() {
		return node + "." + interfaceName;
	}
}
