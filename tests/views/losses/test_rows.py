"""The numbers behind the compared losses."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from ceviz.document.analysis import analyse
from ceviz.document.model import Document, Unit
from ceviz.maths.losses import GAMMA
from ceviz.maths.sweeps import sweep_score
from ceviz.views.figures import figure
from ceviz.views.losses.table import CROSS_ENTROPY, FOCAL, LOSSES, grades
from tests.helpers.documents import fruit, infinite


def table(document: Document) -> tuple[list[str], list[list[str]]]:
    head, *body = figure(document, "losses").rows()
    return head, body


@pytest.mark.parametrize("unit", Unit)
def test_the_losses_are_a_sweep_and_the_present(unit: Unit) -> None:
    document = replace(fruit(), unit=unit)
    a, (head, body) = analyse(document), table(document)
    assert head[1:3] == ["score z of Banana", "probability q of Banana"]
    assert head[3:5] == [f"cross_entropy [{unit}]", f"d cross_entropy [{unit}]/dz"]
    assert body[0][0] == "now"
    assert float(body[0][3]) == pytest.approx(a.cross_entropy * unit.per_nat)
    assert float(body[0][4]) == pytest.approx(a.gradient[1] * unit.per_nat)
    swept = np.array([[float(cell) for cell in row[1:]] for row in body[1:]])
    expected = sweep_score(a.p, a.z, 1, swept[:, 0], grades(GAMMA))
    np.testing.assert_array_equal(swept[:, 1], expected.probability)
    for place, loss in enumerate(LOSSES):
        factor = unit.per_nat if loss in (CROSS_ENTROPY, FOCAL) else 1.0
        np.testing.assert_array_equal(swept[:, 2 + 2 * place], expected.value[loss] * factor)
        np.testing.assert_array_equal(swept[:, 3 + 2 * place], expected.slope[loss] * factor)


def test_an_infinite_loss_is_written_as_such() -> None:
    _, body = table(infinite())
    assert float(body[0][1]) == -math.inf
    assert float(body[0][3]) == math.inf
    assert all(math.isfinite(float(cell)) for row in body[1:] for cell in row[1:])
