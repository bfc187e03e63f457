"""The lab: the panels of one document, and where they stand in the window."""

from __future__ import annotations

from PySide6.QtCore import QRect, Qt
from PySide6.QtWidgets import QMainWindow, QSplitter, QVBoxLayout, QWidget

from ceviz.document.model import Document
from ceviz.draw.lab.readouts import Readouts
from ceviz.panels.lab.class_table import ClassTable
from ceviz.panels.lab.controls import Controls
from ceviz.panels.lab.pipeline_panel import PipelinePanel
from ceviz.panels.lab.sample_list import SampleList
from ceviz.panels.notice import Notice
from ceviz.panels.picture_panel import PicturePanel
from ceviz.panels.plain_text import plain_label
from ceviz.panels.progress import Progress
from ceviz.panels.scene import Scene
from ceviz.store import Store


class LabWindow(QMainWindow):
    """One document and its panels, not yet connected to anything else.

    Attributes:
        store, scene: the document, and what is shown of it.
        pipeline, table, controls, readouts, samples, notice, progress, caption: the panels.
        rows, bottom_row: the splitters between them.
    """

    def __init__(self, document: Document) -> None:
        super().__init__()
        self.store = Store(document, self)
        self.scene = Scene(self.store, self)
        self._make_panels()
        self._lay_out()

    def _make_panels(self) -> None:
        self.pipeline = PipelinePanel(self.scene, self)
        self.table = ClassTable(self.scene, self)
        self.controls = Controls(self.scene, self)
        self.readouts = PicturePanel("readouts", Readouts(), self.scene, parent=self)
        self.samples = SampleList(self.scene, self)
        self.notice = Notice(self, self._room_for_notice)
        self.progress = Progress(self)
        self.caption = plain_label(self)
        self.caption.setContentsMargins(8, 0, 8, 2)

    def _lay_out(self) -> None:
        side = QWidget(self)
        column = QVBoxLayout(side)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.controls)
        self.readouts.setMinimumHeight(84)
        column.addWidget(self.readouts, 1)
        self.bottom_row = QSplitter(Qt.Orientation.Horizontal, self)
        for widget, stretch in ((self.samples, 2), (self.table, 5), (side, 4)):
            self.bottom_row.addWidget(widget)
            self.bottom_row.setStretchFactor(self.bottom_row.count() - 1, stretch)
            self.bottom_row.setCollapsible(self.bottom_row.count() - 1, False)
        self.bottom_row.setSizes([330, 620, 540])
        self.rows = QSplitter(Qt.Orientation.Vertical, self)
        self.rows.addWidget(self.pipeline)
        self.rows.addWidget(self.bottom_row)
        self.rows.setCollapsible(0, False)
        self.rows.setStretchFactor(0, 1)
        self.rows.setSizes([520, 230])
        for splitter in (self.bottom_row, self.rows):
            splitter.setHandleWidth(8)
        centre = QWidget(self)
        column = QVBoxLayout(centre)
        column.setContentsMargins(8, 8, 8, 4)
        column.setSpacing(6)
        column.addWidget(self.rows, 1)
        self.setCentralWidget(centre)
        self.statusBar().addWidget(self.caption, 1)
        self.statusBar().addPermanentWidget(self.progress)
        self.statusBar().setSizeGripEnabled(False)

    def _room_for_notice(self) -> QRect:
        """All below the menus: the caption's line is the first that may be covered."""
        below = self.menuBar().geometry().bottom() + 1
        return QRect(0, below, self.width(), self.height() - below)
