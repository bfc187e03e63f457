"""The recorder: what it keeps is what ``ceviz.evaluate`` measures, and adds up to the last bit."""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

import ceviz
from ceviz.errors import FileRefused, InvalidInput

ROWS, CLASSES = 700, 5
NAMES = ("ash", "birch", "cedar", "elm", "fir")
COLUMNS = ("loss", "confidence", "margin", "predicted", "true", "ignored")


@pytest.fixture(scope="module")
def batch() -> tuple[NDArray[np.float32], NDArray[np.int64]]:
    rng = np.random.default_rng(7)
    scores = (4.0 * rng.normal(size=(ROWS, CLASSES))).astype(np.float32)
    labels = rng.integers(0, CLASSES, ROWS)
    labels[[3, 400]] = -100
    return scores, labels


def recorded(scores: Any, labels: Any, cuts: list[int], **options: Any) -> ceviz.Recorder:
    """The rows as batches that end at ``cuts``."""
    recorder = ceviz.Recorder(**options)
    for start, end in zip([0, *cuts], [*cuts, len(scores)], strict=True):
        recorder.add(scores[start:end], labels[start:end])
    return recorder


def assert_same(found: ceviz.Evaluation, expected: ceviz.Evaluation) -> None:
    assert found.summary == expected.summary
    for name in COLUMNS:
        np.testing.assert_array_equal(getattr(found, name), getattr(expected, name))


@given(st.lists(st.integers(0, ROWS), max_size=6).map(sorted))
def test_however_the_rows_come_it_keeps_what_evaluate_measures(
    batch: tuple[Any, Any], cuts: list[int]
) -> None:
    expected = ceviz.evaluate(*batch)
    recorder = recorded(*batch, cuts)
    assert len(recorder) == ROWS
    assert_same(recorder.evaluation, expected)
    assert recorded(*batch, cuts, rows=False).summary == expected.summary


@given(st.integers(1, ROWS - 1))
def test_recorders_add_up_to_the_last_bit(batch: tuple[Any, Any], cut: int) -> None:
    scores, labels = batch
    first = recorded(scores[:cut], labels[:cut], [])
    second = recorded(scores[cut:], labels[cut:], [])
    assert_same((first + second).evaluation, ceviz.evaluate(*batch))
    assert (second + first).summary == (first + second).summary


@pytest.mark.parametrize("rows", [True, False])
def test_what_is_saved_comes_back_and_goes_on(
    batch: tuple[Any, Any], tmp_path: Path, rows: bool
) -> None:
    scores, labels = batch
    path = tmp_path / "epoch-001.npz"
    recorded(scores[:300], labels[:300], [90], class_names=NAMES, rows=rows).save(path)
    again = ceviz.Recorder.load(path)
    again.add(scores[300:], labels[300:])
    assert again.summary == ceviz.evaluate(*batch).summary
    assert [entry.name for entry in tmp_path.iterdir()] == [path.name]


def test_the_file_has_forty_bytes_a_row_under_names_that_numpy_reads(
    batch: tuple[Any, Any], tmp_path: Path
) -> None:
    recorded(*batch, []).save(tmp_path / "run.npz")
    with np.load(tmp_path / "run.npz") as arrays:
        kept = {name: arrays[name] for name in arrays.files}
    np.testing.assert_array_equal(kept["loss"], ceviz.evaluate(*batch).loss)
    columns = ("loss", "confidence", "margin", "brier", "predicted", "true")
    assert sum(kept[name].nbytes for name in columns) == 40 * ROWS


def test_ceviz_reads_it_as_rows_that_are_measured_already(
    batch: tuple[Any, Any], tmp_path: Path
) -> None:
    path = tmp_path / "run.npz"
    recorded(*batch, [], class_names=NAMES).save(path)
    found = ceviz.read(path)
    assert found.class_names == NAMES
    assert found.recorded is not None
    np.testing.assert_array_equal(found.recorded.loss, ceviz.evaluate(*batch).loss)
    assert any("without their scores" in said for said in found.warnings)


def test_totals_alone_are_no_rows_to_read(batch: tuple[Any, Any], tmp_path: Path) -> None:
    path = tmp_path / "totals.npz"
    recorder = recorded(*batch, [], rows=False)
    recorder.save(path)
    with pytest.raises(FileRefused, match=r"ceviz\.Recorder\.load\(path\)\.summary$"):
        ceviz.read(path)
    with pytest.raises(InvalidInput, match="summary"):
        _ = recorder.evaluation
    assert ceviz.Recorder.load(path).summary == recorder.summary  # the remedy


def test_a_bad_row_is_named_by_its_batch_and_the_others_are_kept(batch: tuple[Any, Any]) -> None:
    scores, labels = batch[0].copy(), batch[1]
    scores[130, 2] = np.nan
    recorder = recorded(scores, labels, [50, 100, 150])
    with pytest.raises(InvalidInput, match=r"batch 2, row 30, column 2"):
        _ = recorder.summary
    kept = np.delete(np.arange(ROWS), np.arange(100, 150))
    assert_same(recorder.evaluation, ceviz.evaluate(scores[kept], labels[kept]))


