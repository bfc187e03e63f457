from __future__ import annotations

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from ceviz.bootstrap import machine
from ceviz.bootstrap.machine import display_problem, library_problem

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="Linux's own troubles")


@pytest.fixture(autouse=True)
def plain(monkeypatch: pytest.MonkeyPatch) -> None:
    """An ordinary user of a Debian on X11 who lacks nothing; what a test changes it says."""
    for name in ("QT_QPA_PLATFORM", "WAYLAND_DISPLAY", "CEVIZ_NO_SETUP"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("DISPLAY", ":0")
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    monkeypatch.setattr("shutil.which", lambda name: f"/usr/bin/{name}")


@pytest.fixture
def lacking(monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """The libraries that this machine lacks."""
    absent: set[str] = set()

    def missing(wanted: tuple[tuple[str, str], ...]) -> list[str]:
        return [library for library, _ in wanted if library in absent]

    monkeypatch.setattr(machine, "_missing", missing)
    return absent


@pytest.fixture
def apt(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The apt commands that were run; all succeed."""
    commands: list[str] = []

    def run(*command: str) -> bool:
        commands.append(" ".join(command))
        return True

    monkeypatch.setattr(machine, "_apt", run)
    return commands


def test_nothing_is_lacking(lacking: set[str], apt: list[str]) -> None:
    assert library_problem(window=True) is None
    assert apt == []


def test_a_user_is_told_the_one_line(lacking: set[str], apt: list[str]) -> None:
    lacking |= {"libEGL.so.1", "libxcb-cursor.so.0"}
    assert library_problem(window=True) == (
        "this system lacks libEGL.so.1, libxcb-cursor.so.0, which Qt needs; run: sudo apt-get"
        " install -y --no-install-recommends libegl1 libgl1 libglib2.0-0 libdbus-1-3"
        " libfontconfig1 libxkbcommon-x11-0 libxcb-cursor0 libxcb-icccm4 libxcb-keysyms1"
        " libxcb-shape0"
    )
    assert apt == []


def test_without_apt_no_apt_is_advised(monkeypatch: pytest.MonkeyPatch, lacking: set[str]) -> None:
    monkeypatch.setattr("shutil.which", lambda name: None)
    lacking.add("libGL.so.1")
    problem = library_problem(window=False)
    assert problem is not None
    assert "package manager" in problem
    assert "apt" not in problem


@pytest.mark.parametrize(
    ("window", "display", "platform", "asked"),
    [
        (True, ":0", "", True),
        (True, ":0", "xcb", True),
        (True, ":0", "offscreen", False),
        (True, "", "", False),
        (False, ":0", "", False),
    ],
)
def test_only_a_window_on_x11_needs_the_libraries_of_x11(
    monkeypatch: pytest.MonkeyPatch,
    lacking: set[str],
    window: bool,
    display: str,
    platform: str,
    asked: bool,
) -> None:
    monkeypatch.setenv("DISPLAY", display)
    monkeypatch.setenv("QT_QPA_PLATFORM", platform)
    lacking.add("libxcb-cursor.so.0")
    assert (library_problem(window=window) is not None) is asked


def test_root_installs_and_says_so(
    monkeypatch: pytest.MonkeyPatch, lacking: set[str], capfd: pytest.CaptureFixture[str]
) -> None:
    commands: list[str] = []

    def run(*command: str) -> bool:
        commands.append(command[1])
        lacking.clear()
        return True

    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setattr(machine, "_apt", run)
    monkeypatch.setattr(machine, "_has_package_lists", lambda: True)
    lacking.add("libEGL.so.1")
    assert library_problem(window=False) is None
    assert commands == ["install"]
    assert "installing what Qt needs: libegl1" in capfd.readouterr().err


@pytest.mark.parametrize("lists", [True, False])
def test_root_fetches_the_lists_when_they_are_missing_or_old(
    monkeypatch: pytest.MonkeyPatch, lacking: set[str], lists: bool
) -> None:
    commands: list[str] = []

    def run(*command: str) -> bool:
        commands.append(command[1])
        return command[1] == "update" or "update" in commands

    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setattr(machine, "_apt", run)
    monkeypatch.setattr(machine, "_has_package_lists", lambda: lists)
    lacking.add("libEGL.so.1")
    assert library_problem(window=False) is not None  # still lacking: the sentence all the same
    expected = ["install", "update", "install"] if lists else ["update", "install"]
    assert commands == expected


def test_root_installs_nothing_when_told_so(
    monkeypatch: pytest.MonkeyPatch, lacking: set[str], apt: list[str]
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setenv("CEVIZ_NO_SETUP", "1")
    lacking.add("libEGL.so.1")
    assert library_problem(window=False) is not None
    assert apt == []


def test_a_library_is_found_by_loading_it() -> None:
    assert machine._missing((("libc.so.6", "libc6"), ("libnosuch.so.9", "x"))) == ["libnosuch.so.9"]


def test_no_display(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DISPLAY")
    problem = display_problem()
    assert problem is not None
    assert "neither DISPLAY nor WAYLAND_DISPLAY" in problem


def test_a_display_that_does_not_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DISPLAY", ":9876")
    assert display_problem() == "the display :9876 does not answer"


@pytest.mark.parametrize("platform", ["offscreen", "vnc:size=800x600", "minimal"])
def test_a_platform_without_a_display_is_taken_at_its_word(
    monkeypatch: pytest.MonkeyPatch, platform: str
) -> None:
    monkeypatch.delenv("DISPLAY")
    monkeypatch.setenv("QT_QPA_PLATFORM", platform)
    assert display_problem() is None


def test_a_wayland_that_answers(
    monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    monkeypatch.delenv("DISPLAY")
    monkeypatch.setenv("WAYLAND_DISPLAY", "w-0")
    folder = tmp_path_factory.mktemp("w")
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(folder))
    assert display_problem() == "the display w-0 does not answer"
    with socket.socket(socket.AF_UNIX) as compositor:
        compositor.bind(str(Path(folder, "w-0")))
        compositor.listen()
        assert display_problem() is None


@pytest.mark.parametrize(
    "spoken",
    [
        {"LC_ALL": "C"},
        {"LC_ALL": "POSIX", "LC_CTYPE": "C", "LC_NUMERIC": "C"},
        {"LC_ALL": "xx_XX.ISO-8859-1"},
        {"LANG": "xx_XX.ISO-8859-1", "LC_CTYPE": "C", "PYTHONCOERCECLOCALE": "0"},
        {"LANG": "xx_XX.UTF-8"},
    ],
)
def test_qt_says_nothing_of_the_locale(spoken: dict[str, str]) -> None:
    script = (
        "from ceviz.export.render import prepare; prepare(); import os;"
        "print(os.environ.get('LANG'), os.environ.get('LC_ALL'))"
    )
    kept = {name: value for name, value in os.environ.items() if not name.startswith("LC_")}
    environment = {**kept, "LANG": "C", "QT_QPA_PLATFORM": "offscreen", **spoken}
    said = subprocess.run(
        [sys.executable, "-c", script],
        cwd=Path(__file__).resolve().parents[2],
        env=environment,
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    assert said.stderr == ""
    if spoken.get("LC_ALL") in ("C", "POSIX"):
        assert said.stdout == f"{spoken['LC_ALL']} None\n"
