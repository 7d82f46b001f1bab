package io.wirebench.cli.internal.command;

import io.wirebench.cli.internal.client.ClientCommand;
import io.wirebench.cli.internal.client.ExitCode;
import io.wirebench.cli.internal.client.Failure;
import io.wirebench.cli.internal.client.Interrupt;
import io.wirebench.cli.internal.client.SiteFetcher;
import io.wirebench.control.client.EngineClient.EngineException;
import io.wirebench.control.client.EngineClient.EngineGoneException;
import io.wirebench.control.protocol.EngineApi;
import io.wirebench.control.protocol.Protocol;

import java.io.Console;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Commands about plug-ins. */
public final class PluginCommands {

	private PluginCommands() {
	}

	@Command(name = "plugins", description = "Installs, updates and removes plug-ins while the engine and its labs run.", synopsisSubcommandLabel = "list|search|install|update|remove|log|new|build", footer = {
			"",
			"Also, by the launcher: @|bold plugins build|@ DIR builds and tests a plug-in that 'plugins new' has made."}, subcommands = {
					ListPlugins.class, Search.class, Install.class, Update.class, Remove.class, Log.class, NewPlugin.class})
	public static final class Plugins implements Runnable {
		@picocli.CommandLine.Spec
		private picocli.CommandLine.Model.CommandSpec spec;

		@Option(names = {"-h", "--help"}, usageHelp = true, description = "Prints this help.")
		private boolean help;

		@Override
		public void run() {
			throw new picocli.CommandLine.ParameterException(spec.commandLine(),
					"Say what to do: list, search, install, update, remove, log, new or build.");
		}
	}

	@Command(name = "list", description = "Lists the installed plug-ins.")
	public static final class ListPlugins extends ClientCommand {
		@Option(names = "--json", description = "Prints JSON.")
		private boolean json;

		@Override
		public int run() throws EngineException, EngineGoneException {
			Protocol.InstalledPlugins installed = get(engine().plugins());
			if (json) {
				json(installed);
				return ExitCode.OK;
			}
			if (installed.plugins().isEmpty())
				out().println("no plug-in is installed");
			for (Protocol.Plugin p : installed.plugins()) {
				out().printf("%s %s: %s%s%n", p.id(), p.version(), p.name(),
						p.provider().isEmpty() ? "" : " (by " + p.provider() + ", as it says itself)");
				if (!p.kinds().isEmpty())
					out().println("    kinds: " + String.join(", ", p.kinds()));
				p.refused().forEach(refused -> out().println("    refused: " + refused));
				if (!p.problem().isEmpty())
					out().println("    does not work: " + p.problem());
			}
			return ExitCode.OK;
		}
	}

	@Command(name = "log", description = "Shows what code of plug-ins has thrown since the engine started, with stack traces: the newest 200 faults.")
	public static final class Log extends ClientCommand {
		private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss").withZone(ZoneId.systemDefault());

		@Parameters(paramLabel = "ID", arity = "0..1", description = "Only of this plug-in, bundle or kind.")
		private String id;

		@Option(names = "--json", description = "Prints JSON.")
		private boolean json;

		@Override
		public int run() throws EngineException, EngineGoneException {
			List<Protocol.PluginFault> faults = get(engine().pluginLog(new Protocol.GetPluginLog(id))).faults();
			if (json) {
				json(faults);
				return ExitCode.OK;
			}
			if (faults.isEmpty())
				out().println("no code of " + (id == null ? "a plug-in" : id) + " has thrown anything");
			for (Protocol.PluginFault f : faults) {
				out().println(TIME.format(Instant.ofEpochMilli((long) (f.epochSeconds() * 1e3))) + " " + f.kind()
						+ (f.element().isEmpty() ? "" : ", " + f.element()) + ": " + f.message()
						+ (f.times() > 1 ? " (" + f.times() + " times)" : ""));
				f.trace().lines().forEach(line -> out().println("    " + line));
			}
			return ExitCode.OK;
		}
	}

	@Command(name = "search", description = "Lists the plug-ins of a site.")
	public static final class Search extends ClientCommand {
		@Parameters(paramLabel = "SITE", description = "A folder or zip file with a p2 repository, or its URL (file:, http:, https:).")
		private String site;

