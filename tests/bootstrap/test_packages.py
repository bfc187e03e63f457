from __future__ import annotations

import sys

import pytest

from ceviz.bootstrap import packages
from ceviz.bootstrap.packages import failure, pip_from_outside, run


def test_run_gives_code_and_everything_printed() -> None:
    program = "import sys; print('out'); print('err', file=sys.stderr); sys.exit(3)"
    code, output = run(sys.executable, "-c", program)
    assert code == 3
    assert sorted(output.split()) == ["err", "out"]


def test_run_of_what_is_not_there_is_no_exception() -> None:
    code, output = run("/nowhere/python")
    assert code != 0
    assert "/nowhere/python" in output


def test_a_pip_that_knows_python_works_from_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packages, "find_spec", lambda name: name)
    monkeypatch.setattr(packages, "version", lambda name: "22.3")
    assert pip_from_outside("there") == [sys.executable, "-m", "pip", "--python", "there"]


@pytest.mark.parametrize(("spec", "version"), [(None, "23.0.1"), ("pip", "22.2.2")])
def test_an_old_pip_or_none_does_not(
    monkeypatch: pytest.MonkeyPatch, spec: str | None, version: str
) -> None:
    monkeypatch.setattr(packages, "find_spec", lambda name: spec)
    monkeypatch.setattr(packages, "version", lambda name: version)
    assert pip_from_outside("there") == []


@pytest.mark.parametrize(("python", "pinned"), [((3, 11), True), ((3, 14), True), ((3, 15), False)])
def test_the_lock_is_for_the_pythons_it_was_made_for(
    monkeypatch: pytest.MonkeyPatch, python: tuple[int, int], pinned: bool
) -> None:
    asked: list[str] = []

    def listen(*words: str, lock: int | None) -> tuple[int, str]:
        asked.extend(words)
        return 0, ""

    monkeypatch.setattr(sys, "version_info", (*python, 0, "final", 0))
    monkeypatch.setattr(packages, "run", listen)
    packages.install(["pip"], ["numpy"], constraints=__file__)
    assert ("--constraint" in asked) is pinned
    assert asked[-1] == "numpy"


@pytest.mark.parametrize(
    "output",
    [
        "connection broken by 'NewConnectionError(... [Errno -3] Temporary failure in name"
        " resolution')': /simple/numpy/",
        "ConnectTimeoutError(...)",
        "NameResolutionError(\"Failed to resolve 'index.example'\")",
    ],
)
def test_no_network_is_recognised(output: str, capfd: pytest.CaptureFixture[str]) -> None:
    assert "Go online" in str(failure(output))
    assert capfd.readouterr().err == ""
