"""The keyboard is as good as the mouse."""

from __future__ import annotations

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from ceviz.document.edits import DRAG_MAX, DRAG_MIN, set_probability, set_score
from ceviz.document.model import Document
from ceviz.panels.picture_panel import PicturePanel
from ceviz.panels.scene import Scene
from tests.helpers import user
from tests.helpers.documents import fruit, many
from tests.helpers.fixtures import make_scene
from tests.helpers.hearing import Heard, Told
from tests.helpers.user import Key, Modifier
from tests.panels.conftest import BANANA, bars_panel, curve_panel, scores_panel

SHIFT = Modifier.ShiftModifier


def q_of(panel: PicturePanel) -> float:
    return float(panel.state.analysis.q[BANANA])


def z_of(panel: PicturePanel) -> float:
    return float(panel.state.analysis.z[BANANA])


def steps(panel: PicturePanel) -> list[str]:
    history = panel._scene.store.history
    return [history.text(k) for k in range(history.count())]


def bars_on(qtbot: QtBot, document: Document) -> PicturePanel:
    return bars_panel(qtbot, make_scene(document))


def test_arrows_choose_a_class_and_go_around(qtbot: QtBot, scene: Scene) -> None:
    panel = bars_panel(qtbot, scene)
    heard = Heard(panel)
    chosen = []
    for key in (Key.Key_Right, Key.Key_Right, Key.Key_Left, Key.Key_Left, Key.Key_Left):
        user.key(panel, key)
        chosen.append(scene.state.selected)
    assert chosen == [2, 0, 2, 1, 0]
    assert heard.said == []


@pytest.mark.parametrize(
    ("key", "modifier", "by"),
    [
        (Key.Key_Up, Modifier.NoModifier, 0.01),
        (Key.Key_Down, Modifier.NoModifier, -0.01),
        (Key.Key_Up, SHIFT, 0.001),
        (Key.Key_Down, SHIFT, -0.001),
        (Key.Key_PageDown, Modifier.NoModifier, -0.1),
    ],
)
def test_probabilities_are_nudged(
    qtbot: QtBot, scene: Scene, key: Key, modifier: Modifier, by: float
) -> None:
    for panel in (bars_panel(qtbot, scene), curve_panel(qtbot, scene, plot=True)):
        panel.setFocus()
        heard, before = Heard(panel), q_of(panel)
        user.key(panel, key, modifier)
        assert q_of(panel) - before == pytest.approx(by, rel=1e-9)
        assert heard.one.label == f"Nudge q[Banana] to {q_of(panel):.4f}"


@pytest.mark.parametrize(
    ("key", "modifier", "by"),
    [
        (Key.Key_Up, Modifier.NoModifier, 0.1),
        (Key.Key_Down, SHIFT, -0.01),
        (Key.Key_PageUp, Modifier.NoModifier, 1.0),
    ],
)
def test_scores_are_nudged(
    qtbot: QtBot, scene: Scene, key: Key, modifier: Modifier, by: float
) -> None:
    panel = scores_panel(qtbot, scene)
    heard = Heard(panel)
    user.key(panel, key, modifier)
    assert z_of(panel) == pytest.approx(3.5 + by)
    assert len(heard.said) == 1


def test_a_locked_class_is_not_nudged_and_says_why(qtbot: QtBot, scene: Scene) -> None:
    panel, told = bars_panel(qtbot, scene), Told(scene.store.refused)
    user.key(panel, Key.Key_L)
    before = scene.store.document
    user.key(panel, Key.Key_Down)
    assert scene.store.document is before
    assert [str(each) for each in told] == [
        "Banana is locked and keeps its share. Unlock Banana first"
    ]
    assert steps(panel) == ["Lock Banana"]


def test_nudges_on_one_class_fold_until_something_else_happens(qtbot: QtBot, scene: Scene) -> None:
    panel = bars_panel(qtbot, scene)
    before = scene.store.document
    for _ in range(3):
        user.key(panel, Key.Key_Down)
    assert steps(panel) == ["Nudge q[Banana] to 0.8788"]
    user.key(panel, Key.Key_L)
    user.key(panel, Key.Key_L)
    user.key(panel, Key.Key_Down)
    user.key(panel, Key.Key_Right)
    user.key(panel, Key.Key_Up)
    user.key(panel, Key.Key_Up)
    assert [step.split(" to ")[0] for step in steps(panel)] == [
        "Nudge q[Banana]", "Lock Banana", "Unlock Banana", "Nudge q[Banana]", "Nudge q[Orange]",
    ]  # fmt: skip
    for _ in steps(panel):
        scene.store.undo()
    assert scene.store.document.same_as(before)


