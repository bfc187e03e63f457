"""Descent: H(p, q), KL(p‖q) and the floor H(p) over the steps, and accuracy below.

Two descents from one start, down cross-entropy and down squared error, drawn side by side. The
curves of H(p, q) and KL(p‖q) are parallel, H(p) apart; accuracy jumps.
"""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, field

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter

from ceviz.document.course import PLAIN, Course, Plan, course_of, resumed
from ceviz.document.frozen import Score
from ceviz.document.model import Document
from ceviz.document.text.numbers import exact
from ceviz.draw import primitives
from ceviz.draw.chart import Axes, Chart, Ends
from ceviz.draw.chart_picture import ChartPicture
from ceviz.draw.picture import Handle
from ceviz.draw.primitives import saved
from ceviz.draw.rows import Rows
from ceviz.draw.state import State
from ceviz.draw.theme import Theme, colour
from ceviz.export.options import PASSING
from ceviz.maths.descent import Loss
from ceviz.store.descents import WORDS, step_intent
from ceviz.store.intents import Intent
from ceviz.views.descent import caption as words
from ceviz.views.descent import lines

#: How near a press must be to the line of the present step, in pixels.
REACH = 8.0

#: How far a mark may reach over the edge, in pixels.
RIM = 5.0

#: Room above the curves for the legend, as a share.
AIR = 0.3

#: No axis goes higher, in nats: a step far too large leads to any number.
HIGHEST = 1e6


@dataclass(frozen=True)
class Walk:
    """What the charts of a descent share.

    Attributes:
        plan: how a step is made, where ``course`` does not say.
        loss: the one whose path the document goes along; its curves are thicker.
        course: what is drawn; None is the course from the present document.
        framed: the course whose ranges the axes have; None is the one drawn.
        step: how far the document has come.
        start: where the course began, if the document has left it; what is kept of the course.
    """

    plan: Plan = PLAIN
    loss: Loss = Loss.CROSS_ENTROPY
    start: tuple[Score, ...] = ()
    course: Course | None = field(default=None, metadata=PASSING)
    framed: Course | None = field(default=None, metadata=PASSING)
    step: int = field(default=0, metadata=PASSING)

    def course_in(self, state: State) -> Course:
        """The course that is drawn: its own, the one the document came by, or the one it takes."""
        if self.course is not None:
            return self.course
        found = self._found(state)
        return course_of(state.document, self.plan) if found is None else found[0]

    def step_in(self, state: State) -> int:
        """How far along :meth:`course_in` the document is."""
        found = None if self.course is not None else self._found(state)
        return self.step if found is None else found[1]

    def _found(self, state: State) -> tuple[Course, int] | None:
        return resumed(state.document, self.plan, self.start, self.loss) if self.start else None


class WalkChart(Chart):
    """Something over the steps; the line of the present step can be dragged."""

    whole = "Show all steps"
    inset = 8.0

    def __init__(self, walk: Walk) -> None:
        self.walk = walk

    def view_ranges(self, state: State) -> tuple[Ends, Ends]:
        """With air at both ends of the steps."""
        (x0, x1), y = super().view_ranges(state)
        air = 0.02 * (x1 - x0)
        return (x0 - air, x1 + air), y

    def steps(self, state: State) -> Ends:
        """The range of the x axis."""
        framed = self.walk.framed or self.walk.course_in(state)
        return 0.0, float(max(1, *(framed.last(loss) for loss in framed.paths)))

    def zoom_key(self, state: State) -> Hashable:
        """The number of steps and the unit."""
        return (self.steps(state), self.labels(state))

    def background_key(self, axes: Axes, state: State) -> Hashable:
        """The course, and which path is the document's."""
        walk = self.walk
        return (super().background_key(axes, state), walk.course_in(state), walk.loss)

    def foreground_key(self, state: State) -> Hashable:
        """The step, and what the background depends on.

        A drag elsewhere changes nothing here until the course follows.
        """
        walk = self.walk
        return (walk.course_in(state), walk.loss, walk.step_in(state), state.unit)

    def tip(self, axes: Axes, point: QPointF, index: int | None, state: State) -> list[str]:
        """Both paths at the step under the pointer, or at the one that is dragged."""
        if not axes.area.contains(point):
            return []
        return words.tip(self.walk.course_in(state), self._step_at(axes, point, state), state)

    def handle_at(self, axes: Axes, point: QPointF, state: State) -> Handle | None:
        """The line of the present step, along its whole length."""
        x = float(axes.x.at(self.walk.step_in(state)))
        if abs(point.x() - x) > REACH or not axes.area.top() <= point.y() <= axes.area.bottom():
            return None
        at = QPointF(x, point.y())
        # A step is of no class; the selected one stays selected.
        return Handle("step", state.selected, float(self.walk.step_in(state)), at, "x")

    def intent_at(
        self, axes: Axes, handle: Handle, point: QPointF, state: State, base: Document
    ) -> Intent:
        """The document at the step under the pointer."""
        step = self._step_at(axes, point, state)
        return step_intent(self.walk.course_in(state), self.walk.loss, step)

    def _step_at(self, axes: Axes, point: QPointF, state: State) -> int:
        last = self.walk.course_in(state).last(self.walk.loss)
        return min(max(round(axes.x.value(point.x())), 0), last)

    def _draw_present(self, painter: QPainter, axes: Axes, state: State, theme: Theme) -> None:
        """What is still to come is veiled, and a line stands at the present step."""
        if self.walk.step_in(state) == 0 and not state.focused:
            return
        x, area = float(axes.x.at(self.walk.step_in(state))), axes.area
        if self.walk.step_in(state) and not theme.transparent:
            veiled = QRectF(QPointF(max(x, area.left()), area.top()), area.bottomRight())
            painter.fillRect(veiled.adjusted(0, 0, 1, 0), colour(theme.surface, 0.62))
        tint = colour(theme.accent if state.focused else theme.muted)
        pen = primitives.line(tint, theme.stroke(2.0 if state.focused else 1.2))
        primitives.draw_lines(painter, [(x, area.top(), x, area.bottom())], pen)


