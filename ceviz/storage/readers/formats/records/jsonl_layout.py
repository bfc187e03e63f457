"""Where an object of a JSONL file keeps its scores and its label."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

from ceviz.storage.readers.edge import Job, listed, refuse, refuse_without_labels, shown
from ceviz.storage.readers.formats.list_cells import length_of, looks_like_list, numbers_of
from ceviz.storage.readers.formats.records.documents import ByRow
from ceviz.storage.readers.guesses import NOTHING, Field, Guess, Kind
from ceviz.storage.readers.meaning.classes.class_numbers import in_order
from ceviz.storage.readers.meaning.columns import choose_columns
from ceviz.storage.readers.meaning.head import Column
from ceviz.storage.readers.meaning.roles import (
    LABEL_WORDS,
    SCORE_WORDS,
    is_features,
    is_prediction,
    is_vague_score,
    kind_hinted,
    rank,
    rivals_by_name,
)
from ceviz.storage.readers.meaning.truth import label_column, listed_truth
from ceviz.storage.readers.names import NamedBy
from ceviz.storage.readers.readings import Choice, Doubt

Record: TypeAlias = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Layout:
    """How scores and label are found in an object.

    Attributes:
        scores: gives the K scores of an object; raises KeyError, TypeError or ValueError if it
            cannot.
        label: key of the label, or None if the truth is in another file.
        prediction: key of the predicted class, or None.
        names: K class names, or None.
        aliases: other spellings of classes.
        count: K.
        title: what the scores are called.
        has_distribution: whether the label is a list of K probabilities.
        targets: gives the K probabilities of the label, where those have a key each.
        is_sparse: whether the classes of a mapping differ from row to row.
        named_by: where the names of the classes stand.
        is_told_by_prediction: whether only the predictions of the first rows told the scores.
        is_vague, is_bare: as a :class:`~ceviz.storage.readers.raw.Raw` has them.
        keys: those of the scores in their order, if numbers may count them; or None.
        keys_of: gives the keys of an object's scores in their order.
    """

    scores: Callable[[Record], Sequence[Any]]
    label: str | None
    prediction: str | None
    names: tuple[str, ...] | None
    aliases: Mapping[str, int]
    count: int
    title: str
    hint: Kind | None
    has_distribution: bool
    guesses: tuple[Guess, ...]
    is_sparse: bool = False
    targets: Callable[[Record], Sequence[Any]] | None = None
    named_by: NamedBy = NamedBy.COLUMNS
    is_told_by_prediction: bool = False
    is_vague: bool = False
    is_bare: bool = False
    keys: tuple[str, ...] | None = None
    keys_of: Callable[[Record], tuple[str, ...]] = tuple

    def has_order(self, record: Record) -> bool:
        """Whether an object has its scores in the order that the first rows have."""
        return self.keys is None or self.keys_of(record) == self.keys

    def check_targets(self) -> None:
        """Refuse labels that list a number for every class while those have no order."""
        if self.has_distribution and self.targets is None:
            refuse(
                "labels are lists, and the classes of the scores come in no one order",
                place=f"“{shown(self.label)}”",
                why="nothing says which number is which class's",
                remedy="save the labels by class, as the scores are",
            )

    def without_order(self) -> tuple[Layout, list[int]]:
        """The layout if the order of keys says nothing, and which column each class had."""
        assert self.names is not None
        names = in_order(self.names)
        columns = [self.names.index(name) for name in names]
        place = {column: k for k, column in enumerate(columns)}
        aliases = {alias: place[column] for alias, column in self.aliases.items()}
        return replace(self, names=names, aliases=aliases, named_by=NamedBy.ROWS), columns

    def over(self, names: tuple[str, ...], lacking: float) -> Layout:
        """The layout over classes of which a row may lack some, with ``lacking`` as its score."""
        names = in_order(names)
        scores = _mapping_at(self.title, names, lacking)
        targets = self.targets
        if targets is not None and self.label is not None:
            targets = _mapping_at(self.label, names, 0.0)
        return replace(
            self, scores=scores, targets=targets, names=names, count=len(names), is_sparse=False
        )


def layout_of(head: Sequence[Record], job: Job) -> Layout:
    """Where the scores and the truth stand in each record, seen from the first ones."""
    first = head[0]
    keys = [
        key
        for key, value in first.items()
        if _is_row(value) or _is_printed_row(key, value) or _is_by_class(head, key)
    ]
    chosen = job.options.scores
    if chosen is None:
        keys = [key for key in keys if not is_features(key)]
        _ask_which_model(keys)
    ranked = sorted((place, key) for key in keys if (place := rank(key, SCORE_WORDS)) is not None)
    if chosen in keys:
        key, reason = str(chosen), "you chose it"
    elif ranked and chosen is None:
        key, reason = ranked[0][1], "of its name"
    elif len(keys) == 1 and chosen is None and rank(keys[0], LABEL_WORDS) is None:
        key, reason = keys[0], "it is the only list of numbers"
    else:
        return _wide_layout(head, job)
    label = None if job.truth is not None else _label_key(head, key, job)
    others = tuple(other for other in keys if other not in (key, label))
    row = first[key]
    count = length_of(row, f"line 1, “{shown(key)}”") if isinstance(row, str) else len(row)
    names = tuple(row) if isinstance(row, dict) else None
    is_mapped = label is not None and isinstance(first[label], dict)
    if is_mapped and names is None:
        refuse(
            "names the classes, which the scores do not",
            place=f"line 1, “{shown(label)}”",
            why="without their names it is not known which score is which class's",
            remedy="save the scores by class as well",
        )
    is_ordered = names is None or _has_one_order([r.get(key) for r in head])
    if names is not None and not is_ordered:
        names = in_order(names)
    return Layout(
        scores=_list_at(key) if names is None else _mapping_at(key, names),
        label=label,
        prediction=_prediction_key(first, key, label, job),
        names=names,
        aliases={},
        count=count,
        title=key,
        hint=kind_hinted(key),
        has_distribution=label is not None
        and (is_mapped or (isinstance(first[label], list) and len(first[label]) > 1)),
        targets=_mapping_at(str(label), names, 0.0) if is_mapped and names is not None else None,
        guesses=(Guess(Field.SCORES, key, reason, others), *_labels_guess(first, label)),
        is_sparse=names is not None
        and any(isinstance(r.get(key), dict) and r[key].keys() != row.keys() for r in head),
        named_by=NamedBy.COLUMNS if is_ordered else NamedBy.ROWS,
        keys=names if is_ordered else None,
        keys_of=lambda record: tuple(record[key]),
        is_vague=chosen is None and names is None and is_vague_score(key),
    )


def _has_one_order(rows: Sequence[object]) -> bool:
    """Whether mappings have their keys in one order, and it is not that of their scores."""
    found = [row for row in rows if isinstance(row, dict)]
    if len({tuple(row) for row in found}) > 1:
        return False
    if not all(isinstance(row, ByRow) for row in found):
        return True
    listed_rows = [list(row.values()) for row in found]
    return not all(
        all(map(_is_number, row)) and row == sorted(row, reverse=True) for row in listed_rows
    )


def _ask_which_model(keys: Sequence[str]) -> None:
    rivals = rivals_by_name(keys, SCORE_WORDS)
    if len(rivals) > 1:
        raise Doubt(
            Field.SCORES,
            "more than one key could hold the scores",
            [Choice(key, "it holds a list of numbers a row") for key in rivals],
        )


def _labels_guess(first: Record, label: str | None) -> tuple[Guess, ...]:
    if label is None:
        return ()
    return (Guess(Field.LABELS, label, "of its name", tuple(k for k in first if k != label)),)


def _wide_layout(head: Sequence[Record], job: Job) -> Layout:
    header = [key for key, value in head[0].items() if not isinstance(value, list | dict)]
    table = [Column.of_values(key, [record.get(key) for record in head]) for key in header]
    roles = choose_columns(table, job)
    columns = [header[k] for k in roles.scores]
    known = frozenset(columns)
    return Layout(
        scores=_values_at(columns),
        label=None if roles.label is None else header[roles.label],
        prediction=None if roles.prediction is None else header[roles.prediction],
        names=roles.names,
        aliases=roles.aliases,
        count=len(columns),
        title=roles.title,
        hint=roles.hint,
        has_distribution=bool(roles.targets),
        guesses=roles.guesses,
        targets=_values_at([header[k] for k in roles.targets]) if roles.targets else None,
        is_told_by_prediction=roles.is_told_by_prediction,
        is_bare=roles.is_bare,
        keys=None if roles.names is None else tuple(columns),
        keys_of=lambda record: tuple(key for key in record if key in known),
    )


def _label_key(head: Sequence[Record], scores: str, job: Job) -> str:
    """The key of the truth: one label a row, or failing that a list of probabilities."""
    record = head[0]
    chosen = job.options.labels
    if chosen is not None:
        if chosen not in record:
            refuse(f"has no key “{shown(chosen)}”", place="line 1", why=f"it has {listed(record)}")
        return chosen
    lists = [key for key, value in record.items() if isinstance(value, list | dict)]
    plain = [key for key in record if key not in lists]
    rows = [key for key in lists if key != scores and _are_numbers(record[key])]
    found = listed_truth(plain, rows, scores, job.options)
    if found is not None:
        return found
    columns = [Column.of_values(key, [row.get(key) for row in head]) for key in plain]
    if not columns:
        refuse_without_labels(
            "has no label",
            place="line 1",
            why=f"its keys are {listed(record)}",
            remedy="say which it is (--labels KEY)",
        )
    return plain[label_column(columns, job.options, others=lists)[0]]


def _prediction_key(record: Record, scores: str, label: str | None, job: Job) -> str | None:
    chosen = job.options.prediction
    if chosen is not None:
        return None if chosen == NOTHING else chosen
    for key, value in record.items():
        is_class = isinstance(value, str | int) or (isinstance(value, float) and value.is_integer())
        if key not in (scores, label) and is_class and is_prediction(key):
            return key
    return None


def _values_at(keys: Sequence[str]) -> Callable[[Record], Sequence[Any]]:
    return lambda record: [record[key] for key in keys]


def _list_at(key: str) -> Callable[[Record], Sequence[Any]]:
    def scores(record: Record) -> Sequence[Any]:
        value = record[key]
        if isinstance(value, str):
            return numbers_of(value)
        if not isinstance(value, list):
            raise TypeError
        return value

    return scores


def _mapping_at(
    key: str, names: tuple[str, ...], lacking: float | None = None
) -> Callable[[Record], Sequence[Any]]:
    known = frozenset(names)

    def scores(record: Record) -> Sequence[Any]:
        row = record[key]
        if not isinstance(row, dict):
            raise TypeError
        if row.keys() - known:
            more = min(row.keys() - known)
            raise ValueError(f"has the class “{shown(more)}”, which the first row has not")
        if lacking is None:
            return [row[name] for name in names]
        return [row.get(name, lacking) for name in names]

    return scores


def _is_row(value: object) -> bool:
    return _are_numbers(value) and len(value) > 1  # type: ignore[arg-type]


def _is_by_class(head: Sequence[Record], key: str) -> bool:
    """Whether a key has numbers by class, be they those of one class in the first row."""
    rows = [record.get(key) for record in head]
    are_numbers = all(isinstance(row, dict) and _are_numbers(row) for row in rows)
    return are_numbers and any(map(_is_row, rows))


def _are_numbers(value: object) -> bool:
    numbers = list(value.values()) if isinstance(value, dict) else value
    return isinstance(numbers, list) and all(map(_is_number, numbers))


def _is_printed_row(key: str, value: object) -> bool:
    """Whether a list was saved as the text that print makes of it."""
    return isinstance(value, str) and rank(key, SCORE_WORDS) is not None and looks_like_list(value)


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
