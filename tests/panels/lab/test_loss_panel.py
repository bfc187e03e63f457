"""The loss as a handle: dragged, nudged, typed; refused in place with the range."""

from __future__ import annotations

import math

import numpy as np
import pytest
from PySide6.QtCore import QPointF
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ceviz.document.classes import toggle_lock
from ceviz.document.edits import set_policy, set_probability, set_scores, set_target, set_unit
from ceviz.document.model import Document, Policy, Unit
from ceviz.document.targets import OneHot, Target, free
from ceviz.draw.lab.loss_card import PER_NAT
from ceviz.panels.lab.loss_panel import LossPanel
from ceviz.panels.value_editor import ValueEditor
from ceviz.store import End
from tests.helpers import user
from tests.helpers.documents import fruit
from tests.helpers.fixtures import make_scene, show
from tests.helpers.hearing import Heard
from tests.helpers.user import Key
from tests.panels.conftest import BANANA, curve_panel

APPLE, ORANGE = 0, 2

MIDDLE = QPointF(60.0, 150.0)


def loss_panel(qtbot: QtBot, document: Document | None = None) -> LossPanel:
    scene = make_scene(document or fruit())
    panel = LossPanel(scene)
    scene.listen(panel)
    return show(qtbot, panel, 160, 320)


def steps(panel: LossPanel) -> list[str]:
    history = panel.scene.store.history
    return [history.text(k) for k in range(history.count())]


def spread() -> Document:
    return set_target(fruit(), free(np.array([0.2, 0.7, 0.1])))


def reason(panel: LossPanel) -> str:
    (editor,) = (each for each in panel.findChildren(ValueEditor) if each.isVisible())
    return editor.reason.text()


@pytest.mark.parametrize("document", [fruit(), spread()])
def test_make_it_four_point_six(qtbot: QtBot, document: Document) -> None:
    panel = loss_panel(qtbot, document)
    heard = Heard(panel)
    user.double_click(panel, MIDDLE)
    user.write(panel, "4.6")
    user.key(panel, Key.Key_Return)
    assert heard.said[-1] == "edited"
    assert panel.state.analysis.cross_entropy == pytest.approx(4.6, rel=1e-12)
    assert steps(panel) == ["Set the loss to 4.6000 nats"]
    assert panel.hasFocus()


def test_digits_open_the_editor(qtbot: QtBot) -> None:
    panel = loss_panel(qtbot)
    panel.setFocus()
    user.write(panel, "2")
    user.key(panel, Key.Key_Return)
    assert panel.state.analysis.cross_entropy == pytest.approx(2.0, rel=1e-13)


def test_bits_are_typed_when_bits_are_shown(qtbot: QtBot) -> None:
    panel = loss_panel(qtbot, set_unit(fruit(), Unit.BITS))
    user.double_click(panel, MIDDLE)
    user.write(panel, "3")
    user.key(panel, Key.Key_Return)
    assert panel.state.analysis.q[BANANA] == pytest.approx(0.125, rel=1e-13)
    assert steps(panel) == ["Set the loss to 3.0000 bits"]


@pytest.mark.parametrize(
    ("document", "typed", "why"),
    [
        (fruit(), "-1", "the loss lies between 0 and ∞ nats, not at −1.0000"),
        (spread(), "0.1", "the loss lies between 0.8213 and ∞ nats, not at 0.1000"),
    ],
)
def test_out_of_reach_is_refused_in_place(
    qtbot: QtBot, document: Document, typed: str, why: str
) -> None:
    panel = loss_panel(qtbot, document)
    heard = Heard(panel)
    user.double_click(panel, MIDDLE)
    user.write(panel, typed)
    user.key(panel, Key.Key_Return)
    assert why in reason(panel)
    assert "edited" not in heard.said
    assert not steps(panel)


@pytest.mark.parametrize(
    ("document", "typed"), [(fruit(), "abc"), (fruit(), "-1"), (spread(), "0.1")]
)
def test_a_reason_is_whole_in_a_narrow_card(qtbot: QtBot, document: Document, typed: str) -> None:
    panel = loss_panel(qtbot, document)
    panel.resize(120, 320)
    user.double_click(panel, QPointF(panel.rect().center()))
    user.write(panel, typed)
    user.key(panel, Key.Key_Return)
    (editor,) = (each for each in panel.findChildren(ValueEditor) if each.isVisible())
    QApplication.processEvents()
    label = editor.reason
    assert label.text()
    assert label.height() >= label.heightForWidth(label.width())
    assert editor.rect().contains(label.geometry())
    assert panel.rect().contains(editor.geometry())


def test_the_field_opens_with_the_loss_as_shown_and_leaves_it_whole(qtbot: QtBot) -> None:
    panel = loss_panel(qtbot)
    exactly = panel.state.analysis.cross_entropy
    user.double_click(panel, MIDDLE)
    (editor,) = (each for each in panel.findChildren(ValueEditor) if each.isVisible())
    assert editor.field.text() == "0.0957"
    # Typed and taken back is not edited either.
    user.write(panel, "9")
    user.key(panel, Key.Key_Z, user.Modifier.ControlModifier)
    assert editor.field.text() == "0.0957"
    user.key(panel, Key.Key_Return)
    assert panel.state.analysis.cross_entropy == exactly
    assert steps(panel) == []


