"""Networks as text: made here or loaded from a file, changed, and written. Nothing of this needs an engine.

What a file says that this module does not know (elements, attributes, comments) stays as it is.
"""

from __future__ import annotations

import os
import weakref
from pathlib import Path
from typing import TYPE_CHECKING, Any, Dict, Iterator, List, Mapping, Optional, Tuple, Union
from xml.dom import expatbuilder, minidom
from xml.parsers.expat import ExpatError

from . import units
from .errors import InputError, WirebenchError
from .units import Value

if TYPE_CHECKING:
    from .engine import Engine

Xml = Any  # a node of the standard library's DOM, most of whose members may be None

# Attributes of the elements themselves; all others are parameters of the element's kind.
_OWN = {
    "node": {"name", "kind", "x", "y"},
    "impairment": {"name", "kind", "match", "enabled"},
    "flow": {"name", "kind", "from", "to", "start", "duration"},
    "probe": {"name", "kind", "target"},
    "service": {"name", "kind"},
}

_engines: "weakref.WeakSet[Engine]" = weakref.WeakSet()  # those that are connected, to draw networks


def _attribute(name: str) -> str:
    """Python's ``snap_length`` is ``snap-length`` in a file, ``from_`` is ``from``."""
    return name.rstrip("_").replace("_", "-")


class Element:
    """An element of a network. ``str()`` of it is its path, so it can be used wherever a path is wanted."""

    def __init__(self, network: "Network", xml: Xml) -> None:
        self._network = network
        self._xml = xml

    def get(self, attribute: str) -> Optional[str]:
        """The text of an attribute or parameter, e.g. ``time``; None if the file does not say it."""
        return str(self._xml.getAttribute(attribute)) if self._xml.hasAttribute(attribute) else None

    def set(self, **values: Optional[Value]) -> None:
        """Changes attributes or parameters: ``set(snap_length="96 B")``. None takes one away."""
        for name, value in values.items():
            name = _attribute(name)
            if value is not None:
                self._xml.setAttribute(name, units.text(value))
            elif self._xml.hasAttribute(name):
                self._xml.removeAttribute(name)

    def remove(self) -> None:
        """Takes it out of the network."""
        parent = self._xml.parentNode
        before = self._xml.previousSibling
        if _is_blank(before):
            parent.removeChild(before)
        parent.removeChild(self._xml)

    @property
    def parameters(self) -> Dict[str, str]:
        """The parameters of its kind that the file says, by name."""
        own = _OWN.get(self._xml.tagName, set())
        return {name: value for name, value in self._xml.attributes.items() if name not in own}

    @property
    def name(self) -> str:
        """Its name; when the file does not say it, the one that it goes by."""
        return _names(_siblings(self._xml))[self._xml]

    @property
    def kind(self) -> str:
        """Its kind, as the file writes it; empty for elements without kind."""
        return self.get("kind") or ""

    @property
    def path(self) -> str:
        """Its element path, e.g. ``r1-r2/both/delay`` or ``flow:download``."""
        return self.name

    def __str__(self) -> str:
        return self.path

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.path}>"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Element) and self._xml is other._xml

    def __hash__(self) -> int:
        return hash(id(self._xml))


class Node(Element):
    """A node. Its path is its name."""

    def interface(self, name: str, *, addresses: Optional[Value] = None, mac: Optional[str] = None, mtu: Optional[Value] = None) -> Element:
        """Adds an interface with a name of its own: addresses with prefix length (text or a list), hardware address, MTU (``"1500 B"``)."""
        return Interface(self._network, _add(self._xml, "interface", {"name": name, "mac": mac, "addresses": addresses, "mtu": mtu}))

    def service(self, kind: str, *, name: Optional[str] = None, **parameters: Value) -> "Service":
        """Adds a service, e.g. ``service("ospf", area="0")``."""
        return Service(self._network, _add(self._xml, "service", {"name": name, "kind": kind}, parameters))


class Interface(Element):
    """An interface of a node. Its path is ``node.interface``."""

    @property
    def path(self) -> str:
        """Its element path, e.g. ``h1.eth0``."""
        return f"{Element(self._network, self._xml.parentNode).name}.{self.name}"


