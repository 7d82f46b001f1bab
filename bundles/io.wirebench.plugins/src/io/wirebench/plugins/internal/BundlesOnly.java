package io.wirebench.plugins.internal;

import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

import org.eclipse.equinox.p2.engine.spi.Touchpoint;
import org.eclipse.equinox.p2.metadata.IInstallableUnit;
import org.eclipse.equinox.p2.metadata.ITouchpointData;
import org.eclipse.equinox.p2.metadata.ITouchpointInstruction;

/** What p2 may do for a plug-in when it writes down that it is installed: nothing. A plug-in consists of bundles. */
public final class BundlesOnly extends Touchpoint {

	/** What sites say of bundles and features by themselves. Start levels are left as they are: kinds are found without. */
	private static final Set<String> USUAL = Set.of("installBundle", "uninstallBundle", "installFeature", "uninstallFeature",
			"setStartLevel", "markStarted", "collect");
	private static final Set<String> PHASES = Set.of("collect", "install", "uninstall", "configure", "unconfigure");
	private static final Pattern ACTION = Pattern.compile("(?:^|;)\\s*([\\w.]+)\\s*\\(");

	@Override
	public String qualifyAction(String action) {
		return "io.wirebench.plugins." + action;
	}

	/** @return what a unit wants to be done beside adding and removing bundles */
	static Set<String> unusual(IInstallableUnit unit) {
		Set<String> found = new TreeSet<>();
		for (ITouchpointData data : unit.getTouchpointData())
			for (Map.Entry<String, ITouchpointInstruction> instruction : data.getInstructions().entrySet()) {
				if (!PHASES.contains(instruction.getKey().replaceFirst("\\..*", "")))
					continue;
				var actions = ACTION.matcher(instruction.getValue().getBody());
				while (actions.find()) {
					String name = actions.group(1).substring(actions.group(1).lastIndexOf('.') + 1);
					if (!USUAL.contains(name))
						found.add(name);
				}
			}
		return found;
	}
}
