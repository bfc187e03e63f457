"""The loss ledger in the window: drag the handle or click a bar to select its samples."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QCheckBox,
    QComboBox,
    QLabel,
    QPushButton,
    QWidget,
)

from ceviz.document.text.numbers import PART, show_percent
from ceviz.draw.state import Data
from ceviz.errors import InvalidInput
from ceviz.panels.background import Latest
from ceviz.panels.data_scene import DataScene
from ceviz.panels.fields import NumberField
from ceviz.panels.overrides import guarded
from ceviz.panels.scene import Scene
from ceviz.panels.view_frame import ViewFrame
from ceviz.views.ledger.accounts import account_of
from ceviz.views.ledger.lorenz import worst
from ceviz.views.ledger.panel import AccountsPanel, LorenzPanel
from ceviz.views.ledger.picture import GAP, WIDE, Ledger, is_quick, prepare

if TYPE_CHECKING:
    from ceviz.maths.batch import Evaluation
    from ceviz.maths.batch.ledger import Grouping

_GROUPINGS: tuple[Grouping, ...] = ("true class", "class pair", "confidence")


@guarded
class LedgerView(ViewFrame[Ledger]):
    """By what, which share, the plot, the bars, the caption.

    Attributes:
        curve: the plot, which has the keyboard.
        accounts: the bars.
    """

    def __init__(self, scene: Scene, data: DataScene, parent: QWidget | None = None) -> None:
        picture = Ledger(sorting=True)
        self.accounts = AccountsPanel("ledger", picture.accounts, scene)
        self.curve = LorenzPanel(picture.lorenz, scene, self.accounts)
        for panel in (self.curve, self.accounts):
            panel.wait(None)
        super().__init__("ledger", picture, scene, panel=self.curve, parent=parent)
        self._data = data
        self._seen: Data | None = None
        self._latest = Latest(self)
        self.offer_again(self._latest, "The loss could not be added up")
        self._asked: tuple[Evaluation, Grouping] | None = None
        self._wanted = replace(picture, sorting=False)
        self._put_side_by_side()
        self._add_options()
        self.accounts.picked.connect(self._select_group)
        self.accounts.export_wanted.connect(self.export_wanted)
        self.curve.moved.connect(self._move)
        self.curve.settled.connect(self._select_worst)
        self.curve.stepped.connect(self._choose_next)
        self.curve.entered.connect(self._enter)
        self.curve.load_plot()
        data.opened.connect(self._start_over)
        data.measured.connect(self._follow)
        self._move(picture.fraction)
        self._follow()

    @property
    def ledger(self) -> Ledger:
        """The picture with the options that are chosen now."""
        return self.picture

    def _put_side_by_side(self) -> None:
        place = self.column.indexOf(self.curve)
        self.column.removeWidget(self.curve)
        self._cards = QBoxLayout(QBoxLayout.Direction.TopToBottom)
        self._cards.setSpacing(round(GAP))
        for panel in (self.curve, self.accounts):
            self._cards.addWidget(panel, 1)
        self.column.insertLayout(place, self._cards, 1)

    def _add_options(self) -> None:
        self.by = QComboBox(self)
        self.by.setAccessibleName("group by")
        self.by.addItems([f"by {grouping}" for grouping in _GROUPINGS])
        self.by.activated.connect(lambda i: self._change(by=_GROUPINGS[i], chosen=None))
        self.worst = NumberField("the worst share of the samples", _check, self)
        self.worst.letters = 6
        self.worst.setToolTip("for example 1 %; Enter selects these samples in every view")
        self.worst.entered.connect(self._type)
        self.log = QCheckBox("log axis", self)
        self.log.setChecked(self.ledger.log)
        self.log.clicked.connect(lambda on: self._change(log=on))
        self.every = QPushButton("select all", self)
        self.every.clicked.connect(lambda: self._data.select(None))
        for widget in (QLabel("worst", self), self.worst, self.by, self.log, self.every):
            self.options.addWidget(widget)
        self.options.addStretch(1)

    # Showing

    def show_picture(self, picture: Ledger) -> None:
        """The same cards with other options."""
        before, self._picture = self.picture, picture
        if picture == replace(before, fraction=picture.fraction):
            self.curve.move_to(picture.lorenz)
        elif picture.lorenz != before.lorenz:
            self.curve.set_picture(picture.lorenz)
        if picture.accounts != before.accounts:
            self.accounts.set_picture(picture.accounts)
        self._schedule()

    def resizeEvent(self, event: QResizeEvent | None) -> None:  # type: ignore[override]
        """Side by side where it is wide, else one above the other, like the picture."""
        super().resizeEvent(event)
        wide = self._cards.geometry().width() > WIDE * self._cards.geometry().height()
        way = QBoxLayout.Direction.LeftToRight if wide else QBoxLayout.Direction.TopToBottom
        if self._cards.direction() != way:
            self._cards.setDirection(way)
            self.column.activate()

    def showEvent(self, event: object) -> None:
        """Nothing is worked out that nobody sees."""
        self._follow()
        super().showEvent(event)

    def _start_over(self) -> None:
        """Other samples: what was seen of the ones before says nothing."""
        self._seen, self._wanted = None, replace(self._wanted, chosen=None)

    def _follow(self) -> None:
        """Show what is measured and wanted now, or when it has been worked out."""
        data, wanted = self._scene.state.data, self._wanted
        if data is None or is_quick(data.evaluation, wanted.by):
            self._take()
            return
        for panel in (self.curve, self.accounts):
            panel.wait(self._seen)
        self.show_picture(replace(wanted, by=self.ledger.by, sorting=self._seen is None))
        if self.isVisible() and self._asked != (data.evaluation, wanted.by):
            self._work(data.evaluation, wanted.by)

    def _work(self, evaluation: Evaluation, by: Grouping) -> None:
        """Sort and sum beside the window; a newer wish drops the result."""
        self._asked = evaluation, by
        self._latest.start(lambda _: prepare(evaluation, by), lambda _: self._take())

    def _take(self) -> None:
        """All can be shown without waiting."""
        self._latest.cancel()
        self._asked = None
        waited, self._seen = self.curve.waiting, self._scene.state.data
        for panel in (self.curve, self.accounts):
            panel.catch_up()
        self.show_picture(self._wanted)
        if waited:
            # The same options, but of what was only measured then.
            self.curve.set_picture(self.ledger.lorenz)
            self.accounts.set_picture(self.ledger.accounts)

    def restore(self, picture: Ledger) -> None:
        """Another picture, with its options in the boxes; shown when it has been worked out."""
        self.by.setCurrentIndex(_GROUPINGS.index(picture.by))
        self.log.setChecked(picture.log)
        self._change(by=picture.by, log=picture.log, chosen=None)
        self._move(picture.fraction)

    # What the user does

    def _change(self, **options: object) -> None:
        changed = replace(self._wanted, **options)  # type: ignore[arg-type]
        if changed != self._wanted:
            self._wanted = changed
            self._follow()

    def _move(self, fraction: float) -> None:
        self._change(fraction=fraction)
        self.worst.show_number(show_percent(fraction, PART))

    def _type(self, fraction: float) -> None:
        self._move(fraction)
        self._select_worst()

    def _choose_next(self, step: int) -> None:
        shown, chosen = self.accounts.shown, self.ledger.chosen
        if shown:
            place = (0 if step > 0 else shown - 1) if chosen is None else chosen + step
            self._change(chosen=min(max(place, 0), shown - 1))

    def _enter(self) -> None:
        if self.ledger.chosen is None:
            self._select_worst()
        else:
            self._select_group(self.ledger.chosen)

    def _select_worst(self) -> None:
        """The handle rests: its samples are selected, unless a sample stands for all."""
        from ceviz.maths.batch import worst_rows

        data = self.curve.state.data
        if data is not None and data.exact and data.evaluation.summary.counted:
            at = worst(data.evaluation, self.ledger.fraction)
            self._data.select(worst_rows(data.evaluation, at.count))

    def _select_group(self, place: int) -> None:
        from ceviz.maths.batch.ledger import flat_keys, group_codes

        self._change(chosen=place)
        data, by = self.accounts.state.data, self.ledger.by
        account = account_of(data, by)
        if data is not None and account is not None and data.exact:
            key = flat_keys(data.evaluation, account)[place]
            self._data.select(np.flatnonzero(group_codes(data.evaluation, by) == key))


def _check(value: float) -> None:
    if not 0.0 < value <= 1.0:
        raise InvalidInput("a share lies above 0 and is at most 1, like 1 % or 0.01")
