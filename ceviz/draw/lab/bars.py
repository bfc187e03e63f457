"""What score bars, probability bars and gradient bars share: bars, values, hover."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter

from ceviz.document.model import Classes
from ceviz.draw import primitives, text
from ceviz.draw.columns import Columns, notable
from ceviz.draw.frame import draw_card, draw_title, draw_value_axis
from ceviz.draw.lab.bar_layout import APART, BarGeometry, Names
from ceviz.draw.lab.bar_names import draw_names
from ceviz.draw.state import State
from ceviz.draw.theme import SMALL, Theme, blend, colour
from ceviz.maths.arrays import FloatArray
from ceviz.memo import weak_memo

#: Left, top, right and bottom, in pixels.
Box = tuple[float, float, float, float]

#: How strongly the selected column is tinted, and the hovered one.
SELECTED, HOVERED = 0.06, 0.12

#: How strongly what was frozen shades the bars.
GHOST = 0.14

#: A grip's width and height, before type scaling.
GRIP = (14.0, 3.0)

#: Up to this many bars are painted one by one; from there on by colour, in arrays.
FEW = 30


def draw_background(
    painter: QPainter,
    g: BarGeometry,
    state: State,
    theme: Theme,
    title: str,
    note: str,
    shorter: str = "",
) -> None:
    """Card, title, axis, names, and what is selected."""
    draw_card(painter, g.frame.rect, theme)
    draw_title(painter, g.frame, title, note, theme, shorter)
    draw_value_axis(painter, g.frame, g.scale, theme)
    draw_names(painter, g, state, theme)
    if theme.marks:
        _draw_band(painter, g, state.selected, SELECTED, theme)
        _draw_focus(painter, g, state, theme)


def draw_attention(painter: QPainter, g: BarGeometry, state: State, theme: Theme) -> None:
    """A quiet band behind the hovered column; the quieter one of the selected holds still."""
    if theme.marks and state.hovered is not None:
        _draw_band(painter, g, state.hovered, HOVERED, theme)
        _draw_focus(painter, g, state, theme)


def draw_bars(
    painter: QPainter, g: BarGeometry, values: FloatArray, state: State, theme: Theme
) -> None:
    """Bars from 0 to ``values``, (columns,), each in its class's colour."""
    zero = float(g.scale.clipped(0.0))
    if g.columns.thin:
        _draw_envelope(painter, g, values, zero, state, theme)
        return
    left, width = g.bar_edges
    ends = g.scale.clipped(values)
    # A bar of nothing still shows where it stands and can be grabbed.
    if len(values) <= FEW:
        tints = _tints(g.columns, state.document.classes, theme)
        for x, end, tint in zip(left.tolist(), ends.tolist(), tints, strict=True):
            bar = QRectF(x, min(end, zero), width, max(abs(end - zero), 1.0))
            painter.fillRect(bar, tint)
        return
    rects = np.empty((len(values), 4))
    rects[:, 0], rects[:, 2] = left, width
    rects[:, 1], rects[:, 3] = np.minimum(ends, zero), np.maximum(np.abs(ends - zero), 1.0)
    slots = _slots(state.document.classes, len(theme.palette))[g.columns.classes]
    # A set of few: np.unique would import numpy.ma before the first frame, for 18 ms.
    for slot in set(slots.tolist()):
        of_slot = rects[: len(slots)][slots == slot]
        primitives.fill_rects(painter, of_slot, theme.class_colour(slot))
    if g.columns.rest is not None:
        primitives.fill_rects(painter, rects[-1:], colour(theme.muted))


def draw_ghost(painter: QPainter, g: BarGeometry, values: FloatArray, theme: Theme) -> None:
    """Where bars ended that were frozen, (columns,): a broken line across each, and a shade."""
    left, width = g.bar_edges
    zero, ends = float(g.scale.clipped(0.0)), g.scale.clipped(values)
    if len(left) != len(ends):
        return
    air = min(8.0, g.columns.pitch * (1.0 - g.bar_share) / 2.0)
    rects = np.column_stack(
        [left, np.minimum(ends, zero), np.full(len(ends), width), np.abs(ends - zero)]
    )
    primitives.fill_rects(painter, rects, colour(theme.ink, GHOST))
    caps = np.column_stack([left - air, ends, left + width + air, ends])
    broken = primitives.line(colour(theme.ink), max(2.0, theme.scale), Qt.PenStyle.DashLine)
    primitives.draw_lines(painter, caps, broken)


