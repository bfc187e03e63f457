"""Many files measured as one: the same bits as of the file that has all their rows."""

from __future__ import annotations

import tracemalloc
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ceviz.api import Recorder
from ceviz.errors import CevizError, FileRefused
from ceviz.maths.batch import certainty, evaluate_task, optimal_temperature, per_class
from ceviz.storage.opened import task_of
from ceviz.storage.parts.engines import OneByOne
from ceviz.storage.parts.part import Settings
from ceviz.storage.parts.whole import Whole, measure_files
from ceviz.storage.readers import read
from tests.storage.parts.samples import rows, shards


def same(many: Whole, one: Path, asked: Settings) -> None:
    """``many`` has the bits that the file ``one`` has by itself."""
    predictions = read(one)
    task = task_of(
        predictions,
        weight=asked.weight,
        label_smoothing=asked.label_smoothing,
        temperature=asked.temperature,
    )
    evaluation = evaluate_task(task, reduction="mean", class_names=predictions.class_names)
    assert many.summary == evaluation.summary
    assert many.optimal == optimal_temperature(evaluation)
    known, expected = many.certainty(), certainty(evaluation)
    for name in ("cross_entropy", "entropy", "kl", "perplexity", "accuracy", "brier"):
        mine, its = getattr(known, name), getattr(expected, name)
        assert (mine.value, mine.error, mine.normal) == (its.value, its.error, its.normal), name
    assert (known.units, known.unit) == (expected.units, expected.unit)
    for name in ("counts", "predicted", "right", "loss", "brier", "ece"):
        mine, its = getattr(many.per_class, name), getattr(per_class(evaluation), name)
        np.testing.assert_array_equal(mine, its, err_msg=name)
    firsts = np.cumsum([0, *(file.rows for file in many.files)])
    at = [int(firsts[row.file.number]) + row.index for row in many.worst(20)]
    assert at == evaluation.worst(20).tolist()
    assert [row.loss for row in many.worst(20)] == evaluation.loss[at].tolist()
    assert [row.true for row in many.worst(20)] == evaluation.true[at].tolist()


@pytest.mark.parametrize("form", ["npz", "csv", "parquet"])
def test_files_of_every_format_are_one(form: str, tmp_path: Path) -> None:
    paths, whole = shards(tmp_path / "s", [0, 12, 60, 61, 200], form)
    same(measure_files(paths), whole, Settings())


@pytest.mark.parametrize(
    "asked",
    [
        Settings(weight=(0.5, 1.0, 2.0)),
        Settings(label_smoothing=0.1, temperature=1.7),
    ],
)
def test_settings_are_those_of_one_file(asked: Settings, tmp_path: Path) -> None:
    paths, whole = shards(tmp_path / "s", [0, 50, 130, 200])
    same(measure_files(paths, settings=asked), whole, asked)


@settings(deadline=None, max_examples=15)
@given(st.lists(st.integers(1, 299), max_size=6, unique=True), st.randoms(use_true_random=False))
def test_any_cut_in_any_order_has_the_same_bits(
    tmp_path_factory: pytest.TempPathFactory, cuts: list[int], random: Any
) -> None:
    folder = tmp_path_factory.mktemp("cut") / "s"
    paths, whole = shards(folder, [0, *sorted(cuts), 300], seed=3)

    class AnyOrder(OneByOne):
        def gather(self, stage, work, pieces, merge):  # type: ignore[no-untyped-def]
            found = [work(piece) for piece in random.sample(pieces, len(pieces))]
            while len(found) > 1:
                a = found.pop(random.randrange(len(found)))
                b = found.pop(random.randrange(len(found)))
                found.append(merge([a, b]))
            return found[0]

    same(measure_files(paths, engine=AnyOrder()), whole, Settings())


def test_pixels_are_drawn_by_images(tmp_path: Path) -> None:
    random = np.random.default_rng(1)
    scores, labels = random.standard_normal((9, 3, 4, 5)), random.integers(0, 3, (9, 4, 5))
    for name, part in (("a-1", slice(0, 2)), ("a-2", slice(2, 9)), ("all", slice(9))):
        np.savez(tmp_path / f"{name}.npz", logits=scores[part], labels=labels[part])
    found = measure_files([tmp_path / "a-1.npz", tmp_path / "a-2.npz"])
    assert (found.certainty().units, found.certainty().unit) == (9, "image")
    same(found, tmp_path / "all.npz", Settings())


