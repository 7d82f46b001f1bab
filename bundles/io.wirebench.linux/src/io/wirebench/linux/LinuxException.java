package io.wirebench.linux;

/**
 * The kernel refused a call. The message says call, object, error name and text, e.g.
 * {@code setns(network namespace of h1): EPERM (Operation not permitted)}, and the kernel's own explanation where it
 * gave one.
 *
 * @since 0.1
 */
public final class LinuxException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private final String call;
	private final String object;
	private final int errno;
	private final String explanation;

	/**
	 * @param call the system call, or the netlink request
	 * @param object what it was about, in the user's words
	 * @param errno the positive error number
	 * @param explanation the kernel's extended acknowledgement or a hint what to do; empty for none
	 */
	public LinuxException(String call, String object, int errno, String explanation) {
		super(call + '(' + object + "): " + Errno.name(errno) + " (" + Errno.text(errno) + ')'
				+ (explanation.isEmpty() ? "" : ": " + explanation));
		this.call = call;
		this.object = object;
		this.errno = errno;
		this.explanation = explanation;
	}

	public LinuxException(String call, String object, int errno) {
		this(call, object, errno, "");
	}

	/**
	 * Checks the result of a call.
	 *
	 * @param result what the call gave: negative is {@code -errno}
	 * @return the result, if it is no error
	 * @throws LinuxException if it is
	 */
	public static int check(int result, String call, String object) {
		if (result < 0)
			throw new LinuxException(call, object, -result);
		return result;
	}

	/** The same for a call that gives a {@code long}. */
	public static long check(long result, String call, String object) {
		if (result < 0)
			throw new LinuxException(call, object, (int) -result);
		return result;
	}

	/** @return the system call or request */
	public String call() {
		return call;
	}

	/** @return what it was about */
	public String object() {
		return object;
	}

	/** @return the error number, positive */
	public int errno() {
		return errno;
	}

	/** @return the error's symbolic name, e.g. {@code EPERM} */
	public String errnoName() {
		return Errno.name(errno);
	}

	/** @return what the kernel or we add; empty if nothing */
	public String explanation() {
		return explanation;
	}
}
