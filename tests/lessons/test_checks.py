"""Every check: when it holds, when it does not, and when it never could."""

from __future__ import annotations

from typing import Any

import msgspec
import numpy as np
import pytest

from ceviz.document import classes, edits
from ceviz.document.model import Document
from ceviz.document.targets import Smoothed
from ceviz.errors import InvalidInput
from ceviz.lessons import checks
from ceviz.lessons.checks import CHECKS, AnyCheck, Check, Situation
from tests.helpers.documents import batch, free_fruit, fruit


def check(**fields: Any) -> Check:
    """A check as a file has it."""
    made: Check = msgspec.convert(fields, AnyCheck)
    return made


def q(i: int, value: float, document: Document | None = None) -> Document:
    return edits.set_probability(document or fruit(), i, value)


def locked() -> Document:
    return classes.toggle_lock(fruit(), 1)


def smoothed(epsilon: float) -> Document:
    return edits.set_target(fruit(), Smoothed(1, epsilon))


def shifted() -> Document:
    return edits.set_scores(fruit(), fruit().sample.scores + 2.0)


def softer(mass: float) -> Document:
    return edits.set_target_mass(free_fruit(), 1, mass)


#: A check, a document in which it holds, and one in which it does not; both from the first start.
CASES: list[tuple[dict[str, Any], Document, Document, Document]] = [
    ({"check": "loss-below", "value": 0.05}, fruit(), q(1, 0.97), q(1, 0.9)),
    ({"check": "loss-above", "value": 1.0}, fruit(), q(1, 0.3), q(1, 0.5)),
    ({"check": "loss-near", "value": 0.6931, "within": 0.05}, fruit(), q(1, 0.5), q(1, 0.6)),
    ({"check": "loss-kept", "of": "Apple", "by": 0.02}, locked(), q(0, 0.02, locked()), locked()),
    ({"check": "loss-kept", "of": "Apple", "by": 0.02}, fruit(), q(0, 0.02, locked()), q(0, 0.02)),
    ({"check": "loss-fell-accuracy-kept", "by": 0.05}, fruit(), q(1, 0.99), q(1, 0.92)),
    ({"check": "loss-fell-accuracy-kept", "by": 0.5}, q(1, 0.1), q(1, 0.3), q(1, 0.9)),
    ({"check": "mean-below", "value": 0.4}, q(1, 0.5), q(1, 0.9), q(1, 0.6)),
    ({"check": "entropy-between", "low": 0.0, "high": 0.2}, free_fruit(), softer(0.99),
     softer(0.6)),
    ({"check": "kl-below", "value": 0.01}, free_fruit(),
     edits.set_probabilities(free_fruit(), np.array([0.2, 0.5, 0.3])), free_fruit()),
    ({"check": "kl-above", "value": 1.0}, free_fruit(), q(1, 0.999, free_fruit()), free_fruit()),
    ({"check": "argmax-is", "of": "Apple"}, fruit(), q(0, 0.8), q(0, 0.3)),
    ({"check": "q-between", "of": "Banana", "low": 0.4, "high": 0.5}, fruit(), q(1, 0.45),
     q(1, 0.6)),
    ({"check": "p-between", "of": "Banana", "low": 0.7, "high": 1.0}, free_fruit(), softer(0.8),
     softer(0.6)),
    ({"check": "same-softmax", "by": 1.0}, fruit(), shifted(), edits.set_score(fruit(), 0, 3.0)),
    ({"check": "temperature-between", "low": 2.0, "high": 3.0}, fruit(),
     edits.set_temperature(fruit(), 2.5), edits.set_temperature(fruit(), 4.0)),
    ({"check": "target-is", "of": "Apple"}, fruit(), edits.set_true_class(fruit(), 0), fruit()),
    ({"check": "target-is", "of": "Banana", "kind": "smoothed"}, fruit(), smoothed(0.1), fruit()),
    ({"check": "smoothing-between", "low": 0.05, "high": 0.2}, fruit(), smoothed(0.1),
     smoothed(0.3)),
    ({"check": "locked", "of": "Banana"}, fruit(), locked(), fruit()),
    ({"check": "sample-selected", "sample": 3}, batch(), edits.select_sample(batch(), 2), batch()),
    ({"check": "worst-selected"}, batch(), edits.select_sample(batch(), 2), batch()),
]  # fmt: skip


@pytest.mark.parametrize(("fields", "start", "yes", "no"), CASES)
def test_it_holds_and_does_not(
    fields: dict[str, Any], start: Document, yes: Document, no: Document
) -> None:
    made = check(**fields)
    assert made.holds(Situation(start, yes))
    assert not made.holds(Situation(start, no))
    assert not made.holds(Situation(start, start))
    assert made.impossible(start) == ""


def test_what_is_seen_and_taken_back() -> None:
    before = fruit()
    opened = check(check="view-opened", view="areas")
    assert opened.holds(Situation(before, before, frozenset({"areas"})))
    assert not opened.holds(Situation(before, before, frozenset({"sums"})))
    undone = check(check="undo-used")
    assert undone.holds(Situation(before, before, undone=True))
    assert not undone.holds(Situation(before, before))


def test_every_row_of_the_table_is_tried() -> None:
    kinds = [kind for kind in vars(checks).values() if isinstance(kind, type)]
    assert set(CHECKS) == {kind for kind in kinds if issubclass(kind, Check)} - {Check}
    tried = {fields["check"] for fields, *_ in CASES} | {"view-opened", "undo-used"}
    assert tried == {kind.__struct_config__.tag for kind in CHECKS}


@pytest.mark.parametrize(
    ("fields", "document", "why"),
    [
        ({"check": "loss-below", "value": 0.1}, smoothed(0.3), "H(p) = "),
        ({"check": "loss-kept", "of": "Banana", "by": 0.1}, fruit(), "Banana is the truth"),
        ({"check": "loss-fell-accuracy-kept", "by": 1.0}, fruit(), "only 0.0957"),
        ({"check": "entropy-between", "low": 1.2, "high": 2.0}, fruit(), "log K = 1.0986"),
        ({"check": "q-between", "of": "Apple", "low": 0.5, "high": 0.4}, fruit(), "low lies above"),
        ({"check": "p-between", "of": "Apple", "low": 0.5, "high": 0.4}, fruit(), "low lies above"),
        ({"check": "temperature-between", "low": 2.0, "high": 1.0}, fruit(), "low lies above"),
        ({"check": "sample-selected", "sample": 5}, batch(), "there are 4 samples"),
    ],
)
def test_what_can_never_be(fields: dict[str, Any], document: Document, why: str) -> None:
    assert why in check(**fields).impossible(document)


@pytest.mark.parametrize(
    "fields",
    [
        {"check": "loss-belo", "value": 1.0},
        {"check": "loss-below"},
        {"check": "loss-below", "value": 0.0},
        {"check": "loss-below", "value": 1.0, "of": "Apple"},
        {"check": "q-between", "of": "Apple", "low": -0.1, "high": 0.5},
        {"check": "target-is", "of": "Apple", "kind": "half-hot"},
    ],
)
def test_parameters_are_validated(fields: dict[str, Any]) -> None:
    with pytest.raises(msgspec.ValidationError):
        check(**fields)


def test_a_class_that_there_is_not() -> None:
    with pytest.raises(InvalidInput, match="there is no class “Kiwi”"):
        check(check="argmax-is", of="Kiwi").holds(Situation(fruit(), fruit()))
