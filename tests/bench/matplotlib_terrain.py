"""matplotlib's artists for the views made of fields and curves: simplex, plane, losses, descent."""

from __future__ import annotations

from typing import Any

import numpy as np

from ceviz.document.analysis import Analysis
from ceviz.document.course import PLAIN, Course
from ceviz.document.text.numbers import show_information, show_probability
from ceviz.draw.theme import LIGHT
from ceviz.maths import plane, predict, ternary
from ceviz.maths.arrays import FloatArray
from ceviz.maths.losses import GAMMA
from ceviz.maths.sweeps import sweep_score
from ceviz.views.losses.table import LOSSES, grades
from tests.bench.matplotlib_pictures import SMALL
from tests.bench.matplotlib_shapes import View, words

#: How many points a trail has.
TRAIL = 120


def _remove(artists: list[Any]) -> None:
    for artist in artists:
        artist.remove()
    artists.clear()


class Simplex(View):
    """Field and lines over the triangle, arrows, p, q, the line through q, the trail."""

    title = "Simplex"
    boxes = ((0.1, 0.14, 0.8, 0.74),)

    def make(self, analysis: Analysis) -> None:
        """The field holds still; lines are traced when what the others hold is new."""
        (axes,) = self.axes
        order = analysis.ranking.tolist()
        self._chosen = sorted(list(dict.fromkeys([analysis.true, *order]))[:3])
        shares = ternary.lattice(40)
        points = ternary.to_plane(shares)
        self._target = analysis.p[self._chosen]
        self._x, self._y = points.T
        self._field = ternary.field(self._target, shares)
        axes.tricontourf(self._x, self._y, self._field, 64, cmap="Blues")
        coarse = ternary.lattice(9)
        along = ternary.downhill(self._target, coarse)
        along = along / (np.hypot(*along.T)[:, np.newaxis] + 1.0)
        axes.quiver(*ternary.to_plane(coarse).T, *along.T, alpha=0.5)
        axes.set_aspect("equal")
        axes.axis("off")
        corners = ternary.to_plane(np.eye(3))
        axes.plot(*corners[[0, 1, 2, 0]].T, color=LIGHT.muted)
        self._names = [
            axes.text(x, y - 0.04, "", fontsize=SMALL, ha="center", va="top") for x, y in corners
        ]
        self._p = axes.plot(*ternary.to_plane(self._target / self._target.sum()), "s", ms=12.0,
                            color=LIGHT.target)[0]  # fmt: skip
        self._q = axes.plot([0.0], [0.0], "o", ms=12.0, color=LIGHT.accent)[0]
        self._way = axes.plot([], [], ".-", ms=2.0, color=LIGHT.ink, lw=1.0)[0]
        self._words = axes.text(0.0, 0.95, "", fontsize=SMALL, transform=axes.transAxes)
        self._arrow = axes.quiver([0.0], [0.0], [0.0], [0.0], color=LIGHT.accent, scale=8.0)
        self._trail: list[FloatArray] = []
        self._traced: list[Any] = []

    def follow(self, analysis: Analysis) -> None:
        """Lines, point, arrow, trail, numbers."""
        (axes,), a = self.axes, analysis
        part = ternary.slice_of(a.p, a.prediction, self._chosen)
        _remove(self._traced)
        lines = axes.tricontour(
            self._x, self._y, self._field + part.offset, 8, colors=LIGHT.ink, linewidths=0.7
        )
        here = float(ternary.field(self._target, part.point))
        through = axes.tricontour(
            self._x, self._y, self._field, [here], colors=LIGHT.accent, linewidths=1.5
        )
        lines.clabel(fontsize=SMALL)
        self._traced += [lines, through]
        at = ternary.to_plane(part.point)
        self._q.set_data(*at[:, np.newaxis])
        down = ternary.downhill(self._target, part.point)
        self._arrow.set_offsets(at)
        self._arrow.set_UVC(*(down / (np.hypot(*down) + 1.0))[:, np.newaxis])
        self._trail = [*self._trail, a.z[self._chosen]][-TRAIL:]
        self._way.set_data(*ternary.to_plane(predict(np.stack(self._trail)).q).T)
        for text, k in zip(self._names, self._chosen, strict=True):
            text.set_text(f"{self.names[k]}\nq {show_probability(float(a.q[k]))}")
        self._words.set_text(f"H(p,q) = {show_information(a.cross_entropy)} nats")