class Service(Element):
    """A service of a node. Its path is ``node/service``."""

    @property
    def path(self) -> str:
        """Its element path, e.g. ``r1/ospf``."""
        return f"{Element(self._network, self._xml.parentNode).name}/{self.name}"


class Impairment(Element):
    """Something that happens to the frames of one direction of a link, or, in ``both``, of each direction, one way."""

    @property
    def path(self) -> str:
        """Its element path, e.g. ``r1-r2/both/delay``."""
        parent = self._xml.parentNode
        return f"{Element(self._network, parent.parentNode).name}/{parent.tagName}/{self.name}"


class Direction:
    """One direction of a link, or both: where impairments are added."""

    def __init__(self, network: "Network", link: Xml, name: str) -> None:
        self._network = network
        self._link = link
        self._name = name

    def add(
        self, kind: str, *, name: Optional[str] = None, match: Optional[str] = None, enabled: Optional[bool] = None, **parameters: Value
    ) -> Impairment:
        """Adds an impairment behind those that are there.

        ``add("delay", time="25 ms")`` holds every frame back for 25 ms, one way (in ``both`` that makes a round trip of 50 ms).
        ``match`` says which frames it acts on (``all``), ``enabled=False`` adds it switched off.
        """
        parent = _child(self._link, self._name) or _add(self._link, self._name, {})
        attributes: Dict[str, Optional[Value]] = {"name": name, "kind": kind}
        return Impairment(self._network, _add(parent, "impairment", attributes, parameters, {"match": match, "enabled": enabled}))

    def __iter__(self) -> Iterator[Impairment]:
        parent = _child(self._link, self._name)
        return iter([Impairment(self._network, xml) for xml in _children(parent, "impairment")] if parent is not None else [])


class Link(Element):
    """A link between two interfaces. ``forward`` goes from its first end to its second."""

    @property
    def forward(self) -> Direction:
        """From its first end to its second."""
        return Direction(self._network, self._xml, "forward")

    @property
    def backward(self) -> Direction:
        """From its second end to its first."""
        return Direction(self._network, self._xml, "backward")

    @property
    def both(self) -> Direction:
        """Each direction, one way each."""
        return Direction(self._network, self._xml, "both")


class Flow(Element):
    """Traffic between two nodes. Its path is ``flow:name``."""

    @property
    def path(self) -> str:
        """Its element path, e.g. ``flow:download``."""
        return f"flow:{self.name}"


class Probe(Element):
    """A measurement on a link. Its path is ``probe:name``."""

    @property
    def path(self) -> str:
        """Its element path, e.g. ``probe:cap``."""
        return f"probe:{self.name}"


class Scenario:
    """What happens while a network runs, and what is expected of it.

    A step happens ``at`` a time since the start (``"5 s"``), or ``after`` a condition has become true
    (``"flow:download.bytes at least 1 MB"``).
    """

    def __init__(self, network: "Network", xml: Xml) -> None:
        self._network = network
        self._xml = xml

    def set(self, path: object, value: Value, *, at: Optional[Value] = None, after: Optional[str] = None) -> "Scenario":
        """Changes a parameter, e.g. ``set("r1-r2/both/delay.time", "25 ms", at="5 s")``."""
        return self._step("set", at, after, path=str(path), value=value)

    def up(self, link: object, *, at: Optional[Value] = None, after: Optional[str] = None) -> "Scenario":
        """Mends a link."""
        return self._step("up", at, after, link=str(link))

    def down(self, link: object, *, at: Optional[Value] = None, after: Optional[str] = None) -> "Scenario":
        """Breaks a link."""
        return self._step("down", at, after, link=str(link))

    def start(self, flow: object, *, at: Optional[Value] = None, after: Optional[str] = None) -> "Scenario":
        """Starts a flow."""
        return self._step("start", at, after, flow=_flow_name(flow))

    def stop(self, flow: object, *, at: Optional[Value] = None, after: Optional[str] = None) -> "Scenario":
        """Stops a flow."""
        return self._step("stop", at, after, flow=_flow_name(flow))

    def run(self, node: object, command: Value, *, at: Optional[Value] = None, after: Optional[str] = None) -> "Scenario":
        """Runs a program in a node; its output goes to the report. ``command`` is a command line or a list of words."""
        return self._step("run", at, after, node=str(node), command=command)

    def within(self, name: str, that: str, *, start: Optional[Value] = None, end: Optional[Value] = None) -> "Scenario":
        """Expects a condition to be true at some moment between ``start`` and ``end`` (times since the start of the run)."""
        _add(self._xml, "within", {"name": name, "from": start, "to": end, "that": that})
        return self

    def always(self, name: str, that: str, *, start: Optional[Value] = None, end: Optional[Value] = None) -> "Scenario":
        """Expects a condition to be true all the time between ``start`` and ``end`` (times since the start of the run)."""
        _add(self._xml, "always", {"name": name, "from": start, "to": end, "that": that})
        return self

    def _step(self, tag: str, at: Optional[Value], after: Optional[str], **values: Value) -> "Scenario":
        if (at is None) == (after is None):
            raise InputError(f"A step '{tag}' needs either at= (a time) or after= (a condition).", element="scenario")
        _add(self._xml, tag, {"at": at, "after": after, **values})
        return self


