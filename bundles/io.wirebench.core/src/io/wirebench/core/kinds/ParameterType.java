package io.wirebench.core.kinds;

import java.util.Locale;
import java.util.Optional;

/** What a parameter's text means. */
public enum ParameterType {

	/** Nanoseconds, written with a unit: {@code 10 ms}. */
	DURATION,
	/** Bits a second, written with a unit: {@code 100 Mbit/s}. */
	RATE,
	/** Bytes, written with a unit: {@code 64 KiB}. */
	SIZE,
	/** 0..1, written as {@code 1.5 %}, {@code 0.015} or {@code 20 ppm}. */
	PROBABILITY,
	/** A whole number from 0. */
	COUNT,
	/** A whole number. */
	INTEGER,
	/** {@code true} or {@code false}. */
	BOOLEAN,
	/** Any text. */
	TEXT,
	/** One of the declared texts. */
	CHOICE,
	/** An IPv4 or IPv6 address without prefix length. */
	ADDRESS,
	/** The name of a node of the network. */
	NODE,
	/** An interface: {@code eth0} of the element's own node for nodes and services, {@code r1.eth0} for all else. */
	INTERFACE;

	/** @return the word that stands for this type in a declaration */
	public String literal() {
		return name().toLowerCase(Locale.ROOT);
	}

	/** @return the type of that word, or empty */
	public static Optional<ParameterType> of(String literal) {
		for (var type : values())
			if (type.literal().equals(literal))
				return Optional.of(type);
		return Optional.empty();
	}
}
