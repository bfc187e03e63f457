"""One thing that a file was taken for, to look at and to change."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QComboBox, QWidget

from ceviz.errors import CevizError
from ceviz.panels.plain_text import plain_label
from ceviz.storage.opened import OpenedFile
from ceviz.storage.readers import (
    LIMIT_BYTES,
    NOTHING,
    Field,
    Guess,
    Kind,
    LabelForm,
    files_beside,
)
from ceviz.storage.readers.sizes import in_bytes

#: What may be typed, too: names that only the user can know.
TYPED = (
    Field.SCORES,
    Field.LABELS,
    Field.IGNORED,
    Field.CLASS_NAMES,
    Field.PREDICTION,
    Field.TRUTH,
    Field.JOIN,
    Field.LIMIT,
)

#: What else there is to choose where a guess offers nothing.
ALL = {Field.KIND: tuple(Kind), Field.LABEL_FORM: tuple(LabelForm)}

#: What reading may take, if a file needs more memory.
LIMITS = ("1 GB", "4 GB", "16 GB")

#: How wide a field is at least, in characters; longer values scroll in it.
WIDTH = 10


class GuessField(QObject):
    """Shows a guess; another choice is told, and what will not do is refused in place.

    What is shown stays what the file was taken for until it has been read another way; what is
    refused stays, too, to be mended.

    Attributes:
        guess: what is shown.
        box: the choices; some can be typed.
        reason: why the last choice will not do; it and the box are laid out by the view.

    Signals:
        chosen(str): the user wants this value instead.
    """

    chosen = Signal(str)

    def __init__(self, guess: Guess, parent: QWidget) -> None:
        super().__init__(parent)
        self.guess = guess
        self._asked = guess.value
        self.box = QComboBox(parent)
        self.box.setAccessibleName(guess.field)
        self.box.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self.box.setMinimumContentsLength(WIDTH)
        others = [each for each in choices(guess) if each != guess.value]
        self.box.addItems([guess.value, *others])
        self.box.activated.connect(self._take)
        if guess.field in TYPED:
            self._let_type()
        self.reason = plain_label(parent)
        self.reason.setWordWrap(True)
        self.reason.setForegroundRole(QPalette.ColorRole.BrightText)
        self.reason.hide()

    def refuse(self, refusal: CevizError | None) -> None:
        """Say why the choice will not do; None takes it back."""
        self.reason.setText("" if refusal is None else str(refusal))
        self.reason.setVisible(refusal is not None)

    def show_guess(self) -> None:
        """Show what the file is taken for, whatever was typed or chosen."""
        self._asked = self.guess.value
        self.box.setCurrentIndex(0)
        if self.box.isEditable():
            self.box.setEditText(self.guess.value)

    def _let_type(self) -> None:
        self.box.setEditable(True)
        self.box.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        # A name that begins like another is not that other one.
        self.box.setCompleter(None)  # type: ignore[arg-type]  # as Qt documents it
        field = self.box.lineEdit()
        assert field is not None
        field.setAccessibleName(self.guess.field)
        field.setCursorPosition(0)
        field.editingFinished.connect(self._take_typed)
        field.textEdited.connect(self._begin_anew)

    def _begin_anew(self) -> None:
        self.refuse(None)
        self._asked = self.guess.value

    def _take(self, place: int) -> None:
        value = self.box.itemText(place)
        if not self.box.isEditable():
            self.show_guess()
        self._ask(value)

    def _take_typed(self) -> None:
        value = self.box.currentText().strip()
        if value:
            self._ask(value)
        else:
            self.show_guess()

    def _ask(self, value: str) -> None:
        """Want ``value``; once, though a choice and leaving the field both tell it."""
        if value == self._asked:
            return
        self.refuse(None)
        self._asked = value
        if value != self.guess.value:
            self.chosen.emit(value)


def all_choices(file: OpenedFile) -> tuple[Guess, ...]:
    """The guesses about a file, and what can be said though nothing was guessed about it."""
    guesses = list(file.predictions.guesses)
    if file.options.truth is None:
        reason = "the labels were found without one"
        guesses.append(Guess(Field.TRUTH, NOTHING, reason, files_beside(file.path)))
    limit = file.options.limit
    reason = "it is enough for most files" if limit is None else "you chose it"
    guesses.append(Guess(Field.LIMIT, in_bytes(limit or LIMIT_BYTES), reason, LIMITS))
    return tuple(guesses)


def choices(guess: Guess) -> tuple[str, ...]:
    """What else there is to choose."""
    if guess.alternatives or guess.field not in ALL:
        return guess.alternatives
    return tuple(each.value for each in ALL[guess.field])
