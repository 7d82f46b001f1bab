package io.wirebench.core.plugins;

import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The plug-ins of the engine's user, as an OSGi service. Installed ones are there again at the next start. Safe for use by any
 * thread; changes are made one after the other.
 *
 * @noimplement
 */
public interface Plugins {

	/**
	 * Brings the installed plug-ins into the running engine; to be called once, at its start.
	 *
	 * @param problems takes a sentence for each plug-in that had to be left out
	 */
	void start(Consumer<String> problems);

	/** @return what is installed, by id. @throws PluginException if that cannot be read */
	List<PluginInfo> installed() throws PluginException;

	/**
	 * Lists what a site offers, the newest version of each.
	 *
	 * @param source path of a folder or zip file, or a {@code file:} URL
	 * @throws PluginException if there is no site, or it cannot be read
	 */
	List<PluginInfo> search(String source) throws PluginException;

	/** Says what a request would do. Changes nothing. @throws PluginException if it cannot be done; the message says why */
	PluginPlan plan(PluginRequest request, PluginMonitor monitor) throws PluginException;

	/**
	 * Does what is asked for, or nothing.
	 *
	 * @param trust whether content may come that nobody known has signed
	 * @param force whether kinds may go that are in use
	 * @param users who uses kinds
	 * @return what was done
	 * @throws PluginException if it cannot be done, or was refused, or was cancelled (then the cause is a {@link
	 *        java.util.concurrent.CancellationException})
	 */
	PluginPlan carryOut(PluginRequest request, boolean trust, boolean force, KindUsers users, PluginMonitor monitor) throws PluginException;

	/** @return bundles that were removed and whose classes Java has not let go of yet; it does at some later collection of garbage */
	List<String> unloading();

	/**
	 * Notes which kinds labs use, so that the next start knows whom to suspect if this engine does not end in order. To be called before
	 * code of theirs runs, and when it does no more.
	 *
	 * @param kinds full ids of all that are in use
	 */
	void used(Set<String> kinds);

	/**
	 * Finds out, while the process ends, whether code of a plug-in has called for that; then the next start leaves the plug-in out.
	 * Waits for nobody.
	 *
	 * @return who has called for the end, a sentence; empty if nobody in the process has, as when a signal ends it
	 */
	String ended();

	/**
	 * Finds out, before memory has run out, which plug-ins may be why; the next start leaves them out. Waits for nobody.
	 *
	 * @return the rest of a sentence that says who is left out; empty if nobody is suspect
	 */
	String outOfMemory();
}
