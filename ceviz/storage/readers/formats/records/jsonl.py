"""JSONL, one object a line, and JSON documents: lists of scores, or one number a class."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ceviz.storage.readers.checks import Place
from ceviz.storage.readers.columns import Columns, TextColumn
from ceviz.storage.readers.edge import Job, refuse, shown
from ceviz.storage.readers.foreign import refuse_service_answers
from ceviz.storage.readers.formats.format import Format, Head, Sample
from ceviz.storage.readers.formats.list_cells import refuse_list
from ceviz.storage.readers.formats.records.jsonl_layout import Layout, Record, layout_of
from ceviz.storage.readers.formats.records.lm_eval import is_lm_eval, read_lm_eval
from ceviz.storage.readers.formats.records.mappings import all_classes
from ceviz.storage.readers.formats.records.sources import PARSED, Source, in_document, in_lines
from ceviz.storage.readers.formats.rowstore import Rows, RowStore, coded
from ceviz.storage.readers.meaning.head import Column
from ceviz.storage.readers.names import NamedBy, TextLabels, Values
from ceviz.storage.readers.raw import ELSEWHERE, Raw

_HEAD_LINES = 256
_BATCH = 1024


def read_json(job: Job) -> Raw:
    """The scores and labels of a JSON document."""
    return _read_records(in_document(job), job)


def read_jsonl(job: Job) -> Raw:
    """The scores and labels of a JSONL file; one object alone may be a document."""
    return _read_records(in_lines(job), job)


def columns_of(job: Job, source: Callable[[Job], Source]) -> Columns:
    """The keys of the records that a source of them holds, as columns."""
    records = source(job)
    head = [record for _, record, _ in records.records(_HEAD_LINES)]
    keys = dict.fromkeys(key for record in head for key in record)
    heads = [_head_of(key, [record.get(key) for record in head]) for key in keys]

    def values(name: str, most: int | None = None) -> Values:
        return _values(records, name, most, job)

    return Columns(heads, values)


def _head_of(key: str, values: Sequence[object]) -> Column:
    """A column of the first records; without content where they hold lists or objects."""
    is_plain = not any(isinstance(value, list | dict) for value in values)
    return Column.of_values(key, values) if is_plain else Column(key, (), None)


def _values(source: Source, name: str, most: int | None, job: Job) -> Values:
    """What the records have at a key: texts, or lists of equally many numbers."""
    found, texts, rows = TextColumn(shown(name), job), [], []
    for line, record, share in source.records(most):
        value, place = record.get(name), source.place(line)
        if not isinstance(value, list) or len(value) < 2:
            texts.append(_label_text(value, place, name))
        else:
            job.take(PARSED * 8 * len(value), f"“{shown(name)}”")
            rows.append([_number(p, place, name, k) for k, p in enumerate(value)])
        if rows and (texts or found.rows or len(rows[-1]) != len(rows[0])):
            refuse("is not as long as in the first row", place=f"{place}, “{shown(name)}”")
        if len(texts) == _BATCH:
            found.add(texts)
            texts = []
            job.step(share)
    found.add(texts)
    return np.array(rows, dtype=np.float64) if rows else found.result()


def _read_records(source: Source, job: Job) -> Raw:
    head = [record for _, record, _ in source.records(_HEAD_LINES)]
    if is_lm_eval(head[0]):
        return read_lm_eval(source.records(job.head), job)
    refuse_service_answers(head[0])
    layout = layout_of(head, job)
    if layout.is_sparse:
        rows = (
            (source.place(line), record[layout.title]) for line, record, _ in source.records(None)
        )
        layout = layout.over(*all_classes(rows))
    width = layout.count * (2 if layout.has_distribution else 1)
    text_keys = [key for key in (layout.label, layout.prediction) if key is not None]
    with RowStore(width, job, len(text_keys)) as store:
        batch, is_ordered = _Batch(store, source), True
        for line, record, share in source.records(job.head):
            batch.add(*_row(record, source.place(line), layout), line)
            is_ordered = is_ordered and layout.has_order(record)
            if batch.is_full:
                batch.flush(share)
                job.step(0.8 * share)
        batch.flush()
        table, texts, lines = store.result()
    if not is_ordered or layout.named_by is NamedBy.ROWS:
        layout.check_targets()
    if not is_ordered:
        layout, columns = layout.without_order()
        both = [*columns, *(layout.count + k for k in columns)]
        table = table[:, both[:width]]
    return Raw(
        scores=np.ascontiguousarray(table[:, : layout.count]),
        labels=_labels(table, texts, layout),
        predicted=None if layout.prediction is None else texts[-1],
        predicted_name=layout.prediction or "",
        place=Place(layout.title, layout.names or (), lines),
        labels_name=layout.label or "",
        hint=layout.hint,
        guesses=(*source.guesses, *layout.guesses),
        class_names=layout.names,
        names_reason="they are the keys of the scores",
        named_by=layout.named_by,
        aliases=layout.aliases,
        is_told_by_prediction=layout.is_told_by_prediction,
        is_vague=layout.is_vague,
        is_bare=layout.is_bare,
    )


def _labels(
    table: NDArray[np.floating], texts: Sequence[TextLabels], layout: Layout
) -> NDArray[Any] | TextLabels:
    if layout.label is None:
        return ELSEWHERE
    return table[:, layout.count :] if layout.has_distribution else texts[0]


def _row(record: Record, place: str, layout: Layout) -> tuple[list[Any], list[str]]:
    """The numbers of an object, with the target's after the scores', and its texts."""
    try:
        scores = layout.scores(record)
        targets = None if layout.targets is None else layout.targets(record)
    except (KeyError, TypeError) as error:
        lacks = isinstance(error, KeyError)
        missing = f"lacks “{shown(error.args[0])}”" if lacks else "has no such numbers"
        refuse(missing, place=f"{place}, “{shown(layout.title)}”")
    except ValueError as error:
        refuse_list(str(error), f"{place}, “{shown(layout.title)}”")
    if len(scores) != layout.count:
        refuse(
            f"has {len(scores):,} scores instead of {layout.count:,}",
            place=f"{place}, “{shown(layout.title)}”",
            why="the rows are not all as long as the first",
        )
    numbers = [_number(value, place, layout.title, k) for k, value in enumerate(scores)]
    texts = [] if layout.prediction is None else [_text(record.get(layout.prediction))]
    if layout.label is None:
        return numbers, texts
    label = record.get(layout.label) if targets is None else targets
    if not layout.has_distribution:
        return numbers, [_label_text(label, place, layout.label), *texts]
    if not isinstance(label, list) or len(label) != layout.count:
        refuse(
            f"is no list of {layout.count:,} probabilities",
            place=f"{place}, “{shown(layout.label)}”",
        )
    return numbers + [_number(p, place, layout.label, k) for k, p in enumerate(label)], [
        "?",
        *texts,
    ]


def _text(value: object) -> str:
    """A prediction as text; empty if it is none."""
    return Column.of_values("", [value]).texts[0]


def _label_text(label: object, place: str, name: str) -> str:
    if isinstance(label, list) and len(label) == 1:
        label = label[0]
    if label is None or label != label:  # NaN
        return ""
    if isinstance(label, bool):
        return str(int(label))
    if isinstance(label, float) and label.is_integer() and abs(label) < 2**53:
        return str(int(label))
    if not isinstance(label, str | int):
        refuse(f"“{shown(label)}” is no label", place=f"{place}, “{shown(name)}”")
    return str(label).strip()


def _number(value: Any, place: str, name: str, column: int) -> float:
    if isinstance(value, float):
        return value
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) < 2**1023:
        return float(value)
    return refuse(f"“{shown(value)}” is not a number", place=f"{place}, “{shown(name)}”[{column}]")


class _Batch:
    """Rows on their way into a store."""

    def __init__(self, store: RowStore, source: Source) -> None:
        self._store = store
        self._source = source
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

    def flush(self, share: float = 1.0) -> None:
        if not self._rows:
            return
        texts = tuple(map(coded, zip(*self._texts, strict=True)))
        lines = self._source.lines(self._lines)
        self._store.add(Rows(np.array(self._rows, dtype=np.float64), texts, lines), share)
        self._rows, self._texts, self._lines = [], [], []


def _write(path: Path, sample: Sample) -> None:
    with path.open("w", encoding="utf-8") as stream:
        for row, label in zip(sample.logits.tolist(), sample.named_labels, strict=True):
            scores = dict(zip(sample.class_names, row, strict=True))
            print(json.dumps({"logits": scores, "label": label}), file=stream)


def _write_document(path: Path, sample: Sample) -> None:
    rows = [dict(zip(sample.class_names, row, strict=True)) for row in sample.logits.tolist()]
    pairs = zip(rows, sample.named_labels, strict=True)
    records = [{"logits": row, "label": label} for row, label in pairs]
    path.write_text(json.dumps(records, indent=1), encoding="utf-8")


def _begins_document(head: Head) -> bool:
    """Whether it begins with a list, or with an object of more than a line."""
    return head.text.startswith(b"[") or re.match(rb"\{\s*\n", head.text) is not None


JSON = Format(
    name="JSON",
    suffixes=(".json",),
    begins=_begins_document,
    read=read_json,
    write=_write_document,
    columns=partial(columns_of, source=in_document),
    is_text=True,
    has_parts=True,
    looks="it is one JSON document",
)

JSONL = Format(
    name="JSONL",
    suffixes=(".jsonl", ".ndjson"),
    begins=lambda head: head.text.startswith(b"{"),
    read=read_jsonl,
    write=_write,
    columns=partial(columns_of, source=in_lines),
    is_text=True,
    has_parts=True,
    looks="its first line is a JSON object",
)
