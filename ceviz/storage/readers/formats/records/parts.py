"""Documents in which several tables stand side by side: of splits, models or folds.

``{"train": {"logits": […], "labels": […]}, "val": {…}}`` is not the table with the columns
“train” and “val” for which it could be taken.
"""

from __future__ import annotations

from typing import Any, NoReturn, TypeAlias

from ceviz.storage.readers.edge import listed, refuse, refuse_unless_chosen, shown
from ceviz.storage.readers.guesses import OPTIONS, Field, Guess, ReadOptions
from ceviz.storage.readers.meaning.roles import (
    LABEL_WORDS,
    NAME_WORDS,
    SCORE_WORDS,
    normal,
    rank,
    split_of,
)
from ceviz.storage.readers.readings import Choice, Doubt

#: More parts than this are not tried and offered one by one.
_MOST = 24

Record: TypeAlias = dict[str, Any]


def part_of(tree: object, options: ReadOptions) -> tuple[object, tuple[Guess, ...]]:
    """The one table of a document that is to be read, and that it was chosen.

    Raises:
        Doubt: if there are several, and none is chosen.
        FileRefused: if the chosen one is not there.
    """
    tree, names, parts = _opened(tree)
    chosen = options.part
    if len(parts) > 1 and chosen is None:
        _ask(parts)
    if chosen is None or (not parts and options.truth is not None):
        return tree, ()
    if not parts:
        refuse_part()
    if chosen not in parts:
        refuse(f"has no part “{shown(chosen)}”", why=f"its parts are {listed(parts)}")
    others = tuple(name for name in parts if name != chosen)
    return _with(names, parts[chosen]), (Guess(Field.PART, chosen, "you chose it", others),)


def refuse_part() -> NoReturn:
    """Refuse a file of one table, of which a part was chosen."""
    refuse(
        "has no parts",
        why=f"{OPTIONS[Field.PART]} is for documents with several tables side by side",
        remedy=f"leave out {OPTIONS[Field.PART]}",
    )


def _ask(parts: Record) -> NoReturn:
    what = f"holds {len(parts)} tables side by side"
    if len(parts) > _MOST:
        few = [(Field.PART, name, "") for name in [*parts][:3]]
        refuse_unless_chosen(what, few, why=f"they are {listed(parts, 3)}")
    choices = [Choice(name, f"it holds {_described(part)}") for name, part in parts.items()]
    raise Doubt(
        Field.PART,
        f"{what}, and rows of different ones are not one batch",
        choices,
        confirm=True,
        are_different=True,
    )


def _opened(tree: object) -> tuple[object, Record, Record]:
    """A document without what wraps it, names of classes in it, and its parts if it has several."""
    if not isinstance(tree, dict):
        return tree, {}, {}
    nested = {key: value for key, value in tree.items() if isinstance(value, list | dict)}
    names = {key: nested.pop(key) for key in [*nested] if normal(key) in NAME_WORDS}
    if any(rank(key, LABEL_WORDS) is not None and not _splits(key) for key in nested):
        return tree, {}, {}
    if len(nested) == 1:
        ((key, value),) = nested.items()
        if isinstance(value, list):
            return (_with(names, value) if _splits(key) else tree), {}, {}
        inner, more, parts = _opened(value)
        return _with(names, inner) if _is_table(value) else tree, {**names, **more}, parts
    parts = {
        key: value
        for key, value in nested.items()
        if _is_table(value) or (_splits(key) and _holds_rows(value))
    }
    are_splits = len({_splits(key) for key in parts} - {""}) == len(parts)
    are_scores = any(rank(key, SCORE_WORDS) is not None for key in parts)
    if len(parts) < 2 or (are_scores and not are_splits):
        return tree, {}, {}
    return tree, names, parts


def _with(names: Record, table: Any) -> Any:
    """A table beside the names of the classes that all of the document has."""
    if isinstance(table, dict):
        has_lists = any(isinstance(column, list) for column in table.values())
        return {**names, **table} if has_lists else table
    return {**names, "rows": table} if names else table


def _splits(key: str) -> str:
    """Which splits a name says: ``val`` of ``val_predictions``."""
    return " ".join(filter(None, (split_of(part) for part in normal(key).split("_"))))


def _is_table(value: object) -> bool:
    """Whether a value has columns or records of its own, with a truth among them."""
    return any(rank(key, LABEL_WORDS) is not None for key in _keys(value))


def _keys(value: object) -> list[str]:
    """The columns of a table: keys of lists of one length, or those of the first of its records."""
    if isinstance(value, dict) and isinstance(value.get("columns"), list) and "data" in value:
        return [str(column) for column in value["columns"]]
    if isinstance(value, dict):
        columns = [key for key, column in value.items() if isinstance(column, list | dict)]
        sizes = [len(value[key]) for key in columns]
        return columns if len(columns) > 1 and sizes.count(max(sizes)) > 1 else []
    if isinstance(value, list) and value and all(isinstance(row, dict) for row in value):
        return list(value[0])
    return []


def _holds_rows(value: object) -> bool:
    """Whether a value has more to it than one number or text a row."""
    if isinstance(value, dict):
        return any(isinstance(each, list | dict) for each in value.values())
    return isinstance(value, list) and any(isinstance(each, list | dict) for each in value)


def _described(part: Any) -> str:
    return f"{len(part):,} rows" if isinstance(part, list) else listed(_keys(part) or part, 4)
