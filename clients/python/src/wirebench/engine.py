"""Engines, the labs in them, and what runs in a lab."""

from __future__ import annotations

import base64
import io
import os
import signal
import sys
import threading
import time
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Callable, Dict, Iterator, List, Mapping, Optional, Sequence, Tuple, Type, Union

from . import errors, network, units
from ._connection import Connection, connect, socket_path
from ._streams import CaptureSink, Feed, Output, ProgramSink
from .data import (
    Checked,
    CompletedProgram,
    Doctor,
    EngineInfo,
    Event,
    Figure,
    FlowState,
    Kind,
    LabInfo,
    NetworkInfo,
    Plan,
    Plugin,
    PluginFault,
    PluginPlan,
    Progress,
    RunNotice,
    RunResult,
    State,
    Waited,
    decode,
)
from .network import Network
from .units import Value

Source = Union[Network, str, "os.PathLike[str]"]
"""A network: a :class:`Network`, the path of a file, or the text of one (a ``str`` with a ``<`` in it)."""

_INPUT_BYTES = 1 << 18  # of one program/input
_END_SECONDS = 60.0  # for an engine that ends
_SHOWN_CHARACTERS = 300  # of a command line in messages


NETWORK_BYTES = 8 << 20  # as in the protocol's limits


def network_text(source: Source, set: Optional[Mapping[str, Value]] = None, seed: Optional[int] = None) -> Dict[str, Any]:
    """What the protocol calls a NetworkText: a file's text with changes on top."""
    file_name: Optional[str] = None
    if isinstance(source, Network):
        text, file_name = source.to_xml(), source.file_name
    elif isinstance(source, str) and "<" in source:
        text = source
    else:
        path = Path(source)
        file_name = path.name
        try:
            if path.exists() and not path.is_file():
                raise errors.InputError(f"{path} is no regular file.", remedy="Name a network file (.wirebench).")
            with path.open("rb") as file:
                data = file.read(NETWORK_BYTES + 1)
            text = data.decode("utf-8-sig")
        except OSError as error:
            raise errors.InputError(f"The file {path} cannot be read: {error.strerror}.") from None
        except UnicodeDecodeError as error:
            raise errors.InputError(f"The file {path} is not encoded as UTF-8: {error}.") from None
    if len(text) > NETWORK_BYTES or len(text) > NETWORK_BYTES // 4 and len(text.encode("utf-8", "surrogatepass")) > NETWORK_BYTES:
        raise errors.InputError(
            f"The text of {file_name or 'the network'} is longer than {NETWORK_BYTES >> 20} MiB, more than a network may have.",
            remedy="Is it a network file (.wirebench)? Split a larger one into several labs.",
        )
    message: Dict[str, Any] = {"text": text}
    if file_name:
        message["fileName"] = file_name
    if set:
        message["set"] = {str(path): units.text(value) for path, value in set.items()}
    if seed is not None:
        message["seed"] = str(seed)
    return message


