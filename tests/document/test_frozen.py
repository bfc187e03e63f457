"""What is kept to compare with: all its numbers again, through JSON, and nothing else gets in."""

from __future__ import annotations

import json
from typing import Any

import msgspec
import numpy as np
import pytest
from hypothesis import given

from ceviz.document.analysis import analyse
from ceviz.document.frozen import Frozen, scores_of, written
from ceviz.document.model import Document
from ceviz.errors import InvalidInput
from tests.document.examples import documents
from tests.helpers.documents import batch, fruit, infinite

NUMBERS = ("p", "z", "q", "surprisal", "contribution", "gradient")
WHOLE = ("entropy", "cross_entropy", "kl")


@given(documents())
def test_every_number_is_as_it_was(document: Document) -> None:
    then, now = analyse(document), Frozen.of(document).analysis
    for name in NUMBERS:
        np.testing.assert_allclose(getattr(now, name), getattr(then, name), rtol=1e-14, atol=1e-300)
    for name in WHOLE:
        assert getattr(now, name) == pytest.approx(getattr(then, name), rel=1e-13, abs=1e-15)


@given(documents())
def test_it_comes_back_from_json(document: Document) -> None:
    kept = Frozen.of(document)
    text = json.dumps(msgspec.to_builtins(kept), allow_nan=False)
    again = msgspec.convert(json.loads(text), Frozen)
    assert again == kept
    assert again.analysis.cross_entropy == kept.analysis.cross_entropy


def test_minus_infinity_is_a_text() -> None:
    assert Frozen.of(infinite()).scores[1] == "-inf"
    assert np.isneginf(scores_of(written([1.0, -np.inf]))[1])


def test_it_is_of_the_selected_sample() -> None:
    document = batch()
    assert Frozen.of(document).scores == written(document.sample.scores)
    assert not Frozen.of(document).of_file


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"scores": (), "p": ()}, "2 classes"),
        ({"scores": (1.0, 2.0), "p": (1.0,)}, "2 scores for 1 classes"),
        ({"scores": (1.0, float("nan")), "p": (0.5, 0.5)}, "not a number"),
        ({"scores": ("-inf", "-inf"), "p": (0.5, 0.5)}, "every score is −∞"),
        ({"scores": (1.0, 2.0), "p": (0.5, 0.6)}, "sum to 1.1"),
        ({"scores": (1.0, 2.0), "p": (0.5, 0.5), "temperature": 0.0}, "above 0"),
    ],
)
def test_what_is_no_prediction_is_refused(fields: dict[str, Any], said: str) -> None:
    with pytest.raises(InvalidInput, match=said):
        Frozen(**fields)


def test_the_fruit_by_hand() -> None:
    kept = Frozen.of(fruit())
    assert (kept.scores, kept.p, kept.temperature) == ((1.0, 3.5, -0.5), (0.0, 1.0, 0.0), 1.0)