class Network:
    """A network: nodes, links, what goes wrong on them, traffic, measurements, a scenario.

    >>> net = Network("two-hosts", seed=7)
    >>> h1, h2 = net.host("h1"), net.host("h2")
    >>> delay = net.link(h1, h2).both.add("delay", time="10 ms")
    >>> ping = net.flow("ping", "ping", h1, h2, interval="200 ms")
    >>> print(delay, ping)
    h1-h2/both/delay flow:ping

    Values are text with units, as in files (``"25 ms"``, ``"100 Mbit/s"``, ``"64 KiB"``, ``"1 %"``). Kinds and their parameters are those
    of the engine (``Engine.kinds()``); it is the engine that says what is wrong with them (``Engine.check()``).
    """

    def __init__(self, name: str, *, seed: Optional[int] = None, description: Optional[str] = None, **attributes: Value) -> None:
        """Makes an empty network. ``seed`` decides all random decisions; further attributes: ``addressing``, ``routes``."""
        self._document: Xml = minidom.Document()
        self._before, self._after, self._original = '<?xml version="1.0" encoding="UTF-8"?>\n', "\n", ""
        self._root: Xml = self._document.createElement("network")
        self._document.appendChild(self._root)
        _attributes(self._root, {"format": 1, "name": name, "seed": seed}, attributes)
        if description:
            _add(self._root, "description", {}).appendChild(self._document.createTextNode(description))
        self.file_name: Optional[str] = None

    @classmethod
    def from_xml(cls, text: str, *, file_name: Optional[str] = None) -> "Network":
        """Reads the text of a network file. Raises :class:`~wirebench.InputError` when it is no XML, or XML of something else."""
        where = file_name or ""
        if "<!DOCTYPE" in text:
            raise InputError("A network file has no document type (<!DOCTYPE>).", element=where, remedy="Take it out.")
        try:
            document: Xml = expatbuilder.parseString(text.encode("utf-8"), namespaces=False)
        except (ExpatError, ValueError) as error:
            raise InputError(f"This is not XML: {error}.", element=where) from None
        root = document.documentElement
        if root.tagName != "network":
            raise InputError(f"This is not a network: its outermost element is <{root.tagName}>, not <network>.", element=where)
        network = cls.__new__(cls)
        network._document, network._root, network.file_name = document, root, file_name
        network._before, network._after = _around(text, document)
        network._original = text
        network._as_read = _write(root)
        return network

    @classmethod
    def load(cls, path: Union[str, "os.PathLike[str]"]) -> "Network":
        """Reads a network file (``.wirebench``)."""
        try:
            text = Path(path).read_bytes().decode("utf-8-sig")
        except OSError as error:
            raise InputError(f"The file {path} cannot be read: {error.strerror}.") from None
        except UnicodeDecodeError as error:
            raise InputError(f"The file {path} is not encoded as UTF-8: {error}.") from None
        return cls.from_xml(text, file_name=os.path.basename(path))

    _as_read = ""

    def to_xml(self) -> str:
        """The text of its file. What was loaded and not changed gives exactly the text that was read."""
        body = _write(self._root)
        if self._original and body == self._as_read:
            return self._original
        return self._before + body + self._after

    def save(self, path: Union[str, "os.PathLike[str]"]) -> None:
        """Writes its file."""
        Path(path).write_bytes(self.to_xml().encode("utf-8"))

    # What is in it

    @property
    def name(self) -> str:
        """Its name."""
        return str(self._root.getAttribute("name"))

    @property
    def nodes(self) -> List[Node]:
        """Its nodes, in the order of the file."""
        return [Node(self, xml) for xml in _children(self._root, "node")]

    @property
    def links(self) -> List[Link]:
        """Its links, in the order of the file."""
        return [Link(self, xml) for xml in _children(self._root, "link")]

    @property
    def flows(self) -> List[Flow]:
        """Its flows, in the order of the file."""
        return [Flow(self, xml) for xml in _children(self._root, "flow")]

    @property
    def probes(self) -> List[Probe]:
        """Its probes, in the order of the file."""
        return [Probe(self, xml) for xml in _children(self._root, "probe")]

    def __getitem__(self, path: str) -> Element:
        """The element with a path: ``net["r1-r2"]``, ``net["r1-r2/both/delay"]``, ``net["flow:download"]``. Raises ``KeyError``."""
        elements: List[Element] = [*self.nodes, *self.links, *self.flows, *self.probes]
        for link in self.links:
            elements += [*link.forward, *link.backward, *link.both]
        for node in self.nodes:
            elements += [Interface(self, xml) for xml in _children(node._xml, "interface")]
            elements += [Service(self, xml) for xml in _children(node._xml, "service")]
        for element in elements:
            if element.path == path:
                return element
        raise KeyError(f"{path}: the network {self.name} has no such element")

    # Adding to it

    def node(self, name: str, kind: str, **parameters: Value) -> Node:
        """Adds a node of any kind."""
        return Node(self, _add(self._root, "node", {"name": name, "kind": kind}, parameters))

    def host(self, name: str, **parameters: Value) -> Node:
        """Adds a host."""
        return self.node(name, "host", **parameters)

    def router(self, name: str, **parameters: Value) -> Node:
        """Adds a router."""
        return self.node(name, "router", **parameters)

    def switch(self, name: str, **parameters: Value) -> Node:
        """Adds a switch."""
        return self.node(name, "switch", **parameters)

    def link(self, start: object, end: object, *, name: Optional[str] = None, up: Optional[bool] = None, **attributes: Value) -> Link:
        """Adds a link between two nodes or interfaces (``"h1"`` takes the next free interface, ``"h1.eth0"`` is one)."""
        return Link(self, _add(self._root, "link", {"name": name, "from": str(start), "to": str(end), "up": up}, attributes))

    def flow(
        self,
        name: str,
        kind: str,
        start_node: object,
        end_node: object,
        *,
        start: Optional[Value] = None,
        duration: Optional[Value] = None,
        **parameters: Value,
    ) -> Flow:
        """Adds traffic, e.g. ``flow("download", "tcp", "h1", "h2", window="64 KiB")``.

        ``start`` is a duration since the network has started, or ``"manual"``; left out, it starts at once.
        """
        own: Dict[str, Optional[Value]] = {"name": name, "kind": kind, "from": str(start_node), "to": str(end_node)}
        return Flow(self, _add(self._root, "flow", own, {"start": start, "duration": duration}, parameters))

    def probe(self, name: str, kind: str, target: object, **parameters: Value) -> Probe:
        """Adds a measurement on a link, e.g. ``probe("middle", "latency", "r1-r2")``."""
        return Probe(self, _add(self._root, "probe", {"name": name, "kind": kind, "target": str(target)}, parameters))

    def scenario(self, duration: Optional[Value] = None) -> Scenario:
        """The scenario; made when there is none yet. ``duration`` (e.g. ``"30 s"``) ends a run."""
        xml = _child(self._root, "scenario")
        if xml is None:
            xml = _add(self._root, "scenario", {})
        if duration is not None:
            xml.setAttribute("duration", units.text(duration))
        return Scenario(self, xml)

    def __repr__(self) -> str:
        return f"<Network {self.name}: {len(self.nodes)} nodes, {len(self.links)} links>"

    def _repr_svg_(self) -> Optional[str]:
        """A drawing, for notebooks; None when no engine is connected."""
        for engine in list(_engines):
            try:
                return engine.draw(self)
            except WirebenchError:
                continue
        return None


