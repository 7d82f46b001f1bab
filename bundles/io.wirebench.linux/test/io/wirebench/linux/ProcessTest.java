package io.wirebench.linux;

import static io.wirebench.linux.KernelTest.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.wirebench.linux.net.LinkSettings;
import io.wirebench.linux.net.NetworkNamespace;
import io.wirebench.linux.net.RouteRequest;
import io.wirebench.linux.process.NodeNamespaces;
import io.wirebench.linux.process.NodeProcess;
import io.wirebench.linux.process.OutputLines;
import io.wirebench.linux.process.ProcessSpec;

class ProcessTest {

	@Test
	void shouldSeeTheInterfacesOfItsNetworkNamespaceInSysfs() throws Exception {
		KernelTest.require(Feature.SYSFS);
		try (var network = NetworkNamespace.create()) {
			network.route().execute(RouteRequest.bridge(LinkSettings.named("own0").withMac("02:00:00:00:00:07")));
			try (var node = NodeNamespaces.create(network, "h1", Map.of())) {
				assertEquals("lo\nown0\n02:00:00:00:00:07\n", said(node, "ls /sys/class/net | sort; cat /sys/class/net/own0/address"));
				var machine = Files.readAllLines(Path.of("/proc/self/mountinfo")).stream().map(line -> line.split(" ")[4])
						.filter(point -> point.startsWith("/sys/")).distinct().sorted().toList();
				assertEquals(machine,
						said(node, "cut -d' ' -f5 /proc/self/mountinfo | grep ^/sys/ | LC_ALL=C sort -u; true").lines().toList(),
						"what is mounted below it is there, too");
				assertEquals("", said(node, "ls /mnt /media 2>/dev/null | grep sys; true"), "and nothing else is left");
			}
		}
	}

	@BeforeEach
	void needsNamespaces() {
		KernelTest.require(Feature.NETWORK_NAMESPACES, Feature.PID_NAMESPACES);
		KernelTest.awaitNoChild();
	}

	private static String text(java.io.InputStream stream) throws IOException {
		return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
	}

	private static int code(NodeProcess process) throws Exception {
		return process.exit().get(10, TimeUnit.SECONDS);
	}

	private static String hosts() throws Exception {
		var file = Path.of("/etc/hosts");
		return Files.exists(file) ? Files.readString(file) : "there is none";
	}

	@Test
	void shouldRunProgramsInTheNodesNamespaces() throws Exception {
		var mine = hosts();
		try (var network = NetworkNamespace.create();
				var node = NodeNamespaces.create(network, "h1", Map.of("/etc/hosts", "10.0.0.2 h2\n"));
				var process = node.start(ProcessSpec.of("sh", "-c",
						"hostname; cat /etc/hosts; readlink /proc/self/ns/net; echo $$; ls /proc | grep -c '^[0-9]'; pwd"))) {
			var said = text(process.output()).lines().toList();
			assertEquals("h1", said.get(0));
			assertEquals("10.0.0.2 h2", said.get(1));
			assertEquals("net:[" + network.inode() + ']', said.get(2));
			assertTrue(Integer.parseInt(said.get(3)) < 20, "a process id of the node's own: " + said.get(3));
			assertTrue(Integer.parseInt(said.get(4)) < 6, "only the node's processes in /proc: " + said.get(4));
			assertEquals(System.getProperty("user.dir"), said.get(5));
			assertEquals(0, code(process));
			assertEquals(mine, hosts());
			assertFalse(Files.exists(Path.of("/mnt/f0")));
		}
	}

