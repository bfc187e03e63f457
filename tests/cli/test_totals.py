"""What all rows add up to, as a tree and as lines."""

from __future__ import annotations

import math

import numpy as np
import pytest

from ceviz.cli.totals import intervals_tree, optimal_tree, plain, totals_lines, totals_tree
from ceviz.document.model import Unit
from ceviz.maths.batch import by_chance, evaluate
from ceviz.maths.batch.certainty.bootstrap import UNKNOWN
from ceviz.maths.batch.certainty.intervals import certainty_of
from ceviz.maths.batch.parts.totals import total


def test_numbers_that_json_has_not_are_words() -> None:
    assert [plain(x) for x in (math.nan, math.inf, -math.inf, 0.5)] == ["nan", "inf", "-inf", 0.5]


def test_a_sum_is_told_in_the_unit_asked_for() -> None:
    found = evaluate(np.zeros((4, 2)), np.array([0, 1, 0, -100])).summary
    tree = totals_tree(found, "sum", Unit.BITS.per_nat)
    assert tree["cross_entropy"] == tree["numerator"] == pytest.approx(3.0)
    assert (tree["samples"], tree["ignored"]) == (3, 1)
    luck = by_chance(np.array([0.5, 0.5, 0.5]), found.reliability())
    lines = totals_lines(found, "sum", Unit.BITS, math.nan, UNKNOWN, (2.0, 0.5), luck)
    assert lines[0] == "  Cross-entropy, sum   3.0000 bits"
    assert any("not known from these rows" in line for line in lines)
    assert optimal_tree((2.0, 1.0), 3.0)["nll_at_optimal_temperature"] == 3.0
    assert optimal_tree(None, 3.0) == {}


def test_what_was_not_drawn_is_not_told() -> None:
    evaluation = evaluate(np.eye(4), np.array([0, 1, 2, 2]))
    found = total(evaluation.task)
    tree = intervals_tree(certainty_of(found.summary, found.moments), 1.0)
    assert "bootstrap_draws" not in tree
    assert set(tree["accuracy"]) == {"standard_error", "normal"}
