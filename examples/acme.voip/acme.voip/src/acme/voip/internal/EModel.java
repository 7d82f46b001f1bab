package acme.voip.internal;

/**
 * The E-model, ITU-T Recommendation G.107 (06/2015): what a listener would say of a call, from what the network does to it. All
 * parameters that a network does not change have the default values of table 2.
 */
final class EModel {

	/** Defaults of G.107, table 2, in the units of the recommendation. */
	private static final double SLR = 8;
	private static final double RLR = 2;
	private static final double OLR = SLR + RLR;
	private static final double STMR = 15;
	private static final double DS = 3;
	private static final double DR = 3;
	private static final double LSTR = STMR + DR;
	private static final double TELR = 65;
	private static final double WEPL = 110;
	private static final double QDU = 1;
	private static final double NC = -70;
	private static final double NFOR = -64;
	private static final double PS = 35;
	private static final double PR = 35;

	/** How speech is coded: equipment impairment and robustness against loss (ITU-T G.113, appendix I). */
	enum Codec {
		/** 64 kbit/s; a lost packet is silence. */
		G711("g711", 0, 4.3, 80),
		/** 64 kbit/s; losses are concealed (G.711, appendix I). */
		G711_PLC("g711-plc", 0, 25.1, 80),
		/** 8 kbit/s. */
		G729A("g729a", 11, 19, 10);

		private final String text;
		private final double impairment;
		private final double robustness;
		private final int bytesPer10Ms;

		Codec(String text, double impairment, double robustness, int bytesPer10Ms) {
			this.text = text;
			this.impairment = impairment;
			this.robustness = robustness;
			this.bytesPer10Ms = bytesPer10Ms;
		}

		static Codec of(String text) {
			for (Codec codec : values())
				if (codec.text.equals(text))
					return codec;
			throw new IllegalArgumentException("there is no codec '" + text + "'");
		}

		int bytes(long packetNanos) {
			return (int) (packetNanos / 10_000_000L) * bytesPer10Ms;
		}
	}

	private EModel() {
	}

	private static double power(double decibels) {
		return Math.pow(10, decibels / 10);
	}

	private static double root(double value, int n) {
		return Math.pow(value, 1.0 / n);
	}

	/** Equations 7-3 to 7-7: noise at the 0 dBr point. */
	private static double noise() {
		double nos = PS - SLR - DS - 100 + 0.004 * Math.pow(PS - OLR - DS - 14, 2);
		double pre = PR + 10 * Math.log10(1 + power(10 - LSTR));
		double nor = RLR - 121 + pre + 0.008 * Math.pow(pre - 35, 2);
		return 10 * Math.log10(power(NC) + power(nos) + power(nor) + power(NFOR + RLR));
	}

	/**
	 * @param delayMillis from mouth to ear, one way
	 * @param lossProbability 0..1
	 * @param burstRatio mean length of losses divided by that of random ones; 1 for random losses
	 * @return the transmission rating R, 0..100 (equation 7-1, without advantage factor)
	 */
	static double rating(Codec codec, double delayMillis, double lossProbability, double burstRatio) {
		double no = noise();
		double ro = 15 - 1.5 * (SLR + no);
		double rating = ro - simultaneous(no, ro, delayMillis) - delayed(no, ro, delayMillis)
				- equipment(codec, lossProbability, burstRatio);
		return Math.clamp(rating, 0, 100);
	}

	/** Equations 7-8 to 7-15: Is, what comes with the voice. */
	private static double simultaneous(double no, double ro, double delayMillis) {
		double xolr = OLR + 0.2 * (64 + no - RLR);
		double iolr = 20 * (root(1 + Math.pow(xolr / 8, 8), 8) - xolr / 8);
		double stmro = -10 * Math.log10(power(-STMR) + Math.exp(-delayMillis / 4) * power(-TELR));
		double ist = 12 * root(1 + Math.pow((stmro - 13) / 6, 8), 8) - 28 * root(1 + Math.pow((stmro + 1) / 19.4, 35), 35)
				- 13 * root(1 + Math.pow((stmro - 3) / 33, 13), 13) + 29;
		double q = 37 - 15 * Math.log10(QDU);
		double g = 1.07 + 0.258 * q + 0.0602 * q * q;
		double iq = 15 * Math.log10(1 + Math.pow(10, (ro - 100) / 15 + 46 / 8.4 - g / 9) + Math.pow(10, 46.0 / 30 - g / 40));
		return iolr + ist + iq;
	}

	/** Equations 7-16 to 7-28: Id, echo and delay. */
	private static double delayed(double no, double ro, double t) {
		double terv = TELR - 40 * Math.log10((1 + t / 10) / (1 + t / 150)) + 6 * Math.exp(-0.3 * t * t);
		double roe = -1.5 * (no - RLR);
		double re = 80 + 2.5 * (terv - 14);
		double idte = t < 1 ? 0 : ((roe - re) / 2 + Math.sqrt(Math.pow(roe - re, 2) / 4 + 100) - 1) * (1 - Math.exp(-t));
		double rle = 10.5 * (WEPL + 7) * Math.pow(2 * t + 1, -0.25);
		double idle = (ro - rle) / 2 + Math.sqrt(Math.pow(ro - rle, 2) / 4 + 169);
		double x = Math.log(t / 100) / Math.log(2);
		double idd = t <= 100 ? 0 : 25 * (root(1 + Math.pow(x, 6), 6) - 3 * root(1 + Math.pow(x / 3, 6), 6) + 2);
		return idte + idle + idd;
	}

	/** Equation 7-29: Ie,eff, codec and loss. */
	private static double equipment(Codec codec, double lossProbability, double burstRatio) {
		double percent = lossProbability * 100;
		return codec.impairment + (95 - codec.impairment) * percent / (percent / Math.max(1, burstRatio) + codec.robustness);
	}

	/** @return the mean opinion score of a rating, 1..4.5 (annex B, equation B-4) */
	static double mos(double rating) {
		return rating <= 0 ? 1 : rating >= 100 ? 4.5 : Math.max(1, 1 + 0.035 * rating + rating * (rating - 60) * (100 - rating) * 7e-6);
	}
}
