"""``ceviz completion SHELL`` and ``ceviz manual``: what the parsers know, for shells and man."""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterator

from ceviz import __version__
from ceviz.cli.arguments import Parser
from ceviz.cli.parsers import PARSERS, completion_parser, manual_parser, window_parser
from ceviz.cli.terminal import say

#: What the installed program is called, whatever started this one.
_PROGRAM = "ceviz"

#: The arguments that are an example or a file, as argparse names them; those that are files.
_SOURCES = frozenset(("source", "sources"))
_FILES = frozenset((
    "files", "out", "against", "lesson", "class_names", "truth", "recipe",
    "save_recipe", "per_sample",
))  # fmt: skip

#: What completes a source in each shell, and the function that this is there.
_SOURCE = {
    "bash": "_ceviz_source",
    "zsh": "_ceviz_source",
    "fish": "(_ceviz_source)",
}
_EXAMPLES = {
    "bash": """
_ceviz_source() {
  compgen -W "NAMES" -- "$1"
  _shtab_compgen_files "$1"
}
""",
    "zsh": """
_ceviz_source() {
  _alternative "examples:example:(NAMES)" "files:file:_files"
}
""",
    "fish": """
function _ceviz_source
    string split " " "NAMES"
    __fish_complete_path (commandline -ct)
end
""",
}

_EXIT_CODES = (
    ("0", "done"),
    ("1", "an error of ceviz itself, written to a log file, or a screen that was lost"),
    ("2", "bad usage or input, with one line on stderr"),
    ("128 and a number", "what a signal ended, as 130 for Ctrl+C"),
)


def completion_command(words: list[str]) -> int:
    """``completion SHELL``: a script for the shell that completes commands, options and files."""
    options = completion_parser().parse_args(words)
    say(completion(options.shell), end="")
    return 0


def completion(shell: str) -> str:
    """The script that completes in ``shell``, one of :data:`~ceviz.cli.parsers.SHELLS`."""
    import shtab

    from ceviz.storage.presets import presets

    names = " ".join(each.id for each in presets())
    preamble = _EXAMPLES[shell].replace("NAMES", names)
    return shtab.complete(whole_parser(), shell, preamble=preamble)


def manual_command(words: list[str]) -> int:
    """``manual``: the page for ``man``, with every command and option."""
    manual_parser().parse_args(words)
    say(manual(), end="")
    return 0


def manual() -> str:
    """The page for ``man``, in roff and ASCII."""
    return "\n".join((*_page(), ""))


def whole_parser() -> argparse.ArgumentParser:
    """The window's options and every command below it, as one parser.

    Running a line takes one parser a command, so that a file may be called as a command is not
    and nothing heavy is imported; a shell wants to see them together.
    """
    import shtab

    whole = argparse.ArgumentParser(_PROGRAM, parents=[window_parser()], add_help=False)
    # The first word is a command or a file: where no command fits, a shell offers files itself.
    whole._actions[:] = [action for action in whole._actions if action.dest != "sources"]
    commands = whole.add_subparsers()
    parsers: list[argparse.ArgumentParser] = [whole]
    for name, build in PARSERS.items():
        made = build()
        parsers.append(
            commands.add_parser(name, parents=[made], add_help=False, help=made.description)
        )
    for parser in parsers:
        for action in parser._actions:
            if action.dest in _SOURCES:
                action.complete = _SOURCE  # type: ignore[attr-defined]
            elif action.dest in _FILES:
                action.complete = shtab.FILE  # type: ignore[attr-defined]
    return whole


def _page() -> Iterator[str]:
    """The lines of the page, in man's macros (man 7 man)."""
    yield f'.TH CEVIZ 1 "" "ceviz {__version__}" "User Commands"'
    window = window_parser()
    yield ".SH NAME"
    yield f"ceviz \\- {_roff((window.description or '').rstrip('.').lower())}"
    yield ".SH SYNOPSIS"
    for parser in (window, *(build() for build in PARSERS.values())):
        yield f".B {_roff(_name_of(parser))}"
        yield _roff(_usage(parser))
        yield ".br"
    yield ".SH DESCRIPTION"
    yield from _paragraphs(window.epilog or "")
    yield ".SH OPTIONS"
    yield from _options(window)
    for build in PARSERS.values():
        parser = build()
        yield f'.SH "{_roff(_name_of(parser).upper())}"'
        yield _roff(parser.description or "")
        yield from _options(parser)
    yield '.SH "EXIT STATUS"'
    for code, meaning in _EXIT_CODES:
        yield from (".TP", f".B {code}", _roff(meaning))
    yield ".SH ENVIRONMENT"
    yield from (".TP", ".B NO_COLOR", "has nothing to turn off: ceviz prints no colours.")
    yield from (".TP", ".B CEVIZ_NO_SETUP")
    yield "if 1, a checkout installs nothing before it starts."


def _name_of(parser: argparse.ArgumentParser) -> str:
    return parser.prog.replace("python3 main.py", _PROGRAM)


def _usage(parser: Parser) -> str:
    words = " ".join(parser.format_usage().split())
    return words.partition(parser.prog)[2].strip()


def _options(parser: Parser) -> Iterator[str]:
    for group in parser._action_groups:
        if not group._group_actions:
            continue
        yield f'.SS "{_roff((group.title or "").capitalize())}"'
        for action in group._group_actions:
            value = action.metavar or (action.dest.upper() if action.nargs != 0 else "")
            if action.choices is not None and action.metavar is None:
                value = "|".join(map(str, action.choices))
            names = ", ".join(action.option_strings)
            yield ".TP"
            yield f"\\fB{_roff(names)}\\fR \\fI{_roff(str(value))}\\fR".replace("\\fB\\fR ", "")
            yield _roff(action.help or "")


def _paragraphs(text: str) -> Iterator[str]:
    """Text with its line breaks where it is indented, as the list of commands is."""
    for block in text.strip().split("\n\n"):
        yield ".PP"
        indented = block.startswith("  ")
        yield from ((".nf",) if indented else ())
        yield from map(_roff, block.splitlines())
        yield from ((".fi",) if indented else ())


def _roff(text: str) -> str:
    """``text`` as plain words for roff, in which a line may begin with nothing that it obeys."""
    plain = text.replace("\\", "\\e").replace("-", "\\-")
    plain = re.sub(r"[^\x00-\x7f]", lambda found: f"\\[u{ord(found[0]):04X}]", plain)
    return f"\\&{plain}" if plain[:1] in (".", "'") else plain
