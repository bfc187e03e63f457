"""What scripts and notebooks call: arrays of any library and shape, and what they are taken for.

PyTorch's numbers were computed by torch 2.13 and are written out; torch itself is not needed.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from scipy.special import log_softmax, softmax

import ceviz
from ceviz.api import evaluate
from ceviz.errors import InvalidInput
from ceviz.storage.readers import Kind

SAMPLES = Path(__file__).resolve().parents[2] / "resources" / "samples"

SCORES = np.array([[2.0, 0.5, -1.0], [0.0, 3.0, 1.0], [1.0, 1.5, 0.25], [-2.0, 0.0, 4.0]])
LABELS = np.array([0, 2, 1, 2])
LOSS = float(-log_softmax(SCORES, axis=1)[np.arange(4), LABELS].mean())


#: What torch.nn.functional.cross_entropy gives for the arrays of test_pytorchs_own_layouts.
LAYOUT_LABELS = 1.9189689693380767
LAYOUT_SOFT = 1.5564549276796236
LAYOUT_ONE = 1.4390582724661365
LAYOUT_SUM = 5.837185480596417


class Tensor:
    """Behaves like a torch tensor that requires a gradient and lies on another device."""

    def __init__(self, array: np.ndarray, *, narrow: bool = False, steps: int = 2) -> None:
        self._array, self._narrow, self._steps = array, narrow, steps

    def detach(self) -> Tensor:
        return Tensor(self._array, narrow=self._narrow, steps=self._steps - 1)

    cpu = detach

    def float(self) -> Tensor:
        return Tensor(self._array.astype(np.float32), steps=self._steps)

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> np.ndarray:
        if self._steps:
            raise RuntimeError("Can't call numpy() on Tensor that requires grad.")
        if self._narrow:
            raise TypeError("Got unsupported ScalarType BFloat16")
        return self._array


class Capsule:
    """Offers DLPack and nothing else."""

    def __init__(self, array: np.ndarray) -> None:
        self._array = array

    def __dlpack__(self, **options: Any) -> object:
        return self._array.__dlpack__()

    def __dlpack_device__(self) -> tuple[int, int]:
        return self._array.__dlpack_device__()


def halves(array: np.ndarray) -> np.ndarray:
    """bfloat16 as NumPy loads it from a file: two bytes without a type."""
    return (array.astype(np.float32).view(np.uint32) >> 16).astype(np.uint16).view("V2")


@pytest.mark.parametrize(
    "scores",
    [
        SCORES.tolist(),
        Tensor(SCORES),
        Tensor(SCORES, narrow=True),
        Capsule(SCORES),
        halves(SCORES),
        SCORES.astype(np.longdouble),
        SCORES.astype(object),
        SCORES.astype(np.float16),
    ],
    ids=["list", "grad", "torch bf16", "dlpack", "V2", "long double", "objects", "float16"],
)
def test_scores_of_any_library(scores: Any) -> None:
    # All of these scores are exact in bfloat16.
    assert evaluate(scores, LABELS).mean == pytest.approx(LOSS, rel=1e-6)


@pytest.mark.parametrize(
    "labels",
    [
        LABELS.tolist(),
        LABELS[:, np.newaxis],
        LABELS.astype(np.float32),
        LABELS[:, np.newaxis].astype(np.float64),
        LABELS.astype(np.uint8),
        LABELS.astype(object),
        Tensor(LABELS),
        ["cat", "fish", "dog", "fish"],
        np.array([b"cat", b"fish", b"dog", b"fish"]),
        np.array(["cat", "fish", "dog", "fish"], dtype=object),
    ],
    ids=["list", "(N, 1)", "floats", "(N, 1) floats", "bytes", "objects", "grad", "names",
         "names as bytes", "names as objects"],
)  # fmt: skip
def test_labels_of_any_library(labels: Any) -> None:
    made = evaluate(SCORES, labels, class_names=["cat", "dog", "fish"])
    assert made.mean == pytest.approx(LOSS, rel=1e-12)
    assert made.true.tolist() == LABELS.tolist()


@pytest.mark.parametrize(
    ("labels", "names", "told"),
    [
        ([0.0, 1.5, 2.0, 1.0], None, r"row 1 .*the label 1.5 is not a class"),
        ([0.0, np.nan, 2.0, 1.0], None, r"row 1 .*the label nan is not a class"),
        (["a", "b", "c", "a"], None, "which column is which class. Give class_names"),
        (["a", "b", "x", "a"], ["a", "b", "c"], "row 2 .*“x” is not among the class names"),
        ([0, 1, None, 2], None, "row 2 .*the label nan"),
        ([0, 1, {}, 2], None, r"neither numbers nor text .*dict, int"),
        ([[0, 1], [2]], None, "targets: is not an array"),
        (np.ma.masked_equal([0, -1, 2, 0], -1), None, "masked.*ignore_index"),
    ],
)
def test_labels_that_are_none(labels: Any, names: Any, told: str) -> None:
    with pytest.raises(InvalidInput, match=told):
        evaluate(SCORES, labels, class_names=names)


def test_one_number_a_row_is_the_second_class() -> None:
    z, y = np.array([2.0, -1.0, 0.5, -3.0]), np.array([1, 0, 0, 1])
    loss = float(np.log1p(np.exp(np.where(y == 1, -z, z))).mean())
    assert evaluate(z, y).mean == pytest.approx(loss, rel=1e-12)
    assert evaluate(z[:, np.newaxis], y[:, np.newaxis].astype(float)).mean == pytest.approx(loss)
    q = 1 / (1 + np.exp(-z))
    assert evaluate(q, y, kind="probabilities").mean == pytest.approx(loss)
    assert evaluate(np.log(q), y, kind="log-probabilities").mean == pytest.approx(loss)
    with pytest.warns(ceviz.KindWarning, match="probability of class 1, because all lie in"):
        assert evaluate(q, y).mean == pytest.approx(loss)
    assert evaluate(q, y, kind="logits").mean == pytest.approx(
        float(np.log1p(np.exp(np.where(y == 1, -q, q))).mean())
    )


def test_pytorchs_own_layouts() -> None:
    """torch.nn.functional.cross_entropy of the same formula's numbers, in float64."""
    z = np.sin(np.arange(2 * 3 * 2 * 2) * 1.7).reshape(2, 3, 2, 2) * 3
    y = np.arange(8).reshape(2, 2, 2) % 3
    y[0, 0, 0] = -100
    assert evaluate(z, y).mean == pytest.approx(LAYOUT_LABELS, rel=1e-12)
    soft = softmax(np.cos(np.arange(24) * 0.9).reshape(2, 3, 2, 2), axis=1)
    assert evaluate(z, soft).mean == pytest.approx(LAYOUT_SOFT, rel=1e-12)
    assert evaluate(z[0, :, 0, 0], 1).mean == pytest.approx(LAYOUT_ONE, rel=1e-12)
    last = np.moveaxis(z, 1, -1)
    assert evaluate(last, y).mean == pytest.approx(LAYOUT_LABELS, rel=1e-12)
    assert evaluate(z[..., 0], y[..., 0], reduction="sum").cross_entropy == pytest.approx(
        LAYOUT_SUM, rel=1e-12
    )


