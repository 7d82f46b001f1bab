package io.wirebench.linux.net;

/**
 * Where a queueing discipline stands at its device.
 *
 * @param handleMajor its own handle ({@code 1} for {@code 1:}), or 0 for the kernel's choice
 * @param parent the kernel's number of the parent: {@link #ROOT_PARENT} or {@code major << 16 | minor}
 * @since 0.1
 */
public record QdiscPlace(int handleMajor, int parent) {

	/** The device's root (TC_H_ROOT). */
	public static final int ROOT_PARENT = 0xFFFFFFFF;

	/** The root, with a handle of the kernel's choice. */
	public static final QdiscPlace ROOT = new QdiscPlace(0, ROOT_PARENT);

	/** The root with a handle that children can name. */
	public static QdiscPlace root(int handleMajor) {
		return new QdiscPlace(handleMajor, ROOT_PARENT);
	}

	/** Below class {@code parentMajor:parentMinor}. */
	public static QdiscPlace below(int parentMajor, int parentMinor, int handleMajor) {
		return new QdiscPlace(handleMajor, parentMajor << 16 | parentMinor);
	}

	String words() {
		var own = handleMajor == 0 ? "" : " handle " + Integer.toHexString(handleMajor) + ':';
		return (parent == ROOT_PARENT
				? " root"
				: " parent " + Integer.toHexString(parent >>> 16) + ':' + Integer.toHexString(parent & 0xffff)) + own;
	}
}
