"""The codes made for p and for q, word by word, and the price of using the wrong one."""

from __future__ import annotations

import math
from collections.abc import Hashable
from dataclasses import dataclass, replace

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter

from ceviz.document.codes import Codes, codes
from ceviz.document.model import Unit
from ceviz.document.text.numbers import show_information
from ceviz.draw import class_rows, primitives, text
from ceviz.draw.columns import Columns, columns
from ceviz.draw.frame import Frame, draw_card, draw_title, frame
from ceviz.draw.picture import Unhandled
from ceviz.draw.state import State
from ceviz.draw.theme import SMALL, Theme, colour
from ceviz.maths.huffman import PrefixCode
from ceviz.views.areas import prefix_code_price as code_price

#: Heights in logical pixels before type scaling.
ROW, HEADER = 22.0, 20.0

#: Few classes may have rows so many times as high.
TALLEST = 1.5

#: Even the smallest picture has this many rows, the rest as one of them.
FEWEST = 2

#: A bit of a word is a cell so wide, between these; narrower ones could not be read.
WIDEST_BIT, NARROWEST_BIT = 13.0, 9.0


@dataclass(frozen=True, eq=False)
class CodeGeometry:
    """Where the parts lie.

    Attributes:
        frame: title, and in ``plot`` the rows.
        codes: what is shown.
        rows: which class each row shows; with ``rows.rest`` there is one more row.
        row: the height of a row.
        starts: left pixels of the columns: name, p, its word, q, its word; and the right end.
        numbers: whether p and q have room.
        price: the strip of the mean lengths.
    """

    frame: Frame
    codes: Codes
    rows: Columns
    row: float
    starts: tuple[float, ...]
    numbers: bool
    price: QRectF

    def strip(self, row: int) -> QRectF:
        """The strip of a row, from margin to margin."""
        plot = self.frame.plot
        return QRectF(plot.left(), plot.top() + row * self.row, plot.width(), self.row)


@dataclass(frozen=True)
class CodePicture(Unhandled):
    """Huffman's code for p beside the one for q; every bit of a word is a cell.

    Below: the mean length of coding the world with either, beside H(p) and H(p, q), in bits.

    Attributes:
        swapped: q is the world.
    """

    swapped: bool = False
    title = "Prefix codes (bits)"

    def caption(self, state: State) -> str:
        """The price of the wrong code, in bits a symbol."""
        return code_price.caption(self._codes(state), *self._letters())

    def geometry(self, rect: QRectF, state: State, theme: Theme) -> CodeGeometry:
        """As many rows as fit; columns of words share what names and numbers leave."""
        k = theme.scale
        f = frame(rect, theme, footer=0.0, left=0.0)
        price = code_price.height(theme)
        top, bottom = f.title.bottom() + HEADER * k, rect.bottom() - price - 16.0
        fit = max(FEWEST, int((bottom - top) / (ROW * k) + 1e-6))
        limit = fit - 1 if state.top is None else min(state.top, fit - 1)
        shown = columns(0.0, 1.0, replace(state, view=replace(state.view, top=limit)))
        row = min((bottom - top) / shown.count, TALLEST * ROW * k)
        plot = QRectF(f.plot.left(), top, f.plot.width(), row * shown.count)
        foot = QRectF(plot.left(), plot.bottom() + 8.0, plot.width(), price)
        starts, numbers = _columns(plot, shown, state, theme)
        f = replace(f, plot=plot)
        return CodeGeometry(f, self._codes(state), shown, row, starts, numbers, foot)

    def background_key(self, g: CodeGeometry, state: State) -> Hashable:
        """The header, the names, which of them are shown."""
        classes = tuple(g.rows.classes.tolist())
        return (state.document.classes, classes, g.row, state.analysis.true, state.unit)

    def draw_background(
        self, painter: QPainter, g: CodeGeometry, state: State, theme: Theme
    ) -> None:
        """Card, title, header, names."""
        draw_card(painter, g.frame.rect, theme)
        note, shorter = "one word a class, made for p and made for q", ""
        if state.document.unit is Unit.NATS:
            # Words are made of bits; beside pictures in nats that is said.
            shorter = f"1 bit = {show_information(1.0 / Unit.BITS.per_nat)} nats"
            note = f"{note} · {shorter}"
        draw_title(painter, g.frame, self.title, note, theme, shorter)
        muted = colour(theme.muted)
        top, height = g.frame.title.bottom(), g.frame.plot.top() - g.frame.title.bottom()
        heads = ("class", "p", "p’s code", "q", "q’s code")
        for start, end, words in zip(g.starts, g.starts[1:], heads, strict=False):
            if end - start > 4.0:
                box = QRectF(start, top, end - start - 4.0, height)
                text.put(painter, box, words, muted, theme, size=SMALL)
        rule = g.frame.plot.top() - 1.0
        lines = [(g.frame.plot.left(), rule + 0.5, g.frame.plot.right(), rule + 0.5)]
        primitives.draw_lines(painter, lines, primitives.line(colour(theme.faint)))
        width = g.starts[1] - g.starts[0]
        class_rows.draw_names(painter, g.rows, g.strip, width, state, theme)

    def draw_foreground(
        self, painter: QPainter, g: CodeGeometry, state: State, theme: Theme
    ) -> None:
        """Attention, probabilities, words, the price."""
        class_rows.draw_attention(painter, g.rows, g.strip, state, theme)
        made = (g.codes.wrong, g.codes.right) if self.swapped else (g.codes.right, g.codes.wrong)
        for p_or_q, code, first in ((state.analysis.p, made[0], 1), (state.analysis.q, made[1], 3)):
            for row, index in enumerate(g.rows.classes.tolist()):
                strip = g.strip(row)
                if g.numbers:
                    box = QRectF(g.starts[first], strip.top(), 80.0, strip.height())
                    words = state.share(float(p_or_q[index]))
                    text.put(painter, box, words, colour(theme.ink), theme, size=SMALL)
                cell = QRectF(
                    g.starts[first + 1], strip.top(),
                    g.starts[first + 2] - g.starts[first + 1] - 8.0, strip.height(),
                )  # fmt: skip
                _draw_word(painter, cell, code, index, state, theme)
        code_price.draw(painter, g.price, g.codes, self._codes_held(state), *self._letters(), theme)

    def class_at(self, g: CodeGeometry, point: QPointF, state: State) -> int | None:
        """The class of the row under the point."""
        row = math.floor((point.y() - g.frame.plot.top()) / g.row)
        inside = 0 <= row < len(g.rows.classes) and g.strip(row).contains(point)
        return int(g.rows.classes[row]) if inside else None

    def _codes(self, state: State) -> Codes:
        return codes(state.analysis, swapped=self.swapped)

    def _codes_held(self, state: State) -> Codes:
        return codes(state.held, swapped=self.swapped)

    def _letters(self) -> tuple[str, str]:
        """What happens, and what the wrong code was made for."""
        return ("q", "p") if self.swapped else ("p", "q")


