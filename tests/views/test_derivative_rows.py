"""The numbers behind the Jacobian and the compared losses."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from ceviz.document.analysis import analyse
from ceviz.document.model import Document, Unit
from ceviz.maths import softmax_jacobian
from ceviz.maths.losses import Loss
from ceviz.maths.sweeps import sweep_score
from ceviz.views import derivative_rows as derivatives
from ceviz.views.rows import rows
from tests.helpers.documents import fruit, infinite, many


def table(document: Document, plot: str) -> tuple[list[str], list[list[str]]]:
    head, *body = rows(document, analyse(document), plot)
    return head, body


def test_the_jacobian_is_whole_and_exact(any_document: Document) -> None:
    a, (head, body) = analyse(any_document), table(any_document, "jacobian")
    numbers = np.array([[float(cell or "nan") for cell in row[1:]] for row in body])
    with np.errstate(divide="ignore"):
        rates = np.where(a.p > 0.0, -a.p / a.q, 0.0)
    for column, expected in enumerate((a.p, a.q, rates, a.gradient)):
        assert numbers[:, column].tolist() == expected.tolist()
    np.testing.assert_array_equal(numbers[:, 5:], softmax_jacobian(a.z))
    assert len(head) == 6 + len(a.q)


def test_differences_stand_beside_the_gradient_where_they_were_tried() -> None:
    for document, tried in ((fruit(), 3), (many(100), 8)):
        _, body = table(document, "jacobian")
        measured = [(float(row[4]), float(row[5])) for row in body if row[5]]
        assert len(measured) >= tried
        for gradient, difference in measured:
            assert difference == pytest.approx(gradient, abs=1e-11)
    assert {row[5] for row in table(infinite(), "jacobian")[1]} == {"nan"}


def test_of_very_many_classes_the_row_of_the_truth_is_given() -> None:
    document = many(derivatives.WHOLE_JACOBIAN + 1)
    head, body = table(document, "jacobian")
    a = analyse(document)
    assert head[6:] == [f"dq[class {a.true}]/dz"]
    q = a.q[a.true]
    assert float(body[a.true][6]) == pytest.approx(q * (1.0 - q))
    assert float(body[0][6]) == pytest.approx(-a.q[0] * q)


@pytest.mark.parametrize("unit", Unit)
def test_the_losses_are_a_sweep_and_the_present(unit: Unit) -> None:
    document = replace(fruit(), unit=unit)
    a, (head, body) = analyse(document), table(document, "losses")
    assert head[1:3] == ["score z of Banana", "probability q of Banana"]
    assert head[3:5] == [f"cross_entropy [{unit}]", f"d cross_entropy [{unit}]/dz"]
    assert body[0][0] == "now"
    assert float(body[0][3]) == pytest.approx(a.cross_entropy * unit.per_nat)
    assert float(body[0][4]) == pytest.approx(a.gradient[1] * unit.per_nat)
    swept = np.array([[float(cell) for cell in row[1:]] for row in body[1:]])
    expected = sweep_score(a.p, a.z, 1, swept[:, 0])
    np.testing.assert_array_equal(swept[:, 1], expected.probability)
    for place, loss in enumerate(Loss):
        factor = unit.per_nat if loss in (Loss.CROSS_ENTROPY, Loss.FOCAL) else 1.0
        np.testing.assert_array_equal(swept[:, 2 + 2 * place], expected.value[loss] * factor)
        np.testing.assert_array_equal(swept[:, 3 + 2 * place], expected.slope[loss] * factor)


def test_an_infinite_loss_is_written_as_such() -> None:
    _, body = table(infinite(), "losses")
    assert float(body[0][1]) == -math.inf
    assert float(body[0][3]) == math.inf
    assert all(math.isfinite(float(cell)) for row in body[1:] for cell in row[1:])
