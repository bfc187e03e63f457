"""A formula with the numbers of the present document, its terms underlined in their colours."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter

from ceviz.document.model import Document
from ceviz.draw.formula.mathml import Kind, cut, pieces
from ceviz.draw.formula.typeset import Drawing, can_be_set, typeset
from ceviz.draw.picture import Unhandled
from ceviz.draw.rows import Rows
from ceviz.draw.state import State
from ceviz.draw.theme import Theme, colour
from ceviz.lessons import figures
from ceviz.lessons.acts import class_index
from ceviz.lessons.formulas.reading import formula_of
from ceviz.lessons.formulas.terms import spoken

#: The type of formulas, a little larger than that of the text: exponents are smaller.
SIZE = 16.0

#: Where a piece is too wide for the column, type becomes so much smaller, one after the other.
SMALLER = (1.0, 0.9, 0.8, 0.7, 0.6)

#: Room between lines, before a line that goes on, and around all, in ems.
LEADING, INDENT, AIR = 0.45, 1.2, 0.3

#: Room on both sides of a relation, and of the sign of a sum, in ems.
GAPS = {Kind.TERM: 0.0, Kind.SIGN: 0.22, Kind.RELATION: 0.28}

#: How thick the line under a term is, in pixels at the usual size of type.
UNDERLINE = 2.0


@dataclass(frozen=True, slots=True)
class Placed:
    """A piece and where its baseline begins."""

    drawing: Drawing
    at: QPointF


@dataclass(frozen=True, slots=True)
class FormulaGeometry:
    """The ground, the pieces, and the boxes of terms that are about a class.

    Attributes:
        rect: the ground.
        placed: what is drawn.
        terms: from left to right, a box and its class.
        height: what all lines need, in pixels.
    """

    rect: QRectF
    placed: tuple[Placed, ...]
    terms: tuple[tuple[QRectF, int], ...]
    height: float


@dataclass(frozen=True)
class FormulaPicture(Unhandled):
    """One formula of a lesson.

    Attributes:
        line: how the lesson writes it.
    """

    line: str
    title = "The formula"

    def geometry(self, rect: QRectF, state: State, theme: Theme) -> FormulaGeometry:
        """Broken into lines before relations, and where that is not enough before signs of sums.

        Raises:
            InvalidInput: the document has no such class.
        """
        for smaller in SMALLER:
            size = SIZE * theme.scale * smaller
            set_ = [
                (kind, typeset(xml, size, theme.ink))
                for kind, xml in pieces(
                    formula_of(self.line), partial(written, state.document), _name(state.document)
                )
            ]
            lines = _lines(set_, size, rect.width())
            if all(_width(line, size, n > 0) <= rect.width() for n, line in enumerate(lines)):
                break
        return _placed(lines, size, rect, state.document)

    def words(self, document: Document) -> str:
        """The formula as one reads it to somebody, with its numbers."""
        return spoken(formula_of(self.line), partial(written, document))

    def caption(self, state: State) -> str:
        """The formula in words."""
        return self.words(state.document)

    def rows(self, state: State) -> Rows:
        """It in words: its numbers are those of the lab."""
        return [["formula"], [self.words(state.document)]]

    def background_key(self, geometry: FormulaGeometry, state: State) -> Hashable:
        """Nothing of it holds still."""
        return None

    def draw_background(
        self, painter: QPainter, g: FormulaGeometry, state: State, theme: Theme
    ) -> None:
        """It stands on the ground of its page."""

    def draw_foreground(
        self, painter: QPainter, g: FormulaGeometry, state: State, theme: Theme
    ) -> None:
        """Every term of a class underlined in its colour; those of the lit class on a tint."""
        colours = state.document.classes.colours
        thick = UNDERLINE * theme.scale
        for box, k in g.terms:
            if k == state.hovered:
                painter.fillRect(box.adjusted(-2.0, -1.0, 2.0, 0.0), colour(theme.accent, 0.2))
            foot = QRectF(box.left(), box.bottom() + thick / 2.0, box.width(), thick)
            painter.fillRect(foot, theme.class_colour(colours[k]))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        for piece in g.placed:
            piece.drawing.paint(painter, piece.at)

    def class_at(self, g: FormulaGeometry, point: QPointF, state: State) -> int | None:
        """The class of the term under the point."""
        for box, k in g.terms:
            if box.adjusted(-3.0, -3.0, 3.0, 4.0).contains(point):
                return k
        return None


def written(document: Document, asked: str) -> str:
    """The figure ``asked`` of a document, as people read it; raises as ``value_of`` does."""
    figure, value, digits = figures.value_of(asked, document, document)
    return figure.text(value, digits)


def _name(document: Document) -> partial[str]:
    return partial(_named, document)


def _named(document: Document, name: str) -> str:
    """A class's name, or its number where the font of formulas lacks a letter of it."""
    short = cut(name)
    return short if can_be_set(short) else str(class_index(document, name) + 1)


_Set = tuple[Kind, Drawing]


def _lines(all_of_it: Sequence[_Set], size: float, width: float) -> list[list[_Set]]:
    """Sides that fit beside each other stay so; a side that fits nowhere is broken at its signs."""
    lines: list[list[_Set]] = [[]]
    for side in _runs(all_of_it, Kind.RELATION):
        if not lines[-1] or _width([*lines[-1], *side], size, len(lines) > 1) <= width:
            lines[-1] += side
        else:
            lines.append(list(side))
        if _width(lines[-1], size, len(lines) > 1) > width:
            whole = lines.pop()
            lines.append([])
            for term in _runs(whole, Kind.SIGN):
                if lines[-1] and _width([*lines[-1], *term], size, len(lines) > 1) > width:
                    lines.append([])
                lines[-1] += term
    return lines


def _runs(all_of_it: Sequence[_Set], before: Kind) -> Iterator[list[_Set]]:
    """In runs that begin with a piece of that kind."""
    run: list[_Set] = []
    for piece in all_of_it:
        if piece[0] is before and run:
            yield run
            run = []
        run.append(piece)
    yield run


def _width(line: Sequence[_Set], size: float, goes_on: bool = False) -> float:
    own = sum(drawing.box.width() + 2.0 * GAPS[kind] * size for kind, drawing in line)
    return own + (2.0 * AIR + (INDENT if goes_on else 0.0)) * size


def _placed(
    lines: Sequence[Sequence[_Set]], size: float, rect: QRectF, document: Document
) -> FormulaGeometry:
    placed: list[Placed] = []
    terms: list[tuple[QRectF, int]] = []
    top = rect.top() + AIR * size
    for number, line in enumerate(lines):
        x = rect.left() + (AIR + (INDENT if number else 0.0)) * size
        base = top - min(drawing.box.top() for _, drawing in line)
        for kind, drawing in line:
            gap = GAPS[kind] * size
            at = QPointF(x + gap - drawing.box.left(), base)
            placed.append(Placed(drawing, at))
            terms += [
                (box.translated(at), class_index(document, name)) for box, name in drawing.classes
            ]
            x += drawing.box.width() + 2.0 * gap
        top = base + max(drawing.box.bottom() for _, drawing in line) + LEADING * size
    return FormulaGeometry(rect, tuple(placed), tuple(terms), top - rect.top())