class Engine:
    """A connection to an engine, which owns labs. Made by :meth:`connect`; close it, or use ``with``.

    All methods of an engine and of its labs may be called by several threads at once.
    """

    def __init__(self, connection: Connection, path: Path, client: str) -> None:
        """Not for users: see :meth:`connect`."""
        self._connection = connection
        self._path = path
        self._client = client
        network._engines.add(self)

    @classmethod
    def connect(cls, *, start: bool = True, socket: Union[str, "os.PathLike[str]", None] = None, client: Optional[str] = None) -> "Engine":
        """Connects to the engine of this user.

        When none runs, one is started (it ends by itself some time after its last client and lab are gone), unless ``start`` is False.
        ``socket`` is the path of its socket; left out: ``$WIREBENCH_SOCKET``, else the usual place. ``client`` is who we are, for lists
        and logs.
        """
        path = Path(socket) if socket is not None else socket_path()
        name = client or "python: " + (os.path.basename(sys.argv[0]) if sys.argv and sys.argv[0] else "interactive")
        return cls(connect(path, name, start=start), path, name)

    def close(self) -> None:
        """Ends the connection. Labs that were opened through it end, but for those to be kept."""
        self._connection.close()

    @property
    def closed(self) -> bool:
        """Whether the connection has ended, by :meth:`close` or because the engine has ended."""
        return self._connection.ended

    def __enter__(self) -> "Engine":
        return self

    def __exit__(self, kind: Optional[Type[BaseException]], error: Optional[BaseException], trace: Optional[TracebackType]) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"<Engine at {self._path}{' (closed)' if self.closed else ''}>"

    # The engine itself

    def status(self) -> EngineInfo:
        """How the engine is: version, process id, clients, labs."""
        return decode(EngineInfo, self._connection.call("engine/status"))

    def kinds(self) -> List[Kind]:
        """What can be in a network, with parameters and figures."""
        return [decode(Kind, kind) for kind in self._connection.call("engine/kinds")["kinds"]]

    def doctor(self) -> Doctor:
        """What this machine can do, each tried; may take some seconds the first time."""
        return decode(Doctor, self._connection.call("engine/doctor"))

    # Plug-ins

    def plugins(self) -> List[Plugin]:
        """The installed plug-ins."""
        return [decode(Plugin, plugin) for plugin in self._connection.call("plugins/list")["plugins"]]

    def install_plugins(self, site: Union[str, "os.PathLike[str]"], ids: Optional[Sequence[str]] = None, *, trust: bool = False, force: bool = False) -> PluginPlan:
        """Installs plug-ins of a site (a folder or zip file), by default all. ``trust`` accepts what nobody known has signed."""
        return self._change_plugins("plugins/install", site, ids, trust, force)

    def update_plugins(self, site: Union[str, "os.PathLike[str]"], ids: Optional[Sequence[str]] = None, *, trust: bool = False, force: bool = False) -> PluginPlan:
        """Updates installed plug-ins, by default all. The answer's ``warnings`` name what has no effect with the new versions."""
        return self._change_plugins("plugins/update", site, ids, trust, force)

    def remove_plugins(self, ids: Sequence[str], *, force: bool = False) -> PluginPlan:
        """Removes plug-ins. Refused when their kinds are in use, unless forced: labs then go on without."""
        return decode(PluginPlan, self._connection.call("plugins/remove", {"ids": list(ids), "force": force}))

    def plugin_log(self, id: Optional[str] = None) -> List[PluginFault]:
        """What code of plug-ins (or only of this plug-in, bundle or kind) has thrown, with stack traces, oldest first."""
        return [decode(PluginFault, fault) for fault in self._connection.call("plugins/log", {"id": id})["faults"]]

    def _change_plugins(self, method: str, site: Union[str, "os.PathLike[str]"], ids: Optional[Sequence[str]], trust: bool, force: bool) -> PluginPlan:
        named = None if ids is None else list(ids)
        return decode(PluginPlan, self._connection.call(method, {"ids": named, "site": os.path.abspath(os.fspath(site)), "trust": trust, "force": force}))

    def stop(self, *, force: bool = False) -> None:
        """Ends the engine, and returns when its labs are gone. Refused when there are other clients or labs, unless forced."""
        try:
            _done(self._connection.call("engine/stop", {"force": force}))
            self._connection.wait_ended(_END_SECONDS)
        except errors.ConnectionLost:
            pass  # it was faster than its answer
        self.close()

    # Networks

    def check(self, source: Source, *, set: Optional[Mapping[str, Value]] = None, seed: Optional[int] = None) -> Checked:
        """What is wrong with a network. ``set`` (element path to value) changes it before, as ``seed`` does."""
        return decode(Checked, self._connection.call("network/check", network_text(source, set, seed)))

    def plan(self, source: Source, *, set: Optional[Mapping[str, Value]] = None, seed: Optional[int] = None) -> Plan:
        """What would be done to start a network, as ``ip`` and ``tc`` commands with reasons. Makes nothing."""
        return _plan(self._connection, self._connection.call("network/plan", network_text(source, set, seed)))

    def draw(self, source: Source) -> str:
        """A drawing of a network, as the text of an SVG file."""
        with self.open(source) as lab:
            return lab.drawing()

    # Labs

    def labs(self) -> List[LabInfo]:
        """The labs that are open, of all clients."""
        return self.status().labs

    def open(
        self,
        source: Optional[Source] = None,
        *,
        name: Optional[str] = None,
        set: Optional[Mapping[str, Value]] = None,
        seed: Optional[int] = None,
        start: bool = False,
        keep: bool = False,
        folder: Union[str, "os.PathLike[str]", None] = None,
        directory: Union[str, "os.PathLike[str]", None] = None,
    ) -> "Lab":
        """Opens a lab for a network. Nothing runs in it until :meth:`Lab.start`, or at once with ``start=True``.

        ``name`` is made from the network's when left out. ``set`` and ``seed`` change the network. The lab ends with this connection
        unless ``keep`` is True. ``folder`` is where captures and reports go (left out: a folder that is removed with the lab),
        ``directory`` where programs start (left out: the current directory).
        """
        info = decode(
            LabInfo,
            self._connection.call(
                "lab/open",
                {
                    "name": name,
                    "network": None if source is None else network_text(source, set, seed),
                    "keep": keep,
                    "folder": None if folder is None else os.path.abspath(folder),
                    "directory": os.path.abspath(directory) if directory is not None else os.getcwd(),
                },
            ),
        )
        lab = Lab(self, info.lab, owned=not keep)
        if start:
            try:
                lab.start()
            except BaseException:
                lab._stop_quietly()
                raise
        return lab

    def lab(self, name: Optional[str] = None) -> "Lab":
        """A lab that is open already, of whatever client. It is not stopped at the end of a ``with``. The name may be left out if there is just one."""
        found = self.labs()
        if name is None and len(found) == 1:
            return Lab(self, found[0].lab, owned=False)
        for info in found:
            if info.lab == name:
                return Lab(self, info.lab, owned=False)
        listed = ", ".join(info.lab for info in found) or "none"
        if name is None:
            raise errors.InputError(f"Which lab? Open are: {listed}.", remedy="Give its name.")
        raise errors.InputError(f"There is no lab {name}. Open are: {listed}.", element=name)

    def states(self, lab: Optional[str] = None, *, interval: Optional[float] = None) -> "Feed[State]":
        """States as they come, of one lab or (left out) of all, those to come included. ``interval``: least seconds between two of a lab."""
        feed: Feed[State] = Feed(lambda notice: decode(State, notice["state"]))
        return feed.subscribe(self._connection, {"lab": lab, "states": True, "events": False, "intervalSeconds": interval})

    def events(self, lab: Optional[str] = None) -> "Feed[Event]":
        """Events as they come, of one lab or (left out) of all labs and the engine."""
        feed: Feed[Event] = Feed(lambda notice: decode(Event, notice["event"]))
        return feed.subscribe(self._connection, {"lab": lab, "states": False, "events": True})

    def _side(self, purpose: str) -> Connection:
        """A connection of its own, so that a stream that nobody reads holds up nothing else."""
        if self._connection.ended:
            self._connection.call("engine/status")  # raises what ended it
        return connect(self._path, f"{self._client} ({purpose})")


