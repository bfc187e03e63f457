"""Pictures of a document by name, outside the window: what the command line and scripts draw."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from ceviz.document.analysis import analyse
from ceviz.document.batch import evaluation_of_samples
from ceviz.document.measurements import NOTHING, Measurements
from ceviz.document.model import Document
from ceviz.draw.picture import Exported
from ceviz.draw.plot import Figure, Plot
from ceviz.draw.reach import STILL
from ceviz.draw.state import Data, State, View
from ceviz.errors import FileRefused, InvalidInput
from ceviz.export.carry import picture_of, view_of
from ceviz.maths.batch import Evaluation, compare, retargeted
from ceviz.storage import carried
from ceviz.views.registry import plot as plot_named

#: How a document is looked at unless the user wants otherwise.
PLAIN = View()


def figure(
    document: Document,
    name: str,
    *,
    view: View = PLAIN,
    selected: int | None = None,
    against: Document | None = None,
) -> Figure:
    """The picture called ``name`` of ``document``, with its usual options.

    Args:
        view: how the picture is looked at: logarithmic axis, largest classes only.
        selected: the class whose tangent and gradient are written out; None is the true one.
        against: the same samples as another file predicts them, for the comparison.

    Raises:
        InvalidInput: an unknown name or class; ``against`` holds other samples.
    """
    chosen, known = plot_named(name), NOTHING.exactly(document.samples, document.temperature)
    analysis = analyse(document, known)
    if selected is not None and not 0 <= selected < len(document.classes):
        raise InvalidInput(f"there is no class {selected + 1} to select")
    selected = analysis.true if selected is None else selected
    data = measured(document, against, known) if chosen.data else None
    state = State.of(document, analysis, selected=selected, view=view, data=data)
    return Figure(chosen, chosen.make(), state)


def figure_of(state: State, name: str, shown: Mapping[str, Exported]) -> Figure:
    """The picture called ``name`` of what a window shows, with the options it has there.

    Samples that the window has not measured to the end are measured now.

    Raises:
        InvalidInput: an unknown name.
    """
    chosen, document = plot_named(name), state.document
    analysis, data = state.analysis, state.data
    lacking = chosen.data and (data is None or data.caveat)
    if lacking or not analysis.batch.exact:
        known = NOTHING.exactly(document.samples, document.temperature)
        analysis = analyse(document, known)
        data = measured(document, known=known) if lacking else data
    # At rest: a picture on paper has no hand on it.
    state = replace(
        state, analysis=analysis, held=analysis, hovered=None, focused=False, trail=(), data=data,
        before=None, reach=STILL, ghost=None,
    )  # fmt: skip
    return Figure(chosen, shown.get(name) or chosen.make(), state)


@dataclass(frozen=True)
class Resumed:
    """Where a figure was when it was exported.

    Attributes:
        document: what it was drawn from.
        plot: which picture.
        picture: with the options it had.
        view: how everything was looked at.
        selected: the class that was selected.
    """

    document: Document
    plot: Plot
    picture: Exported
    view: View
    selected: int


def resumed(path: Path) -> Resumed:
    """What the figure ``path`` carries.

    Raises:
        FileRefused: nothing, or what cannot be taken up again.
    """
    found = carried.load(path)
    try:
        chosen = plot_named(found.plot)
    except InvalidInput as refusal:
        raise FileRefused(refusal.what, where=f"{path}, plot") from None
    picture = picture_of(found, chosen, str(path))
    return Resumed(found.document, chosen, picture, view_of(found, str(path)), found.selected)


def measured(
    document: Document, against: Document | None = None, known: Measurements = NOTHING
) -> Data:
    """Every sample at the document's temperature, exact; ``against`` holds the same samples.

    What is ``known`` of the document's rows is not measured again.

    Raises:
        InvalidInput: ``against`` holds other samples.
    """
    evaluation = _exactly(document, document.temperature, known)
    if against is None:
        return Data(evaluation)
    other = _exactly(against, document.temperature, NOTHING)
    if evaluation.task.overlay is not None:
        other = retargeted(other, evaluation.task.overlay)
    compare(other, evaluation)
    return Data(evaluation, other=other, other_name=against.title)


def _exactly(document: Document, temperature: float, known: Measurements) -> Evaluation:
    # A page is no place for a sample of the rows: it waits for all of them.
    known = known.exactly(document.samples, temperature)
    return evaluation_of_samples(document.samples, temperature, known)
