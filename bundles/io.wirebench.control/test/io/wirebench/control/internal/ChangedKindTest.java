package io.wirebench.control.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.wirebench.api.GeneratorContext;
import io.wirebench.api.GeneratorKind;
import io.wirebench.api.NodeKind;
import io.wirebench.api.NodeNeeds;
import io.wirebench.api.NodeSetup;
import io.wirebench.api.ServiceKind;
import io.wirebench.api.ServiceNeeds;
import io.wirebench.api.ServiceSetup;
import io.wirebench.control.client.EngineClient;
import io.wirebench.control.client.EngineClient.EngineException;
import io.wirebench.control.protocol.EngineApi;
import io.wirebench.control.protocol.ErrorCode;
import io.wirebench.control.protocol.Protocol;
import io.wirebench.core.kinds.KindDescriptor;
import io.wirebench.core.kinds.KindPoint;
import io.wirebench.core.kinds.KindRegistry;
import io.wirebench.core.plugins.KindUsers;
import io.wirebench.core.plugins.PluginException;
import io.wirebench.core.plugins.PluginMonitor;
import io.wirebench.core.plugins.PluginPlan;
import io.wirebench.core.plugins.PluginRequest;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;

/** What labs do when a plug-in comes back with other parameters, on the real kernel. */
class ChangedKindTest {

	/** A flow that counts. */
	public static final class Ticks implements GeneratorKind {
		@Override
		public void run(GeneratorContext context) {
			for (long n = 1; !context.stopRequested(); n++) {
				context.figures().set("ticks", n);
				LockSupport.parkNanos(10_000_000);
			}
		}
	}

	/** A service that sleeps. */
	public static final class Quiet implements ServiceKind {
		@Override
		public ServiceNeeds needs(ServiceSetup setup) {
			return new ServiceNeeds(Map.of(), List.of(), Map.of(),
					List.of(new ServiceNeeds.ServiceProcess("sleep", List.of("sleep", "infinity"), "", List.of())));
		}
	}

	/** A node with a kernel setting. */
	public static final class Plain implements NodeKind {
		@Override
		public NodeNeeds needs(NodeSetup setup) {
			return NodeNeeds.NONE;
		}
	}

	/** Cannot be made in one node. */
	public static final class Picky implements ServiceKind {
		@Override
		public ServiceNeeds needs(ServiceSetup setup) {
			if (setup.name().equals("picky"))
				throw new IllegalStateException("no luck in " + setup.node());
			return new Quiet().needs(setup);
		}
	}

	private static String declare(String old, String service) {
		return """
				<plugin>
				<extension point="io.wirebench.core.nodeKinds"><nodeKind id="acme.x.plain" name="n" class="%1$s$Plain"><parameter name="mode" type="text" default="a"/>%2$s</nodeKind></extension>
				<extension point="io.wirebench.core.serviceKinds"><serviceKind id="acme.x.quiet" name="s" class="%1$s$%3$s"><parameter name="mode" type="text" default="a"/>%2$s</serviceKind></extension>
				<extension point="io.wirebench.core.impairmentKinds"><impairmentKind id="acme.x.through" name="i" class="io.wirebench.kinds.internal.DuplicateKind"><parameter name="probability" type="probability" default="0 %%"/>%2$s</impairmentKind></extension>
				<extension point="io.wirebench.core.generatorKinds"><generatorKind id="acme.x.ticks" name="g" class="%1$s$Ticks"><parameter name="mode" type="text" default="a"/>%2$s
				<figure name="ticks" unit="1"/></generatorKind></extension>
				</plugin>
				"""
				.formatted(ChangedKindTest.class.getName(), old, service);
	}

	private static final String OLD = declare("<parameter name=\"old\" type=\"count\" default=\"1\"/>", "Quiet");
	private static final String NEW = declare("", "Quiet");

	/** Updates replace what the bundle declares. */
	private static final class OneBundle implements TestPlugins {
		private final KindRegistry kinds;
		private TestEngine engine;
		private String next = NEW;

		OneBundle(KindRegistry kinds) {
			this.kinds = kinds;
		}

		@Override
		public PluginPlan plan(PluginRequest request, PluginMonitor monitor) {
			List<KindDescriptor> all = new ArrayList<>();
			for (KindPoint point : KindPoint.values())
				kinds.all(point).stream().filter(kind -> kind.info().contributor().equals("acme.x")).forEach(all::add);
			return new PluginPlan(List.of(), List.of(), List.of(), all, "", "");
		}

		@Override
		public PluginPlan carryOut(PluginRequest request, boolean trust, boolean force, KindUsers users, PluginMonitor monitor)
				throws PluginException {
			PluginPlan plan = plan(request, monitor);
			users.retire(plan.goingKinds());
			engine.withdraw("acme.x");
			engine.contribute("acme.x", next);
			return plan.warning(users.changed(List.of(), plan.goingKinds().stream().map(KindDescriptor::id).toList()));
		}
	}

