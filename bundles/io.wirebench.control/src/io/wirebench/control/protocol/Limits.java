package io.wirebench.control.protocol;

/** Limits that every client meets. The protocol's page lists them. */
public final class Limits {

	@Doc("Version of the protocol. A client that says another one in engine/hello is refused.")
	public static final int PROTOCOL_VERSION = 1;

	@Doc("Bytes of one message, without its header. A longer one ends the connection.")
	public static final int MESSAGE_BYTES = 40 << 20;

	@Doc("Bytes of all headers of one message. More ends the connection.")
	public static final int HEADER_BYTES = 4096;

	@Doc("Milliseconds that one message may take from its first to its last byte. A slower one ends the connection.")
	public static final int MESSAGE_MILLIS = 30_000;

	@Doc("Clients that are connected at once. One more is refused.")
	public static final int CONNECTIONS = 100;

	@Doc("Requests of one client that are under way. Further ones wait in their order, as they do while OUTGOING_BYTES of answers are unread; only $/cancelRequest overtakes.")
	public static final int REQUESTS = 256;

	@Doc("Bytes of requests of one client that wait because of REQUESTS. One more request is refused.")
	public static final int WAITING_BYTES = 64 << 20;

	@Doc("Requests of one client that may take long (lab/run, lab/wait, node/run) and are under way. One more is refused.")
	public static final int LONG_REQUESTS = 64;

	@Doc("Bytes that wait to be read by one client. Above that, programs and further requests wait, and notices of runs and progress are left out; above half of it, states, captured frames and lines of a run's programs are left out and counted.")
	public static final int OUTGOING_BYTES = 16 << 20;

	@Doc("Bytes of answers that wait to be read by one client. Above that its connection ends, and the engine's log says why.")
	public static final int UNREAD_BYTES = 80 << 20;

	@Doc("Milliseconds that a client may leave an answer unread while OUTGOING_BYTES wait. Then its connection ends, and the engine's log says why.")
	public static final int STALL_MILLIS = 30_000;

	@Doc("Programs that one client has running through node/start and node/run.")
	public static final int PROCESSES = 128;

	@Doc("Captures that one client has running.")
	public static final int CAPTURES = 16;

	@Doc("Subscriptions of one client.")
	public static final int SUBSCRIPTIONS = 64;

	@Doc("Labs that are open at once.")
	public static final int LABS = 64;

	@Doc("Bytes of the text of one network, in UTF-8. A longer one is refused.")
	public static final int NETWORK_BYTES = 8 << 20;

	@Doc("Bytes of one file that node/read or node/write carries.")
	public static final int FILE_BYTES = 16 << 20;

	@Doc("Bytes of output that node/run returns, of each stream. More is cut and said.")
	public static final int RUN_OUTPUT_BYTES = 4 << 20;

	private Limits() {
	}
}
