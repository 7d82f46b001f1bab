"""A link in the engine (loss, delay, counters) against the same pipeline in C, one direction flooded."""

import os
import re
import subprocess
import time

from harness import Driven, Problem, median, table
import topologies
from bringup import find

BOUND = 1.2
DELAY_MS = 1
LOSS = 0.01
SIZES = (64, 1500)


def run(session):
    bringup = session.compile("bringup.c")
    engine = session.compile("engine.c")
    flood = session.compile("flood.c")
    file = os.path.join(session.folder, "link.wirebench")
    with open(file, "w") as out:
        out.write(topologies.one_link("%d ms" % DELAY_MS, "%g %%" % (LOSS * 100)))
    rounds, seconds = (2, 1.0) if session.quick else (7, 1.5)
    java = Driven(session.product("measure", file, "--plan", file + ".plan"))
    c_lab = c = None
    try:
        with open(file + ".plan") as plan:
            operations = topologies.Operations(plan.read())
        with open(file + ".ops", "w") as out:
            out.write(operations.text())
        c_lab = Driven([bringup, file + ".ops"])
        c_lab.ask("start", "done")
        hub = ["nsenter", "--net=" + c_lab.namespaces()[0]]
        ends = operations.hub[0][0][1], operations.hub[0][1][1]
        # Not through a shell and without --fork: the process that is measured is the engine itself.
        c = Driven(hub + [engine, ends[0], ends[1], str(DELAY_MS * 1_000_000), str(LOSS)])
        java.ask("start", "done")
        sides = {"c": Side(c, c.pid, c_lab, operations, flood), "java": Side(java, worker(java.pid), java, operations, flood)}
        for side in sides.values():
            side.pin()
            for size in SIZES:
                side.flood(size, 0, 3.0 if side is sides["java"] else 0.5)  # the worker's code is compiled by then
        measure(session, sides, rounds, seconds)
    finally:
        for driven in (java, c, c_lab):
            if driven:
                driven.end()


def worker(pid):
    """Number of the thread that forwards."""
    for number in os.listdir("/proc/%d/task" % pid):
        with open("/proc/%d/task/%s/comm" % (pid, number)) as comm:
            if comm.read().startswith("wirebench worke"):
                return int(number)
    raise Problem("process %d has no worker thread: is the link in the engine?" % pid)


class Side:
    """One of the two engines, with the lab that it stands in."""

    def __init__(self, driven, thread, lab, operations, flood):
        self.driven = driven
        self.thread = thread
        self.program = flood
        address = next(a for a in operations.addresses["h1"] if ":" not in a)
        self.sender = find(lab, address)
        self.mac = next(o[8] for o in operations.hub[0] if o[0] == "V" and operations.names[o[5]] == "h2")

    def pin(self):
        """The forwarding thread on one CPU, the flood on another: then the kernel's part of each is theirs."""
        if os.cpu_count() > 1:
            os.sched_setaffinity(self.thread, {1})

    def cpu_nanos(self):
        with open("/proc/%d/task/%d/schedstat" % (self.driven.pid, self.thread)) as stat:
            return int(stat.read().split()[0])

    def counters(self):
        """Frames in, out, queued and dropped by reason, of the flooded direction."""
        self.driven.tell("counters")
        words = self.driven.answer("sampled")
        line = " ".join(words) if "in=" in " ".join(words) else next(l for l in self.driven.lines if " forward " in l)
        found = {key: int(value) for key, value in re.findall(r"([\w-]+)=(\d+)", line)}
        return found

    def settled(self):
        """Counters when nothing is on its way any more."""
        end = time.monotonic() + 5
        while True:
            now = self.counters()
            if now["queued"] == 0:
                return now
            if time.monotonic() > end:
                raise Problem("the engine still holds %d frames 5 s after the flood" % now["queued"])
            time.sleep(0.01)

    def flood(self, size, rate, seconds):
        before, cpu = self.settled(), self.cpu_nanos()
        pin = ["taskset", "-c", "0"] if os.cpu_count() > 1 else []
        out = subprocess.run(["nsenter", "--net=" + self.sender] + pin + [self.program, "eth0", self.mac, str(size), str(seconds), str(rate)],
                             check=True, capture_output=True, text=True).stdout.split()
        cpu_end = self.cpu_nanos()
        after = self.settled()
        d = {key: after[key] - before.get(key, 0) for key in after}
        sent, nanos = map(int, out)
        missed = d.get("overrun", 0) + d.get("backlog", 0)
        taken = d["in"] - missed
        if d["in"] != d["out"] + d.get("loss", 0) + d.get("unsent", 0) + missed + d.get("no-memory", 0):
            raise Problem("counters do not add up: %s; before %s, after %s; %s" % (d, before, after, self.driven.lines))
        return {"size": size, "sent": sent, "nanos": nanos, "taken": taken, "out": d["out"], "lost": d.get("loss", 0), "missed": missed,
                "unsent": d.get("unsent", 0), "cpu": cpu_end - cpu, "ns_per_frame": (cpu_end - cpu) / max(1, taken),
                "kpps": d["out"] / nanos * 1e6}


def measure(session, sides, rounds, seconds):
    rows = []
    for size in SIZES:
        for mode in ("unpaced", "paced"):
            rate = 0
            if mode == "paced":
                slowest = min(median([s["kpps"] for s in session.samples["%d.unpaced.%s" % (size, side)]]) for side in sides)
                rate = slowest * 1000 / 2
            for _ in range(rounds):
                for name, side in sides.items():
                    session.keep("%d.%s.%s" % (size, mode, name), side.flood(size, rate, seconds))
            rows.append(report(session, size, mode))
    table(["%d ms delay, %g %% loss" % (DELAY_MS, LOSS * 100), "ns/frame C", "Java", "ratio", "kpps C", "Java", "ratio", "missed C", "Java",
           "lost % C", "Java"], rows)


def report(session, size, mode):
    def of(side, key):
        return median([s[key] for s in session.samples["%d.%s.%s" % (size, mode, side)]])

    def share(side, part, whole):
        samples = session.samples["%d.%s.%s" % (size, mode, side)]
        return sum(s[part] for s in samples) / max(1, sum(s[whole] for s in samples))
    cpu = of("java", "ns_per_frame") / of("c", "ns_per_frame")
    rate = of("c", "kpps") / of("java", "kpps")
    session.ratio("engine.%dB.%s.cpu" % (size, mode), cpu, BOUND)
    if mode == "unpaced":
        session.ratio("engine.%dB.%s.rate" % (size, mode), rate, BOUND)
    row = ["%d B %s" % (size, mode), of("c", "ns_per_frame"), of("java", "ns_per_frame"), "%.2f" % cpu, of("c", "kpps"), of("java", "kpps"),
           "%.2f" % rate, "%.2f%%" % (100 * share("c", "missed", "sent")), "%.2f%%" % (100 * share("java", "missed", "sent")),
           "%.3f" % (100 * share("c", "lost", "taken")), "%.3f" % (100 * share("java", "lost", "taken"))]
    print("# %s" % " ".join(str(c) for c in row), flush=True)
    return row