def _columns(
    plot: QRectF, rows: Columns, state: State, theme: Theme
) -> tuple[tuple[float, ...], bool]:
    """Left pixels of the five columns and the right end; numbers only where words keep room."""
    k = theme.scale
    heading = theme.metrics(SMALL).horizontalAdvance("class") + 8.0
    name = max(min(class_rows.names_width(rows, state, theme), plot.width() * 0.26), heading)
    number = theme.metrics(SMALL).horizontalAdvance("1 − 3e−14") + 4.0
    numbers = (plot.width() - name - 2.0 * number) / 2.0 >= 7.5 * NARROWEST_BIT * k
    number = number if numbers else 0.0
    word = (plot.width() - name - 2.0 * number) / 2.0
    starts, x = [plot.left()], plot.left()
    for width in (name, number, word, number, word):
        x += width
        starts.append(x)
    return tuple(starts), numbers


def _draw_word(
    painter: QPainter, cell: QRectF, code: PrefixCode, index: int, state: State, theme: Theme
) -> None:
    """A word as cells, ones darker than zeros, and its length; long ones are cut."""
    k = theme.scale
    word = code.words[index]
    never = bool(code.impossible[index])
    length = f"{len(word)}"
    note = theme.metrics(SMALL).horizontalAdvance(f"…{length}") + 6.0
    room = cell.width() - note
    bit = min(max(room / max(len(word), 1), NARROWEST_BIT * k), WIDEST_BIT * k)
    fit = max(0, min(len(word), int(room / bit + 1e-6)))
    high = min(cell.height() - 6.0, 16.0 * k)
    top = round(cell.center().y() - high / 2.0)
    slot = state.document.classes.colours[index] % len(theme.palette)
    tint = theme.muted if never else theme.palette[slot]
    for sign, alpha in (("0", 0.16), ("1", 0.38)):
        rects = [
            (cell.left() + place * bit, top, bit - 1.0, high)
            for place in range(fit)
            if word[place] == sign
        ]
        primitives.fill_rects(painter, rects, colour(tint, alpha))
    metrics = theme.metrics(SMALL)
    painter.setFont(theme.font(SMALL))
    base = top + (high + metrics.ascent() - metrics.descent()) / 2.0
    ink = colour(theme.ink)
    inset = (bit - 1.0 - metrics.horizontalAdvance("0")) / 2.0
    for place in range(fit):
        text.put_at(painter, cell.left() + place * bit + inset, base, word[place], ink)
    end = cell.left() + fit * bit + 5.0
    words = length if fit == len(word) else f"…{length}"
    text.put_at(painter, end, base, words, colour(theme.muted))
