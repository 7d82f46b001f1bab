package io.wirebench.control.internal.lab;

import io.wirebench.api.NodeProcess;
import io.wirebench.control.internal.wire.ClientStream;
import io.wirebench.control.internal.wire.Failures;
import io.wirebench.control.internal.wire.Serial;
import io.wirebench.control.protocol.ErrorCode;
import io.wirebench.control.protocol.Limits;
import io.wirebench.control.protocol.Protocol;
import io.wirebench.core.emulation.TerminalProcess;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** Programs in nodes on behalf of clients. */
public final class Programs {

	/** Something that a program left running in the background may keep its pipes open for ever. */
	private static final long PIPE_MILLIS = 500;
	private static final int PIECE_BYTES = 1 << 15;
	private static final int SIGKILL = 9;
	private static final long FILE_SECONDS = 60;

	private Programs() {
	}

	/** The beginning of a stream. */
	private static final class Collected implements Runnable {
		private final InputStream stream;
		private final int most;
		private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		private final CompletableFuture<Void> end = new CompletableFuture<>();
		private long cut;

		public Collected(InputStream stream, int most) {
			this.stream = stream;
			this.most = most;
		}

		@Override
		public void run() {
			byte[] piece = new byte[PIECE_BYTES];
			try {
				for (int n; (n = stream.read(piece)) >= 0;)
					synchronized (this) {
						int kept = Math.min(n, most - bytes.size());
						bytes.write(piece, 0, kept);
						cut += n - kept;
					}
			} catch (IOException e) {
				// Ends with the program.
			} finally {
				end.complete(null);
			}
		}

		public void await() {
			try {
				end.get(PIPE_MILLIS, TimeUnit.MILLISECONDS);
			} catch (TimeoutException | ExecutionException e) {
				// What came until now is what there is.
			} catch (InterruptedException e) {
				Thread.currentThread().interrupt();
			}
		}

		public synchronized byte[] bytes() {
			return bytes.toByteArray();
		}

		public synchronized long cut() {
			return cut;
		}
	}

	/** Runs a program to its end. */
	public static Protocol.ProgramResult run(NodeProcess process, String input, Double timeoutSeconds, BooleanSupplier cancelled,
			Consumer<Runnable> whenCancelled, Executor executor)
			throws IOException {
		try (process) {
			Collected out = new Collected(process.output(), Limits.RUN_OUTPUT_BYTES);
			Collected err = new Collected(process.error(), Limits.RUN_OUTPUT_BYTES);
			executor.execute(out);
			executor.execute(err);
			if (input == null || input.isEmpty())
				process.input().close();
			else
				executor.execute(() -> feed(process, input.getBytes(StandardCharsets.UTF_8)));
			CompletableFuture<Integer> exit = process.exit();
			whenCancelled.accept(() -> kill(process));
			boolean timedOut = false;
			Integer code = null;
			try {
				code = timeoutSeconds == null ? exit.get() : exit.get((long) (Math.max(0, timeoutSeconds) * 1e9), TimeUnit.NANOSECONDS);
			} catch (TimeoutException e) {
				timedOut = true;
				process.signal(SIGKILL);
				code = exit.get();
			}
			if (cancelled.getAsBoolean())
				throw new CancellationException();
			out.await();
			err.await();
			return new Protocol.ProgramResult(code, new String(out.bytes(), StandardCharsets.UTF_8),
					new String(err.bytes(), StandardCharsets.UTF_8), timedOut, out.cut() + err.cut());
		} catch (ExecutionException e) {
			throw new IOException(e.getCause().getMessage(), e);
		} catch (InterruptedException e) {
			Thread.currentThread().interrupt();
			throw new IOException("interrupted", e);
		}
	}

	private static void kill(NodeProcess process) {
		try {
			process.signal(SIGKILL);
		} catch (IOException e) {
			// It has ended.
		}
	}

	private static void feed(NodeProcess process, byte[] bytes) {
		try (var in = process.input()) {
			in.write(bytes);
		} catch (IOException e) {
			// It does not want it, or has ended.
		}
	}

