"""The lab as one widget: the pipeline over its classes' numbers, each with the room it needs."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QSplitter, QVBoxLayout, QWidget

from ceviz.draw.lab.pipeline import least_height
from ceviz.draw.lab.readouts import Readouts
from ceviz.draw.theme import Theme
from ceviz.panels.lab.class_table import ClassTable
from ceviz.panels.lab.controls import Controls
from ceviz.panels.lab.pipeline_panel import PipelinePanel
from ceviz.panels.lab.sample_list import SampleList
from ceviz.panels.overrides import guarded
from ceviz.panels.picture_panel import PicturePanel
from ceviz.panels.scene import Scene
from ceviz.panels.tables import BORDER

#: How high the readouts would be, in pixels at the usual size of type.
READOUTS = 84

#: The table is given room for so many classes, if there are as many.
ROWS = 10

#: What stays for the pipeline of the height, whatever lies below it asks for.
PIPELINE_SHARE = 0.5

#: What lies below the pipeline keeps the lab no wider than this share of the window.
MOST_OF_WINDOW = 0.62

#: Beside the controls the readouts are hidden where they would be narrower than this.
READABLE = 240

#: Below this height, at the usual size of type, the lower half has one row of panels.
LOW = 470

#: What lies side by side in the lower half needs so much width, at the usual size of type.
WIDE = 1220

#: Before anything has been fitted: no number of classes is negative.
NOT_YET = (-1, False, 0)

#: The widths of samples, table and controls, in proportion.
USUAL = (430, 620, 540)

#: The width of the table beside controls and readouts in a row, at the usual size of type.
NARROW = 520

#: Between panels, in pixels.
GAP = 8


@guarded
class Lab(QWidget):
    """Everything about the selected sample.

    Attributes:
        pipeline, table, controls, readouts, samples: the panels.
    """

    def __init__(self, scene: Scene, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._scene = scene
        self._share: float | None = None
        self._fitted = NOT_YET
        self._widths: tuple[int, ...] = ()
        self.pipeline = PipelinePanel(scene, self)
        self.table = ClassTable(scene, self)
        self.controls = Controls(scene, self)
        self.readouts = PicturePanel("readouts", Readouts(), scene, parent=self)
        self.samples = SampleList(scene, self)
        for panel in (self.table, self.controls, self.samples, self.readouts):
            scene.listen(panel)
        self._lay_out()
        scene.restyled.connect(self._fit_type)
        scene.document_changed.connect(self._follow)
        self._fit_type(scene.theme)

    def sizes(self) -> tuple[int, ...]:
        """As the user moved the handles: thousandths of the height below, and widths.

        Zeros stand for what goes by need.
        """
        widths = self._widths or (0,) * len(USUAL)
        return (round(1000 * (self._share or 0.0)), *widths)

    def set_sizes(self, sizes: Sequence[int]) -> None:
        """Take what :meth:`sizes` once was; of anything else, what is usual."""
        sizes = sizes if len(sizes) == 1 + len(USUAL) else [0] * (1 + len(USUAL))
        share, *widths = (max(size, 0) for size in sizes)
        self._share = min(share / 1000.0, 0.95) or None
        self._widths = tuple(widths) if any(widths) else ()
        self.fit()

    def fit(self) -> None:
        """Room by need, or as the user wants it."""
        height = self._rows.height() - self._rows.handleWidth()
        if height <= 0:
            return
        self._put_side(self._beside())
        if self._share is None:
            lower = self._yielding(
                min(self._need(), round((1.0 - PIPELINE_SHARE) * height)), height
            )
        else:
            lower = round(self._share * height)
        self._rows.setSizes([height - lower, lower])

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another size, other needs."""
        super().resizeEvent(event)
        self._column.activate()
        self.fit()

    def minimumSizeHint(self) -> QSize:
        """The pipeline's; and the width of what lies below it, if it is no more than its share."""
        least, below = self.pipeline.minimumSizeHint(), self._lower.minimumSizeHint().width()
        wide = below if below <= MOST_OF_WINDOW * self.window().width() else 0
        return QSize(max(least.width(), wide), least.height() + GAP)

    # Building

    def _lay_out(self) -> None:
        side = QWidget(self)
        self._side = QBoxLayout(QBoxLayout.Direction.TopToBottom, side)
        self._side.setContentsMargins(0, 0, 0, 0)
        self._side.setSpacing(GAP)
        self._side.addWidget(self.controls)
        self._side.addWidget(self.readouts, 1)
        self._lower = QSplitter(Qt.Orientation.Horizontal, self)
        for widget, stretch in ((self.samples, 2), (self.table, 5), (side, 4)):
            self._lower.addWidget(widget)
            self._lower.setStretchFactor(self._lower.count() - 1, stretch)
            self._lower.setCollapsible(self._lower.count() - 1, False)
        self._lower.setSizes(USUAL)
        self._rows = QSplitter(Qt.Orientation.Vertical, self)
        self._rows.addWidget(self.pipeline)
        self._rows.addWidget(self._lower)
        self._rows.setCollapsible(0, False)
        self._rows.splitterMoved.connect(self._remember)
        self._lower.splitterMoved.connect(self._remember_widths)
        for splitter in (self._lower, self._rows):
            splitter.setHandleWidth(GAP)
        self._column = column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(self._rows, 1)

    # Room

    def _need(self) -> int:
        """The height of the lower half in which nothing scrolls, of up to so many classes."""
        table = self.table
        rows = min(table.model().rowCount(), ROWS) * table.verticalHeader().defaultSectionSize()
        head = table.horizontalHeader().sizeHint().height()
        # The style's border has pixels of its own, on both sides.
        whole = rows + head + 2 * (table.frameWidth() + BORDER)
        samples = 0 if self.samples.isHidden() else self.samples.need(ROWS)
        return max(whole, samples, self._side_height(self._side.direction()))

    def _yielding(self, lower: int, height: int) -> int:
        """What of ``lower`` leaves the pipeline to be read; nothing, if that is too little.

        It is pulled up again by its handle.
        """
        theme, simple = self._scene.theme, self._scene.view.simple
        left = height - int(least_height(theme, simple=simple))
        if self._lower.minimumSizeHint().width() > self.width():
            return 0
        if left >= lower:
            return lower
        return left if left >= self._lower.minimumSizeHint().height() else 0

    def _side_height(self, way: QBoxLayout.Direction) -> int:
        readouts = round(READOUTS * self._scene.theme.scale)
        heights = self.controls.sizeHint().height(), readouts
        return max(heights) if way == QBoxLayout.Direction.LeftToRight else sum(heights) + GAP

    def _beside(self) -> bool:
        """With few classes in a wide window, or in a low one, the readouts need no row."""
        k, few = self._scene.theme.scale, self.table.model().rowCount() <= ROWS // 2
        wide = self.width() >= WIDE * k and self.samples.isHidden()
        return (few and wide) or self.height() < LOW * k

    def _put_side(self, beside: bool) -> None:
        way = QBoxLayout.Direction
        wanted = way.LeftToRight if beside else way.TopToBottom
        if self._side.direction() != wanted:
            self._side.setDirection(wanted)
        k, widths = self._scene.theme.scale, list(self._widths or USUAL)
        if beside and not self._widths:
            widths[1:] = round(NARROW * k), self._lower.width() - round(NARROW * k)
        self._lower.setSizes(widths)
        side = self._lower.sizes()[-1] if self._widths else self.width() - GAP - round(NARROW * k)
        room = side - self.controls.sizeHint().width() - GAP
        self.readouts.setVisible(not beside or room >= READABLE * k)

    def _remember(self, *_: object) -> None:
        """The user moved the handle, and the half stays where it was put."""
        upper, lower = self._rows.sizes()
        self._share = lower / max(upper + lower, 1)

    def _remember_widths(self, *_: object) -> None:
        self._widths = tuple(self._lower.sizes())

    # Following

    def _follow(self) -> None:
        samples = min(len(self._scene.state.document.samples), ROWS)
        rows = self.table.model().rowCount(), self.samples.isHidden(), samples
        if rows != self._fitted:
            self._fitted = rows
            self.fit()

    def _fit_type(self, theme: Theme) -> None:
        """What is placed by hand is placed for the size of the type."""
        self.pipeline.place()
        self._fitted = NOT_YET
        self.fit()
