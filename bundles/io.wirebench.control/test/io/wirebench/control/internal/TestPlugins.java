package io.wirebench.control.internal;

import io.wirebench.core.plugins.PluginException;
import io.wirebench.core.plugins.PluginInfo;
import io.wirebench.core.plugins.Plugins;

import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/** Plug-ins without a site and without a history: tests say what a change of them does. */
interface TestPlugins extends Plugins {

	@Override
	default void start(Consumer<String> problems) {
	}

	@Override
	default List<PluginInfo> installed() {
		return List.of();
	}

	@Override
	default List<PluginInfo> search(String source) throws PluginException {
		return List.of();
	}

	@Override
	default List<String> unloading() {
		return List.of();
	}

	@Override
	default void used(Set<String> used) {
	}

	@Override
	default String ended() {
		return "";
	}

	@Override
	default String outOfMemory() {
		return "";
	}
}
