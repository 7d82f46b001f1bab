"""Finds the value of a parameter at which something begins to fail."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Callable, List, Optional, Sequence, Tuple, Union

from . import units
from .data import CompletedProgram
from .engine import Lab, LabNode

Test = Union[Callable[[], object], Sequence[str]]


@dataclass(frozen=True)
class Bisection:
    """What :func:`bisect` found: it works at ``works`` and fails at ``fails`` (numbers in ``unit``), which are not farther apart than asked for.

    ``tries`` are all values that were tried, in their order, each with whether it worked.
    """

    works: float
    fails: float
    unit: str
    tries: List[Tuple[float, bool]]

    def __str__(self) -> str:
        return f"works at {units.number(self.works, self.unit)}, fails at {units.number(self.fails, self.unit)}"


def bisect(
    lab: Lab,
    path: object,
    low: str,
    high: str,
    test: Test,
    tolerance: Optional[str] = None,
    *,
    node: Union[LabNode, str, None] = None,
    timeout: Optional[float] = None,
) -> Bisection:
    """Finds the value of a parameter between which and the next something begins to fail.

    >>> bisect(lab, "r1-r2/both/delay.time", "0 ms", "2000 ms", ["curl", "--max-time", "1", "http://h2/"], "20 ms", node="h1")  # doctest: +SKIP

    ``path`` is the parameter; it must work at ``low`` and fail at ``high`` (or the other way round for parameters where less is worse:
    then ``low`` is the greater number). All values have the same unit. ``test`` is a function that returns whether it works (a
    :class:`CompletedProgram` works when its exit code is 0), or a program that is run in ``node``, and fails as well when it takes longer
    than ``timeout`` seconds. Ends when the two values are not farther apart than ``tolerance`` (left out: a hundredth of the span). The
    parameter then has the value that works.

    Raises ``ValueError`` when it fails already at ``low``, or still works at ``high``.
    """
    works, unit = units.split(low)
    fails, other = units.split(high)
    step = abs(fails - works) / 100
    if tolerance is not None:
        step, third = units.split(tolerance)
        other = other if third == unit else third
    if other != unit:
        raise ValueError(f"the values have different units: {low}, {high}" + (f", {tolerance}" if tolerance else ""))
    if step <= 0:
        raise ValueError(f"between {low} and {high} nothing can be found with a tolerance of {units.number(step, unit)}")
    tries: List[Tuple[float, bool]] = []

    def attempt(value: float) -> bool:
        lab.set(path, units.number(value, unit))
        passed = _passes(lab, test, node, timeout)
        tries.append((value, passed))
        return passed

    if not attempt(works):
        raise ValueError(f"it fails already at {path} = {low}")
    if attempt(fails):
        raise ValueError(f"it still works at {path} = {high}")
    while abs(fails - works) > step:
        middle = (works + fails) / 2
        if middle in (works, fails):
            break
        if attempt(middle):
            works = middle
        else:
            fails = middle
    lab.set(path, units.number(works, unit))
    return Bisection(works, fails, unit, tries)


def _passes(lab: Lab, test: Test, node: Union[LabNode, str, None], timeout: Optional[float]) -> bool:
    if callable(test):
        outcome = test()
    else:
        if node is None:
            raise ValueError("say in which node the program is to run: node=")
        where = node if isinstance(node, LabNode) else lab.node(node)
        try:
            outcome = where.run(test, timeout=timeout)
        except TimeoutError:
            return False
    return outcome.returncode == 0 if isinstance(outcome, CompletedProgram) else bool(outcome)
