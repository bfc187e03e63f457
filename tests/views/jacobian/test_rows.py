"""The numbers behind the Jacobian."""

from __future__ import annotations

import numpy as np
import pytest

from ceviz.document.analysis import analyse
from ceviz.document.model import Document
from ceviz.maths import softmax_jacobian
from ceviz.views.figures import figure
from ceviz.views.jacobian.picture import WHOLE
from tests.helpers.documents import fruit, infinite, many


def table(document: Document) -> tuple[list[str], list[list[str]]]:
    head, *body = figure(document, "jacobian").rows()
    return head, body


def test_the_jacobian_is_whole_and_exact(any_document: Document) -> None:
    a, (head, body) = analyse(any_document), table(any_document)
    numbers = np.array([[float(cell or "nan") for cell in row[1:]] for row in body])
    with np.errstate(divide="ignore"):
        rates = np.where(a.p > 0.0, -a.p / a.q, 0.0)
    for column, expected in enumerate((a.p, a.q, rates, a.gradient)):
        assert numbers[:, column].tolist() == expected.tolist()
    np.testing.assert_array_equal(numbers[:, 5:], softmax_jacobian(a.z))
    assert len(head) == 6 + len(a.q)


def test_differences_stand_beside_the_gradient_where_they_were_tried() -> None:
    for document, tried in ((fruit(), 3), (many(100), 8)):
        _, body = table(document)
        measured = [(float(row[4]), float(row[5])) for row in body if row[5]]
        assert len(measured) >= tried
        for gradient, difference in measured:
            assert difference == pytest.approx(gradient, abs=1e-11)
    assert {row[5] for row in table(infinite())[1]} == {"nan"}


def test_of_very_many_classes_the_row_of_the_truth_is_given() -> None:
    document = many(WHOLE + 1)
    head, body = table(document)
    a = analyse(document)
    assert head[6:] == [f"dq[class {a.true}]/dz"]
    q = a.q[a.true]
    assert float(body[a.true][6]) == pytest.approx(q * (1.0 - q))
    assert float(body[0][6]) == pytest.approx(-a.q[0] * q)
