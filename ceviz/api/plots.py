"""Pictures in a notebook: of what was measured, and of one prediction, by the window's painters."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from ceviz.api.arrays import as_numpy
from ceviz.api.labels import checked_names
from ceviz.errors import CevizError, InvalidInput
from ceviz.maths.batch import Evaluation
from ceviz.maths.batch.task import unchecked
from ceviz.storage.readers import Predictions

if TYPE_CHECKING:
    from ceviz.document.model import Document
    from ceviz.draw.plot import Figure
    from ceviz.export.page import Page


class Plot:
    """A picture: a notebook shows it as SVG, and :meth:`save` writes it.

    Its bytes are those of ``ceviz render``.
    """

    def __init__(self, figure: Figure, page: Page) -> None:
        self._figure, self._page = figure, page

    def __repr__(self) -> str:
        """One line: what it is, and how large."""
        width, height = self._page.width_mm, self._page.height_mm
        return f"<Plot: {self._figure.title}, {width:g} × {height:g} mm>"

    @cached_property
    def svg(self) -> str:
        """The picture as an SVG document."""
        from ceviz.export.render import render_bytes

        return render_bytes(self._figure, "svg", self._page).decode("utf-8")

    def _repr_svg_(self) -> str:
        """What a notebook shows."""
        return self.svg

    def save(self, path: str | os.PathLike[str]) -> None:
        """Write it: the suffix says whether as .svg, .png, .pdf or, its numbers, .csv.

        Raises:
            InvalidInput: another suffix.
            FileRefused: the file cannot be written, or is one that was read.
        """
        from ceviz.export.render import render_file

        render_file(self._figure, path, self._page, without_data=True)


def plot(
    result: Evaluation | Predictions,
    name: str = "reliability",
    *,
    width: float | None = None,
    height: float | None = None,
    theme: str = "light",
    dpi: float = 300.0,
) -> Plot:
    """A picture of a whole batch, as the window and ``ceviz render --plot NAME`` draw it.

    Args:
        result: what :func:`ceviz.evaluate` returned, with its weights and temperature; or the
            predictions of a file, from :func:`ceviz.read`.
        name: "reliability", "histogram", "ledger", "confusion" … (``ceviz list`` names them).
        width, height: in mm; of one alone the other follows.
        theme: "light" or "dark".
        dpi: pixels an inch, of a PNG.

    Raises:
        InvalidInput: an unknown name, theme or size, or no row that counts.
        CevizError: Qt lacks a library of the system.
    """
    drawable()
    from ceviz.views.figures import figure
    from ceviz.views.registry import plot as plot_named

    if plot_named(name).against:
        raise InvalidInput(f"“{name}” compares two files", remedy="choose another plot")
    if isinstance(result, Predictions):
        from ceviz.storage.opened import document_of

        title = result.sources[0].path.name if result.sources else ""
        made = figure(document_of(result, title), name)
    else:
        made = _figure_of(result, name)
    return _on_page(made, width, height, theme, dpi)


def lab(
    scores: npt.ArrayLike,
    target: int | npt.ArrayLike = 0,
    class_names: Sequence[str] | None = None,
    *,
    temperature: float = 1.0,
    name: str = "picture",
    width: float | None = None,
    height: float | None = None,
    theme: str = "light",
    dpi: float = 300.0,
) -> Plot:
    """One prediction from its scores to its loss, as the lab draws it.

    Args:
        scores: (K,) logits.
        target: the true class, from 0, or its (K,) probabilities.
        class_names: K names.
        temperature: T > 0.
        name: "picture" for all of it, or "bars", "curve", "gradient", "equation" …
        width, height, theme, dpi: as of :func:`plot`.

    Raises:
        InvalidInput: scores, target or names do not fit each other; an unknown name or theme.
        CevizError: Qt lacks a library of the system.
    """
    document = _document_of_one(scores, target, class_names, temperature)
    drawable()
    from ceviz.views.figures import figure

    return _on_page(figure(document, name), width, height, theme, dpi)


def drawable() -> None:
    """An application to paint in: of the display if there is one, so that a window can follow.

    Raises:
        CevizError: Qt lacks a library of the system.
    """
    from ceviz.bootstrap import display_problem, library_problem

    if problem := library_problem(window=False):
        raise CevizError("nothing can be drawn", why=problem)
    from PySide6.QtCore import QCoreApplication

    if QCoreApplication.instance() is None and not display_problem():
        from ceviz.app import make_application

        make_application()


def _figure_of(result: Evaluation, name: str) -> Figure:
    """The picture of what was measured, as it was: with its weights, smoothing and temperature."""
    from ceviz.document.analysis import analyse
    from ceviz.document.measurements import NOTHING
    from ceviz.document.model import Classes, Document, Rows, Samples
    from ceviz.draw.plot import Figure
    from ceviz.draw.state import Data, State
    from ceviz.views.registry import plot as plot_named

    counting = np.flatnonzero(~result.ignored)
    if not len(counting):
        raise InvalidInput("no row counts, so there is nothing to draw")
    task, chosen = result.task, plot_named(name)
    bare = replace(task, temperature=1.0, weight=None, label_smoothing=0.0)
    check = unchecked if task.recorded is not None else task.check
    rows = Rows.opened(bare, check=check)
    document = Document(
        Classes.named(result.class_names), Samples(rows), selected=int(counting[0]),
        temperature=task.temperature,
    )  # fmt: skip
    plain = task.weight is None and task.label_smoothing == 0.0
    known = NOTHING.with_whole(rows, result) if plain else NOTHING
    analysis = analyse(document, known.exactly(document.samples, task.temperature))
    data = Data(result) if chosen.data else None
    state = State.of(document, analysis, selected=analysis.true, data=data)
    return Figure(chosen, chosen.make(), state)


def _on_page(
    figure: Figure, width: float | None, height: float | None, theme: str, dpi: float
) -> Plot:
    from ceviz.export.page import Page

    page = Page.of(
        figure.plot, figure.state.document, width_mm=width, height_mm=height, theme=theme, dpi=dpi
    )
    return Plot(figure, page)


def _document_of_one(
    scores: npt.ArrayLike,
    target: int | npt.ArrayLike,
    class_names: Sequence[str] | None,
    temperature: float,
) -> Document:
    from ceviz.document import edits
    from ceviz.document.model import Classes, Document, Sample, Samples, check_scores
    from ceviz.document.targets import Free, OneHot, free

    given = as_numpy(scores, "scores")
    if given.ndim != 1 or given.dtype.kind not in "fiu" or len(given) < 2:
        raise InvalidInput("one prediction has one score for each of two or more classes",
                           where="scores", why=f"these are {given.shape}")  # fmt: skip
    names = checked_names(class_names) or tuple(f"Class {k + 1}" for k in range(len(given)))
    if len(names) != len(given):
        raise InvalidInput(f"{len(names)} names for {len(given)} scores", where="class_names")
    truth = as_numpy(target, "target")
    if truth.ndim == 0 and truth.dtype.kind in "iu":
        if not 0 <= int(truth) < len(given):
            raise InvalidInput(f"{int(truth)} is not a class", where="target",
                               why=f"classes are 0 to {len(given) - 1}")  # fmt: skip
        goal: OneHot | Free = OneHot(int(truth))
    elif truth.shape == given.shape:
        goal = free(truth)
    else:
        raise InvalidInput("is neither a class nor the probabilities of all", where="target")
    sample = Sample(check_scores(given.astype(np.float64)), goal)
    document = Document(Classes.named(names), Samples.of([sample]))
    return edits.set_temperature(document, temperature)
