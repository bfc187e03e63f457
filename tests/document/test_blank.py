"""A blank document: nothing is likelier than anything else."""

from __future__ import annotations

import numpy as np
import pytest

from ceviz.document.analysis import analyse
from ceviz.document.blank import blank_document, names_in
from ceviz.document.targets import OneHot
from ceviz.errors import InvalidInput


@pytest.mark.parametrize("count", [2, 3, 1000])
def test_every_class_is_as_likely_as_any_other(count: int) -> None:
    made = blank_document(count)
    assert len(set(made.classes.names)) == count
    assert len(made.samples) == 1
    assert made.sample.target == OneHot(0)
    np.testing.assert_allclose(analyse(made).q, 1.0 / count)


def test_names_that_are_given_are_taken() -> None:
    assert blank_document(["cat", " dog "]).classes.names == ("cat", "dog")


@pytest.mark.parametrize("classes", [1, 1001, ["cat"], ["cat", "cat"], ["cat", ""]])
def test_what_cannot_be_is_refused(classes: int | list[str]) -> None:
    with pytest.raises(InvalidInput):
        blank_document(classes)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("", []),
        (" , ", []),
        ("cat, dog,bird", ["cat", "dog", "bird"]),
        ("Doe, Jane; Roe, Richard", ["Doe, Jane", "Roe, Richard"]),
    ],
)
def test_names_are_read_from_one_line(text: str, names: list[str]) -> None:
    assert names_in(text) == names
