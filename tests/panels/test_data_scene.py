"""What the views of a file share: measured, followed, selected, forgotten."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import cast

import numpy as np
import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QThreadPool
from pytestqt.qtbot import QtBot

from ceviz.document import classes, edits
from ceviz.document import samples as document_samples
from ceviz.document.measurements import Settings
from ceviz.document.model import Document
from ceviz.draw.chart_picture import ChartPicture
from ceviz.draw.picture import Explained
from ceviz.draw.state import Data
from ceviz.errors import InvalidInput
from ceviz.maths.batch import (
    Evaluation,
    TemperaturePreview,
    evaluate,
    evaluate_task,
    preview,
    random_halves,
)
from ceviz.panels import data_scene, measuring
from ceviz.panels.data_scene import DataScene
from ceviz.storage.readers import arrays
from ceviz.store import End, Intent
from ceviz.views import figures
from ceviz.views.compare.picture import comparison_of
from ceviz.views.registry import plot
from ceviz.views.reliability.temperature_fit import TemperatureFitting
from tests.helpers.documents import batch, fruit
from tests.helpers.files import Opened, load, open_file, write_npz
from tests.helpers.fixtures import make_scene
from tests.helpers.hearing import Told


@pytest.fixture
def opened(tmp_path: Path) -> Opened:
    return open_file(write_npz(tmp_path / "z.npz"))


def whole(opened: Opened, settings: Settings, temperature: float) -> Evaluation:
    """All of the file's own rows, measured on the spot."""
    task = opened.file.task(settings, temperature)
    return evaluate_task(task, reduction="mean", class_names=opened.file.evaluation.class_names)


def warm(opened: Opened, temperature: float) -> None:
    """The slider, moved and let go."""
    edit = partial(edits.set_temperature, temperature=temperature)
    opened.scene.store.apply(Intent("Set T", edit))


def test_what_is_installed_is_shown(tmp_path: Path, opened: Opened) -> None:
    data = opened.scene.state.data
    assert data is not None
    assert data.evaluation is opened.file.evaluation
    assert (data.exact, data.selection, data.images) == (True, None, None)
    opened.take(load(write_npz(tmp_path / "b.npz", 9)))
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


def set_first(opened: Opened, value: float) -> None:
    """The first score of the sample in the lab, typed."""
    edit = partial(edits.set_score, i=0, value=value)
    opened.scene.store.apply(Intent("Set", edit))


def shown(opened: Opened) -> Evaluation:
    """What the views read."""
    data = opened.scene.state.data
    assert data is not None
    return data.evaluation


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
        assert opened.data._measurer is not None
        opened.data._measurer.measure_all()
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


