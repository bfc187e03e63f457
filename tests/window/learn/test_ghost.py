"""The ghost hand: it moves what it shows, undo takes it back, and any hand of flesh is first."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QPointF, QRect
from PySide6.QtWidgets import QToolButton, QWidget
from pytestqt.qtbot import QtBot

from ceviz.document import edits
from ceviz.lessons.acts import (
    Act,
    Descend,
    Lock,
    Move,
    Open,
    Probabilities,
    Select,
    Shift,
    Undo,
    Warm,
)
from ceviz.store import End, Intent
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
    Probabilities(q=[0.2, 0.5, 0.3]),
    Descend(steps=5),
]


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch) -> None:
    """A gesture of the hand takes a minute, so that the test says how far it is."""
    monkeypatch.setattr(ghost, "TAKES", 60_000)


@pytest.mark.parametrize("act", ACTS, ids=lambda act: type(act).__name__)
def test_what_it_shows_is_one_step_that_undo_takes_back(
    qtbot: QtBot, window: MainWindow, learn: LearnPanel, slow: None, act: Act
) -> None:
    before = window.store.document
    seen = []
    window.store.changed.connect(lambda document, *_: seen.append(document))
    with qtbot.waitSignal(learn.hand.finished) as ended:
        learn.hand.perform([act])
        assert learn.hand.isVisible()
        takes = learn.hand._clock.duration()
        assert takes >= 60_000
        for third in (takes // 3, 2 * takes // 3, takes):
            learn.hand._clock.setCurrentTime(third)
    assert ended.args == [True]
    assert learn.hand.isHidden()
    assert window.store.document.same_as(act.edit(before))
    assert len(seen) > 2
    assert window.store.history.count() == 1
    user.key(window, Key.Key_Z, user.Modifier.ControlModifier)
    assert window.store.document.same_as(before)


def test_it_lies_on_the_bar_that_moves(
    qtbot: QtBot, window: MainWindow, learn: LearnPanel, slow: None
) -> None:
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
    qtbot: QtBot, window: MainWindow, learn: LearnPanel, slow: None
) -> None:
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
    assert not edits.set_probability(document, 0, 0.3).same_as(document)


def on(window: MainWindow, widget: QWidget, at: QPointF) -> QPointF:
    return at + QPointF(widget.mapTo(window, QPoint()))


def test_several_bars_are_moved_one_after_the_other(
    window: MainWindow, learn: LearnPanel, slow: None
) -> None:
    hand, bars, wanted = learn.hand, window.pipeline.bars, [0.2, 0.5, 0.3]
    hand.perform([Probabilities(q=wanted)])
    takes = hand._clock.duration()
    z = window.store.document.sample.scores
    for share, k in ((0.25, 0), (0.49, 0), (0.51, 2), (0.75, 2)):
        hand._clock.setCurrentTime(round(share * takes))
        now = window.store.document.sample.scores
        assert now[1] == z[1]
        assert (now[2] == z[2]) == (k == 0)
        end = QPointF(
            bars.anchor(k), float(bars.geometry_now().scale.clipped(window.store.analysis.q[k]))
        )
        assert (hand._at - on(window, bars, end)).manhattanLength() < 2.0
    hand._clock.setCurrentTime(takes)
    assert window.store.analysis.q == pytest.approx(wanted)
    hand.stop()


@pytest.mark.parametrize("act", [Lock(of="Apple"), Open(view="sums")], ids=["lock", "open"])
def test_it_lies_on_what_it_is_about_to_press(
    qtbot: QtBot,
    window: MainWindow,
    learn: LearnPanel,
    monkeypatch: pytest.MonkeyPatch,
    act: Act,
) -> None:
    monkeypatch.setattr(ghost, "LIES", 60_000)
    before, hand = window.store.document, learn.hand
    assert window.views is not None
    hand.perform([act])
    assert hand.isVisible()
    assert window.store.document is before
    assert not window.views.is_shown("sums")
    panel = (
        window.pipeline.bars
        if isinstance(act, Lock)
        else window.findChild(QToolButton, "strip_sums")
    )
    assert panel is not None
    assert QRect(panel.mapTo(window, QPoint()), panel.size()).contains(hand._at.toPoint())
    with qtbot.waitSignal(hand.finished) as ended:
        hand._clock.setCurrentTime(60_000)
    assert ended.args == [True]
    if isinstance(act, Lock):
        assert window.store.document.classes.locked == {0}
    else:
        assert window.views.is_shown("sums")


@pytest.mark.parametrize("moves", [True, False])
def test_who_takes_hold_before_it_presses_has_it(
    qtbot: QtBot,
    window: MainWindow,
    learn: LearnPanel,
    monkeypatch: pytest.MonkeyPatch,
    moves: bool,
) -> None:
    monkeypatch.setattr(ghost, "LIES", 60_000)
    learn.hand.perform([Lock(of="Apple")])
    with qtbot.waitSignal(learn.hand.finished) as ended:
        gesture = window.store.begin()
        if moves:
            gesture.preview(Intent("Turn", lambda document: edits.set_temperature(document, 2.0)))
        else:
            learn.hand._clock.setCurrentTime(60_000)
    assert ended.args == [False]
    gesture.end(End.RELEASED)
    assert window.store.document.classes.locked == frozenset()


def test_nothing_is_seen_of_what_has_no_place(
    qtbot: QtBot, window: MainWindow, learn: LearnPanel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ghost, "LIES", 60_000)
    with qtbot.waitSignal(learn.hand.finished):
        learn.hand.perform([Undo()])
        assert learn.hand.isHidden()
