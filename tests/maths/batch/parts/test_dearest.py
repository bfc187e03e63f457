"""The rows that cost most, with the part that each lies in."""

from __future__ import annotations

import numpy as np
import pytest

from ceviz.errors import InvalidInput
from ceviz.maths.batch import evaluate, task
from ceviz.maths.batch.parts.dearest import dearest, merged_dearest
from ceviz.maths.batch.parts.totals import merged_totals, total


def test_equal_losses_come_by_part_and_row() -> None:
    asked = task(np.zeros((5, 2)), np.array([0, 1, 0, -100, 1]))
    parts = [total(asked, part=number, kept=3).dearest for number in (2, 0, 1)]
    assert [each.row.tolist() for each in parts] == [[0, 1, 2]] * 3
    merged = merged_totals([total(asked, part=number, kept=6) for number in (2, 0, 1)]).dearest
    assert merged.part.tolist() == [0, 0, 0, 0, 1, 1]
    assert merged.row.tolist() == [0, 1, 2, 4, 0, 1]


def test_as_many_are_kept_as_asked_for() -> None:
    random = np.random.default_rng(0)
    found = evaluate(random.standard_normal((50, 3)), random.integers(0, 3, 50))
    for count in (0, 1, 7, 50, 60):
        kept = dearest(found.task, found.columns, part=2, kept=count)
        assert len(kept) == min(count, 50)
        assert kept.row.tolist() == found.worst(count).tolist()
    few, more = (dearest(found.task, found.columns, kept=count) for count in (3, 9))
    assert len(merged_dearest([few, more])) == 3  # no more are known to be the dearest
    with pytest.raises(InvalidInput, match="there are no -1 rows"):
        dearest(found.task, found.columns, kept=-1)
