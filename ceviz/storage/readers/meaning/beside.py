"""Class names in a file beside the data: ``classes.txt``, or ``id2label`` in ``config.json``."""

from __future__ import annotations

import json
from pathlib import Path

from ceviz.storage.readers.edge import shown

#: Where people put the names of the classes, likeliest first.
NAME_FILES = ("classes.txt", "labels.txt", "class_names.txt", "names.txt")
CONFIG = "config.json"

#: A larger file holds no names.
_MOST_BYTES = 4 << 20


def may_name_classes(path: Path) -> tuple[Path, ...]:
    """The files in the folder of ``path`` that are looked into for the names of its classes."""
    beside = [path.with_name(name) for name in (*NAME_FILES, CONFIG)]
    return tuple(other for other in beside if other.is_file())


def names_beside(path: Path, count: int) -> tuple[tuple[str, ...], str] | None:
    """The names of ``count`` classes in the folder of ``path``, and where they are, or None.

    A file with another number of names is of other classes; what cannot be read has none.
    """
    for name in NAME_FILES:
        names = _lines(path.with_name(name))
        if len(names) == count and len(set(names)) == count:
            return names, f"they are in “{shown(name)}” beside it"
    names = _id2label(path.with_name(CONFIG))
    if len(names) == count and len(set(names)) == count:
        return names, f"they are in “{CONFIG}” beside it, “id2label”"
    return None


def _text(path: Path) -> str:
    try:
        if not path.is_file() or path.stat().st_size > _MOST_BYTES:
            return ""
        return path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError):
        return ""


def _lines(path: Path) -> tuple[str, ...]:
    return tuple(line.strip() for line in _text(path).splitlines() if line.strip())


def _id2label(path: Path) -> tuple[str, ...]:
    try:
        config = json.loads(_text(path) or "{}")
        table = config["id2label"]
        return tuple(str(table[str(k)]).strip() for k in range(len(table)))
    except (ValueError, RecursionError, KeyError, TypeError):
        return ()
