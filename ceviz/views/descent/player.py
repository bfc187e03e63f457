"""Where the document lies on its descent, and going along it.

Playing is a gesture that goes on by itself until it is stopped.

As long as the document lies on the course (:class:`~ceviz.document.course.Course`) the course is
kept: undoing, stepping and dragging only move along it. Anything else that happens to the
document begins a new course.
"""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QElapsedTimer, QObject, Qt, QTimer, Signal

from ceviz.document.analysis import Analysis
from ceviz.document.course import PLAIN, Course, Plan, resumed
from ceviz.document.frozen import Score, written
from ceviz.document.model import Document
from ceviz.maths.arrays import FloatArray
from ceviz.maths.descent import Loss
from ceviz.panels.scene import TRAIL, Scene
from ceviz.store import End, Gesture, Intent, Why
from ceviz.store.descents import StepIntent, step_intent

#: The speeds that can be chosen, in steps a second.
SPEEDS = (2, 5, 15, 30, 60, 120, 240)

#: Playing begins with so many steps a second, and each step adds so many, up to the speed that
#: was chosen: the first ones, which do the most, can be followed one by one.
FIRST_PACE, PACE_PER_STEP = 2.0, 0.5

#: Frames a second, at most; faster descents take several steps a frame.
FRAMES = 60

#: Seconds that one frame may take in: after a longer standstill it goes on from there.
LONGEST = 0.25

#: Milliseconds, for each step of the plan, between two courses while a handle is dragged; walking
#: one takes a twentieth of it. And the least there are.
_WAIT, _LEAST = 1.0, 200.0


