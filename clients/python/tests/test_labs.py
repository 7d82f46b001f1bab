"""Labs in a real engine."""

from __future__ import annotations

import math
import os
import signal
import subprocess
import sys
import threading
import time

import pytest

import wirebench
from wirebench import ConnectionLost, EndedError, Engine, InputError, Network, ProgramFailed, WaitTimeout, WirebenchError

PYTHON = "/usr/bin/python3" if os.path.exists("/usr/bin/python3") else sys.executable


def two_hosts(name="two", delay="0 ms"):
    net = Network(name, seed=7)
    net.host("h1")
    net.host("h2")
    net.link("h1", "h2").both.add("delay", time=delay)
    net.flow("ping", "ping", "h1", "h2", interval="50 ms")
    net.flow("later", "ping", "h1", "h2", interval="50 ms", count=3, start="manual")
    return net


@pytest.fixture
def two(lab):
    return lab(two_hosts())


def eventually(condition, seconds=15.0):
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not become true in time"
        threading.Event().wait(0.02)


def names(engine):
    return [info.lab for info in engine.labs()]


# The engine


def test_the_engine_tells_about_itself(wirebench_engine):
    status = wirebench_engine.status()
    assert status.protocol == 1 and status.version and status.pid > 0 and status.clients >= 1
    os.kill(status.pid, 0)  # it is the number of a process here
    doctor = wirebench_engine.doctor()
    assert doctor.can_run and doctor.reason == ""
    delay = {kind.short_id: kind for kind in wirebench_engine.kinds()}["delay"]
    assert delay.id == "io.wirebench.kinds.delay" and delay.point == "impairment"
    time_ = {parameter.name: parameter for parameter in delay.parameters}["time"]
    assert time_.required and time_.type == "duration"
    ping = {kind.short_id: kind for kind in wirebench_engine.kinds()}["ping"]
    assert {figure.name: figure.unit for figure in ping.figures}["rtt"] == "s"


def test_networks_are_checked_and_planned_without_a_lab(wirebench_engine, tmp_path):
    net = two_hosts()
    assert wirebench_engine.check(net).valid
    assert (wirebench_engine.check(net).nodes, wirebench_engine.check(net).links, wirebench_engine.check(net).flows) == (2, 1, 2)
    plan = wirebench_engine.plan(net, set={"h1-h2/both/delay.time": "7 ms"})
    assert plan.steps and all(step.action == "create" for step in plan.steps) and "ip netns add" in str(plan)
    net.link("h1", "nobody")
    net.save(tmp_path / "wrong.wirebench")
    for source in (net, net.to_xml(), tmp_path / "wrong.wirebench", str(tmp_path / "wrong.wirebench")):
        checked = wirebench_engine.check(source)
        assert not checked.valid and "nobody" in str(checked.problems[0]) and checked.problems[0].line > 0
        with pytest.raises(InputError, match="nobody"):
            checked.raise_if_invalid()
        with pytest.raises(InputError, match="nobody") as error:
            wirebench_engine.open(source)
        assert error.value.problems
    assert names(wirebench_engine) == []


# Start, change, stop


def test_a_network_starts_and_leaves_nothing(wirebench_engine):
    progress = []
    with wirebench_engine.open(two_hosts("comes-and-goes"), name="mine") as lab:
        assert lab.name == "mine" and lab.info().phase == "stopped"
        plan = lab.start(on_progress=progress.append)
        assert plan.steps
        assert lab.info().phase == "running"
        assert [node.name for node in lab.network().nodes] == ["h1", "h2"]
        assert lab.network().links[0].start == "h1.eth0" and lab.network().seed == "7"
        state = lab.state(fresh=True)
        assert state.nodes["h1"].running and state.links["h1-h2"].up
        assert lab.plan().steps == []  # nothing is to be done
        with pytest.raises(InputError, match="already"):
            wirebench_engine.open(name="mine")
    assert names(wirebench_engine) == []
    with pytest.raises(WirebenchError, match="mine"):
        lab.state()


