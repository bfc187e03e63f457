"""What the command line and the open dialog call a source: an example's name or a file."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from ceviz.document.model import Document
from ceviz.errors import FileRefused, UnknownSource
from ceviz.storage import carried, session
from ceviz.storage.presets import load_preset, presets


def open_source(text: str, *, progress: Callable[[float], None] = lambda _: None) -> Document:
    """The document that ``text`` names: an example (``fruit``) or a file (``./mine.ceviz``).

    An example goes before a file of the same name, which ``./fruit`` still reaches. Of a session
    ``progress`` is told how much is read, 0 to 1.

    Raises:
        UnknownSource: neither; names that come close are listed.
        FileRefused: a file that cannot be opened.
    """
    ids = [preset.id for preset in presets()]
    if text in ids:
        return load_preset(text)
    path = Path(text)
    if not text or not _exists(path):
        if os.path.islink(text):
            there = path.parent / path.readlink()
            raise FileRefused("is a link to nothing", where=text, why=f"there is no {there}")
        raise _unknown(text, ids)
    if path.is_dir():
        raise FileRefused("is a folder", where=text)
    if path.suffix.lower() == session.SUFFIX:
        return session.load(path, progress=progress)
    if is_figure(path):
        return carried.load(path).document
    return _open_predictions(path)


def holds_predictions(path: Path) -> bool:
    """Whether ``path`` is a file, and no session: something for the readers, or for none."""
    other = path.suffix.lower() == session.SUFFIX or is_figure(path)
    return not other and _exists(path) and path.is_file()


def is_figure(path: Path) -> bool:
    """Whether ``path`` is called as a figure is, which may carry its session."""
    return path.suffix.lower() in carried.SUFFIXES


def patterns() -> list[str]:
    """What every kind of file that is read is called, such as ``*.ceviz``."""
    from ceviz.storage.readers import suffixes

    return [f"*{suffix}" for suffix in (session.SUFFIX, *suffixes(), *carried.SUFFIXES)]


def _open_predictions(path: Path) -> Document:
    """All of a prediction file, as its reader takes it."""
    from ceviz.storage.opened import document_of
    from ceviz.storage.readers import read

    return document_of(read(path), path.name)


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except (OSError, ValueError):  # a name no file system has
        return False


def _unknown(text: str, ids: list[str]) -> UnknownSource:
    from difflib import get_close_matches

    from ceviz.storage.readers import suffixes

    opened = (session.SUFFIX, *carried.SUFFIXES, *suffixes())
    near = get_close_matches(text.lower(), ids, n=3, cutoff=0.5)
    folder = Path(text).parent
    listed = (path for path in _listed(folder) if path.suffix.lower() in opened)
    beside = [str(path) for path in listed if _exists(path)]
    near += get_close_matches(text, beside, n=2, cutoff=0.7)
    remedy = f"did you mean {' or '.join(near)}?" if near else ""
    return UnknownSource(f"there is no example and no file called “{text}”", remedy=remedy)


def _listed(folder: Path) -> list[Path]:
    try:
        return sorted(folder.iterdir())
    except (OSError, ValueError):
        return []
