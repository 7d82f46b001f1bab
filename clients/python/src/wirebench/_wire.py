"""The messages of the protocol as bytes and back. Does no input or output itself."""

from __future__ import annotations

import json
from typing import Any, Dict, List

# Limits of the protocol, in bytes.
MESSAGE_BYTES = 40 << 20
HEADER_BYTES = 4096

_SEPARATOR = b"\r\n\r\n"


class ProtocolError(Exception):
    """The other side sent something that is not the protocol."""


def encode(message: Dict[str, Any]) -> bytes:
    """Makes bytes of a message.

    Raises ``ValueError`` when it is larger than the protocol allows, and ``TypeError`` when it holds something that JSON does not know.
    """
    body = json.dumps(message, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode("utf-8")
    if len(body) > MESSAGE_BYTES:
        raise ValueError(f"a message of {len(body)} bytes is more than the {MESSAGE_BYTES} bytes that the protocol allows")
    return b"Content-Length: %d%s%s" % (len(body), _SEPARATOR, body)


class Decoder:
    """Makes messages of bytes as they come, in pieces of any size."""

    def __init__(self) -> None:
        self._buffer = bytearray()
        self._length = -1  # of the body that comes now; -1 before its header is complete

    def feed(self, data: bytes) -> List[Dict[str, Any]]:
        """Takes bytes and returns the messages that they complete, in their order."""
        self._buffer += data
        messages: List[Dict[str, Any]] = []
        while True:
            if self._length < 0:
                end = self._buffer.find(_SEPARATOR, 0, HEADER_BYTES + len(_SEPARATOR))
                if end < 0:
                    if len(self._buffer) > HEADER_BYTES:
                        raise ProtocolError(f"no end of a message's header within {HEADER_BYTES} bytes")
                    return messages
                self._length = _content_length(bytes(self._buffer[:end]))
                del self._buffer[: end + len(_SEPARATOR)]
            if len(self._buffer) < self._length:
                return messages
            body = bytes(self._buffer[: self._length])
            del self._buffer[: self._length]
            self._length = -1
            messages.append(_message(body))

    @property
    def amid_message(self) -> bool:
        """Whether the bytes so far end within a message."""
        return bool(self._buffer) or self._length >= 0


def _content_length(header: bytes) -> int:
    for line in header.split(b"\r\n"):
        name, colon, value = line.partition(b":")
        if colon and name.strip().lower() == b"content-length":
            text = value.strip()
            if not text.isdigit() or len(text) > 12 or int(text) > MESSAGE_BYTES:
                raise ProtocolError(f"a message has the length {text.decode('ascii', 'replace')!r:.50}; at most {MESSAGE_BYTES} bytes are allowed")
            return int(text)
    raise ProtocolError(f"a header without Content-Length: {header[:80].decode('ascii', 'replace')!r}")


def _message(body: bytes) -> Dict[str, Any]:
    try:
        message = json.loads(body.decode("utf-8"))
    except (ValueError, RecursionError) as error:
        raise ProtocolError(f"a message that is not JSON ({error}): {body[:80].decode('utf-8', 'replace')!r}") from None
    if not isinstance(message, dict):
        raise ProtocolError(f"a message that is not a JSON object: {body[:80].decode('utf-8', 'replace')!r}")
    return message
