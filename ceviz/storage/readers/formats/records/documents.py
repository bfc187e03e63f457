"""JSON documents: the shapes in which people and tools save a table, made into records.

A list of objects, an object of columns, pandas' orients, a table of Weights & Biases; in a record
the scores of Hugging Face's pipelines and of Vertex become a mapping from class to score.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

from ceviz.storage.readers.edge import listed, refuse, shown
from ceviz.storage.readers.meaning.roles import LABEL_WORDS, NAME_WORDS, normal, rank

Record: TypeAlias = dict[str, Any]

#: Keys under which tools wrap the list of records.
_WRAPPERS = ("predictions", "results", "records", "rows", "instances", "items", "data", "samples")

#: Keys under which a row lists its classes in the order of its scores.
CLASS_LISTS = (
    "class_ids", "class_names", "classes", "labels", "label_names", "categories",
    "candidate_labels", "names",
)  # fmt: skip

#: Those of which numbers are classes, and not a distribution.
_OF_NUMBERS = ("class_ids", "classes")

#: What tools call the class in a pair of class and score, and the score.
NAME_KEYS = ("label", "name", "class", "category")
SCORE_KEYS = ("score", "probability", "prob", "confidence", "value")


def records_of(tree: object) -> list[Record]:
    """The records of a document.

    Raises:
        FileRefused: if it has none, with what it has.
    """
    found = _of_listed_classes(tree) or _records(tree)
    if not found:
        held = f"its keys are {listed(tree)}" if isinstance(tree, dict) else ""
        refuse("holds no table of predictions", why=held, remedy="save one object a row")
    records = [normalised(record) for record in found]
    if all(set(record) == {"label", "score"} for record in records):
        refuse(
            "holds the predicted class and its score only, as Hugging Face's pipeline gives them",
            why="the loss needs the score of the true class",
            remedy="call the pipeline with top_k=None, and save the true labels too",
        )
    return records


def once(pairs: list[tuple[str, Any]]) -> Record:
    """An object of these keys.

    Raises:
        FileRefused: if one is there twice, with different values: the last would win.
    """
    record = dict(pairs)
    if len(record) < len(pairs):
        for key, value in pairs:
            if record[key] != value:
                refuse(f"has “{shown(key)}” twice, with different values")
    return record


class ByRow(dict[str, Any]):
    """Scores by class of a row that has an order of its own, as of tools that sort by score."""


def normalised(record: Record) -> Record:
    """A record with scores by class as a mapping, whichever way a tool wrote them."""
    changed = {key: _mapping(value) for key, value in record.items()}
    plain = {key: record[key] if value is None else value for key, value in changed.items()}
    return _with_listed_classes(plain)


def _with_listed_classes(record: Record) -> Record:
    """Lists of scores beside a list of their classes as mappings: ``class_ids``, ``probs``."""
    key = next((each for each in CLASS_LISTS if _are_classes(record.get(each), each)), None)
    if key is None:
        return record
    classes = [str(each) for each in record[key]]
    if not any(_are_scores_of(classes, value) for value in record.values()):
        return record
    return {
        other: ByRow(zip(classes, value, strict=True)) if _are_scores_of(classes, value) else value
        for other, value in record.items()
        if other != key
    }


def _of_listed_classes(tree: object) -> list[Record]:
    """The records of a document that lists the classes of all rows once, beside the rows.

    Nothing if it does not: such a list is as long as a row's scores, and something else is the
    truth.
    """
    if not isinstance(tree, dict) or _is_split_frame(tree):
        return []
    for key in tree:
        if normal(key) not in NAME_WORDS and key not in CLASS_LISTS:
            continue
        rest = {other: value for other, value in tree.items() if other != key}
        if not _are_classes(tree[key], "classes") or not _have_truth(rest):
            continue
        classes = [str(each) for each in tree[key]]
        records = _records(rest)
        if any(_are_scores_of(classes, value) for record in records for value in record.values()):
            return [
                {
                    name: dict(zip(classes, value, strict=True))
                    if _are_scores_of(classes, value)
                    else value
                    for name, value in record.items()
                }
                for record in records
            ]
    return []


def _is_split_frame(tree: Record) -> bool:
    """Whether it is a data frame that lists its columns, the truth among them, and its rows."""
    columns = tree.get("columns")
    if not isinstance(columns, list) or not isinstance(tree.get("data"), list):
        return False
    return any(rank(str(column), LABEL_WORDS) is not None for column in columns)


def _have_truth(rest: Record) -> bool:
    """Whether a document without one of its keys still has a truth by name, or rows that may."""
    return any(
        key in _WRAPPERS or (isinstance(value, list) and rank(key, LABEL_WORDS) is not None)
        for key, value in rest.items()
    )


def _are_scores_of(classes: Sequence[str], value: object) -> bool:
    if not isinstance(value, list) or len(value) != len(classes):
        return False
    return any(type(each) is float for each in value)


def _are_texts(value: object) -> bool:
    return isinstance(value, list) and len(value) > 1 and all(isinstance(v, str) for v in value)


def _are_classes(value: object, key: str) -> bool:
    """Whether a list holds different classes: texts, or numbers where the key says of what."""
    if not isinstance(value, list) or not (_are_texts(value) or key in _OF_NUMBERS):
        return False
    return all(type(v) in (str, int) for v in value) and 1 < len(set(value)) == len(value)


def _records(tree: object) -> list[Record]:
    if isinstance(tree, list):
        if tree and all(isinstance(each, dict) for each in tree):
            return tree
        if tree and all(_mapping(each) is not None for each in tree):
            return [{"scores": each} for each in tree]
        return []
    if not isinstance(tree, dict):
        return []
    if isinstance(tree.get("columns"), list) and isinstance(tree.get("data"), list):
        return _zipped(tree["columns"], tree["data"])
    lengths = {key: len(value) for key, value in tree.items() if isinstance(value, list | dict)}
    columns = [key for key, size in lengths.items() if size == _rows_of(lengths)]
    if len(columns) > 1 and all(isinstance(tree[key], list) for key in columns):
        return _zipped(columns, zip(*(tree[key] for key in columns), strict=True))
    if len(columns) > 1 and len(columns) == len(tree):
        keys = list(tree[columns[0]])
        if _are_named_rows(tree):
            return [{"id": name, **row} for name, row in tree.items()]
        if all(isinstance(tree[c], dict) and list(tree[c]) == keys for c in columns):
            return [{column: tree[column][key] for column in columns} for key in keys]
    for key in _WRAPPERS:
        if isinstance(tree.get(key), list):
            return _records(tree[key])
    return []


def _are_named_rows(tree: Record) -> bool:
    """Whether objects are rows by their names, as ``orient="index"`` has them: a truth in each.

    Not those of pandas' columns, of which one is the truth.
    """
    if any(rank(key, LABEL_WORDS) is not None or key in _WRAPPERS for key in tree):
        return False
    return all(
        isinstance(row, dict) and "id" not in row and _has_one_label(row) for row in tree.values()
    )


def _has_one_label(row: Record) -> bool:
    return any(
        rank(key, LABEL_WORDS) is not None and not isinstance(value, list | dict)
        for key, value in row.items()
    )


def _rows_of(lengths: dict[str, int]) -> int:
    """How long the columns are: as the truth and another one, or else as the longest."""
    sizes = list(lengths.values())
    shared = (
        size
        for key, size in lengths.items()
        if rank(key, LABEL_WORDS) is not None and sizes.count(size) > 1
    )
    return next(shared, max(sizes, default=0))


def _zipped(columns: Sequence[object], rows: Any) -> list[Record]:
    names = [str(column) for column in columns]
    table = [list(row) if isinstance(row, list | tuple) else [row] for row in rows]
    for index, row in enumerate(table):
        if len(row) != len(names):
            refuse(
                f"has {len(row):,} cells instead of {len(names):,}", place=f"row {index} (from 0)"
            )
    return [dict(zip(names, row, strict=True)) for row in table]


def _mapping(value: object) -> dict[str, Any] | None:
    """Scores by class out of a list of pairs, or Vertex's pair of lists.

    Pairs are ``{"label": …, "score": …}`` or ``[class, score]``.
    """
    if isinstance(value, dict):
        names, scores = value.get("displayNames"), value.get("confidences")
        if isinstance(names, list) and isinstance(scores, list) and len(names) == len(scores):
            return ByRow(zip(map(str, names), scores, strict=True))
        return None
    if not isinstance(value, list) or not value or _pair(value[0]) is None:
        return None
    pairs = [_pair(each) for each in value]
    found = ByRow(pair for pair in pairs if pair is not None)
    return found if len(found) == len(value) else None


def _pair(value: object) -> tuple[str, Any] | None:
    """A class and its score, if that is what an item of a list holds."""
    if isinstance(value, list):
        is_pair = len(value) == 2 and isinstance(value[0], str) and type(value[1]) in (int, float)
        return (value[0], value[1]) if is_pair else None
    if not isinstance(value, Mapping):
        return None
    name = next((value[key] for key in NAME_KEYS if key in value), None)
    score = next((value[key] for key in SCORE_KEYS if key in value), None)
    if name is None and score is not None and len(value) == 2:
        name = next((each for each in value.values() if isinstance(each, str)), None)
    return None if name is None or score is None else (str(name), score)
