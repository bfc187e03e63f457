"""The cells of the confusion matrix as a chart: classes along both axes, to be zoomed into."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter

from ceviz.draw import primitives, text
from ceviz.draw.chart import Axes, Chart, Ends
from ceviz.draw.primitives import saved
from ceviz.draw.state import NO_SAMPLES, State
from ceviz.draw.theme import SMALL, Theme, colour
from ceviz.export.options import PASSING
from ceviz.memo import identity
from ceviz.views.confusion.cells import draw_cells, draw_grid, name_size, named_places
from ceviz.views.confusion.matrix import Cells, cell_words, cells, order

#: The longest room for names, in pixels before type scaling, and how many are measured for it.
NAMES, MEASURED = 96.0, 200

#: In a small picture names get at most this share of it, and so much of what is left beside them.
SHARE = 0.3
BESIDE_AREA = SHARE / (1.0 - SHARE)

#: The smallest ring around a cell, and how thick it is, in pixels.
RING, PEN = 8.0, 2.5

#: As few cells as this can be zoomed to.
FEWEST = 3


@dataclass(frozen=True)
class ConfusionChart(Chart):
    """Rows are true, columns predicted classes.

    Column j is x from j to j + 1; rows go down, so that row i is y from −i − 1 to −i.

    Attributes:
        by_loss: cells show the share of the whole loss; else how many samples.
        by_cost: classes are ordered by what they cost; else as in the file.
        every: all classes are shown; else at most :data:`~ceviz.views.confusion.matrix.MOST`.
        chosen: the true and predicted class of the cell the keyboard is at, or None.
    """

    by_loss: bool = False
    by_cost: bool = False
    every: bool = False
    chosen: tuple[int, int] | None = field(default=None, metadata=PASSING)

    whole = "Show all cells"
    square = True
    named = True

    def classes(self, state: State) -> NDArray[np.intp]:
        """(M,) the classes shown, in order; none without samples."""
        if state.data is None:
            return np.zeros(0, dtype=np.intp)
        return order(state.data.evaluation, self.by_cost, self.every)

    def cells(self, state: State) -> Cells | None:
        """The cells with samples in them; None without a file."""
        if state.data is None:
            return None
        return cells(state.data.evaluation, self.by_loss, self.by_cost, self.every)

    def ranges(self, state: State) -> tuple[Ends, Ends]:
        """The ends of x and y with all cells between them."""
        count = float(max(2, len(self.classes(state))))
        return (0.0, count), (-count, 0.0)

    def view_limits(self, state: State) -> dict[str, float]:
        """No further out than all cells, and no nearer than a few."""
        (left, right), (bottom, top) = self.ranges(state)
        least = min(float(FEWEST), right)
        return {
            "xMin": left, "xMax": right, "minXRange": least,
            "yMin": bottom, "yMax": top, "minYRange": least,
        }  # fmt: skip

    def zoom_key(self, state: State) -> Hashable:
        """Which classes are where."""
        return (self.by_cost, self.every, state.document.classes.names, len(self.classes(state)))

    def background_key(self, axes: Axes, state: State) -> Hashable:
        """What the cells depend on: the options, the axes and the measurement."""
        return (self.by_loss, self.by_cost, self.every, axes.x, axes.y, identity(state.data))

    def foreground_key(self, state: State) -> Hashable:
        """The rings, and the measurement."""
        a = state.analysis
        return (self, identity(state.data), a.true, a.predicted, state.focused)

    # Painting

    def draw_background(self, painter: QPainter, axes: Axes, state: State, theme: Theme) -> None:
        """Hits in one colour, mistakes in the other; numbers where there is room.

        Empty cells are left as the background.
        """
        shown = self.cells(state)
        if shown is None:
            text.put(painter, axes.area, NO_SAMPLES, colour(theme.muted), theme, align=text.CENTRE)
            return
        draw_grid(painter, axes, theme)
        draw_cells(painter, shown, axes, theme, by_loss=self.by_loss)

    def draw_foreground(self, painter: QPainter, axes: Axes, state: State, theme: Theme) -> None:
        """Rings around the selected sample's cell and around the keyboard's."""
        if state.data is None:
            return
        with saved(painter):
            # Zoomed, a cell may lie half beyond the edge.
            painter.setClipRect(axes.area)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            if state.data.exact:
                a = state.analysis
                self._ring(painter, axes, (a.true, a.predicted), state, theme.accent)
            if self.chosen is not None and state.focused and theme.marks:
                self._ring(painter, axes, self.chosen, state, theme.ink)

    def draw_names(
        self, painter: QPainter, axes: Axes, state: State, theme: Theme, side: str
    ) -> None:
        """The names of the classes in view; of all classes as many as there is room for."""
        area = axes.area
        room = min(self.name_room(state, theme), BESIDE_AREA * min(area.width(), area.height()))
        size, muted = name_size(axes, theme), colour(theme.muted)
        line = theme.metrics(size).height()
        names, classes = state.document.classes.names, self.classes(state)
        scale, way = (axes.y, -1.0) if side == "left" else (axes.x, 1.0)
        first, last = sorted((scale.start, scale.end))
        for place in named_places(axes, scale, len(classes), line, thin=self.every):
            name = names[int(classes[place])]
            middle = float(scale.at(way * (place + 0.5)))
            if not first <= middle <= last:
                continue
            if side == "left":
                box = QRectF(area.left() - room, middle - line / 2.0, room - 5.0, line)
                text.put(painter, box, name, muted, theme, size=size, align=text.RIGHT)
            else:
                # Read from below, ending at the cells.
                width = min(theme.width(name, size) + 2.0, room - 5.0)
                text.put_sideways(
                    painter, middle, area.top() - width - 5.0, width, name, muted, theme,
                    size=size,
                )  # fmt: skip

    def name_room(self, state: State, theme: Theme) -> float:
        """How much the names need left and above, in whole pixels."""
        names = state.document.classes.names[:MEASURED]
        widest = max(theme.width(name, SMALL) for name in names)
        return float(np.ceil(min(widest + 12.0, NAMES * theme.scale)))

    # What lies under a point

    def cell_at(self, axes: Axes, point: QPointF, state: State) -> tuple[int, int] | None:
        """The true and the predicted class of the cell under ``point``."""
        classes = self.classes(state)
        if not axes.area.contains(point):
            return None
        x, y = axes.values(point)
        row, column = int(np.floor(-y)), int(np.floor(x))
        if not (0 <= row < len(classes) and 0 <= column < len(classes)):
            return None
        return int(classes[row]), int(classes[column])

    def class_at(self, axes: Axes, point: QPointF, state: State) -> int | None:
        """The true class of the row under the point."""
        found = self.cell_at(axes, point, state)
        return None if found is None else found[0]

    def tip(self, axes: Axes, point: QPointF, index: int | None, state: State) -> list[str]:
        """What the cell under the pointer holds."""
        found = self.cell_at(axes, point, state)
        return [] if found is None else cell_words(*found, state)

    def places(self, pair: tuple[int, int], state: State) -> tuple[int, int] | None:
        """The row and the column of a pair of classes, or None if it is not shown."""
        classes = self.classes(state)
        found = [np.flatnonzero(classes == k) for k in pair]
        return (int(found[0][0]), int(found[1][0])) if all(map(len, found)) else None

    def _ring(
        self, painter: QPainter, axes: Axes, pair: tuple[int, int], state: State, tint: str
    ) -> None:
        places = self.places(pair, state)
        if places is not None:
            row, column = places
            box = QRectF(axes.at(column, -row), axes.at(column + 1, -row - 1))
            # Within the cell, so that it is whole in the last row and column too.
            air = max(0.0, RING - box.width()) / 2.0 - PEN / 2.0
            painter.setPen(primitives.line(colour(tint), PEN))
            painter.drawRect(box.adjusted(-air, -air, air, air))


def names_within(rect: QRectF, room: float) -> float:
    """How much of ``room`` names get in a picture of this size, in whole pixels."""
    return float(np.floor(min(room, SHARE * min(rect.width(), rect.height()))))
