"""The ledger in use: the handle, typing, bars, keys; selections; nothing is ever edited."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPointF
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from ceviz.document.model import Classes, Document, Samples
from ceviz.document.samples import Rows
from ceviz.document.text.numbers import PART, show_percent
from ceviz.draw.state import Data
from ceviz.draw.theme import DARK, LIGHT
from ceviz.maths.batch import worst_rows
from ceviz.panels.background import Job
from ceviz.panels.data_scene import DataScene
from ceviz.panels.plot.plot import Plot
from ceviz.panels.scene import Scene
from ceviz.store import Why
from ceviz.views.ledger.accounts import account_of
from ceviz.views.ledger.lorenz import curve
from ceviz.views.ledger.view import LedgerView
from tests.helpers import user
from tests.helpers.fixtures import make_scene, show
from tests.helpers.hearing import Heard
from tests.helpers.user import wheel

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
    axes = plot(view).axes()
    return QPointF(view.ledger.lorenz.chart.handle_point(axes, view.panel.state).toPoint())


def plot(view: LedgerView) -> Plot:
    made = view.curve.plot
    assert made is not None
    return made


def canvas(view: LedgerView) -> QWidget:
    made: QWidget = plot(view).viewport()
    return made


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
    user.press(canvas(view), start)
    user.move(canvas(view), start + QPointF(30, 0))
    user.move(canvas(view), start + QPointF(60, 10))
    assert view.ledger.fraction > 0.02
    assert abs(handle(view).x() - start.x() - 60.0) <= 2.0
    assert selected(view) is None
    user.release(canvas(view), start + QPointF(60, 10))
    assert selected(view) == worst_of(view)
    assert len(told) == 1
    assert heard.said == []
    assert view._scene.store.history.count() == 0


def test_esc_and_the_right_button_give_the_drag_back(view: LedgerView) -> None:
    start = handle(view)
    for escape in (True, False):
        view.panel.setFocus()
        user.press(canvas(view), start)
        user.move(canvas(view), start + QPointF(50, 0))
        assert view.ledger.fraction != 0.01
        if escape:
            user.key(view.panel, user.Key.Key_Escape)
        else:
            user.click(canvas(view), start + QPointF(50, 0), button=user.Button.RightButton)
        assert view.ledger.fraction == 0.01
        user.release(canvas(view), start + QPointF(50, 0))
        assert selected(view) is None


def test_it_is_dragged_from_one_sample_to_all(view: LedgerView) -> None:
    user.drag(canvas(view), handle(view), QPointF(2, 100))
    assert view.ledger.fraction == pytest.approx(1 / COUNT)
    user.drag(canvas(view), handle(view), QPointF(canvas(view).width() - 2, 100))
    assert view.ledger.fraction == 1.0
    assert selected(view) == list(range(COUNT))


def test_shift_drags_finely(view: LedgerView) -> None:
    start = handle(view)
    user.drag(canvas(view), start, start + QPointF(0, 0), start + QPointF(60, 0), shift=True)
    fine = view.ledger.fraction
    user.drag(canvas(view), handle(view), handle(view) + QPointF(60, 0))
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
    g = view.accounts.geometry_now()
    account = account_of(data_of(view), view.ledger.by)
    assert account is not None
    user.click(view.accounts, g.row(1).center())
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
    user.move(view.accounts, view.accounts.geometry_now().row(0).center())
    lines = view.accounts.note(view.accounts.state)
    assert lines[0] in ("cat", "dog", "owl")
    assert "of the loss" in lines[1]


def test_one_sample_is_no_reason_to_fall_over(qtbot: QtBot, scene: Scene) -> None:
    view = opened(qtbot, scene)
    view.panel.setFocus()
    for key in (user.Key.Key_Left, user.Key.Key_Right, user.Key.Key_Down, user.Key.Key_Return):
        user.key(view.panel, key)
    assert "The worst 100\xa0% (1 sample) makes 100\xa0% of the loss" in view.picture.caption(
        scene.state
    )


def test_showing_it_asks_for_nothing(view: LedgerView) -> None:
    heard = [Heard(panel) for panel in (view.curve, view.accounts)]
    for theme in (DARK, LIGHT):
        view._scene.set_theme(theme)
        view.grab()
    words = view.caption.text()
    assert (
        f"The worst 1\xa0% (5 samples) make {show_percent(worst_of_all(view, 5), PART)} of the loss"
        in words
    )
    assert [ear.said for ear in heard] == [[], []]
    assert view.curve.accessibleName() == "Loss ledger"
    assert "Left and right move the handle" in view.curve.accessibleDescription()
    assert selected(view) is None


def test_it_zooms_and_pans_and_the_handle_is_dragged_there_too(view: LedgerView) -> None:
    start = handle(view)
    low = plot(view).axes().x.low
    wheel(plot(view), start, 5)
    assert plot(view).axes().x.low > low
    # One pixel is less of the axis now.
    before, at = view.ledger.fraction, handle(view)
    user.drag(canvas(view), at, at + QPointF(8, 0), at + QPointF(30, 0))
    near = view.ledger.fraction
    assert 0.01 == before < near < 0.014
    assert selected(view) == worst_of(view)
    background = plot(view).axes().area.bottomRight() - QPointF(20, 20)
    low = plot(view).axes().x.low
    user.drag(canvas(view), background, *(background - QPointF(8 * k, 0) for k in range(1, 5)))
    assert plot(view).axes().x.low > low
    assert view.ledger.fraction == near
    user.double_click(canvas(view), plot(view).axes().area.bottomRight() - QPointF(20, 20))
    assert plot(view).axes().x.low == pytest.approx(1 / COUNT)


def test_the_axis_says_shares_where_there_is_room(view: LedgerView) -> None:
    say = plot(view)._words_below
    assert say([-2.0, -1.0, 0.0]) == ["1\xa0%", "10\xa0%", "100\xa0%"]
    close = [float(np.log10(0.01 * k)) for k in (1.0, 1.01, 1.02)]
    assert say(close) == ["1\xa0%", "", ""]


def test_another_measurement_does_not_take_the_handle_away(view: LedgerView) -> None:
    start = handle(view)
    user.press(canvas(view), start)
    user.move(canvas(view), start + QPointF(30, 0))
    view._scene.store._tell(Why.MEASURED)
    user.move(canvas(view), start + QPointF(60, 0))
    assert abs(handle(view).x() - start.x() - 60.0) <= 2.0
    user.release(canvas(view), start + QPointF(60, 0))
    assert selected(view) == worst_of(view)


def test_a_drag_whose_window_loses_the_keyboard_is_given_back(view: LedgerView) -> None:
    start = handle(view)
    user.press(canvas(view), start)
    user.move(canvas(view), start + QPointF(50, 0))
    user.lose_keyboard(view.curve)
    assert view.ledger.fraction == 0.01
    user.release(canvas(view), start + QPointF(50, 0))


def test_a_bar_that_was_clicked_is_where_the_keys_go_on(view: LedgerView) -> None:
    g = view.accounts.geometry_now()
    user.click(view.accounts, g.row(0).center())
    assert view.curve.hasFocus()
    assert view.accounts.state.focused
    user.key(view, user.Key.Key_Down)
    assert view.ledger.chosen == 1


def test_wide_the_cards_lie_side_by_side(view: LedgerView) -> None:
    assert view.accounts.y() > view.curve.y()
    view.resize(900, 420)
    assert view.accounts.y() == view.curve.y()


def test_very_many_losses_are_sorted_beside_the_window(
    qtbot: QtBot, view: LedgerView, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ceviz.views.ledger.picture.MANY_ROWS", 100)
    started: list[Job] = []
    with monkeypatch.context() as held:
        held.setattr(Job, "start", lambda job: started.append(job))
        other = opened(qtbot, make_scene(view._scene.store.document))
        evaluation = data_of(other).evaluation
        other.grab()
        user.key(other, user.Key.Key_Right)
        assert other.caption.text() == "The losses are being sorted."
        assert not curve.knows(evaluation)
        assert len(started) == 1
    started[0].start()
    qtbot.waitUntil(lambda: "The worst 1\xa0% (5 samples)" in other.caption.text())
    assert curve.knows(evaluation)
    # Other groups are waited for too; what there was is shown meanwhile.
    with monkeypatch.context() as held:
        held.setattr(Job, "start", lambda job: started.append(job))
        other.by.setFocus()
        user.key(other.by, user.Key.Key_End)
        assert other.ledger.by == "true class"
    started[1].start()
    qtbot.waitUntil(lambda: other.ledger.by == "confidence")


def worst_of_all(view: LedgerView, count: int) -> float:
    losses = np.sort(data_of(view).evaluation.loss)[::-1]
    return float(losses[:count].sum() / losses.sum())