def test_what_runs_becomes_another_network_with_only_the_steps_needed(two):
    wanted = two_hosts()
    wanted.host("h3")
    wanted.link("h2", "h3")
    plan = two.plan(wanted)
    assert plan.steps and not any(step.action == "remove" for step in plan.steps)
    assert {node.name for node in two.network().nodes} == {"h1", "h2"}
    two.apply(wanted)
    assert {node.name for node in two.network().nodes} == {"h1", "h2", "h3"}


def test_parameters_change_while_it_runs(two):
    two.wait("flow:ping.rtt below 20 ms")
    two.set("h1-h2/both/delay.time", wirebench.ms(30))
    two.wait("flow:ping.rtt at least 60 ms")
    two.set({"h1-h2/both/delay.time": "3 ms", "h1-h2/both/delay.jitter": "1 ms"})
    assert two.network().links[0].forward[0].parameters["jitter"] == "1 ms"
    assert 'time="3 ms"' in two.network().text


def test_all_changes_are_made_or_none(two):
    with pytest.raises(InputError):
        two.set({"h1-h2/both/delay.time": "9 ms", "h1-h2/both/delay.jitter": "9"})
    assert two.network().links[0].forward[0].parameters["time"] == "0 ms"
    with pytest.raises(InputError, match="No value"):
        two.set("h1-h2/both/delay.time")


def test_errors_say_which_element_and_what_to_do(two):
    with pytest.raises(InputError) as error:
        two.set("h1-h2/both/delay.time", "5")
    assert "h1-h2/both/delay.time" in str(error.value) and "5 ms" in str(error.value)
    with pytest.raises(InputError) as error:
        two.set("h1-h3/both/delay.time", "5 ms")
    assert "h1-h3" in str(error.value)
    with pytest.raises(InputError) as error:
        two.add("", '<flow name="bad" kind="ping" from="h1" to="h9"/>')
    assert "h9" in str(error.value) and error.value.element == "flow:bad" and error.value.problems
    with pytest.raises(InputError, match="nothing"):
        two.figure("flow:nothing.rtt")
    with pytest.raises(InputError, match="nothing"):
        two.flow("nothing").start()
    with pytest.raises(InputError, match="no flow nothing.*later"):
        two.flow("nothing").state()
    with pytest.raises(InputError, match="h9"):
        two.node("h9").run(["true"])


def test_impairments_come_and_go(two):
    first = two.impair("h1-h2", "loss", probability="100 %", match="udp")
    second = two.impair("h1-h2", "loss", direction="forward", probability="100 %")
    third = two.impair("h1-h2", "loss", direction="forward", probability="0 %")
    fourth = two.impair("h1-h2", "rate", rate="1 Mbit/s", queue_packets=5, name="narrow", enabled=False)
    assert (first, second, third, fourth) == ("h1-h2/both/loss", "h1-h2/forward/loss", "h1-h2/forward/loss-2", "h1-h2/both/narrow")
    two.wait("h1-h2/forward.dropped-loss above 2")
    listed = two.network().links[0].forward
    assert {impairment.element for impairment in listed} >= {first, second, third, fourth}
    assert not {impairment.element: impairment.enabled for impairment in listed}[fourth]
    for path in (first, second, third, fourth):
        two.remove(path)
    assert [impairment.element for impairment in two.network().links[0].forward] == ["h1-h2/both/delay"]
    with pytest.raises(InputError, match="direction"):
        two.impair("h1-h2", "loss", direction="sideways", probability="1 %")


def test_elements_are_added_and_removed(two):
    two.add("", '<flow name="more" kind="ping" from="h2" to="h1" interval="50 ms"/>')
    two.wait("flow:more.received above 2")
    two.remove("flow:more")
    assert [flow.element for flow in two.network().flows] == ["flow:ping", "flow:later"]


def test_links_break_and_are_mended(two):
    two.wait("flow:ping.received above 1")
    two.down("h1-h2")
    two.wait("h1-h2.up is 0")
    assert not two.state(fresh=True).links["h1-h2"].up
    received = two.figure("flow:ping.received")
    two.up("h1-h2")
    two.wait(f"flow:ping.received above {received:g}")


# Programs and files


