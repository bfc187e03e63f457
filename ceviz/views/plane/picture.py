"""The score plane: the loss as two scores move, its slope, and the valley where nothing changes."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from functools import partial

import numpy as np
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter

from ceviz.document.edits import set_scores
from ceviz.document.model import Document
from ceviz.document.text.numbers import show_score
from ceviz.draw import primitives, vectors
from ceviz.draw.chart import Axes, Chart, Ends
from ceviz.draw.chart_picture import ChartPicture, squared
from ceviz.draw.level_labels import draw_labels
from ceviz.draw.marks import RADIUS, arrow_box, draw_marker, draw_way, mark_box
from ceviz.draw.picture import Handle
from ceviz.draw.primitives import saved
from ceviz.draw.rows import Rows, class_names, marked
from ceviz.draw.scales import nice_step
from ceviz.draw.state import State
from ceviz.draw.theme import Theme, colour
from ceviz.maths import plane
from ceviz.maths.arrays import FloatArray
from ceviz.store.intents import Intent
from ceviz.views.plane import background as score_ground
from ceviz.views.plane import caption as score_words
from ceviz.views.plane import land as score_land
from ceviz.views.plane.background import pieces, pixels, shown_lengths
from ceviz.views.plane.land import Land

#: How near a press must be to the point to grab it, in pixels.
REACH = 17.0

#: How far marks reach over the area, in pixels.
EDGE = 2.0

#: The arrow at the point, in pixels for the steepest slope there can be.
ARROW = 90.0

#: Points along a side of the plane among the rows.
ACROSS = 41

#: The plane shows at least so many times the temperature, and so much beyond what it holds.
WIDTH, BEYOND = 8.0, 2.5

#: A plane that grows is so many times as wide as the point has gone: its whole mark has room.
RIM = 1.06


@dataclass(frozen=True)
class ScoreChart(Chart):
    """Field and lines of the loss, −∂L/∂z as arrows, the point, its trail and the valley.

    Handle: the point; it sets both scores.

    Attributes:
        chosen: the classes across and up, or None for those that say most.
        together: the other scores move along, so that along (1, 1) nothing changes.
    """

    chosen: tuple[int, ...] | None = None
    together: bool = False

    square = True

    def pair(self, state: State) -> tuple[int, int]:
        """The classes across and up."""
        return score_land.chosen_pair(self.chosen, state)

    def land(self, state: State) -> Land:
        """What lies under the point."""
        return score_land.land_at(state, self.pair(state), together=self.together)

    def point(self, state: State) -> FloatArray:
        """The two scores, (2,)."""
        return state.analysis.z[list(self.pair(state))]

    def labels(self, state: State) -> tuple[str, str]:
        """Both scores by their class."""
        across, up = (score_words.short(k, state) for k in self.pair(state))
        return f"score z of {across}", f"score z of {up}"

    def grown(self, state: State) -> Hashable:
        """The ends, once a score has gone beyond those at rest."""
        now, rest = self.ranges(state), self.rest(state)
        return None if now == (rest, rest) else now

    def ranges(self, state: State) -> tuple[Ends, Ends]:
        """Those at rest; in a gesture grown both ways as far as a score has gone, and its mark."""
        low, high = self.rest(state)
        middle = (low + high) / 2.0

        def grown(k: int) -> Ends:
            # About the middle, which holds still: so does what is under a hand inside.
            down, up = state.reach.scores(middle, middle, [k])
            half = max(middle - down, up - middle) * RIM
            return (middle - half, middle + half) if half > (high - low) / 2.0 else (low, high)

        across, up = self.pair(state)
        return grown(across), grown(up)

    def rest(self, state: State) -> Ends:
        """The same round ends both ways: they hold both scores, p's place and the others' score."""
        pair, heat = self.pair(state), state.document.temperature
        land = score_land.land_at(state, pair, together=False, held=True)
        point = state.held.z[list(pair)]
        goal = score_land.goal(land, point)
        held = np.concatenate([point, [land.others], [] if goal is None else goal])
        held = held[np.isfinite(held)]
        low, high = (float(held.min()), float(held.max())) if len(held) else (0.0, 0.0)
        low, high = low - BEYOND * heat, high + BEYOND * heat
        lacking = max(0.0, WIDTH * heat - (high - low)) / 2.0
        step = nice_step((high - low + 2.0 * lacking) / 8.0)
        return (
            float(np.floor((low - lacking) / step) * step),
            float(np.ceil((high + lacking) / step) * step),
        )

    def background_key(self, axes: Axes, state: State) -> Hashable:
        """The land in view."""
        return (axes.x, axes.y, self.land(state))

    def draw_background(self, painter: QPainter, axes: Axes, state: State, theme: Theme) -> None:
        """Field, arrows, lines with their losses."""
        score_ground.draw_background(painter, axes, self.land(state), theme)

    def draw_foreground(self, painter: QPainter, axes: Axes, state: State, theme: Theme) -> None:
        """Valley, trail, the line through the point, its arrow, p's place and the point."""
        land, point, area = self.land(state), self.point(state), axes.area
        at = self._spot(axes, state)
        rim = RADIUS * theme.scale - EDGE
        if not np.isfinite(point[0]):
            at.setX(at.x() + rim)
        if not np.isfinite(point[1]):
            at.setY(at.y() - rim)
        with saved(painter):
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
            painter.setClipRect(area)
            if np.isfinite(point).all():
                through = score_land.line_through(land, axes.x, axes.y, point)
                pen = primitives.line(colour(theme.accent), theme.stroke(1.8))
                primitives.draw_lines(painter, pieces(axes, through), pen)
            if state.trail:
                way = np.concatenate(state.trail).reshape(len(state.trail), -1)[
                    :, list(self.pair(state))
                ]
                draw_way(painter, pixels(axes, way[np.isfinite(way).all(axis=-1)]), theme)
            taken = [mark_box(at, theme)]
            goal = score_land.goal(land, point)
            spot = None if goal is None else axes.at(*goal.tolist())
            taken += [] if spot is None else [mark_box(spot, theme)]
            taken += self._draw_arrow(painter, land, point, at, theme)
            if np.isfinite(point).all():
                pair = self.pair(state)
                taken += score_words.draw_valley(
                    painter, axes, point, land, pair, taken[1:], state, theme
                )
            draw_labels(painter, score_ground.labels(axes, land, theme), taken, theme)
            # The numbers of the axes are beyond.
            painter.setClipRect(area.adjusted(-EDGE, -EDGE, EDGE, EDGE))
            if spot is not None and area.contains(spot):
                letter = "" if taken[0].intersects(taken[1]) else "p"
                draw_marker(painter, spot, letter, colour(theme.target), theme, square=True)
            if area.adjusted(-1, -1, 1, 1).contains(at):
                draw_marker(painter, at, "q", colour(theme.accent), theme)

    def tip(self, axes: Axes, point: QPointF, index: int | None, state: State) -> list[str]:
        """Scores, loss and probabilities under the pointer."""
        if not axes.area.contains(point):
            return []
        here = np.array(axes.values(point))
        return score_words.at(here, self.land(state), self.pair(state), state)

    def handle_at(self, axes: Axes, point: QPointF, state: State) -> Handle | None:
        """The handle of the point of both scores, if it is within reach."""
        at = self._spot(axes, state)
        if np.hypot(point.x() - at.x(), point.y() - at.y()) > REACH:
            return None
        return Handle("z", state.selected, 0.0, at, "xy")

    def intent_at(
        self, axes: Axes, handle: Handle, point: QPointF, state: State, base: Document
    ) -> Intent:
        """Set both scores to where the pointer is, also beyond the axes, which grow."""
        values = np.array(self._values_under(axes, point, state))
        return scores_intent(self.pair(state), values, base, together=self.together)

    def _values_under(self, axes: Axes, point: QPointF, state: State) -> tuple[float, float]:
        """Both scores in the hand; axes that the user has zoomed do not grow.

        Beyond the axes they are what those at rest would say if they went on, at the edge of
        axes that hold it, which are as long both ways: a hand that holds still moves nothing.
        """
        area, rest = axes.area, self.rest(state)
        shown = squared(*self.ranges(state), area)
        # The plot's own area is up to a pixel smaller.
        near = 2.0 * axes.x.per_pixel
        if not np.allclose(shown, [axes.x.ends, axes.y.ends], rtol=0.0, atol=near):
            return axes.values(point)
        (x0, x1), _ = squared(rest, rest, area)
        away = point - area.center()
        # As shares of the way from the middle to where the plane begins to grow.
        across, up = 2.0 * RIM * away.x() / area.width(), -2.0 * RIM * away.y() / area.height()
        grown = max(abs(across), abs(up), 1.0) * (x1 - x0) / axes.x.length
        reach = max(grown, 1.0) / 2.0 / RIM
        middle = sum(rest) / 2.0
        return (
            middle + min(max(across, -1.0), 1.0) * reach * axes.x.length,
            middle + min(max(up, -1.0), 1.0) * reach * axes.y.length,
        )

    def _spot(self, axes: Axes, state: State) -> QPointF:
        """Where the point is in pixels; a score of −∞ is at the edge."""
        x, y = self.point(state).tolist()
        return QPointF(
            float(axes.x.at(x)) if np.isfinite(x) else axes.area.left(),
            float(axes.y.at(y)) if np.isfinite(y) else axes.area.bottom(),
        )

    def _draw_arrow(
        self, painter: QPainter, land: Land, point: FloatArray, at: QPointF, theme: Theme
    ) -> list[QRectF]:
        """Paint the way training goes, if it is longer than the mark; where it lies."""
        if not np.isfinite(point).all():
            return []
        down = 0.0 - score_land.terrain(land, point).gradient[np.newaxis]
        shown = shown_lengths(down, land, ARROW * theme.scale)
        if np.hypot(*shown[0]) <= RADIUS * theme.scale:
            return []
        tail = np.array([[at.x(), at.y()]])
        vectors.draw_vectors(painter, tail, shown, colour(theme.accent), 2.4)
        return [arrow_box(at, shown[0])]


