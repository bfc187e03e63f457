"""The commands, each a function from the words after its name to an exit code."""

from __future__ import annotations

import argparse
import gc
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from ceviz.cli.arguments import (
    millimetres,
    program,
)
from ceviz.cli.lessons import lesson_command, print_lessons
from ceviz.cli.lessons import wanted as wanted_lesson
from ceviz.cli.parsers import (
    DEFAULT_DPI,
    PARSERS,
    code_parser,
    list_parser,
    render_parser,
    report_parser,
    window_parser,
)
from ceviz.cli.predictions import (
    holds_predictions,
    names_many,
    refuse_examples,
    refuse_measuring,
    report_predictions,
)
from ceviz.cli.qt import import_qt
from ceviz.cli.reading import (
    named_files,
    read_options,
    read_predictions,
    refuse_one_output_twice,
    refuse_reading,
    save_recipe,
    says_how,
    warn,
)
from ceviz.cli.scenes import draw_without_display, render_scenes
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

#: What the first word may be, besides a file.
COMMANDS = tuple(PARSERS)


def run(words: list[str]) -> int:
    """Run the command that ``words`` begin with, or open the window."""
    commands: dict[str, Callable[[list[str]], int]] = {
        "report": _report,
        "render": _render,
        "code": _code,
        "list": _list,
        "lesson": lesson_command,
        "completion": _completion,
        "manual": _manual,
        "install-desktop": _install_desktop,
    }
    if words and words[0] in commands:
        return commands[words[0]](words[1:])
    return _open(words)


def _open(words: list[str]) -> int:
    options = window_parser().parse_args(words)
    with _interruptible():
        files = _named(options.sources)
        options.source = files[0] if files else None
        return _open_window(words, files, options)


def _named(words: list[str]) -> list[str]:
    """The files that the words of a command line mean, or the one example; none for no words."""
    if not names_many(words):
        return words
    from ceviz.storage.parts.together import chosen_together

    refuse_examples(words)
    return [str(path) for path in chosen_together(words)]


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


def _open_window(words: list[str], files: list[str], options: argparse.Namespace) -> int:
    gc.disable()  # nothing is garbage yet; once the window is there, it collects itself
    from ceviz.bootstrap import display_problem, library_problem
    from ceviz.storage.presets import DEFAULT

    # What cannot be opened is refused here, before there is a window.
    file: str | None = options.source
    choices = _look_at(file or DEFAULT, options)
    if len(files) > 1:
        from ceviz.storage.parts.together import options_for

        choices = options_for([Path(each) for each in files], choices)
    lesson = None if options.lesson is None else wanted_lesson(options.lesson)
    if problem := display_problem():
        return _report_instead(words if file else [DEFAULT], problem)
    own = options.new or options.present or lesson is not None
    if file and not own and _is_taken(file, choices):
        say(f"{file} is opened in the ceviz that runs already; --new opens another.")
        return 0
    if problem := library_problem(window=True):
        raise CevizError(problem)

    import_qt()
    from ceviz.app import run as open_window

    return open_window(file, sys.argv[:1], choices, lesson, present=options.present)


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


def _is_taken(source: str, choices: ReadOptions | None) -> bool:
    """Whether the program that runs already opens ``source``; an example is no file."""
    from ceviz.storage import presets, running
    from ceviz.storage.readers import recipe

    if source in [preset.id for preset in presets.presets()]:
        return False
    chosen = None if choices is None else recipe.dumps(choices).decode("utf-8")
    return running.ask(Path(source), chosen)


def _report_instead(words: list[str], problem: str) -> int:
    _report(words)
    return complain(f"no window, because {problem}; “{program()} render” draws to a file", 0)


def _report(words: list[str]) -> int:
    options = report_parser().parse_args(words)
    if names_many(options.sources):
        from ceviz.cli.many import report_many

        return report_many(options, options.sources)
    (options.source,) = options.sources
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
    from ceviz.views.registry import plot

    options = render_parser().parse_args(words)
    if options.scenes is not None:
        return render_scenes(options, _document(options.source))
    if options.format is not None:
        raise InvalidInput("--format goes with --scenes", remedy="the ending of --out says it")
    if plot(options.plot).against and options.against is None:
        raise InvalidInput(
            f"--plot {options.plot} needs another file", remedy="name it with --against"
        )
    refuse_inputs(options.out, named_files(options))
    refuse_one_output_twice(options)
    if not holds_predictions(options.source):
        refuse_reading(options)
    document = _edited(_drawn(options.source, options), options)

    draw_without_display()

    from ceviz.export.page import Page, check_dpi
    from ceviz.export.render import render_file
    from ceviz.views.figures import figure

    dpi = DEFAULT_DPI if options.dpi is None else options.dpi
    check_dpi(dpi)  # pixels are measured by it
    width, height = (millimetres(each, dpi) for each in (options.width, options.height))
    font_scale = options.font_scale
    if options.purpose is not None:
        purpose = PURPOSES[options.purpose]
        if (width, height) == (None, None):
            width, height = purpose.size(plot(options.plot), document)
        font_scale = purpose.font_scale if font_scale is None else font_scale
    page = Page.of(
        plot(options.plot), document, width_mm=width, height_mm=height, dpi=dpi,
        theme=options.theme, font_scale=1.0 if font_scale is None else font_scale,
        transparent=options.transparent,
    )  # fmt: skip
    against = None if options.against is None else _drawn(options.against, options)
    made = figure(document, options.plot, against=against)
    render_file(made, options.out, page, without_data=options.without_data)
    return 0


def _code(words: list[str]) -> int:
    from ceviz.document.edits import select_sample
    from ceviz.document.libraries import code

    options = code_parser().parse_args(words)
    document = _edited(_drawn(options.source, options), options)
    if options.sample is not None:
        document = select_sample(document, options.sample)
    say(code(document, options.library), end="")
    return 0


def _completion(words: list[str]) -> int:
    from ceviz.cli.shell import completion_command

    return completion_command(words)


def _manual(words: list[str]) -> int:
    from ceviz.cli.shell import manual_command

    return manual_command(words)


def _install_desktop(words: list[str]) -> int:
    from ceviz.cli.desktop import desktop_command

    return desktop_command(words)


def _list(words: list[str]) -> int:
    list_parser().parse_args(words)

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
