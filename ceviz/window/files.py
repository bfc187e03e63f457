"""Sessions on disk: new, open, save, recent, and the question before anything is lost.

Dialogs are imported when they are needed: the first frame needs none.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QWidget

from ceviz.document.edits import set_unit
from ceviz.document.model import Document
from ceviz.errors import CevizError, MissingPackage, TooLarge
from ceviz.panels.background import Latest
from ceviz.panels.plain_text import plain_tooltip
from ceviz.storage import presets, session, sources
from ceviz.store import End, Intent, Store
from ceviz.window.file_history import FileHistory
from ceviz.window.memory import Memory

if TYPE_CHECKING:
    from ceviz.storage.opened import OpenedFile
    from ceviz.storage.readers import AmbiguousFile, ReadOptions
    from ceviz.window.loader import Loader

_FILTER = "ceviz sessions (*.ceviz)"


class Files(QObject):
    """Which file the document is, and the verbs of the File menu.

    Attributes:
        path: the file of the current document, or None for a new one or an example.

    Signals:
        renamed(): path or title is new.
        refused(CevizError): a file was refused; what was on screen stays.
        opened(str): a document was opened; its caption, or empty.
        file_opened(OpenedFile): it is that of a file of predictions.
        left(str): an example was left with its changes, and how they are brought back.
        offered(CevizError | str, str, call): what went wrong, and what the call that mends it is
            called.
        told(str): what goes on meanwhile.
    """

    renamed = Signal()
    refused = Signal(object)
    opened = Signal(str)
    file_opened = Signal(object)
    left = Signal(str)
    offered = Signal(object, str, object)
    told = Signal(str)

    def __init__(self, store: Store, memory: Memory, window: QWidget) -> None:
        super().__init__(window)
        self._store, self._memory, self._window = store, memory, window
        self._file_history = FileHistory(store.history)
        self._loader: Loader | None = None
        self._fetching = Latest(self)
        self._fetching.failed.connect(
            partial(self._offer_again, "The package could not be fetched", self._fetching)
        )
        self._asked = False
        self._limits: dict[Path, int] = {}
        self._reading: ReadOptions | None = None
        self._named = (self.path, store.document.title)
        self._as_opened = [store.document]
        store.history.indexChanged.connect(self._follow_history)

    def load_with(self, loader: Loader) -> None:
        """From now on prediction files can be opened."""
        self._loader = loader
        loader.loaded.connect(self._take_predictions)
        loader.refused.connect(self._refuse)
        loader.latest.failed.connect(
            partial(self._offer_again, "The file could not be opened", loader.latest)
        )

    @property
    def path(self) -> Path | None:
        """The file of what is shown, or None."""
        return self._file_history.path

    @path.setter
    def path(self, path: Path | None) -> None:
        self._file_history.path = path

    @property
    def title(self) -> str:
        """What the window is called."""
        if self.path is not None:
            return self.path.name
        return self._store.document.title or "Untitled"

    def new(self) -> None:
        """The default example, to start from."""
        self.open_preset(presets.DEFAULT)

    def open_preset(self, preset_id: str) -> None:
        """An example from the gallery; where there is something to undo, as a step like others."""
        info = next(p for p in presets.presets() if p.id == preset_id)
        document = presets.load_preset(preset_id)
        self._store.end_gesture(End.SUPERSEDED)
        if self._is_browsing():
            self._step_to(document, info)
        elif self.may_leave():
            self._install(document, None, info.caption)

    def ask_open(self) -> None:
        """Choose a file and open it."""
        if not self.may_leave():
            return
        from PySide6.QtWidgets import QFileDialog

        name, _ = QFileDialog.getOpenFileName(
            self._window, "Open", str(self._folder()), open_filter()
        )
        if name:
            self._open(Path(name))

    def open_path(self, path: Path) -> None:
        """Open ``path``, dropped or recent."""
        if self.may_leave():
            self._open(path)

    def save(self) -> bool:
        """Write to the document's file, asking for one if there is none; False if not saved."""
        # Only sessions are written over: a file of predictions is nobody's to replace.
        if self.path is None or self.path.suffix.lower() != session.SUFFIX:
            return self.ask_save()
        return self._save(self.path)

    def ask_save(self) -> bool:
        """Choose a file and write to it."""
        from PySide6.QtWidgets import QFileDialog

        suggestion = self._folder() / f"{Path(self.title).stem}.ceviz"
        name, _ = QFileDialog.getSaveFileName(self._window, "Save as", str(suggestion), _FILTER)
        if not name:
            return False
        path = Path(name)
        if path.suffix.lower() == session.SUFFIX:
            return self._save(path)
        # Under another suffix it would be taken for predictions. The dialog has asked about
        # the name without it.
        path = path.with_name(path.name + session.SUFFIX)
        return self._may_replace(path) and self._save(path)

    def may_leave(self) -> bool:
        """Whether the document may be replaced: saved, or the user does not mind."""
        self._store.end_gesture(End.SUPERSEDED)
        if self._store.history.isClean():
            return True
        from PySide6.QtWidgets import QMessageBox

        answer = QMessageBox.question(
            self._window,
            "Unsaved changes",
            plain_tooltip(f"Save the changes to “{self.title}”?"),
            QMessageBox.StandardButton.Save
            | QMessageBox.StandardButton.Discard
            | QMessageBox.StandardButton.Cancel,
            QMessageBox.StandardButton.Save,
        )
        if answer == QMessageBox.StandardButton.Save:
            return self.save()
        return bool(answer == QMessageBox.StandardButton.Discard)

    def _may_replace(self, path: Path) -> bool:
        """Whether there is nothing at ``path``, or the user does not mind."""
        from PySide6.QtWidgets import QMessageBox

        return not path.exists() or bool(
            QMessageBox.question(self._window, "Save as", plain_tooltip(f"Replace “{path.name}”?"))
            == QMessageBox.StandardButton.Yes
        )

    def open_predictions(
        self,
        path: Path,
        options: ReadOptions | None = None,
        *,
        asked: bool = False,
        limit_bytes: int | None = None,
    ) -> None:
        """Read and measure a prediction file beside the window.

        Args:
            path: the file.
            options: how it is to be read; None as the user chose for this file before.
            asked: whether the user has agreed to leave the document as it is now.
            limit_bytes: the memory that reading may take; None for what is usual, or what was
                allowed for this file before.
        """
        from ceviz.storage.readers import ReadOptions

        assert self._loader is not None
        # What a package is fetched for is no longer wanted.
        self._fetching.cancel()
        self._asked = asked
        if limit_bytes is not None:
            self._limits[path] = limit_bytes
        self._wanted = (path, options, asked)
        if options is None:
            options = self._memory.choices_of(path)
        elif options == ReadOptions():
            self._memory.forget_choices(path)
        self._reading = options
        self._loader.load(path, options, self._limit_of(path))

    def _limit_of(self, path: Path) -> int:
        from ceviz.storage.readers import LIMIT_BYTES

        return self._limits.get(path, LIMIT_BYTES)

    def install_file(self, file: OpenedFile) -> None:
        """Show predictions that have been read and measured."""
        self._store.open_file(file)
        self._begin(None, "")
        self.file_opened.emit(file)

    def _refuse(self, refusal: CevizError) -> None:
        """A file was refused: ask, or offer what can be done about it."""
        from ceviz.bootstrap import can_fetch
        from ceviz.storage.readers import AmbiguousFile, ReadOptions
        from ceviz.storage.readers.edge import in_bytes

        path = self._wanted[0]
        if isinstance(refusal, AmbiguousFile):
            self._ask(path, refusal)
        elif isinstance(refusal, MissingPackage) and can_fetch():
            self.offered.emit(refusal, f"Fetch {refusal.package}", partial(self._fetch, refusal))
        elif isinstance(refusal, TooLarge):
            # What streams tells only that it is more than the limit: twice is a step.
            limit = max(refusal.enough, 2 * self._limit_of(path))
            do = partial(self._read_again, path, self._reading, limit)
            self.offered.emit(refusal, f"Raise the limit to {in_bytes(limit)}", do)
        elif self._wanted[1] is None and self._reading is not None:
            plainly = partial(self._read_again, path, ReadOptions())
            self.offered.emit(refusal, "Forget the choices for this file", plainly)
        else:
            self.refused.emit(refusal)

    def _ask(self, path: Path, question: AmbiguousFile) -> None:
        """Which reading is meant; until that is answered, what is open stays."""
        from ceviz.storage.readers import ReadOptions
        from ceviz.window.reading_dialog import ReadingDialog

        dialog = ReadingDialog(path, question, self._reading or ReadOptions(), self._window)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.chosen.connect(partial(self._read_again, path))
        dialog.open()

    def _read_again(
        self, path: Path, options: ReadOptions | None, limit_bytes: int | None = None
    ) -> None:
        """Another try; that the document may be left holds unless it was edited meanwhile."""
        self.open_predictions(path, options, asked=self._asked, limit_bytes=limit_bytes)

    def _fetch(self, missing: MissingPackage) -> None:
        """Fetch a package beside the window, then open what needed it."""
        from ceviz import bootstrap

        self._fetching.start(
            lambda _: bootstrap.fetch(missing.extra), self._open_wanted, self.refused.emit
        )
        name = self._wanted[0].name
        self.told.emit(f"Fetching {missing.package}; {name} is opened when it is there.")

    def _offer_again(self, what: str, latest: Latest) -> None:
        self.offered.emit(f"{what}: something went wrong.", "Try again", latest.again)

    def _open_wanted(self, _: object) -> None:
        # Not as it was asked before: there was time to edit meanwhile.
        path, options, _ = self._wanted
        self.open_predictions(path, options, asked=self._asked)

    def _is_browsing(self) -> bool:
        """Whether there are steps that no file has to do with: undoing keeps them well enough."""
        store = self._store
        predictions = store.document.samples.rows.task is not None
        steps = store.history.canUndo() or not store.history.isClean()
        return self.path is None and not predictions and steps

    def _step_to(self, document: Document, info: presets.PresetInfo) -> None:
        """Another example as one step, so that Undo goes back to this one as it is now."""
        title, unit = self.title, document.unit
        history = self._store.history
        changed, before = not history.isClean(), history.index()
        if not any(_looks_like(document, known) for known in self._as_opened):
            self._as_opened.append(document)
        self._store.apply(Intent(f"Open {info.title}", lambda _: document, opening=True))
        if history.index() > before:
            self._file_history.begin()
        self._store.apply(Intent("unit", lambda now: set_unit(now, unit), looking=True))
        self.opened.emit(info.caption)
        if changed and history.index() > before:
            self.left.emit(f"Left {title} with its changes. Undo brings it back.")

    def _follow_history(self) -> None:
        """A step: the user's last answer was about the document before it.

        Without a file, a document as it was opened has nothing to save, by whichever
        steps it was reached.
        """
        self._asked = False
        named = (self.path, self._store.document.title)
        if named != self._named:
            self._named = named
            self.renamed.emit()
        now = self._store.document
        if self.path is None and any(_looks_like(now, opened) for opened in self._as_opened):
            self._store.history.setClean()

    def _take_predictions(self, file: OpenedFile) -> None:
        # There was time to edit since it was chosen; a drag under way is kept, and counts.
        self._store.end_gesture(End.SUPERSEDED)
        if not self._asked and not self.may_leave():
            return
        self.install_file(file)
        self._memory.remember_file(file.path)
        self._memory.keep_choices(file.path, file.options)
        self._tell_findings(file)

    def _tell_findings(self, file: OpenedFile) -> None:
        """What should be known before the loss is believed, and its mend as a button."""
        from ceviz.window.findings import mend_label, summary

        words = summary(file.predictions)
        if mends := file.predictions.mendable:
            mended = file.options.choose(mends[0].field, mends[0].mend)
            do = partial(self.open_predictions, file.path, mended)
            self.offered.emit(words, mend_label(mends[0]), do)
        elif words:
            self.told.emit(words)

    def _open(self, path: Path) -> None:
        if path.suffix.lower() != session.SUFFIX and path.is_file():
            self.open_predictions(path, asked=True)
            return
        try:
            document = sources.open_source(str(path))
        except CevizError as refusal:
            self.refused.emit(refusal)
            return
        self._install(document, path, "")
        self._memory.remember_file(path)

    def _save(self, path: Path) -> bool:
        # What a playing descent has reached is saved, so it is kept.
        self._store.end_gesture(End.SUPERSEDED)
        try:
            session.save(path, self._store.document)
        except CevizError as refusal:
            self.refused.emit(refusal)
            return False
        self.path = path
        self._store.history.setClean()
        self._memory.remember_file(path)
        self.renamed.emit()
        return True

    def _install(self, document: Document, path: Path | None, caption: str) -> None:
        self._store.open(document)
        self._begin(path, caption)

    def _begin(self, path: Path | None, caption: str) -> None:
        """What the store has just opened is the start of a history."""
        # What a package is fetched for is no longer wanted.
        self._fetching.cancel()
        document = self._store.document
        self._file_history.restart(path)
        self._named = (path, document.title)
        self._as_opened = [document]
        self.opened.emit(caption)
        self.renamed.emit()

    def _folder(self) -> Path:
        recent = self._memory.recent
        if self.path is not None:
            return self.path.parent
        return recent[0].parent if recent else Path.home()


def _looks_like(one: Document, other: Document) -> bool:
    """Whether they are the same, however they are looked at."""
    return replace(one, unit=other.unit, selected=other.selected).same_as(other)


def open_filter() -> str:
    """What Open offers: every kind of file that is read, or all files."""
    from ceviz.storage.readers import suffixes

    patterns = " ".join(f"*{suffix}" for suffix in (session.SUFFIX, *suffixes()))
    return f"Sessions and predictions ({patterns});;All files (*)"
