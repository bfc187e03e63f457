from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPointF
from pytestqt.qtbot import QtBot

from ceviz.document.model import Document
from ceviz.panels.scene import Scene
from ceviz.views.jacobian.view import JacobianView
from tests.helpers import user
from tests.helpers.documents import free_fruit, fruit, infinite, many
from tests.helpers.fixtures import make_scene, show
from tests.helpers.hearing import Heard


def opened(qtbot: QtBot, document: Document) -> tuple[JacobianView, Scene]:
    scene = make_scene(document)
    return show(qtbot, JacobianView(scene), 420, 500), scene


def row(view: JacobianView, k: int, column: int = 0) -> QPointF:
    g = view.panel.geometry_now()
    return QPointF(round(g.columns.centre(column)), round(g.rows.centre(k)))


@pytest.mark.parametrize("make", [fruit, free_fruit, infinite, lambda: many(2), lambda: many(200)])
def test_it_shows_a_document_and_asks_for_nothing(
    qtbot: QtBot, make: Callable[[], Document]
) -> None:
    view, scene = opened(qtbot, fruit())
    heard = Heard(view.panel)
    scene.store.open(make())
    view.grab()
    qtbot.waitUntil(lambda: view.caption.text() == view.picture.caption(scene.state))
    assert heard.said == []


def test_a_row_dragged_up_is_one_undo_step_for_its_score(qtbot: QtBot) -> None:
    view, scene = opened(qtbot, fruit())
    heard = Heard(view.panel)
    start = row(view, 2)
    user.drag(view.panel, start, start - QPointF(0, 10), start - QPointF(0, 24))
    assert heard.said == ["previewed", "previewed", "released"]
    assert scene.store.history.count() == 1
    scale = view.panel.geometry_now().scale
    scores = scene.store.document.sample.scores
    assert scores[2] > -0.5
    assert scores[:2].tolist() == [1.0, 3.5]
    assert scale.low <= scores[2] <= scale.high
    scene.store.undo()
    assert scene.store.document.same_as(fruit())


def test_escape_gives_the_score_back(qtbot: QtBot) -> None:
    view, scene = opened(qtbot, fruit())
    start = row(view, 0)
    user.press(view.panel, start)
    user.move(view.panel, start - QPointF(0, 40))
    assert not scene.store.document.same_as(fruit())
    user.key(view, user.Key.Key_Escape)
    user.release(view.panel, start)
    assert scene.store.document.same_as(fruit())
    assert scene.store.history.count() == 0


def test_pointing_writes_another_class_out_here_and_lights_it_everywhere(qtbot: QtBot) -> None:
    view, scene = opened(qtbot, fruit())
    user.move(view.panel, row(view, 2, 1))
    assert scene.state.hovered == 2
    qtbot.waitUntil(lambda: view.caption.text().startswith("∂L/∂z[Orange]"))
    assert view.panel.note(scene.state)[:2] == ["∂q[Banana]/∂z[Orange]", "= −0.0151"]
    user.click(view.panel, row(view, 0))
    assert scene.state.selected == 0


def test_keys_choose_nudge_and_type_scores(qtbot: QtBot) -> None:
    view, scene = opened(qtbot, fruit())
    heard = Heard(view.panel)
    view.panel.setFocus()
    user.key(view, user.Key.Key_Right)
    assert scene.state.selected == 2
    user.key(view, user.Key.Key_Up)
    assert heard.one.label.startswith("Nudge z[Orange]")
    assert scene.store.document.sample.scores[2] == pytest.approx(-0.4)
    user.key(view, user.Key.Key_2)
    user.key(view, user.Key.Key_Return)
    assert scene.store.document.sample.scores[2] == 2.0
