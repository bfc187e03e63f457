"""A formula is true of a document, or is not: each by hand, and those of ceviz's own lessons."""

from __future__ import annotations

from dataclasses import replace
from math import exp, inf, log

import numpy as np
import pytest

from ceviz.document import edits
from ceviz.document.classes import toggle_lock
from ceviz.document.model import Document
from ceviz.document.targets import free
from ceviz.errors import InvalidInput
from ceviz.lessons.formulas.reading import formula_of
from ceviz.lessons.formulas.truth import Unknown, holds, value
from ceviz.lessons.library import titles
from ceviz.lessons.proof import prove
from ceviz.lessons.starts import bundled_file
from ceviz.views.registry import VIEWS
from tests.helpers.documents import batch, free_fruit, fruit, infinite, many

SCORES = (1.0, 3.5, -0.5)
POWERS = [exp(z) for z in SCORES]
Q = [power / sum(POWERS) for power in POWERS]
P = [0.2, 0.5, 0.3]


def worth(line: str, document: Document) -> float:
    """The value of a formula's only side, which is one number."""
    found = np.asarray(value(formula_of(line).sides[0], document))
    assert found.shape == ()
    return float(found)


@pytest.mark.parametrize(
    ("line", "by_hand"),
    [
        ("q(Banana)", Q[1]),
        ("z(Orange)", -0.5),
        ("e^z(Apple) / Σ e^z", Q[0]),
        ("−log q(Banana)", -log(Q[1])),
        ("H(p)", -sum(p * log(p) for p in P)),
        ("−Σ p·log₂ p", -sum(p * log(p) for p in P)),
        ("{entropy-bits}", -sum(p * log(p) for p in P)),
        ("{entropy-bits} bits", -sum(p * log(p) for p in P)),
        ("H(p,q)", -sum(p * log(q) for p, q in zip(P, Q, strict=True))),
        ("H(p) + KL(p‖q)", -sum(p * log(q) for p, q in zip(P, Q, strict=True))),
        ("∂loss / ∂z(Apple)", Q[0] - P[0]),
        ("Σ (q − p)", 0.0),
        ("T", 1.0),
        ("N", 1.0),
    ],
)
def test_a_side_by_hand(line: str, by_hand: float) -> None:
    assert worth(line, free_fruit()) == pytest.approx(by_hand, rel=1e-14, abs=1e-15)


def test_the_truths_of_many_samples() -> None:
    samples = batch().samples
    by_hand = [
        sample.scores[sample.true] - np.logaddexp.reduce(sample.scores) for sample in samples
    ]
    found = value(formula_of("q(truth)").sides[0], batch())
    np.testing.assert_allclose(found, np.exp(by_hand), rtol=1e-14)
    assert holds(formula_of("mean loss = {number 1} / N · Σ −log q(truth) = {mean} nats"), batch())


#: What is so of the fruit, and who takes it back.
CHANGED = {
    "loss = −log q(Banana) = {loss} nats": edits.set_target(fruit(), free(np.array(P))),
    "q(Banana) = e^{z Banana} / Σ e^z": edits.set_temperature(fruit(), 2.0),
    "∂loss / ∂z(Apple) = q(Apple) − p(Apple)": edits.set_temperature(fruit(), 0.5),
    "q(Apple) ≥ {number 0.05}": edits.set_probability(fruit(), 0, 0.01),
    "z(Apple) = {number 1}": edits.set_score(fruit(), 0, 1.0 + 1e-7),
    "loss = −log q(truth)": edits.set_target(fruit(), free(np.array(P))),
}


@pytest.mark.parametrize("line", CHANGED)
def test_it_is_so_until_the_document_says_otherwise(line: str) -> None:
    assert holds(formula_of(line), fruit())
    assert not holds(formula_of(line), CHANGED[line])


@pytest.mark.parametrize(
    "line",
    [
        "∂loss / ∂z = (q − p) / T",
        "q(Banana) = e^(z(Banana) / T) / Σ e^(z / T)",
        "H(p,q) = −Σ p·log q = {loss} nats ≥ H(p)",
        "z ← z − η·(q − p) / T",
    ],
)
@pytest.mark.parametrize(
    "document", [fruit(), free_fruit(), replace(free_fruit(), temperature=3.0), many(50)]
)
def test_what_is_always_so(line: str, document: Document) -> None:
    named = line.replace("Banana", document.classes.names[1])
    assert holds(formula_of(named), document)
    assert holds(formula_of(named), toggle_lock(document, 1))


def test_what_is_impossible_costs_without_end() -> None:
    assert worth("loss", infinite()) == inf
    assert holds(formula_of("loss = −log q(Banana) = −Σ p·log q = {loss} nats"), infinite())
    # What weighs nothing costs nothing, were it impossible.
    gone = edits.set_score(fruit(), 2, -inf)
    assert holds(formula_of("loss = −Σ p·log q = {p Orange}·{surprise Orange} + {loss} nats"), gone)


def test_powers_beyond_float64_are_no_ground_to_stand_on() -> None:
    high = edits.set_score(fruit(), 1, 1000.0)
    assert not holds(formula_of("q(Banana) = {power Banana} / {sum}"), high)


def test_another_document_makes_it_not_so() -> None:
    assert not holds(formula_of("q(Banana) = q(Banana)"), many(4))
    assert not holds(formula_of("η = η"), fruit())
    with pytest.raises(Unknown):
        value(formula_of("η").sides[0], fruit())
    with pytest.raises(InvalidInput):
        value(formula_of("q(Kiwi)").sides[0], fruit())


def test_of_a_file_nothing_is_said() -> None:
    file = bundled_file("digits.npz")
    assert file.samples.rows.task is not None
    assert not holds(formula_of("T = T"), file)


#: Every formula of ceviz's own lessons, by where it stands.
SCENES = {
    f"{lesson.id} {number}": scene
    for lesson in titles().lessons
    for number, scene in enumerate(prove(lesson, [view.name for view in VIEWS]), 1)
    if scene.step.formula
}


@pytest.mark.parametrize("where", SCENES)
def test_every_formula_of_ceviz_is_so_before_and_after(where: str) -> None:
    scene = SCENES[where]
    formula = formula_of(scene.step.formula)
    assert holds(formula, scene.start)
    assert holds(formula, scene.then)


def test_every_lesson_has_one() -> None:
    assert {where.split()[0] for where in SCENES} == {each.id for each in titles().lessons}
