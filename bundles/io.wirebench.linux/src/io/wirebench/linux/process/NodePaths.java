package io.wirebench.linux.process;

import java.io.IOException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayDeque;

/**
 * Follows symbolic links as a process with another root does: an absolute one leads from that root on, and {@code ..} does not
 * lead out of it. The kernel, asked for {@code /proc/PID/root/var/run}, would follow an absolute link to the asking process's
 * own {@code /run}.
 */
final class NodePaths {

	/** As many as the kernel follows (MAXSYMLINKS). */
	private static final int MOST_LINKS = 40;

	private NodePaths() {
	}

	/**
	 * Follows the links of a path.
	 *
	 * @param root of the other process
	 * @param path absolute, as that process names it; its last parts need not exist
	 * @param last whether its last name is followed as well
	 * @return the path below that root, without links
	 * @throws IOException if links lead round in a circle
	 */
	static Path resolve(Path root, String path, boolean last) throws IOException {
		var open = new ArrayDeque<Path>();
		Path.of(path).forEach(open::addLast);
		Path resolved = Path.of("/");
		for (int links = 0; !open.isEmpty();) {
			var name = open.removeFirst();
			if (name.toString().isEmpty() || name.toString().equals("."))
				continue;
			if (name.toString().equals("..")) {
				resolved = resolved.getParent() == null ? resolved : resolved.getParent();
				continue;
			}
			var next = resolved.resolve(name);
			if (!Files.isSymbolicLink(below(root, next)) || open.isEmpty() && !last) {
				resolved = next;
				continue;
			}
			if (++links > MOST_LINKS)
				throw new FileSystemLoopException(path);
			Path target;
			try {
				target = Files.readSymbolicLink(below(root, next));
			} catch (NoSuchFileException e) { // removed meanwhile
				resolved = next;
				continue;
			}
			for (int i = target.getNameCount() - 1; i >= 0; i--)
				open.addFirst(target.getName(i));
			if (target.isAbsolute())
				resolved = Path.of("/");
		}
		return resolved;
	}

	/** @param resolved absolute, without links */
	static Path below(Path root, Path resolved) {
		return root.resolve(Path.of("/").relativize(resolved));
	}
}
