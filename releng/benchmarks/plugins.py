"""Plug-ins: how long an installation takes, the first use of what it brought, and what an impairment of somebody else's costs."""

import os
import re
import shutil
import subprocess
import time

from control import LAUNCHER, ROOT, Client, timed
from harness import Problem, median, table

INSTALL_SECONDS = 10
FIRST_USE_MS = 200
RATE = 1 / 0.9
ID = "bench.loss"
KIND = ID + ".loss"
LINK = "h1-h2/forward"
NETWORK = '<network format="1" name="plugins"><node name="h1" kind="host"/><node name="h2" kind="host"/><link from="h1" to="h2"/></network>'


def run(session):
    folder = os.path.join(session.folder, "socket")
    os.mkdir(folder, 0o700)
    path = os.path.join(folder, "engine.sock")
    environment = dict(os.environ, WIREBENCH_SOCKET=path, WIREBENCH_NO_BUILD="1", WIREBENCH_IDLE="1 h", WIREBENCH=LAUNCHER,
                       XDG_DATA_HOME=os.path.join(session.folder, "data"))
    only = session.only.split(",") if session.only else ["install", "rate"]
    site = build(session, environment)
    try:
        timed([LAUNCHER, "engine", "--background"], environment)
        client = Client(path)
        client.greet()
        lab = client.call("lab/open", network={"text": NETWORK}, keep=True)["lab"]
        client.call("lab/apply", lab=lab)
        if "install" in only:
            install(session, environment, client, lab, site)
        if "rate" in only:
            rate(session, environment, client, lab, site)
    finally:
        subprocess.run([LAUNCHER, "engine", "stop", "--force"], env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def build(session, environment):
    """Our own loss with its very source, as a plug-in of somebody else's. Returns its site."""
    kinds = os.path.join(ROOT, "bundles", "io.wirebench.kinds")
    plugin = os.path.join(session.folder, "plugin")
    timed([LAUNCHER, "plugins", "new", "--type", "impairment", "--id", ID, plugin], environment)
    bundle = os.path.join(plugin, ID)
    with open(os.path.join(kinds, "src/io/wirebench/kinds/internal/LossKind.java")) as source:
        text = source.read().replace("package io.wirebench.kinds.internal;", "package %s.internal;" % ID)
    with open(os.path.join(bundle, "src/bench/loss/internal/LossKind.java"), "w") as out:
        out.write(text)
    with open(os.path.join(kinds, "plugin.xml")) as source:
        declared = re.search(r'<impairmentKind id="io\.wirebench\.kinds\.loss".*?</impairmentKind>', source.read(), re.S).group()
    with open(os.path.join(bundle, "plugin.xml"), "w") as out:
        out.write('<?xml version="1.0"?><?eclipse version="3.4"?><plugin><extension point="io.wirebench.core.impairmentKinds">%s</extension></plugin>'
                  % declared.replace("io.wirebench.kinds", ID, 1).replace("io.wirebench.kinds.internal", ID + ".internal"))
    shutil.rmtree(os.path.join(bundle, "test"))
    os.mkdir(os.path.join(bundle, "test"))
    # There is no network in here; what the build needs is there since the product was built.
    seconds = timed([LAUNCHER, "plugins", "build", plugin, "-o", "-DskipTests"], environment)
    session.note("the plug-in was built in %.0f s" % seconds)
    return os.path.join(plugin, ID + ".site", "target", "repository")


def impair(client, lab, kind):
    begin = time.monotonic_ns()
    client.call("lab/add", lab=lab, parent=LINK, xml='<impairment kind="%s" name="it" probability="1 %%"/>' % kind)
    took = time.monotonic_ns() - begin
    client.call("lab/remove", lab=lab, element=LINK + "/it")
    return took / 1e6


def install(session, environment, client, lab, site):
    """Whole commands; and the request that puts the new kind onto a link that had nothing, so that it goes through the engine from then on."""
    for _ in range(2 if session.quick else 7):
        session.keep("install.s", timed([LAUNCHER, "plugins", "install", "--yes", "--trust", site], environment))
        session.keep("first.ms", impair(client, lab, KIND))
        session.keep("again.ms", impair(client, lab, KIND))
        session.keep("builtin.ms", impair(client, lab, "loss"))
        session.keep("remove.s", timed([LAUNCHER, "plugins", "remove", "--yes", ID], environment))
    table(["", "median", "best", "worst"], [[name] + ["%.3f" % f(session.samples[key]) for f in (median, min, max)] for name, key in
          (("install from a folder, s", "install.s"), ("first use, ms", "first.ms"), ("second use, ms", "again.ms"), ("built-in loss, ms", "builtin.ms"), ("remove, s", "remove.s"))])
    session.ratio("plugins.install-s", median(session.samples["install.s"]), INSTALL_SECONDS)
    session.ratio("plugins.first-use-ms", median(session.samples["first.ms"]), FIRST_USE_MS)
    session.note("the first use takes %.1f times as long as one of the built-in loss" % (median(session.samples["first.ms"]) / median(session.samples["builtin.ms"])))


def rate(session, environment, client, lab, site):
    """One link with both, of which one has an effect; a flood of the smallest frames, from the other side of the veth."""
    flood = session.compile("flood.c")
    timed([LAUNCHER, "plugins", "install", "--yes", "--trust", site], environment)
    sides = {"builtin": "loss", "plugin": KIND}
    for name, kind in sides.items():
        client.call("lab/add", lab=lab, parent=LINK, xml='<impairment kind="%s" name="%s" probability="1 %%" enabled="false"/>' % (kind, name))
    mac = next(i["mac"] for n in client.call("lab/network", lab=lab)["nodes"] if n["name"] == "h2" for i in n["interfaces"])
    seconds = "1" if session.quick else "3"
    for turn in range(2 if session.quick else 9):
        for name in sides:
            client.call("lab/set", lab=lab, values={"%s/%s.enabled" % (LINK, side): "true" if side == name else "false" for side in sides})
            before = counters(client, lab)
            ran = client.call("node/run", lab=lab, node="h1", argv=[flood, "eth0", mac, "64", seconds, "0"])
            if ran["exitCode"]:
                raise Problem("flood: " + ran["stderr"])
            sent, nanos = map(int, ran["stdout"].split())
            now = counters(client, lab)
            dropped = {reason: n - before["droppedFrames"].get(reason, 0) for reason, n in now["droppedFrames"].items()}
            lost = dropped.pop("loss", 0)
            seen = now["inFrames"] - before["inFrames"] - sum(dropped.values())  # without those that found the ring full
            if abs(lost / seen - 0.01) > 0.002:
                raise Problem("%s lost %d of %d frames instead of one of a hundred" % (name, lost, seen))
            if turn: # the first one is for the compiler
                session.keep("rate.%s" % name, (now["outFrames"] - before["outFrames"]) / (nanos / 1e9))
    table(["frames a second through the link, 64 B", "median", "best", "worst"], [[name] + ["%.0f" % f(session.samples["rate." + name]) for f in (median, max, min)] for name in sides])
    session.ratio("plugins.rate", median([b / p for b, p in zip(session.samples["rate.builtin"], session.samples["rate.plugin"])]), round(RATE, 3))


def counters(client, lab):
    """Of the flooded direction, once nothing is on its way."""
    last = None
    while True:
        now = client.call("lab/state", lab=lab, fresh=True)["links"]["h1-h2"]["forward"]
        if now["queuedFrames"] == 0 and now["inFrames"] == last:
            return now
        last = now["inFrames"]
