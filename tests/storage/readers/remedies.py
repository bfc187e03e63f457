"""What a refusal names as its remedy, and whether that leads on."""

from __future__ import annotations

import json
import re
import shlex
from pathlib import Path

import numpy as np
import pytest

from ceviz.cli import main

#: How deep one remedy may lead to the next.
_DEEP = 4

#: An option with its value, as a message writes it for a shell.
_OPTION = re.compile(r"(--[a-z-]+) ((?:'[^']*'|\"[^\"]*\"|[^\s;,)'\"])+)")


def offered(message: str) -> set[tuple[str, str]]:
    """The options that a message names with a value of their own."""
    found = {(name, shlex.split(value)[0]) for name, value in _OPTION.findall(message)}
    return {(name, value) for name, value in found if "…" not in value and not value.isupper()}


def message_of(path: Path, options: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> str:
    """What the command line refuses with, or nothing."""
    code = main(["report", str(path), "--no-temperature", "--json", *options])
    out, error = capsys.readouterr()
    if code == 0:
        assert np.isfinite(json.loads(out)["cross_entropy"])
        return ""
    assert "usage:" not in error, error
    return error


def assert_remedies_lead_on(
    path: Path, capsys: pytest.CaptureFixture[str], *, ends: bool = True
) -> None:
    """None is a wrong use, none is refused for what it was to mend, and one is read at last.

    That at least unless no answer ``ends`` the questions, as in a file that only a person can mend.
    """
    first = message_of(path, (), capsys)
    assert first, "it is read as it is"
    left: list[tuple[tuple[str, ...], str]] = [((), first)]
    read = 0
    while left:
        options, message = left.pop()
        found = offered(message) - set(zip(options[::2], options[1::2], strict=True))
        for option, value in sorted(found):
            further = (*options, option, value)
            answer = message_of(path, further, capsys)
            read += not answer
            if answer:
                assert answer != message, f"{further}: {answer}"
                assert len(further) < 2 * _DEEP, f"{further}: {answer}"
                left.append((further, answer))
    assert read or not ends
