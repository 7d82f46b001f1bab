package io.wirebench.control.internal.lab;

import io.wirebench.control.internal.wire.ClientStream;
import io.wirebench.control.internal.wire.Notices;
import io.wirebench.control.protocol.Protocol;
import io.wirebench.core.emulation.EmulationException;
import io.wirebench.core.emulation.EmulationState;
import io.wirebench.core.plan.LinkTier;
import io.wirebench.core.plan.Plan;
import io.wirebench.core.spec.ProbeSpec;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A capture that a client follows: a probe of the lab that writes into a named pipe. The pipe is
 * always read, as a probe that waits would stop the lab: frames for which the client has no room are left out and counted.
 */
public final class Capture {

	private static final int PIECE_BYTES = 1 << 16;
	private static final int ENHANCED_PACKET = 6;
	private static final String COULD_NOT_BEGIN = "could not begin";

	private final int number;
	private final Lab lab;
	private final ProbeSpec probe;
	private final Notices notices;
	private final ClientStream stream;
	private final Runnable ended;
	private final Path pipe;
	private final AtomicBoolean ending = new AtomicBoolean();
	private final ByteArrayOutputStream held = new ByteArrayOutputStream();
	private long leftOut;

	public Capture(int number, Lab lab, ProbeSpec probe, Notices notices, ClientStream stream, Runnable ended) {
		this.number = number;
		this.lab = lab;
		this.probe = probe;
		this.notices = notices;
		this.stream = stream;
		this.ended = ended;
		pipe = lab.folder.resolve(probe.name() + ".pcapng");
	}

	/** Begins, by the lab's own thread. @return what it costs the link */
	public String begin() throws EmulationException, IOException {
		Files.createDirectories(lab.folder);
		Files.deleteIfExists(pipe);
		makePipe();
		boolean begun = false;
		// While it is open for both, neither end waits for the other one to be opened.
		try (RandomAccessFile both = new RandomAccessFile(pipe.toFile(), "rw")) {
			both.getFD();
			InputStream in = Files.newInputStream(pipe);
			Thread.ofPlatform().daemon().name("wirebench capture " + probe.target()).start(() -> read(in));
			Plan plan = lab.beginCapture(probe);
			EmulationState.ProbeState state = lab.emulation.state().probes().get(probe.name());
			if (state != null && state.message().startsWith(COULD_NOT_BEGIN))
				throw new EmulationException("the capture " + state.message());
			begun = true;
			for (LinkTier tier : plan.tiers())
				if (tier.link().equals(probe.target()) && !plan.isEmpty())
					return tier.tier() + ": " + tier.reason() + (tier.cost().isEmpty() ? "" : "; " + tier.cost());
			return "";
		} finally {
			if (!begun) {
				ending.set(true);
				lab.endCapture(probe);
			}
			Files.deleteIfExists(pipe); // Both ends have it open.
		}
	}

	private void makePipe() throws IOException {
		try {
			Process mkfifo = new ProcessBuilder("mkfifo", "-m", "600", pipe.toString()).redirectErrorStream(true).start();
			String said = new String(mkfifo.getInputStream().readAllBytes()).strip();
			if (mkfifo.waitFor() != 0)
				throw new IOException(said);
		} catch (InterruptedException e) {
			Thread.currentThread().interrupt();
			throw new IOException("interrupted", e);
		}
	}

	private void read(InputStream opened) {
		String message = "";
		try (InputStream in = opened) {
			relay(in);
		} catch (IOException e) {
			message = String.valueOf(e.getMessage());
		}
		if (!ending.get()) {
			message = lab.ended() ? "the lab has ended" : message.isEmpty() ? "the link was removed or recreated" : message;
			end();
		}
		if (leftOut > 0)
			message += (message.isEmpty() ? "" : "; ") + leftOut + " frames were left out because the client read too slowly";
		ended.run();
		try {
			if (held.size() > 0)
				stream.put("capture/data", data(held.toByteArray()));
			stream.put("capture/end", new Protocol.CaptureEnd(number, message));
		} catch (InterruptedException e) {
			Thread.currentThread().interrupt();
		}
	}

	/** Hands on whole blocks: each begins with its type and its length (draft-ietf-opsawg-pcapng, section 3.1). */
	private void relay(InputStream in) throws IOException {
		ByteBuffer buffer = ByteBuffer.allocate(2 * PIECE_BYTES).order(ByteOrder.nativeOrder());
		for (int n; (n = in.read(buffer.array(), buffer.position(), buffer.remaining())) >= 0;) {
			buffer.position(buffer.position() + n).flip();
			int begin = buffer.position();
			int frames = 0;
			boolean needed = false;
			int length;
			while (buffer.remaining() >= 8 && buffer.remaining() >= (length = buffer.getInt(buffer.position() + 4))) {
				if (length < 12)
					throw new IOException("the capture is damaged");
				if (buffer.getInt(buffer.position()) == ENHANCED_PACKET)
					frames++;
				else
					needed = true;
				buffer.position(buffer.position() + length);
			}
			byte[] blocks = Arrays.copyOfRange(buffer.array(), begin, buffer.position());
			if (needed) // They describe the interfaces; without them nobody can read the rest.
				held.write(blocks);
			else if (!sendHeld() || notices.full() || !notices.offer("capture/data", data(blocks)))
				leftOut += frames;
			sendHeld();
			buffer.compact();
			if (!buffer.hasRemaining()) // A frame longer than that: room for it.
				buffer = ByteBuffer.allocate(buffer.capacity() * 2).order(ByteOrder.nativeOrder()).put(buffer.flip());
		}
	}

	/** @return whether nothing is held that must come first */
	private boolean sendHeld() {
		if (held.size() > 0 && notices.offer("capture/data", data(held.toByteArray())))
			held.reset();
		return held.size() == 0;
	}

	private Protocol.CaptureData data(byte[] blocks) {
		return new Protocol.CaptureData(number, Base64.getEncoder().encodeToString(blocks));
	}

	/** Ends it. Returns at once; what was captured is still sent. */
	public void end() {
		if (!ending.compareAndSet(false, true))
			return;
		lab.serial.execute(() -> {
			try {
				lab.endCapture(probe);
			} catch (EmulationException | RuntimeException e) {
				System.getLogger("io.wirebench.control").log(System.Logger.Level.WARNING,
						"capture of " + probe.target() + ": " + e.getMessage());
			}
		});
	}
}
