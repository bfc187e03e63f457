"""Dragging, on every handle there is, with a real mouse and real keys."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import numpy as np
import pytest
from PySide6.QtCore import QPointF
from PySide6.QtWidgets import QMenu, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from ceviz.document.classes import rename_class, toggle_lock
from ceviz.document.edits import (
    DRAG_MAX,
    DRAG_MIN,
    set_policy,
    set_probability,
    set_temperature,
)
from ceviz.document.model import Policy
from ceviz.draw.lab.probabilities import ProbabilityBars
from ceviz.panels.picture_panel import PicturePanel
from ceviz.panels.scene import Scene
from ceviz.store import End, Intent
from tests.helpers import user
from tests.helpers.documents import batch, fruit
from tests.helpers.fixtures import show
from tests.helpers.hearing import Heard, Told
from tests.helpers.user import Button, Key
from tests.panels.conftest import BANANA, Grip

MakeGrip = Callable[..., Grip]

#: Hands that hold something do leave the window; QTest remarks on it.
pytestmark = pytest.mark.qt_log_ignore("^Mouse event at .* occurs outside", extend=True)


@pytest.fixture
def menus(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """What the context menus would have offered."""
    offered: list[list[str]] = []

    class Menu(QMenu):
        def exec(self, *_: object) -> None:  # type: ignore[override]
            offered.append([action.text() for action in self.actions()])

    for module in ("ceviz.panels.picture_panel", "ceviz.panels.plot.layer"):
        monkeypatch.setattr(f"{module}.QMenu", Menu)
    return offered


def test_a_gesture_is_previews_and_one_commit(grip: Grip) -> None:
    heard = Heard(grip.panel)
    start = grip.at()
    user.drag(grip.widget, start, start + grip.way / 2, start + grip.way)
    assert heard.said == ["previewed", "previewed", "released"]
    assert grip.steps == [heard.intents[-1].label]


def test_a_step_is_named_by_handle_class_and_both_ends(grip: Grip) -> None:
    start = grip.at()
    user.drag(grip.widget, start, start + grip.way)
    (label,) = grip.steps
    old = {"z": "3.5", "p": "0.5000"}.get(grip.kind, "0.9088")
    new = f"{grip.value:.4g}" if grip.kind == "z" else f"{grip.value:.4f}"
    assert label == f"Drag {grip.kind}[Banana] {old} → {new}"


def test_a_press_moves_nothing(grip: Grip) -> None:
    before = grip.scene.store.document
    user.press(grip.widget, grip.at() + QPointF(2.0, 3.0))
    assert grip.scene.store.document is before
    user.release(grip.widget, grip.at() + QPointF(2.0, 3.0))
    assert grip.scene.store.document is before
    assert grip.steps == []


def test_the_handle_keeps_its_offset_to_the_pointer(grip: Grip) -> None:
    place, start = grip.place(), grip.at() + QPointF(3.0, -2.0)
    user.press(grip.widget, start)
    user.move(grip.widget, start + grip.way)
    gone = grip.place() - place
    if grip.name in ("curve", "plot"):  # it stays on the curve, at the place nearest to the hand
        away = gone - grip.way
        assert np.hypot(away.x(), away.y()) < np.hypot(grip.way.x(), grip.way.y()) / 2
    else:
        assert gone.y() == pytest.approx(grip.way.y(), abs=1e-6)
    user.release(grip.widget, start + grip.way)


def test_out_and_back_is_the_identity(grip: Grip) -> None:
    before = grip.scene.store.document
    start = grip.at()
    user.press(grip.widget, start)
    for share in (0.3, 1.0, 2.5, 0.7):
        user.move(grip.widget, start + grip.way * share)
        assert not grip.scene.store.document.same_as(before)
    user.move(grip.widget, start)
    assert np.array_equal(grip.scene.store.document.sample.scores, before.sample.scores)
    assert grip.scene.store.document.same_as(before)
    user.release(grip.widget, start)
    assert grip.steps == []


@pytest.mark.parametrize("policy", Policy)
@pytest.mark.parametrize("name", ["q", "curve"])
def test_out_and_back_is_the_identity_whoever_gives_way(
    make_grip: MakeGrip, name: str, policy: Policy
) -> None:
    grip = make_grip(name, toggle_lock(set_policy(fruit(), policy, partner=2), 0))
    before = grip.scene.store.document
    start = grip.at()
    user.press(grip.widget, start)
    user.move(grip.widget, start + grip.way)
    assert not grip.scene.store.document.same_as(before)
    user.move(grip.widget, start)
    user.release(grip.widget, start)
    assert grip.scene.store.document.same_as(before)
    assert grip.steps == []


def test_a_move_across_changes_no_bar(make_grip: MakeGrip) -> None:
    for name in ("q", "z", "p"):
        grip = make_grip(name)
        before = grip.scene.store.document
        start = grip.at()
        user.drag(grip.widget, start, start + QPointF(9.0, 0.0), start + QPointF(4.0, 0.0))
        assert grip.scene.store.document.same_as(before)
        assert grip.steps == []


def test_shift_is_ten_times_finer(grip: Grip) -> None:
    start, value = grip.at(), grip.value
    user.press(grip.widget, start)
    user.move(grip.widget, start + grip.way / 4)
    plain = grip.value - value
    user.release(grip.widget, start + grip.way / 4)
    grip.scene.store.undo()
    user.press(grip.widget, start, shift=True)
    user.move(grip.widget, start + grip.way / 4, shift=True)
    fine = grip.value - value
    user.release(grip.widget, start + grip.way / 4, shift=True)
    # The curve bends, so there it is only about a tenth.
    tolerance = 0.25 if grip.name in ("curve", "plot") else 1e-6
    assert fine == pytest.approx(plain / 10.0, rel=tolerance)


def test_taking_and_leaving_shift_moves_nothing(grip: Grip) -> None:
    start = grip.at()
    user.press(grip.widget, start)
    there = start + grip.way
    user.move(grip.widget, there)
    plain = grip.value
    user.move(grip.widget, there, shift=True)
    assert grip.value == pytest.approx(plain, rel=1e-12)
    user.move(grip.widget, there + grip.way / 4, shift=True)
    fine = grip.value
    assert fine != pytest.approx(plain, rel=1e-3)
    user.move(grip.widget, there + grip.way / 4)
    assert grip.value == pytest.approx(fine, rel=1e-12)
    user.release(grip.widget, there + grip.way / 4)
    assert len(grip.steps) == 1


def test_escape_gives_it_back(grip: Grip) -> None:
    heard = Heard(grip.panel)
    before = grip.scene.store.document
    start = grip.at()
    user.press(grip.widget, start)
    user.move(grip.widget, start + grip.way)
    user.key(grip.widget, Key.Key_Escape)
    assert grip.scene.store.document is before
    # The hand moves on, and lets go at last.
    user.move(grip.widget, start + grip.way * 2)
    user.release(grip.widget, start + grip.way * 2)
    assert grip.scene.store.document is before
    assert heard.said == ["previewed", "escaped"]
    assert grip.steps == []


def test_the_right_button_gives_it_back_and_opens_no_menu(
    grip: Grip, menus: list[list[str]]
) -> None:
    heard = Heard(grip.panel)
    before = grip.scene.store.document
    start = grip.at()
    there = start + grip.way
    user.press(grip.widget, start)
    user.move(grip.widget, there)
    user.press(grip.widget, there, button=Button.RightButton)
    assert grip.scene.store.document is before
    user.release(grip.widget, there, button=Button.RightButton)
    user.release(grip.widget, there)
    assert grip.scene.store.document is before
    assert heard.said == ["previewed", "right button"]
    assert menus == []
    # At rest the same button asks for the menu again.
    user.click(grip.widget, start, button=Button.RightButton)
    assert [offer[-1] for offer in menus] == ["Export this picture…"]


def test_undo_gives_it_back_and_the_hand_holds_nothing_more(grip: Grip) -> None:
    start = grip.at()
    user.drag(grip.widget, start, start + grip.way / 2)
    before = grip.scene.store.document
    start = grip.at()
    user.press(grip.widget, start)
    user.move(grip.widget, start + grip.way / 2)
    grip.scene.store.undo()
    assert grip.scene.store.document is before
    user.move(grip.widget, start + grip.way)
    user.release(grip.widget, start + grip.way)
    assert grip.scene.store.document is before
    assert len(grip.steps) == 1


def test_undo_between_press_and_move_lets_go_of_the_handle(grip: Grip) -> None:
    first = grip.scene.store.document
    start = grip.at()
    user.drag(grip.widget, start, start + grip.way)
    start = grip.at()
    user.press(grip.widget, start)
    grip.scene.store.undo()
    user.move(grip.widget, start + grip.way / 2)
    user.release(grip.widget, start + grip.way / 2)
    assert grip.scene.store.document.same_as(first)


def test_a_window_that_loses_the_keyboard_gives_it_back(grip: Grip) -> None:
    heard, before = Heard(grip.panel), grip.scene.store.document
    start = grip.at()
    user.press(grip.widget, start)
    user.move(grip.widget, start + grip.way)
    user.lose_keyboard(grip.panel)
    assert grip.scene.store.document is before
    user.move(grip.widget, start + grip.way * 2)
    user.release(grip.widget, start + grip.way * 2)
    assert heard.said == ["previewed", "focus lost"]
    assert grip.steps == []


def test_a_panel_that_is_hidden_gives_it_back(grip: Grip) -> None:
    heard, before = Heard(grip.panel), grip.scene.store.document
    start = grip.at()
    user.press(grip.widget, start)
    user.move(grip.widget, start + grip.way)
    grip.panel.hide()
    assert grip.scene.store.document is before
    assert grip.panel.drag is None
    assert heard.said == ["previewed", "focus lost"]
    grip.panel.show()


def test_a_document_opened_meanwhile_stays_as_it_is(grip: Grip) -> None:
    heard, other = Heard(grip.panel), batch()
    start = grip.at()
    user.press(grip.widget, start)
    user.move(grip.widget, start + grip.way)
    grip.scene.store.open(other)
    user.move(grip.widget, start + grip.way * 2)
    user.release(grip.widget, start + grip.way * 2)
    assert grip.scene.store.document is other
    assert heard.said == ["previewed", "replaced"]
    assert grip.steps == []


def test_an_edit_from_elsewhere_keeps_what_was_reached(grip: Grip) -> None:
    heard = Heard(grip.panel)
    start = grip.at()
    user.press(grip.widget, start)
    user.move(grip.widget, start + grip.way)
    reached = grip.value
    grip.scene.store.apply(Intent("Name", partial(rename_class, i=0, name="Pear")))
    user.move(grip.widget, start + grip.way * 2)
    user.release(grip.widget, start + grip.way * 2)
    assert grip.value == reached
    assert heard.said == ["previewed", "superseded"]
    assert [step.split()[0] for step in grip.steps] == ["Drag", "Name"]


def test_a_click_leaves_nothing_and_moves_nothing(grip: Grip) -> None:
    heard, moving = Heard(grip.panel), Told(grip.scene.store.gesture_changed)
    user.click(grip.widget, grip.at())
    assert heard.said == []
    assert moving == []
    assert grip.scene.store.gesture is None


def test_only_the_hand_that_drags_is_told_that_it_is_over(qtbot: QtBot, scene: Scene) -> None:
    """Panels at rest are not asked at every move, and not at its end."""
    asked: list[object] = []

    class Watched(PicturePanel):
        def _let_go(self, reason: End) -> None:
            asked.append((self.name, reason))
            super()._let_go(reason)

    window = QWidget()
    layout = QVBoxLayout(window)
    for name in ("one", "other"):
        layout.addWidget(Watched(name, ProbabilityBars(), scene, kind="q"))
    show(qtbot, window, 420, 600)
    one = window.findChild(Watched)
    assert one is not None
    start = QPointF(one.geometry_now().columns.centre(BANANA), 150.0)
    user.drag(one, start, start + QPointF(0.0, 30.0), start + QPointF(0.0, 60.0))
    assert asked == [("one", End.RELEASED)]


def test_a_drag_ends_a_gesture_that_runs_by_itself_and_goes_on(grip: Grip) -> None:
    store = grip.scene.store
    playing = Intent("Play", partial(set_temperature, temperature=2.0))
    store.begin().preview(playing)
    start = grip.at()
    user.press(grip.widget, start)
    user.move(grip.widget, start + grip.way / 2)
    half = grip.value
    user.move(grip.widget, start + grip.way)
    assert grip.value != half
    user.release(grip.widget, start + grip.way)
    assert store.document.temperature == 2.0
    assert [step.split()[0] for step in grip.steps] == ["Play", "Drag"]


@pytest.mark.parametrize("name", ["q", "curve", "plot"])
def test_the_ends_of_a_drag(make_grip: MakeGrip, name: str) -> None:
    grip = make_grip(name)
    far = QPointF(0.0, 900.0) if name == "q" else QPointF(-2000.0, -4000.0)
    start = grip.at()
    user.press(grip.widget, start)
    user.move(grip.widget, start + far)
    assert grip.value == pytest.approx(DRAG_MIN, rel=1e-9)
    user.move(grip.widget, start - far)
    assert 1.0 - grip.value == pytest.approx(1.0 - DRAG_MAX, rel=1e-9)
    user.move(grip.widget, start + far)
    user.release(grip.widget, start + far)
    assert grip.steps == ["Drag q[Banana] 0.9088 → 1e−6"]


def test_a_target_reaches_both_ends(make_grip: MakeGrip) -> None:
    grip = make_grip("p")
    start = grip.at()
    user.press(grip.widget, start)
    user.move(grip.widget, start + QPointF(0.0, 900.0))
    assert grip.scene.store.analysis.p.tolist() == pytest.approx([0.4, 0.0, 0.6])
    assert grip.value == 0.0
    user.move(grip.widget, start - QPointF(0.0, 900.0))
    assert grip.scene.store.analysis.p.tolist() == [0.0, 1.0, 0.0]
    user.release(grip.widget, start - QPointF(0.0, 900.0))
    assert grip.steps == ["Drag p[Banana] 0.5000 → 1"]


@pytest.mark.parametrize("name", ["q", "z", "curve", "plot"])
def test_what_was_typed_to_nothing_is_dragged_up_again(make_grip: MakeGrip, name: str) -> None:
    grip = make_grip(name, set_probability(fruit(), BANANA, 0.0))
    before = grip.scene.store.document
    assert grip.value == (-np.inf if name == "z" else 0.0)
    start = grip.at()
    user.press(grip.widget, start)
    up = QPointF(0.0, -80.0) if name in ("q", "z") else QPointF(200.0, 200.0)
    user.move(grip.widget, start + up)
    assert np.isfinite(grip.scene.store.document.sample.scores[BANANA])
    assert grip.scene.store.analysis.q[BANANA] > 1e-3
    user.move(grip.widget, start)
    assert grip.scene.store.document.same_as(before)
    user.move(grip.widget, start + up)
    user.release(grip.widget, start + up)
    assert len(grip.steps) == 1
    # The others kept their ratio.
    q = grip.scene.store.analysis.q
    assert q[0] / q[2] == pytest.approx(np.exp(1.5), rel=1e-12)


def test_others_keep_their_ratios(make_grip: MakeGrip) -> None:
    grip = make_grip("q")
    before = grip.scene.store.document.sample.scores
    start = grip.at()
    user.drag(grip.widget, start, start + grip.way)
    after = grip.scene.store.document.sample.scores
    assert (after != before).tolist() == [False, True, False]


def test_others_share_equally(make_grip: MakeGrip) -> None:
    grip = make_grip("q", set_policy(fruit(), Policy.EQUAL))
    before = grip.scene.store.analysis.q
    start = grip.at()
    user.drag(grip.widget, start, start + grip.way)
    gained = grip.scene.store.analysis.q - before
    assert gained[0] == pytest.approx(gained[2], rel=1e-9)
    assert gained.sum() == pytest.approx(0.0, abs=1e-15)


def test_one_partner_gives_and_takes(make_grip: MakeGrip) -> None:
    grip = make_grip("q", set_policy(fruit(), Policy.PARTNER, partner=2))
    before = grip.scene.store.analysis.q
    start = grip.at()
    user.drag(grip.widget, start, start + grip.way)
    after = grip.scene.store.analysis.q
    assert after[0] == pytest.approx(before[0], rel=1e-14)
    assert after[2] - before[2] == pytest.approx(before[1] - after[1], rel=1e-12)


def test_only_the_score_moves_and_locks_are_not_looked_at(make_grip: MakeGrip) -> None:
    grip = make_grip("q", toggle_lock(set_policy(fruit(), Policy.SCORE), 0))
    before = grip.scene.store.document.sample.scores
    start = grip.at()
    user.drag(grip.widget, start, start + grip.way)
    after = grip.scene.store.document.sample.scores
    assert (after != before).tolist() == [False, True, False]


@pytest.mark.parametrize("policy", [Policy.RATIO, Policy.EQUAL, Policy.PARTNER])
def test_a_locked_class_keeps_its_probability(make_grip: MakeGrip, policy: Policy) -> None:
    grip = make_grip("q", toggle_lock(set_policy(fruit(), policy, partner=2), 0))
    held = float(grip.scene.store.analysis.q[0])
    start = grip.at()
    user.press(grip.widget, start)
    for share in (1.0, 3.0, -3.0):
        user.move(grip.widget, start + grip.way * share)
        assert grip.scene.store.analysis.q[0] == pytest.approx(held, rel=1e-13)
    # Up there the unlocked mass is the end, and the step says so.
    user.release(grip.widget, start - grip.way * 3.0)
    assert grip.value == pytest.approx((1.0 - held) * DRAG_MAX, rel=1e-12)
    assert grip.steps == [f"Drag q[Banana] 0.9088 → {grip.value:.4f}"]


def test_with_every_other_class_locked_a_drag_is_refused_once_it_moves(
    make_grip: MakeGrip,
) -> None:
    grip = make_grip("q", toggle_lock(toggle_lock(fruit(), 0), 2))
    before = grip.scene.store.document
    refusals: list[object] = []
    grip.scene.store.refused.connect(refusals.append)
    start = grip.at()
    user.drag(grip.widget, start, start + grip.way)
    assert grip.scene.store.document.same_as(before)
    assert [str(refusal) for refusal in refusals] == [
        "every other class is locked. Unlock one to make room"
    ]
    assert grip.steps == []


def test_scores_go_beyond_the_axis(make_grip: MakeGrip) -> None:
    grip = make_grip("z")
    high = grip.panel.geometry_now().scale.high
    start = grip.at()
    user.press(grip.widget, start)
    user.move(grip.widget, start - QPointF(0.0, 400.0))
    assert grip.value > high
    # The axis follows what leaves it; beyond the old end a pixel is worth what it was.
    assert grip.panel.geometry_now().scale.high >= grip.value
    user.release(grip.widget, start - QPointF(0.0, 400.0))
    assert grip.panel.geometry_now().scale.high > grip.value
