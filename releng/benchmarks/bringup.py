"""Start and stop of whole labs against raw rtnetlink in C that makes the same objects."""

import errno
import json
import os
import re
import select
import socket
import struct
import subprocess
import time

from harness import Driven, Inside, Problem, machine_cpu_nanos, median, table
import topologies

BOUND = 1.2
FIRST_REPLY_BOUND_MS = 50
# Nodes made and removed before figures count: by then the code is compiled. The first start is told apart.
WARM_UP = 2000
MOST_WARM_UPS = 20
# name, file's text, rounds, whether the whole state of both sides is compared
CASES = [
    ("star100", topologies.star(100), 9, True),
    ("star500", topologies.star(500), 6, False),
    ("star1000", topologies.star(1000), 4, False),
    ("chain50", topologies.chain(50), 11, True),
]
QUICK = [("star20", topologies.star(20), 3, True), ("star100", topologies.star(100), 3, True), ("chain10", topologies.chain(10), 3, True)]


def run(session):
    program = session.compile("bringup.c")
    measure(session, program, [case for case in (QUICK if session.quick else CASES) if not session.only or case[0] in session.only.split(",")])


def measure(session, program, cases):
    """Starts and stops networks on both sides in turns, and prints the tables."""
    gone = Driven([program, "gone"])
    rows, cold_rows, reply_rows = [], [], []
    try:
        for name, text, rounds, whole in cases:
            case(session, program, gone, name, text, rounds, whole, rows, cold_rows, reply_rows)
    finally:
        gone.end()
    table(["median ms", "start C", "Java", "ratio", "CPU C", "CPU Java", "machine C", "Java", "stop C", "Java", "ratio", "CPU C", "CPU Java",
           "machine C", "Java"], rows)
    table(["for information, ms", "Java's first start", "first stop", "process start to running", "C without settings", "its stop", "ip -batch"],
          cold_rows)
    table(["first reply after 'running', ms", "C median", "C worst", "Java median", "Java worst"], reply_rows)


