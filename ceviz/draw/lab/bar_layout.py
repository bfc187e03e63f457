"""Where a bar picture's frame, columns and names lie, and what lies under a point."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, replace
from enum import Enum
from functools import cached_property

from PySide6.QtCore import QPointF, QRectF

from ceviz.document.analysis import Analysis
from ceviz.document.model import Classes
from ceviz.draw.columns import Columns, columns_of, notable
from ceviz.draw.frame import GUTTER, PAD, Frame, frame, gutter
from ceviz.draw.marks import LOCK_WIDTH
from ceviz.draw.primitives import sides
from ceviz.draw.scales import Scale
from ceviz.draw.state import State
from ceviz.draw.theme import SMALL, TEXT, Theme
from ceviz.maths.arrays import FloatArray
from ceviz.memo import weak_memo

#: The share of its column a bar takes.
BAR_SHARE = 0.62

#: Between two names, in pixels: the keyboard's ring passes there.
APART = 6.0

#: The part of a picture's height that names read from below may take.
MOST_UPRIGHT = 0.35

#: A plot lower than so many lines of type stands without names.
LEAST_PLOT = 3.0

#: What a padlock takes beside or above the name of its class, in pixels before type scaling.
LOCK_ROOM = LOCK_WIDTH + 3.0


class Names(Enum):
    """How the classes are named under the plot."""

    FLAT = "side by side"
    SMALL = "side by side in small type"
    UPRIGHT = "read from below"
    NOTABLE = "only the important ones"
    NONE = "not at all"


@dataclass(frozen=True)
class BarGeometry:
    """Frame, columns and the value scale of a bar picture.

    Attributes:
        bar_share: the part of a column its bar takes; the rest is air, or holds an arrow.
        shift: how far bars stand left of the middle of their column, as a share of it.
        bare: it is too low for numbers at the bars' ends.
    """

    frame: Frame
    columns: Columns
    scale: Scale
    names: Names
    bar_share: float = BAR_SHARE
    shift: float = 0.0
    bare: bool = False

    @cached_property
    def bar_edges(self) -> tuple[FloatArray, float]:
        """Left pixel edges of all bars, and their width."""
        pitch = self.columns.pitch
        width = max(1.0, pitch * self.bar_share)
        return self.columns.centres() - pitch * self.shift - width / 2.0, width


#: The least height of a value axis with numbers, in pixels.
FLATTEST = 4.0


class BarPicture:
    """What pictures of a bar a class share: the class under a point is its whole column's."""

    def class_at(self, g: BarGeometry, point: QPointF, state: State) -> int | None:
        """The column under the point."""
        return class_at(g, point, state)


def layout(
    rect: QRectF,
    state: State,
    theme: Theme,
    limits: tuple[float, float],
    *,
    headroom: float = 16.0,
    bar_share: float = BAR_SHARE,
    shift: float = 0.0,
    percent: bool = False,
) -> BarGeometry:
    """Geometry of a bar picture whose value axis runs over ``limits``.

    It follows from what is held, so that a drag lays nothing out.
    """
    top = state.top
    return _laid_out(
        state.held, state.document.classes, sides(rect), theme, top,
        0 if top is None else state.selected, limits, headroom, bar_share, shift, percent,
    )  # fmt: skip


@weak_memo(subjects=2)
def _laid_out(
    held: Analysis,
    classes: Classes,
    box: tuple[float, float, float, float],
    theme: Theme,
    top: int | None,
    selected: int,
    limits: tuple[float, float],
    headroom: float,
    bar_share: float,
    shift: float,
    percent: bool,
) -> BarGeometry:
    rect = QRectF(*box)
    air, left = headroom * theme.scale, GUTTER
    # Under a bar that goes down stands its number, as over one that goes up.
    below = air if limits[0] < 0.0 else 0.0
    for _ in range(2):  # the numbers of the axis follow from its height, and that from the names
        across = max(1.0, rect.width() - 2.0 * PAD - left * theme.scale)
        shown = columns_of(0.0, across, held, top, selected)
        names, footer = _naming(shown, classes, rect.height(), theme)
        f = frame(rect, theme, footer=footer, left=left)
        if f.plot.height() < LEAST_PLOT * theme.metrics(SMALL).height():
            half = theme.metrics(SMALL).height() / 2.0  # of the lowest number of the axis
            names, f = Names.NONE, frame(rect, theme, footer=half, left=left)
        foot, head = f.plot.bottom() - below, f.plot.top() + air
        if foot - head < FLATTEST:
            # Too low for numbers: the bars take what there is, and never stand on their heads.
            foot, head = f.plot.bottom(), min(f.plot.top(), f.plot.bottom() - FLATTEST)
        scale = Scale(limits[0], limits[1], foot, head, percent=percent)
        left = gutter(scale, rect, theme)
    placed = replace(shown, left=f.plot.left(), width=f.plot.width())
    bare = f.plot.height() < below + air + FLATTEST
    return BarGeometry(f, placed, scale, names, bar_share, shift, bare)


def background_key(geometry: BarGeometry, state: State) -> Hashable:
    """What a bar picture's axes and names depend on."""
    cols = geometry.columns
    shown = None if cols.rest is None else tuple(cols.classes.tolist())
    attention = (state.selected, state.focused)
    true = state.analysis.true
    named: Hashable = geometry.names
    if geometry.names is Names.NOTABLE:
        named = (state.hovered, *notable(state))
    return (state.document.classes, shown, geometry.scale, named, true, attention)


def class_at(g: BarGeometry, point: QPointF, state: State) -> int | None:
    """The class whose column holds ``point``, names included."""
    area = g.frame.plot.adjusted(0.0, -8.0, 0.0, g.frame.footer.height())
    return g.columns.class_at(point.x(), state) if area.contains(point) else None


def _naming(shown: Columns, classes: Classes, height: float, theme: Theme) -> tuple[Names, float]:
    """How names fit under their columns, and the height they need."""
    line_height = theme.metrics(TEXT).height()
    if shown.pitch <= 6.0:
        return Names.NOTABLE, 2.0 * line_height + 6.0  # no name is that short
    for names, size in ((Names.FLAT, TEXT), (Names.SMALL, SMALL)):
        if _widest(classes, size, theme) + APART <= shown.pitch:
            return names, line_height + 8.0
    if shown.pitch >= theme.metrics(SMALL).height():
        longest = max(74.0 * theme.scale, MOST_UPRIGHT * height)
        return Names.UPRIGHT, min(_widest(classes, SMALL, theme), longest) + 12.0
    return Names.NOTABLE, 2.0 * line_height + 6.0


@weak_memo()
def _widest(classes: Classes, size: float, theme: Theme) -> float:
    metrics, room = theme.metrics(size, bold=True), LOCK_ROOM * theme.scale
    return max(
        metrics.horizontalAdvance(name) + (room if k in classes.locked else 0.0)
        for k, name in enumerate(classes.names)
    )
