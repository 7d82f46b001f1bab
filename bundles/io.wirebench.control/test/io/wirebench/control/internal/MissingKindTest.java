package io.wirebench.control.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

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
import io.wirebench.core.plugins.PluginInfo;
import io.wirebench.core.plugins.PluginMonitor;
import io.wirebench.core.plugins.PluginPlan;
import io.wirebench.core.plugins.PluginRequest;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * What labs do when kinds go and come back, on the real kernel. Kinds are taken out of the registry by hand: what brings bundles is tested
 * with the product.
 */
class MissingKindTest {

	private static final String NETWORK = """
			<network format="1" name="two" seed="1">
				<node name="h1"   kind='host'/> <!-- kept -->
				<node name="h2" kind="host"/>
				<node name="r1" kind="router"/>
				<link from="h1" to="r1"><both><impairment kind="delay" time="1 ms"/><impairment   kind='loss' probability="100 %"/></both></link>
				<link from="r1" to="h2"/>
				<flow name="ping" kind="ping" from="h1" to="h2" interval="50 ms"/>
				<flow name="stream" kind="udp" from="h1" to="h2"/>
				<probe name="cap"   kind="throughput" target="h1-r1"/>
				<scenario duration="60 s"><within name="e" from="1 s" to="2 s" that="flow:stream.received at least 1"/></scenario>
			</network>
			""";

	/** Plug-ins whose ids are those of kinds. */
	private record ByHand(KindRegistry kinds, List<KindDescriptor> away) implements TestPlugins {

		@Override
		public List<PluginInfo> search(String source) throws PluginException {
			throw new PluginException("the site " + source + " is broken");
		}

		@Override
		public PluginPlan plan(PluginRequest request, PluginMonitor monitor) {
			return new PluginPlan(List.of(), List.of(), List.of(), named(request.ids()), "", "");
		}

		private List<KindDescriptor> named(List<String> ids) {
			List<KindDescriptor> named = new ArrayList<>();
			for (KindPoint point : KindPoint.values())
				ids.forEach(id -> kinds.find(point, id).ifPresent(named::add));
			return named;
		}

		@Override
		public PluginPlan carryOut(PluginRequest request, boolean trust, boolean force, KindUsers users, PluginMonitor monitor)
				throws PluginException {
			PluginPlan plan = plan(request, monitor);
			monitor.progress(0.5, "half of it");
			if (request.action() == PluginRequest.Action.REMOVE) {
				if (!force && !users.uses(plan.goingKinds()).isEmpty())
					throw new PluginException("in use: " + users.uses(plan.goingKinds()));
				away.addAll(plan.goingKinds());
				users.retire(plan.goingKinds());
				return plan.warning(users.changed(request.ids(), List.of()));
			}
			away.forEach(kind -> kinds.reinstate(kind.id()));
			return plan.warning(users.changed(List.of(), request.ids()));
		}
	}

	/** Hears events and progress. */
	private static final class Heard implements EngineApi.Client {
		private final Queue<Protocol.Event> events = new ConcurrentLinkedQueue<>();
		private final Queue<Protocol.PluginProgress> progress = new ConcurrentLinkedQueue<>();

		@Override
		public void event(Protocol.EventNotice notice) {
			events.add(notice.event());
		}

		@Override
		public void plugins(Protocol.PluginProgress told) {
			progress.add(told);
		}
	}

	private static void await(EngineClient client, String condition) throws Exception {
		Protocol.Waited waited = client.get(client.engine().waitFor(new Protocol.Wait("two", condition, 20)));
		assertTrue(waited.held(), condition + ": " + waited.explanation());
	}

	private static String text(EngineClient client) throws Exception {
		return client.get(client.engine().network(new Protocol.LabRef("two"))).text();
	}

