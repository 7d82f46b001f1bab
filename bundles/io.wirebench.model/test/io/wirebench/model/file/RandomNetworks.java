package io.wirebench.model.file;

import io.wirebench.model.Automation;
import io.wirebench.model.ExpectationMode;
import io.wirebench.model.Flow;
import io.wirebench.model.Impairment;
import io.wirebench.model.Interface;
import io.wirebench.model.KindElement;
import io.wirebench.model.Link;
import io.wirebench.model.ModelFactory;
import io.wirebench.model.Network;
import io.wirebench.model.Node;
import io.wirebench.model.Probe;
import io.wirebench.model.Scenario;
import io.wirebench.model.Segments;
import io.wirebench.model.Service;
import io.wirebench.model.Step;
import io.wirebench.model.Tier;

import org.eclipse.emf.common.util.EList;
import org.eclipse.emf.ecore.EObject;
import org.eclipse.emf.ecore.util.EcoreUtil;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Networks, edits and layouts that a seed determines. */
final class RandomNetworks {

	private static final List<String> VALUES = List.of("10 ms", "1.5 %", "", "a < b & \"c\" 'd'", " two  spaces ", "tab\tline\nreturn\r",
			"ünïcode 😀", "]]>");
	private static final ModelFactory FACTORY = ModelFactory.eINSTANCE;

	private final Random random;
	private int next;

	RandomNetworks(long seed) {
		random = new Random(seed);
	}

	Network network() {
		var network = FACTORY.createNetwork();
		network.setName(maybe(name()));
		network.setDescription(maybe(value()));
		network.setSeed(random.nextBoolean() ? 0 : random.nextLong());
		network.setAddressing(random.nextBoolean() ? Automation.AUTO : Automation.MANUAL);
		network.setRoutes(random.nextBoolean() ? Automation.AUTO : Automation.NONE);
		times(5, () -> network.getNodes().add(node()));
		times(5, () -> network.getLinks().add(link()));
		times(2, () -> network.getFlows().add(flow()));
		times(2, () -> network.getProbes().add(probe()));
		if (random.nextBoolean())
			network.setScenario(scenario());
		return network;
	}

	/** Changes a network somewhere. */
	void edit(Network network) {
		var all = new ArrayList<EObject>();
		network.eAllContents().forEachRemaining(all::add);
		switch (random.nextInt(10)) {
			case 0 -> network.getNodes().add(random.nextInt(network.getNodes().size() + 1), node());
			case 1 -> network.getLinks().add(random.nextInt(network.getLinks().size() + 1), link());
			case 2 -> {
				if (!all.isEmpty())
					EcoreUtil.remove(all.get(random.nextInt(all.size())));
			}
			case 3 -> {
				for (var object : all)
					if (object instanceof KindElement element && random.nextInt(3) == 0)
						edit(element);
			}
			case 4 -> {
				for (var link : network.getLinks())
					edit(link);
			}
			case 5 -> {
				if (network.getNodes().size() > 1)
					network.getNodes().move(0, network.getNodes().size() - 1);
			}
			case 6 -> network.setDescription(maybe(value()));
			case 7 -> network.setScenario(random.nextBoolean() ? null : scenario());
			case 8 -> {
				for (var node : network.getNodes()) {
					if (random.nextBoolean())
						node.unsetX();
					else
						node.setX(random.nextInt(1000));
					if (random.nextBoolean())
						node.getInterfaces().add(iface());
					if (random.nextBoolean())
						node.getServices().add(random.nextInt(node.getServices().size() + 1), service());
				}
			}
			default -> {
				network.getProbes().add(0, probe());
				network.getFlows().add(0, flow());
			}
		}
	}

	private void edit(KindElement element) {
		if (random.nextBoolean())
			element.setKind(name());
		else if (random.nextBoolean() && !element.getParameters().isEmpty())
			element.getParameters().getFirst().setValue(value());
		else if (element.getParameters().size() > 1)
			element.getParameters().move(0, element.getParameters().size() - 1);
		else
			parameters(element);
	}

	private void edit(Link link) {
		link.setUp(random.nextBoolean());
		link.setTier(Tier.get(random.nextInt(Tier.VALUES.size())));
		if (!link.getForward().isEmpty())
			link.getBoth().add(link.getForward().getFirst());
		else
			link.getForward().add(impairment());
	}

	/** The same file as somebody else might have laid it out. */
	String layOut(String canonical) {
		var out = new StringBuilder(random.nextBoolean() ? "\uFEFF" : "");
		for (var line : canonical.split("\n")) {
			if (line.endsWith(">") && line.strip().startsWith("<") && !line.contains("description")) {
				if (random.nextInt(6) == 0)
					out.append(line.startsWith("<?") ? "" : "\n");
				if (random.nextInt(3) == 0)
					line = line.replace("\t", "  ");
				if (random.nextInt(3) == 0 && !line.contains("'"))
					line = line.replace('"', '\'');
				if (random.nextInt(4) == 0)
					line = line + " <!-- <note> & so on -->";
				if (random.nextInt(4) == 0)
					line = line.replace("/>", "  />").replace("name=", "\n  name = ");
				if (random.nextInt(5) == 0 && line.contains("<node") && line.contains("/>"))
					line = line + "<acme:thing xmlns:acme='x'><node name='hidden'/>\n</acme:thing><!-- unknown -->";
			}
			out.append(line).append("\n");
		}
		return random.nextBoolean() ? out.toString().replace("\n", "\r\n") : out.toString();
	}

