"""The view of areas and codes: shown, dragged, nudged, swapped, frozen."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPointF, Qt
from pytestqt.qtbot import QtBot

from ceviz.document.analysis import analyse
from ceviz.document.frozen import Frozen
from ceviz.document.model import Document
from ceviz.panels.scene import Scene
from ceviz.views.areas.layout import AreaGeometry
from ceviz.views.areas.picture import AreaView, Part
from ceviz.views.areas.view import AreasView
from tests.helpers import user
from tests.helpers.documents import free_fruit, fruit, infinite, many
from tests.helpers.fixtures import make_scene, show
from tests.helpers.hearing import Heard


def opened(
    qtbot: QtBot, document: Document, size: tuple[int, int] = (420, 500)
) -> tuple[AreasView, Scene]:
    scene = make_scene(document)
    return show(qtbot, AreasView(scene), *size), scene


def rectangles(view: AreasView) -> AreaGeometry:
    found = view.panel.geometry_now().parts[0].geometry
    assert isinstance(found, AreaGeometry)
    return found


def over(view: AreasView, k: int) -> QPointF:
    """The pixel in the middle of a rectangle's column."""
    g = rectangles(view)
    left, widths = g.sides()
    return QPointF(round(left[k] + widths[k] / 2.0), round(g.frame.plot.center().y()))


def right_of(view: AreasView, k: int) -> QPointF:
    """A pixel on the right side of a rectangle."""
    left, widths = rectangles(view).sides()
    return QPointF(int(left[k] + widths[k]) - 1, round(rectangles(view).frame.plot.center().y()))


@pytest.mark.parametrize("make", [free_fruit, infinite, lambda: many(2), lambda: many(200)])
def test_it_shows_a_document_and_asks_for_nothing(
    qtbot: QtBot, make: Callable[[], Document]
) -> None:
    view, scene = opened(qtbot, fruit())
    heard = Heard(view.panel)
    before = view.caption.text()
    scene.store.open(make())
    view.grab()
    qtbot.waitUntil(lambda: view.caption.text() != before)
    assert view.caption.text() == view.picture.caption(scene.state)
    assert heard.said == []


def test_a_top_dragged_down_raises_q_in_one_step(qtbot: QtBot) -> None:
    view, scene = opened(qtbot, free_fruit())
    heard = Heard(view.panel)
    start, q = over(view, 0), scene.store.analysis.q
    user.drag(view.panel, start, start + QPointF(0, 20), start + QPointF(0, 50))
    assert heard.said == ["previewed", "previewed", "released"]
    assert scene.store.history.undoText().startswith("Drag q[Apple]")
    after = scene.store.analysis
    # 50 pixels lower is 50 pixels less surprising.
    fallen = 50.0 * rectangles(view).y.per_pixel
    assert after.q[0] > q[0]
    assert scene.state.selected == 0
    view.grab()
    scene.store.undo()
    assert scene.store.document.same_as(free_fruit())
    assert fallen > 0.0


def test_a_side_dragged_moves_p_where_it_is_free(qtbot: QtBot) -> None:
    view, scene = opened(qtbot, free_fruit())
    start = right_of(view, 0)
    wide = rectangles(view).x
    user.drag(view.panel, start, start + QPointF(15, 0), start + QPointF(30, 0))
    assert scene.store.history.undoText().startswith("Drag p[Apple] 0.2000 →")
    grown = 30.0 * wide.per_pixel
    # Its left side stands at 0, so the width is all that moved.
    assert scene.store.analysis.p[0] == pytest.approx(0.2 + grown, abs=1e-9)
    assert scene.store.analysis.q.tolist() == analyse(free_fruit()).q.tolist()


def test_a_side_that_cannot_move_says_why_and_changes_nothing(qtbot: QtBot) -> None:
    view, scene = opened(qtbot, fruit())
    refusals: list[str] = []
    scene.store.refused.connect(lambda refusal: refusals.append(str(refusal)))
    start = right_of(view, 1)
    user.drag(view.panel, start, start - QPointF(40, 0))
    assert refusals == [
        "only a free target can be changed class by class. Choose target “free” first"
    ]
    assert scene.store.document.same_as(fruit())
    assert scene.store.history.count() == 0


