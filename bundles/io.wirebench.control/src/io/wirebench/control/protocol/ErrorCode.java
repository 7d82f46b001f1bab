package io.wirebench.control.protocol;

/** Error codes of the protocol beside those of JSON-RPC. */
public enum ErrorCode {
	/** What was asked for is wrong: an unknown lab or element, a value out of bounds, a network with errors. */
	INPUT(1, "What was asked for is wrong; the message says what and what to do. For a network with errors, data.problems lists them."),
	/** The machine cannot do it. */
	MACHINE(2, "The machine cannot do it: a capability, a program or a right is missing, or the disk is full."),
	/** A limit of the protocol was reached. */
	LIMIT(3, "A limit of the protocol was reached; the message names it."),
	/** Client and engine do not speak the same version, or the greeting is missing. */
	VERSION(4, "Client and engine speak different versions of the protocol, or the client has not said engine/hello first."),
	/** The thing it was about has ended meanwhile. */
	ENDED(5, "The lab, program or engine that it was about has ended meanwhile."),
	/** It failed. */
	FAILED(6, "It failed for another reason, which the message says.");

	private final int number;
	private final String meaning;

	ErrorCode(int number, String meaning) {
		this.number = number;
		this.meaning = meaning;
	}

	/** @return the number in messages */
	public int number() {
		return number;
	}

	/** @return what it means, a sentence */
	public String meaning() {
		return meaning;
	}
}
