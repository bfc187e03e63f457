"""The words and numbers of the area picture: in, on and under the rectangles, and beside them."""

from __future__ import annotations

import math

import numpy as np
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter

from ceviz.document.asymmetry import Way
from ceviz.document.codes import code_for
from ceviz.document.text.numbers import show_information, show_probability
from ceviz.draw import legend, primitives, text
from ceviz.draw.legend import Entry, Patch, Words
from ceviz.draw.state import State
from ceviz.draw.theme import SMALL, TEXT, Theme, colour
from ceviz.maths.arrays import FloatArray
from ceviz.views.areas.layout import AreaGeometry

FLOOR, WASTED, SAVED = Patch(), Patch(alpha=0.34), Patch(alpha=0.10, hatched=True)

#: Below this width of the picture the two mean heights are drawn without their names.
NAMED_LEVELS = 330.0

#: Rectangles narrower than this, in pixels, have no number over them.
NUMBERED = 14.0

#: Names are cut to so many pixels.
LONGEST_NAME = 110.0


def caption(way: Way, state: State) -> str:
    """The price of the wrong code in words: "KL = 0.31 bits: coding …"."""
    a, unit = way.areas, state.unit
    names = state.document.classes.names
    kl = f"KL({way.world}‖{way.code})"
    if way.divergence == math.inf:
        lost = int(way.impossible[0])
        return (
            f"{kl} = ∞: {way.world} allows {names[lost]} "
            f"({show_probability(float(a.width[lost]))}), and the code made for {way.code} "
            f"has no word for it."
        )
    price, total = (
        show_information(nats * state.per_nat) for nats in (way.divergence, way.cross_entropy)
    )
    if way.divergence == 0.0:
        return (
            f"{kl} = 0: the code made for {way.code} fits world {way.world}; "
            f"its {total} {unit} a symbol are the least there is."
        )
    certain = np.flatnonzero(a.width == 1.0)
    if len(certain):
        return (
            f"{kl} = {price} {unit}: in a world that is always {names[certain[0]]} the code made "
            f"for {way.code} spends {total} {unit} a symbol, all of it wasted."
        )
    cheap = np.flatnonzero(a.surplus < 0.0)
    which = names[cheap[0]] if len(cheap) == 1 else f"{len(cheap)} classes"
    saves = f"; {which} cost{'s' * (len(cheap) == 1)} less than with its own" * bool(len(cheap))
    most = names[int(a.surplus.argmax())]
    return (
        f"{kl} = {price} {unit}: coding world {way.world} with the code made for {way.code} wastes "
        f"{price} of {total} {unit} a symbol, most of it on {most}{saves}."
    )


def tip(index: int, way: Way, state: State) -> list[str]:
    """One rectangle in numbers, and the class's words in both codes."""
    a, log = way.areas, state.document.unit.log
    area, floor, surplus, height = (
        float(nats[index]) * state.per_nat for nats in (a.area, a.floor, a.surplus, a.height)
    )
    verb = "saved" if surplus < 0.0 else "wasted"
    words = [code_for(p).words[index] for p in (state.analysis.p, state.analysis.q)]
    return [
        state.document.classes.names[index],
        f"width {way.world} = {show_probability(float(a.width[index]))}",
        f"height −{log} {way.code} = {show_information(height)}",
        f"area = {show_information(area)} {state.unit}",
        f"floor {show_information(floor)}, {verb} {show_information(abs(surplus))}",
        f"words: {_cut(words[0])} for p, {_cut(words[1])} for q",
    ]


def gutter(rect: QRectF, theme: Theme) -> float:
    """Room right of the plot for the names of the mean heights."""
    if rect.width() < NAMED_LEVELS * theme.scale:
        return 0.0
    return theme.metrics(SMALL).horizontalAdvance("H(p,q)") + 6.0


def draw_levels(painter: QPainter, g: AreaGeometry, state: State, theme: Theme) -> None:
    """The mean heights: the whole width is 1, so H is also the mean."""
    metrics = theme.metrics(SMALL)
    painter.setFont(theme.font(SMALL))
    left, right = g.frame.plot.left(), g.frame.plot.right()
    way = g.way
    levels = [
        (f"H({way.world},{way.code})", way.cross_entropy, Qt.PenStyle.DashLine),
        (f"H({way.world})", way.entropy, Qt.PenStyle.DotLine),
    ]
    heights = [float(g.y.clipped(nats * state.per_nat)) for _, nats, _ in levels]
    apart = metrics.height() - (heights[1] - heights[0])
    half = max(apart, 0.0) / 2.0
    named = g.frame.rect.right() - right > 30.0
    # Both names stand beside the axis: near its foot the upper makes room for the lower.
    lower = min(half, g.y.start - heights[1])
    upper = min(-half, heights[1] + lower - metrics.height() - heights[0])
    for (name, nats, style), y, by in zip(levels, heights, (upper, lower), strict=True):
        level = round(y) + 0.5
        if math.isfinite(nats):
            pen = primitives.line(colour(theme.ink), 1.0, style)
            primitives.draw_lines(painter, [(left, level, right, level)], pen)
        if named:
            base = y + by + (metrics.ascent() - metrics.descent()) / 2.0
            text.put_at(painter, right + 5.0, base, name, colour(theme.muted))


