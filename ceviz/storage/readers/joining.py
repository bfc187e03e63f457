"""The truth from another file: joined by ids that both files have, or row by row.

Both files are looked at before the scores are read, so that the labels tell which columns are
the classes, as they do where they stand beside the scores.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ceviz.errors import FileRefused
from ceviz.storage.readers.columns import Columns
from ceviz.storage.readers.detect import detect
from ceviz.storage.readers.edge import (
    LIMIT_BYTES,
    Job,
    check_regular,
    listed,
    name_of,
    refuse,
    refusing,
    shown,
)
from ceviz.storage.readers.formats import suffixes
from ceviz.storage.readers.formats.format import Format
from ceviz.storage.readers.guesses import NOTHING, ORDER, Field, Guess, ReadOptions
from ceviz.storage.readers.meaning.head import Column
from ceviz.storage.readers.meaning.roles import (
    ID_WORDS,
    LABEL_WORDS,
    SCORE_WORDS,
    is_prediction,
    normal,
)
from ceviz.storage.readers.meaning.truth import label_column
from ceviz.storage.readers.names import TextLabels, Truth, Values
from ceviz.storage.readers.raw import Raw
from ceviz.storage.readers.readings import AllRowsNeeded, Choice, Doubt

#: So many files of a folder are offered as the truth.
_MOST_BESIDE = 32

_WHOLE_FRACTION = re.compile(r"^(-?\d+)\.0+$")


@dataclass(frozen=True, slots=True)
class _Key:
    """A column of ids in both files.

    Attributes:
        ours, theirs: what the predictions and the truth call it.
        is_firm: whether its name says so, or the user: then it must fit.
    """

    ours: str
    theirs: str
    is_firm: bool


@dataclass(frozen=True, slots=True)
class _Joined:
    """Which row of the truth belongs to each row, (N,), and how many of it belong to none."""

    rows: NDArray[np.int64]
    spare: int
    first_spare: str


def read_joined(form: Format, job: Job) -> Raw:
    """What the file of ``job`` holds, its labels from the truth's file if one is named.

    Raises:
        FileRefused: ids that are there twice or lack a partner, or as many labels as rows there
            are not; naming the first.
        Doubt: if ids and order would give different labels.
    """
    if job.options.truth is None:
        return form.read(job)
    truth = _truth(form, job)
    raw = form.read(replace(job, truth=truth))
    return replace(
        raw,
        labels=_one_a_row(truth, raw, job),
        labels_name=truth.name,
        label_form=None,
        guesses=(*raw.guesses, *truth.guesses),
        truth=truth.path,
    )


def path_of_truth(path: Path, truth: str) -> Path:
    """Where the file ``truth`` lies, which goes with ``path``: in its folder unless it says."""
    return path.parent / Path(truth).expanduser()


def named_beside(path: str | os.PathLike[str], truth: str | os.PathLike[str]) -> str:
    """How options for ``path`` name the file ``truth``: so that both can be moved together.

    Args:
        path: the predictions.
        truth: as whoever stands in the working directory names it.
    """
    other = Path(os.path.abspath(Path(truth).expanduser()))
    folder = Path(os.path.abspath(path)).parent
    return other.name if other.parent == folder else str(other)


def _truth(form: Format, job: Job) -> Truth:
    named = job.options.truth
    assert named is not None
    path = path_of_truth(job.path, named)
    with refusing(path):
        check_regular(path)
        theirs = detect(path)[0].columns(_whole(job, path))
    ours = form.columns(replace(job, head=None))
    with _naming(path):
        key = _key(ours, theirs, job.options)
        label, guess = _label(theirs, key, job.options)
    with refusing(path):
        labels = theirs.values(label)
    told = Guess(Field.TRUTH, named, "you named it", (NOTHING,))
    name = f"{shown(label)} of {name_of(path)}"
    if key is not None:
        with refusing(path):
            their_ids = _ids(theirs.values(key.theirs), key.theirs)
        our_ids = _ids(ours.values(key.ours, job.head), key.ours)
        found = _joined(key, our_ids, their_ids, path)
        if found is not None:
            joined = _taken(labels, found.rows)
            how = _by_ids(key, found, labels, joined, job)
            return Truth(path, name, joined, key.ours, (told, guess, how))
    reason = "you chose it" if job.options.join == ORDER else "no column of ids is in both files"
    how = Guess(Field.JOIN, ORDER, reason, _keys_for_a_person(ours, theirs))
    return Truth(path, name, labels, None, (told, guess, how))


def files_beside(path: Path) -> tuple[str, ...]:
    """The names of other files in the folder of ``path`` that could hold its truth."""
    try:
        names = sorted(other.name for other in path.parent.iterdir() if other.is_file())
    except OSError:
        return ()
    endings = suffixes()
    fitting = [name for name in names if name.lower().endswith(endings) and name != path.name]
    return tuple(fitting[:_MOST_BESIDE])


def _whole(job: Job, path: Path) -> Job:
    """Reads the truth, which a look, too, needs whole: its rows may lie anywhere."""
    options = ReadOptions(labels=job.options.labels)
    if job.head is None:
        return replace(job, path=path, options=options)
    limit = LIMIT_BYTES if job.options.limit is None else job.options.limit
    return replace(job, path=path, options=options, head=None, limit_bytes=limit, taken=[0])


@contextmanager
def _naming(path: Path) -> Iterator[None]:
    """Let refusals name the truth's file; a doubt passes."""
    try:
        yield
    except FileRefused as refusal:
        refusal.where = ", ".join(filter(None, (name_of(path), refusal.where)))
        raise


