"""Captures a link into a file for Wireshark, and counts what is in it."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "src"))  # not needed once the package is installed
import struct  # noqa: E402
import tempfile  # noqa: E402
from collections import Counter  # noqa: E402

import wirebench  # noqa: E402

SECTION, INTERFACE, PACKET = 0x0A0D0D0A, 1, 6  # types of pcapng blocks


def blocks(data: bytes):
    """The blocks of a pcapng file, each as type and content (the byte order is that of this machine)."""
    while data:
        kind, length = struct.unpack_from("=II", data)
        yield kind, data[8 : length - 4]
        data = data[length:]


net = wirebench.Network("capture", seed=4)
net.host("h1")
net.host("h2")
net.link("h1", "h2").forward.add("loss", probability="50 %", match="udp")
net.flow("stream", "udp", "h1", "h2", start="manual", packets=200, rate="2 Mbit/s")

with tempfile.TemporaryDirectory() as folder, wirebench.start(net) as lab:
    file = Path(folder, "h1-h2.pcapng")
    with lab.capture("h1-h2", file) as capture:
        print(f"capturing {capture.link}", capture.effect)
        lab.flow("stream").start()
        lab.flow("stream").wait(timeout=10)
    found = list(blocks(file.read_bytes()))

count = Counter(kind for kind, _ in found)
frames = Counter(struct.unpack_from("=I", content)[0] for kind, content in found if kind == PACKET)
print(f"{count[INTERFACE]} interfaces, {count[PACKET]} frames; by interface: {dict(sorted(frames.items()))}")
if found[0][0] != SECTION or count[INTERFACE] != 4 or not 200 <= max(frames.values()) or count[PACKET] < 300:
    sys.exit("expected: a section with four interfaces, all frames before the loss and about half of them after it")
