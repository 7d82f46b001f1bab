package io.wirebench.linux.net;

/**
 * A network device as a request names it.
 *
 * @param name its name, for texts, and for the kernel if the index is not known
 * @param index its interface index, or 0 if it is not known; only link requests can do without
 * @since 0.1
 */
public record Device(String name, int index) {

	/** The loopback device: index 1 in every namespace. */
	public static final Device LOOPBACK = new Device("lo", 1);

	public Device {
		if (name.isEmpty() || name.length() > 15)
			throw new IllegalArgumentException("a device's name has 1 to 15 characters, not \"" + name + '"');
		if (index < 0)
			throw new IllegalArgumentException("the index of " + name + " cannot be " + index);
	}

	/** A device known by its name only. */
	public static Device named(String name) {
		return new Device(name, 0);
	}
}