class Lab:
    """A network that runs, or is to run. Made by :meth:`Engine.open`, :meth:`Engine.lab` or :func:`wirebench.start`.

    As a context manager it is stopped at the end if it was opened here.
    """

    def __init__(self, engine: Engine, name: str, *, owned: bool, closes_engine: bool = False) -> None:
        """Not for users: see :meth:`Engine.open`."""
        self._engine = engine
        self._connection = engine._connection
        self._name = name
        self._owned = owned
        self._closes_engine = closes_engine
        self._stopped = False

    @property
    def name(self) -> str:
        """Its name in the engine."""
        return self._name

    @property
    def engine(self) -> Engine:
        """The engine that it is in."""
        return self._engine

    def __enter__(self) -> "Lab":
        return self

    def __exit__(self, kind: Optional[Type[BaseException]], error: Optional[BaseException], trace: Optional[TracebackType]) -> None:
        try:
            if self._owned:
                self._stop_quietly()
        finally:
            if self._closes_engine:
                self._engine.close()

    def __repr__(self) -> str:
        return f"<Lab {self._name}{' (stopped)' if self._stopped else ''}>"

    def _call(self, method: str, **params: Any) -> Any:
        return self._connection.call(method, {"lab": self._name, **params})

    # Start, change, stop

    def start(self, *, on_progress: Optional[Callable[[Progress], None]] = None) -> Plan:
        """Starts what the lab was opened with. Returns what was done. ``on_progress`` is called with each step."""
        return self._apply({"lab": self._name}, on_progress)

    def apply(
        self,
        source: Source,
        *,
        set: Optional[Mapping[str, Value]] = None,
        seed: Optional[int] = None,
        on_progress: Optional[Callable[[Progress], None]] = None,
    ) -> Plan:
        """Makes what runs what another network says, with only the steps needed. Returns what was done."""
        return self._apply({"lab": self._name, "network": network_text(source, set, seed)}, on_progress)

    def _apply(self, params: Dict[str, Any], on_progress: Optional[Callable[[Progress], None]]) -> Plan:
        on_notice = None if on_progress is None else lambda notice: on_progress(decode(Progress, notice))
        return _plan(self._connection, self._connection.call("lab/apply", params, on_notice=on_notice))

    def plan(self, source: Optional[Source] = None, *, set: Optional[Mapping[str, Value]] = None, seed: Optional[int] = None) -> Plan:
        """What :meth:`apply` (or, without a network, :meth:`start`) would do."""
        return _plan(self._connection, self._call("lab/plan", network=None if source is None else network_text(source, set, seed)))

    def set(self, values: object, value: Optional[Value] = None) -> Plan:
        """Changes parameters while the lab runs: ``set("r1-r2/both/delay.time", "50 ms")``, or a dictionary of several, all or none."""
        changes: Mapping[Any, Any] = values if isinstance(values, Mapping) else {values: value}
        if any(new is None for new in changes.values()):
            raise errors.InputError(f"No value was given for {', '.join(str(path) for path in changes)}.", remedy="Write set(path, value).")
        try:
            return _plan(self._connection, self._call("lab/set", values={str(path): units.text(new) for path, new in changes.items()}))
        except errors.InputError as error:
            if not error.element and len(changes) == 1:
                error.element = str(next(iter(changes)))
            raise

    def add(self, parent: object, xml: str) -> Plan:
        """Adds elements, written as in a network file. ``parent``: empty for the network, ``r1-r2/forward`` and such, or a node."""
        return _plan(self._connection, self._call("lab/add", parent=str(parent), xml=xml))

    def impair(
        self,
        link: object,
        kind: str,
        *,
        direction: str = "both",
        name: Optional[str] = None,
        match: Optional[str] = None,
        enabled: Optional[bool] = None,
        **parameters: Value,
    ) -> str:
        """Adds an impairment to a link: ``impair("r1-r2", "loss", probability="1 %")``. Returns its path.

        ``direction`` is ``both`` (the same each way, one way each), ``forward`` or ``backward``. ``match`` says which frames it acts on.
        """
        if direction not in ("both", "forward", "backward"):
            raise errors.InputError(f"The direction {direction!r} is none of both, forward, backward.", element=str(link))
        parent = f"{link}/{direction}"
        base = kind.rpartition(".")[2]
        chosen = name or self._free_name(parent, base)
        written = chosen if name is not None or chosen != base else None
        lone = Network("x").link("a", "b").both.add(kind, name=written, match=match, enabled=enabled, **parameters)
        self.add(parent, network._write(lone._xml))
        return f"{parent}/{chosen}"

    def _free_name(self, parent: str, base: str) -> str:
        present = Network.from_xml(self.network().text)
        taken = {impairment.path for link in present.links for side in (link.both, link.forward, link.backward) for impairment in side}
        name, number = base, 1
        while f"{parent}/{name}" in taken:
            number += 1
            name = f"{base}-{number}"
        return name

    def remove(self, path: object) -> Plan:
        """Removes an element while the lab runs."""
        return _plan(self._connection, self._call("lab/remove", element=str(path)))

    def up(self, link: object) -> Plan:
        """Mends a link."""
        return self.set(f"{link}.up", True)

    def down(self, link: object) -> Plan:
        """Breaks a link: it carries no frame, the interfaces at its ends stay."""
        return self.set(f"{link}.up", False)

    def stop(self) -> None:
        """Stops and ends it. Returns when nothing of it is left."""
        _done(self._call("lab/stop"))
        self._stopped = True

    def _stop_quietly(self) -> None:
        """Stops it unless it has ended already."""
        if self._stopped:
            return
        try:
            self.stop()
        except errors.EndedError:
            self._stopped = True  # by somebody else, or with the engine
        except errors.InputError:
            if any(info.lab == self._name for info in self._engine.labs()):
                raise
            self._stopped = True

    # How it stands

    def info(self) -> LabInfo:
        """Its entry in the list of labs."""
        for info in self._engine.labs():
            if info.lab == self._name:
                return info
        raise errors.EndedError(f"The lab {self._name} has ended.", element=self._name)

    def network(self) -> NetworkInfo:
        """What is in it: nodes with addresses, links, and the text of its file with all changes made since."""
        return decode(NetworkInfo, self._call("lab/network"))

    def drawing(self) -> str:
        """A drawing, as the text of an SVG file."""
        return str(self._call("lab/drawing")["svg"])

    def restart_service(self, path: object) -> None:
        """Ends a service's programs and starts them again: ``restart_service("r1/ospf")``. Returns when they are ready or have failed."""
        _done(self._call("service/restart", service=str(path)))

    def state(self, *, fresh: bool = False) -> State:
        """How it stands: the newest sample, at most half a second old, or one taken now."""
        return decode(State, self._call("lab/state", fresh=fresh))

    def figure(self, path: object) -> Figure:
        """A measured number, e.g. ``figure("flow:download.throughput")``: a ``float`` with ``unit``; NaN while there is no value yet."""
        return self.figures(path)[0]

    def figures(self, *paths: object) -> List[Figure]:
        """Several figures of the same sample."""
        found = self._call("lab/figures", paths=[str(path) for path in paths])["figures"]
        return [Figure(figure.get("value"), figure["unit"], figure["path"]) for figure in found]

    def wait(self, condition: str, timeout: float = 10.0) -> Waited:
        """Waits until a condition is true, e.g. ``wait("flow:ping.rtt below 30 ms", timeout=10)``; raises ``TimeoutError`` after ``timeout`` seconds."""
        waited = decode(Waited, self._call("lab/wait", condition=condition, timeoutSeconds=float(timeout)))
        if not waited.held:
            raise errors.WaitTimeout(f"After {timeout:g} s it was still not true that {condition} ({waited.explanation}).")
        return waited

    def states(self, *, interval: Optional[float] = None) -> "Feed[State]":
        """States as they come, until the lab has ended. ``interval``: least seconds between two."""
        runs = False

        def last(notice: Dict[str, Any]) -> bool:
            nonlocal runs
            stopped = notice["state"]["phase"] == "stopped"
            runs = runs or not stopped
            return runs and stopped

        feed: Feed[State] = Feed(lambda notice: decode(State, notice["state"]), last=last)
        return feed.subscribe(self._connection, {"lab": self._name, "states": True, "events": False, "intervalSeconds": interval})

    def events(self) -> "Feed[Event]":
        """Events as they come, e.g. what other clients change, until the lab has ended."""
        # Of all labs, since only that tells when this one ends.
        feed: Feed[Event] = Feed(
            lambda notice: decode(Event, notice["event"]),
            keep=lambda notice: bool(notice["event"]["lab"] == self._name),
            last=lambda notice: bool(notice["event"]["type"] == "lab"),
        )
        return feed.subscribe(self._connection, {"states": False, "events": True})

    def run(
        self,
        *,
        duration: Optional[float] = None,
        report: Union[str, "os.PathLike[str]", None] = None,
        on_notice: Optional[Callable[[RunNotice], None]] = None,
    ) -> RunResult:
        """Takes it through the scenario of its network and checks the expectations.

        ``duration`` ends the run after so many seconds, whatever the scenario says. ``report`` is a folder for report.html and
        report.json. ``on_notice`` is called, on this thread, with what happens. See :meth:`RunResult.raise_if_failed`.
        """
        params = {"lab": self._name, "forSeconds": duration, "report": None if report is None else os.path.abspath(report)}
        convert = None if on_notice is None else lambda notice: on_notice(decode(RunNotice, notice))
        return decode(RunResult, self._connection.call("lab/run", params, on_notice=convert))

    # What is in it

    def node(self, name: object) -> "LabNode":
        """One of its nodes, to run programs in."""
        return LabNode(self, str(name))

    def flow(self, name: object) -> "LabFlow":
        """One of its flows, to start, stop and read."""
        text = str(name)
        return LabFlow(self, text[len("flow:") :] if text.startswith("flow:") else text)

    def capture(
        self,
        link: object,
        file: Union[str, "os.PathLike[str]", None] = None,
        *,
        snap_length: Optional[int] = None,
        complete_checksums: bool = True,
    ) -> "Capture":
        """Captures the frames of a link in the pcapng format, into a file or, without one, to iterate over.

        ``snap_length`` is how many bytes are kept of each frame (all). There are four interfaces: each direction, before and after the
        impairments. Ends with :meth:`Capture.stop` or at the end of a ``with``. Checksums that the sender's kernel left to hardware are
        computed, as on a wire; with ``complete_checksums=False`` they stay open, and a comment at each such packet says so.
        """
        return Capture(self, str(link), file, snap_length, complete_checksums)

    def _repr_svg_(self) -> Optional[str]:
        """A drawing, for notebooks."""
        try:
            return self.drawing()
        except errors.WirebenchError:
            return None


