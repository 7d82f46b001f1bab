"""What the engine says, as immutable dataclasses.

Times are seconds, sizes bytes, rates bits a second, unless a name says otherwise. Figures come in ``bit/s``, ``B``, ``s``, ``1`` (a
number) or ``ratio`` (0 to 1).
"""

from __future__ import annotations

import dataclasses
import functools
import typing
from dataclasses import dataclass, field
from typing import Any, Dict, List, Mapping, Optional, Type, TypeVar

from . import errors

T = TypeVar("T")


@dataclass(frozen=True)
class Problem:
    """Something wrong or doubtful in a network. ``severity`` is ``error`` or ``warning``; ``line`` and ``column`` count from 1, 0 if not known.
    Of many problems of one kind the first three are there, and one that says how many more there are: ``count`` is 1 but for that one."""

    severity: str
    element: str
    line: int
    column: int
    message: str
    remedy: str = ""
    count: int = 1

    def __str__(self) -> str:
        where = f"line {self.line}: " if self.line else ""
        element = f"{self.element}: " if self.element and self.element not in self.message else ""
        return f"{self.severity}: {where}{element}{self.message}" + (f" {self.remedy}" if self.remedy else "")


@dataclass(frozen=True)
class Checked:
    """What is wrong with a network. ``ends`` says whether a run ends by itself."""

    valid: bool
    problems: List[Problem]
    name: str
    nodes: int
    links: int
    flows: int
    probes: int
    ends: bool

    def raise_if_invalid(self) -> None:
        """Raises :class:`~wirebench.InputError` with all problems when the network cannot run."""
        if not self.valid:
            raise errors.InputError("The network has errors.", problems=self.problems)


@dataclass(frozen=True)
class Step:
    """A step of a plan: ``action`` is ``create``, ``change`` or ``remove``; ``commands`` are what a person would type."""

    action: str
    element: str
    what: str
    commands: List[str]
    reason: str


@dataclass(frozen=True)
class Tier:
    """How a link's frames get across: ``tier`` is ``wire`` (the kernel) or ``engine``."""

    link: str
    tier: str
    reason: str
    exact_segments: bool
    cost: str


@dataclass(frozen=True)
class Plan:
    """What would be or was done, step by step. ``text`` is the plan as a person reads it."""

    steps: List[Step]
    tiers: List[Tier]
    text: str
    missing_capabilities: List[str]
    all_steps: int

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True)
class LabInfo:
    """A lab. ``phase`` is ``stopped``, ``applying``, ``running`` or ``stopping``."""

    lab: str
    network: str
    phase: str
    nodes: int
    links: int
    keep: bool
    opened_by: str
    age_seconds: float
    folder: str


@dataclass(frozen=True)
class EngineInfo:
    """What the engine says of itself."""

    protocol: int
    version: str
    pid: int
    uptime_seconds: float
    clients: int
    labs: List[LabInfo]
    heap_bytes: int


@dataclass(frozen=True)
class Parameter:
    """A parameter of a kind. ``type`` is duration, rate, size, probability, count, integer, boolean, text, choice or address."""

    name: str
    type: str
    choices: List[str]
    required: bool
    description: str
    default_value: Optional[str] = None
    minimum: Optional[str] = None
    maximum: Optional[str] = None


@dataclass(frozen=True)
class FigureInfo:
    """A figure that a kind measures."""

    name: str
    unit: str
    description: str


@dataclass(frozen=True)
class Kind:
    """A kind of node, impairment, generator, analyzer or service (``point``). ``short_id`` is how files may write it."""

    point: str
    id: str
    short_id: str
    name: str
    description: str
    contributor: str
    parameters: List[Parameter]
    figures: List[FigureInfo]


@dataclass(frozen=True)
class Plugin:
    """A plug-in that is installed. ``problem`` says why it does not work now; it is empty if it works."""

    id: str
    version: str
    name: str
    kinds: List[str]
    problem: str
    refused: List[str] = field(default_factory=list)
    """Declarations in it that the engine has refused, with the reason."""