def draw_grips(painter: QPainter, g: BarGeometry, values: FloatArray, theme: Theme) -> None:
    """A quiet grip near the end of every bar with room for one: it can be dragged.

    In files, where nothing can be, there are none.
    """
    k = theme.scale
    left, width = g.bar_edges
    if not theme.marks or width < 2.0 * GRIP[0] * k or len(values) > FEW:
        return
    zero, (across, down) = float(g.scale.clipped(0.0)), (GRIP[0] * k, GRIP[1] * k)
    tint, inset = colour(theme.surface, 0.8), 2.0 * down
    for x, end in zip(left.tolist(), g.scale.clipped(values).tolist(), strict=True):
        if abs(end - zero) >= 3.0 * inset:
            top = end + inset - down / 2.0 if end < zero else end - inset - down / 2.0
            painter.fillRect(QRectF(x + (width - across) / 2.0, top, across, down), tint)


def draw_values(
    painter: QPainter,
    g: BarGeometry,
    ends: FloatArray,
    state: State,
    theme: Theme,
    show: Callable[[int], str],
    arrow: Callable[[int], Box | None] = lambda _: None,
) -> dict[int, Box]:
    """Each bar's number at its end; where there is no room, only the important ones.

    ``ends`` are the values the labels stand at, (columns,); above 0 over the end, below under.
    Numbers keep clear of the ``arrow`` of a column. Returns where they stand, by column.
    """
    if g.bare:
        return {}
    metrics, height = theme.metrics(SMALL), figure_height(theme)
    painter.setFont(theme.figures(SMALL))
    ink = colour(theme.ink)
    shift = g.columns.pitch * g.shift
    kept = [g.columns.column_of(k) for k in notable(state)]
    if g.columns.pitch >= 36.0 * theme.scale:
        kept += range(len(g.columns.classes))
    which = list(dict.fromkeys(c for c in kept if c is not None and c < len(g.columns.classes)))
    labels = [show(int(g.columns.classes[c])) for c in which]
    widths = [theme.width(label, SMALL) for label in labels]
    centres = [
        min(
            max(g.columns.centre(c) - shift, g.frame.plot.left() + width / 2.0),
            g.frame.plot.right() - width / 2.0,
        )
        for c, width in zip(which, widths, strict=True)
    ]
    lowest, drop = g.frame.plot.bottom() - 2.0, height + 4.0
    baselines = [
        end - 4.0 if value >= 0.0 else min(end + drop, lowest)
        for end, value in zip(g.scale.clipped(ends[which]).tolist(), ends[which], strict=True)
    ]
    important = len(set(kept) & set(which))
    places = zip(which, centres, widths, baselines, strict=True)
    centres = [_beside(g, arrow(place[0]), place, height) for place in places]
    taken: dict[int, Box] = {}
    for index in text.spread(centres, widths, levels=baselines, height=metrics.ascent()):
        column, baseline = which[index], baselines[index]
        left = centres[index] - widths[index] / 2.0
        box = (left, baseline - height, left + widths[index], baseline)
        ink_box = QRectF(left - 2.0, box[1] - 1.5, widths[index] + 4.0, height + 3.0)
        covers = g.columns.thin or _meets_neighbour(g, column, ink_box, ends)
        if covers and index and not g.columns.thin:
            continue  # the first is what is pointed at, or the truth
        if index >= important and any(cross(box, arrow(c)) for c in _around(column, g)):
            continue
        if widths[index] > g.frame.plot.width():
            continue
        lay_ground(painter, ink_box, column, g, state, theme)
        text.put_at(painter, left, baseline, labels[index], ink)
        taken[column] = box
    return taken


def figure_height(theme: Theme) -> float:
    """How high figures are over their baseline, in pixels."""
    return theme.metrics(SMALL).capHeight()


def lay_ground(
    painter: QPainter, box: QRectF, column: int, g: BarGeometry, state: State, theme: Theme
) -> None:
    """Break what would run through a number: grid lines, the keyboard's ring, the outline of p."""
    if theme.transparent:
        return
    tint = 0.0
    if theme.marks:
        lit = ((state.selected, SELECTED), (state.hovered, HOVERED))
        tint = sum(a for k, a in lit if k is not None and g.columns.column_of(k) == column)
    painter.fillRect(box, blend(theme.accent, theme.surface, tint))


def _around(column: int, g: BarGeometry) -> range:
    return range(max(column - 1, 0), min(column + 2, g.columns.count))


