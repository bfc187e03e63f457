"""A journal whose complaints are heard, and what is in it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ceviz.document.model import Document
from ceviz.errors import FileRefused
from ceviz.storage.journal.left import left_in
from ceviz.storage.journal.writer import Journal

#: Long enough for a machine on which everything else runs, too.
SECONDS = 60.0


@contextmanager
def journal(folder: Path) -> Iterator[tuple[Journal, list[FileRefused]]]:
    """A journal in ``folder``, ended without being finished: as if the program were killed."""
    told: list[FileRefused] = []
    made = Journal(folder, told.append)
    try:
        yield made, told
    finally:
        assert made.wait(SECONDS) or told
        made.finish(keep=True)


def restored(folder: Path) -> Document:
    """The document of the one journal in ``folder``, which is left there."""
    (left,) = left_in(folder)
    try:
        return left.kept.document(left.title)
    finally:
        left.release()
