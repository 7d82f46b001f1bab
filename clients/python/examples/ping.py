"""Two hosts, 10 ms apart each way: a ping takes 20 ms."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "src"))  # not needed once the package is installed
import wirebench  # noqa: E402

net = wirebench.Network("two-hosts", seed=1)
net.host("h1")
net.host("h2")
net.link("h1", "h2").both.add("delay", time="10 ms")
net.flow("ping", "ping", "h1", "h2", interval="100 ms", count=10)

with wirebench.start(net) as lab:
    ended = lab.flow("ping").wait(timeout=10)
    figures = lab.flow("ping").figures
    print("\n".join(ended.output[-3:]))
    print(f"{figures['received']} of {figures['sent']} replies, between {figures['rtt-min']} and {figures['rtt-max']}")
    if figures["received"] != 10 or not 0.020 <= figures["rtt-min"] < 0.025:
        sys.exit("expected: 10 of 10 replies, the fastest after 20 ms")
