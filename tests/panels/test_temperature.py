"""The temperature slider and its field: previews, one step, Esc, the mark."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPointF
from PySide6.QtWidgets import QSlider, QStyle, QStyleOptionSlider
from pytestqt.qtbot import QtBot

from ceviz.panels.controls import Controls
from ceviz.panels.scene import Scene
from ceviz.panels.temperature import (
    TemperatureRow,
    slider_place,
    slider_value,
    temperature_intent,
)
from ceviz.store import Intent
from tests.helpers import user
from tests.helpers.fixtures import show
from tests.helpers.hearing import Heard


@pytest.fixture
def row(qtbot: QtBot, scene: Scene) -> TemperatureRow:
    made = TemperatureRow(scene)
    scene.listen(made)
    return show(qtbot, made, 400, 40)


def handle(slider: QSlider) -> QPointF:
    option = QStyleOptionSlider()
    slider.initStyleOption(option)
    part = QStyle.SubControl.SC_SliderHandle
    kind = QStyle.ComplexControl.CC_Slider
    return QPointF(slider.style().subControlRect(kind, option, part, slider).center())


def intent(scene: Scene, temperature: float) -> Intent:
    return temperature_intent(temperature, scene.state.document)


def steps(scene: Scene) -> list[str]:
    history = scene.store.history
    return [history.text(k) for k in range(history.count())]


def test_it_shows_the_document_and_says_nothing(row: TemperatureRow, scene: Scene) -> None:
    heard = Heard(row)
    scene.store.preview(intent(scene, 3.0))
    assert row.field.text() == "3"
    assert row.slider.sliderPosition() == slider_place(3.0)
    scene.store.cancel()
    assert row.slider.sliderPosition() == 0
    assert heard.said == []


def test_a_drag_previews_and_is_one_step(row: TemperatureRow, scene: Scene) -> None:
    heard, start = Heard(row), handle(row.slider)
    user.drag(row.slider, start, start + QPointF(20, 0), start + QPointF(60, 0))
    assert heard.said == ["previewed", "previewed", "committed"]
    assert len(steps(scene)) == 1
    assert scene.state.document.temperature == slider_value(row.slider.sliderPosition()) > 1.0


def test_esc_gives_a_drag_back_and_the_hand_then_moves_nothing(
    row: TemperatureRow, scene: Scene
) -> None:
    start = handle(row.slider)
    row.slider.setFocus()
    user.press(row.slider, start)
    user.move(row.slider, start + QPointF(40, 0))
    assert scene.state.document.temperature > 1.0
    user.key(row.slider, user.Key.Key_Escape)
    user.move(row.slider, start + QPointF(70, 0))
    user.release(row.slider, start + QPointF(70, 0))
    assert (scene.state.document.temperature, row.slider.sliderPosition()) == (1.0, 0)
    assert steps(scene) == []


def test_arrow_keys_are_folded_into_one_step(row: TemperatureRow, scene: Scene) -> None:
    row.slider.setFocus()
    for _ in range(3):
        user.key(row.slider, user.Key.Key_Right)
    assert scene.state.document.temperature == slider_value(3)
    assert len(steps(scene)) == 1


def test_a_double_click_goes_to_one(row: TemperatureRow, scene: Scene) -> None:
    scene.store.apply(intent(scene, 4.0))
    user.double_click(row.slider, handle(row.slider))
    assert scene.state.document.temperature == 1.0


def test_a_field_takes_any_temperature_and_refuses_zero(row: TemperatureRow, scene: Scene) -> None:
    row.field.setFocus()
    for typed, reached in (("100", 100.0), ("0", 100.0)):
        row.field.selectAll()
        user.write(row.field, typed)
        user.key(row.field, user.Key.Key_Return)
        assert scene.state.document.temperature == reached
    assert row.field.property("refused")


def test_the_mark_is_where_the_handle_would_be(row: TemperatureRow, scene: Scene) -> None:
    assert row.slider.mark_at() is None
    row.slider.mark(2.0)
    marked = row.slider.mark_at()
    scene.store.apply(intent(scene, 2.0))
    assert marked is not None
    assert abs(marked.x() - handle(row.slider).x()) <= 1.5
    row.slider.mark(1000.0)
    assert row.slider.mark_at() is None


def test_the_controls_have_the_same_row(qtbot: QtBot, scene: Scene) -> None:
    controls = Controls(scene)
    scene.listen(controls)
    show(qtbot, controls, 600, 160)
    heard = Heard(controls)
    start = handle(controls.temperature.slider)
    user.drag(controls.temperature.slider, start, start + QPointF(30, 0))
    assert heard.said == ["previewed", "committed"]
    assert scene.state.document.temperature > 1.0
