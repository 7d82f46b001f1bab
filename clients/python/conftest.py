"""What all tests need: the package as it stands here, its plugin, and an engine that only these tests use."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
import time
from pathlib import Path

import pytest

SOURCES = Path(__file__).resolve().parent / "src"
if str(SOURCES) not in sys.path:
    sys.path.insert(0, str(SOURCES))

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
