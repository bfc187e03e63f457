"""A slide: a title and a line over the lab, or over views with a strip of the lab beside them.

:func:`plan` is the one plan of it: a presentation places its widgets by it, the exporter paints
by it.
"""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from math import ceil

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from ceviz.draw import text
from ceviz.draw.lab.pipeline import GAP, Pipeline, slots
from ceviz.draw.lab.probabilities import ProbabilityBars
from ceviz.draw.lab.sentence import Sentence
from ceviz.draw.lab.sentence import height as sentence_height
from ceviz.draw.picture import Exported, Unhandled, draw
from ceviz.draw.rows import Rows
from ceviz.draw.state import State
from ceviz.draw.theme import LARGE, SMALL, TEXT, Theme, colour
from ceviz.lessons.figures import said_of

#: The least height of a digit, as a share of the slide's: what the last row can read.
DIGIT = 1.0 / 45.0

#: The part of a slide that the lab's bars take beside one view.
BARS = 0.38

#: So many lines of a view's sentence are kept room for, and of what is said below the title.
CAPTION, LINE = 3, 4


@dataclass(frozen=True, slots=True)
class SlidePlan:
    """Where everything goes; what is not on the slide has no room.

    Attributes:
        title, line: its words.
        lab: the whole pipeline; empty beside views.
        sentence, bars: what is left of the lab there.
        views, captions: each view's picture, and its sentence below.
    """

    title: QRectF
    line: QRectF
    lab: QRectF
    sentence: QRectF
    bars: QRectF
    views: tuple[QRectF, ...]
    captions: tuple[QRectF, ...]


def plan(rect: QRectF, theme: Theme, line: str, views: int, *, data: bool) -> SlidePlan:
    """Divide ``rect`` for a slide that says ``line`` and shows so many ``views``.

    Where all samples are its matter, as ``data`` says, the views have all of it.
    """
    k, none = theme.scale, QRectF()
    air = GAP * max(1.0, k / 2.0)
    inner = rect.adjusted(air, air, -air, -air)
    title = QRectF(
        inner.left(), inner.top(), inner.width(), theme.metrics(LARGE, bold=True).height()
    )
    said = len(wrapped(line, inner.width(), LINE, theme)) * theme.metrics(TEXT).height()
    below = QRectF(inner.left(), title.bottom(), inner.width(), said)
    room = QRectF(inner)
    room.setTop(below.bottom() + GAP)
    if not views:
        return SlidePlan(title, below, room, none, none, (), ())
    sentence = bars = none
    if not data:
        # One line where three views leave little room for anything.
        lines = 2 if views == 1 else 1
        sentence = QRectF(room.left(), room.top(), room.width(), sentence_height(theme, lines))
        room.setTop(sentence.bottom() + GAP)
        if views == 1:
            bars = QRectF(room.left(), room.top(), BARS * room.width(), room.height())
            room.setLeft(bars.right() + GAP)
    words = CAPTION * theme.metrics(TEXT).height() + GAP
    columns = _columns(room, views)
    pictures = tuple(column.adjusted(0.0, 0.0, 0.0, -words) for column in columns)
    captions = tuple(
        QRectF(column.left(), column.bottom() - words + GAP, column.width(), words - GAP)
        for column in columns
    )
    return SlidePlan(title, below, none, sentence, bars, pictures, captions)


def _columns(room: QRectF, count: int) -> list[QRectF]:
    width = (room.width() - GAP * (count - 1)) / count
    return [
        QRectF(room.left() + place * (width + GAP), room.top(), width, room.height())
        for place in range(count)
    ]


