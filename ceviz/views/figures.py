"""Pictures of a document by name, outside the window: what the command line and scripts draw."""

from __future__ import annotations

from collections.abc import Mapping

from ceviz.document import batch
from ceviz.document.analysis import analyse
from ceviz.document.model import Document
from ceviz.draw.picture import Exported
from ceviz.draw.plot import Figure
from ceviz.draw.state import Data, State, View
from ceviz.errors import InvalidInput
from ceviz.maths.batch import Evaluation, compare, retargeted
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
    chosen, analysis = plot_named(name), analyse(document)
    if selected is not None and not 0 <= selected < len(document.classes):
        raise InvalidInput(f"there is no class {selected + 1} to select")
    selected = analysis.true if selected is None else selected
    data = measured(document, against) if chosen.data else None
    state = State.of(document, analysis, selected=selected, view=view, data=data)
    return Figure(chosen, chosen.make(), state)


def figure_of(state: State, name: str, shown: Mapping[str, Exported]) -> Figure:
    """The picture called ``name`` of what a window shows, with the options it has there.

    Samples that the window has not measured to the end are measured now.

    Raises:
        InvalidInput: an unknown name.
    """
    from dataclasses import replace

    chosen = plot_named(name)
    data = state.data
    if chosen.data and (data is None or data.caveat):
        data = measured(state.document)
    # At rest: a picture on paper has no hand on it.
    state = replace(state, held=state.analysis, hovered=None, focused=False, trail=(), data=data)
    return Figure(chosen, shown.get(name) or chosen.make(), state)


def measured(document: Document, against: Document | None = None) -> Data:
    """Every sample at the document's temperature, exact; ``against`` holds the same samples.

    Raises:
        InvalidInput: it holds others.
    """
    evaluation = _exactly(document, document.temperature)
    if against is None:
        return Data(evaluation)
    other = _exactly(against, document.temperature)
    if evaluation.task.overlay is not None:
        other = retargeted(other, evaluation.task.overlay)
    compare(other, evaluation)
    return Data(evaluation, other=other, other_name=against.title)


def _exactly(document: Document, temperature: float) -> Evaluation:
    evaluation = batch.evaluation_of_samples(document.samples, temperature)
    if evaluation.columns.rows != len(document.samples):
        # A page is no place for a sample of the rows: it waits for all of them.
        batch.evaluate_rows(document.samples.rows, temperature)
        return batch.evaluation_of_samples(document.samples, temperature)
    return evaluation
