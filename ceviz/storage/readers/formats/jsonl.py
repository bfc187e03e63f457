"""JSONL: one object a line, with a list of scores, one number a class, or lm-eval's samples."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from ceviz.storage.readers.checks import Place
from ceviz.storage.readers.edge import Job, refuse, shown
from ceviz.storage.readers.formats.format import Format, Sample
from ceviz.storage.readers.formats.jsonl_layout import Layout, Record, layout_of
from ceviz.storage.readers.formats.lm_eval import is_lm_eval, read_lm_eval
from ceviz.storage.readers.formats.rowstore import Rows, RowStore, coded
from ceviz.storage.readers.meaning.head import Column
from ceviz.storage.readers.raw import Raw

#: A longer line holds no row of any vocabulary in use; parsing it could fill the memory.
MAX_LINE = 8 << 20

_HEAD_LINES = 256
_BATCH = 1024


def read_jsonl(job: Job) -> Raw:
    """The scores and labels of a JSONL file."""
    head = [record for _, record, _ in _records(job, _HEAD_LINES)]
    if is_lm_eval(head[0]):
        return read_lm_eval(_records(job, job.head), job)
    layout = layout_of(head, job)
    width = layout.count * (2 if layout.has_distribution else 1)
    count = job.head or _count_lines(job)
    store = RowStore(count, width, job, 1 if layout.prediction is None else 2)
    batch = _Batch(store)
    for line, record, share in _records(job, job.head):
        batch.add(*_row(record, line, layout), line)
        if batch.is_full:
            batch.flush()
            job.step(0.8 * share)
    batch.flush()
    table, texts, lines = store.result()
    return Raw(
        scores=np.ascontiguousarray(table[:, : layout.count]),
        labels=table[:, layout.count :] if layout.has_distribution else texts[0],
        predicted=texts[1] if len(texts) > 1 else None,
        predicted_name=layout.prediction or "",
        place=Place(layout.title, layout.names or (), lines),
        labels_name=layout.label,
        hint=layout.hint,
        guesses=layout.guesses,
        class_names=layout.names,
        names_reason="they are the keys of the scores",
        aliases=layout.aliases,
    )


def _records(job: Job, most: int | None) -> Iterator[tuple[int, Record, float]]:
    """Line number, object and share of the file read, for the first ``most`` objects."""
    count = 0
    size = job.path.stat().st_size
    with job.path.open("rb") as stream:
        line = 0
        while text := stream.readline(MAX_LINE + 1):
            line += 1
            if len(text) > MAX_LINE:
                refuse(f"is longer than {MAX_LINE >> 20} MB", place=f"line {line}")
            if not text.strip():
                continue
            yield line, _parsed(text, line), stream.tell() / size
            count += 1
            if count == most:
                return
    if not count:
        refuse("holds nothing but blank lines")


def _parsed(text: bytes, line: int) -> Record:
    try:
        record = json.loads(text.removeprefix(b"\xef\xbb\xbf"))
    except RecursionError:
        refuse("is nested too deeply", place=f"line {line}")
    except ValueError as error:
        refuse("is not JSON", place=f"line {line}", why=shown(error, 120))
    if not isinstance(record, dict):
        refuse("is not a JSON object", place=f"line {line}")
    return record


def _count_lines(job: Job) -> int:
    count = 1
    with job.path.open("rb") as stream:
        while piece := stream.read(MAX_LINE):
            count += piece.count(b"\n")
    return count


def _row(record: Record, line: int, layout: Layout) -> tuple[list[Any], list[str]]:
    """The numbers of an object, with the target's after the scores', and its texts."""
    try:
        scores = layout.scores(record)
    except (KeyError, TypeError) as error:
        lacks = isinstance(error, KeyError)
        missing = f"lacks “{shown(error.args[0])}”" if lacks else "has no such numbers"
        refuse(missing, place=f"line {line}, “{shown(layout.title)}”")
    if len(scores) != layout.count:
        refuse(
            f"has {len(scores):,} scores instead of {layout.count:,}",
            place=f"line {line}, “{shown(layout.title)}”",
            why="the rows are not all as long as the first",
        )
    numbers = [_number(value, line, layout.title, k) for k, value in enumerate(scores)]
    label = record.get(layout.label)
    texts = [] if layout.prediction is None else [_text(record.get(layout.prediction))]
    if not layout.has_distribution:
        return numbers, [_label_text(label, line, layout), *texts]
    if not isinstance(label, list) or len(label) != layout.count:
        refuse(
            f"is no list of {layout.count:,} probabilities",
            place=f"line {line}, “{shown(layout.label)}”",
        )
    return numbers + [_number(p, line, layout.label, k) for k, p in enumerate(label)], ["?", *texts]


def _text(value: object) -> str:
    """A prediction as text; empty if it is none."""
    return Column.of_values("", [value]).texts[0]


def _label_text(label: object, line: int, layout: Layout) -> str:
    if isinstance(label, list) and len(label) == 1:
        label = label[0]
    if label is None or label == "":
        refuse("the label is missing", place=f"line {line}, “{shown(layout.label)}”")
    if isinstance(label, bool):
        return str(int(label))
    if isinstance(label, float) and label.is_integer() and abs(label) < 2**53:
        return str(int(label))
    if not isinstance(label, str | int):
        refuse(f"“{shown(label)}” is no label", place=f"line {line}, “{shown(layout.label)}”")
    return str(label).strip()


def _number(value: Any, line: int, name: str, column: int) -> float:
    if isinstance(value, float):
        return value
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) < 2**1023:
        return float(value)
    return refuse(
        f"“{shown(value)}” is not a number", place=f"line {line}, “{shown(name)}”[{column}]"
    )


class _Batch:
    """Rows on their way into a store."""

    def __init__(self, store: RowStore) -> None:
        self._store = store
        self._rows: list[list[Any]] = []
        self._texts: list[list[str]] = []
        self._lines: list[int] = []

    @property
    def is_full(self) -> bool:
        return len(self._rows) == _BATCH or sum(map(len, self._rows[-1:])) * len(self._rows) > 1e6

    def add(self, numbers: list[Any], texts: list[str], line: int) -> None:
        self._rows.append(numbers)
        self._texts.append(texts)
        self._lines.append(line)

    def flush(self) -> None:
        if not self._rows:
            return
        texts = tuple(map(coded, zip(*self._texts, strict=True)))
        lines = np.array(self._lines, dtype=np.int64)
        self._store.add(Rows(np.array(self._rows, dtype=np.float64), texts, lines))
        self._rows, self._texts, self._lines = [], [], []


def _write(path: Path, sample: Sample) -> None:
    with path.open("w", encoding="utf-8") as stream:
        for row, label in zip(sample.logits.tolist(), sample.named_labels, strict=True):
            scores = dict(zip(sample.class_names, row, strict=True))
            print(json.dumps({"logits": scores, "label": label}), file=stream)


JSONL = Format(
    name="JSONL",
    suffixes=(".jsonl", ".ndjson"),
    begins=lambda head: head.text.startswith(b"{"),
    read=read_jsonl,
    write=_write,
    is_text=True,
    looks="its first line is a JSON object",
)
