package io.wirebench.cli.internal;

import io.wirebench.control.client.EngineClient.EngineException;
import io.wirebench.control.client.EngineClient.EngineGoneException;
import io.wirebench.control.protocol.EngineApi;
import io.wirebench.control.protocol.Protocol;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Commands about programs and files in nodes. */
final class NodeCommands {

	private static final int PIECE_BYTES = 1 << 14;

	private NodeCommands() {
	}

	/** Runs a program with this process's streams. */
	abstract static class Program extends LabCommand {

		private final CompletableFuture<Integer> exit = new CompletableFuture<>();

		@Override
		EngineApi.Client notices() {
			return new EngineApi.Client() {
				@Override
				public void output(Protocol.ProgramOutput output) {
					PrintStream stream = output.stream().equals("err") ? System.err : System.out;
					byte[] bytes = Base64.getDecoder().decode(output.data());
					stream.write(bytes, 0, bytes.length);
					stream.flush();
				}

				@Override
				public void exit(Protocol.ProgramExit ended) {
					exit.complete(ended.exitCode());
				}
			};
		}

		/** @param terminal its size, or null for pipes */
		int run(String node, List<String> argv, boolean input, Protocol.TerminalSize terminal) throws EngineException, EngineGoneException {
			Map<String, String> environment = new HashMap<>(System.getenv());
			// What is about this command, not about the user.
			environment.keySet().removeIf(name -> name.startsWith("WIREBENCH_") && !name.equals("WIREBENCH_SYSTEM_TEST") || name.equals("JDK_JAVA_OPTIONS"));
			Protocol.Program program = get(engine().startProgram(new Protocol.StartProgram(lab, node, argv, environment, Path.of("").toAbsolutePath().toString(), terminal)));
			client().ended().thenRun(() -> exit.completeExceptionally(new IOException("the engine has ended")));
			if (input)
				Thread.ofPlatform().daemon().name("wirebench input").start(() -> copy(program.program(), System.in));
			else
				get(engine().closeInput(new Protocol.ProgramRef(program.program())));
			if (terminal != null)
				Terminals.onResize(size -> engine().resize(new Protocol.ProgramResize(program.program(), size)));
			try {
				return exit.get();
			} catch (ExecutionException e) {
				throw new Failure(ExitCode.MACHINE, client().endReason());
			} catch (InterruptedException e) {
				Thread.currentThread().interrupt();
				throw new Failure(ExitCode.MACHINE, "interrupted");
			}
		}

		private void copy(int program, InputStream in) {
			byte[] piece = new byte[PIECE_BYTES];
			try {
				for (int n; (n = in.read(piece)) >= 0;)
					get(engine().input(new Protocol.ProgramInput(program, Base64.getEncoder().encodeToString(Arrays.copyOf(piece, n)))));
				get(engine().closeInput(new Protocol.ProgramRef(program)));
			} catch (IOException | EngineException | EngineGoneException e) {
				// The program has ended, or does not read: its exit code says more.
			}
		}
	}

	@Command(name = "exec", description = "Runs a program in a node of a running lab, with the input, output and exit code of this command.")
	static final class Exec extends Program {
		@Option(names = { "-t", "--terminal" }, description = "Gives it a terminal, as editors and shells want it.")
		private boolean terminal;

		@Parameters(index = "0", paramLabel = "NODE", description = "The node.")
		private String node;

		@Parameters(index = "1..*", arity = "1..*", paramLabel = "PROGRAM", description = "Program and arguments; what begins with '-' is the program's.")
		private List<String> argv;

		@Override
		int run() throws EngineException, EngineGoneException {
			List<String> words = new ArrayList<>(argv);
			if (words.getFirst().equals("--"))
				words.removeFirst();
			return run(node, words, true, terminal ? Terminals.size() : null);
		}
	}

	@Command(name = "shell", description = "Opens a shell in a node of a running lab.")
	static final class Shell extends Program {
		@Parameters(index = "0", paramLabel = "NODE", description = "The node.")
		private String node;

		@Override
		int run() throws EngineException, EngineGoneException {
			boolean terminal = Terminals.isTerminal();
			return run(node, List.of("bash"), true, terminal ? Terminals.size() : null);
		}
	}

	@Command(name = "copy", description = "Copies a file into a node of a running lab, or out of it; nodes have the machine's files but for those of their own.")
	static final class Copy extends LabCommand {
		@Parameters(index = "0", paramLabel = "FROM", description = "NODE:PATH or a file here.")
		private String from;

		@Parameters(index = "1", paramLabel = "TO", description = "NODE:PATH or a file here.")
		private String to;

		@Override
		int run() throws EngineException, EngineGoneException {
			int source = from.indexOf(':');
			int target = to.indexOf(':');
			if (source > 0 == target > 0)
				throw new Failure(ExitCode.INPUT, "one of the two must be NODE:PATH, for example h1:/etc/hosts");
			try {
				if (source > 0) {
					Protocol.FileData file = get(engine().readFile(new Protocol.ReadFile(lab, from.substring(0, source), from.substring(source + 1))));
					Path path = Path.of(to);
					Files.write(Files.isDirectory(path) ? path.resolve(Path.of(from.substring(source + 1)).getFileName()) : path, Base64.getDecoder().decode(file.data()));
				} else {
					get(engine().writeFile(new Protocol.WriteFile(lab, to.substring(0, target), to.substring(target + 1),
							Base64.getEncoder().encodeToString(Files.readAllBytes(Path.of(from))))));
				}
			} catch (IOException e) {
				throw new Failure(ExitCode.INPUT, (source > 0 ? to : from) + ": " + e.getMessage());
			}
			return ExitCode.OK;
		}
	}

	/** The terminal of this process. The launcher has put it into raw mode. */
	static final class Terminals {
		private static final File TTY = new File("/dev/tty");
		private static final Protocol.TerminalSize USUAL = new Protocol.TerminalSize(24, 80);
		private static final String WINDOW_CHANGED = "WINCH";

		private Terminals() {
		}

		/** @return whether the launcher said that input and output are a terminal */
		static boolean isTerminal() {
			return Boolean.getBoolean("wirebench.terminal");
		}

		static Protocol.TerminalSize size() {
			try {
				Process stty = new ProcessBuilder("stty", "size").redirectInput(TTY).redirectError(ProcessBuilder.Redirect.DISCARD).start();
				String[] words = new String(stty.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).strip().split(" ");
				int rows = Integer.parseInt(words[0]);
				int columns = Integer.parseInt(words[1]);
				return rows > 0 && columns > 0 ? new Protocol.TerminalSize(rows, columns) : USUAL;
			} catch (IOException | NumberFormatException | ArrayIndexOutOfBoundsException e) {
				return USUAL;
			}
		}

		static void onResize(java.util.function.Consumer<Protocol.TerminalSize> listener) {
			sun.misc.Signal.handle(new sun.misc.Signal(WINDOW_CHANGED), _ -> listener.accept(size()));
		}
	}
}
