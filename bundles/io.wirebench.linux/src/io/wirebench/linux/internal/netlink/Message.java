package io.wirebench.linux.internal.netlink;

import java.lang.foreign.MemorySegment;

import io.wirebench.linux.internal.Native;
import io.wirebench.linux.internal.netlink.Attribute.Content;

/**
 * One netlink message: type, flags and a declared body.
 *
 * @param type e.g. RTM_NEWLINK
 * @param flags NLM_F_..., without NLM_F_REQUEST and NLM_F_ACK, which the socket adds
 */
public record Message(int type, int flags, Block body) {

	public static final int HEADER_BYTES = 16;
	public static final int REQUEST = 1;
	public static final int ACK = 4;
	public static final int REPLACE = 0x100;
	public static final int EXCLUSIVE = 0x200;
	public static final int CREATE = 0x400;
	public static final int APPEND = 0x800;
	public static final int DUMP = 0x300;

	public static Message of(int type, int flags, Content content) {
		return new Message(type, flags, new Block(content));
	}

	/** Writes the message. @return the offset behind it */
	public long encode(MemorySegment out, long start, int sequence, boolean acknowledge) {
		long end = body.encode(out, start + HEADER_BYTES);
		out.set(Native.INT, start, (int) (end - start));
		out.set(Native.SHORT, start + 4, (short) type);
		out.set(Native.SHORT, start + 6, (short) (flags | REQUEST | (acknowledge ? ACK : 0)));
		out.set(Native.INT, start + 8, sequence);
		out.set(Native.INT, start + 12, 0);
		return end;
	}

	/** Reads the body of a message that begins at {@code start}. */
	public static Block decode(Content content, MemorySegment in, long start) {
		return Block.decode(content, in, start + HEADER_BYTES, start + in.get(Native.INT, start));
	}

	/** Reads attributes that stand between two offsets. */
	public static Block decodeAttributes(Content content, MemorySegment in, long start, long end) {
		return Block.decode(content, in, start, end);
	}
}