class LabNode:
    """A node of a lab. Made by :meth:`Lab.node`."""

    def __init__(self, lab: Lab, name: str) -> None:
        """Not for users: see :meth:`Lab.node`."""
        self._lab = lab
        self.name = name

    def __repr__(self) -> str:
        return f"<LabNode {self.name} of {self._lab.name}>"

    def run(
        self,
        args: Sequence[str],
        *,
        check: bool = False,
        timeout: Optional[float] = None,
        input: Optional[str] = None,
        env: Optional[Mapping[str, str]] = None,
        cwd: Union[str, "os.PathLike[str]", None] = None,
        text: bool = True,
    ) -> CompletedProgram:
        """Runs a program to its end, like ``subprocess.run``: the result has ``returncode``, ``stdout`` and ``stderr`` (text).

        ``check`` raises :class:`~wirebench.ProgramFailed` when the exit code is not 0. After ``timeout`` seconds the program is killed
        and ``TimeoutError`` raised. ``env`` are variables beside those of the engine, ``cwd`` is where it starts. ``text`` is there for
        calls that are written as for ``subprocess``: the streams are text always; :meth:`popen` has streams of bytes.
        """
        if not text:
            raise errors.InputError("The result of run() is text.", remedy="Use popen(), whose streams are bytes.")
        words = _words(args)
        answer = self._lab._call(
            "node/run",
            node=self.name,
            argv=words,
            input=input,
            environment=None if env is None else dict(env),
            directory=None if cwd is None else os.path.abspath(cwd),
            timeoutSeconds=None if timeout is None else float(timeout),
        )
        result = CompletedProgram(self.name, words, answer["exitCode"], answer["stdout"], answer["stderr"], answer.get("cutBytes", 0))
        said = (result.stderr.strip() or result.stdout.strip())[-2000:]
        if answer["timedOut"]:
            late = errors.WaitTimeout(f"{_shown(words)} had not ended after {timeout:g} s and was killed.", element=self.name)
            late.result = result
            raise late
        if check and result.returncode != 0:
            raise errors.ProgramFailed(f"{_shown(words)} ended with {result.returncode}" + (f": {said}" if said else "."), result)
        return result

    def popen(
        self,
        args: Sequence[str],
        *,
        text: bool = False,
        env: Optional[Mapping[str, str]] = None,
        cwd: Union[str, "os.PathLike[str]", None] = None,
        terminal: Optional[Tuple[int, int]] = None,
    ) -> "Program":
        """Starts a program, like ``subprocess.Popen`` with pipes. ``terminal=(rows, columns)`` gives it a terminal instead of pipes.

        Each has a connection to the engine of its own, so that one whose output is not read holds up nothing else; the engine has room
        for a hundred connections.
        """
        return Program(self, _words(args), text, env, cwd, terminal)

    def read_file(self, path: str) -> bytes:
        """The bytes of a file as programs of this node see it (at most 16 MiB). The path is absolute."""
        return base64.b64decode(self._lab._call("node/read", node=self.name, path=str(path))["data"])

    def write_file(self, path: str, data: Union[bytes, str]) -> None:
        """Writes a file as programs of this node see it (at most 16 MiB); what was there is replaced. Text is written as UTF-8."""
        raw = data.encode("utf-8") if isinstance(data, str) else bytes(data)
        _done(self._lab._call("node/write", node=self.name, path=str(path), data=base64.b64encode(raw).decode("ascii")))

    def shell_command(self) -> str:
        """The command line that opens a shell in it, to be typed in a terminal."""
        return str(self._lab._call("node/shell", node=self.name)["command"])


