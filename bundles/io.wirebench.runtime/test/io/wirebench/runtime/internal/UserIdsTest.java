package io.wirebench.runtime.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.wirebench.core.emulation.Capability;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

class UserIdsTest {

	@TempDir
	private Path process;

	private Capability of(String users, String groups, String setgroups, String program) throws IOException {
		Files.writeString(process.resolve("uid_map"), users);
		Files.writeString(process.resolve("gid_map"), groups);
		Files.writeString(process.resolve("setgroups"), setgroups);
		return UserIds.capability(process, Path.of(program));
	}

	@Test
	void shouldFindOtherUsersOfRootAndOfAnOrdinaryUserWithARange() throws IOException {
		assertTrue(of("         0          0 4294967295\n", "         0          0 4294967295\n", "allow\n", "/none").available());
		String map = "         0       1001          1\n         1     100000      65535\n";
		assertTrue(of(map, map, "allow\n", "/none").available());
	}

	@Test
	void shouldSayWhatIsMissing() throws IOException {
		String one = "         0       1001          1\n";
		Capability missing = of(one, one, "deny\n", "/no/newuidmap");
		assertFalse(missing.available());
		assertEquals("only root is mapped: /no/newuidmap is not on this machine", missing.cause());
		assertTrue(missing.remedy().contains("package uidmap") && missing.remedy().contains("--add-subuids"), missing.remedy());
		assertTrue(of(one, one, "deny\n", "/bin/sh").cause().contains("/etc/subuid"));
		String map = one + "         1     100000      65535\n";
		assertTrue(of(map, one, "deny\n", "/bin/sh").cause().contains("/etc/subgid"));
		assertTrue(of(map, map, "deny\n", "/bin/sh").cause().contains("groups"));
	}
}
