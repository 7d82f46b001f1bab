package io.wirebench.cli.internal.command;

import io.wirebench.cli.internal.client.ClientCommand;
import io.wirebench.cli.internal.client.ExitCode;
import io.wirebench.cli.internal.client.Failure;
import io.wirebench.cli.internal.client.Interrupt;
import io.wirebench.cli.internal.client.LabCommand;
import io.wirebench.control.client.EngineClient.EngineException;
import io.wirebench.control.client.EngineClient.EngineGoneException;
import io.wirebench.control.protocol.EngineApi;
import io.wirebench.control.protocol.Protocol;

import java.io.BufferedOutputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Commands that follow what happens. */
public final class WatchCommands {

	private WatchCommands() {
	}

	@Command(name = "events", description = "Prints the events of all labs, future ones included, until Ctrl-C.")
	public static final class Events extends ClientCommand {
		private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss.SSS").withZone(ZoneId.systemDefault());

		@Option(names = {"-l", "--lab"}, paramLabel = "LAB", description = "Only events of this lab.")
		private String lab;

		@Option(names = "--json", description = "A JSON object a line.")
		private boolean json;

		@Option(names = "--states", description = "With --json: states of labs, too, as often as samples are taken.")
		private boolean states;

		private final CompletableFuture<Void> unread = new CompletableFuture<>();

		@Override
		public EngineApi.Client notices() {
			return new EngineApi.Client() {
				@Override
				public void event(Protocol.EventNotice notice) {
					if (notice.missed() > 0)
						err().println("wirebench: " + notice.missed() + " events were missed");
					Protocol.Event e = notice.event();
					if (json)
						jsonLine(e);
					else
						out().println(TIME.format(Instant.ofEpochMilli((long) (e.epochSeconds() * 1e3))) + " " + e.lab()
								+ (e.severity().equals("info") ? "" : " " + e.severity().toUpperCase())
								+ (e.element().isEmpty() ? "" : " " + e.element()) + ": " + e.message());
					flush();
				}

				@Override
				public void state(Protocol.StateNotice notice) {
					jsonLine(notice.state());
					flush();
				}

				private void flush() {
					// Whoever read this has seen enough: head, for example.
					if (out().checkError())
						unread.complete(null);
				}
			};
		}

		@Override
		public int run() throws EngineException, EngineGoneException {
			if (states && !json)
				throw new Failure(ExitCode.INPUT, "--states needs --json");
			get(engine().watch(new Protocol.Watch(lab, states, true, null)));
			CompletableFuture.anyOf(unread, client().ended()).join();
			if (!unread.isDone())
				throw new Failure(ExitCode.MACHINE, "the engine has ended");
			return ExitCode.OK;
		}
	}

	@Command(name = "capture", description = "Captures the frames of a link of a running lab as pcapng: each direction, before and after the impairments. "
			+ "Into Wireshark: wirebench capture LINK - | wireshark -k -i -")
	public static final class Capture extends LabCommand {
		@Parameters(index = "0", paramLabel = "LINK", description = "The link.")
		private String link;

		@Parameters(index = "1", paramLabel = "FILE", arity = "0..1", description = "A file, or '-' for the standard output; by default LINK.pcapng.")
		private String file;

		@Option(names = "--for", paramLabel = "TIME", description = "Ends it after this time; otherwise Ctrl-C does.")
		private String duration;

		@Option(names = "--snap", paramLabel = "BYTES", description = "Keeps only so many bytes of each frame.")
		private int snapLengthBytes;

		@Option(names = "--open-checksums", description = "Writes checksums as the sender's kernel left them: between nodes most TCP and UDP checksums are left open "
				+ "(offload), and a comment at each such packet says so. By default they are computed, as on a wire.")
		private boolean openChecksums;

		private OutputStream into;
		private final CompletableFuture<String> end = new CompletableFuture<>();
		private final CompletableFuture<Void> unread = new CompletableFuture<>();
		private long bytes;

		@Override
		public EngineApi.Client notices() {
			return new EngineApi.Client() {
				@Override
				public void capture(Protocol.CaptureData data) {
					byte[] piece = Base64.getDecoder().decode(data.data());
					bytes += piece.length;
					try {
						into.write(piece);
						into.flush();
						if (into instanceof PrintStream print && print.checkError())
							unread.complete(null);
					} catch (IOException e) {
						unread.completeExceptionally(e);
					}
				}

				@Override
				public void captureEnd(Protocol.CaptureEnd ended) {
					end.complete(ended.message());
				}
			};
		}

		@Override
		public int run() throws EngineException, EngineGoneException {
			Double forSeconds = seconds("--for", duration);
			boolean standard = "-".equals(file);
			String target = file == null ? link + ".pcapng" : file;
			try (OutputStream opened = standard ? System.out : new BufferedOutputStream(new FileOutputStream(target));
					Interrupt interrupt = new Interrupt()) {
				into = opened;
				client().ended().thenRun(() -> end.complete("the engine has ended"));
				Protocol.Capture capture = get(
						engine().startCapture(new Protocol.StartCapture(lab, link, snapLengthBytes, openChecksums ? false : null)));
				if (!standard)
					err().println("capturing " + link + " into " + target + (forSeconds == null ? "; Ctrl-C ends it" : ""));
				if (!capture.effect().isEmpty())
					err().println("the link is now " + capture.effect());
				err().flush();
				CompletableFuture<Void> interrupted = new CompletableFuture<>();
				interrupt.action(() -> interrupted.complete(null));
				await(CompletableFuture.anyOf(end, unread, interrupted), forSeconds);
				boolean byItself = end.isDone();
				if (!byItself)
					get(engine().stopCapture(new Protocol.CaptureRef(capture.capture())));
				String message = end.join();
				into.flush();
				if (!standard)
					err().println(bytes + " bytes");
				if (!message.isEmpty())
					err().println("wirebench: " + message);
				err().flush();
				int code = byItself ? ExitCode.MACHINE : ExitCode.OK;
				interrupt.exitCode(code);
				return code;
			} catch (IOException e) {
				throw new Failure(ExitCode.MACHINE, target + ": " + e.getMessage());
			}
		}

		private static void await(CompletableFuture<Object> any, Double seconds) throws IOException {
			try {
				if (seconds == null)
					any.get();
				else
					any.get((long) (seconds * 1e9), TimeUnit.NANOSECONDS);
			} catch (TimeoutException e) {
				// That is what was asked for.
			} catch (ExecutionException e) {
				throw new IOException(e.getCause().getMessage(), e);
			} catch (InterruptedException e) {
				Thread.currentThread().interrupt();
			}
		}
	}
}
