"""A whole target in one line."""

from __future__ import annotations

from functools import partial

import numpy as np
import pytest
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from ceviz.document.edits import set_target_distribution, set_temperature
from ceviz.document.targets import Free, free
from ceviz.errors import NotADistribution
from ceviz.panels.lab.target_field import MOST, TargetField
from ceviz.panels.scene import Scene
from ceviz.store import Intent
from tests.helpers import user
from tests.helpers.documents import free_fruit, many
from tests.helpers.fixtures import make_scene, show
from tests.helpers.hearing import Told
from tests.helpers.user import Key


def line_on(qtbot: QtBot, scene: Scene) -> TargetField:
    """The field beside another line; what it asks for is done, news are shown."""
    window = QWidget()
    column = QVBoxLayout(window)
    field = TargetField(scene, window)
    for widget in (field, QLineEdit(window)):
        column.addWidget(widget)
    scene.repaint.connect(field.show_target)
    field.edited.connect(scene.store.apply)
    field.show_target()
    show(qtbot, window, 320, 90)
    field.kept = window  # type: ignore[attr-defined]
    field.setFocus()
    user.select_all(field)
    return field


def target_of(scene: Scene) -> list[float]:
    target = scene.store.document.sample.target
    assert isinstance(target, Free)
    return [float(mass) for mass in target.p]


def test_it_shows_the_target(qtbot: QtBot) -> None:
    scene = make_scene(free_fruit())
    field = line_on(qtbot, scene)
    edited = Told(field.edited)
    assert field.text() == "0.2, 0.5, 0.3"
    edit = partial(set_target_distribution, p=np.array([1 / 3, 1 / 3, 1 / 3]))
    scene.store.apply(Intent("thirds", edit))
    assert field.text() == "0.333333, 0.333333, 0.333333"
    assert edited == []


@pytest.mark.parametrize(
    "text", ["0.1, 0.2, 0.7", "10 %; 20%; 70 %", "1/10  1/5 7/10", "0,1; 0,2; 0,7"]
)
def test_it_is_typed_with_any_separator(qtbot: QtBot, text: str) -> None:
    scene = make_scene(free_fruit())
    field = line_on(qtbot, scene)
    user.write(field, text)
    user.key(field, Key.Key_Return)
    assert target_of(scene) == pytest.approx([0.1, 0.2, 0.7])
    assert scene.store.history.undoText() == "Set target"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("0.5, 0.5", "a target needs 3 probabilities, not 2"),
        ("0.5, 0.6, -0.1", "class 3: a target probability is negative"),
        (
            "0.5, half, 0",
            "“half” is not a number. Type for example 0.85, 85 %, 17/20, 1e-6 or -inf",
        ),
        ("0, 0, 0", "the target probabilities are all 0"),
        ("", "a target needs 3 probabilities, not 0"),
    ],
)
def test_what_is_refused_stays_with_its_reason(qtbot: QtBot, text: str, reason: str) -> None:
    scene = make_scene(free_fruit())
    field = line_on(qtbot, scene)
    edited, before = Told(field.edited), scene.store.document
    user.key(field, Key.Key_Delete)
    user.write(field, text)
    user.key(field, Key.Key_Return)
    assert field.toolTip() == reason
    assert field.property("refused")
    # News from elsewhere do not take it away.
    scene.hover(1)
    scene.store.apply(Intent("T", partial(set_temperature, temperature=2.0)))
    user.key(field, Key.Key_Tab)
    assert field.text() == text
    assert edited == []
    assert scene.store.document.sample.same_as(before.sample)


def test_a_sum_that_is_not_one_is_kept_and_can_be_normalised(qtbot: QtBot) -> None:
    scene = make_scene(free_fruit())
    field = line_on(qtbot, scene)
    edited = Told(field.edited)
    offers: list[tuple[NotADistribution, Intent]] = []
    field.unnormalised.connect(lambda *offer: offers.append(offer))
    user.write(field, "1, 1, 2")
    user.key(field, Key.Key_Return)
    scene.hover(1)
    user.key(field, Key.Key_Tab)
    assert field.text() == "1, 1, 2"
    assert edited == []
    # Told once, although the line was left after Enter.
    ((refusal, normalised),) = offers
    assert refusal.total == 4.0
    scene.store.apply(normalised)
    assert target_of(scene) == [0.25, 0.25, 0.5]
    assert field.text() == "0.25, 0.25, 0.5"
    assert not field.property("refused")


def test_escape_puts_back_the_target(qtbot: QtBot) -> None:
    scene = make_scene(free_fruit())
    field = line_on(qtbot, scene)
    edited = Told(field.edited)
    user.write(field, "nothing")
    user.key(field, Key.Key_Return)
    user.key(field, Key.Key_Escape)
    assert field.text() == "0.2, 0.5, 0.3"
    assert not field.property("refused")
    user.key(field, Key.Key_Tab)
    assert edited == []


def test_too_many_classes_are_for_the_table(qtbot: QtBot) -> None:
    count = MOST + 1
    scene = make_scene(many(count, free(np.full(count, 1 / count))))
    field = line_on(qtbot, scene)
    assert not field.isEnabled()
    assert field.text() == ""
