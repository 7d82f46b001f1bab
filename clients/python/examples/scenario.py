"""A scenario with expectations, made in Python, run and judged by the engine."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "src"))  # not needed once the package is installed
import wirebench  # noqa: E402

net = wirebench.Network("scenario", seed=5)
net.host("h1")
net.host("h2")
link = net.link("h1", "h2")
delay = link.both.add("delay", time="5 ms")
net.flow("ping", "ping", "h1", "h2", interval="100 ms")

steps = net.scenario(duration="5 s")
steps.set(f"{delay}.time", "20 ms", at="1 s")
steps.down(link, at="2.5 s")
steps.up(link, at="3.5 s")
steps.run("h1", ["ip", "neigh"], at="4.5 s")
steps.always("never-faster-than-light", "flow:ping.rtt at least 10 ms")
steps.within("becomes-slower", "flow:ping.rtt between 40 ms and 45 ms", start="1 s", end="2.5 s")
steps.within("loses-some", "flow:ping.received < flow:ping.sent - 5", start="2.5 s", end="3.6 s")
steps.within("recovers", "h1-h2.up is 1 and flow:ping.rtt between 40 ms and 45 ms", start="3.6 s", end="5 s")

with wirebench.start(net) as lab:
    result = lab.run(on_notice=lambda notice: notice.type == "figures" or print(f"{notice.seconds:5.1f} s  {notice.text}"))

for expectation in result.expectations:
    print(expectation)
result.raise_if_failed()
