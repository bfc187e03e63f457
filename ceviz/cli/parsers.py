"""What each command takes: its words and options, for the command itself and for the shell."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path

from ceviz import __version__
from ceviz.cli.arguments import FORMATS, Parser, length, number, output
from ceviz.cli.predictions import add_measuring
from ceviz.cli.reading import add_reading

DEFAULT_DPI = 300.0

#: What a folder of scenes can be made of.
SCENES = ("png", "svg", "pdf")

_HELP = """\
Without a command, FILE is opened in a window. The commands:

  report SOURCE   print the loss of a source and what it is made of
  render SOURCE   draw a plot of a source to a file
  code SOURCE     write its loss with PyTorch, NumPy, JAX or Keras
  list            name the examples, the lessons and the plots
  lesson check    say whether a file is a lesson, and where it is not
  completion      print what completes these words in bash, zsh or fish
  manual          print the manual page
  install-desktop  put ceviz into the menu, --remove takes it out

A source is an example's name, such as fruit, or a file. “report --help” tells more about report.
Report and render take the options above, too.
"""

#: The shells that completion is printed for.
SHELLS = ("bash", "zsh", "fish")

_COMPLETION = """\
bash:  ceviz completion bash > ~/.local/share/bash-completion/completions/ceviz
zsh:   ceviz completion zsh > "${fpath[1]}/_ceviz"
fish:  ceviz completion fish > ~/.config/fish/completions/ceviz.fish
"""


def window_parser() -> Parser:
    """``ceviz [FILE …]``, which opens the window."""
    parser = Parser(
        description="Cross-entropy by hand: drag a prediction, see the loss.",
        epilog=_HELP,
    )
    parser.add_argument(
        "sources",
        nargs="*",
        metavar="FILE",
        help="a session, predictions, or an example's name; or many files that are one",
    )
    parser.add_argument(
        "--lesson",
        metavar="LESSON",
        type=Path,
        help="a lesson of your own to be played, or a folder of them",
    )
    parser.add_argument(
        "--new", action="store_true", help="open FILE in a program of its own, if one runs already"
    )
    parser.add_argument("--present", action="store_true", help="present its scenes at once")
    parser.add_argument("--version", action="version", version=f"ceviz {__version__}")
    add_reading(parser)
    return parser


def report_parser() -> Parser:
    """``ceviz report SOURCE``, which prints."""
    parser = Parser("report", description="Print the loss of a source and what it is made of.")
    _add_source(parser, many=True)
    parser.add_argument("--json", action="store_true", help="for programs")
    add_measuring(parser)
    return parser


def render_parser() -> Parser:
    """``ceviz render SOURCE``, which draws to a file."""
    from ceviz.export.purposes import PURPOSES
    from ceviz.views.registry import plots

    names = [each.name for each in plots()]
    parser = Parser("render", description="Draw a plot of a source to a file.")
    _add_source(parser)
    parser.add_argument("--plot", choices=names, default="picture", metavar="NAME",
                        help=f"one of {', '.join(names)}")  # fmt: skip
    where = parser.add_mutually_exclusive_group(required=True)
    where.add_argument("--out", type=output, metavar="FILE",
                       help=f"its ending says the format: {' '.join(FORMATS)}")  # fmt: skip
    where.add_argument("--scenes", type=Path, metavar="FOLDER|FILE.pdf",
                       help="all scenes of a session: one PDF, or a picture each")  # fmt: skip
    parser.add_argument("--format", choices=SCENES, metavar="FORMAT",
                        help=f"of --scenes in a folder: {', '.join(SCENES)}")  # fmt: skip
    parser.add_argument("--for", dest="purpose", choices=list(PURPOSES), metavar="USE",
                        help=f"a size that suits: {', '.join(PURPOSES)}")  # fmt: skip
    parser.add_argument("--width", type=length, help="120mm, 12cm, 4in or 640px")
    parser.add_argument("--height", type=length, help="as --width")
    # Page says what resolutions, themes and factors there are, for the window too.
    parser.add_argument("--dpi", type=number(), help="pixels an inch, 300 unless told")
    parser.add_argument("--theme", default="light",
                        help="light, dark or projector, light unless told")  # fmt: skip
    parser.add_argument("--font-scale", type=number(), metavar="FACTOR", help="1 unless told")
    parser.add_argument("--against", metavar="FILE", help="what --plot compare compares with")
    parser.add_argument("--transparent", action="store_true", help="without a background")
    parser.add_argument("--without-data", action="store_true",
                        help="do not put the session into the figure")  # fmt: skip
    add_reading(parser)
    return parser


def code_parser() -> Parser:
    """``ceviz code SOURCE``, which writes another library's code."""
    from ceviz.document.libraries import LIBRARIES

    keys = [each.key for each in LIBRARIES]
    parser = Parser("code", description="Write a source's loss as another library's code.")
    _add_source(parser)
    parser.add_argument("--library", choices=keys, default=keys[0], metavar="NAME",
                        help=f"one of {', '.join(keys)}; {keys[0]} unless told")  # fmt: skip
    parser.add_argument("--sample", type=int, metavar="ROW", help="of a file of predictions")
    add_reading(parser)
    return parser


def list_parser() -> Parser:
    """``ceviz list``, which names what comes with ceviz."""
    return Parser("list", description="Name the examples, the lessons and the plots.")


def lesson_parser() -> Parser:
    """``ceviz lesson check FILE …``, which proves lessons."""
    parser = Parser(
        "lesson", description="Check lessons: names, numbers, and that tasks can be done."
    )
    parser.add_argument("verb", choices=["check"], help="what to do with them")
    parser.add_argument(
        "files", nargs="+", metavar="FILE", type=Path, help="a lesson, or a folder of them"
    )
    return parser


def completion_parser() -> Parser:
    """``ceviz completion SHELL``, which prints a script for a shell."""
    parser = Parser(
        "completion",
        description="Print a script that completes commands, options and files in a shell.",
        epilog=_COMPLETION,
    )
    parser.add_argument("shell", choices=SHELLS, help="which shell")
    return parser


def manual_parser() -> Parser:
    """``ceviz manual``, which prints the page for man."""
    return Parser("manual", description="Print the manual page: ceviz manual | man -l -")


def desktop_parser() -> Parser:
    """``ceviz install-desktop``, for menus and file managers."""
    parser = Parser(
        "install-desktop",
        description="Put ceviz among the current user's programs: menu entry, icons, kinds of "
        "files, manual page and completion.",
    )
    parser.add_argument("--remove", action="store_true", help="take all that away again")
    return parser


def _add_source(parser: argparse.ArgumentParser, *, many: bool = False) -> None:
    from ceviz.document.model import Unit

    units = [unit.value for unit in Unit]
    if many:
        parser.add_argument("sources", metavar="SOURCE", nargs="+",
                            help="an example's name, or a file; or many that are one: "
                            "a folder, files, 'shards/*.parquet'")  # fmt: skip
    else:
        parser.add_argument("source", metavar="SOURCE", help="an example's name, or a file")
    parser.add_argument("--unit", choices=units, help="the source's own unless told")
    parser.add_argument("--temperature", type=number(), metavar="T", help="above 0")
    parser.add_argument("--label-smoothing", type=number(), metavar="E", help="0 to 1")


#: What may stand first on a command line besides a file, and what each takes then.
PARSERS: dict[str, Callable[[], Parser]] = {
    "report": report_parser,
    "render": render_parser,
    "code": code_parser,
    "list": list_parser,
    "lesson": lesson_parser,
    "completion": completion_parser,
    "manual": manual_parser,
    "install-desktop": desktop_parser,
}
