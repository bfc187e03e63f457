"""Titles: what they end with in brackets goes before a word is cut."""

from __future__ import annotations

from ceviz.draw.lab.curve import Curve
from tests.helpers.documents import fruit
from tests.helpers.fixtures import state_of
from tests.helpers.images import words_in


def test_a_title_goes_without_its_unit_before_it_is_cut() -> None:
    state = state_of(fruit())
    assert "Surprise −log q (nats)" in words_in(Curve(), state, 300, 240)
    narrow = words_in(Curve(), state, 150, 240)
    assert "Surprise −log q" in narrow
    assert not any(words.endswith("…") for words in narrow)
