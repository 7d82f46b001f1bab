"""Tests with labs: ``pytest examples/test_with_fixture.py``. The fixture ``lab`` comes with the package; its labs end with the test."""

import sys

import pytest

import wirebench


@pytest.fixture
def office(lab):
    """Two hosts at a switch, one of them far away."""
    net = wirebench.Network("office", seed=8)
    net.switch("s1")
    for name in ("near", "far"):
        net.host(name)
        net.link(name, "s1")
    net["far-s1"].both.add("delay", time="30 ms")
    net.flow("ping", "ping", "near", "far", interval="100 ms")
    return lab(net)


def test_the_far_host_is_60_ms_away(office):
    office.wait("flow:ping.rtt between 60 ms and 65 ms", timeout=5)


def test_a_connection_survives_a_short_break(office):
    server = "import socket; s = socket.create_server(('', 7000)); print('ready', flush=True); c = s.accept()[0]; c.sendall(c.recv(9))"
    client = "import socket; c = socket.create_connection(('far', 7000)); print('connected', flush=True); input(); c.sendall(b'hello'); print(c.recv(9).decode())"
    with office.node("far").popen([sys.executable, "-c", server], text=True) as far:
        assert far.stdout.readline() == "ready\n"
        with office.node("near").popen([sys.executable, "-c", client], text=True) as near:
            assert near.stdout.readline() == "connected\n"
            office.down("far-s1")
            near.stdin.write("\n")  # sends into the broken link
            office.wait("near-s1/forward.in above 3")
            office.up("far-s1")
            assert near.stdout.readline() == "hello\n"
            assert near.wait(timeout=10) == 0