class LabFlow:
    """A flow of a lab. Made by :meth:`Lab.flow`."""

    def __init__(self, lab: Lab, name: str) -> None:
        """Not for users: see :meth:`Lab.flow`."""
        self._lab = lab
        self.name = name

    def __repr__(self) -> str:
        return f"<LabFlow {self.name} of {self._lab.name}>"

    def start(self) -> None:
        """Starts it; it must not be running."""
        _done(self._lab._call("flow/start", flow=self.name))

    def stop(self) -> None:
        """Stops it; returns when it has ended."""
        _done(self._lab._call("flow/stop", flow=self.name))

    def state(self) -> FlowState:
        """How it stands now."""
        return self._in(self._lab.state(fresh=True))

    def wait(self, timeout: Optional[float] = None) -> FlowState:
        """Waits until it has ended (done, stopped or failed), at most ``timeout`` seconds (then raises ``TimeoutError``)."""
        deadline = None if timeout is None else time.monotonic() + timeout
        with self._lab.states() as states:
            found = self.state()
            while not found.ended:
                left = None if deadline is None else max(0.0, deadline - time.monotonic())
                try:
                    found = self._in(states.next(left))
                except errors.WaitTimeout:
                    raise errors.WaitTimeout(f"The flow had not ended after {timeout:g} s.", element=f"flow:{self.name}") from None
                except StopIteration:
                    raise errors.EndedError(f"The lab {self._lab.name} has ended.", element=f"flow:{self.name}") from None
                if found.ended:
                    found = self.state()  # with its output, which states that come unasked do not have
        return found

    @property
    def figures(self) -> Dict[str, Figure]:
        """What it measures now, by name, e.g. ``figures["throughput"]``."""
        names = list(self.state().figures)
        if not names:
            return {}
        return dict(zip(names, self._lab.figures(*(f"flow:{self.name}.{name}" for name in names))))

    def _in(self, state: State) -> FlowState:
        if state.phase in ("stopped", "stopping"):
            raise errors.EndedError(f"The lab {state.lab} does not run any more.", element=f"flow:{self.name}")
        found = state.flows.get(self.name)
        if found is None:
            listed = ", ".join(state.flows) or "none"
            raise errors.InputError(f"The lab {state.lab} has no flow {self.name}. Its flows: {listed}.", element=f"flow:{self.name}")
        return found


