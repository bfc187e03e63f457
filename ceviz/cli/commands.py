"""The commands, each a function from the words after its name to an exit code."""

from __future__ import annotations

import argparse
import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from ceviz import __version__
from ceviz.cli.arguments import (
    FORMATS,
    Parser,
    length,
    millimetres,
    number,
    output,
    program,
)
from ceviz.cli.lessons import lesson_command, print_lessons, proved
from ceviz.cli.predictions import (
    add_measuring,
    holds_predictions,
    refuse_measuring,
    report_predictions,
)
from ceviz.cli.reading import (
    add_reading,
    named_files,
    read_options,
    read_predictions,
    refuse_one_output_twice,
    refuse_reading,
    save_recipe,
    says_how,
    warn,
)
from ceviz.cli.terminal import complain, say
from ceviz.errors import (
    CevizError,
    InvalidInput,
    LabelsMissing,
    MissingPackage,
    TooLarge,
    UnknownSource,
)

if TYPE_CHECKING:
    from ceviz.document.model import Document
    from ceviz.storage.readers import ReadOptions

DEFAULT_DPI = 300.0

#: What the first word may be, besides a file.
COMMANDS = ("report", "render", "code", "list", "lesson")

_HELP = """\
Without a command, FILE is opened in a window. The commands:

  report SOURCE   print the loss of a source and what it is made of
  render SOURCE   draw a plot of a source to a file
  code SOURCE     write its loss with PyTorch, NumPy, JAX or Keras
  list            name the examples, the lessons and the plots
  lesson check    say whether a file is a lesson, and where it is not

A source is an example's name, such as fruit, or a file. “report --help” tells more about report.
Report and render take the options above, too.
"""


def run(words: list[str]) -> int:
    """Run the command that ``words`` begin with, or open the window."""
    commands = dict(zip(COMMANDS, (_report, _render, _code, _list, lesson_command), strict=True))
    if words and words[0] in commands:
        return commands[words[0]](words[1:])
    return _open(words)


def _open(words: list[str]) -> int:
    parser = Parser(
        description="Cross-entropy by hand: drag a prediction, see the loss.",
        epilog=_HELP,
    )
    parser.add_argument(
        "source", nargs="?", metavar="FILE", help="a session, predictions, or an example's name"
    )
    parser.add_argument(
        "--lesson", metavar="LESSON", type=Path, help="a lesson of your own, to be played"
    )
    parser.add_argument("--version", action="version", version=f"ceviz {__version__}")
    add_reading(parser)
    options = parser.parse_args(words)
    file: str | None = options.source
    with _interruptible():
        return _open_window(words, file, options)


@contextmanager
def _interruptible() -> Iterator[None]:
    """Let Ctrl+C end the process itself until the window hears it.

    Python's exception, raised while Qt is imported, is lost there or aborts the process; and
    nothing is written yet that would have to be taken back.
    """
    heard = signal.getsignal(signal.SIGINT)
    if heard is signal.default_int_handler:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, heard)


def _open_window(words: list[str], file: str | None, options: argparse.Namespace) -> int:
    from ceviz.bootstrap import display_problem, library_problem
    from ceviz.storage.presets import DEFAULT

    # What cannot be opened is refused here, before there is a window. It also imports all that
    # needs no Qt first: after Qt, PySide's import hook reads the source of every new module.
    choices = _look_at(file or DEFAULT, options)
    lesson = None if options.lesson is None else proved(options.lesson)
    if problem := display_problem():
        return _report_instead(words if file else [DEFAULT], problem)
    if problem := library_problem(window=True):
        raise CevizError(problem)

    from ceviz.app import run as open_window

    return open_window(file, sys.argv[:1], choices, lesson)


def _look_at(source: str, options: argparse.Namespace) -> ReadOptions | None:
    """Refuse what the window could not open; predictions are only looked at, not read.

    Returns:
        How predictions are to be read, or None if nothing is said of it.
    """
    if holds_predictions(source):
        from ceviz.bootstrap import can_fetch
        from ceviz.storage.readers import AmbiguousFile, sniff

        choices = read_options(options, Path(source)) if says_how(options) else None
        try:
            sniff(source, choices)
        except (AmbiguousFile, LabelsMissing, TooLarge):
            pass  # the window asks
        except MissingPackage:
            if not can_fetch():  # else the window asks
                raise
        if choices is not None:
            save_recipe(options, choices, [source])
        return choices
    refuse_reading(options)
    _document(source)
    return None


def _report_instead(words: list[str], problem: str) -> int:
    _report(words)
    return complain(f"no window, because {problem}; “{program()} render” draws to a file", 0)


def _report(words: list[str]) -> int:
    parser = Parser("report", description="Print the loss of a source and what it is made of.")
    _add_source(parser)
    parser.add_argument("--json", action="store_true", help="for programs")
    add_measuring(parser)
    options = parser.parse_args(words)
    if holds_predictions(options.source):
        return report_predictions(options)
    refuse_measuring(options)
    document = _edited(_document(options.source), options)

    from ceviz.document.report import report, report_text

    if options.json:
        import json

        say(json.dumps(report(document, options.source), indent=2, allow_nan=False))
    else:
        say(report_text(document))
    return 0


