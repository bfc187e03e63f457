"""The numbers behind the sums."""

from __future__ import annotations

import math

import numpy as np

from ceviz.document.analysis import analyse
from ceviz.document.asymmetry import asymmetry
from ceviz.document.model import Document
from ceviz.views.figures import figure
from tests.helpers.documents import free_fruit, fruit


def numbers(document: Document) -> tuple[list[str], dict[str, list[str]]]:
    """The header, and each row by its first cell."""
    head, *body = figure(document, "sums").rows()
    assert all(len(row) == len(head) for row in body)
    return head, {row[0]: row[1:] for row in body}


def test_sums_are_terms_and_what_they_make() -> None:
    document = free_fruit()
    a = analyse(document)
    both = asymmetry(a)
    _, table = numbers(document)
    terms = np.array(
        [[float(cell) for cell in table[name][2:5]] for name in document.classes.names]
    )
    np.testing.assert_allclose(
        terms.sum(axis=0), [both.there.divergence, both.back.divergence, both.js]
    )
    assert float(table["KL(q‖p) [nats]"][-1]) == both.back.divergence
    assert float(table["perplexity"][-1]) == a.perplexity


def test_infinity_is_written_as_programs_read_it() -> None:
    _, table = numbers(fruit())
    assert float(table["KL(q‖p) [nats]"][-1]) == math.inf
