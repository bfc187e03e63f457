"""The lab's three pictures drawn the usual way with matplotlib's QtAgg canvas."""

from __future__ import annotations

from functools import partial

import matplotlib as mpl
import numpy as np
from PySide6.QtWidgets import QApplication

from ceviz.document import edits
from ceviz.document.analysis import Analysis, analyse
from ceviz.store import Store
from tests.bench.harness import Contender, Spy

mpl.use("QtAgg")
from matplotlib.backends.backend_qtagg import FigureCanvasQTAgg
from matplotlib.figure import Figure


class MatplotlibLab:
    """Score bars with gradient arrows, probability bars with the target, the −log q curve.

    With ``blit`` the axes are kept as a picture and only the artists that change are drawn;
    without, the figure is redrawn, as ``draw_idle`` would.
    """

    def __init__(self, store: Store, *, blit: bool) -> None:
        self._document, self._blit, self._shown = store.base, blit, 0
        figure = Figure(figsize=(12.2, 4.6), dpi=100, layout="constrained")
        self._canvas = FigureCanvasQTAgg(figure)
        self._scores, self._bars, self._curve = figure.subplots(1, 3)
        self._make(analyse(self._document))
        self._canvas.resize(1220, 460)
        self._canvas.show()
        for artist in self._moving:
            artist.set_animated(blit)
        self._canvas.draw()
        self._still = self._canvas.copy_from_bbox(figure.bbox)
        QApplication.processEvents()

    def contender(self) -> Contender:
        """For the harness."""
        return Contender(self._show, Spy([self._canvas]), lambda: self._shown)

    def close(self) -> None:
        """Take the canvas away."""
        self._canvas.close()
        self._canvas.deleteLater()

    def _make(self, a: Analysis) -> None:
        count, at = len(a.q), np.arange(len(a.q))
        names = self._document.classes.names if count <= 12 else [""] * count
        colours = [f"C{k % 10}" for k in at]
        self._z = self._scores.bar(at, a.z, color=colours)
        self._scores.set_ylim(a.z.min() - 2, a.z.max() + 2)
        self._arrows = self._scores.quiver(
            at, a.z, np.zeros(count), -a.gradient, angles="xy", scale_units="xy", scale=1.0
        )
        self._q = self._bars.bar(at, a.q, color=colours)
        self._bars.bar(at, a.p, color="none", edgecolor="black")
        self._bars.set_ylim(0, 1.05)
        if count <= 12:
            for axes in (self._scores, self._bars):
                axes.set_xticks(at, names, rotation=90)
            labels = [self._bars.text(k, 0, "", ha="center", fontsize=7) for k in at]
            labels += [self._scores.text(k, 0, "", ha="center", fontsize=7) for k in at]
        else:
            labels = []
        self._labels = labels
        q = np.geomspace(1e-4, 1.0, 400)
        self._curve.plot(q, -np.log(q))
        self._curve.set(xlim=(0, 1.03), ylim=(0, 5.3), xlabel="probability q")
        self._points = self._curve.scatter(a.q, a.surprisal, c=colours, s=20)
        (self._tangent,) = self._curve.plot([], [])
        for axes, title in (
            (self._scores, "Scores z"), (self._bars, "Probabilities q"), (self._curve, "−log q"),
        ):  # fmt: skip
            axes.set_title(title)
            axes.grid(axis="y")
        self._moving = [
            *self._z, *self._q, self._arrows, self._points, self._tangent, *self._labels
        ]  # fmt: skip

    def _show(self, i: int) -> None:
        self._shown += 1
        true = self._document.sample.true
        value = 0.1 + 0.75 * abs((i * 13 % 80) / 40.0 - 1.0)
        a = analyse(partial(edits.drag_probability, i=true, value=value)(self._document))
        self._set(a, true)
        if not self._blit:
            self._canvas.draw_idle()
            return
        self._canvas.restore_region(self._still)
        for artist in self._moving:
            artist.axes.draw_artist(artist)
        self._canvas.blit(self._canvas.figure.bbox)

    def _set(self, a: Analysis, true: int) -> None:
        for bars, heights in ((self._z, a.z), (self._q, a.q)):
            for bar, height in zip(bars, heights, strict=True):
                bar.set_height(height)
        at = np.arange(len(a.q))
        self._arrows.set_offsets(np.column_stack([at, a.z]))
        self._arrows.set_UVC(np.zeros(len(at)), -a.gradient)
        self._points.set_offsets(np.column_stack([a.q, a.surprisal]))
        q, cost = float(a.q[true]), float(a.surprisal[true])
        x = np.array([q - 0.1, q + 0.1])
        self._tangent.set_data(x, cost - (x - q) / q)
        values = [*a.q, *a.z]
        for label, value in zip(self._labels, values, strict=False):
            label.set_y(value)
            label.set_text(f"{value:.3f}")