		@Option(names = "--json", description = "Prints JSON.")
		private boolean json;

		@Override
		public int run() throws EngineException, EngineGoneException {
			try (SiteFetcher fetched = SiteFetcher.fetch(site, false, err())) {
				List<Protocol.Plugin> plugins = get(engine().searchPlugins(new Protocol.SearchPlugins(fetched.path()))).plugins();
				if (json) {
					json(plugins);
					return ExitCode.OK;
				}
				if (plugins.isEmpty())
					out().println("the site offers no plug-in");
				for (Protocol.Plugin p : plugins) {
					out().printf("%s %s: %s%s%n", p.id(), p.version(), p.name(),
							p.installedVersion() == null
									? ""
									: p.installedVersion().equals(p.version())
											? " [installed]"
											: " [installed: " + p.installedVersion() + "]");
					if (!p.description().isEmpty())
						out().println("    " + p.description());
				}
				return ExitCode.OK;
			}
		}
	}

	/** A command that changes plug-ins: says what it would do, asks, does it. */
	public abstract static class Change extends ClientCommand {
		private static final double STEP = 0.1;

		@Option(names = {"-y", "--yes"}, description = "Does not ask for confirmation.")
		private boolean yes;

		@Option(names = "--plan", description = "Prints what would change, and changes nothing.")
		private boolean planOnly;

		private double told;

		public abstract CompletableFuture<Protocol.PluginPlan> plan(String site);

		public abstract CompletableFuture<Protocol.PluginPlan> change(String site);

		/** @return whether whoever asks has said that content is trusted */
		public abstract boolean trusted();

		/** @return the site, or null */
		public abstract String site();

		@Override
		public EngineApi.Client notices() {
			return new EngineApi.Client() {
				@Override
				public void plugins(Protocol.PluginProgress progress) {
					if (progress.done() - told < STEP && progress.done() < 1)
						return;
					told = progress.done();
					err().printf(Locale.ROOT, "%3.0f %%  %s%n", progress.done() * 100, progress.what());
				}
			};
		}

		@Override
		public final int run() throws EngineException, EngineGoneException {
			long begin = System.nanoTime();
			try (SiteFetcher fetched = SiteFetcher.fetch(site(), true, err()); Interrupt interrupt = new Interrupt()) {
				told = 1;
				Protocol.PluginPlan plan = get(cancellable(plan(fetched.path()), interrupt));
				if (plan.changes().isEmpty()) {
					out().println("nothing to do");
					interrupt.exitCode(ExitCode.OK);
					return ExitCode.OK;
				}
				print(plan);
				if (planOnly)
					return ExitCode.OK;
				if (!plan.untrusted().isEmpty() && !trusted())
					throw new Failure(ExitCode.INPUT,
							plan.untrusted() + "; what is in it would run with all rights of the engine: say --trust if you trust it");
				if (!yes && !agreed())
					return ExitCode.EXPECTATION;
				told = 0;
				Protocol.PluginPlan done = get(cancellable(change(fetched.path()), interrupt));
				for (Protocol.PluginChange c : done.changes())
					out().println(c.id()
							+ (c.to() == null
									? " is removed"
									: c.from() == null
											? " " + c.to() + " is installed"
											: c.from().equals(c.to()) ? " " + c.to() + " runs again" : " is updated to " + c.to())
							+ (done.restart().isEmpty() ? "" : "; it takes effect at the next start of the engine"));
				done.refused().forEach(refused -> out().println("warning: a declaration was refused: " + refused));
				for (Protocol.PluginWarning w : done.warnings())
					out().println(
							"warning: lab '" + w.lab() + "'" + (w.element().isEmpty() ? "" : ", " + w.element()) + ": " + w.message());
				out().printf(Locale.ROOT, "done after %.1f s%n", (System.nanoTime() - begin) / 1e9);
				interrupt.exitCode(ExitCode.OK);
				return ExitCode.OK;
			}
		}

		private CompletableFuture<Protocol.PluginPlan> cancellable(CompletableFuture<Protocol.PluginPlan> answer, Interrupt interrupt) {
			interrupt.action(() -> client().cancel(answer));
			return answer;
		}

