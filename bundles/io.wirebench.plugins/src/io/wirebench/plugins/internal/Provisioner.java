package io.wirebench.plugins.internal;

import io.wirebench.core.plugins.PluginException;
import io.wirebench.core.plugins.PluginMonitor;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;

import org.eclipse.core.runtime.IProgressMonitor;
import org.eclipse.core.runtime.IStatus;
import org.eclipse.core.runtime.NullProgressMonitor;
import org.eclipse.equinox.internal.p2.engine.SimpleProfileRegistry;
import org.eclipse.equinox.internal.p2.metadata.IRequiredCapability;
import org.eclipse.equinox.internal.p2.repository.Transport;
import org.eclipse.equinox.p2.core.IProvisioningAgent;
import org.eclipse.equinox.p2.core.IProvisioningAgentProvider;
import org.eclipse.equinox.p2.core.ProvisionException;
import org.eclipse.equinox.p2.engine.IEngine;
import org.eclipse.equinox.p2.engine.IProfile;
import org.eclipse.equinox.p2.engine.IProfileRegistry;
import org.eclipse.equinox.p2.engine.IProvisioningPlan;
import org.eclipse.equinox.p2.engine.PhaseSetFactory;
import org.eclipse.equinox.p2.engine.ProvisioningContext;
import org.eclipse.equinox.p2.engine.query.IUProfilePropertyQuery;
import org.eclipse.equinox.p2.metadata.IArtifactKey;
import org.eclipse.equinox.p2.metadata.IInstallableUnit;
import org.eclipse.equinox.p2.metadata.IRequirement;
import org.eclipse.equinox.p2.metadata.MetadataFactory;
import org.eclipse.equinox.p2.metadata.VersionRange;
import org.eclipse.equinox.p2.planner.IPlanner;
import org.eclipse.equinox.p2.planner.IProfileChangeRequest;
import org.eclipse.equinox.p2.planner.ProfileInclusionRules;
import org.eclipse.equinox.p2.query.QueryUtil;
import org.eclipse.equinox.p2.repository.artifact.IArtifactDescriptor;
import org.eclipse.equinox.p2.repository.artifact.IArtifactRepository;
import org.eclipse.equinox.p2.repository.artifact.IArtifactRepositoryManager;
import org.eclipse.equinox.p2.repository.metadata.IMetadataRepositoryManager;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.util.tracker.ServiceTracker;

/**
 * p2 with the profile of a user's plug-ins. What the product itself consists of is always there for the planner, as it is, and never
 * part of this profile. Made for one piece of work by one thread.
 */
final class Provisioner implements AutoCloseable {

	/** What a plug-in's unit is called by p2. */
	private static final String GROUP = ".feature.group";
	private static final String FEATURE = ".feature";
	private static final String PROFILE = "plugins";
	private static final String INCLUSION_RULES = "org.eclipse.equinox.p2.internal.inclusion.rules";
	private static final long SERVICE_MILLIS = 10_000;
	/** Their services are there once they are started; nothing of them is loaded before somebody asks for plug-ins. */
	private static final List<String> BUNDLES = List.of("org.eclipse.equinox.p2.core", "org.eclipse.equinox.p2.repository",
			"org.eclipse.equinox.p2.metadata.repository",
			"org.eclipse.equinox.p2.artifact.repository", "org.eclipse.equinox.p2.engine", "org.eclipse.equinox.p2.director");

	private final IProvisioningAgent agent;
	private final IProfile profile;
	private final List<IInstallableUnit> product;