def test_shapes_with_two_readings_are_refused() -> None:
    with pytest.raises(InvalidInput, match=r"classes second, as PyTorch has them, or last"):
        evaluate(np.zeros((2, 3, 3)), np.zeros((2, 3), int))
    with pytest.raises(InvalidInput, match="do not fit"):
        evaluate(np.zeros((2, 3, 4)), np.zeros(2, int))


def test_probabilities_are_not_softmaxed_again() -> None:
    q = softmax(SCORES, axis=1)
    with pytest.warns(ceviz.KindWarning, match="every row lies in") as told:
        made = evaluate(q, LABELS)
    assert told[0].filename == __file__
    assert made.mean == pytest.approx(LOSS, rel=1e-12)
    assert made.warnings == (str(told[0].message),)
    assert 'kind="probabilities" or kind="logits"' in made.warnings[0]
    # Said, it is silent, and what is said is done: warnings are errors in these tests.
    assert evaluate(q, LABELS, kind="probabilities").mean == pytest.approx(LOSS)
    assert evaluate(q, LABELS, kind=Kind.PROBABILITIES).warnings == ()
    again = float(-log_softmax(q, axis=1)[np.arange(4), LABELS].mean())
    assert evaluate(q, LABELS, kind="logits").mean == pytest.approx(again, rel=1e-12)
    assert evaluate(np.log(q), LABELS).mean == pytest.approx(LOSS, rel=1e-12)


def test_bits_of_bfloat16_are_told() -> None:
    scores = np.array([[2.0, -1.0], [0.5, 3.0]], np.float32)
    bits = (scores.view(np.uint32) >> 16).astype(np.uint16)
    with pytest.warns(ceviz.KindWarning, match="bits of bfloat16 numbers"):
        ceviz.evaluate(bits, np.array([0, 1]))


def test_most_rows_are_not_all() -> None:
    q = np.full((3000, 2), 0.5)
    q[1501] = 0.7
    with pytest.warns(ceviz.KindWarning, match=r"as logits: .*row 1501 .*sums to 1\.4"):
        assert evaluate(q, np.zeros(3000, int)).mean == pytest.approx(np.log(2))


