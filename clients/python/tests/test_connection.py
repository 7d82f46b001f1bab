"""Calls, notifications and their ends, against an engine that says what a test wants."""

from __future__ import annotations

import base64
import gc
import os
import signal
import socket
import subprocess
import sys
import threading
import time

import pytest
from fake_engine import INFO, FakeEngine, header, message

import wirebench
from wirebench import ConnectionLost, Engine, InputError, LimitError, MachineError, VersionError, WaitTimeout, WirebenchError
from wirebench._connection import launcher_path, socket_path

STATE = {"lab": "l", "epochSeconds": 1.5, "phase": "running", "nodes": {}, "links": {}, "flows": {}, "probes": {}, "services": {}}
LAB = {"lab": "l", "network": "n", "phase": "running", "nodes": 0, "links": 0, "keep": False, "openedBy": "me", "ageSeconds": 0.5, "folder": "/f"}


@pytest.fixture
def fake():
    with FakeEngine() as engine:
        engine.answers["lab/open"] = LAB
        engine.answers["lab/stop"] = {"done": True, "message": ""}
        engine.answers["lab/unwatch"] = {"done": True, "message": ""}
        yield engine


def eventually(condition, seconds=10.0):
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not become true in time"
        threading.Event().wait(0.005)


def in_thread(function):
    """Runs a function; the result is a function that waits for what it returned or raised."""
    outcome = []

    def work():
        try:
            outcome.append((function(), None))
        except BaseException as error:
            outcome.append((None, error))

    thread = threading.Thread(target=work, daemon=True)
    thread.start()

    def result(timeout=10):
        thread.join(timeout)
        assert outcome, "the call has not ended"
        value, error = outcome[0]
        if error is not None:
            raise error
        return value

    return result


def test_the_first_request_is_the_greeting(fake):
    with Engine.connect(socket=fake.path, client="me") as engine:
        assert engine.status().version == "0"
    assert fake.requests[0]["params"] == {"protocol": 1, "client": "me"}
    assert "params" not in fake.wait_for("engine/status")
    with pytest.raises(ConnectionLost, match="closed by this program"):
        engine.status()


def test_another_version_is_refused(fake):
    fake.answers["engine/hello"] = dict(INFO, protocol=2)
    with pytest.raises(VersionError, match="version 2") as error:
        Engine.connect(socket=fake.path)
    assert error.value.remedy
    fake.answers["engine/hello"] = lambda client, request: client.send(id=request["id"], error={"code": 4, "message": "speak version 3"})
    with pytest.raises(VersionError, match="speak version 3"):
        Engine.connect(socket=fake.path)


def test_answers_may_overtake_each_other(fake):
    waiting = []
    fake.answers["lab/wait"] = lambda client, request: waiting.append((client, request))
    with Engine.connect(socket=fake.path) as engine, engine.open("<network/>") as lab:
        calls = [in_thread(lambda n=n: lab.wait(f"c{n}", timeout=5)) for n in range(20)]
        eventually(lambda: len(waiting) == 20)
        for client, request in reversed(waiting):
            client.send(id=request["id"], result={"held": True, "explanation": request["params"]["condition"], "seconds": 1})
        assert [call().explanation for call in calls] == [f"c{n}" for n in range(20)]


def test_errors_say_what_where_and_what_to_do(fake):
    problem = {"severity": "error", "element": "h1-h2", "line": 3, "column": 2, "message": "has no end", "remedy": "Give it one."}
    data = {"code": "INPUT", "element": "h1-h2/both/delay.time", "remedy": "Write '5 ms'.", "problems": [problem]}
    fake.answers["lab/set"] = lambda client, request: client.send(id=request["id"], error={"code": 1, "message": "5 has no unit.", "data": data})
    with Engine.connect(socket=fake.path) as engine, engine.open("<network/>") as lab:
        with pytest.raises(InputError) as error:
            lab.set("h1-h2/both/delay.time", "5")
    assert str(error.value) == "h1-h2/both/delay.time: 5 has no unit. Write '5 ms'.\n  error: line 3: h1-h2: has no end Give it one."
    assert error.value.code == "INPUT"
    assert error.value.problems[0].line == 3


