package io.wirebench.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.lang.foreign.Arena;

import io.wirebench.linux.internal.netlink.Message;
import io.wirebench.linux.internal.netlink.Rtnetlink;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

class MessageTest {

	@Property(tries = 200)
	void shouldReadWhatItWrote(@ForAll @IntRange(min = 1) int index, @ForAll @AlphaChars @StringLength(max = 15) String name,
			@ForAll @Size(6) byte[] mac, @ForAll int flags, @ForAll @IntRange(min = 0) int group) {
		var message = Message.of(Rtnetlink.NEWLINK, Message.CREATE, Rtnetlink.LINK);
		message.body().field("index", index).field("flags", flags).put("IFNAME", name).put("ADDRESS", mac)
				.put("GROUP", group).nest("LINKINFO", info -> info.put("KIND", "veth").nest("DATA", "veth",
						data -> data.nest("PEER", peer -> peer.field("index", 7).put("IFNAME", name + "x"))));
		try (var arena = Arena.ofConfined()) {
			var memory = arena.allocate(4096, 8).fill((byte) 0x5a);
			long end = message.encode(memory, 0, 42, true);
			assertEquals(0, end % 4);
			assertEquals(message.body(), Message.decode(Rtnetlink.LINK, memory, 0));
		}
	}

	@Test
	void shouldReadWhatItWroteOfQueueingDisciplinesAndFilters() {
		var netem = Message.of(Rtnetlink.NEWQDISC, 0, Rtnetlink.QDISC);
		netem.body().field("index", 3).put("KIND", "netem").nest("OPTIONS", "netem", o -> o.field("latency", 99)
				.put("LATENCY64", 1L << 40).nest("CORRUPT", c -> c.field("probability", 5)));
		var filter = Message.of(Rtnetlink.NEWTFILTER, 0, Rtnetlink.FILTER);
		filter.body().field("info", 0x10300).put("KIND", "u32").nest("OPTIONS", "u32",
				o -> o.nest("SEL", s -> s.field("hashMask", 0x0a000000).field("offsetMask", 0x1234)));
		try (var arena = Arena.ofConfined()) {
			var memory = arena.allocate(4096, 8);
			netem.encode(memory, 0, 1, false);
			assertEquals(netem.body(), Message.decode(Rtnetlink.QDISC, memory, 0));
			filter.encode(memory, 0, 1, false);
			assertEquals(filter.body(), Message.decode(Rtnetlink.FILTER, memory, 0));
		}
	}

	@Test
	void shouldLeaveOutContentOfUnknownKind() {
		var message = Message.of(Rtnetlink.NEWQDISC, 0, Rtnetlink.QDISC);
		message.body().put("KIND", "tbf").nest("OPTIONS", "tbf", o -> o.put("BURST", 1));
		try (var arena = Arena.ofConfined()) {
			var memory = arena.allocate(4096, 8);
			message.encode(memory, 0, 1, false);
			// "tbf" becomes "tbx", a kind that nobody declared
			memory.set(java.lang.foreign.ValueLayout.JAVA_BYTE, 16 + 20 + 4 + 2, (byte) 'x');
			var read = Message.decode(Rtnetlink.QDISC, memory, 0);
			assertEquals("tbx", read.text("KIND"));
			assertNull(read.block("OPTIONS"));
		}
	}
}
