"""The lab's sentence: large, in plain words, with the numbers of the moment."""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter

from ceviz.document.text.cells import safe_text
from ceviz.document.text.sentence import Clause, Piece, clauses, plain, stays
from ceviz.draw.frame import draw_card
from ceviz.draw.picture import Unhandled
from ceviz.draw.rows import Rows
from ceviz.draw.state import State
from ceviz.draw.theme import LARGE, TITLE, Theme, colour

#: The type it is set in, the largest that fits; below the last, clauses go.
SIZES = (20.0, LARGE, 15.0, TITLE)

LINES = 2
PAD = 14.0

#: The most of a line that a class's name takes before it is cut.
NAME = 0.4


class Word(NamedTuple):
    """Words that stay together, as painted.

    Attributes:
        left, base, width: where, in pixels.
    """

    piece: Piece
    left: float
    base: float
    width: float


@dataclass(frozen=True, slots=True)
class SentenceGeometry:
    """The strip, the type, and every word's place."""

    rect: QRectF
    size: float
    words: tuple[Word, ...]


def height(theme: Theme, lines: int = LINES) -> float:
    """What the strip needs for so many lines of the largest type."""
    return lines * theme.metrics(SIZES[0]).height() + 8.0 * theme.scale


class Sentence(Unhandled):
    """What the model gives the truth, what that costs, what just changed and why."""

    title = "The lab in a sentence"

    def geometry(self, rect: QRectF, state: State, theme: Theme) -> SentenceGeometry:
        """Set in two lines at most; where there is no room the last clause goes."""
        told = list(_told(state))
        room = rect.width() - 2.0 * PAD
        while True:
            for size in SIZES:
                lines = list(_lines(told, size, room, theme))
                pitch = theme.metrics(size).height()
                if len(lines) <= LINES and pitch * len(lines) <= rect.height():
                    return SentenceGeometry(rect, size, _placed(lines, rect, size, theme))
            if len(told) == 1:
                return SentenceGeometry(rect, size, _placed(lines[:LINES], rect, size, theme))
            told.pop()

    def background_key(self, geometry: SentenceGeometry, state: State) -> Hashable:
        """The card alone holds still."""
        return None

    def draw_background(
        self, painter: QPainter, g: SentenceGeometry, state: State, theme: Theme
    ) -> None:
        """The card it stands on."""
        draw_card(painter, g.rect, theme)

    def draw_foreground(
        self, painter: QPainter, g: SentenceGeometry, state: State, theme: Theme
    ) -> None:
        """The words; classes underlined in their colour, as in the formula below."""
        colours = state.document.classes.colours
        thick = max(2.0, g.size / 9.0) * theme.scale
        for (words, about, strong), left, base, width in g.words:
            if about is not None:
                foot = QRectF(left, base + thick, width, thick)
                painter.fillRect(foot, theme.class_colour(colours[about]))
            painter.setFont(theme.font(g.size, bold=strong))
            painter.setPen(colour(theme.ink))
            painter.drawText(QPointF(left, base), words)

    def caption(self, state: State) -> str:
        """All of it, as one line of text."""
        return plain(_told(state))

    def rows(self, state: State) -> Rows:
        """A clause a row."""
        return [["sentence"], *([safe_text(plain((clause,)))] for clause in _told(state))]

    def class_at(self, g: SentenceGeometry, point: QPointF, state: State) -> int | None:
        """The class of the word under the point."""
        for (_, about, _), left, base, width in g.words:
            box = QRectF(left, base - g.size, width, 1.4 * g.size)
            if about is not None and box.contains(point):
                return about
        return None


def _told(state: State) -> tuple[Clause, ...]:
    percent = state.view.percent or state.view.shares is None
    told = clauses(state.document, state.analysis, state.before, percent=percent)
    why = () if state.pulled is None else stays(state.document, state.pulled)
    # What has just been tried is answered first.
    return (why, *told) if why else told


def _lines(told: list[Clause], size: float, room: float, theme: Theme) -> Iterator[list[Piece]]:
    """The words of each line; they are broken at spaces alone."""
    line: list[Piece] = []
    used, gap = 0.0, theme.width(" ", size)
    for group in _groups(told, size, room, theme):
        wide = sum(theme.width(piece.text, size, bold=piece.strong) for piece in group)
        if line and used + gap + wide > room:
            yield line
            line, used = [], 0.0
        if line:
            line.append(Piece(" "))
            used += gap
        line += group
        used += wide
    yield line


def _groups(told: list[Clause], size: float, room: float, theme: Theme) -> Iterator[list[Piece]]:
    """Pieces between which there is no space, and which stay on one line."""
    group: list[Piece] = []
    for clause in told:
        for piece in clause:
            if piece.about is not None:
                # A name's own spaces break no line either.
                group.append(piece._replace(text=_cut(piece.text, size, NAME * room, theme)))
                continue
            first, *others = piece.text.split(" ")
            if first:
                group.append(piece._replace(text=first))
            for word in others:
                if group:
                    yield group
                group = [piece._replace(text=word)] if word else []
        if group:
            yield group
        group = []


def _cut(name: str, size: float, room: float, theme: Theme) -> str:
    metrics = theme.metrics(size, bold=True)
    if theme.width(name, size, bold=True) <= room:
        return name
    return metrics.elidedText(name, Qt.TextElideMode.ElideRight, room)


def _placed(lines: list[list[Piece]], rect: QRectF, size: float, theme: Theme) -> tuple[Word, ...]:
    """The words in the middle of the strip, from the left."""
    metrics = theme.metrics(size)
    pitch = metrics.height()
    base = rect.center().y() - pitch * len(lines) / 2.0 + metrics.ascent()
    words = []
    for line in lines:
        x = rect.left() + PAD
        for piece in line:
            width = theme.width(piece.text, size, bold=piece.strong)
            if piece.text != " ":
                words.append(Word(piece, x, base, width))
            x += width
        base += pitch
    return tuple(words)
