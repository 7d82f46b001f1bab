"""Networks as text."""

from __future__ import annotations

import doctest
from pathlib import Path

import pytest

import wirebench
from wirebench import InputError, Network, network, units

EXAMPLES = sorted((Path(__file__).resolve().parents[3] / "examples").glob("*.wirebench"))


def test_a_network_is_built_as_a_person_would_write_it():
    net = Network("n", seed=7, description="a & b")
    h1, r1 = net.host("h1", x=40, y=120), net.router("r1")
    net.switch("s1")
    box = net.node("x", kind="acme.box", snap_length="96 B", from_="here", fast=True)
    box.interface("eth0", addresses=["10.0.0.1/24", "fd00::1/64"], mtu="1400 B")
    r1.service("ospf", area="0")
    link = net.link(h1, "r1.eth0", up=False, tier="engine")
    link.both.add("delay", time="25 ms")
    link.forward.add("loss", probability="1 %", match="udp", enabled=False)
    net.flow("download", "tcp", "h1", box, start="manual", window="64 KiB")
    net.flow("own", "command", "h1", "x", argv=["sh", "-c", "echo 'a b'"])
    net.probe("cap", "capture", link, snap_length="96 B")
    steps = net.scenario(duration="9 s")
    steps.set(f"{link}/both/delay.time", wirebench.ms(50), at="1 s").down(link, at="2 s").up(link, after="flow:download.bytes at least 1 MB")
    steps.start("download", at="3 s").stop(net.flows[0], at="4 s").run(h1, ["ip", "route"], at="5 s")
    steps.within("w", "flow:download.throughput < 1 Mbit/s", start="1 s", end="2 s").always("a", "r1.x is 0")
    assert (
        net.to_xml()
        == """<?xml version="1.0" encoding="UTF-8"?>
<network format="1" name="n" seed="7">
	<description>a &amp; b</description>
	<node name="h1" kind="host" x="40" y="120"/>
	<node name="r1" kind="router">
		<service kind="ospf" area="0"/>
	</node>
	<node name="s1" kind="switch"/>
	<node name="x" kind="acme.box" snap-length="96 B" from="here" fast="true">
		<interface name="eth0" addresses="10.0.0.1/24 fd00::1/64" mtu="1400 B"/>
	</node>
	<link from="h1" to="r1.eth0" up="false" tier="engine">
		<both>
			<impairment kind="delay" time="25 ms"/>
		</both>
		<forward>
			<impairment kind="loss" probability="1 %" match="udp" enabled="false"/>
		</forward>
	</link>
	<flow name="download" kind="tcp" from="h1" to="x" start="manual" window="64 KiB"/>
	<flow name="own" kind="command" from="h1" to="x" argv="sh -c 'echo '&quot;'&quot;'a b'&quot;'&quot;''"/>
	<probe name="cap" kind="capture" target="h1-r1" snap-length="96 B"/>
	<scenario duration="9 s">
		<set at="1 s" path="h1-r1/both/delay.time" value="50 ms"/>
		<down at="2 s" link="h1-r1"/>
		<up after="flow:download.bytes at least 1 MB" link="h1-r1"/>
		<start at="3 s" flow="download"/>
		<stop at="4 s" flow="download"/>
		<run at="5 s" node="h1" command="ip route"/>
		<within name="w" from="1 s" to="2 s" that="flow:download.throughput &lt; 1 Mbit/s"/>
		<always name="a" that="r1.x is 0"/>
	</scenario>
</network>
"""
    )


def test_elements_go_by_the_names_that_the_engine_gives_them():
    net = Network("n")
    net.host("h1"), net.host("h2")
    links = [net.link("h1", "h2"), net.link("h1.eth1", "h2"), net.link("h1", "h2", name="h1-h2-2")]
    assert [link.path for link in links] == ["h1-h2", "h1-h2-3", "h1-h2-2"]
    first = [links[0].both.add("delay", time="1 ms"), links[0].both.add("io.wirebench.kinds.delay", time="1 ms"), links[0].forward.add("delay", time="1 ms")]
    assert [impairment.path for impairment in first] == ["h1-h2/both/delay", "h1-h2/both/delay-2", "h1-h2/forward/delay"]
    assert net["h1-h2/both/delay-2"] == first[1]
    assert str(net.flow("f", "ping", "h1", "h2")) == "flow:f"
    assert [impairment.path for impairment in links[0].both] == ["h1-h2/both/delay", "h1-h2/both/delay-2"]
    with pytest.raises(KeyError, match="no such element"):
        net["h3"]


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_what_was_loaded_is_written_with_the_same_bytes(path, tmp_path):
    net = Network.load(path)
    assert net.to_xml().encode() == path.read_bytes()
    net.save(tmp_path / "copy.wirebench")
    assert (tmp_path / "copy.wirebench").read_bytes() == path.read_bytes()
    host = net.host("another")
    assert net.to_xml() != path.read_text()
    host.remove()
    assert net.to_xml().encode() == path.read_bytes()


