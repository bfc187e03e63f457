"""Which step of which lesson is played, and whether it is done."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Protocol

from PySide6.QtCore import QObject, Signal

from ceviz.document.analysis import Analysis
from ceviz.document.model import Document
from ceviz.errors import CevizError, InvalidInput
from ceviz.lessons import progress as kept
from ceviz.lessons.beliefs import Belief, document_of_beliefs, file_of
from ceviz.lessons.checks import Situation
from ceviz.lessons.format import Lesson, Question, Step, Task
from ceviz.lessons.progress import Progress
from ceviz.lessons.proof import Scene, prove
from ceviz.lessons.starts import document_of, opened_file
from ceviz.panels.scene import Scene as Stage
from ceviz.storage.atomic import write_atomically
from ceviz.storage.opened import OpenedFile
from ceviz.storage.readers import read
from ceviz.store import Intent, Store, Why
from ceviz.views.registry import VIEWS
from ceviz.window.learn.rooms import Rooms
from ceviz.window.state_folder import state_folder

#: The views that a lesson may name.
NAMES = [spec.name for spec in VIEWS]


class Opener(Protocol):
    """Who puts a document in the window, asking before changes are lost."""

    def open_lesson(self, start: Document | OpenedFile) -> bool:
        """Show where a step starts; False if what is there must not be left."""


class Player(QObject):
    """Plays a lesson on the window's own document.

    Free play never breaks it: :meth:`again` puts the step back as it began.

    Attributes:
        progress: what was done and believed, kept in the State folder.
        lesson: the one that is played, or None.
        index: its present step, from 0.

    Signals:
        stepped(): another step begins, or none is played any more.
        done(): the present step is done.
        remembered(): progress has changed.
        refused(CevizError): something could not be opened, read or kept.
    """

    stepped = Signal()
    done = Signal()
    remembered = Signal()
    refused = Signal(object)

    def __init__(self, stage: Stage, rooms: Rooms, files: Opener, parent: QObject) -> None:
        super().__init__(parent)
        self._stage, self._rooms, self._files = stage, rooms, files
        self.lesson: Lesson | None = None
        self.index = 0
        self._scenes: tuple[Scene, ...] = ()
        self._undone = self._finished = False
        self._level: bool | None = None
        self.progress = Progress()
        self._unreadable = False
        try:
            self.progress = kept.load(progress_path())
        except CevizError as refusal:
            # It is somebody's: it is told once, and not written over.
            self._unreadable, self._why = True, refusal
        stage.store.changed.connect(self._follow)
        stage.store.gesture_changed.connect(self._settle)

    @property
    def _store(self) -> Store:
        return self._stage.store

    # Where it is

    @property
    def scenes(self) -> tuple[Scene, ...]:
        """All steps of the lesson that is played, with their documents."""
        return self._scenes

    @property
    def scene(self) -> Scene:
        """The present step with its documents."""
        return self._scenes[self.index]

    @property
    def step(self) -> Step:
        """The step that is played."""
        return self.scene.step

    @property
    def finished(self) -> bool:
        """Whether the present step was done since it began."""
        return self._finished

    @property
    def last(self) -> bool:
        """Whether no step of the lesson follows."""
        return self.index + 1 >= len(self._scenes)

    def begin(self, lesson: Lesson, index: int = 0) -> bool:
        """Play ``lesson`` from a step on; False if it is refused."""
        try:
            self._scenes = prove(lesson, NAMES)
        except CevizError as refusal:
            self.refused.emit(refusal)
            return False
        if self._unreadable:
            self.refused.emit(self._why)
        if self._level is None:
            self._level = self._stage.view.simple
        before, self.lesson = self.lesson, lesson
        if self.go(min(index, len(self._scenes) - 1)):
            return True
        self.lesson = before
        return False

    def go(self, index: int) -> bool:
        """Another step of the lesson, from its start; False if it could not be opened."""
        assert self.lesson is not None
        was, self.index = self.index, index
        try:
            opened = self._open()
        except CevizError as refusal:
            self.refused.emit(refusal)
            opened = False
        if not opened:
            self.index = was
            return False
        self._undone = self._finished = False
        self._remember(replace(self.progress, at=(self.lesson.id, index)))
        self.stepped.emit()
        return True

    def again(self) -> bool:
        """The present step as it began, wherever free play has led."""
        return self.go(self.index)

    def rewind(self) -> None:
        """The document as the step began, as one step of the history."""
        start = self.scene.start
        self._store.apply(Intent("Back to the start", lambda _: start))

    def leave(self) -> None:
        """Play no lesson; the document stays as it is."""
        self.lesson, self._scenes = None, ()
        self._rooms.set_ground(None)
        if self._level is not None:
            self._stage.set_view(replace(self._stage.view, simple=self._level))
            self._level = None
        self.stepped.emit()

    def _open(self) -> bool:
        """Document, level and views of the present step."""
        step = self._started_by()
        assert step.start is not None
        start: Document | OpenedFile = self.scene.start
        if step.start.beliefs:
            start = self._beliefs()
        elif step.start.samples and not step.start.acts:
            start = opened_file(step.start.samples)
        if not self._files.open_lesson(start):
            return False
        opened = any(look.panel == "powers" for look in self.step.look)
        simple = self.step.level == "simple"
        self._stage.set_view(replace(self._stage.view, simple=simple, softmax=opened))
        self._rooms.set_ground(self.step.workspace == "data")
        self._rooms.show_only(self.step.views, NAMES)
        return True

    def _started_by(self) -> Step:
        """The step whose start the present one has."""
        return next(
            scene.step for scene in self._scenes[self.index :: -1] if scene.step.start is not None
        )

    def _beliefs(self) -> OpenedFile:
        """What the student believed, as a file of predictions like any other."""
        beliefs = self.progress.beliefs
        if not beliefs:
            raise InvalidInput(
                "there are no beliefs of yours yet",
                remedy="answer a few questions of the lessons before this one",
            )
        path = beliefs_path()
        path.parent.mkdir(parents=True, exist_ok=True)
        write_atomically(path, file_of(beliefs))
        start = self._started_by().start
        assert start is not None
        document = document_of(start, "", lambda: document_of_beliefs(beliefs))
        at = self.index
        scene = replace(self.scene, start=document, then=document)
        self._scenes = (*self._scenes[:at], scene, *self._scenes[at + 1 :])
        return OpenedFile.measured(read(path), path)

    # What is done

    def situation(self) -> Situation:
        """How the present step began, and how it stands."""
        return Situation(
            self.scene.start, self._store.document, self._rooms.shown(NAMES), self._undone
        )

    def look(self) -> None:
        """See whether the present task is done now."""
        if self.lesson is not None and not self._finished and self.holds():
            self.finish()

    def holds(self) -> bool:
        """Whether what the present task asks for is so just now; never, where it is no task."""
        if not isinstance(self.step.ask, Task):
            return False
        try:
            return self.step.ask.check.holds(self.situation())
        except CevizError:
            return False  # free play: the document has other classes

    def answer(self, scores: tuple[float, ...]) -> Belief:
        """What the student believes of the present question; the first answer is kept."""
        assert self.lesson is not None
        ask = self.step.ask
        assert isinstance(ask, Question)
        belief = Belief(self.lesson.id, self.index, scores, ask.right - 1)
        self._remember(self.progress.with_belief(belief))
        return belief

    def finish(self) -> None:
        """The present step is done."""
        assert self.lesson is not None
        if not self._finished:
            self._finished = True
            self._remember(self.progress.with_done(self.lesson.id, self.index))
            self.done.emit()

    def forget(self) -> None:
        """Forget everything that was done and believed."""
        try:
            kept.forget(progress_path(), beliefs_path())
        except CevizError as refusal:
            self.refused.emit(refusal)
            return
        self._unreadable = False
        self.progress = Progress()
        self.remembered.emit()

    def _remember(self, progress: Progress) -> None:
        if progress == self.progress:
            return
        self.progress = progress
        if not self._unreadable:
            try:
                kept.save(progress_path(), progress)
            except CevizError as refusal:
                self.refused.emit(refusal)
        self.remembered.emit()

    def _follow(self, document: Document, analysis: Analysis, why: Why) -> None:
        self._undone = self._undone or why is Why.UNDONE
        if not self._store.in_gesture:
            self.look()

    def _settle(self, running: bool) -> None:
        """What is dragged counts where it is let go."""
        if not running:
            self.look()


def progress_path() -> Path:
    """The file of what was done."""
    return state_folder() / "lessons.json"


def beliefs_path() -> Path:
    """The student's beliefs as a file of predictions."""
    return state_folder() / "your beliefs.npz"
