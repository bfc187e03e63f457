"""One row a readout: what the window, the report and the CSV say of it."""

from __future__ import annotations

import pytest

from ceviz.document.analysis import analyse
from ceviz.document.model import Unit
from ceviz.document.text.readouts import READOUTS, loss_first
from tests.document.examples import fruit


def test_each_has_a_key_and_a_name_of_its_own() -> None:
    for attribute in ("key", "name"):
        values = [getattr(each, attribute) for each in READOUTS]
        assert len(set(values)) == len(values)


def test_the_loss_comes_first_where_it_is_told() -> None:
    assert next(iter(loss_first())).key == "cross_entropy"
    assert {each.key for each in loss_first()} == {each.key for each in READOUTS}


@pytest.mark.parametrize("unit", Unit)
def test_the_loss_is_told_in_the_unit_of_the_document(unit: Unit) -> None:
    from dataclasses import replace

    document = replace(fruit(), unit=unit)
    analysis = analyse(document)
    loss = next(iter(loss_first())).shown(document, analysis)
    assert loss == analysis.cross_entropy * unit.per_nat
