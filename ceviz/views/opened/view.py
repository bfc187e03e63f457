"""What the file was taken for, and why; every guess can be changed, and the file read again."""

from __future__ import annotations

from html import escape

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QComboBox,
    QGridLayout,
    QLabel,
    QWidget,
)

from ceviz.errors import CevizError
from ceviz.panels.data_scene import DataScene
from ceviz.panels.first_rows import FirstRows
from ceviz.panels.plain_text import plain_label
from ceviz.panels.scene import Scene
from ceviz.panels.view_frame import SideView, scrolled_column
from ceviz.storage.readers import Guess, Preview, format_names, sniff


class OpenedView(SideView):
    """The import panel, beside what it imported."""

    name = "opened"

    def __init__(self, scene: Scene, data: DataScene, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._data = data
        self.title = QLabel(self)
        self.title.setTextFormat(Qt.TextFormat.RichText)
        self.title.setWordWrap(True)
        self.warnings = plain_label(self)
        self.warnings.setWordWrap(True)
        self._grid = QGridLayout()
        self._grid.setColumnStretch(2, 1)
        self.rows = FirstRows(self)
        column = scrolled_column(self)
        column.addWidget(self.title)
        column.addWidget(self.warnings)
        column.addLayout(self._grid)
        column.addWidget(QLabel("First rows", self))
        column.addWidget(self.rows, 1)
        data.opened.connect(self._follow)
        self._follow()

    def _follow(self) -> None:
        """Another file, or the same read in another way."""
        file = self._data.file
        self._clear()
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
        self.title.setText(f"<b>{escape(file.path.name)}</b>: {shape}")
        self.warnings.setText(" ".join(p.warnings))
        self.warnings.setVisible(bool(p.warnings))
        for place, guess in enumerate(p.guesses):
            self._add(place, guess)
        self._show_rows()

    def _add(self, place: int, guess: Guess) -> None:
        name = QLabel(guess.field.value, self)
        reason = plain_label(self, f"because {guess.reason}")
        name.setProperty("quiet", True)
        reason.setWordWrap(True)
        reason.setProperty("quiet", True)
        choice: QWidget
        if guess.alternatives:
            box = QComboBox(self)
            box.setAccessibleName(guess.field.value)
            others = [a for a in guess.alternatives if a != guess.value]
            box.addItems([guess.value, *others])
            box.activated.connect(lambda _, g=guess, b=box: self._choose(g, b))
            choice = box
        else:
            choice = plain_label(self, _short(guess.value))
        for column, widget in enumerate((name, choice, reason)):
            self._grid.addWidget(widget, place, column, Qt.AlignmentFlag.AlignTop)

    def _choose(self, guess: Guess, box: QComboBox) -> None:
        file, value = self._data.file, box.currentText()
        if file is None or value == guess.value:
            return
        # What is shown is what the file was taken for, until it has been read another way.
        box.setCurrentIndex(0)
        try:
            options = file.options.choose(guess.field, value)
        except CevizError as refusal:
            self._data.refused.emit(refusal)
            return
        self.read_wanted.emit(file.path, options)

    def _show_rows(self) -> None:
        file = self._data.file
        assert file is not None
        if not file.predictions.sources:
            self.rows.hide()  # from memory: there is no file to look into
            return
        try:
            preview: Preview = sniff(file.path, file.options)
        except CevizError as refusal:
            self.warnings.setText(str(refusal))
            self.warnings.show()
            return
        self.rows.show()
        self.rows.show_preview(preview)

    def _clear(self) -> None:
        while self._grid.count():
            item = self._grid.takeAt(0)
            widget = item.widget() if item is not None else None
            if widget is not None:
                widget.hide()
                widget.deleteLater()


def _short(text: str) -> str:
    return text if len(text) <= 40 else text[:39] + "…"
