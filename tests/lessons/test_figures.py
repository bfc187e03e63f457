"""Numbers in texts: each figure against the maths by hand."""

from __future__ import annotations

from math import exp, log, log2

import pytest

from ceviz.document import edits
from ceviz.document.analysis import analyse
from ceviz.document.model import Document
from ceviz.errors import InvalidInput
from ceviz.lessons.figures import (
    FIGURES,
    class_of,
    filled,
    following,
    said_of,
    typed_numbers,
    value_of,
)
from ceviz.storage.presets import load_preset
from tests.helpers.documents import batch, free_fruit, fruit

THEN = edits.set_probability(fruit(), 1, 0.5)
Q = [exp(z) / sum(map(exp, (1.0, 3.5, -0.5))) for z in (1.0, 3.5, -0.5)]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{loss} and {loss:2}", f"{-log(Q[1]):.4f} and {-log(Q[1]):.2f}"),
        ("{loss-bits:3}", f"{-log2(Q[1]):.3f}"),
        ("{then.loss:3}", f"{log(2.0):.3f}"),
        ("{q Banana}", f"{Q[1]:.4f}"),
        ("{share Banana} {share Apple:1}", f"{100 * Q[1]:.2f}\xa0% {100 * Q[0]:.1f}\xa0%"),
        ("{z Orange}", "−0.5"),
        ("{power Apple:2} of {sum:2}", f"{exp(1):.2f} of {sum(map(exp, (1, 3.5, -0.5))):.2f}"),
        ("{gradient Banana:3}", f"−{1 - Q[1]:.3f}"),
        ("{truth Banana}, {p Banana}", "100\xa0%, 1"),
        ("{argument Banana}, {surprise Apple:3}", f"{Q[1]:.5f}, {-log(Q[0]):.3f}"),
        ("{gradient-sum}, {temperature}, {scaled Apple}", "0, 1, 1"),
        ("{entropy}, {entropy-bits}, {kl}", f"0, 0, {-log(Q[1]):.4f}"),
        ("{kl-bits:3}", f"{-log2(Q[1]):.3f}"),
        ("{number 0.85}, {percent 0.85}", "0.85, 85\xa0%"),
        ("{cost 0.85:2}, {cost-bits 0.5:0}", f"{-log(0.85):.2f}, 1"),
        ("{cost 0}", "∞"),
        ("{slope 0.01}", "100"),
        ("{coin-bits 0.9:3}", "0.469"),
        ("{count} of {classes}", "1 of 3"),
        ("{loss-of-softmax-twice:2}", f"{log(sum(map(exp, Q))) - Q[1]:.2f}"),
    ],
)
def test_of_the_fruit(text: str, said: str) -> None:
    assert filled(text, fruit(), THEN) == said


def test_a_score_is_divided_by_the_temperature() -> None:
    warm = edits.set_temperature(fruit(), 2.0)
    assert filled("{scaled Apple} of {temperature}", warm, warm) == "0.5 of 2"


def test_a_power_beyond_float64_is_infinite() -> None:
    high = edits.set_score(fruit(), 1, 1000.0)
    assert filled("{power Banana} {sum} {power Apple:2}", high, high) == f"∞ ∞ {exp(1):.2f}"


@pytest.mark.parametrize(
    ("asked", "of"),
    [("q Banana", "Banana"), ("z Not spam", "Not spam"), ("loss", ""), ("number 3", ""), ("?", "")],
)
def test_a_figure_knows_its_class(asked: str, of: str) -> None:
    assert class_of(asked) == of


def test_of_many_samples() -> None:
    digits = load_preset("digits")
    assert filled("{mean:2} {worst-share 4:0} {count}", digits, digits) == "3.52 91\xa0% 12"
    assert filled("{accuracy}", batch(), batch()) == "75\xa0%"
    from ceviz import evaluate
    from ceviz.document.batch import evaluation_of_samples

    scores = [sample.scores.tolist() for sample in batch().samples]
    measured = evaluate(scores, [sample.true for sample in batch().samples])
    assert value_of("mean", batch(), batch())[1] == pytest.approx(measured.mean, rel=1e-14)
    found = value_of("best-temperature", batch(), batch())[1]
    at = [evaluation_of_samples(batch().samples, found * by).mean for by in (0.99, 1.0, 1.01)]
    assert at[1] == min(at)
    low = value_of("best-temperature-low", batch(), batch())[1]
    high = value_of("best-temperature-high", batch(), batch())[1]
    assert low < found < high
    assert (
        filled("{best-temperature} {best-temperature-low}", fruit(), fruit())
        == "0, as you held nothing likelier than the truth ?"
    )


def test_of_files() -> None:
    assert filled("{file-loss digits.npz:3}", fruit(), fruit()) == "0.168"
    assert filled("{file-accuracy digits.npz:1}", fruit(), fruit()) == "95.7\xa0%"


def test_every_figure_says_what_it_is() -> None:
    assert all(figure.tip for figure in FIGURES.values())


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{los}", "there is no figure “los”"),
        ("{}", "there is no figure"),
        ("{loss Banana}", "takes 0 words"),
        ("{q}", "takes 1 words"),
        ("{q Kiwi}", "no class “Kiwi”"),
        ("{cost half}", "is not a number"),
        ("{loss.real}", "there is no figure"),
        ("{loss:x}", "there is no figure"),
        ("{file-loss ../secret.npz}", "there are no samples"),
    ],
)
def test_what_is_no_figure_is_refused(text: str, said: str) -> None:
    with pytest.raises(Exception, match=said) as caught:
        filled(text, fruit(), fruit())
    assert isinstance(caught.value, InvalidInput) or "samples" in said


def test_typed_numbers_are_found() -> None:
    assert typed_numbers("{number 3} of 4 make 0.5, {q Banana}") == ["4", "0.5"]


def _document() -> Document:
    return free_fruit()


def test_a_soft_truth() -> None:
    entropy = -sum(p * log(p) for p in (0.2, 0.5, 0.3))
    assert filled("{entropy:4}", _document(), _document()) == f"{entropy:.4f}"


def test_what_is_shown_is_left_to_be_followed() -> None:
    template = following("From {loss:2} to {then.loss:2}, {number 3}", fruit())
    assert template == f"From {-log(Q[1]):.2f} to {{loss:2}}, 3"
    assert said_of(template, THEN, analyse(THEN)) == f"From {-log(Q[1]):.2f} to 0.69, 3"


def test_braces_of_somebodys_own_stay() -> None:
    line = "{loss:1} of {x}, {}, {q Kiwi} and {"
    assert said_of(line, fruit(), analyse(fruit())) == "0.1 of {x}, {}, {q Kiwi} and {"


def test_what_is_known_is_not_analysed_again() -> None:
    known = analyse(THEN)
    assert value_of("loss", fruit(), THEN, known)[1] == known.cross_entropy
    assert value_of("then.loss", THEN, fruit(), known)[1] == pytest.approx(-log(Q[1]))


def test_where_no_temperature_fits_best_it_says_why() -> None:
    figure = FIGURES["best-temperature"]
    assert figure.text(1.6, None) == "1.6"
    assert figure.text(float("nan"), None) == "?"
    right = value_of("best-temperature", fruit(), fruit())
    assert right[0].text(right[1], None) == "0, as you held nothing likelier than the truth"