def cross(box: Box, other: Box | None) -> bool:
    """Whether two boxes share any room; nothing is shared with None."""
    return other is not None and (
        box[0] < other[2] and box[2] > other[0] and box[1] < other[3] and box[3] > other[1]
    )


def _beside(
    g: BarGeometry, arrow: Box | None, place: tuple[int, float, float, float], height: float
) -> float:
    """Where a number is clear of its column's arrow: as near to its centre as may be."""
    _, centre, width, baseline = place
    box = (centre - width / 2.0, baseline - height, centre + width / 2.0, baseline)
    if arrow is None or not cross(box, arrow):
        return centre
    return max(arrow[0] - width / 2.0, g.frame.plot.left() + width / 2.0)


def _meets_neighbour(g: BarGeometry, column: int, box: QRectF, ends: FloatArray) -> bool:
    """Whether a number of ``column`` lies on the bar to its left or right."""
    edges, width = g.bar_edges
    if box.width() / 2.0 <= g.columns.pitch - width / 2.0:
        return False
    start = float(g.scale.clipped(0.0))
    for beside in (column - 1, column + 1):
        if 0 <= beside < g.columns.count:
            end = float(g.scale.clipped(ends[beside]))
            bar = QRectF(float(edges[beside]), min(start, end), width, abs(end - start))
            if bar.intersects(box):
                return True
    return False


def _draw_envelope(
    painter: QPainter, g: BarGeometry, values: FloatArray, zero: float, state: State, theme: Theme
) -> None:
    """Per-pixel maxima in one quiet colour, the important classes over them in their own."""
    for sign in (1.0, -1.0):
        edges, heights = g.columns.envelope(np.maximum(sign * values, 0.0))
        if not heights.any():
            continue
        ends = g.scale.clipped(sign * heights)
        tops, feet = np.minimum(ends, zero), np.maximum(ends, zero)
        rects = np.column_stack([edges, tops, np.ones(len(edges)), feet - tops])
        if primitives.unit_is_pixel(painter):
            # Most of a thousand probabilities do not reach the middle of a pixel: nothing is
            # filled then, but asking for it took 0.05 ms.
            rects = rects[np.floor(tops + 0.45) < np.floor(feet + 0.55)]
        primitives.fill_rects(painter, rects, blend(theme.muted, theme.surface, 0.55))
    classes = state.document.classes
    for k in reversed(notable(state)):
        column = g.columns.column_of(k)
        if column is None:
            continue
        end = float(g.scale.clipped(values[column]))
        box = (g.columns.centre(column) - 1.5, min(end, zero), 3.0, max(abs(end - zero), 1.0))
        primitives.fill_rects(painter, [box], theme.class_colour(classes.colours[k]))


def _draw_band(painter: QPainter, g: BarGeometry, index: int, alpha: float, theme: Theme) -> None:
    column = g.columns.column_of(index)
    if column is None:
        return
    width, top = max(g.columns.pitch, 3.0), g.frame.plot.top() - 4.0
    left = g.columns.centre(column) - width / 2.0
    band = QRectF(left, top, width, g.frame.footer.bottom() - top)
    painter.fillRect(band, colour(theme.accent, alpha))


def _draw_focus(painter: QPainter, g: BarGeometry, state: State, theme: Theme) -> None:
    """A ring around the selected column of the picture that has the keyboard.

    It holds the name too where that has air on both sides; it never runs through one.
    """
    column = g.columns.column_of(state.selected)
    if not state.focused or column is None:
        return
    width, top = max(g.columns.pitch - 2.0, 5.0), g.frame.plot.top() - 4.0
    left, foot = g.columns.centre(column) - width / 2.0, g.frame.plot.bottom() + 2.0
    level = g.names in (Names.FLAT, Names.SMALL)
    if level or (g.names is Names.UPRIGHT and width >= theme.metrics(SMALL).height() + APART):
        foot = g.frame.footer.bottom() - 1.0
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(primitives.line(colour(theme.accent), 2.0))
    painter.drawRoundedRect(QRectF(left, top, width, foot - top), 4.0, 4.0)


@weak_memo(subjects=2)
def _tints(shown: Columns, classes: Classes, theme: Theme) -> list[QColor]:
    """The colour of each column."""
    tints = [theme.class_colour(classes.colours[k]) for k in shown.classes.tolist()]
    return tints if shown.rest is None else [*tints, colour(theme.muted)]


@weak_memo()
def _slots(classes: Classes, slots: int) -> NDArray[np.int_]:
    return np.array(classes.colours) % slots
