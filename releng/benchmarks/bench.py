#!/usr/bin/env python3
"""Wirebench's benchmarks: `./wirebench bench NAME [--quick]`. See docs/benchmarks.md."""

import argparse
import os
import resource
import shutil
import subprocess
import sys
import tempfile

import harness

NAMES = {"bringup": "start and stop of labs, against rtnetlink in C", "engine": "a link in the engine, against the same pipeline in C",
         "control": "the engine as its clients feel it, against nsenter and a server in C",
         "plugins": "installing a plug-in, its first use, and what its impairment costs, against a built-in one",
         "scale": "large labs: start, stop, edits and memory, against rtnetlink in C that makes the same change",
         "soak": "half an hour of edits, programs, captures, slow clients and a bad plug-in: what the engine holds before and after",
         "ospf": "a chain of OSPF routers, against the same daemons by ip and shell"}


def main():
    parser = argparse.ArgumentParser(prog="wirebench bench", description="Measures Wirebench against baselines that run beside it in the same run.",
                                     epilog="; ".join("%s: %s" % n for n in NAMES.items()))
    parser.add_argument("name", choices=NAMES, metavar="NAME", help=", ".join(NAMES))
    parser.add_argument("--quick", action="store_true", help="small and short: whether it works, not how fast it is")
    parser.add_argument("--results", default="bench-results", help="folder for raw samples (default: ./bench-results)")
    parser.add_argument("--only", default="", metavar="CASES", help="only these cases, with commas in between")
    parser.add_argument("--inside", help=argparse.SUPPRESS)
    options = parser.parse_args()
    options.results = os.path.abspath(options.results)
    missing = [tool for tool in ("gcc", "unshare", "nsenter", "ip", "tc") if not shutil.which(tool)]
    if missing:
        print("wirebench bench: %s not found; on Debian and Ubuntu install gcc libc6-dev util-linux iproute2" % ", ".join(missing), file=sys.stderr)
        return 3
    os.makedirs(options.results, exist_ok=True)
    if not options.inside:
        return in_namespaces()
    return measure(options)


def in_namespaces():
    """Runs this again as the first user of namespaces of its own: nothing outlives it, limits are its own, no root needed."""
    with tempfile.TemporaryDirectory(prefix="wirebench-bench-") as folder:
        command = ["unshare", "--user", "--map-root-user", "--net", "--mount", "--pid", "--fork", "--mount-proc", "--kill-child"]
        if subprocess.run(command + ["true"], stderr=subprocess.DEVNULL).returncode:
            print("wirebench bench: this user may not make user namespaces; `./wirebench doctor` says how to allow it", file=sys.stderr)
            return 3
        return subprocess.run(command + [sys.executable, os.path.abspath(__file__)] + sys.argv[1:] + ["--inside", folder]).returncode


def measure(options):
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    session = harness.Session(options.name, options, options.inside)
    session.only = options.only
    benchmark = __import__(options.name)
    about = harness.machine()
    print("# %s, kernel %s, %d CPUs (%s), load %.1f" % (options.name, about["kernel"], about["cpus"], about["cpu"], about["load"][0]), flush=True)
    try:
        benchmark.run(session)
    except harness.Problem as problem:
        print("wirebench bench: %s" % problem, file=sys.stderr)
        return 1
    return session.finish()


if __name__ == "__main__":
    sys.exit(main())
