"""What the file was taken for, and why; every guess can be changed, and the file read again."""

from __future__ import annotations

from functools import partial
from html import escape

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from ceviz.errors import CevizError, InvalidInput
from ceviz.panels.background import Latest
from ceviz.panels.data_scene import DataScene
from ceviz.panels.first_rows import FirstRows
from ceviz.panels.plain_text import cut, plain_label, plain_tooltip, show_wrapped
from ceviz.panels.scene import Scene
from ceviz.panels.view_frame import SideView, scrolled_column
from ceviz.storage.readers import AmbiguousFile, Guess, format_names, sniff
from ceviz.views.opened.field import TYPED, GuessField, all_choices, choices
from ceviz.views.opened.kept_choices import KeptChoices
from ceviz.views.opened.readings import ReadingsTable
from ceviz.views.opened.weighing import weighed

#: No value is shown longer than this many characters.
LONGEST = 40


class OpenedView(SideView):
    """The import panel, beside what it imported.

    Attributes:
        title, warnings: what the file is, and what should be known before its loss is believed.
        kept: what the user chose, to be forgotten or saved.
        readings: how well other readings would fit.
        rows: the first rows.
    """

    name = "opened"

    def __init__(self, scene: Scene, data: DataScene, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._data = data
        self._trying, self._weighing, self._looking = Latest(self), Latest(self), Latest(self)
        self.offer_again(self._trying, "The choice could not be tried")
        self.offer_again(self._weighing, "Other readings could not be weighed")
        self.offer_again(self._looking, "The first rows could not be read")
        self.title = QLabel(self)
        self.title.setTextFormat(Qt.TextFormat.RichText)
        self.title.setWordWrap(True)
        self.warnings = plain_label(self)
        self.warnings.setWordWrap(True)
        self.kept = KeptChoices(self)
        self.kept.read_wanted.connect(self.read_wanted)
        self.kept.refused.connect(data.refused)
        self._fields: list[GuessField] = []
        self._grid = QGridLayout()
        self._grid.setColumnStretch(2, 1)
        self.readings = ReadingsTable(self)
        self.rows = FirstRows(self)
        column = scrolled_column(self)
        column.addWidget(self.title)
        column.addWidget(self.warnings)
        column.addLayout(self._grid)
        column.addWidget(self.kept)
        column.addWidget(self.readings)
        column.addWidget(QLabel("First rows", self))
        column.addWidget(self.rows, 1)
        data.opened.connect(self._follow)
        self._follow()

    def _follow(self) -> None:
        """Another file, or the same read in another way."""
        file = self._data.file
        self._clear()
        self.kept.show_file(file)
        if file is None:
            self.title.setText(
                "Nothing is open. Drop a file of predictions on the window, or use File ▸ Open: "
                f"{format_names()} are read."
            )
            self.warnings.hide()
            self.rows.hide()
            return
        p = file.predictions
        shape = f"{len(p):,} samples over {len(p.class_names):,} classes"
        self.title.setText(f"<b>{escape(cut(file.name, LONGEST))}</b>: {shape}")
        self.title.setToolTip(plain_tooltip(file.name))
        self.warnings.setText(" ".join(p.warnings))
        self.warnings.setVisible(bool(p.warnings))
        guesses = all_choices(file) if p.sources else p.guesses
        for place, guess in enumerate(guesses):
            self._add(place, guess, from_file=bool(p.sources))
        self.rows.setVisible(bool(p.sources))
        if p.sources:  # else from memory: there is no file to look into
            self._show_rows()
            self._weigh()

    def _add(self, place: int, guess: Guess, *, from_file: bool) -> None:
        name = QLabel(guess.field.value, self)
        reason = plain_label(self)
        show_wrapped(reason, f"because {guess.reason}")
        name.setProperty("quiet", True)
        reason.setWordWrap(True)
        reason.setProperty("quiet", True)
        choice: QWidget
        if from_file and (choices(guess) or guess.field in TYPED):
            field = GuessField(guess, self)
            field.chosen.connect(partial(self._try, field))
            self._fields.append(field)
            self._grid.addWidget(field.reason, 2 * place + 1, 1, 1, 2)
            choice = field.box
        else:
            choice = plain_label(self, cut(guess.value, LONGEST))
            choice.setToolTip(plain_tooltip(guess.value))
        for column, widget in enumerate((name, choice, reason)):
            self._grid.addWidget(widget, 2 * place, column, Qt.AlignmentFlag.AlignTop)

    def _try(self, field: GuessField, value: str) -> None:
        """Want the file read that way, if its first rows can be: else it is refused in place."""
        file = self._data.file
        if file is None:
            return
        try:
            options = file.options.choose(field.guess.field, value)
        except InvalidInput as refusal:
            field.refuse(refusal)
            return

        def want() -> None:
            field.show_guess()  # until it has been read: the user may think better of it
            self.read_wanted.emit(file.path, options)

        def refuse(refusal: CevizError) -> None:
            # What is still to be decided is asked by whoever reads the file.
            if isinstance(refusal, AmbiguousFile):
                want()
            else:
                field.refuse(refusal)

        self._trying.start(lambda _: sniff(file.path, options), lambda _: want(), refuse)

    def _show_rows(self) -> None:
        file = self._data.file
        assert file is not None
        path, options = file.path, file.options
        self._looking.start(
            lambda _: sniff(path, options), self.rows.show_preview, self._refuse_rows
        )

    def _refuse_rows(self, refusal: CevizError) -> None:
        self.warnings.setText(str(refusal))
        self.warnings.show()

    def _weigh(self) -> None:
        """Look for readings that would fit better, beside the window."""
        file = self._data.file
        assert file is not None
        path, options, p = file.path, file.options, file.predictions
        guesses, classes = p.guesses, len(p.class_names)
        self._weighing.start(
            lambda job: weighed(path, options, guesses, classes, lambda: job.cancelled),
            self.readings.show_readings,
            lambda _: None,  # the first rows have said so
        )

    def _clear(self) -> None:
        self._trying.cancel()
        self._weighing.cancel()
        self._looking.cancel()
        self.readings.show_readings(())
        for field in self._fields:
            field.deleteLater()
        self._fields.clear()
        while self._grid.count():
            item = self._grid.takeAt(0)
            widget = item.widget() if item is not None else None
            if widget is not None:
                widget.hide()
                widget.deleteLater()