class Player(QObject):
    """Keeps the course of the scene's document and the step it is at, and goes along it.

    While a handle elsewhere is dragged the course follows a few times a second, because it is
    made of hundreds of predictions; when the drag ends it is right at once.

    Attributes:
        store: what owns the document.
        plan: how steps are made.
        loss: the one that is descended by the document.
        course: both paths from where the document began.
        framed: the course at the press, while a handle elsewhere is dragged; axes keep to it.
        step: how far the document has come.
        speed: steps a second, once it is under way.

    Signals:
        moved(): step, loss, speed or playing is new.
        renewed(): the course is new, or the one that axes keep to.
    """

    moved = Signal()
    renewed = Signal()

    def __init__(self, scene: Scene, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._scene, self.store = scene, scene.store
        self.plan, self.loss, self.step = PLAIN, Loss.CROSS_ENTROPY, 0
        self.speed = FRAMES
        self.framed: Course | None = None
        self.course = Course.of(self.store.document, self.plan)
        self._before = scene.state.trail
        self._playing: Gesture | None = None
        self._clock = QTimer(self, timerType=Qt.TimerType.PreciseTimer)
        self._clock.timeout.connect(self._beat)
        self._watch = QElapsedTimer()
        self._due = 0.0
        self._late = QTimer(self, singleShot=True)
        self._late.timeout.connect(self.catch_up)
        scene.document_changed.connect(self._follow)
        self.store.gesture_changed.connect(self._attend)

    @property
    def last(self) -> int:
        """The last step that can be gone to."""
        return self.course.last(self.loss)

    @property
    def playing(self) -> bool:
        """Whether it goes on by itself."""
        return self._playing is not None

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

    @property
    def start(self) -> tuple[Score, ...]:
        """Where the course began, to be kept; empty where the document is there still."""
        return written(self.course.start) if self.step else ()

    def resume(self, start: tuple[Score, ...]) -> None:
        """Take the course from ``start`` up again, if the document lies on it."""
        found = resumed(self.store.document, self.plan, start, self.loss) if start else None
        if found is not None:
            self.course, self.step = found
            self._scene.lay_trail(self._trail())
            self.renewed.emit()

    # Playing

    def play(self) -> None:
        """Go on by itself; at the end, from the start again."""
        if self.playing:
            return
        self._settle()
        if self.last == 0:
            return
        self._playing = self.store.begin()
        self._playing.ended.connect(self._stop)
        if self.step == self.last:
            self._preview(0)
        self._start()
        self.moved.emit()

    def pause(self) -> None:
        """Keep what was reached, as one step of the history."""
        if self._playing is not None:
            self._playing.end(End.RELEASED)

    def cancel(self) -> None:
        """Give back the document that playing began with."""
        if self._playing is not None:
            self._playing.end(End.ESCAPED)

    def toggle(self) -> None:
        """Pause if it plays, and play if not."""
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
        pace = min(self.speed, FIRST_PACE + PACE_PER_STEP * self.step)
        self._due += pace * min(seconds, LONGEST)
        steps = round(self._due)
        self._due -= steps
        if steps > 0:
            self.tick(steps)

    def set_speed(self, speed: int) -> None:
        """Play at so many steps a second from now on."""
        self.speed = speed
        if self.playing:
            self._start()
        self.moved.emit()

    # Stepping

    def go(self, step: int) -> None:
        """To ``step``, or as near as there is one; playing pauses."""
        self._settle()
        self._go(step)

    def intent_at(self, step: int, base: Document) -> Intent:
        """What a slider of steps means at ``step``; the course knows where it began."""
        self.catch_up()
        return step_intent(self.course, self.loss, self._within(step))

    def set_loss(self, loss: Loss) -> None:
        """The same step down another loss, from the same start."""
        self.catch_up()
        self.loss = loss
        if self.playing:
            self._preview(self.step)
        elif self.step:
            self._go(self.step)
        self.renewed.emit()

    def _settle(self) -> None:
        """Keep what is dragged or played, and stand on the course of where that has led."""
        self.store.end_gesture(End.SUPERSEDED)
        self.catch_up()

    def _go(self, step: int) -> None:
        self.step = self._within(step)
        self.store.apply(step_intent(self.course, self.loss, self.step))
        self.moved.emit()

    def _preview(self, step: int) -> None:
        if self._playing is not None:
            self.step = self._within(step)
            self._playing.preview(step_intent(self.course, self.loss, self.step))

    def _within(self, step: int) -> int:
        return min(max(step, 0), self.last)

    # The clock

    def _start(self) -> None:
        self._due = 0.0
        self._watch.start()
        self._clock.start(round(1000 / min(self.speed, FRAMES)))

    def _beat(self) -> None:
        seconds = self._watch.nsecsElapsed() / 1e9
        self._watch.start()
        self.advance(seconds)

    def _stop(self) -> None:
        """Playing is over, whoever ended it."""
        self._clock.stop()
        self._playing = None
        self.moved.emit()

    # Following

    def catch_up(self) -> None:
        """The course of the document as it is now, however often it followed before."""
        self._late.stop()
        if not self._is_found():
            self._begin()
        elif self.framed is not None and not self.store.in_gesture:
            self.framed = None
            self.renewed.emit()

    def _attend(self, running: bool) -> None:
        """Whatever moves may move along the course; when it has ended the course is right."""
        if running and self.store.gesture is not None:
            self.store.gesture.previewed.connect(self._note)
        elif self.framed is not None:
            # Not at once: if it was given back, the document is about to come back.
            self._late.start(0)

    def _note(self, intent: Intent) -> None:
        """The step that is gone to: where a descent has arrived, many have the same scores."""
        if isinstance(intent, StepIntent):
            self.step = self._within(intent.step)
            self.moved.emit()

    def _follow(self, document: Document, analysis: Analysis, why: Why) -> None:
        """Find the document on the course, or begin another."""
        if why is Why.OPENED:
            self._begin()  # wherever it lies, it has not come along this course
        elif self._is_found():
            self._scene.lay_trail(self._trail())
            self.moved.emit()
        elif self.store.in_gesture and not self.playing:
            self.framed = self.framed or self.course
            if not self._late.isActive():
                self._late.start(round(max(_LEAST, _WAIT * self.plan.count)))
        else:
            self._begin()

    def _is_found(self) -> bool:
        """Whether the document lies on the course, or again on that of the press."""
        document = self.store.document
        for course in (self.course, self.framed):
            if course is not None and course.is_for(document):
                found = course.find(document.sample.scores, (self.loss, self.step))
                if found is not None:
                    self.course, (self.loss, self.step) = course, found
                    return True
        return False

    def _begin(self) -> None:
        self.course = Course.of(self.store.document, self.plan)
        self.step = 0
        self._before = self._scene.state.trail
        if not self.store.in_gesture or self.playing:
            self.framed = None
        self.renewed.emit()

    def _trail(self) -> tuple[FloatArray, ...]:
        """What led to the start, and the way from there."""
        way = self.course.trail(self.loss, self.step)
        return (*self._before[:-1], *way)[-TRAIL:]
