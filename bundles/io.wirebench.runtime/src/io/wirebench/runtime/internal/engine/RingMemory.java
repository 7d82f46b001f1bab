package io.wirebench.runtime.internal.engine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How much memory the packet rings of all labs of this engine take together: the kernel pins it, so it has a limit. That is the
 * system property {@value #PROPERTY} (MiB), or a quarter of the machine's memory. Safe for use by any thread.
 */
public final class RingMemory {

	/** Name of the property. */
	public static final String PROPERTY = "wirebench.ring-memory";

	/** That of this engine. */
	public static final RingMemory ENGINE = new RingMemory(limit());

	private final long limitBytes;
	private final AtomicLong used = new AtomicLong();

	public RingMemory(long limitBytes) {
		this.limitBytes = limitBytes;
	}

	private static long limit() {
		long mebibytes = Long.getLong(PROPERTY, 0);
		return mebibytes > 0 ? mebibytes << 20 : machineBytes() / 4;
	}

	/** @return the machine's memory; 4 GiB if the kernel does not say */
	private static long machineBytes() {
		try {
			for (String line : Files.readAllLines(Path.of("/proc/meminfo")))
				if (line.startsWith("MemTotal:"))
					return Long.parseLong(line.replaceAll("\\D", "")) << 10;
		} catch (IOException | NumberFormatException e) {
			// As if it were a small one.
		}
		return 4L << 30;
	}

	public long limitBytes() {
		return limitBytes;
	}

	public long usedBytes() {
		return used.get();
	}

	/** @return whether there was as much; then {@link #free} gives it back */
	public boolean tryTake(long bytes) {
		for (long u = used.get(); u + bytes <= limitBytes; u = used.get())
			if (used.compareAndSet(u, u + bytes))
				return true;
		return false;
	}

	/** @throws IllegalStateException with the reason and the remedy if there is not as much */
	public void take(long bytes, String what) {
		if (!tryTake(bytes))
			throw new IllegalStateException(what + ": no memory is left for its packet rings (" + (bytes >> 10) + " KiB): "
					+ (used.get() >> 20) + " of "
					+ (limitBytes >> 20)
					+ " MiB are used by links with impairments; remove impairments from some links, or start the engine with WIREBENCH_ENGINE_OPTIONS=-D"
					+ PROPERTY + "=MEBIBYTES");
	}

	public void free(long bytes) {
		used.addAndGet(-bytes);
	}
}
