"""Parity with ``torch.nn.functional.cross_entropy`` on every legal shape to five dimensions.

The table was made once by ``tests/data/torch/make.py``, with the version of PyTorch in it.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pytest
from numpy.typing import NDArray

import ceviz
from ceviz.errors import InvalidInput
from ceviz.maths.batch import Places, evaluate_task
from ceviz.maths.batch.shapes import Axis
from ceviz.storage.opened import task_of
from ceviz.storage.readers import AmbiguousFile, Field, ReadOptions, read

with np.load(Path(__file__).parents[1] / "data" / "torch" / "cross_entropy.npz") as _table:
    TABLE: dict[str, NDArray[Any]] = dict(_table)
SETTINGS: list[tuple[bool, int, float]] = json.loads(str(TABLE["settings"]))
SHAPES: list[tuple[int, ...]] = list(map(tuple, json.loads(str(TABLE["shapes"]))))
#: How far a loss may be from PyTorch's, which subtracts numbers of the scores' size.
CLOSE = {"float64": 1e-12, "float32": 1e-6}


class Case(NamedTuple):
    """Scores and targets of one shape, and what PyTorch gives for one of the settings."""

    scores: NDArray[np.floating]
    targets: NDArray[Any]
    weight: NDArray[np.floating] | None
    ignored: int
    smoothing: float
    losses: dict[str, NDArray[np.floating]]

    @property
    def axis(self) -> Axis | None:
        """What must be said, since the shape fits classes last as well."""
        second = (self.scores.shape[0], *self.scores.shape[2:])
        both = self.targets.shape == second == self.scores.shape[:-1]
        return "second" if self.scores.ndim > 2 and both else None


def case(dtype: str, shape: tuple[int, ...], form: str, setting: int) -> Case:
    is_weighted, ignored, smoothing = SETTINGS[setting]

    def of(name: str) -> NDArray[Any]:
        return TABLE[f"{dtype} {list(shape)} {name}"]

    return Case(
        of("scores"),
        of(f"labels {ignored}" if form == "labels" else "soft"),
        of("weight") if is_weighted else None,
        ignored,
        smoothing,
        {name: of(f"{form} {name}")[setting] for name in ("none", "mean", "sum")},
    )


def test_the_table_has_every_dimension() -> None:
    assert [len(shape) for shape in SHAPES] == [1, 2, 3, 3, 3, 4, 5]
    assert str(TABLE["torch"]).startswith("2.")
    assert len(SETTINGS) == 8


@pytest.mark.parametrize("setting", range(len(SETTINGS)))
@pytest.mark.parametrize("form", ["labels", "soft"])
@pytest.mark.parametrize("shape", SHAPES, ids=str)
@pytest.mark.parametrize("dtype", CLOSE)
def test_arrays(dtype: str, shape: tuple[int, ...], form: str, setting: int) -> None:
    given = case(dtype, shape, form, setting)
    for reduction, expected in given.losses.items():
        measured = ceviz.evaluate(
            given.scores,
            given.targets,
            weight=given.weight,
            ignore_index=given.ignored,
            label_smoothing=given.smoothing,
            reduction=reduction,  # type: ignore[arg-type]
            class_axis=given.axis,
        )
        found = np.reshape(measured.cross_entropy, expected.shape)
        if len(shape) > 1:
            assert np.shape(measured.cross_entropy) == expected.shape
        np.testing.assert_allclose(found, expected, rtol=CLOSE[dtype], atol=CLOSE[dtype])


@pytest.mark.parametrize("setting", range(len(SETTINGS)))
@pytest.mark.parametrize("form", ["labels", "soft"])
@pytest.mark.parametrize("shape", SHAPES, ids=str)
@pytest.mark.parametrize("dtype", CLOSE)
def test_files(dtype: str, shape: tuple[int, ...], form: str, setting: int, tmp_path: Path) -> None:
    given = case(dtype, shape, form, setting)
    np.savez(tmp_path / "a.npz", logits=given.scores, labels=given.targets)
    options = ReadOptions(ignored=given.ignored, class_axis=given.axis)
    predictions = read(tmp_path / "a.npz", options)
    assert predictions.warnings == ()
    task = task_of(
        predictions,
        weight=None if given.weight is None else list(map(float, given.weight)),
        label_smoothing=given.smoothing,
    )
    measured = evaluate_task(task, reduction="none", class_names=predictions.class_names)
    found = {"none": measured.cross_entropy, "mean": measured.mean, "sum": measured.numerator}
    for reduction, expected in given.losses.items():
        np.testing.assert_allclose(
            np.reshape(found[reduction], expected.shape),
            expected,
            rtol=CLOSE[dtype],
            atol=CLOSE[dtype],
        )
    guess = predictions.guess(Field.CLASS_AXIS)
    assert (guess is not None) == (len(shape) > 2)
    assert guess is None or guess.value == "second"


def test_a_shape_that_fits_both_axes_is_not_guessed() -> None:
    given = case("float64", (2, 4, 4), "labels", 0)
    with pytest.raises(InvalidInput, match='class_axis="second" or class_axis="last"'):
        ceviz.evaluate(given.scores, given.targets)
    last = ceviz.evaluate(given.scores, given.targets, class_axis="last", reduction="none")
    plain = ceviz.evaluate(given.scores.reshape(-1, 4), given.targets.ravel(), reduction="none")
    np.testing.assert_array_equal(np.ravel(last.cross_entropy), plain.cross_entropy)
    with pytest.raises(InvalidInput, match="unknown axis 'first'"):
        ceviz.evaluate(given.scores, given.targets, class_axis="first")  # type: ignore[arg-type]


def test_the_axis_can_be_said_of_a_file(tmp_path: Path) -> None:
    given = case("float64", (2, 4, 4), "labels", 0)
    np.savez(tmp_path / "a.npz", logits=given.scores, labels=given.targets)
    axes: tuple[Axis, ...] = ("second", "last")
    for axis in axes:
        found = ceviz.read(tmp_path / "a.npz", class_axis=axis)
        assert found.places == Places((2, 4))
        guess = found.guess(Field.CLASS_AXIS)
        assert guess is not None
        assert (guess.value, len(guess.alternatives)) == (axis, 1)


def test_one_number_a_class_or_one_a_row_is_not_guessed(tmp_path: Path) -> None:
    scores, marks = np.array([-1.0, 2.0, 3.0]), np.array([0.0, 1.0, 0.0])
    with pytest.raises(InvalidInput, match="are one row, or one row each of two classes"):
        ceviz.evaluate(scores, marks)
    assert ceviz.evaluate(scores[None], marks[None]).task.classes == 3
    assert ceviz.evaluate(scores, marks.astype(int)).task.classes == 2
    np.savez(tmp_path / "a.npz", logits=scores, labels=marks)
    with pytest.raises(AmbiguousFile, match="can be read in two ways") as caught:
        read(tmp_path / "a.npz")
    sizes = [read(tmp_path / "a.npz", each.options).scores.shape for each in caught.value.readings]
    assert sorted(sizes) == [(1, 3), (3, 2)]
