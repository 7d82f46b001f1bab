package io.wirebench.linux;

import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.List;

import io.wirebench.linux.internal.Native;
import io.wirebench.linux.internal.OneShot;
import io.wirebench.linux.net.Device;
import io.wirebench.linux.net.LinkSettings;
import io.wirebench.linux.net.NetemSettings;
import io.wirebench.linux.net.NetworkNamespace;
import io.wirebench.linux.net.QdiscPlace;
import io.wirebench.linux.net.RouteRequest;
import io.wirebench.linux.packet.CaptureRing;
import io.wirebench.linux.packet.PacketRing;
import io.wirebench.linux.process.NodeNamespaces;

/**
 * What this kernel lets this process do. Each is found out by trying it once, in a namespace of its own, when it is
 * first asked for; never by the kernel's version. Safe for use by any thread.
 *
 * @since 0.1
 */
public enum Feature {

	USER_NAMESPACES("user namespaces", "labs without root",
			"allow them (sysctl user.max_user_namespaces, kernel.apparmor_restrict_unprivileged_userns), or run as root",
			Feature::userNamespace), NETWORK_NAMESPACES("network namespaces", "everything: no lab can run",
					"run as root or inside `unshare --user --map-root-user`; needs CONFIG_NET_NS", in(ns -> {
					})), PID_NAMESPACES("PID, mount and UTS namespaces", "processes in nodes",
							"run as root or inside `unshare --user --map-root-user`; needs CONFIG_PID_NS and CONFIG_UTS_NS",
							() -> OneShot.run("wirebench-probe", () -> LinuxException.check(
									Native.unshare(Native.CLONE_FS | Native.CLONE_NEWNS | Native.CLONE_NEWUTS | Native.CLONE_NEWPID),
									"unshare", "probe"))), SYSFS("the sysfs of a network namespace",
											"/sys in nodes: programs that read it see the machine's interfaces, their addresses and MTUs",
											"run as root, or where /sys is mounted whole (containers often cover parts of it)",
											in(NodeNamespaces::trySysfs)), VETH("veth pairs", "links", "modprobe veth",
													in(Feature::veth)), BRIDGE("bridges", "switches",
															"modprobe bridge",
															in(ns -> ns.route()
																	.execute(RouteRequest.bridge(LinkSettings.named("br0"))))), IFB(
																			"ifb devices", "shaping of arriving frames", "modprobe ifb",
																			in(ns -> ns.route().execute(RouteRequest
																					.ifb(LinkSettings.named("ifb9"))))), INGRESS_QDISC(
																							"the ingress queueing discipline",
																							"links that stay in the kernel: all pass through the engine instead, at a cost in CPU",
																							"modprobe sch_ingress", in(ns -> {
																								veth(ns);
																								ns.route().execute(
																										RouteRequest.ingress(Ends.A));
																							})), U32_MIRRED(
																									"u32 filters with the mirred action",
																									"links that stay in the kernel: all pass through the engine instead, at a cost in CPU",
																									"modprobe cls_u32 act_mirred",
																									in(ns -> {
																										veth(ns);
																										ns.route().execute(
																												RouteRequest
																														.ingress(Ends.A),
																												RouteRequest.redirect(
																														Ends.A, Ends.B, 1));
																									})), TBF("the token bucket filter",
																											"rate limits in the kernel",
																											"modprobe sch_tbf",
																											in(ns -> {
																												veth(ns);
																												ns.route().execute(
																														RouteRequest.tbf(
																																Ends.A,
																																QdiscPlace.ROOT,
																																1_000_000,
																																10_000,
																																10_000));
																											})), NETEM("netem",
																													"impairments in the kernel",
																													"modprobe sch_netem (often in a package such as linux-modules-extra or kernel-modules-extra)",
																													in(ns -> {
																														veth(ns);
																														ns.route().execute(
																																RouteRequest
																																		.netem(Ends.A,
																																				QdiscPlace.ROOT,
																																				NetemSettings
																																						.delay(1_000_000,
																																								100)));
																													})), BPF_SYSCALL(
																															"eBPF programs",
																															"redirects by eBPF",
																															"run as root (CAP_BPF); needs CONFIG_BPF_SYSCALL",
																															() -> {
																																try (var program = passingProgram()) {
																																	return program;
																																}
																															}), CLS_BPF(
																																	"eBPF programs as filters",
																																	"redirects by eBPF",
																																	"run as root; modprobe cls_bpf",
																																	in(ns -> {
																																		veth(ns);
																																		try (var program = passingProgram()) {
																																			ns.route()
																																					.execute(
																																							RouteRequest
																																									.ingress(
																																											Ends.A),
																																							RouteRequest
																																									.classifier(
																																											Ends.A,
																																											program.raw(),
																																											"probe",
																																											1));
																																		}
																																	})), TPACKET_V2(
																																			"packet rings (TPACKET_V2) with virtio headers",
																																			"impairments, and probes of frames",
																																			"needs CONFIG_PACKET",
																																			in(ns -> {
																																				veth(ns);
																																				PacketRing
																																						.open(ns,
																																								Ends.A,
																																								2048,
																																								32)
																																						.close();
																																			})), TPACKET_V3(
																																					"packet rings (TPACKET_V3)",
																																					"captures",
																																					"needs CONFIG_PACKET",
																																					in(ns -> {
																																						veth(ns);
																																						CaptureRing
																																								.open(ns,
																																										Ends.A,
																																										1 << 18,
																																										0)
																																								.close();
																																					})), VNET_HEADER(
																																							"virtio headers on packet sockets",
																																							"large frames on impaired links",
																																							"needs CONFIG_PACKET",
																																							in(ns -> {
																																								veth(ns);
																																								PacketRing
																																										.open(ns,
																																												Ends.A,
																																												PacketRing.SLOT_BYTES_FOR_OFFLOAD,
																																												2)
																																										.close();
																																							})), TUN(
																																									"TUN/TAP devices",
																																									"frames by TUN/TAP",
																																									"as root: modprobe tun; and if the error is EACCES: chmod 0666 /dev/net/tun",
																																									in(ns -> ns
																																											.call(Feature::tap))), GSO_MAX_SEGS(
																																													"limits on segments per frame",
																																													"exact loss and delay for bulk TCP: they act on frames of 64 KiB",
																																													"needs a newer kernel (ip link set gso_max_segs)",
																																													in(ns -> {
																																														veth(ns);
																																														ns.route()
																																																.execute(
																																																		RouteRequest
																																																				.changeLink(
																																																						Ends.A,
																																																						LinkSettings.NONE
																																																								.withGsoMaxSegs(
																																																										1)));
																																														int now = ns
																																																.route()
																																																.link("a")
																																																.gsoMaxSegs();
																																														if (now != 1)
																																															throw new LinuxException(
																																																	"RTM_NEWLINK IFLA_GSO_MAX_SEGS",
																																																	"probe",
																																																	Errno.EOPNOTSUPP,
																																																	"it was accepted, but the device still says "
																																																			+ now);
																																													})), EPOLL_PWAIT2(
																																															"waits of nanoseconds (epoll_pwait2)",
																																															"precise delays: waits are rounded up to milliseconds",
																																															"needs Linux 5.11 and glibc 2.35",
																																															() -> {
																																																if (!Native
																																																		.hasNanosecondWait())
																																																	throw new LinuxException(
																																																			"epoll_pwait2",
																																																			"probe",
																																																			Errno.ENOSYS);
																																																return null;
																																															});

