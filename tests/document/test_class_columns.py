"""The columns of the class table: what files have of them, and what they add up to."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from ceviz.document.analysis import analyse
from ceviz.document.class_columns import (
    CONTRIBUTION,
    GRADIENT,
    NEGATIVE_GRADIENT,
    SURPRISE,
    P,
    Q,
    Z,
    numbers,
    pasted,
    table_rows,
)
from ceviz.document.model import Unit
from ceviz.document.targets import OneHot
from tests.document.examples import document, fruit


def test_every_class_has_a_row_and_every_float_comes_back() -> None:
    source = document([[0.1, -np.inf, 1.0 / 3.0]], [OneHot(0)])
    a = analyse(source)
    head, *body = table_rows(source, a, [Z, NEGATIVE_GRADIENT])
    assert head == ["class", "score z", "(p - q)/T"]
    assert [row[0] for row in body] == list(source.classes.names)
    assert [float(row[1]) for row in body] == source.sample.scores.tolist()
    assert [float(row[2]) for row in body] == (-a.gradient).tolist()


def test_information_is_in_the_unit_that_its_title_names() -> None:
    source = replace(fruit(), unit=Unit.BITS)
    a = analyse(source)
    head, *body = table_rows(source, a, [SURPRISE, GRADIENT], [1])
    assert head == ["class", "surprise [bits]", "gradient"]
    assert body == [
        ["Banana", repr(float(a.surprisal[1] / np.log(2.0))), repr(float(a.gradient[1]))]
    ]


@pytest.mark.parametrize(
    ("column", "total"), [(P, "1.0000"), (Q, "1.0000"), (Z, ""), (CONTRIBUTION, "0.0957"),
                          (SURPRISE, ""), (GRADIENT, "0")],
)  # fmt: skip
def test_only_what_adds_up_has_a_sum(column: object, total: str) -> None:
    (one,) = (each for each in numbers() if each is column)
    assert one.sum_text(analyse(fruit()), Unit.NATS, slice(None)) == total


def test_a_sign_before_a_partial_sum_of_gradients() -> None:
    a = analyse(fruit())
    assert GRADIENT.sum_text(a, Unit.NATS, [0, 2]) == "+0.0912"
    assert GRADIENT.sum_text(a, Unit.NATS, [1]) == "−0.0912"


def test_a_pasted_title_names_one_column() -> None:
    known = [title for column in pasted() for title in column.known_as]
    assert len(known) == len(set(known))
    assert all(column.title in column.known_as for column in pasted())
