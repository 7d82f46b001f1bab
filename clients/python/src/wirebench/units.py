"""Text of numbers with units, and back."""

from __future__ import annotations

import re
import shlex
from typing import Sequence, Tuple, Union

Value = Union[str, int, float, bool, Sequence[str]]


def s(seconds: float) -> str:
    """Seconds: ``s(1.5)`` is ``"1.5 s"``."""
    return number(seconds, "s")


def ms(milliseconds: float) -> str:
    """Milliseconds: ``ms(25)`` is ``"25 ms"``."""
    return number(milliseconds, "ms")


def us(microseconds: float) -> str:
    """Microseconds: ``us(100)`` is ``"100 us"``."""
    return number(microseconds, "us")


def kbit(kilobits: float) -> str:
    """Kilobits a second: ``kbit(64)`` is ``"64 kbit/s"``."""
    return number(kilobits, "kbit/s")


def mbit(megabits: float) -> str:
    """Megabits a second: ``mbit(100)`` is ``"100 Mbit/s"``."""
    return number(megabits, "Mbit/s")


def gbit(gigabits: float) -> str:
    """Gigabits a second: ``gbit(1)`` is ``"1 Gbit/s"``."""
    return number(gigabits, "Gbit/s")


def kib(kibibytes: float) -> str:
    """Kibibytes (1024 bytes): ``kib(64)`` is ``"64 KiB"``."""
    return number(kibibytes, "KiB")


def percent(hundredths: float) -> str:
    """Hundredths: ``percent(1.5)`` is ``"1.5 %"``."""
    return number(hundredths, "%")


def number(amount: float, unit: str = "") -> str:
    """A number with a unit, as files write it: no exponent, no needless digits."""
    text = f"{amount:.9f}".rstrip("0").rstrip(".") if isinstance(amount, float) else str(amount)
    return f"{text} {unit}".strip()


def split(text: str) -> Tuple[float, str]:
    """The number and the unit of a text: ``split("25 ms")`` is ``(25.0, "ms")``. Raises ``ValueError``."""
    match = re.fullmatch(r"\s*([+-]?[0-9]+(?:\.[0-9]*)?)\s*([A-Za-z%/]*)\s*", text)
    if match is None:
        raise ValueError(f"{text!r} is not a number with a unit, such as '25 ms'")
    return float(match.group(1)), match.group(2)


def text(value: Value) -> str:
    """What a file writes for a value: true/false, numbers, text, or words of a command line."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return value
    if isinstance(value, (int, float)):
        return number(value)
    if isinstance(value, (list, tuple)):
        return " ".join(shlex.quote(str(word)) for word in value)
    return str(value)
