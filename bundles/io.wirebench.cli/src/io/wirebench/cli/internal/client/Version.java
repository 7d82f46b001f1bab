package io.wirebench.cli.internal.client;

import picocli.CommandLine.IVersionProvider;

/** The version of the product. */
public final class Version implements IVersionProvider {
	@Override
	public String[] getVersion() {
		return new String[]{text()};
	}

	/** The launcher knows which product it starts. */
	public static String text() {
		String commit = System.getProperty("wirebench.version.commit", "");
		return "Wirebench " + System.getProperty("wirebench.version", "(no version)") + (commit.isEmpty() ? "" : ", commit " + commit);
	}
}
