from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from ceviz.maths.arrays import mapped, place


def test_an_array_in_a_file_is_told_from_one_in_memory(tmp_path: Path) -> None:
    np.save(tmp_path / "a.npy", np.arange(12.0).reshape(3, 4))
    held = np.load(tmp_path / "a.npy", mmap_mode="r")
    assert mapped(held)
    assert mapped(held[1:, ::2].T)
    assert not mapped(held.copy())
    assert not mapped(np.zeros((2, 2))[1:])
    assert not mapped(None)


@pytest.mark.parametrize(
    ("at", "said"),
    [((4,), "row 4 (counted from 0)"), ((4, 2), "row 4, column 2 (counted from 0)")],
)
def test_places_are_counted_as_the_arrays_count(at: tuple[int, ...], said: str) -> None:
    assert place(*at) == said
