"""A formula in pieces of MathML: where a line may break, what each node is, whom it is about."""

from __future__ import annotations

from xml.etree.ElementTree import Element, fromstring

import pytest

from ceviz.draw.formula.mathml import ABOUT, LONGEST, Kind, cut, pieces
from ceviz.lessons.formulas.reading import formula_of

TERM, SIGN, RELATION = Kind.TERM, Kind.SIGN, Kind.RELATION


def made(line: str) -> list[tuple[Kind, Element]]:
    found = pieces(formula_of(line), lambda asked: f"<{asked}>", str.upper)
    return [(piece.kind, fromstring(piece.xml)) for piece in found]


def letters(node: Element) -> str:
    return "".join(node.itertext()).replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("line", "kinds"),
    [
        ("loss", [TERM]),
        ("loss = {loss}", [TERM, RELATION, TERM]),
        ("z = {z A} + {z B} − T", [TERM, RELATION, TERM, SIGN, TERM, SIGN, TERM]),
        # What is held together does not break.
        ("z = (z + z) − z·(z + z)", [TERM, RELATION, TERM, SIGN, TERM]),
        ("z / (z + z)", [TERM]),
    ],
)
def test_it_may_break_at_relations_and_at_signs_of_the_outer_sum(
    line: str, kinds: list[Kind]
) -> None:
    assert [kind for kind, _ in made(line)] == kinds


@pytest.mark.parametrize(
    ("line", "written"),
    [
        ("q(Banana)", "q(BANANA)"),
        ("{loss:3} nats", "<loss:3> nats"),
        ("−log₂ {p A}", "−log2<p A>"),
        ("Σ p·log q", "∑p·logq"),
        ("z·(z + z)", "z·(z+z)"),
        ("mean loss", "mean loss"),
    ],
)
def test_all_of_it_is_written(line: str, written: str) -> None:
    assert "".join(letters(node) for _, node in made(line)) == written


def test_letters_are_letters_and_words_are_words() -> None:
    (_, node), = made("KL(p‖q)")  # fmt: skip
    tags = [(each.tag, each.text) for each in node.iter() if each.text]
    assert tags == [
        ("mtext", "KL"), ("mtext", "("), ("mi", "p"), ("mtext", "‖"), ("mi", "q"), ("mtext", ")"),
    ]  # fmt: skip


def test_fractions_powers_and_bases() -> None:
    (_, node), = made("e^{z A} / T")  # fmt: skip
    fraction = node.find(".//mfrac")
    assert fraction is not None
    assert [letters(part) for part in fraction] == ["e<z A>", "T"]
    power = node.find(".//msup")
    assert power is not None
    assert [letters(part) for part in power] == ["e", "<z A>"]
    (_, node), = made("log₂ p")  # fmt: skip
    base = node.find(".//msub")
    assert base is not None
    assert letters(base) == "2"


def test_the_outermost_node_of_a_class_says_so_once() -> None:
    (_, node), = made("−log q(Banana)")  # fmt: skip
    marked = [each for each in node.iter() if each.get(ABOUT)]
    assert [(each.get(ABOUT), letters(each)) for each in marked] == [("Banana", "−logq(BANANA)")]
    (_, node), = made("q(A)·z(B)")  # fmt: skip
    marked = [each for each in node.iter() if each.get(ABOUT)]
    assert [(each.get(ABOUT), letters(each)) for each in marked] == [("A", "q(A)"), ("B", "z(B)")]


def test_long_names_are_cut() -> None:
    assert cut("Banana") == "Banana"
    assert cut("x" * LONGEST) == "x" * LONGEST
    assert cut("x" * (LONGEST + 1)) == "x" * (LONGEST - 1) + "…"