	@Test
	void shouldGiveCodesStreamsDirectoryAndEnvironment() throws Exception {
		try (var network = NetworkNamespace.create(); var node = NodeNamespaces.create(network, "h1", Map.of())) {
			try (var process = node.start(new ProcessSpec(
					List.of("sh", "-c", "read line; echo \"$line $COLOR $(pwd)\"; echo oops >&2; exit 7"),
					Map.of("COLOR", "green"), "/usr", null))) {
				process.input().write("hello\n".getBytes());
				process.input().close();
				assertEquals("hello green /usr\n", text(process.output()));
				assertEquals("oops\n", text(process.error()));
				assertEquals(7, code(process));
			}
			try (var process = node.start(ProcessSpec.of("sleep", "1000"))) {
				process.signal(15);
				assertEquals(128 + 15, code(process));
				process.signal(15);
			}
			// no signal is blocked or ignored, no stray descriptor is open
			try (var process = node.start(ProcessSpec.of("sh", "-c",
					"grep -E 'Sig(Blk|Ign)' /proc/self/status; ls /proc/$$/fd | tr '\\n' ' '"))) {
				var said = text(process.output());
				assertTrue(said.contains("SigBlk:\t0000000000000000"), said);
				assertTrue(said.contains("SigIgn:\t0000000000000000"), said);
				assertTrue(said.endsWith("0 1 2 ") || said.endsWith("0 1 2 3 "), said);
			}
			var file = Files.createTempFile("wirebench", ".log");
			try (var log = Fd.open(file.toString(), 1);
					var process = node.start(new ProcessSpec(List.of("sh", "-c", "echo out; echo err >&2"), Map.of(),
							"", log))) {
				assertEquals(0, code(process));
				assertEquals("out\nerr\n", Files.readString(file));
			} finally {
				Files.delete(file);
			}
		}
	}

	@Test
	void shouldGiveANodeDirectoriesAndFilesOfItsOwnWhileItRuns() throws Exception {
		var groups = Files.readString(Path.of("/etc/group"));
		try (var network = NetworkNamespace.create(); var node = NodeNamespaces.create(network, "h1", Map.of("/etc/hosts", "x"))) {
			node.provide(List.of("/run", "/usr/no-such-folder-here/deep"),
					Map.of("/run/a/b.conf", "one\n", "/usr/no-such-folder-here/deep/c", "c\n", "/etc/group", "root:x:0:\n"));
			assertEquals("one\nc\nroot:x:0:\na\n", said(node, "cat /run/a/b.conf /usr/no-such-folder-here/deep/c /etc/group; ls /run"));
			assertTrue(said(node, "ls /usr; ls /usr/bin").contains("bash"), "what was in the parent is still seen");
			assertEquals("one\n", Files.readString(node.inNode("/run/a/b.conf")));
			node.provide(List.of("/run"), Map.of("/run/a/b.conf", "two\n", "/etc/group", "other:x:1:\n"));
			assertEquals("two\nother:x:1:\n", said(node, "cat /run/a/b.conf /etc/group"));
			node.withdraw(List.of("/run", "/etc/group", "/never/given"));
			assertEquals(groups, said(node, "cat /etc/group"));
			assertEquals("", said(node, "cat /run/a/b.conf"));
		}
		assertEquals(groups, Files.readString(Path.of("/etc/group")));
		assertFalse(Files.exists(Path.of("/usr/no-such-folder-here")), "nothing is written to the machine's disk");
		assertFalse(Files.exists(Path.of("/run/a")));
	}

