"""Ctrl+C, TERM and HUP: the real program ends at once, cleanly, and asks nothing."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from ceviz.storage.journal.left import left_in
from ceviz.window.signals import ENDED_BY, ENDING, Ending

ROOT = Path(__file__).resolve().parents[2]

posix = pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")

#: The program with unsaved changes and, where that is asked, a question open; it tells when.
PROGRAM = """
import sys
from functools import partial
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from ceviz import app, cli
from ceviz.document.edits import set_score
from ceviz.store import Intent
from ceviz.window.main_window import MainWindow

def complete(self, whole=MainWindow.complete):
    whole(self)
    self.store.apply(Intent("z", partial(set_score, i=1, value=0.0)))
    QTimer.singleShot(0, self, lambda: print("ready", flush=True))
    if "ask" in sys.argv:
        self.close()

MainWindow.complete = complete
code = app.run()
assert app.QCoreApplication.instance() is not None
sys.exit(code)
"""


@pytest.fixture(autouse=True)
def _as_in_a_terminal() -> Iterator[None]:
    """A job in the background (``nohup``) ignores some, and hands that on to what it starts."""
    before = {number: signal.getsignal(number) for number in ENDING}
    for number, handler in before.items():
        if handler is signal.SIG_IGN:
            signal.signal(number, signal.SIG_DFL)
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


def program(*words: str, **environment: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", PROGRAM, *words],
        cwd=ROOT,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen", **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    )


@posix
@pytest.mark.parametrize("words", [[], ["ask"]], ids=["at rest", "while a question is open"])
@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM", "SIGHUP"])
def test_the_program_ends_cleanly(name: str, words: list[str], tmp_path: Path) -> None:
    """And what is not saved is there for the next start."""
    number = getattr(signal, name)
    with program(*words, XDG_STATE_HOME=str(tmp_path)) as running:
        assert running.stdout is not None
        assert running.stdout.readline() == "ready\n"
        running.send_signal(number)
        try:
            out, err = running.communicate(timeout=60)
        finally:
            running.kill()
    assert running.returncode == ENDED_BY + number
    assert out == ""
    assert "Traceback" not in err
    assert [line for line in err.splitlines() if "propagateSizeHints" not in line] == []
    (left,) = left_in(tmp_path / "ceviz" / "ceviz" / "journals")
    assert left.kept.document("it").sample.scores[1] == 0.0
    left.release()


@posix
def test_a_signal_is_heard_by_a_loop_that_waits(qtbot: QtBot) -> None:
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    ending = Ending()
    try:
        with qtbot.waitSignal(ending.wanted) as heard:
            os.kill(os.getpid(), signal.SIGTERM)
        assert heard.args == [ENDED_BY + signal.SIGTERM]
    finally:
        ending.stop()
    assert {number: signal.getsignal(number) for number in before} == before


@posix
def test_what_was_ignored_stays_ignored(qtbot: QtBot) -> None:
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    ending = Ending()
    try:
        assert signal.getsignal(signal.SIGHUP) is signal.SIG_IGN
    finally:
        ending.stop()
        signal.signal(signal.SIGHUP, before)


@posix
def test_the_program_sweeps_what_was_left(qtbot: QtBot, tmp_path: Path) -> None:
    (tmp_path / "ceviz").mkdir()
    left = tmp_path / "ceviz" / ".ceviz-0123456789ab.tmp"
    left.write_bytes(b"half")
    os.utime(left, (0.0, 0.0))
    state = str(tmp_path / "state")  # it leaves a journal
    with program(XDG_CONFIG_HOME=str(tmp_path), XDG_STATE_HOME=state) as running:
        qtbot.waitUntil(lambda: not left.exists(), timeout=60_000)
        running.send_signal(signal.SIGTERM)
        running.communicate(timeout=60)


#: Presses Ctrl+C while a module is imported, where Python's exception may be lost.
WHILE_IMPORTING = """
import os, signal, sys
from ceviz.cli import main

class Presses:
    def find_spec(self, name, path=None, target=None):
        if name == sys.argv[1]:
            os.kill(os.getpid(), signal.SIGINT)

sys.meta_path.insert(0, Presses())
sys.exit(main(["fruit"]))
"""


@posix
@pytest.mark.parametrize("module", ["numpy", "PySide6.QtWidgets"])
def test_it_ends_quietly_while_modules_are_imported(module: str) -> None:
    said = subprocess.run(
        [sys.executable, "-c", WHILE_IMPORTING, module],
        cwd=ROOT,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )
    assert (said.returncode, said.stdout, said.stderr) == (-signal.SIGINT, "", "")
