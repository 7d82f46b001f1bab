"""An engine that says what a test wants it to say, in this process."""

from __future__ import annotations

import json
import os
import socket
import tempfile
import threading
from pathlib import Path
from typing import Any, Callable, Dict, List, Optional

from wirebench._wire import Decoder, encode

INFO = {"protocol": 1, "version": "0", "pid": 1, "uptimeSeconds": 0.0, "clients": 1, "labs": [], "heapBytes": 0}


class Client:
    """What the fake engine knows of one client."""

    def __init__(self, stream: socket.socket) -> None:
        self.stream = stream

    def send(self, **message: Any) -> None:
        self.stream.sendall(encode({"jsonrpc": "2.0", **message}))

    def raw(self, data: bytes) -> None:
        self.stream.sendall(data)

    def hang_up(self) -> None:
        self.stream.shutdown(socket.SHUT_RDWR)


class FakeEngine:
    """Listens at a path of its own. ``answers`` maps a method to a result, or to a function of (client, request)."""

    def __init__(self) -> None:
        self.folder = tempfile.mkdtemp(prefix="wirebench-fake-")
        self.path = Path(self.folder, "engine.sock")
        self.answers: Dict[str, Any] = {"engine/hello": INFO, "engine/status": INFO}
        self.requests: List[Dict[str, Any]] = []
        self._seen = threading.Condition()
        self._clients: List[Client] = []
        self._listening = socket.socket(socket.AF_UNIX)
        self._listening.bind(str(self.path))
        self._listening.listen(10)
        threading.Thread(target=self._accept, daemon=True).start()

    def __enter__(self) -> "FakeEngine":
        return self

    def __exit__(self, *_: object) -> None:
        self._listening.close()
        for client in self._clients:
            try:
                client.hang_up()
            except OSError:
                pass
        os.unlink(self.path)
        os.rmdir(self.folder)

    def wait_for(self, method: str, matching: Optional[Callable[[Dict[str, Any]], bool]] = None) -> Dict[str, Any]:
        """The first request of that method; waits until it has come."""
        with self._seen:
            while True:
                for request in self.requests:
                    if request["method"] == method and (matching is None or matching(request)):
                        return request
                assert self._seen.wait(10), f"no {method} came; there were {[r['method'] for r in self.requests]}"

    def _accept(self) -> None:
        while True:
            try:
                stream, _ = self._listening.accept()
            except OSError:
                return
            client = Client(stream)
            self._clients.append(client)
            threading.Thread(target=self._serve, args=(client,), daemon=True).start()

    def _serve(self, client: Client) -> None:
        decoder = Decoder()
        try:
            while True:
                data = client.stream.recv(1 << 16)
                if not data:
                    break
                for request in decoder.feed(data):
                    answer = self.answers.get(request["method"])
                    if callable(answer):
                        answer(client, request)
                    elif answer is not None:
                        client.send(id=request["id"], result=answer)
                    with self._seen:  # after its answer: what waits for it may answer others then
                        self.requests.append(request)
                        self._seen.notify_all()
        except OSError:
            pass
        finally:
            client.stream.close()


def header(body: bytes) -> bytes:
    """A message of any bytes."""
    return b"Content-Length: %d\r\n\r\n%s" % (len(body), body)


def message(**members: Any) -> bytes:
    """A message as bytes."""
    return header(json.dumps({"jsonrpc": "2.0", **members}).encode())
