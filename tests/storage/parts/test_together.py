"""Many files as the rows of one, for a window: the same arrays as of the file with all rows."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from ceviz.api import Recorder
from ceviz.errors import Cancelled, FileRefused
from ceviz.maths.batch import Parts, evaluate_task
from ceviz.storage.opened import OpenedFile, task_of
from ceviz.storage.parts import together
from ceviz.storage.parts.together import chosen_together, files_of, options_for, read_as_one
from ceviz.storage.readers import Kind, Predictions, ReadOptions, read
from tests.storage.parts.samples import WRITERS, rows, shards


def as_one(paths: list[Path], options: ReadOptions | None = None) -> Predictions:
    return read_as_one(paths[0], options_for(paths, options))


@pytest.mark.parametrize("limit", [together.IN_MEMORY, 500], ids=["memory", "scratch file"])
@pytest.mark.parametrize("form", WRITERS)
def test_the_rows_are_those_of_the_one_file(
    form: str, limit: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(together, "IN_MEMORY", limit)
    paths, whole = shards(tmp_path / "s", [0, 20, 45, 46, 130], form)
    found, expected = as_one(paths), read(whole)
    np.testing.assert_array_equal(found.scores, expected.scores)
    np.testing.assert_array_equal(found.targets, expected.targets)
    assert found.scores.dtype == expected.scores.dtype
    assert (found.kind, found.class_names, found.ignored) == (
        expected.kind, expected.class_names, expected.ignored
    )  # fmt: skip
    assert not found.scores.flags.writeable
    assert not found.targets.flags.writeable
    assert [source.path for source in found.sources] == paths
    assert found.parts == Parts(tuple(path.name for path in paths), (0, 20, 45, 46))
    mine, its = (
        evaluate_task(task_of(each), reduction="mean", class_names=each.class_names)
        for each in (found, expected)
    )
    assert mine.summary == its.summary


def test_a_file_that_changes_is_noticed(tmp_path: Path) -> None:
    paths, _ = shards(tmp_path / "s", [0, 20, 45])
    found = as_one(paths)
    found.check()
    paths[1].write_bytes(b"")
    with pytest.raises(FileRefused, match=r"shard-1\.npz"):
        found.check()


def test_what_is_chosen_holds_for_all(tmp_path: Path) -> None:
    paths, _ = shards(tmp_path / "s", [0, 20, 45])
    found = as_one(paths, ReadOptions(kind=Kind.LOG_PROBABILITIES))
    assert found.kind is Kind.LOG_PROBABILITIES
    assert len(found) == 45


def test_an_odd_file_is_named_beside_the_first(tmp_path: Path) -> None:
    paths, _ = shards(tmp_path / "s", [0, 20, 45])
    scores, labels = rows(30)
    np.savez(paths[1], logits=scores.astype(np.float32), labels=labels)
    with pytest.raises(FileRefused, match=r"shard-1\.npz: does not go with .*shard-0\.npz"):
        as_one(paths)


def test_images_of_all_files_are_on_one_axis(tmp_path: Path) -> None:
    random = np.random.default_rng(1)
    scores, labels = random.standard_normal((9, 3, 4, 5)), random.integers(0, 3, (9, 4, 5))
    paths = [tmp_path / "a-1.npz", tmp_path / "a-2.npz"]
    for path, part in zip(paths, (slice(0, 2), slice(2, 9)), strict=True):
        np.savez(path, logits=scores[part], labels=labels[part])
    found = as_one(paths)
    assert found.places is not None
    assert found.places.shape == (9, 4, 5)
    np.savez(paths[1], logits=scores[2:, :, :, :4], labels=labels[2:, :, :4])
    with pytest.raises(FileRefused, match=r"a-2\.npz.*4 × 4, there 4 × 5"):
        as_one(paths)


def test_pictures_come_along_if_all_have_some(tmp_path: Path) -> None:
    scores, labels = rows(50)
    pictures = np.arange(50 * 12, dtype=np.uint8).reshape(50, 3, 4)
    paths = [tmp_path / "a-1.npz", tmp_path / "a-2.npz"]
    for path, part in zip(paths, (slice(0, 20), slice(20, 50)), strict=True):
        np.savez(path, logits=scores[part], labels=labels[part], images=pictures[part])
    found = as_one(paths).images
    assert found is not None
    np.testing.assert_array_equal(found, pictures)
    np.savez(paths[1], logits=scores[20:], labels=labels[20:])
    assert as_one(paths).images is None


def test_states_of_one_model_are_not_parts(tmp_path: Path) -> None:
    paths, _ = shards(tmp_path / "s", [0, 20, 45])
    run = [path.rename(path.with_name(f"epoch-{k}.npz")) for k, path in enumerate(paths)]
    with pytest.raises(FileRefused, match="look like checkpoints"):
        as_one(run)
    scores, labels = rows(30)
    for name in "xy":
        np.savez(tmp_path / f"{name}.npz", logits=scores, labels=labels)
    with pytest.raises(FileRefused, match="row by row they have the same true classes"):
        as_one([tmp_path / "x.npz", tmp_path / "y.npz"])


def test_what_has_no_rows_of_its_own_is_refused(tmp_path: Path) -> None:
    scores, labels = rows(40)
    np.save(tmp_path / "a_logits.npy", scores)
    np.save(tmp_path / "a_labels.npy", labels)
    with pytest.raises(FileRefused, match="a_l"):
        as_one([tmp_path / "a_logits.npy", tmp_path / "a_labels.npy"])
    recorder = Recorder()
    recorder.add(scores, labels)
    for name in ("r-1.npz", "r-2.npz"):
        recorder.save(tmp_path / name)
    with pytest.raises(FileRefused, match=r"r-1\.npz: is a recording"):
        as_one([tmp_path / "r-1.npz", tmp_path / "r-2.npz"])


def test_progress_rises_and_it_can_be_stopped(tmp_path: Path) -> None:
    paths, _ = shards(tmp_path / "s", [0, 20, 45])
    options, shares = options_for(paths), list[float]()
    read_as_one(paths[0], options, progress=shares.append)
    assert 0.0 <= min(shares) <= max(shares) == 1.0
    with pytest.raises(Cancelled):
        read_as_one(paths[0], options, cancelled=lambda: True)


def test_a_full_disk_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    paths, _ = shards(tmp_path / "s", [0, 20, 45])
    monkeypatch.setattr(together, "IN_MEMORY", 500)
    monkeypatch.setattr(together, "free_bytes", lambda: 400)
    with pytest.raises(FileRefused, match="the disk has no room"):
        as_one(paths)


def test_files_are_found_from_the_first(tmp_path: Path) -> None:
    paths = [tmp_path / "a" / "x.npz", tmp_path / "a" / "y.npz", tmp_path / "b" / "z.npz"]
    options = options_for(paths)
    assert options.more == ("y.npz", str(paths[2]))
    assert files_of(paths[0], options) == tuple(paths)


def test_one_file_of_several_is_not_read_for_all(tmp_path: Path) -> None:
    paths, _ = shards(tmp_path / "s", [0, 20, 45])
    with pytest.raises(FileRefused, match="is to be read with other files"):
        read(paths[0], options_for(paths))


def test_what_was_chosen_at_once(tmp_path: Path) -> None:
    paths, whole = shards(tmp_path / "s", [0, 20, 45])
    assert chosen_together([whole]) == (whole,)
    assert chosen_together(paths[::-1]) == tuple(paths)
    assert chosen_together([tmp_path / "s"]) == tuple(paths)
    session = tmp_path / "x.ceviz"
    session.write_text("{}")
    with pytest.raises(FileRefused, match=r"x\.ceviz.* is opened by itself"):
        chosen_together([*paths, session])


def test_together_they_are_called_by_the_first(tmp_path: Path) -> None:
    paths, whole = shards(tmp_path / "s", [0, 20, 45, 60])
    options = options_for(paths)
    opened = OpenedFile.measured(read_as_one(paths[0], options), paths[0], options)
    assert opened.name == opened.document.title == "shard-0.npz and 2 more"
    assert (opened.alone, opened.on_disk) == (None, paths[0])
    alone = OpenedFile.measured(read(whole), whole)
    assert (alone.name, alone.alone) == (whole.name, whole)
