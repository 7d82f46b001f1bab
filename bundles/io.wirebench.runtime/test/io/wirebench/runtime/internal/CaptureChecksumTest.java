package io.wirebench.runtime.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.wirebench.core.emulation.EmulationException;
import io.wirebench.core.emulation.EmulationState;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/** What a capture says was on the wire. */
class CaptureChecksumTest {

	private static final int TCP = 6;
	private static final int UDP = 17;

	private record Packet(int port, byte[] bytes, String comment) {}

	private record File(List<String> interfaces, List<String> comments, List<Packet> packets) {

		static File read(EmulationState state, String probe) throws IOException {
			ByteBuffer blocks = ByteBuffer.wrap(Files.readAllBytes(Path.of(state.probes().get(probe).files().getFirst())))
					.order(ByteOrder.nativeOrder());
			File file = new File(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
			while (blocks.hasRemaining()) {
				int at = blocks.position();
				int type = blocks.getInt(at);
				int length = blocks.getInt(at + 4);
				assertEquals(length, blocks.getInt(at + length - 4), "a block's length stands at both ends");
				if (type == 1) {
					file.interfaces.add(option(blocks, at + 16, at + length - 4, 2));
					file.comments.add(option(blocks, at + 16, at + length - 4, 1));
				} else if (type == 6) {
					byte[] bytes = new byte[blocks.getInt(at + 20)];
					blocks.get(at + 28, bytes);
					file.packets.add(new Packet(blocks.getInt(at + 8), bytes,
							option(blocks, at + 28 + (bytes.length + 3 & ~3), at + length - 4, 1)));
				}
				blocks.position(at + length);
			}
			return file;
		}

		private static String option(ByteBuffer blocks, int from, int end, int code) {
			for (int at = from; at + 4 <= end && blocks.getShort(at) != 0; at += 4 + (blocks.getShort(at + 2) + 3 & ~3))
				if (blocks.getShort(at) == code) {
					byte[] text = new byte[blocks.getShort(at + 2)];
					blocks.get(at + 4, text);
					return new String(text, StandardCharsets.UTF_8);
				}
			return "";
		}

		/** @return the packets of one protocol at one interface, in their order */
		List<byte[]> of(int port, int protocol) {
			return packets.stream().filter(packet -> packet.port == port && protocol(packet.bytes) == protocol).map(Packet::bytes).toList();
		}
	}

	private static int unsignedShort(byte[] bytes, int at) {
		return (bytes[at] & 0xff) << 8 | bytes[at + 1] & 0xff;
	}

	private static boolean isIpv6(byte[] frame) {
		return unsignedShort(frame, 12) == 0x86dd;
	}

	private static int protocol(byte[] frame) {
		return isIpv6(frame) ? frame[20] : unsignedShort(frame, 12) == 0x0800 ? frame[23] : -1;
	}

	private static long sum(byte[] bytes, int from, int to) {
		return IntStream.range(from, to).mapToLong(i -> (i - from & 1) == 0 ? (bytes[i] & 0xffL) << 8 : bytes[i] & 0xffL).sum();
	}

	private static boolean isAllOnes(long sum) {
		return sum != 0 && sum % 0xffff == 0;
	}

	/** Looked at as a receiver does: RFC 1071 over the pseudo header (RFC 9293, RFC 8200) and the segment. */
	private static boolean isRight(byte[] frame) {
		int transport = isIpv6(frame) ? 54 : 14 + (frame[14] & 0x0f) * 4;
		long addresses = isIpv6(frame) ? sum(frame, 22, 54) : sum(frame, 26, 34);
		boolean header = isIpv6(frame) || isAllOnes(sum(frame, 14, transport));
		return header && isAllOnes(addresses + protocol(frame) + (frame.length - transport) + sum(frame, transport, frame.length));
	}

	private static String text(String link, boolean ipv6, String probes) {
		return "<network format='1' name='t' seed='5'><node name='h1' kind='host'/><node name='h2' kind='host'/><link from='h1' to='h2'>"
				+ link + "</link>"
				+ "<flow name='t' kind='tcp' from='h1' to='h2' ipv6='" + ipv6
				+ "' window='64 KiB'/><flow name='u' kind='udp' from='h1' to='h2' rate='2 Mbit/s' size='333 B' packets='300' ipv6='"
				+ ipv6 + "'/>" + probes + "</network>";
	}

	@ParameterizedTest
	@ValueSource(strings = {"false", "true"})
	void shouldWriteRightChecksumsOnALinkInTheKernel(boolean ipv6) throws Exception {
		shouldWriteRightChecksums("", ipv6);
	}

