"""Wirebench: networks that run on Linux, and can be changed, watched and measured while they run.

A network is hosts, routers, switches and links, what goes wrong on the links (delay, loss, rate, ...), traffic and measurements. It runs
in a *lab* of an *engine*, a process of yours that needs no root and touches nothing of the machine's own network.

**A network and a lab.** Two hosts, 10 ms apart each way::

    import wirebench

    net = wirebench.Network("two-hosts", seed=7)
    net.host("h1")
    net.host("h2")
    net.link("h1", "h2").both.add("delay", time="10 ms")
    net.flow("ping", "ping", "h1", "h2", interval="200 ms")

    with wirebench.start(net) as lab:                                  # stopped at the end, whatever happens
        lab.wait("flow:ping.rtt at least 20 ms")
        print(lab.figure("flow:ping.rtt"))                             # 20.1 ms: a float, in seconds, with a unit
        print(lab.node("h1").run(["ip", "route"], check=True).stdout)

A network can as well be a file: ``wirebench.start("net.wirebench")``, or ``Network.load("net.wirebench")`` to change it before. Values are
text with units, as in files. What can be in a network, with parameters and figures, is in ``Engine.kinds()``; ``snap-length`` is written
``snap_length`` in Python.

**Change it while it runs.** ::

    lab.set("h1-h2/both/delay.time", "50 ms")
    lab.impair("h1-h2", "loss", direction="forward", probability="1 %")
    lab.down("h1-h2"); lab.up("h1-h2")

**Programs and files in nodes**, like ``subprocess``::

    with lab.node("h2").popen(["python3", "-m", "http.server", "8000"]):
        lab.node("h1").run(["curl", "--retry", "9", "--retry-connrefused", "http://h2:8000/"], check=True, timeout=20)

**Watch it.** ``lab.state()``, ``for state in lab.states(): ...``, ``lab.events()``, ``with lab.capture("h1-h2", "file.pcapng"): ...``.

**Expect something.** ``net.scenario("10 s").set(...).within(...)``, then ``lab.run().raise_if_failed()``.

**Find where it breaks.** ``bisect(lab, "h1-h2/both/delay.time", "0 ms", "2000 ms", [...], node="h1")``.

**Several things, one engine.** ``with Engine.connect() as engine: engine.open(net, start=True)``; other programs and the window of Wirebench
see the same labs: ``engine.labs()``, ``engine.lab("name")``.

**asyncio**: the same names in ``wirebench.aio``. **pytest**: the fixture ``lab``, see ``wirebench.pytest_plugin``.

Everything that goes wrong is a :class:`WirebenchError` that says what, where and what to do; what takes too long is a ``TimeoutError``.
"""

from __future__ import annotations

import os
from typing import Mapping, Optional, Union

from ._bisect import Bisection, bisect
from ._streams import Feed
from ._version import VERSION as __version__
from .data import (
    Capability,
    Checked,
    CompletedProgram,
    DirectionState,
    Doctor,
    EngineInfo,
    Event,
    Expectation,
    Figure,
    FlowState,
    Kind,
    LabInfo,
    LinkState,
    NetworkInfo,
    NodeState,
    Plan,
    Plugin,
    PluginChange,
    PluginFault,
    PluginPlan,
    PluginWarning,
    ProbeState,
    Problem,
    Progress,
    RunNotice,
    RunResult,
    ServiceState,
    State,
    Waited,
)
from .engine import Capture, Engine, Lab, LabFlow, LabNode, Program, Source
from .errors import (
    ConnectionLost,
    EndedError,
    InputError,
    LimitError,
    MachineError,
    ProgramFailed,
    RequestCancelled,
    ScenarioFailed,
    VersionError,
    WaitTimeout,
    WirebenchError,
)
from .network import Network
from .units import Value, gbit, kbit, kib, mbit, ms, percent, s, us

__all__ = [
    "Bisection",
    "Capability",
    "Capture",
    "Checked",
    "CompletedProgram",
    "ConnectionLost",
    "DirectionState",
    "Doctor",
    "EndedError",
    "Engine",
    "EngineInfo",
    "Event",
    "Expectation",
    "Feed",
    "Figure",
    "FlowState",
    "InputError",
    "Kind",
    "Lab",
    "LabFlow",
    "LabInfo",
    "LabNode",
    "LimitError",
    "LinkState",
    "MachineError",
    "Network",
    "NetworkInfo",
    "NodeState",
    "Plan",
    "Plugin",
    "PluginChange",
    "PluginFault",
    "PluginPlan",
    "PluginWarning",
    "ProbeState",
    "Problem",
    "Program",
    "ProgramFailed",
    "Progress",
    "RequestCancelled",
    "RunNotice",
    "RunResult",
    "ScenarioFailed",
    "ServiceState",
    "State",
    "VersionError",
    "WaitTimeout",
    "Waited",
    "WirebenchError",
    "bisect",
    "gbit",
    "kbit",
    "kib",
    "mbit",
    "ms",
    "percent",
    "s",
    "start",
    "us",
]


def start(
    source: Source,
    *,
    name: Optional[str] = None,
    set: Optional[Mapping[str, Value]] = None,
    seed: Optional[int] = None,
    folder: Union[str, "os.PathLike[str]", None] = None,
) -> Lab:
    """Starts a network and returns its lab, for ``with``: at the end it is stopped and its connection closed.

    ``source`` is a :class:`Network`, the path of a file, or the text of one. The other parameters are those of :meth:`Engine.open`.
    """
    engine = Engine.connect(start=True)
    try:
        lab = engine.open(source, name=name, set=set, seed=seed, folder=folder, start=True)
    except BaseException:
        engine.close()
        raise
    lab._closes_engine = True
    return lab
