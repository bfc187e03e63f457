"""The session that goes with an exported figure, and a figure's options taken up again."""

from __future__ import annotations

from dataclasses import replace

from ceviz.draw.picture import Exported
from ceviz.draw.plot import Figure, Plot
from ceviz.draw.state import TOP, State, View
from ceviz.errors import FileRefused
from ceviz.export.options import options_of, with_options
from ceviz.storage import carried
from ceviz.storage.carried import Carried
from ceviz.storage.carried.payload import dumps


def shows_no_rows(state: State) -> bool:
    """Whether all that is shown is the document's own: no rows of a file are, changed or not."""
    data = state.data
    return not state.document.samples.rows.of_file and (data is None or data.other is None)


def carried_by(figure: Figure, kind: str, *, slides: bool = False) -> bytes:
    """The session that ``figure`` carries in a file of the format ``kind``; empty for none.

    Its slides go with it where all of them are shown.

    Raises:
        FileRefused: the document is too large for a session.
    """
    state, document = figure.state, figure.state.document
    if not slides:
        document = replace(document, slides=())
    kept = any(slide.document.samples.rows.of_file for slide in document.slides)
    if f".{kind}" not in carried.SUFFIXES or kept or not shows_no_rows(state):
        return b""
    options, ghost = options_of(figure.picture), getattr(figure.picture, "ghost", None)
    if ghost is not None and ghost.of_file:
        del options["ghost"]
    view = options_of(state.view)
    made = Carried(document, figure.plot.name, options, view, state.selected)
    try:
        return dumps(made)
    except FileRefused as refusal:
        raise FileRefused(
            refusal.what, where=refusal.where, why=refusal.why, remedy="export it without data"
        ) from None


def view_of(found: Carried, where: str) -> View:
    """How everything was looked at.

    Raises:
        FileRefused: in a way that there is not; ``where`` is the file.
    """
    view = with_options(View, found.view, f"{where}, view")
    return replace(view, top=TOP if view.top else None)


def picture_of(found: Carried, plot: Plot, where: str) -> Exported:
    """The picture called ``plot``, with the options it had.

    Raises:
        FileRefused: with an option that there is not; ``where`` is the file.
    """
    return with_options(type(plot.make()), found.options, f"{where}, options")