# XML


def _is_blank(node: Optional[Xml]) -> bool:
    return node is not None and node.nodeType == node.TEXT_NODE and not node.data.strip()


def _children(parent: Xml, tag: str) -> List[Xml]:
    return [child for child in parent.childNodes if child.nodeType == child.ELEMENT_NODE and child.tagName == tag]


def _child(parent: Xml, tag: str) -> Optional[Xml]:
    found = _children(parent, tag)
    return found[0] if found else None


def _siblings(xml: Xml) -> List[Xml]:
    return _children(xml.parentNode, xml.tagName) if xml.parentNode is not None else [xml]


def _names(siblings: List[Xml]) -> Dict[Xml, str]:
    """The name that each of some siblings goes by, as the engine gives them."""
    names: Dict[Xml, str] = {}
    taken = {xml.getAttribute("name") for xml in siblings if xml.hasAttribute("name")}
    for xml in siblings:
        if xml.hasAttribute("name"):
            names[xml] = xml.getAttribute("name")
            continue
        if xml.tagName == "link":
            base = "-".join(xml.getAttribute(end).split(".")[0] for end in ("from", "to"))
        else:
            base = xml.getAttribute("kind").rpartition(".")[2]
        name, number = base, 1
        while name in taken:
            number += 1
            name = f"{base}-{number}"
        taken.add(name)
        names[xml] = name
    return names