def _label(theirs: Columns, key: _Key | None, options: ReadOptions) -> tuple[str, Guess]:
    """The column of labels in the truth's file, and why."""
    rest = [head for head in theirs.heads if key is None or head.name != key.theirs]
    if len(rest) == 1 and options.labels is None:
        why = "it is the only column" if key is None else "it is the only other column"
        return rest[0].name, Guess(Field.LABELS, rest[0].name, why)
    place, guess = label_column(rest, options)
    return rest[place].name, guess


def _key(ours: Columns, theirs: Columns, options: ReadOptions) -> _Key | None:
    """The column of ids to join by: the user's, or the likeliest that both files have."""
    if options.join == ORDER:
        return None
    if options.join is not None:
        mine, _, other = options.join.partition("=")
        known = _names(ours)
        if mine not in known:
            refuse(f"the predictions have no column “{shown(mine)}”", why=f"it has {listed(known)}")
        return _Key(mine, _partner(mine, other, theirs), is_firm=True)
    found = _keys(ours, theirs)
    return found[0] if found else None


def _partner(mine: str, other: str, theirs: Columns) -> str:
    known = _names(theirs)
    if other and other not in known:
        refuse(f"has no column “{shown(other)}”", why=f"it has {listed(known)}")
    same = [name for name in known if normal(name) == normal(mine)]
    return (
        other
        or next(
            iter([mine] * (mine in known) or same or [n for n in known if normal(n) in ID_WORDS]),
            "",
        )
        or refuse(
            f"has no column “{shown(mine)}”",
            why=f"it has {listed(known)}",
            remedy="name the columns of both files (--join COL=COL)",
        )
    )


def _names(columns: Columns) -> list[str]:
    return [head.name for head in columns.heads]


def _keys(ours: Columns, theirs: Columns) -> list[_Key]:
    """Columns of both files that could be ids of the same rows, likeliest first."""
    if not (ours.is_named and theirs.is_named):
        return []
    mine, others = _could_be_ids(ours), _could_be_ids(theirs)
    same = [(m, t) for m in mine for t in others if normal(m.name) == normal(t.name)]
    firm = [(m, t) for m, t in same if normal(m.name) in ID_WORDS]
    if not firm:
        our_ids = [m for m in mine if normal(m.name) in ID_WORDS]
        their_ids = [t for t in others if normal(t.name) in ID_WORDS]
        if len(our_ids) == len(their_ids) == 1:
            firm = [(our_ids[0], their_ids[0])]
    firm.sort(key=lambda pair: ID_WORDS.index(normal(pair[0].name)))
    loose = [pair for pair in same if pair not in firm and _is_unique(*pair)]
    return [
        _Key(m.name, t.name, is_firm)
        for pairs, is_firm in ((firm, True), (loose, False))
        for m, t in pairs
    ]


def _keys_for_a_person(ours: Columns, theirs: Columns) -> tuple[str, ...]:
    return tuple(dict.fromkeys(key.ours for key in _keys(ours, theirs)))


def _could_be_ids(columns: Columns) -> list[Column]:
    """Columns of text or whole numbers that are neither labels nor predictions nor scores."""
    return [
        head
        for head in columns.heads
        if head.texts
        and head.is_hard
        and normal(head.name) not in (*LABEL_WORDS, *SCORE_WORDS)
        and not is_prediction(head.name)
    ]


def _is_unique(*heads: Column) -> bool:
    return all(len(set(head.texts)) == len(head.texts) > 1 for head in heads)


def _ids(values: Values, name: str) -> TextLabels:
    """Ids (N,) as texts; whole numbers alike, however they are written."""
    if not isinstance(values, TextLabels):
        if values.ndim != 1:
            refuse("does not hold one id a row", place=f"“{shown(name)}”")
        if values.dtype.kind == "f" and bool((values == np.floor(values)).all()):
            values = values.astype(np.int64)
        values = TextLabels.of(values.astype(str) if values.dtype.kind in "iufb" else values)
    plain = [_WHOLE_FRACTION.sub(r"\1", text) if "." in text else text for text in values.texts]
    code_of: dict[str, int] = {}
    codes = np.array([code_of.setdefault(text, len(code_of)) for text in plain], np.int64)
    return TextLabels(codes[values.codes], tuple(code_of))


