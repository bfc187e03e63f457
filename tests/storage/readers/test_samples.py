"""The sample files are what their script makes, on any machine."""

from __future__ import annotations

import json
import runpy
from pathlib import Path

import numpy as np
import pytest

SAMPLES = Path(__file__).parents[3] / "resources" / "samples"
NAMES = sorted(path.name for path in SAMPLES.glob("*.npz"))


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with all samples made anew."""
    folder = tmp_path_factory.mktemp("samples")
    runpy.run_path(str(SAMPLES / "make.py"))["main"](folder)
    return folder


def test_all_are_made(made: Path) -> None:
    assert sorted(path.name for path in made.glob("*.npz")) == NAMES
    assert len(NAMES) == 11


@pytest.mark.parametrize("name", NAMES)
def test_arrays_are_the_same_to_1e_6(name: str, made: Path) -> None:
    with np.load(SAMPLES / name) as kept, np.load(made / name) as new:
        assert kept.files == new.files
        for key in kept.files:
            if key == "logits":
                np.testing.assert_allclose(
                    new[key], kept[key], rtol=0, atol=1e-6 * np.abs(kept[key]).max()
                )
            else:
                np.testing.assert_array_equal(new[key], kept[key])


def test_the_rows_for_the_preset_are_the_same(made: Path) -> None:
    kept = json.loads((SAMPLES / "digits-rows.json").read_text(encoding="utf-8"))
    new = json.loads((made / "digits-rows.json").read_text(encoding="utf-8"))
    assert kept["class_names"] == new["class_names"]
    assert [row["label"] for row in kept["rows"]] == [row["label"] for row in new["rows"]]
    for old_row, new_row in zip(kept["rows"], new["rows"], strict=True):
        np.testing.assert_allclose(new_row["logits"], old_row["logits"], atol=5e-5)


def test_the_rows_are_right_unsure_and_wrong() -> None:
    rows = json.loads((SAMPLES / "digits-rows.json").read_text(encoding="utf-8"))["rows"]
    logits = np.array([row["logits"] for row in rows])
    labels = np.array([row["label"] for row in rows])
    margins = np.diff(np.sort(logits, axis=1)[:, -2:]).ravel()
    is_right = logits.argmax(axis=1) == labels
    assert is_right[:4].all()
    assert not is_right[8:].any()
    assert margins[4:8].max() < min(margins[:4].min(), margins[8:].min())