def test_escape_gives_a_drag_back(qtbot: QtBot) -> None:
    view, scene = opened(qtbot, free_fruit())
    start = over(view, 1)
    user.press(view.panel, start)
    user.move(view.panel, start - QPointF(0, 60))
    assert not scene.store.document.same_as(free_fruit())
    user.key(view, user.Key.Key_Escape)
    user.release(view.panel, start)
    assert scene.store.document.same_as(free_fruit())
    assert scene.store.history.count() == 0


def test_the_pointer_lights_classes_and_shows_what_can_be_moved(qtbot: QtBot) -> None:
    view, scene = opened(qtbot, free_fruit())
    user.move(view.panel, over(view, 2))
    assert scene.state.hovered == 2
    assert view.panel.cursor().shape() == Qt.CursorShape.SizeVerCursor
    user.move(view.panel, right_of(view, 0))
    assert view.panel.cursor().shape() == Qt.CursorShape.SizeHorCursor
    assert view.panel.tip_lines(2, scene.state)[0] == "Orange"


def test_keys_choose_nudge_both_and_type(qtbot: QtBot) -> None:
    view, scene = opened(qtbot, free_fruit())
    view.panel.setFocus()
    user.key(view, user.Key.Key_Right)
    assert scene.state.selected == 2
    user.key(view, user.Key.Key_Up)
    assert scene.store.history.undoText().startswith("Nudge q[Orange]")
    user.key(view, user.Key.Key_Up, user.Modifier.AltModifier)
    user.key(view, user.Key.Key_Up, user.Modifier.AltModifier)
    assert scene.store.analysis.p[2] == pytest.approx(0.32)
    user.key(view, user.Key.Key_Down, user.Modifier.AltModifier | user.Modifier.ShiftModifier)
    assert scene.store.analysis.p[2] == pytest.approx(0.319)
    assert scene.store.history.count() == 2  # nudges of one kind fold
    user.key(view, user.Key.Key_Return)
    user.write(view, "0.25")
    user.key(view, user.Key.Key_Return)
    assert scene.store.analysis.q[2] == pytest.approx(0.25)


def test_switches_change_the_picture_and_nothing_else(qtbot: QtBot) -> None:
    view, scene = opened(qtbot, free_fruit())
    heard = Heard(view.panel)
    view.parts[Part.CODE].click()
    assert "prefix code" in view.picture.caption(scene.state)
    qtbot.waitUntil(lambda: view.caption.text().startswith("Both prefix codes need"))
    view.parts[Part.AREAS].click()
    view.swap.click()
    qtbot.waitUntil(lambda: view.caption.text().startswith("KL(q‖p)"))
    view.freeze.click()
    picture = view.picture
    assert isinstance(picture, AreaView)
    assert picture == AreaView(Part.AREAS, swapped=True, ghost=Frozen.of(scene.store.document))
    view.grab()
    view.freeze.click()
    assert view.picture == AreaView(swapped=True)
    assert view.freeze.text() == "Freeze"
    assert heard.said == []


def test_where_both_are_shown_there_is_nothing_to_choose(qtbot: QtBot) -> None:
    view, _ = opened(qtbot, free_fruit(), (420, 500))
    assert all(button.isVisible() for button in view.parts.values())
    view.resize(1200, 600)
    qtbot.waitUntil(lambda: not any(button.isVisible() for button in view.parts.values()))
    assert len(view.panel.geometry_now().parts) == 2


def test_a_ghost_outlives_a_change_of_classes(qtbot: QtBot) -> None:
    view, scene = opened(qtbot, free_fruit())
    view.freeze.click()
    scene.store.open(many(7))
    view.grab()
    assert len(scene.store.analysis.q) == 7


def test_a_ghost_is_restored_and_let_go(qtbot: QtBot) -> None:
    view, _ = opened(qtbot, free_fruit())
    ghost = Frozen.of(fruit())
    view.restore(AreaView(ghost=ghost))
    assert view.picture == AreaView(ghost=ghost)
    assert view.freeze.isChecked()
    assert view.freeze.text() == "Unfreeze"
    view.freeze.click()
    assert view.picture == AreaView()
    view.freeze.click()
    view.restore(AreaView())
    assert view.picture == AreaView()
    assert view.freeze.text() == "Freeze"