	/** The ends of the pair with which things are tried. */
	private static final class Ends {
		static final Device A = new Device("a", 2);
		static final Device B = new Device("b", 3);
	}

	private interface Probe {
		Object attempt();
	}

	private interface InNamespace {
		void attempt(NetworkNamespace namespace);
	}

	private final String description;
	private final String disables;
	private final String remedy;
	private final Probe probe;
	private boolean probed;
	private Throwable cause;

	Feature(String description, String disables, String remedy, Probe probe) {
		this.description = description;
		this.disables = disables;
		this.remedy = remedy;
		this.probe = probe;
	}

	private static Probe in(InNamespace work) {
		return () -> {
			try (var namespace = NetworkNamespace.create()) {
				work.attempt(namespace);
				return null;
			}
		};
	}

	private static void veth(NetworkNamespace namespace) {
		namespace.route().execute(RouteRequest.veth(LinkSettings.named("a").withIndex(2),
				LinkSettings.named("b").withIndex(3), null, ""));
	}

	/** A process of many threads cannot enter a user namespace itself: unshare(1) tries it. */
	private static Object userNamespace() {
		var program = "unshare";
		try {
			var process = new ProcessBuilder(program, "--user", "--map-root-user", "true").redirectErrorStream(true)
					.start();
			var said = new String(process.getInputStream().readAllBytes()).strip();
			if (process.waitFor() != 0)
				throw new LinuxException("unshare CLONE_NEWUSER", "probe", Errno.EPERM, said);
			return null;
		} catch (java.io.IOException e) {
			throw new LinuxException("execve", program, Errno.ENOENT,
					"it cannot be tried without unshare(1) of util-linux");
		} catch (InterruptedException e) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException("interrupted while user namespaces were tried", e);
		}
	}

	/** A program of type SCHED_CLS that lets every frame pass: {@code r0 = 0; exit}. */
	private static Fd passingProgram() {
		try (var arena = Arena.ofConfined()) {
			var code = arena.allocate(16, 8);
			code.set(Native.LONG, 0, 0xb7);
			code.set(Native.LONG, 8, 0x95);
			var attributes = arena.allocate(128, 8);
			attributes.set(Native.INT, 0, 3);
			attributes.set(Native.INT, 4, 2);
			attributes.set(Native.LONG, 8, code.address());
			attributes.set(Native.LONG, 16, arena.allocateFrom("GPL").address());
			return Fd.own((int) Native.syscall(Native.SYS_BPF, 5, attributes.address(), 48), "bpf BPF_PROG_LOAD",
					"probe");
		}
	}

	private static Object tap() {
		try (var tun = Fd.open("/dev/net/tun", Native.O_RDWR); var arena = Arena.ofConfined()) {
			var request = arena.allocate(40, 8);
			request.setString(0, "tap9");
			request.set(Native.SHORT, 16, (short) (2 | 0x1000));
			return LinuxException.check(Native.ioctl(tun.raw(), 0x400454caL, request), "ioctl TUNSETIFF", "probe");
		}
	}

	/** @return whether it works here */
	public boolean isAvailable() {
		return unavailabilityCause() == null;
	}

	/** @return why it does not work here, or {@code null} if it does */
	public synchronized Throwable unavailabilityCause() {
		if (!probed) {
			try {
				probe.attempt();
			} catch (RuntimeException | LinkageError e) {
				cause = e;
			}
			probed = true;
		}
		return cause;
	}

	/** @return what it is, e.g. {@code veth pairs} */
	public String description() {
		return description;
	}

	/** @return what the user loses without it */
	public String disables() {
		return disables;
	}

	/** @return how to get it */
	public String remedy() {
		return remedy;
	}

	/** @return a line for each feature that says whether it works here, why not, what is lost and what to do */
	public static List<String> report() {
		var lines = new ArrayList<String>();
		for (var feature : values())
			lines.add(feature.isAvailable()
					? "yes  " + feature.description
					: "no   " + feature.description + ": " + feature.unavailabilityCause().getMessage()
							+ "\n     disables " + feature.disables + "\n     remedy: " + feature.remedy);
		return lines;
	}
}