@dataclass(frozen=True)
class PluginChange:
    """A plug-in that came (``from_version`` is None), changed or went (``to_version`` is None)."""

    id: str
    name: str
    from_version: Optional[str] = field(default=None, metadata={"key": "from"})
    to_version: Optional[str] = field(default=None, metadata={"key": "to"})


@dataclass(frozen=True)
class PluginWarning:
    """An element without effect since plug-ins changed: the rest of its lab continues."""

    lab: str
    element: str
    message: str


@dataclass(frozen=True)
class PluginFault:
    """What code of a plug-in has thrown, ``times`` times one after the other; ``kind`` is a kind's id or a bundle's name."""

    epoch_seconds: float
    kind: str
    element: str
    message: str
    trace: str
    times: int


@dataclass(frozen=True)
class PluginPlan:
    """What a change of plug-ins did. ``restart`` says why it takes effect at the next start of the engine only; empty if it does at once."""

    changes: List[PluginChange]
    going_kinds: List[str]
    restart: str
    warnings: List[PluginWarning] = field(default_factory=list)
    refused: List[str] = field(default_factory=list)
    """Declarations in what has come that were refused, with the reason."""


@dataclass(frozen=True)
class Capability:
    """Something that a machine can do for labs, or cannot."""

    name: str
    description: str
    available: bool
    cause: str
    disables: str
    remedy: str
    required: bool


@dataclass(frozen=True)
class Doctor:
    """What this machine can do, each tried."""

    can_run: bool
    machine: str
    capabilities: List[Capability]

    @property
    def reason(self) -> str:
        """Why networks cannot run here, with what to do; empty if they can."""
        if self.can_run:
            return ""
        missing = [c for c in self.capabilities if c.required and not c.available]
        return "Networks cannot run here. " + " ".join(f"{c.description}: {c.cause} {c.remedy}".strip() for c in missing)


@dataclass(frozen=True)
class InterfaceInfo:
    """An interface of a node; ``addresses`` with prefix length."""

    name: str
    mac: str
    addresses: List[str]
    mtu_bytes: int
    link: Optional[str] = None


@dataclass(frozen=True)
class ServiceInfo:
    """A service of a node."""

    element: str
    kind: str
    parameters: Dict[str, str]


@dataclass(frozen=True)
class NodeInfo:
    """A node of a network. ``programs`` says whether it can run programs; a switch cannot."""

    name: str
    kind: str
    programs: bool
    parameters: Dict[str, str]
    interfaces: List[InterfaceInfo]
    services: List[ServiceInfo]


@dataclass(frozen=True)
class ImpairmentInfo:
    """An impairment of one direction, one way."""

    element: str
    kind: str
    enabled: bool
    match: str
    parameters: Dict[str, str]


@dataclass(frozen=True)
class LinkInfo:
    """A link; ``start`` and ``end`` are its ends, e.g. ``h1.eth0``: ``forward`` goes from ``start`` to ``end``."""

    name: str
    start: str = field(metadata={"key": "from"})
    end: str = field(metadata={"key": "to"})
    up: bool
    forward: List[ImpairmentInfo]
    backward: List[ImpairmentInfo]


@dataclass(frozen=True)
class FlowInfo:
    """A flow from node ``start`` to node ``end``."""

    element: str
    kind: str
    start: str = field(metadata={"key": "from"})
    end: str = field(metadata={"key": "to"})
    parameters: Dict[str, str]


@dataclass(frozen=True)
class ProbeInfo:
    """A probe; ``target`` is the link that it watches."""

    element: str
    kind: str
    target: str
    parameters: Dict[str, str]


@dataclass(frozen=True)
class NetworkInfo:
    """The network of a lab; ``text`` is the text of its file with all changes made since."""

    name: str
    seed: str
    text: str
    nodes: List[NodeInfo]
    links: List[LinkInfo]
    flows: List[FlowInfo]
    probes: List[ProbeInfo]


@dataclass(frozen=True)
class NodeState:
    """How a node stands."""

    running: bool
    processes: int
    message: str


