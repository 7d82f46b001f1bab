package io.wirebench.linux.internal.netlink;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;
import java.util.function.Consumer;

import io.wirebench.linux.internal.Native;
import io.wirebench.linux.internal.netlink.Attribute.Content;

/**
 * Values for a declared {@link Content}: its structure's fields and its attributes, by name. Used by one thread.
 * Attributes that are received and not declared are left out.
 */
public final class Block {

	private final Content content;
	private final long[] fields;
	/** In the order in which they are written; few, so that looking through them is quicker than a map. */
	private Attribute[] attributes = new Attribute[8];
	private Object[] values = new Object[8];
	/** Numbers, in their own array: an object each would be most of the cost. */
	private long[] numbers = new long[8];
	private int count;

	public Block(Content content) {
		this.content = content;
		fields = new long[content.struct() == null ? 0 : content.struct().fields().size()];
	}

	/** Sets a field of the structure. */
	public Block field(String name, long value) {
		fields[content.struct().field(name).index()] = value;
		return this;
	}

	/** @return a field of the structure, unsigned but for four bytes, which are signed */
	public long field(String name) {
		return fields[content.struct().field(name).index()];
	}

	public Block put(String name, long value) {
		set(content.attribute(name), value, null);
		return this;
	}

	public Block put(String name, String value) {
		set(content.attribute(name), 0, value);
		return this;
	}

	public Block put(String name, byte[] value) {
		set(content.attribute(name), 0, value);
		return this;
	}

	private void set(Attribute attribute, long number, Object value) {
		int n = find(attribute);
		if (n < 0) {
			if (count == attributes.length) {
				attributes = Arrays.copyOf(attributes, count * 2);
				values = Arrays.copyOf(values, count * 2);
				numbers = Arrays.copyOf(numbers, count * 2);
			}
			n = count++;
		}
		attributes[n] = attribute;
		numbers[n] = number;
		values[n] = value;
	}

	private int find(Attribute attribute) {
		for (int n = 0; n < count; n++)
			if (attributes[n] == attribute)
				return n;
		return -1;
	}

	private Object value(String name) {
		int n = find(content.attribute(name));
		return n < 0 ? null : values[n];
	}

	/** Adds a nested block and lets the caller fill it. */
	public Block nest(String name, Consumer<Block> fill) {
		return nest(name, content.attribute(name).content(), fill);
	}

	/** Adds the nested block for a kind. */
	public Block nest(String name, String kind, Consumer<Block> fill) {
		var inner = content.attribute(name).byKind().get(kind);
		if (inner == null)
			throw new IllegalArgumentException("no content of " + name + " is declared for kind " + kind);
		return nest(name, inner, fill);
	}

	private Block nest(String name, Content inner, Consumer<Block> fill) {
		var block = new Block(inner);
		fill.accept(block);
		set(content.attribute(name), 0, block);
		return this;
	}

	public boolean has(String name) {
		return find(content.attribute(name)) >= 0;
	}

	/** @return the number, or {@code otherwise} if the attribute is absent */
	public long number(String name, long otherwise) {
		int n = find(content.attribute(name));
		return n < 0 || !attributes[n].type().isNumber() ? otherwise : numbers[n];
	}

	/** @return the text, or an empty one if the attribute is absent */
	public String text(String name) {
		return value(name) instanceof String text ? text : "";
	}

	/** @return the bytes, or {@code null} if the attribute is absent */
	public byte[] bytes(String name) {
		return value(name) instanceof byte[] bytes ? bytes : null;
	}

	/** @return the nested block, or {@code null} if the attribute is absent or its kind is unknown */
	public Block block(String name) {
		return value(name) instanceof Block block ? block : null;
	}

	/** Writes structure and attributes. @return the offset behind them, a multiple of four */
	long encode(MemorySegment out, long start) {
		long at = start;
		var struct = content.struct();
		if (struct != null) {
			out.asSlice(at, struct.size()).fill((byte) 0);
			for (var field : struct.fields())
				field.set(out, at, fields[field.index()]);
			at += struct.size();
		}
		for (int n = 0; n < count; n++) {
			var attribute = attributes[n];
			long head = at;
			at += 4;
			switch (attribute.type()) {
				case U8 -> {
					out.set(Native.BYTE, at, (byte) numbers[n]);
					at += 1;
				}
				case U16 -> {
					out.set(Native.SHORT, at, (short) numbers[n]);
					at += 2;
				}
				case U32 -> {
					out.set(Native.INT, at, (int) numbers[n]);
					at += 4;
				}
				case U64 -> {
					out.set(Native.LONG, at, numbers[n]);
					at += 8;
				}
				case TEXT -> {
					at = copy(((String) values[n]).getBytes(StandardCharsets.UTF_8), out, at);
					out.set(Native.BYTE, at++, (byte) 0);
				}
				case BYTES -> at = copy((byte[]) values[n], out, at);
				case BLOCK -> at = ((Block) values[n]).encode(out, at);
			}
			out.set(Native.SHORT, head, (short) (at - head));
			out.set(Native.SHORT, head + 2, (short) attribute.id());
			while ((at & 3) != 0)
				out.set(Native.BYTE, at++, (byte) 0);
		}
		return at;
	}

