"""A table: what a TCP connection carries, for each delay and each loss."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "src"))  # not needed once the package is installed
import wirebench  # noqa: E402

SECONDS = 1.2
DELAYS = [0, 2, 10]  # ms, one way
LOSSES = [0, 0.1, 2]  # %

net = wirebench.Network("sweep", seed=3)
net.host("h1")
net.host("h2")
link = net.link("h1", "h2")
delay = link.both.add("delay", time="0 ms")
loss = link.forward.add("loss", probability="0 %")
net.flow("download", "tcp", "h1", "h2", start="manual", duration=wirebench.s(SECONDS))

mbits = {}
with wirebench.start(net) as lab:
    flow = lab.flow("download")
    print("loss \\ delay" + "".join(f"{milliseconds:>9} ms" for milliseconds in DELAYS) + "    (Mbit/s)")
    for share in LOSSES:
        row = f"{share:>10} %"
        for milliseconds in DELAYS:
            lab.set({f"{delay}.time": wirebench.ms(milliseconds), f"{loss}.probability": wirebench.percent(share)})
            flow.start()
            flow.wait(timeout=10)
            mbits[share, milliseconds] = flow.figures["bytes"] * 8 / SECONDS / 1e6
            row += f"{mbits[share, milliseconds]:12.1f}"
        print(row)

if not min(mbits[0, 0], mbits[0, 10], mbits[0.1, 10]) > mbits[2, 10]:
    sys.exit("expected: the more delay and loss, the less throughput")
