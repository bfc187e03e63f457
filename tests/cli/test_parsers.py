"""What each command takes, told to the command and to the shell alike."""

from __future__ import annotations

import argparse

import pytest

from ceviz.cli.commands import COMMANDS
from ceviz.cli.parsers import PARSERS, window_parser


def test_every_command_has_its_words() -> None:
    assert tuple(PARSERS) == COMMANDS


@pytest.mark.parametrize("name", COMMANDS)
def test_help_names_every_option_and_says_what_it_does(name: str) -> None:
    parser = PARSERS[name]()
    assert parser.prog.endswith(f" {name}")
    for action in parser._actions:
        assert action.help or action.dest == "help", action
        assert all(option in parser.format_help() for option in action.option_strings)


def test_the_window_tells_of_every_command() -> None:
    told = window_parser().format_help()
    for name in COMMANDS:
        assert f"\n  {name} " in told
    assert isinstance(window_parser(), argparse.ArgumentParser)
