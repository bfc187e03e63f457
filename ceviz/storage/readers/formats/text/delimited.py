"""CSV and TSV: the first lines tell the layout, the rest is parsed by NumPy in large pieces."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ceviz.storage.readers.checks import Place
from ceviz.storage.readers.columns import Columns, TextColumn
from ceviz.storage.readers.edge import MAX_CLASSES, Job, refuse, shown
from ceviz.storage.readers.formats.format import Format, Sample
from ceviz.storage.readers.formats.list_cells import are_lists, length_of
from ceviz.storage.readers.formats.lists import ListRoles, list_roles
from ceviz.storage.readers.formats.text import pieces
from ceviz.storage.readers.formats.text.cells import Layout, last_line_end, long_cells
from ceviz.storage.readers.formats.text.header import (
    comments,
    counts_columns,
    has_header,
    uncommented,
)
from ceviz.storage.readers.formats.text.pieces import parse, refuse_long
from ceviz.storage.readers.formats.text.weka import (
    ACTUAL,
    is_weka,
    read_weka,
    with_every_column,
)
from ceviz.storage.readers.guesses import DELIMITERS, Field, Guess
from ceviz.storage.readers.meaning.columns import ColumnRoles, choose_columns
from ceviz.storage.readers.meaning.head import Column
from ceviz.storage.readers.meaning.roles import LABEL_WORDS, normal
from ceviz.storage.readers.meaning.unnamed import unnamed_label
from ceviz.storage.readers.names import TextLabels
from ceviz.storage.readers.packed import TextFile
from ceviz.storage.readers.raw import ELSEWHERE, Raw

#: The likeliest first: a comma may also be a decimal sign, a space part of a name.
_DELIMITERS = "\t;,| "

#: Rows of one column that are read at a time.
_BATCH = 1 << 16

_HEAD = 256 << 10
_HEAD_LINES = 256
_HEAD_CELLS = 200_000
_LINES_COMPARED = 20
_QUOTED = re.compile(r'"[^"]*"')
#: What Excel writes and reads before everything else.
_SEPARATOR = re.compile(r'"?sep=(\\t|.)"?', re.IGNORECASE)
_BOM = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class _Beginning:
    """The first lines, split.

    Attributes:
        header: the name of each column.
        rows: the first rows below it.
        has_header: whether the names stand in the file.
        is_counted: whether those are nothing but 0, 1, 2 and so on, as pandas has them.
        is_weka: whether they are those of Weka's output.
        delimiter: one character.
        lines_before: lines before the first row.
        guesses: delimiter and header.
    """

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    has_header: bool
    is_counted: bool
    is_weka: bool
    delimiter: str
    lines_before: int
    guesses: tuple[Guess, ...]


def read_delimited(job: Job) -> Raw:
    """The score and label columns of a wide table."""
    head, skip = _head(job)
    text, encoding = _decoded(head)
    begun = _begin(text, job)
    columns = _columns(begun)
    lists = [k for k, column in enumerate(columns) if _are_scores(column)]
    if lists and begun.has_header:
        plain = [column for k, column in enumerate(columns) if k not in lists]
        found = list_roles(plain, [columns[k].name for k in lists], job)
        if found is not None:
            return _read_lists(found, begun, (head, skip, encoding), job)
    if begun.is_weka and job.options.scores is None and job.options.labels in (None, ACTUAL):
        opened, guesses = (head, skip, encoding), begun.guesses
        return read_weka(begun.header, begun.delimiter, opened, begun.lines_before, guesses, job)
    is_named = begun.has_header and not begun.is_counted
    unnamed = None if is_named else unnamed_label(columns, job)
    roles = choose_columns(columns, job, unnamed_label=unnamed)
    layout = Layout(
        delimiter=begun.delimiter,
        encoding=encoding,
        header=begun.header,
        scores=roles.numbers,
        texts=roles.texts,
        decimal_comma=any(
            "," in row[k] for row in begun.rows for k in roles.numbers if k < len(row)
        ),
    )
    numbers, texts, lines = parse(layout, head, skip, begun.lines_before, job)
    count = len(roles.scores)
    return Raw(
        scores=numbers[:, :count] if roles.targets else numbers,
        labels=_labels(numbers[:, count:], texts, roles),
        predicted=None if roles.prediction is None else texts[-1],
        predicted_name="" if roles.prediction is None else begun.header[roles.prediction],
        place=Place(_titled(roles, begun), tuple(begun.header[k] for k in roles.scores), lines),
        labels_name="" if roles.label is None else begun.header[roles.label],
        hint=roles.hint,
        guesses=(*begun.guesses, *roles.guesses),
        has_signs=any("%" in row[k] for row in begun.rows for k in roles.scores if k < len(row)),
        class_names=roles.names,
        names_reason="they are in the header",
        aliases=roles.aliases,
        is_told_by_prediction=roles.is_told_by_prediction,
        is_bare=roles.is_bare,
        is_unnamed=unnamed is not None and job.truth is None and job.options.labels is None,
    )


def _titled(roles: ColumnRoles, begun: _Beginning) -> str:
    """What the scores are called; the number of a column is not that of a class."""
    return f"column {roles.title}" if begun.is_counted and len(roles.scores) == 1 else roles.title


def _are_scores(column: Column) -> bool:
    """Whether a column holds lists, and not those that say which class is true."""
    return normal(column.name) not in LABEL_WORDS and are_lists(column.texts)


def _labels(
    targets: NDArray[np.floating], texts: Sequence[TextLabels], roles: ColumnRoles
) -> NDArray[Any] | TextLabels:
    if roles.label is None:
        return ELSEWHERE
    return targets if roles.targets else texts[0]


def _read_lists(
    roles: ListRoles, begun: _Beginning, opened: tuple[bytes, int, str], job: Job
) -> Raw:
    """The scores and labels of a table with all scores of a row in one cell."""
    head, skip, encoding = opened
    header, names = begun.header, (roles.label, roles.prediction)
    key = header.index(roles.scores)
    place = f"line {begun.lines_before + 1}, column “{shown(roles.scores)}”"
    width = length_of(begun.rows[0][key], place)
    if width > MAX_CLASSES:
        refuse(f"has {width:,} classes", why=f"at most {MAX_CLASSES:,} are read")
    layout = Layout(
        begun.delimiter,
        encoding,
        header,
        (key,),
        tuple(header.index(name) for name in names if name is not None),
        width=width,
    )
    scores, texts, lines = parse(layout, head, skip, begun.lines_before, job)
    return Raw(
        scores=scores,
        labels=ELSEWHERE if roles.label is None else texts[0],
        predicted=None if roles.prediction is None else texts[-1],
        predicted_name=roles.prediction or "",
        place=Place(roles.scores, (), lines),
        labels_name=roles.label or "",
        hint=roles.hint,
        guesses=(*begun.guesses, *roles.guesses),
        is_vague=roles.is_vague,
    )


def _head(job: Job) -> tuple[bytes, int]:
    """The first whole lines after a byte order mark, and how long that is."""
    with TextFile(job.path) as stream:
        head = stream.read(_HEAD)
        if head.count(b"\n") < 2:
            head += stream.read(pieces.PIECE)
        is_whole = not stream.read(1)
    skip = len(_BOM) if head.startswith(_BOM) else 0
    head = head[skip:]
    if b"\n" not in head and b"\r" in head:
        refuse("has line ends that only old Macs wrote", remedy="save it with ordinary ones")
    if not is_whole:
        head = head[: last_line_end(head)]
        lines = head.count(b"\n")
        if lines < 2:
            refuse_long(1 + lines)
    return head, skip


def _decoded(head: bytes) -> tuple[str, str]:
    try:
        return head.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        return head.decode("latin-1"), "latin-1"  # what Excel writes in Western Europe


def _begin(text: str, job: Job, fewest: int = 2) -> _Beginning:
    delimiter, reason = _delimiter(text, job)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    rows: list[tuple[str, ...]] = []
    ends: list[int] = []
    with long_cells():
        for row in reader:
            is_told = reader.line_num == 1 and _SEPARATOR.fullmatch(text.split("\n", 1)[0].strip())
            if any(cell.strip() for cell in row) and not is_told:
                rows.append(tuple(row))
                ends.append(reader.line_num)
                if len(rows) > max(20, min(_HEAD_LINES, _HEAD_CELLS // len(row))):
                    break
    before = comments(rows)
    rows, ends = rows[before:], ends[before:]
    if not rows:
        refuse("holds nothing but blank lines")
    width = len(rows[0])
    if width < fewest:
        refuse(
            "has only one column",
            place=f"line {ends[0]}",
            why=f"the first line is “{shown(text.lstrip().splitlines()[0])}”",
        )
    if width > MAX_CLASSES:
        refuse(f"has {width:,} columns", why=f"at most {MAX_CLASSES:,} are read")
    has_names, header_reason = has_header(rows, job)
    if has_names and len(rows) == 1:
        refuse("has a header but no rows", place=f"line {ends[0]}")
    header = uncommented(rows) if has_names else tuple(f"column {k + 1}" for k in range(width))
    has_wekas = has_names and is_weka(header)
    if has_wekas:
        header = with_every_column(header, len(rows[1]))
    elif has_names and len(rows) > 1 and all(len(row) == width + 1 for row in rows[1:]):
        header = ("", *header)  # R writes no name above those of the rows
    return _Beginning(
        header,
        tuple(rows[1:] if has_names else rows),
        has_names,
        has_names and counts_columns(rows),
        has_wekas,
        delimiter,
        ends[0] if has_names else ends[0] - 1,
        _layout_guesses(delimiter, reason, has_names, header_reason),
    )


def _layout_guesses(
    delimiter: str, reason: str, has_header: bool, header_reason: str
) -> tuple[Guess, ...]:
    name = next((n for n, character in DELIMITERS.items() if character == delimiter), delimiter)
    others = tuple(other for other in DELIMITERS if other != name)
    answers = ("yes", "no") if has_header else ("no", "yes")
    return (
        Guess(Field.DELIMITER, name, reason, others),
        Guess(Field.HEADER, answers[0], header_reason, answers[1:]),
    )


def _delimiter(text: str, job: Job) -> tuple[str, str]:
    """The character that divides the first lines into equally many cells."""
    if job.options.delimiter is not None:
        return job.options.delimiter, "you chose it"
    told = _SEPARATOR.fullmatch(text.split("\n", 1)[0].strip())
    if told is not None:
        return told[1].replace("\\t", "\t"), "the first line says so"
    lines = [line for line in _QUOTED.sub("", text).splitlines()[:_LINES_COMPARED] if line.strip()]
    lines = [line for line in lines if not line.lstrip().startswith("#")] or lines
    for character in _DELIMITERS:
        counts = {line.count(character) for line in lines}
        if len(counts) == 1 and counts != {0}:
            return character, "it divides the first lines into equally many cells"
    if not lines:
        refuse("holds nothing but blank lines")
    most = max(_DELIMITERS, key=lines[0].count)
    return most, "it is the most frequent in the first line"


def _columns(begun: _Beginning) -> list[Column]:
    """The columns with their first rows; a row that is too short is reported when it is read."""
    width = len(begun.header)
    whole = [row for row in begun.rows if len(row) >= width]
    if not whole:
        refuse(
            f"has {len(begun.rows[0]):,} cells instead of {width:,}",
            place=f"line {begun.lines_before + 1}",
            why="no row is as long as the first line",
        )
    return [Column.of_texts(name, [row[k] for row in whole]) for k, name in enumerate(begun.header)]


def columns_of(job: Job) -> Columns:
    """The columns of a table, of which one is enough here."""
    head, skip = _head(job)
    text, encoding = _decoded(head)
    begun = _begin(text, job, fewest=1)

    def values(name: str, most: int | None = None) -> TextLabels:
        column, found = begun.header.index(name), TextColumn(shown(name), job)
        with TextFile(job.path) as stream:
            stream.read(skip)
            cells = _cells(_lines(stream, encoding), column, begun)
            while batch := list(islice(cells, _BATCH if most is None else most)):
                found.add(batch)
                job.step(0.0)
                if most is not None:
                    break
        return found.result()

    is_named = begun.has_header and (not begun.is_counted or begun.header[0] == "")
    return Columns(_columns(begun), values, is_named)


def _lines(stream: TextFile, encoding: str) -> Iterator[str]:
    line = 0
    while text := stream.readline(pieces.PIECE + 1):
        line += 1
        if len(text) > pieces.PIECE:
            refuse_long(line)
        yield text.decode(encoding, "replace")


def _cells(lines: Iterator[str], column: int, begun: _Beginning) -> Iterator[str]:
    """The cells of a column, blank lines left out as they are of scores."""
    skip = begun.delimiter == " "
    reader = csv.reader(lines, delimiter=begun.delimiter, skipinitialspace=skip)
    line, width = 1, len(begun.header)
    try:
        with long_cells():
            for row in reader:
                if line <= begun.lines_before:
                    pass
                elif len(row) == width and (cell := row[column].strip()):
                    yield cell
                elif any(map(str.strip, row)):
                    if len(row) != width:
                        refuse(f"has {len(row):,} cells instead of {width:,}", place=f"line {line}")
                    yield row[column].strip()
                line = 1 + reader.line_num
    except csv.Error as error:
        refuse("cannot be read", place=f"line {line}", why=str(error))


def _write(path: Path, sample: Sample, delimiter: str) -> None:
    with path.open("w", newline="", encoding="utf-8") as stream:
        writer = csv.writer(stream, delimiter=delimiter)
        writer.writerow(["label", *sample.columns])
        for label, row in zip(sample.named_labels, sample.logits.tolist(), strict=True):
            writer.writerow([label, *map(repr, row)])


TSV = Format(
    name="TSV",
    suffixes=(".tsv", ".tab"),
    begins=lambda head: b"\t" in head.text.split(b"\n", 1)[0],
    read=read_delimited,
    write=partial(_write, delimiter="\t"),
    columns=columns_of,
    is_text=True,
    looks="it is text, separated by tabs",
    name_decides=True,
)

#: Last in the table: any text could be CSV.
CSV = Format(
    name="CSV",
    suffixes=(".csv",),
    begins=lambda _: True,
    read=read_delimited,
    write=partial(_write, delimiter=","),
    columns=columns_of,
    is_text=True,
    looks="it is text, separated by commas or the like",
    name_decides=True,
)
