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

	/** How a value is written. */
	public enum Type {
		/** Unsigned numbers, as {@link Long}. */
		U8, U16, U32, U64,
		/** Text, zero terminated, as {@link String}. */
		TEXT,
		/** Bytes as they are, as {@code byte[]}. */
		BYTES,
		/** A structure, nested attributes, or both, as {@link Block}. */
		BLOCK
	}

	/** What stands inside: a structure first (or null), then attributes. */
	public record Content(Struct struct, Map<Integer, Attribute> attributes) {

		/** @param struct may be null */
		public static Content of(Struct struct, Attribute... attributes) {
			var map = new java.util.HashMap<Integer, Attribute>();
			for (var attribute : attributes)
				map.put(attribute.id(), attribute);
			return new Content(struct, Map.copyOf(map));
		}

		/** @throws IllegalArgumentException if there is none of this name */
		public Attribute attribute(String name) {
			for (var attribute : attributes.values())
				if (attribute.name().equals(name))
					return attribute;
			throw new IllegalArgumentException("no attribute " + name + " is declared here");
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
