"""The pytest plugin, in a pytest of its own."""

from __future__ import annotations

import pytest

NETWORK = '<network format="1" name="plugged"><node name="h1" kind="host"/></network>'


@pytest.fixture
def inner(pytester, monkeypatch):
    monkeypatch.setenv("PYTEST_ADDOPTS", "-p wirebench.pytest_plugin -p no:cacheprovider")
    return pytester


def test_labs_end_with_their_test_however_it_ends(inner, wirebench_engine):
    inner.makepyfile(
        f"""
        import pytest

        def test_passes(lab):
            assert lab({NETWORK!r}).info().phase == "running"
            assert lab({NETWORK!r}, name="second", start=False).info().phase == "stopped"

        def test_fails(lab, wirebench_engine):
            assert [info.lab for info in wirebench_engine.labs()] == []
            lab({NETWORK!r})
            assert False

        def test_cannot_start(lab):
            lab("<network format='1'><node name='h1' kind='nothing'/></network>")

        def test_stops_it_itself(lab, wirebench_engine):
            assert [info.lab for info in wirebench_engine.labs()] == []
            with lab({NETWORK!r}) as running:
                running.stop()
        """
    )
    outcome = inner.runpytest_subprocess("-q")
    outcome.assert_outcomes(passed=2, failed=2)
    outcome.stdout.fnmatch_lines(["*InputError: *nothing*"])
    assert wirebench_engine.labs() == []


@pytest.mark.parametrize("options, expected", [([], {"errors": 1}), (["--wirebench-skip"], {"skipped": 1})])
def test_without_networks_tests_fail_or_are_skipped_with_the_reason(inner, monkeypatch, tmp_path_factory, options, expected):
    folder = tmp_path_factory.mktemp("x")  # short, as paths of sockets must be
    folder.chmod(0o700)
    launcher = inner.path / "launcher"
    launcher.write_text("#!/bin/sh\necho 'wirebench: this kernel has no user namespaces' >&2\nexit 3\n")
    launcher.chmod(0o700)
    monkeypatch.setenv("WIREBENCH", str(launcher))
    monkeypatch.setenv("WIREBENCH_SOCKET", str(folder / "engine.sock"))
    inner.makepyfile("def test_x(lab): pass")
    outcome = inner.runpytest_subprocess("-q", "-rs", *options)
    outcome.assert_outcomes(**expected)
    outcome.stdout.fnmatch_lines(["*this kernel has no user namespaces*"])
