"""A connection to an engine: requests from any thread, answers and notifications by one reader thread."""

from __future__ import annotations

import collections
import os
import queue
import socket
import stat
import subprocess
import threading
import time
from pathlib import Path
from typing import Any, Callable, Deque, Dict, List, Optional, Protocol, Tuple

from . import errors
from ._version import PROTOCOL
from ._wire import Decoder, ProtocolError, encode

# Which member of a notification says what it belongs to.
_KEYS = {
    "watch/state": "subscription",
    "watch/event": "subscription",
    "program/output": "program",
    "program/exit": "program",
    "capture/data": "capture",
    "capture/end": "capture",
}
_NOTICES = {"lab/progress": "lab/apply", "run/notice": "lab/run"}
_EARLY = 10_000  # notifications that are kept for something whose number is not known yet
_HELLO_SECONDS = 30.0
_LISTEN_SECONDS = 0.5
_PROBE_SECONDS = 2.0

Key = Tuple[str, Any]


class Sink(Protocol):
    """Takes notifications, on the reader thread."""

    def notice(self, method: str, params: Dict[str, Any]) -> None:
        """Takes one notification."""

    def lost(self, error: errors.WirebenchError) -> None:
        """The connection has ended. May come after the last notification, too."""


def patiently(changed: threading.Condition, left: Optional[float]) -> None:
    """Waits for a change, at most so many seconds; may return earlier.

    On the main thread it does, now and then: a Ctrl-C that comes just before a thread begins to wait is heard only when it wakes up.
    """
    if threading.current_thread() is threading.main_thread():
        left = _LISTEN_SECONDS if left is None else min(left, _LISTEN_SECONDS)
    changed.wait(left)


class Interrupted(Exception):
    """What a thread waited for was cancelled by another thread."""


class Waiting(Protocol):
    """Something that a thread waits in."""

    def interrupt(self) -> None:
        """Makes the thread that waits raise :class:`Interrupted`."""


class Token:
    """Lets one thread cancel what another one waits for: once, so that the other can clean up."""

    _threads = threading.local()

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._cancelled = False
        self._waiting: Optional[Waiting] = None

    @classmethod
    def wait_in(cls, waiting: Optional[Waiting]) -> None:
        """Says what this thread waits in from now on, or that it does not."""
        token: Optional["Token"] = getattr(cls._threads, "token", None)
        if token is not None:
            with token._lock:
                token._waiting = waiting
                token._interrupt()

    def use(self) -> None:
        """Makes this the token of this thread."""
        Token._threads.token = self

    def cancel(self) -> None:
        """Interrupts what the thread waits in, now or next."""
        with self._lock:
            self._cancelled = True
            self._interrupt()

    def _interrupt(self) -> None:
        if self._cancelled and self._waiting is not None:
            self._cancelled = False
            self._waiting.interrupt()


class _TimeUp(Exception):
    """An answer did not come in time."""


class _Pending:
    """A request that was sent and not answered yet."""

    def __init__(self, method: str, lab: Any, sink: Optional[Sink], wants_notices: bool) -> None:
        self.method = method
        self.lab = lab
        self.sink = sink
        self.wants_notices = wants_notices
        self.abandoned = False
        self._changed = threading.Condition()
        self._notices: Deque[Dict[str, Any]] = collections.deque()
        self._done = False
        self._interrupted = False
        self._result: Any = None
        self._error: Optional[errors.WirebenchError] = None

    def put(self, notice: Dict[str, Any]) -> None:
        with self._changed:
            self._notices.append(notice)
            self._changed.notify_all()

    def finish(self, result: Any, error: Optional[errors.WirebenchError]) -> None:
        with self._changed:
            self._result, self._error, self._done = result, error, True
            self._changed.notify_all()

    def interrupt(self) -> None:
        with self._changed:
            self._interrupted = True
            self._changed.notify_all()

    def next_notice(self, deadline: Optional[float]) -> Optional[Dict[str, Any]]:
        """Waits for a notice; returns None once there is an answer. Raises _TimeUp and Interrupted."""
        with self._changed:
            while True:
                if self._notices:
                    return self._notices.popleft()
                if self._done:
                    return None
                if self._interrupted:
                    raise Interrupted
                left = None if deadline is None else deadline - time.monotonic()
                if left is not None and left <= 0:
                    raise _TimeUp
                patiently(self._changed, left)

    def answer(self) -> Any:
        if self._error is not None:
            raise self._error
        return self._result


class _LastWords(Exception):
    """The engine said why it ends the connection."""

    def __init__(self, reason: errors.WirebenchError) -> None:
        super().__init__(reason)
        known = isinstance(reason, (errors.LimitError, errors.VersionError))
        self.error = reason if known else errors.ConnectionLost(f"The engine has ended the connection: {reason}")


