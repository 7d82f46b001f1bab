package io.wirebench.core.emulation;

import io.wirebench.api.NodeProcess;

import java.io.IOException;

/**
 * A program that runs in a node at a terminal. Its error stream is empty: a terminal has one output. Closing its input
 * sends no end of file; typing Ctrl-D (0x04) does.
 *
 * @noimplement
 */
public interface TerminalProcess extends NodeProcess {

	/**
	 * Changes the size of the terminal, which tells the program.
	 *
	 * @param rows lines
	 * @param columns characters of a line
	 * @throws IOException if the program has been closed
	 */
	void resize(int rows, int columns) throws IOException;
}
