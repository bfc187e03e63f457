"""What of the window's own widgets is cut or lies on another: labels, buttons, boxes, tabs, heads.

Painted pictures are counted by :mod:`tests.collisions.counting`; this is everything that Qt writes.
A widget is cut where its words need more room than it has, or where what it lies in leaves less of
it. Words that are shortened on purpose end in “…” and are whole in a tooltip.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractScrollArea,
    QCheckBox,
    QComboBox,
    QHeaderView,
    QLabel,
    QLineEdit,
    QPushButton,
    QRadioButton,
    QStyle,
    QStyleOptionComboBox,
    QTabBar,
    QToolButton,
    QWidget,
)

from ceviz.panels.name_box import NameBox
from ceviz.panels.plain_text import ElidedLabel

KINDS = (QLabel, QPushButton, QToolButton, QCheckBox, QRadioButton, QComboBox, QLineEdit, QTabBar)

#: What may be missing, in pixels: Qt rounds.
TOUCH = 1


def widget_faults(window: QWidget) -> list[str]:
    """Everything in ``window`` that is cut or lies on another."""
    shown = list(_shown(window))
    found = [f"{_told(each)} {why}" for each in shown if (why := _cut(each))]
    found += [f"{_told(each)} {why}" for each in shown if (why := _clipped(each, window))]
    for head in window.findChildren(QHeaderView):
        if head.isVisible() and head.orientation() == Qt.Orientation.Horizontal:
            found += _cut_heads(head)
    boxes = [(each, _inked(each, window)) for each in shown if not _scrolls(each)]
    for (one, here), (other, there) in combinations(boxes, 2):
        both = here.intersected(there)
        related = one.isAncestorOf(other) or other.isAncestorOf(one)
        if not related and both.width() > TOUCH and both.height() > TOUCH:
            found.append(f"{_told(one)} lies on {_told(other)}")
    return found


def _shown(window: QWidget) -> Iterator[QWidget]:
    for each in window.findChildren(QWidget):
        inner = isinstance(each.parent(), QComboBox | QTabBar | QLineEdit)
        if isinstance(each, KINDS) and is_seen(each, window) and not inner and _words(each):
            yield each


def is_seen(widget: QWidget, window: QWidget) -> bool:
    """Whether it is shown, and nothing that it lies in has been folded away."""
    around = widget.parentWidget()
    while around is not None and around is not window:
        if around.size().isEmpty():
            return False
        around = around.parentWidget()
    return widget.isVisible()


def _words(widget: QWidget) -> str:
    if isinstance(widget, QComboBox):
        return widget.currentText()
    if isinstance(widget, QLineEdit):
        return "" if widget.text() else widget.placeholderText()
    if isinstance(widget, QTabBar):
        return ", ".join(widget.tabText(place) for place in range(widget.count()))
    assert isinstance(widget, QLabel | QAbstractButton)
    return widget.text()


def _told(widget: QWidget) -> str:
    width, height = widget.width(), widget.height()
    return f"{type(widget).__name__} “{_words(widget)[:40]}” of {width}×{height}"


def _cut(widget: QWidget) -> str:
    """Why its words are cut; empty if they are not."""
    need = _need(widget)
    if isinstance(widget, ElidedLabel | NameBox):
        # On purpose, if it tells all of it otherwise.
        return "is cut and has no tooltip" if need and not widget.toolTip() else ""
    return f"needs {need.width()}×{need.height()}" if need else ""


def _need(widget: QWidget) -> QSize | None:
    """What it needs where it has less."""
    if isinstance(widget, QComboBox):
        option = QStyleOptionComboBox()
        widget.initStyleOption(option)
        field = widget.style().subControlRect(
            QStyle.ComplexControl.CC_ComboBox, option,
            QStyle.SubControl.SC_ComboBoxEditField, widget,
        )  # fmt: skip
        words = widget.fontMetrics().horizontalAdvance(widget.currentText())
        needed, there = QSize(words, widget.fontMetrics().capHeight()), field.size()
    elif isinstance(widget, QLineEdit):
        words = widget.fontMetrics().horizontalAdvance(widget.placeholderText())
        needed = QSize(words, widget.fontMetrics().capHeight())
        there = widget.size() - QSize(2, 2)
    elif isinstance(widget, QLabel) and widget.wordWrap():
        needed, there = QSize(0, widget.heightForWidth(widget.width())), widget.size()
        widest = max(map(widget.fontMetrics().horizontalAdvance, widget.text().split()), default=0)
        if "<" in widget.text():
            widest = 0  # it is marked up
        needed.setWidth(widest)
    elif isinstance(widget, QTabBar):
        return None  # it scrolls, by its own buttons
    else:
        needed, there = widget.sizeHint(), widget.size()
    short = needed.width() > there.width() + TOUCH or needed.height() > there.height() + TOUCH
    return needed if short else None


def _clipped(widget: QWidget, window: QWidget) -> str:
    """Which of the widgets that it lies in leaves less of it."""
    around = widget.parentWidget()
    while around is not None:
        box = QRect(widget.mapTo(around, QPoint(0, 0)), widget.size())
        if isinstance(around.parent(), QAbstractScrollArea):
            return ""  # what is beyond is scrolled to
        if not around.rect().adjusted(-TOUCH, -TOUCH, TOUCH, TOUCH).contains(box):
            return f"reaches over its {type(around).__name__} of {around.width()}×{around.height()}"
        if around is window:
            break
        around = around.parentWidget()
    return ""


def _cut_heads(head: QHeaderView) -> list[str]:
    """Columns in view whose names are cut."""
    model, found = head.model(), []
    for column in range(head.count()):
        words = str(model.headerData(column, Qt.Orientation.Horizontal) or "")
        left, width = head.sectionViewportPosition(column), head.sectionSize(column)
        if head.isSectionHidden(column) or left >= head.viewport().width() or not words:
            continue
        need = head.fontMetrics().horizontalAdvance(words)
        tip = model.headerData(column, Qt.Orientation.Horizontal, Qt.ItemDataRole.ToolTipRole)
        if need > width + TOUCH and not tip:
            found.append(f"head “{words}” of {width} needs {need}")
    return found


def _scrolls(widget: QWidget) -> bool:
    """Whether it lies in something that scrolls, or over it on purpose."""
    around = widget.parentWidget()
    while around is not None:
        if isinstance(around, QAbstractScrollArea | QAbstractItemView):
            return True
        around = around.parentWidget()
    return False


def _inked(widget: QWidget, window: QWidget) -> QRect:
    """Where it is in the window."""
    return QRect(widget.mapTo(window, QPoint(0, 0)), widget.size())