def test_a_nudge_there_and_back_is_where_it_was(qtbot: QtBot, scene: Scene) -> None:
    panel = scores_panel(qtbot, scene)
    user.key(panel, Key.Key_PageUp)
    user.key(panel, Key.Key_PageDown)
    assert steps(panel) == []
    assert scene.store.history.isClean()


def test_home_and_end_go_to_the_ends_of_a_probability(qtbot: QtBot, scene: Scene) -> None:
    panel = bars_panel(qtbot, scene)
    user.key(panel, Key.Key_Home)
    assert q_of(panel) == pytest.approx(DRAG_MIN, rel=1e-9)
    user.key(panel, Key.Key_End)
    assert 1.0 - q_of(panel) == pytest.approx(1.0 - DRAG_MAX, rel=1e-9)
    assert steps(panel) == ["Nudge q[Banana] to 1 − 1e−6"]


def test_home_and_end_go_to_the_ends_of_the_score_axis(qtbot: QtBot, scene: Scene) -> None:
    panel = scores_panel(qtbot, scene)
    scale = panel.geometry_now().scale
    user.key(panel, Key.Key_Home)
    assert z_of(panel) == scale.low
    scale = panel.geometry_now().scale
    user.key(panel, Key.Key_End)
    assert z_of(panel) == scale.high


def test_nudging_stops_at_the_ends(qtbot: QtBot, scene: Scene) -> None:
    panel = bars_panel(qtbot, scene)
    for _ in range(12):
        user.key(panel, Key.Key_PageUp)
    assert 1.0 - q_of(panel) == pytest.approx(1.0 - DRAG_MAX, rel=1e-9)
    for _ in range(12):
        user.key(panel, Key.Key_PageDown)
    assert q_of(panel) == pytest.approx(DRAG_MIN, rel=1e-9)
    user.key(panel, Key.Key_Up)
    assert q_of(panel) == pytest.approx(DRAG_MIN + 0.01, rel=1e-9)


def test_up_never_lowers_and_down_never_raises_what_was_typed(qtbot: QtBot) -> None:
    panel = bars_on(qtbot, set_probability(fruit(), BANANA, 1.0))
    user.key(panel, Key.Key_Up)
    assert q_of(panel) == 1.0
    user.key(panel, Key.Key_Down)
    assert q_of(panel) == pytest.approx(0.99)
    panel = bars_on(qtbot, set_probability(fruit(), BANANA, 0.0))
    user.key(panel, Key.Key_Down)
    assert q_of(panel) == 0.0
    user.key(panel, Key.Key_Up)
    assert q_of(panel) == pytest.approx(0.01)


def test_a_score_of_minus_infinity_is_nudged_up_only(qtbot: QtBot) -> None:
    panel = scores_panel(qtbot, make_scene(set_score(fruit(), BANANA, -np.inf)))
    low = panel.geometry_now().scale.low
    user.key(panel, Key.Key_Down)
    assert z_of(panel) == -np.inf
    assert steps(panel) == []
    user.key(panel, Key.Key_Up)
    assert z_of(panel) == pytest.approx(low + 0.1)


def test_l_locks_and_t_makes_true(qtbot: QtBot, scene: Scene) -> None:
    panel = bars_panel(qtbot, scene)
    user.key(panel, Key.Key_Right)
    user.key(panel, Key.Key_L)
    user.key(panel, Key.Key_T)
    assert scene.store.document.classes.locked == {2}
    assert scene.store.analysis.true == 2
    user.key(panel, Key.Key_L)
    assert scene.store.document.classes.locked == set()
    assert steps(panel) == ["Lock Orange", "Make Orange the true class", "Unlock Orange"]


@pytest.mark.parametrize("key", [Key.Key_X, Key.Key_Escape, Key.Key_F5, Key.Key_Shift])
def test_other_keys_ask_for_nothing(qtbot: QtBot, scene: Scene, key: Key) -> None:
    panel = bars_panel(qtbot, scene)
    heard = Heard(panel)
    user.key(panel, key)
    assert heard.said == []
    assert scene.state.selected == BANANA


def test_a_thousand_classes_are_reached_one_by_one(qtbot: QtBot) -> None:
    panel = bars_on(qtbot, many(1000))
    panel._scene.select(998)
    user.key(panel, Key.Key_Right)
    user.key(panel, Key.Key_Up)
    (step,) = steps(panel)
    assert step.startswith("Nudge q[class 999] to ")
