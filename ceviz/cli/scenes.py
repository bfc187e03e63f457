"""``ceviz render SESSION --scenes …``: all scenes of a session in one go."""

from __future__ import annotations

import argparse
import os
from typing import TYPE_CHECKING

from ceviz.cli.arguments import program
from ceviz.cli.reading import refuse_reading
from ceviz.cli.terminal import say
from ceviz.errors import CevizError, InvalidInput

if TYPE_CHECKING:
    from ceviz.document.model import Document

#: What a scene says for itself: where argparse keeps an option, and what it is if nobody says it.
_OWN = {
    "--plot": ("plot", "picture"),
    "--for": ("purpose", None),
    "--width": ("width", None),
    "--height": ("height", None),
    "--font-scale": ("font_scale", None),
    "--against": ("against", None),
    "--transparent": ("transparent", False),
    "--unit": ("unit", None),
    "--temperature": ("temperature", None),
    "--label-smoothing": ("label_smoothing", None),
}


def draw_without_display() -> None:
    """Make Qt draw without a display, whatever this machine has; refuse if it cannot."""
    from ceviz.bootstrap import library_problem

    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    if problem := library_problem(window=False):
        raise CevizError(problem)


def render_scenes(options: argparse.Namespace, document: Document) -> int:
    """Write every scene of ``document`` as the options say, and name the files."""
    one_pdf = options.scenes.suffix.lower() == ".pdf"
    if one_pdf and options.format not in (None, "pdf"):
        raise InvalidInput(
            f"--format {options.format} goes with a folder",
            why=f"“{options.scenes.name}” is one PDF of all scenes",
        )
    for option, (name, usual) in _OWN.items():
        if getattr(options, name) != usual:
            raise InvalidInput(f"{option} does not go with --scenes", why="each scene says its own")
    refuse_reading(options)
    if not document.slides:
        raise InvalidInput(
            f"“{options.source}” holds no scenes",
            remedy=f"open it with “{program()}”, and add some (Present ▸ Add scene)",
        )
    draw_without_display()

    from ceviz.views import slides

    slides.check(document, options.source)
    chosen = {} if options.dpi is None else {"dpi": options.dpi}
    written = slides.write(
        document, options.scenes, kind=options.format or "png", theme=options.theme,
        without_data=options.without_data, **chosen,
    )  # fmt: skip
    for path in written:
        say(str(path))
    return 0
