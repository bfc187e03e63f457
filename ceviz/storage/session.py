"""Session files, ``.ceviz``: a document as JSON that people can read, compare and mend.

::

    {
      "ceviz_session": 2,                       the version of the format
      "title": "Fruit",
      "unit": "nats",                           or "bits"
      "temperature": 1.0,                       above 0
      "policy": "ratio",                        who gives way: ratio, equal, partner, score
      "partner": "Apple",
      "selected": 0,                            the sample shown, counted from 0
      "rows_of_file": true,                     the samples were read from predictions
      "classes": [
        {"name": "Apple", "colour": 0, "locked": false},
        …
      ],
      "samples": [
        {"name": "", "target": {"kind": "one-hot", "true": "Banana"}, "scores": [1.0, 3.5, "-inf"]}
      ],
      "scenes": [                               what is presented, in order
        {"title": "At first", "line": "", "data": false, "views": [{"name": "simplex",
         "options": {}}], "view": {"simple": true}, "text_size": 1.0, "selected": 1,
         "session": {…}}                        its document, as all of this without scenes
      ]
    }

Targets: ``{"kind": "one-hot", "true": NAME}``, ``{"kind": "smoothed", "true": NAME, "epsilon": ε}``
and ``{"kind": "free", "p": [K numbers]}``. Only ``classes``, ``samples`` and what stands in
their example above besides ``name``, ``colour`` and ``locked`` must be there when reading.
Classes are named, not counted, so that a file says what it means. Numbers are the shortest
decimals that read back as the same float64; a score of −∞ is the text "-inf".
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

from ceviz.document.classes import MAX_CLASSES
from ceviz.document.model import Document
from ceviz.errors import FileRefused
from ceviz.storage.atomic import reason, write_atomically
from ceviz.storage.codec import from_stream, to_open_tree
from ceviz.storage.json_stream import JsonStream
from ceviz.storage.memory import refusing_memory

SUFFIX = ".ceviz"

_line = json.JSONEncoder(ensure_ascii=False, allow_nan=False).encode

#: Larger files are refused: a thousand samples of a thousand classes take about 20 MB.
MAX_BYTES = 64_000_000

#: What a sample and a score take at least, in bytes.
_LEAST_SAMPLE, _LEAST_SCORE = 60, 3

#: How many scores of an opened file a session may copy: some 10 MB, written in half a second.
_MOST_COPIED = 500_000


def save(path: str | os.PathLike[str], document: Document) -> None:
    """``document`` as session file ``path``, all at once (:mod:`ceviz.storage.atomic`).

    Raises:
        FileRefused: it cannot be written, or the document is too large for a session.
    """
    for each in _held(document):
        _check_copied(each, str(path))
    check_room(document, str(path))
    data = dumps(document)
    if len(data) > MAX_BYTES:
        raise _too_many(document, str(path))
    write_atomically(path, data)


def load(
    path: str | os.PathLike[str], *, progress: Callable[[float], None] = lambda _: None
) -> Document:
    """The document of session file ``path``; raises as :func:`loads` does.

    ``progress`` is told from time to time how much is read, 0 to 1. What it takes besides the
    document is the largest of its samples, or of its scenes.
    """
    with refusing_memory(str(path)), _opened(Path(path)) as (file, size):

        def came(count: int) -> None:
            _check_size(count, str(path))  # it may grow while it is read
            progress(min(count / max(size, 1), 1.0))

        return from_stream(JsonStream(file, str(path), came=came), str(path))


def can_hold(document: Document) -> bool:
    """Whether the samples of ``document`` are such as a session holds."""
    try:
        _check_copied(document, "")
        check_room(document, "")
    except FileRefused:
        return False
    return True


@contextmanager
def _opened(path: Path) -> Iterator[tuple[BinaryIO, int]]:
    """``path`` while it is read, and its size in bytes."""
    try:
        if not path.is_file():
            missing = "is not an ordinary file" if path.exists() else "there is no such file"
            raise FileRefused(missing, where=str(path))
        with path.open("rb") as file:
            size = os.fstat(file.fileno()).st_size
            _check_size(size, str(path))
            yield file, size
    except OSError as problem:
        raise FileRefused("cannot be read", where=str(path), why=reason(problem)) from problem


def dumps(document: Document) -> bytes:
    """``document`` as the bytes of a session file; equal documents give equal bytes.

    Each setting, class and sample has a line of its own, so that files can be compared.
    """
    return b"".join(_pieces(document))


def loads(data: bytes, name: str) -> Document:
    """The document in ``data``, the bytes of a session file that is called ``name`` in refusals.

    Raises:
        NewerFile: written by a later ceviz.
        FileRefused: anything that is not a whole, consistent session; with its line or field.
    """
    _check_size(len(data), name)
    return from_stream(JsonStream(BytesIO(data), name), name)


def check_room(document: Document, name: str) -> None:
    """Refuse by counting, not by writing them out first, what no session can hold.

    Raises:
        FileRefused: too many samples or classes; ``name`` is where they were to go.
    """
    least = sum(
        len(each.samples) * (_LEAST_SAMPLE + _LEAST_SCORE * len(each.classes))
        for each in _held(document)
    )
    if least > MAX_BYTES:
        raise _too_many(document, name)


def _held(document: Document) -> list[Document]:
    """The document and those of its scenes: all that are written."""
    return [document, *(slide.document for slide in document.slides)]


def _too_many(document: Document, name: str) -> FileRefused:
    scenes = len(document.slides)
    if scenes:
        return FileRefused(
            f"the samples of {scenes} {'scene' if scenes == 1 else 'scenes'} are too many",
            where=name,
            why=f"each keeps its own, and a session holds at most {MAX_BYTES // 1_000_000} MB",
            remedy="remove scenes",
        )
    return FileRefused(
        f"{len(document.samples):,} samples of {len(document.classes):,} classes are too many",
        where=name,
        why=f"a session holds at most {MAX_BYTES // 1_000_000} MB",
    )


def _check_copied(document: Document, name: str) -> None:
    """A session holds its samples: those of an opened file are copied, if they are not too many."""
    rows, classes = document.samples.rows, len(document.classes)
    if rows.task is None:
        return
    remedy = "the file itself stays as it is; export what you want to keep (File ▸ Export)"
    if len(rows) * classes > _MOST_COPIED or classes > MAX_CLASSES:
        raise FileRefused(
            f"{len(rows):,} samples of {classes:,} classes are too many",
            where=name,
            why="a session would hold a copy of the opened file",
            remedy=remedy,
        )
    if rows.task.labels is not None and (rows.task.labels == rows.task.ignore_index).any():
        raise FileRefused(
            "some rows of the opened file do not count",
            where=name,
            why="a session holds only samples that have a truth",
            remedy=remedy,
        )


def _check_size(size: int, name: str) -> None:
    if size > MAX_BYTES:
        raise FileRefused(
            f"is too large for a session: {size // 1_000_000} MB",
            where=name,
            why=f"the limit is {MAX_BYTES // 1_000_000} MB",
        )


def _pieces(document: Document) -> Iterator[bytes]:
    """What a session file holds, a line at a time."""
    before = "{\n"
    for key, value in to_open_tree(document).items():
        yield _encoded(f"{before}  {_line(key)}: ")
        # A list has as many lines as entries; anything else has one.
        if isinstance(value, list | Iterator):
            mark = "[\n    "
            for entry in value:
                yield _encoded(mark + _line(entry))
                mark = ",\n    "
            yield b"\n  ]"
        else:
            yield _encoded(_line(value))
        before = ",\n"
    yield b"\n}\n"


def _encoded(text: str) -> bytes:
    # A lone surrogate, which no encoding has, becomes a question mark.
    return text.encode("utf-8", errors="replace")
