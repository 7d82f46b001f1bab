package io.wirebench.kinds.internal;

import io.wirebench.api.Analyzer;
import io.wirebench.api.AnalyzerKind;
import io.wirebench.api.AnalyzerSetup;
import io.wirebench.api.ObservedFrame;
import io.wirebench.dataplane.Direction;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Writes the frames of a link to a pcapng file (draft-ietf-opsawg-pcapng) that Wireshark opens: four named interfaces, one
 * for each direction before and after the impairments. Checksums are those of a wire, unless the user wants them as the kernel
 * left them: then comments tell which are open.
 */
public final class CaptureKind implements AnalyzerKind {

	@Override
	public Analyzer create(AnalyzerSetup setup) throws IOException {
		return new Capture(setup, setup.outputFile(".pcapng"));
	}

	private static final class Capture implements Analyzer {
		private static final int SECTION_HEADER = 0x0A0D0D0A;
		private static final int INTERFACE_DESCRIPTION = 1;
		private static final int ENHANCED_PACKET = 6;
		private static final int BYTE_ORDER_MAGIC = 0x1A2B3C4D;
		private static final short LINKTYPE_ETHERNET = 1;
		private static final short OPTION_COMMENT = 1;
		private static final short OPTION_NAME = 2;
		private static final short OPTION_TIMESTAMP_RESOLUTION = 9;

		private static final byte[] OPEN_INTERFACE = utf8(
				"Checksums are as the sender's kernel left them: those left to hardware are open (complete-checksums=false).");
		private static final byte[] OPEN_PACKET = utf8("checksum left open by the sender's kernel (offload)");

		private final AnalyzerSetup setup;
		private final FileChannel file;
		private final ByteBuffer buffer = ByteBuffer.allocateDirect(1 << 20).order(ByteOrder.nativeOrder());
		private final int snapLength;
		private final boolean completes;
		private long frames;
		private long bytes;
		private IOException failure;

		Capture(AnalyzerSetup setup, Path path) throws IOException {
			this.setup = setup;
			snapLength = (int) setup.parameters().sizeBytes("snap-length");
			completes = setup.parameters().flag("complete-checksums");
			file = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE);
			block(SECTION_HEADER, 16).putInt(BYTE_ORDER_MAGIC).putShort((short) 1).putShort((short) 0).putLong(-1);
			end(16);
			for (ObservedFrame.Point point : ObservedFrame.Point.values())
				for (Direction direction : Direction.values())
					describe(setup.target() + " " + direction.pathName() + (point == ObservedFrame.Point.BEFORE ? " before" : " after"));
			flush();
		}

		private void describe(String name) {
			byte[] text = utf8(name);
			int length = 8 + optionBytes(text) + (completes ? 0 : optionBytes(OPEN_INTERFACE)) + 8 + 4;
			block(INTERFACE_DESCRIPTION, length).putShort(LINKTYPE_ETHERNET).putShort((short) 0).putInt(snapLength);
			option(OPTION_NAME, text);
			if (!completes)
				option(OPTION_COMMENT, OPEN_INTERFACE);
			buffer.putShort(OPTION_TIMESTAMP_RESOLUTION).putShort((short) 1).put((byte) 9);
			pad(3);
			buffer.putInt(0);
			end(length);
		}

		private static byte[] utf8(String text) {
			return text.getBytes(StandardCharsets.UTF_8);
		}

		private static int optionBytes(byte[] text) {
			return 4 + (text.length + 3 & ~3);
		}

		private void option(short code, byte[] text) {
			buffer.putShort(code).putShort((short) text.length).put(text);
			pad(-text.length & 3);
		}

		/** Starts a block. @param length of its body in bytes, a multiple of four */
		private ByteBuffer block(int type, int length) {
			return buffer.putInt(type).putInt(length + 12);
		}

		private void end(int length) {
			buffer.putInt(length + 12);
		}

		private void pad(int n) {
			for (int i = 0; i < n; i++)
				buffer.put((byte) 0);
		}

		@Override
		public void onFrame(ObservedFrame frame) {
			if (failure != null)
				return;
			ByteBuffer data = frame.bytes();
			int captured = snapLength > 0 ? Math.min(snapLength, data.remaining()) : data.remaining();
			int padded = captured + 3 & ~3;
			boolean open = !completes && frame.isChecksumOpen();
			int length = 20 + padded + (open ? optionBytes(OPEN_PACKET) + 4 : 0);
			if (buffer.remaining() < length + 64)
				tryFlush();
			long time = frame.epochNanos();
			block(ENHANCED_PACKET, length).putInt(frame.point().ordinal() * 2 + frame.direction().ordinal())
					.putInt((int) (time >>> 32)).putInt((int) time).putInt(captured).putInt(frame.length());
			if (completes)
				frame.copyTo(buffer, captured);
			else
				buffer.put(data.slice(0, captured));
			pad(padded - captured);
			if (open) {
				option(OPTION_COMMENT, OPEN_PACKET);
				buffer.putInt(0);
			}
			end(length);
			frames++;
			bytes += captured;
		}

		@Override
		public void onSample(long nowNanos) {
			tryFlush();
			setup.figures().set("frames", frames);
			setup.figures().set("bytes", bytes);
		}

		private void tryFlush() {
			try {
				flush();
			} catch (IOException e) {
				failure = e;
				throw new UncheckedIOException("capture stopped after " + frames + " frames: " + e.getMessage(), e);
			}
		}

		private void flush() throws IOException {
			buffer.flip();
			while (buffer.hasRemaining())
				file.write(buffer);
			buffer.clear();
		}

		@Override
		public void close() throws IOException {
			try (file) {
				if (failure == null)
					flush();
				setup.figures().set("frames", frames);
				setup.figures().set("bytes", bytes);
			}
		}
	}
}
