"""The ledger in use: the handle, typing, bars, keys; selections; nothing is ever edited."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPointF
from pytestqt.qtbot import QtBot

from ceviz.document.model import Classes, Document, Samples
from ceviz.document.samples import Rows
from ceviz.draw.accounts import account_of
from ceviz.draw.state import Data
from ceviz.maths.batch.groups import worst_rows
from ceviz.panels.data_scene import DataScene
from ceviz.panels.ledger_view import LedgerView
from ceviz.panels.scene import Scene
from tests.helpers import user
from tests.helpers.fixtures import make_scene, show
from tests.helpers.hearing import Heard

COUNT = 500


@pytest.fixture
def view(qtbot: QtBot) -> LedgerView:
    rng = np.random.default_rng(8)
    rows = Rows(rng.normal(0.0, 2.0, (COUNT, 3)), rng.integers(0, 3, COUNT), np.full(COUNT, np.nan))
    return opened(qtbot, make_scene(Document(Classes.named(["cat", "dog", "owl"]), Samples(rows))))


def opened(qtbot: QtBot, scene: Scene) -> LedgerView:
    data = DataScene(scene)
    made = LedgerView(scene, data)
    data.setParent(made)
    data.want()
    return show(qtbot, made, 420, 620)


def data_of(view: LedgerView) -> Data:
    data = view._scene.state.data
    assert data is not None
    return data


def handle(view: LedgerView) -> QPointF:
    g = view.panel.geometry_now()
    axes = g.lorenz.axes[0]
    return QPointF(view.ledger.lorenz.chart.handle_point(axes, view.panel.state).toPoint())


def selected(view: LedgerView) -> list[int] | None:
    selection = view._data.selection
    return None if selection is None else [int(row) for row in selection]


def worst_of(view: LedgerView) -> list[int]:
    count = max(1, round(view.ledger.fraction * COUNT))
    return [int(row) for row in worst_rows(data_of(view).evaluation, count)]


def test_a_drag_moves_the_share_and_selects_at_its_end(view: LedgerView) -> None:
    told: list[None] = []
    view._data.selected.connect(lambda: told.append(None))
    start = handle(view)
    heard = Heard(view.panel)
    user.press(view.panel, start)
    user.move(view.panel, start + QPointF(30, 0))
    user.move(view.panel, start + QPointF(60, 10))
    assert view.ledger.fraction > 0.02
    assert abs(handle(view).x() - start.x() - 60.0) <= 2.0
    assert selected(view) is None
    user.release(view.panel, start + QPointF(60, 10))
    assert selected(view) == worst_of(view)
    assert len(told) == 1
    assert heard.said == []
    assert view._scene.store.history.count() == 0


def test_esc_and_the_right_button_give_the_drag_back(view: LedgerView) -> None:
    start = handle(view)
    for escape in (True, False):
        view.panel.setFocus()
        user.press(view.panel, start)
        user.move(view.panel, start + QPointF(50, 0))
        assert view.ledger.fraction != 0.01
        if escape:
            user.key(view.panel, user.Key.Key_Escape)
        else:
            user.click(view.panel, start + QPointF(50, 0), button=user.Button.RightButton)
        assert view.ledger.fraction == 0.01
        user.release(view.panel, start + QPointF(50, 0))
        assert selected(view) is None


def test_it_is_dragged_from_one_sample_to_all(view: LedgerView) -> None:
    user.drag(view.panel, handle(view), QPointF(2, 100))
    assert view.ledger.fraction == pytest.approx(1 / COUNT)
    user.drag(view.panel, handle(view), QPointF(view.panel.width() - 2, 100))
    assert view.ledger.fraction == 1.0
    assert selected(view) == list(range(COUNT))


def test_shift_drags_finely(view: LedgerView) -> None:
    start = handle(view)
    user.drag(view.panel, start, start + QPointF(0, 0), start + QPointF(60, 0), shift=True)
    fine = view.ledger.fraction
    user.drag(view.panel, handle(view), handle(view) + QPointF(60, 0))
    assert 0.01 < fine < 0.0125 < 0.02 < view.ledger.fraction


def test_a_share_is_typed(view: LedgerView) -> None:
    view.worst.setFocus()
    for typed, fraction in (("10 %", 0.1), ("2", 0.1), ("0.04", 0.04)):
        user.select_all(view.worst)
        user.write(view.worst, typed)
        user.key(view.worst, user.Key.Key_Return)
        assert view.ledger.fraction == fraction
        assert bool(view.worst.property("refused")) == (typed == "2")
    assert selected(view) == worst_of(view)


@pytest.mark.parametrize("by", range(3))
def test_a_click_on_a_bar_selects_its_samples(view: LedgerView, by: int) -> None:
    view.by.setFocus()
    for _ in range(by):
        user.key(view.by, user.Key.Key_Down)
    g = view.panel.geometry_now().accounts
    account = account_of(data_of(view), view.ledger.by)
    assert account is not None
    user.click(view.panel, g.row(1).center())
    rows = selected(view)
    assert rows is not None
    assert len(rows) == account.counts[1]
    assert data_of(view).evaluation.loss[rows].sum() == pytest.approx(account.losses[1])
    user.click(view.every, user.middle(view.every))
    assert selected(view) is None


def test_keys_move_the_handle_and_choose_a_bar(view: LedgerView) -> None:
    view.panel.setFocus()
    user.key(view.panel, user.Key.Key_Right)
    assert view.ledger.fraction == 6 / COUNT
    assert selected(view) == worst_of(view)
    user.key(view.panel, user.Key.Key_PageUp)
    assert view.ledger.fraction == 60 / COUNT
    user.key(view.panel, user.Key.Key_Home)
    user.key(view.panel, user.Key.Key_Left)
    assert view.ledger.fraction == 1 / COUNT
    for key in (user.Key.Key_Down, user.Key.Key_Down, user.Key.Key_Return):
        user.key(view.panel, key)
    account, rows = account_of(data_of(view), "true class"), selected(view)
    assert account is not None
    assert rows == np.flatnonzero(data_of(view).evaluation.true == account.keys[1]).tolist()


def test_a_straight_axis_can_be_had(view: LedgerView) -> None:
    before = view.panel.grab().toImage()
    user.click(view.log, QPointF(8, view.log.height() / 2))
    assert not view.ledger.log
    assert view.panel.grab().toImage() != before


def test_pointing_at_a_bar_says_what_it_costs(view: LedgerView) -> None:
    user.move(view.panel, view.panel.geometry_now().accounts.row(0).center())
    lines = view.panel.note(view.panel.state)
    assert lines[0] in ("cat", "dog", "owl")
    assert "of the loss" in lines[1]


def test_one_sample_is_no_reason_to_fall_over(qtbot: QtBot, scene: Scene) -> None:
    view = opened(qtbot, scene)
    view.panel.setFocus()
    for key in (user.Key.Key_Left, user.Key.Key_Right, user.Key.Key_Down, user.Key.Key_Return):
        user.key(view.panel, key)
    assert "The worst 100% (1 sample) makes 100% of the loss" in view.picture.caption(scene.state)
