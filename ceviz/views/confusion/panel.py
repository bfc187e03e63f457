"""The confusion matrix under mouse and keys: a cell is chosen, its samples are wanted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QWidget

from ceviz.draw.chart import EDGE, Chart
from ceviz.panels.overrides import guarded
from ceviz.panels.plot.panel import PlotPanel
from ceviz.panels.scene import Scene
from ceviz.views.confusion.chart import ConfusionChart, names_within
from ceviz.views.confusion.matrix import commonest_mistake, pairs
from ceviz.views.confusion.picture import Confusion

if TYPE_CHECKING:
    from ceviz.panels.plot.plot import Plot

_STEPS = {
    Qt.Key.Key_Left: (0, -1), Qt.Key.Key_Right: (0, 1),
    Qt.Key.Key_Up: (-1, 0), Qt.Key.Key_Down: (1, 0),
}  # fmt: skip


@guarded
class ConfusionPanel(PlotPanel):
    """The cells, and their keyboard: a click chooses a cell and selects its samples.

    Arrows move the chosen cell, Home and End go to the ends of its row, Enter selects its samples.

    Signals:
        chosen(int, int): the true and the predicted class of the cell that is chosen now.
        picked(int, int): the samples of a cell are wanted.
    """

    picture: Confusion

    chosen = Signal(int, int)
    picked = Signal(int, int)

    def __init__(self, picture: Confusion, scene: Scene, parent: QWidget | None = None) -> None:
        super().__init__(
            "confusion", picture, scene, parent=parent,
            description="Rows are true, columns predicted classes. Arrows choose a cell, Enter "
            "selects its samples, plus and minus zoom.",
        )  # fmt: skip
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    @property
    def chart(self) -> ConfusionChart:
        """The chart of cells that the panel shows."""
        return self.picture.chart

    def load_plot(self) -> None:
        """Load the plots, whose clicks then pick cells."""
        super().load_plot()
        for plot in self.plots:
            plot.clicked.connect(self._pick)

    def refresh(self) -> None:
        """Other classes need other room for their names."""
        super().refresh()
        if self.plots and self.plots[0].geometry() != self._room():
            self._place()

    def _place(self) -> None:
        """The plot's view is the picture's square, its axes are the names beside it."""
        if self.plots:
            self.plots[0].setGeometry(self._room())
            self.plots[0].make_room()

    def name_room(self, chart: Chart) -> float:
        """What the names need, or their share of a small panel."""
        return names_within(QRectF(self.rect()), super().name_room(chart))

    def _room(self) -> QRect:
        area: QRect = self.geometry_now().axes[0].area.toRect()
        room = round(self.name_room(self.chart))
        return area.adjusted(-room, -room, EDGE, EDGE)

    def _pick(self, point: QPointF) -> None:
        found = self.chart.cell_at(self.plots[0].axes(), point, self.state)
        if found is not None:
            self.picked.emit(*found)

    # The keyboard

    def focusInEvent(self, event: QFocusEvent) -> None:
        """The chosen cell has a ring as long as keys move it."""
        super().focusInEvent(event)
        self._repaint_ring()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Take the ring of the keyboard off the chosen cell."""
        super().focusOutEvent(event)
        self._repaint_ring()

    def focal_point(self, plot: Plot) -> QPointF | None:
        """The chosen cell, while it is in view."""
        places = None if self.chart.chosen is None else self._places(self.chart.chosen)
        if places is None:
            return None
        axes = plot.axes()
        middle = axes.at(places[1] + 0.5, -places[0] - 0.5)
        return middle if axes.area.contains(middle) else None

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Choose a cell, select its samples."""
        if self.state.data is None or not self._handle_key(event):
            super().keyPressEvent(event)

    def _handle_key(self, event: QKeyEvent) -> bool:
        key, chosen = Qt.Key(event.key()), self.chart.chosen
        if chosen is not None and key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.picked.emit(*chosen)
            return True
        if key not in (*_STEPS, Qt.Key.Key_Home, Qt.Key.Key_End):
            return False
        places = None if chosen is None else self._places(chosen)
        if places is None:
            self._choose(self._first())
            return True
        row, column = places
        last = len(self.chart.classes(self.state)) - 1
        down, right = _STEPS.get(key, (0, last if key == Qt.Key.Key_End else -last))
        self._choose((min(max(row + down, 0), last), min(max(column + right, 0), last)))
        return True

    def _first(self) -> tuple[int, int]:
        """Where keys begin: the commonest mistake, if it is shown."""
        data = self.state.data
        assert data is not None
        worst = commonest_mistake(data.evaluation)
        if worst is None:
            return 0, 0
        found = pairs(data.evaluation)
        places = self._places((int(found.true[worst]), int(found.predicted[worst])))
        return places or (0, 0)

    def _choose(self, places: tuple[int, int]) -> None:
        classes = self.chart.classes(self.state)
        self.chosen.emit(*(int(classes[place]) for place in places))
        self._bring_into_view(*places)

    def _bring_into_view(self, row: int, column: int) -> None:
        """Zoomed, the view moves along."""
        if self.plots:
            (left, right), (bottom, top) = self.plots[0].getViewBox().viewRange()
            across = min(column - left, 0.0) + max(column + 1 - right, 0.0)
            up = min(-row - 1 - bottom, 0.0) + max(-row - top, 0.0)
            if across or up:
                self.plots[0].getViewBox().translateBy(x=across, y=up)

    def _places(self, pair: tuple[int, int]) -> tuple[int, int] | None:
        return self.chart.places(pair, self.state)

    def _repaint_ring(self) -> None:
        for plot in self.plots:
            plot.layer.update()