@pytest.mark.parametrize(
    "error, kind, code",
    [
        ({"code": 2, "message": "m"}, MachineError, "MACHINE"),
        ({"code": 3, "message": "m", "data": None}, LimitError, "LIMIT"),
        ({"code": 5, "message": "m", "data": {}}, wirebench.EndedError, "ENDED"),
        ({"code": 6, "message": "m", "data": "x"}, WirebenchError, "FAILED"),
        ({"code": -32601, "message": "no such method"}, WirebenchError, "JSON-RPC -32601"),
        ({"code": -32800, "message": "cancelled"}, wirebench.RequestCancelled, "CANCELLED"),
        ({"message": None}, WirebenchError, "JSON-RPC None"),
        ("what?", WirebenchError, "FAILED"),
    ],
)
def test_each_code_has_its_exception(fake, error, kind, code):
    fake.answers["engine/doctor"] = lambda client, request: client.send(id=request["id"], error=error)
    with Engine.connect(socket=fake.path) as engine:
        with pytest.raises(WirebenchError) as raised:
            engine.doctor()
    assert type(raised.value) is kind
    assert raised.value.code == code


def test_an_answer_that_cannot_be_understood_is_an_error_that_names_the_member(fake):
    fake.answers["engine/status"] = dict(INFO, pid="many")
    with Engine.connect(socket=fake.path) as engine:
        with pytest.raises(VersionError, match="EngineInfo.pid is 'many'"):
            engine.status()
        fake.answers["engine/status"] = {}
        with pytest.raises(VersionError, match="EngineInfo.protocol"):
            engine.status()
        fake.answers["engine/status"] = dict(INFO, more="than known")
        assert engine.status().pid == 1


@pytest.mark.parametrize(
    "data, says",
    [
        (b"", "has closed the connection, and still runs"),
        (message(id=2, result=INFO)[:-5], "in the middle of a message"),
        (b"garbage\r\n\r\n", "Content-Length"),
        (header(b"{nonsense}"), "not JSON"),
        (b"x" * 5000, "header"),
        (message(id=None, error={"code": -32700, "message": "you sent nonsense"}), "you sent nonsense"),
    ],
)
def test_an_engine_that_ends_or_goes_mad_ends_all_calls_at_once(fake, data, says):
    fake.answers["lab/wait"] = lambda client, request: None
    fake.answers["lab/watch"] = {"subscription": 1}

    def dies(client, request):
        client.raw(data)
        client.hang_up()

    fake.answers["engine/doctor"] = dies
    engine = Engine.connect(socket=fake.path)
    lab = engine.open("<network/>")
    states = lab.states()
    waits = [in_thread(lambda: lab.wait("x", timeout=100)) for _ in range(5)] + [in_thread(states.next)]
    eventually(lambda: sum(request["method"] == "lab/wait" for request in fake.requests) == 5)
    with pytest.raises(ConnectionLost, match=says):
        engine.doctor()
    for wait in waits:
        with pytest.raises(ConnectionLost, match=says):
            wait(5)
    with pytest.raises(ConnectionLost, match=says):
        engine.status()
    assert engine.closed


def test_an_engine_that_takes_no_more_clients_says_so(fake):
    error = {"code": 3, "message": "the engine has 100 clients already (CONNECTIONS)", "data": {"code": "LIMIT"}}
    fake.answers["engine/hello"] = lambda client, request: (client.raw(message(id=None, error=error)), client.hang_up())
    with pytest.raises(LimitError, match="100 clients"):
        Engine.connect(socket=fake.path)


def test_unknown_notifications_and_answers_are_passed_over(fake):
    def answer(client, request):
        client.send(method="engine/weather", params={"sun": True})
        client.send(method="watch/state", params={"subscription": 99, "missed": 0, "state": STATE})
        client.send(method="watch/state")
        client.send(id=77, result=None)
        client.send(id=request["id"], result=INFO)

    fake.answers["engine/status"] = answer
    with Engine.connect(socket=fake.path) as engine:
        assert engine.status().pid == 1


def test_a_call_that_is_not_answered_in_time_is_cancelled(fake):
    fake.answers["engine/hello"] = lambda client, request: None
    from wirebench import _connection

    old, _connection._HELLO_SECONDS = _connection._HELLO_SECONDS, 0.05
    try:
        with pytest.raises(TimeoutError, match="engine/hello") as error:
            Engine.connect(socket=fake.path)
    finally:
        _connection._HELLO_SECONDS = old
    assert isinstance(error.value, WaitTimeout)


