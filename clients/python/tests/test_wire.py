"""Messages as bytes and back."""

from __future__ import annotations

import pytest
from fake_engine import header, message

from wirebench._wire import HEADER_BYTES, MESSAGE_BYTES, Decoder, ProtocolError, encode


def test_a_message_survives_encoding_and_decoding_in_pieces_of_any_size():
    sent = {"jsonrpc": "2.0", "id": 1, "method": "ä€😀", "params": {"text": "\r\n\r\nContent-Length: 3", "n": [1, 2.5, None, True]}}
    data = encode(sent) + encode({"id": 2})
    for size in (1, 2, 3, 7, len(data)):
        decoder = Decoder()
        got = []
        for start in range(0, len(data), size):
            got += decoder.feed(data[start : start + size])
        assert got == [sent, {"id": 2}]
        assert not decoder.amid_message


def test_length_counts_bytes_and_header_names_have_no_case():
    body = '{"a":"€"}'.encode()
    assert Decoder().feed(b"content-LENGTH:  %d \r\nContent-Type: x\r\n\r\n%s" % (len(body), body)) == [{"a": "€"}]


def test_a_piece_of_a_message_is_told_apart_from_none():
    decoder = Decoder()
    assert decoder.feed(message(id=1)[:-1]) == []
    assert decoder.amid_message
    assert decoder.feed(message(id=1)[-1:]) == [{"jsonrpc": "2.0", "id": 1}]
    assert not decoder.amid_message


@pytest.mark.parametrize(
    "garbage",
    [
        b"HTTP/1.1 400 Bad Request\r\n\r\n",
        b"Content-Length: -1\r\n\r\n",
        b"Content-Length: x\r\n\r\n",
        b"Content-Length: %d\r\n\r\n" % (MESSAGE_BYTES + 1),
        b"Content-Length: 99999999999999999999\r\n\r\n",
        b"x" * (HEADER_BYTES + 1),
        header(b"{"),
        header(b"[1]"),
        header(b"\xff\xfe"),
        header(b"[" * 100_000),
        header(b""),
    ],
)
def test_garbage_is_an_error_that_says_what_came(garbage):
    with pytest.raises(ProtocolError) as error:
        Decoder().feed(garbage)
    assert len(str(error.value)) < 400


def test_a_header_at_the_limit_is_still_taken():
    line = b"X: " + b"x" * (HEADER_BYTES - len(b"X: \r\nContent-Length: 2")) + b"\r\nContent-Length: 2"
    assert len(line) == HEADER_BYTES
    assert Decoder().feed(line + b"\r\n\r\n{}") == [{}]


def test_a_large_message_is_taken():
    text = "x" * (20 << 20)
    decoder = Decoder()
    data = encode({"text": text})
    got = []
    for start in range(0, len(data), 1 << 18):
        got += decoder.feed(data[start : start + (1 << 18)])
    assert got == [{"text": text}]


@pytest.mark.parametrize("wrong", [{"a": float("nan")}, {"a": "\ud800"}, {"a": "x" * (MESSAGE_BYTES + 1)}])
def test_what_the_protocol_cannot_carry_is_not_sent(wrong):
    with pytest.raises(ValueError):
        encode(wrong)
