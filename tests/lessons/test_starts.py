"""Where a step begins: one source, and what is done to it."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from ceviz.errors import FileRefused
from ceviz.lessons.beliefs import stand_in
from ceviz.lessons.starts import Start, bundled_file, document_of
from ceviz.storage.codec import to_tree
from ceviz.storage.presets import load_preset
from tests.helpers.documents import fruit


def start(**fields: Any) -> Start:
    return msgspec.convert(fields, Start)


def test_each_source() -> None:
    assert document_of(start(preset="fruit-10"), "x", stand_in).same_as(load_preset("fruit-10"))
    assert document_of(start(session=to_tree(fruit())), "x", stand_in).same_as(fruit())
    assert len(document_of(start(samples="digits.npz"), "x", stand_in).samples) == 899
    assert document_of(start(beliefs="student"), "x", stand_in).same_as(stand_in())


def test_acts_come_before_anybody_looks() -> None:
    locked = start(preset="fruit", acts=[{"do": "lock", "of": "Banana"}])
    assert document_of(locked, "x", stand_in).classes.locked == {1}


@pytest.mark.parametrize("fields", [{}, {"preset": "fruit", "samples": "digits.npz"}])
def test_exactly_one_source(fields: dict[str, str]) -> None:
    with pytest.raises(FileRefused, match="one of preset, session, samples and beliefs"):
        document_of(start(**fields), "lesson.json, step 1", stand_in)


def test_only_files_that_come_with_ceviz() -> None:
    with pytest.raises(FileRefused, match="there are no samples “"):
        bundled_file("../presets/fruit.json")
