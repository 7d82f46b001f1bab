"""What comes unasked: states and events, the output of programs, captured frames."""

from __future__ import annotations

import base64
import collections
import io
import threading
import time
import weakref
from types import TracebackType
from typing import Any, Callable, Deque, Dict, Generic, Iterator, List, Mapping, Optional, Tuple, Type, TypeVar

from . import errors
from ._connection import Connection, Interrupted, Token, patiently

T = TypeVar("T")

FEED_LENGTH = 1000  # notices that wait to be taken; then the oldest are left out
STREAM_BYTES = 1 << 20  # bytes that wait to be read; then the sender waits


class Feed(Generic[T]):
    """States or events as they come: iterate over it, and close it (or use ``with``) when done.

    At most 1000 wait to be taken. When more come, the oldest are left out and counted in ``missed``. The iteration ends when the feed is
    closed or, for the feed of one lab, when the lab has ended. It raises :class:`~wirebench.ConnectionLost` when the engine ends.
    """

    def __init__(
        self,
        convert: Callable[[Dict[str, Any]], T],
        length: int = FEED_LENGTH,
        keep: Callable[[Dict[str, Any]], bool] = lambda _: True,
        last: Callable[[Dict[str, Any]], bool] = lambda _: False,
    ) -> None:
        """Not for users. ``keep`` says which notices are wanted at all, ``last`` which of them is the last one."""
        self._convert = convert
        self._keep = keep
        self._last = last
        self._finished = False
        self._interrupted = False
        self._length = length
        self._changed = threading.Condition()
        self._waiting: Deque[Dict[str, Any]] = collections.deque()
        self._missed = 0
        self._closed = False
        self._error: Optional[errors.WirebenchError] = None
        self._listener: Optional[Callable[[], None]] = None
        self._connection: Optional[Connection] = None
        self._number = 0

    def subscribe(self, connection: Connection, watch: Dict[str, Any]) -> "Feed[T]":
        """Asks the engine for what comes here."""
        subscription = connection.call("lab/watch", watch, sink=_FeedSink(self))
        self._connection, self._number = connection, int(subscription["subscription"])
        return self

    @property
    def missed(self) -> int:
        """How many were left out until now because they were not taken in time."""
        return self._missed

    @property
    def closed(self) -> bool:
        """Whether it was closed."""
        return self._closed

    def next(self, timeout: Optional[float] = None) -> T:
        """Waits for the next one, at most ``timeout`` seconds (then raises ``TimeoutError``). Raises ``StopIteration`` when closed."""
        deadline = None if timeout is None else time.monotonic() + timeout
        Token.wait_in(self)
        try:
            with self._changed:
                while not self._waiting:
                    if self._closed or self._finished:
                        raise StopIteration
                    if self._error is not None:
                        raise self._error
                    if self._interrupted:
                        self._interrupted = False
                        raise Interrupted
                    left = None if deadline is None else deadline - time.monotonic()
                    if left is not None and left <= 0:
                        raise errors.WaitTimeout(f"Nothing came within {timeout:g} s.")
                    patiently(self._changed, left)
                params = self._waiting.popleft()
        finally:
            Token.wait_in(None)
        return self._convert(params)

    def interrupt(self) -> None:
        """Not for users: makes a thread that waits stop waiting."""
        with self._changed:
            self._interrupted = True
            self._wake()

    def close(self) -> None:
        """Ends the subscription. What waits can no longer be taken."""
        with self._changed:
            if self._closed:
                return
            self._closed = True
            self._waiting.clear()
            self._wake()
        if self._connection is not None:
            self._connection.forget("subscription", self._number)
            try:
                self._connection.call("lab/unwatch", {"subscription": self._number})
            except errors.EndedError:
                pass  # as it was to be

    def __del__(self) -> None:
        if not self._closed and self._connection is not None:
            self._connection.tell("lab/unwatch", {"subscription": self._number})

    def __iter__(self) -> Iterator[T]:
        return self

    def __next__(self) -> T:
        return self.next()

    def __enter__(self) -> "Feed[T]":
        return self

    def __exit__(self, kind: Optional[Type[BaseException]], error: Optional[BaseException], trace: Optional[TracebackType]) -> None:
        self.close()

    # Called by the reader thread

    def notice(self, method: str, params: Dict[str, Any]) -> None:
        """Takes a notification of the engine."""
        with self._changed:
            if self._closed or self._finished:
                return
            missed = params.get("missed")
            if isinstance(missed, int):
                self._missed += missed
            if not self._keep(params):
                return
            self._finished = self._last(params)
            if len(self._waiting) >= self._length:
                self._waiting.popleft()
                self._missed += 1
            self._waiting.append(params)
            self._wake()

    def lost(self, error: errors.WirebenchError) -> None:
        """The connection has ended."""
        with self._changed:
            self._error = error
            self._wake()

    # For asyncio

    def _take(self) -> Tuple[bool, Optional[T]]:
        """What ``next`` would return, without waiting: (False, None) if there is nothing yet."""
        with self._changed:
            if not self._waiting:
                if self._closed or self._finished:
                    raise StopIteration
                if self._error is not None:
                    raise self._error
                return False, None
            params = self._waiting.popleft()
        return True, self._convert(params)

    def _wake(self) -> None:
        self._changed.notify_all()
        if self._listener is not None:
            self._listener()


class _FeedSink:
    """Passes notifications on to a feed for as long as somebody uses it."""

    def __init__(self, feed: "Feed[Any]") -> None:
        self._feed = weakref.ref(feed)

    def notice(self, method: str, params: Dict[str, Any]) -> None:
        feed = self._feed()
        if feed is not None:
            feed.notice(method, params)

    def lost(self, error: errors.WirebenchError) -> None:
        feed = self._feed()
        if feed is not None:
            feed.lost(error)


