"""The sentence as it is set: two lines at most, names whole words, classes in their colour."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPointF, QRectF

from ceviz.document import edits
from ceviz.document.analysis import analyse
from ceviz.document.model import Classes, Document
from ceviz.document.text.sentence import Before
from ceviz.draw.lab.sentence import LINES, PAD, Sentence, SentenceGeometry, height
from ceviz.draw.theme import LIGHT
from tests.document.examples import documents
from tests.helpers.documents import batch, fruit, many
from tests.helpers.fixtures import state_of
from tests.helpers.images import words_in


def setting(
    document: Document, width: float = 1240.0, scale: float = 1.0, then: Document | None = None
) -> tuple[QRectF, SentenceGeometry]:
    theme = LIGHT.scaled(scale)
    state = state_of(document)
    if then is not None:
        state = replace(state, before=Before(then, analyse(then)))
    rect = QRectF(0, 0, width, height(theme))
    return rect, Sentence().geometry(rect, state, theme)


def read(geometry: SentenceGeometry) -> str:
    lines: dict[float, list[tuple[float, str]]] = {}
    for word in geometry.words:
        lines.setdefault(word.base, []).append((word.left, word.piece.text))
    return "\n".join(
        " ".join(text for _, text in sorted(line)) for _, line in sorted(lines.items())
    )


def test_it_is_painted_in_the_largest_type_that_fits() -> None:
    _, wide = setting(fruit())
    assert wide.size == 20.0
    words = "".join(words_in(Sentence(), state_of(fruit()), 1240, 60))
    assert all(said in words for said in ("Banana", "91", "0.096"))
    _, narrow = setting(fruit(), 420.0)
    assert narrow.size < wide.size


def test_the_last_clause_goes_before_the_type_gets_too_small() -> None:
    _, narrow = setting(fruit(), 330.0)
    assert "blind" not in read(narrow)
    assert "costs" in read(narrow)


@given(documents(), st.sampled_from([300.0, 700.0, 1240.0]), st.sampled_from([0.8, 1.0, 1.6, 2.2]))
def test_two_lines_within_the_strip_whatever_is_said(
    document: Document, width: float, scale: float
) -> None:
    then = edits.set_score(document, 0, 0.5)
    rect, geometry = setting(document, width, scale, then)
    assert geometry.words
    assert len({word.base for word in geometry.words}) <= LINES
    if width * scale >= 1240.0 or (width >= 700.0 and scale <= 1.6):
        assert all(word.left + word.width <= rect.right() - PAD + 0.5 for word in geometry.words)
        assert all(word.base <= rect.bottom() for word in geometry.words)


def test_a_long_name_is_cut_not_the_number() -> None:
    long = replace(fruit(), classes=Classes.named(["A" * 90, "Banana " * 14, "C"]))
    _, geometry = setting(long, 700.0)
    assert any(word.piece.text.endswith("…") for word in geometry.words)
    assert any("91" in word.piece.text for word in geometry.words)


def test_pointing_at_a_name_is_pointing_at_its_class() -> None:
    _, geometry = setting(fruit())
    named = next(word for word in geometry.words if word.piece.text == "Banana")
    at = QPointF(named.left + named.width / 2.0, named.base - 5.0)
    assert Sentence().class_at(geometry, at, state_of(fruit())) == 1
    assert Sentence().class_at(geometry, QPointF(1.0, 1.0), state_of(fruit())) is None


@pytest.mark.parametrize("document", [fruit(), batch(), many(1000)], ids=["one", "four", "1000"])
def test_its_rows_are_its_clauses(document: Document) -> None:
    state = state_of(document)
    rows = Sentence().rows(state)
    assert rows[0] == ["sentence"]
    assert " ".join(row[0] for row in rows[1:]) == Sentence().caption(state)