	private static final String NETWORK = """
			<network format="1" name="x" seed="1">
				<node name="h1" kind="host"><service name="stale" kind="acme.x.quiet" old="2"/><service name="picky" kind="acme.x.quiet"/></node>
				<node name="h2" kind="acme.x.plain" old="3" mode="b"/>
				<node name="h3" kind="acme.x.plain"/>
				<link name="l1" from="h1" to="h2"><both><impairment kind="acme.x.through" old="4"/></both><forward><impairment name="other" kind="acme.x.through"/></forward></link>
				<link from="h1" to="h3"/>
				<flow name="stale" kind="acme.x.ticks" from="h1" to="h2" old="5"/>
				<flow name="good" kind="acme.x.ticks" from="h1" to="h2"/>
				<scenario duration="60 s"><within name="e" from="1 s" to="2 s" that="flow:stale.ticks at least 1"/></scenario>
			</network>
			""";

	private interface Work {
		void with(OneBundle plugins, EngineClient client) throws Exception;
	}

	private static void inLab(Work work) throws Exception {
		OneBundle[] plugins = new OneBundle[1];
		try (TestEngine engine = new TestEngine(kinds -> plugins[0] = new OneBundle(kinds))) {
			plugins[0].engine = engine;
			engine.contribute("acme.x", OLD);
			engine.assumeLabs();
			try (EngineClient client = engine.connect()) {
				TestEngine.start(client, NETWORK, false);
				await(client, "flow:stale.ticks at least 2");
				work.with(plugins[0], client);
			}
		}
	}

	private static void await(EngineClient client, String condition) throws Exception {
		Protocol.Waited waited = client.get(client.engine().waitFor(new Protocol.Wait("x", condition, 20)));
		assertTrue(waited.held(), condition + ": " + waited.explanation());
	}

	private static Protocol.State state(EngineClient client) throws Exception {
		return client.get(client.engine().state(new Protocol.GetState("x", true)));
	}

	private static EngineException refused(EngineClient client, String path, String value) {
		return assertThrows(EngineException.class, () -> client.get(client.engine().set(new Protocol.SetValues("x", Map.of(path, value)))));
	}

	@Test
	void shouldGoOnWithAllButTheElementsThatANewVersionRefuses() throws Exception {
		inLab((plugins, client) -> {
			Protocol.PluginPlan done = client.get(client.engine().updatePlugins(new Protocol.UpdatePlugins(null, "/nowhere", true, false)));
			List<String> stale = List.of("h1/stale", "h2", "l1/both/through", "flow:stale");
			assertEquals(stale, done.warnings().stream().map(Protocol.PluginWarning::element)
					.sorted(java.util.Comparator.comparing(stale::indexOf)).toList(), done.warnings().toString());
			for (Protocol.PluginWarning warning : done.warnings()) {
				assertEquals("x", warning.lab());
				assertTrue(
						warning.message().contains(
								"unknown parameter 'old'; known are " + (warning.element().startsWith("l1") ? "probability" : "mode")),
						warning.message());
			}
			Protocol.State state = state(client);
			assertEquals(Set.copyOf(stale), state.withoutEffect().keySet());
			assertEquals(Set.of("good"), state.flows().keySet());
			assertEquals(Set.of("h1/picky"), state.services().keySet());
			assertTrue(state.nodes().get("h2").running());
			await(client, "flow:good.ticks at least 2");
			assertEquals(NETWORK, client.get(client.engine().network(new Protocol.LabRef("x"))).text(), "not a byte of the text changes");

			// All else can be edited; what is wrong cannot come in.
			client.get(client.engine().add(new Protocol.Add("x", "l1/forward", "<impairment kind=\"delay\" time=\"1 ms\"/>")));
			client.get(client.engine().set(new Protocol.SetValues("x", Map.of("l1/forward/delay.time", "2 ms"))));
			assertThrows(EngineException.class, () -> client.get(client.engine()
					.add(new Protocol.Add("x", "l1/forward", "<impairment name=\"late\" kind=\"acme.x.through\" old=\"4\"/>"))));
			for (String path : List.of("h2.old", "h2.nothing", "l1/both/through.old", "flow:stale.old", "h1/stale.old")) {
				EngineException e = refused(client, path, "7");
				assertEquals(ErrorCode.INPUT.number(), e.code());
				assertTrue(e.getMessage().contains("known are " + (path.startsWith("l1") ? "probability" : "mode")), e.getMessage());
			}
			assertEquals(Set.copyOf(stale), state(client).withoutEffect().keySet());

			// A removed value mends its element, by 'set' and by 'remove'.
			client.get(client.engine().set(new Protocol.SetValues("x", Map.of("flow:stale.old", ""))));
			await(client, "flow:stale.ticks at least 2");
			client.get(client.engine().set(new Protocol.SetValues("x", Map.of("h2.old", "", "h1/stale.old", "", "h2.mode", "c"))));
			client.get(client.engine().remove(new Protocol.Remove("x", "l1/both/through.old")));
			state = state(client);
			assertEquals(Map.of(), state.withoutEffect());
			assertEquals(Set.of("h1/picky", "h1/stale"), state.services().keySet());
			String text = client.get(client.engine().network(new Protocol.LabRef("x"))).text();
			assertFalse(text.contains("old="), text);
			assertTrue(text.contains("<node name=\"h2\" kind=\"acme.x.plain\" mode=\"c\"/>"), text);
		});
	}

