package io.wirebench.cli.internal.client;

import io.wirebench.control.client.EngineClient.EngineException;
import io.wirebench.control.client.EngineClient.EngineGoneException;
import io.wirebench.control.protocol.Limits;
import io.wirebench.control.protocol.Protocol;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** A network file and changes to it, as several commands take them. */
public final class NetworkInput {

	private static final String STANDARD_INPUT = "-";

	@Parameters(paramLabel = "FILE", description = "A network file (.wirebench), or '-' for the standard input.")
	public Path file;

	@Option(names = "--seed", paramLabel = "N", description = "Replaces the file's seed, and with it all random decisions.")
	public Long seed;

	@Option(names = "--set", paramLabel = "PATH=VALUE", description = "Sets a parameter by its element path, e.g. r1-r2/both/delay.time=25ms. Can be given several times.")
	public List<String> changes = new ArrayList<>();

	/** @return the network as it goes to the engine. @throws Failure with exit code 2 if the file cannot be read */
	public Protocol.NetworkText read() {
		byte[] bytes = file.toString().equals(STANDARD_INPUT) ? standardInput() : bytes();
		Map<String, String> set = new LinkedHashMap<>();
		for (String change : changes) {
			int equals = change.indexOf('=');
			if (equals < 0)
				throw new Failure(ExitCode.INPUT, "--set " + change + ": write PATH=VALUE, for example --set r1-r2/both/delay.time=25ms");
			set.put(change.substring(0, equals).trim(), change.substring(equals + 1).trim());
		}
		return new Protocol.NetworkText(text(bytes), file.toString(), set, seed == null ? null : String.valueOf(seed));
	}

	private byte[] bytes() {
		try {
			if (Files.isDirectory(file))
				throw new Failure(ExitCode.INPUT, file + " is a folder; name a network file (.wirebench)");
			// A pipe or a device may never end, and opening one may wait for ever.
			if (Files.exists(file) && !Files.isRegularFile(file))
				throw new Failure(ExitCode.INPUT,
						file + " is no regular file; name a network file (.wirebench), or '-' for the standard input");
			try (InputStream in = Files.newInputStream(file)) {
				return limited(in);
			}
		} catch (NoSuchFileException e) {
			throw new Failure(ExitCode.INPUT, "there is no file " + file);
		} catch (AccessDeniedException e) {
			throw new Failure(ExitCode.INPUT, file + " cannot be read: permission denied");
		} catch (IOException e) {
			throw new Failure(ExitCode.INPUT, file + " cannot be read: " + e.getMessage());
		}
	}

	private byte[] standardInput() {
		try {
			return limited(System.in);
		} catch (IOException e) {
			throw new Failure(ExitCode.INPUT, "the standard input cannot be read: " + e.getMessage());
		}
	}

	private byte[] limited(InputStream in) throws IOException {
		byte[] bytes = in.readNBytes(Limits.NETWORK_BYTES + 1);
		if (bytes.length > Limits.NETWORK_BYTES)
			throw new Failure(ExitCode.INPUT, file + " is longer than " + (Limits.NETWORK_BYTES >> 20)
					+ " MiB, more than the text of a network may have; is it a network file (.wirebench)?");
		return bytes;
	}

	private String text(byte[] bytes) {
		try {
			return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
		} catch (CharacterCodingException e) {
			String good = new String(bytes, StandardCharsets.UTF_8);
			int line = 1;
			for (int i = 0; i < good.length() && good.charAt(i) != '\uFFFD'; i++)
				if (good.charAt(i) == '\n')
					line++;
			throw new Failure(ExitCode.INPUT, file + ":" + line + ": there are bytes that are no UTF-8; save the file as UTF-8");
		}
	}

	/** Reads and checks. @throws Failure with exit code 2, after all problems were printed, if there is an error */
	public Protocol.Checked check(ClientCommand command, Protocol.NetworkText network) throws EngineException, EngineGoneException {
		PrintWriter err = command.err();
		Protocol.Checked checked;
		try {
			checked = command.get(command.engine().check(network));
		} catch (EngineException e) {
			boolean ofSet = e.data() != null && changes.stream()
					.anyMatch(change -> e.getMessage().startsWith(change.substring(0, change.indexOf('=')).trim() + "="));
			throw ClientCommand.failure(e, ofSet ? "--set " : "");
		}
		for (Protocol.NetworkProblem problem : checked.problems())
			err.println(file + ":" + (problem.line() == 0 ? " " : "") + ClientCommand.text(problem)
					+ (problem.severity().equals("warning") ? " (warning)" : ""));
		err.flush();
		if (!checked.valid()) {
			int errors = checked.problems().stream().filter(p -> p.severity().equals("error")).mapToInt(Protocol.NetworkProblem::count)
					.sum();
			throw new Failure(ExitCode.INPUT,
					errors == 1 ? "the network has an error, see above" : "the network has " + errors + " errors, see above");
		}
		return checked;
	}
}
