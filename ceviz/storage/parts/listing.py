"""The files that are meant by some words: paths, folders, patterns."""

from __future__ import annotations

import glob
import os
import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from ceviz.errors import FileRefused
from ceviz.storage.atomic import reason
from ceviz.storage.parts.words import is_pattern
from ceviz.storage.readers import may_name_classes, suffixes
from ceviz.storage.readers.edge import shown

_DIGITS = re.compile(r"(\d+)")

#: A number in a name that tells how far training was.
_CHECKPOINT = re.compile(r"(epoch|step|iter|iteration|checkpoint|ckpt)s?[-_. ]?\d+", re.IGNORECASE)


def listed_files(words: Iterable[str]) -> tuple[Path, ...]:
    """The files that the words name, sorted as people count: ``shard-2`` before ``shard-10``.

    Of a folder those that some reader's ending says it reads, without hidden ones and without
    those that name its classes.

    Raises:
        FileRefused: a word names no file, or a file is named twice.
    """
    found: list[Path] = []
    for word in words:
        found += _named(word)
    found.sort(key=natural)
    seen: dict[str, Path] = {}
    for path in found:
        real = os.path.realpath(path)
        if real in seen:
            raise FileRefused(
                "is named twice, and its rows would count twice",
                where=shown(path.name),
                why="" if seen[real] == path else f"{shown(seen[real])} is the same file",
            )
        seen[real] = path
    return tuple(found)


def natural(path: Path | str) -> tuple[tuple[tuple[int, int, str], ...], str]:
    """A key that sorts the numbers in names by what they count."""
    pieces = _DIGITS.split(str(path))
    return tuple(
        (0, int(piece), "") if place % 2 else (1, 0, piece) for place, piece in enumerate(pieces)
    ), str(path)


def look_like_checkpoints(paths: Sequence[Path]) -> bool:
    """Whether the names say that these are states of one model, of the same rows."""
    return len(paths) > 1 and all(_CHECKPOINT.search(path.name) for path in paths)


def refuse_partners(beside: Mapping[str, Iterable[str]]) -> None:
    """Refuse to count rows twice, once for the scores and once for the labels beside them.

    Args:
        beside: of every file the real paths of the others that were read with it.

    Raises:
        FileRefused: one of those is a file of its own as well.
    """
    named = {os.path.realpath(source): Path(source).name for source in beside}
    for source, others in beside.items():
        for other in others:
            if other in named:
                raise FileRefused(
                    f"was read with {shown(Path(source).name)} already",
                    where=shown(named[other]),
                    remedy="name only the files of scores",
                )


def _named(word: str) -> list[Path]:
    path = Path(word)
    if is_pattern(word):
        found = [Path(name) for name in glob.glob(word) if os.path.isfile(name)]
        if not found:
            raise FileRefused("matches no file", where=shown(word))
        return found
    if path.is_dir():
        return _inside(path)
    if not path.exists():
        raise FileRefused("is not there", where=shown(word))
    return [path]


def _inside(folder: Path) -> list[Path]:
    known = suffixes()
    try:
        inside = [
            path
            for path in folder.iterdir()
            if path.suffix.lower() in known and not path.name.startswith(".") and path.is_file()
        ]
    except OSError as problem:
        raise FileRefused(
            "cannot be looked into", where=shown(folder), why=reason(problem)
        ) from None
    naming = set(may_name_classes(folder / "any"))
    inside = [path for path in inside if path not in naming]
    if not inside:
        raise FileRefused("holds no file of predictions", where=shown(folder))
    return inside
