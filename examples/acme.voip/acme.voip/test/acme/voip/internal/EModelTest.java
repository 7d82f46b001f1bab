package acme.voip.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import acme.voip.internal.EModel.Codec;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EModelTest {

	/** G.107, clause 7.7: all parameters at their defaults give R = 93.2, which is a score of 4.41. */
	@Test
	void shouldGiveTheRatingOfTheRecommendationForDefaults() {
		assertEquals(93.2, EModel.rating(Codec.G711, 0, 0, 1), 0.05);
		assertEquals(4.41, EModel.mos(93.2), 0.005);
	}

	/** G.107, annex B, table B.1: limits of R and the scores that belong to them. */
	@ParameterizedTest
	@CsvSource({"90, 4.34", "80, 4.03", "70, 3.60", "60, 3.10", "50, 2.58", "0, 1", "100, 4.5"})
	void shouldTurnRatingsIntoScoresAsTheTableDoes(double rating, double mos) {
		assertEquals(mos, EModel.mos(rating), 0.01);
	}

	/** Equation 7-29 by hand: 11 + 84 * 5 / (5 + 19) for G.729A at 5 %, 95 * 2 / (2 / 2 + 4.3) for G.711 at 2 % in double bursts. */
	@Test
	void shouldTakeLossesIntoAccountAsTheEquationSays() {
		double whole = EModel.rating(Codec.G711, 0, 0, 1);
		assertEquals(whole - 28.5, EModel.rating(Codec.G729A, 0, 0.05, 1), 1e-9);
		assertEquals(whole - 190 / 5.3, EModel.rating(Codec.G711, 0, 0.02, 2), 1e-9);
	}

	@Test
	void shouldNeverGetBetterWithMoreDelayOrLoss() {
		for (Codec codec : Codec.values())
			for (int delay = 0; delay < 1000; delay += 10)
				for (int loss = 0; loss < 50; loss += 5) {
					double here = EModel.rating(codec, delay, loss / 100.0, 1);
					assertTrue(EModel.rating(codec, delay + 10, loss / 100.0, 1) <= here + 0.2, codec + " " + delay + " ms " + loss + " %");
					assertTrue(EModel.rating(codec, delay, loss / 100.0 + 0.05, 1) <= here, codec + " " + delay + " ms " + loss + " %");
				}
	}
}
