"""The sentence in the window: at once at rest, at reading pace in a gesture, read aloud."""

from __future__ import annotations

from functools import partial

from pytestqt.qtbot import QtBot

from ceviz.document.edits import select_sample, set_score, set_unit
from ceviz.document.model import Unit
from ceviz.panels.lab.sentence_panel import WORDS_EVERY, SentencePanel
from ceviz.panels.scene import Scene
from ceviz.store import End, Intent
from tests.helpers.documents import batch
from tests.helpers.fixtures import show


def score(value: float) -> Intent:
    return Intent("z", partial(set_score, i=1, value=value))


def test_it_reads_the_document(scene: Scene, qtbot: QtBot) -> None:
    panel = show(qtbot, SentencePanel(scene), 1200, 60)
    assert panel.accessibleDescription().startswith("The model gives the truth, Banana, 91 %.")
    scene.store.apply(score(0.0))
    words = panel.accessibleDescription()
    assert words.endswith("it was 0.096. What Banana lost went mostly to Apple.")
    scene.store.undo()
    assert "What Banana gained came mostly from Apple." in panel.accessibleDescription()


def test_a_gesture_is_compared_with_its_press(scene: Scene, qtbot: QtBot) -> None:
    panel = show(qtbot, SentencePanel(scene), 1200, 60)
    gesture = scene.store.begin()
    gesture.preview(score(2.0))
    before = panel.accessibleDescription()
    gesture.preview(score(0.0))
    assert panel.accessibleDescription() == before  # nobody reads faster
    qtbot.waitUntil(lambda: panel.accessibleDescription() != before, timeout=20 * WORDS_EVERY)
    assert "it was 0.096" in panel.accessibleDescription()
    gesture.preview(score(1.0))
    gesture.end(End.RELEASED)
    assert "it was 0.096" in panel.accessibleDescription()
    assert scene.state.before is not None
    assert scene.state.before.analysis.z[1] == 3.5


def test_looking_is_no_change(scene: Scene, qtbot: QtBot) -> None:
    panel = show(qtbot, SentencePanel(scene), 1200, 60)
    scene.store.apply(score(0.0))
    scene.store.apply(Intent("bits", partial(set_unit, unit=Unit.BITS), looking=True))
    assert "it was 0.14." in panel.accessibleDescription()


def test_another_document_was_nothing_before(scene: Scene, qtbot: QtBot) -> None:
    panel = show(qtbot, SentencePanel(scene), 1200, 60)
    scene.store.apply(score(0.0))
    scene.store.open(batch())
    assert "it was" not in panel.accessibleDescription()
    scene.store.apply(Intent("next", partial(select_sample, row=1), looking=True))
    assert "it was" not in panel.accessibleDescription()
