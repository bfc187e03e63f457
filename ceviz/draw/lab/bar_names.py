"""The classes' names under a bar picture: all of them, or the important ones."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from ceviz.draw import primitives, text
from ceviz.draw.columns import notable
from ceviz.draw.lab.bar_layout import LOCK_ROOM, BarGeometry, Names
from ceviz.draw.marks import LOCK_WIDTH, draw_lock
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
    names, locked = state.document.classes.names, state.document.classes.locked
    shown = [k for k in notable(state) if g.columns.column_of(k) is not None]
    centres, widths = [], []
    for k in shown:
        true = k == state.analysis.true
        room = min(WIDEST * theme.scale, g.frame.plot.width())
        beside = LOCK_ROOM * theme.scale if k in locked else 0.0
        width = min(theme.width(names[k], SMALL, bold=true) + 2.0 + beside, room)
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
            if k in locked:
                name = box.width() - LOCK_ROOM * theme.scale
                box.setLeft(_lock_beside(painter, box, name, theme))
            text.put(painter, box, names[k], tint, theme, size=SMALL, bold=true, align=text.CENTRE)
            column = g.columns.column_of(k)
            assert column is not None
            x, foot = g.columns.centre(column), g.frame.plot.bottom()
            primitives.draw_line(painter, x, foot, x, foot + TICK, primitives.line(tint))


def _lock_beside(painter: QPainter, box: QRectF, width: float, theme: Theme) -> float:
    """A padlock before a name of ``width`` centred in ``box``; where the name's room begins."""
    room = LOCK_ROOM * theme.scale
    x = box.center().x() - (width + room) / 2.0
    draw_lock(painter, x, box.center().y(), theme)
    # Centred in what is left: as far right as the padlock takes on the left.
    return box.left() + room


def _lock_above(painter: QPainter, centre: float, top: float, theme: Theme) -> float:
    """A padlock over a name that is read from below; how much lower the name begins."""
    k = theme.scale
    draw_lock(painter, centre - LOCK_WIDTH / 2.0 * k, top + 10.0 * k, theme)
    return LOCK_ROOM * k


def _draw_all(painter: QPainter, g: BarGeometry, state: State, theme: Theme) -> None:
    names, locked = state.document.classes.names, state.document.classes.locked
    room, top = g.columns.pitch - 4.0, g.frame.footer.top()
    size = TEXT if g.names is Names.FLAT else SMALL
    for column, k in enumerate(g.columns.classes.tolist()):
        true = k == state.analysis.true
        tint = colour(theme.ink if true else theme.muted)
        centre = g.columns.centre(column)
        if g.names is not Names.UPRIGHT:
            box = QRectF(centre - room / 2, top + 3.0, room, theme.metrics(TEXT).height())
            if k in locked:
                width = theme.width(names[k], size, bold=true)
                box.setLeft(_lock_beside(painter, box, width, theme))
            text.put(painter, box, names[k], tint, theme, size=size, bold=true, align=text.CENTRE)
        else:
            lower = _lock_above(painter, centre, top, theme) if k in locked else 0.0
            text.put_sideways(
                painter, centre, top + 5.0 + lower, g.frame.footer.height() - 7.0 - lower, names[k],
                tint, theme, size=SMALL, bold=true,
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
