package io.wirebench.linux.internal.netlink;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

import io.wirebench.linux.internal.Native;
import io.wirebench.linux.internal.netlink.Attribute.Content;
import io.wirebench.linux.internal.netlink.Attribute.Type;

/**
 * Values for a declared {@link Content}: its structure's fields and its attributes, by name. Used by one thread.
 * Attributes that are received and not declared are left out.
 */
public final class Block {

	private final Content content;
	private final long[] fields;
	private final LinkedHashMap<Attribute, Object> values = new LinkedHashMap<>();

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
		values.put(content.attribute(name), value);
		return this;
	}

	public Block put(String name, String value) {
		values.put(content.attribute(name), value);
		return this;
	}

	public Block put(String name, byte[] value) {
		values.put(content.attribute(name), value);
		return this;
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
		values.put(content.attribute(name), block);
		return this;
	}

	public boolean has(String name) {
		return values.containsKey(content.attribute(name));
	}

	/** @return the number, or {@code otherwise} if the attribute is absent */
	public long number(String name, long otherwise) {
		return values.get(content.attribute(name)) instanceof Long number ? number : otherwise;
	}

	/** @return the text, or an empty one if the attribute is absent */
	public String text(String name) {
		return values.get(content.attribute(name)) instanceof String text ? text : "";
	}

	/** @return the bytes, or {@code null} if the attribute is absent */
	public byte[] bytes(String name) {
		return values.get(content.attribute(name)) instanceof byte[] bytes ? bytes : null;
	}

	/** @return the nested block, or {@code null} if the attribute is absent or its kind is unknown */
	public Block block(String name) {
		return values.get(content.attribute(name)) instanceof Block block ? block : null;
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
		for (var entry : values.entrySet()) {
			long head = at;
			at += 4;
			switch (entry.getValue()) {
			case Block block -> at = block.encode(out, at);
			case String text -> {
				var bytes = text.getBytes(StandardCharsets.UTF_8);
				MemorySegment.copy(bytes, 0, out, ValueLayout.JAVA_BYTE, at, bytes.length);
				out.set(ValueLayout.JAVA_BYTE, at + bytes.length, (byte) 0);
				at += bytes.length + 1;
			}
			case byte[] bytes -> {
				MemorySegment.copy(bytes, 0, out, ValueLayout.JAVA_BYTE, at, bytes.length);
				at += bytes.length;
			}
			default -> {
				long number = (Long) entry.getValue();
				switch (entry.getKey().type()) {
				case U8 -> out.set(Native.BYTE, at, (byte) number);
				case U16 -> out.set(Native.SHORT, at, (short) number);
				case U64 -> out.set(Native.LONG, at, number);
				default -> out.set(Native.INT, at, (int) number);
				}
				at += switch (entry.getKey().type()) {
				case U8 -> 1;
				case U16 -> 2;
				case U64 -> 8;
				default -> 4;
				};
			}
			}
			out.set(Native.SHORT, head, (short) (at - head));
			out.set(Native.SHORT, head + 2, (short) entry.getKey().id());
			while ((at & 3) != 0)
				out.set(Native.BYTE, at++, (byte) 0);
		}
		return at;
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
		Map<Integer, String> kinds = new HashMap<>();
		while (at + 4 <= end) {
			int length = in.get(Native.SHORT, at) & 0xffff;
			int id = in.get(Native.SHORT, at + 2) & 0x3fff;
			if (length < 4 || at + length > end)
				break;
			var attribute = content.attributes().get(id);
			if (attribute != null)
				block.read(attribute, in, at + 4, at + length, kinds);
			at += (length + 3) & ~3;
		}
		return block;
	}

	private void read(Attribute attribute, MemorySegment in, long start, long end, Map<Integer, String> kinds) {
		long length = end - start;
		switch (attribute.type()) {
		case U8 -> number(attribute, length >= 1, () -> in.get(Native.BYTE, start) & 0xffL);
		case U16 -> number(attribute, length >= 2, () -> in.get(Native.SHORT, start) & 0xffffL);
		case U32 -> number(attribute, length >= 4, () -> in.get(Native.INT, start) & 0xffffffffL);
		case U64 -> number(attribute, length >= 8, () -> in.get(Native.LONG, start));
		case TEXT -> {
			var bytes = in.asSlice(start, length).toArray(ValueLayout.JAVA_BYTE);
			int n = 0;
			while (n < bytes.length && bytes[n] != 0)
				n++;
			var text = new String(bytes, 0, n, StandardCharsets.UTF_8);
			kinds.put(attribute.id(), text);
			values.put(attribute, text);
		}
		case BYTES -> values.put(attribute, in.asSlice(start, length).toArray(ValueLayout.JAVA_BYTE));
		case BLOCK -> {
			var inner = attribute.content() != null ? attribute.content()
					: attribute.byKind().get(kinds.getOrDefault(attribute.kindAttribute(), ""));
			if (inner != null)
				values.put(attribute, decode(inner, in, start, end));
		}
		}
	}

	private void number(Attribute attribute, boolean complete, java.util.function.LongSupplier value) {
		if (complete)
			values.put(attribute, value.getAsLong());
	}

	@Override
	public boolean equals(Object other) {
		if (!(other instanceof Block that) || content != that.content || !Arrays.equals(fields, that.fields)
				|| !values.keySet().equals(that.values.keySet()))
			return false;
		for (var entry : values.entrySet()) {
			var theirs = that.values.get(entry.getKey());
			boolean same = entry.getValue() instanceof byte[] a && theirs instanceof byte[] b ? Arrays.equals(a, b)
					: entry.getValue().equals(theirs);
			if (!same)
				return false;
		}
		return true;
	}

	@Override
	public int hashCode() {
		return Arrays.hashCode(fields) + values.keySet().hashCode();
	}

	@Override
	public String toString() {
		var text = new StringBuilder("{");
		if (content.struct() != null)
			for (var field : content.struct().fields())
				text.append(field.name()).append('=').append(fields[field.index()]).append(' ');
		values.forEach((attribute, value) -> text.append(attribute.name()).append('=')
				.append(attribute.type() == Type.BYTES ? Arrays.toString((byte[]) value) : value).append(' '));
		return text.append('}').toString();
	}
}
