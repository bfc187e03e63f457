"""npy arrays: the header, and the pair of files ``logits.npy`` + ``labels.npy``."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np

from ceviz.errors import FileRefused
from ceviz.storage.readers.arrays import StoredArray, check_shape
from ceviz.storage.readers.edge import (
    Job,
    check_regular,
    listed,
    refuse,
    refuse_without_labels,
    shown,
)
from ceviz.storage.readers.formats.format import Format, Sample
from ceviz.storage.readers.formats.stored import columns_of, raw_of
from ceviz.storage.readers.guesses import Field, Guess
from ceviz.storage.readers.meaning.roles import (
    LABEL_WORDS,
    SCORE_WORDS,
    is_features,
    is_no_truth,
    is_vague_truth,
)
from ceviz.storage.readers.meaning.truth import confirm_truth
from ceviz.storage.readers.raw import Raw
from ceviz.storage.readers.readings import Choice, Doubt

#: Files of a folder that are looked at for the other half of a pair.
_MOST_BESIDE = 64

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
    # NumPy has no bfloat16 and keeps such numbers as two bytes of no type.
    is_bfloat16 = dtype.kind == "V" and dtype.itemsize == 2
    stored = np.dtype("<u2") if is_bfloat16 else dtype
    return StoredArray(name, stored, shape, open_numbers, path, start, fortran, is_bfloat16)


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
    ``val_targets_2.npy`` (any of :data:`SCORE_WORDS`, any of :data:`LABEL_WORDS`). Failing
    that, it is the only array in the folder that fits by type and shape.
    """
    opened = stored_npy_file(job.path)
    tried = partner_names(job.path.name)
    if len(opened.shape) > 1:
        tried = [name for name in tried if not is_no_truth(Path(name).stem, opened.name)]
    if job.options.labels is not None and job.options.labels.endswith(".npy"):
        tried = [Path(job.options.labels).name]
    for name in tried:
        partner = job.path.with_name(name)
        if partner.is_file():
            return [opened, stored_npy_file(partner)], f"“{shown(name)}” lies beside it"
    fitting = _fitting_beside(opened)
    if len(fitting) > 1:
        raise Doubt(
            Field.LABELS,
            "more than one file beside it could hold the labels",
            [Choice(each.path.name, f"it has one label a row: {each}") for each in fitting],
        )
    if fitting:
        (only,) = fitting
        if len(opened.shape) > 1 and is_vague_truth(only.name, opened.name):
            why = f"it is {only}, and nothing else could be"
            confirm_truth([Choice(only.path.name, why)], opened.path.name)
        return [opened, only], f"“{shown(only.path.name)}” is the only file beside it that fits"
    return refuse_without_labels(
        "one npy file is half of a pair: the scores or the labels are missing",
        why=f"none of {listed(tried)} lies beside it, and no other npy file there fits"
        if tried
        else "no npy file beside it fits",
        remedy="call the two logits.npy and labels.npy",
    )


def _fitting_beside(opened: StoredArray) -> list[StoredArray]:
    """The npy files in the folder that, with the one opened, make a table and its labels."""
    found = []
    for path in sorted(opened.path.parent.glob("*.npy"))[:_MOST_BESIDE]:
        if path == opened.path:
            continue
        try:
            other = stored_npy_file(path)
        except (FileRefused, OSError, ValueError):
            continue
        is_labels = _are_pair(opened, other) and not is_no_truth(other.name, opened.name)
        if is_labels or _are_pair(other, opened):
            found.append(other)
    return found


def _are_pair(scores: StoredArray, labels: StoredArray) -> bool:
    """Whether one array is a table of fractions and the other has one label for each row."""
    is_table = len(scores.shape) == 2 and scores.is_float and scores.shape[1] > 1
    is_table = is_table and not is_features(scores.name)
    one_a_row = labels.shape in (scores.shape[:1], (*scores.shape[:1], 1))
    return is_table and one_a_row and labels.is_label


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
    if job.truth is not None:
        scores = stored_npy_file(job.path)
        if not scores.is_number:
            refuse(f"{scores} does not hold scores")
        guess = Guess(Field.SCORES, scores.path.name, "the truth is in another file")
        return raw_of(scores, None, None, None, (guess,), job)
    (opened, partner), reason = stored_pair(job)
    scores, labels = opened, partner
    if len(opened.shape) < len(partner.shape) or (not opened.is_float and partner.is_float):
        scores, labels = partner, opened
    if not scores.is_number:
        refuse(f"neither {scores} nor {labels} holds scores")
    if job.options.labels is None and is_no_truth(labels.name, scores.name):
        refuse_without_labels(
            "there are no labels",
            why=f"the name of {labels} speaks against its being the truth of “{scores.name}”",
            remedy="say that it is (--labels FILE.npy)",
        )
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
    columns=lambda job: columns_of([stored_npy_file(job.path)], job),
)
