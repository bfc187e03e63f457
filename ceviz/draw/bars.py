"""What score bars, probability bars and gradient bars share: columns, names, values, hover."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from enum import Enum
from functools import cached_property, lru_cache
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter

from ceviz.document.analysis import Analysis
from ceviz.document.model import Classes
from ceviz.draw import primitives, text
from ceviz.draw.columns import Columns, columns, notable
from ceviz.draw.frame import Frame, draw_card, draw_title, draw_value_axis, frame
from ceviz.draw.scales import Scale
from ceviz.draw.state import State
from ceviz.draw.theme import SMALL, TEXT, Theme, blend, colour

Array = NDArray[np.float64]

#: What the rest is called when only the largest classes are shown.
REST = "the rest"

#: Up to this many bars are painted one by one; from there on by colour, in arrays.
FEW = 30

#: How many layouts are kept of one analysis: the window's and an export's.
_KEPT = 8

#: The share of its column a bar takes.
BAR_SHARE = 0.62


#: In columns of so many pixels a name may lose its end, if it is at most so many times as wide.
LEGIBLE, OVERFULL = 44.0, 1.25


class Names(Enum):
    """How the classes are named under the plot."""

    FLAT = "side by side"
    SMALL = "side by side in small type, if need be with an ellipsis"
    UPRIGHT = "read from below"
    NOTABLE = "only the important ones"


@dataclass(frozen=True)
class BarGeometry:
    """Frame, columns and the value scale of a bar picture.

    Attributes:
        bar_share: the part of a column its bar takes; the rest is air, or holds an arrow.
        shift: how far bars stand left of the middle of their column, as a share of it.
    """

    frame: Frame
    columns: Columns
    scale: Scale
    names: Names
    bar_share: float = BAR_SHARE
    shift: float = 0.0

    @cached_property
    def bar_edges(self) -> tuple[Array, float]:
        """Left pixel edges of all bars, and their width."""
        pitch = self.columns.pitch
        width = max(1.0, pitch * self.bar_share)
        return self.columns.centres() - pitch * self.shift - width / 2.0, width


_layouts: WeakKeyDictionary[Analysis, dict[Hashable, BarGeometry]] = WeakKeyDictionary()


def layout(
    rect: QRectF,
    state: State,
    theme: Theme,
    limits: tuple[float, float],
    *,
    headroom: float = 16.0,
    bar_share: float = BAR_SHARE,
    shift: float = 0.0,
) -> BarGeometry:
    """Geometry of a bar picture whose value axis runs over ``limits``.

    It follows from what is held, so that a drag lays nothing out.
    """
    among = state.selected if state.view.top is not None else None
    key = (
        primitives.sides(rect), theme, state.document.classes, state.view, among, limits, headroom,
        bar_share, shift,
    )  # fmt: skip
    known = _layouts.setdefault(state.held, {})
    if key not in known:
        if len(known) >= _KEPT:
            known.clear()
        known[key] = _laid_out(rect, state, theme, limits, headroom, bar_share, shift)
    return known[key]


def _laid_out(
    rect: QRectF,
    state: State,
    theme: Theme,
    limits: tuple[float, float],
    headroom: float,
    bar_share: float,
    shift: float,
) -> BarGeometry:
    names, footer = _naming(state, rect.width() - 2 * 10.0 - 34.0 * theme.scale, theme)
    f = frame(rect, theme, footer=footer)
    air = headroom * theme.scale
    scale = Scale(limits[0], limits[1], f.plot.bottom(), f.plot.top() + air)
    return BarGeometry(
        f, columns(f.plot.left(), f.plot.width(), state), scale, names, bar_share, shift
    )


def still_key(geometry: BarGeometry, state: State) -> Hashable:
    """What a bar picture's axes and names depend on."""
    cols = geometry.columns
    shown = None if cols.rest is None else tuple(cols.classes.tolist())
    attention = (state.selected, state.focused)
    true = state.analysis.true
    named: Hashable = geometry.names
    if geometry.names is Names.NOTABLE:
        named = (state.hovered, *notable(state))
    return (state.document.classes, shown, geometry.scale, named, true, attention)


