package io.wirebench.control.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.wirebench.control.client.EngineClient;
import io.wirebench.control.internal.lab.Translate;
import io.wirebench.control.protocol.Protocol;
import io.wirebench.core.plan.LinkTier;
import io.wirebench.core.plan.Plan;
import io.wirebench.core.plan.PlanStep;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Plans that are too long for one message. */
class LongPlanTest {

	private static Plan plan(int steps, int characters) {
		return new Plan(
				IntStream.range(0, steps)
						.mapToObj(i -> new PlanStep(PlanStep.Action.values()[0], "r" + i / 7, "step " + i, "ip ".repeat(characters / 3),
								"why " + i))
						.toList(),
				List.of(new LinkTier("a-b", "wire", "nothing impairs it", false, "")));
	}

	@Test
	void shouldGiveALongPlanInPartsThatMakeTheWhole() {
		Plan plan = plan(3000, 3000);
		Protocol.PlanInfo info = Translate.plan(plan, List.of(), () -> 7);
		assertEquals(3000, info.allSteps());
		assertEquals(7, info.more());
		assertTrue(info.steps().size() < 3000, info.steps().size() + " steps in the first part");
		List<Protocol.Step> steps = new ArrayList<>(info.steps());
		StringBuilder text = new StringBuilder(info.text());
		int parts = 1;
		for (; steps.size() < 3000; parts++) {
			Protocol.PlanPart part = Translate.planPart(plan, steps.size(), Translate.planPart(plan, steps.size()));
			steps.addAll(part.steps());
			text.append(part.text());
		}
		assertTrue(parts > 3, parts + " parts");
		assertEquals(plan.print(), text.toString());
		assertEquals(IntStream.range(0, 3000).mapToObj(i -> "step " + i).toList(), steps.stream().map(Protocol.Step::what).toList());
	}

	@Test
	void shouldGiveAShortPlanAsItIs() {
		Plan plan = plan(20, 30);
		Protocol.PlanInfo info = Translate.plan(plan, List.of(), () -> {
			throw new AssertionError("a number for a plan that is whole");
		});
		assertNull(info.more());
		assertEquals(20, info.steps().size());
		assertEquals(plan.print(), info.text());
	}

	/** Each router gets a route to each link, so the plan grows with the square: 18 MB of text here. */
	@Test
	void shouldHandALongPlanToAClientWhole() throws Exception {
		StringBuilder network = new StringBuilder("<network format=\"1\" name=\"grid\" routes=\"auto\" seed=\"1\">");
		int routers = 220;
		for (int i = 0; i < routers; i++)
			network.append("<node name=\"r").append(i).append("\" kind=\"router\"/>");
		for (int i = 0; i < routers; i++)
			network.append("<link from=\"r").append(i).append("\" to=\"r").append((i + 1) % routers).append("\"/>");
		network.append("</network>");
		try (TestEngine engine = new TestEngine()) {
			engine.assumeLabs();
			try (EngineClient client = engine.connect()) {
				Protocol.PlanInfo first = client
						.get(client.engine().planNetwork(new Protocol.NetworkText(network.toString(), null, null, null)));
				assertTrue(first.more() != null && first.steps().size() < first.allSteps(),
						first.steps().size() + " of " + first.allSteps() + " steps, " + first.text().length() + " characters");
				Protocol.PlanInfo whole = client.whole(first);
				assertEquals(first.allSteps(), whole.steps().size());
				for (int i = 0; i < routers; i++)
					assertTrue(whole.text().contains("\n# r" + i + "\n"), "r" + i);
				EngineClient.EngineException gone = org.junit.jupiter.api.Assertions.assertThrows(EngineClient.EngineException.class,
						() -> client.whole(first));
				assertTrue(gone.getMessage().contains("no plan"), gone.getMessage());
			}
		}
	}
}
