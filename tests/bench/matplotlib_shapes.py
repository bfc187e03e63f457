"""matplotlib's artists for the views made of rectangles and numbers: areas, sums, Jacobian."""

from __future__ import annotations

from typing import Any, ClassVar

import numpy as np
from matplotlib.axes import Axes

from ceviz.document.analysis import Analysis
from ceviz.document.asymmetry import asymmetry
from ceviz.document.model import Document
from ceviz.document.text.numbers import show_information, show_probability
from ceviz.draw.theme import LIGHT
from ceviz.views.jacobian.chain_terms import product, verdict
from tests.bench.matplotlib_pictures import SMALL


class View:
    """One view: its axes in a cell as (left, bottom, width, height) of it, and what follows."""

    title: ClassVar[str]
    boxes: ClassVar[tuple[tuple[float, float, float, float], ...]]

    def __init__(self, axes: list[Axes], document: Document, analysis: Analysis) -> None:
        self.axes, self.document = axes, document
        self.names = document.classes.names
        palette = LIGHT.palette
        self.colours = [palette[slot % len(palette)] for slot in document.classes.colours]
        self.make(analysis)
        self.follow(analysis)

    def make(self, analysis: Analysis) -> None:
        """The artists."""
        raise NotImplementedError

    def follow(self, analysis: Analysis) -> None:
        """Other numbers."""
        raise NotImplementedError


def words(axes: Axes, count: int, **options: Any) -> list[Any]:
    """``count`` empty texts in data coordinates."""
    return [axes.text(0.0, 0.0, "", fontsize=SMALL, **options) for _ in range(count)]


class Areas(View):
    """Rectangles with a solid floor, a pale surplus, hatched where it is missing."""

    title = "Area = H(p,q)"
    boxes = ((0.12, 0.15, 0.72, 0.62),)

    def make(self, analysis: Analysis) -> None:
        """Two bars a class, two mean heights, three words a class, a legend."""
        (axes,), p = self.axes, analysis.p
        left = np.concatenate([[0.0], np.cumsum(p)[:-1]])
        self._middle, width = left + p / 2.0, p
        options: dict[str, Any] = {"align": "edge", "color": self.colours}
        self._floor = axes.bar(left, np.ones(len(p)), width, **options)
        self._over = axes.bar(left, np.ones(len(p)), width, alpha=0.34, **options)
        self._levels = [
            axes.axhline(0.0, color=LIGHT.ink, ls=style, lw=1.0) for style in ("--", ":")
        ]
        self._named = [
            axes.text(1.02, 0.0, name, fontsize=SMALL, va="center") for name in ("H(p,q)", "H(p)")
        ]
        self._tops = axes.plot(self._middle, p, "o", color=LIGHT.target, ms=6.0)[0]
        self._heights = words(axes, len(p), ha="center", va="bottom")
        self._areas = words(axes, len(p), ha="center", va="center", weight="bold")
        for k in np.flatnonzero(p > 0.05):
            name = f"{self.names[k]}\n{show_probability(float(p[k]))}"
            axes.text(self._middle[k], -0.1, name, fontsize=SMALL, ha="center", va="top")
        self._sums = axes.text(0.0, 1.05, "", fontsize=SMALL, transform=axes.transAxes)
        axes.set(xlim=(0.0, 1.0), ylim=(0.0, 5.0))
        axes.set_xticks([])

    def follow(self, analysis: Analysis) -> None:
        """Heights, hatching, numbers, sums."""
        way = asymmetry(analysis).there
        a = way.areas
        for k, (floor, over) in enumerate(zip(self._floor, self._over, strict=True)):
            low, high = sorted((float(a.inner[k]), float(a.height[k])))
            floor.set_height(min(float(a.inner[k]), float(a.height[k])))
            over.set_y(low)
            over.set_height(high - low)
            over.set_hatch("///" if a.surplus[k] < 0.0 else None)
            self._heights[k].set_position((self._middle[k], float(a.height[k])))
            shown = a.width[k] > 0.05
            self._heights[k].set_text(show_information(float(a.height[k])) if shown else "")
            self._areas[k].set_position((self._middle[k], float(a.height[k]) / 2.0))
            self._areas[k].set_text(show_information(float(a.area[k])) if shown else "")
        self._tops.set_ydata(a.height)
        for line, name, level in zip(
            self._levels, self._named, (way.cross_entropy, way.entropy), strict=True
        ):
            line.set_ydata([level, level])
            name.set_y(level)
        total, floor, price = (
            show_information(nats) for nats in (way.cross_entropy, way.entropy, way.divergence)
        )
        saved = show_information(float(-a.surplus[a.surplus < 0.0].sum()))
        self._sums.set_text(f"H(p,q) = {total} = H(p) {floor} + KL {price}\nsaved {saved}")


