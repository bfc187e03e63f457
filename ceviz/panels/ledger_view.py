"""The loss ledger in the window: drag the handle or click a bar to select its samples."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, cast

import numpy as np
from PySide6.QtWidgets import QCheckBox, QComboBox, QLabel, QPushButton, QWidget

from ceviz.draw.accounts import account_of
from ceviz.draw.ledger import Ledger
from ceviz.draw.lorenz import percent
from ceviz.errors import InvalidInput
from ceviz.panels.data_scene import DataScene
from ceviz.panels.fields import NumberField
from ceviz.panels.ledger_panel import LedgerPanel
from ceviz.panels.scene import Scene
from ceviz.panels.view_frame import ViewFrame

if TYPE_CHECKING:
    from ceviz.maths.batch.groups import Grouping

_GROUPINGS: tuple[Grouping, ...] = ("true class", "class pair", "confidence")


class LedgerView(ViewFrame):
    """By what, which share, the picture, the caption."""

    def __init__(self, scene: Scene, data: DataScene, parent: QWidget | None = None) -> None:
        picture = Ledger()
        panel = LedgerPanel(picture, scene)
        super().__init__("ledger", picture, scene, panel=panel, parent=parent)
        self._data = data
        self.by = QComboBox(self)
        self.by.setAccessibleName("group by")
        self.by.addItems([f"by {grouping}" for grouping in _GROUPINGS])
        self.by.activated.connect(lambda i: self._change(by=_GROUPINGS[i], chosen=None))
        self.worst = NumberField("the worst share of the samples", _check, self)
        self.worst.setMaximumWidth(64)
        self.worst.setToolTip("for example 1 %; Enter selects these samples in every view")
        self.worst.entered.connect(self._type)
        self.log = QCheckBox("log axis", self)
        self.log.setChecked(picture.log)
        self.log.clicked.connect(lambda on: self._change(log=on))
        self.every = QPushButton("select all", self)
        self.every.clicked.connect(lambda: data.select(None))
        for widget in (QLabel("worst", self), self.worst, self.by, self.log, self.every):
            self.options.addWidget(widget)
        self.options.addStretch(1)
        panel.moved.connect(self._move)
        panel.settled.connect(self._select_worst)
        panel.chosen.connect(self._choose)
        panel.picked.connect(self._select_group)
        data.opened.connect(lambda: self._change(chosen=None))
        self._move(picture.fraction)

    @property
    def ledger(self) -> Ledger:
        """What is shown."""
        return cast(Ledger, self.picture)

    # What the user does

    def _change(self, **options: object) -> None:
        changed = replace(self.ledger, **options)  # type: ignore[arg-type]
        if changed != self.ledger:
            self.show_picture(changed)

    def _move(self, fraction: float) -> None:
        self._change(fraction=fraction)
        self.worst.show_number(percent(fraction))

    def _type(self, fraction: float) -> None:
        self._move(fraction)
        self._select_worst()

    def _choose(self, place: int) -> None:
        self._change(chosen=place)

    def _select_worst(self) -> None:
        """The handle rests: its samples are selected, unless a sample stands for all."""
        from ceviz.draw.lorenz import worst
        from ceviz.maths.batch.groups import worst_rows

        data = self._scene.state.data
        if data is not None and data.exact and data.evaluation.summary.counted:
            at = worst(data.evaluation, self.ledger.fraction)
            self._data.select(worst_rows(data.evaluation, at.count))

    def _select_group(self, place: int) -> None:
        from ceviz.maths.batch.groups import flat_keys, group_codes

        self._choose(place)
        data, by = self._scene.state.data, self.ledger.by
        account = account_of(data, by)
        if data is not None and account is not None and data.exact:
            key = flat_keys(data.evaluation, account)[place]
            self._data.select(np.flatnonzero(group_codes(data.evaluation, by) == key))


def _check(value: float) -> None:
    if not 0.0 < value <= 1.0:
        raise InvalidInput("a share lies above 0 and is at most 1, like 1 % or 0.01")
