"""The temperature: a slider in decades and a field for any number."""

from __future__ import annotations

from functools import partial

import pytest
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtWidgets import QStyle, QStyleOptionSlider
from pytestqt.qtbot import QtBot

from ceviz.document.edits import set_score, set_temperature
from ceviz.panels.lab import temperature as module
from ceviz.panels.lab.temperature import TemperatureRow, slider_place, slider_value
from ceviz.panels.scene import Scene
from ceviz.store import Intent
from tests.helpers import user
from tests.helpers.documents import fruit
from tests.helpers.fixtures import show
from tests.helpers.hearing import Heard, Hooked
from tests.helpers.painters import Painters
from tests.helpers.user import Key


@pytest.fixture
def row(qtbot: QtBot, scene: Scene) -> TemperatureRow:
    """The row as a window; what it asks for is done."""
    made = TemperatureRow(scene)
    scene.listen(made)
    return show(qtbot, made, 420, 40)


def handle(row: TemperatureRow) -> QPointF:
    """The middle of the slider's handle."""
    option = QStyleOptionSlider()
    row.slider.initStyleOption(option)
    part = QStyle.SubControl.SC_SliderHandle
    kind = QStyle.ComplexControl.CC_Slider
    rect = row.slider.style().subControlRect(kind, option, part, row.slider)
    return QRectF(rect).center()


def steps(scene: Scene) -> list[str]:
    return [scene.store.history.text(k) for k in range(scene.store.history.count())]


def test_one_lies_in_the_middle_and_round_numbers_around_it() -> None:
    assert slider_value(0) == 1.0
    assert slider_place(1.0) == 0
    assert slider_value(slider_place(2.0)) == pytest.approx(2.0, rel=0.01)
    assert slider_place(1e-9) == -slider_place(1e9)
    for place in range(-260, 261, 20):
        assert slider_place(slider_value(place)) == pytest.approx(place, abs=1)


def test_it_shows_the_temperature_and_asks_for_nothing(scene: Scene, row: TemperatureRow) -> None:
    heard = Heard(row)
    for temperature, text in ((2.0, "2"), (0.001, "0.001"), (1e3, "1000")):
        scene.store.open(set_temperature(fruit(), temperature))
        assert row.slider.sliderPosition() == slider_place(temperature)
        assert row.field.text() == text
    assert heard.said == []


def test_a_drag_is_previews_and_one_step(scene: Scene, row: TemperatureRow) -> None:
    heard, start = Heard(row), handle(row)
    user.drag(row.slider, start, start + QPointF(30.0, 0.0), start + QPointF(60.0, 0.0))
    assert heard.said == ["previewed", "previewed", "released"]
    temperature = scene.store.document.temperature
    assert 1.0 < temperature < 20.0
    assert steps(scene) == [f"Temperature 1 → {temperature:.4g}"]
    scene.store.undo()
    assert row.slider.sliderPosition() == 0


@pytest.mark.parametrize("temperature", [1.0, 0.3333, 2.5, 1e-5])
def test_out_and_back_leaves_nothing(scene: Scene, row: TemperatureRow, temperature: float) -> None:
    scene.store.open(set_temperature(fruit(), temperature))
    start = handle(row)
    user.drag(row.slider, start, start + QPointF(30.0, 0.0), start)
    assert scene.store.document.temperature == temperature
    assert steps(scene) == []


def test_escape_gives_the_drag_back_and_the_hand_holds_nothing(
    scene: Scene, row: TemperatureRow
) -> None:
    heard, start = Heard(row), handle(row)
    user.press(row.slider, start)
    user.move(row.slider, start + QPointF(40.0, 0.0))
    user.key(row, Key.Key_Escape)
    assert scene.store.document.same_as(fruit())
    user.move(row.slider, start + QPointF(80.0, 0.0))
    assert row.slider.sliderPosition() == 0
    user.release(row.slider, start + QPointF(80.0, 0.0))
    assert row.slider.sliderPosition() == 0
    assert heard.said[:2] == ["previewed", "escaped"]
    assert "previewed" not in heard.said[2:]
    assert steps(scene) == []


def test_undo_gives_the_drag_back(scene: Scene, row: TemperatureRow) -> None:
    start = handle(row)
    user.press(row.slider, start)
    user.move(row.slider, start + QPointF(40.0, 0.0))
    scene.store.undo()
    user.move(row.slider, start + QPointF(80.0, 0.0))
    user.release(row.slider, start + QPointF(80.0, 0.0))
    assert scene.store.document.same_as(fruit())
    assert row.slider.sliderPosition() == 0
    assert steps(scene) == []


def test_a_drag_ends_a_gesture_that_runs_by_itself_and_goes_on(
    scene: Scene, row: TemperatureRow
) -> None:
    edit = partial(set_score, i=0, value=2.0)
    scene.store.begin().preview(Intent("Play", edit))
    start = handle(row)
    user.drag(row.slider, start, start + QPointF(20.0, 0.0), start + QPointF(60.0, 0.0))
    assert scene.store.document.temperature > 1.0
    assert [step.split()[0] for step in steps(scene)] == ["Play", "Temperature"]


def test_keys_are_steps_that_fold(scene: Scene, row: TemperatureRow) -> None:
    row.slider.setFocus()
    heard = Heard(row)
    for key in (Key.Key_Right, Key.Key_Right, Key.Key_PageUp):
        user.key(row, key)
    assert heard.said == ["edited"] * 3
    assert len(steps(scene)) == 1
    scene.store.undo()
    assert scene.store.document.same_as(fruit())


def test_a_double_click_goes_back_to_one(scene: Scene, row: TemperatureRow) -> None:
    scene.store.open(set_temperature(fruit(), 3.0))
    user.double_click(row.slider, handle(row))
    assert scene.store.document.temperature == 1.0
    assert steps(scene)[-1] == "Temperature 3 → 1"


@pytest.mark.parametrize(("text", "temperature"), [("0.5", 0.5), ("1e-3", 0.001), ("250", 250.0)])
def test_the_field_takes_any(
    scene: Scene, row: TemperatureRow, text: str, temperature: float
) -> None:
    heard = Heard(row)
    row.field.setFocus()
    user.select_all(row)
    user.write(row, text)
    user.key(row, Key.Key_Return)
    assert len(heard.said) == 1
    assert scene.store.document.temperature == temperature


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("0", "the temperature must be above 0 and finite, not 0"),
        ("-1", "the temperature must be above 0 and finite, not -1"),
        ("inf", "the temperature must be above 0 and finite, not inf"),
        ("hot", "“hot” is not a number. Type for example 0.85, 85 %, 17/20, 1e-6 or -inf"),
    ],
)
def test_the_field_refuses_in_place(
    scene: Scene, row: TemperatureRow, text: str, reason: str
) -> None:
    heard = Heard(row)
    row.field.setFocus()
    user.select_all(row)
    user.write(row, text)
    user.key(row, Key.Key_Return)
    assert row.field.text() == text
    assert row.field.toolTip() == reason
    assert heard.said == []
    assert scene.store.document.same_as(fruit())


def test_no_painter_outlives_a_mistake(
    row: TemperatureRow, monkeypatch: pytest.MonkeyPatch, hooked: Hooked
) -> None:
    def mistake(_: object) -> None:
        raise ArithmeticError("mark")

    row.slider.mark(2.0)
    begun = Painters(monkeypatch, module)
    monkeypatch.setattr(module, "colour", mistake)
    row.slider.grab()
    assert [str(each) for each in hooked] == ["mark"]
    assert begun.all_ended()
