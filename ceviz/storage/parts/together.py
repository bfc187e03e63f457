"""The rows of many files as those of one, for a window that shows every row.

Their scores are copied one after the other, beyond some size into a scratch file that goes with
the rows; a file is let go before the next one is read.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import accumulate
from pathlib import Path
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from ceviz.errors import FileRefused
from ceviz.maths.batch import Parts, Places
from ceviz.storage.parts.agreed import Agreed, first_of, read_beside
from ceviz.storage.parts.listing import (
    listed_files,
    look_like_checkpoints,
    refuse_partners,
)
from ceviz.storage.parts.words import is_many
from ceviz.storage.readers import Predictions, ReadOptions, SourceFile, named_beside, read
from ceviz.storage.readers.edge import shown
from ceviz.storage.readers.formats.scratch import Scratch, free_bytes
from ceviz.storage.readers.joining import path_of_truth
from ceviz.storage.readers.sizes import in_bytes
from ceviz.storage.sources import holds_predictions

#: Scores that together take more bytes than this lie in a scratch file.
IN_MEMORY = 256 << 20


def options_for(paths: Sequence[Path], options: ReadOptions | None = None) -> ReadOptions:
    """The options that make the first of ``paths`` stand for all of them."""
    first, *others = paths
    more = tuple(named_beside(first, other) for other in others)
    return replace(options or ReadOptions(), more=more)


def files_of(path: Path, options: ReadOptions) -> tuple[Path, ...]:
    """The files that ``path`` stands for, in their order."""
    return (path, *(path_of_truth(path, name) for name in options.more))


def chosen_together(words: Sequence[str | Path]) -> tuple[Path, ...]:
    """The files that are meant by what was chosen, dropped or said at once, as people count them.

    Raises:
        FileRefused: a word names no file, or one of several is a session or a figure.
    """
    if len(words) == 1 and not is_many([str(words[0])]):
        return (Path(words[0]),)
    files = listed_files(map(str, words))
    for path in files if len(files) > 1 else ():
        if not holds_predictions(path):
            raise FileRefused("is opened by itself, not with others", where=shown(path.name))
    return files


def read_as_one(
    path: Path,
    options: ReadOptions,
    *,
    progress: Callable[[float], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Predictions:
    """All rows of ``path`` and of the files that ``options.more`` names, in this order.

    Args:
        path: the first, which decides what all are taken for.
        options: the user's choices; what they leave open is guessed from the first.
        progress, cancelled: as :func:`ceviz.storage.readers.read` has them.

    Raises:
        FileRefused: one cannot be read or does not go with the first, which it names; or they
            are states of one model, whose rows would count again and again.
        Cancelled: if ``cancelled`` said so.
    """
    paths = files_of(path, options)
    if look_like_checkpoints(paths):
        raise _checkpoints(paths, "their names count training")
    asked = replace(options, more=())
    sizes = [_size(each) for each in paths]
    agreed: Agreed | None = None
    kept: list[Predictions] = []
    beside: dict[str, tuple[str, ...]] = {}
    with _Rows() as scores, _Rows() as images:
        for number, each in enumerate(paths):

            def step(share: float, number: int = number) -> None:
                if progress is not None:
                    progress((sum(sizes[:number]) + share * sizes[number]) / max(sum(sizes), 1))

            if agreed is not None:
                agreed.look(each, str(each))
            as_first = asked if agreed is None else agreed.options
            part = read(each, as_first, progress=step, cancelled=cancelled)
            if agreed is None:
                _refuse_recorded(part, each)
                agreed = Agreed.on(part, str(each), asked)
            agreed.check(part, str(each))
            beside[str(each)] = read_beside(part, str(each))
            scores.add(part.scores)
            images.add(part.images)
            # Nothing that is mapped is kept.
            none = np.empty((0, part.scores.shape[1]), part.scores.dtype)
            kept.append(replace(part, scores=none, targets=np.array(part.targets), images=None))
        refuse_partners(beside)
        if _same_truth(kept):
            raise _checkpoints(paths, "row by row they have the same true classes")
        found = scores.result()
        assert found is not None
        return _joined(kept, paths, found, images.result())


class _Rows:
    """Arrays (N, …) of one part after the other: in memory, or beyond a size in a scratch file.

    None at all if one part has none, or has rows of another shape.
    """

    def __init__(self) -> None:
        self._parts: list[NDArray[Any]] = []
        self._scratch: Scratch | None = None
        self._like: tuple[np.dtype[Any], tuple[int, ...]] | None = None
        self._bytes, self._rows, self._known = 0, 0, True

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """Give the scratch file up, unless the rows have it."""
        if self._scratch is not None:
            self._scratch.close()

    def add(self, rows: NDArray[Any] | None) -> None:
        """Copy those of the next part."""
        like = None if rows is None else (rows.dtype.newbyteorder("="), rows.shape[1:])
        if self._like is None and not self._rows:
            self._like = like
        self._known = self._known and like is not None and like == self._like
        if not self._known or rows is None or like is None:
            self._parts = []
            return
        self._rows += len(rows)
        self._bytes += rows.size * like[0].itemsize
        if self._scratch is None and self._bytes > IN_MEMORY:
            self._scratch = Scratch()
            for before in self._parts:
                self._write(before)
            self._parts = []
        if self._scratch is None:
            self._parts.append(np.array(rows, like[0]))
        else:
            self._write(np.asarray(rows, like[0]))

    def _write(self, rows: NDArray[Any]) -> None:
        assert self._scratch is not None
        if rows.nbytes > free_bytes():
            raise FileRefused(
                "the files are too large to be shown together",
                why=f"the disk has no room for {in_bytes(self._bytes)}",
                remedy="ceviz report adds them up one after the other",
            )
        self._scratch.write(rows)

    def result(self) -> NDArray[Any] | None:
        """All rows, not to be written."""
        if not self._known or self._like is None:
            return None
        if self._scratch is None:
            made: NDArray[Any] = np.concatenate(self._parts)
            made.flags.writeable = False
            return made
        return self._scratch.mapped(self._like[0], (self._rows, *self._like[1]))


def _joined(
    parts: Sequence[Predictions],
    paths: Sequence[Path],
    scores: NDArray[np.floating],
    images: NDArray[np.generic] | None,
) -> Predictions:
    first = parts[0]
    targets: NDArray[Any] = np.concatenate([part.targets for part in parts])
    targets.flags.writeable = False
    sources: list[SourceFile] = []
    for part in parts:
        sources += (source for source in part.sources if source not in sources)
    told: dict[str, list[str]] = {}
    for part, path in zip(parts, paths, strict=True):
        for warning in part.warnings:
            told.setdefault(warning, []).append(path.name)
    known = {guess.warning for guess in first.guesses}
    return Predictions(
        scores=scores,
        kind=first.kind,
        targets=targets,
        class_names=first.class_names,
        images=images,
        ignored=sum(part.ignored for part in parts),
        guesses=first.guesses,
        findings=tuple(
            f"{first_of(names)}: {warning}"
            for warning, names in told.items()
            if warning not in known
        ),
        sources=tuple(sources),
        places=_places(parts, paths),
        parts=Parts(
            tuple(path.name for path in paths),
            (0, *accumulate(len(part.targets) for part in parts[:-1])),
        ),
    )


def _places(parts: Sequence[Predictions], paths: Sequence[Path]) -> Places | None:
    """One axis of images, of all files."""
    shapes = [None if part.places is None else part.places.shape for part in parts]
    if shapes[0] is None:
        return None
    for shape, path in zip(shapes, paths, strict=True):
        if shape is None or shape[1:] != shapes[0][1:]:
            its = "none" if shape is None else " × ".join(map(str, shape[1:]))
            raise FileRefused(
                f"does not go with {shown(paths[0].name)}",
                where=shown(path.name),
                why=f"rows of a sample: {its}, there {' × '.join(map(str, shapes[0][1:]))}",
                remedy="ceviz report adds them up",
            )
    return Places((sum(shape[0] for shape in shapes if shape is not None), *shapes[0][1:]))


def _same_truth(parts: Sequence[Predictions]) -> bool:
    """Whether the parts have the same true classes, row by row, and not one class throughout."""
    first = parts[0].targets
    if not len(first) or (first == first[:1]).all():
        return False
    return all(np.array_equal(first, part.targets) for part in parts[1:])


def _checkpoints(paths: Sequence[Path], why: str) -> FileRefused:
    return FileRefused(
        "look like checkpoints of one run, not like parts of one file",
        where=first_of([path.name for path in paths]),
        why=why,
        remedy="open one of them: View ▸ Run shows them over training",
    )


def _refuse_recorded(part: Predictions, path: Path) -> None:
    if part.recorded is not None:
        raise FileRefused(
            "is a recording, which has no scores to be shown beside others",
            where=shown(path.name),
            remedy="ceviz report adds recordings up",
        )


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0  # reading says why
