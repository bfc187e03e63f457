"""All samples and the one that is selected: the list over an inspector, the Data column."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSplitter, QVBoxLayout, QWidget

from ceviz.draw.lab.inspector import Inspector
from ceviz.draw.theme import Theme
from ceviz.panels.overrides import guarded
from ceviz.panels.picture_panel import PicturePanel
from ceviz.panels.scene import Scene
from ceviz.window.workspaces.measures import MeasuresPanel
from ceviz.window.workspaces.slots import Slot

#: How high the inspector is, in pixels at the usual size of type.
INSPECTOR = 200

#: A column lower than this, in the same pixels, has room for the list alone.
LOW = 345

#: What the list takes, with its filters and a few rows, before all samples get a card.
LIST = 215

#: The most of the column that the inspector takes unless the user chose.
MOST = 0.45


@guarded
class DataColumn(QWidget):
    """The list of samples, and below it the selected one at a glance.

    Attributes:
        listed: where the list stands.
        inspector: the selected sample.
        measures: all samples in a card.

    Signals:
        lab_wanted(): open the selected sample in the lab.
    """

    lab_wanted = Signal()

    def __init__(self, scene: Scene, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._sizes: tuple[int, ...] = ()
        self.listed = Slot(self, fixed=True)
        self.inspector = PicturePanel("inspector", Inspector(), scene, parent=self)
        scene.listen(self.inspector)
        self.open = QPushButton("Open in the lab", self)
        self.open.setToolTip("all about this sample, with its handles (Alt+1)")
        self.open.clicked.connect(self.lab_wanted)
        self._below = QWidget(self)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(self.open)
        self.measures = MeasuresPanel(scene, self)
        column = QVBoxLayout(self._below)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self.inspector, 1)
        column.addLayout(row)
        column.addWidget(self.measures)
        self._rows = QSplitter(Qt.Orientation.Vertical, self)
        self._rows.setHandleWidth(8)
        for widget in (self.listed, self._below):
            self._rows.addWidget(widget)
        self._rows.setChildrenCollapsible(False)
        self._rows.setStretchFactor(0, 1)
        self._rows.splitterMoved.connect(self._remember)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._rows)
        scene.restyled.connect(self._fit_type)
        self._fit_type(scene.theme)

    def sizes(self) -> tuple[int, ...]:
        """Heights of list and inspector, if the user chose them."""
        return self._sizes

    def set_sizes(self, sizes: Sequence[int]) -> None:
        """Take what :meth:`sizes` once was; of anything else, what is usual."""
        # In a low column the sample goes whole: the list is what the workspace is for.
        self._below.setVisible(self._rows.height() >= LOW * self._scale)
        fits = len(sizes) == 2 and min(sizes) > 0
        self._sizes = tuple(sizes) if fits else ()
        # With large type the list keeps its half.
        most = round(MOST * self._rows.height())
        beside = self.open.sizeHint().height()
        card = self.measures.sizeHint().height()
        has_card = self._rows.height() >= LIST * self._scale + self._least + beside + card
        self.measures.setVisible(has_card)
        if has_card:
            beside += card
        below = min(self._usual + beside, max(most, self._least + beside))
        usual = [max(self._rows.height() - below, 1), below]
        self._rows.setSizes(list(sizes) if fits else usual)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The inspector stays as high as it is, unless the user chose."""
        super().resizeEvent(event)
        self.set_sizes(self._sizes)

    def _fit_type(self, theme: Theme) -> None:
        self._scale = theme.scale
        self._usual = round(INSPECTOR * theme.scale)
        self._least = round(0.6 * self._usual)
        self.inspector.setMinimumHeight(round(0.6 * self._usual))
        self.set_sizes(self._sizes)

    def _remember(self, *_: object) -> None:
        self._sizes = tuple(self._rows.sizes())
