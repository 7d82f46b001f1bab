package io.wirebench.linux.process;

import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;

import io.wirebench.linux.Fd;
import io.wirebench.linux.LinuxException;
import io.wirebench.linux.internal.Native;

/**
 * A pseudo terminal (pty(7)), seen from the side of whoever types and reads. Safe for use by any thread.
 *
 * @since 0.1
 */
final class Terminal implements AutoCloseable {

	/** TIOCSPTLCK, TIOCGPTN, TIOCSWINSZ of ioctl_tty(2). */
	private static final long UNLOCK = 0x40045431L;
	private static final long NUMBER = 0x80045430L;
	private static final long SIZE = 0x5414;

	private final Fd side;
	private final String device;

	private Terminal(Fd side, String device) {
		this.side = side;
		this.device = device;
	}

	/** @throws LinuxException if the machine gives no terminals */
	static Terminal open(String object) {
		var side = Fd.open("/dev/ptmx", Native.O_RDWR | Native.O_NOCTTY);
		try (var arena = Arena.ofConfined()) {
			var number = arena.allocate(ValueLayout.JAVA_INT);
			LinuxException.check(Native.ioctl(side.raw(), UNLOCK, number), "ioctl TIOCSPTLCK", "terminal of " + object);
			LinuxException.check(Native.ioctl(side.raw(), NUMBER, number), "ioctl TIOCGPTN", "terminal of " + object);
			return new Terminal(side, "/dev/pts/" + number.get(ValueLayout.JAVA_INT, 0));
		} catch (RuntimeException e) {
			side.close();
			throw e;
		}
	}

	/** @return what to type into and read from; stays this object's */
	Fd side() {
		return side;
	}

	/** @return the device that a program opens */
	String device() {
		return device;
	}

	/** Tells whoever runs at it. @throws LinuxException if it has been closed */
	void resize(int rows, int columns) {
		int number = side.acquire();
		try (var arena = Arena.ofConfined()) {
			var size = arena.allocate(8, 2);
			size.set(ValueLayout.JAVA_SHORT, 0, (short) rows);
			size.set(ValueLayout.JAVA_SHORT, 2, (short) columns);
			LinuxException.check(Native.ioctl(number, SIZE, size), "ioctl TIOCSWINSZ", device);
		} finally {
			side.release();
		}
	}

	@Override
	public void close() {
		side.close();
	}
}
