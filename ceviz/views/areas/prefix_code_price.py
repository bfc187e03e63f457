"""The mean lengths of both codes as bars, beside what ideal codes would need: all in bits."""

from __future__ import annotations

import math

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from ceviz.document.codes import Codes
from ceviz.document.text.numbers import show_information
from ceviz.draw import legend, primitives
from ceviz.draw.legend import Entry, Words
from ceviz.draw.scales import Scale, nice_range
from ceviz.draw.theme import SMALL, TEXT, Theme, colour

BAR, GAP = 11.0, 5.0


def caption(c: Codes, world: str, other: str) -> str:
    """The price of the wrong code in words."""
    right, wrong = show_information(c.right_length), show_information(c.wrong_length)
    kl = show_information(c.divergence)
    both = f"Both prefix codes need {right} bits a symbol in world {world}"
    if c.divergence == 0.0:
        return f"{both}: p and q agree, and no code is the wrong one."
    if c.price <= 0.0 and c.divergence == math.inf:
        return f"{both}: whole bits hide that an ideal code made for {other} lacks a word, KL = ∞."
    if c.price <= 0.0:
        return (
            f"{both}: whole bits hide the difference, ideal codes lie "
            f"KL({world}‖{other}) = {kl} bits apart."
        )
    return (
        f"Coding world {world} takes {right} bits a symbol with its own prefix code and {wrong} "
        f"with the one made for {other}: the wrong code costs {show_information(c.price)} bits "
        f"(ideal codes: KL({world}‖{other}) = {kl})."
    )


def height(theme: Theme) -> float:
    """What the two bars and the line below them need."""
    return 3.0 * theme.metrics(TEXT).height() + 2.0 * (BAR + GAP) * theme.scale + GAP


def draw(
    painter: QPainter, box: QRectF, c: Codes, held: Codes, world: str, other: str, theme: Theme
) -> None:
    """A bar for either code with a mark at the ideal length, and the price in words."""
    line, k = theme.metrics(TEXT).height(), theme.scale
    scale = Scale(0.0, _limit(held), box.left(), box.right())
    pair = f"H({world},{other})"
    y = box.top()
    for made_for, length, name, ideal in (
        (world, c.right_length, f"H({world})", c.entropy),
        (other, c.wrong_length, pair, c.cross_entropy),
    ):
        mean, least = show_information(length), show_information(ideal)
        head = Words(f"{world} in {made_for}’s code:")
        versions: list[list[Entry]] = [
            [head, Words(f"{mean} bits a symbol", True), Words(f"· ideal {name} = {least}")],
            [head, Words(mean, True), Words(f"· ideal {name} = {least}")],
        ]
        legend.draw_line(painter, QRectF(box.left(), y, box.width(), line), versions, theme)
        _draw_bar(painter, scale, y + line, c.right_length, length, ideal, theme)
        y += line + (BAR + GAP) * k
    price, kl = show_information(c.price), show_information(c.divergence)
    name = f"KL({world}‖{other})"
    words: list[list[Entry]] = [
        [Words("The price of the wrong code:"), Words(f"+{price} bits a symbol", True),
         Words(f"· ideal {name} = {kl}")],
        [Words("Price of the wrong code:"), Words(f"+{price} bits", True), Words(f"· {name} {kl}")],
        [Words("Wrong code:"), Words(f"+{price} bits", True)],
    ]  # fmt: skip
    below = QRectF(box.left(), y + GAP - 2.0, box.width(), line)
    legend.draw_line(painter, below, words, theme, size=SMALL)


def _limit(held: Codes) -> float:
    """A round number of bits that holds both lengths, and the ideal if it is of their kind."""
    longest = max(held.right_length, held.wrong_length, held.entropy)
    ideal = held.cross_entropy if held.cross_entropy <= 2.0 * longest else 0.0
    return nice_range(0.0, max(longest, ideal), parts=8)[1]


def _draw_bar(
    painter: QPainter, scale: Scale, top: float, right: float, length: float, ideal: float,
    theme: Theme,
) -> None:  # fmt: skip
    """The length, what it is beyond the right code's in another colour, a mark at the ideal."""
    high = BAR * theme.scale
    parts = (
        (0.0, scale.high, colour(theme.faint, 0.6)),
        (0.0, min(right, length), colour(theme.muted, 0.7)),
        (right, max(right, length), colour(theme.accent)),
    )
    for start, end, tint in parts:
        x = float(scale.clipped(start))
        box = (x, top, float(scale.clipped(end)) - x, high)
        primitives.fill_rects(painter, [box], tint)
    if ideal <= scale.high:
        x = round(float(scale.clipped(ideal))) + 0.5
        mark = [(x, top, x, top + high)]
        primitives.draw_lines(painter, mark, primitives.line(colour(theme.ink), 2.0))
    else:
        x, middle = scale.end - 1.0, top + high / 2.0
        arrow = [(x - 5.0, middle - 4.0, x, middle), (x, middle, x - 5.0, middle + 4.0)]
        primitives.draw_lines(painter, arrow, primitives.line(colour(theme.ink), 2.0))
