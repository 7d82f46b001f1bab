package io.wirebench.linux.internal.netlink;

import java.util.Map;

/**
 * The declaration of one netlink attribute.
 *
 * @param id its number
 * @param name as in the kernel's headers, without prefix
 * @param type how its value is written
 * @param content what a {@link Type#BLOCK} contains; null for other types, and where it depends on the kind
 * @param byKind the content of a {@link Type#BLOCK} by the text of the attribute {@code kindAttribute} beside it
 * @param kindAttribute the number of the attribute that says the kind
 */
public record Attribute(int id, String name, Type type, Content content, Map<String, Content> byKind,
		int kindAttribute) {

	/** Declarations are compared by identity: comparing what they contain would walk through all declarations below. */
	@Override
	public boolean equals(Object other) {
		return this == other;
	}

	@Override
	public int hashCode() {
		return System.identityHashCode(this);
	}

	/** How a value is written. */
	public enum Type {
		/** Unsigned numbers, as {@code long}. */
		U8, U16, U32, U64,
		/** Text, zero terminated, as {@link String}. */
		TEXT,
		/** Bytes as they are, as {@code byte[]}. */
		BYTES,
		/** A structure, nested attributes, or both, as {@link Block}. */
		BLOCK;

		boolean isNumber() {
			return ordinal() <= U64.ordinal();
		}
	}

	/** What stands inside: a structure first (or null), then attributes. Compared by identity: each is declared once. */
	public static final class Content {

		private final Struct struct;
		private final Map<Integer, Attribute> byNumber = new java.util.HashMap<>();
		private final Map<String, Attribute> byName = new java.util.HashMap<>();

		private Content(Struct struct, Attribute... attributes) {
			this.struct = struct;
			for (var attribute : attributes) {
				byNumber.put(attribute.id(), attribute);
				byName.put(attribute.name(), attribute);
			}
		}

		/** @param struct may be null */
		public static Content of(Struct struct, Attribute... attributes) {
			return new Content(struct, attributes);
		}

		/** @return the structure, or {@code null} */
		public Struct struct() {
			return struct;
		}

		/** @return the attribute of a number, or {@code null} if none is declared */
		Attribute attribute(int number) {
			return byNumber.get(number);
		}

		/** @throws IllegalArgumentException if there is none of this name */
		public Attribute attribute(String name) {
			var attribute = byName.get(name);
			if (attribute == null)
				throw new IllegalArgumentException("no attribute " + name + " is declared here");
			return attribute;
		}
	}

	public static Attribute of(int id, String name, Type type) {
		return new Attribute(id, name, type, null, Map.of(), 0);
	}

	public static Attribute nested(int id, String name, Content content) {
		return new Attribute(id, name, Type.BLOCK, content, Map.of(), 0);
	}

	public static Attribute byKind(int id, String name, int kindAttribute, Map<String, Content> byKind) {
		return new Attribute(id, name, Type.BLOCK, null, byKind, kindAttribute);
	}
}