	Provisioner(BundleContext bundles, Area area) throws PluginException {
		IProvisioningAgentProvider provider = provider(bundles);
		try {
			agent = provider.createAgent(area.p2().toUri());
		} catch (ProvisionException e) {
			throw new PluginException("what p2 remembers of plug-ins in " + area.p2() + " cannot be read: " + sentence(e.getStatus()), true,
					e);
		}
		agent.registerService(Transport.SERVICE_NAME, new FileTransport());
		IProfile own = product(bundles, area.staging());
		product = List.copyOf(own.query(QueryUtil.ALL_UNITS, null).toUnmodifiableSet());
		IProfileRegistry profiles = service(IProfileRegistry.class, IProfileRegistry.SERVICE_NAME);
		IProfile known = profiles.getProfile(PROFILE);
		if (known == null) {
			Map<String, String> properties = new HashMap<>();
			properties.put(IProfile.PROP_INSTALL_FOLDER, area.folder().toString());
			properties.put(IProfile.PROP_CACHE, area.folder().toString());
			properties.put(IProfile.PROP_INSTALL_FEATURES, "true");
			properties.put(IProfile.PROP_NAME, "Plug-ins of Wirebench");
			if (own.getProperty(IProfile.PROP_ENVIRONMENTS) != null)
				properties.put(IProfile.PROP_ENVIRONMENTS, own.getProperty(IProfile.PROP_ENVIRONMENTS));
			try {
				known = profiles.addProfile(PROFILE, properties);
			} catch (ProvisionException e) {
				throw new PluginException("plug-ins cannot be noted in " + area.p2() + ": " + sentence(e.getStatus()), true, e);
			}
		}
		profile = known;
	}

	private static IProvisioningAgentProvider provider(BundleContext context) throws PluginException {
		Map<String, Bundle> known = new HashMap<>();
		for (Bundle bundle : context.getBundles())
			known.put(bundle.getSymbolicName(), bundle);
		for (String name : BUNDLES)
			try {
				if (!known.containsKey(name))
					throw new PluginException("the installation is not complete: the bundle " + name + " is missing", true, null);
				known.get(name).start(Bundle.START_TRANSIENT);
			} catch (BundleException e) {
				throw new PluginException("the installation is not complete: the bundle " + name + " cannot be started: " + e.getMessage(),
						true, e);
			}
		ServiceTracker<IProvisioningAgentProvider, IProvisioningAgentProvider> tracker = new ServiceTracker<>(context,
				IProvisioningAgentProvider.class, null);
		tracker.open();
		try {
			IProvisioningAgentProvider provider = tracker.waitForService(SERVICE_MILLIS);
			if (provider == null)
				throw new PluginException("the installation is not complete: nothing provides " + IProvisioningAgentProvider.SERVICE_NAME,
						true, null);
			return provider;
		} catch (InterruptedException e) {
			Thread.currentThread().interrupt();
			throw new PluginException("interrupted", e);
		}
	}

	/**
	 * Reads what the product was made of when it was installed: from a copy, since p2 writes a lock beside what it reads, and the
	 * product may belong to somebody else.
	 */
	private IProfile product(BundleContext context, Path staging) throws PluginException {
		String install = context.getProperty("osgi.install.area");
		String name = context.getProperty("eclipse.p2.profile");
		Path folder = install == null ? Path.of("") : Path.of(URI.create(install.replace(" ", "%20")));
		Path written = folder.resolve("p2").resolve("org.eclipse.equinox.p2.engine").resolve("profileRegistry").resolve(name + ".profile");
		IProfile found = null;
		Path copy = null;
		try (Stream<Path> all = Files.list(written)) {
			Path newest = all.filter(file -> file.getFileName().toString().matches("\\d+\\.profile(\\.gz)?"))
					.max(Comparator.comparing(file -> file.getFileName().toString()))
					.orElseThrow(() -> new NoSuchFileException(written + "/*.profile.gz"));
			Files.createDirectories(staging);
			copy = Files.createTempDirectory(staging, "product");
			Files.copy(newest,
					Files.createDirectory(copy.resolve(written.getFileName().toString())).resolve(newest.getFileName().toString()));
			found = new SimpleProfileRegistry(agent, copy.toFile(), null, false).getProfile(name);
		} catch (IOException e) {
			throw new PluginException("what Wirebench itself consists of cannot be read from " + written + ": " + Area.reason(e)
					+ "; if it is not there, reinstall Wirebench", true, e);
		} finally {
			if (copy != null)
				Site.delete(copy);
		}
		if (found == null)
			throw new PluginException(
					"the installation is not complete: " + written + " does not say what it consists of; reinstall Wirebench", true, null);
		return found;
	}

