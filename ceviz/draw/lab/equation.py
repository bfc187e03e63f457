"""The loss written out with live numbers, each term a handle on its class."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter

from ceviz.document.analysis import Analysis
from ceviz.document.class_columns import CONTRIBUTION, SURPRISE, P, table_rows
from ceviz.document.targets import TargetKind, kind_of
from ceviz.document.text.numbers import (
    exact,
    power_of_e,
    show_for_log,
    show_information,
    show_probability,
)
from ceviz.draw.frame import draw_card
from ceviz.draw.picture import Unhandled
from ceviz.draw.primitives import sides
from ceviz.draw.rows import Rows
from ceviz.draw.state import State
from ceviz.draw.theme import LARGE, TITLE, Theme, colour

PAD = 14.0

#: How high the strip with both lines is, before type scaling.
HEIGHT = 68.0


class Token(NamedTuple):
    """A piece of the equation.

    Attributes:
        text: as painted.
        about: the class it stands for, or None.
        strong: the result, in bold.
        live: it holds a number, so it is painted in every frame.
    """

    text: str
    about: int | None = None
    strong: bool = False
    live: bool = False


class Placed(NamedTuple):
    """A token, where it is painted, and on which baseline."""

    token: Token
    box: QRectF
    size: float
    base: float


@dataclass(frozen=True, slots=True)
class EquationGeometry:
    """The strip and its pieces."""

    rect: QRectF
    placed: tuple[Placed, ...]


def height(theme: Theme, lines: int = 2) -> float:
    """What the strip needs for so many lines."""
    return (HEIGHT if lines == 2 else 40.0) * theme.scale


class Equation(Unhandled):
    """``H(p,q) = −Σ p log q = −log 0.90876 = 0.0957 nats``, and ``= H(p) + KL(p‖q)`` below."""

    title = "The loss, written out"

    def geometry(self, rect: QRectF, state: State, theme: Theme) -> EquationGeometry:
        """One line for the loss, and if there is room one for its two parts; terms that fit."""
        inner = rect.adjusted(PAD, 6.0, -PAD, -6.0)
        if state.view.simple or inner.height() < HEIGHT * 0.75 * theme.scale:
            line = _loss_line(state, inner.width(), theme)
            return EquationGeometry(rect, tuple(_set_line(line, inner, LARGE, theme)))
        half = inner.height() / 2.0
        upper = QRectF(inner.left(), inner.top(), inner.width(), half + 3.0)
        lower = QRectF(inner.left(), inner.top() + half + 3.0, inner.width(), half - 3.0)
        placed = _set_line(_loss_line(state, upper.width(), theme), upper, LARGE, theme)
        placed += _set_line(_parts_line(state), lower, TITLE, theme)
        return EquationGeometry(rect, tuple(placed))

    def rows(self, state: State) -> Rows:
        """The terms, and what they add up to."""
        a, per_nat = state.analysis, state.per_nat
        terms = table_rows(state.document, a, [P, SURPRISE, CONTRIBUTION])
        terms[0][0] = "term"
        sums = {"H(p)": a.entropy, "KL(p‖q)": a.kl, "H(p,q)": a.cross_entropy}
        return [*terms, *([name, "", "", exact(value * per_nat)] for name, value in sums.items())]

    def background_key(self, geometry: EquationGeometry, state: State) -> Hashable:
        """The words without numbers, where they stand, and whether theirs is the lit class."""
        still = tuple(
            (item.token, item.box.left()) for item in geometry.placed if not item.token.live
        )
        return still, state.hovered, state.document.classes

    def draw_background(
        self, painter: QPainter, g: EquationGeometry, state: State, theme: Theme
    ) -> None:
        """The card, and all that is no number."""
        draw_card(painter, g.rect, theme)
        self._draw(painter, g, state, theme, live=False)

    def draw_foreground(
        self, painter: QPainter, g: EquationGeometry, state: State, theme: Theme
    ) -> None:
        """Paint the numbers, which follow the document."""
        self._draw(painter, g, state, theme, live=True)

    def _draw(
        self, painter: QPainter, g: EquationGeometry, state: State, theme: Theme, *, live: bool
    ) -> None:
        """Tokens; the hovered class's lit, every class underlined in its colour."""
        classes = state.document.classes
        for (words, k, strong, of_now), box, size, base in g.placed:
            if of_now is not live:
                continue
            left, top, width, height = sides(box)
            if k is not None:
                if k == state.hovered:
                    painter.fillRect(box.adjusted(-3, 0, 3, 0), colour(theme.accent, 0.18))
                foot = QRectF(left, top + height - 2.0, width, 2.5)
                painter.fillRect(foot, theme.class_colour(classes.colours[k]))
            quiet = size < LARGE and not strong
            face = theme.figures if live else theme.font
            painter.setFont(face(size, bold=strong))
            painter.setPen(colour(theme.muted if quiet else theme.ink))
            painter.drawText(QPointF(left, base), words)

    def class_at(self, g: EquationGeometry, point: QPointF, state: State) -> int | None:
        """The class of the term under the point."""
        for item in g.placed:
            if item.token.about is not None and item.box.adjusted(-4, -4, 4, 4).contains(point):
                return item.token.about
        return None