def test_programs_run_to_their_end(two, tmp_path):
    h1 = two.node("h1")
    result = h1.run(["sh", "-c", "echo out; echo err >&2; cat; exit 3"], input="in ä\n")
    assert (result.returncode, result.stdout, result.stderr) == (3, "out\nin ä\n", "err\n")
    assert h1.run(["hostname"], check=True).stdout == "h1\n"
    assert h1.run(["pwd"]).stdout.strip() == os.getcwd()
    assert h1.run(["pwd"], cwd=tmp_path).stdout.strip() == str(tmp_path)
    assert h1.run(["sh", "-c", "echo $GREETING"], env={"GREETING": "hello"}).stdout == "hello\n"
    with pytest.raises(ProgramFailed, match="ended with 7: broken") as error:
        h1.run(["sh", "-c", "echo broken >&2; exit 7"], check=True)
    assert error.value.returncode == 7 and error.value.stderr == "broken\n" and error.value.element == "h1"
    with pytest.raises(TimeoutError, match="0.3 s") as late:
        h1.run(["sh", "-c", "echo begun; sleep 60"], timeout=0.3)
    assert isinstance(late.value, WaitTimeout) and late.value.result.stdout == "begun\n"
    with pytest.raises(WirebenchError, match="no-such-program"):
        h1.run(["no-such-program"], check=True)
    with pytest.raises(InputError, match="list of words"):
        h1.run("ls -l")


def test_a_node_reaches_another_by_its_name(two):
    with two.node("h2").popen([PYTHON, "-c", "import socket; s = socket.create_server(('', 70)); print(1, flush=True); s.accept()[0].sendall(b'hello')"]) as server:
        assert server.stdout.readline() == b"1\n"
        client = "import socket; print(socket.create_connection(('h2', 70), 5).recv(9).decode())"
        assert two.node("h1").run([PYTHON, "-c", client], check=True, timeout=10).stdout == "hello\n"


def test_programs_are_talked_to_while_they_run(two):
    with two.node("h1").popen(["sh", "-c", "echo pid $$ >&2; while read line; do echo got $line; done; exit 4"], text=True) as program:
        assert program.stderr.readline().startswith("pid ")
        for word in ("a", "ö"):
            program.stdin.write(f"{word}\n")
            assert program.stdout.readline() == f"got {word}\n"
        assert program.poll() is None
        with pytest.raises(TimeoutError):
            program.wait(timeout=0.05)
        program.stdin.close()
        assert program.wait(timeout=5) == 4
        assert program.stdout.read() == ""
        with pytest.raises(EndedError):
            program.resize(1, 2)


def test_large_input_and_output_pass(two):
    data = os.urandom(3 << 20)
    with two.node("h1").popen(["sh", "-c", "tee /dev/stderr"]) as program:
        out, err = program.communicate(data, timeout=30)
    assert out == data and err == data and program.returncode == 0


def test_programs_get_signals(two):
    for send, code in ((lambda p: p.terminate(), 143), (lambda p: p.kill(), 137), (lambda p: p.send_signal(signal.SIGUSR1), 138)):
        with two.node("h1").popen(["sh", "-c", "echo begun; sleep 60"]) as program:
            assert program.stdout.readline() == b"begun\n"
            send(program)
            assert program.wait(timeout=5) == code


def test_a_program_is_killed_at_the_end_of_with(two):
    with two.node("h1").popen(["sleep", "600"]) as program:
        assert two.node("h1").run(["pgrep", "-x", "sleep"]).returncode == 0
    assert program.returncode == 137
    eventually(lambda: two.node("h1").run(["pgrep", "-x", "sleep"]).returncode == 1)


def test_output_that_nobody_reads_holds_up_nothing_else(two):
    with two.node("h1").popen(["yes", "x" * 1000]) as program:
        assert program.stdout.read(10) == b"x" * 10
        for _ in range(3):
            two.wait("flow:ping.received above 0")
        assert program.poll() is None
        assert two.state(fresh=True).nodes["h1"].processes >= 1
        program.kill()
        assert program.stdout.read().startswith(b"x" * 100)
        assert program.wait(timeout=5) == 137


