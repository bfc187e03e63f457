"""The gradient as a picture: one name, and arrows that point where training moves the scores."""

from __future__ import annotations

from functools import partial

from ceviz.document.edits import set_score
from ceviz.draw.lab.gradient import Gradient
from ceviz.draw.lab.plots import LAB
from tests.helpers.documents import fruit
from tests.helpers.fixtures import state_of
from tests.helpers.images import words_in


def test_the_picture_and_the_lists_call_it_the_same() -> None:
    (row,) = (each for each in LAB if each.name == "gradient")
    assert row.title == Gradient.title
    assert Gradient.title in words_in(Gradient(), state_of(fruit()), 500, 300)


def test_its_numbers_point_where_a_step_of_training_goes() -> None:
    state = state_of(fruit())
    head, *body = Gradient().rows(state)
    assert head[-1] == "(p - q)/T"
    before = state.analysis.cross_entropy
    for k, row in enumerate(body):
        step = 1e-3 * float(row[-1])
        move = partial(set_score, i=k, value=float(state.analysis.z[k]) + step)
        assert state_of(move(state.document)).analysis.cross_entropy < before
