"""The ghost hand: it moves what it shows, undo takes it back, and any hand of flesh is first."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QPointF
from pytestqt.qtbot import QtBot

from ceviz.document.edits import set_probability
from ceviz.lessons.acts import Act, Descend, Move, Open, Select, Shift, Undo, Warm
from ceviz.window.learn import ghost
from ceviz.window.learn.panel import LearnPanel
from ceviz.window.main_window import MainWindow
from tests.helpers import user
from tests.helpers.images import pixels
from tests.helpers.user import Key

ACTS: list[Act] = [
    Move(what="q", of="Banana", to=0.2),
    Move(what="z", of="Apple", to=3.0),
    Shift(by=2.0),
    Warm(to=3.0),
    Descend(steps=5),
]


@pytest.mark.parametrize("act", ACTS, ids=lambda act: type(act).__name__)
def test_what_it_shows_is_one_step_that_undo_takes_back(
    qtbot: QtBot, window: MainWindow, learn: LearnPanel, act: Act
) -> None:
    before = window.store.document
    seen = []
    window.store.changed.connect(lambda document, *_: seen.append(document))
    learn.hand._clock.setDuration(60_000)
    with qtbot.waitSignal(learn.hand.finished) as ended:
        learn.hand.perform([act])
        assert learn.hand.isVisible()
        for half in (20_000, 40_000, 60_000):
            learn.hand._clock.setCurrentTime(half)
    assert ended.args == [True]
    assert learn.hand.isHidden()
    assert window.store.document.same_as(act.edit(before))
    assert len(seen) > 2
    assert window.store.history.count() == 1
    user.key(window, Key.Key_Z, user.Modifier.ControlModifier)
    assert window.store.document.same_as(before)


def test_it_lies_on_the_bar_that_moves(
    qtbot: QtBot, window: MainWindow, learn: LearnPanel, monkeypatch: pytest.MonkeyPatch
) -> None:
    learn.hand._clock.setDuration(60_000)
    before = pixels(window.grab().toImage())
    learn.hand.perform([ACTS[0]])
    bars = window.pipeline.bars
    g = bars.geometry_now()
    end = QPointF(bars.anchor(1), float(g.scale.clipped(window.store.analysis.q[1])))
    assert (learn.hand._at - end - QPointF(bars.mapTo(window, QPoint()))).manhattanLength() < 2.0
    assert (pixels(window.grab().toImage()) != before).any()
    learn.hand.stop()
    assert window.store.history.count() == 0


def test_who_takes_hold_meanwhile_has_it(
    qtbot: QtBot, window: MainWindow, learn: LearnPanel
) -> None:
    learn.hand._clock.setDuration(60_000)
    learn.hand.perform([ACTS[0], ACTS[1]])
    with qtbot.waitSignal(learn.hand.finished) as ended:
        user.press(window.pipeline.bars, user.middle(window.pipeline.bars))
    assert ended.args == [False]
    user.release(window.pipeline.bars, user.middle(window.pipeline.bars))
    assert not learn.hand.busy


def test_what_is_done_at_once(qtbot: QtBot, window: MainWindow, learn: LearnPanel) -> None:
    window.files.open_preset("digits")
    with qtbot.waitSignal(learn.hand.finished):
        learn.hand.perform([Select(sample=4), Open(view="sums")])
    assert window.store.document.selected == 3
    assert window.views is not None
    assert window.views.is_shown("sums")
    document = window.store.document
    with qtbot.waitSignal(learn.hand.finished):
        learn.hand.perform([Move(what="q", of="0", to=0.3), Undo()])
    assert window.store.document.same_as(document)
    assert not set_probability(document, 0, 0.3).same_as(document)


def test_every_slow_act_has_its_place() -> None:
    assert all(panel in ("", "scores", "temperature") for panel in ghost.SLOW.values())
