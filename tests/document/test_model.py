"""The frozen document: names, scores, rows and the overlay of edited samples."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given

from ceviz.document.model import (
    Classes,
    Document,
    Rows,
    Sample,
    Samples,
    Unit,
    check_names,
    check_scores,
)
from ceviz.document.targets import Free, OneHot, Smoothed, free
from ceviz.errors import InvalidInput
from tests.document.examples import document, documents, fruit

THREE = [
    Sample(check_scores([1.0, -np.inf]), OneHot(1), "first"),
    Sample(check_scores([0.0, 2.0]), Smoothed(0, 0.2)),
    Sample(check_scores([-0.0, 5.0]), free(np.array([0.25, 0.75])), "last"),
]


def test_a_bit_is_log_2_nats() -> None:
    assert Unit.NATS.per_nat == 1.0
    assert Unit.BITS.per_nat * math.log(2.0) == pytest.approx(1.0, rel=1e-15)


@given(documents())
def test_rows_give_back_the_samples_they_were_made_of(drawn: Document) -> None:
    samples = list(drawn.samples)
    again = Samples.of(samples)
    assert again.same_as(drawn.samples)


def test_rows_of_all_kinds() -> None:
    rows = Rows.of(THREE)
    assert rows.labels.tolist() == [1, 0, -1]
    assert all(rows[i].same_as(THREE[i]) for i in range(3))
    assert isinstance(rows[2].target, Free)


def test_rows_without_distributions_have_none() -> None:
    assert Rows.of(THREE[:2]).distributions is None


def test_rows_of_another_type_are_read_as_float64() -> None:
    scores = np.array([[1.5, -2.5]], dtype=np.float16)
    rows = Rows(scores, np.array([1]), np.array([np.nan]))
    assert rows[0].same_as(Sample(check_scores([1.5, -2.5]), OneHot(1)))
    assert rows[0].scores.dtype == np.float64


def test_replacing_a_sample_shares_the_rows() -> None:
    samples = Samples.of(THREE)
    changed = samples.replaced(1, THREE[0])
    assert changed.rows is samples.rows
    assert changed.same_as(Samples.of([THREE[0], THREE[0], THREE[2]]))
    assert samples.same_as(Samples.of(THREE))
    assert not changed.same_as(samples)
    assert changed.replaced(1, THREE[1]).same_as(samples)


def test_what_is_stored_cannot_be_written() -> None:
    stored = fruit()
    with pytest.raises(ValueError, match="read-only"):
        stored.sample.scores[0] = 9.0
    with pytest.raises(ValueError, match="read-only"):
        stored.classes.locked_mask[0] = True


@given(documents())
def test_the_same_is_the_same_in_every_field(drawn: Document) -> None:
    twin = replace(
        drawn,
        classes=replace(drawn.classes),
        samples=Samples.of([replace(sample) for sample in drawn.samples]),
    )
    assert twin.same_as(drawn)
    classes = drawn.classes
    others = [
        replace(drawn, title=drawn.title + "!"),
        replace(drawn, temperature=drawn.temperature * 2.0),
        replace(drawn, unit=Unit.BITS if drawn.unit is Unit.NATS else Unit.NATS),
        replace(drawn, partner=drawn.partner + 1),
        replace(drawn, classes=replace(classes, locked=classes.locked ^ {0})),
        replace(drawn, classes=replace(classes, colours=(*classes.colours[:-1], 99))),
        replace(
            drawn, samples=drawn.samples.replaced(0, replace(drawn.samples[0], name="?!?!?!?!?"))
        ),
    ]
    assert not any(other.same_as(drawn) for other in others)


def test_names_are_stripped() -> None:
    assert check_names([" Apple", "Banana "]) == ["Apple", "Banana"]


@pytest.mark.parametrize(
    ("names", "words"),
    [
        (["Apple"], "at least 2 classes"),
        (["Apple", "  "], "class 2: a class needs a name"),
        (
            ["Apple", "Banana", "Apple "],
            "classes 1 and 3: two classes cannot both be called “Apple”",
        ),
        (["Apple", "Ban\nana"], "class 2: a class name is one line of text"),
        (["Apple", "\ud800"], "class 2: a class name is one line of text"),
    ],
)
def test_bad_names_are_refused(names: list[str], words: str) -> None:
    with pytest.raises(InvalidInput, match=words):
        check_names(names)


@pytest.mark.parametrize(
    ("scores", "words"),
    [
        ([0.0, np.nan], "class 2: the score is not a number"),
        ([np.inf, 0.0], r"class 1: the score is \+∞"),
        ([-np.inf, -np.inf], "every score is −∞"),
        ([0.0, -1e200], r"class 2: the score -1e\+200 is too large"),
    ],
)
def test_bad_scores_are_refused(scores: list[float], words: str) -> None:
    with pytest.raises(InvalidInput, match=words):
        check_scores(scores)
    with pytest.raises(InvalidInput, match="row 7"):
        check_scores(scores, "row 7")


def test_colours_are_palette_slots_and_the_lowest_free_one_is_next() -> None:
    assert Classes.named(["a", "b"]).colours == (0, 1)
    assert Classes(("a", "b"), (0, 2)).free_colour() == 1
    assert Classes(("a", "b"), (1, 0)).free_colour() == 2


def test_the_selected_sample() -> None:
    two = document([[0.0, 1.0], [2.0, 3.0]], [OneHot(0), OneHot(1)], names=("a", "b"))
    assert replace(two, selected=1).sample.scores.tolist() == [2.0, 3.0]
    assert replace(two, selected=1).sample.true == 1