def _joined(key: _Key, ours: TextLabels, theirs: TextLabels, path: Path) -> _Joined | None:
    """The partner of every row; None if the ids do not fit and nothing says that they are ids."""
    by_order = "or join the rows in their order (--join order)"
    for ids, name, whose in ((ours, key.ours, ""), (theirs, key.theirs, f"{name_of(path)}, ")):
        row = _second_of_two(ids)
        if row is not None:
            if not key.is_firm:
                return None
            text = ids.texts[ids.codes[row]]
            first = int(np.flatnonzero(ids.codes == ids.codes[row])[0])
            refuse(
                f"the id “{shown(text)}” is there twice" if text else "two rows have no id",
                place=f"{whose}“{shown(name)}”, rows {first} and {row} (from 0)",
                remedy=f"give every row an id of its own, {by_order}",
            )
    row_of = np.empty(len(theirs), np.int64)
    row_of[theirs.codes] = np.arange(len(theirs))  # every id is there once
    code_of = {text: code for code, text in enumerate(theirs.texts)}
    codes = np.array([code_of.get(text, -1) for text in ours.texts], np.int64)
    rows = np.where(codes < 0, -1, row_of[codes])[ours.codes]
    if (rows < 0).any():
        if not key.is_firm:
            return None
        row = int(np.flatnonzero(rows < 0)[0])
        refuse(
            f"the id “{shown(ours.texts[ours.codes[row]])}” has no partner in “{name_of(path)}”",
            place=f"“{shown(key.ours)}”, row {row} (from 0)",
            remedy=f"add its label there, {by_order}",
        )
    is_spare = np.ones(len(theirs), bool)
    is_spare[rows] = False
    spare = np.flatnonzero(is_spare)
    first_spare = theirs.texts[theirs.codes[spare[0]]] if len(spare) else ""
    return _Joined(rows, len(spare), first_spare)


def _second_of_two(ids: TextLabels) -> int | None:
    """The first row whose id another row before it has."""
    _, first = np.unique(ids.codes, return_index=True)
    if len(first) == len(ids):
        return None
    is_again = np.ones(len(ids), bool)
    is_again[first] = False
    return int(np.flatnonzero(is_again)[0])


def _by_ids(key: _Key, found: _Joined, labels: Values, joined: Values, job: Job) -> Guess:
    """That the ids were taken, and what they leave over.

    Raises:
        Doubt: if the order of the rows could be meant as well, and gives other labels.
    """
    chosen = job.options.join is not None
    is_alike = len(labels.shape) > 0 and len(found.rows) == labels.shape[0]
    if is_alike and not chosen and job.head is None and not _are_same(labels, joined):
        raise Doubt(
            Field.JOIN,
            "the truth can be joined by ids or by the order of the rows, which differ",
            [
                Choice(
                    key.ours,
                    "every row finds its own in the other file",
                    label=f"by the ids in “{shown(key.ours)}”",
                ),
                Choice(
                    ORDER,
                    f"both files have {len(found.rows):,} rows",
                    label="row by row, in their order",
                ),
            ],
            are_different=True,
        )
    called = "" if key.ours == key.theirs else f", where it is called “{shown(key.theirs)}”"
    reason = "you chose it" if chosen else f"both files have it{called}"
    if found.spare and job.head is None:
        others = "id there has" if found.spare == 1 else "ids there have"
        reason += (
            f"; {found.spare:,} {others} no row here, the first is “{shown(found.first_spare)}”"
        )
    return Guess(Field.JOIN, job.options.join or key.ours, reason, (ORDER,) if is_alike else ())


def _taken(labels: Values, rows: NDArray[np.int64]) -> Values:
    if isinstance(labels, TextLabels):
        return TextLabels(labels.codes[rows], labels.texts)
    return labels[rows]


def _are_same(first: Values, second: Values) -> bool:
    if isinstance(first, TextLabels) and isinstance(second, TextLabels):
        return bool((first.codes == second.codes).all())
    return bool(np.array_equal(first, second))  # type: ignore[arg-type]


def _one_a_row(truth: Truth, raw: Raw, job: Job) -> Values:
    """The labels of the rows that were read.

    Raises:
        FileRefused: there are more or fewer, with both counts.
        AllRowsNeeded: a look does not show how many rows there are.
    """
    labels, rows = truth.labels, len(raw.scores)
    if raw.scores.ndim > 2 or labels.shape[0] == rows:
        return labels  # shapes of more dimensions are compared as those of one file are
    if job.head is not None:
        if labels.shape[0] < rows:
            raise AllRowsNeeded
        return _taken(labels, np.arange(rows))
    return refuse(
        f"has {rows:,} rows, and “{name_of(truth.path)}” has {labels.shape[0]:,} labels",
        why="without ids in both files they are joined row by row",
        remedy="give both files a column of ids of the same name",
    )