def draw_still(
    painter: QPainter, g: BarGeometry, state: State, theme: Theme, title: str, note: str
) -> None:
    """Card, title, axis, names, and what is selected."""
    draw_card(painter, g.frame.rect, theme)
    draw_title(painter, g.frame, title, note, theme)
    draw_value_axis(painter, g.frame, g.scale, theme)
    if g.names is Names.NOTABLE:
        _draw_notable_names(painter, g, state, theme)
    else:
        _draw_names(painter, g, state, theme)
    if theme.marks:
        _draw_band(painter, g, state.selected, 0.06, theme)
        _draw_focus(painter, g, state, theme)


def draw_attention(painter: QPainter, g: BarGeometry, state: State, theme: Theme) -> None:
    """A quiet band behind the hovered column; the quieter one of the selected holds still."""
    if theme.marks and state.hovered is not None:
        _draw_band(painter, g, state.hovered, 0.12, theme)
        _draw_focus(painter, g, state, theme)


def draw_bars(painter: QPainter, g: BarGeometry, values: Array, state: State, theme: Theme) -> None:
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


def _draw_notable_names(painter: QPainter, g: BarGeometry, state: State, theme: Theme) -> None:
    """The important names, when there is no room for all of them."""
    metrics = theme.metrics(SMALL)
    names = state.document.classes.names
    shown = [k for k in notable(state) if g.columns.column_of(k) is not None]
    centres, widths = [], []
    for k in shown:
        width = min(theme.width(names[k], SMALL) + 2.0, 110.0)
        column = g.columns.column_of(k)
        assert column is not None
        low, high = g.frame.plot.left() + width / 2.0, g.frame.plot.right() - width / 2.0
        centres.append(min(max(g.columns.centre(column), low), high))
        widths.append(width)
    for line, kept in enumerate(text.spread_lines(centres, widths, lines=2)):
        for index in kept:
            k = shown[index]
            true = k == state.analysis.true
            top = g.frame.footer.top() + 4.0 + line * metrics.height()
            box = QRectF(
                centres[index] - widths[index] / 2.0 - 6.0,
                top,
                widths[index] + 12.0,
                metrics.height(),
            )
            tint = colour(theme.ink if true or k == state.hovered else theme.muted)
            text.put(painter, box, names[k], tint, theme, size=SMALL, bold=true, align=text.CENTRE)
            column = g.columns.column_of(k)
            assert column is not None
            x, foot = g.columns.centre(column), g.frame.plot.bottom()
            primitives.draw_line(painter, x, foot, x, foot + 5.0, primitives.line(tint))


def draw_values(
    painter: QPainter,
    g: BarGeometry,
    ends: Array,
    state: State,
    theme: Theme,
    show: Callable[[int], str],
) -> None:
    """Each bar's number at its end; where there is no room, only the important ones.

    ``ends`` are the values the labels stand at, (columns,); above 0 over the end, below under.
    """
    metrics = theme.metrics(SMALL)
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
    pixels = g.scale.clipped(ends)
    for index in text.spread(centres, widths):
        end, value = float(pixels[which[index]]), float(ends[which[index]])
        baseline = end - 4.0 if value >= 0.0 else end + metrics.ascent() + 2.0
        if value < 0.0:
            baseline = min(baseline, g.frame.plot.bottom() - 2.0)
        if g.columns.thin:
            back = QRectF(
                centres[index] - widths[index] / 2.0 - 2.0, baseline - metrics.ascent(),
                widths[index] + 4.0, metrics.height(),
            )  # fmt: skip
            text.clear_behind(painter, back, theme)
        text.put_at(painter, centres[index] - widths[index] / 2.0, baseline, labels[index], ink)


