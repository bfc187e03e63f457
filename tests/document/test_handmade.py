"""By hand: a blank document; samples added, duplicated, removed; what the lab shows goes along."""

from __future__ import annotations

from functools import partial

import numpy as np
import pytest

from ceviz.document import edits
from ceviz.document.analysis import analyse
from ceviz.document.handmade import (
    add_sample,
    blank_document,
    duplicate_sample,
    names_in,
    remove_sample,
)
from ceviz.document.model import Document, Rows, Samples
from ceviz.document.samples import MOST_COPIED
from ceviz.document.targets import OneHot
from ceviz.errors import InvalidInput
from ceviz.maths.batch import task
from tests.helpers.documents import batch, fruit


def labels(document: Document) -> list[int]:
    return [sample.true for sample in document.samples]


def test_an_added_sample_is_undecided_and_selected() -> None:
    before = edits.select_sample(batch(), 2)
    after = add_sample(before)
    assert len(after.samples) == len(before.samples) + 1
    assert after.selected == len(before.samples)
    assert after.sample.target == OneHot(before.sample.true)
    np.testing.assert_allclose(analyse(after).q, 1.0 / len(after.classes))
    for row, sample in enumerate(before.samples):
        assert after.samples[row].same_as(sample)


def test_a_copy_stands_after_what_it_is_a_copy_of() -> None:
    before = edits.set_score(edits.select_sample(batch(), 1), 0, 7.0)
    after = duplicate_sample(before, 1)
    assert labels(after) == [labels(before)[row] for row in (0, 1, 1, 2, 3)]
    assert after.selected == 2
    # With what was edited.
    assert after.samples[1].same_as(before.sample)
    assert after.sample.same_as(before.sample)


@pytest.mark.parametrize(
    ("selected", "gone", "then"), [(0, 0, 0), (3, 3, 2), (2, 0, 1), (1, 3, 1), (2, 2, 2)]
)
def test_a_removed_sample_leaves_the_others_and_what_was_shown(
    selected: int, gone: int, then: int
) -> None:
    before = edits.select_sample(batch(), selected)
    after = remove_sample(before, gone)
    kept = [row for row in range(len(before.samples)) if row != gone]
    assert len(after.samples) == len(kept)
    for place, row in enumerate(kept):
        assert after.samples[place].same_as(before.samples[row])
    assert after.selected == then
    if selected != gone:
        assert after.sample.same_as(before.sample)


def test_the_mean_is_that_of_all() -> None:
    document = add_sample(fruit())
    first, second = (analyse(edits.select_sample(document, row)).cross_entropy for row in (0, 1))
    assert analyse(document).batch.cross_entropy == pytest.approx((first + second) / 2, rel=1e-14)


def test_the_last_sample_stays() -> None:
    with pytest.raises(InvalidInput, match="at least 1 sample"):
        remove_sample(fruit(), 0)


@pytest.mark.parametrize(
    "edit", [add_sample, partial(duplicate_sample, row=0), partial(remove_sample, row=0)]
)
def test_the_samples_of_a_file_stay_as_they_were_read(edit: partial[Document]) -> None:
    rows = Rows.opened(task(np.zeros((3, 3)), np.zeros(3, np.int64)))
    document = Document(fruit().classes, Samples(rows))
    with pytest.raises(InvalidInput, match="of a file"):
        edit(document)


def test_there_is_an_end_to_it() -> None:
    document = fruit()
    full = Document(document.classes, Samples.of([document.sample] * MOST_COPIED))
    with pytest.raises(InvalidInput, match="at most"):
        add_sample(full)


@pytest.mark.parametrize("count", [2, 3, 1000])
def test_every_class_is_as_likely_as_any_other(count: int) -> None:
    made = blank_document(count)
    assert len(set(made.classes.names)) == count
    assert len(made.samples) == 1
    assert made.sample.target == OneHot(0)
    np.testing.assert_allclose(analyse(made).q, 1.0 / count)


def test_names_that_are_given_are_taken() -> None:
    assert blank_document(["cat", " dog "]).classes.names == ("cat", "dog")


@pytest.mark.parametrize("classes", [1, 1001, ["cat"], ["cat", "cat"], ["cat", ""]])
def test_what_cannot_be_is_refused(classes: int | list[str]) -> None:
    with pytest.raises(InvalidInput):
        blank_document(classes)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("", []),
        (" , ", []),
        ("cat, dog,bird", ["cat", "dog", "bird"]),
        ("Doe, Jane; Roe, Richard", ["Doe, Jane", "Roe, Richard"]),
    ],
)
def test_names_are_read_from_one_line(text: str, names: list[str]) -> None:
    assert names_in(text) == names
