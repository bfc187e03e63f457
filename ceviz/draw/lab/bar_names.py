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

#: Under the plot, how long the tick is that leads to a name, and where names begin, in pixels.
TICK, NAMES_TOP = 4.0, 6.0

#: The widest of the important names, in pixels before type scaling.
WIDEST = 110.0


def draw_names(painter: QPainter, g: BarGeometry, state: State, theme: Theme) -> None:
    """As the layout found room for them."""
    if g.names is Names.NOTABLE:
        _draw_notable(painter, g, state, theme)
    elif g.names is not Names.NONE:
        _draw_all(painter, g, state, theme)


def _draw_notable(painter: QPainter, g: BarGeometry, state: State, theme: Theme) -> None:
    """The important names, when there is no room for all of them."""
    height = theme.metrics(SMALL).height()
    names = state.document.classes.names
    shown = [k for k in notable(state) if g.columns.column_of(k) is not None]
    centres, widths = [], []
    for k in shown:
        true = k == state.analysis.true
        room = min(WIDEST * theme.scale, g.frame.plot.width())
        width = min(theme.width(names[k], SMALL, bold=true) + 2.0, room)
        column = g.columns.column_of(k)
        assert column is not None
        low, high = g.frame.plot.left() + width / 2.0, g.frame.plot.right() - width / 2.0
        centres.append(min(max(g.columns.centre(column), low), high))
        widths.append(width)
    for line, kept in enumerate(text.spread_lines(centres, widths, lines=2)):
        for index in kept:
            k = shown[index]
            true = k == state.analysis.true
            top = g.frame.footer.top() + NAMES_TOP + line * height
            box = QRectF(centres[index] - widths[index] / 2.0, top, widths[index], height)
            tint = colour(theme.ink if true or k == state.hovered else theme.muted)
            text.put(painter, box, names[k], tint, theme, size=SMALL, bold=true, align=text.CENTRE)
            column = g.columns.column_of(k)
            assert column is not None
            x, foot = g.columns.centre(column), g.frame.plot.bottom()
            primitives.draw_line(painter, x, foot, x, foot + TICK, primitives.line(tint))


def _draw_all(painter: QPainter, g: BarGeometry, state: State, theme: Theme) -> None:
    names = state.document.classes.names
    room, top = g.columns.pitch - 4.0, g.frame.footer.top()
    size = TEXT if g.names is Names.FLAT else SMALL
    for column, k in enumerate(g.columns.classes.tolist()):
        true = k == state.analysis.true
        tint = colour(theme.ink if true else theme.muted)
        centre = g.columns.centre(column)
        if g.names is not Names.UPRIGHT:
            box = QRectF(centre - room / 2, top + 3.0, room, theme.metrics(TEXT).height())
            text.put(painter, box, names[k], tint, theme, size=size, bold=true, align=text.CENTRE)
        else:
            text.put_sideways(
                painter, centre, top + 5.0, g.frame.footer.height() - 7.0, names[k], tint, theme,
                size=SMALL, bold=true,
            )  # fmt: skip
    if g.columns.rest is not None:
        centre = g.columns.centre(g.columns.count - 1)
        if g.names is not Names.UPRIGHT:
            box = QRectF(centre - room / 2, top + 3.0, room, theme.metrics(TEXT).height())
            text.put(
                painter, box, REST, colour(theme.muted), theme,
                size=size, italic=True, align=text.CENTRE,
            )  # fmt: skip
        else:
            text.put_sideways(
                painter, centre, top + 5.0, g.frame.footer.height() - 7.0, REST,
                colour(theme.muted), theme, size=SMALL,
            )  # fmt: skip
