"""How far the work on many files is, on one line of a terminal."""

from __future__ import annotations

import io
import sys

import pytest

from ceviz.cli.progress import FilesProgress


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_files_rows_bytes_and_the_time_left_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal, now = Terminal(), [0.0]
    monkeypatch.setattr(sys, "stderr", terminal)
    with FilesProgress([4_000_000, 12_000_000], clock=lambda: now[0]) as progress:
        progress("measuring", 0, 0.0, 0)
        progress("measuring", 0, 0.9, 900)  # too soon after
        now[0] = 90.0
        progress("measuring", 1, 0.0, 0)
        now[0] = 150.0
        progress("measuring", 1, 0.5, 2_000)
        now[0] = 151.0
        progress("temperature", 0, 0.0, 0)
    lines = terminal.getvalue().split("\r\x1b[K")[1:]
    assert lines == [
        "measuring: 1 of 2 files, 0 B of 16.0 MB",
        "measuring: 2 of 2 files, 900 rows, 4.0 MB of 16.0 MB, 4:30 left",
        "measuring: 2 of 2 files, 2,900 rows, 10.0 MB of 16.0 MB, 1:30 left",
        "temperature: 1 of 2 files, 0 B of 16.0 MB",
        "",  # and gone
    ]


def test_a_pass_that_comes_again_begins_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal, now = Terminal(), [0.0]
    monkeypatch.setattr(sys, "stderr", terminal)
    with FilesProgress([100, 100], clock=lambda: now[0]) as progress:
        for done in (0, 1, 0, 1):
            progress("temperature", done, 0.0, 0)
            now[0] += 10.0
    last = terminal.getvalue().split("\r\x1b[K")[-2]
    assert last == "temperature: 2 of 2 files, 100 B of 200 B, 0:10 left"


def test_nothing_is_told_where_nobody_looks(capsys: pytest.CaptureFixture[str]) -> None:
    with FilesProgress([100]) as progress:
        progress("measuring", 0, 0.5, 10)
    assert capsys.readouterr().err == ""


def test_the_line_is_gone_when_work_is_broken_off(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    progress = FilesProgress([100])

    def work() -> None:
        with progress:
            progress("measuring", 0, 0.5, 10)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        work()
    assert terminal.getvalue().endswith("\r\x1b[K")
