"""Verbs on the classes: every sample follows, nothing else moves."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ceviz.document import classes
from ceviz.document.analysis import analyse
from ceviz.document.classes import MAX_CLASSES
from ceviz.document.model import Classes, Document
from ceviz.document.targets import OneHot, Smoothed, distribution, free
from ceviz.errors import InvalidInput
from tests.document.examples import document, documents, fruit

MIXED = document(
    [[1.0, 3.5, -0.5], [0.0, -np.inf, 2.0], [5.0, 6.0, 7.0]],
    [OneHot(1), Smoothed(2, 0.3), free(np.array([0.5, 0.3, 0.2]))],
)


def test_renaming() -> None:
    assert classes.rename_class(fruit(), 1, " Plantain ").classes.names[1] == "Plantain"
    with pytest.raises(InvalidInput, match="both be called “Apple”"):
        classes.rename_class(fruit(), 1, "Apple")
    with pytest.raises(InvalidInput, match="class 2: a class needs a name"):
        classes.rename_class(fruit(), 1, "")


def test_locking_is_a_switch() -> None:
    locked = classes.toggle_lock(fruit(), 1)
    assert locked.classes.locked == {1}
    assert locked.classes.locked_mask.tolist() == [False, True, False]
    assert classes.toggle_lock(locked, 1).same_as(fruit())


def test_an_added_class_has_a_name_a_colour_a_score_and_no_target_mass() -> None:
    after = classes.add_class(MIXED, score=-1.0)
    assert after.classes.names == ("Apple", "Banana", "Orange", "Class 4")
    assert after.classes.colours == (0, 1, 2, 3)
    assert [sample.scores[3] for sample in after.samples] == [-1.0, -1.0, -1.0]
    assert after.samples[0].target == OneHot(1)
    assert after.samples[1].target == Smoothed(2, 0.3)
    assert distribution(after.samples[2].target, 4)[3] == 0.0
    assert classes.add_class(after, "Pear").classes.names[4] == "Pear"


def test_a_fresh_name_is_one_that_is_free() -> None:
    taken = replace(fruit(), classes=Classes.named(["Class 4", "Class 5", "x"]))
    assert classes.add_class(taken).classes.names[3] == "Class 6"


def test_adding_refuses() -> None:
    with pytest.raises(InvalidInput, match="both be called “Apple”"):
        classes.add_class(fruit(), "Apple")
    with pytest.raises(InvalidInput, match="class 4"):
        classes.add_class(fruit(), score=np.nan)
    full = document(
        [[0.0] * MAX_CLASSES], [OneHot(0)], names=tuple(f"c{i}" for i in range(MAX_CLASSES))
    )
    with pytest.raises(InvalidInput, match="at most 1000"):
        classes.add_class(full)


def test_a_duplicate_stands_behind_its_original() -> None:
    after = classes.duplicate_class(MIXED, 0)
    assert after.classes.names == ("Apple", "Apple 2", "Banana", "Orange")
    assert after.classes.colours == (0, 3, 1, 2)
    assert after.samples[0].scores.tolist() == [1.0, 1.0, 3.5, -0.5]
    assert [sample.true for sample in after.samples] == [2, 3, 0]
    np.testing.assert_array_equal(distribution(after.samples[2].target, 4), [0.5, 0.0, 0.3, 0.2])


def test_a_duplicate_of_any_name() -> None:
    braced = replace(fruit(), classes=Classes.named(["{", "{ 2", "%s"]))
    assert classes.duplicate_class(braced, 0).classes.names == ("{", "{ 3", "{ 2", "%s")


def test_removing_moves_labels_and_normalises_distributions() -> None:
    after = classes.remove_classes(MIXED, [1])
    assert after.classes.names == ("Apple", "Orange")
    assert after.classes.colours == (0, 2)
    assert after.samples[0].target == OneHot(0)
    assert after.samples[1].target == Smoothed(1, 0.3)
    np.testing.assert_allclose(distribution(after.samples[2].target, 2), [0.5 / 0.7, 0.2 / 0.7])


def test_a_distribution_on_removed_classes_alone_becomes_a_label() -> None:
    before = fruit(free(np.array([0.0, 1.0, 0.0])))
    assert classes.remove_classes(before, [1]).sample.target == OneHot(0)


def test_removing_refuses_to_leave_too_little() -> None:
    with pytest.raises(InvalidInput, match="at least 2 classes"):
        classes.remove_classes(fruit(), [0, 2])
    only = document([[1.0, -np.inf, -np.inf]], [OneHot(0)])
    with pytest.raises(InvalidInput, match="every score is −∞"):
        classes.remove_classes(only, [0])


def test_moving_takes_everything_along() -> None:
    before = replace(MIXED, classes=replace(MIXED.classes, locked=frozenset({0})), partner=2)
    after = classes.move_class(before, 0, 2)
    assert after.classes.names == ("Banana", "Orange", "Apple")
    assert after.classes.colours == (1, 2, 0)
    assert after.classes.locked == {2}
    assert after.partner == 1
    assert after.samples[0].scores.tolist() == [3.5, -0.5, 1.0]
    assert [sample.true for sample in after.samples] == [0, 1, 2]
    assert classes.move_class(before, 0, -5).same_as(before)
    assert classes.move_class(before, 0, 99).same_as(after)


def test_orders_name_every_class_once() -> None:
    for order in ([0, 1], [0, 1, 1], [0, 1, 3]):
        with pytest.raises(InvalidInput, match="every class once"):
            classes.reorder_classes(fruit(), order)


@given(documents(), st.data())
def test_order_is_only_order(before: Document, data: st.DataObject) -> None:
    """Reordering permutes every derived number and changes none of the means."""
    count = len(before.classes)
    order = data.draw(st.permutations(range(count)))
    after = classes.reorder_classes(before, order)
    one, other = analyse(before), analyse(after)
    np.testing.assert_array_equal(other.z, one.z[order])
    np.testing.assert_allclose(other.q, one.q[order], rtol=1e-14)
    np.testing.assert_allclose(other.p, one.p[order], rtol=1e-14)
    assert other.cross_entropy == pytest.approx(one.cross_entropy, rel=1e-13)
    back = [order.index(k) for k in range(count)]
    assert classes.reorder_classes(after, back).same_as(before)
