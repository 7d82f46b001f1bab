"""At which delay does a program begin to fail? This one gives a server 300 ms to take its connection."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "src"))  # not needed once the package is installed
import wirebench  # noqa: E402

SERVER = "import socket; s = socket.create_server(('', 7000)); print('ready', flush=True)\nwhile True: s.accept()"
CLIENT = "import socket; socket.create_connection(('h2', 7000), timeout=0.3)"

net = wirebench.Network("find-limit")
net.host("h1")
net.host("h2")
delay = net.link("h1", "h2").both.add("delay", time="0 ms")

with wirebench.start(net) as lab, lab.node("h2").popen([sys.executable, "-c", SERVER], text=True) as server:
    server.stdout.readline()  # "ready"
    found = wirebench.bisect(lab, f"{delay}.time", "0 ms", "400 ms", [sys.executable, "-c", CLIENT], "10 ms", node="h1", timeout=5)

for milliseconds, worked in found.tries:
    print(f"{milliseconds:6.1f} ms each way: {'works' if worked else 'fails'}")
print(found)
if not 140 <= found.works < found.fails <= 165:  # the way there and back is twice the delay
    sys.exit("expected: it begins to fail at about 150 ms each way")