def test_recordings_add_up_without_a_temperature(tmp_path: Path) -> None:
    scores, labels = rows(90)
    recorders = []
    for name, part in (("r-1", slice(0, 30)), ("r-2", slice(30, 90)), ("all", slice(90))):
        recorders.append(Recorder())
        recorders[-1].add(scores[part], labels[part])
        recorders[-1].save(tmp_path / f"{name}.npz")
    found = measure_files([tmp_path / "r-1.npz", tmp_path / "r-2.npz"])
    assert found.optimal is None
    assert found.summary == recorders[-1].summary
    np.savez(tmp_path / "odd.npz", logits=scores, labels=labels)
    with pytest.raises(FileRefused, match=r"odd\.npz"):
        measure_files([tmp_path / "r-1.npz", tmp_path / "odd.npz"])


def test_checkpoints_are_not_added_up_unasked(tmp_path: Path) -> None:
    random, labels = np.random.default_rng(0), rows(30)[1]
    for name in ("epoch-1", "epoch-2", "x", "y"):
        scores = 9.0 * random.standard_normal((30, 3))
        np.savez(tmp_path / f"{name}.npz", logits=scores, labels=labels)
    run, models = [
        [tmp_path / f"{n}.npz" for n in names] for names in (("epoch-1", "epoch-2"), "xy")
    ]
    with pytest.raises(FileRefused, match=r"epoch-1\.npz and 1 more: look like checkpoints"):
        measure_files(run)
    with pytest.raises(FileRefused, match="row by row they have the same true classes"):
        measure_files(models)
    assert measure_files(run, are_parts=True).summary.rows == 60
    assert measure_files(models, are_parts=True).summary.rows == 60


def test_labels_beside_scores_are_no_file_of_their_own(tmp_path: Path) -> None:
    scores, labels = rows(40)
    np.save(tmp_path / "a_logits.npy", scores)
    np.save(tmp_path / "a_labels.npy", labels)
    both = [tmp_path / "a_labels.npy", tmp_path / "a_logits.npy"]
    with pytest.raises(CevizError, match="a_l"):
        measure_files(both, are_parts=True)
    assert measure_files(both[1:]).summary.rows == 40


def test_a_bad_number_is_named_by_file_and_row(tmp_path: Path) -> None:
    paths, _ = shards(tmp_path / "s", [0, 50, 130])
    scores, labels = rows(80, seed=5)
    scores[33, 1] = np.nan
    np.savez(paths[1], logits=scores, labels=labels, class_names=("cat", "dog", "emu"))
    with pytest.raises(CevizError, match=r"shard-1\.npz.*row 33"):
        measure_files(paths)


def test_warnings_are_told_once_with_their_files(tmp_path: Path) -> None:
    scores, labels = rows(40)
    for name, turn in (("a", 0), ("b", 1)):
        np.savez(tmp_path / f"{name}.npz", logits=scores, labels=np.roll(labels, 20 * turn))
    twice = measure_files([tmp_path / "a.npz", tmp_path / "b.npz"])
    one = measure_files([tmp_path / "a.npz"])
    assert len(twice.warnings) >= len(one.warnings)
    assert repr(twice).startswith("<Whole: 2 files, 80 rows × 3 classes, mean cross-entropy ")
    assert twice.cross_entropy == twice.summary.mean
    assert (twice.accuracy, twice.ece) == (twice.summary.accuracy, twice.summary.ece)


def test_memory_does_not_grow_with_the_number_of_files(tmp_path: Path) -> None:
    paths, _ = shards(tmp_path / "s", [*range(0, 160_001, 10_000)], seed=2)
    measure_files(paths[:2])  # what is imported and kept for ever

    def peak(count: int) -> int:
        tracemalloc.start()
        try:
            measure_files(paths[:count], settings=Settings(kept=100, fit=False))
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

    few, many = peak(4), peak(16)
    assert many < few + 4 * 12 * 10_000  # of 40 bytes a row that came besides not a tenth


def test_progress_is_told_file_by_file(tmp_path: Path) -> None:
    paths, _ = shards(tmp_path / "s", [0, 50, 130])
    told: list[tuple[str, int, float, int]] = []
    measure_files(paths, engine=OneByOne(lambda *each: told.append(each)))
    assert {stage for stage, *_ in told} == {"measuring", "temperature"}
    assert [done for stage, done, *_ in told if stage == "measuring"][-1] == 1
    assert max(rows for *_, rows in told) == 80
