"""The loss by class, by pair of classes or by confidence: bars with shares, the dearest first."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter

from ceviz.document.text.numbers import NBSP, PART, RATE, samples, show_information, show_percent
from ceviz.draw import primitives, text
from ceviz.draw.frame import PAD, draw_card, draw_title, frame
from ceviz.draw.picture import Unhandled
from ceviz.draw.state import Data, State
from ceviz.draw.theme import SMALL, Theme, blend, colour
from ceviz.memo import identity, weak_memo

if TYPE_CHECKING:
    from ceviz.maths.batch import Account, Evaluation
    from ceviz.maths.batch.ledger import Grouping

#: The widest share of a row that names may take.
NAMES = 0.36

#: How many times the height of a line a row may be where there are few.
ROOMY = 1.4


@dataclass(frozen=True, slots=True)
class AccountsGeometry:
    """Where the rows are.

    Attributes:
        rows: all of them.
        height: of one.
        shown: how many groups are, the dearest; one more row tells of the rest, if any.
        names: how wide the names are.
    """

    rect: QRectF
    rows: QRectF
    height: float
    shown: int
    names: float

    def row(self, place: int) -> QRectF:
        """The row of a group, from the dearest, 0."""
        top = self.rows.top() + place * self.height
        return QRectF(self.rows.left(), top, self.rows.width(), self.height)


@dataclass(frozen=True)
class Accounts(Unhandled):
    """A bar a group.

    Attributes:
        by: what makes a group.
        chosen: the place of the group the keyboard is at, or None.
    """

    by: Grouping = "true class"
    chosen: int | None = None

    def geometry(self, rect: QRectF, state: State, theme: Theme) -> AccountsGeometry:
        """As many rows as there is room for."""
        f = frame(rect, theme, footer=6.0, left=0.0)
        height = theme.metrics(SMALL).height() + 6.0 * theme.scale
        room = max(1, int(f.plot.height() // height))
        account = account_of(state.data, self.by)
        if account is None or state.data is None:
            return AccountsGeometry(rect, f.plot, height, 0, 0.0)
        groups = len(account.keys)
        height = min(max(height, f.plot.height() / groups), ROOMY * height)
        shown = groups if groups <= room else room - 1
        names = (theme.width(name_of(account, k, self.by, state), SMALL) for k in range(shown))
        width = min(max(names, default=0.0) + 10.0, NAMES * f.plot.width())
        return AccountsGeometry(rect, f.plot, height, shown, width)

    def background_key(self, g: AccountsGeometry, state: State) -> Hashable:
        """The measurement, the selection, and what is chosen."""
        return (self, identity(state.data), state.document.classes, state.focused)

    def draw_background(
        self, painter: QPainter, g: AccountsGeometry, state: State, theme: Theme
    ) -> None:
        """Everything: nothing here follows a drag."""
        draw_card(painter, g.rect, theme)
        note = "tick: its share of the samples"
        draw_title(painter, frame(g.rect, theme, footer=6.0), f"By {self.by}", note, theme)
        account = account_of(state.data, self.by)
        if account is None or state.data is None:
            return
        if not np.isfinite(account.shares).all():
            words = "nothing costs anything"
            text.put(painter, g.rows, words, colour(theme.muted), theme, align=text.CENTRE)
            return
        bars = self._bars(painter, g, account, state.data, theme)
        for place in range(g.shown):
            row, words = g.row(place), name_of(account, place, self.by, state)
            box = QRectF(row.left(), row.top(), g.names - 6.0, row.height())
            text.put(painter, box, words, colour(theme.ink), theme, size=SMALL)
            box = QRectF(bars.right(), row.top(), row.right() - bars.right(), row.height())
            share = show_percent(float(account.shares[place]), RATE)
            text.put(painter, box, share, colour(theme.ink), theme, size=SMALL, align=text.RIGHT)
        rest = len(account.keys) - g.shown
        if rest:
            words = f"{rest:,} more: {show_percent(float(account.shares[g.shown :].sum()), PART)}"
            text.put(painter, g.row(g.shown), words, colour(theme.muted), theme, size=SMALL)
        if self.chosen is not None and self.chosen < g.shown and theme.marks and state.focused:
            painter.setBrush(colour(theme.accent, 0.0))
            painter.setPen(primitives.line(colour(theme.accent), 1.5))
            painter.drawRect(g.row(self.chosen).adjusted(-4.0, 0.5, 3.0, -0.5))

    def _bars(
        self, painter: QPainter, g: AccountsGeometry, account: Account, data: Data, theme: Theme
    ) -> QRectF:
        """The bars, their selected parts and ticks; returns where the longest may reach."""
        right = g.rows.right() - theme.width(f"99.99{NBSP}%", SMALL) - 6.0
        room = QRectF(g.rows.left() + g.names, g.rows.top(), 0.0, g.rows.height())
        room.setRight(max(right, room.left() + 4.0))
        shares, of_samples = account.shares, account.counts / account.counts.sum()
        longest = max(float(shares.max()), float(of_samples.max()))
        n = g.shown
        tops = g.rows.top() + g.height * np.arange(n)

        def boxes(values: NDArray[np.float64]) -> NDArray[np.float64]:
            wide = np.maximum(values[:n] / longest * room.width(), 0.0)
            return np.column_stack(
                [np.full(n, room.left()), tops + 3.0, wide, np.full(n, g.height - 6.0)]
            )

        primitives.fill_rects(painter, boxes(shares), blend(theme.accent, theme.surface, 0.45))
        chosen = selected_shares(data, self.by, account)
        if chosen is not None:
            primitives.fill_rects(painter, boxes(chosen), colour(theme.accent))
        x = room.left() + of_samples[:n] / longest * room.width()
        ticks = np.column_stack([x, tops + 1.5, x, tops + g.height - 1.5])
        primitives.draw_lines(painter, ticks, primitives.line(colour(theme.ink), 2.0))
        return room

    def draw_foreground(
        self, painter: QPainter, g: AccountsGeometry, state: State, theme: Theme
    ) -> None:
        """Paint nothing: a drag moves no bar of the accounts."""

    def place_at(self, g: AccountsGeometry, point: QPointF) -> int | None:
        """The group whose row is at ``point``, or None."""
        if not g.rows.adjusted(-PAD, 0.0, PAD, 0.0).contains(point):
            return None
        place = int((point.y() - g.rows.top()) // g.height)
        return place if place < g.shown else None

    def words(self, place: int, state: State) -> list[str]:
        """What the note by the pointer says of a group."""
        account = account_of(state.data, self.by)
        assert account is not None
        count, loss = int(account.counts[place]), float(account.losses[place]) * state.per_nat
        return [
            name_of(account, place, self.by, state),
            f"{show_percent(float(account.shares[place]), PART)} of the loss",
            f"{samples(count)}, {show_percent(count / float(account.counts.sum()), PART)} of all",
            f"mean loss {show_information(loss / count)} {state.unit}",
        ]


def account_of(data: Data | None, by: Grouping) -> Account | None:
    """The groups, or None without samples that count."""
    if data is None or not data.evaluation.summary.counted:
        return None
    return account(data.evaluation, by)


@weak_memo()
def account(evaluation: Evaluation, by: Grouping) -> Account:
    """The groups, the dearest first.

    By confidence that is 20 to 60 ms for a million rows; the others are in the summary.
    """
    from ceviz.maths.batch.ledger import account_by

    return account_by(evaluation, by)


def name_of(account: Account, place: int, by: Grouping, state: State) -> str:
    """A class, ``true → predicted``, or a range of confidence."""
    from ceviz.maths.calibration import BINS

    names, key = state.document.classes.names, account.keys[place]
    if by == "confidence":
        return f"{key / BINS:.2f} to {(key + 1) / BINS:.2f}"
    if by == "true class":
        return names[int(key)]
    true, predicted = (names[k] for k in key.tolist())
    return f"{true} → {predicted}" if key[0] != key[1] else f"{true}, right"


def selected_shares(data: Data, by: Grouping, account: Account) -> NDArray[np.float64] | None:
    """What the selected samples of each group make of the loss; None if that says nothing."""
    from ceviz.maths.batch.ledger import losses_by_group

    whole = float(account.losses.sum())
    if data.selection is None or not data.exact or not 0.0 < whole < np.inf:
        return None
    return losses_by_group(data.evaluation, by, account, data.selection) / whole
