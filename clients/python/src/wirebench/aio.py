"""Wirebench for asyncio: the same names as in :mod:`wirebench`, to be awaited.

    import asyncio
    from wirebench import aio

    async def main():
        async with aio.Engine.connect() as engine, engine.open("net.wirebench", start=True) as lab:
            await lab.wait("flow:ping.rtt below 30 ms", timeout=10)
            async with lab.states() as states:
                async for state in states:
                    print(state.links["r1-r2"].forward.out_frames)

    asyncio.run(main())

What opens something (``connect``, ``open``, ``popen``, ``states``, ``events``, ``capture``) can be awaited or used with ``async with``. When a
task is cancelled, so is its request in the engine. The work is done by the classes of :mod:`wirebench`, on threads.
"""

from __future__ import annotations

import asyncio
import os
import threading
from types import TracebackType
from typing import Any, AsyncIterator, Callable, Coroutine, Dict, Generator, Generic, List, Mapping, Optional, Sequence, Tuple, Type, TypeVar, Union

from . import engine as _sync
from . import errors
from ._connection import Token
from ._streams import ByteStreams
from ._streams import Feed as _SyncFeed
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
)
from .engine import Source
from .units import Value

T = TypeVar("T")
Opened = TypeVar("Opened", bound="_Closing")
FilePath = Union[str, "os.PathLike[str]"]


async def _thread(function: Callable[..., T], *args: Any, **named: Any) -> T:
    """Calls a function of the other classes on a thread. When the task is cancelled, so is what the function waits for."""
    loop = asyncio.get_running_loop()
    done: "asyncio.Future[T]" = loop.create_future()
    token = Token()

    def finish(result: Optional[T], error: Optional[BaseException]) -> None:
        if done.cancelled():
            return
        if error is not None:
            done.set_exception(error)
        else:
            done.set_result(result)  # type: ignore[arg-type]

    def work() -> None:
        token.use()
        result: Optional[T] = None
        error: Optional[BaseException] = None
        try:
            result = function(*args, **named)
        except StopIteration:
            error = StopAsyncIteration()
        except BaseException as raised:
            error = raised
        if done.cancelled() and result is not None:
            _discard(result)
        _call_soon(loop, finish, result, error)

    threading.Thread(target=work, name="wirebench asyncio", daemon=True).start()
    try:
        return await done
    except asyncio.CancelledError:
        token.cancel()
        raise


def _discard(result: object) -> None:
    """Ends something that was opened for a task that was cancelled meanwhile."""
    try:
        if isinstance(result, _sync.Lab):
            if result._owned:
                result._stop_quietly()
        elif isinstance(result, (_sync.Engine, _sync.Program, _sync.Capture, _SyncFeed)):
            result.close()
    except errors.WirebenchError:
        pass  # nobody waits for it any more


def _call_soon(loop: asyncio.AbstractEventLoop, callback: Callable[..., Any], *args: Any) -> None:
    try:
        loop.call_soon_threadsafe(callback, *args)
    except RuntimeError:
        pass  # the loop has ended, and with it whoever waited


def _on_loop(callback: Optional[Callable[[T], None]]) -> Optional[Callable[[T], None]]:
    """Makes a callback of a thread one of this loop."""
    if callback is None:
        return None
    loop = asyncio.get_running_loop()
    return lambda notice: _call_soon(loop, callback, notice)


class _Closing:
    """Something that is closed at the end of ``async with``."""

    async def close(self) -> None:
        """Closes it."""
        raise NotImplementedError

    async def _leave(self) -> None:
        await self.close()


class Opening(Generic[Opened]):
    """Something that is about to be opened: await it, or use it with ``async with``."""

    def __init__(self, coroutine: Coroutine[Any, Any, Opened]) -> None:
        """Not for users."""
        self._coroutine = coroutine

    def __await__(self) -> Generator[Any, Any, Opened]:
        return self._coroutine.__await__()

    async def __aenter__(self) -> Opened:
        self._opened = await self._coroutine
        return self._opened

    async def __aexit__(self, kind: Optional[Type[BaseException]], error: Optional[BaseException], trace: Optional[TracebackType]) -> None:
        await asyncio.shield(self._opened._leave())


