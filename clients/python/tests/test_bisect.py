"""Finding the value at which something begins to fail."""

from __future__ import annotations

import pytest

from wirebench import CompletedProgram, bisect
from wirebench.units import split


class Parameter:
    """Stands for a lab with one parameter."""

    def __init__(self, limit: float) -> None:
        self.limit = limit
        self.values = []

    def set(self, path, value):
        assert path == "a-b/both/delay.time"
        self.values.append(value)

    def works(self):
        return split(self.values[-1])[0] < self.limit


def search(limit, low, high, tolerance=None, **options):
    lab = Parameter(limit)
    return bisect(lab, "a-b/both/delay.time", low, high, options.pop("test", lab.works), tolerance, **options), lab


@pytest.mark.parametrize("limit", [0.1, 1, 33.3, 50, 99.9])
def test_it_finds_the_limit(limit):
    found, lab = search(limit, "0 ms", "100 ms", "0.5 ms")
    assert found.works < limit <= found.fails <= found.works + 0.5
    assert found.unit == "ms" and split(lab.values[-1]) == (found.works, "ms")
    assert len(found.tries) <= 11


def test_the_tolerance_is_a_hundredth_of_the_span_when_left_out():
    found, _ = search(40, "0 ms", "100 ms")
    assert found.fails - found.works <= 1
    assert str(found).startswith("works at 39")


def test_less_may_be_worse():
    lab = Parameter(0)
    found = bisect(lab, "a-b/both/delay.time", "100 ms", "0 ms", lambda: split(lab.values[-1])[0] > 20, "1 ms")
    assert found.fails <= 20 < found.works <= found.fails + 1


def test_a_program_works_when_its_exit_code_is_0():
    lab = Parameter(10)
    found = bisect(lab, "a-b/both/delay.time", "0 ms", "20 ms", lambda: CompletedProgram("h1", ["x"], 0 if lab.works() else 1, "", ""), "1 ms")
    assert found.works < 10 <= found.fails


def test_what_cannot_be_searched_is_said():
    with pytest.raises(ValueError, match="fails already"):
        search(0, "0 ms", "10 ms")
    with pytest.raises(ValueError, match="still works"):
        search(11, "0 ms", "10 ms")
    with pytest.raises(ValueError, match="different units"):
        search(5, "0 ms", "10 s")
    with pytest.raises(ValueError, match="different units"):
        search(5, "0 ms", "10 ms", "1 us")
    with pytest.raises(ValueError, match="tolerance"):
        search(5, "0 ms", "10 ms", "0 ms")
    with pytest.raises(ValueError, match="node="):
        search(5, "0 ms", "10 ms", test=["true"])
    with pytest.raises(RuntimeError, match="of the test"):
        search(5, "0 ms", "10 ms", test=lambda: (_ for _ in ()).throw(RuntimeError("of the test")))
