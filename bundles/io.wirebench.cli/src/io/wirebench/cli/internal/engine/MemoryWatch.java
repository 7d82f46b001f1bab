package io.wirebench.cli.internal.engine;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryNotificationInfo;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.util.Comparator;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;

import javax.management.NotificationEmitter;

/**
 * Hears when memory is nearly used up although garbage has been collected: the last moment at which an engine can end in order.
 * What needs all of it at once is quicker; then the JVM ends by itself (ExitOnOutOfMemoryError).
 */
public final class MemoryWatch {

	private static final double FULL = 0.9;
	/** A small heap is full earlier: the end needs some memory, and meanwhile whoever takes it goes on. */
	private static final long ROOM_BYTES = 16 << 20;
	private static final double LEAST_FULL = 0.5;
	private static final int RESERVE_BYTES = 2 << 20;

	private final CountDownLatch full = new CountDownLatch(1);
	private final MemoryPoolMXBean pool;
	/** Let go of when it happens. */
	@SuppressWarnings("unused")
	private byte[] reserve = new byte[RESERVE_BYTES];

	private MemoryWatch(MemoryPoolMXBean pool) {
		this.pool = pool;
	}

	/** Watches from soon on. @param ending is told how much is used, a sentence, and ends the process */
	public static void begin(Consumer<String> ending) {
		Thread.ofPlatform().daemon().name("wirebench memory").start(() -> ManagementFactory.getMemoryPoolMXBeans().stream()
				.filter(pool -> pool.getType() == MemoryType.HEAP && pool.isCollectionUsageThresholdSupported()
						&& pool.getUsage().getMax() > 0)
				.max(Comparator.comparingLong(pool -> pool.getUsage().getMax())).ifPresent(pool -> new MemoryWatch(pool).watch(ending)));
	}

	private void watch(Consumer<String> ending) {
		long max = pool.getUsage().getMax();
		pool.setCollectionUsageThreshold((long) Math.max(LEAST_FULL * max, Math.min(FULL * max, max - ROOM_BYTES)));
		((NotificationEmitter) ManagementFactory.getMemoryMXBean()).addNotificationListener((_, _) -> full.countDown(),
				notification -> notification.getType().equals(MemoryNotificationInfo.MEMORY_COLLECTION_THRESHOLD_EXCEEDED), null);
		try {
			full.await();
		} catch (InterruptedException e) {
			return;
		}
		reserve = null;
		MemoryUsage usage = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage();
		ending.accept(String.format(Locale.ROOT, "memory runs out: %.0f of %.0f MB are used after all garbage was collected",
				usage.getUsed() / 1e6, usage.getMax() / 1e6));
	}
}
