"""The engine as its clients feel it: start, first answer, programs in nodes, calls beside streams, Python, an orderly end."""

import json
import os
import shlex
import signal
import socket
import subprocess
import sys
import threading
import time

from harness import HERE, Driven, Problem, median, table

ROOT = os.path.dirname(os.path.dirname(HERE))
LAUNCHER = os.path.join(ROOT, "wirebench")
COLD_SECONDS = 2.5
WARM_SECONDS = 0.3
EXEC_MS = 15
CALL_MS = 10
CALLS_PER_SECOND = 100
HOSTS = 500
PYTHON_SECONDS = 2
STOP_SECONDS = 2


class Client:
    """A connection to an engine with as little of Python as possible: what is timed is the engine."""

    def __init__(self, path):
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.connect(path)
        self.stream = self.socket.makefile("rb")
        self.number = 0
        self.notices = 0

    def greet(self):
        return self.call("engine/hello", protocol=1, client="a benchmark")

    def send(self, method, **params):
        self.number += 1
        body = json.dumps({"jsonrpc": "2.0", "id": self.number, "method": method, "params": params}).encode()
        self.socket.sendall(b"Content-Length: %d\r\n\r\n" % len(body) + body)
        return self.number

    def frame(self):
        length = None
        while True:
            line = self.stream.readline()
            if not line:
                raise Problem("the engine has ended")
            if line == b"\r\n":
                return self.stream.read(length)
            length = int(line.split(b":")[1])

    def answer(self, number):
        while True:
            message = json.loads(self.frame())
            if message.get("id") == number:
                if "error" in message:
                    raise Problem("%s" % message["error"])
                return message["result"]
            self.notices += 1

    def call(self, method, **params):
        return self.answer(self.send(method, **params))

    def close(self):
        self.stream.close()
        self.socket.close()


def star(hosts):
    lines = ['<network format="1" name="star%d">' % hosts, '<node name="sw" kind="switch"/>']
    lines += ['<node name="h%d" kind="host"/><link from="h%d" to="sw"/>' % (n, n) for n in range(1, hosts + 1)]
    return "\n".join(lines + ["</network>"])


def percentile(values, share):
    return sorted(values)[min(len(values) - 1, int(len(values) * share))]