		private void print(Protocol.PluginPlan plan) {
			for (Protocol.PluginChange c : plan.changes())
				out().println((c.to() == null
						? "remove "
						: c.from() == null ? "install " : c.from().equals(c.to()) ? "start again " : "update ") + c.id()
						+ (c.from() == null
								? " " + c.to()
								: c.to() == null || c.from().equals(c.to()) ? " " + c.from() : " from " + c.from() + " to " + c.to())
						+ ": " + c.name());
			for (Protocol.BundleChange b : plan.bundles())
				out().println("  " + (b.to() == null
						? "- " + b.name() + " " + b.from()
						: "+ " + b.name() + " " + b.to() + (b.signer().isEmpty() ? ", not signed" : ", signed by " + b.signer())));
			if (!plan.affected().isEmpty())
				out().println("  started again, as they use what changes: " + String.join(", ", plan.affected()));
			if (!plan.uses().isEmpty())
				out().println("  in use now: " + String.join("; ", plan.uses()));
			if (!plan.restart().isEmpty())
				out().println("  takes effect at the next start of the engine, because " + plan.restart());
			out().flush();
		}

		private boolean agreed() {
			Console console = System.console();
			if (console == null || !console.isTerminal())
				throw new Failure(ExitCode.INPUT, "nobody can be asked here; say --yes to do it");
			String answer = console.readLine("Do it? [y/N] ");
			return answer != null && List.of("y", "yes").contains(answer.strip().toLowerCase(Locale.ROOT));
		}
	}

	/** A change with what a site offers. */
	public abstract static class FromSite extends Change {
		@Parameters(index = "0", paramLabel = "SITE", description = "A folder or zip file with a p2 repository, or its URL (file:, http:, https:).")
		private String site;

		@Option(names = "--trust", description = "Accepts content that is unsigned, or signed by an unknown signer.")
		public boolean trust;

		@Option(names = "--force", description = "Even if this removes kinds that are in use.")
		public boolean force;

		@Override
		public final String site() {
			return site;
		}

		@Override
		public final boolean trusted() {
			return trust;
		}
	}

	@Command(name = "install", description = "Installs plug-ins of a site. Labs can use their kinds at once.")
	public static final class Install extends FromSite {
		@Parameters(index = "1..*", paramLabel = "ID[/VERSION]", arity = "0..*", description = "Ids of plug-ins; by default all of the site.")
		private List<String> ids = new ArrayList<>();

		@Override
		public CompletableFuture<Protocol.PluginPlan> plan(String path) {
			return engine().planPlugins(new Protocol.PlanPlugins("install", ids, path));
		}

		@Override
		public CompletableFuture<Protocol.PluginPlan> change(String path) {
			return engine().installPlugins(new Protocol.InstallPlugins(ids, path, trust, force));
		}
	}

	@Command(name = "update", description = "Replaces installed plug-ins by newer versions of a site. Labs that use their kinds switch to the new versions.")
	public static final class Update extends FromSite {
		@Parameters(index = "1..*", paramLabel = "ID", arity = "0..*", description = "Ids of plug-ins; by default all installed ones.")
		private List<String> ids = new ArrayList<>();

		@Override
		public CompletableFuture<Protocol.PluginPlan> plan(String path) {
			return engine().planPlugins(new Protocol.PlanPlugins("update", ids, path));
		}

		@Override
		public CompletableFuture<Protocol.PluginPlan> change(String path) {
			return engine().updatePlugins(new Protocol.UpdatePlugins(ids, path, trust, force));
		}
	}

	@Command(name = "remove", description = "Removes plug-ins.")
	public static final class Remove extends Change {
		@Parameters(paramLabel = "ID", arity = "1..*", description = "Ids of plug-ins.")
		private List<String> ids;

		@Option(names = "--force", description = "Even if their kinds are in use: labs continue without them and keep the text of the elements.")
		private boolean force;

		@Override
		public String site() {
			return null;
		}

		@Override
		public boolean trusted() {
			return true;
		}

		@Override
		public CompletableFuture<Protocol.PluginPlan> plan(String path) {
			return engine().planPlugins(new Protocol.PlanPlugins("remove", ids, null));
		}

		@Override
		public CompletableFuture<Protocol.PluginPlan> change(String path) {
			return engine().removePlugins(new Protocol.RemovePlugins(ids, force));
		}
	}
}