def test_what_is_not_known_stays():
    text = """<?xml version="1.0" encoding="UTF-8"?>
<!-- before -->
<network format="1" name='n' xmlns:acme="urn:acme" acme:color="red">
  <!-- a > b -->
  <node name="h1" kind="host" strange="&#10;&quot;x&quot;&#9;&lt;"/><unknown>
    <acme:deep a="1"/> text &amp; more <![CDATA[<raw>]]></unknown>
</network>
<!-- after -->
"""
    net = Network.from_xml(text, file_name="n.wirebench")
    assert net.to_xml() == text
    net.nodes[0].set(x=3)
    assert net.to_xml() == text.replace("name='n'", 'name="n"').replace('&lt;"/>', '&lt;" x="3"/>')
    assert net.nodes[0].get("strange") == '\n"x"\t<'


@pytest.mark.parametrize(
    "text, says",
    [
        ("<network", "not XML"),
        ("", "not XML"),
        ("<html/>", "<html>"),
        ('<!DOCTYPE network [<!ENTITY a "b">]><network/>', "document type"),
    ],
)
def test_what_is_no_network_is_refused(text, says):
    with pytest.raises(InputError, match=says) as error:
        Network.from_xml(text, file_name="x.wirebench")
    assert error.value.element == "x.wirebench"


def test_a_file_that_is_not_there_is_an_error_with_its_name(tmp_path):
    with pytest.raises(InputError, match="gone.wirebench"):
        Network.load(tmp_path / "gone.wirebench")
    (tmp_path / "latin.wirebench").write_bytes(b"<network name='\xe4'/>")
    with pytest.raises(InputError, match="UTF-8"):
        Network.load(tmp_path / "latin.wirebench")


def test_a_step_needs_a_time_or_a_condition():
    steps = Network("n").scenario()
    for wrong in ({}, {"at": "1 s", "after": "x is 1"}):
        with pytest.raises(InputError, match="either at="):
            steps.up("a-b", **wrong)
    with pytest.raises(InputError, match="twice"):
        Network("n").node("x", "y", a_b=1, **{"a-b": 2})


def test_a_network_has_no_drawing_without_engine(monkeypatch):
    monkeypatch.setattr(network, "_engines", [])
    assert Network("n")._repr_svg_() is None


@pytest.mark.parametrize(
    "text, expected",
    [
        (units.ms(25), "25 ms"),
        (units.s(1.5), "1.5 s"),
        (units.us(0.125), "0.125 us"),
        (units.mbit(100), "100 Mbit/s"),
        (units.gbit(2.5), "2.5 Gbit/s"),
        (units.kbit(64), "64 kbit/s"),
        (units.kib(64), "64 KiB"),
        (units.percent(0.1), "0.1 %"),
        (units.number(1e-7, "s"), "0.0000001 s"),
        (units.number(1e9), "1000000000"),
        (units.text(True), "true"),
        (units.text(3), "3"),
        (units.text(2.50), "2.5"),
        (units.text(["a", "b c"]), "a 'b c'"),
    ],
)
def test_numbers_are_written_with_their_units(text, expected):
    assert text == expected


def test_numbers_with_units_are_read():
    assert units.split("25 ms") == (25.0, "ms")
    assert units.split("1.5%") == (1.5, "%")
    assert units.split("100 Mbit/s") == (100.0, "Mbit/s")
    assert units.split("0.25") == (0.25, "")
    for wrong in ("", "ms", "1e3 s", "1 2"):
        with pytest.raises(ValueError, match="number with a unit"):
            units.split(wrong)


def test_the_examples_in_the_documentation_are_true():
    outcome = doctest.testmod(network, extraglobs={"Network": Network})
    assert outcome.attempted > 0 and outcome.failed == 0