def test_a_program_has_a_terminal_if_asked(two):
    with two.node("h1").popen(["sh", "-c", "stty size; read x; stty size; tty"], text=True, terminal=(30, 90)) as program:
        assert program.stderr is None
        assert program.stdout.readline().strip() == "30 90"
        program.resize(40, 100)
        program.stdin.write("\n")
        rest = program.stdout.read()
        assert "40 100" in rest and "/dev/pts/" in rest
        assert program.wait(timeout=5) == 0


def test_files_are_written_and_read(two):
    folder = two.node("h1").run(["mktemp", "-d"], check=True).stdout.strip()
    try:
        for data in (b"", bytes(range(256)), os.urandom(5 << 20)):
            two.node("h1").write_file(f"{folder}/file", data)
            assert two.node("h1").read_file(f"{folder}/file") == data
        two.node("h1").write_file(f"{folder}/text", "ä\n")
        assert two.node("h1").run(["cat", f"{folder}/text"]).stdout == "ä\n"
        with pytest.raises(InputError, match="gone"):
            two.node("h1").read_file(f"{folder}/gone")
        with pytest.raises(InputError, match="not absolute"):
            two.node("h1").read_file("relative")
    finally:
        two.node("h1").run(["rm", "-r", folder], check=True)


def test_a_shell_in_a_node_can_be_opened_from_outside(two):
    assert "nsenter" in two.node("h1").shell_command()


# Flows and figures


def test_flows_start_stop_and_end(two):
    later = two.flow("later")
    assert later.state().status == "waiting" and not later.state().ended
    assert math.isnan(two.figure("flow:later.rtt")) and str(two.figure("flow:later.rtt")) == "no value yet"
    later.start()
    ended = later.wait(timeout=10)
    assert ended.status == "done" and ended.output
    figures = later.figures
    assert figures["received"] == 3 and figures["received"].unit == "1"
    assert figures["rtt"].unit == "s" and 0 < figures["rtt"] < 1
    two.flow("flow:ping").stop()
    assert two.flow("ping").wait(timeout=5).status == "stopped"
    two.flow("ping").start()
    with pytest.raises(TimeoutError, match="had not ended"):
        two.flow("ping").wait(timeout=0.2)
    sent, received = two.figures("flow:ping.sent", "flow:ping.received")
    assert sent >= received


def test_waiting_for_a_condition(two):
    waited = two.wait("flow:ping.received at least 3 and h1-h2.up is 1", timeout=10)
    assert waited.held and "received" in waited.explanation
    with pytest.raises(TimeoutError, match="rtt above 1 h") as error:
        two.wait("flow:ping.rtt above 1 h", timeout=0.2)
    assert isinstance(error.value, WirebenchError)
    with pytest.raises(InputError):
        two.wait("flow:ping.rtt is nice")


@pytest.mark.skipif(not os.path.exists("/usr/lib/frr/ospfd"), reason="FRR, which has the routing daemons, is not installed")
def test_services_find_routes(lab):
    net = two_hosts("services")
    net.links[0].remove()
    routers = [net.router("r1"), net.router("r2")]
    services = [router.service("ospf", area="0", timers="fast") for router in routers]
    for ends in (("h1", "r1"), ("r1", "r2"), ("r2", "h2")):
        net.link(*ends)
    running = lab(net)
    running.wait(" and ".join(f"{service}.running is 1" for service in services), timeout=20)
    running.wait("flow:ping.received above 3", timeout=30)
    assert [service.element for node in running.network().nodes for service in node.services] == ["r1/ospf", "r2/ospf"]
    state = running.state(fresh=True).services["r1/ospf"]
    assert state.status == "running" and all(process.pid for process in state.processes) and state.configuration
    running.set(f"{services[1]}.area", "1")
    assert running.network().nodes[-1].services[0].parameters["area"] == "1"


# Watching


def test_states_come_until_the_lab_has_ended(wirebench_engine):
    with wirebench_engine.open(two_hosts(), start=True) as lab:
        states = lab.states(interval=0.1)
        first = states.next(timeout=10)
        assert first.lab == lab.name and first.phase == "running" and states.missed == 0
    assert [state.phase for state in states][-1] == "stopped"