	@ParameterizedTest
	@ValueSource(strings = {"false", "true"})
	void shouldWriteRightChecksumsOnALinkThroughTheEngine(boolean ipv6) throws Exception {
		shouldWriteRightChecksums("<both><impairment kind='delay' time='1 ms'/></both>", ipv6);
	}

	private static void shouldWriteRightChecksums(String link, boolean ipv6) throws Exception {
		try (Lab lab = new Lab()) {
			lab.apply(text(link, ipv6,
					"<probe name='cap' kind='capture' target='h1-h2'/><probe name='raw' kind='capture' target='h1-h2' complete-checksums='false'/>"));
			lab.awaitDone("u");
			lab.await("data", s -> s.figure("flow:t.bytes").orElse(0) > 200_000);
			EmulationState state = end(lab);
			File file = File.read(state, "cap");
			for (int port = 0; port < 4; port++)
				for (int protocol : new int[]{TCP, UDP}) {
					List<byte[]> frames = file.of(port, protocol);
					String what = file.interfaces.get(port) + ", protocol " + protocol;
					// The receiver of datagrams answers none.
					assertTrue(frames.size() > 10 || protocol == UDP && !file.interfaces.get(port).contains("forward"),
							what + ": " + frames.size() + " frames");
					for (byte[] frame : frames)
						assertTrue(isRight(frame),
								() -> what + ": wrong checksum in " + HexFormat.of().formatHex(Arrays.copyOf(frame, 80)));
				}
			assertTrue(file.packets.stream().allMatch(packet -> packet.comment.isEmpty()), "no comments");
			assertEquals(List.of("", "", "", ""), file.comments);

			File raw = File.read(state, "raw");
			assertTrue(raw.comments.stream().allMatch(comment -> comment.contains("left to hardware are open")), "" + raw.comments);
			List<Packet> open = raw.packets.stream().filter(packet -> packet.comment.contains("open")).toList();
			assertTrue(open.size() > 100, open.size() + " packets with an open checksum");
			assertTrue(open.stream().filter(packet -> isRight(packet.bytes)).count() < open.size() / 10, "left as they were");
			assertTrue(raw.packets.stream().filter(packet -> protocol(packet.bytes) == UDP && packet.comment.isEmpty())
					.allMatch(packet -> isRight(packet.bytes)), "all others are right");
		}
	}

	@Test
	void shouldShowExactlyTheFramesThatWereHitAsWrong() throws Exception {
		try (Lab lab = new Lab()) {
			lab.apply(text(
					"<forward><impairment name='c' kind='corrupt' probability='10%' match='udp port 5002'/></forward><backward><impairment kind='delay' time='20 ms'/></backward>",
					false, "<probe name='cap' kind='capture' target='h1-h2'/>"));
			lab.awaitDone("u");
			EmulationState state = end(lab);
			double flipped = Lab.figure(state, "h1-h2/forward/c.flipped-bits");
			assertEquals("", state.probes().get("cap").message(), "all frames were seen");
			File file = File.read(state, "cap");
			int before = file.interfaces.indexOf("h1-h2 forward before");
			int after = file.interfaces.indexOf("h1-h2 forward after");
			Set<ByteBuffer> sent = new HashSet<>();
			for (Packet packet : file.packets)
				if (packet.port == before) {
					int protocol = protocol(packet.bytes);
					assertTrue(protocol != TCP && protocol != UDP || isRight(packet.bytes),
							() -> "before: " + HexFormat.of().formatHex(packet.bytes));
					sent.add(ByteBuffer.wrap(packet.bytes));
				}
			int hit = 0;
			for (Packet packet : file.packets)
				if (packet.port == after && !sent.contains(ByteBuffer.wrap(packet.bytes))) {
					assertFalse(isRight(packet.bytes), () -> "hit, and right: " + HexFormat.of().formatHex(packet.bytes));
					hit++;
				}
			assertEquals(flipped, hit);
			assertTrue(hit > 5, hit + " frames were hit");
			assertFalse(file.of(0, UDP).isEmpty());
		}
	}

	/** Ends traffic, and waits until nothing is under way. @return the last state, with all files written */
	private static EmulationState end(Lab lab) throws EmulationException {
		lab.emulation.stopFlow("t");
		EmulationState[] last = {lab.emulation.sample()};
		int[] equal = {0};
		return lab.await("silence", s -> {
			Map<String, Double> figures = s.probes().get("cap").figures();
			equal[0] = figures.equals(last[0].probes().get("cap").figures()) ? equal[0] + 1 : 0;
			last[0] = s;
			return equal[0] > 50;
		});
	}
}
