"""“What am I looking at?”: a sheet over the window that names everything on it."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable
from typing import NamedTuple

from PySide6.QtCore import QEvent, QObject, QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from ceviz.draw import primitives, text
from ceviz.draw.theme import SMALL, Theme, colour
from ceviz.draw.tooltip import draw_tip
from ceviz.panels.overrides import guarded, painting
from ceviz.panels.terms.explain import Labelled, labelled, words
from ceviz.storage.glossary import Term

#: How far a name stands from its word, and from the next name, in pixels.
GAP = 4.0

#: How many letters a line of an explanation has.
LINE = 52


class Tag(NamedTuple):
    """A term's name, where it stands, and the word it belongs to."""

    term: Term
    name: QRectF
    word: QRectF


@guarded
class Labels(QWidget):
    """Dims the window and names its words; pointing at one explains it, a click or key ends it.

    Attributes:
        tags: what is named.
    """

    def __init__(self, window: QWidget, theme: Theme) -> None:
        super().__init__(window)
        self._theme = theme
        self._pointed: Tag | None = None
        self._at = QPointF()
        self.tags: tuple[Tag, ...] = ()
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setAccessibleName("What am I looking at?")
        self.setGeometry(window.rect())
        found = list(labelled(window))
        self._ground = window.grab()
        window.installEventFilter(self)
        self.tags = placed(found, self.rect().adjusted(0, 0, 0, -_hint_height(theme)), theme)
        self.setAccessibleDescription(" ".join(words(tag.term) for tag in self.tags))
        self.show()
        self.raise_()
        self.setFocus()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The window dimmed, its words in the open, a name beside each."""
        theme = self._theme
        with painting(self, theme) as painter:
            painter.drawPixmap(0, 0, self._ground)
            painter.fillRect(self.rect(), colour(theme.background, 0.72))
            for tag in self.tags:
                self._draw(painter, tag, tag is self._pointed)
            if self._pointed is None:
                self._draw_hint(painter)
            else:
                lines = [*_heading(self._pointed.term), *_wrapped(self._pointed.term.text)]
                lines.append(self._pointed.term.formula)
                draw_tip(painter, QRectF(self.rect()), self._at, lines, theme)

    def _draw(self, painter: QPainter, tag: Tag, pointed: bool) -> None:
        theme, ratio = self._theme, self._ground.devicePixelRatio()
        word = tag.word.toAlignedRect()
        source = QRect(word.topLeft() * ratio, word.size() * ratio)
        painter.drawPixmap(word, self._ground, source)
        accent = colour(theme.accent)
        painter.setPen(primitives.line(accent, 2.0 if pointed else 1.0))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(tag.word.adjusted(-2.5, -1.5, 2.5, 1.5), 3.0, 3.0)
        painter.setBrush(accent)
        painter.drawRoundedRect(tag.name, 3.0, 3.0)
        surface = colour(theme.surface)
        text.put(painter, tag.name, tag.term.name, surface, theme, size=SMALL, align=text.CENTRE)

    def _draw_hint(self, painter: QPainter) -> None:
        hint = "Point at a name to read what it means. Esc or a click ends this."
        theme = self._theme
        width = theme.width(hint, SMALL) + 24.0
        height = _hint_height(theme) - 10.0
        box = QRectF((self.width() - width) / 2.0, self.height() - height - 6.0, width, height)
        painter.setPen(primitives.line(colour(theme.muted)))
        painter.setBrush(colour(theme.raised))
        painter.drawRoundedRect(box, 4.0, 4.0)
        text.put(painter, box, hint, colour(theme.ink), theme, size=SMALL, align=text.CENTRE)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Explain what is pointed at."""
        self._at = event.position()
        pointed = next(
            (
                tag
                for tag in self.tags
                if tag.name.contains(self._at) or tag.word.contains(self._at)
            ),
            None,
        )
        if pointed is not self._pointed or pointed is not None:
            self._pointed = pointed
            self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click anywhere ends it."""
        self.close()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Tab goes from name to name; any other key ends it."""
        if event.key() == Qt.Key.Key_Tab and self.tags:
            at = -1 if self._pointed is None else self.tags.index(self._pointed)
            self._pointed = self.tags[(at + 1) % len(self.tags)]
            self._at = self._pointed.word.center()
            self.update()
        else:
            self.close()

    def focusNextPrevChild(self, onward: bool) -> bool:
        """Tab is this sheet's own."""
        return False

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """What was named is elsewhere now: a window that changes its size ends it."""
        if event.type() == QEvent.Type.Resize:
            self.close()
        return False


def placed(found: Iterable[Labelled], within: QRect, theme: Theme) -> tuple[Tag, ...]:
    """A name for each term, below its word or above or beside it, where it covers no other.

    A term that is to be seen in several places is named in the first; a name for which there is
    no room is left out, and its word is explained where it is written.
    """
    room = QRectF(within).adjusted(2.0, 2.0, -2.0, -2.0)
    height = theme.metrics(SMALL).height() + 2.0
    tags: list[Tag] = []
    named: set[str] = set()
    every = list(found)
    words_taken = [QRectF(each.box) for each in every]
    for each in every:
        if each.term.key in named:
            continue
        word = QRectF(each.box)
        width = theme.width(each.term.name, SMALL) + 10.0
        taken = [*(tag.name for tag in tags), *words_taken]
        box = next(
            (
                box
                for box in _around(word, width, height)
                if room.contains(box)
                and not any(box.adjusted(-2, -2, 2, 2).intersects(other) for other in taken)
            ),
            None,
        )
        if box is not None:
            named.add(each.term.key)
            tags.append(Tag(each.term, box, word))
    return tuple(tags)


def _hint_height(theme: Theme) -> int:
    """What the sentence at the foot takes, in pixels."""
    return round(theme.metrics(SMALL).height() + 20.0)


def _around(word: QRectF, width: float, height: float) -> Iterable[QRectF]:
    """Places for a name: below, above, to the right, to the left; then further below."""
    for step in range(4):
        away = GAP + step * (height + GAP)
        for left in (word.left(), word.right() - width):
            yield QRectF(left, word.bottom() + away, width, height)
            yield QRectF(left, word.top() - away - height, width, height)
        middle = word.center().y() - height / 2.0
        yield QRectF(word.right() + away, middle, width, height)
        yield QRectF(word.left() - away - width, middle, width, height)


def _heading(term: Term) -> list[str]:
    return [term.name if term.sign == term.name else f"{term.name}  {term.sign}"]


def _wrapped(said: str) -> list[str]:
    return textwrap.wrap(said, LINE)