class Connection:
    """A greeted connection. All methods may be called by any thread."""

    def __init__(self, stream: socket.socket, client: str) -> None:
        self._socket = stream
        self._path = _peer(stream)
        self._client = client
        self._lock = threading.Lock()
        self._number = 0
        self._pending: Dict[int, _Pending] = {}
        self._sinks: Dict[Key, Sink] = {}
        self._early: Deque[Tuple[Key, str, Dict[str, Any]]] = collections.deque(maxlen=_EARLY)
        self._opening = 0
        self._ended: Optional[errors.WirebenchError] = None
        self._finishing: Optional[errors.WirebenchError] = None
        self._gone = threading.Event()
        self._outgoing: "queue.SimpleQueue[Optional[bytes]]" = queue.SimpleQueue()
        self.on_call: Optional[Callable[[], None]] = None
        # Two threads: an interrupt (Ctrl-C) of a caller must never cut a message in two.
        threading.Thread(target=self._read, name="wirebench reader", daemon=True).start()
        threading.Thread(target=self._write, name="wirebench writer", daemon=True).start()
        try:
            self.hello = self.call("engine/hello", {"protocol": PROTOCOL, "client": client}, timeout=_HELLO_SECONDS)
            spoken = self.hello.get("protocol") if isinstance(self.hello, dict) else None
            if spoken != PROTOCOL:
                raise errors.VersionError(
                    f"The engine speaks version {spoken} of the protocol, this package version {PROTOCOL}.",
                    remedy="Use the package that came with the engine, or end the engine and start one of this version.",
                )
        except BaseException:
            self.close()
            raise

    @property
    def ended(self) -> bool:
        """Whether the connection has ended."""
        return self._ended is not None

    @property
    def waiting(self) -> bool:
        """Whether a request waits for its answer."""
        return bool(self._pending)

    def call(
        self,
        method: str,
        params: Optional[Dict[str, Any]] = None,
        *,
        timeout: Optional[float] = None,
        sink: Optional[Sink] = None,
        on_notice: Optional[Callable[[Dict[str, Any]], None]] = None,
    ) -> Any:
        """Sends a request and waits for its answer.

        Parameters that are None are left out. ``sink`` gets the notifications of what the request opens; ``on_notice`` those of the
        request itself, on the calling thread. ``timeout`` is in seconds. When waiting ends early (timeout, Ctrl-C, cancelled), so does
        the request.
        """
        request: Dict[str, Any] = {"jsonrpc": "2.0", "id": 0, "method": method}
        if params is not None:
            request["params"] = {name: value for name, value in params.items() if value is not None}
        pending = _Pending(method, (params or {}).get("lab"), sink, on_notice is not None)
        with self._lock:
            if self._ended is not None:
                raise _copy(self._ended)
            self._number += 1
            request["id"] = number = self._number
            try:
                message = encode(request)
            except (ValueError, TypeError) as error:
                raise errors.InputError(f"{method} cannot be asked: {error}.") from None
            self._pending[number] = pending
            if sink is not None:
                self._opening += 1
        if self.on_call is not None:
            self.on_call()
        Token.wait_in(pending)
        try:
            self._outgoing.put(message)
            deadline = None if timeout is None else time.monotonic() + timeout
            while True:
                notice = pending.next_notice(deadline)
                if notice is None:
                    return pending.answer()
                if on_notice is not None:
                    on_notice(notice)
        except _TimeUp:
            self._abandon(number, pending)
            raise errors.WaitTimeout(f"The engine has not answered {method} within {timeout:g} s.") from None
        except BaseException:
            self._abandon(number, pending)
            raise
        finally:
            Token.wait_in(None)

    def forget(self, kind: str, number: int) -> None:
        """Stops the delivery of notifications to a sink."""
        with self._lock:
            self._sinks.pop((kind, number), None)

    def tell(self, method: str, params: Dict[str, Any]) -> None:
        """Sends a request and does not wait for its answer. Takes no lock, so that a finalizer may call it."""
        self._outgoing.put(encode({"jsonrpc": "2.0", "id": f"{method} without waiting", "method": method, "params": params}))

    def wait_ended(self, timeout: float) -> None:
        """Waits until the connection has ended, at most so many seconds."""
        self._gone.wait(timeout)

    def close(self) -> None:
        """Ends the connection. What the engine did for it ends, too."""
        self._end(errors.ConnectionLost("The connection to the engine was closed by this program."))

    def finish(self, reason: errors.WirebenchError) -> None:
        """Ends the connection once all requests are answered. Later ones fail for that reason."""
        with self._lock:
            self._finishing = reason
            idle = not self._pending
        if idle:
            self._end(reason)

    # Private

    def _abandon(self, number: int, pending: _Pending) -> None:
        with self._lock:
            if number not in self._pending:
                return
            pending.abandoned = True
        self._outgoing.put(encode({"jsonrpc": "2.0", "method": "$/cancelRequest", "params": {"id": number}}))

    def _write(self) -> None:
        while True:
            message = self._outgoing.get()
            if message is None:
                return
            try:
                self._socket.sendall(message)
            except OSError:
                return  # the reader finds out, too, and reads first what the engine said before

    def _read(self) -> None:
        decoder = Decoder()
        try:
            while True:
                data = self._socket.recv(1 << 18)
                if not data:
                    self._end(_engine_ended("in the middle of a message" if decoder.amid_message else "", self._path))
                    return
                for message in decoder.feed(data):
                    self._take(message)
        except _LastWords as said:
            self._end(said.error)
        except ProtocolError as error:
            self._end(errors.ConnectionLost(f"The connection was closed because the engine sent {error}."))
        except OSError as error:
            self._end(_engine_ended(error.strerror, self._path))
        except Exception as error:  # a fault of this package must not leave callers waiting for ever
            self._end(errors.ConnectionLost(f"The connection was closed because of a message that could not be handled: {error!r}."))
        finally:
            self._socket.close()

    def _take(self, message: Dict[str, Any]) -> None:
        method = message.get("method")
        if isinstance(method, str):
            params = message.get("params")
            if isinstance(params, dict):
                self._notify(method, params)
            return
        number = message.get("id")
        early: List[Tuple[Key, str, Dict[str, Any]]] = []
        orphan = False
        with self._lock:
            pending = self._pending.pop(number, None) if isinstance(number, int) else None
            if pending is None:
                last_words = message.get("error") if number is None else None
                if last_words is None:
                    return
                raise _LastWords(errors.from_answer("", last_words))
            error = message.get("error")
            result = message.get("result")
            sink = pending.sink
            if sink is not None:
                self._opening -= 1
                key = _opened(result) if error is None else None
                if key is not None:
                    orphan = pending.abandoned
                    if not orphan:
                        self._sinks[key] = sink
                        early = [entry for entry in self._early if entry[0] == key]
                if self._opening == 0:
                    self._early.clear()
        if orphan and isinstance(result, dict) and "subscription" in result:  # programs and captures end with their own connections
            self.tell("lab/unwatch", {"subscription": result["subscription"]})
        if pending.abandoned and pending.method == "lab/open" and isinstance(result, dict):
            self.tell("lab/stop", {"lab": result.get("lab")})
        pending.finish(result, None if error is None else errors.from_answer(pending.method, error))
        if sink is not None:
            for _, method, params in early:
                sink.notice(method, params)
        if self._finishing is not None and not self._pending:
            self._end(self._finishing)

    def _notify(self, method: str, params: Dict[str, Any]) -> None:
        asked_by = _NOTICES.get(method)
        if asked_by is not None:
            with self._lock:
                asked = [p for p in self._pending.values() if p.method == asked_by and p.lab == params.get("lab")]
            # A lab does one after the other: it is about the oldest, even if nobody waits for that any more.
            if asked and asked[0].wants_notices and not asked[0].abandoned:
                asked[0].put(params)
            return
        member = _KEYS.get(method)
        if member is None:
            return  # of a newer engine
        key = (member, params.get(member))
        with self._lock:
            sink = self._sinks.get(key)
            if sink is None and self._opening > 0:
                self._early.append((key, method, params))
        if sink is not None:
            sink.notice(method, params)

    def _end(self, error: errors.WirebenchError) -> None:
        with self._lock:
            if self._ended is not None:
                return
            self._ended = error
            pendings = list(self._pending.values())
            self._pending.clear()
            sinks = list(self._sinks.values()) + [p.sink for p in pendings if p.sink is not None]
            self._sinks.clear()
        self._outgoing.put(None)
        try:
            self._socket.shutdown(socket.SHUT_RDWR)  # wakes the reader, which closes it
        except OSError:
            pass
        for pending in pendings:
            pending.finish(None, _copy(error))
        for sink in sinks:
            sink.lost(_copy(error))
        self._gone.set()


