"""Where the records of JSON come from: lines, or one document, on however many lines."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from ceviz.errors import FileRefused, TooLarge
from ceviz.storage.readers import ReadOptions, read, sniff
from ceviz.storage.readers.edge import Job
from ceviz.storage.readers.formats.records import sources
from ceviz.storage.readers.formats.records.sources import Document, Lines, in_document, in_lines

ROWS = 40
_RANDOM = np.random.default_rng(5)
LOGITS = _RANDOM.normal(size=(ROWS, 3))
LABELS = _RANDOM.integers(0, 3, ROWS)
COLUMNS = {"logits": LOGITS.tolist(), "labels": LABELS.tolist()}
RECORDS = [
    {"logits": row, "label": label}
    for row, label in zip(LOGITS.tolist(), LABELS.tolist(), strict=True)
]


@pytest.mark.parametrize("name", ["a.json", "a.jsonl"])
@pytest.mark.parametrize("tree", [COLUMNS, RECORDS], ids=["columns", "records"])
@pytest.mark.parametrize("end", ["", "\n", "\n\n \n"])
def test_a_document_of_one_line_may_be_longer_than_any_row(
    tree: Any, name: str, end: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / name
    path.write_text(json.dumps(tree) + end)
    monkeypatch.setattr(sources, "MAX_LINE", 500)
    np.testing.assert_allclose(read(path).scores, LOGITS)
    assert sniff(path).classes == 3


def test_lines_too_long_for_a_row_are_refused_with_what_helps(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text(json.dumps(COLUMNS) + "\n" + json.dumps(COLUMNS) + "\n")
    monkeypatch.setattr(sources, "MAX_LINE", 500)
    with pytest.raises(FileRefused, match="line 1: is longer than 0 MB") as caught:
        read(path)
    assert caught.value.remedy == "save one object a row"


@pytest.mark.parametrize("inside", ['"n": 1', f'"n": [{"[]," * 30_000}1]'], ids=["few", "many"])
@pytest.mark.parametrize("name", ["a.json", "a.jsonl"])
def test_the_limit_that_is_named_suffices(
    inside: str, name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever part of the document was read when it was refused."""
    path = tmp_path / name
    path.write_text(f"{json.dumps(COLUMNS)[:-1]}, {inside}}}{' ' * 9_000_000}")
    monkeypatch.setattr(sources, "LIMIT_BYTES", 1_000_000)
    with pytest.raises(TooLarge, match="--limit 1GB") as caught:
        in_document(Job(path, limit_bytes=1_000_000))
    assert caught.value.enough >= sources.PARSED * path.stat().st_size
    assert len(read(path, ReadOptions(limit=caught.value.enough))) == ROWS


def test_what_one_object_alone_is(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    job = Job(path)
    path.write_text(json.dumps(COLUMNS))
    assert isinstance(in_lines(job), Document)
    assert job.taken[0] > 0
    job = Job(path)
    path.write_text(json.dumps(RECORDS[0]))
    assert isinstance(in_lines(job), Lines)
    path.write_text(json.dumps({"logits": [1.0, 2.0], "n": 3}))
    assert isinstance(in_lines(job), Lines)
    assert job.taken[0] == 0  # what was taken to see that is given back


def test_what_is_no_document_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    for text, message in (("[1, 2", "is not JSON"), ("[" * 200_000, "is nested too deeply")):
        path.write_text(text)
        with pytest.raises(FileRefused, match=message):
            in_document(Job(path))
