"""A chain of routers that find their routes by OSPF, against the same daemons with the same files, started by ip and shell."""

import os
import re
import shlex
import shutil
import socket
import struct
import time

from harness import HERE, Driven, Inside, Problem, median, table

BOUND = 1.2
CONVERGED_BOUND_S = 3
PATIENCE_S = 60
ROUNDS = 5
DAEMONS = ("zebra", "ospfd")
# The product keeps a process beside a node's daemons that reaps orphans.
INIT = "wirebench-init"

NLMSG_DONE, NLMSG_ERROR = 3, 2
RTM_GETROUTE = 26
NLM_F_REQUEST_DUMP = 0x301
RTA_DST, RTA_TABLE = 1, 15
MAIN = 254


def run(session):
    if not os.access("/usr/lib/frr/ospfd", os.X_OK):
        raise Problem("/usr/lib/frr/ospfd was not found; on Debian and Ubuntu: apt-get install frr")
    count, rounds = (5, 1) if session.quick else (50, ROUNDS)
    name = "chain%d" % count
    file = os.path.join(session.folder, name + ".wirebench")
    with open(file, "w") as out:
        out.write(chain(count))
    product = Driven(session.product("measure", file, "--plan", file + ".plan"))
    baseline = None
    try:
        with open(file + ".plan") as plan:
            folder = unpack(plan.read(), os.path.join(session.folder, "baseline"), count)
        baseline = Driven(["unshare", "--mount", "--pid", "--mount-proc", "--kill-child", "--fork", "bash", os.path.join(HERE, "ospf.sh"), folder, str(count)])
        product_round(session, "cold", product, name, count)
        for _ in range(rounds):
            baseline_round(session, baseline, name, count)
            product_round(session, "product", product, name, count)
    finally:
        product.end()
        if baseline:
            baseline.end()
    report(session, name)


def chain(count):
    lines = ['<network format="1" name="chain">']
    lines += ['\t<node name="r%d" kind="router"><service kind="ospf"/></node>' % i for i in range(1, count + 1)]
    lines += ['\t<link from="r%d" to="r%d"/>' % (i, i + 1) for i in range(1, count)]
    return "\n".join(lines + ["</network>"]) + "\n"


def unpack(plan, folder, count):
    """Writes what the plan says that each router gets: addresses, files, programs. Returns the folder."""
    shutil.rmtree(folder, ignore_errors=True)
    for i in range(1, count + 1):
        os.makedirs("%s/r%d/etc" % (folder, i))
    for path, node, text in re.findall(r"^cat > (\S+) << 'END' # as (\S+) sees it\n(.*?)^END$", plan, re.M | re.S):
        place = "%s/%s/%s" % (folder, node, "group" if path == "/etc/group" else "etc/" + os.path.basename(path))
        with open(place, "w") as out:
            out.write(text)
    for node, address, device in re.findall(r"^ip -n (r\d+) (?:-6 )?addr(?:ess)? replace (\S+) dev (\S+)", plan, re.M):
        with open("%s/%s/addresses" % (folder, node), "a") as out:
            out.write("link set %s up\naddress replace %s dev %s%s\n" % (device, address, device, " nodad" if ":" in address else ""))
    daemons = re.findall(r"^ip netns exec (r\d+) (/usr/lib/frr/\S+ .*?)(?: # ready.*)?$", plan, re.M)
    if len(daemons) != len(DAEMONS) * count:
        raise Problem("the plan has %d daemons for %d routers; releng/benchmarks/ospf.py does not know them" % (len(daemons), count))
    for node, command in daemons:
        with open("%s/%s/daemons" % (folder, node), "a") as out:
            # In the background; the command returns when the daemon is ready.
            out.write(command + " -d || exit 1\n")
    if not os.path.exists("%s/r%d/addresses" % (folder, count)):
        raise Problem("no addresses were found in the plan; releng/benchmarks/ospf.py does not know its form")
    return folder


def product_round(session, side, product, name, count):
    product.tell("start")
    begin, running = map(int, product.answer("done"))
    # The hub is made first and has no routes.
    end = converged(product.namespaces()[1:], count)
    keep(session, name, side, begin, running, end)
    product.ask("stop", "done")


def baseline_round(session, baseline, name, count):
    baseline.ask("start", "network")
    begin = time.monotonic_ns()
    baseline.answer("running")
    running = time.monotonic_ns()
    script = int(open("/proc/%d/task/%d/children" % (baseline.pid, baseline.pid)).read().split()[0])
    end = converged(["/proc/%d/root/run/netns/r%d" % (script, i) for i in range(1, count + 1)], count)
    keep(session, name, "baseline", begin, running, end)
    baseline.ask("stop", "stopped")