def test_two_clients_see_each_others_changes(wirebench_engine, two):
    with Engine.connect(client="the other one") as other, other.events() as all_events, two.events() as events:
        same = other.lab(two.name)
        assert same.network().text == two.network().text
        same.set("h1-h2/both/delay.time", "3 ms")
        event = events.next(timeout=10)
        assert event.type == "change" and "the other one" in event.message and "3 ms" in event.message
        assert two.network().links[0].forward[0].parameters["time"] == "3 ms"
        two.set("h1-h2/both/delay.time", "4 ms")
        assert "3 ms" in all_events.next(timeout=10).message
        assert "4 ms" in all_events.next(timeout=10).message
        with same:
            pass  # was not opened there, so it goes on
        assert two.info().phase == "running"
        with pytest.raises(InputError, match="no lab nothing"):
            other.lab("nothing")
        same.stop()
        assert [event.type for event in events][-1] == "lab"
    with pytest.raises(WirebenchError):
        two.state()


def test_a_lab_ends_with_its_client_unless_it_is_to_be_kept(wirebench_engine):
    with Engine.connect(client="short") as other:
        other.open(two_hosts("goes"), start=True)
        other.open(two_hosts("stays"), start=True, keep=True)
        assert sorted(names(wirebench_engine)) == ["goes", "stays"]
    eventually(lambda: names(wirebench_engine) == ["stays"])
    wirebench_engine.lab().stop()
    assert names(wirebench_engine) == []


def test_drawings(two):
    assert two._repr_svg_().lstrip().startswith("<svg")
    assert "h1" in two.drawing()
    assert two_hosts("drawn")._repr_svg_().lstrip().startswith("<svg")
    assert names(two.engine) == [two.name]


def test_many_threads_at_once(two):
    failures = []

    def work(number):
        try:
            for _ in range(5):
                assert two.node("h1").run(["echo", str(number)], check=True).stdout == f"{number}\n"
                two.wait("flow:ping.sent above 0")
                two.state()
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert failures == [] and not any(thread.is_alive() for thread in threads)


# Captures


def test_a_capture_goes_to_a_file(two, tmp_path):
    with two.capture("h1-h2", tmp_path / "c.pcapng") as capture:
        two.wait(f"flow:ping.received above {two.figure('flow:ping.received') + 2:g}")
        capture.stop()
        assert (tmp_path / "c.pcapng").read_bytes()[:4] == b"\x0a\x0d\x0d\x0a"
    assert len((tmp_path / "c.pcapng").read_bytes()) > 500 and capture.message == ""
    assert [probe.element for probe in two.network().probes] == []


def test_a_capture_of_a_link_that_is_not_there_is_refused(two, tmp_path):
    for _ in range(10):
        with pytest.raises(InputError, match="h7-h8"):
            two.capture("h7-h8", tmp_path / "c.pcapng")
    assert two.info().phase == "running"


def test_a_capture_can_be_iterated_over(two):
    gathered = b""
    with two.capture("h1-h2", snap_length=60) as capture:
        for data in capture:
            gathered += data
            if len(gathered) > 1000:
                capture.stop()
    assert gathered[:4] == b"\x0a\x0d\x0d\x0a" and len(gathered) > 1000


def test_a_capture_says_that_the_lab_has_ended(wirebench_engine):
    with wirebench_engine.open(two_hosts(), start=True) as lab:
        capture = lab.capture("h1-h2")
    with pytest.raises(EndedError, match="ended"):
        for _ in capture:
            pass


# Runs


def test_a_scenario_passes_or_says_why_not(lab, tmp_path):
    net = two_hosts()
    steps = net.scenario(duration="1.5 s").set("h1-h2/both/delay.time", "10 ms", at="0.5 s")
    steps.within("slower", "flow:ping.rtt at least 20 ms", start="0.5 s", end="1.5 s")
    running = lab(net)
    notices = []
    result = running.run(report=tmp_path / "report", on_notice=notices.append)
    assert result.passed and result.expectations[0].held
    result.raise_if_failed()
    assert (tmp_path / "report" / "report.html").exists() and any(notice.type == "step" for notice in notices)
    steps.always("impossible", "flow:ping.rtt above 1 h")
    running.apply(net)
    result = running.run()
    assert not result.passed
    with pytest.raises(AssertionError, match="impossible"):
        result.raise_if_failed()


