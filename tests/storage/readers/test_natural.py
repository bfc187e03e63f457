"""Classes that have an order of their own are offered in it where nothing else tells one."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from ceviz.storage.readers import AmbiguousFile, Field, read
from ceviz.storage.readers.meaning.classes.natural import natural_order

ORDERED = [
    ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
    ("Jan", "Feb", "March", "Apr"),
    ("small", "medium", "large"),
    ("S", "M", "L", "XL"),
    ("low", "mid", "high"),
    ("very low", "low", "medium", "high", "very high"),
    ("No", "Mild", "Moderate", "Severe", "Proliferative"),
    ("Fair", "Good", "Very Good", "Premium", "Ideal"),
    ("negative", "neutral", "positive"),
    ("week 2", "week 10", "week 11"),
    ("9", "10", "11"),
    ("<18", "18-25", "26-60", ">60"),
    ("I", "II", "III", "IV", "V"),
    ("unacc", "acc", "good", "vgood"),
]


@pytest.mark.parametrize("names", ORDERED)
def test_names_have_an_order(names: Sequence[str]) -> None:
    texts = sorted(names)
    order = natural_order(texts)
    assert order is not None
    assert tuple(texts[k] for k in order) == tuple(names)


@pytest.mark.parametrize(
    "names",
    [("cat", "dog", "eel"), ("low", "cat"), ("small", "s", "large"), ("a1", "b2"), ("Mon", "mon")],
)
def test_other_names_have_none(names: Sequence[str]) -> None:
    assert natural_order(sorted(names)) is None


@pytest.mark.parametrize("names", [("small", "medium", "large"), ("low", "mid", "high")])
def test_it_is_offered_although_the_scores_fit_another_better(
    names: tuple[str, ...], tmp_path: Path
) -> None:
    truth = np.array([2, 1, 0] * 8)
    scores = np.eye(3)[(truth + (np.arange(24) % 3 == 0)) % 3]
    np.savez(tmp_path / "a.npz", logits=scores, labels=np.array(names)[truth])
    with pytest.raises(AmbiguousFile) as asked:
        read(tmp_path / "a.npz")
    assert asked.value.field is Field.CLASS_NAMES
    whys = {reading.value: reading.why for reading in asked.value.readings}
    assert whys[", ".join(names)] == "it is the one that the names have in themselves"
