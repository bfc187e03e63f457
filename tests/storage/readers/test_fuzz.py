"""Whatever happens to a file, only a refusal that names it leaves a reader.

``CEVIZ_FUZZ_FILES=2000`` damages that many files of every kind; by default it is a taste.
"""

from __future__ import annotations

import os
import random
from pathlib import Path

import pytest

from tests.storage.readers.fuzzing import damaged_file, outcome
from tests.storage.readers.making import MAKERS

FILES = int(os.environ.get("CEVIZ_FUZZ_FILES", "120"))


@pytest.mark.parametrize("name", MAKERS)
def test_only_refusals_leave_the_reader_of(name: str, tmp_path: Path) -> None:
    path = MAKERS[name](tmp_path / name)
    original = path.read_bytes()
    chance = random.Random(f"{name} {FILES}")
    outcomes = set()
    for _ in range(FILES):
        damaged_file(path, original, chance)
        outcomes.add(outcome(path))
    assert len(outcomes) > 1, "the damage never showed"
    assert "a refusal without a name" not in outcomes
