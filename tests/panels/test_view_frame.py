from __future__ import annotations

from dataclasses import dataclass

from pytestqt.qtbot import QtBot

from ceviz.document.edits import set_score
from ceviz.draw.lab.probabilities import ProbabilityBars
from ceviz.draw.state import State
from ceviz.panels.scene import Scene
from ceviz.panels.view_frame import LOW, ViewFrame
from ceviz.store import End, Intent
from tests.helpers.fixtures import make_scene, show


@dataclass(frozen=True)
class Wordy(ProbabilityBars):
    """A picture whose sentence grows with the scores."""

    def caption(self, state: State) -> str:
        return "so many words " * (1 + int(abs(state.analysis.z).max()))


def opened(qtbot: QtBot, width: int = 420) -> tuple[ViewFrame[Wordy], Scene]:
    scene = make_scene()
    return show(qtbot, ViewFrame("wordy", Wordy(), scene), width, 400), scene


def raised(value: float) -> Intent:
    return Intent("raise", lambda document: set_score(document, 0, value))


def test_a_longer_sentence_waits_for_its_room_until_a_drag_is_over(qtbot: QtBot) -> None:
    view, scene = opened(qtbot)
    before = view.panel.geometry()
    gesture = scene.store.begin()
    gesture.preview(raised(60.0))
    qtbot.waitUntil(lambda: view.caption.text() == Wordy().caption(scene.state))
    view.grab()
    assert view.panel.geometry() == before
    gesture.end(End.RELEASED)
    qtbot.waitUntil(lambda: view.panel.height() < before.height())


def test_narrow_views_keep_room_for_the_usual_sentence(qtbot: QtBot) -> None:
    rooms = []
    for width in (420, 800, 1200):
        view, scene = opened(qtbot, width)
        before = view.panel.geometry()
        scene.store.apply(raised(4.0))
        qtbot.waitUntil(lambda: view.caption.text() == Wordy().caption(scene.state))  # noqa: B023
        assert view.panel.geometry() == before
        rooms.append(view.caption.height())
    assert rooms == sorted(rooms, reverse=True)
    assert rooms[0] > rooms[2]


def test_whoever_adds_words_hears_when_the_sentence_is_told(qtbot: QtBot) -> None:
    view, scene = opened(qtbot)
    with qtbot.waitSignal(view.retold):
        scene.store.apply(raised(4.0))
    assert view.caption.text() == Wordy().caption(scene.state)


def test_in_a_low_view_the_sentence_goes_whole(qtbot: QtBot) -> None:
    view, _ = opened(qtbot)
    assert view.caption.isVisible()
    view.resize(420, LOW + 20)
    assert not view.caption.isVisible()
    qtbot.waitUntil(lambda: view.panel.height() >= LOW)
    view.resize(420, 400)
    assert view.caption.isVisible()
