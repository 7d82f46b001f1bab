"""asyncio: two networks at once, a fast one and a slow one."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "src"))  # not needed once the package is installed
import asyncio  # noqa: E402

import wirebench  # noqa: E402
from wirebench import aio  # noqa: E402


def network(name: str, delay: str) -> wirebench.Network:
    """Two hosts with a delay between them."""
    net = wirebench.Network(name, seed=6)
    net.host("h1")
    net.host("h2")
    net.link("h1", "h2").both.add("delay", time=delay)
    net.flow("ping", "ping", "h1", "h2", interval="100 ms")
    return net


async def measure(engine: aio.Engine, name: str, delay: str) -> float:
    """The shortest of some round trip times, in seconds."""
    async with engine.open(network(name, delay), start=True) as lab:
        async with lab.states() as states:
            async for state in states:
                flow = state.flows["ping"]
                print(f"{name}: {flow.figures.get('received', 0):.0f} replies")
                if flow.figures.get("received", 0) >= 8:
                    return (await lab.flow("ping").figures())["rtt-min"]
        raise RuntimeError("the lab ended too early")


async def main() -> None:
    """Measures both at the same time."""
    async with aio.Engine.connect() as engine:
        fast, slow = await asyncio.wait_for(asyncio.gather(measure(engine, "fast", "2 ms"), measure(engine, "slow", "40 ms")), timeout=20)
    print(f"fast: {fast * 1000:.1f} ms, slow: {slow * 1000:.1f} ms")
    if not 0.004 <= fast < 0.080 <= slow < 0.120:
        sys.exit("expected: round trips of about 4 ms and 80 ms")


asyncio.run(main())
