package io.wirebench.core.plan;

import java.util.List;

/**
 * What an emulation would do to get from what runs to what is wanted. Empty if nothing is to be done.
 *
 * @param steps in the order in which they would be done
 * @param tiers the choice for links of the wanted network, in its order: for all of them if it was asked what would be done, for those
 *        that were made or changed if it was done
 * @param drift where kernel and engine differ from what was set up, since somebody else changed it; one sentence each
 */
public record Plan(List<PlanStep> steps, List<LinkTier> tiers, List<String> drift) {

	/** How a line of {@link #print} begins that names a difference. */
	public static final String DRIFT = "# drift: ";

	public Plan {
		steps = List.copyOf(steps);
		tiers = List.copyOf(tiers);
		drift = List.copyOf(drift);
	}

	/** A plan without drift. */
	public Plan(List<PlanStep> steps, List<LinkTier> tiers) {
		this(steps, tiers, List.of());
	}

	/** @return whether what runs is what is wanted */
	public boolean isEmpty() {
		return steps.isEmpty();
	}

	/** @return the plan as a person reads it: commands, each with its reason as a comment */
	public String print() {
		StringBuilder out = new StringBuilder();
		for (String difference : drift)
			out.append(DRIFT).append(difference).append('\n');
		for (LinkTier tier : tiers)
			out.append("# link ").append(tier.link()).append(": ").append(tier.tier()).append(" (").append(tier.reason()).append(')')
					.append(tier.cost().isEmpty() ? "" : "; " + tier.cost()).append('\n');
		String element = null;
		for (PlanStep step : steps) {
			if (!step.element().equals(element)) {
				element = step.element();
				out.append(element.isEmpty() ? "\n# the lab\n" : "\n# " + element + "\n");
			}
			out.append("# ").append(step.what()).append(": ").append(step.reason()).append('\n');
			if (!step.command().isEmpty())
				out.append(step.command()).append('\n');
		}
		return out.toString();
	}
}