def wrapped(words: str, width: float, most: int, theme: Theme) -> list[str]:
    """``words`` in lines that fit into ``width`` pixels; what is over ends the last of ``most``."""
    lines: list[str] = []
    # At plain blanks only: 91 and its % stay together.
    for word in filter(None, words.split(" ")):
        longer = f"{lines[-1]} {word}" if lines else word
        full = len(lines) == most
        if lines and (full or theme.width(longer, TEXT) <= width):
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def draw_words(
    painter: QPainter, plan: SlidePlan, title: str, line: str, captions: list[str], theme: Theme
) -> None:
    """Everything that is written on the slide itself; what is too long ends in an ellipsis."""
    text.put(painter, plan.title, title, colour(theme.ink), theme, size=LARGE, bold=True)
    _draw_lines(painter, plan.line, line, LINE, theme)
    for room, caption in zip(plan.captions, captions, strict=True):
        _draw_lines(painter, room, caption, CAPTION, theme)


def _draw_lines(painter: QPainter, room: QRectF, words: str, most: int, theme: Theme) -> None:
    pitch = theme.metrics(TEXT).height()
    for place, line in enumerate(wrapped(words, room.width(), most, theme)):
        row = QRectF(room.left(), room.top() + place * pitch, room.width(), pitch)
        text.put(painter, row, line, colour(theme.muted), theme)


def scale_for(theme: Theme, height: float) -> float:
    """The least size of type, as a share of the usual, that the last row reads.

    A digit of the smallest type is then at least :data:`DIGIT` of the ``height`` of the slide.
    """
    wanted, base = DIGIT * height, theme.scaled(1.0 / theme.scale)
    pixels = max(1, ceil(wanted))
    while _digit(base, pixels) < wanted:
        pixels += 1
    return pixels / SMALL


def _digit(theme: Theme, pixels: int) -> float:
    """How high the lowest of the digits is in type of so many pixels."""
    metrics = theme.metrics(float(pixels))
    return min(metrics.tightBoundingRect(digit).height() for digit in "0123456789")


@dataclass(frozen=True)
class SlidePicture(Unhandled):
    """A whole slide as one picture.

    Attributes:
        heading, line: its words; figures in the line are those of what is shown.
        views: the pictures of its views, with their options.
        data: all samples are its matter.
    """

    title = "A scene"
    heading: str = ""
    line: str = ""
    views: tuple[Exported, ...] = ()
    data: bool = False

    def rows(self, state: State) -> Rows:
        """The numbers behind the first view, or the lab."""
        first = self.views[0] if self.views else Pipeline()
        return first.rows(state)

    def _said(self, state: State) -> str:
        return said_of(self.line, state.document, state.analysis)

    def geometry(self, rect: QRectF, state: State, theme: Theme) -> tuple[QRectF, SlidePlan]:
        """The ground, and where all lies on it."""
        return rect, plan(rect, theme, self._said(state), len(self.views), data=self.data)

    def background_key(self, geometry: tuple[QRectF, SlidePlan], state: State) -> Hashable:
        """Only drawn into files: nothing is kept."""
        return object()

    def draw_background(
        self, painter: QPainter, g: tuple[QRectF, SlidePlan], state: State, theme: Theme
    ) -> None:
        """Fill the ground, if the theme has one."""
        if not theme.transparent:
            painter.fillRect(g[0], colour(theme.background))

    def draw_foreground(
        self, painter: QPainter, g: tuple[QRectF, SlidePlan], state: State, theme: Theme
    ) -> None:
        """Words, then the pictures."""
        place = g[1]
        captions = [caption_of(view, state) for view in self.views]
        draw_words(painter, place, self.heading, self._said(state), captions, theme)
        if not place.lab.isEmpty():
            Pipeline().draw_parts(painter, slots(place.lab, theme, state.view), state, theme)
        if not place.sentence.isEmpty():
            draw(painter, Sentence(), place.sentence, state, theme)
        if not place.bars.isEmpty():
            draw(painter, ProbabilityBars(), place.bars, state, theme)
        for view, room in zip(self.views, place.views, strict=True):
            draw(painter, view, room, state, theme)


def caption_of(picture: Exported, state: State) -> str:
    """What a picture says of the state, if it says anything."""
    say = getattr(picture, "caption", None)
    return "" if say is None else str(say(state))
