package io.wirebench.linux;

import java.util.HashMap;
import java.util.Map;

/**
 * Names and texts of the kernel's error numbers, for those that our calls can meet (asm-generic/errno.h).
 *
 * @since 0.1
 */
public final class Errno {

	public static final int EPERM = 1;
	public static final int ENOENT = 2;
	public static final int ESRCH = 3;
	public static final int EINTR = 4;
	public static final int EIO = 5;
	public static final int ENXIO = 6;
	public static final int ENOEXEC = 8;
	public static final int EBADF = 9;
	public static final int EAGAIN = 11;
	public static final int ENOMEM = 12;
	public static final int EACCES = 13;
	public static final int EBUSY = 16;
	public static final int EEXIST = 17;
	public static final int ENODEV = 19;
	public static final int EINVAL = 22;
	public static final int EMFILE = 24;
	public static final int ENOSPC = 28;
	public static final int EPIPE = 32;
	public static final int ERANGE = 34;
	public static final int ENOSYS = 38;
	public static final int EMSGSIZE = 90;
	public static final int EOPNOTSUPP = 95;
	public static final int EADDRNOTAVAIL = 99;
	public static final int ENETDOWN = 100;
	public static final int ENETUNREACH = 101;
	public static final int ECONNRESET = 104;
	public static final int ENOBUFS = 105;
	public static final int ETIMEDOUT = 110;
	public static final int ECONNREFUSED = 111;
	public static final int EHOSTUNREACH = 113;
	public static final int EINPROGRESS = 115;

	private static final Map<Integer, String[]> KNOWN = new HashMap<>();

	static {
		String[] table = {"1 EPERM Operation not permitted", "2 ENOENT No such file or directory",
				"3 ESRCH No such process", "4 EINTR Interrupted system call", "5 EIO Input/output error",
				"6 ENXIO No such device or address", "7 E2BIG Argument list too long", "8 ENOEXEC Exec format error",
				"9 EBADF Bad file descriptor", "10 ECHILD No child processes",
				"11 EAGAIN Resource temporarily unavailable", "12 ENOMEM Cannot allocate memory",
				"13 EACCES Permission denied", "14 EFAULT Bad address", "16 EBUSY Device or resource busy",
				"17 EEXIST File exists", "18 EXDEV Invalid cross-device link", "19 ENODEV No such device",
				"20 ENOTDIR Not a directory", "21 EISDIR Is a directory", "22 EINVAL Invalid argument",
				"23 ENFILE Too many open files in system", "24 EMFILE Too many open files",
				"25 ENOTTY Inappropriate ioctl for device", "26 ETXTBSY Text file busy", "27 EFBIG File too large",
				"28 ENOSPC No space left on device", "29 ESPIPE Illegal seek", "30 EROFS Read-only file system",
				"32 EPIPE Broken pipe", "33 EDOM Numerical argument out of domain",
				"34 ERANGE Numerical result out of range", "36 ENAMETOOLONG File name too long",
				"38 ENOSYS Function not implemented", "39 ENOTEMPTY Directory not empty",
				"40 ELOOP Too many levels of symbolic links", "71 EPROTO Protocol error",
				"75 EOVERFLOW Value too large for defined data type", "87 EUSERS Too many users",
				"88 ENOTSOCK Socket operation on non-socket", "89 EDESTADDRREQ Destination address required",
				"90 EMSGSIZE Message too long", "92 ENOPROTOOPT Protocol not available",
				"93 EPROTONOSUPPORT Protocol not supported", "94 ESOCKTNOSUPPORT Socket type not supported",
				"95 EOPNOTSUPP Operation not supported", "97 EAFNOSUPPORT Address family not supported by protocol",
				"98 EADDRINUSE Address already in use", "99 EADDRNOTAVAIL Cannot assign requested address",
				"100 ENETDOWN Network is down", "101 ENETUNREACH Network is unreachable",
				"103 ECONNABORTED Software caused connection abort", "104 ECONNRESET Connection reset by peer",
				"105 ENOBUFS No buffer space available", "106 EISCONN Transport endpoint is already connected",
				"107 ENOTCONN Transport endpoint is not connected", "110 ETIMEDOUT Connection timed out",
				"111 ECONNREFUSED Connection refused", "112 EHOSTDOWN Host is down", "113 EHOSTUNREACH No route to host",
				"114 EALREADY Operation already in progress", "115 EINPROGRESS Operation now in progress",
				"122 EDQUOT Disk quota exceeded", "125 ECANCELED Operation canceled"};
		for (var line : table) {
			var parts = line.split(" ", 3);
			KNOWN.put(Integer.valueOf(parts[0]), new String[]{parts[1], parts[2]});
		}
	}

	private Errno() {
	}

	/** @return the symbolic name such as {@code EPERM}, or {@code errno 200} for a number not known here */
	public static String name(int errno) {
		var known = KNOWN.get(errno);
		return known == null ? "errno " + errno : known[0];
	}

	/** @return the usual English text such as {@code Operation not permitted} */
	public static String text(int errno) {
		var known = KNOWN.get(errno);
		return known == null ? "unknown error" : known[1];
	}
}