class Engine(_Closing):
    """A connection to an engine, see :class:`wirebench.Engine`."""

    def __init__(self, sync: _sync.Engine) -> None:
        """Not for users: see :meth:`connect`."""
        self._sync = sync

    @classmethod
    def connect(cls, *, start: bool = True, socket: Optional[FilePath] = None, client: Optional[str] = None) -> "Opening[Engine]":
        """Connects to the engine of this user; starts one when none runs."""

        async def opening() -> "Engine":
            return cls(await _thread(_sync.Engine.connect, start=start, socket=socket, client=client))

        return Opening(opening())

    async def close(self) -> None:
        """Ends the connection. Labs that were opened through it end, but for those to be kept."""
        await _thread(self._sync.close)

    @property
    def closed(self) -> bool:
        """Whether the connection has ended."""
        return self._sync.closed

    async def status(self) -> EngineInfo:
        """How the engine is: version, process id, clients, labs."""
        return await _thread(self._sync.status)

    async def kinds(self) -> List[Kind]:
        """What can be in a network, with parameters and figures."""
        return await _thread(self._sync.kinds)

    async def doctor(self) -> Doctor:
        """What this machine can do, each tried; may take some seconds the first time."""
        return await _thread(self._sync.doctor)

    async def plugins(self) -> List[Plugin]:
        """The installed plug-ins."""
        return await _thread(self._sync.plugins)

    async def install_plugins(self, site: FilePath, ids: Optional[Sequence[str]] = None, *, trust: bool = False, force: bool = False) -> PluginPlan:
        """Installs plug-ins of a site, see :meth:`wirebench.Engine.install_plugins`."""
        return await _thread(self._sync.install_plugins, site, ids, trust=trust, force=force)

    async def update_plugins(self, site: FilePath, ids: Optional[Sequence[str]] = None, *, trust: bool = False, force: bool = False) -> PluginPlan:
        """Updates installed plug-ins, see :meth:`wirebench.Engine.update_plugins`."""
        return await _thread(self._sync.update_plugins, site, ids, trust=trust, force=force)

    async def remove_plugins(self, ids: Sequence[str], *, force: bool = False) -> PluginPlan:
        """Removes plug-ins, see :meth:`wirebench.Engine.remove_plugins`."""
        return await _thread(self._sync.remove_plugins, ids, force=force)

    async def plugin_log(self, id: Optional[str] = None) -> List[PluginFault]:
        """What code of plug-ins has thrown, see :meth:`wirebench.Engine.plugin_log`."""
        return await _thread(self._sync.plugin_log, id)

    async def stop(self, *, force: bool = False) -> None:
        """Ends the engine. Refused when there are other clients or labs, unless forced."""
        await _thread(self._sync.stop, force=force)

    async def check(self, source: Source, *, set: Optional[Mapping[str, Value]] = None, seed: Optional[int] = None) -> Checked:
        """What is wrong with a network."""
        return await _thread(self._sync.check, source, set=set, seed=seed)

    async def plan(self, source: Source, *, set: Optional[Mapping[str, Value]] = None, seed: Optional[int] = None) -> Plan:
        """What would be done to start a network. Makes nothing."""
        return await _thread(self._sync.plan, source, set=set, seed=seed)

    async def draw(self, source: Source) -> str:
        """A drawing of a network, as the text of an SVG file."""
        return await _thread(self._sync.draw, source)

    async def labs(self) -> List[LabInfo]:
        """The labs that are open, of all clients."""
        return await _thread(self._sync.labs)

    def open(
        self,
        source: Optional[Source] = None,
        *,
        name: Optional[str] = None,
        set: Optional[Mapping[str, Value]] = None,
        seed: Optional[int] = None,
        start: bool = False,
        keep: bool = False,
        folder: Optional[FilePath] = None,
        directory: Optional[FilePath] = None,
    ) -> "Opening[Lab]":
        """Opens a lab for a network, see :meth:`wirebench.Engine.open`."""

        async def opening() -> "Lab":
            named: Dict[str, Any] = {"name": name, "set": set, "seed": seed, "start": start, "keep": keep, "folder": folder, "directory": directory}
            return Lab(await _thread(self._sync.open, source, **named))

        return Opening(opening())

    async def lab(self, name: Optional[str] = None) -> "Lab":
        """A lab that is open already, of whatever client."""
        return Lab(await _thread(self._sync.lab, name))

    def states(self, lab: Optional[str] = None, *, interval: Optional[float] = None) -> "Opening[Feed[State]]":
        """States as they come, of one lab or of all. ``interval``: least seconds between two of a lab."""
        return Opening(_feed(lambda: self._sync.states(lab, interval=interval)))

    def events(self, lab: Optional[str] = None) -> "Opening[Feed[Event]]":
        """Events as they come, of one lab or of all and the engine."""
        return Opening(_feed(lambda: self._sync.events(lab)))