def _flow_name(flow: object) -> str:
    return flow.name if isinstance(flow, Flow) else str(flow)


def _attributes(xml: Xml, *groups: Mapping[str, Optional[Value]]) -> None:
    for group in groups:
        for name, value in group.items():
            if value is not None:
                name = _attribute(name)
                if xml.hasAttribute(name):
                    raise InputError(f"<{xml.tagName}> has the attribute '{name}' twice.", element=xml.getAttribute("name"))
                xml.setAttribute(name, units.text(value))


def _add(parent: Xml, tag: str, *attributes: Mapping[str, Optional[Value]]) -> Xml:
    """Adds an element as the last one of its parent, on a line of its own."""
    document = parent.ownerDocument
    xml = document.createElement(tag)
    _attributes(xml, *attributes)
    depth = 0
    ancestor = parent
    while ancestor.parentNode is not document and ancestor.parentNode is not None:
        depth += 1
        ancestor = ancestor.parentNode
    if _is_blank(parent.lastChild):
        parent.removeChild(parent.lastChild)
    parent.appendChild(document.createTextNode("\n" + "\t" * (depth + 1)))
    parent.appendChild(xml)
    parent.appendChild(document.createTextNode("\n" + "\t" * depth))
    return xml


def _around(text: str, document: Xml) -> Tuple[str, str]:
    """What stands before and after the outermost element."""
    before, after = "", ""
    for node in document.childNodes:
        if node is document.documentElement:
            before, after = after, ""
        else:
            after += node.toxml() + "\n"
    declaration = text[: text.index("?>") + 2] if text.lstrip().startswith("<?xml") else '<?xml version="1.0" encoding="UTF-8"?>'
    return declaration + "\n" + before, "\n" + after


def _escape(text: str, table: Dict[str, str]) -> str:
    return "".join(table.get(character, character) for character in text)


_IN_TEXT = {"&": "&amp;", "<": "&lt;", ">": "&gt;", "\r": "&#13;"}
_IN_ATTRIBUTE = {**_IN_TEXT, '"': "&quot;", "\n": "&#10;", "\t": "&#9;"}


def _write(node: Xml) -> str:
    if node.nodeType == node.TEXT_NODE:
        return _escape(node.data, _IN_TEXT)
    if node.nodeType != node.ELEMENT_NODE:
        return str(node.toxml())  # comments, CDATA, processing instructions
    start = node.tagName + "".join(f' {name}="{_escape(value, _IN_ATTRIBUTE)}"' for name, value in node.attributes.items())
    if not node.childNodes:
        return f"<{start}/>"
    return f"<{start}>" + "".join(_write(child) for child in node.childNodes) + f"</{node.tagName}>"