class _Input(io.RawIOBase):
    """The standard input of a program, as a file. Writing returns when the program has taken it."""

    def __init__(self, connection: Connection, number: int) -> None:
        super().__init__()
        self._connection = connection
        self._number = number

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        if self.closed:
            raise ValueError("the program's input was closed")
        raw = memoryview(data).cast("B")
        _send_input(self._connection, self._number, raw)
        return len(raw)

    def close(self) -> None:
        if not self.closed:
            super().close()
            # Without waiting: what is closed by the garbage collector is closed on any thread.
            self._connection.tell("program/closeInput", {"program": self._number})


class Program:
    """A program that runs in a node, like ``subprocess.Popen``. Made by :meth:`LabNode.popen`.

    Attributes:
        args: program and arguments.
        pid: its process id as the engine sees it.
        stdin, stdout, stderr: its streams, of bytes, or of text with ``text=True``. With a terminal there is no stderr.

    A program whose output nobody reads is held up once some megabytes wait. It is killed at the end of a ``with``, by :meth:`close`, and
    when this process ends.
    """

    stdin: IO[Any]
    stdout: IO[Any]
    stderr: Optional[IO[Any]]

    def __init__(
        self,
        node: LabNode,
        words: List[str],
        text: bool,
        env: Optional[Mapping[str, str]],
        cwd: Union[str, "os.PathLike[str]", None],
        terminal: Optional[Tuple[int, int]],
    ) -> None:
        """Not for users: see :meth:`LabNode.popen`."""
        self.args = words
        self.node = node.name
        self._text = text
        self._connection = node._lab._engine._side(f"{node.name}: {words[0]}")
        self._sink = ProgramSink(self._connection)
        try:
            started = self._connection.call(
                "node/start",
                {
                    "lab": node._lab.name,
                    "node": node.name,
                    "argv": words,
                    "environment": None if env is None else dict(env),
                    "directory": None if cwd is None else os.path.abspath(cwd),
                    "terminal": None if terminal is None else {"rows": terminal[0], "columns": terminal[1]},
                },
                sink=self._sink,
            )
        except BaseException:
            self._connection.close()
            raise
        self._number = int(started["program"])
        self.pid = int(started["pid"])
        raw_input = _Input(self._connection, self._number)
        output: IO[Any] = io.BufferedReader(Output(self._sink.streams, "out"))
        error: IO[Any] = io.BufferedReader(Output(self._sink.streams, "err"))
        if text:
            self.stdin = io.TextIOWrapper(raw_input, encoding="utf-8", errors="replace", write_through=True)  # type: ignore[type-var]
            output = io.TextIOWrapper(output, encoding="utf-8", errors="replace")
            error = io.TextIOWrapper(error, encoding="utf-8", errors="replace")
        else:
            self.stdin = raw_input  # type: ignore[assignment]
        self.stdout = output
        self.stderr = None if terminal is not None else error

    @property
    def returncode(self) -> Optional[int]:
        """Its exit code, or 128 + signal; None while it runs."""
        return self._sink.exit_code

    def poll(self) -> Optional[int]:
        """Its exit code if it has ended, else None."""
        return self._sink.exit_code

    def wait(self, timeout: Optional[float] = None) -> int:
        """Waits for its end, at most ``timeout`` seconds (then raises ``TimeoutError``). Read its output before, or use :meth:`communicate`."""
        try:
            self._sink.streams.wait_end(None if timeout is None else time.monotonic() + timeout)
        except TimeoutError:
            raise errors.WaitTimeout(f"{_shown(self.args)} had not ended after {timeout:g} s.", element=self.node) from None
        return self._ended()

    def communicate(self, input: Union[bytes, str, None] = None, timeout: Optional[float] = None) -> Tuple[Any, Any]:
        """Gives it input, ends its input, reads all its output, waits for its end. Returns (stdout, stderr) as bytes, or text."""
        raw = input.encode("utf-8") if isinstance(input, str) else input
        feeder = threading.Thread(target=self._give, args=(raw or b"",), name="wirebench input", daemon=True)
        feeder.start()
        gathered: Dict[str, List[bytes]] = {"out": [], "err": []}
        deadline = None if timeout is None else time.monotonic() + timeout
        try:
            while True:
                found = self._sink.streams.wait_any(deadline)
                if found is None:
                    break
                for name, data in found.items():
                    gathered[name].append(data)
        except TimeoutError:
            raise errors.WaitTimeout(f"{_shown(self.args)} had not ended after {timeout:g} s.", element=self.node) from None
        self._ended()
        feeder.join()
        out, err = b"".join(gathered["out"]), b"".join(gathered["err"])
        return (out.decode("utf-8", "replace"), err.decode("utf-8", "replace")) if self._text else (out, err)

    def send_signal(self, number: int) -> None:
        """Sends a signal to it and its children, e.g. ``signal.SIGINT``. Does nothing when it has ended."""
        if self.poll() is None:
            try:
                self._connection.call("program/signal", {"program": self._number, "signal": int(number)})
            except errors.EndedError:
                if self.poll() is None and self._connection.ended:
                    raise

    def terminate(self) -> None:
        """Asks it to end (SIGTERM)."""
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        """Kills it (SIGKILL)."""
        self.send_signal(signal.SIGKILL)

    def resize(self, rows: int, columns: int) -> None:
        """Tells it that its terminal has another size, in characters."""
        self._connection.call("program/resize", {"program": self._number, "terminal": {"rows": rows, "columns": columns}})

    def close(self) -> None:
        """Kills it if it still runs, and waits for its end."""
        self._sink.streams.discard()
        try:
            if not self._connection.ended:
                self.kill()
                self._sink.streams.wait_end(time.monotonic() + 10)
        except (errors.EndedError, TimeoutError):
            pass  # closing the connection ends it, too
        finally:
            self._connection.close()

    def __enter__(self) -> "Program":
        return self

    def __exit__(self, kind: Optional[Type[BaseException]], error: Optional[BaseException], trace: Optional[TracebackType]) -> None:
        self.close()

    def __repr__(self) -> str:
        how = "runs" if self.returncode is None else f"ended with {self.returncode}"
        return f"<Program {_shown(self.args)} in {self.node}: {how}>"

    def _ended(self) -> int:
        code = self._sink.exit_code
        if code is None:
            raise self._sink.streams.error or errors.EndedError(f"{_shown(self.args)} was closed before its end.", element=self.node)
        return code

    def _give(self, data: bytes) -> None:
        try:
            if data:
                _send_input(self._connection, self._number, memoryview(data))
            self._connection.call("program/closeInput", {"program": self._number})
        except errors.WirebenchError:
            pass  # it has ended without reading all of it