	private <T> T service(Class<T> type, String name) throws PluginException {
		Object service = agent.getService(name);
		if (service == null)
			throw new PluginException("the installation is not complete: p2 has no " + type.getName(), true, null);
		return type.cast(service);
	}

	@Override
	public void close() {
		agent.stop();
	}

	/** @return the id of a plug-in as users write it */
	static String id(IInstallableUnit unit) {
		return plain(unit.getId().endsWith(GROUP) ? unit.getId().substring(0, unit.getId().length() - GROUP.length()) : unit.getId());
	}

	/** A feature is often named after its bundle, with this behind: users need not know. */
	static String plain(String id) {
		return id.endsWith(FEATURE) && id.length() > FEATURE.length() ? id.substring(0, id.length() - FEATURE.length()) : id;
	}

	/** @return installed plug-ins by id */
	Map<String, IInstallableUnit> installed() {
		Map<String, IInstallableUnit> installed = new TreeMap<>();
		for (IInstallableUnit unit : profile.query(new IUProfilePropertyQuery(IProfile.PROP_PROFILE_ROOT_IU, "true"), null)
				.toUnmodifiableSet())
			installed.put(id(unit), unit);
		return installed;
	}

	/** @return all plug-ins that a site offers, in all their versions */
	List<IInstallableUnit> offered(Site site, IProgressMonitor monitor) throws PluginException {
		try {
			IMetadataRepositoryManager manager = service(IMetadataRepositoryManager.class, IMetadataRepositoryManager.SERVICE_NAME);
			manager.removeRepository(site.location());
			return manager.loadRepository(site.location(), monitor).query(QueryUtil.createIUGroupQuery(), monitor).stream()
					.filter(unit -> !"true".equals(unit.getProperty(QueryUtil.PROP_TYPE_CATEGORY)))
					.filter(unit -> product.stream().noneMatch(own -> own.getId().equals(unit.getId())))
					.sorted((a,
							b) -> a.getId().equals(b.getId()) ? a.getVersion().compareTo(b.getVersion()) : a.getId().compareTo(b.getId()))
					.toList();
		} catch (ProvisionException e) {
			throw new PluginException("the site " + site.source() + " cannot be read: " + sentence(e.getStatus()), e);
		}
	}

	/** What p2 wants to come and go. */
	record Solution(List<IInstallableUnit> additions, List<IInstallableUnit> removals, List<IInstallableUnit> newRoots) {}

	/**
	 * Finds what has to come and go with these plug-ins.
	 *
	 * @param site where things come from; null for a removal
	 * @throws PluginException if there is no way, with the reason
	 */
	Solution solve(List<IInstallableUnit> add, List<IInstallableUnit> remove, Site site, IProgressMonitor monitor) throws PluginException {
		IPlanner planner = service(IPlanner.class, IPlanner.SERVICE_NAME);
		IProfileChangeRequest change = planner.createChangeRequest(profile);
		for (IInstallableUnit unit : add) {
			change.add(unit);
			change.setInstallableUnitProfileProperty(unit, IProfile.PROP_PROFILE_ROOT_IU, "true");
			change.setInstallableUnitInclusionRules(unit, ProfileInclusionRules.createStrictInclusionRule(unit));
		}
		change.removeAll(remove);
		List<IRequirement> itself = new ArrayList<>();
		for (IInstallableUnit unit : product)
			itself.add(MetadataFactory.createRequirement(IInstallableUnit.NAMESPACE_IU_ID, unit.getId(),
					new VersionRange(unit.getVersion(), true, unit.getVersion(), true),
					unit.getFilter(), 1, 1, true));
		change.addExtraRequirements(itself);
		ProvisioningContext context = new ProvisioningContext(agent);
		URI[] from = site == null ? new URI[0] : new URI[]{site.location()};
		context.setMetadataRepositories(from);
		context.setArtifactRepositories(from);
		context.setExtraInstallableUnits(product);
		IProvisioningPlan plan = planner.getProvisioningPlan(change, context, monitor);
		if (plan.getStatus().matches(IStatus.CANCEL) || monitor.isCanceled())
			throw cancelled();
		if (plan.getStatus().matches(IStatus.ERROR))
			throw new PluginException(why(plan.getStatus()));
		// What stays may be in both, bound to other parts of the product.
		Set<IInstallableUnit> stays = new LinkedHashSet<>(product);
		Set<IInstallableUnit> additions = plan.getAdditions().query(QueryUtil.ALL_UNITS, null).toUnmodifiableSet();
		Set<IInstallableUnit> removals = plan.getRemovals().query(QueryUtil.ALL_UNITS, null).toUnmodifiableSet();
		additions.stream().filter(removals::contains).forEach(stays::add);
		return new Solution(additions.stream().filter(unit -> !stays.contains(unit)).toList(),
				removals.stream().filter(unit -> !stays.contains(unit)).toList(), add);
	}