@dataclass(frozen=True)
class DirectionState:
    """One direction of a link: in + copied = out + dropped + queued, in frames. ``out_bits_per_second`` is over the last second."""

    in_frames: int
    in_bytes: int
    out_frames: int
    out_bytes: int
    copied_frames: int
    queued_frames: int
    dropped_frames: Dict[str, int]
    out_bits_per_second: float

    @property
    def all_dropped_frames(self) -> int:
        """Frames dropped for any reason."""
        return sum(self.dropped_frames.values())


@dataclass(frozen=True)
class LinkState:
    """How a link stands. ``quarantined`` are impairments that were disabled, path to reason."""

    up: bool
    tier: str
    forward: DirectionState
    backward: DirectionState
    counters: Dict[str, int]
    quarantined: Dict[str, str]


@dataclass(frozen=True)
class FlowState:
    """How a flow stands. ``status`` is waiting, running, done, stopped or failed. ``output`` is empty in states that come unasked."""

    status: str
    figures: Dict[str, float]
    message: str
    output: List[str]

    @property
    def ended(self) -> bool:
        """Whether it is done, stopped or failed."""
        return self.status in ("done", "stopped", "failed")


@dataclass(frozen=True)
class ProbeState:
    """How a probe stands; ``files`` are those that it wrote."""

    figures: Dict[str, float]
    message: str
    files: List[str]


@dataclass(frozen=True)
class ServiceProcess:
    """A program of a service; ``pid`` is 0 when it does not run."""

    name: str
    pid: int
    exit_code: Optional[int] = None


@dataclass(frozen=True)
class ServiceState:
    """How a service stands. ``status`` is waiting, starting, running, failed or stopped.

    ``log`` and ``configuration`` are empty in states that come unasked.
    """

    status: str
    message: str
    processes: List[ServiceProcess]
    log: List[str]
    configuration: Dict[str, str]


@dataclass(frozen=True)
class State:
    """How a lab stands at one moment (``epoch_seconds`` since 1970, UTC). Nodes, links, flows and probes by name, services by path."""

    lab: str
    epoch_seconds: float
    phase: str
    nodes: Dict[str, NodeState]
    links: Dict[str, LinkState]
    flows: Dict[str, FlowState]
    probes: Dict[str, ProbeState]
    services: Dict[str, ServiceState] = field(default_factory=dict)
    without_effect: Dict[str, str] = field(default_factory=dict)
    """Elements of the network's text that have no effect, path to reason: their kind is missing, or its new version refuses them."""


@dataclass(frozen=True)
class Event:
    """Something that happened. ``type`` is ``lab`` (opened, ended), ``change`` (a client changed something) or ``event``."""

    lab: str
    epoch_seconds: float
    severity: str
    element: str
    type: str
    message: str


@dataclass(frozen=True)
class Waited:
    """How waiting for a condition ended; ``explanation`` has the newest figures, ``seconds`` is how long it took."""

    held: bool
    explanation: str
    seconds: float


@dataclass(frozen=True)
class Expectation:
    """What became of an expectation; ``seconds`` is when it was decided, since the start of the run."""

    name: str
    mode: str
    condition: str
    held: bool
    explanation: str
    seconds: float

    def __str__(self) -> str:
        return f"{self.name}: {'held' if self.held else 'did not hold'}: {self.mode} {self.condition} ({self.explanation})"


@dataclass(frozen=True)
class RunNotice:
    """Something that happened in a run, ``seconds`` after its start. ``type``: step, output, expectation, event, figures or summary."""

    lab: str
    seconds: float
    type: str
    element: str
    text: str
    problem: bool


@dataclass(frozen=True)
class RunResult:
    """What became of a run."""

    passed: bool
    cancelled: bool
    expectations: List[Expectation]
    problems: List[str]
    flows: Dict[str, FlowState]
    probes: Dict[str, ProbeState]
    report: Optional[str] = None
    report_problem: Optional[str] = None

    def raise_if_failed(self) -> None:
        """Raises :class:`~wirebench.ScenarioFailed`, with all that failed, unless the run passed."""
        if not self.passed:
            failed = [str(expectation) for expectation in self.expectations if not expectation.held] + list(self.problems)
            raise errors.ScenarioFailed("The scenario failed:\n  " + "\n  ".join(failed or ["the run was cancelled"]), self)