def test_a_drag_up_is_a_costlier_prediction_and_one_step(qtbot: QtBot) -> None:
    panel = loss_panel(qtbot)
    before = panel.state.analysis.cross_entropy
    user.drag(panel, MIDDLE, MIDDLE - QPointF(0, 20), MIDDLE - QPointF(0, PER_NAT))
    assert panel.state.analysis.cross_entropy == pytest.approx(before + 1.0, rel=1e-9)
    assert steps(panel) == ["Drag the loss 0.0957 → 1.0957 nats"]


def test_a_drag_below_the_least_stays_there(qtbot: QtBot) -> None:
    panel = loss_panel(qtbot, spread())
    user.drag(panel, MIDDLE, MIDDLE + QPointF(0, 100))
    assert panel.state.analysis.cross_entropy == pytest.approx(0.8212882854497, rel=1e-9)
    assert steps(panel)[0].endswith("→ 0.8213 nats")


def test_out_and_back_is_the_identity(qtbot: QtBot) -> None:
    panel = loss_panel(qtbot)
    before = panel.state.document
    user.press(panel, MIDDLE)
    user.move(panel, MIDDLE - QPointF(0, 90))
    assert panel.state.analysis.cross_entropy > 2.0
    user.move(panel, MIDDLE)
    user.release(panel, MIDDLE)
    assert panel.state.document.same_as(before)
    assert not steps(panel)


def test_escape_gives_it_back(qtbot: QtBot) -> None:
    panel = loss_panel(qtbot)
    before, heard = panel.state.document, Heard(panel)
    user.press(panel, MIDDLE)
    user.move(panel, MIDDLE - QPointF(0, 90))
    user.key(panel, Key.Key_Escape)
    user.release(panel, MIDDLE)
    assert heard.said[-1] == End.ESCAPED.value
    assert panel.state.document.same_as(before)


def test_an_infinite_loss_can_be_dragged_back(qtbot: QtBot) -> None:
    panel = loss_panel(qtbot, set_probability(fruit(), BANANA, 0.0))
    user.drag(panel, MIDDLE, MIDDLE + QPointF(0, 3 * PER_NAT))
    expected = -math.log(1e-6) - 3.0
    assert panel.state.analysis.cross_entropy == pytest.approx(expected, rel=1e-9)


def test_keys_nudge_and_fold(qtbot: QtBot) -> None:
    panel = loss_panel(qtbot)
    before = panel.state.analysis.cross_entropy
    panel.setFocus()
    for _ in range(3):
        user.key(panel, Key.Key_Up)
    assert panel.state.analysis.cross_entropy == pytest.approx(before + 0.3, rel=1e-9)
    assert len(steps(panel)) == 1


def locked_all() -> Document:
    """Apple is locked and has everything."""
    return toggle_lock(set_probability(fruit(), APPLE, 1.0), APPLE)


def partners_of_nothing() -> Document:
    """Banana and its partner have no probability, for a float64."""
    scores = set_scores(fruit(), np.array([0.0, -2000.0, -2000.0]))
    return set_policy(scores, Policy.PARTNER, partner=ORANGE)


@pytest.mark.parametrize("document", [locked_all(), partners_of_nothing()])
@pytest.mark.parametrize("target", [OneHot(BANANA), free(np.array([0.2, 0.7, 0.1]))])
def test_where_nothing_can_move_keys_and_readers_are_answered(
    qtbot: QtBot, document: Document, target: Target
) -> None:
    panel = loss_panel(qtbot, set_target(document, target))
    before = panel.state.document
    panel.setFocus()
    for key in (Key.Key_Up, Key.Key_Down, Key.Key_Home, Key.Key_End):
        user.key(panel, key)
    user.drag(panel, MIDDLE, MIDDLE + QPointF(0, 60))
    low, high = panel.value_ends()
    assert low == high == panel.state.analysis.cross_entropy * before.unit.per_nat
    user.write(panel, "2")
    user.key(panel, Key.Key_Return)
    assert reason(panel)
    assert panel.state.document.same_as(before)


def test_rendering_asks_for_nothing(qtbot: QtBot) -> None:
    panel = loss_panel(qtbot)
    heard = Heard(panel)
    panel.grab()
    panel.setFocus()
    panel.grab()
    assert not heard.said


def test_what_is_typed_at_a_point_of_the_curve_is_its_surprise(qtbot: QtBot) -> None:
    panel = curve_panel(qtbot, make_scene(fruit()), plot=False)
    panel.scene.select(BANANA)
    user.key(panel, Key.Key_Return)
    user.write(panel, "4.6")
    user.key(panel, Key.Key_Return)
    assert panel.state.analysis.surprisal[BANANA] == pytest.approx(4.6, rel=1e-13)
    history = panel.scene.store.history
    assert history.text(0) == "Set −log q[Banana] to 4.6000 nats"
