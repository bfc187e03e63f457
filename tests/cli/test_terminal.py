from __future__ import annotations

import ast
import sys
from pathlib import Path

import pytest

import ceviz
from ceviz.cli.terminal import LONGEST, complain, say


def test_a_complaint_is_one_line_on_stderr(capsys: pytest.CaptureFixture[str]) -> None:
    assert complain("it is\n  full", 2) == 2
    out, err = capsys.readouterr()
    assert (out, err) == ("", "ceviz: it is full\n")


def test_without_a_console_there_is_still_an_exit_code(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stderr", None)
    assert complain("it is full", 130) == 130


def test_what_a_terminal_would_obey_is_shown_and_not_done(
    capsys: pytest.CaptureFixture[str],
) -> None:
    said = "\x1b]0;owned\x07\x1b[31mred\r\x9b2J\u202eevil\u200e\u2028\ud800\tend"
    complain(said, 2)
    say(said)
    out, err = capsys.readouterr()
    assert out == "�]0;owned��[31mred��2J�evil���\tend\n"
    assert err == "ceviz: �]0;owned��[31mred��2J�evil��� end\n"


def test_long_complaints_are_cut_in_the_middle(capsys: pytest.CaptureFixture[str]) -> None:
    complain(f"first {'x' * 20_000} last", 2)
    err = capsys.readouterr().err
    assert err.startswith("ceviz: first xxx")
    assert err.endswith("xxx last\n")
    assert len(err) < LONGEST + 20


def test_nobody_else_writes_to_terminals() -> None:
    """``cli`` has one door; ``bootstrap`` says what it does before there is another."""
    folder = Path(ceviz.__file__).parent
    doors = {folder / "cli" / "terminal.py", folder / "cli" / "__init__.py"}
    others = {*folder.rglob("*.py")} - doors - {*(folder / "bootstrap").rglob("*.py")}
    assert not [path for path in others if any(map(_writes, _nodes(path)))]
    assert any(map(_writes, _nodes(folder / "cli" / "terminal.py")))


def _nodes(path: Path) -> list[ast.AST]:
    return [*ast.walk(ast.parse(path.read_text(encoding="utf-8")))]


def _writes(node: ast.AST) -> bool:
    """Whether it prints to a terminal, or names one of Python's streams."""
    match node:
        case ast.Call(func=ast.Name("print"), keywords=words):
            return not any(word.arg == "file" for word in words)
        case ast.Attribute(ast.Name("sys"), "stdout" | "stderr"):
            return True
    return False