def test_states_that_are_not_taken_are_counted(fake):
    clients = []

    def watch(client, request):
        clients.append(client)
        for n in range(5):  # before the answer: they must not be lost
            client.send(method="watch/state", params={"subscription": 4, "missed": 0, "state": dict(STATE, epochSeconds=n)})
        client.send(id=request["id"], result={"subscription": 4})

    fake.answers["lab/watch"] = watch
    with Engine.connect(socket=fake.path) as engine, engine.open("<network/>") as lab:
        with lab.states(interval=0.1) as states:
            assert [next(states).epoch_seconds for _ in range(5)] == [0, 1, 2, 3, 4]
            with pytest.raises(TimeoutError):
                states.next(timeout=0.01)
            for n in range(1500):
                clients[0].send(method="watch/state", params={"subscription": 4, "missed": 1 if n == 7 else 0, "state": dict(STATE, epochSeconds=n)})
            engine.status()  # behind them
            assert states.missed == 501
            assert next(states).epoch_seconds == 500
        assert fake.wait_for("lab/watch")["params"] == {"lab": "l", "states": True, "events": False, "intervalSeconds": 0.1}
        assert fake.wait_for("lab/unwatch")["params"] == {"subscription": 4}
        assert list(states) == []


def test_states_end_when_the_lab_has_ended(fake):
    def watch(client, request):
        client.send(id=request["id"], result={"subscription": 4})
        for phase in ("stopped", "applying", "running", "stopping", "stopped", "stopped"):
            client.send(method="watch/state", params={"subscription": 4, "missed": 0, "state": dict(STATE, phase=phase)})

    fake.answers["lab/watch"] = watch
    with Engine.connect(socket=fake.path) as engine, engine.open("<network/>") as lab, lab.states() as states:
        assert [state.phase for state in states] == ["stopped", "applying", "running", "stopping", "stopped"]


def test_a_feed_that_nobody_uses_any_more_is_unsubscribed(fake):
    fake.answers["lab/watch"] = {"subscription": 9}
    with Engine.connect(socket=fake.path) as engine, engine.open("<network/>") as lab:
        states = lab.states()
        del states
        gc.collect()
        assert fake.wait_for("lab/unwatch")["params"] == {"subscription": 9}


def test_a_program_waits_when_nobody_reads_its_output_and_nothing_is_lost(fake):
    piece = base64.b64encode(b"x" * 65536).decode()
    sent = []

    def start(client, request):
        client.send(id=request["id"], result={"program": 1, "pid": 42})

        def stream():
            for _ in range(200):
                client.send(method="program/output", params={"program": 1, "stream": "out", "data": piece})
                sent.append(1)
            client.send(method="program/output", params={"program": 1, "stream": "err", "data": base64.b64encode(b"done\n").decode()})
            client.send(method="program/exit", params={"program": 1, "exitCode": 3})

        threading.Thread(target=stream, daemon=True).start()

    fake.answers["node/start"] = start
    with Engine.connect(socket=fake.path) as engine, engine.open("<network/>") as lab:
        with lab.node("h1").popen(["x", "y"], env={"A": "b"}, terminal=None) as program:
            assert engine.status()  # goes on beside it
            assert program.poll() is None
            assert len(program.stdout.read()) == 200 * 65536
            assert program.stderr.read() == b"done\n"
            assert program.wait(timeout=5) == 3
            program.kill()  # does nothing any more
        assert fake.wait_for("node/start")["params"] == {"lab": "l", "node": "h1", "argv": ["x", "y"], "environment": {"A": "b"}}


def test_an_answer_behind_unread_output_is_still_found(fake):
    piece = base64.b64encode(b"x" * (1 << 20)).decode()
    all_sent = threading.Event()

    def start(client, request):
        client.send(id=request["id"], result={"program": 1, "pid": 42})
        for _ in range(8):
            client.send(method="program/output", params={"program": 1, "stream": "out", "data": piece})
        all_sent.set()

    def kill(client, request):
        assert all_sent.wait(10)
        client.send(id=request["id"], result={"done": True, "message": ""})
        client.send(method="program/exit", params={"program": 1, "exitCode": 137})

    fake.answers["node/start"] = lambda client, request: threading.Thread(target=start, args=(client, request), daemon=True).start()
    fake.answers["program/signal"] = kill
    with Engine.connect(socket=fake.path) as engine, engine.open("<network/>") as lab:
        program = lab.node("h1").popen(["yes"])
        program.kill()
        assert len(program.stdout.read()) == 8 << 20
        assert program.wait(5) == 137


def test_input_is_answered_although_the_program_ends_of_it(fake):
    def take(client, request):
        client.send(method="program/exit", params={"program": 1, "exitCode": 0})
        client.send(id=request["id"], result={"done": True, "message": ""})

    fake.answers["node/start"] = {"program": 1, "pid": 42}
    fake.answers["program/input"] = take
    with Engine.connect(socket=fake.path) as engine, engine.open("<network/>") as lab:
        program = lab.node("h1").popen(["x"], text=True)
        program.stdin.write("the last line\n")
        assert program.wait(5) == 0
        with pytest.raises(wirebench.EndedError, match="program has ended"):
            program.stdin.write("more\n")


