package io.wirebench.kinds.internal;

import io.wirebench.api.GeneratorContext;
import io.wirebench.api.GeneratorKind;
import io.wirebench.api.NodeHandle;
import io.wirebench.api.NodeProcess;
import io.wirebench.api.ProcessRequest;
import io.wirebench.dataplane.Parameters;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Any program of the user's, run in a node; its output goes into the report, its exit code is a figure. */
public final class CommandKind implements GeneratorKind {

	private static final int SIGTERM = 15;
	private static final int SIGKILL = 9;
	private static final long POLL_MILLIS = 50;
	private static final long GRACE_MILLIS = 2000;

	@Override
	public void run(GeneratorContext context) throws Exception {
		Parameters parameters = context.parameters();
		NodeHandle node = parameters.text("side").equals("to") ? context.to() : context.from();
		Map<String, String> environment = new HashMap<>();
		environment.put("WIREBENCH_FROM", context.from().name());
		environment.put("WIREBENCH_TO", context.to().name());
		if (!parameters.text("environment").isBlank())
			for (String assignment : CommandLine.split(parameters.text("environment"))) {
				int equals = assignment.indexOf('=');
				if (equals <= 0)
					throw new IllegalArgumentException("environment: '" + assignment + "' is not NAME=VALUE");
				environment.put(assignment.substring(0, equals), assignment.substring(equals + 1));
			}
		ProcessRequest request = new ProcessRequest(CommandLine.split(parameters.text("argv")), environment,
				parameters.text("directory"));
		try (NodeProcess process = node.start(request)) {
			process.input().close();
			context.figures().set("running", 1);
			Thread out = copy(context, process.output(), "");
			Thread err = copy(context, process.error(), "! ");
			Integer code = null;
			while (code == null && !context.stopRequested())
				code = await(process, POLL_MILLIS);
			boolean stopped = code == null;
			if (stopped) {
				process.signal(SIGTERM);
				code = await(process, GRACE_MILLIS);
			}
			// What is left of its process group would keep the pipes open; what was printed is read to the end first.
			process.signal(SIGKILL);
			if (code == null)
				code = process.exit().get();
			out.join(GRACE_MILLIS);
			err.join(GRACE_MILLIS);
			context.figures().set("running", 0);
			context.figures().set("exit-code", code);
			context.log(stopped ? "stopped (exit code " + code + ")" : "exit code " + code);
		}
	}

	private static Integer await(NodeProcess process, long millis) throws Exception {
		try {
			return process.exit().get(millis, TimeUnit.MILLISECONDS);
		} catch (TimeoutException e) {
			return null;
		}
	}

	private static Thread copy(GeneratorContext context, InputStream stream, String prefix) {
		return Thread.ofPlatform().daemon().name("output of " + context.from().name()).start(() -> {
			try (BufferedReader lines = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
				for (String line; (line = lines.readLine()) != null;)
					context.log(prefix + line);
			} catch (IOException e) {
				// The stream ends with the process.
			}
		});
	}
}
