"""Simple on the first start, Full at a key, both remembered; percent by one switch."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from ceviz.document.class_columns import CONTRIBUTION, GRADIENT, LOCK, Z
from ceviz.document.edits import set_policy, set_unit
from ceviz.document.model import Policy, Unit
from ceviz.draw.state import View
from ceviz.window.main_window import MainWindow
from ceviz.window.memory import Memory
from tests.helpers import settings
from tests.helpers.documents import fruit


def test_the_first_start_is_simple_and_in_percent() -> None:
    settings.forget()
    assert Memory().view == View(simple=True)
    assert Memory().view.percent


@pytest.mark.parametrize("view", [View(), View(simple=True, shares=False), View(shares=True)])
def test_level_and_writing_are_remembered(view: View) -> None:
    memory = Memory()
    memory.view = view
    memory.write()
    assert Memory().view == view


def test_a_key_goes_to_and_fro(window: MainWindow, qtbot: QtBot) -> None:
    table, pipeline = window.table, window.pipeline
    sections = [table.model().section(each) for each in (LOCK, CONTRIBUTION, GRADIENT)]
    whole = window.pipeline.grab().toImage()
    QTest.keyClick(window, Qt.Key.Key_F6)
    assert window.scene.view.simple
    assert all(table.isColumnHidden(section) for section in sections)
    assert not table.isColumnHidden(table.model().section(Z))
    assert not pipeline.flow.isVisible()
    assert not window.controls.policy.isVisible()
    assert not window.controls.unit_buttons[Unit.BITS].isVisible()
    assert window.controls.percent.isChecked()
    QTest.keyClick(window, Qt.Key.Key_F6)
    assert not any(table.isColumnHidden(section) for section in sections)
    assert pipeline.flow.isVisible()
    assert window.controls.policy.isVisible()
    assert window.pipeline.grab().toImage() == whole


def test_percent_is_a_switch(window: MainWindow) -> None:
    held = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    QTest.keyClick(window, Qt.Key.Key_P, held)
    assert window.scene.view == View(shares=True)
    assert window.controls.percent.isChecked()
    window.controls.percent.click()
    assert window.scene.view == View(shares=False)


def test_what_is_not_as_usual_is_shown_at_the_simple_level_too(window: MainWindow) -> None:
    window.appearance.choose_level(simple=True)
    assert not window.controls.policy.isVisible()
    window.store.open(set_policy(fruit(), Policy.EQUAL))
    assert window.controls.policy.isVisible()
    window.store.open(set_unit(replace(fruit(), title="in bits"), Unit.BITS))
    assert window.controls.unit_buttons[Unit.BITS].isVisible()


def test_a_level_is_no_edit(window: MainWindow) -> None:
    window.appearance.toggle_level()
    window.appearance.toggle_percent()
    assert window.store.history.count() == 0
