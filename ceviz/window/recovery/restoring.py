"""One journal brought back into a window, its rows read anew if they lie in a file."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from ceviz.document.model import Document
from ceviz.errors import CevizError
from ceviz.panels.background import Job
from ceviz.storage.journal.left import Left
from ceviz.storage.opened import OpenedFile
from ceviz.store import Intent
from ceviz.window.files.on_disk import left_out
from ceviz.window.recovery.keeper import Keeper

if TYPE_CHECKING:
    from ceviz.window.main_window import MainWindow

#: How long the new journal may take to be on the disk before the old one stays, in seconds.
PATIENCE = 60.0


class Restoring(QObject):
    """Restores ``left`` into ``window``; the journal goes once the window's own has it all.

    It stays, for the next start, if edits are left out: the file may be as it was by then.

    Signals:
        ended(bool): it is restored, or it is still as it was left.
    """

    ended = Signal(bool)

    def __init__(self, left: Left, window: MainWindow, keeper: Keeper) -> None:
        super().__init__(window)
        self._left, self._window, self._keeper = left, window, keeper
        self._listening = False

    def start(self) -> None:
        """Begin; a file of predictions takes as long as opening it."""
        kept = self._left.kept
        try:
            if kept.file is None:
                self._put(kept.document(self._left.title))
            else:
                options = kept.options(self._left.title)
                self._listening = True
                self._window.files.file_opened.connect(self._edit)
                self._window.files.predictions.refused.connect(self._give_up)
                self._window.files.predictions.open(kept.file, options)
                # To open anything drops what was wanted before, and so may the user at a question.
                self._window.files.predictions.dropped.connect(self._give_up)
        except CevizError as refusal:
            self._window.notice.tell(refusal)
            self._give_up()

    def _put(self, document: Document) -> None:
        kept = self._left.kept
        if self._window.files.restore(document, kept.path, kept.last.contents):
            self._done()
        else:
            self._give_up()

    def _edit(self, file: OpenedFile) -> None:
        """The file is there: its samples as they were edited."""
        kept = self._left.kept
        if file.path != kept.file:
            self._give_up()  # another was opened meanwhile
            return
        try:
            document, lost = kept.over(file, self._left.title)
        except CevizError as refusal:
            self._window.notice.tell(refusal)
            self._give_up()
            return
        self._window.store.apply(Intent("Restore what was not saved", lambda _: document))
        if lost:
            self._window.files.predictions.tell_first(left_out(file.path.name, lost))
            self._left.release()
            self._forget_signals()
            self.ended.emit(True)
            return
        if not kept.unchanged:
            self._window.files.predictions.tell_first(
                f"{file.path.name} has changed; the edits stand in it as it is."
            )
        self._done()

    def _done(self) -> None:
        self._forget_signals()
        self._keeper.came_from = self._left.path.stem
        self._keeper.settle()
        wait = Job(lambda _: self._keeper.wait(PATIENCE))
        wait.done.connect(partial(_let_go, self._left))
        wait.start()
        self.ended.emit(True)

    def _give_up(self, *_: object) -> None:
        self._forget_signals()
        self.ended.emit(False)

    def _forget_signals(self) -> None:
        if self._listening:
            self._listening = False
            self._window.files.file_opened.disconnect(self._edit)
            self._window.files.predictions.refused.disconnect(self._give_up)
            self._window.files.predictions.dropped.disconnect(self._give_up)


def _let_go(left: Left, written: object) -> None:
    """It is kept elsewhere now."""
    if written:
        left.let_go()
