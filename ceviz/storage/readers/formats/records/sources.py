"""Where records come from: the lines of a file, or one document that holds them all."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from ceviz.errors import ChoiceNeeded, FileRefused
from ceviz.storage.readers.edge import LIMIT_BYTES, Job, refuse, shown
from ceviz.storage.readers.formats.records.documents import Record, normalised, once, records_of
from ceviz.storage.readers.formats.records.parts import part_of, refuse_part
from ceviz.storage.readers.guesses import Guess
from ceviz.storage.readers.meaning.roles import LABEL_WORDS, rank
from ceviz.storage.readers.packed import TextFile

#: A longer line holds no row of any vocabulary in use; parsing it could fill the memory.
MAX_LINE = 8 << 20

#: Bytes of memory that a byte of JSON becomes, roughly.
PARSED = 6

#: Bytes that a list or an object takes, besides what it holds.
_CONTAINER = 192

#: Bytes read at a time of what is not looked at.
_REST = 1 << 20


class Lines:
    """The objects of a JSONL file, one a line."""

    guesses: tuple[Guess, ...] = ()

    def __init__(self, job: Job) -> None:
        self._job = job

    def records(self, most: int | None) -> Iterator[tuple[int, Record, float]]:
        """Line number, object and share of the file read, for the first ``most`` objects."""
        count = line = 0
        with TextFile(self._job.path) as stream:
            while text := stream.readline(MAX_LINE + 1):
                line += 1
                if len(text) > MAX_LINE:
                    refuse(
                        f"is longer than {MAX_LINE >> 20} MB",
                        place=f"line {line}",
                        why="it is no row, and a document has to stand alone in its file",
                        remedy="save one object a row",
                    )
                if not text.strip():
                    continue
                yield line, normalised(_parsed(text, line)), stream.share
                count += 1
                if count == most:
                    return
        if not count:
            refuse("holds nothing but blank lines")

    def place(self, line: int) -> str:
        """Where an object is, for messages."""
        return f"line {line}"

    def lines(self, lines: list[int]) -> NDArray[np.int64] | None:
        """The line of each row."""
        return np.array(lines, dtype=np.int64)


class Document:
    """The records of one JSON document, numbered from 0."""

    def __init__(self, records: list[Record], guesses: tuple[Guess, ...] = ()) -> None:
        """``guesses`` tell which part of the document they are."""
        self._records = records
        self.guesses = guesses

    def records(self, most: int | None) -> Iterator[tuple[int, Record, float]]:
        """Number, record and share done, for the first ``most`` records."""
        for index, record in enumerate(self._records[:most]):
            yield index, record, index / len(self._records)

    def place(self, line: int) -> str:
        """Where a record is, for messages."""
        return f"row {line} (from 0)"

    def lines(self, lines: list[int]) -> NDArray[np.int64] | None:
        """Nothing: a document has no lines that a person would count."""
        return None


Source: TypeAlias = Lines | Document


def in_document(job: Job) -> Document:
    """The records of a JSON document, or of the part of it that is chosen.

    Raises:
        Doubt: if several tables stand side by side in it.
        FileRefused: if it has no table, or is none.
    """
    text = _whole(job)
    try:
        tree = json.loads(text.removeprefix(b"\xef\xbb\xbf"), object_pairs_hook=once)
    except RecursionError:
        refuse("is nested too deeply")
    except ValueError as error:
        refuse("is not JSON", why=shown(error, 120))
    table, guesses = part_of(tree, job.options)
    return Document(records_of(table), guesses)


def _whole(job: Job) -> bytes:
    """All of a document; what it becomes in memory is taken.

    A look, too, needs all of it, and may have what reading it may.
    """
    if job.head is not None:
        job = replace(job, limit_bytes=max(job.limit_bytes, LIMIT_BYTES), taken=[0])
    with TextFile(job.path) as stream:
        text = stream.read(job.limit_bytes // PARSED + 1)
        parsed, size = _parsed_size(text), len(text)
        while not job.fits(parsed) and (more := stream.read(_REST)):
            size += len(more)
            job.step(0.0)
    job.take(parsed * size // max(1, len(text)), "the document, parsed,")
    return text


def _parsed_size(text: bytes) -> int:
    """Bytes of memory that a document becomes; many small lists and objects take most."""
    containers = text.count(b"[") + text.count(b"{")
    return max(PARSED * len(text), PARSED // 2 * len(text) + _CONTAINER * containers)


def in_lines(job: Job) -> Source:
    """The objects of a JSONL file; one alone that is no row may be a document."""
    if _is_one_long_line(job):
        return in_document(job)
    source = Lines(job)
    head = [record for _, record, _ in source.records(2)]
    if len(head) == 1 and not _has_label(head[0]):
        found = _as_document(job)
        if found is not None:
            return found
    if job.options.part is not None and job.options.truth is None:
        refuse_part()
    return source


def _is_one_long_line(job: Job) -> bool:
    """Whether a file has one line, which is too long for a row."""
    with TextFile(job.path) as stream:
        text = stream.readline(MAX_LINE + 1)
        if len(text) <= MAX_LINE:
            return False
        while text and not text.endswith(b"\n"):
            text = stream.readline(_REST)
        rest = stream.read(_REST)
        while rest and not rest.strip():
            rest = stream.read(_REST)
        return not rest


def _has_label(record: Record) -> bool:
    """Whether an object has one label, or its probabilities: it is a row, not a table."""
    for key, value in record.items():
        if rank(key, LABEL_WORDS) is None:
            continue
        if not isinstance(value, list | dict):
            return True
        if isinstance(value, list) and any(isinstance(v, float) and v % 1 for v in value):
            return True
    return False


def _as_document(job: Job) -> Document | None:
    """The one object of a file as a document, or None if it holds no table."""
    taken = job.taken[0]
    try:
        return in_document(job)
    except FileRefused as refusal:
        if job.options.part is not None or isinstance(refusal, ChoiceNeeded):
            raise
        job.give_back(job.taken[0] - taken)
        return None


def _parsed(text: bytes, line: int) -> Record:
    try:
        record = json.loads(text.removeprefix(b"\xef\xbb\xbf"), object_pairs_hook=once)
    except RecursionError:
        refuse("is nested too deeply", place=f"line {line}")
    except FileRefused as refusal:
        refusal.where = f"line {line}"
        raise
    except ValueError as error:
        refuse("is not JSON", place=f"line {line}", why=shown(error, 120))
    if not isinstance(record, dict):
        refuse("is not a JSON object", place=f"line {line}")
    return record