class Capture:
    """A capture of a link's frames that goes on. Made by :meth:`Lab.capture`.

    Without a file, iterate over it for pieces of a pcapng file; it waits for you when you are slow, and the engine then leaves frames out.
    """

    def __init__(self, lab: Lab, link: str, file: Union[str, "os.PathLike[str]", None], snap_length: Optional[int], complete_checksums: bool) -> None:
        """Not for users: see :meth:`Lab.capture`."""
        self.link = link
        self.file = None if file is None else Path(file)
        self._fault: Optional[BaseException] = None
        self._writer: Optional[threading.Thread] = None
        opened = None if self.file is None else open(self.file, "wb")
        try:
            self._connection = lab._engine._side(f"capture of {link}")
            try:
                self._sink = CaptureSink(self._connection)
                params: Dict[str, Any] = {"lab": lab.name, "link": link, "snapLengthBytes": snap_length}
                if not complete_checksums:
                    params["completeChecksums"] = False
                started = self._connection.call("capture/start", params, sink=self._sink)
            except BaseException:
                self._connection.close()
                raise
        except BaseException:
            if opened is not None:
                opened.close()
            raise
        self._number = int(started["capture"])
        self.effect = str(started.get("effect") or "")
        """What the capture costs the link; may be empty."""
        if opened is not None:
            self._writer = threading.Thread(target=self._write, args=(opened,), name="wirebench capture", daemon=True)
            self._writer.start()

    def stop(self) -> None:
        """Ends it; what was captured until now still comes, or is in the file when this returns."""
        if self._sink.stopped:
            return
        self._sink.stopped = True
        if not self._sink.streams.ended:
            try:
                self._connection.call("capture/stop", {"capture": self._number})
            except errors.EndedError:
                pass  # by itself; the reason comes with the data
        if self._writer is not None:
            self._writer.join()
            if self._fault is not None:
                raise self._fault

    @property
    def message(self) -> str:
        """Once it has ended: why it ended by itself, or how many frames were left out because they were read too slowly; else empty."""
        return self._sink.message

    def close(self) -> None:
        """Ends it; what was not read is thrown away."""
        try:
            if self._writer is None:
                self._sink.streams.discard()
            self.stop()
        finally:
            self._connection.close()

    def __iter__(self) -> Iterator[bytes]:
        """Pieces of a pcapng file, to its end."""
        while True:
            data = self._sink.streams.wait("frames")
            if not data:
                return
            yield data

    def __enter__(self) -> "Capture":
        return self

    def __exit__(self, kind: Optional[Type[BaseException]], error: Optional[BaseException], trace: Optional[TracebackType]) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"<Capture of {self.link}{' (ended)' if self._sink.streams.ended else ''}>"

    def _write(self, file: IO[bytes]) -> None:
        try:
            with file:
                for data in self:
                    file.write(data)
                    file.flush()
        except BaseException as fault:  # stop() raises it
            self._fault = fault
            self._sink.streams.discard()


