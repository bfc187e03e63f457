"""The truth from another file: joined by ids that both files have, or row by row.

Both files are looked at before the scores are read, so that the labels tell which columns are
the classes, as they do where they stand beside the scores.
"""

from __future__ import annotations

import csv
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from ceviz.errors import FileRefused
from ceviz.storage.readers.columns import Columns, without_number
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
from ceviz.storage.readers.ids import (
    Key,
    Match,
    column_called,
    ids_of,
    keys_of_several,
    matched,
    second_of_two,
    shared_keys,
)
from ceviz.storage.readers.meaning.roles import ID_WORDS, counts_by_name, normal
from ceviz.storage.readers.meaning.truth import label_column
from ceviz.storage.readers.names import TextLabels, Truth, Values, are_same, rows_of
from ceviz.storage.readers.raw import Raw
from ceviz.storage.readers.readings import AllRowsNeeded, Choice, Doubt
from ceviz.storage.readers.row_order import (
    against_order,
    check_counting,
    check_order,
    doubt_of_order,
    misfit,
)

#: So many files of a folder are offered as the truth.
_MOST_BESIDE = 32


@dataclass(frozen=True, slots=True)
class _Way:
    """A column of ids that fits, and the rows of the truth by it."""

    key: Key
    match: Match


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
        keys = _keys(ours, theirs, job.options.join)
    ways, against = _ways(keys, ours, theirs, path, job)
    if not ways and job.options.join is None:
        ways = _together(ours, theirs, path)
    with _naming(path):
        label, guess = _label(theirs, [way.key for way in ways], job.options)
    with refusing(path):
        labels = without_number(theirs.values(label), ours, theirs)
    told = Guess(Field.TRUTH, named, "you named it", (NOTHING,))
    name = f"{shown(label)} of {name_of(path)}"
    if ways:
        how = _by_ids(ways, labels, job)
        joined = rows_of(labels, ways[0].match.rows)
        return Truth(path, name, joined, ways[0].key.our_columns, (told, guess, how))
    if against is not None:
        raise doubt_of_order(misfit(*against))
    if job.options.join is None and job.head is None:
        check_order(ours, theirs, name_of(path))
        check_counting(ours, name_of(job.path))
        check_counting(theirs, name_of(path))
    reason = "you chose it" if job.options.join == ORDER else "no column of ids is in both files"
    how = Guess(Field.JOIN, ORDER, reason, _keys_for_a_person(ours, theirs))
    return Truth(path, name, labels, (), (told, guess, how))


def _keys(ours: Columns, theirs: Columns, join: str | None) -> list[Key]:
    if join == ORDER:
        return []
    return shared_keys(ours, theirs) if join is None else [_chosen_key(ours, theirs, join)]


def _ways(
    keys: Sequence[Key], ours: Columns, theirs: Columns, path: Path, job: Job
) -> tuple[list[_Way], tuple[Key, str] | None]:
    """The columns of ids that fit, the likeliest first; and one that speaks against the order.

    What merely counts the rows is none if there is another.
    """
    ways: list[_Way] = []
    against: tuple[Key, str] | None = None
    for key in keys:
        if key.is_count and (ways or against):
            continue
        most = job.head if key.is_named_alike or key.is_firm else None
        our_ids = ids_of(ours, key.our_columns, most)
        with refusing(path):
            their_ids = ids_of(theirs, key.their_columns)
        match = _match(key, our_ids, their_ids, path)
        if match is None:
            continue
        if _fits(key, match, most):
            ways.append(_Way(key, match))
        elif key.is_telling and against is None and job.head is None:
            against = against_order(key, match, our_ids, name_of(path))
    return ways, against


def _together(ours: Columns, theirs: Columns, path: Path) -> list[_Way]:
    """Columns that are ids only together, by which every row finds its own."""
    for key in keys_of_several(ours, theirs):
        with _naming(path):
            match = _match(
                key, ids_of(ours, key.our_columns), ids_of(theirs, key.their_columns), path
            )
        if match is not None and match.is_whole:
            return [_Way(key, match)]
    return []


def _fits(key: Key, match: Match, most: int | None) -> bool:
    """Whether the rows can be joined by a column: one of other numbers by all of them."""
    is_sure = key.is_firm or key.is_text or (key.is_named_alike and most is not None)
    return match.is_whole and (is_sure or key.is_named_alike or match.spare == 0)


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
    options = ReadOptions(labels=job.options.labels, part=job.options.part)
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


def _label(theirs: Columns, keys: Sequence[Key], options: ReadOptions) -> tuple[str, Guess]:
    """The column of labels in the truth's file, and why."""
    ids = {name for key in keys for name in key.their_columns}
    rest = [head for head in theirs.heads if head.name not in ids]
    if len(rest) == 1 and options.labels is None:
        why = "it is the only other column" if ids else "it is the only column"
        return rest[0].name, Guess(Field.LABELS, rest[0].name, why)
    place, guess = label_column(rest, options, is_named=theirs.is_named)
    return rest[place].name, guess


def _chosen_key(ours: Columns, theirs: Columns, join: str) -> Key:
    """The columns that the user named, ``COL`` or ``OURS=THEIRS``."""
    known = _names(ours)
    several = [part.strip() for part in next(csv.reader([join], skipinitialspace=True))]
    if len(several) > 1 and join not in known and {*several} <= {*known}:
        parts = [(name, _partner(name, theirs)) for name in several]
        return replace(Key.of_several(parts), is_firm=True)
    mine, equals, other = (join, "", "") if join in known else join.partition("=")
    if mine not in known:
        refuse(
            f"the predictions have no column {column_called(mine)}", why=f"it has {listed(known)}"
        )
    partner = _named(theirs, other) if equals else _partner(mine, theirs)
    return Key(mine, partner, is_firm=True, is_named_alike=normal(mine) == normal(partner))


