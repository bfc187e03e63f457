"""All slides in one go: one PDF of all, or a picture each in a folder."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from ceviz.draw.lab.slide import scale_for
from ceviz.draw.plot import PER_MM, Figure
from ceviz.draw.theme import THEMES
from ceviz.errors import FileRefused, InvalidInput
from ceviz.export.carry import carried_by
from ceviz.export.page import Page
from ceviz.export.pdf import pdf_bytes
from ceviz.export.purposes import PURPOSES
from ceviz.export.render import painting, prepare, render_bytes
from ceviz.storage.atomic import reason, refuse_inputs, write_atomically

#: What a folder of slides can be made of; a PDF holds all of them by itself.
KINDS = ("png", "svg", "pdf")

#: A slide is then 1920 × 1080 pixels.
DPI = 144.0

#: What no system minds in the name of a file.
_PLAIN = re.compile(r"[^\w]+")


@dataclass(frozen=True, slots=True)
class Sheet:
    """A slide as it is written.

    Attributes:
        figure: the whole of it.
        main: the one picture that is gone on with when the file is opened.
    """

    figure: Figure
    main: Figure


def page_for(sheet: Sheet, *, theme: str = "light", dpi: float = DPI) -> Page:
    """A slide's page, with type that the last row reads.

    Raises:
        InvalidInput: an unknown theme, or a resolution that makes no sense.
    """
    prepare()
    height = PURPOSES["slide"].height_mm
    assert height is not None
    scale = scale_for(THEMES["light"], height * PER_MM)
    document = sheet.figure.state.document
    return Page.of(sheet.figure.plot, document, theme=theme, dpi=dpi, font_scale=scale)


def write_slides(
    sheets: Sequence[Sheet],
    out: Path,
    *,
    whole: Figure,
    kind: str = "png",
    theme: str = "light",
    dpi: float = DPI,
    without_data: bool = False,
) -> list[Path]:
    """Write ``sheets`` to ``out``: one PDF if it is called so, else a folder of one ``kind``.

    The folder is made if it is not there. Each picture carries its session, a PDF of all carries
    that of ``whole``, unless it shows a file's rows or they are written ``without_data``.

    Returns:
        The files, in order.

    Raises:
        InvalidInput: there are none; an unknown theme or kind.
        FileRefused: a file cannot be written, or is one that was read.
    """
    if not sheets:
        raise InvalidInput("there are no scenes", remedy="add some first (Present ▸ Add scene)")
    page = page_for(sheets[0], theme=theme, dpi=dpi)
    inputs = [path for sheet in sheets for path in sheet.figure.inputs]
    if out.suffix.lower() == ".pdf":
        carried = b"" if without_data else carried_by(whole, "pdf", slides=True)
        paints = [painting(sheet.figure, page) for sheet in sheets]
        data = pdf_bytes(paints, page, whole.state.document.title or "Scenes", carried)
        write_atomically(out, data, inputs=inputs)
        return [out]
    if kind not in KINDS:
        raise InvalidInput(f"scenes are not written as “{kind}”", remedy=f"choose {_or(KINDS)}")
    names = [out / name for name in names_of(sheets, kind)]
    for name in names:
        refuse_inputs(name, inputs)
    _make_folder(out)
    for sheet, name in zip(sheets, names, strict=True):
        carried = b"" if without_data else carried_by(sheet.main, kind)
        write_atomically(name, render_bytes(sheet.figure, kind, page, carried), inputs=inputs)
    return names


def names_of(sheets: Sequence[Sheet], kind: str) -> list[str]:
    """What the files are called: in order by name, each with its title."""
    digits = len(str(len(sheets)))
    titles = [_PLAIN.sub("-", sheet.figure.plot.title).strip("-")[:60] for sheet in sheets]
    return [
        f"{number:0{max(digits, 2)}d}{'-' if title else ''}{title}.{kind}"
        for number, title in enumerate(titles, 1)
    ]


def _make_folder(out: Path) -> None:
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as problem:
        raise FileRefused("cannot be made", where=str(out), why=reason(problem)) from None


def _or(words: Sequence[str]) -> str:
    return f"{', '.join(words[:-1])} or {words[-1]}"