def _send_input(connection: Connection, program: int, data: memoryview) -> None:
    """Gives a program input; returns when the program has taken it."""
    for start in range(0, len(data), _INPUT_BYTES):
        piece = base64.b64encode(data[start : start + _INPUT_BYTES]).decode("ascii")
        connection.call("program/input", {"program": program, "data": piece})


def _plan(connection: Connection, plan: Any) -> Plan:
    """A plan, whose rest is fetched if it is too long for one answer."""
    if isinstance(plan, dict) and plan.get("more") is not None:
        plan = dict(plan, steps=list(plan["steps"]))
        while len(plan["steps"]) < plan["allSteps"]:
            part = connection.call("plan/more", {"plan": plan["more"], "first": len(plan["steps"])})
            plan["steps"] += part["steps"]
            plan["text"] += part["text"]
    return decode(Plan, plan)


def _done(answer: Mapping[str, Any]) -> None:
    """Raises the message of an answer that says that nothing was done."""
    if not answer.get("done", True):
        raise errors.WirebenchError(str(answer.get("message") or "The engine did not do it."))


def _words(args: Sequence[str]) -> List[str]:
    if isinstance(args, str):
        raise errors.InputError(f"A program and its arguments are a list of words, not the text {args!r}.", remedy=f"Write {args.split()}.")
    words = [os.fspath(word) if isinstance(word, os.PathLike) else str(word) for word in args]
    if not words:
        raise errors.InputError("No program was named.", remedy='Write ["ping", "h2"], for example.')
    return words


def _shown(words: Sequence[str]) -> str:
    text = units.text(list(words))
    return f"'{text}'" if len(text) <= _SHOWN_CHARACTERS else f"'{text[:_SHOWN_CHARACTERS]}…'"
