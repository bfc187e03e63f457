"""What the views of a file share: measured, followed, selected, forgotten."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QCoreApplication, QThreadPool
from pytestqt.qtbot import QtBot

from ceviz.document import edits
from ceviz.document import samples as document_samples
from ceviz.maths.batch import preview
from ceviz.panels.data_scene import DataScene, Settings
from ceviz.store import Intent
from tests.helpers.documents import batch, fruit
from tests.helpers.files import Opened, load, open_file, write_npz
from tests.helpers.fixtures import make_scene
from tests.helpers.hearing import Told


@pytest.fixture
def opened(tmp_path: Path) -> Opened:
    return open_file(write_npz(tmp_path / "z.npz"))


def warm(opened: Opened, temperature: float) -> None:
    """The slider, moved and let go."""
    edit = partial(edits.set_temperature, temperature=temperature)
    opened.scene.store.apply(Intent("Set T", edit))


def test_what_is_installed_is_shown(tmp_path: Path, opened: Opened) -> None:
    data = opened.scene.state.data
    assert data is not None
    assert data.evaluation is opened.file.evaluation
    assert (data.exact, data.selection, data.images) == (True, None, None)
    opened.take(*load(write_npz(tmp_path / "b.npz", 9)))
    assert opened.scene.state.data is not None
    assert opened.scene.state.data.evaluation.columns.rows == 9
    assert opened.data.exact


def test_few_rows_follow_the_temperature_exactly(opened: Opened) -> None:
    warm(opened, 2.0)
    data = opened.scene.state.data
    assert data is not None
    assert data.exact
    assert data.evaluation.task.temperature == 2.0
    assert data.evaluation.mean == pytest.approx(opened.scene.store.analysis.batch.cross_entropy)


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch) -> None:
    """Sixty rows are many, and thirty are a sample."""
    monkeypatch.setattr(document_samples, "MANY_SCORES", 100)
    monkeypatch.setattr(preview, "_FEWEST_ROWS", 30)
    monkeypatch.setattr(preview.TemperaturePreview.__init__, "__kwdefaults__", {"cells": 1})


@pytest.mark.usefixtures("slow")
def test_of_many_rows_a_sample_is_shown_first_and_all_when_the_hand_rests(
    qtbot: QtBot, opened: Opened
) -> None:
    warm(opened, 2.0)
    first = opened.scene.state.data
    assert first is not None
    assert not first.exact
    assert first.evaluation.columns.rows == 30
    assert not opened.scene.store.analysis.batch.exact
    qtbot.waitUntil(lambda: opened.data.exact)
    assert opened.data.evaluation is not None
    assert opened.data.evaluation.columns.rows == 60
    assert opened.data.evaluation.task.temperature == 2.0
    # The lab's mean is the exact one too.
    assert opened.scene.store.analysis.batch.exact
    assert opened.scene.store.analysis.batch.count == 60
    warm(opened, 1.0)
    assert opened.data.exact  # it has been measured before


@pytest.mark.usefixtures("slow")
def test_the_newest_wish_wins(qtbot: QtBot, opened: Opened) -> None:
    seen: list[float] = []
    opened.data.measured.connect(
        lambda: seen.append(opened.data.evaluation.task.temperature)  # type: ignore[union-attr]
    )
    for temperature in (2.0, 3.0, 4.0):
        warm(opened, temperature)
        opened.data._measure_all()
    qtbot.waitUntil(lambda: opened.data.exact)
    assert seen == [2.0, 3.0, 4.0, 4.0]
    assert opened.data.evaluation is not None
    assert opened.data.evaluation.columns.rows == 60


def test_settings_measure_anew_beside_the_window(qtbot: QtBot, opened: Opened) -> None:
    settings = Settings(weight=(1.0, 2.0, 0.5, 0.0, 1.0), label_smoothing=0.1, reduction="sum")
    with qtbot.waitSignal(opened.data.measured):
        opened.data.configure(settings)
    evaluation = opened.data.evaluation
    assert evaluation is not None
    assert opened.data.settings == settings
    assert evaluation.task.label_smoothing == 0.1
    assert evaluation.cross_entropy == evaluation.numerator
    # The lab measures the document, whatever is asked of the file.
    assert opened.scene.store.analysis.batch.cross_entropy == opened.file.evaluation.mean
    with qtbot.waitSignal(opened.data.measured):
        warm(opened, 2.0)
    qtbot.waitUntil(lambda: opened.data.exact)
    assert opened.data.evaluation is not None
    assert opened.data.evaluation.task.label_smoothing == 0.1


def test_settings_that_pytorch_would_not_take_are_refused(opened: Opened) -> None:
    refused, before = Told(opened.data.refused), opened.data.evaluation
    opened.data.configure(Settings(weight=(1.0, 2.0)))
    assert len(refused) == 1
    assert "weight" in str(refused[0])
    assert opened.data.settings == Settings()
    assert opened.data.evaluation is before


def test_a_file_that_vanished_or_changed_says_so(qtbot: QtBot, opened: Opened) -> None:
    opened.file.path.unlink()
    with qtbot.waitSignal(opened.data.refused) as refused:
        opened.data.configure(Settings(label_smoothing=0.1))
    assert "the file is no longer there" in str(refused.args[0])
    assert opened.data.evaluation is opened.file.evaluation
    # What is shown and what is set still agree.
    assert opened.data.settings == Settings()


def test_another_document_takes_the_file_off_the_views(opened: Opened) -> None:
    opened.data.select(np.array([3, 4]))
    opened.scene.store.open(fruit())
    assert opened.data.file is None
    assert opened.scene.state.data is None
    assert opened.data.selection is None


def test_an_edit_keeps_the_file(opened: Opened) -> None:
    opened.scene.store.apply(Intent("Set", partial(edits.set_score, i=0, value=3.0)))
    assert opened.data.file is opened.file
    assert opened.data.evaluation is opened.file.evaluation


def test_a_selection_is_everyones(opened: Opened) -> None:
    heard: list[bool] = []
    opened.data.selected.connect(lambda: heard.append(True))
    opened.data.select(np.array([1, 2]))
    assert opened.scene.state.data is not None
    assert opened.scene.state.data.selection is not None
    assert opened.scene.state.data.selection.tolist() == [1, 2]
    opened.data.select(None)
    assert opened.scene.state.data.selection is None
    assert len(heard) == 2


def test_samples_made_by_hand_are_measured_once_somebody_looks() -> None:
    scene = make_scene(batch())
    data = DataScene(scene, scene)
    assert scene.state.data is None
    data.want()
    assert scene.state.data is not None
    assert scene.state.data.evaluation.columns.rows == 4
    scene.store.apply(Intent("Set", partial(edits.set_score, i=1, value=-2.0)))
    mean = scene.store.analysis.batch.cross_entropy
    assert scene.state.data.evaluation.mean == pytest.approx(mean)


def test_a_comparison_goes_with_its_file(tmp_path: Path, opened: Opened) -> None:
    opened.data.compare_with(opened.file.evaluation, "the same")
    assert opened.scene.state.data is not None
    assert opened.scene.state.data.other_name == "the same"
    opened.take(*load(write_npz(tmp_path / "b.npz", 9)))
    assert opened.scene.state.data.other is None


def test_a_temperature_set_before_the_settings_are_measured_has_both(
    qtbot: QtBot, opened: Opened
) -> None:
    opened.data.configure(Settings(label_smoothing=0.1))
    warm(opened, 2.0)
    QThreadPool.globalInstance().waitForDone()
    qtbot.waitUntil(lambda: opened.data.exact)
    QCoreApplication.processEvents()
    evaluation = opened.data.evaluation
    assert evaluation is not None
    assert (evaluation.task.label_smoothing, evaluation.task.temperature) == (0.1, 2.0)


def test_a_file_cut_short_by_another_program_is_not_read_again(opened: Opened) -> None:
    store = opened.scene.store
    refused, before = Told(store.refused), store.document
    opened.file.path.write_bytes(b"x")
    store.apply(Intent("Show", partial(edits.select_sample, row=59), looking=True))
    warm(opened, 2.0)
    assert len(refused) == 2
    assert all("changed by another program" in str(refusal) for refusal in refused)
    assert store.document is before
    # What is in memory can be edited still.
    store.apply(Intent("Set", partial(edits.set_score, i=0, value=3.0)))
    assert store.analysis.z[0] == 3.0
