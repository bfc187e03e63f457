"""Two stacked bars over one axis: H(p) + KL(p‖q) and H(q) + KL(q‖p); perplexity above."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPolygonF

from ceviz.document.asymmetry import Asymmetry, Way, asymmetry
from ceviz.document.model import Unit
from ceviz.document.text.numbers import show_information
from ceviz.draw import legend, primitives, text
from ceviz.draw.legend import Entry, Patch, Words
from ceviz.draw.scales import Scale, nice_range, nice_step, show_tick
from ceviz.draw.state import State
from ceviz.draw.theme import SMALL, TEXT, Theme, colour

#: Heights in logical pixels before type scaling.
BAR, GHOST, GAP = 18.0, 5.0, 8.0

FLOOR, PRICE = Patch(alpha=0.6), Patch("accent", 0.9)

#: Perplexities that may be ticks, while they are not in the thousands.
_ROUND = (1, 2, 3, 5, 10, 20, 30, 50, 100, 200, 300, 500, 1000)


@dataclass(frozen=True, eq=False)
class Bars:
    """Where the bars lie.

    Attributes:
        rect: everything, axes included.
        scale: information from 0, in the unit.
        tops: the top pixel of the line of words over each bar.
        line: the height of that line.
        bar, ghost: the heights of a bar and of what it was.
    """

    rect: QRectF
    scale: Scale
    tops: tuple[float, float]
    line: float
    bar: float
    ghost: float

    @property
    def axis(self) -> tuple[float, float]:
        """The pixels of the perplexity axis above and the information axis below."""
        return self.tops[0] - 2.0, self.tops[1] + self.line + self.bar + self.ghost + 4.0


def height(theme: Theme, stretch: float = 1.0) -> float:
    """What everything needs, with bars ``stretch`` times as high as usual."""
    line, small = theme.metrics(TEXT).height(), theme.metrics(SMALL).height()
    return stretchable(theme) * stretch + 2.0 * line + 3.0 * small + 22.0


def stretchable(theme: Theme) -> float:
    """The part of the height that bars and gaps take."""
    return (2.0 * (BAR + GHOST) + GAP) * theme.scale


def layout(rect: QRectF, state: State, theme: Theme, stretch: float = 1.0) -> Bars:
    """Bars from the top."""
    k, line, small = theme.scale, theme.metrics(TEXT).height(), theme.metrics(SMALL).height()
    k *= stretch
    top = rect.top() + small + 8.0
    step = line + (BAR + GHOST + GAP) * k
    scale = Scale(0.0, _limit(state), rect.left() + 2.0, rect.right() - 16.0)
    return Bars(rect, scale, (top, top + step), line, BAR * k, GHOST * k)


def draw_axes(painter: QPainter, b: Bars, state: State, theme: Theme) -> None:
    """Information below the bars, the perplexity it means above them."""
    muted, faint = colour(theme.muted), colour(theme.faint)
    above, below = b.axis
    ticks = b.scale.ticks(64.0 * theme.scale)
    step = ticks[1] - ticks[0] if len(ticks) > 1 else 1.0
    xs = [round(b.scale.at(t)) + 0.5 for t in ticks]
    # Between the bars are words, which nothing runs through.
    spans = [(top + b.line, top + b.line + b.bar + b.ghost) for top in b.tops]
    grid = [(x, start, x, end) for x in xs for start, end in spans]
    primitives.draw_lines(painter, grid, primitives.line(faint))
    ends = (b.scale.start, b.scale.end)
    rules = [(ends[0], round(y) + 0.5, ends[1], round(y) + 0.5) for y in (above, below)]
    primitives.draw_lines(painter, rules, primitives.line(muted))
    height = theme.metrics(SMALL).height()
    for tick, x in zip(ticks, xs, strict=True):
        _put_tick(painter, b, x, below + 3.0, show_tick(tick, step), theme)
    name = "perplexity"
    room = theme.metrics(SMALL).horizontalAdvance(name)
    free = b.rect.right() - room - 2.0
    marks: list[tuple[float, str]] = []
    end = -math.inf
    for x, words in _perplexities(b.scale, state):
        half = theme.width(words, SMALL) / 2.0
        if x - half >= end and x + half + 6.0 < free:
            marks.append((x, words))
            end = x + half + 6.0
    lines = [(round(x) + 0.5, above - 4.0, round(x) + 0.5, above) for x, _ in marks]
    primitives.draw_lines(painter, lines, primitives.line(muted))
    for x, words in marks:
        _put_tick(painter, b, x, above - 4.0 - height, words, theme)
    box = QRectF(b.rect.right() - room - 2.0, above - 4.0 - height, room + 2.0, height)
    text.put(painter, box, name, muted, theme, size=SMALL, align=text.RIGHT, elide=False)


def draw(painter: QPainter, b: Bars, state: State, before: Asymmetry | None, theme: Theme) -> None:
    """Both bars with their words, what they were, and the perplexity."""
    both = asymmetry(state.analysis)
    _draw_perplexity(painter, b, both, state, theme)
    old = (None, None) if before is None else (before.there, before.back)
    for way, earlier, top in zip((both.there, both.back), old, b.tops, strict=True):
        _draw_words(painter, b, top, way, earlier, state, theme)
        _draw_stack(painter, b, top + b.line, b.bar, way, state, theme, alpha=1.0)
        if earlier is not None:
            below = top + b.line + b.bar + 1.0
            _draw_stack(painter, b, below, b.ghost - 1.0, earlier, state, theme, alpha=0.45)


def _limit(state: State) -> float:
    """A round end that holds what is finite of both totals, and what guessing costs."""
    both = asymmetry(state.held)
    ways = (both.there, both.back)
    finite = [way.cross_entropy for way in ways if math.isfinite(way.cross_entropy)]
    guess = math.log(len(state.document.classes))
    # A sum that dwarfs the other would make it a line; it runs off the end instead.
    most = 12.0 * max(min(finite, default=0.0), guess)
    finite = [h for h in finite if h <= most] or finite[:1]
    at_rest = nice_range(0.0, max([guess, *finite]) * state.per_nat, parts=8)[1]
    back = state.reach.back if state.reach.back <= most else 0.0
    return max(at_rest, state.reach.loss * state.per_nat, back * state.per_nat)


def _perplexities(scale: Scale, state: State) -> list[tuple[float, str]]:
    """Pixels and words of round perplexities far enough apart."""
    most = scale.high / state.per_nat
    if most <= math.log(_ROUND[-1]):
        wanted = [(math.log(x), str(x)) for x in _ROUND if math.log(x) <= most]
    else:
        decades = most / math.log(10.0)
        powers = np.arange(0.0, decades + 1e-9, max(1.0, nice_step(decades / 6.0)))
        wanted = [(power * math.log(10.0), _power(power)) for power in powers.tolist()]
    kept: list[tuple[float, str]] = []
    for nats, words in wanted:
        x = float(scale.at(nats * state.per_nat))
        if not kept or x - kept[-1][0] >= 30.0:
            kept.append((x, words))
    return kept


def _power(power: float) -> str:
    """Ten to the ``power``, which may be no float64."""
    return f"{10.0**power:.0f}" if power < 4.0 else f"1e{power:.0f}"


def _put_tick(painter: QPainter, b: Bars, x: float, top: float, words: str, theme: Theme) -> None:
    metrics = theme.metrics(SMALL)
    width = theme.width(words, SMALL) + 2.0
    left = min(max(x - width / 2.0, b.rect.left()), b.rect.right() - width)
    box = QRectF(left, top, width, metrics.height())
    text.put(painter, box, words, colour(theme.muted), theme, size=SMALL, align=text.CENTRE,
             elide=False)  # fmt: skip


def _draw_words(
    painter: QPainter, b: Bars, top: float, way: Way, earlier: Way | None, state: State,
    theme: Theme,
) -> None:  # fmt: skip
    """The sum in numbers, and after it what it was."""
    floor, price, total = (
        show_information(nats * state.per_nat)
        for nats in (way.entropy, way.divergence, way.cross_entropy)
    )
    w, c = way.world, way.code
    plain: list[Entry] = [
        FLOOR, Words(f"H({w}) {floor}"), Words("+"), PRICE, Words(f"KL({w}‖{c}) {price}"),
        Words(f"= H({w},{c})"), Words(total, True),
    ]  # fmt: skip
    # No number is cut: what it adds up to goes without its name, then the parts without theirs.
    short: list[Entry] = [*plain[:5], Words("="), plain[-1]]
    parts: list[Entry] = [FLOOR, Words(floor), Words("+"), PRICE, Words(price), *short[-2:]]
    versions = [plain, short, parts, [plain[-1]]]
    if earlier is not None:
        was = Words(f"· was {show_information(earlier.cross_entropy * state.per_nat)}")
        versions.insert(0, [*plain, was])
    box = QRectF(b.rect.left() + 2.0, top, b.rect.width() - 2.0, b.line)
    legend.draw_line(painter, box, versions, theme)


def _draw_stack(
    painter: QPainter, b: Bars, top: float, high: float, way: Way, state: State, theme: Theme,
    *, alpha: float,
) -> None:  # fmt: skip
    """The floor and the price end to end; what runs off the axis ends in an arrow."""
    zero = b.scale.start
    middle = float(b.scale.clipped(way.entropy * state.per_nat))
    end = float(b.scale.clipped(way.cross_entropy * state.per_nat))
    for start, stop, patch in ((zero, middle, FLOOR), (middle, end, PRICE)):
        tint = colour(getattr(theme, patch.tint), patch.alpha * alpha)
        painter.fillRect(QRectF(start, top, stop - start, high), tint)
    if way.cross_entropy * state.per_nat > b.scale.high * (1.0 + 1e-9):
        x, y = b.scale.end + 11.0, top + high / 2.0
        reach = min(high / 2.0, 6.0)
        arrow = [
            (b.scale.end + 2.0, y, x, y), (x - reach, y - reach, x, y), (x, y, x - reach, y + reach)
        ]  # fmt: skip
        primitives.draw_lines(painter, arrow, primitives.line(colour(theme.accent, alpha), 2.0))
    if way.cross_entropy == math.inf and alpha == 1.0:
        lost = state.document.classes.names[int(way.impossible[0])]
        versions = (f"∞ since {way.code}({lost}) = 0", f"∞: {way.code}({lost}) = 0", "∞")
        room = end - middle - 12.0
        words = next((w for w in versions if theme.width(w, SMALL, bold=True) <= room), "")
        box = QRectF(middle + 8.0, top, room, high)
        text.put(painter, box, words, colour(theme.surface), theme, size=SMALL, bold=True)


def _draw_perplexity(
    painter: QPainter, b: Bars, both: Asymmetry, state: State, theme: Theme
) -> None:
    """A marker on the axis above where the loss ends, and what it reads there in words."""
    above, below = b.axis
    value = both.there.cross_entropy * state.per_nat
    if value <= b.scale.high:
        x = float(b.scale.at(value))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour(theme.ink))
        tip = [QPointF(x, above), QPointF(x - 3.5, above - 4.0), QPointF(x + 3.5, above - 4.0)]
        painter.drawPolygon(QPolygonF(tip))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    line = theme.metrics(SMALL).height()
    box = QRectF(b.rect.left() + 2.0, below + line + 5.0, b.rect.width() - 2.0, line)
    base = "2" if state.document.unit is Unit.BITS else "e"
    shown = show_information(state.analysis.perplexity)
    own = show_information(math.exp(both.there.entropy))
    versions: list[list[Entry]] = [
        [Words(f"perplexity {base}^H(p,q) ="), Words(shown, True),
         Words(f"classes to guess among; of p alone {own}")],
        [Words("perplexity"), Words(shown, True), Words(f"· of p alone {own}")],
        [Words("perplexity"), Words(shown, True)],
        [Words(shown, True)],
    ]  # fmt: skip
    legend.draw_line(painter, box, versions, theme)