def _render(words: list[str]) -> int:
    from ceviz.export.purposes import PURPOSES
    from ceviz.storage.atomic import refuse_inputs
    from ceviz.views.registry import plot, plots

    names = [each.name for each in plots()]
    parser = Parser("render", description="Draw a plot of a source to a file.")
    _add_source(parser)
    parser.add_argument("--plot", choices=names, default="picture", metavar="NAME",
                        help=f"one of {', '.join(names)}")  # fmt: skip
    parser.add_argument("--out", required=True, type=output, metavar="FILE",
                        help=f"its ending says the format: {' '.join(FORMATS)}")  # fmt: skip
    parser.add_argument("--for", dest="purpose", choices=list(PURPOSES), metavar="USE",
                        help=f"a size that suits: {', '.join(PURPOSES)}")  # fmt: skip
    parser.add_argument("--width", type=length, help="120mm, 12cm, 4in or 640px")
    parser.add_argument("--height", type=length, help="as --width")
    # Page says what resolutions, themes and factors there are, for the window too.
    parser.add_argument("--dpi", type=number(), default=DEFAULT_DPI,
                        help="pixels an inch, 300 unless told")  # fmt: skip
    parser.add_argument("--theme", default="light", help="light or dark, light unless told")
    parser.add_argument("--font-scale", type=number(), metavar="FACTOR", help="1 unless told")
    parser.add_argument("--against", metavar="FILE", help="what --plot compare compares with")
    parser.add_argument("--transparent", action="store_true", help="without a background")
    parser.add_argument("--without-data", action="store_true",
                        help="do not put the session into the figure")  # fmt: skip
    add_reading(parser)
    options = parser.parse_args(words)
    if plot(options.plot).against and options.against is None:
        raise InvalidInput(
            f"--plot {options.plot} needs another file", remedy="name it with --against"
        )
    refuse_inputs(options.out, named_files(options))
    refuse_one_output_twice(options)
    if not holds_predictions(options.source):
        refuse_reading(options)
    document = _edited(_drawn(options.source, options), options)

    from ceviz.bootstrap import library_problem

    # Drawing needs Qt but no display, whatever this machine has.
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    if problem := library_problem(window=False):
        raise CevizError(problem)

    from ceviz.export.page import Page, check_dpi
    from ceviz.export.render import render_file
    from ceviz.views.figures import figure

    check_dpi(options.dpi)  # pixels are measured by it
    width, height = (millimetres(each, options.dpi) for each in (options.width, options.height))
    font_scale = options.font_scale
    if options.purpose is not None:
        purpose = PURPOSES[options.purpose]
        if (width, height) == (None, None):
            width, height = purpose.size(plot(options.plot), document)
        font_scale = purpose.font_scale if font_scale is None else font_scale
    page = Page.of(
        plot(options.plot), document, width_mm=width, height_mm=height, dpi=options.dpi,
        theme=options.theme, font_scale=1.0 if font_scale is None else font_scale,
        transparent=options.transparent,
    )  # fmt: skip
    against = None if options.against is None else _drawn(options.against, options)
    made = figure(document, options.plot, against=against)
    render_file(made, options.out, page, without_data=options.without_data)
    return 0


def _code(words: list[str]) -> int:
    from ceviz.document.edits import select_sample
    from ceviz.document.libraries import LIBRARIES, code

    keys = [each.key for each in LIBRARIES]
    parser = Parser("code", description="Write a source's loss as another library's code.")
    _add_source(parser)
    parser.add_argument("--library", choices=keys, default=keys[0], metavar="NAME",
                        help=f"one of {', '.join(keys)}; {keys[0]} unless told")  # fmt: skip
    parser.add_argument("--sample", type=int, metavar="ROW", help="of a file of predictions")
    add_reading(parser)
    options = parser.parse_args(words)
    document = _edited(_drawn(options.source, options), options)
    if options.sample is not None:
        document = select_sample(document, options.sample)
    say(code(document, options.library), end="")
    return 0


def _list(words: list[str]) -> int:
    Parser("list", description="Name the examples, the lessons and the plots.").parse_args(words)

    from textwrap import fill

    from ceviz.storage.presets import presets
    from ceviz.views.registry import plots

    group = ""
    for preset in presets():
        if preset.group != group:
            group = preset.group
            say(f"{group}:")
        say(f"  {preset.id:<18} {preset.title}")
        say(fill(preset.caption, 79, initial_indent=" " * 21, subsequent_indent=" " * 21))
    print_lessons()
    say("Plots, for render --plot:")
    for plot in plots():
        say(f"  {plot.name:<18} {plot.title}")
    return 0


def _add_source(parser: argparse.ArgumentParser) -> None:
    from ceviz.document.model import Unit

    units = [unit.value for unit in Unit]
    parser.add_argument("source", metavar="SOURCE", help="an example's name, or a file")
    parser.add_argument("--unit", choices=units, help="the source's own unless told")
    parser.add_argument("--temperature", type=number(), metavar="T", help="above 0")
    parser.add_argument("--label-smoothing", type=number(), metavar="E", help="0 to 1")


def _document(source: str) -> Document:
    from ceviz.storage.sources import open_source

    try:
        return open_source(source)
    except UnknownSource as refusal:
        listed = f"“{program()} list” names the examples"
        raise UnknownSource(refusal.what, remedy=refusal.remedy or listed) from None


def _drawn(source: str, options: argparse.Namespace) -> Document:
    """The document of ``source``; predictions are read as the options say."""
    if not holds_predictions(source):
        return _document(source)

    from ceviz.storage.opened import document_of

    predictions = read_predictions(options, source)
    warn(predictions)
    return document_of(predictions, Path(source).name)


def _edited(document: Document, options: argparse.Namespace) -> Document:
    from ceviz.document import edits
    from ceviz.document.model import Unit

    if options.unit is not None:
        document = edits.set_unit(document, Unit(options.unit))
    if options.temperature is not None:
        document = edits.set_temperature(document, options.temperature)
    if options.label_smoothing is not None:
        document = edits.smooth_all(document, options.label_smoothing)
    return document