	private static long copy(byte[] bytes, MemorySegment out, long at) {
		MemorySegment.copy(bytes, 0, out, ValueLayout.JAVA_BYTE, at, bytes.length);
		return at + bytes.length;
	}

	/** Reads structure and attributes; what is too short to hold its value is left out. */
	static Block decode(Content content, MemorySegment in, long start, long end) {
		var block = new Block(content);
		long at = start;
		if (content.struct() != null) {
			// A shorter structure comes from an older kernel: the fields it lacks are 0.
			for (var field : content.struct().fields())
				if (start + field.offset() + field.bytes() <= end)
					block.fields[field.index()] = field.get(in, start);
			at += content.struct().size();
		}
		while (at + 4 <= end) {
			int length = in.get(Native.SHORT, at) & 0xffff;
			int id = in.get(Native.SHORT, at + 2) & 0x3fff;
			if (length < 4 || at + length > end)
				break;
			var attribute = content.attribute(id);
			if (attribute != null)
				block.read(attribute, in, at + 4, at + length);
			at += (length + 3) & ~3;
		}
		return block;
	}

	private void read(Attribute attribute, MemorySegment in, long start, long end) {
		long length = end - start;
		switch (attribute.type()) {
			case U8 -> {
				if (length >= 1)
					set(attribute, in.get(Native.BYTE, start) & 0xffL, null);
			}
			case U16 -> {
				if (length >= 2)
					set(attribute, in.get(Native.SHORT, start) & 0xffffL, null);
			}
			case U32 -> {
				if (length >= 4)
					set(attribute, in.get(Native.INT, start) & 0xffffffffL, null);
			}
			case U64 -> {
				if (length >= 8)
					set(attribute, in.get(Native.LONG, start), null);
			}
			case TEXT -> {
				var bytes = in.asSlice(start, length).toArray(ValueLayout.JAVA_BYTE);
				int n = 0;
				while (n < bytes.length && bytes[n] != 0)
					n++;
				set(attribute, 0, new String(bytes, 0, n, StandardCharsets.UTF_8));
			}
			case BYTES -> set(attribute, 0, in.asSlice(start, length).toArray(ValueLayout.JAVA_BYTE));
			case BLOCK -> {
				var inner = attribute.content() != null ? attribute.content() : attribute.byKind().get(kind(attribute.kindAttribute()));
				if (inner != null)
					set(attribute, 0, decode(inner, in, start, end));
			}
		}
	}

	/** @return the text of the attribute that says the kind, which comes first, or an empty one */
	private String kind(int number) {
		for (int n = 0; n < count; n++)
			if (attributes[n].id() == number && values[n] instanceof String text)
				return text;
		return "";
	}

	/** Equal structures and attributes; the order of the attributes does not count. */
	@Override
	public boolean equals(Object other) {
		if (!(other instanceof Block that) || content != that.content || count != that.count || !Arrays.equals(fields, that.fields))
			return false;
		for (int n = 0; n < count; n++) {
			int theirs = that.find(attributes[n]);
			if (theirs < 0 || numbers[n] != that.numbers[theirs] || !Objects.deepEquals(values[n], that.values[theirs]))
				return false;
		}
		return true;
	}

	@Override
	public int hashCode() {
		return Arrays.hashCode(fields) * 31 + count;
	}

	@Override
	public String toString() {
		var text = new StringBuilder("{");
		if (content.struct() != null)
			for (var field : content.struct().fields())
				text.append(field.name()).append('=').append(fields[field.index()]).append(' ');
		for (int n = 0; n < count; n++)
			text.append(attributes[n].name()).append('=')
					.append(attributes[n].type().isNumber()
							? Long.toString(numbers[n])
							: values[n] instanceof byte[] bytes ? Arrays.toString(bytes) : values[n])
					.append(' ');
		return text.append('}').toString();
	}
}
