# mypy: disable-error-code="no-untyped-call"
"""The lab's three pictures drawn the usual way with matplotlib's QtAgg canvas.

The same content on as many pixels, in type of the same size; the artists are those of
matplotlib's own examples (``bar``, ``quiver``, ``scatter``, ``annotate``), updated in place.
"""

from __future__ import annotations

import matplotlib as mpl
import numpy as np
from numpy.typing import NDArray
from PySide6.QtWidgets import QApplication

from ceviz.document import edits
from ceviz.document.analysis import analyse
from ceviz.draw.state import State
from ceviz.store import Store
from tests.bench.harness import Contender, Spy

mpl.use("QtAgg")
from matplotlib.backends.backend_qtagg import FigureCanvasQTAgg
from matplotlib.figure import Figure

from tests.bench.matplotlib_pictures import CurveAxes, ProbabilityAxes, ScoreAxes

Kind = type[ScoreAxes] | type[ProbabilityAxes] | type[CurveAxes]


class MatplotlibLab:
    """Score bars with gradient arrows, probability bars with the target, the −log q curve.

    With ``blit`` what holds still in a drag (axes, names, curve, target, the band) is kept as
    a picture and only the artists that change are drawn; without, the figure is redrawn.
    Positions are fixed: a layout engine would run again at every draw.
    """

    def __init__(self, store: Store, size: tuple[int, int], *, blit: bool) -> None:
        self._document, self._blit, self._shown = store.document, blit, 0
        self._held = analyse(self._document)
        width, height = size
        figure = Figure(figsize=(3 * width / 100, height / 100), dpi=100)
        self._canvas = FigureCanvasQTAgg(figure)
        state = self._state(0)
        places = [
            ((54 + k * width) / (3 * width), 64 / height, (width - 64) / (3 * width),
             (height - 104) / height)
            for k in range(3)
        ]  # fmt: skip
        kinds: tuple[Kind, Kind, Kind] = (ScoreAxes, ProbabilityAxes, CurveAxes)
        self._pictures = [
            kind(figure.add_axes(place), state) for kind, place in zip(kinds, places, strict=True)
        ]
        for picture in self._pictures:
            for artist in picture.moving:
                artist.set_animated(blit)
        self._canvas.resize(3 * width, height)
        self._canvas.show()
        self._canvas.draw()
        self._backgrounds = self._canvas.copy_from_bbox(figure.bbox)
        QApplication.processEvents()

    def contender(self) -> Contender:
        """For the harness."""
        return Contender(self._show, Spy([self._canvas]), lambda: self._shown)

    def close(self) -> None:
        """Take the canvas away."""
        self._canvas.close()
        self._canvas.deleteLater()

    def picture(self) -> NDArray[np.uint8]:
        """What is on the canvas, (height, width, 4) uint8: to be looked at."""
        return np.asarray(self._canvas.buffer_rgba())

    def _state(self, i: int) -> State:
        """The true class dragged as ceviz's window is."""
        true = self._document.sample.true
        value = 0.1 + 0.75 * abs((i * 13 % 80) / 40.0 - 1.0)
        document = edits.drag_probability(self._document, i=true, value=value)
        return State(document, analyse(document), self._held, selected=true)

    def _show(self, i: int) -> None:
        self._shown += 1
        state = self._state(i)
        for picture in self._pictures:
            picture.follow(state)
        if not self._blit:
            self._canvas.draw_idle()
            return
        self._canvas.restore_region(self._backgrounds)
        for picture in self._pictures:
            for artist in picture.moving:
                picture.axes.draw_artist(artist)
        self._canvas.blit(self._canvas.figure.bbox)
