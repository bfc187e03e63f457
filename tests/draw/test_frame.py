"""Titles: what they end with in brackets goes before a word is cut."""

from __future__ import annotations

from ceviz.draw.lab.curve import Curve
from ceviz.draw.lab.probabilities import ProbabilityBars
from ceviz.draw.lab.scores import ScoreBars
from ceviz.draw.theme import LIGHT
from tests.helpers.documents import fruit
from tests.helpers.fixtures import state_of
from tests.helpers.images import words_in


def test_a_title_goes_without_its_unit_before_it_is_cut() -> None:
    state = state_of(fruit())
    assert "Surprise −log q (nats)" in words_in(Curve(), state, 300, 240)
    narrow = words_in(Curve(), state, 150, 240)
    assert "Surprise −log q" in narrow
    assert not any(words.endswith("…") for words in narrow)


def test_in_the_narrowest_a_sign_is_left_of_it() -> None:
    state, theme = state_of(fruit()), LIGHT.scaled(1.6)
    for picture, whole, sign in (
        (ProbabilityBars(), "Probabilities q", "q"), (ScoreBars(), "Scores z", "z"),
        (Curve(), "Surprise −log q", "−log q"),
    ):  # fmt: skip
        assert words_in(picture, state, 320, 240, theme)[0].startswith(whole)
        narrow = words_in(picture, state, 110, 240, theme)
        assert sign in narrow
        assert not any(words.endswith("…") for words in narrow[:1])
