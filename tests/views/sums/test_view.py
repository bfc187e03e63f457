"""The view of sums: shown, dragged by its terms, frozen."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPointF
from pytestqt.qtbot import QtBot

from ceviz.document.asymmetry import asymmetry
from ceviz.document.frozen import Frozen
from ceviz.document.model import Document
from ceviz.panels.scene import Scene
from ceviz.views.sums.picture import Sums
from ceviz.views.sums.terms import Terms
from ceviz.views.sums.view import SumsView
from tests.helpers import user
from tests.helpers.documents import free_fruit, fruit, infinite, many
from tests.helpers.fixtures import make_scene, show
from tests.helpers.hearing import Heard


def opened(qtbot: QtBot, document: Document) -> tuple[SumsView, Scene]:
    scene = make_scene(document)
    return show(qtbot, SumsView(scene), 420, 500), scene


def terms(view: SumsView) -> Terms:
    found = view.panel.geometry_now().terms
    assert isinstance(found, Terms)
    return found


def cell(view: SumsView, row: int, column: int) -> QPointF:
    return QPointF(terms(view).cell(row, column).center().toPoint())


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


@pytest.mark.parametrize(("column", "kind"), [(0, "q"), (1, "p")])
def test_a_term_dragged_is_one_undo_step(qtbot: QtBot, column: int, kind: str) -> None:
    view, scene = opened(qtbot, free_fruit())
    heard = Heard(view.panel)
    start = cell(view, 1, column)
    before = asymmetry(scene.store.analysis).way(column == 1).areas.surplus[1]
    scale = terms(view).scale
    user.drag(view.panel, start, start + QPointF(4, 0), start + QPointF(9, 0))
    assert heard.said == ["previewed", "previewed", "released"]
    assert scene.store.history.undoText().startswith(f"Drag {kind}[Banana]")
    after = asymmetry(scene.store.analysis).way(column == 1).areas.surplus[1]
    assert after - before == pytest.approx(9.0 * scale.per_pixel, rel=1e-9)
    scene.store.undo()
    assert scene.store.document.same_as(free_fruit())


def test_rows_are_lit_chosen_and_nudged(qtbot: QtBot) -> None:
    view, scene = opened(qtbot, fruit())
    user.move(view.panel, cell(view, 2, 2))
    assert scene.state.hovered == 2
    assert view.panel.tip_lines(2, scene.state)[0] == "Orange"
    user.click(view.panel, cell(view, 2, 2))
    assert scene.state.selected == 2
    assert scene.store.history.count() == 0
    view.panel.setFocus()
    user.key(view, user.Key.Key_Up)
    assert scene.store.history.undoText().startswith("Nudge q[Orange]")
    user.key(view, user.Key.Key_Return)
    user.write(view, "0.5")
    user.key(view, user.Key.Key_Return)
    assert scene.store.analysis.q[2] == pytest.approx(0.5)


def test_freezing_keeps_the_state_at_the_press(qtbot: QtBot) -> None:
    view, scene = opened(qtbot, free_fruit())
    heard = Heard(view.panel)
    frozen = Frozen.of(scene.store.document)
    view.freeze.click()
    assert view.freeze.text() == "Unfreeze"
    scene.store.open(fruit())
    assert view.picture == Sums(frozen)
    view.grab()
    view.freeze.click()
    assert view.picture == Sums()
    assert heard.said == []


def test_a_ghost_is_restored_and_let_go(qtbot: QtBot) -> None:
    view, _ = opened(qtbot, free_fruit())
    ghost = Frozen.of(fruit())
    view.restore(Sums(ghost=ghost))
    assert view.picture == Sums(ghost=ghost)
    assert view.freeze.isChecked()
    assert view.freeze.text() == "Unfreeze"
    view.freeze.click()
    assert view.picture == Sums()
    view.freeze.click()
    view.restore(Sums())
    assert view.picture == Sums()
    assert view.freeze.text() == "Freeze"