class ByteStreams:
    """Byte streams by name, filled by a reader thread and emptied by others. When too much waits, the reader thread waits."""

    def __init__(self, names: Tuple[str, ...], connection: Connection) -> None:
        self._connection = connection
        self._changed = threading.Condition()
        self._pieces: Dict[str, Deque[bytes]] = {name: collections.deque() for name in names}
        self._size = 0
        self._discard = False
        self.ended = False
        self.error: Optional[errors.WirebenchError] = None
        self._listeners: List[Callable[[], None]] = []
        connection.on_call = self._nudge

    def put(self, name: str, data: bytes) -> None:
        """Adds bytes; waits while too many are not read yet, unless an answer is awaited, which comes behind them."""
        with self._changed:
            if self._discard or not data:
                return
            self._pieces[name].append(data)
            self._size += len(data)
            self._wake()
            while self._size > STREAM_BYTES and not self._discard and not self._connection.waiting and not self._connection.ended:
                self._changed.wait()

    def end(self, error: Optional[errors.WirebenchError] = None) -> None:
        """Says that nothing more comes."""
        with self._changed:
            if not self.ended:
                self.ended = True
                self.error = error
            self._wake()

    def discard(self) -> None:
        """Throws away what waits and what comes."""
        with self._changed:
            self._discard = True
            for pieces in self._pieces.values():
                pieces.clear()
            self._size = 0
            self._wake()

    def take(self, name: str, most: int = -1) -> Optional[bytes]:
        """Bytes that wait, at most ``most`` of them: b"" at the end, None if there are none yet."""
        with self._changed:
            return self._take(name, most)

    def wait(self, name: str, most: int = -1) -> bytes:
        """Waits for bytes: b"" at the end."""
        with self._changed:
            while True:
                data = self._take(name, most)
                if data is not None:
                    return data
                patiently(self._changed, None)

    def wait_any(self, deadline: Optional[float]) -> Optional[Dict[str, bytes]]:
        """Waits for bytes of any stream; None at the end of all. Raises ``TimeoutError``."""
        with self._changed:
            while True:
                found = {name: b"".join(pieces) for name, pieces in self._pieces.items() if pieces}
                if found:
                    for pieces in self._pieces.values():
                        pieces.clear()
                    self._size = 0
                    self._changed.notify_all()
                    return found
                if self.ended:
                    return None
                self._wait(deadline)

    def wait_end(self, deadline: Optional[float]) -> None:
        """Waits until nothing more comes. Raises ``TimeoutError``."""
        with self._changed:
            while not self.ended:
                self._wait(deadline)

    def listen(self, listener: Callable[[], None]) -> None:
        """Calls a function, on the reader thread, whenever something changes."""
        with self._changed:
            self._listeners.append(listener)

    def unlisten(self, listener: Callable[[], None]) -> None:
        """Calls it no more."""
        with self._changed:
            self._listeners.remove(listener)

    def _wait(self, deadline: Optional[float]) -> None:
        left = None if deadline is None else deadline - time.monotonic()
        if left is not None and left <= 0:
            raise TimeoutError
        patiently(self._changed, left)

    def _take(self, name: str, most: int) -> Optional[bytes]:
        pieces = self._pieces[name]
        if not pieces:
            if not self.ended and not self._discard:
                return None
            if self.error is not None:
                raise self.error
            return b""
        data = pieces.popleft()
        if 0 <= most < len(data):
            pieces.appendleft(data[most:])
            data = data[:most]
        self._size -= len(data)
        self._changed.notify_all()
        return data

    def _nudge(self) -> None:
        with self._changed:
            self._changed.notify_all()

    def _wake(self) -> None:
        self._changed.notify_all()
        for listener in self._listeners:
            listener()


class Output(io.RawIOBase):
    """The reading side of one stream, as a file."""

    def __init__(self, streams: ByteStreams, name: str) -> None:
        super().__init__()
        self._streams = streams
        self._name = name

    def readable(self) -> bool:
        """Always true."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Waits for bytes and puts them into a buffer; 0 at the end."""
        view = memoryview(buffer).cast("B")
        data = self._streams.wait(self._name, len(view))
        view[: len(data)] = data
        return len(data)


class ProgramSink:
    """Takes the notifications of a program that was started."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self.streams = ByteStreams(("out", "err"), connection)
        self.exit_code: Optional[int] = None

    def notice(self, method: str, params: Mapping[str, Any]) -> None:
        """Takes output or the end."""
        if method == "program/output":
            self.streams.put("err" if params.get("stream") == "err" else "out", base64.b64decode(params.get("data") or ""))
        else:
            self.exit_code = int(params.get("exitCode", -1))
            self.streams.end()
            self._connection.finish(errors.EndedError("The program has ended."))

    def lost(self, error: errors.WirebenchError) -> None:
        """The connection has ended."""
        self.streams.end(error)


class CaptureSink:
    """Takes the notifications of a capture."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self.streams = ByteStreams(("frames",), connection)
        self.message = ""
        self.stopped = False

    def notice(self, method: str, params: Mapping[str, Any]) -> None:
        """Takes captured bytes or the end."""
        if method == "capture/data":
            self.streams.put("frames", base64.b64decode(params.get("data") or ""))
        else:
            self.message = str(params.get("message") or "")
            by_itself = self.message and not self.stopped
            self.streams.end(errors.EndedError(f"The capture has ended: {self.message}.") if by_itself else None)
            self._connection.finish(errors.EndedError("The capture has ended."))

    def lost(self, error: errors.WirebenchError) -> None:
        """The connection has ended."""
        self.streams.end(error)