class Sums(View):
    """Two stacked bars, and three columns of terms."""

    title = "Sums and asymmetry"
    boxes = (
        (0.06, 0.66, 0.88, 0.22), (0.18, 0.08, 0.24, 0.42), (0.45, 0.08, 0.24, 0.42),
        (0.72, 0.08, 0.24, 0.42),
    )  # fmt: skip

    def make(self, analysis: Analysis) -> None:
        """Bars with their numbers."""
        stacks, *columns = self.axes
        at = np.arange(len(self.names))
        self._floors = stacks.barh([1, 0], [1.0, 1.0], 0.4, color=LIGHT.muted)
        self._prices = stacks.barh([1, 0], [1.0, 1.0], 0.4, color=LIGHT.accent)
        self._lines = words(stacks, 3)
        (self._mark,) = stacks.plot([0.0], [1.3], "v", color=LIGHT.ink)
        stacks.set(xlim=(0.0, 5.0), ylim=(-0.8, 1.7))
        stacks.set_yticks([])
        self._bars, self._numbers, self._heads = [], [], []
        for place, axes in enumerate(columns):
            self._bars.append(axes.barh(at, np.ones(len(at)), 0.58, color=self.colours))
            self._numbers.append(words(axes, len(at), ha="right", va="center"))
            self._heads.append(axes.set_title("", fontsize=SMALL, weight="bold", loc="left"))
            axes.set(xlim=(-0.5, 2.5), ylim=(len(at) - 0.5, -0.5))
            axes.set_xticks([])
            axes.set_yticks(at if place == 0 else [], self.names if place == 0 else [])
            axes.axvline(0.0, color=LIGHT.muted, lw=1.0)

    def follow(self, analysis: Analysis) -> None:
        """Lengths, hatching, numbers."""
        both = asymmetry(analysis)
        for k, way in enumerate((both.there, both.back)):
            self._floors[k].set_width(way.entropy)
            self._prices[k].set_x(way.entropy)
            self._prices[k].set_width(way.divergence)
            floor, price, whole = (
                show_information(nats) for nats in (way.entropy, way.divergence, way.cross_entropy)
            )
            self._lines[k].set_position((0.0, 1.3 - k))
            self._lines[k].set_text(f"H({way.world}) {floor} + KL {price} = {whole}")
        self._mark.set_xdata([both.there.cross_entropy])
        self._lines[2].set_position((0.0, -0.7))
        self._lines[2].set_text(f"perplexity {show_information(analysis.perplexity)}")
        terms = (both.there.areas.surplus, both.back.areas.surplus, both.js_terms)
        sums = (both.there.divergence, both.back.divergence, both.js)
        heads = ("KL(p‖q)", "KL(q‖p)", "Jensen–Shannon")
        for place, (column, total) in enumerate(zip(terms, sums, strict=True)):
            self._heads[place].set_text(f"{heads[place]}\n{show_information(total)}")
            for k, value in enumerate(column.tolist()):
                bar, number = self._bars[place][k], self._numbers[place][k]
                bar.set_width(value)
                bar.set_alpha(1.0 if value >= 0.0 else 0.15)
                bar.set_hatch(None if value >= 0.0 else "////")
                number.set_position((2.5, k))
                number.set_text(f"{value:.3f}")


class Jacobian(View):
    """The matrix with its numbers, the row it is multiplied by, the result, and the terms."""

    title = "Jacobian and chain rule"
    boxes = ((0.16, 0.42, 0.7, 0.42), (0.03, 0.03, 0.94, 0.34))

    def make(self, analysis: Analysis) -> None:
        """An image, texts over it, a table of texts below."""
        matrix, table = self.axes
        count = len(self.names)
        self._image = matrix.imshow(np.zeros((count, count)), cmap="RdBu", vmin=-0.25, vmax=0.25,
                                    aspect="auto")  # fmt: skip
        self._cells = words(matrix, count * count, ha="center", va="center")
        for text, (row, column) in zip(self._cells, np.ndindex(count, count), strict=True):
            text.set_position((column, row))
        self._outer = words(matrix, count, ha="center")
        self._result = words(matrix, count, va="center", clip_on=False)
        self._pulls = matrix.barh(np.arange(count), np.zeros(count), 0.6, left=count - 0.5,
                                  color=LIGHT.fall, alpha=0.35, clip_on=False)  # fmt: skip
        for k in range(count):
            self._outer[k].set_position((k, -0.6))
            self._result[k].set_position((count - 0.4, k))
        matrix.set_yticks(range(count), [f"z {name}" for name in self.names])
        matrix.set_xticks([])
        matrix.set_xlim(-0.5, count - 0.5)
        table.axis("off")
        table.set(xlim=(0.0, 1.0), ylim=(7.0, 0.0))
        self._terms = [words(table, 4, va="top") for _ in range(6)]
        for row, line in enumerate(self._terms):
            for column, text in enumerate(line):
                text.set_position((0.0 + 0.26 * column, row + 0.2))
        (self._check,) = words(table, 1, va="top")
        self._check.set_position((0.0, 6.2))

    def follow(self, analysis: Analysis) -> None:
        """Entries, factors, products, the check."""
        a, temperature = analysis, self.document.temperature
        made = np.diag(a.q) - np.outer(a.q, a.q)
        self._image.set_data(made / temperature)
        for text, value in zip(self._cells, (made / temperature).ravel().tolist(), strict=True):
            text.set_text(f"{value:.2f}")
        one = product(a, temperature, a.true)
        for k in range(len(a.q)):
            self._outer[k].set_text(f"{one.outer[k]:.2f}")
            self._result[k].set_text(show_information(float(a.gradient[k])))
            self._pulls[k].set_width(abs(float(a.gradient[k])))
        for line, k in zip(self._terms, np.argsort(-a.p)[:6].tolist(), strict=True):
            factors = one.outer[k], one.inner[k], one.terms[k]
            for text, factor in zip(line, factors, strict=False):
                text.set_text(show_information(float(factor)))
            line[3].set_text(self.names[k])
        self._check.set_text(verdict(a, temperature)[0])
