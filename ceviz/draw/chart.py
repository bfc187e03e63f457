"""Charts: pictures with two value axes, which can be zoomed and panned in the window.

A :class:`Chart` is what lies between the axes. The zoomable plot
(:mod:`ceviz.panels.plot.plot`) and the exporter paint it with the same functions; the exporter
adds our own axes (:class:`~ceviz.draw.chart_picture.ChartPicture`), the plot has its own.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter

from ceviz.document.model import Document
from ceviz.draw.picture import Handle
from ceviz.draw.scales import Scale, show_tick
from ceviz.draw.state import State
from ceviz.draw.theme import Theme
from ceviz.draw.tooltip import lines_for
from ceviz.store.intents import Intent

Ends = tuple[float, float]

#: Left of the plot, for the numbers of the axis, in pixels before type scaling.
NUMBERS = 38.0

#: Right of and below a plot with names, in pixels: half a name, and rings, reach over the edge.
EDGE = 8


@dataclass(frozen=True, slots=True)
class Axes:
    """Where the values of both axes lie in pixels, and the area between them."""

    x: Scale
    y: Scale
    area: QRectF

    def at(self, x: float, y: float) -> QPointF:
        """The pixel of a point."""
        return QPointF(float(self.x.at(x)), float(self.y.at(y)))

    def values(self, point: QPointF) -> tuple[float, float]:
        """What lies at a pixel."""
        return self.x.value(point.x()), self.y.value(point.y())


class Chart:
    """What lies between two axes; without state of its own, options are a subclass's fields.

    ``draw_background`` paints what changes seldom: hosts keep it in a pixmap as long as
    ``background_key`` stays equal.

    Attributes:
        whole: what the menu entry is called that undoes all zooming.
        inset: pixels that the picture leaves free left and right, so that points are whole.
        square: one unit across is as long as one unit up.
        height: its part of the height when several lie one above the other.
        own_ticks: the plot's x axis says what :meth:`ticks` says, too.
        named: along its left and its top the chart writes names instead of numbers.
    """

    whole = "Show everything"
    inset = 0.0
    square = False
    height = 1.0
    own_ticks = False
    named = False

    def labels(self, state: State) -> tuple[str, str]:
        """The names of the x and the y axis; empty for none."""
        return "", ""

    def logs(self, state: State) -> tuple[bool, bool]:
        """Whether the x and the y axis are logarithmic."""
        return False, False

    def grown(self, state: State) -> Hashable:
        """What the ranges have grown to in a gesture, where that is new; None at rest."""
        return None

    def ranges(self, state: State) -> tuple[Ends, Ends]:
        """The ends of x and y at rest, from ``state.held``: they stay during a gesture."""
        raise NotImplementedError

    def view_ranges(self, state: State) -> tuple[Ends, Ends]:
        """:meth:`ranges` for the plot, in its view's coordinates: log₁₀ where it is logarithmic.

        A plot may need more air than the picture.
        """
        x, y = self.ranges(state)
        log_x, log_y = self.logs(state)
        return _log(x) if log_x else x, _log(y) if log_y else y

    def view_limits(self, state: State) -> dict[str, float]:
        """How far the plot can be zoomed and panned, as ``ViewBox.setLimits`` takes it."""
        return {}

    def zoom_key(self, state: State) -> Hashable:
        """When this changes a zoom no longer means anything and is undone."""
        return (self.logs(state), self.labels(state))

    def ticks(self, scale: Scale, values: Sequence[float]) -> list[str]:
        """What the x axis says at ``values``: the picture's, and with ``own_ticks`` the plot's."""
        step = abs(values[1] - values[0]) if len(values) > 1 else 0.1
        return [show_tick(value, value if scale.log else step) for value in values]

    def background_key(self, axes: Axes, state: State) -> Hashable:
        """What, besides size and theme, the background depends on."""
        return (axes.x, axes.y, state.unit)

    def draw_background(self, painter: QPainter, axes: Axes, state: State, theme: Theme) -> None:
        """Paint what changes seldom; clipped to the area by the host."""

    def name_room(self, state: State, theme: Theme) -> float:
        """How much a ``named`` chart needs for names, left and above, in whole pixels."""
        raise NotImplementedError

    def draw_names(
        self, painter: QPainter, axes: Axes, state: State, theme: Theme, side: str
    ) -> None:
        """Paint what a ``named`` chart writes at its ``left`` or its ``top``."""
        raise NotImplementedError

    def foreground_key(self, state: State) -> Hashable:
        """What, besides axes and theme, :meth:`draw_foreground` depends on.

        At an equal one the plot is not painted again. None, if it may depend on anything.
        """
        return None

    def draw_foreground(self, painter: QPainter, axes: Axes, state: State, theme: Theme) -> None:
        """Paint what follows the numbers; may reach a little over the area."""

    def tip(self, axes: Axes, point: QPointF, index: int | None, state: State) -> list[str]:
        """What the note by the pointer says: of class ``index``, dragged or hovered."""
        return [] if index is None else lines_for(index, state)

    def class_at(self, axes: Axes, point: QPointF, state: State) -> int | None:
        """The class that hovering at ``point`` lights, or None."""
        return None

    def handle_at(self, axes: Axes, point: QPointF, state: State) -> Handle | None:
        """What a press at ``point`` grabs, or None."""
        return None

    def intent_at(
        self, axes: Axes, handle: Handle, point: QPointF, state: State, base: Document
    ) -> Intent:
        """What moving ``handle`` to ``point`` means for ``base``, the document at the press."""
        raise NotImplementedError


def _log(ends: Ends) -> Ends:
    low, high = np.log10(ends)
    return float(low), float(high)
