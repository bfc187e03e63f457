"""The dialog that makes a descent into a GIF or a WebP."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QVBoxLayout,
    QWidget,
)

from ceviz.document.model import Document
from ceviz.draw.theme import THEMES
from ceviz.errors import Cancelled, CevizError
from ceviz.panels.background import Job, Latest
from ceviz.panels.overrides import guarded
from ceviz.panels.plain_text import plain_label
from ceviz.storage.atomic import write_atomically
from ceviz.storage.settings_file import SettingsFile
from ceviz.views.descent.film import ANIMATIONS, Film, animation_bytes, beside, require_pillow
from ceviz.views.descent.player import SPEEDS, Player
from ceviz.views.registry import plot

#: The sizes that can be chosen, in pixels.
SIZES = ((640, 360), (960, 540), (1280, 720), (1920, 1080))

#: Width of the preview, in pixels.
PREVIEW = 480


@guarded
class FilmDialog(QDialog):
    """Films the course that ``player`` goes along; off the GUI thread, with a way out.

    What is filmed is a snapshot: nothing that happens to the document changes it.

    Attributes:
        film: what will be filmed; None while the choices make no film.
        kind, beside, reach, speed, size_box, theme: the choices.
        save: begins.
        cancel: stops the filming; when nothing is filmed it closes.
    """

    def __init__(
        self, document: Document, player: Player, theme: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle("Export animation")
        self.film: Film | None = None
        self._document, self._course, self._loss = document, player.course, player.loss
        self._latest = Latest(self)
        self._latest.reported.connect(self._show_progress)
        self._latest.failed.connect(self._fail)
        self.kind = _combo("format", ANIMATIONS, self)
        names = {name: plot(name).title if name else "the curves alone" for name in beside()}
        self.beside = _combo("beside the curves", names, self)
        reaches = {player.last: f"all {player.last:,}"}
        if 0 < player.step < player.last:
            reaches[player.step] = f"the {player.step:,} taken"
        self.reach = _combo("steps", reaches, self)
        self.speed = _combo("speed", {each: f"{each} steps a second" for each in SPEEDS}, self)
        sizes = [f"{width} × {height}" for width, height in SIZES]
        self.size_box = _combo("size", dict(enumerate(sizes)), self)
        self.theme = _combo("theme", {name: name for name in THEMES}, self)
        self._combos = (
            self.kind, self.beside, self.reach, self.speed, self.size_box, self.theme
        )  # fmt: skip
        for combo in self._combos:
            combo.activated.connect(self._choose)
        self.speed.setCurrentIndex(self.speed.findData(player.speed))
        self.size_box.setCurrentIndex(SIZES.index((960, 540)))
        self.theme.setCurrentIndex(self.theme.findData(theme))
        self._lay_out()
        self._choose()

    def _lay_out(self) -> None:
        self.preview = QLabel(self)
        self.preview.setAccessibleName("the last frame")
        self.preview.setFixedSize(PREVIEW, PREVIEW * 9 // 16)
        self.message = plain_label(self)
        self.message.setWordWrap(True)
        self.message.setAccessibleName("message")
        self.bar = QProgressBar(self)
        self.bar.setAccessibleName("frames done")
        self.bar.setTextVisible(False)
        self.bar.hide()
        self.buttons = QDialogButtonBox(self)
        self.save = self.buttons.addButton("&Save…", QDialogButtonBox.ButtonRole.ActionRole)
        self.cancel = self.buttons.addButton(QDialogButtonBox.StandardButton.Cancel)
        self.save.setDefault(True)
        self.save.clicked.connect(self._save)
        self.cancel.clicked.connect(self._stop)
        form = QFormLayout()
        form.addRow("&Format", self.kind)
        form.addRow("&Beside the curves", self.beside)
        form.addRow("S&teps", self.reach)
        form.addRow("S&peed", self.speed)
        form.addRow("Si&ze in pixels", self.size_box)
        form.addRow("T&heme", self.theme)
        right = QVBoxLayout()
        right.addLayout(form)
        right.addStretch(1)
        right.addWidget(self.message)
        right.addWidget(self.bar)
        right.addWidget(self.buttons)
        layout = QHBoxLayout(self)
        layout.setSpacing(14)
        layout.addWidget(self.preview, 0, Qt.AlignmentFlag.AlignTop)
        layout.addLayout(right, 1)

    # Choosing

    def _choose(self, *_: object) -> None:
        """The film that the choices make, its last frame and its length; or why there is none."""
        try:
            require_pillow()
            self.film = Film(
                self._document,
                self._course,
                self._loss,
                last=self.reach.currentData(),
                speed=self.speed.currentData(),
                beside=self.beside.currentData(),
                size=SIZES[self.size_box.currentIndex()],
                theme=self.theme.currentData(),
            )
        except CevizError as refusal:
            self.film = None
            self.message.setText(str(refusal))
        else:
            self._show(self.film)
        self._allow()

    def _show(self, film: Film) -> None:
        ratio = self.devicePixelRatioF()
        frame = QPixmap.fromImage(film.painted(film.last)).scaled(
            self.preview.size() * ratio,
            Qt.AspectRatioMode.KeepAspectRatio,
            Qt.TransformationMode.SmoothTransformation,
        )
        frame.setDevicePixelRatio(ratio)
        self.preview.setPixmap(frame)
        seconds = sum(film.durations) / 1000.0
        self.message.setText(f"{len(film.steps):,} frames, {seconds:.1f} seconds, repeated")

    def _allow(self) -> None:
        idle = not self._latest.busy
        for combo in self._combos:
            combo.setEnabled(idle)
        self.save.setEnabled(idle and self.film is not None)

    # Filming

    def _save(self) -> None:
        path = self._ask_path()
        if path is not None:
            self.write_to(path)

    def write_to(self, path: Path) -> None:
        """Film into ``path``; the dialog closes when it is done."""
        film, kind = self.film, str(self.kind.currentData())
        assert film is not None

        def work(job: Job) -> None:
            made = animation_bytes(film, kind, partial(_tell, job))
            if not job.cancelled:
                write_atomically(path, made)

        self._latest.start(work, self._finish, self._refuse)
        self.bar.setRange(0, len(film.steps))
        self.bar.setValue(0)
        self.bar.show()
        self.message.setText(f"Filming {path.name}…")
        self._allow()

    def _show_progress(self, share: float) -> None:
        self.bar.setValue(round(share * self.bar.maximum()))

    def _finish(self, result: object) -> None:
        self._rest()
        self.accept()

    def _refuse(self, refusal: CevizError) -> None:
        self._rest()
        self.message.setText(str(refusal))

    def _fail(self) -> None:
        self._rest()
        self.message.setText("Something went wrong, and nothing was written. Save to try again.")

    def _stop(self) -> None:
        """Cancel the filming; when nothing is filmed, the dialog."""
        if not self._latest.busy:
            self.reject()
            return
        self._latest.cancel()
        self._rest()
        self.message.setText("Cancelled; nothing was written.")

    def _rest(self) -> None:
        self.bar.hide()
        self._allow()

    def _ask_path(self) -> Path | None:
        folder, kind = SettingsFile().values.export.folder, str(self.kind.currentData())
        title = self._document.title or "ceviz"
        dialog = QFileDialog(self, "Export animation", folder)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilter(f"{ANIMATIONS[kind]} (*.{kind})")
        dialog.setDefaultSuffix(kind)
        dialog.selectFile(f"{title} descent.{kind}".replace("/", "-"))
        return Path(dialog.selectedFiles()[0]) if dialog.exec() else None

    def done(self, result: int) -> None:
        """However it is closed, nothing more is written."""
        self._latest.cancel()
        super().done(result)


def _tell(job: Job, done: int, count: int) -> None:
    """Say how far it is, or stop."""
    if job.cancelled:
        raise Cancelled("the filming was cancelled")
    job.report(done / count)


def _combo(name: str, items: Mapping[Any, str], parent: QWidget) -> QComboBox:
    combo = QComboBox(parent)
    combo.setAccessibleName(name)
    for value, words in items.items():
        combo.addItem(words, value)
    return combo
