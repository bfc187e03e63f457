"""The question which of several readings of a file is meant, each with what it would give."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import (
    QButtonGroup,
    QDialog,
    QDialogButtonBox,
    QFrame,
    QGridLayout,
    QLabel,
    QLineEdit,
    QRadioButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from ceviz.document.text.numbers import RATE, show_percent
from ceviz.errors import CevizError, InvalidInput
from ceviz.panels.background import Latest
from ceviz.panels.first_rows import MOST_BESIDE, FirstRows, RowsBeside
from ceviz.panels.overrides import guarded
from ceviz.panels.plain_text import plain_label, plain_tooltip, show_wrapped
from ceviz.panels.style import in_type
from ceviz.storage.readers import AmbiguousFile, Field, Reading, ReadOptions, sniff

#: How wide an entry may be before it is cut, in characters; its tooltip has all of it.
LONGEST = 60

#: Before what speaks for a reading that fits far worse than another.
MARK = "⚠"

#: It does if it is right in less than this share of the rows that the best one is right in.
_FAR = 0.7

#: Questions that an answer beside those offered may be typed for.
TYPED = (Field.SCORES, Field.LABELS, Field.CLASS_NAMES, Field.IGNORED, Field.PREDICTION, Field.JOIN)

#: As large as a small screen allows.
SIZE = QSize(760, 560)

#: What stands beside an entry at its widest, with the room between.
_BESIDE = "    accuracy    0.0000 nats      "

#: How the readings and their first rows share what height is left.
_CHOICES, _ROWS = 3, 2


@guarded
class ReadingDialog(QDialog):
    """Offers the readings of ``question``, and room to type another.

    Of several none is chosen until the user chooses one; one that is only to be confirmed is.

    Signals:
        chosen(ReadOptions): the user decided; the file is to be read so.
    """

    chosen = Signal(object)

    def __init__(
        self,
        path: Path,
        question: AmbiguousFile,
        options: ReadOptions,
        parent: QWidget | None = None,
    ) -> None:
        """``options`` are the choices that led to the question."""
        super().__init__(parent)
        self.setWindowTitle(f"Open {path.name}")
        self._path, self._options = path, options
        self._field, self._readings = question.field, question.readings
        self._looking = Latest(self)
        self._looking.failed.connect(self._look_failed)
        self.question = plain_label(self)
        show_wrapped(self.question, f"{path.name}: {question.what}. How is it to be read?")
        self.choices = QButtonGroup(self)
        self.other = QLineEdit(self)
        self.other.setAccessibleName(f"other {self._field}")
        self.rows = FirstRows(self)
        self.head = _quiet(self, "First rows, read so")
        self.beside = RowsBeside(path, self._compared(), self)
        self.reason = plain_label(self)
        self.reason.setForegroundRole(QPalette.ColorRole.BrightText)
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel, self)
        self.read = self.buttons.addButton("&Read it so", QDialogButtonBox.ButtonRole.AcceptRole)
        self.read.setEnabled(False)
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        self._lay_out()
        self.choices.idToggled.connect(self._toggle)
        self.other.textEdited.connect(self._type)
        self.other.editingFinished.connect(self._look_at_typed)
        self.choices.buttons()[0].setFocus()
        if len(self._readings) == 1:
            self.choices.button(0).setChecked(True)
        self.resize(in_type(self, SIZE))

    def _compared(self) -> list[tuple[str, ReadOptions]]:
        """The readings whose first rows are shown beside one another; none of many, or of one."""
        if not 1 < len(self._readings) <= MOST_BESIDE:
            return []
        return [(reading.label, reading.options) for reading in self._readings]

    def _lay_out(self) -> None:
        inside = QWidget(self)
        grid = QGridLayout(inside)
        grid.setContentsMargins(0, 0, 8, 0)  # numbers stand free of the bar that scrolls them
        grid.setColumnStretch(0, 1)
        grid.setHorizontalSpacing(16)
        for column, head in enumerate(("accuracy", "mean loss"), start=1):
            grid.addWidget(_quiet(inside, head), 0, column, Qt.AlignmentFlag.AlignRight)
        measured = {each.fit.measured_on for each in self._readings if each.fit is not None}
        if len(measured) == 1:
            self.measured_on = _quiet(inside, f"measured on {measured.pop()}")
            grid.addWidget(self.measured_on, 0, 0)
        for place, reading in enumerate(self._readings):
            self._add(grid, inside, place, reading)
        if self._field in TYPED:
            self._add_other(grid, inside)
        self.other.setVisible(self._field in TYPED)
        grid.setRowStretch(grid.rowCount(), 1)
        scroll = QScrollArea(self)
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setWidget(inside)
        for label in (self.question, self.reason):
            label.setWordWrap(True)
        self.reason.hide()
        column_of_all = QVBoxLayout(self)
        column_of_all.setContentsMargins(12, 12, 12, 12)
        column_of_all.setSpacing(10)
        column_of_all.addWidget(self.question)
        column_of_all.addWidget(scroll, _CHOICES)
        column_of_all.addWidget(self.reason)
        column_of_all.addWidget(self.head)
        column_of_all.addWidget(self.beside, _ROWS)
        column_of_all.addWidget(self.rows, _ROWS)
        # Until a reading is chosen there are no rows to show, and the readings have their room.
        for each in (self.head, self.beside):
            each.setVisible(bool(self.beside.tables))
        self.rows.hide()
        column_of_all.addWidget(self.buttons)

    def _add(self, grid: QGridLayout, inside: QWidget, place: int, reading: Reading) -> None:
        metrics = self.fontMetrics()
        width = min(
            metrics.averageCharWidth() * LONGEST,
            in_type(self, SIZE).width() - metrics.horizontalAdvance(_BESIDE),
        )
        short = metrics.elidedText(reading.label, Qt.TextElideMode.ElideMiddle, width)
        button = QRadioButton(short.replace("&", "&&"), inside)
        if short != reading.label:
            button.setToolTip(plain_tooltip(reading.label))
        fit = reading.fit
        described = f"because {reading.why}"
        if self._fits_worse(reading):
            described = f"{MARK} {described}; another reading fits far better"
        button.setAccessibleDescription(described if fit is None else f"{described}; {fit}")
        self.choices.addButton(button, place)
        row = 2 * place + 1
        grid.addWidget(button, row, 0)
        numbers = ("", "")
        if fit is not None:
            numbers = (show_percent(fit.accuracy, RATE), f"{fit.loss:.4g} nats".replace("inf", "∞"))
        for column, number in enumerate(numbers, start=1):
            grid.addWidget(plain_label(inside, number), row, column, Qt.AlignmentFlag.AlignRight)
        why = _quiet(inside, described)
        why.setContentsMargins(22, 0, 0, 4)
        grid.addWidget(why, row + 1, 0, 1, 3)

    def _fits_worse(self, reading: Reading) -> bool:
        """Whether the best of the others is right in far more rows."""
        fits = [each.fit.accuracy for each in self._readings if each.fit is not None]
        return reading.fit is not None and reading.fit.accuracy < _FAR * max(fits)

    def _add_other(self, grid: QGridLayout, inside: QWidget) -> None:
        row, place = 2 * len(self._readings) + 1, len(self._readings)
        button = QRadioButton(f"otherwise, {self._field}:", inside)
        self.choices.addButton(button, place)
        self.other.setPlaceholderText(self._readings[0].value[:LONGEST])
        self.other.setParent(inside)
        grid.addWidget(button, row, 0)
        grid.addWidget(self.other, row + 1, 0, 1, 3)
        self.setTabOrder(button, self.other)

    def _toggle(self, place: int, chosen: bool) -> None:
        """Show the first rows as that reading takes them, and let it be accepted."""
        if not chosen:
            return
        self.beside.choose(place)
        if place == len(self._readings):
            self.other.setFocus()
            self.read.setEnabled(bool(self.other.text().strip()))
            self._look_at_typed()
            return
        self._refuse(None)
        self.read.setEnabled(True)
        self.read.setDefault(True)
        self._look(self._readings[place].options)

    def _type(self, text: str) -> None:
        """Who types means what is typed."""
        self.choices.button(len(self._readings)).setChecked(True)
        self._refuse(None)
        self.read.setEnabled(bool(text.strip()))

    def _look_at_typed(self) -> None:
        if self.choices.checkedId() == len(self._readings) and self.other.text().strip():
            try:
                self._look(self._decided())
            except InvalidInput as refusal:
                self._refuse(refusal)

    def _decided(self) -> ReadOptions:
        """The options chosen or typed.

        Raises:
            InvalidInput: what was typed is no choice.
        """
        place = self.choices.checkedId()
        if place < len(self._readings):
            return self._readings[place].options
        return self._options.choose(self._field, self.other.text())

    def _look(self, options: ReadOptions) -> None:
        """Look at the first rows beside the window: they may need all of the file."""
        place = self.choices.checkedId()
        is_beside = place < len(self.beside.tables)
        self.head.show()
        self.beside.setVisible(is_beside)
        self.rows.setVisible(not is_beside)
        if is_beside:
            return
        self.rows.clear_rows()
        self._looking.start(
            lambda _: sniff(self._path, options), self.rows.show_preview, self._look_refused
        )

    def _look_failed(self) -> None:
        self.reason.setText("The first rows could not be read: something went wrong.")
        self.reason.show()

    def _look_refused(self, refusal: CevizError) -> None:
        # A further question is asked when the file is read so.
        if not isinstance(refusal, AmbiguousFile):
            self._refuse(refusal)

    def _refuse(self, refusal: CevizError | None) -> None:
        """Say why a reading will not do; None takes it back."""
        show_wrapped(self.reason, "" if refusal is None else str(refusal))
        self.reason.setVisible(refusal is not None)

    def accept(self) -> None:
        """Tell the choice that was made; without one there is nothing to accept."""
        if self.choices.checkedId() < 0:
            return
        try:
            options = self._decided()
        except InvalidInput as refusal:
            self._refuse(refusal)
            self.other.setFocus()
            return
        super().accept()
        self.chosen.emit(options)

    def done(self, result: int) -> None:
        """Closed, one way or the other."""
        self._looking.cancel()
        super().done(result)


def _quiet(parent: QWidget, words: str) -> QLabel:
    label = plain_label(parent)
    show_wrapped(label, words)
    label.setWordWrap(len(words) > LONGEST)
    label.setProperty("quiet", True)
    return label
