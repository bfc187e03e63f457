"""Edits go to a file that was read again where its rows are the same, and nowhere else."""

from __future__ import annotations

import numpy as np
import pytest

from ceviz.document.edits import select_sample, set_score
from ceviz.document.model import Sample, check_scores
from ceviz.document.targets import OneHot, Smoothed, free
from ceviz.storage.origins import fingerprint, origin, origins, with_edits
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
