"""The files of a training run: which belong together, and each as a measured checkpoint."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from ceviz.document.run import Step, step_of
from ceviz.errors import FileRefused
from ceviz.maths.batch import optimal_temperature
from ceviz.storage.atomic import reason
from ceviz.storage.opened import OpenedFile
from ceviz.storage.readers import ReadOptions, read, suffixes

_NUMBER = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class Dump:
    """A file of a run as it was when its folder was looked at.

    Attributes:
        number: how far training was: the last number in its name.
        stamp: size in bytes and time of the last change in nanoseconds.
    """

    path: Path
    number: int
    stamp: tuple[int, int]


def dumps(path: Path) -> tuple[Dump, ...]:
    """The files of the run that ``path`` is one of, or the longest run in the folder ``path``.

    Files belong together if their names differ in their last number only, such as
    ``epoch-001.npz`` and ``epoch-012.npz``. In order of that number.

    Raises:
        FileRefused: the folder cannot be looked into, or there is no such file.
    """
    folder = path if path.is_dir() else path.parent
    series: dict[tuple[str, str], list[Dump]] = {}
    known = suffixes()
    try:
        with os.scandir(folder) as entries:
            for entry in entries:
                if Path(entry.name).suffix.lower() in known and not entry.name.startswith("."):
                    _add(series, entry)
    except OSError as problem:
        raise FileRefused("cannot be looked into", where=folder.name, why=reason(problem)) from None
    if folder is path:
        chosen = max(
            series.values(), key=lambda found: (len(found), found[0].path.name), default=[]
        )
    else:
        split = _split(path.name)
        chosen = [] if split is None else series.get(split[0], [])
    if not chosen:
        raise FileRefused(
            "holds no checkpoints" if folder is path else "is no checkpoint of a run",
            where=path.name,
            why="the files of a run differ in a number in their names, as epoch-001.npz",
        )
    return tuple(sorted(chosen, key=lambda dump: (dump.number, dump.path.name)))


def title_of(name: str) -> str:
    """What the files of a run are called together, by one of them: ``digits-epoch-*.npz``."""
    split = _split(name)
    return name if split is None else "*".join(split[0])


def measured_step(
    dump: Dump, options: ReadOptions | None = None, cancelled: Callable[[], bool] | None = None
) -> tuple[OpenedFile, Step]:
    """A file of a run, read and measured, with its least loss at any temperature.

    Raises:
        FileRefused: it cannot be read; half a file, perhaps, that is still being written.
        Cancelled: ``cancelled`` said so.
    """
    file = opened_step(dump, options, cancelled)
    best = None
    if file.predictions.recorded is None:
        best = optimal_temperature(file.evaluation)
    return file, step_of(file.evaluation, dump.number, dump.path.name, best)


def opened_step(
    dump: Dump, options: ReadOptions | None = None, cancelled: Callable[[], bool] | None = None
) -> OpenedFile:
    """A file of a run as the window opens it.

    Raises:
        FileRefused: it cannot be read.
        Cancelled: ``cancelled`` said so.
    """
    predictions = read(dump.path, options, cancelled=cancelled)
    return OpenedFile.measured(predictions, dump.path, options, cancelled=cancelled)


def _add(series: dict[tuple[str, str], list[Dump]], entry: os.DirEntry[str]) -> None:
    split = _split(entry.name)
    if split is None or not entry.is_file():
        return
    status = entry.stat()
    dump = Dump(Path(entry.path), split[1], (status.st_size, status.st_mtime_ns))
    series.setdefault(split[0], []).append(dump)


def _split(name: str) -> tuple[tuple[str, str], int] | None:
    """What stands around the last number of a name, and that number."""
    found: Iterable[re.Match[str]] = _NUMBER.finditer(Path(name).stem)
    last = next(reversed(list(found)), None)
    if last is None or last.end() - last.start() > 18:
        return None
    return (name[: last.start()], name[last.end() :]), int(last.group())
