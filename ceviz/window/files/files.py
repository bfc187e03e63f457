"""Sessions on disk: new, open, save, recent, and the question before anything is lost.

Dialogs are imported when they are needed: the first frame needs none.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from ceviz.document.edits import set_unit
from ceviz.document.model import Document
from ceviz.errors import CevizError
from ceviz.storage import presets, session, sources
from ceviz.storage.origins import reopened
from ceviz.store import End, Intent, Store, slides
from ceviz.window.files import on_disk, questions
from ceviz.window.files.file_history import FileHistory
from ceviz.window.files.on_disk import ReadSession, left_out
from ceviz.window.files.prediction_files import PredictionFiles
from ceviz.window.files.session_files import SessionFiles
from ceviz.window.memory import Memory

if TYPE_CHECKING:
    from ceviz.storage.opened import OpenedFile
    from ceviz.window.files.loader import Loader


class Files(QObject):
    """Which file the document is, and the verbs of the File menu.

    Attributes:
        path: the file of the current document, or None for a new one or an example.
        predictions, sessions: read the files of their kind, and ask about them.
        may_keep: whether what is not saved is kept otherwise, so that it may be closed unasked.
        may_close: whether the user has been asked already, and minds it being closed no more.

    Signals:
        renamed(): path or title is new.
        refused(CevizError): a file was refused; what was on screen stays.
        opened(str): a document was opened; its caption, or empty.
        figure_opened(Resumed): it is the one that a figure carried; where that was.
        file_opened(OpenedFile): it is that of a file of predictions.
        left(str): what became of the document that was shown, and of its changes.
        quit_wanted(): all windows are to be closed.
    """

    renamed = Signal()
    refused = Signal(object)
    opened = Signal(str)
    figure_opened = Signal(object)
    file_opened = Signal(object)
    left = Signal(str)
    quit_wanted = Signal()

    def __init__(self, store: Store, memory: Memory, window: QWidget) -> None:
        super().__init__(window)
        self._store, self._memory, self._window = store, memory, window
        self._file_history, self._contents = FileHistory(store.history), on_disk.OnDisk()
        self.predictions = PredictionFiles(memory, window)
        self.predictions.read.connect(self._take_predictions)
        self.sessions = SessionFiles(self.predictions)
        self.sessions.refused.connect(self.refused)
        self._named = (self.path, store.document.title)
        self._as_opened = [store.document]
        self._on_disk: dict[Path, Document] = {}
        self._lesson: Document | None = None
        self.may_keep = self.may_close = False
        store.history.indexChanged.connect(self._follow_history)
        store.file_changed.connect(lambda: self._begin(None, ""))

    @property
    def path(self) -> Path | None:
        """The file of what is shown, or None."""
        return self._file_history.path

    @path.setter
    def path(self, path: Path | None) -> None:
        self._file_history.path = path
        if path is not None:
            self._keep(self._store.document, path)

    @property
    def title(self) -> str:
        """What the window is called."""
        if self.path is not None:
            return self.path.name
        return self._store.document.title or "Untitled"

    @property
    def has_unsaved(self) -> bool:
        """Whether there is something to save; what a lesson left is its own."""
        return not self._store.history.isClean() and not self._is_lesson()

    @property
    def contents(self) -> bytes | None:
        """The digest of what this window knows to be in the document's file."""
        return None if self.path is None else self._contents.known(self.path)

    def load_with(self, loader: Loader) -> None:
        """From now on files of any size can be opened."""
        self.predictions.load_with(loader)
        self.sessions.load_with(loader)

    def new(self) -> None:
        """A document with as many classes as the user wants, all as likely as any other."""
        from ceviz.window.files.new_dialog import NewDialog

        dialog = NewDialog(self._window)
        dialog.made.connect(partial(self._arrive, label="New document"))
        dialog.open()

    def open_preset(self, preset_id: str) -> None:
        """An example from the gallery."""
        info = next(p for p in presets.presets() if p.id == preset_id)
        self._arrive(presets.load_preset(preset_id), f"Open {info.title}", caption=info.caption)

    def ask_open(self) -> None:
        """Choose files and open them."""
        from ceviz.window.files import choosing

        self.open_paths(choosing.ask(self._window, self._folder()))

    def open_paths(self, paths: Sequence[Path]) -> None:
        """Open what was chosen or dropped at once: files of predictions, and folders, as one."""
        from ceviz.storage.parts.together import chosen_together, options_for

        try:
            files = chosen_together(paths)
        except CevizError as refusal:
            self.refused.emit(refusal)
            return
        if len(files) == 1:
            self.open_path(files[0])
        elif files and self.may_leave():
            self.predictions.open(files[0], options_for(files), asked=True)

    def open_path(self, path: Path) -> None:
        """Open ``path``, chosen, dropped or recent."""
        if sources.is_figure(path):
            self._open_figure(path)
            return
        if path.suffix.lower() != session.SUFFIX and path.is_file():
            # What was measured of its rows is in no step, so nothing leads back from there.
            if self.may_leave():
                self.predictions.open(path, asked=True)
            return
        self.sessions.read(path, partial(self.open_read, path))

    def open_read(self, path: Path, found: ReadSession) -> None:
        """Show a session that was read."""
        if self._arrive(found.document, f"Open {path.name}", path):
            self._contents.know(path, found.contents)
            self._memory.remember_file(path)

    def _open_figure(self, path: Path) -> None:
        """What a figure carries; the figure itself is nobody's to write over."""
        try:
            found = on_disk.resume_checked(path)
        except CevizError as refusal:
            self.refused.emit(refusal)
            return
        if self._arrive(found.document, f"Open {path.name}"):
            unit = found.document.unit
            self._store.apply(Intent("unit", lambda now: set_unit(now, unit), looking=True))
            self._memory.remember_file(path)
            self.figure_opened.emit(found)

    def save(self) -> bool:
        """Write to the document's file, asking for one if there is none; False if not saved."""
        # Only sessions are written over: a file of predictions is nobody's to replace.
        if self.path is None or self.path.suffix.lower() != session.SUFFIX:
            return self.ask_save()
        if self._contents.is_foreign(self.path):
            return self._save_beside_another(self.path)
        return self._save(self.path)

    def _save_beside_another(self, path: Path) -> bool:
        """Another program has written ``path`` meanwhile: nothing is lost unasked."""
        match questions.ask_what(self._window, path):
            case questions.Wish.SAVE_AS:
                return self.ask_save()
            case questions.Wish.OVERWRITE:
                return self._save(path)
            case questions.Wish.RELOAD:
                self.reload(path)
        return False

    def reload(self, path: Path, *, with_edits: bool = False) -> None:
        """Show what is in the document's file now, as one step: Undo goes back to what was here.

        ``with_edits`` keeps those of samples that are the same in the file.
        """
        self.sessions.read(path, partial(self._reload, path, with_edits))

    def _reload(self, path: Path, with_edits: bool, found: ReadSession) -> None:
        if path != self.path:
            return  # another document is shown meanwhile
        self._store.end_gesture(End.SUPERSEDED)
        base, mine, lost = self._on_disk.get(path), self._store.document, 0
        document = found.document
        if with_edits and base is not None:
            document, lost = reopened(mine, base, document)
        self._keep(found.document, path)
        self._contents.know(path, found.contents)
        self._store.apply(Intent(f"Reload {path.name}", lambda _: document, opening=True))
        self._follow_history()
        if lost:
            self.left.emit(left_out(path.name, lost))

    def is_foreign(self, path: Path) -> bool:
        """Whether another program has written ``path`` meanwhile; reads it, in any thread."""
        return self._contents.is_foreign(path)

    def ask_save(self) -> bool:
        """Choose a file and write to it."""
        from ceviz.window.files import choosing

        path = choosing.ask_save(self._window, self._folder() / f"{Path(self.title).stem}.ceviz")
        if path is None:
            return False
        if path.suffix.lower() == session.SUFFIX:
            return self._save(path)
        # Under another suffix it would be taken for predictions. The dialog has asked about
        # the name without it.
        path = path.with_name(path.name + session.SUFFIX)
        return questions.may_replace(self._window, path) and self._save(path)

    def may_leave(self, *, closing: bool = False) -> bool:
        """Whether the document may be replaced, or closed: saved, or the user does not mind."""
        self._store.end_gesture(End.SUPERSEDED)
        if not self.has_unsaved or (closing and (self.may_keep or self.may_close)):
            return True
        wanted = questions.save_first(self._window, self.title)
        return self.save() if wanted else wanted is not None

    def install_file(self, file: OpenedFile) -> None:
        """Show predictions that have been read and measured."""
        self._store.open_file(file)
        self._begin(None, "")
        self.file_opened.emit(file)

    def restore(self, document: Document, path: Path | None, contents: bytes | None) -> bool:
        """Show what was not saved when a window ended; False if what is here is to stay.

        ``contents`` is the digest of what that window knew to be in ``path``: if another program
        has written it since, saving asks.
        """
        if not self.may_leave():
            return False
        self._store.open(document)
        self._begin(path, "", kept=False)
        if path is not None:
            self._contents.know(path, contents)
        self._store.history.resetClean()
        return True

    def open_lesson(self, start: Document | OpenedFile) -> bool:
        """Where a step starts; False if what is there is to stay. What a lesson left is its own."""
        if not self.may_leave():
            return False
        if isinstance(start, Document):
            self._install(start, None, "")
        else:
            self.install_file(start)
        self._lesson = self._store.document
        return True

    def _is_browsing(self) -> bool:
        """Whether there are steps that no file has to do with: undoing keeps them well enough."""
        store = self._store
        predictions = store.document.samples.rows.task is not None
        steps = store.history.canUndo() or not store.history.isClean()
        return self.path is None and not predictions and steps

    def _is_lesson(self) -> bool:
        """Whether what is shown began as a step of a lesson, and was not saved as anything."""
        return self._lesson is not None and self.path is None

    def _arrive(
        self, document: Document, label: str, path: Path | None = None, caption: str | None = None
    ) -> bool:
        """The one road by which a document takes the place of another; False if it may not.

        What belongs to no file is left by a step, and Undo brings it back; else the user is
        asked before changes are lost. Scenes stay, with their file, if it is an example.
        """
        self._store.end_gesture(End.SUPERSEDED)
        if caption is not None and self._store.document.slides and not document.slides:
            self._store.apply(slides.join_intent(label, document))
            self.opened.emit(caption)
            if self.path is not None:
                self.left.emit(f"The scenes stay: Save will write into {self.path.name}.")
        elif self._is_browsing():
            self._step_to(document, label, path, caption or "")
        elif self.may_leave():
            self._install(document, path, caption or "")
        else:
            return False
        return True

    def _step_to(self, document: Document, label: str, path: Path | None, caption: str) -> None:
        """Another document as one step, so that Undo goes back to this one as it is now."""
        title, unit = self.title, document.unit
        history = self._store.history
        changed, before = not history.isClean(), history.index()
        self._keep(document, path)
        self._store.apply(Intent(label, lambda _: document, opening=True))
        if history.index() > before:
            self._file_history.begin(path)
        elif path is not None:
            self.path = path
        # The step was taken before it was known whose it is.
        self._follow_history()
        self._store.apply(Intent("unit", lambda now: set_unit(now, unit), looking=True))
        self.opened.emit(caption)
        if changed and history.index() > before:
            self.left.emit(f"Left {title} with its changes. Undo brings it back.")

    def _keep(self, document: Document, path: Path | None) -> None:
        """Remember a document that was opened or saved as having nothing to save."""
        if path is not None:
            self._on_disk[path] = document
            self._contents.remember(path)
        elif not any(on_disk.looks_like(document, known) for known in self._as_opened):
            self._as_opened.append(document)

    def _follow_history(self) -> None:
        """A step: the user's last answer was about the document before it.

        A document as it was opened, or as its file holds it, has nothing to save, by whichever
        steps it was reached; the history knows one such place only.
        """
        self.predictions.may_replace = self.may_keep = self.may_close = False
        named = (self.path, self._store.document.title)
        if named != self._named:
            self._named = named
            self.renamed.emit()
        if self._is_kept(self._store.document):
            self._store.history.setClean()

    def _is_kept(self, document: Document) -> bool:
        """Whether it can be had again: from its file, or without one as it was opened."""
        path = self.path
        if path is None:
            return any(on_disk.looks_like(document, opened) for opened in self._as_opened)
        return path in self._on_disk and on_disk.looks_like(document, self._on_disk[path])

    def _take_predictions(self, file: OpenedFile) -> None:
        # There was time to edit since it was chosen; a drag under way is kept, and counts.
        self._store.end_gesture(End.SUPERSEDED)
        if not self.predictions.may_replace and not self.may_leave():
            self.predictions.dropped.emit()
            return
        self.install_file(file)
        if (path := file.alone) is not None:
            self._memory.remember_file(path)
            self._memory.keep_choices(path, file.options)
        self.predictions.tell_findings(file)

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

    def _begin(self, path: Path | None, caption: str, *, kept: bool = True) -> None:
        """What the store has just opened is the start of a history; ``kept`` if it is saved."""
        self.predictions.stop_fetching()
        document, self._lesson = self._store.document, None
        self._file_history.restart(path)
        self._named = (path, document.title)
        self._as_opened, self._on_disk = [], {}
        if kept:
            self._keep(document, path)
        self.opened.emit(caption)
        self.renamed.emit()

    def _folder(self) -> Path:
        if self.path is not None:
            return self.path.parent
        return next((path.parent for path in self._memory.recent), Path.home())
