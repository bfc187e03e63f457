"""What the user chose about the opened file: remembered, to be forgotten, saved or brought."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from ceviz.errors import CevizError
from ceviz.panels.plain_text import plain_label
from ceviz.storage.atomic import write_atomically
from ceviz.storage.opened import OpenedFile
from ceviz.storage.readers import ReadOptions, recipe

_FILTER = "recipes (*.json);;All files (*)"


class KeptChoices(QWidget):
    """Tells the choices that a file is read by, and what can be done with them.

    Attributes:
        words: which they are.
        forget, save, use: the buttons.

    Signals:
        read_wanted(Path, ReadOptions): the file is to be read by other choices.
        refused(CevizError): a recipe was refused.
    """

    read_wanted = Signal(object, object)
    refused = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._file: OpenedFile | None = None
        self.words = plain_label(self)
        self.words.setWordWrap(True)
        self.forget = QPushButton("&Forget these", self)
        self.forget.setToolTip("guess all of it again, and remember nothing about this file")
        self.save = QPushButton("&Save as recipe…", self)
        self.save.setToolTip("the choices as a small file, for the command line and for others")
        self.use = QPushButton("&Use a recipe…", self)
        self.use.setToolTip("read the file by choices that were saved")
        self.forget.clicked.connect(self._forget)
        self.save.clicked.connect(self._save)
        self.use.clicked.connect(self._use)
        row = QHBoxLayout()
        for button in (self.forget, self.save, self.use):
            row.addWidget(button)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 4, 0, 4)
        column.addWidget(self.words)
        column.addLayout(row)

    def show_file(self, file: OpenedFile | None) -> None:
        """Tell of ``file``; without one, or of one from memory, there is nothing to tell."""
        self._file = file
        self.setVisible(file is not None and bool(file.predictions.sources))
        if file is None:
            return
        chosen = [field.value for field in file.options.chosen]
        self.words.setText(
            f"You chose: {', '.join(chosen)}. It is remembered for this file." if chosen else ""
        )
        self.words.setVisible(bool(chosen))
        self.forget.setVisible(bool(chosen))
        self.save.setVisible(bool(chosen))

    def _forget(self) -> None:
        if self._file is not None:
            self.read_wanted.emit(self._file.path, ReadOptions(more=self._file.options.more))

    def _save(self) -> None:
        file = self._file
        if file is None:
            return
        suggestion = file.path.with_name(f"{file.path.stem}.recipe.json")
        name, _ = QFileDialog.getSaveFileName(self, "Save as recipe", str(suggestion), _FILTER)
        if not name:
            return
        try:
            # Which files are read together is not how one is read.
            chosen = recipe.dumps(replace(file.options, more=()))
            write_atomically(name, chosen, inputs=file.predictions.files)
        except CevizError as refusal:
            self.refused.emit(refusal)
            return
        self.words.setText(f"Saved. On the command line: --recipe {Path(name).name}")

    def _use(self) -> None:
        file = self._file
        if file is None:
            return
        folder = str(file.path.parent)
        name, _ = QFileDialog.getOpenFileName(self, "Use a recipe", folder, _FILTER)
        if not name:
            return
        try:
            options = recipe.load(name)
        except CevizError as refusal:
            self.refused.emit(refusal)
            return
        self.read_wanted.emit(file.path, replace(options, more=file.options.more))
