"""Own programs and files in nodes: a web server in one, a client in the other."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "src"))  # not needed once the package is installed
import wirebench  # noqa: E402

PAGE = "<h1>Hello from h2</h1>\n"
CLIENT = "import urllib.request; print(urllib.request.urlopen('http://h2:8000/page.html', timeout=10).read().decode(), end='')"

net = wirebench.Network("programs")
net.host("h1")
net.host("h2")
net.link("h1", "h2").both.add("delay", time="5 ms")

with wirebench.start(net) as lab:
    h1, h2 = lab.node("h1"), lab.node("h2")
    folder = h2.run(["mktemp", "-d"], check=True).stdout.strip()
    h2.write_file(f"{folder}/page.html", PAGE)
    try:
        with h2.popen([sys.executable, "-u", "-m", "http.server", "8000", "--directory", folder], text=True) as server:
            print(server.stdout.readline(), end="")  # Serving HTTP on ...
            page = h1.run([sys.executable, "-c", CLIENT], check=True, timeout=20).stdout
            print("h1 got:", page, end="")
            print("h2 logged:", server.stderr.readline(), end="")
        stored = h2.read_file(f"{folder}/page.html").decode()
    finally:
        h2.run(["rm", "-r", folder], check=True)
    failed = h1.run([sys.executable, "-c", CLIENT])  # the server is gone
    print(f"without server: exit code {failed.returncode}, {failed.stderr.strip().splitlines()[-1]}")
    counted = h1.run(["wc", "-c"], input=page, check=True).stdout.strip()

if not page == stored == PAGE or failed.returncode == 0 or int(counted) != len(PAGE):
    sys.exit("expected: h1 gets the page of h2 while the server runs, and an error afterwards")