	static PluginException cancelled() {
		return new PluginException("cancelled; nothing was changed", new java.util.concurrent.CancellationException());
	}

	/** @return the reasons that p2 found, without the way on which it found them */
	private static String why(IStatus status) {
		List<String> leaves = new ArrayList<>();
		leaves(status, leaves);
		List<String> reasons = leaves.stream().filter(text -> text.startsWith("Missing requirement") || text.startsWith("Only one of"))
				.distinct().toList();
		if (reasons.isEmpty())
			reasons = leaves.stream().filter(text -> !text.startsWith("Software being") && !text.startsWith("Software currently"))
					.distinct().toList();
		String text = String.join("; ",
				(reasons.isEmpty() ? leaves : reasons).stream().map(reason -> reason.replaceAll("\\s+", " ").strip()).toList());
		String remedy = text.contains("io.wirebench.")
				? "; a plug-in made for another version of Wirebench does not fit this one"
				: text.startsWith("Missing requirement") ? "; add what is missing to the site, or name a site that has it" : "";
		return "it does not go together: " + text + remedy;
	}

	private static void leaves(IStatus status, Collection<String> into) {
		if (status.getChildren().length == 0 && !status.isOK())
			into.add(String.valueOf(status.getMessage()));
		Arrays.stream(status.getChildren()).forEach(child -> leaves(child, into));
	}

	/** @return what went wrong, from the inside */
	static String sentence(IStatus status) {
		List<String> all = new ArrayList<>();
		leaves(status, all);
		if (status.getException() != null && status.getException().getMessage() != null
				&& all.stream().noneMatch(text -> text.contains(status.getException().getMessage())))
			all.add(status.getException().getMessage());
		return String.join(": ", all.isEmpty() ? List.of(String.valueOf(status.getMessage())) : all).replaceAll("\\s+", " ").strip()
				.replaceAll("\\.$", "");
	}

