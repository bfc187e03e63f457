"""Progress, cancelling, limits, files that change, and the samples that ceviz brings."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest

from ceviz.errors import Cancelled, FileRefused, TooLarge
from ceviz.storage.readers import Field, Kind, LabelForm, ReadOptions, arrays, read, sniff, weigh
from ceviz.storage.readers.readings import fit_of
from tests.storage.readers.making import MAKERS, labels, logits, softmax

#: Whose table is looked up in its description before it is unpacked.
PARQUET = (".parquet", ".pq")

SAMPLES = Path(__file__).parents[3] / "resources" / "samples"


@pytest.mark.parametrize("name", MAKERS)
def test_progress_runs_from_0_to_1(name: str, tmp_path: Path) -> None:
    shares: list[float] = []
    read(MAKERS[name](tmp_path / name), progress=shares.append)
    assert shares[0] == 0.0
    assert shares[-1] == 1.0
    assert all(0.0 <= share <= 1.0 for share in shares)


@pytest.mark.parametrize("name", MAKERS)
@pytest.mark.parametrize("after", [0, 1, 2])
def test_cancelling_at_any_step(name: str, after: int, tmp_path: Path) -> None:
    asked = iter(range(10**9))
    with pytest.raises(Cancelled, match=r"reading was stopped"):
        read(MAKERS[name](tmp_path / name), cancelled=lambda: next(asked) >= after)


@pytest.mark.parametrize(
    "name", [name for name in MAKERS if not (name.startswith("logits") and name.endswith(PARQUET))]
)
def test_a_limit_on_memory(name: str, tmp_path: Path) -> None:
    path = MAKERS[name](tmp_path / name)
    with pytest.raises(TooLarge, match=r"the limit is 100 bytes\)\. Raise the limit") as refusal:
        read(path, ReadOptions(limit=100))
    read(path, ReadOptions(limit=refusal.value.enough))


def test_mapped_arrays_do_not_count(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(arrays, "MAP_ABOVE", 100)
    np.savez(tmp_path / "a.npz", logits=logits(), labels=labels())
    assert len(read(tmp_path / "a.npz", ReadOptions(limit=0))) == len(logits())


def test_a_file_that_changes_while_it_is_read(tmp_path: Path) -> None:
    path = MAKERS["with_id.csv"](tmp_path / "a.csv")

    def meddle(share: float) -> None:
        if 0 < share < 1:
            os.utime(path, ns=(0, 0))

    with pytest.raises(FileRefused, match="changed by another program while it was read"):
        read(path, progress=meddle)


def test_a_file_that_changes_or_vanishes_while_it_is_open(tmp_path: Path) -> None:
    path = MAKERS["logits.npz"](tmp_path / "a.npz")
    (source,) = read(path).sources
    source.check()
    with path.open("ab") as stream:
        stream.write(b"x")
    with pytest.raises(FileRefused, match=r"a\.npz: the file was changed .* Open it again"):
        source.check()
    path.unlink()
    with pytest.raises(FileRefused, match=r"a\.npz: the file is no longer there"):
        source.check()


def test_small_files_may_be_cut_short_while_they_are_open(tmp_path: Path) -> None:
    path = MAKERS["logits.npz"](tmp_path / "a.npz")
    predictions = read(path)
    path.write_bytes(b"")
    np.testing.assert_array_equal(predictions.scores, logits())


def test_failing_callbacks_do_not_break_the_promise(tmp_path: Path) -> None:
    def broken(share: float) -> None:
        raise RuntimeError("no window")

    with pytest.raises(FileRefused, match="no window"):
        read(MAKERS["logits.npz"](tmp_path / "a.npz"), progress=broken)


def test_paths_may_be_text(tmp_path: Path) -> None:
    path = str(MAKERS["logits.npz"](tmp_path / "a.npz"))
    assert len(read(path)) == sniff(path).samples


def test_a_look_reads_little(tmp_path: Path) -> None:
    """Rows beyond the first few hundred are not looked at, so their faults do not show yet."""
    scores = logits(50_000)
    scores[40_000, 1] = np.nan
    np.savez(tmp_path / "a.npz", logits=scores, labels=labels(50_000))
    np.savez_compressed(tmp_path / "b.npz", logits=scores, labels=labels(50_000))
    for name in ("a.npz", "b.npz"):
        preview = sniff(tmp_path / name)
        assert preview.samples == 50_000
        with pytest.raises(FileRefused, match="row 40000"):
            read(tmp_path / name)


@pytest.mark.parametrize("path", sorted(SAMPLES.glob("*.npz")), ids=lambda path: path.stem)
def test_the_samples_open_without_a_doubt(path: Path) -> None:
    predictions = read(path)
    assert predictions.kind is Kind.LOGITS
    assert predictions.warnings == ()
    assert predictions.guess(Field.CLASS_NAMES) is not None
    if path.stem.startswith("digits"):
        assert predictions.scores.shape == (899, 10)
        assert predictions.images is not None
        assert predictions.images.shape == (899, 8, 8)
    else:
        assert predictions.class_names == ("malignant", "benign")


def test_the_samples_tell_the_story_of_a_rising_loss() -> None:
    """From epoch 4 to 64 the loss rises by a seventh, and 13 more of 899 rows are right."""
    losses, right = {}, {}
    for epoch in (4, 64):
        predictions = read(SAMPLES / f"digits-epoch-{epoch:03d}.npz")
        q = softmax(predictions.scores)
        losses[epoch] = -np.log(q[np.arange(len(q)), predictions.targets]).mean()
        right[epoch] = int((q.argmax(axis=1) == predictions.targets).sum())
    assert losses[64] > 1.14 * losses[4]
    assert right[64] == right[4] + 13


@pytest.mark.parametrize("name", MAKERS)
def test_a_reading_is_weighed_on_the_first_rows(name: str, tmp_path: Path) -> None:
    path = MAKERS[name](tmp_path / name)
    assert weigh(path, ReadOptions()) == fit_of(read(path))


def test_what_is_asked_first_cannot_be_weighed_and_what_is_refused_is_refused(
    tmp_path: Path,
) -> None:
    path = tmp_path / "two.csv"
    path.write_text("prob_0,prob_1,label,target\n0.7,0.3,0,1\n0.1,0.9,1,1\n", encoding="utf-8")
    assert weigh(path, ReadOptions()) is None
    label = weigh(path, ReadOptions(labels="label"))
    target = weigh(path, ReadOptions(labels="target"))
    assert label is not None
    assert target is not None
    assert (label.accuracy, target.accuracy) == (1.0, 0.5)
    with pytest.raises(FileRefused, match="gone"):
        weigh(path, ReadOptions(labels="gone"))


def test_options_tell_what_is_chosen() -> None:
    assert ReadOptions().chosen == ()
    options = ReadOptions(ignored=None, label_form=LabelForm.NAMES, prediction="y", scores="z")
    assert options.chosen == (Field.SCORES, Field.LABEL_FORM, Field.IGNORED, Field.PREDICTION)
