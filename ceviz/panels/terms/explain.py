"""Every term explains itself: what the glossary says of the word that is pointed at."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from typing import NamedTuple, Protocol, runtime_checkable

from PySide6.QtCore import QObject, QPoint, QPointF, QRect, QTimer
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QHeaderView,
    QLabel,
    QTableView,
    QToolTip,
    QWidget,
)

from ceviz.draw.picture import Named
from ceviz.panels.terms.written import Written, spots
from ceviz.storage import glossary
from ceviz.storage.glossary import Term

#: Milliseconds a pointer rests on a word before it is explained, as Qt's own tool tips wait.
REST = 600

#: How wide an explanation is, in characters.
WIDE = 44


class Labelled(NamedTuple):
    """A term that is to be seen in a window.

    Attributes:
        box: the word's box in the pixels of the widget that was asked.
    """

    term: Term
    box: QRect


def rich(term: Term) -> str:
    """A term as a tool tip has it: name and sign, two sentences, the formula."""
    sign = "" if term.sign == term.name else f" &nbsp;{escape(term.sign)}"
    return (
        f"<qt><b>{escape(term.name)}</b>{sign}<br>{escape(term.text)}"
        f"<br><i>{escape(term.formula)}</i></qt>"
    )


def rich_value(words: str, term: Term) -> str:
    """A number as a tool tip has it: what it is and how much, what that means, the formula."""
    return (
        f"<qt><b>{escape(words)}</b><br>{escape(term.text)}<br><i>{escape(term.formula)}</i></qt>"
    )


def words(term: Term) -> str:
    """The same for whoever listens."""
    return f"{term.name}: {term.text}"


@runtime_checkable
class Telling(Protocol):
    """A widget that knows what the numbers it shows are."""

    def value_at(self, point: QPointF) -> Named | None:
        """The number at a place in its pixels."""


@runtime_checkable
class Legible(Protocol):
    """A widget that knows what it writes."""

    def written_texts(self) -> list[Written]:
        """Everything it writes, with places in its pixels; not the names of others."""


class Hover(QObject):
    """Explains the word or the number that the pointer rests on in ``widget``."""

    def __init__(self, widget: QWidget) -> None:
        # Only Qt knows the widget from here: one that is deleted goes at once.
        super().__init__(widget)
        self._at = QPointF()
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(REST)
        self._rest.timeout.connect(self.explain)

    def move(self, at: QPointF) -> None:
        """The pointer is at ``at`` and may rest there."""
        self._at = at
        self._rest.start()

    def stop(self) -> None:
        """The pointer is gone, or holds something."""
        self._rest.stop()

    def explain(self) -> None:
        """Show what the word under the pointer means, or what the number there is."""
        widget = self.parent()
        if not isinstance(widget, QWidget) or not isinstance(widget, Legible):
            return
        found = spots(widget.written_texts())
        spot = next((each for each in found if each.box.contains(self._at)), None)
        place = widget.mapToGlobal(self._at.toPoint() + QPoint(0, 8))
        if spot is not None:
            QToolTip.showText(place, rich(spot.term), widget, spot.box.toAlignedRect())
            return
        number = widget.value_at(self._at) if isinstance(widget, Telling) else None
        term = None if number is None else glossary.term(number.term) or glossary.first(number.term)
        if number is not None and term is not None:
            QToolTip.showText(place, rich_value(number.words, term), widget)


def explain_labels(root: QWidget) -> None:
    """Give labels, buttons and boxes in ``root`` that say nothing else what their words mean."""
    for widget in root.findChildren(QWidget):
        term = _term_of(widget)
        if term is not None and not widget.toolTip():
            widget.setToolTip(rich(term))
            if not widget.accessibleDescription():
                widget.setAccessibleDescription(words(term))


def labelled(root: QWidget) -> list[Labelled]:
    """Every term that can be read in ``root`` now, in reading order; where, in its pixels."""
    return sorted(_labelled(root), key=lambda each: (each.box.top(), each.box.left()))


def _labelled(root: QWidget) -> Iterator[Labelled]:
    for widget in (root, *root.findChildren(QWidget)):
        if not widget.isVisible() or widget.visibleRegion().isEmpty():
            continue
        for term, box in _in_widget(widget):
            yield Labelled(term, QRect(widget.mapTo(root, box.topLeft()), box.size()))


def _in_widget(widget: QWidget) -> Iterator[tuple[Term, QRect]]:
    if isinstance(widget, Legible):
        for spot in spots(widget.written_texts()):
            yield spot.term, spot.box.toAlignedRect()
    elif isinstance(widget, QTableView):
        yield from _in_header(widget.horizontalHeader(), widget)
    else:
        term = _term_of(widget)
        if term is not None:
            yield term, widget.rect()


def _in_header(header: QHeaderView, view: QAbstractItemView) -> Iterator[tuple[Term, QRect]]:
    model = view.model()
    for section in range(header.count()) if header.isVisible() and model is not None else ():
        title = str(model.headerData(section, header.orientation()) or "")
        found = next(glossary.in_text(title), None)
        if found is not None and not header.isSectionHidden(section):
            left, width = header.sectionViewportPosition(section), header.sectionSize(section)
            at = header.mapTo(view, QPoint(left, 0))
            wide = min(width, QFontMetrics(header.font()).horizontalAdvance(title) + 12)
            box = QRect(at.x() + width - wide, at.y(), wide, header.height())
            if header.geometry().contains(box):  # else it is scrolled to
                yield found.term, box


def _term_of(widget: QWidget) -> Term | None:
    """The first term in what a label or a button says; a sentence is no label."""
    if not isinstance(widget, QLabel | QAbstractButton):
        return None
    text = widget.text()
    if len(text) > WIDE:
        return None
    return glossary.first(text)