def test_an_interrupt_cancels_the_request(fake):
    """Ctrl-C, in a process of its own: KeyboardInterrupt comes at once, and the engine hears $/cancelRequest."""
    fake.answers["lab/run"] = lambda client, request: None
    script = (
        "import wirebench, sys\n"
        "engine = wirebench.Engine.connect(socket=sys.argv[1])\n"
        "lab = engine.open('<network/>')\n"
        "try:\n    lab.run()\n"
        "except KeyboardInterrupt:\n    print('interrupted', flush=True)\n"
        "with lab: pass\n"
    )
    child = subprocess.Popen([sys.executable, "-c", script, str(fake.path)], stdout=subprocess.PIPE)
    try:
        asked = fake.wait_for("lab/run")
        child.send_signal(signal.SIGINT)
        assert fake.wait_for("$/cancelRequest")["params"] == {"id": asked["id"]}
        assert fake.wait_for("lab/stop")["params"] == {"lab": "l"}
        assert child.communicate(timeout=10)[0] == b"interrupted\n"
        assert child.returncode == 0
    finally:
        child.kill()
        child.wait()
        child.stdout.close()


def test_callbacks_are_called_on_the_thread_that_asked(fake):
    def run(client, request):
        for n in range(3):
            client.send(method="run/notice", params={"lab": "l", "seconds": n, "type": "step", "element": "", "text": str(n), "problem": False})
            client.send(method="run/notice", params={"lab": "other", "seconds": n, "type": "step", "element": "", "text": "x", "problem": False})
        client.send(id=request["id"], result={"passed": False, "cancelled": False, "problems": ["p"], "flows": {}, "probes": {}, "expectations": [
            {"name": "fast", "mode": "always", "condition": "a is b", "held": False, "explanation": "a is 1", "seconds": 2}]})

    fake.answers["lab/run"] = run
    def fails(notice):
        raise TimeoutError("of the callback")

    seen = []
    with Engine.connect(socket=fake.path) as engine, engine.open("<network/>") as lab:
        with pytest.raises(TimeoutError, match="of the callback"):
            lab.run(on_notice=fails)
        result = lab.run(duration=3, on_notice=lambda notice: seen.append((notice.text, threading.current_thread(), engine.status().pid)))
    assert seen == [(str(n), threading.current_thread(), 1) for n in range(3)]
    with pytest.raises(AssertionError, match="fast: did not hold: always a is b") as error:
        result.raise_if_failed()
    assert isinstance(error.value, WirebenchError)


def test_a_lab_that_was_ended_by_others_does_not_disturb_the_end_of_with(fake):
    fake.answers["lab/stop"] = lambda client, request: client.send(id=request["id"], error={"code": 5, "message": "the lab has ended"})
    with Engine.connect(socket=fake.path) as engine, engine.open("<network/>"):
        pass
    fake.answers["lab/stop"] = lambda client, request: client.send(id=request["id"], error={"code": 1, "message": "there is no lab 'l'"})
    with Engine.connect(socket=fake.path) as engine, engine.open("<network/>"):
        pass


def test_an_engine_that_has_ended_is_told_from_one_that_closes_a_connection(fake):
    def dies(client, request):
        fake._listening.shutdown(socket.SHUT_RDWR)
        fake._listening.close()
        client.hang_up()

    fake.answers["engine/doctor"] = dies
    engine = Engine.connect(socket=fake.path)
    with pytest.raises(ConnectionLost, match="engine has ended"):
        engine.doctor()


def test_a_request_too_large_for_the_protocol_is_refused_here(fake):
    with Engine.connect(socket=fake.path) as engine:
        with pytest.raises(InputError, match="8 MiB"):
            engine.check("<" + "x" * (9 << 20))
        with pytest.raises(InputError, match="more than the"):
            engine.open("<network/>").add("", "<" + "x" * (41 << 20))
        assert engine.status().pid == 1


def test_a_file_that_is_no_regular_one_is_refused(fake):
    with Engine.connect(socket=fake.path) as engine:
        with pytest.raises(InputError, match="no regular file"):
            engine.check("/dev/zero")


def test_a_long_plan_is_put_together(fake):
    step = {"action": "create", "element": "h1", "what": "w", "commands": [], "reason": "r"}
    fake.answers["network/plan"] = {"steps": [step], "tiers": [], "text": "a", "missingCapabilities": [], "allSteps": 3, "more": 7}
    fake.answers["plan/more"] = lambda client, request: client.send(id=request["id"], result={"steps": [step], "text": "b"})
    with Engine.connect(socket=fake.path) as engine:
        plan = engine.plan("<network/>")
        assert (len(plan.steps), plan.text) == (3, "abb")


