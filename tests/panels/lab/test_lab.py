"""The lab's room: as much below the pipeline as the classes need, or as the user wants."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ceviz.document.model import Document
from ceviz.draw.theme import LIGHT
from ceviz.panels.lab.lab import Lab
from ceviz.panels.scene import Scene
from tests.helpers.documents import fruit, many
from tests.helpers.fixtures import make_scene, show


def shown(qtbot: QtBot, document: Document | Scene, width: int = 1264, height: int = 720) -> Lab:
    scene = document if isinstance(document, Scene) else make_scene(document)
    lab = Lab(scene)
    return show(qtbot, lab, width, height)


def test_three_classes_leave_the_room_to_the_pipeline(qtbot: QtBot) -> None:
    few, ten = shown(qtbot, fruit()), shown(qtbot, many(10))
    assert few.table.verticalScrollBar().maximum() == 0
    assert few.pipeline.height() > 0.75 * few.height()
    assert ten.table.verticalScrollBar().maximum() == 0
    assert ten.pipeline.height() < few.pipeline.height()
    # Side by side, the readouts are as high as the controls.
    assert few.readouts.geometry().left() > few.controls.geometry().right()
    assert ten.readouts.geometry().top() > ten.controls.geometry().bottom()


def test_a_few_samples_are_seen_without_scrolling(qtbot: QtBot) -> None:
    scene = make_scene(fruit())
    lab = shown(qtbot, scene)
    for _ in range(5):
        lab.samples.add_sample()
        QApplication.processEvents()
        assert lab.samples.isVisible()
        assert lab.samples.table.verticalScrollBar().maximum() == 0
    for button in (lab.samples.add, lab.samples.duplicate, lab.samples.delete):
        assert lab.samples.rect().contains(button.geometry())


def test_a_thousand_classes_leave_it_more_than_half(qtbot: QtBot) -> None:
    lab = shown(qtbot, many(1000))
    assert lab.pipeline.height() > lab.height() / 2


def test_another_document_and_larger_type_need_another_room(qtbot: QtBot) -> None:
    scene = make_scene(fruit())
    lab = shown(qtbot, scene)
    few = lab.pipeline.height()
    scene.store.open(many(8))
    QApplication.processEvents()
    many_now = lab.pipeline.height()
    assert many_now < few
    assert lab.table.verticalScrollBar().maximum() == 0
    scene.set_theme(LIGHT.scaled(1.25))
    QApplication.processEvents()
    assert lab.readouts.height() >= 100


def test_what_the_user_gave_stays_and_comes_back(qtbot: QtBot) -> None:
    scene = make_scene(fruit())
    lab = shown(qtbot, scene)
    assert not any(lab.sizes())
    by_need = lab.pipeline.height()
    lab.set_sizes((400, 0, 700, 500))
    assert lab.pipeline.height() == pytest.approx(0.6 * lab.height(), abs=12)
    scene.store.open(many(8))
    assert lab.pipeline.height() == pytest.approx(0.6 * lab.height(), abs=12)
    kept = lab.sizes()
    again = shown(qtbot, fruit())
    again.set_sizes(kept)
    assert again.sizes() == kept
    for nonsense in ((), (1, 2), (0, 0, 0, 0), (400, 1, 2, 3, 5)):
        again.set_sizes(nonsense)
        assert not any(again.sizes())
        assert again.pipeline.height() == pytest.approx(by_need, abs=2)


def test_with_large_type_what_lies_below_goes_whole_and_can_be_pulled_up(qtbot: QtBot) -> None:
    scene = make_scene(fruit())
    lab = shown(qtbot, scene, 1264, 560)
    assert lab.table.height() > 0
    scene.set_theme(LIGHT.scaled(2.5))
    QApplication.processEvents()
    assert lab.pipeline.height() > lab.height() - 24
    assert lab.pipeline.bars.height() > 100 * 2.5
    lab.set_sizes((450, 0, 0, 0))
    QApplication.processEvents()
    assert lab.pipeline.height() < 0.7 * lab.height()
