"""The store owns what was measured: with a file it comes, beside the window it grows."""

from __future__ import annotations

import gc
import weakref
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from ceviz.document import classes, edits
from ceviz.document import samples as document_samples
from ceviz.document.analysis import analyse
from ceviz.document.measurements import Measurements, Settings
from ceviz.maths.batch import Evaluation, evaluate_task, preview
from ceviz.storage.opened import OpenedFile
from ceviz.store import Intent, Store, Why
from tests.helpers.documents import fruit
from tests.helpers.files import load, write_npz


@pytest.fixture
def file(tmp_path: Path) -> OpenedFile:
    return load(write_npz(tmp_path / "z.npz"))


@pytest.fixture
def store(file: OpenedFile) -> Store:
    store = Store(fruit())
    store.open_file(file)
    return store


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch) -> None:
    """Sixty rows are many, and thirty are a sample."""
    monkeypatch.setattr(document_samples, "MANY_SCORES", 100)
    monkeypatch.setattr(preview, "_FEWEST_ROWS", 30)
    monkeypatch.setattr(preview.TemperaturePreview.__init__, "__kwdefaults__", {"cells": 1})


def warm(store: Store, temperature: float) -> None:
    store.apply(Intent("T", partial(edits.set_temperature, temperature=temperature)))


def measured(file: OpenedFile, settings: Settings, temperature: float) -> Evaluation:
    """All rows, as somebody measures them beside the window."""
    return evaluate_task(
        file.task(settings, temperature), reduction="mean", class_names=file.evaluation.class_names
    )


def test_a_file_is_opened_with_its_measurement_in_one_go(
    file: OpenedFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    store, seen = Store(fruit()), list[object]()
    store.changed.connect(lambda *_: seen.append((store.file, store.measured.knows(file.rows))))
    monkeypatch.setattr(Measurements, "_evaluate", None)  # nothing is measured again
    store.open_file(file)
    assert seen == [(file, True)]
    assert store.measured.evaluation(file.rows, 1.0) is file.evaluation
    assert store.analysis.batch.cross_entropy == file.evaluation.mean


@pytest.mark.usefixtures("slow")
def test_what_is_learnt_makes_the_numbers_exact_and_is_told_once(
    store: Store, file: OpenedFile
) -> None:
    heard: list[Why] = []
    warm(store, 2.0)
    assert not store.analysis.batch.exact
    store.changed.connect(lambda _, __, why: heard.append(why))
    store.learn(file.rows, measured(file, Settings(), 2.0))
    assert heard == [Why.MEASURED]
    assert store.analysis.batch == analyse(store.document).batch
    # What the lab does not show is kept and not told.
    smoothed = Settings(label_smoothing=0.1)
    store.learn(file.rows, measured(file, smoothed, 2.0), smoothed)
    store.learn(file.rows, measured(file, Settings(), 3.0))
    assert heard == [Why.MEASURED]


@pytest.mark.usefixtures("slow")
def test_nobody_teaches_while_the_news_are_told(store: Store, file: OpenedFile) -> None:
    exact = measured(file, Settings(), 2.0)
    refused: list[bool] = []

    def teach(*_: object) -> None:
        try:
            store.learn(file.rows, exact)
        except RuntimeError:
            refused.append(True)

    store.changed.connect(teach)
    warm(store, 2.0)
    assert refused == [True]


def test_rows_nobody_has_open_any_more_are_not_learnt(store: Store, file: OpenedFile) -> None:
    store.open(fruit())
    store.learn(file.rows, file.evaluation)
    assert not store.measured.knows(file.rows)
    assert store.file is None


def test_undoing_an_edit_of_every_sample_comes_back_to_what_was_measured(
    store: Store, file: OpenedFile
) -> None:
    store.apply(Intent("Duplicate", partial(classes.duplicate_class, i=0)))
    assert store.document.samples.rows.task is None
    store.undo()
    assert store.file is file
    assert store.measured.whole(file.rows, 1.0) is file.evaluation


def test_a_closed_file_leaves_the_memory(tmp_path: Path) -> None:
    store = Store(fruit())
    file = load(write_npz(tmp_path / "z.npz"))
    store.open_file(replace(file))
    warm(store, 2.0)
    evaluation, rows = weakref.ref(file.evaluation), weakref.ref(file.rows)
    store.open(fruit())
    del file
    gc.collect()
    assert evaluation() is None
    assert rows() is None
