"""The export dialog: the form, what it makes, and the ways to take it away."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtGui import QGuiApplication, QKeyEvent, QPalette
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from ceviz.draw.picture import Exported
from ceviz.draw.plot import Figure
from ceviz.draw.state import State
from ceviz.errors import CevizError
from ceviz.export.carry import carried_by, shows_no_rows
from ceviz.export.clipboard import Copied
from ceviz.export.page import Page
from ceviz.export.render import FORMATS, format_of, render_bytes
from ceviz.panels.background import Job, Latest
from ceviz.panels.overrides import guarded
from ceviz.panels.plain_text import plain_label
from ceviz.panels.style import in_type
from ceviz.storage.atomic import write_atomically
from ceviz.views.figures import figure_of
from ceviz.window.export.choices import Choices
from ceviz.window.export.form import ExportForm
from ceviz.window.export.preview import Preview
from ceviz.window.memory import Memory

#: No picture has options of its own.
NOTHING_SHOWN: Mapping[str, Exported] = MappingProxyType({})

#: How large it opens, at the usual size of type.
SIZE = QSize(960, 580)


@guarded
class ExportDialog(QDialog):
    """Writes a picture of ``state`` to a file, or copies it.

    Pictures in ``shown`` keep the options the window has given them; ``memory`` is asked for
    the choices of the last time, and told those of this one.

    The state is a snapshot; everything is painted from it, never from the screen. Painting
    and writing a PNG take 40 to 400 ms at 300 dpi and happen off the GUI thread; the preview
    takes 2 to 25 and does not.
    """

    def __init__(
        self,
        state: State,
        name: str = "picture",
        parent: QWidget | None = None,
        *,
        memory: Memory,
        shown: Mapping[str, Exported] = NOTHING_SHOWN,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle("Export")
        self._state, self._shown, self._memory = state, shown, memory
        self._latest = Latest(self)
        self._latest.failed.connect(self._fail)
        self._figure: Figure | None = None
        self._page: Page | None = None
        choices = Choices.of(memory.export)
        self.form = ExportForm(
            state.document, name, self, own=shows_no_rows(state), choices=choices
        )
        self._lay_out()
        # Several changes at once are one preview.
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self._refresh)
        self.form.changed.connect(self._soon.start)
        self.resize(in_type(self, SIZE))
        self._refresh()
        self.form.plot.setFocus()

    def _lay_out(self) -> None:
        self.preview = Preview(self)
        self.facts = QLabel(self)
        self.facts.setProperty("quiet", True)
        self.message = plain_label(self)
        self.message.setWordWrap(True)
        self.message.setAccessibleName("message")
        self.message.setMinimumHeight(3 * self.message.fontMetrics().height())
        self.message.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.buttons = QDialogButtonBox(self)
        self.save = self.buttons.addButton("&Save…", QDialogButtonBox.ButtonRole.ActionRole)
        self.copy = self.buttons.addButton("&Copy", QDialogButtonBox.ButtonRole.ActionRole)
        self.copy.setToolTip("as image, as SVG and as cells, for whatever it is pasted into")
        self.buttons.addButton(QDialogButtonBox.StandardButton.Close)
        self.save.setDefault(True)
        self.save.clicked.connect(self._save)
        self.copy.clicked.connect(self._copy)
        self.buttons.rejected.connect(self.reject)
        left = QVBoxLayout()
        left.addWidget(self.preview, 1)
        left.addWidget(self.facts)
        right = QVBoxLayout()
        right.addWidget(self.form)
        right.addWidget(self.message)
        right.addStretch(1)
        right.addWidget(self.buttons)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(12, 12, 12, 12)
        layout.setSpacing(14)
        layout.addLayout(left, 1)
        layout.addLayout(right)

    # Showing

    def _refresh(self) -> None:
        """The preview and the facts, or why there is nothing to write."""
        try:
            self._page = self.form.page()
            self._figure = figure_of(self._state, self.form.chosen.name, self._shown)
        except CevizError as refusal:
            self._page = self._figure = None
            self._say(refusal)
        else:
            self._say("")
            self._show_page(self._figure, self._page)
        self._allow()

    def _show_page(self, figure: Figure, page: Page) -> None:
        kind = self.form.choices.kind
        if kind == "csv":
            self.preview.show_data(figure)
            self.facts.setText("the numbers behind the plot, with all their digits")
            return
        self.preview.show_page(figure, page)
        facts = [
            f"{page.width_mm:.4g} × {page.height_mm:.4g} mm",
            f"{page.width_mm / 25.4:.2f} × {page.height_mm / 25.4:.2f} in",
        ]
        if kind == "png":
            width, height = page.pixels
            facts.append(f"{width:,} × {height:,} pixels")
        self.facts.setText("   ·   ".join(facts))

    def _say(self, what: CevizError | str) -> None:
        """A refusal in the colour of one, or good news."""
        refused = isinstance(what, CevizError)
        role = QPalette.ColorRole.BrightText if refused else QPalette.ColorRole.WindowText
        self.message.setForegroundRole(role)
        self.message.setText(str(what))

    def _allow(self) -> None:
        """Nothing can be written while something is, or when there is no page."""
        ready = self._page is not None and not self._latest.busy
        self.save.setEnabled(ready)
        self.copy.setEnabled(ready)

    # Writing

    def _save(self) -> None:
        settled = self._settled()
        path = None if settled is None else self._ask_path()
        if settled is None or path is None:
            return
        figure, page = settled
        try:
            kind = format_of(path)
        except CevizError as refusal:
            self._say(refusal)
            return
        self.form.choices.folder = str(path.parent)
        bare = self.form.choices.without_data

        def work(job: Job) -> str:
            carried = b"" if bare else carried_by(figure, kind)
            made = render_bytes(figure, kind, page, carried)
            if not job.cancelled:
                write_atomically(path, made, inputs=figure.inputs)
            session = ", with its session" if carried else ""
            return f"Saved {path.name}, {_bytes(len(made))}{session}."

        self._start(work, self._say)

    def _copy(self) -> None:
        settled = self._settled()
        if settled is None:
            return

        def finish(copied: Copied) -> None:
            QGuiApplication.clipboard().setMimeData(copied.mime())
            self._say("Copied as image, SVG and cells.")

        self._start(lambda _: Copied.of(*settled), finish)

    def _settled(self) -> tuple[Figure, Page] | None:
        """What is chosen, with what is being typed; None if something of it is refused."""
        try:
            self.form.settle()
        except CevizError as refusal:
            self._say(refusal)
            return None
        self._soon.stop()
        self._refresh()
        if self._figure is None or self._page is None:
            return None
        return self._figure, self._page

    def _start(self, work: Callable[[Job], object], finish: Callable[[Any], object]) -> None:
        def end(what: Any) -> None:
            self._allow()
            finish(what)

        self._latest.start(work, end, self._refuse)
        self._say("Drawing…")
        self._allow()

    def _refuse(self, refusal: CevizError) -> None:
        self._allow()
        self._say(refusal)

    def _fail(self) -> None:
        self._allow()
        self._say("Something went wrong, and nothing was written. Save or copy to try again.")

    def _ask_path(self) -> Path | None:
        """Where to; a name without a suffix gets the chosen format's, and then asks to replace."""
        kind, folder = self.form.choices.kind, self.form.choices.folder
        filters = {each: f"{title} (*.{each})" for each, title in FORMATS.items()}
        dialog = QFileDialog(self, "Export", folder)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilters(list(filters.values()))
        dialog.selectNameFilter(filters[kind])
        dialog.setDefaultSuffix(kind)
        name = f"{self._state.document.title} {self.form.chosen.name}".strip()
        dialog.selectFile("".join(c if c.isalnum() or c in " -_." else "-" for c in name))
        chosen = dialog.exec() == QDialog.DialogCode.Accepted
        paths = dialog.selectedFiles() if chosen else []
        dialog.deleteLater()
        return Path(paths[0]) if paths else None

    # Closing

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter in a field takes its number in; it does not save yet."""
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if enter and isinstance(self.focusWidget(), QLineEdit):
            event.accept()
        else:
            super().keyPressEvent(event)

    def done(self, result: int) -> None:
        """However it is closed, the choices are remembered and nothing more is written."""
        self._latest.cancel()
        self.preview.leave()
        self._memory.export = self.form.choices.settings()
        super().done(result)


def _bytes(count: int) -> str:
    return f"{count / 1e6:.1f} MB" if count >= 1e6 else f"{max(1, round(count / 1e3))} kB"
