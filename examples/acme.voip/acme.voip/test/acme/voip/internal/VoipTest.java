package acme.voip.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.wirebench.testkit.DeclaredKinds;
import io.wirebench.testkit.KindContract;

import org.junit.jupiter.api.Test;

import java.nio.ByteBuffer;
import java.util.List;

class VoipTest {

	@Test
	void shouldSatisfyWhatEveryKindMust() {
		assertEquals(List.of("acme.voip.call", "acme.voip.quality"), KindContract.checkAll(DeclaredKinds.ofThisBundle()));
	}

	/** Losses of two packets each, one of ten: random ones would be 1 / (1 - 0.2) = 1.25 long. */
	@Test
	void shouldMeasureHowLossesCluster() {
		Losses losses = new Losses(1000);
		assertEquals(1, losses.burstRatio());
		for (int i = 0; i < 5000; i++)
			losses.add(i % 10 < 2);
		assertEquals(0.2, losses.lossProbability(), 1e-9);
		assertEquals(2 * 0.8, losses.burstRatio(), 1e-9);
		losses.came(4990);
		losses.came(4995);
		losses.came(3000);
		assertEquals(0.001, losses.lateProbability(), 1e-9, "one was lost, one was not, one is long forgotten");
	}

	/** RFC 3550, section 6.4.1: each difference moves the estimate by a sixteenth. */
	@Test
	void shouldEstimateJitterAsRtpDoes() {
		Rtp.Jitter jitter = new Rtp.Jitter();
		for (int i = 0; i < 100; i++)
			jitter.arrived(i * 20_000_000L, i * 160);
		assertEquals(0, jitter.nanos());
		jitter.arrived(100 * 20_000_000L + 16_000_000L, 100 * 160);
		assertEquals(1_000_000, jitter.nanos(), 1e-6);
	}

	@Test
	void shouldWriteAndReadItsHeader() {
		ByteBuffer packet = ByteBuffer.allocate(20);
		Rtp.write(packet, 18, 65535, 4_000_000_000L, -2);
		assertEquals("true 65535 4000000000 -2",
				Rtp.isRtp(packet, 0) + " " + Rtp.sequence(packet, 0) + " " + Integer.toUnsignedString(Rtp.timestamp(packet, 0)) + " "
						+ Rtp.source(packet, 0));
	}
}