class Lab(_Closing):
    """A network that runs, or is to run, see :class:`wirebench.Lab`."""

    def __init__(self, sync: _sync.Lab) -> None:
        """Not for users: see :meth:`Engine.open`."""
        self._sync = sync

    @property
    def name(self) -> str:
        """Its name in the engine."""
        return self._sync.name

    async def start(self, *, on_progress: Optional[Callable[[Progress], None]] = None) -> Plan:
        """Starts what the lab was opened with. Returns what was done."""
        return await _thread(self._sync.start, on_progress=_on_loop(on_progress))

    async def apply(
        self,
        source: Source,
        *,
        set: Optional[Mapping[str, Value]] = None,
        seed: Optional[int] = None,
        on_progress: Optional[Callable[[Progress], None]] = None,
    ) -> Plan:
        """Makes what runs what another network says, with only the steps needed. Returns what was done."""
        return await _thread(self._sync.apply, source, set=set, seed=seed, on_progress=_on_loop(on_progress))

    async def plan(self, source: Optional[Source] = None, *, set: Optional[Mapping[str, Value]] = None, seed: Optional[int] = None) -> Plan:
        """What :meth:`apply` (or, without a network, :meth:`start`) would do."""
        return await _thread(self._sync.plan, source, set=set, seed=seed)

    async def set(self, values: object, value: Optional[Value] = None) -> Plan:
        """Changes parameters while the lab runs: ``set(path, value)``, or a dictionary of several, all or none."""
        return await _thread(self._sync.set, values, value)

    async def add(self, parent: object, xml: str) -> Plan:
        """Adds elements, written as in a network file."""
        return await _thread(self._sync.add, parent, xml)

    async def impair(
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
        """Adds an impairment to a link and returns its path."""
        return await _thread(self._sync.impair, link, kind, direction=direction, name=name, match=match, enabled=enabled, **parameters)

    async def remove(self, path: object) -> Plan:
        """Removes an element while the lab runs."""
        return await _thread(self._sync.remove, path)

    async def up(self, link: object) -> Plan:
        """Mends a link."""
        return await _thread(self._sync.up, link)

    async def down(self, link: object) -> Plan:
        """Breaks a link."""
        return await _thread(self._sync.down, link)

    async def stop(self) -> None:
        """Stops and ends it. Returns when nothing of it is left."""
        await _thread(self._sync.stop)

    async def close(self) -> None:
        """Stops it if it was opened here."""
        await _thread(self._sync.__exit__, None, None, None)

    async def info(self) -> LabInfo:
        """Its entry in the list of labs."""
        return await _thread(self._sync.info)

    async def network(self) -> NetworkInfo:
        """What is in it."""
        return await _thread(self._sync.network)

    async def drawing(self) -> str:
        """A drawing, as the text of an SVG file."""
        return await _thread(self._sync.drawing)

    async def restart_service(self, path: object) -> None:
        """Ends a service's programs and starts them again. Returns when they are ready or have failed."""
        await _thread(self._sync.restart_service, path)

    async def state(self, *, fresh: bool = False) -> State:
        """How it stands: the newest sample, or one taken now."""
        return await _thread(self._sync.state, fresh=fresh)

    async def figure(self, path: object) -> Figure:
        """A measured number with its unit."""
        return await _thread(self._sync.figure, path)

    async def figures(self, *paths: object) -> List[Figure]:
        """Several figures of the same sample."""
        return await _thread(self._sync.figures, *paths)

    async def wait(self, condition: str, timeout: float = 10.0) -> Waited:
        """Waits until a condition is true; raises ``wirebench.WaitTimeout``, a ``TimeoutError``, after ``timeout`` seconds."""
        return await _thread(self._sync.wait, condition, timeout)

    def states(self, *, interval: Optional[float] = None) -> "Opening[Feed[State]]":
        """States as they come, until the lab has ended."""
        return Opening(_feed(lambda: self._sync.states(interval=interval)))

    def events(self) -> "Opening[Feed[Event]]":
        """Events as they come, until the lab has ended."""
        return Opening(_feed(self._sync.events))

    async def run(
        self, *, duration: Optional[float] = None, report: Optional[FilePath] = None, on_notice: Optional[Callable[[RunNotice], None]] = None
    ) -> RunResult:
        """Takes it through the scenario of its network and checks the expectations."""
        return await _thread(self._sync.run, duration=duration, report=report, on_notice=_on_loop(on_notice))

    def node(self, name: object) -> "Node":
        """One of its nodes, to run programs in."""
        return Node(self._sync.node(name))

    def flow(self, name: object) -> "Flow":
        """One of its flows, to start, stop and read."""
        return Flow(self._sync.flow(name))

    def capture(self, link: object, file: Optional[FilePath] = None, *, snap_length: Optional[int] = None, complete_checksums: bool = True) -> "Opening[Capture]":
        """Captures the frames of a link in the pcapng format, into a file or, without one, to iterate over. See :meth:`wirebench.Lab.capture`."""

        async def opening() -> "Capture":
            return Capture(await _thread(self._sync.capture, link, file, snap_length=snap_length, complete_checksums=complete_checksums))

        return Opening(opening())


class Node:
    """A node of a lab, see :class:`wirebench.LabNode`."""

    def __init__(self, sync: _sync.LabNode) -> None:
        """Not for users: see :meth:`Lab.node`."""
        self._sync = sync
        self.name = sync.name

    async def run(
        self,
        args: Sequence[str],
        *,
        check: bool = False,
        timeout: Optional[float] = None,
        input: Optional[str] = None,
        env: Optional[Mapping[str, str]] = None,
        cwd: Optional[FilePath] = None,
        text: bool = True,
    ) -> CompletedProgram:
        """Runs a program to its end, see :meth:`wirebench.LabNode.run`. It is killed when the task is cancelled."""
        return await _thread(self._sync.run, args, check=check, timeout=timeout, input=input, env=env, cwd=cwd, text=text)

    def popen(
        self,
        args: Sequence[str],
        *,
        env: Optional[Mapping[str, str]] = None,
        cwd: Optional[FilePath] = None,
        terminal: Optional[Tuple[int, int]] = None,
    ) -> "Opening[Program]":
        """Starts a program whose streams can be read and written."""

        async def opening() -> "Program":
            return Program(await _thread(self._sync.popen, args, env=env, cwd=cwd, terminal=terminal))

        return Opening(opening())

    async def read_file(self, path: str) -> bytes:
        """The bytes of a file as programs of this node see it (at most 16 MiB)."""
        return await _thread(self._sync.read_file, path)

    async def write_file(self, path: str, data: Union[bytes, str]) -> None:
        """Writes a file as programs of this node see it (at most 16 MiB)."""
        await _thread(self._sync.write_file, path, data)

    async def shell_command(self) -> str:
        """The command line that opens a shell in it."""
        return await _thread(self._sync.shell_command)


class Flow:
    """A flow of a lab, see :class:`wirebench.LabFlow`."""

    def __init__(self, sync: _sync.LabFlow) -> None:
        """Not for users: see :meth:`Lab.flow`."""
        self._sync = sync
        self.name = sync.name

    async def start(self) -> None:
        """Starts it; it must not be running."""
        await _thread(self._sync.start)

    async def stop(self) -> None:
        """Stops it; returns when it has ended."""
        await _thread(self._sync.stop)

    async def state(self) -> FlowState:
        """How it stands now."""
        return await _thread(self._sync.state)

    async def wait(self, timeout: Optional[float] = None) -> FlowState:
        """Waits until it has ended, at most ``timeout`` seconds (then raises ``TimeoutError``)."""
        return await _thread(self._sync.wait, timeout)

    async def figures(self) -> Dict[str, Figure]:
        """What it measures now, by name."""
        return await _thread(lambda: self._sync.figures)


class Feed(_Closing, Generic[T]):
    """States or events as they come: ``async for``, and close it (or use ``async with``) when done. See :class:`wirebench.Feed`."""

    def __init__(self, sync: "_SyncFeed[T]") -> None:
        """Not for users: see :meth:`Lab.states`."""
        self._sync = sync
        self._signal = _Signal()
        sync._listener = self._signal.set

    @property
    def missed(self) -> int:
        """How many were left out until now because they were not taken in time."""
        return self._sync.missed

    async def close(self) -> None:
        """Ends the subscription."""
        await _thread(self._sync.close)

    def __aiter__(self) -> "Feed[T]":
        return self

    async def __anext__(self) -> T:
        while True:
            self._signal.clear()
            try:
                there, item = self._sync._take()
            except StopIteration:
                raise StopAsyncIteration from None
            if there:
                return item  # type: ignore[return-value]
            await self._signal.wait()


async def _feed(subscribe: Callable[[], "_SyncFeed[T]"]) -> "Feed[T]":
    return Feed(await _thread(subscribe))


class _Signal:
    """Wakes a task from another thread."""

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._event = asyncio.Event()

    def set(self) -> None:
        _call_soon(self._loop, self._event.set)

    def clear(self) -> None:
        self._event.clear()

    async def wait(self) -> None:
        await self._event.wait()


class Stream:
    """The bytes that a program writes. ``async for`` gives lines."""

    def __init__(self, streams: ByteStreams, name: str) -> None:
        """Not for users: see :class:`Program`."""
        self._streams = streams
        self._name = name
        self._rest = b""
        self._signal = _Signal()
        streams.listen(self._signal.set)

    async def read(self, most: int = -1) -> bytes:
        """At most ``most`` bytes, as soon as there are any; without ``most`` all bytes to the end. ``b""`` at the end."""
        if most >= 0:
            data = self._rest or await self._next()
            self._rest = data[most:]
            return data[:most]
        pieces = [self._rest]
        self._rest = b""
        while True:
            data = await self._next()
            if not data:
                return b"".join(pieces)
            pieces.append(data)

    async def readline(self) -> bytes:
        """A line with its end; ``b""`` at the end."""
        line, self._rest = self._rest, b""
        while b"\n" not in line:
            data = await self._next()
            if not data:
                return line
            line += data
        end = line.index(b"\n") + 1
        self._rest = line[end:]
        return line[:end]

    async def __aiter__(self) -> AsyncIterator[bytes]:
        """Its lines."""
        while True:
            line = await self.readline()
            if not line:
                return
            yield line

    async def _next(self) -> bytes:
        while True:
            self._signal.clear()
            data = self._streams.take(self._name)
            if data is not None:
                return data
            await self._signal.wait()


class Program(_Closing):
    """A program that runs in a node, see :class:`wirebench.Program`. ``stdout`` and ``stderr`` are streams of bytes.

    It is killed at the end of ``async with``.
    """

    def __init__(self, sync: _sync.Program) -> None:
        """Not for users: see :meth:`Node.popen`."""
        self._sync = sync
        self._signal = _Signal()
        self.args = sync.args
        self.pid = sync.pid
        self.stdout = Stream(sync._sink.streams, "out")
        self.stderr = Stream(sync._sink.streams, "err")
        sync._sink.streams.listen(self._signal.set)

    @property
    def returncode(self) -> Optional[int]:
        """Its exit code, or 128 + signal; None while it runs."""
        return self._sync.returncode

    async def write(self, data: Union[bytes, str]) -> None:
        """Gives it input; returns when the program has taken it."""
        raw = data.encode("utf-8") if isinstance(data, str) else data
        await _thread(_sync._send_input, self._sync._connection, self._sync._number, memoryview(raw))

    async def close_input(self) -> None:
        """Ends its input."""
        self._sync.stdin.close()

    async def wait(self, timeout: Optional[float] = None) -> int:
        """Waits for its end, at most ``timeout`` seconds (then raises ``TimeoutError``), and returns its exit code."""

        async def end() -> None:
            while True:
                self._signal.clear()
                if self._sync._sink.streams.ended:
                    return
                await self._signal.wait()

        try:
            await asyncio.wait_for(end(), timeout)
        except asyncio.TimeoutError:
            raise errors.WaitTimeout(f"{_sync._shown(self.args)} had not ended after {timeout:g} s.", element=self._sync.node) from None
        return self._sync._ended()

    async def communicate(self, input: Union[bytes, str, None] = None) -> Tuple[bytes, bytes]:
        """Gives it input, ends its input, reads all its output, waits for its end. Returns (stdout, stderr)."""
        raw = input.encode("utf-8") if isinstance(input, str) else input or b""
        giving = asyncio.ensure_future(_thread(self._sync._give, raw))
        try:
            out, err = await asyncio.gather(self.stdout.read(), self.stderr.read())
            await giving
        finally:
            giving.cancel()
        self._sync._ended()
        return out, err

    async def send_signal(self, number: int) -> None:
        """Sends a signal to it and its children. Does nothing when it has ended."""
        await _thread(self._sync.send_signal, number)

    async def terminate(self) -> None:
        """Asks it to end (SIGTERM)."""
        await _thread(self._sync.terminate)

    async def kill(self) -> None:
        """Kills it (SIGKILL)."""
        await _thread(self._sync.kill)

    async def resize(self, rows: int, columns: int) -> None:
        """Tells it that its terminal has another size, in characters."""
        await _thread(self._sync.resize, rows, columns)

    async def close(self) -> None:
        """Kills it if it still runs, and waits for its end."""
        await _thread(self._sync.close)


class Capture(_Closing):
    """A capture of a link's frames that goes on, see :class:`wirebench.Capture`. ``async for`` gives pieces of a pcapng file."""

    def __init__(self, sync: _sync.Capture) -> None:
        """Not for users: see :meth:`Lab.capture`."""
        self._sync = sync
        self._stream = Stream(sync._sink.streams, "frames")

    @property
    def effect(self) -> str:
        """What the capture costs the link; may be empty."""
        return self._sync.effect

    async def stop(self) -> None:
        """Ends it; what was captured until now still comes, or is in the file when this returns."""
        await _thread(self._sync.stop)

    async def close(self) -> None:
        """Ends it; what was not read is thrown away."""
        await _thread(self._sync.close)

    async def __aiter__(self) -> AsyncIterator[bytes]:
        """Pieces of a pcapng file, to its end."""
        while True:
            data = await self._stream._next()
            if not data:
                return
            yield data


def start(source: Source, **options: Any) -> "Opening[Lab]":
    """Starts a network, see :func:`wirebench.start`: ``async with aio.start("net.wirebench") as lab``."""

    async def opening() -> Lab:
        from . import start as start_lab

        return Lab(await _thread(start_lab, source, **options))

    return Opening(opening())