@dataclass(frozen=True)
class Progress:
    """How far an apply is."""

    lab: str
    done: int
    total: int
    what: str


@dataclass(frozen=True)
class CompletedProgram:
    """What became of a program in a node. ``returncode`` is its exit code, or 128 + signal; ``cut_bytes`` of output were over the limit."""

    node: str
    args: List[str]
    returncode: int
    stdout: str
    stderr: str
    cut_bytes: int = 0


class Figure(float):
    """A measured number with its unit: ``bit/s``, ``B``, ``s``, ``1`` or ``ratio``. Not a number (NaN) while there is no value yet."""

    unit: str
    path: str

    def __new__(cls, value: Optional[float], unit: str, path: str = "") -> "Figure":
        figure = super().__new__(cls, float("nan") if value is None else value)
        figure.unit = unit
        figure.path = path
        return figure

    @property
    def known(self) -> bool:
        """Whether there is a value yet."""
        return self == self

    def __str__(self) -> str:
        if not self.known:
            return "no value yet"
        if self.unit == "bit/s":
            for size, unit in ((1e9, "Gbit/s"), (1e6, "Mbit/s"), (1e3, "kbit/s")):
                if self >= size:
                    return f"{float(self) / size:.4g} {unit}"
        if self.unit == "s":
            for size, unit in ((1, "s"), (1e-3, "ms"), (1e-6, "us")):
                if self >= size:
                    return f"{float(self) / size:.4g} {unit}"
        if self.unit == "ratio":
            return f"{float(self) * 100:.4g} %"
        return f"{float(self):.10g}" + ("" if self.unit == "1" else f" {self.unit}")

    def __repr__(self) -> str:
        return f"<{self.path or 'figure'}: {self}>"

    def __getnewargs__(self) -> Any:
        return float(self), self.unit, self.path


def decode(kind: Type[T], message: Any) -> T:
    """Makes a dataclass of this module from a message. Members that it does not know are left out."""
    return typing.cast(T, _decode(kind, message, kind.__name__))


def _decode(kind: Any, value: Any, where: str) -> Any:
    if dataclasses.is_dataclass(kind) and isinstance(kind, type):
        if not isinstance(value, Mapping):
            raise _unreadable(where, value)
        hints = _hints(kind)
        members = {}
        for member in dataclasses.fields(kind):
            key = member.metadata.get("key") or _camel(member.name)
            if value.get(key) is not None:
                members[member.name] = _decode(hints[member.name], value[key], f"{where}.{key}")
            elif member.default is dataclasses.MISSING and member.default_factory is dataclasses.MISSING:
                raise _unreadable(f"{where}.{key}", None)
        return kind(**members)
    origin, arguments = typing.get_origin(kind), typing.get_args(kind)
    if origin is list and isinstance(value, list):
        return [_decode(arguments[0], item, where) for item in value]
    if origin is dict and isinstance(value, Mapping):
        return {str(key): _decode(arguments[1], item, f"{where}.{key}") for key, item in value.items()}
    if origin is typing.Union:
        return _decode(arguments[0], value, where)
    if kind is float and isinstance(value, (int, float)) and not isinstance(value, bool):
        return float(value)
    if kind is int and isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(kind, type) and isinstance(value, kind) and (kind is bool or not isinstance(value, bool)):
        return value
    raise _unreadable(where, value)


@functools.lru_cache(maxsize=None)
def _hints(kind: Any) -> Dict[str, Any]:
    return typing.get_type_hints(kind)


@functools.lru_cache(maxsize=None)
def _camel(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(word.capitalize() for word in rest)


def _unreadable(where: str, value: Any) -> errors.WirebenchError:
    return errors.VersionError(
        f"The engine's answer cannot be understood: {where} is {value!r:.80}.", remedy="Use the package that came with the engine."
    )