	private Node node() {
		var node = FACTORY.createNode();
		node.setName(name());
		node.setKind(random.nextBoolean() ? "host" : "com.example.kind");
		if (random.nextBoolean())
			node.setX(random.nextInt());
		if (random.nextBoolean())
			node.setY(0);
		times(2, () -> node.getInterfaces().add(iface()));
		times(2, () -> node.getServices().add(service()));
		parameters(node);
		return node;
	}

	private Service service() {
		var service = FACTORY.createService();
		service.setName(maybe(name()));
		service.setKind(random.nextBoolean() ? "ospf" : "com.example.daemon");
		parameters(service);
		return service;
	}

	private Interface iface() {
		var iface = FACTORY.createInterface();
		iface.setName("eth" + random.nextInt(4));
		iface.setMac(maybe("02:00:00:00:00:01"));
		times(2, () -> iface.getAddresses().add("10.0.0." + random.nextInt(255) + "/24"));
		iface.setMtu(maybe("1500"));
		return iface;
	}

	private Link link() {
		var link = FACTORY.createLink();
		link.setName(maybe(name()));
		link.setFrom(maybe("h1.eth0"));
		link.setTo(maybe("h2"));
		link.setUp(random.nextBoolean());
		link.setSegments(Segments.get(random.nextInt(Segments.VALUES.size())));
		link.setTier(Tier.get(random.nextInt(Tier.VALUES.size())));
		for (EList<Impairment> list : List.of(link.getForward(), link.getBackward(), link.getBoth()))
			times(1, () -> list.add(impairment()));
		return link;
	}

	private Impairment impairment() {
		var impairment = FACTORY.createImpairment();
		impairment.setName(maybe(name()));
		impairment.setKind("delay");
		impairment.setMatch(random.nextBoolean() ? "all" : value());
		impairment.setEnabled(random.nextBoolean());
		parameters(impairment);
		return impairment;
	}

	private Flow flow() {
		var flow = FACTORY.createFlow();
		flow.setName(maybe(name()));
		flow.setKind("tcp");
		flow.setFrom("h1");
		flow.setTo(maybe("h2"));
		flow.setStart(maybe("1 s"));
		flow.setDuration(maybe("3 s"));
		parameters(flow);
		return flow;
	}

	private Probe probe() {
		var probe = FACTORY.createProbe();
		probe.setName(maybe(name()));
		probe.setKind("capture");
		probe.setTarget(maybe("h1-r1"));
		parameters(probe);
		return probe;
	}

	private Scenario scenario() {
		var scenario = FACTORY.createScenario();
		scenario.setDuration(maybe("4 s"));
		times(4, () -> scenario.getSteps().add(step()));
		times(2, () -> {
			var expectation = FACTORY.createExpectation();
			expectation.setName(maybe(name()));
			expectation.setMode(random.nextBoolean() ? ExpectationMode.WITHIN : ExpectationMode.ALWAYS);
			expectation.setFrom(maybe("1 s"));
			expectation.setTo(maybe("2 s"));
			expectation.setThat(value());
			scenario.getExpectations().add(expectation);
		});
		return scenario;
	}

	private Step step() {
		var step = switch (random.nextInt(4)) {
			case 0 -> {
				var set = FACTORY.createSetStep();
				set.setPath("a.b");
				set.setValue(value());
				yield set;
			}
			case 1 -> {
				var link = FACTORY.createLinkStep();
				link.setUp(random.nextBoolean());
				link.setLink("a-b");
				yield link;
			}
			case 2 -> {
				var flow = FACTORY.createFlowStep();
				flow.setRunning(random.nextBoolean());
				flow.setFlow("f");
				yield flow;
			}
			default -> {
				var run = FACTORY.createRunStep();
				run.setNode("h1");
				run.setCommand(value());
				yield run;
			}
		};
		if (random.nextBoolean())
			step.setAt("1 s");
		else
			step.setAfter("flow:f.bytes at least 1 MB");
		return step;
	}

	private void parameters(KindElement element) {
		times(3, () -> {
			var parameter = FACTORY.createParameter();
			parameter.setName("p-" + next++);
			parameter.setValue(value());
			element.getParameters().add(parameter);
		});
	}

	private String name() {
		return "n" + next++;
	}

	private String value() {
		return VALUES.get(random.nextInt(VALUES.size()));
	}

	private String maybe(String text) {
		return random.nextBoolean() ? text : null;
	}

	private void times(int maximum, Runnable action) {
		for (var count = random.nextInt(maximum + 1); count > 0; count--)
			action.run();
	}
}
