"""The package as a whole: what it needs, what it says."""

from __future__ import annotations

import ast
import importlib
import inspect
import pkgutil
import sys
from pathlib import Path

import pytest

import wirebench

ROOT = Path(__file__).resolve().parents[1]
SOURCES = sorted((ROOT / "src").rglob("*.py"))
ALL = SOURCES + sorted((ROOT / "examples").glob("*.py")) + sorted((ROOT / "tests").glob("*.py"))
MODULES = ["wirebench"] + [f"wirebench.{module.name}" for module in pkgutil.iter_modules(wirebench.__path__)]


@pytest.mark.parametrize("path", ALL, ids=lambda path: path.name)
def test_sources_are_python_3_9(path):
    ast.parse(path.read_text(encoding="utf-8"), filename=str(path), feature_version=(3, 9))


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.name)
def test_only_the_standard_library_is_imported(path):
    if not hasattr(sys, "stdlib_module_names"):
        pytest.skip("this Python (before 3.10) does not know the names of its own modules")
    allowed = set(sys.stdlib_module_names) | ({"pytest"} if path.name == "pytest_plugin.py" else set())
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            names = [node.module]
        else:
            continue
        for name in names:
            assert name.split(".")[0] in allowed, f"{path.name}:{node.lineno} imports {name}"


@pytest.mark.parametrize("name", MODULES)
def test_everything_public_has_a_docstring_and_types(name):
    module = importlib.import_module(name)
    assert module.__doc__, f"{name} has no docstring"
    for label, thing in vars(module).items():
        if label.startswith("_") or getattr(thing, "__module__", None) != name:
            continue
        if not (inspect.isclass(thing) or inspect.isfunction(thing)):
            continue
        assert thing.__doc__, f"{name}.{label} has no docstring"
        members = vars(thing).items() if inspect.isclass(thing) else [("", thing)]
        for member, value in members:
            function = value.fget if isinstance(value, property) else getattr(value, "__func__", value)
            if not inspect.isfunction(function) or function.__module__ != name:
                continue
            where = f"{name}.{label}.{member}".rstrip(".")
            if not member.startswith("_"):
                assert function.__doc__, f"{where} has no docstring"
            if function.__name__ == "<lambda>" or function.__code__.co_filename != module.__file__:
                continue  # made by dataclass
            hints = function.__annotations__
            wanted = [p for p in inspect.signature(function).parameters if p not in ("self", "cls")]
            missing = [p for p in wanted if p not in hints] + ([] if "return" in hints else ["return"])
            assert not missing, f"{where} has no types for {missing}"


def test_all_names_are_there_and_sorted():
    assert wirebench.__all__ == sorted(wirebench.__all__)
    for name in wirebench.__all__:
        assert hasattr(wirebench, name)


def test_the_types_are_announced():
    assert (ROOT / "src" / "wirebench" / "py.typed").exists()


def test_asyncio_has_the_same_names():
    from wirebench import aio

    pairs = [(wirebench.Engine, aio.Engine), (wirebench.Lab, aio.Lab), (wirebench.LabNode, aio.Node), (wirebench.LabFlow, aio.Flow), (wirebench.Capture, aio.Capture)]
    for plain, awaited in pairs:
        names = {name for name in vars(plain) if not name.startswith("_")}
        missing = names - {name for name in dir(awaited)} - {"engine", "link", "file", "message"}
        assert not missing, f"aio.{awaited.__name__} has no {missing}"