# When something dies


def test_killing_a_client_in_the_middle_of_a_program_leaves_no_lab(wirebench_engine):
    script = (
        "import wirebench\n"
        "with wirebench.start('<network format=\"1\" name=\"doomed\"><node name=\"h1\" kind=\"host\"/></network>') as lab:\n"
        "    program = lab.node('h1').popen(['sleep', '601'])\n"
        "    print('runs', flush=True)\n"
        "    lab.node('h1').run(['sleep', '602'])\n"
    )
    child = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE)
    try:
        assert child.stdout.readline() == b"runs\n"
        lab = wirebench_engine.lab("doomed")
        eventually(lambda: lab.state(fresh=True).nodes["h1"].processes >= 2)
    finally:
        child.kill()
        child.wait()
        child.stdout.close()
    eventually(lambda: names(wirebench_engine) == [])
    assert subprocess.run(["pgrep", "-fx", "sleep 60[12]"]).returncode == 1


def test_ctrl_c_ends_a_run_and_the_lab(wirebench_engine):
    script = (
        "import wirebench\n"
        "net = wirebench.Network('interrupted')\n"
        "net.host('h1')\n"
        "net.scenario('600 s')\n"
        "with wirebench.start(net) as lab:\n"
        "    lab.run(on_notice=lambda notice: print(notice.type, flush=True))\n"
    )
    child = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    try:
        assert child.stdout.readline()
        child.send_signal(signal.SIGINT)
        _, said = child.communicate(timeout=15)
        assert b"KeyboardInterrupt" in said
    finally:
        child.kill()
        child.wait()
    assert names(wirebench_engine) == []


def test_killing_the_engine_ends_all_calls_at_once(tmp_path):
    tmp_path.chmod(0o700)
    engine = Engine.connect(socket=tmp_path / "engine.sock")
    lab = engine.open(two_hosts(), start=True)
    program = lab.node("h1").popen(["sleep", "600"])
    states = lab.states()
    ended = []

    def call(function):
        try:
            function()
        except ConnectionLost:
            ended.append(time.monotonic())

    calls = [lambda: lab.node("h1").run(["sleep", "600"]), lambda: lab.wait("flow:ping.rtt above 1 h", 600), program.wait, lambda: list(states)]
    threads = [threading.Thread(target=call, args=(function,), daemon=True) for function in calls]
    for thread in threads:
        thread.start()
    eventually(lambda: lab.state(fresh=True).nodes["h1"].processes >= 2)
    os.kill(engine.status().pid, signal.SIGKILL)
    for thread in threads:
        thread.join(10)
    assert len(ended) == len(calls)
    with pytest.raises(ConnectionLost, match="engine has ended"):
        engine.status()
    with lab:
        pass  # is gone, and that is no error
    with Engine.connect(socket=tmp_path / "engine.sock") as fresh:  # a new one starts at the same place
        assert fresh.labs() == []
        fresh.stop()
    eventually(lambda: not (tmp_path / "engine.sock").exists())
    with pytest.raises(ConnectionLost):
        Engine.connect(socket=tmp_path / "engine.sock", start=False)


def test_an_engine_in_use_does_not_stop_unless_forced(wirebench_engine, two):
    with pytest.raises(WirebenchError, match="in use"):
        wirebench_engine.stop()
    assert two.info().phase == "running"


def test_bisect_finds_where_it_begins_to_fail(two):
    found = wirebench.bisect(two, "h1-h2/both/delay.time", "0 ms", "64 ms", lambda: two.network().links[0].forward[0].parameters["time"] < "5", "1 ms")
    assert found.tries[:2] == [(0.0, True), (64.0, False)]
    assert 0 <= found.fails - found.works <= 1
    assert two.network().links[0].forward[0].parameters["time"] == wirebench.ms(found.works)
