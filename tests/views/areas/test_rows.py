"""The numbers behind areas and codes."""

from __future__ import annotations

import pytest

from ceviz.document import edits
from ceviz.document.analysis import analyse
from ceviz.document.codes import codes
from ceviz.document.model import Document, Unit
from ceviz.views.figures import figure
from tests.helpers.documents import free_fruit, many


def numbers(document: Document) -> tuple[list[str], dict[str, list[str]]]:
    """The header, and each row by its first cell."""
    head, *body = figure(document, "areas").rows()
    assert all(len(row) == len(head) for row in body)
    return head, {row[0]: row[1:] for row in body}


@pytest.mark.parametrize("unit", Unit)
def test_areas_are_rectangles_words_and_sums(unit: Unit) -> None:
    document = edits.set_unit(free_fruit(), unit)
    a, made = analyse(document), codes(analyse(document))
    head, table = numbers(document)
    assert head[1:5] == ["width p", "probability q", f"height -log q [{unit}]",
                         f"area -p log q [{unit}]"]  # fmt: skip
    for k, name in enumerate(document.classes.names):
        p, q, height, area, floor, surplus = map(float, table[name][:6])
        assert (p, q) == (a.p[k], a.q[k])
        assert height == a.surprisal[k] * unit.per_nat
        assert area == pytest.approx(p * height)
        assert floor + surplus == pytest.approx(area)
        assert table[name][6:] == [made.right.words[k], str(made.right.lengths[k]),
                                   made.wrong.words[k], str(made.wrong.lengths[k]), ""]  # fmt: skip
    assert float(table[f"H(p,q) [{unit}]"][-1]) == a.cross_entropy * unit.per_nat
    assert float(table["price of the wrong code [bits]"][-1]) == made.price


def test_many_classes_have_a_row_each() -> None:
    assert len(numbers(many(300))[1]) == 306
