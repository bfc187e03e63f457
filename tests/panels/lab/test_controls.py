"""The controls: each act is one intent, showing is none, a bad entry stays where it is."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import pytest
from PySide6.QtCore import QPointF
from PySide6.QtWidgets import QAbstractButton, QComboBox, QStyle, QStyleOptionButton
from pytestqt.qtbot import QtBot

from ceviz.document.edits import set_policy, set_target_kind
from ceviz.document.model import Document, Policy, Unit
from ceviz.document.targets import Free, OneHot, Smoothed, TargetKind
from ceviz.draw.state import TOP, View
from ceviz.panels.lab.controls import Controls
from ceviz.panels.scene import Scene
from ceviz.store import Intent
from tests.helpers import user
from tests.helpers.documents import batch, free_fruit, fruit, many
from tests.helpers.fixtures import make_scene, show
from tests.helpers.hearing import Heard
from tests.helpers.user import Key


def controls_on(qtbot: QtBot, scene: Scene) -> Controls:
    """The controls as a window; what they ask for is done."""
    controls = Controls(scene)
    scene.listen(controls)
    return show(qtbot, controls, 560, 190)


def choose(box: QComboBox, text: str) -> None:
    """Pick an entry of a drop-down list with the keyboard, as a click would."""
    box.setFocus()
    forward = box.findText(text) > box.currentIndex()
    while box.currentText() != text:
        user.key(box, Key.Key_Down if forward else Key.Key_Up)


def click(button: QAbstractButton) -> None:
    """Click the mark of a check box or radio button."""
    option = QStyleOptionButton()
    option.initFrom(button)
    part = QStyle.SubElement.SE_CheckBoxIndicator
    rect = button.style().subElementRect(part, option, button)
    user.click(button, QPointF(rect.center()))


def smoothed_fruit() -> Document:
    return set_target_kind(fruit(), TargetKind.SMOOTHED)


def test_showing_asks_for_nothing(qtbot: QtBot, scene: Scene) -> None:
    controls = controls_on(qtbot, scene)
    heard = Heard(controls)
    documents = (
        free_fruit(), smoothed_fruit(), many(40), batch(), replace(fruit(), unit=Unit.BITS),
        set_policy(fruit(), Policy.PARTNER, partner=2), fruit(),
    )  # fmt: skip
    for document in documents:
        scene.store.open(document)
        scene.set_view(View(log_q=True, top=TOP))
        scene.set_view(View())
    assert heard.said == []


def test_it_shows_the_document(qtbot: QtBot, scene: Scene) -> None:
    controls = controls_on(qtbot, scene)
    assert controls.kind.currentText() == "one-hot"
    assert not controls.epsilon.isVisible()
    assert not controls.target.isVisible()
    assert not controls.partner.isVisible()
    assert controls.unit_buttons[Unit.NATS].isChecked()
    scene.store.open(smoothed_fruit())
    assert controls.kind.currentText() == "smoothed one-hot"
    assert controls.epsilon.isVisible()
    assert controls.epsilon.text() == "0.1"
    scene.store.open(replace(free_fruit(), unit=Unit.BITS))
    assert controls.kind.currentText() == "free distribution"
    assert controls.target.text() == "0.2, 0.5, 0.3"
    assert not controls.epsilon.isVisible()
    assert controls.unit_buttons[Unit.BITS].isChecked()
    scene.store.open(set_policy(fruit(), Policy.PARTNER, partner=2))
    assert controls.policy.currentText() == "take it from one partner"
    assert controls.partner.isVisible()
    assert controls.partner.currentText() == "Orange"


def test_kinds_of_target_keep_what_they_can(qtbot: QtBot, scene: Scene) -> None:
    controls = controls_on(qtbot, scene)
    heard = Heard(controls)
    choose(controls.kind, "smoothed one-hot")
    assert heard.one.label == "Make the target smoothed one-hot"
    assert scene.store.document.sample.target == Smoothed(1, 0.1)
    choose(controls.kind, "free distribution")
    target = scene.store.document.sample.target
    assert isinstance(target, Free)
    assert target.p.tolist() == pytest.approx([0.1 / 3, 0.9 + 0.1 / 3, 0.1 / 3])
    scene.store.undo()
    scene.store.undo()
    assert scene.store.document.sample.target == OneHot(1)
    assert controls.kind.currentText() == "one-hot"


def test_smoothing_is_typed(qtbot: QtBot) -> None:
    scene = make_scene(smoothed_fruit())
    controls = controls_on(qtbot, scene)
    heard = Heard(controls)
    controls.epsilon.setFocus()
    user.select_all(controls)
    user.write(controls, "0.3")
    user.key(controls, Key.Key_Return)
    assert heard.one.label == "Set ε to 0.3"
    assert scene.store.document.sample.target == Smoothed(1, 0.3)
    user.select_all(controls)
    user.write(controls, "1.5")
    user.key(controls, Key.Key_Return)
    assert controls.epsilon.text() == "1.5"
    assert controls.epsilon.toolTip() == "label smoothing ε lies between 0 and 1, not at 1.5"
    assert len(heard.said) == 1


def test_a_target_is_typed_or_offered_to_be_normalised(qtbot: QtBot) -> None:
    scene = make_scene(free_fruit())
    controls = controls_on(qtbot, scene)
    heard, offers = Heard(controls), []
    controls.unnormalised.connect(lambda *offer: offers.append(offer))
    controls.target.setFocus()
    user.select_all(controls)
    user.write(controls, "0.1, 0.1, 0.8")
    user.key(controls, Key.Key_Return)
    assert heard.one.label == "Set target"
    user.select_all(controls)
    user.write(controls, "2, 1, 1")
    user.key(controls, Key.Key_Return)
    assert len(offers) == 1
    assert len(heard.said) == 1


@pytest.mark.parametrize("policy", [Policy.EQUAL, Policy.PARTNER, Policy.SCORE])
def test_who_gives_way_is_chosen(qtbot: QtBot, scene: Scene, policy: Policy) -> None:
    controls = controls_on(qtbot, scene)
    words = controls.policy.itemText(list(Policy).index(policy))
    choose(controls.policy, words)
    assert scene.store.document.policy is policy
    assert scene.store.history.undoText() == f"When dragged: {words}"
    assert controls.partner.isVisible() == (policy is Policy.PARTNER)


def test_a_partner_is_chosen_by_name(qtbot: QtBot) -> None:
    scene = make_scene(set_policy(fruit(), Policy.PARTNER))
    controls = controls_on(qtbot, scene)
    heard = Heard(controls)
    choose(controls.partner, "Orange")
    assert heard.intents[-1].label == "Take from Orange"
    assert scene.store.document.partner == 2


def test_the_unit_is_looked_at_and_not_edited(qtbot: QtBot, scene: Scene) -> None:
    controls = controls_on(qtbot, scene)
    heard = Heard(controls)
    click(controls.unit_buttons[Unit.BITS])
    assert heard.one.looking
    assert scene.state.unit == "bits"
    assert scene.store.history.count() == 0
    click(controls.unit_buttons[Unit.NATS])
    assert scene.state.unit == "nats"


def test_options_change_the_view_and_no_document(qtbot: QtBot) -> None:
    scene = make_scene(many(100))
    controls = controls_on(qtbot, scene)
    heard = Heard(controls)
    click(controls.log_q)
    assert scene.view == View(log_q=True)
    click(controls.top)
    assert scene.view == View(log_q=True, top=TOP)
    click(controls.log_q)
    click(controls.top)
    assert scene.view == View(every=True)
    assert heard.said == []


def test_of_a_crowd_the_largest_are_shown_until_all_are_asked_for(qtbot: QtBot) -> None:
    scene = make_scene(many(1000))
    controls = controls_on(qtbot, scene)
    assert controls.top.isChecked()
    assert scene.state.top == TOP
    click(controls.top)
    assert scene.state.top is None
    assert not controls.top.isChecked()
    click(controls.top)
    assert scene.state.top == TOP


def test_the_largest_are_offered_where_there_are_more(qtbot: QtBot, scene: Scene) -> None:
    controls = controls_on(qtbot, scene)
    assert not controls.top.isVisible()
    scene.store.open(many(TOP + 2))
    assert controls.top.isVisible()


def test_what_is_typed_survives_news_from_elsewhere(qtbot: QtBot) -> None:
    scene = make_scene(smoothed_fruit())
    controls = controls_on(qtbot, scene)
    controls.epsilon.setFocus()
    user.select_all(controls)
    user.write(controls, "0.7")
    scene.store.apply(Intent("policy", partial(set_policy, policy=Policy.EQUAL)))
    scene.hover(1)
    assert controls.epsilon.text() == "0.7"
