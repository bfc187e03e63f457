"""npy arrays: the header, and the pair of files ``logits.npy`` + ``labels.npy``."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np

from ceviz.storage.readers.arrays import StoredArray, check_shape
from ceviz.storage.readers.edge import Job, check_regular, listed, refuse, shown
from ceviz.storage.readers.formats.format import Format, Sample
from ceviz.storage.readers.formats.stored import raw_of
from ceviz.storage.readers.guesses import Field, Guess
from ceviz.storage.readers.meaning.roles import LABEL_WORDS, SCORE_WORDS
from ceviz.storage.readers.raw import Raw

#: Headers are Python literals; NumPy itself warns of parsing longer ones.
MAX_HEADER = 10_000


def stored_npy(
    name: str, open: Callable[[], BinaryIO], size: int, path: Path, offset: int | None
) -> StoredArray:
    """The array in an npy file or zip member of ``size`` bytes, its header read and checked.

    Raises:
        FileRefused: for Python objects, records, and claims that do not fit ``size``.
    """
    with open() as stream:
        dtype, shape, fortran, header = _header(name, stream)
    check_shape(name, dtype, shape, size - header)

    def open_numbers() -> BinaryIO:
        stream = open()
        stream.read(header)
        return stream

    start = None if offset is None else offset + header
    return StoredArray(name, dtype, shape, open_numbers, path, start, fortran)


def _header(name: str, stream: BinaryIO) -> tuple[np.dtype[Any], tuple[int, ...], bool, int]:
    version = np.lib.format.read_magic(stream)
    readers = {
        (1, 0): np.lib.format.read_array_header_1_0,
        (2, 0): np.lib.format.read_array_header_2_0,
    }
    if version not in readers:
        refuse(f"npy version {version[0]}.{version[1]} is not read", place=f"“{name}”")
    counted = _Counting(stream)
    shape, fortran, dtype = readers[version](counted, max_header_size=MAX_HEADER)  # type: ignore[arg-type]
    if dtype.hasobject:
        refuse(
            "holds Python objects",
            place=f"“{name}”",
            why="reading them could run code",
            remedy="save it as numbers or text, for example with array.astype(str)",
        )
    if dtype.fields is not None or dtype.subdtype is not None:
        refuse("holds records, not plain numbers", place=f"“{name}”")
    if dtype.itemsize == 0:
        refuse("holds items of no size", place=f"“{name}”")
    return dtype, shape, fortran, 8 + counted.count


class _Counting:
    """A stream that counts what is read from it; zip members cannot always tell."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self.count = 0

    def read(self, size: int) -> bytes:
        data = self._stream.read(size)
        self.count += len(data)
        return data


def stored_npy_file(path: Path) -> StoredArray:
    """The array of an npy file."""
    return stored_npy(path.stem, lambda: path.open("rb"), check_regular(path), path, 0)


def stored_pair(job: Job) -> tuple[list[StoredArray], str]:
    """Both arrays of a pair of npy files, either of which was opened, and how the other was found.

    The partner lies in the same folder and has the same name but for the word that says what
    it holds: ``logits.npy`` goes with ``labels.npy``, ``val_probs_2.npy`` with
    ``val_targets_2.npy`` (any of :data:`SCORE_WORDS`, any of :data:`LABEL_WORDS`).
    """
    opened = stored_npy_file(job.path)
    tried = partner_names(job.path.name)
    if job.options.labels is not None and job.options.labels.endswith(".npy"):
        tried = [Path(job.options.labels).name]
    for name in tried:
        partner = job.path.with_name(name)
        if partner.is_file():
            return [opened, stored_npy_file(partner)], f"“{shown(name)}” lies beside it"
    return refuse(
        "one npy file is half of a pair: the scores or the labels are missing",
        why=f"none of {listed(tried)} lies beside it"
        if tried
        else "its name has no word such as logits or labels to find the other by",
        remedy="call the two logits.npy and labels.npy",
    )


def partner_names(name: str) -> list[str]:
    """The names that the other file of a pair may have, likeliest first."""
    lowered = name.lower()
    for words, others in ((SCORE_WORDS, LABEL_WORDS), (LABEL_WORDS, SCORE_WORDS)):
        for word in sorted(words, key=len, reverse=True):
            match = re.search(rf"(?<![a-z]){re.escape(word)}(?![a-z])", lowered)
            if match:
                start, end = match.span()
                spellings = (_spelling(name[start:end]), str.lower, str.capitalize, str.upper)
                spelled = [spell(other) for spell in spellings for other in others]
                return [name[:start] + other + name[end:] for other in dict.fromkeys(spelled)]
    return []


def _spelling(word: str) -> Callable[[str], str]:
    """Writes another word with the capitals of ``word``."""
    if word.isupper():
        return str.upper
    return str.capitalize if word[0].isupper() else str.lower


def _read(job: Job) -> Raw:
    (opened, partner), reason = stored_pair(job)
    scores, labels = opened, partner
    if len(opened.shape) < len(partner.shape) or (not opened.is_float and partner.is_float):
        scores, labels = partner, opened
    if not scores.is_number:
        refuse(f"neither {scores} nor {labels} holds scores")
    guesses = (
        Guess(Field.SCORES, f"{scores.path.name}", "it holds the table of numbers"),
        Guess(Field.LABELS, f"{labels.path.name}", reason),
    )
    return raw_of(scores, labels, None, None, guesses, job, partner=partner.path)


def _write(path: Path, sample: Sample) -> None:
    """The logits at ``path``, whose name must say so, and the labels beside it."""
    np.save(path, sample.logits)
    np.save(path.with_name(partner_names(path.name)[0]), sample.labels)


NPY = Format(
    name="npy",
    suffixes=(".npy",),
    begins=lambda head: head.data.startswith(b"\x93NUMPY"),
    read=_read,
    write=_write,
)