def draw_numbers(painter: QPainter, g: AreaGeometry, state: State, theme: Theme) -> None:
    """Each rectangle's height over its top and its area inside, where there is room."""
    a = g.way.areas
    left, widths = g.sides()
    tops = g.tops(a.height, state.per_nat)
    metrics = theme.metrics(SMALL)
    taken: list[QRectF] = []
    for k in _by_width(widths):
        x, width, top = float(left[k]), float(widths[k]), float(tops[k])
        _draw_area(painter, g, k, x, width, top, state, theme)
        if width < NUMBERED:
            continue
        height = float(a.height[k]) * state.per_nat
        words = show_information(height)
        words += " ↑" if g.y.high < height < math.inf else ""
        need = theme.width(words, SMALL) + 4.0
        start = min(max(x + (width - need) / 2.0, g.x.start), g.frame.rect.right() - need - 4.0)
        box = QRectF(start, top - metrics.height() - 6.0, need, metrics.height())
        if not any(box.intersects(other) for other in taken):
            taken.append(box)
            painter.fillRect(box, colour(theme.surface, 0.8))
            text.put(painter, box, words, colour(theme.ink), theme, size=SMALL,
                     align=text.CENTRE)  # fmt: skip


def draw_names(painter: QPainter, g: AreaGeometry, state: State, theme: Theme) -> None:
    """Name and width under the rectangles; where they would collide, the widest stay."""
    left, widths = g.sides()
    names, world = state.document.classes.names, g.way.areas.width
    line = theme.metrics(SMALL).height()
    shown = [k for k in (state.hovered, state.selected) if k is not None] if theme.marks else []
    shown = list(dict.fromkeys([*shown, *_by_width(widths)]))
    numbers = [show_probability(float(world[k])) for k in shown]
    room = [
        max(
            theme.width(number, SMALL, bold=True),
            min(theme.width(names[k], SMALL, bold=True), LONGEST_NAME),
        )
        + 4.0
        for k, number in zip(shown, numbers, strict=True)
    ]
    # In the gutter on the right are the names of the mean heights.
    low, high = g.frame.rect.left() + 4.0, min(g.frame.rect.right() - 4.0, g.x.end + 4.0)
    centres = [
        min(max(float(left[k] + widths[k] / 2.0), low + need / 2.0), high - need / 2.0)
        for k, need in zip(shown, room, strict=True)
    ]
    top = g.frame.footer.top() + 6.0
    for place in text.spread(centres, room, gap=6.0):
        k, middle, need = shown[place], centres[place], room[place]
        true = k == state.analysis.true
        box = QRectF(middle - need / 2.0, top, need, line)
        tint = colour(theme.ink if true or k == state.hovered else theme.muted)
        text.put(painter, box, names[k], tint, theme, size=SMALL, bold=true, align=text.CENTRE)
        text.put(painter, box.translated(0.0, line), numbers[place], tint, theme, size=SMALL,
                 align=text.CENTRE, elide=False)  # fmt: skip


def draw_legend(painter: QPainter, g: AreaGeometry, state: State, theme: Theme) -> None:
    """What the fillings mean, with their sums: H = floor + KL, KL = wasted − saved."""
    way, box = g.way, g.legend
    line = box.height() / 2.0
    entropy, price, total = (
        show_information(nats * state.per_nat)
        for nats in (way.entropy, way.divergence, way.cross_entropy)
    )
    pair = f"{way.world},{way.code}"
    kl = f"KL({way.world}‖{way.code})"
    sums: list[list[Entry]] = [
        [Words(f"H({pair}) ="), Words(f"{total} {state.unit}", True), Words("="), FLOOR,
         Words(f"H({way.world}) {entropy}"), Words("+"), Words(f"{kl} {price}")],
        [Words(f"H({pair}) ="), Words(total, True), Words("="), FLOOR, Words(f"{entropy} +"),
         Words(f"{kl} {price}")],
    ]  # fmt: skip
    legend.draw_line(painter, QRectF(box.left(), box.top(), box.width(), line), sums, theme)
    surplus = way.areas.surplus
    wasted, saved = (
        show_information(float(part.sum()) * state.per_nat)
        for part in (surplus[surplus > 0.0], -surplus[surplus < 0.0])
    )
    more = f"where {way.code} > {way.world}"
    parts: list[list[Entry]] = [
        [Words(f"{kl} ="), WASTED, Words(f"{wasted} wasted"), Words("−"), SAVED,
         Words(f"{saved} saved {more}")],
        [Words("KL ="), WASTED, Words(f"{wasted} wasted"), Words("−"), SAVED,
         Words(f"{saved} saved")],
    ]  # fmt: skip
    if not (surplus < 0.0).any():
        parts = [[Words(f"{kl} ="), WASTED, Words(f"{wasted} wasted")]]
    below = QRectF(box.left(), box.top() + line, box.width(), line)
    legend.draw_line(painter, below, parts, theme)


def _draw_area(
    painter: QPainter, g: AreaGeometry, k: int, left: float, width: float, top: float,
    state: State, theme: Theme,
) -> None:  # fmt: skip
    """The area of one rectangle in its middle, on a patch that keeps it legible."""
    strong = theme.metrics(TEXT, bold=True)
    area = show_information(float(g.way.areas.area[k]) * state.per_nat)
    need, high = theme.width(area, TEXT, bold=True) + 8.0, strong.height() + 2.0
    if need > width - 4.0 or g.y.start - top < high + 12.0:
        return
    middle = (top + g.y.start) / 2.0
    box = QRectF(left + (width - need) / 2.0, middle - high / 2.0, need, high)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour(theme.surface, 0.86))
    painter.drawRoundedRect(box, 4.0, 4.0)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    text.put(painter, box, area, colour(theme.ink), theme, bold=True, align=text.CENTRE)


def _cut(word: str) -> str:
    return word if len(word) <= 12 else f"{word[:10]}… ({len(word)} bits)"


def _by_width(widths: FloatArray) -> list[int]:
    """Classes wide enough to say something of, the widest first."""
    order = np.argsort(-widths, kind="stable")[:60]
    return [int(k) for k in order if widths[k] >= 1.0]
