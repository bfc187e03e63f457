"""“Show me”: a ghost hand does what a step shows, on the real controls, as one would by hand."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QPoint, QPointF, Qt, QTimer, QVariantAnimation, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPolygonF
from PySide6.QtWidgets import QStyle, QToolButton, QWidget

from ceviz.document.model import Document
from ceviz.draw import primitives
from ceviz.draw.theme import colour
from ceviz.lessons.acts import (
    Act,
    Descend,
    Lock,
    MakeTrue,
    Move,
    Open,
    Probabilities,
    Select,
    Shift,
    Undo,
    Warm,
)
from ceviz.panels.overrides import guarded, painting
from ceviz.panels.picture_panel import PicturePanel
from ceviz.panels.scene import Scene
from ceviz.store import End, Gesture, Intent
from ceviz.window.learn.rooms import Rooms

#: How long a gesture takes, in milliseconds, a bar each; how long the hand lies on what it is about
#: to press; and how long it rests between two.
TAKES, LIES, RESTS = 1400, 700, 250

#: What is shown slowly. The others are done at once, after the hand has come to lie there.
SLOW = (Move, Shift, Warm, Descend, Probabilities)

#: The panel on which each number is dragged.
PANELS = {"q": "bars", "p": "bars", "z": "scores"}

#: Undo's name for what is shown.
WORDS = "Show me"

#: The outline of a hand that points up and to the left, in pixels.
HAND = (
    (0, 0), (0, 19), (4.5, 15.5), (7.5, 22), (10.5, 20.5), (7.8, 14.2), (13.5, 13.5),
)  # fmt: skip


@guarded
class GhostHand(QWidget):
    """Lies over the window, takes no event of it, and performs acts one after the other.

    Signals:
        finished(bool): all were done, or (False) something came in between.
    """

    finished = Signal(bool)

    def __init__(self, window: QWidget, stage: Scene, rooms: Rooms) -> None:
        super().__init__(window)
        self._stage, self._rooms = stage, rooms
        self._acts: list[Act] = []
        self._gesture: Gesture | None = None
        self._act: Act | None = None
        self._at = QPointF()
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAccessibleName("A hand that shows how it is done")
        self.hide()
        self._clock = QVariantAnimation(self)
        self._clock.setStartValue(0.0)
        self._clock.setEndValue(1.0)
        self._clock.valueChanged.connect(self._move)
        self._clock.finished.connect(self._arrive)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(RESTS)
        self._pause.timeout.connect(self._next)
        stage.store.gesture_changed.connect(lambda _: self._yield())

    @property
    def busy(self) -> bool:
        """Whether something is being shown."""
        return self._act is not None or bool(self._acts) or self._pause.isActive()

    def perform(self, acts: Sequence[Act]) -> None:
        """Do ``acts`` visibly; desktops that want less motion see each done at once."""
        self.stop()
        self._acts = list(acts)
        self.setGeometry(self.window().rect())
        self._next()

    def stop(self) -> None:
        """Show no more; what was under way is given back."""
        busy = self.busy
        self._acts.clear()
        self._pause.stop()
        self._clock.stop()
        gesture, self._gesture, self._act = self._gesture, None, None
        if gesture is not None:
            gesture.end(End.ESCAPED)
        self.hide()
        if busy:
            self.finished.emit(False)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The hand, where it is."""
        theme = self._stage.theme
        with painting(self, theme) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
            k = 1.6 * theme.scale
            hand = QPolygonF([self._at + QPointF(x * k, y * k) for x, y in HAND])
            painter.setPen(primitives.line(colour(theme.surface), 2.0))
            painter.setBrush(colour(theme.accent, 0.85))
            painter.drawPolygon(hand)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(primitives.line(colour(theme.accent), 2.0))
            painter.drawEllipse(self._at, 9.0 * k / 1.6, 9.0 * k / 1.6)

    def _next(self) -> None:
        if not self._acts:
            self.hide()
            self.finished.emit(True)
            return
        if self._yield():
            return
        act = self._act = self._acts.pop(0)
        takes = LIES
        if isinstance(act, SLOW):
            takes = TAKES * (len(act.order) if isinstance(act, Probabilities) else 1)
            self._take_hold()
        seen = self._place(0.0)
        self.setVisible(seen)
        self.raise_()
        if seen and self._moves():
            self._clock.setDuration(takes)
            self._clock.start()
        else:
            self._arrive()

    def _take_hold(self) -> None:
        self._gesture = self._stage.store.begin()
        self._gesture.ended.connect(self._interrupted)

    def _yield(self) -> bool:
        """Do no more if somebody holds something while the hand does not; whether it is so."""
        if not self.busy or self._gesture is not None or self._stage.store.gesture is None:
            return False
        self.stop()
        return True

    def _at_once(self, act: Act) -> None:
        if isinstance(act, Open):
            self._rooms.open(act.view)
        elif isinstance(act, Undo):
            self._stage.store.undo()
        else:
            self._stage.store.apply(Intent(WORDS, act.edit))

    def _move(self, share: float) -> None:
        if self._gesture is not None and self._act is not None:
            self._preview(float(share))
            self._place(float(share))

    def _arrive(self) -> None:
        if self._act is None or self._yield():
            return
        gesture, self._gesture = self._gesture, None
        act, self._act = self._act, None
        # Until the next one begins, or it is over, the hand is busy.
        self._pause.start()
        if gesture is None:
            self._at_once(act)
            return
        gesture.preview(Intent(WORDS, partial(_at_share, act, 1.0)))
        gesture.end(End.RELEASED)

    def _preview(self, share: float) -> None:
        assert self._gesture is not None
        assert self._act is not None
        self._gesture.preview(Intent(WORDS, partial(_at_share, self._act, share)))

    def _interrupted(self, reason: End) -> None:
        """Somebody else took hold: the hand lets go of everything."""
        if self._gesture is not None:
            self._gesture = None
            self.stop()

    def _moves(self) -> bool:
        hint = QStyle.StyleHint.SH_Widget_Animation_Duration
        return self.style().styleHint(hint, None, self) > 0

    def _place(self, share: float) -> bool:
        """On the bar that moves, or on what else does; False if there is nothing to be seen."""
        act = self._act
        assert act is not None
        panel, bar = self._spot(act, share)
        if panel is None or not panel.isVisible():
            if not isinstance(act, SLOW):
                return False
            panel, bar = self.window(), None
        at = QPointF(panel.width() / 2.0, panel.height() / 2.0)
        if bar is not None and isinstance(panel, PicturePanel):
            at = _end_of_bar(panel, bar) or at
        elif isinstance(act, Warm):
            at.setX(panel.width() * (0.3 + 0.3 * share))
        self._at = QPointF(panel.mapTo(self.window(), QPoint())) + at
        self.update()
        return True

    def _spot(self, act: Act, share: float) -> tuple[QWidget | None, Move | None]:
        """Where an act is done: a widget, and the bar on it as one that is moved."""
        panel = self._rooms.panel
        match act:
            case Move(what=what):
                return panel(PANELS[what]), act
            case Probabilities():
                names = self._stage.state.document.classes.names
                return panel("bars"), Move(what="q", of=names[act.moving(share)], to=0.0)
            case Lock(of=of) | MakeTrue(of=of):
                return panel("bars"), Move(what="q", of=of, to=0.0)
            case Shift() | Descend():
                return panel("scores"), None
            case Warm():
                return panel("temperature"), None
            case Select():
                return panel("samples"), None
            case Open(view=view):
                return self.window().findChild(QToolButton, f"strip_{view}"), None
            case _:
                return None, None


def _at_share(act: Act, share: float, document: Document) -> Document:
    return act.part(document, share)


def _end_of_bar(panel: PicturePanel, bar: Move) -> QPointF | None:
    """The end of a bar as it stands now, in the panel's pixels."""
    document, geometry = panel.state.document, panel.geometry_now()
    if bar.of not in document.classes.names:
        return None
    across = panel.anchor(document.classes.names.index(bar.of))
    return QPointF(across, float(geometry.scale.clipped(bar.value(document))))
