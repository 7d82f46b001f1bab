"""What all benchmarks share: compiling baselines, driving programs by lines, figures, ratios, kept samples."""

import ctypes
import json
import os
import platform
import shlex
import statistics
import subprocess
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
CLONE_NEWNET = 0x40000000
LIBC = ctypes.CDLL(None, use_errno=True)


class Problem(Exception):
    """The benchmark cannot go on; the text says why and what to do."""


class Session:
    """One run of one benchmark: its options, its folder for temporary files, what it measured."""

    def __init__(self, name, options, folder):
        self.name = name
        self.quick = options.quick
        self.folder = folder
        self.results = options.results
        self.samples = {}
        self.ratios = []
        self.notes = []

    def compile(self, source):
        """Compiles a C baseline. Returns the program's path."""
        program = os.path.join(self.folder, source[:-2])
        subprocess.run(["gcc", "-O2", "-Wall", "-o", program, os.path.join(HERE, "c", source)], check=True)
        return program

    def product(self, *arguments):
        """The product's command line, as the launcher gives it."""
        command = os.environ.get("WIREBENCH_JAVA")
        if not command:
            raise Problem("WIREBENCH_JAVA is not set: start benchmarks by `./wirebench bench NAME`, "
                          "which knows the product's command line")
        return shlex.split(command) + list(arguments)

    def keep(self, key, value):
        """Keeps a raw sample."""
        self.samples.setdefault(key, []).append(value)

    def ratio(self, name, value, bound):
        """Compares with a bound: at most so much is ok."""
        ok = value <= bound
        self.ratios.append({"name": name, "value": round(value, 3), "bound": bound, "ok": ok})
        return ok

    def note(self, text):
        self.notes.append(text)
        print("# " + text, flush=True)

    def finish(self):
        """Prints the ratios and writes the file of samples. Returns the exit code."""
        os.makedirs(self.results, exist_ok=True)
        stamp = time.strftime("%Y%m%d-%H%M%S", time.gmtime())
        path = os.path.join(self.results, "%s-%s.json" % (self.name, stamp))
        with open(path, "w") as out:
            json.dump({"benchmark": self.name, "quick": self.quick, "utc": stamp, "machine": machine(),
                       "notes": self.notes, "ratios": self.ratios, "samples": self.samples}, out, indent=1)
        print()
        for r in self.ratios:
            print("RATIO %s %.3f %s %s" % (r["name"], r["value"], r["bound"], "ok" if r["ok"] else "short"))
        print("# raw samples: " + path)
        return 0 if all(r["ok"] for r in self.ratios) else 1


def machine():
    model = ""
    with open("/proc/cpuinfo") as cpus:
        for line in cpus:
            if line.startswith("model name"):
                model = line.split(":", 1)[1].strip()
                break
    return {"kernel": platform.release(), "cpu": model, "cpus": os.cpu_count(), "load": os.getloadavg()}


class Driven:
    """A program that obeys lines of its input and answers with lines that begin with @."""

    def __init__(self, command):
        self.begun = time.monotonic_ns()
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1)
        self.pid = self.process.pid
        self.hints = {}
        self.answer("ready")

    def answer(self, word):
        """Waits for the answer that begins with a word. Returns its other words; lines before it go to `lines`."""
        self.lines = []
        for line in self.process.stdout:
            parts = line.split()
            if parts[:2] == ["@", word]:
                return parts[2:]
            self.lines.append(line.rstrip())
        raise Problem("%s ended with %s instead of answering '%s': %s"
                      % (self.process.args[0], self.process.wait(), word, "\n".join(self.lines[-20:])))

    def tell(self, line):
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()

    def ask(self, line, word):
        self.tell(line)
        return self.answer(word)

    def cpu_nanos(self):
        """CPU time of all threads of the process so far, also of ended ones."""
        return time.clock_gettime_ns((~self.pid << 3) | 2)

    def namespaces(self):
        """Paths of one descriptor for each network namespace that the process holds, in the order of their numbers."""
        folder = "/proc/%d/fd/" % self.pid
        own = os.readlink("/proc/%d/ns/net" % self.pid)
        seen = {own}
        found = []
        for number in sorted(map(int, os.listdir(folder))):
            try:
                target = os.readlink(folder + str(number))
            except FileNotFoundError:
                continue
            if target.startswith("net:[") and target not in seen:
                seen.add(target)
                found.append(folder + str(number))
        return found

    def end(self):
        if self.process.poll() is None:
            try:
                self.tell("quit")
                self.process.stdin.close()
                self.process.wait(20)
            except (OSError, subprocess.TimeoutExpired):
                self.process.kill()
                self.process.wait()


class Inside:
    """With it: this thread is in a network namespace. Sockets made there stay there."""

    def __init__(self, path):
        self.path = path

    def __enter__(self):
        self.before = os.open("/proc/thread-self/ns/net", os.O_RDONLY)
        there = os.open(self.path, os.O_RDONLY)
        try:
            self.enter(there)
        finally:
            os.close(there)

    def __exit__(self, *_):
        self.enter(self.before)
        os.close(self.before)

    @staticmethod
    def enter(fd):
        if LIBC.setns(fd, CLONE_NEWNET) < 0:
            raise OSError(ctypes.get_errno(), "setns")


def machine_cpu_nanos():
    """CPU time of the whole machine but for what it was idle, also that of kernel threads, in ticks of 10 ms."""
    with open("/proc/stat") as stat:
        ticks = list(map(int, stat.readline().split()[1:]))
    return (sum(ticks[:3]) + ticks[5] + ticks[6]) * (1_000_000_000 // os.sysconf("SC_CLK_TCK"))


def median(values):
    return statistics.median(values)


def table(header, rows):
    """Prints rows, numbers to the right."""
    texts = [[c if isinstance(c, str) else "%.1f" % c if isinstance(c, float) else str(c) for c in row] for row in [header] + rows]
    widths = [max(len(r[i]) for r in texts) for i in range(len(header))]
    print()
    for r in texts:
        print("  ".join(c.ljust(w) if i == 0 else c.rjust(w) for i, (c, w) in enumerate(zip(r, widths))).rstrip())
    sys.stdout.flush()
