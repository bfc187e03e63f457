"""The loss ledger: which share of the loss the worst samples make, and which groups."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from ceviz.document.text.cells import safe_text
from ceviz.document.text.numbers import PART, exact, samples, show_percent
from ceviz.draw.chart_picture import ChartGeometry
from ceviz.draw.picture import Unhandled
from ceviz.draw.rows import Rows
from ceviz.draw.state import MANY_ROWS, NO_SAMPLES, Data, State
from ceviz.draw.theme import Theme
from ceviz.errors import InvalidInput
from ceviz.export.options import PASSING
from ceviz.maths.batch.ledger import Grouping
from ceviz.views.ledger.accounts import Accounts, AccountsGeometry, account, account_of, name_of
from ceviz.views.ledger.lorenz import LorenzChart, LorenzPicture, curve, points, worst

if TYPE_CHECKING:
    from ceviz.maths.batch import Evaluation

#: Between the two cards, and how wide for its height a picture has them side by side.
GAP, WIDE = 8.0, 1.3


@dataclass(frozen=True, slots=True)
class LedgerGeometry:
    """The curve's card and the accounts' card."""

    lorenz: ChartGeometry
    accounts: AccountsGeometry


@dataclass(frozen=True)
class Ledger(Unhandled):
    """The Lorenz curve and, below or beside it, the loss by groups.

    Attributes:
        fraction: share of the samples, the worst, at the handle.
        by: what makes a group.
        log: the curve's x axis is logarithmic.
        chosen: the place of the group the keyboard is at, or None.
        sorting: the curve is not known yet.
    """

    fraction: float = 0.01
    by: Grouping = "true class"
    log: bool = True
    chosen: int | None = field(default=None, metadata=PASSING)
    sorting: bool = field(default=False, metadata=PASSING)

    def __post_init__(self) -> None:
        if not 0.0 <= self.fraction <= 1.0:
            raise InvalidInput("a share is at least 0 and at most 1")

    title = "Loss ledger"

    @property
    def lorenz(self) -> LorenzPicture:
        """The upper or left card."""
        return LorenzPicture(LorenzChart(self.fraction, self.log, self.sorting))

    @property
    def accounts(self) -> Accounts:
        """The lower or right card."""
        return Accounts(self.by, self.chosen)

    def geometry(self, rect: QRectF, state: State, theme: Theme) -> LedgerGeometry:
        """Side by side where it is wide, else one above the other."""
        if rect.width() > WIDE * rect.height():
            size = (rect.width() - GAP) / 2.0
            first = QRectF(rect.left(), rect.top(), size, rect.height())
            second = first.translated(size + GAP, 0.0)
        else:
            size = (rect.height() - GAP) / 2.0
            first = QRectF(rect.left(), rect.top(), rect.width(), size)
            second = first.translated(0.0, size + GAP)
        return LedgerGeometry(
            self.lorenz.geometry(first, state, theme), self.accounts.geometry(second, state, theme)
        )

    def background_key(self, g: LedgerGeometry, state: State) -> Hashable:
        """What the backgrounds of both cards depend on."""
        return (
            self.lorenz.background_key(g.lorenz, state),
            self.accounts.background_key(g.accounts, state),
        )

    def draw_background(
        self, painter: QPainter, g: LedgerGeometry, state: State, theme: Theme
    ) -> None:
        """Paint what holds still in both cards."""
        self.lorenz.draw_background(painter, g.lorenz, state, theme)
        self.accounts.draw_background(painter, g.accounts, state, theme)

    def draw_foreground(
        self, painter: QPainter, g: LedgerGeometry, state: State, theme: Theme
    ) -> None:
        """Paint the handle on the curve."""
        self.lorenz.draw_foreground(painter, g.lorenz, state, theme)

    def caption(self, state: State) -> str:
        """What the worst make, who makes half, and the dearest group."""
        data, groups = state.data, account_of(state.data, self.by)
        if data is None and self.sorting:
            return "The losses are being sorted."
        if data is None:
            return f"No loss to share out: {NO_SAMPLES}."
        if groups is None:
            return "No loss to share out: no row counts."
        made = curve(data.evaluation)
        if not made.cumulative[-1] > 0.0:
            return f"Nothing to share out: {samples(made.samples)}, and no loss."
        at, half = worst(data.evaluation, self.fraction), made.worst_for(0.5)
        verb = "makes" if at.count == 1 else "make"
        name, count = name_of(groups, 0, self.by, state), int(groups.counts[0])
        words = (
            f"The worst {show_percent(at.fraction, PART)} ({samples(at.count)}) {verb} "
            f"{show_percent(at.share, PART)} of the loss; half of it is made by {samples(half)} "
            f"({show_percent(half / made.samples, PART)}). "
            f"Dearest {self.by}: {name}, {show_percent(float(groups.shares[0]), PART)} of the loss "
            f"with {show_percent(count / made.samples, PART)} of the samples."
        )
        return " ".join([words, *_remarks(state, data)])

    def rows(self, state: State) -> Rows:
        """The curve point by point, the handle on it, then the groups, the dearest first."""
        assert state.data is not None
        evaluation = state.data.evaluation
        made = curve(evaluation)
        head = ["what", "group", "samples", "share of the samples", f"loss [{state.unit}]"]
        rows: Rows = [[*head, "share of the loss"]]
        for x, y in zip(*points(evaluation), strict=True):
            rows.append(["worst", "", str(round(float(x) * made.samples)), exact(x), "", exact(y)])
        if made.samples:
            at = worst(evaluation, self.fraction)
            rows.append(["handle", "", str(at.count), exact(at.fraction), "", exact(at.share)])
        groups = account_of(state.data, self.by)
        for place in range(0 if groups is None else len(groups.keys)):
            assert groups is not None
            count = int(groups.counts[place])
            name = safe_text(name_of(groups, place, self.by, state))
            loss = exact(float(groups.losses[place]) * state.per_nat)
            share = exact(groups.shares[place])
            rows.append([self.by, name, str(count), exact(count / made.samples), loss, share])
        return rows


def is_quick(evaluation: Evaluation, by: Grouping) -> bool:
    """Whether curve and account are there before anyone waits for them."""
    known = curve.knows(evaluation) and account.knows(evaluation, by)
    return known or evaluation.columns.rows < MANY_ROWS


def prepare(evaluation: Evaluation, by: Grouping) -> None:
    """Make what :func:`is_quick` asks for, in whatever thread."""
    curve(evaluation)
    account(evaluation, by)


def _remarks(state: State, data: Data) -> list[str]:
    """What else is to be known, in sentences."""
    evaluation, remarks = data.evaluation, []
    infinite = int(np.isinf(evaluation.loss).sum())
    if infinite:
        remarks.append(f"{samples(infinite).capitalize()} of infinite loss outweigh all others.")
    elif data.selection is not None and data.exact:
        chosen = evaluation.loss[data.selection].sum() / evaluation.loss.sum()
        remarks.append(
            f"Selected: {samples(len(data.selection))}, {show_percent(chosen, PART)} of the loss."
        )
    if not data.exact:
        remarks.append(f"From {state.coverage}.")
    return remarks
