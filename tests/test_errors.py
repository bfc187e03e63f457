from __future__ import annotations

import pytest

from ceviz.errors import CevizError, InvalidInput, NotADistribution


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


def test_a_bad_number_is_a_value_error_too() -> None:
    with pytest.raises(ValueError, match="no number"):
        raise InvalidInput("no number")


def test_what_could_be_a_distribution_offers_to_be_one() -> None:
    refusal = NotADistribution("they sum to 2", total=2.0, where="p")
    assert refusal.total == 2.0
    assert str(refusal).startswith("p: they sum to 2. Normalise")
