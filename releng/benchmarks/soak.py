"""Half an hour of edits, programs, captures, slow clients and a bad plug-in, on an engine that believes to have two processors: what it holds before and after."""

import os
import random
import shutil
import subprocess
import threading
import time

from control import LAUNCHER, Client, timed
from harness import Problem, median, table
from scale import resident_mib

MINUTES = 30
QUICK_MINUTES = 1
ID = "soak.bad"
KIND = ID + ".bad"
NODES = 20
# What may remain is caches and code that was compiled meanwhile.
MORE_DESCRIPTORS = 10
MORE_THREADS = 10
RESIDENT_MIB = 300
SETTLE_SECONDS = 75
SLOW_READ_SECONDS = 8

SOURCE = """package soak.bad.internal;

import io.wirebench.api.ImpairmentKind;
import io.wirebench.dataplane.Frame;
import io.wirebench.dataplane.Impairment;
import io.wirebench.dataplane.Parameters;
import io.wirebench.dataplane.Stage;
import io.wirebench.dataplane.StageContext;
import io.wirebench.dataplane.Verdict;

/** Does what no impairment may do. */
public final class BadKind implements ImpairmentKind {

	@Override
	public Impairment create(String elementPath) {
		return new Stage() {
			private String how;
			private Frame kept;

			@Override
			public void update(Parameters parameters) {
				if (parameters.text("how").equals("update"))
					throw new IllegalArgumentException("not this one");
				how = parameters.text("how");
			}

			@Override
			public Verdict accept(Frame frame, StageContext context) {
				switch (how) {
				case "exception" -> throw new IllegalStateException("soak");
				case "error" -> throw new StackOverflowError("soak");
				case "null" -> {
					return null;
				}
				case "keep" -> {
					if (kept != null)
						kept.length();
					kept = frame;
				}
				case "timer" -> context.scheduleTimer(0);
				default -> {
				}
				}
				return Verdict.PASS;
			}

			@Override
			public void onTimer(long nowNanos, StageContext context) {
				if (how.equals("timer"))
					context.scheduleTimer(0);
			}
		};
	}
}
"""
DECLARATION = """<?xml version="1.0" encoding="UTF-8"?>
<?eclipse version="3.4"?>
<plugin><extension point="io.wirebench.core.impairmentKinds">
<impairmentKind id="soak.bad.bad" name="Bad" category="Impairments" scope="direction" class="soak.bad.internal.BadKind" description="Does what no impairment may do.">
<parameter name="how" type="text" default="exception" description="What."/>
</impairmentKind></extension></plugin>
"""
WAYS = ["exception", "error", "null", "keep", "timer", "update", "nothing"]


