"""What a term is about, what it is made of, and how it is read to somebody."""

from __future__ import annotations

import pytest

from ceviz.lessons.formulas.reading import formula_of
from ceviz.lessons.formulas.terms import Live, Quantity, about, leaves, spoken, units


@pytest.mark.parametrize(
    ("line", "of"),
    [
        ("q(Banana)", "Banana"),
        ("−log q(Banana)", "Banana"),
        ("−log {argument Banana}", "Banana"),
        ("e^{z Banana}", "Banana"),
        ("{p Banana}·log {p Banana}", "Banana"),
        ("q(Banana)·z(Apple)", ""),
        ("{q Banana} + {loss}", ""),
        ("{loss} nats", ""),
        ("e^z", ""),
    ],
)
def test_a_term_is_about_the_one_class_in_it(line: str, of: str) -> None:
    assert about(formula_of(line).sides[0]) == of


def test_leaves_come_from_left_to_right() -> None:
    found = list(leaves(formula_of("q(A) = e^{z A} / (e^{z A} + z)")))
    assert found == [
        Quantity("q", "A"), Quantity("e"), Live("z A"), Quantity("e"), Live("z A"), Quantity("z"),
    ]  # fmt: skip


def test_units_are_those_written_and_those_of_logarithms() -> None:
    assert units(formula_of("H(p) = −Σ p·log₂ p")) == {"bits"}
    assert units(formula_of("loss = −log q(A) = {loss} nats")) == {"nats"}
    assert units(formula_of("q(A) = {q A}")) == set()
    assert units(formula_of("loss = {loss-bits:3}")) == {"bits"}


@pytest.mark.parametrize(
    ("line", "words"),
    [
        (
            "loss = −log q(Banana) = {loss} nats",
            "the loss equals minus the logarithm of q of Banana equals <loss> nats",
        ),
        ("H(p) ≈ −Σ p·log₂ p", "the entropy of p is about minus the sum of p times "
         "the binary logarithm of p"),
        ("q(A) = {power A} / ({power A} + {power B})",
         "q of A equals <power A> over the whole of <power A> plus <power B>"),
        ("z ← z − η·(q − p) / T",
         "z becomes z minus eta times the whole of q minus p over T"),
        ("e^(z / T)", "e to the z over T"),
        ("e^(z + e)", "e to the the whole of z plus e"),
    ],
)  # fmt: skip
def test_it_is_read_aloud(line: str, words: str) -> None:
    assert spoken(formula_of(line), lambda asked: f"<{asked}>") == words


def test_a_minus_in_a_number_is_a_word() -> None:
    assert spoken(formula_of("{z A}"), lambda _: "−0.5") == "minus 0.5"
