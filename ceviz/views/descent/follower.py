"""Where the document lies on its descent.

As long as the document lies on the course (:class:`~ceviz.document.course.Course`) the course is
kept: undoing, stepping and dragging only move along it. Anything else that happens to the
document begins a new course.
"""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QObject, QTimer, Signal

from ceviz.document.analysis import Analysis
from ceviz.document.course import PLAIN, Course, Plan
from ceviz.document.model import Document, Vector
from ceviz.maths.losses import Loss
from ceviz.panels.scene import TRAIL, Scene
from ceviz.store import Intent
from ceviz.store.descents import StepIntent

#: Milliseconds, for each step of the plan, between two courses while a handle is dragged; walking
#: one takes a twentieth of it. And the least there are.
_WAIT, _LEAST = 1.0, 200.0


class Follower(QObject):
    """Keeps the course of the scene's document, and the step it is at.

    While a handle elsewhere is dragged the course follows a few times a second, because it is
    made of hundreds of predictions; when the drag ends it is right at once.

    Attributes:
        plan: how steps are made.
        loss: the one that is descended by the document.
        course: both paths from where the document began.
        framed: the course at the press, while a handle elsewhere is dragged; axes keep to it.
        step: how far the document has come.

    Signals:
        moved(): step or loss is new.
        renewed(): the course is new, or the one that axes keep to.
    """

    moved = Signal()
    renewed = Signal()

    def __init__(self, scene: Scene, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._scene, self._store = scene, scene.store
        self.plan, self.loss, self.step = PLAIN, Loss.CROSS_ENTROPY, 0
        self.framed: Course | None = None
        self.course = Course.of(self._store.document, self.plan)
        self._before = scene.state.trail
        # Whether the gesture that runs is a descent of ours.
        self._leading = False
        self._late = QTimer(self, singleShot=True)
        self._late.timeout.connect(self.catch_up)
        scene.document_changed.connect(self._follow)
        self._store.gesture_changed.connect(self._note_gesture)

    @property
    def last(self) -> int:
        """The last step that can be gone to."""
        return self.course.last(self.loss)

    def set_plan(self, plan: Plan) -> None:
        """Other steps: from where the document is; more or fewer of them: from the start."""
        longer = replace(self.plan, count=plan.count) == plan
        self.plan = plan
        if longer and self.step <= plan.count and self.framed is None:
            self.course = replace(self.course, plan=plan)
            self.step = min(self.step, self.last)
            self.renewed.emit()
        else:
            self._begin()

    def note(self, intent: Intent) -> None:
        """Someone else went to a step of the course: the line in the plot was dragged."""
        if isinstance(intent, StepIntent):
            self.step = self._within(intent.step)
            self.moved.emit()

    def catch_up(self) -> None:
        """The course of the document as it is now, however often it followed before."""
        self._late.stop()
        if not self._is_found():
            self._begin()
        elif self.framed is not None and not self._store.in_gesture:
            self.framed = None
            self.renewed.emit()

    def _within(self, step: int) -> int:
        return min(max(step, 0), self.last)

    def _ended(self) -> None:
        """Our gesture was ended by someone else."""

    def _note_gesture(self, running: bool) -> None:
        """The store ends our gesture when anything else is edited, and tells when others end."""
        if running:
            return
        if self._leading:
            self._leading = False
            self._ended()
        elif self.framed is not None:
            # Not at once: if it was cancelled, the document is about to come back.
            self._late.start(0)

    def _follow(self, document: Document, analysis: Analysis) -> None:
        """Find the document on the course, or begin another."""
        if self._is_found():
            self._scene.lay_trail(self._trail())
            self.moved.emit()
        elif self._store.in_gesture and not self._leading:
            self.framed = self.framed or self.course
            if not self._late.isActive():
                self._late.start(round(max(_LEAST, _WAIT * self.plan.count)))
        else:
            self._begin()

    def _is_found(self) -> bool:
        """Whether the document lies on the course, or again on that of the press."""
        document = self._store.document
        for course in (self.course, self.framed):
            if course is not None and course.is_for(document):
                found = course.find(document.sample.scores, (self.loss, self.step))
                if found is not None:
                    self.course, (self.loss, self.step) = course, found
                    return True
        return False

    def _begin(self) -> None:
        self.course = Course.of(self._store.document, self.plan)
        self.step = 0
        self._before = self._scene.state.trail
        if not self._store.in_gesture or self._leading:
            self.framed = None
        self.renewed.emit()

    def _trail(self) -> tuple[Vector, ...]:
        """What led to the start, and the way from there."""
        way = self.course.trail(self.loss, self.step)
        return (*self._before[:-1], *way)[-TRAIL:]
