"""A second start with a file opens it in the program that runs."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from ceviz.storage import session
from ceviz.storage.running import MOST_BYTES, ask
from ceviz.window import second_start
from ceviz.window.second_start import SecondStarts
from tests.helpers.documents import free_fruit
from tests.helpers.files import write_npz
from tests.window.test_signals import ROOT

pytestmark = pytest.mark.skipif(os.name == "nt", reason="sockets of POSIX")


class Running:
    """A program that listens.

    Attributes:
        free: whether it can open files now.
        wanted: what it was asked to open.
    """

    def __init__(self) -> None:
        self.free = True
        self.wanted: list[tuple[Path, str | None]] = []
        self.starts = SecondStarts(lambda: self.free)
        self.starts.wanted.connect(lambda *asked: self.wanted.append(asked))


@pytest.fixture
def running(qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Running]:
    """The one program in a runtime folder of this test's own."""
    tmp_path.chmod(0o700)
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    made = Running()
    assert made.starts.listens
    yield made
    made.starts.stop()


def beside(qtbot: QtBot, do: Callable[[], object]) -> object:
    """What ``do`` returns, called as another program would: while the window's loop runs."""
    results: list[object] = []
    thread = threading.Thread(target=lambda: results.append(do()))
    thread.start()
    qtbot.waitUntil(lambda: bool(results), timeout=60_000)
    thread.join()
    return results[0]


def connected(tmp_path: Path) -> socket.socket:
    (where,) = (tmp_path / "ceviz").glob("*.socket")
    connection = socket.socket(socket.AF_UNIX)
    connection.connect(str(where))
    return connection


def test_it_is_asked_once_and_answers(qtbot: QtBot, running: Running) -> None:
    assert beside(qtbot, lambda: ask(Path("/a/file.csv"), "{}"))
    qtbot.waitUntil(lambda: running.wanted == [(Path("/a/file.csv"), "{}")], timeout=60_000)


def test_while_something_is_asked_it_takes_nothing(qtbot: QtBot, running: Running) -> None:
    running.free = False
    assert not beside(qtbot, lambda: ask(Path("/a/file.csv")))
    assert running.wanted == []


def test_the_second_program_does_not_listen(qtbot: QtBot, running: Running) -> None:
    second = SecondStarts(lambda: True)
    assert not second.listens
    second.stop()
    assert beside(qtbot, lambda: ask(Path("/a/file.csv")))


@pytest.mark.parametrize("data", [b"nonsense", b"x" * (MOST_BYTES + 1)])
def test_nonsense_is_hung_up_on(
    qtbot: QtBot, running: Running, tmp_path: Path, data: bytes
) -> None:
    def talk() -> bytes:
        with connected(tmp_path) as connection:
            connection.sendall(data)
            connection.shutdown(socket.SHUT_WR)
            try:
                return connection.recv(10)
            except ConnectionResetError:
                return b""

    assert beside(qtbot, talk) == b""
    assert beside(qtbot, lambda: ask(Path("/a/file.csv")))


def test_who_says_nothing_is_not_waited_for(
    qtbot: QtBot, running: Running, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(second_start, "PATIENCE", 20)
    with connected(tmp_path) as silent:
        assert beside(qtbot, lambda: silent.recv(10)) == b""


def test_more_than_a_few_at_once_are_sent_away(
    qtbot: QtBot, running: Running, tmp_path: Path
) -> None:
    silent = [connected(tmp_path) for _ in range(second_start.MOST)]
    assert not beside(qtbot, lambda: ask(Path("/a/file.csv")))
    for each in silent:
        each.close()
    qtbot.waitUntil(lambda: not running.starts._connections, timeout=60_000)
    assert beside(qtbot, lambda: ask(Path("/a/file.csv")))


#: The program, which tells when it is complete and what its window is called then.
PROGRAM = """
import sys
from ceviz import cli
from ceviz.window.main_window import MainWindow

def complete(self, whole=MainWindow.complete):
    whole(self)
    self.files.renamed.connect(lambda: print(self.files.title, flush=True))
    self.files.file_opened.connect(lambda file: print(file.path.name, flush=True))
    print("ready", flush=True)

MainWindow.complete = complete
sys.exit(cli.main(sys.argv[1:]))
"""


#: A second start of it.
SECOND = "import sys; from ceviz import cli; sys.exit(cli.main(sys.argv[1:]))"


def test_the_real_program_opens_what_a_second_start_names(tmp_path: Path) -> None:
    session.save(tmp_path / "mine.ceviz", free_fruit())
    write_npz(tmp_path / "file.npz", rows=20)
    (tmp_path / "run").mkdir(mode=0o700)
    environment = {
        **os.environ, "QT_QPA_PLATFORM": "offscreen", "XDG_RUNTIME_DIR": str(tmp_path / "run")
    }  # fmt: skip

    def second(*words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-c", SECOND, *words],
            cwd=tmp_path,
            env={**environment, "PYTHONPATH": str(ROOT)},
            capture_output=True,
            encoding="utf-8",
            timeout=60,
            check=False,
        )

    with subprocess.Popen(
        [sys.executable, "-c", PROGRAM, "fruit"],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        encoding="utf-8",
    ) as first:
        ends = threading.Timer(120, first.kill)
        ends.start()
        try:
            assert first.stdout is not None
            assert first.stdout.readline() == "ready\n"
            for name, words in (("mine.ceviz", ()), ("file.npz", ("--kind", "logits"))):
                done = second(name, *words)
                assert done.returncode == 0, done.stderr
                assert done.stdout.startswith(f"{name} is opened in the ceviz that runs already")
                while (said := first.stdout.readline().strip()) != name:
                    assert said, "the first program ended"
            assert second("none.ceviz").returncode == 2
        finally:
            first.send_signal(signal.SIGTERM)
            first.wait(60)
            ends.cancel()
    assert not list((tmp_path / "run" / "ceviz").glob("*.socket"))
