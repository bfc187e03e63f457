# mypy: disable-error-code="no-untyped-call"
"""The seven views drawn the usual way with matplotlib's QtAgg canvas, redrawn as a value moves.

As many pixels, the same numbers, type of the same size. Artists are updated in place; fields and
lines of equal loss are filled and traced anew only when what they depend on is new.
"""

from __future__ import annotations

from typing import Any

import matplotlib as mpl
import numpy as np
from PySide6.QtWidgets import QApplication

from ceviz.document import edits
from ceviz.document.analysis import Analysis, analyse
from ceviz.document.model import Document
from tests.bench.harness import Contender, Spy

mpl.use("QtAgg")
from matplotlib.axes import Axes
from matplotlib.backends.backend_qtagg import FigureCanvasQTAgg
from matplotlib.figure import Figure

from tests.bench.matplotlib_pictures import SMALL, TITLE
from tests.bench.matplotlib_shapes import Areas, Jacobian, Sums, View
from tests.bench.matplotlib_terrain import Descent, Losses, Plane, Simplex

#: The views, four above three.
KINDS: tuple[type[View], ...] = (Areas, Sums, Simplex, Plane, Losses, Jacobian, Descent)


class MatplotlibViews:
    """All seven on one canvas, each as large as ceviz's."""

    def __init__(self, document: Document, size: tuple[int, int]) -> None:
        self._document, self._shown = document, 0
        width, height = size
        figure = Figure(figsize=(4 * width / 100, 2 * height / 100), dpi=100)
        self._canvas = FigureCanvasQTAgg(figure)
        analysis = self._analysis(0)
        self._views = [
            kind(_cells(figure, place, kind), document, analysis)
            for place, kind in enumerate(KINDS)
        ]
        self._canvas.resize(4 * width, 2 * height)
        self._canvas.show()
        self._canvas.draw()
        QApplication.processEvents()

    def contender(self) -> Contender:
        """For the harness."""
        return Contender(self._show, Spy([self._canvas]), lambda: self._shown)

    def close(self) -> None:
        """Take the canvas away."""
        self._canvas.close()
        self._canvas.deleteLater()

    def picture(self) -> Any:
        """What is on the canvas, (height, width, 4) uint8: to be looked at."""
        return np.asarray(self._canvas.buffer_rgba())

    def _analysis(self, i: int) -> Analysis:
        """The true class dragged as ceviz's window is."""
        value = 0.1 + 0.75 * abs((i * 13 % 80) / 40.0 - 1.0)
        true = self._document.sample.true
        return analyse(edits.drag_probability(self._document, i=true, value=value))

    def _show(self, i: int) -> None:
        self._shown += 1
        analysis = self._analysis(i)
        for view in self._views:
            view.follow(analysis)
        self._canvas.draw_idle()


def _cells(figure: Figure, place: int, kind: type[View]) -> list[Axes]:
    """The axes of a view in its cell, and its title."""
    column, row = place % 4, place // 4
    left, bottom = column / 4.0, (1 - row) / 2.0
    made = []
    for x, y, width, height in kind.boxes:
        axes = figure.add_axes((left + x / 4.0, bottom + y / 2.0, width / 4.0, height / 2.0))
        axes.tick_params(labelsize=SMALL, length=2.0)
        axes.spines[["top", "right"]].set_visible(False)
        made.append(axes)
    figure.text(left + 0.01, bottom + 0.475, kind.title, fontsize=TITLE, weight="bold")
    return made
