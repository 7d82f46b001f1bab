package io.wirebench.cli.internal;
import io.wirebench.core.emulation.*; import io.wirebench.core.kinds.*; import io.wirebench.core.plan.*; import io.wirebench.core.scenario.*; import io.wirebench.core.spec.*;
import java.io.PrintWriter; import java.nio.file.Path; import java.util.List;
final class RunRecording {
	static class R implements EmulationListener { void step(double s, String w, String p) {} void output(String s, String l) {} }
	R r = new R();
	RunRecording(NetworkInput i, NetworkSpec n, KindRegistry k) {}
	R recorder() { return r; }
	void started(Emulation e, Plan p) {}
	void write(Path d, EmulationState s, List<ExpectationResult> x, List<String> p, String e, PrintWriter o) {}
}