def timed(command, environment):
    begin = time.monotonic()
    done = subprocess.run(command, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    if done.returncode:
        raise Problem("%s: exit code %d: %s" % (" ".join(command), done.returncode, done.stderr[-500:]))
    return time.monotonic() - begin


def run(session):
    folder = os.path.join(session.folder, "socket")
    os.mkdir(folder, 0o700)
    path = os.path.join(folder, "engine.sock")
    environment = dict(os.environ, WIREBENCH_SOCKET=path, WIREBENCH_NO_BUILD="1", WIREBENCH_IDLE="1 h", WIREBENCH=LAUNCHER)
    only = session.only.split(",") if session.only else ["start", "exec", "calls", "python", "stop"]
    try:
        if "start" in only:
            start(session, environment)
        timed([LAUNCHER, "engine", "--background"], environment)
        if "exec" in only:
            programs(session, path)
        if "calls" in only:
            calls(session, path)
        if "python" in only:
            python(session, environment)
        if "stop" in only:
            stop(session, path)
    finally:
        subprocess.run([LAUNCHER, "engine", "stop", "--force"], env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def start(session, environment):
    """Whole commands, launcher included: the first one starts the engine."""
    rounds = 2 if session.quick else 7
    bare = shlex.split(os.environ["WIREBENCH_JAVA"])[0]
    timed([LAUNCHER, "list"], environment)
    for _ in range(rounds):
        session.keep("start.cold", timed([LAUNCHER, "kinds", "delay"], environment))
        session.keep("start.warm", timed([LAUNCHER, "kinds", "delay"], environment))
        session.keep("start.java", timed([bare, "-Xshare:auto", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-version"], environment))
        timed([LAUNCHER, "engine", "stop"], environment)
    cold, warm, java = (median(session.samples["start." + key]) for key in ("cold", "warm", "java"))
    table(["whole commands, s", "median", "best", "worst"], [[name, "%.3f" % median(v), "%.3f" % min(v), "%.3f" % max(v)] for name, v in
          (("first answer, engine started for it", session.samples["start.cold"]), ("answer of an engine that runs", session.samples["start.warm"]),
           ("for comparison: java -version", session.samples["start.java"]))])
    session.ratio("control.first-answer-cold-s", cold, COLD_SECONDS)
    session.ratio("control.first-answer-warm-s", warm, WARM_SECONDS)
    session.note("a command at a running engine takes %.1f times as long as java -version" % (warm / java))


def programs(session, path):
    """`true` in a node: asked of the engine, and by nsenter."""
    client = Client(path)
    client.greet()
    lab = client.call("lab/open", network={"text": star(4)})["lab"]
    client.call("lab/apply", lab=lab)
    line = shlex.split(client.call("node/shell", lab=lab, node="h1")["command"])
    # The benchmark is in the engine's user namespace already.
    nsenter = [word for word in line[:-1] if word not in ("--user", "--preserve-credentials")] + ["true"]
    for n in range(50 if session.quick else 400):
        begin = time.monotonic_ns()
        client.call("node/run", lab=lab, node="h1", argv=["true"])
        took = time.monotonic_ns() - begin
        begin = time.monotonic_ns()
        subprocess.run(nsenter, check=True)
        if n >= 20:
            session.keep("exec.engine", took / 1e6)
            session.keep("exec.nsenter", (time.monotonic_ns() - begin) / 1e6)
    client.call("lab/stop", lab=lab)
    client.close()
    engine, other = session.samples["exec.engine"], session.samples["exec.nsenter"]
    table(["true in a node, ms", "p50", "p90", "p99"], [[name, "%.2f" % percentile(v, 0.5), "%.2f" % percentile(v, 0.9), "%.2f" % percentile(v, 0.99)]
                                                     for name, v in (("node/run", engine), ("nsenter", other))])
    session.ratio("control.exec-p50-ms", percentile(engine, 0.5), EXEC_MS)
    session.ratio("control.exec-to-nsenter", percentile(engine, 0.5) / percentile(other, 0.5), 2)


def stream(client, lab, stop):
    client.call("lab/watch", lab=lab, states=True, intervalSeconds=0.4)
    while not stop.is_set():
        client.frame()
        client.notices += 1


def calls(session, path):
    """Calls at a steady pace beside a lab of 500 nodes whose states another client takes; against a server in C that only answers."""
    hosts = 100 if session.quick else HOSTS
    seconds = 3 if session.quick else 20
    owner, caller, watcher = Client(path), Client(path), Client(path)
    for client in (owner, caller, watcher):
        client.greet()
    small = owner.call("lab/open", network={"text": star(2).replace('<link from="h1" to="sw"/>', '<link from="h1" to="sw"><both><impairment kind="delay" time="1 ms"/></both></link>')})["lab"]
    owner.call("lab/apply", lab=small)
    large = owner.call("lab/open", network={"text": star(hosts)})["lab"]
    owner.call("lab/apply", lab=large)
    stop = threading.Event()
    thread = threading.Thread(target=stream, args=(watcher, large, stop), daemon=True)
    thread.start()
    asked = [("lab/figures", {"lab": large, "paths": ["h1-sw/forward.in", "h2-sw.up"]}), ("lab/state", {"lab": small}), ("engine/status", {}),
             ("lab/set", {"lab": small, "values": {"h1-sw/both/delay.time": "1 ms"}})]
    length = len(json.dumps({"jsonrpc": "2.0", "id": 1, "result": caller.call("lab/state", lab=small)}))
    baseline = session.compile("echo.c")
    server = Driven([baseline, path + ".c", str(length)])
    echo = Client(path + ".c")
    try:
        begin = time.monotonic()
        states = watcher.notices
        for n in range(int(seconds * CALLS_PER_SECOND)):
            due = begin + n / CALLS_PER_SECOND
            while (left := due - time.monotonic()) > 0:
                time.sleep(left)
            method, params = asked[n % len(asked)]
            if method == "lab/set":
                params["values"]["h1-sw/both/delay.time"] = "%d ms" % (1 + n % 7)
            t = time.monotonic_ns()
            caller.call(method, **params)
            session.keep("calls." + method, (time.monotonic_ns() - t) / 1e6)
            t = time.monotonic_ns()
            echo.send(method, **params)
            echo.frame()
            session.keep("calls.c", (time.monotonic_ns() - t) / 1e6)
        rate = (watcher.notices - states) / seconds
    finally:
        stop.set()
        echo.close()
        server.process.wait(10)
    owner.call("lab/stop", lab=large)
    owner.call("lab/stop", lab=small)
    everything = [v for method, _ in asked for v in session.samples["calls." + method]]
    rows = [[method] + ["%.2f" % percentile(session.samples["calls." + method], share) for share in (0.5, 0.9, 0.99)] for method, _ in asked]
    rows.append(["all"] + ["%.2f" % percentile(everything, share) for share in (0.5, 0.9, 0.99)])
    rows.append(["a server in C that only answers"] + ["%.2f" % percentile(session.samples["calls.c"], share) for share in (0.5, 0.9, 0.99)])
    table(["%d calls/s beside %d nodes, ms" % (CALLS_PER_SECOND, hosts), "p50", "p90", "p99"], rows)
    session.note("meanwhile another client took %.1f states/s of %d nodes" % (rate, hosts))
    session.ratio("control.calls-p99-ms", percentile(everything, 0.99), CALL_MS)
    for client in (owner, caller, watcher):
        client.close()


def python(session, environment):
    """A script that starts a star of 100 and stops it: as the script sees it, import of the package included."""
    package = os.path.join(ROOT, "clients", "python", "src")
    file = os.path.join(session.folder, "star100.wirebench")
    with open(file, "w") as out:
        out.write(star(100))
    script = "import wirebench\nwith wirebench.Engine.connect() as engine:\n    with engine.open(%r) as lab:\n        lab.start()\n" % file
    interpreter = "/usr/bin/python3" if os.path.exists("/usr/bin/python3") else sys.executable
    for _ in range(2 if session.quick else 7):
        session.keep("python.star100", timed([interpreter, "-c", script], dict(environment, PYTHONPATH=package)))
    values = session.samples["python.star100"]
    table(["Python: star of 100 up and down, s", "median", "best", "worst"], [["script, import included", "%.3f" % median(values), "%.3f" % min(values), "%.3f" % max(values)]])
    session.ratio("control.python-star100-s", median(values), PYTHON_SECONDS)


def stop(session, path):
    """SIGTERM while a large star runs, until the engine's process is gone."""
    hosts = 100 if session.quick else HOSTS
    client = Client(path)
    info = client.greet()
    lab = client.call("lab/open", keep=True, network={"text": star(hosts)})["lab"]
    client.call("lab/apply", lab=lab)
    begin = time.monotonic()
    os.kill(info["pid"], signal.SIGTERM)
    while os.path.exists("/proc/%d" % info["pid"]):
        time.sleep(0.002)
        if time.monotonic() - begin > 30:
            raise Problem("the engine does not end after SIGTERM")
    took = time.monotonic() - begin
    session.keep("stop.sigterm", took)
    session.note("SIGTERM with %d hosts: the engine is gone after %.3f s" % (hosts, took))
    session.ratio("control.sigterm-%d-s" % hosts, took, STOP_SECONDS)