def _opened(result: Any) -> Optional[Key]:
    if isinstance(result, dict):
        for member in ("subscription", "program", "capture"):
            if member in result:
                return member, result[member]
    return None


def _copy(error: errors.WirebenchError) -> errors.WirebenchError:
    """An exception of its own for each thread that raises it."""
    return type(error)(error.message, code=error.code, element=error.element, remedy=error.remedy)


def _peer(stream: socket.socket) -> Optional[str]:
    """Path of the socket at the other end, if it has one."""
    try:
        name = stream.getpeername()
    except OSError:
        return None
    return name if isinstance(name, str) and name.startswith("/") else None


def _still_runs(path: Optional[str]) -> bool:
    """Whether an engine still answers there: one that is being killed can accept for a moment, but does not answer."""
    if not path:
        return False
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as probe:
        probe.settimeout(_PROBE_SECONDS)
        try:
            probe.connect(path)
            probe.sendall(encode({"jsonrpc": "2.0", "id": 1, "method": "engine/status"}))
            return bool(probe.recv(1))
        except socket.timeout:
            return True
        except OSError:
            return False


def _engine_ended(detail: Optional[str], path: Optional[str]) -> errors.ConnectionLost:
    if _still_runs(path):
        return errors.ConnectionLost(
            "The engine has closed the connection" + (f" ({detail})" if detail else "") + ", and still runs.",
            remedy=f"The engine's log {path}.log says why.",
        )
    return errors.ConnectionLost(
        "The engine has ended" + (f" ({detail})" if detail else "") + ", and with it its labs.",
        remedy="Engine.connect() starts a new one; the engine's log may say why it ended.",
    )