def class_at(g: BarGeometry, point: QPointF, state: State) -> int | None:
    """The class whose column holds ``point``, names included."""
    area = g.frame.plot.adjusted(0.0, -8.0, 0.0, g.frame.footer.height())
    return g.columns.class_at(point.x(), state) if area.contains(point) else None


def _draw_envelope(
    painter: QPainter, g: BarGeometry, values: Array, zero: float, state: State, theme: Theme
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
    """A ring around the selected column of the picture that has the keyboard."""
    column = g.columns.column_of(state.selected)
    if not state.focused or column is None:
        return
    width, top = max(g.columns.pitch - 2.0, 5.0), g.frame.plot.top() - 4.0
    left = g.columns.centre(column) - width / 2.0
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(primitives.line(colour(theme.accent), 2.0))
    painter.drawRoundedRect(QRectF(left, top, width, g.frame.footer.bottom() - top - 1), 4.0, 4.0)


def _draw_names(painter: QPainter, g: BarGeometry, state: State, theme: Theme) -> None:
    names = state.document.classes.names
    pitch, top = g.columns.pitch, g.frame.footer.top()
    for column, k in enumerate(g.columns.classes.tolist()):
        true = k == state.analysis.true
        tint = colour(theme.ink if true else theme.muted)
        centre = g.columns.centre(column)
        if g.names is not Names.UPRIGHT:
            box = QRectF(centre - pitch / 2, top + 3.0, pitch, theme.metrics(TEXT).height())
            size = TEXT if g.names is Names.FLAT else SMALL
            text.put(painter, box, names[k], tint, theme, size=size, bold=true, align=text.CENTRE)
        else:
            text.put_sideways(
                painter, centre, top + 5.0, g.frame.footer.height() - 7.0, names[k], tint, theme,
                size=SMALL, bold=true,
            )  # fmt: skip
    if g.columns.rest is not None:
        centre = g.columns.centre(g.columns.count - 1)
        if g.names is not Names.UPRIGHT:
            box = QRectF(centre - pitch / 2, top + 3.0, pitch, theme.metrics(TEXT).height())
            text.put(painter, box, REST, colour(theme.muted), theme, italic=True, align=text.CENTRE)
        else:
            text.put_sideways(
                painter, centre, top + 5.0, g.frame.footer.height() - 7.0, REST,
                colour(theme.muted), theme, size=SMALL,
            )  # fmt: skip


def _naming(state: State, width: float, theme: Theme) -> tuple[Names, float]:
    """How names fit into ``width``, and the height they need."""
    shown = columns(0.0, width, state)
    if shown.pitch <= 6.0:
        return Names.NOTABLE, 2.0 * theme.metrics(TEXT).height() + 6.0  # no name is that short
    widest = _widest(state.document.classes, theme)
    line_height = theme.metrics(TEXT).height()
    if widest + 6.0 <= shown.pitch:
        return Names.FLAT, line_height + 8.0
    if shown.pitch >= LEGIBLE * theme.scale and widest * SMALL / TEXT <= shown.pitch * OVERFULL:
        return Names.SMALL, line_height + 8.0
    if shown.pitch >= theme.metrics(SMALL).height():
        return Names.UPRIGHT, min(widest, 74.0 * theme.scale) + 12.0
    return Names.NOTABLE, 2.0 * line_height + 6.0


@lru_cache(maxsize=8)
def _widest(classes: Classes, theme: Theme) -> float:
    metrics = theme.metrics(TEXT, bold=True)
    return max(metrics.horizontalAdvance(name) for name in classes.names)


@lru_cache(maxsize=8)
def _tints(shown: Columns, classes: Classes, theme: Theme) -> list[QColor]:
    """The colour of each column."""
    tints = [theme.class_colour(classes.colours[k]) for k in shown.classes.tolist()]
    return tints if shown.rest is None else [*tints, colour(theme.muted)]


@lru_cache(maxsize=8)
def _slots(classes: Classes, slots: int) -> NDArray[np.int_]:
    return np.array(classes.colours) % slots
