"""The one writer of the current document, and its history."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import shiboken6
from PySide6.QtCore import QObject, Signal, SignalInstance
from PySide6.QtGui import QUndoCommand, QUndoStack

from ceviz.document.analysis import Analysis, analyse
from ceviz.document.measurements import NOTHING, USUAL, Measurements, Settings
from ceviz.document.model import Document, Rows
from ceviz.errors import CevizError, InvalidInput
from ceviz.store.gesture import End, Gesture
from ceviz.store.intents import Intent
from ceviz.store.why import Why

if TYPE_CHECKING:
    from ceviz.maths.batch import Evaluation
    from ceviz.storage.opened import OpenedFile


class Store(QObject):
    """Owns the document; every change goes through it and is announced once.

    What is done in one go is applied (:meth:`apply`); what goes on for a while, a drag or a
    playing descent, is a :class:`~ceviz.store.gesture.Gesture` (:meth:`begin`).

    Attributes:
        document: what is shown now, the preview during a gesture.
        measured: what is known of the rows that the document and its history are made of.
        analysis: all derived numbers of the document, by what was measured.
        file: the predictions that the history began with, or None; an edit of every sample
            leaves its rows, and undoing comes back to them.
        gesture: the one that was begun and is not over, or None.
        history: the QUndoStack; menus and the undo view hang on it.

    Signals:
        changed(Document, Analysis, Why): something is different; emitted once for each change.
        refused(CevizError): an intent was refused; nothing changed.
        gesture_changed(bool): a gesture began to move or ended; axes hold still in between.
        file_changed(): the document is looked at in another file.
    """

    changed = Signal(object, object, object)
    refused = Signal(object)
    gesture_changed = Signal(bool)
    file_changed = Signal()

    def __init__(self, document: Document, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.document = document
        self.measured = NOTHING.covering(document.samples, document.temperature)
        self.analysis: Analysis = analyse(document, self.measured)
        self.file: OpenedFile | None = None
        self.history = history = QUndoStack(self)
        # Qt's stack announces its own end, to slots that would look into what is gone.
        self.destroyed.connect(lambda: history.blockSignals(True))
        self.gesture: Gesture | None = None
        self._telling = False

    def __del__(self) -> None:
        # WORKAROUND: when the garbage collector takes a store, Shiboken hands the commands back
        # to Python on the way and both Python and the stack delete them (PySide 6.11). So the
        # stack lets go of them first, while everything is whole.
        if shiboken6.isValid(self.history):
            self.history.clear()

    @property
    def in_gesture(self) -> bool:
        """Whether a gesture moves: a press alone changes nothing, and nothing has to hold still."""
        return self.gesture is not None and self.gesture.moving

    def begin(self) -> Gesture:
        """A gesture from the present document; what another one reached is kept first."""
        self.end_gesture(End.SUPERSEDED)
        self.gesture = Gesture(self.document, self._preview, self._conclude)
        return self.gesture

    def end_gesture(self, reason: End) -> None:
        """End the gesture that was begun, if there is one."""
        self._stop_meddlers()
        if self.gesture is not None:
            self.gesture.end(reason)

    def apply(self, intent: Intent) -> bool:
        """Do ``intent`` as one step; False if it was refused (and said so)."""
        self.end_gesture(End.SUPERSEDED)
        try:
            after = intent.edit(self.document)
        except CevizError as refusal:
            self.refused.emit(refusal)
            return False
        if intent.file is not None:
            return self._look_at(intent.file, after)
        if intent.looking:
            self._show(after, Why.LOOKING)
        elif not after.same_as(self.document):
            self.history.push(SnapshotCommand(self, intent, self.document, after))
        return True

    def undo(self) -> None:
        """Take the last step back; while a gesture moves, only that."""
        moving = self.in_gesture
        self.end_gesture(End.UNDONE)
        if not moving:
            self.history.undo()

    def redo(self) -> None:
        """Do the step taken back again; not while a gesture moves."""
        self._stop_meddlers()
        if not self.in_gesture:
            self.end_gesture(End.UNDONE)
            self.history.redo()

    def open(
        self,
        document: Document,
        measured: Measurements = NOTHING,
        file: OpenedFile | None = None,
    ) -> None:
        """Another document, clean, with an empty history.

        ``measured`` is known of its rows, which lie in ``file`` if they lie in any.
        """
        self._open(document, measured, file)

    def open_file(self, file: OpenedFile) -> None:
        """The document of a file of predictions, together with what was measured of it."""
        self._open(file.document, NOTHING.with_whole(file.rows, file.evaluation), file)

    def learn(self, rows: Rows, evaluation: Evaluation, settings: Settings = USUAL) -> None:
        """All ``rows`` have been measured beside the window; numbers of a sample become exact.

        Rows that are in no step of the history any more are of no interest.
        """
        if not self.measured.knows(rows):
            return
        self.measured = self.measured.with_whole(rows, evaluation, settings)
        if self.analysis.batch.exact:
            return
        analysis = analyse(self.document, self.measured)
        if analysis.batch.exact:
            self._stop_meddlers()
            self.analysis = analysis
            self._tell(Why.MEASURED)

    def restore(self, document: Document, why: Why) -> None:
        """Show a snapshot from the history; the unit stays as the user has it now."""
        self._show(replace(document, unit=self.document.unit), why)

    def _look_at(self, file: OpenedFile, document: Document) -> bool:
        """Another file of the same samples; nothing that was done to the one before is lost.

        What is known of the one before is let go: a run may be longer than the memory.
        """
        if not self.history.isClean():
            self.refused.emit(
                InvalidInput(
                    "another checkpoint is not shown over changes that are not saved",
                    remedy="undo them, or save the session first",
                )
            )
            return False
        self.history.clear()
        self.file, self.measured = file, NOTHING.with_whole(file.rows, file.evaluation)
        self._show(document, Why.LOOKING)
        self._announce(self.file_changed)
        return True

    def _preview(self, gesture: Gesture, intent: Intent) -> bool:
        self._stop_meddlers()
        if not gesture.moving:
            gesture.moving = True
            self._announce(self.gesture_changed, True)
        try:
            after = intent.edit(gesture.base)
        except CevizError as refusal:
            self.refused.emit(refusal)
            return False
        gesture.intent = intent
        self._show(after, Why.EDITED)
        return True

    def _conclude(self, gesture: Gesture, reason: End) -> None:
        self._stop_meddlers()
        self.gesture, gesture.over = None, True
        before, after, last = gesture.base, self.document, gesture.intent
        if gesture.moving:
            self._announce(self.gesture_changed, False)
        if not reason.keeps:
            self._show(before, Why.UNDONE)
        elif last is not None and not after.same_as(before):
            self.history.push(SnapshotCommand(self, last, before, after))
        self._announce(gesture.ended, reason)

    def _stop_meddlers(self) -> None:
        """Raise before anything is pushed: the undo stack does not survive being re-entered."""
        if self._telling:
            raise RuntimeError("a view edited the document while it was being told of a change")

    def _open(self, document: Document, measured: Measurements, file: OpenedFile | None) -> None:
        self.end_gesture(End.REPLACED)
        measured = measured.covering(document.samples, document.temperature)
        analysis = analyse(document, measured)
        self.history.clear()
        self.document, self.measured, self.analysis = document, measured, analysis
        self.file = file
        self._tell(Why.OPENED)

    def _show(self, document: Document, why: Why) -> None:
        if document.same_as(self.document):
            # The same again is not announced; the newer one is kept for its sharing.
            self.document = document
            return
        measured = self.measured.covering(document.samples, document.temperature)
        analysis = analyse(document, measured)
        self.document, self.measured, self.analysis = document, measured, analysis
        self._tell(why)

    def _tell(self, why: Why) -> None:
        self._announce(self.changed, self.document, self.analysis, why)

    def _announce(self, signal: SignalInstance, *news: object) -> None:
        self._telling = True
        try:
            signal.emit(*news)
        finally:
            self._telling = False


class SnapshotCommand(QUndoCommand):
    """One step of the history: the documents before and after, and its name.

    ``after`` is computed before the push, because the stack keeps a command whose redo raised.
    Steps with the same fold key merge when nothing came between; a merge that leads back to
    where it began leaves nothing.
    """

    def __init__(self, store: Store, intent: Intent, before: Document, after: Document) -> None:
        super().__init__(intent.label)
        self._store = store
        self._opening = intent.opening
        self.before = before
        self.after = after
        self.fold = intent.fold

    def redo(self) -> None:
        """Show the document after; right after a gesture it is shown already."""
        self._store.restore(self.after, Why.OPENED if self._opening else Why.EDITED)

    def undo(self) -> None:
        """Show the document before."""
        self._store.restore(self.before, Why.OPENED if self._opening else Why.UNDONE)

    def id(self) -> int:
        """Commands that may fold share an id; −1 never merges."""
        return 1 if self.fold else -1

    def mergeWith(self, other: QUndoCommand) -> bool:
        """Take ``other`` in if it is the same nudge going on."""
        if not isinstance(other, SnapshotCommand) or other.fold != self.fold:
            return False
        self.after = other.after
        self.setText(other.text())
        if self.after.same_as(self.before):
            self.setObsolete(True)
        return True