# Where the engine is


def socket_path() -> Path:
    """Where the engine of this user listens, or would listen."""
    named = os.environ.get("WIREBENCH_SOCKET")
    if named:
        return Path(named)
    runtime = os.environ.get("XDG_RUNTIME_DIR")
    if runtime and os.path.isdir(runtime):
        return Path(runtime, "wirebench", "engine.sock")
    return Path(f"/tmp/wirebench-{os.getuid()}", "engine.sock")


def launcher_path() -> Optional[str]:
    """The command ``wirebench``: $WIREBENCH, that of the checkout around this package, or one in PATH. None if there is none."""
    named = os.environ.get("WIREBENCH")
    if named:
        return named
    parents = Path(__file__).resolve().parents
    beside = parents[4] / "wirebench" if len(parents) > 4 else None
    if beside is not None and beside.is_file() and os.access(beside, os.X_OK) and (parents[4] / "clients" / "python").is_dir():
        return str(beside)
    for folder in os.get_exec_path():
        candidate = os.path.join(folder, "wirebench")
        if os.path.isfile(candidate) and os.access(candidate, os.X_OK):
            return candidate
    return None


def connect(path: Path, client: str, *, start: bool = False) -> Connection:
    """Connects to the engine at a path; starts one if asked to and nobody listens there."""
    stream = _try(path)
    if stream is None:
        if not start:
            raise errors.ConnectionLost(
                f"No engine listens at {path}.", remedy="Start one: 'wirebench engine --background', or Engine.connect(start=True)."
            )
        _start_engine(path)
        stream = _try(path)
        if stream is None:
            raise errors.MachineError(f"An engine was started, but nobody listens at {path}.", remedy="See the engine's log.")
    return Connection(stream, client)


def _try(path: Path) -> Optional[socket.socket]:
    """A socket that is connected, or None when nobody listens."""
    _check_folder(path.parent)
    stream = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        stream.connect(str(path))
        return stream
    except (FileNotFoundError, ConnectionRefusedError):
        stream.close()
        return None
    except OSError as error:
        stream.close()
        raise errors.MachineError(
            f"The engine's socket {path} cannot be reached: {error.strerror or error}.", remedy="Set WIREBENCH_SOCKET to another path."
        ) from None


def _check_folder(folder: Path) -> None:
    """Refuses a folder in which another user could put a socket of his own."""
    try:
        found = os.lstat(folder)
    except FileNotFoundError:
        return
    except OSError as error:
        raise errors.MachineError(f"The folder {folder} of the engine's socket cannot be read: {error.strerror}.") from None
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.geteuid() or found.st_mode & 0o077:
        raise errors.MachineError(
            f"{folder}, where the engine's socket should be, is not a folder of yours alone"
            f" (mode {stat.S_IMODE(found.st_mode):04o}, owner {found.st_uid}), so another user could listen there.",
            remedy=f"Make it yours ('chmod 700 {folder}'), or set WIREBENCH_SOCKET to a path in a folder with mode 0700.",
        )


def _start_engine(path: Path) -> None:
    launcher = launcher_path()
    if launcher is None:
        raise errors.MachineError(
            f"No engine listens at {path}, and there is no command 'wirebench' to start one.",
            remedy="Set WIREBENCH to the path of the command, or put it into PATH.",
        )
    environment = dict(os.environ, WIREBENCH_SOCKET=str(path))
    try:
        started = subprocess.run(
            [launcher, "engine", "--background"], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, env=environment
        )
    except OSError as error:
        raise errors.MachineError(
            f"The engine could not be started: {launcher}: {error.strerror}.", remedy="Set WIREBENCH to the path of the command 'wirebench'."
        ) from None
    if started.returncode != 0:
        reason = started.stderr.decode("utf-8", "replace").strip() or f"'{launcher} engine --background' ended with {started.returncode}"
        raise errors.MachineError(f"The engine could not be started: {reason}")
