package io.wirebench.cli.internal.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Map;

class ProgramEnvironmentTest {

	@Test
	void shouldHandOnWhatIsAboutTheUserAndNothingElse() {
		assertEquals(Map.of("PATH", "/opt/x:/usr/sbin:/usr/local/sbin:/sbin", "HOME", "/home/u", "LC_TIME", "C"),
				ProgramEnvironment.of(Map.of("PATH", "/opt/x:/usr/sbin", "HOME", "/home/u", "LC_TIME", "C", "http_proxy", "p", "AWS_SECRET",
						"s", "LD_PRELOAD", "l")));
		assertEquals(Map.of("PATH", "/usr/local/bin:/usr/bin:/bin:/usr/local/sbin:/usr/sbin:/sbin"), ProgramEnvironment.of(Map.of()));
	}

	@Test
	void shouldTakeVariablesThatAreNamed() {
		Map<String, String> here = Map.of("http_proxy", "p");
		assertEquals(Map.of("A", "b=c", "EMPTY", "", "http_proxy", "p"),
				ProgramEnvironment.parse(List.of("A=b=c", "EMPTY=", "http_proxy"), here));
		assertEquals("-e B: the variable B is not set here; write B=VALUE",
				assertThrows(Failure.class, () -> ProgramEnvironment.parse(List.of("B"), here)).getMessage());
		assertThrows(Failure.class, () -> ProgramEnvironment.parse(List.of("=x"), here));
	}
}