	@Test
	void shouldGoOnWithoutKindsThatGoAndTakeThemUpWhenTheyComeBack() throws Exception {
		Heard heard = new Heard();
		Heard ofLab = new Heard();
		List<String> ids = List.of("loss", "udp", "throughput", "router");
		try (TestEngine engine = new TestEngine(kinds -> new ByHand(kinds, new ArrayList<>()))) {
			engine.assumeLabs();
			try (EngineClient client = engine.connect("a test", heard); EngineClient other = engine.connect("another", ofLab)) {
				TestEngine.start(client, NETWORK, false);
				client.get(client.engine().watch(new Protocol.Watch(null, false, true, null)));
				other.get(other.engine().watch(new Protocol.Watch("two", false, true, null)));
				await(client, "flow:ping.sent at least 3");
				assertEquals(NETWORK, text(client));

				Protocol.PluginPlan plan = client.get(client.engine().planPlugins(new Protocol.PlanPlugins("remove", ids, null)));
				assertEquals(List.of("lab 'two': r1, h1-r1/both/loss, flow:stream, probe:cap"), plan.uses());
				EngineException refused = assertThrows(EngineException.class,
						() -> client.get(client.engine().removePlugins(new Protocol.RemovePlugins(ids, null))));
				assertEquals(ErrorCode.INPUT.number(), refused.code());
				assertTrue(refused.getMessage().contains("h1-r1/both/loss"), refused.getMessage());

				client.get(client.engine().removePlugins(new Protocol.RemovePlugins(ids, true)));
				assertEquals(NETWORK, text(client), "not a byte of the text changes");
				Protocol.State state = client.get(client.engine().state(new Protocol.GetState("two", true)));
				assertEquals("running", state.phase());
				assertEquals(List.of("ping"), List.copyOf(state.flows().keySet()));
				assertEquals(Map.of(), state.probes());
				assertEquals(java.util.Set.of("r1", "h1-r1/both/loss", "flow:stream", "probe:cap"), state.withoutEffect().keySet());
				assertTrue(state.nodes().get("r1").running());
				TestEngine.await("events " + heard.events,
						() -> heard.events.stream().filter(e -> e.type().equals("kinds") && e.severity().equals("warning"))
								.map(Protocol.Event::element).toList()
								.equals(List.of("r1", "h1-r1/both/loss", "flow:stream", "probe:cap")));
				for (Heard each : List.of(heard, ofLab))
					TestEngine.await("the event of kinds", () -> each.events.stream()
							.anyMatch(e -> e.type().equals("kinds") && e.lab().isEmpty() && e.message().contains("gone are loss, udp")));
				assertFalse(heard.progress.isEmpty());

				// A router without its kind forwards nothing; all else can be edited.
				client.get(client.engine().set(new Protocol.SetValues("two", Map.of("h1-r1/both/delay.time", "2 ms"))));
				client.get(client.engine()
						.add(new Protocol.Add("two", "h1-r1/forward", "<impairment kind=\"duplicate\" probability=\"0 %\"/>")));
				client.get(client.engine()
						.add(new Protocol.Add("two", "", "<flow name=\"near\" kind=\"ping\" from=\"h1\" to=\"r1\" interval=\"50 ms\"/>")));
				await(client, "flow:near.received at least 3");
				for (String kept : List.of("<node name=\"h1\"   kind='host'/> <!-- kept -->",
						"<impairment   kind='loss' probability=\"100 %\"/>", "<probe name=\"cap\"   kind=\"throughput\" target=\"h1-r1\"/>",
						"time=\"2 ms\"", "duplicate"))
					assertTrue(text(client).contains(kept), kept + " in " + text(client));
				assertThrows(EngineException.class,
						() -> client.get(client.engine().add(new Protocol.Add("two", "h1-r1/forward", "<impairment kind=\"no-such\"/>"))));
				// Another network with a missing kind cannot run.
				assertThrows(EngineException.class, () -> client.get(client.engine()
						.open(new Protocol.OpenLab("three", new Protocol.NetworkText(NETWORK, null, null, null), false, null, null))));
				assertEquals(2,
						client.get(client.engine().check(new Protocol.NetworkText(
								"<network format=\"1\"><node name=\"a\" kind=\"router\"/><node name=\"b\" kind=\"router\"/></network>",
								null, null, null))).problems().size());

				client.get(client.engine().remove(new Protocol.Remove("two", "h1-r1/both/loss")));
				client.get(client.engine().installPlugins(new Protocol.InstallPlugins(ids, "/nowhere", true, false)));
				await(client, "flow:stream.received at least 10");
				await(client, "flow:ping.received at least 3");
				TestEngine.await("events " + heard.events, () -> heard.events.stream()
						.anyMatch(e -> e.element().equals("flow:stream") && e.message().contains("its kind is there again")));
				EngineException broken = assertThrows(EngineException.class,
						() -> client.get(client.engine().searchPlugins(new Protocol.SearchPlugins("/nowhere"))));
				assertEquals("the site /nowhere is broken", broken.getMessage());
			}
		}
	}

	@Test
	void shouldSayThatAnEngineHasNoPlugins() throws Exception {
		try (TestEngine engine = new TestEngine(); EngineClient client = engine.connect()) {
			EngineException refused = assertThrows(EngineException.class, () -> client.get(client.engine().plugins()));
			assertEquals(ErrorCode.MACHINE.number(), refused.code());
		}
	}
}