	@Test
	void shouldFollowAbsoluteLinksInsideTheNodeAndWriteNothingToTheMachine() throws Exception {
		var machine = Files.createTempDirectory("wirebench-links");
		var real = Files.createDirectory(machine.resolve("real"));
		Files.writeString(real.resolve("kept"), "machine\n");
		var link = Files.createSymbolicLink(machine.resolve("link"), real);
		Files.createSymbolicLink(machine.resolve("file"), real.resolve("kept"));
		try (var network = NetworkNamespace.create();
				var node = NodeNamespaces.create(network, "h1", Map.of(machine + "/file", "covered\n"))) {
			node.provide(List.of(link.toString()), Map.of(link + "/deep/x", "one\n", real + "/y", "two\n"));
			assertEquals("one\ntwo\none\n", said(node, "cat " + real + "/deep/x " + link + "/y " + link + "/deep/x"));
			assertEquals("one\n", Files.readString(node.inNode(link + "/deep/x")));
			// The same directory by its other name: what is in it stays.
			node.provide(List.of(real.toString()), Map.of(real + "/z", "three\n"));
			assertEquals("one\nthree\n", said(node, "cat " + real + "/deep/x " + link + "/z"));
			node.withdraw(List.of(real.toString()));
			assertEquals("one\n", said(node, "cat " + real + "/deep/x"), "the other name still has it");
			node.withdraw(List.of(link.toString()));
			assertEquals("kept\n", said(node, "ls " + real));
			node.provide(List.of(link.toString()), Map.of(link + "/deep/x", "one\n", link + "/y", "two\n"));
			Files.delete(node.inNode(link + "/y"));

			said(node, "ln -s " + machine + " " + real + "/out; ln -s ../../../../.." + machine + "/new " + real + "/dangling");
			var refused = assertThrows(java.io.IOException.class,
					() -> node.provide(List.of(link.toString()), Map.of(link + "/dangling", "x")));
			assertTrue(refused.getMessage().contains(link + "/dangling in h1 leads to " + machine + "/new, which is the machine's own"),
					refused.getMessage());
			said(node, "ln -s loop " + real + "/loop");
			assertThrows(java.io.IOException.class, () -> node.provide(List.of(link.toString()), Map.of(link + "/loop/x", "x")));
			// Behind a link to a directory of the machine, a file is made for the node alone.
			node.provide(List.of(), Map.of(link + "/out/deep/stray", "four\n"));
			assertEquals("four\none\n", said(node, "cat " + machine + "/deep/stray " + link + "/deep/x"));
			assertEquals(List.of("kept"), names(real));
			assertEquals("machine\n", Files.readString(real.resolve("kept")));
			assertEquals(List.of("file", "link", "real"), names(machine));
		} finally {
			Files.deleteIfExists(machine.resolve("file"));
			Files.deleteIfExists(link);
			Files.deleteIfExists(real.resolve("kept"));
			Files.deleteIfExists(real);
			Files.deleteIfExists(machine);
		}
	}

	/** A file that covers the machine's is written anew through the same link. */
	@Test
	void shouldRewriteACoveredFileBehindALink() throws Exception {
		var machine = Files.createTempDirectory("wirebench-links");
		var real = Files.writeString(machine.resolve("real"), "machine\n");
		var link = Files.createSymbolicLink(machine.resolve("link"), real);
		try (var network = NetworkNamespace.create(); var node = NodeNamespaces.create(network, "h1", Map.of(link.toString(), "one\n"))) {
			assertEquals("one\n", said(node, "cat " + link));
			node.provide(List.of(), Map.of(link.toString(), "two\n"));
			assertEquals("two\ntwo\n", said(node, "cat " + link + " " + real));
			assertEquals("machine\n", Files.readString(real));
		} finally {
			Files.delete(link);
			Files.delete(real);
			Files.delete(machine);
		}
	}

	private static List<String> names(Path directory) throws java.io.IOException {
		try (var entries = Files.list(directory)) {
			return entries.map(path -> path.getFileName().toString()).sorted().toList();
		}
	}

