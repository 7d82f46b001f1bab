package io.wirebench.runtime.internal;

import io.wirebench.core.emulation.Capability;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The users and groups that programs in nodes can change to: those that the launcher mapped (user_namespaces(7)). */
final class UserIds {

	private UserIds() {
	}

	static Capability capability() {
		return capability(Path.of("/proc/self"), Path.of("/usr/bin/newuidmap"));
	}

	/**
	 * Says it of a process.
	 *
	 * @param process its folder in /proc
	 * @param newuidmap the program that maps ids for ordinary users
	 */
	static Capability capability(Path process, Path newuidmap) {
		String why = "";
		try {
			long users = count(process.resolve("uid_map"));
			long groups = count(process.resolve("gid_map"));
			if (users < 2 || groups < 2)
				why = "only root is mapped: " + (Files.isExecutable(newuidmap)
						? "/etc/subuid or /etc/subgid has no line for the user who runs the engine, or unshare(1) is older than util-linux 2.38"
						: newuidmap + " is not on this machine");
			else if (Files.readString(process.resolve("setgroups")).startsWith("deny"))
				why = "programs may not change their groups (/proc/self/setgroups)";
		} catch (IOException e) {
			why = String.valueOf(e.getMessage());
		}
		return new Capability("USER_IDS", "users besides root in nodes", why.isEmpty(), why,
				"programs in nodes that change to another user (tcpdump, nginx, sshd); run them with an option that keeps root, e.g. tcpdump -Z root",
				"install the package uidmap and give the user a range, as root: usermod --add-subuids 100000-165535 --add-subgids 100000-165535 USER; the next engine uses it (wirebench engine stop ends this one)");
	}

	/** Each line is where a range begins inside, where outside, and its length. */
	private static long count(Path map) throws IOException {
		List<String> lines = Files.readAllLines(map);
		return lines.stream().mapToLong(line -> Long.parseLong(line.strip().split("\\s+")[2])).sum();
	}
}