def case(session, program, gone, name, text, rounds, whole, rows, cold_rows, reply_rows):
    file = os.path.join(session.folder, name + ".wirebench")
    with open(file, "w") as out:
        out.write(text)
    java = Driven(session.product("measure", file, "--plan", file + ".plan"))
    ready_ns = time.monotonic_ns()
    sides = {}
    try:
        with open(file + ".plan") as plan:
            operations = topologies.Operations(plan.read())
        for suffix, content in ((".ops", operations.text()), (".minimal", operations.minimal())):
            with open(file + suffix, "w") as out:
                out.write(content)
        cold = {}
        # The first start of a process pays for loading and compiling its code; it is told apart.
        # Their states are compared, too: a lab that goes on counts the indexes of its devices on.
        states = {"java": [], "c": []}
        cold["start"], cold["stop"] = one_round(session, name, "java-cold", java, gone, operations, None, (states["java"], whole))
        cold["running"] = (ready_ns - java.begun + cold["start"]["wall"])
        c = Driven([program, file + ".ops"])
        sides["c"] = c
        one_round(session, name, "c-cold", c, gone, operations, None, (states["c"], whole))
        compare(session, name, states, whole)
        for _ in range(2 if session.quick else min(MOST_WARM_UPS, max(1, WARM_UP // len(operations.names)))):
            one_round(session, name, "java-warm-up", java, gone, operations, None)
        for _ in range(rounds):
            for side, driven in (("c", c), ("java", java)):
                one_round(session, name, side, driven, gone, operations, "reply")
        minimal = Driven([program, file + ".minimal"])
        sides["minimal"] = minimal
        for _ in range(max(3, rounds // 2)):
            one_round(session, name, "minimal", minimal, gone, operations, None)
        batch = ip_batch(session, operations) if name == "star100" else None
        report(session, name, rows, cold_rows, reply_rows, cold, batch)
    finally:
        java.end()
        for driven in sides.values():
            driven.end()


def one_round(session, name, side, driven, gone, operations, ping, inspect=None):
    """Starts and stops once. Both figures in nanoseconds: wall, CPU of the process, CPU of the machine."""
    time.sleep(0.15)  # what the last round left to the kernel's own threads
    start = timed(driven, "start")
    if ping:
        session.keep(name + ".reply_ns." + side, first_reply(driven, operations, start["end"]))
    start.pop("end")
    if inspect:
        state(driven, operations, *inspect)
    check_made(driven, operations, name, side)
    stop = timed(driven, "stop", gone)
    stop.pop("end")
    children = open("/proc/%d/task/%d/children" % (driven.pid, driven.pid)).read().split()
    if children or driven.namespaces():
        raise Problem("%s %s: after the stop there are processes %s and namespaces %s" % (name, side, children, driven.namespaces()))
    session.keep("%s.start_ns.%s" % (name, side), start)
    session.keep("%s.stop_ns.%s" % (name, side), stop)
    return start, stop


def timed(driven, command, gone=None):
    machine, cpu = machine_cpu_nanos(), driven.cpu_nanos()
    driven.tell(command)
    if gone:
        gone.tell("wait")
    begin, end = map(int, driven.answer("done"))
    answered = end
    if gone:
        end = max(end, int(gone.answer("gone")[0]))
    return {"wall": end - begin, "answered": answered - begin, "cpu": driven.cpu_nanos() - cpu, "machine": machine_cpu_nanos() - machine,
            "end": answered}


def check_made(driven, operations, name, side):
    made = len(driven.namespaces())
    if made != len(operations.names):
        raise Problem("%s %s: %d namespaces instead of %d" % (name, side, made, len(operations.names)))


def find(driven, address):
    """Path of the namespace that has an address. Looks first where it was the last time."""
    if address in driven.hints and has(driven.hints[address], address):
        return driven.hints[address]
    for path in driven.namespaces():
        if has(path, address):
            driven.hints[address] = path
            return path
    raise Problem("no namespace of process %d has the address %s" % (driven.pid, address))


def has(path, address):
    """Whether a descriptor is a network namespace with that address."""
    try:
        if not os.readlink(path).startswith("net:["):
            return False
    except FileNotFoundError:
        return False
    with Inside(path), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            # A namespace without any address lets one bind to every address; only the right one has a way to it, too.
            probe.bind((address, 0))
            probe.connect((address, 9))
            return True
        except OSError as e:
            if e.errno not in (errno.EADDRNOTAVAIL, errno.ENETUNREACH):
                raise
            return False


def first_and_last(operations):
    hosts = [n for n in operations.names if n.startswith("h") and n != "hub"]
    return (next(a for a in operations.addresses[h] if ":" not in a) for h in (hosts[0], hosts[-1]))


def first_reply(driven, operations, running_ns):
    """Nanoseconds from 'running' to the first reply of the last host to the first one, asked every 2 ms."""
    source, target = first_and_last(operations)
    with Inside(find(driven, source)):
        ping = socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_ICMP)
    with ping:
        body = struct.pack("!BBHHH", 8, 0, 0, 7, 7)
        total = sum(struct.unpack("!4H", body))
        total = ~((total & 0xffff) + (total >> 16)) & 0xffff
        request = struct.pack("!BBHHH", 8, 0, total, 7, 7)
        deadline = time.monotonic_ns() + 5_000_000_000
        while time.monotonic_ns() < deadline:
            ping.sendto(request, (target, 0))
            while select.select([ping], [], [], 0.002)[0]:
                packet, sender = ping.recvfrom(256)
                if packet[20] == 0 and sender[0] == target:
                    return time.monotonic_ns() - running_ns
    raise Problem("%s did not answer %s within 5 s" % (target, source))


# ---- the same objects? ----


def dump(path, sysctls):
    """All that a namespace holds, as comparable texts."""
    inside = ["nsenter", "--net=" + path]
    texts = []
    for command in (["ip", "-j", "-d", "link"], ["ip", "-j", "address"], ["ip", "-j", "-4", "route", "show", "table", "all"],
                    ["ip", "-j", "-6", "route", "show", "table", "all"], ["tc", "-j", "qdisc"]):
        out = subprocess.run(inside + command, check=True, capture_output=True, text=True).stdout.strip()
        for item in json.loads(out or "[]"):
            texts.append(" ".join(command[1:]) + " " + json.dumps(normal(item), sort_keys=True))
            if item.get("kind") == "ingress":
                filters = subprocess.run(inside + ["tc", "filter", "show", "dev", item["dev"], "ingress"], check=True, capture_output=True,
                                         text=True).stdout
                texts.append("filter " + item["dev"] + " " + re.sub(r"index \d+|fh \S+|ht \S+|bkt \S+|key ht|used \d+ sec|installed \d+ sec", "", filters))
    with Inside(path):
        for key, _ in sysctls:
            with open(key) as file:
                texts.append(key + " = " + file.read().strip())
    return "\n".join(sorted(texts))


# What the kernel chooses by chance or counts by itself: not what either side made.
CHANCE = {"link_netnsid", "root_id", "bridge_id", "hello_timer", "tcn_timer", "topology_change_timer", "gc_timer", "port_id", "port_no",
          "operstate", "tcp_metrics", "valid_life_time", "preferred_life_time", "designated_root", "designated_bridge", "num_peers"}


def normal(item):
    def clean(value):
        if isinstance(value, dict):
            return {k: clean(v) for k, v in value.items() if k not in CHANCE}
        if isinstance(value, list):
            return [clean(v) for v in value]
        return value
    item = clean(item)
    # Only the nodes' ends have a MAC of the network's; the hub's are by chance.
    if re.match(r"l\d|s\d", item.get("ifname", "")):
        item.pop("address", None)
    for key in ("flags",):
        if isinstance(item.get(key), list):
            item[key] = sorted(item[key])
    return item


def state(driven, operations, dumps, whole):
    """Adds what each namespace holds, or a few of them, in an order that does not depend on that of the descriptors."""
    first_reply(driven, operations, 0)
    time.sleep(1.2 + len(operations.names) / 250)  # until carrier, bridge ports and IPv6 addresses have settled
    paths = driven.namespaces()
    if not whole:
        paths = paths[:1] + [find(driven, a[0]) for a in list(operations.addresses.values())[::max(1, len(paths) // 5)] if a]
    keys = max(operations.sysctls.values(), key=len)
    dumps += sorted(dump(path, keys if n else operations.sysctls["hub"]) for n, path in enumerate(paths))


def compare(session, name, states, whole):
    if states["c"] != states["java"]:
        for side in states:
            with open(os.path.join(session.results, "state-%s-%s.txt" % (name, side)), "w") as out:
                out.write("\n----\n".join(states[side]))
        raise Problem("%s: the two sides did not make the same; see state-%s-*.txt in %s" % (name, name, session.results))
    lines = sum(len(s.splitlines()) for s in states["c"])
    session.note("%s: %s of both sides are the same (%d namespaces, %d objects and settings)"
                 % (name, "all states" if whole else "the counts of namespaces, the hub and the states of a sample of nodes",
                    len(states["c"]), lines))


# ---- for information: what a script would do ----

def ip_batch(session, operations):
    """Milliseconds of the same by `ip -batch`, without settings of the kernel."""
    folder = os.path.join(session.folder, "batch")
    os.makedirs(folder, exist_ok=True)
    subprocess.run(["mount", "-t", "tmpfs", "tmpfs", "/run"], check=True)
    try:
        with open(os.path.join(session.folder, "star100.wirebench.plan")) as plan:
            lines = [l for l in plan.read().splitlines() if l.startswith("ip ") and " exec " not in l]
        begin = time.monotonic_ns()
        script = {"": []}
        order = []
        for line in lines:
            words = line.split()
            if words[1] == "netns":
                script[""].append(" ".join(words[1:]))
            else:
                key = (words[2], len([o for o in order if o[0] == "hub"]) if words[2] == "hub" else 0)
                if not order or order[-1][0] != words[2]:
                    order.append((words[2], len(order)))
                script.setdefault(order[-1], []).append(" ".join(words[3:]))
        feed(["ip", "-batch", "-"], script[""])
        for key in order:
            feed(["ip", "-n", key[0], "-batch", "-"], script[key])
        return time.monotonic_ns() - begin
    finally:
        for name in operations.names:
            subprocess.run(["ip", "netns", "delete", name], stderr=subprocess.DEVNULL)
        subprocess.run(["umount", "-l", "/run"], check=True)


def feed(command, lines):
    subprocess.run(command, input="\n".join(re.sub(r"master if(\d+)", r"master s1", l) for l in lines) + "\n", text=True, check=True)


# ---- figures ----

def report(session, name, rows, cold_rows, reply_rows, cold, batch):
    def ms(what, side, key="wall"):
        return median([s[key] for s in session.samples["%s.%s_ns.%s" % (name, what, side)]]) / 1e6
    row = [name]
    for what in ("start", "stop"):
        c, java = ms(what, "c"), ms(what, "java")
        session.ratio("%s.%s.%s" % (session.name, name, what), java / c, BOUND)
        row += [c, java, "%.2f" % (java / c), ms(what, "c", "cpu"), ms(what, "java", "cpu"), ms(what, "c", "machine"), ms(what, "java", "machine")]
    rows.append(row)
    cold_rows.append([name, cold["start"]["wall"] / 1e6, cold["stop"]["wall"] / 1e6, cold["running"] / 1e6, ms("start", "minimal"),
                      ms("stop", "minimal"), "%.0f" % (batch / 1e6) if batch else "-"])
    c, java = session.samples[name + ".reply_ns.c"], session.samples[name + ".reply_ns.java"]
    reply_rows.append([name, median(c) / 1e6, max(c) / 1e6, median(java) / 1e6, max(java) / 1e6])
    session.ratio("%s.%s.first-reply-ms" % (session.name, name), median(java) / 1e6, FIRST_REPLY_BOUND_MS)
    print("# %s: start %s (C %.1f ms), stop %s (C %.1f ms)" % (name, row[3], row[1], row[10], row[8]), flush=True)
