"""Labs for pytest: the fixtures ``lab`` and ``wirebench_engine``.

    def test_reaches_the_server(lab):
        net = lab("office.wirebench")          # a file, a Network, or the text of a file; it runs when this returns
        net.node("h1").run(["ping", "-c", "1", "h2"], check=True)

Every lab is stopped when its test ends, however it ends. When networks cannot run on this machine, such tests fail with the reason;
with ``--wirebench-skip`` they are skipped with the reason.
"""

from __future__ import annotations

from typing import Any, Iterator, List, NoReturn, Optional

import pytest

from . import errors
from .engine import Engine, Lab, Source


class LabFactory:
    """Starts labs for one test: call it with a network. What it starts is stopped when the test ends."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self._labs: List[Lab] = []

    def __call__(self, source: Source, *, start: bool = True, **options: Any) -> Lab:
        """Opens and starts a lab. ``options`` are those of :meth:`wirebench.Engine.open`."""
        lab = self.engine.open(source, **options)
        self._labs.append(lab)
        if start:
            lab.start()
        return lab

    def stop_all(self) -> None:
        """Stops all that were started, the last one first."""
        first: Optional[BaseException] = None
        while self._labs:
            try:
                self._labs.pop()._stop_quietly()
            except errors.WirebenchError as error:
                first = first or error
        if first is not None:
            raise first


def pytest_addoption(parser: pytest.Parser) -> None:
    """Adds ``--wirebench-skip``."""
    group = parser.getgroup("wirebench")
    group.addoption("--wirebench-skip", action="store_true", help="skip tests that need a lab when networks cannot run here, instead of failing them")


@pytest.fixture(scope="session")
def wirebench_engine(request: pytest.FixtureRequest) -> Iterator[Engine]:
    """A connection to the engine, which is started when it does not run. One for all tests."""
    skip = bool(request.config.getoption("--wirebench-skip"))
    engine: Optional[Engine] = None
    reason = ""
    try:
        engine = Engine.connect(start=True, client="pytest")
    except errors.MachineError as error:
        reason = str(error)
    if engine is None:
        _cannot(reason, skip)
    with engine:
        doctor = engine.doctor()
        if not doctor.can_run:
            _cannot(doctor.reason, skip)
        yield engine


@pytest.fixture
def lab(wirebench_engine: Engine) -> Iterator[LabFactory]:
    """Starts labs that are stopped when the test ends: ``lab("file.wirebench")`` or ``lab(Network(...))``."""
    factory = LabFactory(wirebench_engine)
    try:
        yield factory
    finally:
        factory.stop_all()


def _cannot(reason: str, skip: bool) -> NoReturn:
    if skip:
        raise pytest.skip.Exception(reason)
    raise pytest.fail.Exception(reason, pytrace=False)
