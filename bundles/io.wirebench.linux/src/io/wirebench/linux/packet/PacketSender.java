package io.wirebench.linux.packet;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

import io.wirebench.linux.Errno;
import io.wirebench.linux.Fd;
import io.wirebench.linux.LinuxException;
import io.wirebench.linux.internal.Native;
import io.wirebench.linux.internal.PacketSockets;
import io.wirebench.linux.net.Device;
import io.wirebench.linux.net.NetworkNamespace;

/**
 * Sends frames out of a device, up to {@value #BATCH} in one system call, past its queueing discipline. Each frame
 * stands in memory behind a {@code struct virtio_net_hdr}. One thread owns the sender; nothing but {@link #open}
 * allocates.
 *
 * @since 0.1
 */
public final class PacketSender implements AutoCloseable {

	/** How many frames one system call takes. */
	public static final int BATCH = 64;

	private static final int MESSAGE_BYTES = 64;
	private static final int RETRIES = 32;

	private final Fd fd;
	private final MemorySegment messages = Arena.ofAuto().allocate(BATCH * MESSAGE_BYTES, 64);
	private final MemorySegment vectors = Arena.ofAuto().allocate(BATCH * 16, 64);
	private int queued;
	private long sentFrames;
	private long sentBytes;
	private long droppedFrames;
	private long failedFrames;
	private long unsentBytes;
	private int lastErrno;

	private PacketSender(Fd fd) {
		this.fd = fd;
		for (int n = 0; n < BATCH; n++) {
			messages.set(Native.LONG, n * MESSAGE_BYTES + 16L, vectors.address() + n * 16L);
			messages.set(Native.LONG, n * MESSAGE_BYTES + 24L, 1);
		}
	}

	/**
	 * Opens a sender at a device.
	 *
	 * @param device its index must be known
	 * @throws LinuxException if the kernel refuses
	 */
	public static PacketSender open(NetworkNamespace namespace, Device device) {
		int index = PacketRing.index(device);
		var fd = namespace.call(() -> PacketSockets.open("packet sender at " + device.name()));
		try {
			PacketSockets.option(fd, "PACKET_VNET_HDR", PacketSockets.VNET_HEADER, 1);
			PacketSockets.option(fd, "PACKET_QDISC_BYPASS", PacketSockets.QDISC_BYPASS, 1);
			if (Native.setsockopt(fd.raw(), Native.SOL_SOCKET, 32, 4 << 20) < 0)
				Native.setsockopt(fd.raw(), Native.SOL_SOCKET, 7, 4 << 20);
			PacketSockets.bind(fd, index, 0);
			return new PacketSender(fd);
		} catch (RuntimeException e) {
			fd.close();
			throw e;
		}
	}

	/**
	 * Queues a frame for the next {@link #flush()}; the memory must stay as it is until then. Flushes by itself when
	 * the batch is full.
	 *
	 * @param address of the frame's virtio header
	 * @param length bytes of the frame, without that header
	 */
	public void add(long address, int length) {
		if (queued == BATCH)
			flush();
		vectors.set(Native.LONG, queued * 16L, address);
		vectors.set(Native.LONG, queued * 16L + 8, length + PacketSockets.VNET_HEADER_BYTES);
		queued++;
	}

	/** @return how many frames are queued */
	public int queued() {
		return queued;
	}

	/**
	 * Sends what is queued. A frame for which the socket has no room is tried again a bounded number of times; one that
	 * the device drops or the kernel refuses is not. Those that were not sent are counted.
	 *
	 * @return how many frames were sent
	 */
	public int flush() {
		int done = 0;
		int sent = 0;
		int retries = 0;
		while (done < queued) {
			int n = Native.sendmmsg(fd.raw(), messages.address() + (long) done * MESSAGE_BYTES, queued - done,
					Native.MSG_DONTWAIT);
			if (n > 0) {
				for (int k = done; k < done + n; k++)
					sentBytes += vectors.get(Native.LONG, k * 16L + 8) - PacketSockets.VNET_HEADER_BYTES;
				done += n;
				sent += n;
				retries = 0;
			} else if (n == -Errno.EAGAIN && retries++ < RETRIES) {
				Thread.onSpinWait(); // Frames on their way take the socket's room; they leave it soon.
			} else if (n != -Errno.EINTR) {
				lastErrno = -n;
				// ENOBUFS: the device dropped the frame, as one without carrier does with each. Trying again would only drop it again.
				if (n == -Errno.EAGAIN || n == -Errno.ENOBUFS)
					droppedFrames++;
				else
					failedFrames++;
				unsentBytes += vectors.get(Native.LONG, done * 16L + 8) - PacketSockets.VNET_HEADER_BYTES;
				done++;
				retries = 0;
			}
		}
		queued = 0;
		sentFrames += sent;
		return sent;
	}

	/** @return frames sent so far */
	public long sentFrames() {
		return sentFrames;
	}

	/** @return bytes of frames sent so far */
	public long sentBytes() {
		return sentBytes;
	}

	/** @return frames that the device dropped, e.g. because the other end is down, or for which the kernel had no room */
	public long droppedFrames() {
		return droppedFrames;
	}

	/** @return bytes of frames that were dropped or refused */
	public long unsentBytes() {
		return unsentBytes;
	}

	/** @return frames that the kernel refused, e.g. because the device is down or they are too long for it */
	public long failedFrames() {
		return failedFrames;
	}

	/** @return the error number of the last frame dropped or refused, or 0; see {@link Errno} */
	public int lastErrno() {
		return lastErrno;
	}

	@Override
	public void close() {
		fd.close();
	}
}