	/** Copies a bundle's file out of a site; its checksums are looked at on the way. */
	void fetch(IArtifactKey key, Site site, Path to, IProgressMonitor monitor) throws PluginException {
		String what = "the file of the bundle " + key.getId() + " " + key.getVersion();
		try {
			IArtifactRepository files = service(IArtifactRepositoryManager.class, IArtifactRepositoryManager.SERVICE_NAME)
					.loadRepository(site.location(), monitor);
			IArtifactDescriptor[] all = files.getArtifactDescriptors(key);
			if (all.length == 0)
				throw new PluginException("the site " + site.source() + " is not whole: it does not have " + what);
			IArtifactDescriptor best = Arrays.stream(all).filter(d -> d.getProperty(IArtifactDescriptor.FORMAT) == null).findFirst()
					.orElse(all[0]);
			IStatus status;
			try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(to))) {
				status = files.getArtifact(best, out, monitor);
			}
			if (monitor.isCanceled() || status.matches(IStatus.CANCEL))
				throw cancelled();
			if (!status.isOK() && status.matches(IStatus.ERROR))
				throw new PluginException(
						"the site " + site.source() + " is not whole: " + what + " is missing or damaged: " + sentence(status));
		} catch (ProvisionException e) {
			throw new PluginException("the site " + site.source() + " cannot be read: " + sentence(e.getStatus()), e);
		} catch (IOException e) {
			throw new PluginException(what + " cannot be written to " + to + ": " + Area.reason(e), true, e);
		}
	}

	/** Forgets what p2 knows of a site: another one may be at the same place next time. */
	void fresh(Site site) throws PluginException {
		service(IArtifactRepositoryManager.class, IArtifactRepositoryManager.SERVICE_NAME).removeRepository(site.location());
		service(IMetadataRepositoryManager.class, IMetadataRepositoryManager.SERVICE_NAME).removeRepository(site.location());
	}

	/** Notes in the profile what has come and gone; all of it or nothing. */
	void commit(Solution solution) throws PluginException {
		IEngine engine = service(IEngine.class, IEngine.SERVICE_NAME);
		IProvisioningPlan plan = engine.createPlan(profile, new ProvisioningContext(agent));
		solution.removals().forEach(plan::removeInstallableUnit);
		solution.additions().forEach(plan::addInstallableUnit);
		for (IInstallableUnit root : solution.newRoots()) {
			plan.setInstallableUnitProfileProperty(root, IProfile.PROP_PROFILE_ROOT_IU, "true");
			plan.setInstallableUnitProfileProperty(root, INCLUSION_RULES, ProfileInclusionRules.createStrictInclusionRule(root));
		}
		IStatus status = engine.perform(plan, PhaseSetFactory.createPhaseSetIncluding(
				new String[]{PhaseSetFactory.PHASE_UNINSTALL, PhaseSetFactory.PHASE_PROPERTY, PhaseSetFactory.PHASE_INSTALL}),
				new NullProgressMonitor());
		if (!status.isOK() && status.matches(IStatus.ERROR | IStatus.CANCEL))
			throw new PluginException("the change could not be noted: " + sentence(status), true, null);
	}

	/** @return the bundles of these units */
	static List<IArtifactKey> bundles(Collection<IInstallableUnit> units) {
		List<IArtifactKey> keys = new ArrayList<>();
		for (IInstallableUnit unit : units)
			for (IArtifactKey key : unit.getArtifacts())
				if (key.getClassifier().equals("osgi.bundle"))
					keys.add(key);
		return keys;
	}

	/** @return the bundles of one installed plug-in: those that it includes */
	List<IArtifactKey> bundlesOf(IInstallableUnit root) {
		return bundles(reachable(root, requirement -> requirement instanceof IRequiredCapability required
				&& required.getNamespace().equals(IInstallableUnit.NAMESPACE_IU_ID)));
	}

	/** @return the bundles of one installed plug-in, and those of others that it needs */
	List<IArtifactKey> neededBy(IInstallableUnit root) {
		return bundles(reachable(root, _ -> true));
	}

	private Set<IInstallableUnit> reachable(IInstallableUnit root, Predicate<IRequirement> followed) {
		Set<IInstallableUnit> all = profile.query(QueryUtil.ALL_UNITS, null).toUnmodifiableSet();
		Set<IInstallableUnit> reached = new LinkedHashSet<>(List.of(root));
		List<IInstallableUnit> todo = new ArrayList<>(reached);
		while (!todo.isEmpty()) {
			IInstallableUnit unit = todo.removeLast();
			for (IRequirement requirement : unit.getRequirements())
				if (followed.test(requirement))
					for (IInstallableUnit other : all)
						if (other.satisfies(requirement) && reached.add(other))
							todo.add(other);
		}
		return reached;
	}

	/** Follows p2's work, and ends it when whoever asked for it does not want it any more. */
	static IProgressMonitor monitor(PluginMonitor monitor) {
		return new NullProgressMonitor() {
			@Override
			public boolean isCanceled() {
				return monitor.cancelled();
			}
		};
	}
}
