from __future__ import annotations

import sys

import pytest

from ceviz.cli.refusals import complain


def test_a_complaint_is_one_line_on_stderr(capsys: pytest.CaptureFixture[str]) -> None:
    assert complain("it is\n  full", 2) == 2
    out, err = capsys.readouterr()
    assert (out, err) == ("", "ceviz: it is full\n")


def test_without_a_console_there_is_still_an_exit_code(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stderr", None)
    assert complain("it is full", 130) == 130
