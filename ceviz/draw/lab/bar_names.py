"""The classes' names under a bar picture: all of them, or the important ones."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from ceviz.draw import primitives, text
from ceviz.draw.columns import notable
from ceviz.draw.lab.bar_layout import BarGeometry, Names
from ceviz.draw.state import State
from ceviz.draw.theme import SMALL, TEXT, Theme, colour

#: What the rest is called when only the largest classes are shown.
REST = "the rest"


def draw_names(painter: QPainter, g: BarGeometry, state: State, theme: Theme) -> None:
    """As the layout found room for them."""
    if g.names is Names.NOTABLE:
        _draw_notable(painter, g, state, theme)
    else:
        _draw_all(painter, g, state, theme)


def _draw_notable(painter: QPainter, g: BarGeometry, state: State, theme: Theme) -> None:
    """The important names, when there is no room for all of them."""
    metrics = theme.metrics(SMALL)
    names = state.document.classes.names
    shown = [k for k in notable(state) if g.columns.column_of(k) is not None]
    centres, widths = [], []
    for k in shown:
        width = min(theme.width(names[k], SMALL) + 2.0, 110.0)
        column = g.columns.column_of(k)
        assert column is not None
        low, high = g.frame.plot.left() + width / 2.0, g.frame.plot.right() - width / 2.0
        centres.append(min(max(g.columns.centre(column), low), high))
        widths.append(width)
    for line, kept in enumerate(text.spread_lines(centres, widths, lines=2)):
        for index in kept:
            k = shown[index]
            true = k == state.analysis.true
            top = g.frame.footer.top() + 4.0 + line * metrics.height()
            box = QRectF(
                centres[index] - widths[index] / 2.0 - 6.0,
                top,
                widths[index] + 12.0,
                metrics.height(),
            )
            tint = colour(theme.ink if true or k == state.hovered else theme.muted)
            text.put(painter, box, names[k], tint, theme, size=SMALL, bold=true, align=text.CENTRE)
            column = g.columns.column_of(k)
            assert column is not None
            x, foot = g.columns.centre(column), g.frame.plot.bottom()
            primitives.draw_line(painter, x, foot, x, foot + 5.0, primitives.line(tint))


def _draw_all(painter: QPainter, g: BarGeometry, state: State, theme: Theme) -> None:
    names = state.document.classes.names
    pitch, top = g.columns.pitch, g.frame.footer.top()
    for column, k in enumerate(g.columns.classes.tolist()):
        true = k == state.analysis.true
        tint = colour(theme.ink if true else theme.muted)
        centre = g.columns.centre(column)
        if g.names is not Names.UPRIGHT:
            box = QRectF(centre - pitch / 2, top + 3.0, pitch, theme.metrics(TEXT).height())
            size = TEXT if g.names is Names.FLAT else SMALL
            text.put(painter, box, names[k], tint, theme, size=size, bold=true, align=text.CENTRE)
        else:
            text.put_sideways(
                painter, centre, top + 5.0, g.frame.footer.height() - 7.0, names[k], tint, theme,
                size=SMALL, bold=true,
            )  # fmt: skip
    if g.columns.rest is not None:
        centre = g.columns.centre(g.columns.count - 1)
        if g.names is not Names.UPRIGHT:
            box = QRectF(centre - pitch / 2, top + 3.0, pitch, theme.metrics(TEXT).height())
            text.put(painter, box, REST, colour(theme.muted), theme, italic=True, align=text.CENTRE)
        else:
            text.put_sideways(
                painter, centre, top + 5.0, g.frame.footer.height() - 7.0, REST,
                colour(theme.muted), theme, size=SMALL,
            )  # fmt: skip
