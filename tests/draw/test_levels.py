"""Simple leaves out what a newcomer does not need; percent and decimals are one switch."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ceviz.document.model import Document, Unit
from ceviz.document.targets import free
from ceviz.document.text.numbers import BRIEF, parse_number, show_percent
from ceviz.draw.lab.class_table import Table
from ceviz.draw.lab.equation import Equation
from ceviz.draw.lab.pipeline import Pipeline
from ceviz.draw.lab.probabilities import ProbabilityBars
from ceviz.draw.lab.readouts import Readouts
from ceviz.draw.lab.sentence import Sentence
from ceviz.draw.picture import Picture
from ceviz.draw.state import State, View
from tests.helpers.documents import fruit
from tests.helpers.fixtures import state_of
from tests.helpers.images import words_in

#: What the simple lab has none of.
HIDDEN = ("Σ", "∂", "bits", "perplexity", "slope", "(q − p)/T", "−p log q")


def seen(picture: Picture, document: Document, **view: object) -> str:
    state = replace(state_of(document), view=View(**view))  # type: ignore[arg-type]
    return "\n".join(words_in(picture, state, 1240, 700))


def test_simple_hides_formulas_of_training_and_second_units() -> None:
    full, simple = (seen(Pipeline(), fruit(), simple=level) for level in (False, True))
    assert all(word in full for word in HIDDEN[:-1])
    assert not [word for word in HIDDEN if word in simple]
    assert "where training pushes" in simple
    assert "loss" in simple
    assert "−log q(Banana)" in simple


def test_simple_has_the_columns_of_the_way_to_the_loss() -> None:
    simple, full = (seen(Table(), fruit(), simple=level) for level in (True, False))
    assert all(head in simple for head in ("target", "score", "−log q"))
    assert "100.00\xa0%" in simple
    assert "−p log q" in full
    assert "−p log q" not in simple


def test_a_spread_truth_keeps_the_numbers_that_explain_it() -> None:
    spread = fruit(free(np.array([0.2, 0.5, 0.3])))
    assert "truth’s own H(p)" in seen(Readouts(), spread, simple=True)
    assert "KL(p‖q)" in seen(Readouts(), spread, simple=True)
    assert "p log q" in seen(Equation(), spread, simple=True)
    assert "perplexity" not in seen(Readouts(), spread, simple=True)


def test_percent_is_the_habit_of_the_simple_level_and_a_switch_at_both() -> None:
    assert View(simple=True).percent
    assert not View().percent
    assert not View(simple=True, shares=False).percent
    assert View(shares=True).percent


@pytest.mark.parametrize("picture", [ProbabilityBars(), Table(), Readouts(), Sentence()])
def test_probabilities_are_in_percent_everywhere_or_nowhere(picture: Picture) -> None:
    assert "%" in seen(picture, fruit(), shares=True)
    assert "%" not in seen(picture, fruit(), shares=False)


def test_the_axis_of_the_bars_goes_along() -> None:
    words = seen(ProbabilityBars(), fruit(), shares=True)
    assert "100\xa0%" in words.split("\n")
    assert "20\xa0%" in words
    assert "0.2" not in words


def test_formulas_take_the_logarithm_of_a_number() -> None:
    assert "−log 0.90876" in seen(Equation(), fruit(), simple=True)


def test_bits_are_still_said_where_the_document_is_in_bits() -> None:
    assert "0.1380 bits" in seen(Equation(), replace(fruit(), unit=Unit.BITS), simple=True)


@pytest.mark.parametrize(
    ("value", "fine", "short"),
    [(0.9088, "90.88\xa0%", "91\xa0%"), (0.0746, "7.46\xa0%", "7.5\xa0%"),
     (1.0, "100\xa0%", "100\xa0%"),
     (0.0, "0\xa0%", "0\xa0%"), (0.99, "99.00\xa0%", "99\xa0%"), (0.993, "99.30\xa0%", "99.3\xa0%"),
     (1.2e-4, "0.012\xa0%", "0.012\xa0%"), (3e-9, "3e−7\xa0%", "3e−7\xa0%"),
     (1 - 3e-7, "100 − 3e−5\xa0%", "100 − 3e−5\xa0%")],
)  # fmt: skip
def test_percentages(value: float, fine: str, short: str) -> None:
    assert show_percent(value) == fine
    assert show_percent(value, BRIEF) == short


@given(st.floats(0.0, 1.0))
def test_a_percentage_reads_back(value: float) -> None:
    for words, within in ((show_percent(value), 6e-5), (show_percent(value, BRIEF), 6e-3)):
        assert parse_number(words) == pytest.approx(value, rel=0.06, abs=within * (value > 1e-3))
        assert (words == "100\xa0%") <= (value == 1.0)
        assert (words == "0\xa0%") == (value == 0.0)


def test_a_state_writes_shares_as_the_view_says() -> None:
    state: State = state_of(fruit())
    assert state.share(0.9088) == "0.9088"
    assert replace(state, view=View(shares=True)).share(0.9088) == "90.88\xa0%"
