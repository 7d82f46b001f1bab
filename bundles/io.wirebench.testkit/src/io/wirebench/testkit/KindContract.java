package io.wirebench.testkit;

import io.wirebench.core.kinds.KindDescriptor;
import io.wirebench.core.kinds.KindFailedException;
import io.wirebench.core.kinds.ParameterDeclaration;
import io.wirebench.core.spec.TypedParameters;
import io.wirebench.dataplane.Parameters;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What every kind must satisfy, checked for all that a bundle declares, with the defaults and the bounds of their parameters. One
 * test with this is where a plug-in's tests begin.
 */
public final class KindContract {

	private KindContract() {
	}

	/**
	 * Checks all kinds of a bundle. Those that have a required parameter of the type text, address, node or interface are left to tests of
	 * their
	 * own, with {@link ImpairmentContract} and the others: nobody can guess what may be written there.
	 *
	 * @return the ids of those that were checked
	 * @throws AssertionError saying which kind violates what
	 */
	public static List<String> checkAll(DeclaredKinds kinds) {
		if (kinds.ids().isEmpty())
			throw new AssertionError("plugin.xml declares no kinds");
		List<String> checked = new ArrayList<>();
		for (KindDescriptor kind : kinds.descriptors())
			if (check(kinds, kind))
				checked.add(kind.id());
		return checked;
	}

	private static boolean check(DeclaredKinds kinds, KindDescriptor kind) {
		String id = kind.id();
		try {
			describe(kind);
			return TimeLimit.call("the constructor of its class", () -> checkInTime(kinds, kind));
		} catch (KindFailedException e) {
			throw new AssertionError(e.getMessage(), e);
		} catch (AssertionError e) {
			throw new AssertionError(id + ": " + e.getMessage(), e);
		}
	}

	private static boolean checkInTime(DeclaredKinds kinds, KindDescriptor kind) {
		String id = kind.id();
		List<Parameters> values = values(kind);
		if (values.isEmpty())
			return false;
		Parameters[] all = values.toArray(Parameters[]::new);
		switch (kind.point()) {
			case NODE -> NeedsContract.checkNode(kinds.node(id), kinds.programs(id), all);
			case SERVICE -> NeedsContract.checkService(kinds.service(id), kinds.programs(id), all);
			case IMPAIRMENT -> {
				ImpairmentContract.check(() -> kinds.impairment(id).create("link/forward/x"), all[0]);
				ImpairmentContract.check(() -> kinds.impairment(id).create("link/forward/x"), kinds.figures(id), all);
			}
			case GENERATOR -> GeneratorContract.check(kinds.generator(id), kinds.figures(id), all);
			case ANALYZER -> AnalyzerContract.check(kinds.analyzer(id), kinds.figures(id), all);
		}
		return true;
	}

	/** What a palette, a property sheet and {@code wirebench kinds} show. */
	private static void describe(KindDescriptor kind) {
		if (kind.info().description().isBlank())
			throw new AssertionError("it has no description; say in a sentence what it does");
		for (ParameterDeclaration parameter : kind.parameters())
			if (parameter.description().isBlank())
				throw new AssertionError("its parameter '" + parameter.name() + "' has no description");
	}

	/**
	 * The usual values, then each bound and choice of each parameter, back to the usual ones in between and at the end.
	 *
	 * @return empty if nobody can guess them
	 */
	private static List<Parameters> values(KindDescriptor kind) {
		TypedParameters usual = TypedParameters.defaults(kind.parameters());
		for (ParameterDeclaration parameter : kind.parameters())
			if (parameter.required()) {
				String text = usual(parameter);
				if (text == null)
					return List.of();
				usual = usual.with(parameter.name(), text);
			}
		List<Parameters> all = new ArrayList<>();
		all.add(usual);
		for (ParameterDeclaration parameter : kind.parameters())
			for (String text : edges(parameter)) {
				all.add(usual.with(parameter.name(), text));
				all.add(usual);
			}
		return all;
	}

	/** @return a value that most kinds can work with, within bounds; null if there is none */
	private static String usual(ParameterDeclaration parameter) {
		List<String> texts = switch (parameter.type()) {
			case DURATION -> List.of("10 ms", "1 s", "1 us");
			case RATE -> List.of("10 Mbit/s", "1 Gbit/s", "64 kbit/s");
			case SIZE -> List.of("64 KiB", "1000 B", "64 B", "1 MiB");
			case PROBABILITY -> List.of("10 %", "1 %", "50 %");
			case COUNT, INTEGER -> List.of("3", "1", "10", "100", "1000");
			case BOOLEAN -> List.of("true");
			case CHOICE -> parameter.choices();
			case TEXT, ADDRESS, NODE, INTERFACE -> List.of();
		};
		List<String> tried = new ArrayList<>(texts);
		if (!texts.isEmpty()) {
			if (parameter.minimum() != null)
				tried.add(parameter.minimum());
			if (parameter.maximum() != null)
				tried.add(parameter.maximum());
		}
		for (String text : tried)
			try {
				parameter.parse(text);
				return text;
			} catch (IllegalArgumentException e) {
				// Not within bounds: the next one.
			}
		return null;
	}

	private static Set<String> edges(ParameterDeclaration parameter) {
		Set<String> texts = new LinkedHashSet<>(parameter.choices());
		switch (parameter.type()) {
			case BOOLEAN -> texts.addAll(List.of("true", "false"));
			case PROBABILITY -> {
				texts.add(parameter.minimum() == null ? "0 %" : parameter.minimum());
				texts.add(parameter.maximum() == null ? "100 %" : parameter.maximum());
			}
			case COUNT -> texts.add(parameter.minimum() == null ? "0" : parameter.minimum());
			default -> {
				if (parameter.minimum() != null)
					texts.add(parameter.minimum());
			}
		}
		if (parameter.maximum() != null)
			texts.add(parameter.maximum());
		return texts;
	}
}
