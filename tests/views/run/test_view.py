"""The run in the window: a slider over checkpoints moves the document, and nothing else does."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from ceviz.document import edits
from ceviz.document.run import Fate
from ceviz.store import Intent
from ceviz.views.run.view import RunView
from tests.helpers import user
from tests.helpers.files import Opened, load, open_file, sample_file
from tests.helpers.fixtures import show
from tests.helpers.hearing import Heard, Told
from tests.views.run.conftest import Write


def shown(opened: Opened) -> str:
    file = opened.scene.store.file
    assert file is not None
    return file.path.name


def test_it_shows_the_run_of_the_file_that_is_open(view: RunView, opened: Opened) -> None:
    run = view.picture.run
    assert [step.number for step in run.steps] == [1, 2, 3]
    assert view.picture.at == 1
    assert view.place.text() == "step 2"
    assert (view.slider.maximum(), view.slider.value()) == (2, 1)
    for step in run.steps:
        expected = load(opened.file.path.with_name(step.name)).evaluation
        assert step.measures.loss == expected.mean
    assert "From step 1 to 3 the loss goes from" in view.picture.caption(opened.scene.state)


def test_a_key_on_the_slider_is_one_intent_that_moves_every_view(
    qtbot: QtBot, view: RunView, opened: Opened
) -> None:
    heard = Heard(view)
    selected = np.array([3, 5])
    opened.data.select(selected)
    opened.scene.store.apply(Intent("row", lambda now: edits.select_sample(now, 7), looking=True))
    with qtbot.waitSignal(opened.data.measured):
        view.slider.setFocus()
        user.key(view.slider, Qt.Key.Key_Right)
    assert heard.one.label == "Show step 3"
    store, data = opened.scene.store, opened.scene.state.data
    assert shown(opened) == "epoch-003.npz"
    assert data is not None
    expected = load(opened.file.path.with_name("epoch-003.npz"))
    assert data.evaluation.summary == expected.evaluation.summary
    assert store.analysis.batch.cross_entropy == expected.evaluation.mean
    assert store.document.selected == 7
    assert opened.data.selection is not None
    assert opened.data.selection.tolist() == selected.tolist()
    assert (store.history.count(), store.history.isClean()) == (0, True)
    assert view.picture.at == 2


def test_showing_what_is_shown_asks_for_nothing(view: RunView, opened: Opened) -> None:
    heard = Heard(view)
    view.go(1)
    view.go(-1)
    view.go(3)
    opened.scene.repaint.emit()
    view.picture.caption(opened.scene.state)
    assert heard.said == []


def test_it_plays_to_the_end_and_stops(qtbot: QtBot, view: RunView, opened: Opened) -> None:
    view.speed.setCurrentIndex(view.speed.count() - 1)
    view.back.click()
    qtbot.waitUntil(lambda: shown(opened) == "epoch-001.npz")
    heard = Heard(view)
    view.play.click()
    assert view.play.playing
    qtbot.waitUntil(lambda: not view.play.playing)
    assert [intent.label for intent in heard.intents] == ["Show step 2", "Show step 3"]
    assert shown(opened) == "epoch-003.npz"


def test_changes_that_are_not_saved_are_not_left(
    qtbot: QtBot, view: RunView, opened: Opened
) -> None:
    store = opened.scene.store
    store.apply(Intent("score", lambda now: edits.set_score(now, 0, 9.0)))
    before = store.document
    refused = Told(store.refused)
    with qtbot.waitSignal(store.refused):
        view.forth.click()
    assert "not saved" in str(refused[0])
    assert store.document is before
    store.undo()
    view.forth.click()
    qtbot.waitUntil(lambda: shown(opened) == "epoch-003.npz")


def test_the_fates_list_select_and_lead_into_the_lab(
    qtbot: QtBot, view: RunView, opened: Opened
) -> None:
    found = view.picture.run.trajectories
    assert found is not None
    learned = found.rows(Fate.LEARNED)
    assert len(learned)
    button = view.fates.buttons[Fate.LEARNED]
    assert button.text() == f"learned {len(learned)}"
    button.click()
    assert opened.data.selection is not None
    assert opened.data.selection.tolist() == learned.tolist()
    heard = Heard(view)
    model = view.fates.model
    row = int(model.rows[0])
    view.fates.table.clicked.emit(model.index(0, 1))
    qtbot.waitUntil(lambda: shown(opened) == "epoch-001.npz")
    assert heard.one.label == "Show step 1"
    assert opened.scene.store.document.selected == row
    button.click()
    assert opened.data.selection is None


def test_a_file_that_is_of_no_run_leaves_the_run_alone(
    qtbot: QtBot, view: RunView, opened: Opened
) -> None:
    refused = Told(opened.data.refused)
    opened.take(load(sample_file("digits.npz")))
    qtbot.waitUntil(lambda: not view.checkpoints.finding.busy)
    assert len(view.picture.run) == 3
    assert view.picture.at is None
    assert refused == []


def test_another_run_takes_its_place(qtbot: QtBot, view: RunView, opened: Opened) -> None:
    opened.take(load(sample_file("digits-epoch-016.npz")))
    qtbot.waitUntil(lambda: len(view.picture.run) == 9)
    assert view.picture.run.title == "digits-epoch-*.npz"
    assert view.picture.at == 4


def test_a_folder_without_a_run_is_refused(
    qtbot: QtBot, view: RunView, opened: Opened, tmp_path: Path
) -> None:
    (tmp_path / "empty").mkdir()
    refused = Told(opened.data.refused)
    with qtbot.waitSignal(opened.data.refused):
        view.open_run(tmp_path / "empty")
    assert "checkpoints" in str(refused[0])
    assert len(view.picture.run) == 3


@pytest.mark.parametrize("direct", [True, False])
def test_a_checkpoint_that_appears_is_followed(
    qtbot: QtBot, view: RunView, write: Write, direct: bool
) -> None:
    view.follow.setChecked(direct)
    view.checkpoints.follow(direct)
    write(9)
    if not direct:
        view.checkpoints.look()
        qtbot.waitUntil(lambda: not view.checkpoints.finding.busy)
    qtbot.waitUntil(lambda: len(view.picture.run) == 4, timeout=15_000)
    assert view.picture.run.steps[-1].number == 9
    assert view.slider.maximum() == 3


def test_a_logarithmic_axis_leaves_no_power_of_ten_out(qtbot: QtBot) -> None:
    """What is not said at 90 takes no room from 100."""
    opened = open_file(sample_file("digits-epoch-016.npz"))
    view = show(qtbot, RunView(opened.scene, opened.data), 720, 560)
    qtbot.waitUntil(lambda: len(view.picture.run) == 9)
    axis = view.panel.plots[-1].getAxis("bottom")  # type: ignore[attr-defined]
    view.grab()
    ((spacing, values),) = axis.tickValues(*axis.range, axis.size().width())
    said = [words for words in axis.tickStrings(values, 1.0, spacing) if words]
    assert said == ["1", "2", "5", "10", "20", "50", "100", "200"]
