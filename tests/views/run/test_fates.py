"""The list of samples by step: signs, colours, the order, and what a click asks for."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from ceviz.document.run import Fate, Run
from ceviz.panels.scene import Scene
from ceviz.views.run.fates import Fates
from tests.document.test_run import run_of, step
from tests.helpers.hearing import Told

RIGHT = np.array(
    [[True, False, True, False], [True, True, False, False], [True, False, True, False],
     [True, True, False, False]]
)  # fmt: skip


@pytest.fixture
def fates(qtbot: QtBot, scene: Scene) -> Fates:
    made = Fates(scene)
    qtbot.addWidget(made)
    made.show_run(run_of(*(step(row, number) for number, row in enumerate(RIGHT))))
    return made


def test_the_counts_stand_on_the_buttons(fates: Fates) -> None:
    said = [button.text() for button in fates.buttons.values()]
    assert said == ["always right 1", "learned 1", "forgotten 1", "never learned 1"]


def test_a_kind_is_listed_step_by_step(fates: Fates) -> None:
    selected = Told(fates.selected)
    fates.buttons[Fate.LEARNED].click()
    assert [rows.tolist() for rows in selected] == [[1]]
    model = fates.model
    heads = [model.headerData(k, Qt.Orientation.Horizontal) for k in range(model.columnCount())]
    assert heads == ["row", "0", "1", "2", "3"]
    signs = [model.data(model.index(0, k)) for k in range(model.columnCount())]
    assert signs == ["1", "✗", "✓", "✗", "✓"]
    said = model.data(model.index(0, 2), Qt.ItemDataRole.ToolTipRole)
    assert said == "row 1 is right at step 1"


def test_one_kind_at_a_time(fates: Fates) -> None:
    fates.buttons[Fate.LEARNED].click()
    fates.buttons[Fate.NEVER].click()
    assert fates.chosen is Fate.NEVER
    assert [fate for fate, button in fates.buttons.items() if button.isChecked()] == [Fate.NEVER]
    assert fates.model.rows.tolist() == [3]
    fates.buttons[Fate.NEVER].click()
    assert fates.table.isHidden()


def test_a_cell_wants_its_sample_at_its_step(fates: Fates) -> None:
    wanted: list[tuple[int, int]] = []
    fates.wanted.connect(lambda row, at: wanted.append((row, at)))
    fates.buttons[Fate.FORGOTTEN].click()
    fates.table.clicked.emit(fates.model.index(0, 3))
    fates.table.clicked.emit(fates.model.index(0, 0))
    assert wanted == [(2, 2), (2, 3)]


def test_without_two_steps_there_is_nothing_to_choose(fates: Fates) -> None:
    fates.buttons[Fate.LEARNED].click()
    fates.show_run(Run())
    assert fates.chosen is None
    assert not any(button.isEnabled() for button in fates.buttons.values())


def test_checkpoints_of_other_samples_are_told(fates: Fates) -> None:
    fates.show_run(run_of(step(RIGHT[0], 1), step(RIGHT[0][:3], 2)))
    assert "not of the same samples" in fates.note.text()
