"""What sessions were on the disk when they were opened or saved: another program may write them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from ceviz.document.measurements import columns_of
from ceviz.document.model import Document
from ceviz.storage.sources import open_source

if TYPE_CHECKING:
    from ceviz.views.figures import Resumed


class OnDisk:
    """The contents of files as this window knows them."""

    def __init__(self) -> None:
        self._known: dict[Path, bytes | None] = {}

    def remember(self, path: Path) -> None:
        """What is in ``path`` now is known here."""
        self._known[path] = _digest(path)

    def known(self, path: Path) -> bytes | None:
        """The digest of what is known to be in ``path``, or None."""
        return self._known.get(path)

    def know(self, path: Path, digest: bytes | None) -> None:
        """What another window, which is gone, knew to be in ``path``."""
        self._known[path] = digest

    def is_foreign(self, path: Path) -> bool:
        """Whether something is in ``path`` that this window has neither read nor written."""
        now = _digest(path)
        return now is not None and path in self._known and now != self._known[path]


def looks_like(one: Document, other: Document) -> bool:
    """Whether they are the same, however they are looked at."""
    return replace(one, unit=other.unit, selected=other.selected).same_as(other)


def left_out(name: str, lost: int) -> str:
    """That a file has changed, and how many edits are of rows that are no longer the same."""
    if lost == 1:
        return f"{name} has changed: an edit is left out, as its row is another now."
    return f"{name} has changed: {lost:,} edits are left out, as their rows are others now."


def _digest(path: Path) -> bytes | None:
    """What tells contents apart, or None if there are none to be read."""
    import hashlib  # OpenSSL with it, which no first frame needs

    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").digest()
    except OSError:
        return None


def open_checked(path: Path, progress: Callable[[float], None] = lambda _: None) -> Document:
    """A session with its scenes checked; what that takes is imported when there is one.

    Raises:
        CevizError: it cannot be opened, or shows what there is not.
    """
    document = open_source(str(path), progress=progress)
    if document.slides:
        from ceviz.views.slides import check

        check(document, str(path))
    return document


@dataclass(frozen=True)
class ReadSession:
    """A session as it was read.

    Attributes:
        document: what is in it; what a first frame needs of many samples is known already.
        contents: the digest of what was in the file, or None.
    """

    document: Document
    contents: bytes | None

    @classmethod
    def of(cls, path: Path, progress: Callable[[float], None] = lambda _: None) -> ReadSession:
        """What is in ``path``, in any thread; raises as :func:`open_checked` does."""
        # Before it is read: what is written meanwhile is another program's.
        contents = _digest(path)
        document = open_checked(path, progress)
        rows = document.samples.rows
        if len(rows) > 1:
            columns_of(rows, document.temperature)  # the memo keeps them
        return cls(document, contents)


def resume_checked(path: Path) -> Resumed:
    """What a figure carries, its scenes checked; raises as :func:`open_checked` does."""
    from ceviz.views.figures import resumed
    from ceviz.views.slides import check

    found = resumed(path)
    check(found.document, str(path))
    return found
