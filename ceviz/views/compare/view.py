"""Two files in the window: choose the other one, see who moved, open a mover in the lab."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QFileDialog,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QWidget,
)

from ceviz.document import edits
from ceviz.document.model import Document, Rows
from ceviz.document.text.numbers import show_information, show_signed
from ceviz.errors import CevizError
from ceviz.maths.batch import Evaluation, compare, evaluate_task, retargeted, significance
from ceviz.panels.background import Job, Latest
from ceviz.panels.data_scene import DataScene
from ceviz.panels.plain_text import plain_label
from ceviz.panels.plot.panel import PlotPanel
from ceviz.panels.scene import Scene
from ceviz.panels.tables import end_heads, numeric, tidy
from ceviz.panels.view_frame import ViewFrame
from ceviz.storage.opened import task_of
from ceviz.storage.readers import read
from ceviz.store import Intent
from ceviz.views.compare.picture import Compare, comparison_of, measured_alike

#: How many movers are listed.
MOVERS = 200


class CompareView(ViewFrame[Compare]):
    """The other file, the scatter, the movers, the caption.

    Signals:
        edited(Intent): the chosen mover is to be shown in the lab.
    """

    edited = Signal(object)

    def __init__(self, scene: Scene, data: DataScene, parent: QWidget | None = None) -> None:
        picture = Compare()
        panel = PlotPanel(
            "compare", picture, scene, description="Each sample's loss before and after."
        )
        super().__init__("compare", picture, scene, panel=panel, parent=parent)
        self._data = data
        self._latest = Latest(self)
        self.offer_again(self._latest, "The files could not be compared")
        self.choose = QPushButton("Compare with…", self)
        self.choose.setToolTip("the same samples as another file predicts them: the one before")
        self.choose.clicked.connect(self.ask)
        self.other = plain_label(self)
        self.options.addWidget(self.choose)
        self.options.addWidget(self.other, 1)
        self.movers = QTableWidget(0, 4, self)
        self.movers.setHorizontalHeaderLabels(["row", "before", "after", "change"])
        self.movers.setAccessibleName("movers")
        self.movers.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        tidy(self.movers, (84, 84, 84, 84))
        end_heads(self.movers, range(1, 4))
        self.movers.setMaximumHeight(170)
        self.movers.itemSelectionChanged.connect(self._open)
        self._filling = False
        layout = self.layout()
        assert layout is not None
        layout.addWidget(self.movers)
        scene.listen(self)
        panel.load_plot()
        data.measured.connect(self._follow)
        scene.document_changed.connect(self._follow_unit)
        self._fill()

    def ask(self) -> None:
        """Choose the other file."""
        if self._data.evaluation is None:
            return
        folder = "" if self._data.file is None else str(self._data.file.path.parent)
        name, _ = QFileDialog.getOpenFileName(self, "Compare with", folder)
        if name:
            self.compare_with(Path(name))

    def compare_with(self, path: Path) -> None:
        """Read and measure the other file beside the window; a refusal changes nothing."""
        present, settings = self._data.evaluation, self._data.settings
        if present is None:
            return
        rows = self._scene.state.document.samples.rows
        self.other.setText("reading…")

        def work(job: Job) -> tuple[Evaluation, str, Rows]:
            predictions = read(path, cancelled=lambda: job.cancelled)
            task = task_of(
                predictions,
                weight=settings.weight,
                label_smoothing=settings.label_smoothing,
                temperature=present.task.temperature,
            )
            other = evaluate_task(
                task,
                reduction="mean",
                class_names=predictions.class_names,
                cancelled=lambda: job.cancelled,
            )
            overlay = present.task.overlay
            judged = other if overlay is None else retargeted(other, overlay)
            compare(judged, present)  # refuses other samples
            significance(judged, present)  # kept; the caption asks for it where the window draws
            return other, path.name, rows

        self._latest.start(work, self._take, self._refuse)

    def _follow_unit(self, document: Document) -> None:
        if document.unit is not self._unit:
            self._fill()

    def _follow(self) -> None:
        """Other settings or another temperature are the other file's too."""
        data = self._scene.state.data
        self._fill()
        if data is None or data.other is None or not data.exact or measured_alike(data):
            return
        mine, name, other = data.evaluation, data.other_name, data.other
        asked = replace(
            other.task,
            weight=mine.task.weight,
            label_smoothing=mine.task.label_smoothing,
            temperature=mine.task.temperature,
            overlay=None,
        )

        rows = self._scene.state.document.samples.rows

        def work(job: Job) -> tuple[Evaluation, str, Rows]:
            made = evaluate_task(
                asked,
                reduction="mean",
                class_names=other.class_names,
                cancelled=lambda: job.cancelled,
            )
            return made, name, rows

        self._latest.start(work, self._take, self._refuse)

    def _take(self, result: tuple[Evaluation, str, Rows]) -> None:
        self._data.compare_with(*result)

    def _refuse(self, refusal: CevizError) -> None:
        self._fill()
        self._data.refused.emit(refusal)

    def _fill(self) -> None:
        """The movers, the largest change first."""
        data, self._unit = self._scene.state.data, self._scene.state.document.unit
        found = comparison_of(data)
        self.choose.setEnabled(data is not None)
        self._filling = True
        try:
            if data is None or data.other is None or found is None:
                self.other.setText("")
                self.movers.setRowCount(0)
                return
            self.other.setText(f"before: {data.other_name}")
            rows = found.movers(MOVERS)
            self.movers.setRowCount(len(rows))
            scale = self._scene.state.per_nat
            for place, row in enumerate(rows.tolist()):
                cells = (
                    str(row),
                    show_information(float(data.other.loss[row]) * scale),
                    show_information(float(data.evaluation.loss[row]) * scale),
                    show_signed(float(found.delta[row]) * scale),
                )
                for column, words in enumerate(cells):
                    item = QTableWidgetItem(words)
                    self.movers.setItem(place, column, numeric(item) if column else item)
        finally:
            self._filling = False

    def _open(self) -> None:
        chosen = self.movers.selectedItems()
        if self._filling or not chosen:
            return
        row = int(chosen[0].text())
        edit = partial(edits.select_sample, row=row)
        self.edited.emit(Intent(f"Show row {row}", edit, looking=True))