	@Test
	void shouldMakeFilesForANodeThatTheMachineDoesNotHave() throws Exception {
		var files = Map.of("/etc/hosts", "hosts\n", "/etc/no-such-file", "one\n", "/etc/no-such-folder/deep/file", "two\n",
				"/usr/share/no-such-file", "three\n");
		var rights = Files.getPosixFilePermissions(Path.of("/etc"));
		long before = KernelTest.openDescriptors();
		try (var network = NetworkNamespace.create(); var node = NodeNamespaces.create(network, "h1", files)) {
			assertEquals("hosts\none\ntwo\nthree\n",
					said(node, "cat /etc/hosts /etc/no-such-file /etc/no-such-folder/deep/file /usr/share/no-such-file"));
			assertEquals(Files.readString(Path.of("/etc/passwd")), said(node, "cat /etc/passwd"), "what was beside them is still seen");
			assertEquals(rights, Files.getPosixFilePermissions(node.inNode("/etc")));
			node.provide(List.of("/etc/another-folder"), Map.of("/etc/another-file", "four\n", "/etc/no-such-file", "changed\n"));
			assertEquals("changed\nfour\nhosts\n",
					said(node, "cat /etc/no-such-file /etc/another-file /etc/hosts; ls /etc/another-folder"));
			node.withdraw(List.of("/etc/no-such-file", "/etc/another-file"));
			assertEquals("hosts\ntwo\n", said(node, "cat /etc/no-such-file /etc/another-file /etc/hosts /etc/no-such-folder/deep/file"),
					"empty, and the others as they were");
			// What a program writes beside them is the machine's /etc no more.
			assertEquals("", said(node, "echo x > /etc/no-such-file-of-a-program"));
		}
		for (var name : List.of("no-such-file", "no-such-folder", "another-file", "another-folder", "no-such-file-of-a-program"))
			assertFalse(Files.exists(Path.of("/etc", name)), name + ": nothing is written to the machine's disk");
		assertTrue(KernelTest.openDescriptors() <= before + 1, "no descriptor is left: the first process may keep one");
	}

	private static String said(NodeNamespaces node, String command) throws Exception {
		try (var process = node.start(ProcessSpec.of("sh", "-c", command))) {
			var said = text(process.output());
			code(process);
			return said;
		}
	}

	@Test
	void shouldReadWhatManyProgramsPrintLineByLineWithOneThread() throws Exception {
		try (var network = NetworkNamespace.create(); var node = NodeNamespaces.create(network, "h1", Map.of())) {
			said(node, "true"); // what the process keeps is open
			long before = KernelTest.openDescriptors();
			readFromManyPrograms(node);
			await("descriptors are back", () -> KernelTest.openDescriptors() <= before);
		}
	}

	private static void readFromManyPrograms(NodeNamespaces node) throws Exception {
		try (var output = new OutputLines("test output")) {
			var ends = new java.util.ArrayList<java.util.concurrent.CompletableFuture<Void>>();
			var lines = new java.util.concurrent.ConcurrentLinkedQueue<String>();
			var processes = new java.util.ArrayList<NodeProcess>();
			for (int i = 0; i < 20; i++) {
				var own = output.open("program " + i, lines::add);
				processes.add(node.start(
						new ProcessSpec(List.of("sh", "-c", "for n in 1 2 3; do echo $1 $n; echo; done; printf 'no end' >&2", "sh", "" + i),
								Map.of(), "", own.writeEnd())));
				own.writeEnd().close();
				ends.add(own.end());
			}
			for (var end : ends)
				end.get(10, TimeUnit.SECONDS);
			assertEquals(20 * 4, lines.size(), lines.toString());
			assertTrue(lines.contains("19 3") && lines.contains("no end"), lines.toString());
			processes.forEach(NodeProcess::close);
			var long1 = output.open("long line", lines::add);
			try (var process = node
					.start(new ProcessSpec(List.of("sh", "-c", "head -c 100000 /dev/zero | tr '\\0' x"), Map.of(), "", long1.writeEnd()))) {
				long1.writeEnd().close();
				long1.end().get(10, TimeUnit.SECONDS);
			}
			assertEquals(100_000, lines.stream().filter(line -> line.startsWith("xx")).mapToInt(String::length).sum(), "cut, not lost");
		}
	}

