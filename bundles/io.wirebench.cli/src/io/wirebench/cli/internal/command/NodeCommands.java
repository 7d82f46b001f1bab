package io.wirebench.cli.internal.command;

import io.wirebench.cli.internal.client.ExitCode;
import io.wirebench.cli.internal.client.Failure;
import io.wirebench.cli.internal.client.LabCommand;
import io.wirebench.cli.internal.client.ProgramEnvironment;
import io.wirebench.control.client.EngineClient.EngineException;
import io.wirebench.control.client.EngineClient.EngineGoneException;
import io.wirebench.control.protocol.EngineApi;
import io.wirebench.control.protocol.Protocol;

import java.io.File;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Commands about programs and files in nodes. */
public final class NodeCommands {

	private static final int PIECE_BYTES = 1 << 14;
	/** As the C library says it for EPIPE, in which Java names the reason. */
	private static final String PIPE_CLOSED = "Broken pipe";

	private NodeCommands() {
	}

	/** Runs a program with this process's streams. */
	public abstract static class Program extends LabCommand {

		private static final int SIGKILL = 9;
		private static final int SIGPIPE = 13;
		private static final int SIGNALLED = 128;
		/** Signals that ask a program to end, and their numbers. */
		private static final Map<String, Integer> ENDING = Map.of("INT", 2, "TERM", 15, "HUP", 1);

		private final CompletableFuture<Integer> exit = new CompletableFuture<>();

		@Override
		public EngineApi.Client notices() {
			return new EngineApi.Client() {
				// Not System.out: it keeps to itself why it could not write.
				private final OutputStream out = new FileOutputStream(FileDescriptor.out);
				private final OutputStream err = new FileOutputStream(FileDescriptor.err);

				@Override
				public void output(Protocol.ProgramOutput output) {
					if (exit.isDone())
						return;
					try {
						(output.stream().equals("err") ? err : out).write(Base64.getDecoder().decode(output.data()));
					} catch (IOException e) {
						broken(output.program(), e);
					}
				}

				/** As a program that writes into a closed pipe itself: it is killed, and the exit code says by which signal. */
				private void broken(int program, IOException e) {
					engine().signal(new Protocol.ProgramSignal(program, SIGPIPE));
					if (PIPE_CLOSED.equals(e.getMessage()))
						exit.complete(SIGNALLED + SIGPIPE);
					else
						exit.completeExceptionally(
								new Failure(ExitCode.MACHINE, "the program's output cannot be written: " + e.getMessage()));
				}

				@Override
				public void exit(Protocol.ProgramExit ended) {
					exit.complete(ended.exitCode());
				}
			};
		}

		/**
		 * @param more variables beside those about the user and the terminal
		 * @param terminal its size, or null for pipes
		 */
		public int run(String node, List<String> argv, Map<String, String> more, boolean input, Protocol.TerminalSize terminal)
				throws EngineException, EngineGoneException {
			Map<String, String> environment = ProgramEnvironment.of(System.getenv());
			environment.putAll(more);
			Signals signals = new Signals();
			if (terminal == null)
				signals.listen();
			Protocol.Program program = get(engine().startProgram(
					new Protocol.StartProgram(lab, node, argv, environment, Path.of("").toAbsolutePath().toString(), terminal)));
			signals.passTo(program.program());
			client().ended().thenRun(() -> exit.completeExceptionally(new Failure(ExitCode.MACHINE, client().endReason())));
			if (input)
				Thread.ofPlatform().daemon().name("wirebench input").start(() -> copy(program.program(), System.in));
			else
				get(engine().closeInput(new Protocol.ProgramRef(program.program())));
			if (terminal != null)
				Terminals.onResize(size -> engine().resize(new Protocol.ProgramResize(program.program(), size)));
			try {
				return exit.get();
			} catch (ExecutionException e) {
				throw e.getCause() instanceof Failure failure ? failure : new Failure(ExitCode.MACHINE, String.valueOf(e.getCause()));
			} catch (InterruptedException e) {
				Thread.currentThread().interrupt();
				throw new Failure(ExitCode.MACHINE, "interrupted");
			}
		}

		/** Passes signals on to the program, whose end is then waited for. The second one kills it; the third one ends this command. */
		private final class Signals {
			private final List<String> early = new ArrayList<>();
			private int program;
			private int count;

			public void listen() {
				ENDING.keySet().forEach(name -> sun.misc.Signal.handle(new sun.misc.Signal(name), signal -> caught(signal.getName())));
			}

			/** Those that came before it was started are for it, too. */
			public synchronized void passTo(int number) {
				program = number;
				early.forEach(this::pass);
			}

