package io.wirebench.cli.internal.client;

import io.wirebench.control.client.EngineClient;
import io.wirebench.control.client.EngineClient.EngineException;
import io.wirebench.control.client.EngineClient.EngineGoneException;
import io.wirebench.control.protocol.EngineApi;
import io.wirebench.control.protocol.ErrorCode;
import io.wirebench.control.protocol.Protocol;
import io.wirebench.core.spec.Quantities;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** A command that asks an engine. */
public abstract class ClientCommand implements Callable<Integer> {

	private static final Gson JSON = new GsonBuilder().serializeNulls().setPrettyPrinting().disableHtmlEscaping().create();
	private static final Gson JSON_LINE = new GsonBuilder().serializeNulls().disableHtmlEscaping().create();

	@Spec
	public CommandSpec spec;

	@Option(names = {"-h", "--help"}, usageHelp = true, description = "Prints this help.")
	private boolean help;

	private Engines.Door door = notices -> Engines.connectOrStart("wirebench " + spec.name(), notices);
	private EngineClient client;
	private boolean started;

	/** For tests: another way to an engine. */
	public void door(Engines.Door other) {
		door = other;
	}

	/** Does it, connected. */
	public abstract int run() throws EngineException, EngineGoneException;

	/** @return what hears what the engine tells unasked */
	public EngineApi.Client notices() {
		return new EngineApi.Client() {
		};
	}

	@Override
	public final Integer call() {
		try {
			Engines.Opened opened = door.open(notices());
			client = opened.client();
			started = opened.started();
			try (EngineClient _ = client) {
				int code = run();
				out().flush();
				return code;
			}
		} catch (EngineException e) {
			throw failure(e, "");
		} catch (EngineGoneException e) {
			throw new Failure(ExitCode.MACHINE, e.getMessage());
		}
	}

	/** @param prefix what the message is about, with a colon, or empty */
	public static Failure failure(EngineException e, String prefix) {
		int code = e.code() == ErrorCode.INPUT.number() ? ExitCode.INPUT : ExitCode.MACHINE;
		String element = e.data() == null || e.data().element().isEmpty() || e.getMessage().contains(e.data().element())
				? ""
				: e.data().element() + ": ";
		String remedy = e.data() == null || e.data().remedy().isEmpty() ? "" : "; " + e.data().remedy();
		return new Failure(code, prefix + element + e.getMessage() + remedy);
	}

	public final EngineApi engine() {
		return client.engine();
	}

	public final EngineClient client() {
		return client;
	}

	/** @return whether the engine was started for this command */
	public final boolean started() {
		return started;
	}

	public final <T> T get(CompletableFuture<T> answer) throws EngineException, EngineGoneException {
		return client.get(answer);
	}

	public final PrintWriter out() {
		return spec.commandLine().getOut();
	}

	public final PrintWriter err() {
		return spec.commandLine().getErr();
	}

	public final void json(Object value) {
		out().println(JSON.toJson(value));
	}

	public final void jsonLine(Object value) {
		out().println(JSON_LINE.toJson(value));
		out().flush();
	}

	/** @return a time in seconds, or null */
	public static Double seconds(String option, String text) {
		if (text == null)
			return null;
		try {
			return Quantities.durationNanos(text) / 1e9;
		} catch (IllegalArgumentException e) {
			throw new Failure(ExitCode.INPUT, option + ": " + e.getMessage());
		}
	}

	public static String text(Protocol.NetworkProblem p) {
		return (p.line() > 0 ? p.line() + ":" + p.column() + ": " : "") + (p.element().isEmpty() ? "" : p.element() + ": ") + p.message()
				+ (p.remedy().isEmpty() ? "" : "; " + p.remedy());
	}
}
