"""What the lab's pictures say: the numbers of the lesson, in the words and units of the field."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter

from ceviz.document.classes import toggle_lock
from ceviz.document.edits import set_probability
from ceviz.document.model import Document, Unit
from ceviz.document.targets import OneHot, Smoothed, free
from ceviz.draw.lab.curve import Curve
from ceviz.draw.lab.curve_labels import Labels, beside_point
from ceviz.draw.lab.equation import Equation
from ceviz.draw.lab.flow import GradientFlow
from ceviz.draw.lab.gradient import Gradient
from ceviz.draw.lab.loss_card import Loss
from ceviz.draw.lab.pipeline import Pipeline
from ceviz.draw.lab.probabilities import ProbabilityBars
from ceviz.draw.lab.readouts import Readouts
from ceviz.draw.lab.scores import ScoreBars
from ceviz.draw.state import TOP, View
from ceviz.draw.theme import LIGHT
from ceviz.draw.tooltip import lines_for
from ceviz.storage.presets import load_preset
from tests.helpers.documents import batch, free_fruit, fruit, infinite, many
from tests.helpers.fixtures import state_of
from tests.helpers.images import words_in

BANANA = 1


def bits(document: Document) -> Document:
    return replace(document, unit=Unit.BITS)


def equation(document: Document, width: int = 900) -> list[str]:
    geometry = Equation().geometry(QRectF(0, 0, width, 68), state_of(document), LIGHT)
    return [item.token.text for item in geometry.placed]


# The equation


def test_the_loss_of_a_class_is_written_out() -> None:
    assert equation(fruit())[:9] == [
        "H(p,q)", "=", "−Σ p log q", "=", "−log q(Banana)", "=", "−log 0.90876", "=",
        "0.0957 nats",
    ]  # fmt: skip
    assert equation(fruit())[9:12] == ["= H(p) + KL(p‖q)", "= 0 + 0.0957", "= 0.0957"]


def test_in_bits_the_logarithm_is_binary() -> None:
    words = equation(bits(fruit()))
    assert "−log₂ q(Banana)" in words
    assert "0.1380 bits" in words


def test_a_distribution_is_a_sum_with_a_term_for_each_class_that_can_come() -> None:
    words = equation(free_fruit())
    assert "0.5·0.0957" in words
    assert "0.2·2.5957" in words
    assert "0.3·4.0957" in words
    assert "1.7957 nats" in words
    # H(p) and the price of the wrong model.
    assert "= 1.0297 + 0.7660" in words


def test_an_infinite_loss_is_infinite() -> None:
    words = equation(infinite())
    assert "−log 0" in words
    assert "∞ nats" in words


@pytest.mark.parametrize("width", [520, 760, 900, 1264, 1900])
@pytest.mark.parametrize(
    "document",
    [
        fruit(), bits(fruit()), free_fruit(), infinite(), fruit(Smoothed(1, 0.1)), many(30),
        many(1000), many(1000, free(np.full(1000, 1e-3))), many(12, free(np.full(12, 1 / 12))),
    ],
)  # fmt: skip
def test_as_many_terms_are_written_as_fit_and_the_result_always(
    document: Document, width: int
) -> None:
    state = state_of(document)
    geometry = Equation().geometry(QRectF(0, 0, width, 68), state, LIGHT)
    right = 0.0
    for item in geometry.placed:
        assert item.box.right() <= width
        if item.token.text == "= H(p) + KL(p‖q)":
            right = 0.0
        assert item.box.left() >= right
        right = item.box.right()
    loss = state.analysis.cross_entropy * state.per_nat
    assert any(item.token.strong and state.unit in item.token.text for item in geometry.placed)
    assert (loss == np.inf) == any("∞" in item.token.text for item in geometry.placed)


def test_terms_are_handles_on_their_classes() -> None:
    picture, state = Equation(), state_of(free_fruit())
    geometry = picture.geometry(QRectF(0, 0, 900, 68), state, LIGHT)
    found = {
        picture.class_at(geometry, item.box.center(), state): item.token.text
        for item in geometry.placed
        if item.token.about is not None
    }
    assert found == {1: "0.5·0.0957", 2: "0.3·4.0957", 0: "0.2·2.5957"}
    assert picture.class_at(geometry, QPointF(899.0, 1.0), state) is None


# Bars


def test_bars_say_their_value_their_name_and_their_sum() -> None:
    words = words_in(ProbabilityBars(), state_of(fruit()), 460, 300)
    assert {"Apple", "Banana", "Orange"} <= set(words)
    assert {"0.075", "0.909", "0.017"} <= set(words)
    assert "Σ q = 1.000" in " ".join(words)
    assert {"0", "0.2", "1.0"} <= set(words)


def test_bars_at_their_ends_are_not_rounded_to_them() -> None:
    words = words_in(ProbabilityBars(), state_of(set_probability(fruit(), 1, 1.0 - 3e-6)), 460, 300)
    assert "1 − 3e−6" in words
    words = words_in(ProbabilityBars(), state_of(infinite()), 460, 300)
    assert "0" in words


@pytest.mark.parametrize("count", [100, 1000])
def test_among_many_the_important_ones_stay_named(count: int) -> None:
    state = state_of(many(count), hovered=count - 2, view=View(every=True))
    words = words_in(ProbabilityBars(), state, 460, 300)
    assert f"class {count - 2}" in words
    assert f"class {state.analysis.true}" in words
    named = [word for word in words if word.startswith("class ")]
    assert 2 <= len(named) < 20


def test_the_rest_is_called_the_rest() -> None:
    state = state_of(many(100), view=View(top=TOP))
    assert "the rest" in words_in(ProbabilityBars(), state, 700, 300)


def test_scores_say_their_value_and_where_training_would_move_them() -> None:
    words = words_in(ScoreBars(), state_of(fruit()), 460, 300)
    assert {"1", "3.5", "−0.5"} <= set(words)
    assert {"+0.091", "−0.075", "−0.017"} <= set(words)
    assert any("(p − q)/T" in word for word in words)


def test_arrows_too_short_to_see_are_multiplied_and_say_so() -> None:
    words = words_in(ScoreBars(), state_of(fruit(temperature=50.0)), 460, 300)
    assert any("× 10" in word for word in words)


def test_a_score_of_minus_infinity_is_written_as_that() -> None:
    assert "−∞" in words_in(ScoreBars(), state_of(infinite()), 460, 300)


def test_the_gradient_has_a_sign_for_each_class() -> None:
    words = words_in(Gradient(), state_of(fruit()), 460, 300)
    assert {"+0.091", "−0.075", "−0.017"} <= set(words)


# The curve


def test_the_curve_says_what_the_selected_class_costs_and_its_slope() -> None:
    words = words_in(Curve(), state_of(fruit()), 460, 320)
    assert "Surprise −log q (nats)" in words
    assert "Banana 0.0957" in words
    assert any("−1/q" in word and "−1.1" in word for word in words)


def test_levels_are_drawn_for_a_truth_that_is_more_than_a_class() -> None:
    words = words_in(Curve(), state_of(free_fruit()), 460, 320)
    assert "H(p,q) 1.7957" in words
    assert any(word.startswith("floor H(p)") and "1.0297" in word for word in words)
    assert not any("floor" in word for word in words_in(Curve(), state_of(fruit()), 460, 320))


def test_a_costly_truth_stretches_the_axis() -> None:
    cheap, costly = (
        Curve().geometry(QRectF(0, 0, 460, 320), state_of(document), LIGHT).axes[0].y.high
        for document in (fruit(), fruit(OneHot(2), temperature=0.2))
    )
    assert cheap == pytest.approx(5.3)
    assert costly > 20.0


# Loss, readouts, flow


def test_the_loss_is_in_both_units_with_its_verdict() -> None:
    words = words_in(Loss(), state_of(fruit()), 122, 300)
    assert {"0.0957", "nats", "0.1380 bits", "✓ right", "0.9088 sure"} <= set(words)
    words = words_in(Loss(), state_of(bits(fruit(OneHot(0)))), 122, 300)
    assert {"3.7448", "bits", "2.5957 nats", "✗ wrong"} <= set(words)


def test_an_infinite_loss_says_why() -> None:
    words = words_in(Loss(), state_of(infinite()), 122, 300)
    assert {"∞", "a possible class", "was given q = 0"} <= set(words)


def test_a_batch_shows_its_mean() -> None:
    words = words_in(Loss(), state_of(batch()), 122, 300)
    assert {"mean of 4", "0.7167 nats", "75.0\xa0% right"} <= set(words)


def test_readouts_name_and_count() -> None:
    words = words_in(Readouts(), state_of(free_fruit()), 640, 84)
    for name, value in (
        ("entropy H(p)", "1.0297 nats"),
        ("cross-entropy H(p,q)", "1.7957 nats"),
        ("KL(p‖q)", "0.7660 nats"),
        ("perplexity", "6.0235"),
        ("predicted", "Banana"),
        ("confidence", "0.9088"),
        ("right or wrong", "✓ right"),
        ("accuracy, 0 or 1", "1"),
    ):
        assert name in words
        assert value in words


def test_barely_and_very_sure_are_both_right_and_cost_differently() -> None:
    for q, loss in ((0.51, "0.6733"), (0.99, "0.0101")):
        words = words_in(Readouts(), state_of(set_probability(fruit(), 1, q)), 640, 84)
        assert "✓ right" in words
        assert f"{loss} nats" in words


def test_the_chain_rule_is_written_for_the_selected_class() -> None:
    words = words_in(GradientFlow(), state_of(fruit()), 1200, 28)
    assert "∂L/∂z(Banana) = (q − p)/T = −0.0912" in words
    assert "∂L/∂q(Banana) = −p/q = −1.1004" in words
    words = words_in(GradientFlow(), state_of(infinite()), 1200, 28)
    assert "∂L/∂q(Banana) = −p/q = −∞" in words
    words = words_in(GradientFlow(), state_of(fruit(), selected=0), 1200, 28)
    assert "∂L/∂q(Apple) = −p/q = 0" in words


def test_the_whole_picture_says_it_all() -> None:
    words = words_in(Pipeline(), state_of(bits(fruit(temperature=2.0))), 1280, 640)
    assert {"softmax", "T = 2", "−log₂", "q = 1.000", "Loss"} <= set(words)


# The note by the pointer


def test_the_note_says_probability_surprise_and_loss() -> None:
    assert lines_for(BANANA, state_of(fruit())) == [
        "Banana", "p = 1", "q = 0.9088", "−log q = 0.0957", "H(p,q) = 0.0957 nats",
    ]  # fmt: skip
    locked = state_of(bits(toggle_lock(fruit(), 0)))
    assert lines_for(0, locked)[0] == "Apple  (locked)"
    assert lines_for(0, locked)[-1] == "H(p,q) = 0.1380 bits"


def test_what_no_float_can_hold_is_said_as_the_power_it_is() -> None:
    """The loss is finite: nothing that follows from it is ∞."""
    state = state_of(load_preset("huge-scores"))
    assert "e¹⁰⁰⁰" in words_in(Readouts(), state, 640, 110)
    assert any(words.endswith("= −e¹⁰⁰⁰") for words in words_in(GradientFlow(), state, 1200, 28))


@pytest.mark.parametrize("q", [0.9, 0.99])
def test_on_a_logarithmic_axis_a_label_is_beside_its_own_point(q: float) -> None:
    state = state_of(set_probability(fruit(), 1, q), view=View(log_q=True))
    picture = Curve()
    (axes,) = picture.geometry(QRectF(0, 0, 340, 380), state, LIGHT).axes
    point = axes.at(q, float(state.analysis.surprisal[1]))
    places = beside_point(Labels(QPainter(), axes, state, LIGHT), point.x(), point.y())
    first = Labels(QPainter(), axes, state, LIGHT).free_place(90.0, 14.0, places)
    assert first is not None
    assert abs(first.center().y() - point.y()) < 30.0


def test_equals_are_a_tie_and_said_so() -> None:
    coin = state_of(load_preset("fair-coin"))
    for picture, size in ((Loss(), (120, 300)), (Readouts(), (640, 110))):
        words = words_in(picture, coin, *size)
        assert "a tie" in words
        assert not any("right" in each or "wrong" in each for each in words if each[0] in "✓✗")
    names = coin.document.classes.names
    assert f"{names[0]} or {names[1]}" in words_in(Readouts(), coin, 900, 110)
    assert "1, by the first" in words_in(Readouts(), coin, 900, 110)


@pytest.mark.parametrize("picture", [ScoreBars(), Gradient()])
def test_gradients_say_that_they_are_in_nats_where_the_loss_is_in_bits(
    picture: ScoreBars | Gradient,
) -> None:
    def notes(document: Document) -> list[str]:
        return [w for w in words_in(picture, state_of(document), 640, 300) if "nats" in w]

    assert notes(fruit()) == []
    (note,) = notes(bits(fruit()))
    assert note.endswith(" in nats")
    keys = {
        picture.background_key(picture.geometry(QRectF(0, 0, 640, 300), state, LIGHT), state)
        for state in (state_of(fruit()), state_of(bits(fruit())))
    }
    assert len(keys) == 2
