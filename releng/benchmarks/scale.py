"""Large labs: start, stop, edits while they run, state and memory, against rtnetlink in C that makes the same change."""

import os
import subprocess
import time

from control import LAUNCHER, Client, timed
from harness import Driven, Problem, median, table
import bringup
import topologies

# name, file's text, rounds of start and stop, the switch of h1 and its neighbours, bounds of edits in ms: a parameter, a link down, an impairment
LABS = [
    ("star1000", topologies.star(1000), 4, "sw", 20, 20, 60),
    ("tree4000", topologies.tree(4000), 2, "sw1", 40, 40, 120),
    ("chain300", topologies.chain(300), 4, None, None, None, None),
]
QUICK = [("star50", topologies.star(50), 2, "sw", 20, 20, 60), ("chain20", topologies.chain(20), 2, None, None, None, None)]
EDITS = 21
# Edits before those that count: by then their code is compiled. The first one is told apart.
WARM_UPS = 60
IMPAIRED_LINKS = 500
IMPAIRED_START = 1.5
IMPAIRED_MIB = 900
# After this time rings that grew at the start are small again, and the heap has shrunk.
SETTLE_SECONDS = 35
FIRST_FREE_INDEX = 100000


def run(session):
    program = session.compile("bringup.c")
    labs = QUICK if session.quick else LABS
    only = session.only.split(",") if session.only else ["start", "edits", "impaired"] + [lab[0] for lab in labs]
    names = [lab[0] for lab in labs if lab[0] in only] or [lab[0] for lab in labs]
    if "start" in only:
        bringup.measure(session, program, [(name, text, rounds, False) for name, text, rounds, *_ in labs if name in names])
    folder = os.path.join(session.folder, "socket")
    os.mkdir(folder, 0o700)
    path = os.path.join(folder, "engine.sock")
    environment = dict(os.environ, WIREBENCH_SOCKET=path, WIREBENCH_NO_BUILD="1", WIREBENCH_IDLE="1 h", WIREBENCH=LAUNCHER)
    for part, work in (("edits", lambda: edits(session, program, path, [lab for lab in labs if lab[0] in names])), ("impaired", lambda: impaired(session, path))):
        if part in only:
            timed([LAUNCHER, "engine", "--background"], environment)
            try:
                work()
            finally:
                subprocess.run([LAUNCHER, "engine", "stop", "--force"], env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def resident_mib(pid):
    with open("/proc/%d/status" % pid) as status:
        for line in status:
            if line.startswith("VmRSS:"):
                return int(line.split()[1]) / 1024
    raise Problem("process %d has no VmRSS" % pid)


def edits(session, program, path, labs):
    """Edits as a client feels them, from the request to the answer; beside the same change by rtnetlink in C in a lab of the same size."""
    rows, more = [], []
    for name, text, _, switch, *bounds in labs:
        if not switch:
            continue
        client = Client(path)
        pid = client.greet()["pid"]
        file = os.path.join(session.folder, name + ".edits.wirebench")
        with open(file, "w") as out:
            out.write(text)
        lab = client.call("lab/open", network={"text": text})["lab"]
        operations = topologies.Operations(whole_plan(client, lab))
        with open(file + ".ops", "w") as out:
            out.write(operations.text())
        client.call("lab/apply", lab=lab)
        c = Driven([program, file + ".ops"])
        try:
            c.ask("start", "done")
            rows += edit_rounds(session, name, client, lab, c, operations.indexes["hub"], switch, bounds)
            more.append([name, call_ms(session, name + ".state_ms", client, "lab/state", lab=lab), call_ms(session, name + ".plan_ms", client, "lab/plan", lab=lab),
                         resident_mib(pid)])
            c.ask("stop", "done")
        finally:
            c.end()
        client.call("lab/stop", lab=lab)
        client.close()
    table(["edits, ms", "C median", "Java median", "worst", "first", "ratio"], rows)
    table(["for information", "state, ms", "plan, ms", "memory, MiB"], more)


def whole_plan(client, lab):
    """The commands of a plan, which comes in parts if it is long."""
    plan = client.call("lab/plan", lab=lab)
    text, first = plan["text"], len(plan["steps"])
    while plan.get("more") is not None and first < plan["allSteps"]:
        part = client.call("plan/more", plan=plan["more"], first=first)
        text += part["text"]
        first += len(part["steps"])
    return text


def call_ms(session, key, client, method, **params):
    for _ in range(5):
        begin = time.monotonic_ns()
        client.call(method, **params)
        session.keep(key, (time.monotonic_ns() - begin) / 1e6)
    return median(session.samples[key])


def edit_rounds(session, name, client, lab, c, hub, switch, bounds):
    """Both sides in turns. A link is brought down and up again; each impairment comes to a link that has none."""
    def java(method, **params):
        begin = time.monotonic_ns()
        client.call(method, lab=lab, **params)
        return (time.monotonic_ns() - begin) / 1e6

    def rtnetlink(line):
        begin, end = map(int, c.ask(line, "done"))
        return (end - begin) / 1e6

    def impairment(n):
        return java("lab/add", parent="h%d-%s/forward" % (n, switch), xml='<impairment kind="delay" time="1 ms"/>')
    # The first links are those between switches, if there are any.
    device = {n: hub["l%da" % number] for n, number in host_links(hub, switch)}
    first = {"down": java("lab/set", values={"h1-%s.up" % switch: "false"})}
    java("lab/set", values={"h1-%s.up" % switch: "true"})
    first["impair"] = impairment(2)
    first["set"] = java("lab/set", values={"h2-%s/forward/delay.time" % switch: "2 ms"})
    warm_ups = 5 if session.quick else WARM_UPS
    for n in range(warm_ups):
        java("lab/set", values={"h1-%s.up" % switch: "false" if n % 2 == 0 else "true"})
        java("lab/set", values={"h2-%s/forward/delay.time" % switch: "%d ms" % (3 + n % 5)})
        java("lab/add", parent="h3-%s/forward" % switch, xml='<impairment kind="delay" time="1 ms"/>')
        java("lab/remove", element="h3-%s/forward/delay" % switch)
    java("lab/set", values={"h1-%s.up" % switch: "true"})
    free = FIRST_FREE_INDEX
    for n in range(5 if session.quick else EDITS):
        host = 10 + n
        session.keep(name + ".set_ms.java", java("lab/set", values={"h2-%s/forward/delay.time" % switch: "%d ms" % (10 + n)}))
        session.keep(name + ".down_ms.java", java("lab/set", values={"h1-%s.up" % switch: "false"}))
        session.keep(name + ".down_ms.c", rtnetlink("link %d 0" % device[1]))
        java("lab/set", values={"h1-%s.up" % switch: "true"})
        rtnetlink("link %d 1" % device[1])
        session.keep(name + ".impair_ms.java", impairment(host))
        session.keep(name + ".impair_ms.c", rtnetlink("impair %d %d %d" % (device[host], hub[bridge(hub, switch)], free)))
        free += 2
    rows = []
    for what, bound, text in zip(("set", "down", "impair"), bounds, ("a parameter", "a link down", "an impairment added")):
        values = session.samples["%s.%s_ms.java" % (name, what)]
        baseline = session.samples.get("%s.%s_ms.c" % (name, what))
        rows.append(["%s: %s" % (name, text), median(baseline) if baseline else "-", median(values), max(values), first[what],
                     "%.2f" % (median(values) / median(baseline)) if baseline else "-"])
        session.ratio("scale.%s.%s-ms" % (name, what), median(values), bound)
    return rows


def bridge(hub, switch):
    """The device of a switch: bridges are numbered in the order of the file."""
    bridges = sorted((name for name in hub if name.startswith("s")), key=lambda name: int(name[1:]))
    return bridges[0 if switch == "sw" else int(switch[2:])]


def host_links(hub, switch):
    """Hosts and the numbers of their links, which count on from those of the switches."""
    numbers = sorted({int(name[1:-1]) for name in hub if name.startswith("l") and name.endswith("a")})
    between = len([name for name in hub if name.startswith("l") and name.endswith("b")])
    return list(enumerate(numbers[between:], 1))


def impaired(session, path):
    """Links with an impairment each, against the same links without; in turns, by one engine."""
    links = 20 if session.quick else IMPAIRED_LINKS
    client = Client(path)
    pid = client.greet()["pid"]
    texts = {"plain": topologies.pairs(links), "impaired": topologies.pairs(links, '<both><impairment kind="delay" time="10 ms"/></both>')}
    for n in range(2 if session.quick else 7):
        for side, text in texts.items():
            lab = client.call("lab/open", network={"text": text})["lab"]
            begin = time.monotonic_ns()
            client.call("lab/apply", lab=lab)
            started = time.monotonic_ns()
            client.call("lab/stop", lab=lab)
            stopped = time.monotonic_ns()
            if session.quick or n >= 4:
                session.keep("impaired.start_ms." + side, (started - begin) / 1e6)
                session.keep("impaired.stop_ms." + side, (stopped - started) / 1e6)
    lab = client.call("lab/open", network={"text": texts["impaired"]})["lab"]
    client.call("lab/apply", lab=lab)
    at_once = resident_mib(pid)
    time.sleep(1 if session.quick else SETTLE_SECONDS)
    settled = resident_mib(pid)
    client.call("lab/stop", lab=lab)
    client.close()
    start = {side: median(session.samples["impaired.start_ms." + side]) for side in texts}
    stop = {side: median(session.samples["impaired.stop_ms." + side]) for side in texts}
    table(["%d links, ms" % links, "start", "stop"], [[side, start[side], stop[side]] for side in texts])
    session.note("memory of the engine with all of them impaired: %.0f MiB, after %d s %.0f MiB" % (at_once, SETTLE_SECONDS, settled))
    session.ratio("scale.impaired%d.start" % links, start["impaired"] / start["plain"], IMPAIRED_START)
    session.ratio("scale.impaired%d.memory-mib" % links, settled, IMPAIRED_MIB)