			private synchronized void caught(String name) {
				if (program == 0)
					early.add(name);
				else
					pass(name);
			}

			private void pass(String name) {
				if (++count > 2)
					Runtime.getRuntime().halt(SIGNALLED + ENDING.get(name));
				engine().signal(new Protocol.ProgramSignal(program, count == 1 ? ENDING.get(name) : SIGKILL));
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
	public static final class Exec extends Program {
		@Option(names = {"-t", "--terminal"}, description = "Runs it in a terminal, as editors and shells need.")
		private boolean terminal;

		@Option(names = {"-n", "--no-input"}, description = "Gives it no input, for loops that read the standard input themselves.")
		private boolean noInput;

		@Option(names = {"-e",
				"--env"}, paramLabel = "NAME[=VALUE]", description = "Sets a variable in its environment, or passes one of this command's on. Can be given several times. "
						+ "Beside these it gets PATH, HOME, USER, LOGNAME, SHELL, TERM, TZ, LANG and LC_* only.")
		private List<String> variables = new ArrayList<>();

		@Parameters(index = "0", paramLabel = "NODE", description = "The node.")
		private String node;

		@Parameters(index = "1..*", arity = "1..*", paramLabel = "PROGRAM", description = "Program and arguments; options after the program belong to it.")
		private List<String> argv;

		@Override
		public int run() throws EngineException, EngineGoneException {
			List<String> words = new ArrayList<>(argv);
			if (words.getFirst().equals("--"))
				words.removeFirst();
			return run(node, words, ProgramEnvironment.parse(variables, System.getenv()), !noInput, terminal ? Terminals.size() : null);
		}
	}

	@Command(name = "shell", description = "Opens a shell in a node of a running lab.")
	public static final class Shell extends Program {
		@Parameters(index = "0", paramLabel = "NODE", description = "The node.")
		private String node;

		@Override
		public int run() throws EngineException, EngineGoneException {
			boolean terminal = Terminals.isTerminal();
			return run(node, List.of("bash"), Map.of(), true, terminal ? Terminals.size() : null);
		}
	}

	@Command(name = "copy", description = "Copies a file into a node of a running lab or out of it. Nodes see the machine's files, except for files of their own.")
	public static final class Copy extends LabCommand {
		@Parameters(index = "0", paramLabel = "FROM", description = "NODE:PATH, or a local file.")
		private String from;

		@Parameters(index = "1", paramLabel = "TO", description = "NODE:PATH, or a local file.")
		private String to;

		@Override
		public int run() throws EngineException, EngineGoneException {
			int source = from.indexOf(':');
			int target = to.indexOf(':');
			if (source > 0 == target > 0)
				throw new Failure(ExitCode.INPUT, "one of the two must be NODE:PATH, for example h1:/etc/hosts");
			try {
				if (source > 0) {
					Protocol.FileData file = get(
							engine().readFile(new Protocol.ReadFile(lab, from.substring(0, source), from.substring(source + 1))));
					Path path = Path.of(to);
					Files.write(Files.isDirectory(path) ? path.resolve(Path.of(from.substring(source + 1)).getFileName()) : path,
							Base64.getDecoder().decode(file.data()));
				} else {
					get(engine().writeFile(new Protocol.WriteFile(lab, to.substring(0, target), to.substring(target + 1),
							Base64.getEncoder().encodeToString(Files.readAllBytes(Path.of(from))))));
				}
			} catch (IOException e) {
				throw new Failure(ExitCode.INPUT, problem(source > 0 ? "written" : "read", source > 0 ? to : from, e));
			}
			return ExitCode.OK;
		}
	}

	private static String problem(String done, String file, IOException e) {
		return switch (e) {
			case NoSuchFileException _ -> "there is no " + (done.equals("written") ? "folder for " : "file ") + file;
			case AccessDeniedException _ -> file + " cannot be " + done + ": permission denied";
			default -> file + " cannot be " + done + ": " + e.getMessage();
		};
	}

	/** The terminal of this process. The launcher has put it into raw mode. */
	public static final class Terminals {
		private static final File TTY = new File("/dev/tty");
		private static final Protocol.TerminalSize USUAL = new Protocol.TerminalSize(24, 80);
		private static final String WINDOW_CHANGED = "WINCH";

		private Terminals() {
		}

		/** @return whether the launcher said that input and output are a terminal */
		public static boolean isTerminal() {
			return Boolean.getBoolean("wirebench.terminal");
		}

		public static Protocol.TerminalSize size() {
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

		public static void onResize(java.util.function.Consumer<Protocol.TerminalSize> listener) {
			sun.misc.Signal.handle(new sun.misc.Signal(WINDOW_CHANGED), _ -> listener.accept(size()));
		}
	}
}
