"""A format is one module and one row of the table; whatever lists formats follows from it."""

from __future__ import annotations

import random
from pathlib import Path

import numpy as np
import pytest

from ceviz.errors import FileRefused, UnknownSource
from ceviz.storage import sources
from ceviz.storage.readers import Field, format_names, formats, read, sniff, suffixes
from ceviz.storage.readers.checks import Place
from ceviz.storage.readers.edge import Job
from ceviz.storage.readers.formats.format import Format, Sample
from ceviz.storage.readers.raw import Raw
from tests.storage.readers import making
from tests.storage.readers.fuzzing import damaged_file, outcome
from tests.storage.readers.making import labels, logits

ROOT = Path(__file__).parents[3]
_MAGIC = b"TOY!"


def _read(job: Job) -> Raw:
    """Rows and classes as two bytes after the magic, then float32 scores and int8 labels."""
    data = job.path.read_bytes()
    rows, classes = data[4], data[5]
    scores = np.frombuffer(data, "<f4", rows * classes, 6).reshape(rows, classes)
    truth = np.frombuffer(data, "i1", rows, 6 + scores.nbytes)
    return Raw(scores[: job.head], truth[: job.head], Place("logits"), "labels")


def _write(path: Path, sample: Sample) -> None:
    size = bytes(sample.logits.shape)
    scores = sample.logits.astype("<f4").tobytes()
    path.write_bytes(_MAGIC + size + scores + sample.labels.astype("i1").tobytes())


TOY = Format("toy", (".toy",), lambda head: head.data.startswith(_MAGIC), _read, _write)


@pytest.fixture
def toy(monkeypatch: pytest.MonkeyPatch) -> Format:
    monkeypatch.setattr(formats, "FORMATS", (*formats.FORMATS, TOY))
    return TOY


def test_a_new_row_is_detected_and_read(toy: Format, tmp_path: Path) -> None:
    path = tmp_path / "a.dat"  # by its first bytes, whatever it is called
    toy.write(path, making.sample())
    predictions = read(path)
    np.testing.assert_array_equal(predictions.scores, logits())
    np.testing.assert_array_equal(predictions.targets, labels())
    guess = sniff(path).guess(Field.FORMAT)
    assert guess is not None
    assert guess.value == "toy"


def test_a_new_row_is_opened_suggested_and_named(toy: Format, tmp_path: Path) -> None:
    assert toy.suffixes[0] in suffixes()
    assert format_names().endswith("and toy")
    (tmp_path / "scores.toy").touch()
    with pytest.raises(UnknownSource, match=r"Did you mean .*scores\.toy"):
        sources.open_source(str(tmp_path / "score.toy"))
    (tmp_path / "a.toy").write_bytes(b"\0\1")
    with pytest.raises(FileRefused, match=r"is called \.toy but does not begin as such a file"):
        read(tmp_path / "a.toy")
    (tmp_path / "a.dat").write_bytes(b"\0\1")
    with pytest.raises(FileRefused, match="and toy are read"):
        read(tmp_path / "a.dat")


def test_a_new_row_is_damaged_by_the_fuzz_test(
    toy: Format, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(making, "FORMATS", formats.FORMATS)
    path = making.makers()["logits.toy"](tmp_path / "logits.toy")
    original, chance = path.read_bytes(), random.Random("toy")
    outcomes = set()
    for _ in range(40):
        damaged_file(path, original, chance)
        outcomes.add(outcome(path))
    assert len(outcomes) > 1
    assert "a refusal without a name" not in outcomes


def test_no_suffix_is_claimed_twice() -> None:
    assert len(set(suffixes())) == len(suffixes())
    assert all(suffix == suffix.lower() and suffix.startswith(".") for suffix in suffixes())


def test_the_readme_names_every_format() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    assert [form.name for form in formats.FORMATS if form.name not in text] == []
