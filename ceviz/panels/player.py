"""Plays a descent: a preview that goes on by itself until it is stopped.

The document lies on a course (:class:`~ceviz.document.course.Course`), and as long as it does,
the course is kept: undoing, stepping and dragging only move along it. Anything else that happens
to the document begins a new course.
"""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QElapsedTimer, QObject, Qt, QTimer, Signal

from ceviz.document.analysis import Analysis
from ceviz.document.course import PLAIN, Course, Plan
from ceviz.document.model import Document, Vector
from ceviz.maths.losses import Loss
from ceviz.panels.scene import TRAIL, Scene
from ceviz.store import Intent
from ceviz.store.descents import StepIntent, step_intent

#: The speeds that can be chosen, in steps a second.
SPEEDS = (2, 5, 15, 30, 60, 120, 240)

#: Frames a second, at most; faster descents take several steps a frame.
FRAMES = 60

#: Seconds that one frame may take in: after a longer standstill it goes on from there.
LONGEST = 0.25

#: Milliseconds a step of the plan; walking a course anew takes a tenth of it.
_WAIT = 0.5


class Player(QObject):
    """Goes along the course of the scene's document; speaks to the store like a panel.

    While a handle elsewhere is dragged the course follows a few times a second, because it is
    made of hundreds of predictions; when the drag ends it is right at once.

    Attributes:
        plan: how steps are made.
        loss: the one that is descended by the document.
        course: both paths from where the document began.
        framed: the course at the press, while a handle elsewhere is dragged; axes keep to it.
        step: how far the document has come.
        speed: steps a second.
        playing: whether it goes on by itself.

    Signals:
        edited(Intent), previewed(Intent), committed(), cancelled(): for the store.
        moved(): step, loss, speed or playing is new.
        renewed(): the course is new, or the one that axes keep to.
    """

    edited = Signal(object)
    previewed = Signal(object)
    committed = Signal()
    cancelled = Signal()
    moved = Signal()
    renewed = Signal()

    def __init__(self, scene: Scene, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._scene, self._store = scene, scene.store
        self.plan, self.loss, self.speed = PLAIN, Loss.CROSS_ENTROPY, FRAMES
        self.step, self.playing = 0, False
        self.framed: Course | None = None
        self.course = Course.of(self._store.document, self.plan)
        self._before = scene.state.trail
        self._leading = False
        self._clock = QTimer(self, timerType=Qt.TimerType.PreciseTimer)
        self._clock.timeout.connect(self._beat)
        self._watch = QElapsedTimer()
        self._due = 0.0
        self._late = QTimer(self, singleShot=True)
        self._late.timeout.connect(self._catch_up)
        scene.listen(self)
        scene.document_changed.connect(self._follow)
        self._store.gesture_changed.connect(self._note_gesture)

    @property
    def last(self) -> int:
        """The last step that can be gone to."""
        return self.course.last(self.loss)

    # Verbs

    def play(self) -> None:
        """Go on by itself; at the end, from the start again."""
        self._catch_up()
        if self.playing or self.last == 0:
            return
        self.playing = True
        if self.step == self.last:
            self._preview(0)
        self._start()
        self.moved.emit()

    def pause(self) -> None:
        """Keep what was reached, as one step of the history."""
        self._stop()
        if self._leading:
            self.committed.emit()

    def cancel(self) -> None:
        """Give back the document that playing began with."""
        self._stop()
        if self._leading:
            self.cancelled.emit()

    def toggle(self) -> None:
        """Play or pause."""
        if self.playing:
            self.pause()
        else:
            self.play()

    def tick(self, steps: int = 1) -> None:
        """A frame of playing, some steps on; at the last one it pauses."""
        self._preview(self.step + steps)
        if self.step == self.last:
            self.pause()

    def advance(self, seconds: float) -> None:
        """Tick as many steps as are due after ``seconds``: slow frames are fewer, not slower."""
        self._due += self.speed * min(seconds, LONGEST)
        steps = round(self._due)
        self._due -= steps
        if steps > 0:
            self.tick(steps)

    def go(self, step: int) -> None:
        """To ``step``, or as near as there is one; playing pauses."""
        self._catch_up()
        self._go(step)

    def scrub(self, step: int) -> None:
        """Show ``step`` while a slider is held; :meth:`pause` keeps it, :meth:`cancel` not."""
        self._catch_up()
        self._stop()
        self._preview(step)

    # Options

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

    def set_loss(self, loss: Loss) -> None:
        """The same step down another loss, from the same start."""
        self._catch_up()
        self.loss = loss
        if self.playing:
            self._preview(self.step)
        elif self.step:
            self._go(self.step)
        self.renewed.emit()

    def set_speed(self, speed: int) -> None:
        """Steps a second."""
        self.speed = speed
        if self.playing:
            self._start()
        self.moved.emit()

    def note(self, intent: Intent) -> None:
        """Someone else went to a step of the course: the line in the plot was dragged."""
        if isinstance(intent, StepIntent):
            self.step = self._within(intent.step)
            self.moved.emit()

    # Moving

    def _preview(self, step: int) -> None:
        self.step = self._within(step)
        self.previewed.emit(step_intent(self.course, self.loss, self.step))
        # Not before: it may have ended the gesture of someone else.
        self._leading = self._store.in_gesture
        self.moved.emit()

    def _go(self, step: int) -> None:
        self.pause()
        self.step = self._within(step)
        self.edited.emit(step_intent(self.course, self.loss, self.step))
        self.moved.emit()

    def _start(self) -> None:
        self._due = 0.0
        self._watch.start()
        self._clock.start(round(1000 / min(self.speed, FRAMES)))

    def _beat(self) -> None:
        seconds = self._watch.nsecsElapsed() / 1e9
        self._watch.start()
        self.advance(seconds)

    def _within(self, step: int) -> int:
        return min(max(step, 0), self.last)

    def _stop(self) -> None:
        self._clock.stop()
        if self.playing:
            self.playing = False
            self.moved.emit()

    # Following

    def _note_gesture(self, running: bool) -> None:
        """The store ends our gesture when anything else is edited, and tells when others end."""
        if running:
            return
        if self._leading:
            self._leading = False
            self._stop()
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
                self._late.start(round(max(100.0, _WAIT * self.plan.count)))
        else:
            self._begin()

    def _catch_up(self) -> None:
        """The course of the document as it is now, however often it followed before."""
        self._late.stop()
        if not self._is_found():
            self._begin()
        elif self.framed is not None and not self._store.in_gesture:
            self.framed = None
            self.renewed.emit()

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