	@Test
	void shouldNameAMissingProgramAndDirectory() {
		try (var network = NetworkNamespace.create(); var node = NodeNamespaces.create(network, "h1", Map.of())) {
			long before = KernelTest.openDescriptors();
			var e = assertThrows(LinuxException.class, () -> node.start(ProcessSpec.of("no-such-program")));
			assertTrue(e.getMessage().contains("no-such-program") && e.getMessage().contains("PATH="), e.getMessage());
			var d = assertThrows(LinuxException.class,
					() -> node.start(new ProcessSpec(List.of("true"), Map.of(), "/no/such", null)));
			assertTrue(d.getMessage().contains("/no/such"), d.getMessage());
			var f = assertThrows(LinuxException.class,
					() -> NodeNamespaces.create(network, "h2", Map.of("/no-such-folder/no-such-file", "x")));
			assertTrue(f.getMessage().contains("/no-such-folder/no-such-file in h2") && f.getMessage().endsWith("create /no-such-folder"),
					f.getMessage());
			assertEquals(before, KernelTest.openDescriptors());
		}
	}

	@Test
	void shouldReapOrphansAndEndEveryProcessAtEndOfFile() throws Exception {
		long before = KernelTest.openDescriptors();
		try (var network = NetworkNamespace.create()) {
			var node = NodeNamespaces.create(network, "h1", Map.of());
			// A daemon: forked twice, in a session of its own, deaf to what usually ends a process.
			var starter = node.start(ProcessSpec.of("sh", "-c",
					"setsid sh -c \"trap '' TERM HUP; sleep 1000 & exec sleep 2000\" >/dev/null 2>&1 & (sleep 0.05 &) ; true"));
			assertEquals(0, code(starter));
			starter.close();
			await("the short orphan is reaped and no zombie stays", () -> {
				try (var ps = node.start(ProcessSpec.of("sh", "-c",
						"cat /proc/[0-9]*/stat 2>/dev/null | grep -c -E ' Z |sleep 0' ; grep -l 2000 /proc/[0-9]*/cmdline"))) {
					var said = text(ps.output());
					ps.exit().get(10, TimeUnit.SECONDS);
					return said.startsWith("0\n") && said.contains("cmdline");
				} catch (Exception e) {
					throw new AssertionError(e);
				}
			});
			var handle = ProcessHandle.of(node.initPid()).orElseThrow();
			var daemons = handle.descendants().toList();
			assertTrue(daemons.size() >= 2, "daemons below init: " + daemons.size());
			node.close();
			node.exit().get(10, TimeUnit.SECONDS);
			await("all daemons are gone", () -> daemons.stream().noneMatch(ProcessHandle::isAlive));
			assertThrows(LinuxException.class, () -> node.start(ProcessSpec.of("true")));
		}
		await("descriptors are back", () -> KernelTest.openDescriptors() == before);
	}

	@Test
	void shouldNotMoveTheEngine() throws Exception {
		var names = List.of("net", "mnt", "uts", "pid_for_children");
		var before = names.stream().map(ProcessTest::namespace).toList();
		try (var network = NetworkNamespace.create();
				var node = NodeNamespaces.create(network, "h1", Map.of());
				var process = node.start(ProcessSpec.of("true"))) {
			assertEquals(0, code(process));
			assertEquals(before, names.stream().map(ProcessTest::namespace).toList());
			assertNotEquals("net:[" + network.inode() + ']', namespace("net"));
			try (var tasks = Files.newDirectoryStream(Path.of("/proc/self/task"))) {
				for (var task : tasks)
					try {
						assertEquals(before.getFirst(), Files.readSymbolicLink(task.resolve("ns/net")).toString(),
								Files.readString(task.resolve("comm")));
					} catch (IOException ended) {
						// a thread that has just ended
					}
			}
		}
	}

	private static String namespace(String name) {
		try {
			return Files.readSymbolicLink(Path.of("/proc/self/ns/" + name)).toString();
		} catch (IOException e) {
			throw new java.io.UncheckedIOException(e);
		}
	}
}