class Plane(View):
    """The loss over two scores, its arrows, the point, the line through it, the trail."""

    title = "Score plane (nats)"
    boxes = ((0.12, 0.14, 0.82, 0.74),)

    def make(self, analysis: Analysis) -> None:
        """Field, lines and arrows hold still while one of the two scores moves."""
        (axes,) = self.axes
        self._pair = [analysis.true, int(analysis.ranking[analysis.ranking != analysis.true][0])]
        made = plane.plane_of(analysis.p, analysis.z, *self._pair)
        side = np.linspace(-6.0, 6.0, 90)
        self._side, self._loss = side, plane.terrain(made, plane.grid(side, side)).loss
        axes.contourf(side, side, self._loss, 64, cmap="Blues")
        lines = axes.contour(side, side, self._loss, 10, colors=LIGHT.ink, linewidths=0.7)
        axes.clabel(lines, fontsize=SMALL)
        coarse = np.linspace(-5.5, 5.5, 8)
        grid = plane.grid(coarse, coarse).reshape(-1, 2)
        axes.quiver(*grid.T, *(-plane.terrain(made, grid).gradient).T, alpha=0.5)
        axes.set_aspect("equal")
        axes.set_xlabel(f"score z of {self.names[self._pair[0]]}", fontsize=SMALL)
        axes.set_ylabel(f"score z of {self.names[self._pair[1]]}", fontsize=SMALL)
        self._valley = axes.plot([], [], "--", color=LIGHT.good)[0]
        self._named = axes.text(0.0, 0.0, "along (1, 1)", fontsize=SMALL, color=LIGHT.good,
                                rotation=45.0)  # fmt: skip
        self._q = axes.plot([0.0], [0.0], "o", ms=12.0, color=LIGHT.accent)[0]
        self._way = axes.plot([], [], ".-", ms=2.0, color=LIGHT.ink, lw=1.0)[0]
        self._arrow = axes.quiver([0.0], [0.0], [0.0], [0.0], color=LIGHT.accent, scale=8.0)
        axes.set(xlim=(-6.0, 6.0), ylim=(-6.0, 6.0))
        self._trail: list[FloatArray] = []
        self._traced: list[Any] = []

    def follow(self, analysis: Analysis) -> None:
        """Point, arrow, valley, trail, the line through the point."""
        (axes,), a = self.axes, analysis
        point = a.z[self._pair]
        made = plane.plane_of(a.p, a.z, *self._pair)
        there = plane.terrain(made, point)
        _remove(self._traced)
        self._traced.append(
            axes.contour(self._side, self._side, self._loss, [float(there.loss)],
                         colors=LIGHT.accent, linewidths=1.5)
        )  # fmt: skip
        self._q.set_data(*point[:, np.newaxis])
        self._arrow.set_offsets(point)
        self._arrow.set_UVC(*(-there.gradient)[:, np.newaxis])
        self._valley.set_data(point[0] + np.array([-9.0, 9.0]), point[1] + np.array([-9.0, 9.0]))
        self._named.set_position((point[0] + 1.0, point[1] + 1.2))
        self._trail = [*self._trail, point][-TRAIL:]
        self._way.set_data(*np.stack(self._trail).T)


class Losses(View):
    """Five losses over one score, their slopes below, the present position in both."""

    title = "Losses compared (nats)"
    boxes = ((0.12, 0.5, 0.84, 0.38), (0.12, 0.12, 0.84, 0.32))

    def make(self, analysis: Analysis) -> None:
        """The curves hold still; the score that moves is what they run over."""
        a = analysis
        scores = np.linspace(-8.0, 8.0, 160)
        made = sweep_score(a.p, a.z, a.true, scores, grades(GAMMA))
        self._now, self._dots = [], []
        for axes, values in zip(self.axes, (made.value, made.slope), strict=True):
            for place, loss in enumerate(LOSSES):
                axes.plot(scores, values[loss], color=LIGHT.palette[place], label=loss.key)
            axes.axvspan(-8.0, -3.0, color=LIGHT.danger, alpha=0.1, lw=0)
            self._now.append(axes.axvline(0.0, color=LIGHT.accent))
            self._dots.append(axes.scatter(np.zeros(5), np.zeros(5), zorder=3, s=30.0,
                                           c=LIGHT.palette[:5]))  # fmt: skip
            axes.set_xlim(-8.0, 8.0)
        axes = self.axes[0]
        axes.text(-7.9, 0.2, "confidently wrong", fontsize=SMALL, color=LIGHT.danger)
        self._legend = axes.legend(fontsize=SMALL, loc="upper right")
        self.axes[1].set_xlabel(f"score z of {self.names[a.true]}", fontsize=SMALL)

    def follow(self, analysis: Analysis) -> None:
        """The line, the dots, the numbers in the legend."""
        a = analysis
        z, here = float(a.z[a.true]), a.prediction
        temperature = self.document.temperature
        graded = {loss: grade(a.p, here, temperature) for loss, grade in grades(GAMMA).items()}
        values = [float(g.value) for g in graded.values()]
        slopes = [float(g.gradient[a.true]) for g in graded.values()]
        for line, dots, heights in zip(self._now, self._dots, (values, slopes), strict=True):
            line.set_xdata([z, z])
            dots.set_offsets(np.column_stack([np.full(5, z), heights]))
        for text, loss, value, slope in zip(
            self._legend.get_texts(), LOSSES, values, slopes, strict=True
        ):
            text.set_text(f"{loss.key} {show_information(value)} {show_information(slope)}")


class Descent(View):
    """H(p,q) and KL over the steps down two losses, accuracy below.

    In a drag they stay, as ceviz's follow only a few times a second.
    """

    title = "Gradient descent"
    boxes = ((0.12, 0.42, 0.84, 0.46), (0.12, 0.12, 0.84, 0.22))

    def make(self, analysis: Analysis) -> None:
        """Curves, floor, marks, numbers."""
        upper, lower = self.axes
        course = Course.of(self.document, PLAIN)
        self._now = [axes.axvline(0.0, color=LIGHT.accent) for axes in self.axes]
        for place, (loss, path) in enumerate(course.paths.items()):
            tint = LIGHT.palette[place]
            upper.plot(path.cross_entropy, color=tint, label=f"down {loss.value}")
            upper.plot(path.kl, "--", color=tint)
            lower.plot(path.accuracy, color=tint)
            upper.plot([len(path) - 1], [path.cross_entropy[-1]], "o", color=tint)
        upper.axhline(course.floor, ls=":", color=LIGHT.ink)
        upper.legend(fontsize=SMALL, loc="upper right")
        lower.set(xlabel="step", ylim=(-0.25, 1.25))
        self._words = words(upper, 2)

    def follow(self, analysis: Analysis) -> None:
        """The present step."""
        for line in self._now:
            line.set_xdata([0.0, 0.0])
        for text, value in zip(self._words, (analysis.cross_entropy, analysis.kl), strict=True):
            text.set_position((10.0, value))
            text.set_text(show_information(value))