def keep(session, name, side, begin, running, end):
    session.keep("%s.%s" % (name, side), {"start_ns": running - begin, "converged_ns": end - running, "both_ns": end - begin,
                                          "pss_kib": memory()})


def converged(paths, count):
    """Waits until each namespace has a route to every network. Returns when that was, CLOCK_MONOTONIC."""
    if len(paths) != count:
        raise Problem("%d network namespaces were found, not %d" % (len(paths), count))
    sockets = []
    for path in paths:
        with Inside(path):
            sockets.append(socket.socket(socket.AF_NETLINK, socket.SOCK_RAW | socket.SOCK_CLOEXEC, 0))
    try:
        limit = time.monotonic() + PATIENCE_S
        # One after the other: the last one that is complete is the moment, and looking costs as little as it can.
        for i, own in enumerate(sockets):
            while True:
                known = len(destinations(own))
                if known >= count - 1:
                    break
                if time.monotonic() > limit:
                    raise Problem("router %d has routes to %d of %d networks after %d s" % (i + 1, known, count - 1, PATIENCE_S))
                time.sleep(0.005)
        return time.monotonic_ns()
    finally:
        for own in sockets:
            own.close()


def destinations(own):
    """IPv4 networks in the main table of the namespace that a netlink socket is in."""
    own.send(struct.pack("=IHHII", 28, RTM_GETROUTE, NLM_F_REQUEST_DUMP, 1, 0) + struct.pack("=BBBBBBBBI", socket.AF_INET, 0, 0, 0, 0, 0, 0, 0, 0))
    found = set()
    while True:
        data = own.recv(1 << 18)
        at = 0
        while at + 16 <= len(data):
            length, kind = struct.unpack_from("=IH", data, at)
            if kind == NLMSG_DONE:
                return found
            if kind == NLMSG_ERROR:
                raise Problem("the kernel refused to list routes: %d" % struct.unpack_from("=i", data, at + 16))
            prefix, routes, place = data[at + 17], data[at + 20], at + 28
            destination = b""
            while place + 4 <= at + length:
                size, attribute = struct.unpack_from("=HH", data, place)
                if attribute == RTA_DST:
                    destination = data[place + 4:place + size]
                place += (size + 3) & ~3
            if routes == MAIN:
                found.add((destination, prefix))
            at += (length + 3) & ~3


def memory():
    """Memory of all daemons and of the product's processes beside them, by program: proportional set size in KiB."""
    sums = {}
    for pid in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open("/proc/%s/cmdline" % pid, "rb") as line:
                program = os.path.basename(line.read().split(b"\0")[0].decode(errors="replace"))
            if program in DAEMONS or program == INIT:
                with open("/proc/%s/smaps_rollup" % pid) as rollup:
                    sums[program] = sums.get(program, 0) + int(re.search(r"^Pss:\s+(\d+)", rollup.read(), re.M).group(1))
        except (FileNotFoundError, ProcessLookupError, PermissionError):
            continue  # it has ended meanwhile, or is not ours
    return sums


def report(session, name):
    count = int(name[5:])
    rows, memory_rows = [], []
    for side, label in (("baseline", "ip and shell"), ("product", "product"), ("cold", "product, first start")):
        samples = session.samples["%s.%s" % (name, side)]
        rows.append([label] + [median([s[key] for s in samples]) / 1e9 for key in ("start_ns", "converged_ns", "both_ns")]
                    + [max(s["converged_ns"] for s in samples) / 1e9])
        sums = samples[-1]["pss_kib"]
        memory_rows.append([label] + [sums.get(program, 0) / 1024 / count for program in DAEMONS + (INIT,)] + [sum(sums.values()) / 1024 / count])
    texts = [[row[0]] + ["%.2f" % value for value in row[1:]] for row in rows]
    table(["median s, " + name, "daemons started", "then all routes", "both", "worst"], texts)
    table(["MiB for a router (PSS)"] + list(DAEMONS) + [INIT, "all"], memory_rows)
    by_side = dict(zip(("baseline", "product"), rows))
    session.ratio("ospf.%s.converged-s" % name, by_side["product"][2], CONVERGED_BOUND_S)
    session.ratio("ospf.%s.converged" % name, by_side["product"][2] / by_side["baseline"][2], BOUND)
    session.ratio("ospf.%s.start-and-converged" % name, by_side["product"][3] / by_side["baseline"][3], BOUND)
