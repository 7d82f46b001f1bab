"""What can go wrong. Every error of this package is a :class:`WirebenchError`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Mapping, Optional, Sequence

if TYPE_CHECKING:
    from .data import CompletedProgram, Problem, RunResult


class WirebenchError(Exception):
    """Something did not work. ``str()`` says what, where and what to do.

    Attributes:
        message: what went wrong, a sentence.
        code: name of the error code, e.g. ``INPUT``; see the subclasses.
        element: path of the element that it is about, e.g. ``r1-r2/both/delay.time``; may be empty.
        remedy: what to do about it; may be empty.
        problems: what is wrong with a network, one :class:`~wirebench.data.Problem` each; may be empty.
    """

    code = "FAILED"

    def __init__(
        self,
        message: str,
        *,
        code: Optional[str] = None,
        element: str = "",
        remedy: str = "",
        problems: Sequence["Problem"] = (),
    ) -> None:
        super().__init__(message)
        self.message = message
        if code is not None:
            self.code = code
        self.element = element
        self.remedy = remedy
        self.problems = list(problems)

    def __str__(self) -> str:
        text = self.message
        if self.element and self.element not in text:
            text = f"{self.element}: {text}"
        if self.remedy and self.remedy not in text:
            text = f"{text} {self.remedy}"
        for problem in self.problems:
            if problem.message not in text:
                text += f"\n  {problem}"
        return text


class InputError(WirebenchError):
    """What was asked for is wrong: an unknown lab or element, a value out of bounds, a network with errors."""

    code = "INPUT"


class MachineError(WirebenchError):
    """The machine cannot do it: a capability, a program or a right is missing, or the disk is full."""

    code = "MACHINE"


class LimitError(WirebenchError):
    """A limit of the engine was reached; the message names it."""

    code = "LIMIT"


class VersionError(WirebenchError):
    """This package and the engine speak different versions of the protocol."""

    code = "VERSION"


class EndedError(WirebenchError):
    """The lab, program or capture that it was about has ended meanwhile."""

    code = "ENDED"


class ConnectionLost(EndedError):
    """The connection has ended: the engine has ended or was killed, or the connection was closed here."""


class RequestCancelled(WirebenchError):
    """The request was cancelled before it was done."""

    code = "CANCELLED"


class WaitTimeout(WirebenchError, TimeoutError):
    """It did not happen in time. Also a ``TimeoutError``.

    ``result`` is what a program had written until then, when it was a program's time that was over.
    """

    code = "TIMEOUT"
    result: Optional["CompletedProgram"] = None


class ProgramFailed(WirebenchError):
    """A program in a node ended with an exit code other than 0. ``result`` has its output."""

    def __init__(self, message: str, result: "CompletedProgram") -> None:
        super().__init__(message, element=result.node)
        self.result = result
        self.returncode = result.returncode
        self.stdout = result.stdout
        self.stderr = result.stderr


class ScenarioFailed(WirebenchError, AssertionError):
    """Expectations of a scenario did not hold, or its steps could not be done. Also an ``AssertionError``."""

    def __init__(self, message: str, result: "RunResult") -> None:
        super().__init__(message)
        self.result = result


_BY_NUMBER = {1: InputError, 2: MachineError, 3: LimitError, 4: VersionError, 5: EndedError, 6: WirebenchError, -32800: RequestCancelled}


def from_answer(method: str, error: Any) -> WirebenchError:
    """Makes an exception of the ``error`` member of an answer."""
    from .data import Problem, decode

    if not isinstance(error, Mapping):
        return WirebenchError(f"The engine answered {method} with an error that cannot be read: {error!r:.200}")
    number = error.get("code")
    message = error.get("message")
    data = error.get("data")
    if not isinstance(data, Mapping):
        data = {}
    problems = [decode(Problem, problem) for problem in data.get("problems") or [] if isinstance(problem, Mapping)]
    kind = _BY_NUMBER.get(number, WirebenchError) if isinstance(number, int) else WirebenchError
    code = data.get("code") or (kind.code if number in _BY_NUMBER else f"JSON-RPC {number}")
    return kind(
        str(message) if message else f"The engine refused {method}.",
        code=str(code),
        element=str(data.get("element") or ""),
        remedy=str(data.get("remedy") or ""),
        problems=problems,
    )