def _named(columns: Columns, name: str) -> str:
    known = _names(columns)
    if name not in known:
        refuse(f"has no column {column_called(name)}", why=f"it has {listed(known)}")
    return name


def _partner(mine: str, theirs: Columns) -> str:
    """What the other file calls a column: the same, or as ids are called."""
    known = _names(theirs)
    same = [name for name in known if name == mine] or [
        name for name in known if normal(name) == normal(mine)
    ]
    ids = [name for name in known if normal(name) in ID_WORDS]
    if not same and not ids:
        refuse(
            f"has no column {column_called(mine)}",
            why=f"it has {listed(known)}",
            remedy="name the columns of both files (--join COL=COL)",
        )
    return (same or ids)[0]


def _names(columns: Columns) -> list[str]:
    return [head.name for head in columns.heads]


def _keys_for_a_person(ours: Columns, theirs: Columns) -> tuple[str, ...]:
    keys = [key for key in shared_keys(ours, theirs) if key.is_named_alike or key.is_firm]
    return tuple(dict.fromkeys(key.option for key in keys))


def _match(key: Key, ours: TextLabels, theirs: TextLabels, path: Path) -> Match | None:
    """The partner of every row; None if an id is there twice and nothing says that they are ids.

    Raises:
        FileRefused: what is called an id is there twice, or has no partner.
    """
    by_order = "or join the rows in their order (--join order)"
    for ids, name, whose in ((ours, key.ours, ""), (theirs, key.theirs, f"{name_of(path)}, ")):
        row = second_of_two(ids)
        if row is not None:
            if not key.is_firm:
                return None
            text = ids.texts[ids.codes[row]]
            first = int(np.flatnonzero(ids.codes == ids.codes[row])[0])
            refuse(
                f"the id “{shown(text)}” is there twice" if text else "two rows have no id",
                place=f"{whose}{column_called(name)}, rows {first} and {row} (from 0)",
                remedy=f"give every row an id of its own, {by_order}",
            )
    match = matched(ours, theirs)
    if key.is_firm and not match.is_whole:
        row = int((match.rows < 0).argmax())
        refuse(
            f"the id “{shown(ours.texts[ours.codes[row]])}” has no partner in “{name_of(path)}”",
            place=f"{column_called(key.ours)}, row {row} (from 0)",
            remedy=f"add its label there, {by_order}",
        )
    return match


def _by_ids(ways: Sequence[_Way], labels: Values, job: Job) -> Guess:
    """That the ids were taken, and what they leave over.

    Raises:
        Doubt: if the order of the rows or other ids could be meant as well, and give other labels.
    """
    first = ways[0]
    key, match = first.key, first.match
    chosen = job.options.join is not None
    is_alike = len(labels.shape) > 0 and len(match.rows) == labels.shape[0]
    if not chosen and job.head is None and not key.parts:
        differing = _differing(ways, labels)
        # What pandas calls an index may count the rows of each file; other ids do not.
        is_sure = key.is_text or (match.is_one_to_one and not counts_by_name(key.ours))
        is_certain = key.is_firm and key.is_named_alike and is_sure and not match.told
        by_order = is_alike and not is_certain and not are_same(labels, rows_of(labels, match.rows))
        if differing or by_order:
            raise Doubt(
                Field.JOIN,
                "the truth can be joined by ids or by the order of the rows, which differ"
                if by_order
                else "the truth can be joined by more than one column, and they differ",
                [_choice(way.key) for way in (first, *differing)]
                + [_choice_of_order(len(match.rows))] * by_order,
                are_different=True,
            )
    reason = "you chose it" if chosen else _why(key)
    reason += f"; {match.told}" if match.told else ""
    if match.spare and job.head is None:
        others = "id there has" if match.spare == 1 else "ids there have"
        reason += (
            f"; {match.spare:,} {others} no row here, the first is “{shown(match.first_spare)}”"
        )
    return Guess(Field.JOIN, job.options.join or key.option, reason, (ORDER,) if is_alike else ())


def _why(key: Key) -> str:
    if key.parts:
        return "both files have them, and each row is another"
    if key.is_named_alike:
        return "both files have it"
    if key.is_firm:
        return f"both files have ids, there called {column_called(key.theirs)}"
    return f"{column_called(key.theirs)} there holds the same values"


def _differing(ways: Sequence[_Way], labels: Values) -> list[_Way]:
    """The ways that give other labels than the first."""
    joined = rows_of(labels, ways[0].match.rows)
    return [
        way
        for way in ways[1:]
        if len(way.match.rows) == len(ways[0].match.rows)
        and not are_same(joined, rows_of(labels, way.match.rows))
    ]


def _choice(key: Key) -> Choice:
    return Choice(
        key.option, "every row finds its own in the other file", label=f"by the ids in {key}"
    )


def _choice_of_order(rows: int) -> Choice:
    return Choice(ORDER, f"both files have {rows:,} rows", label="row by row, in their order")


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
        return rows_of(labels, np.arange(rows))
    return refuse(
        f"has {rows:,} rows, and “{name_of(truth.path)}” has {labels.shape[0]:,} labels",
        why="without ids in both files they are joined row by row",
        remedy="give both files a column of ids of the same name",
    )
