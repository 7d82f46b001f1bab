package io.wirebench.linux.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;

class NodeEnvironmentTest {

	@Test
	void shouldHandOnWhatIsAboutTheUserAndNothingElse() {
		assertEquals(Map.of("PATH", "/usr/bin:/usr/local/sbin:/usr/sbin:/sbin", "HOME", "/root", "LC_ALL", "C.UTF-8"),
				NodeEnvironment.of(Map.of("PATH", "/usr/bin", "HOME", "/root", "LC_ALL", "C.UTF-8", "http_proxy", "p", "TOKEN", "t",
						"JDK_JAVA_OPTIONS", "-X")));
	}

	@Test
	void shouldFindTheSystemsProgramsWithoutAPath() {
		assertTrue(List.of(NodeEnvironment.of(Map.of()).get("PATH").split(":")).containsAll(List.of("/usr/bin", "/usr/sbin", "/sbin")));
	}
}
