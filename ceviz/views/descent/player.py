"""Plays a descent: a preview that goes on by itself until it is stopped."""

from __future__ import annotations

from PySide6.QtCore import QElapsedTimer, QObject, Qt, QTimer, Signal

from ceviz.maths.losses import Loss
from ceviz.panels.scene import Scene
from ceviz.store.descents import step_intent
from ceviz.views.descent.follower import Follower

#: The speeds that can be chosen, in steps a second.
SPEEDS = (2, 5, 15, 30, 60, 120, 240)

#: Frames a second, at most; faster descents take several steps a frame.
FRAMES = 60

#: Seconds that one frame may take in: after a longer standstill it goes on from there.
LONGEST = 0.25


class Player(Follower):
    """Goes along the course of the scene's document; speaks to the store like a panel.

    Attributes:
        speed: steps a second.
        playing: whether it goes on by itself.

    Signals:
        edited(Intent), previewed(Intent), committed(), cancelled(): for the store.
        moved(): step, loss, speed or playing is new.
    """

    edited = Signal(object)
    previewed = Signal(object)
    committed = Signal()
    cancelled = Signal()

    def __init__(self, scene: Scene, parent: QObject | None = None) -> None:
        super().__init__(scene, parent)
        self.speed, self.playing = FRAMES, False
        self._clock = QTimer(self, timerType=Qt.TimerType.PreciseTimer)
        self._clock.timeout.connect(self._beat)
        self._watch = QElapsedTimer()
        self._due = 0.0
        scene.listen(self)

    # Playing

    def play(self) -> None:
        """Go on by itself; at the end, from the start again."""
        self.catch_up()
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

    def set_speed(self, speed: int) -> None:
        """Steps a second."""
        self.speed = speed
        if self.playing:
            self._start()
        self.moved.emit()

    # Stepping

    def go(self, step: int) -> None:
        """To ``step``, or as near as there is one; playing pauses."""
        self.catch_up()
        self._go(step)

    def scrub(self, step: int) -> None:
        """Show ``step`` while a slider is held; :meth:`pause` keeps it, :meth:`cancel` not."""
        self.catch_up()
        self._stop()
        self._preview(step)

    def set_loss(self, loss: Loss) -> None:
        """The same step down another loss, from the same start."""
        self.catch_up()
        self.loss = loss
        if self.playing:
            self._preview(self.step)
        elif self.step:
            self._go(self.step)
        self.renewed.emit()

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
        self._clock.stop()
        if self.playing:
            self.playing = False
            self.moved.emit()

    def _ended(self) -> None:
        self._stop()
