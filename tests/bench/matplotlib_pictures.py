"""matplotlib's artists for the three pictures, with the words and numbers ceviz shows."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from numpy.typing import NDArray

from ceviz.document.text.numbers import show_information, show_score
from ceviz.draw.columns import notable
from ceviz.draw.lab.curve import limits
from ceviz.draw.lab.probabilities import short
from ceviz.draw.lab.scores import score_range
from ceviz.draw.state import State
from ceviz.draw.theme import LIGHT
from ceviz.draw.tooltip import lines_for

#: Pixels to points at 100 dpi.
POINTS = 72.0 / 100.0

#: Type as in ceviz: labels of 11 pixels, titles of 13.
SMALL, TITLE = 11.0 * POINTS, 13.0 * POINTS

#: From here on a column is too thin for a name under it, or for an arrow's head.
THIN = 30


class BarAxes:
    """What score bars and probability bars share; ``moving`` are the artists that change."""

    def __init__(self, axes: Axes, state: State, values: NDArray[np.float64], share: float) -> None:
        self.axes = axes
        count, at = len(values), np.arange(len(values))
        palette = LIGHT.palette
        colours = [palette[slot % len(palette)] for slot in state.document.classes.colours]
        self.few = count <= THIN
        self.bars = axes.bar(at, values, share, color=colours, zorder=2)
        axes.set_xlim(-0.5, count - 0.5)
        axes.tick_params(labelsize=SMALL, length=0, colors=LIGHT.muted)
        axes.grid(axis="y", color=LIGHT.faint)
        axes.set_axisbelow(True)
        axes.spines[:].set_visible(False)
        axes.axvspan(
            state.selected - 0.5, state.selected + 0.5, color=LIGHT.accent, alpha=0.06, linewidth=0
        )
        if self.few:
            axes.set_xticks(at, state.document.classes.names, rotation=90)
            axes.get_xticklabels()[state.analysis.true].set_fontweight("bold")
        else:
            axes.set_xticks([])
        # As many as can ever be worth naming: hovered, true, predicted, selected, three largest.
        self.labels = [
            axes.annotate("", (0, 0), (0, 4), textcoords="offset pixels", ha="center",
                          fontsize=SMALL, color=LIGHT.ink)
            for _ in range(7)
        ]  # fmt: skip
        self.names = [
            axes.text(0, -0.03, "", transform=axes.get_xaxis_transform(), ha="center", va="top",
                      fontsize=SMALL, color=LIGHT.muted)
            for _ in range(0 if self.few else 7)
        ]  # fmt: skip
        self.moving: list[Artist] = [*self.bars, *self.labels, *self.names]
        self._gap = (40.0 if self.few else 56.0) * count / 323.0

    def set_bars(self, values: NDArray[np.float64]) -> None:
        """Other heights."""
        for bar, height in zip(self.bars, values, strict=True):
            bar.set_height(height)

    def set_labels(
        self, values: NDArray[np.float64], words: Callable[[int], str], state: State
    ) -> None:
        """Numbers at the ends of the important bars, names under them, as many as fit."""
        shown: list[int] = []
        for k in notable(state):
            if all(abs(k - other) >= self._gap for other in shown):
                shown.append(k)
        for place, label in enumerate(self.labels):
            label.set_visible(place < len(shown))
            if place < len(shown):
                k = shown[place]
                label.xy = (k, values[k])
                label.set_text(words(k))
        for place, name in enumerate(self.names):
            name.set_visible(place < len(shown))
            if place < len(shown):
                name.set_x(shown[place])
                name.set_text(state.document.classes.names[shown[place]])


class ScoreAxes(BarAxes):
    """z as bars with −∂L/∂z as arrows beside them."""

    def __init__(self, axes: Axes, state: State) -> None:
        super().__init__(axes, state, state.analysis.z, 0.4)
        self._at = np.arange(len(state.analysis.z)) + (0.43 if self.few else 0.0)
        low, high = score_range(state.held)
        axes.set_ylim(low, high)
        self._pixel = (high - low) / axes.bbox.height
        axes.axhline(0.0, color=LIGHT.muted, linewidth=1.0 * POINTS)
        _title(axes, "Scores z", "arrows: −∂L/∂z = (p − q)/T")
        # Thin columns have no room for heads.
        head = (3.0, 5.0, 4.5) if self.few else (0.0, 0.0, 0.0)
        self._arrows = axes.quiver(
            self._at, state.analysis.z, np.zeros(len(self._at)), -state.analysis.gradient,
            color=LIGHT.fall, angles="xy", scale_units="xy", scale=1.0, units="dots", width=2.0,
            zorder=3, headwidth=head[0], headlength=head[1], headaxislength=head[2],
        )  # fmt: skip
        self.moving.append(self._arrows)
        self.follow(state)

    def follow(self, state: State) -> None:
        """Heights, numbers, arrows of at least a pixel."""
        a = state.analysis
        self.set_bars(a.z)
        self.set_labels(a.z, lambda k: show_score(float(a.z[k])), state)
        downhill = np.ma.masked_where(np.abs(a.gradient) < self._pixel, -a.gradient)
        self._arrows.set_offsets(np.column_stack([self._at, a.z]))
        self._arrows.set_UVC(np.ma.zeros(len(self._at)), downhill)
        self._arrows.set_facecolor([LIGHT.rise if d < 0.0 else LIGHT.fall for d in a.gradient])


class ProbabilityAxes(BarAxes):
    """q as bars, p as an outline, Σq, and the note beside the pointer."""

    def __init__(self, axes: Axes, state: State) -> None:
        super().__init__(axes, state, state.analysis.q, 0.62)
        axes.set_ylim(0.0, 1.04)
        _title(axes, "Probabilities q")
        with_mass = np.flatnonzero(state.analysis.p)
        axes.bar(
            with_mass, state.analysis.p[with_mass], 0.95, color="none",
            edgecolor=LIGHT.target, linewidth=1.5 * POINTS, zorder=3,
        )  # fmt: skip
        self._sum = axes.text(
            1.0, 1.02, "", transform=axes.transAxes, ha="right", fontsize=SMALL, color=LIGHT.muted
        )
        self._note = axes.annotate(
            "", (0, 0), (16, 8), textcoords="offset pixels", fontsize=SMALL, zorder=5,
            bbox={"boxstyle": "round", "facecolor": LIGHT.raised, "edgecolor": LIGHT.muted},
        )  # fmt: skip
        self.moving += [self._sum, self._note]
        self.follow(state)

    def follow(self, state: State) -> None:
        """Heights, numbers, the sum, the note."""
        a, k = state.analysis, state.selected
        self.set_bars(a.q)
        self.set_labels(a.q, lambda k: short(float(a.q[k])), state)
        self._sum.set_text(f"Σq = {a.total:.3f}")
        self._note.xy = (k, a.q[k])
        self._note.set_text("\n".join(lines_for(k, state)))


class CurveAxes:
    """−log q with a point a class, the selected one ringed, and its tangent."""

    def __init__(self, axes: Axes, state: State) -> None:
        self.axes = axes
        (x0, x1), (y0, y1) = limits(state)
        axes.set(xlim=(x0 - 0.03, x1 + 0.03), ylim=(y0, y1))
        axes.set_xlabel("probability q", fontsize=SMALL)
        _title(axes, "Surprise −log q (nats)", "big points carry target mass")
        axes.tick_params(labelsize=SMALL, colors=LIGHT.muted)
        axes.spines[["top", "right"]].set_visible(False)
        q = np.geomspace(1e-4, 1.0, 400)
        axes.plot(q, -np.log(q), color=LIGHT.ink, linewidth=2.0 * POINTS)
        p = state.analysis.p
        palette = LIGHT.palette
        colours = [
            palette[slot % len(palette)] if mass > 0.0 else LIGHT.muted
            for slot, mass in zip(state.document.classes.colours, p, strict=True)
        ]
        sizes = np.where(p > 0.0, 8.0 + 12.0 * np.sqrt(p), 6.0) * POINTS
        self._points = axes.scatter(p, p, s=sizes**2, c=colours, linewidths=0, zorder=3)
        self._ring = axes.scatter(
            [0.0], [0.0], s=(sizes[state.selected] + 6.0 * POINTS) ** 2, facecolors="none",
            edgecolors=LIGHT.accent, linewidths=1.5 * POINTS, zorder=4,
        )  # fmt: skip
        (self._tangent,) = axes.plot([], [], color=LIGHT.accent, linewidth=1.5 * POINTS, zorder=4)
        self._name, self._slope = (
            axes.annotate("", (0, 0), offset, textcoords="offset pixels", fontsize=SMALL,
                          color=tint, zorder=5)
            for offset, tint in (((15, 4), LIGHT.ink), ((15, 24), LIGHT.accent))
        )  # fmt: skip
        self._per_pixel = (x1 - x0) / axes.bbox.width, (y1 - y0) / axes.bbox.height
        self.moving: list[Artist] = [
            self._points, self._ring, self._tangent, self._name, self._slope
        ]  # fmt: skip
        self.follow(state)

    def follow(self, state: State) -> None:
        """Points, ring, tangent, the two labels."""
        a, k = state.analysis, state.selected
        q, cost = float(a.q[k]), float(a.surprisal[k])
        self._points.set_offsets(np.column_stack([a.q, a.surprisal]))
        self._ring.set_offsets([(q, cost)])
        across, up = self._per_pixel
        half = 70.0 / np.hypot(1.0 / across, 1.0 / (q * up))
        x = np.array([q - half, q + half])
        self._tangent.set_data(x, cost - (x - q) / q)
        self._name.xy = self._slope.xy = (q, cost)
        self._name.set_text(f"{state.document.classes.names[k]} {show_information(cost)}")
        self._slope.set_text(f"slope −1/q = {show_score(-1.0 / q)}")


def _title(axes: Axes, title: str, note: str = "") -> None:
    axes.set_title(title, loc="left", fontsize=TITLE, weight="bold")
    if note:
        axes.set_title(note, loc="right", fontsize=9.0 * POINTS, color=LIGHT.muted)
