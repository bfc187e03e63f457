"""JSONL: one object a line, with a list of scores, one number a class, or lm-eval's samples."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np

from ceviz.storage.readers.checks import Place
from ceviz.storage.readers.columns import choose_columns
from ceviz.storage.readers.edge import Job, listed, refuse, shown
from ceviz.storage.readers.interpret import Raw
from ceviz.storage.readers.lm_eval import is_lm_eval, read_lm_eval
from ceviz.storage.readers.predictions import Field, Guess, Kind
from ceviz.storage.readers.roles import LABEL_WORDS, SCORE_WORDS, kind_hinted, rank
from ceviz.storage.readers.rowstore import RowStore

Record: TypeAlias = dict[str, Any]

#: A longer line holds no row of any vocabulary in use; parsing it could fill the memory.
MAX_LINE = 8 << 20

_HEAD_LINES = 20
_BATCH = 1024


@dataclass(frozen=True, slots=True)
class _Layout:
    """How scores and label are found in an object.

    Attributes:
        scores: gives the K scores of an object; raises KeyError or TypeError if it cannot.
        label: key of the label.
        names: K class names, or None.
        aliases: other spellings of classes.
        count: K.
        title: what the scores are called.
        has_distribution: whether the label is a list of K probabilities.
    """

    scores: Callable[[Record], Sequence[Any]]
    label: str
    names: tuple[str, ...] | None
    aliases: Mapping[str, int]
    count: int
    title: str
    hint: Kind | None
    has_distribution: bool
    guesses: tuple[Guess, ...]


def read_jsonl(job: Job) -> Raw:
    """The scores and labels of a JSONL file."""
    head = [record for _, record, _ in _records(job, _HEAD_LINES)]
    if is_lm_eval(head[0]):
        return read_lm_eval(_records(job, job.head), job)
    layout = _layout(head, job)
    width = layout.count * (2 if layout.has_distribution else 1)
    store = RowStore(job.head or _count_lines(job), width, job)
    batch = _Batch(store)
    for line, record, share in _records(job, job.head):
        batch.add(*_row(record, line, layout), line)
        if batch.is_full:
            batch.flush()
            job.step(0.8 * share)
    batch.flush()
    table, labels, lines = store.result()
    return Raw(
        scores=table[:, : layout.count],
        labels=table[:, layout.count :] if layout.has_distribution else labels,
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


def _layout(head: Sequence[Record], job: Job) -> _Layout:
    first = head[0]
    keys = [key for key, value in first.items() if _is_row(value)]
    chosen = job.options.scores
    ranked = sorted((place, key) for key in keys if (place := rank(key, SCORE_WORDS)) is not None)
    if chosen in keys:
        key, reason = str(chosen), "you chose it"
    elif ranked and chosen is None:
        key, reason = ranked[0][1], "of its name"
    elif len(keys) == 1 and chosen is None and rank(keys[0], LABEL_WORDS) is None:
        key, reason = keys[0], "it is the only list of numbers"
    else:
        return _wide_layout(head, job)
    label = _label_key(first, key, job)
    others = tuple(other for other in keys if other not in (key, label))
    row = first[key]
    is_mapping = isinstance(row, dict)
    names = tuple(row) if is_mapping else None
    return _Layout(
        scores=(lambda record: [record[key][name] for name in row])
        if is_mapping
        else (lambda record: _list(record[key])),
        label=label,
        names=names,
        aliases={},
        count=len(row),
        title=key,
        hint=kind_hinted(key),
        has_distribution=isinstance(first[label], list) and len(first[label]) > 1,
        guesses=(
            Guess(Field.SCORES, key, reason, others),
            Guess(Field.LABELS, label, "of its name", tuple(k for k in first if k != label)),
        ),
    )


def _wide_layout(head: Sequence[Record], job: Job) -> _Layout:
    header = [key for key, value in head[0].items() if not isinstance(value, list | dict)]
    roles = choose_columns(
        header, lambda k: _holds_numbers([record.get(header[k]) for record in head]), job.options
    )
    columns = [header[k] for k in roles.scores]
    return _Layout(
        scores=lambda record: [record[column] for column in columns],
        label=header[roles.label],
        names=roles.names,
        aliases=roles.aliases,
        count=len(columns),
        title=roles.title,
        hint=roles.hint,
        has_distribution=False,
        guesses=roles.guesses,
    )


def _label_key(record: Record, scores: str, job: Job) -> str:
    chosen = job.options.labels
    if chosen is not None:
        if chosen not in record:
            refuse(f"has no key “{shown(chosen)}”", place="line 1", why=f"it has {listed(record)}")
        return chosen
    ranked = sorted(
        (place, key)
        for key in record
        if key != scores and (place := rank(key, LABEL_WORDS)) is not None
    )
    if not ranked:
        refuse(
            "has no label",
            place="line 1",
            why=f"its keys are {listed(record)}",
            remedy="call one of them label",
        )
    return ranked[0][1]


def _row(record: Record, line: int, layout: _Layout) -> tuple[list[Any], str]:
    """The numbers of an object, with the target's after the scores', and the label as text."""
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
    if not layout.has_distribution:
        return numbers, _label_text(label, line, layout)
    if not isinstance(label, list) or len(label) != layout.count:
        refuse(
            f"is no list of {layout.count:,} probabilities",
            place=f"line {line}, “{shown(layout.label)}”",
        )
    return numbers + [_number(p, line, layout.label, k) for k, p in enumerate(label)], "?"


def _label_text(label: object, line: int, layout: _Layout) -> str:
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


def _list(value: Any) -> Sequence[Any]:
    if not isinstance(value, list):
        raise TypeError
    return value


def _is_row(value: object) -> bool:
    numbers = list(value.values()) if isinstance(value, dict) else value
    return isinstance(numbers, list) and len(numbers) > 1 and all(map(_is_number, numbers))


def _holds_numbers(values: Sequence[object]) -> bool:
    """Whether a key holds numbers, on the whole; what does not is reported when it is read."""
    filled = [value for value in values if value is not None]
    return 2 * sum(map(_is_number, filled)) >= len(filled)


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


class _Batch:
    """Rows on their way into a store."""

    def __init__(self, store: RowStore) -> None:
        self._store = store
        self._rows: list[list[Any]] = []
        self._labels: list[str] = []
        self._lines: list[int] = []

    @property
    def is_full(self) -> bool:
        return len(self._rows) == _BATCH or sum(map(len, self._rows[-1:])) * len(self._rows) > 1e6

    def add(self, numbers: list[Any], label: str, line: int) -> None:
        self._rows.append(numbers)
        self._labels.append(label)
        self._lines.append(line)

    def flush(self) -> None:
        if not self._rows:
            return
        texts = list(dict.fromkeys(self._labels))
        code_of = {text: code for code, text in enumerate(texts)}
        codes = np.array([code_of[label] for label in self._labels], dtype=np.int32)
        lines = np.array(self._lines, dtype=np.int64)
        self._store.add(np.array(self._rows, dtype=np.float64), codes, texts, lines)
        self._rows, self._labels, self._lines = [], [], []