def test_a_double_softmax_is_told_and_undone() -> None:
    generator = np.random.default_rng(0)
    labels = generator.integers(0, 5, 200)
    z = generator.normal(size=(200, 5)) + 6 * np.eye(5)[labels]
    twice = softmax(softmax(z, axis=1), axis=1)
    for kind in ("auto", "probabilities"):
        with pytest.warns(ceviz.KindWarning, match="Softmax seems to have been applied twice"):
            evaluate(twice, labels, kind=kind)
    made = evaluate(twice, labels, kind="softmax applied twice")
    assert made.mean == pytest.approx(evaluate(z, labels).mean, rel=1e-6)
    with pytest.raises(InvalidInput, match="no softmax of probabilities"):
        evaluate(z, labels, kind="softmax applied twice")


def test_an_unknown_kind_is_refused() -> None:
    with pytest.raises(InvalidInput, match=r"unknown kind 'scores'.*log-probabilities"):
        evaluate(SCORES, LABELS, kind="scores")  # type: ignore[arg-type]


def test_a_file_is_read_as_the_window_reads_it(tmp_path: Path) -> None:
    path = tmp_path / "p.csv"
    path.write_text("truth,other,a,b\n1,0,2.5,5.5\n2,0,4,1\n")
    found = ceviz.read(path, scores="a,b", labels="truth", label_form="1-based")
    assert found.class_names == ("a", "b")
    assert found.targets.tolist() == [0, 1]
    assert found.guesses
    made = evaluate(found.scores, found.targets, kind=found.kind, class_names=found.class_names)
    assert made.mean == pytest.approx(np.log1p(np.exp(3)))
    assert repr(found) == "<Predictions: 2 rows × 2 classes, logits>"
    with pytest.raises(InvalidInput, match=r"label_form: there is no “2-based”.*1-based"):
        ceviz.read(path, label_form="2-based")
    with pytest.raises(ceviz.CevizError, match="gone"):
        ceviz.read(tmp_path / "gone.csv")


def test_reading_takes_no_more_than_it_is_allowed(tmp_path: Path) -> None:
    np.savez_compressed(tmp_path / "a.npz", logits=np.eye(50), labels=np.arange(50))
    with pytest.raises(ceviz.CevizError, match="the limit is 10 kB"):
        ceviz.read(tmp_path / "a.npz", limit="10kB")
    assert len(ceviz.read(tmp_path / "a.npz", limit=30_000)) == 50


def test_the_truth_may_stand_in_another_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    scores = np.random.default_rng(6).normal(size=(4, 3))
    np.savez(tmp_path / "a.npz", logits=scores, ids=[4, 3, 2, 1])
    (tmp_path / "b.csv").write_text("id,gold\n1,0\n2,1\n3,2\n4,0\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    found = ceviz.read("a.npz", truth="b.csv", join="ids=id", label_form="0-based")
    np.testing.assert_array_equal(found.targets, [0, 2, 1, 0])
    found = ceviz.read("a.npz", truth=tmp_path / "b.csv", join="order", label_form="0-based")
    np.testing.assert_array_equal(found.targets, [0, 1, 2, 0])


def test_an_evaluation_is_one_line() -> None:
    made = evaluate(np.full((1000, 4), 2.0), np.zeros(1000, int))
    assert repr(made) == (
        "<Evaluation: 1,000 rows × 4 classes, mean cross-entropy 1.386 nats, accuracy 1>"
    )


def test_a_script_gets_the_same_numbers_without_qt() -> None:
    with np.load(SAMPLES / "digits.npz") as file:
        logits, labels = file["logits"].astype(np.float64), file["labels"]
    result = evaluate(logits, labels)
    assert ceviz.evaluate is evaluate
    losses = -log_softmax(logits, axis=1)[np.arange(len(labels)), labels]
    np.testing.assert_allclose(result.loss, losses, rtol=1e-9, atol=1e-12)
    assert result.cross_entropy == pytest.approx(losses.mean())
    np.testing.assert_array_equal(result.predicted, logits.argmax(1))
    assert np.isnan(evaluate(logits[:2], [-100, -100]).cross_entropy)
    with pytest.raises(InvalidInput, match="row 1"):
        evaluate([[0.0, 1.0], [np.nan, 0.0]], [0, 1])
    code = "import ceviz, sys; ceviz.evaluate([[0., 2.]], [1]); sys.exit('PySide6' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="elsewhere there is a display")
def test_a_window_without_a_display_is_refused_and_python_goes_on() -> None:
    code = (
        "import ceviz\n"
        "try: ceviz.show([[0., 2.]], [1])\n"
        "except ceviz.CevizError as refusal: print(refusal)\n"
    )
    unset = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    bare = {name: value for name, value in os.environ.items() if name not in unset}
    done = subprocess.run(
        [sys.executable, "-c", code], env=bare, capture_output=True, encoding="utf-8", check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("no window can be opened (there is no display")
