"""Every example, as a user would run it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

EXAMPLES = sorted((Path(__file__).resolve().parents[1] / "examples").glob("*.py"))


def test_there_are_ten():
    assert len(EXAMPLES) == 10


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_an_example_shows_what_it_says(path, wirebench_engine):
    command = ["-m", "pytest", "-q", str(path)] if path.name.startswith("test_") else [str(path)]
    done = subprocess.run([sys.executable, *command], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=60, text=True)
    print(done.stdout)
    assert done.returncode == 0, done.stdout
    assert wirebench_engine.labs() == []
    assert len(path.read_text().splitlines()) < 60


def test_the_page_of_use_is_true(wirebench_engine, tmp_path):
    readme = Path(__file__).resolve().parents[1] / "README.md"
    script = readme.read_text(encoding="utf-8").split("```python\n")[1].split("```")[0]
    done = subprocess.run([sys.executable, "-c", script], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=60, text=True, cwd=tmp_path)
    assert done.returncode == 0, done.stdout
    assert "got a line" in done.stdout and " ms\n" in done.stdout and "bit/s" in done.stdout
    assert (tmp_path / "h1-h2.pcapng").stat().st_size > 0
