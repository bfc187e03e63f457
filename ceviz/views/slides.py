"""Between a slide, which is plain data, and what is shown of it: views, options, a figure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path

from ceviz.document.analysis import analyse
from ceviz.document.measurements import NOTHING
from ceviz.document.model import Document, Slide, SlideView
from ceviz.draw.lab.slide import SlidePicture
from ceviz.draw.picture import Exported
from ceviz.draw.plot import Figure, Plot
from ceviz.draw.state import TOP, State, View
from ceviz.errors import FileRefused
from ceviz.export.options import options_of, with_options
from ceviz.export.purposes import PURPOSES
from ceviz.export.slides import DPI, Sheet, write_slides
from ceviz.views.figures import measured
from ceviz.views.registry import VIEWS
from ceviz.views.registry import plot as plot_named

_SPECS = {spec.name: spec for spec in VIEWS}


def kept(
    document: Document,
    title: str,
    *,
    data: bool,
    views: Iterable[str],
    pictures: Mapping[str, Exported],
    view: View,
    text_size: float,
    selected: int,
    line: str = "",
) -> Slide:
    """What is shown now, as a slide.

    Args:
        document: what it shows.
        title, line: its words.
        data: all samples are its matter.
        views: the names of those that stand there, from left to right.
        pictures: what views paint, with their options, by name.
        view: how everything is looked at.
        text_size: the size of all type, as a share of the usual one.
        selected: the class that is selected.
    """
    stand = tuple(
        SlideView(name, options_of(pictures[name]) if name in pictures else {}) for name in views
    )
    return Slide(
        replace(document, slides=()), title, line, data, stand, options_of(view), text_size,
        selected,
    )  # fmt: skip


def view_of(slide: Slide, where: str = "") -> View:
    """How everything on ``slide`` is looked at.

    Raises:
        FileRefused: in a way that there is not; ``where`` names the slide.
    """
    view = with_options(View, slide.view, f"{where}.view")
    return replace(view, top=TOP if view.top else None)


def pictures_of(slide: Slide, where: str = "") -> dict[str, Exported]:
    """The pictures of its views with their options, by name, from left to right.

    Views that are a table or a form have none.

    Raises:
        FileRefused: a view or an option that there is not; ``where`` names the slide.
    """
    found: dict[str, Exported] = {}
    for place, view in enumerate(slide.views):
        at = f"{where}.views[{place}]"
        if view.name not in _SPECS:
            raise FileRefused(f"there is no view called “{view.name}”", where=f"{at}.name")
        plot = _SPECS[view.name].plot
        if plot is not None and not plot.against:
            found[view.name] = with_options(type(plot.make()), view.options, f"{at}.options")
    return found


def left_out(slide: Slide) -> list[str]:
    """The titles of its views that no slide shows: tables, forms, what needs a second file."""
    shown = pictures_of(slide)
    return [_SPECS[view.name].title for view in slide.views if view.name not in shown]


def check(document: Document, name: str) -> None:
    """Refuse a document whose slides show what there is not.

    Raises:
        FileRefused: ``where`` is the field in the file called ``name``.
    """
    for place, slide in enumerate(document.slides):
        where = f"{name}, scenes[{place}]"
        view_of(slide, where)
        pictures_of(slide, where)


def sheet_of(slide: Slide) -> Sheet:
    """``slide`` as it is written, of all rows; the lab or its first view is gone on with.

    Raises:
        FileRefused: a view or an option that there is not.
    """
    document, pictures = slide.document, pictures_of(slide)
    known = NOTHING.exactly(document.samples, document.temperature)
    wanted = any(_SPECS[name].data for name in pictures)
    data = measured(document, known=known) if wanted else None
    state = State.of(
        document, analyse(document, known), selected=slide.selected, view=view_of(slide), data=data
    )
    picture = SlidePicture(slide.title, slide.line, tuple(pictures.values()), slide.data)
    page = PURPOSES["slide"]
    assert page.height_mm is not None
    where = "ceviz.draw.lab.slide:SlidePicture"
    size = page.width_mm, page.height_mm
    plot = Plot("slide", slide.title, where, size, (1.0, 1.0), composed=True)
    return Sheet(Figure(plot, picture, state), _main(pictures, state))


def _main(pictures: Mapping[str, Exported], state: State) -> Figure:
    for name, picture in pictures.items():
        return Figure(plot_named(name), picture, state)
    whole = plot_named("picture")
    return Figure(whole, whole.make(), state)


def write(
    document: Document,
    out: Path,
    *,
    kind: str = "png",
    theme: str = "light",
    dpi: float = DPI,
    without_data: bool = False,
) -> list[Path]:
    """All slides of ``document`` as files; see :func:`ceviz.export.slides.write_slides`."""
    whole = _main({}, State.of(document, analyse(document)))
    sheets = [sheet_of(slide) for slide in document.slides]
    return write_slides(
        sheets, out, whole=whole, kind=kind, theme=theme, dpi=dpi, without_data=without_data
    )
