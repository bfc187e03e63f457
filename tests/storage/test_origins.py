"""Edits go to a file that was read again where its rows are the same, and nowhere else."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from ceviz.document.classes import add_class, rename_class
from ceviz.document.edits import select_sample, set_score, set_temperature
from ceviz.document.handmade import add_sample
from ceviz.document.model import Document, Sample, Samples, Slide, check_scores
from ceviz.document.targets import OneHot, Smoothed, free
from ceviz.storage.origins import fingerprint, origin, origins, reopened, with_edits
from ceviz.storage.session import dumps, loads
from tests.helpers.documents import batch


def test_samples_are_told_apart_by_numbers_alone() -> None:
    sample = Sample(check_scores([0.0, 1.0, -np.inf]), OneHot(1), "a")
    assert fingerprint(sample) == fingerprint(Sample(sample.scores, OneHot(1), "b"))
    assert fingerprint(sample) == fingerprint(
        Sample(check_scores([-0.0, 1.0, -np.inf]), free(np.array([0.0, 1.0, 0.0])))
    )
    others = [
        Sample(check_scores([0.0, np.nextafter(1.0, 2.0), -np.inf]), OneHot(1)),
        Sample(sample.scores, OneHot(0)),
        Sample(sample.scores, Smoothed(1, 0.1)),
    ]
    assert len({fingerprint(each) for each in (sample, *others)}) == 4


def test_the_origin_is_of_the_row_not_of_its_edit() -> None:
    base = batch()
    edited = set_score(select_sample(base, 2), 0, 9.0)
    assert origins(edited) == {2: fingerprint(base.samples[2])}
    assert origin(edited.samples.rows, 2) == fingerprint(base.samples[2])


@pytest.mark.parametrize("changed", [0, 2])
def test_edits_stay_where_rows_are_the_same(changed: int) -> None:
    base = batch()
    mine = base
    for row in (0, 2):
        mine = set_score(select_sample(mine, row), 1, -1.0)
    rows = list(base.samples)
    rows[changed] = Sample(rows[changed].scores, OneHot(2), rows[changed].name)
    now = base.__class__(base.classes, base.samples.of(rows))
    found, lost = with_edits(now, mine.samples.edited, origins(mine))
    assert lost == 1
    assert found.samples.edited.keys() == {0, 2} - {changed}
    assert found.samples[changed].same_as(rows[changed])


def test_rows_that_are_gone_lose_their_edits() -> None:
    base = batch()
    mine = set_score(select_sample(base, 3), 1, -1.0)
    now = base.__class__(base.classes, base.samples.of(list(base.samples)[:2]))
    found, lost = with_edits(now, mine.samples.edited, origins(mine))
    assert (dict(found.samples.edited), lost) == ({}, 1)


def saved(document: Document) -> Document:
    """The document as a session holds it: with rows of its own."""
    return loads(dumps(document), "it")


def test_read_again_edits_and_choices_of_this_window_stay() -> None:
    base = saved(batch())
    mine = set_temperature(set_score(select_sample(base, 2), 1, -1.0), 2.0)
    theirs = set_score(select_sample(base, 0), 0, 5.0)
    found, lost = reopened(mine, base, saved(theirs))
    assert lost == 0
    assert found.samples[0].same_as(theirs.samples[0])
    assert found.samples[2].same_as(mine.samples[2])
    assert (found.temperature, found.selected) == (2.0, 2)


def test_what_both_changed_is_as_it_is_in_the_file() -> None:
    base = saved(batch())
    mine = set_score(select_sample(base, 2), 1, -1.0)
    theirs = set_temperature(set_score(select_sample(base, 2), 0, 5.0), 3.0)
    found, lost = reopened(mine, base, saved(theirs))
    assert lost == 1
    assert found.samples[2].same_as(theirs.samples[2])
    assert found.temperature == 3.0


def test_edits_that_were_saved_before_are_none() -> None:
    base = set_score(select_sample(saved(batch()), 2), 1, -1.0)  # as it is after a save
    mine = set_score(select_sample(base, 1), 1, 4.0)
    found, lost = reopened(mine, base, saved(base))
    assert (set(found.samples.edited), lost) == ({1}, 0)
    mine = Document(base.classes, Samples(base.samples.rows))  # undone beyond the save
    found, lost = reopened(mine, base, saved(base))
    assert lost == 0
    assert found.samples[2].same_as(mine.samples[2])


def test_of_other_classes_nothing_stays() -> None:
    base = saved(batch())
    mine = set_score(select_sample(base, 2), 1, -1.0)
    now = rename_class(base, 0, "Cherry")
    assert reopened(mine, base, now) == (now, 1)
    assert reopened(add_class(mine), base, base) == (base, 4)


def test_other_samples_than_the_file_had_are_left_out() -> None:
    base = saved(batch())
    assert reopened(add_sample(base), base, base) == (base, 5)


def test_scenes_and_the_title_of_this_window_stay() -> None:
    base = saved(batch())
    mine = replace(base, title="Mine", slides=(Slide(batch(), "One"),))
    theirs = saved(set_score(select_sample(base, 0), 0, 5.0))
    for now in (theirs, rename_class(base, 0, "Cherry")):
        found, _ = reopened(mine, base, now)
        assert (found.title, found.slides) == ("Mine", mine.slides)
    with_theirs = replace(theirs, title="Theirs", slides=(Slide(batch(), "Two"),))
    found, _ = reopened(base, base, with_theirs)
    assert (found.title, found.slides) == ("Theirs", with_theirs.slides)
