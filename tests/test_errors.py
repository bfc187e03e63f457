from __future__ import annotations

import pickle

import pytest

from ceviz.errors import (
    CevizError,
    ChoiceNeeded,
    FileRefused,
    InvalidInput,
    MissingPackage,
    NotADistribution,
    TooLarge,
)
from ceviz.storage.readers import AmbiguousFile, Field, Reading, ReadOptions


@pytest.mark.parametrize(
    ("parts", "sentence"),
    [
        ({}, "no room"),
        ({"where": "p[1]"}, "p[1]: no room"),
        ({"why": "it is full"}, "no room (it is full)"),
        ({"remedy": "make some"}, "no room. Make some"),
        (
            {"where": "p[1]", "why": "it is full", "remedy": "make some"},
            "p[1]: no room (it is full). Make some",
        ),
    ],
)
def test_a_refusal_says_what_where_why_and_what_now(parts: dict[str, str], sentence: str) -> None:
    assert str(CevizError("no room", **parts)) == sentence


@pytest.mark.parametrize(
    ("refusal", "sentence"),
    [
        (CevizError("no room", why="it is full"), "No room (it is full)."),
        (CevizError("no room", remedy="make some"), "No room. Make some."),
        # A class keeps its name.
        (InvalidInput("no number", where="banana"), "At banana: no number."),
        (FileRefused("is empty", where="a.csv"), "The file a.csv is empty."),
        (FileRefused("is no number", where="a.csv, line 3"), "In a.csv, line 3: is no number."),
        (FileRefused("there is no id", where="a.ceviz"), "In a.ceviz: there is no id."),
        (FileRefused("is empty"), "The file is empty."),
        (FileRefused("there is no id"), "There is no id."),
        # As it is to be copied.
        (CevizError("no x", remedy="run: pip y", recipe="pip y"), "No x. Run: pip y"),
    ],
)
def test_the_window_says_it_with_a_capital(refusal: CevizError, sentence: str) -> None:
    assert refusal.sentence == sentence


def test_a_bad_number_is_a_value_error_too() -> None:
    with pytest.raises(ValueError, match="no number"):
        raise InvalidInput("no number")


def test_what_could_be_a_distribution_offers_to_be_one() -> None:
    refusal = NotADistribution("they sum to 2", total=2.0, where="p")
    assert refusal.total == 2.0
    assert str(refusal).startswith("p: they sum to 2. Normalise")


@pytest.mark.parametrize(
    "refusal",
    [
        FileRefused("is empty", where="a.csv", why="no byte", remedy="write some"),
        NotADistribution("they sum to 2", total=2.0, where="p"),
        MissingPackage("needs it", package="pyarrow", extra="parquet", remedy="get it"),
        TooLarge("needs more", enough=10**9, why="the limit"),
        ChoiceNeeded("sums to 100", choices=(("kind", "logits"),)),
        AmbiguousFile("two ways", [Reading(Field.KIND, "a", "a", "b", None, ReadOptions())]),
    ],
    ids=lambda refusal: type(refusal).__name__,
)
def test_a_refusal_comes_whole_from_another_process(refusal: CevizError) -> None:
    refusal.where = f"there, {refusal.where}"
    again = pickle.loads(pickle.dumps(refusal))
    assert type(again) is type(refusal)
    assert str(again) == str(refusal)
    assert again.args == refusal.args
    assert vars(again) == vars(refusal)
