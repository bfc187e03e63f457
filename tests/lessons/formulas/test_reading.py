"""A line becomes a formula, or is refused where it goes wrong."""

from __future__ import annotations

import pytest

from ceviz.errors import InvalidInput
from ceviz.lessons.formulas.reading import LONGEST, formula_of
from ceviz.lessons.formulas.terms import (
    Applied,
    Formula,
    Fraction,
    Live,
    Power,
    Product,
    Quantity,
    Sum,
    Term,
)

Q, Z, E = Quantity("q", "Banana"), Quantity("z"), Quantity("e")


def side(line: str) -> Term:
    """The only side of a formula."""
    formula = formula_of(line)
    assert not formula.relations
    return formula.sides[0]


@pytest.mark.parametrize(
    ("line", "term"),
    [
        ("q(Banana)", Q),
        ("q( Not spam )", Quantity("q", "Not spam")),
        ("q(truth)", Quantity("q(truth)")),
        ("mean loss", Quantity("mean loss")),
        ("{loss:3} nats", Live("loss:3", "nats")),
        ("{ q Banana }", Live("q Banana")),
        ("−log q(Banana)", Applied("−", Applied("log", Q))),
        ("log₂ q(Banana)", Applied("log₂", Q)),
        ("−q(Banana)·z", Product((Applied("−", Q), Z))),
        ("Σ q(Banana)·z", Applied("Σ", Product((Q, Z)))),
        ("q(Banana) − z + e", Sum((Q, Z, E), ("−", "+"))),
        ("e^z", Power(E, Z)),
        ("e^(z / T)", Power(E, Fraction(Z, Quantity("T")))),
        ("e^(z + e)", Power(E, Sum((Z, E), ("+",)))),
        ("z / (e + z)", Fraction(Z, Sum((E, Z), ("+",)))),
        ("z·(e + z)", Product((Z, Sum((E, Z), ("+",), fenced=True)))),
        ("z·e / T", Product((Z, Fraction(E, Quantity("T"))))),
        ("(z)", Sum((Z,), (), fenced=True)),
    ],
)
def test_a_term(line: str, term: Term) -> None:
    assert side(line) == term


def test_sides_and_what_stands_between() -> None:
    assert formula_of("loss = z ≥ e") == Formula((Quantity("loss"), Z, E), ("=", "≥"))
    assert formula_of("z ← z").relations == ("←",)


@pytest.mark.parametrize(
    ("line", "what"),
    [
        ("loss = 3", "“3” is no sign of formulas, after “loss =”"),
        ("loss = lossy", "“lossy” is no sign of formulas, after “loss =”"),
        ("loss =", "something is missing, after “loss =”"),
        ("", "something is missing, after “”"),
        ("z z", "“z” stands where nothing can, after “z z”"),
        ("(z + e", "a parenthesis is not closed, after “(z + e”"),
        ("z + )", "“)” stands where nothing can, after “z + )”"),
        ("= z", "“=” stands where nothing can, after “=”"),
        ("log q = {loss-bits} bits", "it is both in nats and in bits"),
        ("q(a\x01)", "it has characters that cannot be seen"),
        ("z" * (LONGEST + 1), f"{LONGEST + 1} characters where {LONGEST} can be read"),
    ],
)
def test_what_is_wrong_is_said_with_its_place(line: str, what: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        formula_of(line)
    assert refused.value.what == what


def test_the_signs_there_are_stand_in_the_refusal() -> None:
    with pytest.raises(InvalidInput, match="KL\\(p‖q\\)"):
        formula_of("entropy")
