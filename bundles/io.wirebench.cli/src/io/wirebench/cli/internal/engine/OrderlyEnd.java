package io.wirebench.cli.internal.engine;

import java.io.FileOutputStream;
import java.io.IOException;

/** Tells the launcher that an exit code is the command's own: one that the kernel makes of a kill can look the same. */
public final class OrderlyEnd {

	private OrderlyEnd() {
	}

	/** To be called last. Does nothing without a launcher. */
	public static void tell() {
		String pipe = System.getProperty("wirebench.ended", "");
		if (pipe.isEmpty())
			return;
		try (FileOutputStream out = new FileOutputStream(pipe)) {
			out.write('\n');
		} catch (IOException e) {
			System.err.println("wirebench: the launcher cannot be told that the command has ended: " + e.getMessage());
		}
	}
}