def test_a_batch_may_be_written_over_once_it_is_added(batch: tuple[Any, Any]) -> None:
    scores, labels = batch[0].copy(), batch[1].copy()
    recorder = ceviz.Recorder()
    for start in (0, 350):
        buffer, truth = scores[:350], labels[:350]
        buffer[:], truth[:] = batch[0][start : start + 350], batch[1][start : start + 350]
        recorder.add(buffer, truth)
    assert_same(recorder.evaluation, ceviz.evaluate(*batch))


class Tensor:
    """What torch offers, on a device that NumPy cannot look into."""

    def __init__(self, values: NDArray[Any], moves: list[int]) -> None:
        self._values, self._moves = values, moves

    def detach(self) -> Tensor:
        return self

    def cpu(self) -> NDArray[Any]:
        self._moves.append(len(self._values))
        return self._values


class Capsule:
    """What offers DLPack and nothing else."""

    def __init__(self, values: NDArray[Any]) -> None:
        self._values = values

    def __dlpack__(self, **options: Any) -> Any:
        return self._values.__dlpack__(**options)

    def __dlpack_device__(self) -> tuple[int, int]:
        return self._values.__dlpack_device__()


def test_a_tensor_on_a_device_is_moved_once(batch: tuple[Any, Any]) -> None:
    moves: list[int] = []
    recorder = ceviz.Recorder()
    recorder.add(Tensor(batch[0], moves), Tensor(batch[1], moves))
    assert_same(recorder.evaluation, ceviz.evaluate(*batch))
    assert moves == [ROWS, ROWS]


def test_dlpack_lists_and_pixels_are_taken(batch: tuple[Any, Any]) -> None:
    scores, labels = batch
    expected = ceviz.evaluate(*batch).summary
    recorder = ceviz.Recorder()
    recorder.add(Capsule(scores), Capsule(labels))
    assert recorder.summary == expected
    recorder = ceviz.Recorder()
    recorder.add(scores.reshape(7, 100, CLASSES).transpose(0, 2, 1), labels.reshape(7, 100))
    assert recorder.summary == expected


def test_probabilities_are_seen_said_and_kept_to() -> None:
    rng = np.random.default_rng(1)
    logits = rng.normal(size=(60, 3))
    q = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
    labels = rng.integers(0, 3, 60)
    recorder = ceviz.Recorder()
    recorder.add(q, labels)
    with pytest.warns(ceviz.KindWarning, match="probabilities"):
        assert recorder.summary.mean == pytest.approx(ceviz.evaluate(logits, labels).mean)
    recorder.add(logits + 9.0, labels)
    with pytest.raises(InvalidInput, match=r"batch 1, row 0 .*sums to"):
        _ = recorder.summary
    said = ceviz.Recorder(kind="probabilities")
    said.add(q, labels)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert said.summary == recorder.summary


@pytest.mark.parametrize(
    ("scores", "labels", "match"),
    [
        (np.zeros((2, 4)), np.zeros(2, int), "4 classes for 5 names"),
        (np.zeros((2, 5)), np.full((2, 5), 0.2), "one class a row"),
        (np.zeros(2), np.zeros(2, int), "may be a logit"),
        (np.zeros((2, 5)), np.zeros(3, int), "3 labels"),
    ],
)
def test_what_no_other_batch_makes_right_is_refused_at_once(
    scores: Any, labels: Any, match: str
) -> None:
    recorder = ceviz.Recorder(NAMES)
    with pytest.raises(InvalidInput, match=match):
        recorder.add(scores, labels)
    with pytest.raises(InvalidInput, match="nothing was recorded"):
        _ = recorder.summary


def test_recorders_of_other_classes_do_not_go_together(batch: tuple[Any, Any]) -> None:
    first, second = recorded(*batch, []), recorded(*batch, [], class_names=NAMES)
    with pytest.raises(InvalidInput, match="do not go together"):
        _ = first + second


def test_names_are_labels(batch: tuple[Any, Any]) -> None:
    scores, labels = batch[0][5:300], batch[1][5:300]
    recorder = ceviz.Recorder(NAMES)
    recorder.add(scores, [NAMES[label] for label in labels])
    assert_same(recorder.evaluation, ceviz.evaluate(scores, labels))


def readme_lines() -> str:
    text = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
    blocks: list[str] = re.findall(r"```python\n(.*?)```", text, re.DOTALL)
    (found,) = (block for block in blocks if "ceviz.Recorder" in block)
    return found


def test_the_lines_in_the_readme_run(
    batch: tuple[Any, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "run").mkdir()

    def loader() -> Iterator[tuple[Any, Any]]:
        for start in range(0, ROWS, 128):
            yield batch[0][start : start + 128], batch[1][start : start + 128]

    space: dict[str, Any] = {"loader": loader(), "model": lambda inputs: inputs, "epoch": 12}
    exec(compile(readme_lines(), "README.md", "exec"), space)
    found = ceviz.Recorder.load(tmp_path / "run" / "epoch-012.npz")
    assert found.summary == ceviz.evaluate(*batch).summary


def test_the_totals_name_no_class(monkeypatch: pytest.MonkeyPatch) -> None:
    """A vocabulary's names take longer than the totals of a batch."""
    recorder = ceviz.Recorder(kind="logits")
    recorder.add(np.eye(3), np.arange(3))
    monkeypatch.setattr("ceviz.api.recorder.Recording", lambda *_: pytest.fail("it names them"))
    assert recorder.summary.accuracy == 1.0