def run(session):
    folder = os.path.join(session.folder, "socket")
    os.mkdir(folder, 0o700)
    path = os.path.join(folder, "engine.sock")
    environment = dict(os.environ, WIREBENCH_SOCKET=path, WIREBENCH_NO_BUILD="1", WIREBENCH_IDLE="3 h", WIREBENCH=LAUNCHER,
                       WIREBENCH_ENGINE_OPTIONS="-XX:ActiveProcessorCount=2", XDG_DATA_HOME=os.path.join(session.folder, "data"))
    site = build(session, environment)
    minutes = float(os.environ.get("WIREBENCH_SOAK_MINUTES", QUICK_MINUTES if session.quick else MINUTES))
    try:
        timed([LAUNCHER, "engine", "--background"], environment)
        soak(session, environment, path, site, minutes)
    finally:
        subprocess.run([LAUNCHER, "engine", "stop", "--force"], env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def build(session, environment):
    plugin = os.path.join(session.folder, "plugin")
    timed([LAUNCHER, "plugins", "new", "--type", "impairment", "--id", ID, plugin], environment)
    bundle = os.path.join(plugin, ID)
    for name, text in (("src/soak/bad/internal/BadKind.java", SOURCE), ("plugin.xml", DECLARATION)):
        with open(os.path.join(bundle, name), "w") as out:
            out.write(text)
    shutil.rmtree(os.path.join(bundle, "test"))
    os.mkdir(os.path.join(bundle, "test"))
    # There is no network in here; what the build needs is there since the product was built.
    timed([LAUNCHER, "plugins", "build", plugin, "-o", "-DskipTests"], environment)
    return os.path.join(plugin, ID + ".site", "target", "repository")


def network():
    lines = ['<network format="1" name="soak">', '<node name="sw" kind="switch"/>']
    lines += ['<node name="h%d" kind="host"/><link from="h%d" to="sw"/>' % (n, n) for n in range(1, NODES)]
    lines += ['<flow name="f%d" kind="udp" from="h%d" to="h%d" rate="2 Mbit/s"/>' % (n, n, n + 1) for n in range(1, 6)]
    return "\n".join(lines + ["</network>"])


class Workers:
    """Threads that do one sort of work over and over until the time is over. A bad plug-in may be refused, which is counted; all else is a failure."""

    def __init__(self):
        self.stop = threading.Event()
        self.counts = {}
        self.refused = {}
        self.failures = []
        self.threads = []

    def add(self, name, work, pause, may_be_refused=False):
        """@param pause: seconds between two rounds, so that other work on the machine goes on"""
        def loop():
            try:
                while not self.stop.wait(pause):
                    try:
                        work()
                        self.counts[name] = self.counts.get(name, 0) + 1
                    except Problem as problem:
                        if not may_be_refused or "has ended" in str(problem):
                            raise
                        self.refused[name] = self.refused.get(name, 0) + 1
            except Exception as failure:  # told at the end, by name
                self.failures.append("%s: %r" % (name, failure))
        thread = threading.Thread(target=loop, name=name, daemon=True)
        self.threads.append(thread)
        thread.start()

    def join(self):
        self.stop.set()
        for thread in self.threads:
            thread.join(120)
            if thread.is_alive():
                self.failures.append(thread.name + ": does not come back")


def held(pid):
    namespaces = set()
    for descriptor in os.listdir("/proc/%d/fd" % pid):
        try:
            target = os.readlink("/proc/%d/fd/%s" % (pid, descriptor))
        except FileNotFoundError:
            continue
        if target.startswith("net:["):
            namespaces.add(target)
    with open("/proc/%d/task/%d/children" % (pid, pid)) as children:
        processes = len(children.read().split())
    return {"descriptors": len(os.listdir("/proc/%d/fd" % pid)), "threads": len(os.listdir("/proc/%d/task" % pid)),
            "namespaces": len(namespaces), "processes": processes, "MiB": resident_mib(pid)}


def greeted(path):
    client = Client(path)
    client.greet()
    return client


def soak(session, environment, path, site, minutes):
    timed([LAUNCHER, "plugins", "install", "--yes", "--trust", site], environment)
    owner = greeted(path)
    pid = owner.call("engine/status")["pid"]
    # Once through everything, so that what is loaded and made once is there before.
    round_trip(session, owner, path, 10 if session.quick else 60)
    time.sleep(5 if session.quick else SETTLE_SECONDS)
    before = held(pid)
    failures = round_trip(session, owner, path, minutes * 60)
    time.sleep(5 if session.quick else SETTLE_SECONDS)
    after = held(pid)
    table(["", "before", "after"], [[key, float(before[key]), float(after[key])] for key in before])
    session.keep("before", before)
    session.keep("after", after)
    session.ratio("soak.failures", len(failures), 0)
    for failure in failures:
        session.note(failure)
    session.ratio("soak.more-descriptors", after["descriptors"] - before["descriptors"], MORE_DESCRIPTORS)
    session.ratio("soak.more-threads", after["threads"] - before["threads"], MORE_THREADS)
    session.ratio("soak.more-namespaces", after["namespaces"] - before["namespaces"], 0)
    session.ratio("soak.more-processes", after["processes"] - before["processes"], 0)
    if not session.quick:  # the heap shrinks when it has been idle for a while
        session.ratio("soak.memory-mib", after["MiB"], RESIDENT_MIB)
    owner.close()


def round_trip(session, owner, path, seconds):
    lab = owner.call("lab/open", network={"text": network()})["lab"]
    owner.call("lab/apply", lab=lab)
    workers = Workers()
    dice = random.Random(1)
    clients = [greeted(path) for _ in range(4)]
    latency = []

    def edits():
        n = dice.randint(1, NODES - 1)
        link = "h%d-sw/%s" % (n, dice.choice(["forward", "backward", "both"]))
        begin = time.monotonic()
        clients[0].call("lab/add", lab=lab, parent=link, xml='<impairment name="i" kind="%s" time="5 ms"/>' % "delay")
        latency.append(time.monotonic() - begin)
        clients[0].call("lab/set", lab=lab, values={link + "/i.time": "%d ms" % dice.randint(1, 30)})
        clients[0].call("lab/set", lab=lab, values={"h%d-sw.up" % n: "false"})
        clients[0].call("lab/set", lab=lab, values={"h%d-sw.up" % n: "true"})
        clients[0].call("lab/remove", lab=lab, element=link + "/i")

    def bad():
        link = "h%d-sw/both" % dice.randint(1, NODES - 1)
        how = dice.choice(WAYS)
        clients[1].call("lab/add", lab=lab, parent=link, xml='<impairment name="b" kind="%s" how="%s"/>' % (KIND, how))
        try:
            time.sleep(0.2)
            clients[1].call("lab/set", lab=lab, values={link + "/b.how": dice.choice(WAYS)})
        finally:
            clients[1].call("lab/remove", lab=lab, element=link + "/b")

    def programs():
        result = clients[2].call("node/run", lab=lab, node="h%d" % dice.randint(1, NODES - 1), argv=["sh", "-c", "ip address; head -c 100000 /dev/zero"])
        if result["exitCode"] != 0:
            raise Problem("the program ended with %s" % result["exitCode"])

    def nodes():
        name = "x%d" % dice.randint(1, 9)
        clients[3].call("lab/add", lab=lab, parent="", xml='<node name="%s" kind="host"/><link from="%s" to="sw"/>' % (name, name))
        clients[3].call("node/run", lab=lab, node=name, argv=["ping", "-c", "1", "-W", "1", "127.0.0.1"])
        clients[3].call("lab/remove", lab=lab, element="%s-sw" % name)
        clients[3].call("lab/remove", lab=lab, element=name)

    def captures():
        client = greeted(path)
        try:
            client.call("capture/start", lab=lab, link="h%d-sw" % dice.randint(1, 5))
            end = time.monotonic() + 1
            while time.monotonic() < end:
                client.frame()
        finally:
            client.close()  # with the capture running

    def slow():
        client = greeted(path)
        try:
            client.call("lab/watch", lab=lab, states=True, intervalSeconds=0.2)
            client.send("node/start", lab=lab, node="h1", argv=["yes"])
            workers.stop.wait(SLOW_READ_SECONDS)  # reads nothing meanwhile
        finally:
            client.close()

    def labs():
        client = greeted(path)
        try:
            other = client.call("lab/open", network={"text": network().replace("soak", "other")})["lab"]
            client.call("lab/apply", lab=other)
        finally:
            client.close()  # the lab goes with it

    for name, work, pause in (("edits", edits, 0.2), ("bad plug-in", bad, 0.2), ("programs", programs, 0.2), ("nodes", nodes, 0.5), ("captures", captures, 0.5),
                              ("slow clients", slow, 0.5), ("labs", labs, 2)):
        workers.add(name, work, pause, name == "bad plug-in")
    time.sleep(seconds)
    workers.join()
    for client in clients:
        client.close()
    owner.call("lab/stop", lab=lab)
    session.note("%d s: %s; refused: %s; an impairment added in %.0f ms (median)" % (seconds, ", ".join("%d %s" % (n, name) for name, n in workers.counts.items()),
                 workers.refused or "nothing", median(latency) * 1e3 if latency else 0))
    for name in ("edits", "programs", "captures", "slow clients", "labs"):
        if not workers.counts.get(name):
            workers.failures.append(name + ": not one of them came through")
    return workers.failures