class LossChart(WalkChart):
    """H(p, q) and KL(p‖q) down both losses, over the floor H(p)."""

    height = 3.0

    def labels(self, state: State) -> tuple[str, str]:
        """What x and y count: steps, and losses in the unit."""
        return "step", state.unit

    def ranges(self, state: State) -> tuple[Ends, Ends]:
        """From 0 to the highest loss there is on the way, and room for the legend."""
        framed = self.walk.framed or self.walk.course_in(state)
        top = min(max(framed.highest, framed.floor), HIGHEST) or 1.0
        return self.steps(state), (0.0, top * (1.0 + AIR) * state.per_nat)

    def draw_background(self, painter: QPainter, axes: Axes, state: State, theme: Theme) -> None:
        """All curves, whole: as long as the course stays they do."""
        lines.draw_losses(
            painter, axes, self.walk.course_in(state), self.walk.loss, state.per_nat, theme
        )

    def draw_foreground(self, painter: QPainter, axes: Axes, state: State, theme: Theme) -> None:
        """The present step, its numbers, the legend."""
        with saved(painter):
            painter.setClipRect(axes.area.adjusted(-RIM, -RIM, RIM, RIM))
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
            self._draw_present(painter, axes, state, theme)
            course = self.walk.course_in(state)
            lines.draw_legend(painter, axes.area, course, theme)
            lines.draw_values(
                painter, axes, course, self.walk.loss, self.walk.step_in(state), state, theme
            )


class AccuracyChart(WalkChart):
    """Right or wrong, down both losses."""

    def labels(self, state: State) -> tuple[str, str]:
        """What both axes are."""
        return "step", "accuracy"

    def ranges(self, state: State) -> tuple[Ends, Ends]:
        """Wrong is 0, right is 1."""
        return self.steps(state), (-0.25, 1.25)

    def draw_background(self, painter: QPainter, axes: Axes, state: State, theme: Theme) -> None:
        """Two lines that jump."""
        lines.draw_accuracy(painter, axes, self.walk.course_in(state), self.walk.loss, theme)

    def draw_foreground(self, painter: QPainter, axes: Axes, state: State, theme: Theme) -> None:
        """Paint the marks of the present step."""
        with saved(painter):
            painter.setClipRect(axes.area.adjusted(-RIM, -RIM, RIM, RIM))
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
            self._draw_present(painter, axes, state, theme)


@dataclass(frozen=True)
class Descent(Walk, ChartPicture):
    """Both charts with axes around them."""

    title = "Gradient descent"

    @property
    def charts(self) -> tuple[WalkChart, WalkChart]:
        """The losses, and accuracy below."""
        return LossChart(self), AccuracyChart(self)

    def heading(self, state: State) -> str:
        """With the size of a step."""
        return f"{self.title}, steps of {words.plan_words(self.course_in(state))}"

    def caption(self, state: State) -> str:
        """How far the loss came, or where it will lead."""
        return words.caption(self.course_in(state), self.loss, self.step_in(state), state)

    def rows(self, state: State) -> Rows:
        """A row a step and loss: H(p, q), KL(p‖q), accuracy, and which row the document is at."""
        course, per_nat, here = self.course_in(state), state.per_nat, self.step_in(state)
        heads = [f"{name} [{state.unit}]" for name in ("H(p,q)", "KL(p‖q)", "H(p)")]
        body = [
            [
                WORDS[loss],
                str(step),
                exact(path.cross_entropy[step] * per_nat),
                exact(path.kl[step] * per_nat),
                exact(course.floor * per_nat),
                str(int(path.accuracy[step])),
                "here" if (loss, step) == (self.loss, here) else "",
            ]
            for loss, path in course.paths.items()
            for step in range(len(path))
        ]
        return [["down", "step", *heads, "accuracy", "document"], *body]
