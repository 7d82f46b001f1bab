package io.wirebench.linux;

import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;

import io.wirebench.linux.internal.Native;

/**
 * A pipe, both ends closed on exec (pipe2(2)).
 *
 * @param readEnd where bytes come out
 * @param writeEnd where bytes go in
 * @since 0.1
 */
public record Pipe(Fd readEnd, Fd writeEnd) implements AutoCloseable {

	/** @param object what it is for, for messages */
	public static Pipe open(String object) {
		try (var arena = Arena.ofConfined()) {
			var pair = arena.allocate(8, 4);
			LinuxException.check(Native.pipe2(pair, Native.O_CLOEXEC), "pipe2", object);
			return new Pipe(Fd.own(pair.get(ValueLayout.JAVA_INT, 0), "pipe2", object),
					Fd.own(pair.get(ValueLayout.JAVA_INT, 4), "pipe2", object));
		}
	}

	/** Closes both ends. */
	@Override
	public void close() {
		readEnd.close();
		writeEnd.close();
	}
}
