package io.wirebench.linux.internal.netlink;

import java.lang.foreign.MemorySegment;
import java.util.List;

import io.wirebench.linux.internal.Native;

/** A C structure as the kernel's headers declare it: named fields at fixed offsets. */
public final class Struct {

	/**
	 * One field.
	 *
	 * @param index its place in the structure
	 * @param offset in bytes
	 * @param bytes 1, 2, 4 or 8
	 * @param bigEndian whether it is in network byte order
	 */
	public record Field(String name, int index, int offset, int bytes, boolean bigEndian) {

		long get(MemorySegment memory, long base) {
			return switch (bytes) {
				case 1 -> memory.get(Native.BYTE, base + offset) & 0xff;
				case 2 -> {
					short value = memory.get(Native.SHORT, base + offset);
					yield (bigEndian ? Short.reverseBytes(value) : value) & 0xffff;
				}
				case 4 -> {
					int value = memory.get(Native.INT, base + offset);
					yield bigEndian ? Integer.reverseBytes(value) : value;
				}
				default -> memory.get(Native.LONG, base + offset);
			};
		}

		void set(MemorySegment memory, long base, long value) {
			switch (bytes) {
				case 1 -> memory.set(Native.BYTE, base + offset, (byte) value);
				case 2 -> memory.set(Native.SHORT, base + offset,
						bigEndian ? Short.reverseBytes((short) value) : (short) value);
				case 4 -> memory.set(Native.INT, base + offset, bigEndian ? Integer.reverseBytes((int) value) : (int) value);
				default -> memory.set(Native.LONG, base + offset, value);
			}
		}
	}

	private final String name;
	private final List<Field> fields;
	private final int size;

	private Struct(String name, List<Field> fields, int size) {
		this.name = name;
		this.fields = fields;
		this.size = size;
	}

	/**
	 * Declares a structure in the order of its fields. Each is written {@code name:type} with type u8, u16, u32, u64,
	 * be16 or be32 (signed ones too); {@code -:n} leaves n bytes out.
	 */
	public static Struct of(String name, String... declarations) {
		var fields = new java.util.ArrayList<Field>();
		int offset = 0;
		for (var declaration : declarations) {
			var parts = declaration.split(":");
			if (parts[0].equals("-")) {
				offset += Integer.parseInt(parts[1]);
				continue;
			}
			int bytes = switch (parts[1]) {
				case "u8" -> 1;
				case "u16", "be16" -> 2;
				case "u32", "be32" -> 4;
				case "u64" -> 8;
				default -> throw new IllegalArgumentException("no such type: " + declaration);
			};
			fields.add(new Field(parts[0], fields.size(), offset, bytes, parts[1].startsWith("be")));
			offset += bytes;
		}
		return new Struct(name, List.copyOf(fields), (offset + 3) & ~3);
	}

	public List<Field> fields() {
		return fields;
	}

	/** @return its size in bytes, a multiple of four */
	public int size() {
		return size;
	}

	/** @throws IllegalArgumentException if there is none of this name */
	public Field field(String fieldName) {
		for (var field : fields)
			if (field.name.equals(fieldName))
				return field;
		throw new IllegalArgumentException("struct " + name + " has no field " + fieldName);
	}

	@Override
	public String toString() {
		return name;
	}
}
