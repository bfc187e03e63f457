from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPointF, Qt
from pytestqt.qtbot import QtBot

from ceviz.document.model import Document
from ceviz.panels.scene import Scene
from ceviz.views.simplex.picture import Simplex
from ceviz.views.simplex.view import SimplexView
from tests.helpers import user
from tests.helpers.documents import free_fruit, fruit, infinite, many
from tests.helpers.fixtures import make_scene, show
from tests.helpers.hearing import Heard

Key = Qt.Key


def opened(qtbot: QtBot, document: Document) -> tuple[SimplexView, Scene]:
    scene = make_scene(document)
    return show(qtbot, SimplexView(scene), 420, 500), scene


def spot(view: SimplexView, kind: str = "q") -> QPointF:
    """Where q or p is, to the pixel that a mouse can hit."""
    g = view.panel.geometry_now()
    shares = g.part.point if kind == "q" else g.part.target / g.part.target.sum()
    return QPointF(g.at(shares).toPoint())


def place(view: SimplexView, *shares: float) -> QPointF:
    return QPointF(view.panel.geometry_now().at(np.array(shares)).toPoint())


@pytest.mark.parametrize(
    "make", [fruit, free_fruit, infinite, lambda: many(2), lambda: many(10), lambda: many(200)]
)
def test_it_shows_a_document_and_asks_for_nothing(
    qtbot: QtBot, make: Callable[[], Document]
) -> None:
    view, scene = opened(qtbot, fruit())
    heard = Heard(view.panel)
    scene.store.open(make())
    view.grab()
    qtbot.waitUntil(lambda: view.caption.text() == view.picture.caption(scene.state))
    assert heard.said == []
    count = len(scene.store.document.classes)
    assert view.choice.isVisible() == (count > 3)
    if count > 3:
        shown = view.panel.geometry_now().part.chosen
        assert tuple(box.currentIndex() for box in view.choice.boxes) == shown


def test_q_is_dragged_in_one_undo_step(qtbot: QtBot) -> None:
    view, scene = opened(qtbot, fruit())
    heard = Heard(view.panel)
    goal = place(view, 0.5, 0.2, 0.3)
    user.drag(view.panel, spot(view), place(view, 0.2, 0.2, 0.6), goal)
    assert heard.said == ["previewed", "previewed", "released"]
    assert scene.store.analysis.q == pytest.approx([0.5, 0.2, 0.3], abs=0.01)
    assert scene.store.history.count() == 1
    assert scene.store.history.undoText().startswith("Share q of Apple, Banana, Orange as")
    assert len(scene.state.trail) == 3
    scene.store.undo()
    assert scene.store.document.same_as(fruit())


def test_among_ten_classes_the_others_keep_theirs(qtbot: QtBot) -> None:
    view, scene = opened(qtbot, many(10))
    before = scene.store.analysis.q
    chosen = list(view.panel.geometry_now().part.chosen)
    user.drag(view.panel, spot(view), place(view, 0.2, 0.5, 0.3))
    after = scene.store.analysis.q
    assert np.delete(after, chosen) == pytest.approx(np.delete(before, chosen), rel=1e-12)
    assert after[chosen] / after[chosen].sum() == pytest.approx([0.2, 0.5, 0.3], abs=0.01)


def test_escape_and_the_right_button_give_q_back(qtbot: QtBot) -> None:
    view, scene = opened(qtbot, fruit())
    for by_key in (True, False):
        start, there = spot(view), place(view, 0.3, 0.3, 0.4)
        user.press(view.panel, start)
        user.move(view.panel, there)
        assert scene.store.in_gesture
        if by_key:
            user.key(view.panel, Key.Key_Escape)
        else:
            user.press(view.panel, there, button=user.Button.RightButton)
        assert not scene.store.in_gesture
        assert scene.store.document.same_as(fruit())
        user.release(view.panel, there)
        user.release(view.panel, there, button=user.Button.RightButton)
    assert scene.store.history.count() == 0