_EQUALS = Token("=")
_LOSS = Token("H(p,q)", None, True)
_IN_PLAIN = Token("loss", None, True)
_PARTS = Token("= H(p) + KL(p‖q)")
_IN_WORDS = Token("  the truth’s own uncertainty + the price of a wrong model")


def _written(q: float, surprisal: float, per_nat: float) -> str:
    """A probability to take the logarithm of: beyond the smallest number, as the power it is."""
    if q == 0.0 and np.isfinite(surprisal):
        return power_of_e(-surprisal)
    return show_for_log(q, per_nat)


def _loss_line(state: State, width: float, theme: Theme) -> list[Token]:
    a, log = state.analysis, state.document.unit.log
    names = state.document.classes.names
    result = [
        _EQUALS,
        Token(
            f"{show_information(a.cross_entropy * state.per_nat)} {state.unit}", None, True, True
        ),
    ]
    head = [_LOSS, _EQUALS, Token(f"−Σ p {log} q"), _EQUALS]
    if state.view.simple and kind_of(state.document.sample.target) is TargetKind.ONE_HOT:
        head = [_IN_PLAIN, _EQUALS]
    if kind_of(state.document.sample.target) is TargetKind.ONE_HOT:
        k = a.true
        named = [Token(f"−{log} q({names[k]})", k), _EQUALS]
        q = _written(float(a.q[k]), float(a.surprisal[k]), state.per_nat)
        number = [Token(f"−{log} ({q})" if "−" in q or "e" in q else f"−{log} {q}", k, live=True)]
        if _width(head + named + number + result, LARGE, theme) > width:
            named = []
        if _width(head + named + number + result, LARGE, theme) > width:
            head = head[:2]  # its name and what it is equal to: the sum has one term
        if _width(head + number + result, LARGE, theme) > width:
            return [*head[:1], *result]  # whose “=” is the one that stays
        return head + named + number + result
    with_mass = np.flatnonzero(a.p > 0.0)
    # By target mass, which a drag of q leaves alone: terms do not jump about under the pointer.
    order = with_mass[np.argsort(-a.p[with_mass], kind="stable")]
    terms: list[Token] = []
    for place, k in enumerate(order.tolist()):
        piece = (
            f"{_figure(float(a.p[k]))}·{show_information(float(a.surprisal[k]) * state.per_nat)}"
        )
        more = [Token("+")] if terms else []
        left = len(order) - place - 1
        tail = [Token(f"+ {left} more")] if left else []
        term = Token(piece, k, live=True)
        if _width(head + terms + more + [term] + tail + result, LARGE, theme) > width:
            rest = len(order) - place
            return head + terms + ([Token(f"+ {rest} more")] if terms else []) + result
        terms += [*more, term]
    return head + terms + result


def _parts_line(state: State) -> list[Token]:
    a: Analysis = state.analysis
    floor, extra, total = (
        show_information(value * state.per_nat) for value in (a.entropy, a.kl, a.cross_entropy)
    )
    return [
        _PARTS,
        Token(f"= {floor} + {extra}", live=True),
        Token(f"= {total}", live=True),
        _IN_WORDS,
    ]


def _set_line(line: list[Token], rect: QRectF, size: float, theme: Theme) -> list[Placed]:
    x, right, middle = rect.left(), rect.right(), rect.center().y()
    gap, strong_gap = _gap(size, False, theme), _gap(size, True, theme)
    # Bold is wider, but no higher.
    metrics = theme.metrics(size)
    height, base = metrics.height(), middle + (metrics.ascent() - metrics.descent()) / 2.0
    placed: list[Placed] = []
    for token in line:
        width = theme.width(token.text, size, bold=token.strong)
        if x + width > right and placed:
            break
        box = QRectF(x, middle - height / 2.0, width, height)
        placed.append(Placed(token, box, size, base))
        x += width + (strong_gap if token.strong else gap)
    return placed


def _width(line: list[Token], size: float, theme: Theme) -> float:
    gap, strong_gap = _gap(size, False, theme), _gap(size, True, theme)
    return sum(
        theme.width(t.text, size, bold=t.strong) + (strong_gap if t.strong else gap) for t in line
    )


def _gap(size: float, strong: bool, theme: Theme) -> float:
    """Pixels left free between two tokens."""
    return theme.width(" ", size, bold=strong) * 1.4


def _figure(p: float) -> str:
    """A target probability in a term: no more figures than it has."""
    return f"{p:.3g}" if p >= 1e-3 else show_probability(p)
