"""What the file costs: PyTorch's settings, every number, per class, and what others print."""

from __future__ import annotations

from dataclasses import replace
from html import escape
from typing import TypeAlias

from PySide6.QtCore import Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QComboBox,
    QGridLayout,
    QLabel,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from ceviz.document.model import Unit
from ceviz.document.targets import check_epsilon
from ceviz.document.text.numbers import parse_number
from ceviz.draw.state import Data
from ceviz.errors import CevizError, InvalidInput
from ceviz.maths.batch import Evaluation, Printed, what_others_print
from ceviz.panels.background import Job, Latest
from ceviz.panels.data_scene import DataScene
from ceviz.panels.fields import NumberField, accept, refuse
from ceviz.panels.overrides import guarded
from ceviz.panels.scene import Scene
from ceviz.panels.view_frame import SideView, scrolled_column
from ceviz.views.measure import report as words
from ceviz.views.measure.slices import SlicesPanel

#: From this many rows on, tables are made beside the window.
MANY = 50_000

#: A measurement, the unit it is shown in, the names of the classes, and whether it is of all rows.
_Wanted: TypeAlias = tuple[Evaluation, Unit, tuple[str, ...], bool]


@guarded
class MeasureView(SideView):
    """Settings on top, numbers below; the comparison with other libraries takes longest."""

    name = "measure"

    def __init__(self, scene: Scene, data: DataScene, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._scene, self._data = scene, data
        self._others: tuple[Evaluation, tuple[Printed, ...]] | None = None
        self._comparing, self._telling = Latest(self), Latest(self)
        self.offer_again(self._comparing, "What others print could not be counted")
        self.offer_again(self._telling, "The tables could not be written")
        self._counting: Evaluation | None = None
        self._told: _Wanted | None = None
        self._wanted: _Wanted | None = None
        self._make_settings()
        column = scrolled_column(self, self._settings)
        self.note = self._label(column)
        self.numbers = self._label(column)
        self._title("Class by class, the dearest first", column)
        self.classes = self._label(column)
        self.slices = SlicesPanel(scene, data, self)
        column.addWidget(self.slices)
        self._title("What others print for the same data", column)
        self.others = self._label(column)
        column.addStretch(1)
        data.opened.connect(self._forget)
        data.measured.connect(self._follow)
        scene.document_changed.connect(self._follow)

    def showEvent(self, event: QShowEvent) -> None:
        """Catch up with what came while it was out of sight."""
        self._follow()

    # Making

    def _make_settings(self) -> None:
        self.reduction = QComboBox(self)
        self.reduction.addItems(["mean", "sum", "none"])
        self.reduction.setAccessibleName("reduction")
        self.reduction.activated.connect(
            lambda _: self._configure(reduction=self.reduction.currentText())
        )
        self.smoothing = NumberField("label_smoothing", check_epsilon, self)
        self.smoothing.entered.connect(lambda value: self._configure(label_smoothing=value))
        self.weight = QLineEdit(self)
        self.weight.setAccessibleName("weight")
        self.weight.setPlaceholderText("one weight a class: 1, 2, 0.5")
        self.weight.textEdited.connect(lambda _: accept(self.weight))
        self.weight.editingFinished.connect(self._take_weight)
        self._settings = QGridLayout()
        for row, (name, widget) in enumerate(
            (
                ("reduction", self.reduction),
                ("label_smoothing", self.smoothing),
                ("weight", self.weight),
            )
        ):
            label = QLabel(name, self)
            label.setProperty("quiet", True)
            self._settings.addWidget(label, row, 0)
            self._settings.addWidget(widget, row, 1, Qt.AlignmentFlag.AlignLeft)
        self.weight.setMinimumWidth(220)
        self._settings.setColumnStretch(1, 1)

    def _label(self, column: QVBoxLayout) -> QLabel:
        label = QLabel(self)
        label.setWordWrap(True)
        label.setTextFormat(Qt.TextFormat.RichText)
        label.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        column.addWidget(label)
        return label

    def _title(self, text: str, column: QVBoxLayout) -> None:
        label = QLabel(f"<b>{text}</b>", self)
        label.setContentsMargins(0, 8, 0, 0)
        column.addWidget(label)

    # Showing

    def _follow(self) -> None:
        """Settings and numbers as they are now; out of sight they wait, and are not kept."""
        settings, data = self._data.settings, self._scene.state.data
        if not self.isVisible():
            if self._told is not None and (data is None or data.evaluation is not self._told[0]):
                self._forget()
            return
        self.reduction.setCurrentText(settings.reduction)
        self.smoothing.show_number(f"{settings.label_smoothing:g}")
        if not self.weight.isModified():
            self.weight.setText(", ".join(f"{w:g}" for w in settings.weight or ()))
        for widget in (self.reduction, self.smoothing, self.weight):
            widget.setEnabled(self._data.file is not None)
        if data is None:
            self.note.setText("No samples to measure: open a file of predictions, or drop one.")
            self._forget()
            return
        self.slices.follow()
        self.note.setText(words.why_nan(data.evaluation) or _not_yet(data))
        document = self._scene.state.document
        self._tell((data.evaluation, document.unit, document.classes.names, data.exact))
        if data.exact:
            self._compare(data.evaluation)

    def _tell(self, wanted: _Wanted) -> None:
        """The tables of ``wanted``; of many rows they are made beside the window."""
        if wanted == self._told:
            return
        if wanted[0].columns.rows < MANY:
            self._telling.cancel()
            self._take_words((wanted, _tables(wanted)))
            return
        self._wanted = wanted
        if not self._telling.busy:
            self._telling.start(lambda _: (wanted, _tables(wanted)), self._take_words)

    def _take_words(self, result: tuple[_Wanted, tuple[str, str]]) -> None:
        """Show the tables; if another measurement came meanwhile, make its tables next."""
        told, (numbers, classes) = result
        latest, self._wanted = self._wanted, None
        if self._scene.state.data is None:
            return
        self._told = told
        self.numbers.setText(numbers)
        self.classes.setText(classes)
        if latest is not None:
            self._tell(latest)

    def _compare(self, evaluation: Evaluation) -> None:
        """What other libraries print, beside the window: it reads the file again for each."""
        if self._others is not None and self._others[0] is evaluation:
            self._stop_comparing()
            self._show_others(self._others[1])
            return
        if self._counting is evaluation:
            return
        self._stop_comparing()
        self._counting = evaluation
        self.others.setText("counting…")
        check = self._scene.state.document.samples.rows.check

        def work(job: Job) -> tuple[Evaluation, tuple[Printed, ...]]:
            check()
            return evaluation, what_others_print(evaluation, cancelled=lambda: job.cancelled)

        self._comparing.start(work, self._take_others, self._refuse_others)

    def _stop_comparing(self) -> None:
        """Another file, or none: what is being counted is no longer asked."""
        self._comparing.cancel()
        self._counting = None

    def _forget(self) -> None:
        """What was said of other samples."""
        self._stop_comparing()
        self._telling.cancel()
        self._told = self._wanted = self._others = None
        self.slices.forget()
        for label in (self.numbers, self.classes, self.others):
            label.clear()

    def _take_others(self, result: tuple[Evaluation, tuple[Printed, ...]]) -> None:
        self._others, self._counting = result, None
        self._show_others(result[1])

    def _refuse_others(self, refusal: CevizError) -> None:
        self._counting = None
        self.others.setText(escape(str(refusal)))

    def _show_others(self, printed: tuple[Printed, ...]) -> None:
        self.others.setText(words.others_list(printed, self._scene.state.document.unit))

    # What the user does

    def _configure(self, **changes: object) -> None:
        self._data.configure(replace(self._data.settings, **changes))  # type: ignore[arg-type]

    def _take_weight(self) -> None:
        if not self.weight.isModified():
            return
        parts = [part for part in self.weight.text().replace(";", ",").split(",") if part.strip()]
        count = len(self._scene.state.document.classes)
        try:
            weight = tuple(parse_number(part) for part in parts)
            if weight and len(weight) != count:
                raise InvalidInput(f"there are {count} classes, so {count} weights are needed")
            if any(not 0.0 <= w < float("inf") for w in weight):
                raise InvalidInput("a weight is a number of at least 0")
        except CevizError as refusal:
            refuse(self.weight, refusal)
            return
        accept(self.weight)
        self.weight.setModified(False)
        self._configure(weight=weight or None)


def _not_yet(data: Data) -> str:
    """What the numbers are not, while the hand moves."""
    if not data.exact:
        return "Measured on a sample while the temperature moves."
    return "Measured before the last edit." if data.behind else ""


def _tables(wanted: _Wanted) -> tuple[str, str]:
    evaluation, unit, names, exact = wanted
    numbers = words.numbers_table(evaluation, unit, further=exact)
    return numbers, words.classes_table(evaluation, unit, names)
