"""One TCP connection with a window of 64 KiB over two routers: what delay, loss and a broken link do to it."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "src"))  # not needed once the package is installed
import wirebench  # noqa: E402

net = wirebench.Network("window", seed=7)
for name in ("r1", "r2"):
    net.router(name)
for name in ("h1", "h2"):
    net.host(name)
net.link("h1", "r1")
middle = net.link("r1", "r2")
net.link("r2", "h2")
delay = middle.both.add("delay", time="25 ms", enabled=False)
loss = middle.both.add("loss", probability="1 %", enabled=False)
net.flow("download", "tcp", "h1", "h2", window=wirebench.kib(64))


def expect(text: str, condition: str, timeout: float = 10) -> None:
    """Waits for a condition (an error says what it waited for) and prints what is then measured."""
    lab.wait(condition, timeout)
    print(f"{text:32} {lab.figure('flow:download.throughput')}")


BOUND = "flow:download.window / 50 ms"  # a window in each round trip time: 10.5 Mbit/s

with wirebench.start(net) as lab:
    expect("no delay", "flow:download.throughput at least 1 Gbit/s")
    lab.set(f"{delay}.enabled", True)
    expect("50 ms round trip", f"flow:download.throughput between 0.8 * {BOUND} and 1.05 * {BOUND}")
    lab.set(f"{loss}.enabled", True)
    expect("1 % loss as well", f"flow:download.throughput at most 0.6 * {BOUND}")
    lab.set(f"{loss}.enabled", False)
    lab.down(middle)
    expect("the link is down", "flow:download.throughput is 0")
    lab.up(middle)
    expect("it is up again", f"flow:download.throughput at least 0.5 * {BOUND}", timeout=15)
