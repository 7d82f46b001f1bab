package acme.firewall.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.wirebench.testkit.DeclaredKinds;
import io.wirebench.testkit.KindContract;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.List;

class FirewallKindTest {

	@Test
	void shouldSatisfyWhatEveryKindMust() {
		assertEquals(List.of("acme.firewall.firewall"), KindContract.checkAll(DeclaredKinds.ofThisBundle()));
	}

	@Test
	void shouldOpenWhatIsAskedForAndNothingElse() {
		String text = Rules.of("eth0 eth1", "tcp/80 udp/53@10.0.2.2 tcp/22@fd00::1", false, false).text();
		assertTrue(text.contains("iifname != { \"eth0\", \"eth1\" } accept;"), text);
		assertTrue(text.contains("\ntcp dport 80 accept;\n") && text.contains("\nip daddr 10.0.2.2 udp dport 53 accept;\n")
				&& text.contains("\nip6 daddr fd00::1 tcp dport 22 accept;\n"), text);
		assertEquals(6, text.split("accept;", -1).length - 1 - 1, text); // but for the policy
		assertFalse(text.contains("masquerade"), text);
	}

	/** What a file says must not become another rule. */
	@ParameterizedTest
	@CsvSource({"eth0; flush ruleset,''", "'',''", "'eth0\"',''", "eth0,tcp/80;accept", "eth0,80", "eth0,tcp/0", "eth0,tcp/65536",
			"eth0,tcp/80@somewhere"})
	void shouldRefuseWhatIsNoRule(String outside, String open) {
		assertThrows(IllegalArgumentException.class, () -> Rules.of(outside, open, false, false));
	}
}