	/** What a program prints, which must end well. */
	private static byte[] output(NodeProcess process, String what, byte[] input, Executor executor) throws IOException {
		try (process) {
			Collected out = new Collected(process.output(), Limits.FILE_BYTES + 1);
			Collected err = new Collected(process.error(), Limits.HEADER_BYTES);
			executor.execute(out);
			executor.execute(err);
			feed(process, input);
			int code = process.exit().get(FILE_SECONDS, TimeUnit.SECONDS);
			out.await();
			err.await();
			if (code != 0)
				throw Failures.input(what + ": " + new String(err.bytes(), StandardCharsets.UTF_8).strip());
			return out.bytes();
		} catch (TimeoutException e) {
			throw new IOException(what + ": not done after " + FILE_SECONDS + " s");
		} catch (ExecutionException e) {
			throw new IOException(e.getCause().getMessage(), e);
		} catch (InterruptedException e) {
			Thread.currentThread().interrupt();
			throw new IOException("interrupted", e);
		}
	}

	public static byte[] read(NodeProcess cat, String path, Executor executor) throws IOException {
		byte[] bytes = output(cat, "read " + path, new byte[0], executor);
		if (bytes.length > Limits.FILE_BYTES)
			throw Failures.of(ErrorCode.LIMIT, "file " + path + " is longer than " + Limits.FILE_BYTES + " bytes (FILE_BYTES)");
		return bytes;
	}

	public static void write(NodeProcess cat, String path, byte[] data, Executor executor) throws IOException {
		output(cat, "write " + path, data, executor);
	}

	/** A program whose streams a client follows. Safe for use by any thread. */
	public static final class Running {
		private static final byte[] END_OF_FILE = {4};

		private final int number;
		private final NodeProcess process;
		private final TerminalProcess terminal;
		private final ClientStream stream;
		private final Executor inputs;

		/** @param terminal the same program if it runs at one, or null */
		public Running(int number, NodeProcess process, TerminalProcess terminal, ClientStream stream, Executor executor) {
			inputs = new Serial(executor);
			this.number = number;
			this.process = process;
			this.terminal = terminal;
			this.stream = stream;
		}

		public long pid() {
			return process.pid();
		}

		public void follow(Executor executor, Runnable ended) {
			CompletableFuture<Void> out = CompletableFuture.runAsync(() -> pump(process.output(), "out"), executor);
			CompletableFuture<Void> err = terminal != null
					? CompletableFuture.completedFuture(null)
					: CompletableFuture.runAsync(() -> pump(process.error(), "err"), executor);
			CompletableFuture<Void> both = CompletableFuture.allOf(out, err);
			process.exit().whenCompleteAsync((code, _) -> {
				try {
					both.get(PIPE_MILLIS, TimeUnit.MILLISECONDS);
				} catch (TimeoutException e) {
					if (stream.stalled()) // It is not the program that keeps us waiting but the client.
						both.join();
				} catch (ExecutionException e) {
					// What could not be read is not there.
				} catch (InterruptedException e) {
					Thread.currentThread().interrupt();
				}
				process.close();
				ended.run();
				try {
					stream.put("program/exit", new Protocol.ProgramExit(number, code == null ? 255 : code));
				} catch (InterruptedException e) {
					Thread.currentThread().interrupt();
				}
			}, executor);
		}

		private void pump(InputStream from, String name) {
			byte[] piece = new byte[PIECE_BYTES];
			try {
				for (int n; (n = from.read(piece)) >= 0;)
					if (!stream.put("program/output", new Protocol.ProgramOutput(number, name,
							Base64.getEncoder().encodeToString(java.util.Arrays.copyOf(piece, n)))))
						return;
			} catch (IOException e) {
				// Ends with the program.
			} catch (InterruptedException e) {
				Thread.currentThread().interrupt();
			}
		}

		/** @return does what the program may keep waiting, in its order */
		public Executor inputs() {
			return inputs;
		}

		public void input(byte[] bytes) throws IOException {
			process.input().write(bytes);
			process.input().flush();
		}

		public void closeInput() throws IOException {
			if (terminal != null)
				input(END_OF_FILE);
			else
				process.input().close();
		}

		public void signal(int signal) throws IOException {
			process.signal(signal);
		}

		public void resize(Protocol.TerminalSize size) throws IOException {
			if (terminal == null)
				throw Failures.input("program " + number + " does not run at a terminal");
			terminal.resize(size.rows(), size.columns());
		}

		public void close() {
			process.close();
		}
	}
}
