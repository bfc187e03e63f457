"""Classes side by side: which columns there are, where they lie, what a pixel belongs to.

From two to a thousand classes, always all of them: wide columns while there is room, then
thin ones, then less than a pixel each, drawn as an envelope of per-pixel maxima.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ceviz.document.analysis import Analysis
from ceviz.draw.state import State
from ceviz.memo import value_memo

#: Below this many pixels a column is drawn as part of an envelope.
THIN = 3.0

Index = NDArray[np.intp]


@dataclass(frozen=True, eq=False)
class Columns:
    """Equal columns between two pixels.

    Attributes:
        left, width: of all columns together.
        classes: the class of each column, in order; with ``rest`` there is one more column.
        rest: the classes drawn together as the last column, or None.
    """

    left: float
    width: float
    classes: Index
    rest: Index | None = None

    @property
    def count(self) -> int:
        """How many columns there are."""
        return len(self.classes) + (self.rest is not None)

    @property
    def pitch(self) -> float:
        """Width of one column in pixels."""
        return self.width / self.count

    @property
    def thin(self) -> bool:
        """Whether the columns run together into an envelope."""
        return self.pitch < THIN

    def centre(self, column: int) -> float:
        """The middle of a column, in pixels."""
        return self.left + (column + 0.5) * self.pitch

    def centres(self) -> NDArray[np.float64]:
        """The middles of all columns, (count,)."""
        return np.asarray(self.left + (np.arange(self.count) + 0.5) * self.pitch)

    def column_of(self, index: int) -> int | None:
        """The column of class ``index``; the last if it is among the rest."""
        if self.rest is None:
            return index
        found = np.flatnonzero(self.classes == index)
        return int(found[0]) if len(found) else self.count - 1

    def gathered(self, values: NDArray[np.float64], *, add: bool = True) -> NDArray[np.float64]:
        """``values``, (K,), by column; the rest added up (or its largest, with ``add`` off)."""
        if self.rest is None:
            return values
        rest = values[self.rest]
        return np.append(values[self.classes], rest.sum() if add else rest.max())

    def under(self, x: float) -> tuple[int, int]:
        """The range of columns that share the pixel at ``x``."""
        first = int(np.floor((x - self.left - 0.5) / self.pitch)) if self.thin else None
        last = int(np.floor((x - self.left + (0.5 if self.thin else 0.0)) / self.pitch))
        low = last if first is None else first
        return max(0, min(low, self.count - 1)), max(0, min(last, self.count - 1))

    def class_at(self, x: float, state: State) -> int | None:
        """The class a press at ``x`` means, or None outside and on the rest.

        Where several share a pixel: the selected one if it is among them, else the largest.
        """
        if not self.left <= x < self.left + self.width:
            return None
        first, last = self.under(x)
        if self.rest is not None and first >= len(self.classes):
            return None
        candidates = self.classes[first : last + 1]
        if len(candidates) == 1:
            return int(candidates[0])
        if state.selected in candidates:
            return state.selected
        return int(candidates[state.held.q[candidates].argmax()])

    def envelope(
        self, values: NDArray[np.float64]
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Left pixel edges and the largest value in each pixel, for thin columns."""
        starts, edges = _pixels(self.count, round(self.left), round(self.width))
        return edges, np.maximum.reduceat(values, starts)


def columns(left: float, width: float, state: State) -> Columns:
    """All classes in order, or the largest few and the rest as one."""
    return columns_of(left, width, state.held, state.top, state.selected)


def columns_of(
    left: float, width: float, held: Analysis, top: int | None, selected: int
) -> Columns:
    """:func:`columns` of what it depends on."""
    count = len(held.q)
    if top is None or count <= top + 1:
        return Columns(left, width, _all(count))
    # A target or selected class stays visible whatever its size.
    wanted = [int(k) for k in np.flatnonzero(held.p)[:top]] if _few_targets(held) else []
    wanted += [selected] if selected not in wanted else []
    shown = (wanted + [k for k in held.ranking[:top].tolist() if k not in wanted])[:top]
    chosen = np.array(sorted(shown, key=lambda k: -held.q[k]))
    return Columns(left, width, chosen, np.delete(_all(count), chosen))


def notable(state: State) -> list[int]:
    """Classes worth naming when there is no room for all, the most important first."""
    first: list[int] = []
    if state.hovered is not None:
        first.append(state.hovered)
    if _few_targets(state.held):
        first += state.analysis.possible.tolist()
    else:
        first.append(state.analysis.true)
    first += [state.analysis.predicted, state.selected, *state.held.ranking[:3].tolist()]
    return list(dict.fromkeys(first))


def _few_targets(held: Analysis) -> bool:
    return len(held.possible) <= 3


@value_memo(most=8)
def _all(count: int) -> Index:
    return np.arange(count)


@value_memo(most=16)
def _pixels(count: int, left: int, width: int) -> tuple[Index, NDArray[np.float64]]:
    """For each pixel the first column in it, and its left edge."""
    first = np.floor(np.arange(width) * (count / width)).astype(np.intp)
    return first, left + np.arange(width, dtype=np.float64)