def test_out_and_back_leaves_no_step(qtbot: QtBot) -> None:
    view, scene = opened(qtbot, fruit())
    start = spot(view)
    user.drag(view.panel, start, place(view, 0.3, 0.3, 0.4), start)
    assert scene.store.history.count() == 0
    assert scene.store.document.same_as(fruit())


def test_p_is_dragged_when_it_is_free(qtbot: QtBot) -> None:
    view, scene = opened(qtbot, free_fruit())
    user.drag(view.panel, spot(view, "p"), place(view, 0.6, 0.2, 0.2))
    assert scene.store.analysis.p == pytest.approx([0.6, 0.2, 0.2], abs=0.01)
    assert scene.store.history.undoText().startswith("Share p of")


def test_what_is_locked_is_refused_in_words(qtbot: QtBot) -> None:
    locked = fruit()
    locked = replace(locked, classes=replace(locked.classes, locked=frozenset({0, 1})))
    view, scene = opened(qtbot, locked)
    with qtbot.waitSignal(scene.store.refused) as refusal:
        user.drag(view.panel, spot(view), place(view, 0.3, 0.3, 0.4))
    assert "locked" in str(refusal.args)
    assert scene.store.document.same_as(locked)


def test_keys_choose_a_corner_and_move_q_towards_it(qtbot: QtBot) -> None:
    view, scene = opened(qtbot, fruit())
    view.panel.setFocus()
    user.key(view.panel, Key.Key_Right)
    assert scene.state.selected == 2
    user.key(view.panel, Key.Key_Right)
    assert scene.state.selected == 0
    heard = Heard(view.panel)
    before = scene.store.analysis.q
    user.key(view.panel, Key.Key_Up)
    assert heard.said == ["edited"]
    after = scene.store.analysis.q
    assert after[0] == pytest.approx(before[0] + 0.01, abs=1e-12)
    assert after[1] / after[2] == pytest.approx(before[1] / before[2], rel=1e-12)
    user.key(view.panel, Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    assert scene.store.analysis.q[0] == pytest.approx(before[0] + 0.009, abs=1e-12)
    assert scene.store.history.count() == 1  # nudges on one corner fold
    user.key(view.panel, Key.Key_End)
    assert scene.store.analysis.q[0] == pytest.approx(1.0, abs=3e-6)


def test_other_classes_are_chosen_and_the_pictures_own_come_back(qtbot: QtBot) -> None:
    view, scene = opened(qtbot, many(10))
    own = view.panel.geometry_now().part.chosen
    other = 0
    assert other not in own
    heard = Heard(view.panel)
    view.choice.boxes[0].setFocus()
    user.key(view, Key.Key_Home)
    assert view.panel.geometry_now().part.chosen == (other, *own[1:])
    assert not view.choice.auto.isChecked()
    # A class that is shown already changes places.
    view.choice._choose(0, own[1])
    assert view.panel.geometry_now().part.chosen == (own[1], other, own[2])
    assert [b.currentIndex() for b in view.choice.boxes] == [own[1], other, own[2]]
    user.click(view.choice.auto, user.middle(view.choice.auto))
    assert view.panel.geometry_now().part.chosen == own
    assert heard.said == []
    assert scene.store.history.count() == 0


def test_arrows_show_descent_instead(qtbot: QtBot) -> None:
    view, _ = opened(qtbot, fruit())
    user.click(view.descent, QPointF(8.0, view.descent.height() / 2.0))
    assert isinstance(view.picture, Simplex)
    assert view.picture.drifting
    view.grab()


def test_hovering_a_corner_lights_its_class(qtbot: QtBot) -> None:
    view, scene = opened(qtbot, fruit())
    user.move(view.panel, place(view, 0.0, 0.0, 1.0))
    assert scene.state.hovered == 2
    user.move(view.panel, place(view, 0.3, 0.3, 0.4))
    assert scene.state.hovered is None
    assert view.panel.note(scene.state)[0].startswith("loss ")