@dataclass(frozen=True)
class ScorePlane(ChartPicture):
    """The score plane with axes around it; attributes as in :class:`ScoreChart`."""

    chosen: tuple[int, ...] | None = None
    together: bool = False

    title = "Score plane"
    note = "lines and colour: loss · arrows: −∂L/∂z"

    @property
    def chart(self) -> ScoreChart:
        """What lies between the axes."""
        return ScoreChart(self.chosen, self.together)

    @property
    def charts(self) -> tuple[Chart, ...]:
        """The one chart of this picture: the plane."""
        return (self.chart,)

    def heading(self, state: State) -> str:
        """The title and the unit of the loss."""
        return f"{self.title} ({state.unit})"

    def caption(self, state: State) -> str:
        """The loss here, where it falls, and along what it does not change."""
        chart = self.chart
        return score_words.caption(chart.land(state), chart.pair(state), state)

    def rows(self, state: State) -> Rows:
        """q, p's place and a grid: both scores, the loss, ∂L/∂z in nats, and both probabilities."""
        chart, names = self.chart, class_names(state)
        land, point = chart.land(state), chart.point(state)
        (x0, x1), (y0, y1) = chart.ranges(state)
        grid = plane.grid(np.linspace(x0, x1, ACROSS), np.linspace(y0, y1, ACROSS)).reshape(-1, 2)
        best = score_land.goal(land, point)
        points = [("q", point)] if np.isfinite(point).all() else []
        points += [] if best is None else [("p", best)]
        points += [("field", spot) for spot in grid]
        spots = np.stack([spot for _, spot in points])
        found = score_land.terrain(land, spots)
        pair = chart.pair(state)
        heads = [*(f"z[{names[k]}]" for k in pair), f"loss [{state.unit}]"]
        heads += [f"dL/dz[{names[k]}]" for k in pair] + [f"q[{names[k]}]" for k in pair]
        numbers = [spots, found.loss * state.per_nat, found.gradient, found.probability]
        return marked(heads, [what for what, _ in points], np.column_stack(numbers))


def scores_intent(
    pair: tuple[int, int], values: FloatArray, base: Document, *, together: bool, fold: str = ""
) -> Intent:
    """Both scores set to ``values``, (2,).

    With ``together`` the others move by as much on average.
    """
    scores = base.sample.scores.copy()
    by = float(values.mean() - scores[list(pair)].mean())
    if together and np.isfinite(by):
        scores += by
    scores[list(pair)] = values

    def worded() -> str:
        names = " and ".join(f"z[{base.classes.names[k]}]" for k in pair)
        return f"Move {names} to {' and '.join(show_score(value) for value in values.tolist())}"

    return Intent(worded, partial(set_scores, scores=scores), fold)
