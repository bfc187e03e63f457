"""What is known of rows: handed on, never remembered elsewhere, and the same numbers either way."""

from __future__ import annotations

import gc
import weakref
from dataclasses import replace

import numpy as np
import pytest

from ceviz.document import edits
from ceviz.document import measurements as module
from ceviz.document import samples as document_samples
from ceviz.document.analysis import analyse
from ceviz.document.batch import means
from ceviz.document.measurements import KEPT, NOTHING, Measurements, Settings
from ceviz.document.model import Samples
from ceviz.maths.batch import evaluate_task, preview
from tests.document.test_batch import by_hand, opened, same


def knowing(samples: Samples, *temperatures: float) -> Measurements:
    """All rows measured at each of ``temperatures``."""
    known = NOTHING
    for temperature in temperatures:
        known = known.exactly(samples, temperature)
    return known


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch) -> None:
    """Sixty rows are many, and thirty are a sample."""
    monkeypatch.setattr(document_samples, "MANY_SCORES", 100)
    monkeypatch.setattr(preview, "_FEWEST_ROWS", 30)
    monkeypatch.setattr(preview.TemperaturePreview.__init__, "__kwdefaults__", {"cells": 1})


@pytest.mark.usefixtures("slow")
def test_of_many_rows_a_sample_answers_until_all_have_been_measured() -> None:
    samples = opened().samples
    assert means(samples, 2.0).exact  # nothing to draw a sample from
    known = knowing(samples, 1.0)
    rough = means(samples, 2.0, known)
    assert (rough.exact, rough.count) == (False, 30)
    known = known.exactly(samples, 2.0)
    assert known.evaluation(samples.rows, 2.0) is known.whole(samples.rows, 2.0)
    same(means(samples, 2.0, known), means(by_hand(opened()).samples, 2.0))


@pytest.mark.usefixtures("slow")
def test_edits_are_not_laid_over_a_sample_of_the_rows() -> None:
    document = edits.set_score(opened(), 0, 50.0)
    known = knowing(document.samples, 1.0)
    rough = means(document.samples, 3.0, known)
    assert not rough.exact
    same(rough, means(replace(document.samples, edited={}), 3.0, known))
    exact = means(document.samples, 3.0, known.exactly(document.samples, 3.0))
    same(exact, means(by_hand(document).samples, 3.0))


@pytest.mark.usefixtures("slow")
def test_an_analysis_follows_from_the_document_and_what_it_is_given_alone() -> None:
    document = replace(opened(), temperature=2.0)
    known = knowing(document.samples, 1.0)
    before = analyse(document, known).batch
    exact = analyse(document, known.exactly(document.samples, 2.0)).batch
    assert exact.exact
    assert analyse(document, known).batch == before
    assert not before.exact
    same(analyse(document).batch, exact)


@pytest.mark.usefixtures("slow")
def test_what_covers_a_frame_is_not_measured_again(monkeypatch: pytest.MonkeyPatch) -> None:
    samples = opened().samples
    known = knowing(samples, 1.0).covering(samples, 2.0)
    monkeypatch.setattr(preview.TemperaturePreview, "quickly", None)
    monkeypatch.setattr(Measurements, "_evaluate", None)
    assert known.covering(samples, 2.0) is known
    assert known.covering(samples, 1.0) is known
    assert not means(samples, 2.0, known).exact


def test_rows_by_hand_are_measured_once_whatever_is_edited(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    document = by_hand(opened())
    known = NOTHING.covering(document.samples, 1.0)
    edited = edits.set_score(document, 1, 3.0)
    expected = analyse(edited).batch
    counted: list[int] = []
    measure = module.columns_of

    def count(rows: document_samples.Rows, temperature: float) -> module.PerSample:
        counted.append(len(rows))
        return measure(rows, temperature)

    monkeypatch.setattr(module, "columns_of", count)
    assert known.covering(edited.samples, 1.0) is known
    assert analyse(edited, known).batch == expected
    assert counted == []
    # Another temperature is another measurement, and other rows by hand take their place.
    assert known.covering(edited.samples, 2.0) is not known
    others = known.covering(by_hand(opened()).samples, 1.0)
    assert not others.knows(document.samples.rows)


def test_a_file_stays_known_while_rows_by_hand_come_and_go() -> None:
    document = opened()
    known = knowing(document.samples, 1.0)
    whole = known.whole(document.samples.rows, 1.0)
    known = known.covering(by_hand(document).samples, 1.0)
    assert known.whole(document.samples.rows, 1.0) is whole


def test_a_few_evaluations_are_kept_and_the_first_for_good() -> None:
    samples = opened().samples
    known = knowing(samples, *(1.0 + k for k in range(KEPT + 1)))
    kept = [known.whole(samples.rows, 1.0 + k) is not None for k in range(KEPT + 1)]
    assert kept == [True, False, *[True] * (KEPT - 1)]


def test_settings_are_told_apart_and_the_lab_keeps_to_the_usual_ones() -> None:
    document = opened()
    rows, smoothed = document.samples.rows, Settings(label_smoothing=0.1)
    assert rows.task is not None
    made = evaluate_task(
        replace(rows.task, label_smoothing=0.1), reduction="mean", class_names=tuple("abcde")
    )
    known = knowing(document.samples, 1.0).with_whole(rows, made, smoothed)
    assert known.whole(rows, 1.0, smoothed) is made
    assert known.whole(rows, 1.0) is not made
    assert analyse(document, known).batch == analyse(document).batch


def test_names_of_classes_are_those_of_the_first_measurement() -> None:
    document = opened()
    task = document.samples.rows.task
    assert task is not None
    made = evaluate_task(task, reduction="mean", class_names=tuple("abcde"))
    known = NOTHING.with_whole(document.samples.rows, made)
    assert known.evaluation(document.samples.rows, 2.0).class_names == tuple("abcde")


@pytest.mark.usefixtures("slow")
def test_what_is_known_goes_with_its_owner() -> None:
    document = opened()
    known = knowing(document.samples, 1.0).covering(document.samples, 2.0)
    refs = [
        weakref.ref(known.evaluation(document.samples.rows, temperature))
        for temperature in (1.0, 2.0)
    ]
    assert refs[0]() is not refs[1]()
    means(edits.set_score(document, 0, 9.0).samples, 2.0, known)
    del known
    gc.collect()
    assert [ref() for ref in refs] == [None, None]
    assert np.isfinite(means(document.samples, 2.0).cross_entropy)  # the document itself stays
