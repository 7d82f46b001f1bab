"""Events and statistics as they come, on two threads, while the network is changed."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "src"))  # not needed once the package is installed
import threading  # noqa: E402

import wirebench  # noqa: E402

net = wirebench.Network("live", seed=2)
for name in ("h1", "h2"):
    net.host(name)
net.link("h1", "h2")
net.flow("stream", "udp", "h1", "h2", rate="5 Mbit/s")


def tell(events: "wirebench.Feed[wirebench.Event]") -> None:
    """Prints events until the lab has ended."""
    for event in events:
        print(f"{event.severity}: {event.element}: {event.message}")
        told.append(event.type)


told = []
with wirebench.Engine.connect() as engine:
    with engine.open(net, start=True) as lab:
        teller = threading.Thread(target=tell, args=(lab.events(),))
        teller.start()
        lab.wait("flow:stream.throughput at least 4 Mbit/s")
        loss = lab.impair("h1-h2", "loss", probability="20 %", direction="forward")
        with lab.states(interval=0.25) as states:
            for state in states:
                forward = state.links["h1-h2"].forward
                print(f"{forward.out_bits_per_second / 1e6:6.2f} Mbit/s, {forward.out_frames} frames, dropped: {forward.dropped_frames}")
                if forward.all_dropped_frames > 200:
                    break
        print(f"{states.missed} states were not seen")
        lab.remove(loss)
    teller.join(timeout=10)

if told.count("change") != 2 or told[-1] != "lab":
    sys.exit(f"expected: two changes and the end of the lab, not {told}")
