package io.wirebench.api;

import io.wirebench.dataplane.Parameters;

import java.io.IOException;
import java.nio.file.Path;

/**
 * What one probe works with.
 *
 * @noimplement
 */
public interface AnalyzerSetup {

	/** @return the probe's name */
	String name();

	/** @return the path of the link that it watches */
	String target();

	Parameters parameters();

	/** @return where figures go */
	FigureSink figures();

	/**
	 * Names a file for results; the folder is the report's, or a new one below the working directory.
	 *
	 * @param suffix with a dot, e.g. {@code .pcapng}
	 */
	Path outputFile(String suffix) throws IOException;
}