# Where the engine is


def test_an_update_of_plugins_says_what_has_no_effect_with_the_new_versions(fake):
    done = {
        "changes": [{"id": "acme.x", "name": "X", "from": "1.0", "to": "1.1"}],
        "bundles": [],
        "affected": [],
        "goingKinds": ["acme.x.quiet"],
        "uses": [],
        "restart": "",
        "untrusted": "",
        "warnings": [{"lab": "two", "element": "h1/quiet", "message": "unknown parameter 'old'; known are mode"}],
        "refused": ["acme.x, io.wirebench.core.nodeKinds, x: wrong id"],
    }
    fake.answers["plugins/update"] = done
    fake.answers["plugins/list"] = {"plugins": [{"id": "acme.x", "version": "1.1", "name": "X", "kinds": ["acme.x.quiet"], "problem": ""}], "unloading": []}
    with Engine.connect(socket=fake.path, start=False) as engine:
        plan = engine.update_plugins("site", trust=True)
        assert plan.changes == [wirebench.PluginChange("acme.x", "X", "1.0", "1.1")]
        assert plan.warnings == [wirebench.PluginWarning("two", "h1/quiet", "unknown parameter 'old'; known are mode")]
        assert plan.refused == ["acme.x, io.wirebench.core.nodeKinds, x: wrong id"]
        assert engine.plugins()[0].kinds == ["acme.x.quiet"]
        fake.answers["plugins/log"] = {"faults": [{"epochSeconds": 1.5, "kind": "acme.x.quiet", "element": "h1/quiet", "message": "m", "trace": "t", "times": 2}]}
        assert engine.plugin_log("acme.x") == [wirebench.PluginFault(1.5, "acme.x.quiet", "h1/quiet", "m", "t", 2)]
    assert fake.wait_for("plugins/log")["params"] == {"id": "acme.x"}
    asked = fake.wait_for("plugins/update")["params"]
    assert os.path.isabs(asked["site"]) and asked["trust"] is True


def test_where_the_engine_is(monkeypatch, tmp_path):
    monkeypatch.setenv("WIREBENCH_SOCKET", "/some/where.sock")
    assert str(socket_path()) == "/some/where.sock"
    monkeypatch.delenv("WIREBENCH_SOCKET")
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    assert socket_path() == tmp_path / "wirebench" / "engine.sock"
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path / "gone"))
    assert str(socket_path()) == f"/tmp/wirebench-{os.getuid()}/engine.sock"
    monkeypatch.setenv("WIREBENCH", "/a/launcher")
    assert launcher_path() == "/a/launcher"
    monkeypatch.delenv("WIREBENCH")
    assert launcher_path().endswith("/wirebench")


def test_a_folder_that_others_can_write_is_refused(tmp_path):
    folder = tmp_path / "open"
    folder.mkdir(mode=0o755)
    with pytest.raises(MachineError, match="not a folder of yours alone") as error:
        Engine.connect(socket=folder / "engine.sock", start=False)
    assert "chmod 700" in error.value.remedy


def test_nobody_listens(tmp_path):
    tmp_path.chmod(0o700)
    with pytest.raises(ConnectionLost, match="No engine listens"):
        Engine.connect(socket=tmp_path / "engine.sock", start=False)
    stale = socket.socket(socket.AF_UNIX)
    stale.bind(str(tmp_path / "engine.sock"))
    stale.close()
    with pytest.raises(ConnectionLost, match="No engine listens"):
        Engine.connect(socket=tmp_path / "engine.sock", start=False)
    with pytest.raises(MachineError, match="cannot be reached"):
        Engine.connect(socket=tmp_path / ("x" * 200), start=False)


def test_what_the_launcher_says_becomes_the_error(tmp_path, monkeypatch):
    tmp_path.chmod(0o700)
    launcher = tmp_path / "launcher"
    launcher.write_text("#!/bin/sh\necho \"$@\" > $(dirname $WIREBENCH_SOCKET)/asked\necho 'wirebench: no JDK 25 was found' >&2\nexit 3\n")
    launcher.chmod(0o700)
    monkeypatch.setenv("WIREBENCH", str(launcher))
    with pytest.raises(MachineError, match="no JDK 25 was found"):
        Engine.connect(socket=tmp_path / "engine.sock")
    assert (tmp_path / "asked").read_text() == "engine --background\n"
    monkeypatch.setenv("WIREBENCH", str(tmp_path / "gone"))
    with pytest.raises(MachineError, match="gone: No such file") as error:
        Engine.connect(socket=tmp_path / "engine.sock")
    assert "WIREBENCH" in error.value.remedy
