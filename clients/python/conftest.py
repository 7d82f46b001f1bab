"""What all tests need: the package as it stands here, its plugin, and an engine that only these tests use."""

from __future__ import annotations

import os
import shutil
import signal
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path
from typing import Iterator

import pytest

SOURCES = Path(__file__).resolve().parent / "src"
if str(SOURCES) not in sys.path:
    sys.path.insert(0, str(SOURCES))

STEP_SECONDS = 60  # that a test, or its end, may take

pytest_plugins = ["wirebench.pytest_plugin", "pytester"]


def pytest_configure(config: pytest.Config) -> None:
    """Gives this run a socket of its own, for child processes, too."""
    folder = tempfile.mkdtemp(prefix="wirebench-tests-")
    os.environ["WIREBENCH_SOCKET"] = os.path.join(folder, "engine.sock")
    os.environ["PYTHONPATH"] = os.pathsep.join([str(SOURCES)] + ([os.environ["PYTHONPATH"]] if os.environ.get("PYTHONPATH") else []))
    config._wirebench_folder = folder  # type: ignore[attr-defined]


def pytest_unconfigure(config: pytest.Config) -> None:
    """Ends the engine, if a test has started it, and waits until it is gone."""
    import wirebench

    folder = config._wirebench_folder  # type: ignore[attr-defined]
    try:
        engine = wirebench.Engine.connect(start=False, client="end of the tests")
    except wirebench.WirebenchError:
        engine = None
    if engine is not None:
        pid = engine.status().pid
        engine.stop(force=True)
        deadline = time.monotonic() + 20
        while os.path.exists(f"/proc/{pid}") and time.monotonic() < deadline:
            time.sleep(0.02)
        assert not os.path.exists(f"/proc/{pid}"), f"the engine, process {pid}, was told to end and still runs"
    shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def deadline() -> Iterator[None]:
    """Ends what hangs, so that the other tests still run."""

    def over(number: int, frame: object) -> None:
        raise TimeoutError(f"not done after {STEP_SECONDS} s")

    before = signal.signal(signal.SIGALRM, over)
    signal.alarm(STEP_SECONDS)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Iterator[None]:
    """A test has its time."""
    with deadline():
        yield


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_teardown(item: pytest.Item) -> Iterator[None]:
    """So has its end."""
    with deadline():
        yield