def test_numbers_of_another_temperature_say_so_where_measuring_was_refused(
    qtbot: QtBot, opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    with qtbot.waitSignal(opened.data.measured):
        opened.data.configure(Settings(label_smoothing=0.1))
    before = opened.data.evaluation

    def refused(*_: object) -> Evaluation:
        raise InvalidInput("cannot be measured")

    monkeypatch.setattr(TemperaturePreview, "quickly", refused)
    with qtbot.waitSignal(opened.data.refused):
        opened.scene.store.apply(Intent("T", lambda d: edits.set_temperature(d, 3.0)))
    assert opened.data.evaluation is before
    assert opened.data.behind
    assert opened.scene.state.data is not None
    assert opened.scene.state.data.behind
    # Back at the temperature they are of, they are those of the document.
    opened.scene.store.history.undo()
    assert opened.data.evaluation is before
    assert not opened.data.behind


def test_another_document_takes_the_file_off_the_views(opened: Opened) -> None:
    opened.data.select(np.array([3, 4]))
    opened.scene.store.open(fruit())
    assert opened.data.file is None
    assert opened.scene.state.data is None
    assert opened.data.selection is None


def test_an_edit_keeps_the_file_and_is_measured_with_it(opened: Opened) -> None:
    store, own = opened.scene.store, opened.file.evaluation
    set_first(opened, 30.0)
    assert opened.data.file is opened.file
    edited = shown(opened)
    assert edited.mean == pytest.approx(store.analysis.batch.cross_entropy, rel=1e-12)
    assert edited.mean != own.mean
    assert edited.loss[0] == pytest.approx(store.analysis.cross_entropy, rel=1e-12)
    assert np.array_equal(edited.loss[1:], own.loss[1:])
    assert edited.summary.losses.sum() == 60
    assert (opened.data.exact, opened.data.behind) == (True, False)


def test_undoing_leads_back_to_the_file_s_own_numbers(opened: Opened) -> None:
    store = opened.scene.store
    set_first(opened, 30.0)
    edited = shown(opened)
    store.undo()
    assert shown(opened) is opened.file.evaluation
    store.redo()
    assert np.array_equal(shown(opened).loss, edited.loss)
    assert shown(opened).mean == edited.mean


def test_a_drag_out_and_back_or_given_up_is_no_edit(opened: Opened) -> None:
    store, start = opened.scene.store, float(opened.scene.store.document.sample.scores[0])
    gesture = store.begin()
    for value in (5.0, 9.0, start):
        gesture.preview(Intent("Drag", partial(edits.set_score, i=0, value=value)))
    gesture.end(End.RELEASED)
    assert shown(opened) is opened.file.evaluation
    gesture = store.begin()
    gesture.preview(Intent("Drag", partial(edits.set_score, i=0, value=9.0)))
    assert shown(opened) is not opened.file.evaluation
    gesture.end(End.ESCAPED)
    assert shown(opened) is opened.file.evaluation


@pytest.fixture
def long(monkeypatch: pytest.MonkeyPatch) -> None:
    """Sixty rows are too many to be summarised within a frame."""
    monkeypatch.setattr(measuring, "AT_ONCE", 10)


@pytest.mark.usefixtures("long")
def test_of_many_rows_the_last_numbers_stay_and_say_so_until_the_hand_rests(
    qtbot: QtBot, opened: Opened
) -> None:
    store, own = opened.scene.store, opened.file.evaluation
    told: list[bool] = []
    opened.data.measured.connect(lambda: told.append(True))
    gesture = store.begin()
    for value in (5.0, 20.0, 30.0):
        gesture.preview(Intent("Drag", partial(edits.set_score, i=0, value=value)))
        data = opened.scene.state.data
        assert data is not None
        assert data.evaluation is own
        assert (data.exact, data.behind, data.caveat) == (True, True, " (before the last edit)")
    assert len(told) == 1  # however often the hand moved
    # The hand rests, still holding the bar.
    qtbot.waitUntil(lambda: not opened.data.behind)
    assert shown(opened).loss[0] == pytest.approx(store.analysis.cross_entropy, rel=1e-12)
    assert shown(opened).mean == pytest.approx(store.analysis.batch.cross_entropy, rel=1e-12)
    assert opened.scene.state.data.caveat == ""  # type: ignore[union-attr]
    edited = shown(opened)
    gesture.end(End.RELEASED)
    assert shown(opened) is edited
    # Given up, the next drag leads back at once.
    gesture = store.begin()
    gesture.preview(Intent("Drag", partial(edits.set_score, i=1, value=9.0)))
    assert opened.data.behind
    gesture.end(End.ESCAPED)
    assert not opened.data.behind
    assert shown(opened) is edited
    store.undo()
    assert not opened.data.behind
    assert shown(opened) is own


@pytest.mark.usefixtures("long", "slow")
def test_edits_are_there_at_another_temperature_once_the_hand_rests(
    qtbot: QtBot, opened: Opened
) -> None:
    set_first(opened, 30.0)
    warm(opened, 2.0)
    assert not opened.data.exact
    qtbot.waitUntil(lambda: opened.data.exact and not opened.data.behind)
    assert shown(opened).task.temperature == 2.0
    assert shown(opened).mean == pytest.approx(
        opened.scene.store.analysis.batch.cross_entropy, rel=1e-12
    )
    assert opened.scene.store.analysis.batch.exact


def test_settings_act_on_edited_samples_too(qtbot: QtBot, opened: Opened) -> None:
    set_first(opened, 30.0)
    settings = Settings(weight=(1.0, 2.0, 0.5, 0.0, 1.0), label_smoothing=0.1, reduction="sum")
    with qtbot.waitSignal(opened.data.measured):
        opened.data.configure(settings)
    sample = opened.scene.store.document.sample
    alone = evaluate(
        sample.scores[np.newaxis],
        np.array([sample.true]),
        weight=settings.weight,
        label_smoothing=0.1,
    )
    assert shown(opened).loss[0] == pytest.approx(float(alone.loss[0]), rel=1e-12)
    assert shown(opened).denominator == opened_weights(opened, settings)
    # And edits made under them.
    set_first(opened, -30.0)
    assert shown(opened).task.label_smoothing == 0.1
    assert shown(opened).loss[0] != pytest.approx(float(alone.loss[0]))


def opened_weights(opened: Opened, settings: Settings) -> float:
    assert settings.weight is not None
    return float(np.array(settings.weight)[opened.file.evaluation.true].sum())


def test_the_other_file_is_judged_by_an_edited_truth(opened: Opened) -> None:
    opened.data.compare_with(opened.file.evaluation, "the same")
    truth = (opened.scene.store.document.sample.true + 1) % 5
    edit = partial(edits.set_true_class, i=truth)
    opened.scene.store.apply(Intent("Truth", edit))
    data = opened.scene.state.data
    assert data is not None
    assert data.other is not None
    assert data.other.true[0] == data.evaluation.true[0] == truth
    found = comparison_of(data)
    assert found is not None
    assert found.change == pytest.approx(0.0, abs=1e-7)
    opened.scene.store.undo()
    assert opened.scene.state.data is not None
    assert opened.scene.state.data.other is opened.file.evaluation


def test_a_compared_file_that_changed_ends_the_comparison_and_nothing_else(
    opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone(*_: object) -> Evaluation:
        raise InvalidInput("the file is gone")

    opened.data.compare_with(opened.file.evaluation, "the same")
    monkeypatch.setattr(data_scene, "retargeted", gone)
    refused = Told(opened.data.refused)
    truth = (opened.scene.store.document.sample.true + 1) % 5
    opened.scene.store.apply(Intent("Truth", partial(edits.set_true_class, i=truth)))
    data = opened.scene.state.data
    assert data is not None
    assert data.other is None
    assert data.evaluation.true[0] == truth
    assert len(refused) == 1


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
    opened.take(load(write_npz(tmp_path / "b.npz", 9)))
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


@pytest.mark.parametrize("name", ["histogram", "ledger", "reliability", "confusion"])
def test_every_picture_of_the_samples_shows_the_edited_one(opened: Opened, name: str) -> None:
    scene, picture = opened.scene, cast(Explained, plot(name).make())
    before = picture.caption(scene.state)
    dearest = int(opened.file.evaluation.worst(1)[0])
    edit = partial(edits.select_sample, row=dearest)
    scene.store.apply(Intent("Show", edit, looking=True))
    truth = scene.store.analysis.true
    scene.store.apply(Intent("Set", partial(edits.set_score, i=truth, value=30.0)))
    after = picture.caption(scene.state)
    assert after != before
    # As a page of it, an image on the clipboard or numbers in a table would say.
    page = replace(scene.state, data=figures.measured(scene.store.document))
    assert picture.caption(page) == after
    scene.store.undo()
    assert picture.caption(scene.state) == before


@pytest.mark.parametrize("name", ["histogram", "reliability"])
@pytest.mark.usefixtures("long")
def test_a_picture_says_that_the_last_edit_is_not_in_it_yet(
    qtbot: QtBot, opened: Opened, name: str
) -> None:
    picture, scene = plot(name).make(), opened.scene
    assert isinstance(picture, ChartPicture)
    words = picture.heading(scene.state)
    drag = Intent("Drag", partial(edits.set_score, i=0, value=9.0))
    scene.store.begin().preview(drag)
    assert picture.heading(scene.state) == f"{words} (before the last edit)"
    qtbot.waitUntil(lambda: picture.heading(scene.state) == words)


def test_the_best_temperature_is_fitted_to_the_edited_samples(qtbot: QtBot, opened: Opened) -> None:
    fitting = TemperatureFitting(opened.scene, opened.data, opened.data)
    fitting.watch(True)

    def best() -> float:
        qtbot.waitUntil(lambda: fitting.fit is not None)
        assert fitting.fit is not None
        return fitting.fit.temperature

    own = best()
    row = int(np.flatnonzero(random_halves(60).fit)[0])
    edit = partial(edits.select_sample, row=row)
    opened.scene.store.apply(Intent("Show", edit, looking=True))
    wrong = (opened.scene.store.analysis.true + 1) % 5
    opened.scene.store.apply(Intent("Set", partial(edits.set_score, i=wrong, value=60.0)))
    assert best() > 1.1 * own
    opened.scene.store.undo()
    assert best() == own


def test_pictures_of_a_file_cut_short_are_not_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(arrays, "MAP_ABOVE", 2000)  # the pictures lie in the file, the rest not
    path = write_npz(tmp_path / "z.npz", images=np.ones((60, 8, 8)))
    opened = open_file(path)
    data = opened.scene.state.data
    assert data is not None
    assert np.array_equal(data.image(3), np.ones((8, 8)))  # type: ignore[arg-type]
    with path.open("r+b") as file:
        file.truncate(0)
    assert data.image(3) is None
    assert Data(opened.file.evaluation).image(3) is None


def duplicate(opened: Opened) -> None:
    """An edit of every sample: the document is no longer made of the file's rows."""
    opened.scene.store.apply(Intent("Duplicate", partial(classes.duplicate_class, i=0)))


@pytest.mark.parametrize(
    "edit",
    [
        partial(classes.duplicate_class, i=0),
        partial(classes.remove_classes, gone=[1]),
        partial(edits.smooth_all, epsilon=0.1),
    ],
)
def test_undoing_an_edit_of_every_sample_brings_the_file_s_numbers_back(
    opened: Opened, edit: Callable[[Document], Document]
) -> None:
    store, data = opened.scene.store, opened.data
    data.want()
    store.apply(Intent("Edit", edit))
    assert data.file is None
    assert shown(opened).mean == pytest.approx(store.analysis.batch.cross_entropy)
    store.undo()
    assert data.file is opened.file
    assert shown(opened) is opened.file.evaluation
    store.redo()
    assert shown(opened).mean == pytest.approx(store.analysis.batch.cross_entropy)


def test_choices_go_with_their_rows_and_come_back_with_them(opened: Opened) -> None:
    store, data = opened.scene.store, opened.data
    data.want()
    data.select(np.array([57, 58]))
    data.compare_with(opened.file.evaluation, "the same")
    duplicate(opened)
    state = opened.scene.state
    assert data.selection is None
    assert state.data is not None
    assert (state.data.selection, state.data.other) == (None, None)
    data.select(np.array([3]))
    store.undo()
    state = opened.scene.state
    assert state.data is not None
    assert state.data.selection is not None
    assert state.data.selection.tolist() == [57, 58]
    assert state.data.other is opened.file.evaluation
    store.open(fruit())
    assert data.selection is None


def test_settings_come_back_with_the_file_s_rows(qtbot: QtBot, opened: Opened) -> None:
    with qtbot.waitSignal(opened.data.measured):
        opened.data.configure(Settings(label_smoothing=0.1))
    smoothed = shown(opened)
    duplicate(opened)
    assert opened.data.settings == Settings()
    opened.scene.store.undo()
    assert opened.data.settings == Settings(label_smoothing=0.1)
    assert shown(opened) is smoothed


def test_a_comparison_that_comes_late_waits_for_the_rows_it_was_made_for(opened: Opened) -> None:
    rows = opened.file.rows
    opened.data.want()
    duplicate(opened)
    opened.data.compare_with(opened.file.evaluation, "late", rows)
    assert opened.scene.state.data is not None
    assert opened.scene.state.data.other is None
    opened.scene.store.undo()
    assert opened.scene.state.data.other_name == "late"


@pytest.mark.usefixtures("slow")
def test_a_measurement_of_rows_that_were_left_is_not_shown_over_others(
    qtbot: QtBot, opened: Opened
) -> None:
    opened.data.want()
    warm(opened, 2.0)
    assert not opened.data.exact
    duplicate(opened)
    by_hand = shown(opened)
    QThreadPool.globalInstance().waitForDone()
    QCoreApplication.processEvents()
    assert shown(opened) is by_hand
    # Back at the rows, all of them are measured after all.
    opened.scene.store.undo()
    qtbot.waitUntil(lambda: opened.data.exact)
    assert shown(opened).task.temperature == 2.0
    assert opened.scene.store.analysis.batch.exact


@pytest.mark.usefixtures("long")
def test_numbers_before_the_last_edit_are_shown_again_until_they_are_there(
    qtbot: QtBot, opened: Opened
) -> None:
    set_first(opened, 30.0)
    assert opened.data.behind
    duplicate(opened)
    opened.scene.store.undo()
    assert opened.data.behind
    qtbot.waitUntil(lambda: not opened.data.behind)
    assert shown(opened).mean == pytest.approx(
        opened.scene.store.analysis.batch.cross_entropy, rel=1e-12
    )


def test_a_closed_file_is_let_go(tmp_path: Path) -> None:
    opened = open_file(write_npz(tmp_path / "z.npz"))
    opened.data.want()
    set_first(opened, 3.0)
    opened.data.select(np.array([3]))
    duplicate(opened)
    opened.scene.store.open(fruit())
    evaluation = weakref.ref(opened.file.evaluation)
    scene = opened.scene
    data = opened.data
    del opened
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    gc.collect()
    assert evaluation() is None
    assert data.scene is scene


@pytest.mark.usefixtures("slow")
def test_the_labs_mean_becomes_exact_whatever_is_asked_of_the_file(
    qtbot: QtBot, opened: Opened
) -> None:
    opened.data.configure(Settings(label_smoothing=0.3))
    qtbot.waitUntil(lambda: opened.data.exact and not opened.data.behind)
    warm(opened, 2.0)
    qtbot.waitUntil(lambda: opened.scene.store.analysis.batch.exact)
    usual = whole(opened, Settings(), 2.0)
    assert opened.scene.store.analysis.batch.cross_entropy == pytest.approx(usual.mean, rel=1e-12)


@pytest.mark.usefixtures("slow")
def test_what_is_exported_is_measured_whole_as_the_views_show_it(
    qtbot: QtBot, opened: Opened
) -> None:
    opened.data.configure(Settings(label_smoothing=0.3))
    opened.data.select(np.array([1, 2]))
    warm(opened, 2.0)
    assert not opened.data.exact
    called: list[bool] = []
    assert not opened.data.when_whole(lambda: called.append(opened.data.exact))
    assert called == []  # it is measured beside the window
    qtbot.waitUntil(lambda: called == [True])
    assert opened.data.when_whole(lambda: called.append(opened.data.exact))
    assert called == [True, True]
    made = figures.figure_of(opened.scene.state, "histogram", {}).state.data
    assert made is not None
    assert made is opened.scene.state.data
    assert made.exact
    assert made.selection is not None
    smoothed = whole(opened, Settings(label_smoothing=0.3), 2.0)
    assert made.evaluation.mean == pytest.approx(smoothed.mean, rel=1e-12)


@pytest.mark.usefixtures("slow")
def test_who_waits_for_whole_numbers_is_not_called_where_they_are_refused(
    qtbot: QtBot, opened: Opened
) -> None:
    called: list[bool] = []
    opened.data.configure(Settings(label_smoothing=0.3))
    warm(opened, 2.0)
    opened.file.path.unlink()
    with qtbot.waitSignal(opened.data.refused):
        assert not opened.data.when_whole(lambda: called.append(True))
    QCoreApplication.processEvents()
    assert called == []


@pytest.mark.usefixtures("slow")
def test_who_waits_for_whole_numbers_is_not_called_with_those_of_other_rows(
    qtbot: QtBot, opened: Opened, tmp_path: Path
) -> None:
    called: list[bool] = []
    opened.data.configure(Settings(label_smoothing=0.3))
    warm(opened, 2.0)
    assert not opened.data.when_whole(lambda: called.append(True))
    opened.take(load(write_npz(tmp_path / "b.npz", rows=70)))
    with qtbot.waitSignal(opened.data.measured):
        opened.data.configure(Settings(label_smoothing=0.1))
    QCoreApplication.processEvents()
    assert opened.data.exact
    assert called == []


@pytest.mark.usefixtures("slow")
def test_who_waits_for_whole_numbers_waits_for_the_newest(qtbot: QtBot, opened: Opened) -> None:
    called: list[float] = []
    opened.data.configure(Settings(label_smoothing=0.3))
    warm(opened, 2.0)
    assert not opened.data.when_whole(lambda: called.append(opened.data.temperature))
    warm(opened, 3.0)
    qtbot.waitUntil(lambda: bool(called))
    assert called == [3.0]
    smoothed = whole(opened, Settings(label_smoothing=0.3), 3.0)
    assert opened.data.evaluation is not None
    assert opened.data.evaluation.mean == pytest.approx(smoothed.mean, rel=1e-12)


def test_a_comparison_that_is_over_leaves_memory(opened: Opened, tmp_path: Path) -> None:
    other = whole(opened, Settings(), 1.0)
    opened.data.compare_with(other, "other")
    opened.scene.store.apply(Intent("truth", partial(edits.set_true_class, i=0)))
    assert opened.scene.state.data is not None
    assert opened.scene.state.data.other is not None
    gone = weakref.ref(other)
    del other
    opened.take(load(write_npz(tmp_path / "y.npz")))
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    gc.collect()
    assert gone() is None