	@Test
	void shouldTellOfDeclarationsThatAreRefused() throws Exception {
		OneBundle[] plugins = new OneBundle[1];
		List<String> heard = new CopyOnWriteArrayList<>();
		try (TestEngine engine = new TestEngine(kinds -> plugins[0] = new OneBundle(kinds));
				EngineClient client = engine.connect("a test", new EngineApi.Client() {
					@Override
					public void event(Protocol.EventNotice notice) {
						heard.add(notice.event().severity() + " " + notice.event().type() + " " + notice.event().message());
					}
				})) {
			plugins[0].engine = engine;
			plugins[0].next = NEW.replace("type=\"text\"", "type=\"txt\"");
			client.get(client.engine().watch(new Protocol.Watch(null, false, true, null)));
			client.get(client.engine().installPlugins(new Protocol.InstallPlugins(null, "/nowhere", true, false)));
			String words = "parameter 'mode' has the unknown type 'txt'";
			TestEngine.await(() -> heard.toString(), () -> heard.stream().anyMatch(event -> event
					.startsWith("warning kinds a declaration was refused: acme.x, io.wirebench.core.nodeKinds, acme.x.plain: " + words)));
			Protocol.Kinds kinds = client.get(client.engine().kinds());
			assertEquals(List.of("acme.x.plain", "acme.x.quiet", "acme.x.ticks"),
					kinds.refused().stream().map(Protocol.RefusedKind::id).sorted().toList());
			assertTrue(kinds.refused().getFirst().message().startsWith(words), kinds.refused().toString());
			EngineException unknown = assertThrows(EngineException.class, () -> client.get(client.engine()
					.open(new Protocol.OpenLab(null, new Protocol.NetworkText(NETWORK, null, null, null), false, null, null))));
			assertTrue(unknown.getMessage().contains("its declaration was refused: " + words), unknown.getMessage());
		}
	}

	@Test
	void shouldGoOnWithAllButTheElementsThatCannotBeMadeAnyMore() throws Exception {
		inLab((plugins, client) -> {
			plugins.next = declare("<parameter name=\"old\" type=\"count\" default=\"1\"/>", "Picky");
			Protocol.PluginPlan done = client.get(client.engine().updatePlugins(new Protocol.UpdatePlugins(null, "/nowhere", true, false)));
			assertEquals(List.of("h1/picky"), done.warnings().stream().map(Protocol.PluginWarning::element).toList(),
					done.warnings().toString());
			assertTrue(done.warnings().getFirst().message().contains("no luck in h1"), done.warnings().toString());
			Protocol.State state = state(client);
			assertEquals(Set.of("h1/picky"), state.withoutEffect().keySet());
			assertEquals(Set.of("good", "stale"), state.flows().keySet());
			assertEquals("engine", state.links().get("l1").tier());
			for (String id : new String[]{null, "acme.x", "acme.x.quiet"}) {
				Protocol.PluginFault fault = client.get(client.engine().pluginLog(new Protocol.GetPluginLog(id))).faults().getLast();
				assertTrue(fault.kind().equals("acme.x.quiet") && fault.element().equals("h1/picky")
						&& fault.trace().contains("ChangedKindTest$Picky.needs"), fault::toString);
			}
			assertEquals(List.of(), client.get(client.engine().pluginLog(new Protocol.GetPluginLog("acme.y"))).faults());
			// It is tried again when it is changed, and by the next version.
			assertTrue(refused(client, "h1/picky.mode", "z").getMessage().contains("no luck"));
			assertEquals(Set.of("h1/picky"), state(client).withoutEffect().keySet());
			plugins.next = OLD;
			assertEquals(List.of(),
					client.get(client.engine().updatePlugins(new Protocol.UpdatePlugins(null, "/nowhere", true, false))).warnings());
			assertEquals(Map.of(), state(client).withoutEffect());
			assertEquals(Set.of("h1/picky", "h1/stale"), state(client).services().keySet());
		});
	}
}
