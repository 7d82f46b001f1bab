"""asyncio, against a real engine and one that says what a test wants."""

from __future__ import annotations

import asyncio
import threading
import time

import pytest
from fake_engine import INFO, FakeEngine
from test_labs import two_hosts

import wirebench
from wirebench import ConnectionLost, Engine, InputError, aio


def run(coroutine, seconds=60):
    return asyncio.run(asyncio.wait_for(coroutine, seconds))


def test_two_labs_at_once(wirebench_engine):
    async def measure(engine, name, delay):
        async with engine.open(two_hosts(name, delay), start=True) as lab:
            waited = await lab.wait("flow:ping.received above 3")
            assert waited.held
            assert (await lab.state(fresh=True)).phase == "running"
            return await lab.figure("flow:ping.rtt-min")

    async def main():
        async with aio.Engine.connect() as engine:
            fast, slow = await asyncio.gather(measure(engine, "fast", "1 ms"), measure(engine, "slow", "30 ms"))
            assert 0.002 <= fast < 0.060 <= slow
            assert await engine.labs() == []
            assert (await engine.status()).pid == wirebench_engine.status().pid
            assert (await engine.check(two_hosts())).valid

    run(main())


def test_states_events_and_changes(wirebench_engine):
    async def main():
        async with aio.start(two_hosts("watched")) as lab:
            async with lab.events() as events, lab.states() as states:
                await lab.set("h1-h2/both/delay.time", "2 ms")
                assert "2 ms" in (await events.__anext__()).message
                path = await lab.impair("h1-h2", "loss", probability="100 %")
                await lab.wait("h1-h2/forward.dropped-loss above 0")
                async for state in states:
                    if state.links["h1-h2"].forward.all_dropped_frames:
                        break
                await lab.remove(path)
                await lab.down("h1-h2")
                await lab.up("h1-h2")
            with pytest.raises(InputError):
                await lab.set("h1-h2/both/delay.time", "2")
            with pytest.raises(TimeoutError):
                await lab.wait("flow:ping.rtt above 1 h", timeout=0.1)
        assert wirebench_engine.labs() == []

    run(main())


def test_programs_and_files(wirebench_engine, tmp_path):
    async def main():
        async with aio.start(two_hosts("programs")) as lab:
            h1 = lab.node("h1")
            assert (await h1.run(["hostname"], check=True)).stdout == "h1\n"
            async with h1.popen(["sh", "-c", "while read line; do echo got $line; done; echo end >&2; exit 5"]) as program:
                await program.write("a\n")
                assert await program.stdout.readline() == b"got a\n"
                await program.write(b"b\nc\n")
                await program.close_input()
                assert [line async for line in program.stdout] == [b"got b\n", b"got c\n"]
                assert await program.stderr.read() == b"end\n"
                assert await program.wait(timeout=5) == 5
            data = bytes(range(256)) * 8000
            async with h1.popen(["cat"]) as program:
                assert await program.communicate(data) == (data, b"")
            async with h1.popen(["sleep", "600"]) as program:
                with pytest.raises(TimeoutError):
                    await program.wait(timeout=0.05)
                await program.terminate()
                assert await program.wait() == 143
            await h1.write_file(str(tmp_path / "file"), data)
            assert await h1.read_file(str(tmp_path / "file")) == data
            later = lab.flow("later")
            await later.start()
            assert (await later.wait(timeout=10)).status == "done"
            assert (await later.figures())["received"] == 3

    run(main())


def test_captures(wirebench_engine, tmp_path):
    async def main():
        async with aio.start(two_hosts("captured")) as lab:
            async with lab.capture("h1-h2", snap_length=100) as capture:
                gathered = b""
                async for data in capture:
                    gathered += data
                    if len(gathered) > 1000:
                        await capture.stop()
            assert gathered[:4] == b"\x0a\x0d\x0d\x0a" and len(gathered) > 1000
            async with lab.capture("h1-h2", tmp_path / "c.pcapng", snap_length=100):
                await lab.wait(f"flow:ping.received above {await lab.figure('flow:ping.received') + 5:g}")
            assert (tmp_path / "c.pcapng").stat().st_size > 1000

    run(main())


def test_a_cancelled_task_cancels_its_request(wirebench_engine):
    async def main():
        net = two_hosts("cancelled")
        net.scenario("600 s")
        async with aio.start(net) as lab:
            begin = time.monotonic()
            for call in (
                lambda: lab.node("h1").run(["sleep", "603"]),
                lambda: lab.wait("flow:ping.rtt above 1 h", timeout=600),
                lambda: lab.flow("ping").wait(),
                lambda: lab.run(),
            ):
                with pytest.raises(asyncio.TimeoutError):
                    await asyncio.wait_for(call(), 0.3)
            async with lab.states() as states:
                while (await states.__anext__()).nodes["h1"].processes:
                    pass
            assert (await lab.node("h1").run(["pgrep", "-fx", "sleep 603"])).returncode == 1
            assert time.monotonic() - begin < 20

    run(main())


def test_what_a_cancelled_task_was_about_to_open_is_closed():
    with FakeEngine() as fake:
        asked = threading.Event()
        lab = {"lab": "l", "network": "n", "phase": "stopped", "nodes": 0, "links": 0, "keep": False, "openedBy": "me", "ageSeconds": 0.5, "folder": "/f"}
        waiting = []
        fake.answers["lab/open"] = lambda client, request: (waiting.append((client, request)), asked.set())
        fake.answers["lab/stop"] = {"done": True, "message": ""}

        async def main():
            async with aio.Engine.connect(socket=fake.path) as engine:
                opening = asyncio.ensure_future(engine.open("<network/>").__aenter__())
                await asyncio.get_running_loop().run_in_executor(None, asked.wait, 10)
                opening.cancel()
                with pytest.raises(asyncio.CancelledError):
                    await opening
                client, request = waiting[0]
                await asyncio.get_running_loop().run_in_executor(None, fake.wait_for, "$/cancelRequest")
                client.send(id=request["id"], result=lab)  # too late
                await asyncio.get_running_loop().run_in_executor(None, fake.wait_for, "lab/stop")

        run(main())


def test_an_engine_that_dies_ends_what_is_awaited():
    with FakeEngine() as fake:
        fake.answers["lab/watch"] = {"subscription": 1}
        fake.answers["engine/doctor"] = lambda client, request: client.hang_up()

        async def main():
            engine = await aio.Engine.connect(socket=fake.path)
            states = await engine.states()
            watching = asyncio.ensure_future(states.__anext__())
            with pytest.raises(ConnectionLost):
                await engine.doctor()
            with pytest.raises(ConnectionLost):
                await watching
            assert engine.closed

        run(main())


def test_an_ended_loop_does_not_harm_the_connection():
    with FakeEngine() as fake:
        fake.answers["lab/watch"] = {"subscription": 1}
        clients = []

        def status(client, request):
            clients.append(client)
            client.send(id=request["id"], result=INFO)

        fake.answers["engine/status"] = status
        engine = Engine.connect(socket=fake.path)

        async def main():
            wrapped = aio.Engine(engine)
            feed = await wrapped.states()
            await wrapped.status()
            return feed

        feed = run(main())
        clients[0].send(method="watch/state", params={"subscription": 1, "missed": 0, "state": {}})
        assert engine.status().pid == 1
        assert feed.missed == 0
        engine.close()


def test_the_names_of_the_package_are_there():
    assert wirebench.aio is aio
