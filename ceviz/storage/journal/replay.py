"""From the records of a journal back to what the window held; nothing in them is believed."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType

import msgspec
import numpy as np
from numpy.typing import NDArray

from ceviz.document.model import (
    Classes,
    Document,
    Rows,
    Sample,
    Samples,
    check_names,
    check_scores,
    check_temperature,
)
from ceviz.document.samples import DISTRIBUTED
from ceviz.document.scores import first_unfit
from ceviz.document.targets import SUM_TOLERANCE, Free, OneHot, Smoothed, Target, check_epsilon
from ceviz.errors import CevizError, FileRefused, InvalidInput
from ceviz.storage.codec import slides_from_trees
from ceviz.storage.journal.frames import scan
from ceviz.storage.journal.records import (
    Copied,
    Edited,
    InFile,
    Label,
    Names,
    Source,
    Spread,
    Step,
    source_of,
)
from ceviz.storage.opened import OpenedFile
from ceviz.storage.origins import with_edits
from ceviz.storage.readers import ReadOptions, recipe
from ceviz.storage.strict_json import parse


@dataclass(frozen=True)
class Kept:
    """What the last whole record says, together with those before it.

    Attributes:
        later: how many whole records behind it make no sense here, as they may to a later ceviz.
    """

    last: Step
    rows: InFile | Copied
    classes: Names
    edited: dict[int, Edited]
    slides: bytes = b""
    later: int = 0

    @property
    def path(self) -> Path | None:
        """The session it belongs to, or None."""
        return None if self.last.path is None else Path(os.fsdecode(self.last.path))

    @property
    def file(self) -> Path | None:
        """The file of predictions that the rows lie in, or None if they are here."""
        return Path(os.fsdecode(self.rows.path)) if isinstance(self.rows, InFile) else None

    def options(self, name: str) -> ReadOptions:
        """How that file was read.

        Raises:
            FileRefused: it is no recipe that this ceviz knows.
        """
        assert isinstance(self.rows, InFile)
        return recipe.loads(self.rows.recipe, name)

    @property
    def unchanged(self) -> bool:
        """Whether the files that the rows lie in are what they were."""
        assert isinstance(self.rows, InFile)
        return all(map(_is_same, self.rows.sources))

    def document(self, name: str) -> Document:
        """The document, made of nothing but the journal.

        Raises:
            FileRefused: a record is not consistent; ``name`` says of what.
        """
        assert isinstance(self.rows, Copied)
        with _refused(name):
            classes = _classes(self.classes)
            rows = _rows(self.rows, len(classes))
            samples = Samples(rows, MappingProxyType(self._edits(len(classes), len(rows))))
            return self._looked_at(Document(classes, samples), name)

    def over(self, opened: OpenedFile, name: str) -> tuple[Document, int]:
        """The document over the rows of the file, read anew, and how many edits are left out.

        Those are of rows that are no longer what they were.

        Raises:
            FileRefused: the file has other classes now, or a record is not consistent.
        """
        with _refused(name):
            base = opened.document
            classes = _classes(self.classes)
            if len(classes) != len(base.classes):
                raise InvalidInput(
                    f"the edits are of {len(classes)} classes",
                    why=f"{opened.path.name} has {len(base.classes)} now",
                )
            before = {row: edit.origin for row, edit in self.edited.items()}
            edits = self._edits(len(classes), None)
            document, lost = with_edits(replace(base, classes=classes), edits, before)
            return self._looked_at(document, name), lost

    def _edits(self, classes: int, rows: int | None) -> dict[int, Sample]:
        return {row: _sample(edit, classes, rows) for row, edit in self.edited.items()}

    def _looked_at(self, document: Document, name: str) -> Document:
        last = self.last
        last_row = len(document.samples) - 1
        if not 0 <= last.partner < len(document.classes):
            raise InvalidInput(f"there is no class {last.partner}")
        return replace(
            document,
            selected=min(last.selected, last_row),
            temperature=check_temperature(last.temperature),
            unit=last.unit,
            policy=last.policy,
            partner=last.partner,
            title=last.title,
            slides=slides_from_trees(parse(self.slides, name), name) if self.slides else (),
        )


def replay(data: bytes) -> Kept | None:
    """What the bytes of a journal say at their end; None if there is no whole record.

    Records behind one that is torn are as if they had not been written; those from one on that
    makes no sense are counted.
    """
    kept = None
    records = scan(data)
    for record in records:
        following = _following(kept, record)
        if following is None:
            return kept and replace(kept, later=1 + sum(1 for _ in records))
        kept = following
    return kept


def _following(kept: Kept | None, record: bytes) -> Kept | None:
    """What is kept after ``record``; None if it makes no sense."""
    try:
        step = msgspec.msgpack.decode(record, type=Step)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return None
    return _after(kept, step)


def _after(kept: Kept | None, step: Step) -> Kept | None:
    """What is kept after ``step``; None if it needs what was not written."""
    rows, classes = step.rows, step.classes
    if kept is not None:
        rows, classes = rows or kept.rows, classes or kept.classes
    if rows is None or classes is None:
        return None
    edited = dict(kept.edited) if kept is not None and step.rows is None else {}
    for row in step.undone:
        edited.pop(row, None)
    edited |= {edit.row: edit for edit in step.edited}
    slides = step.slides
    if slides is None:
        slides = b"" if kept is None else kept.slides
    return Kept(step, rows, classes, edited, slides)


@contextmanager
def _refused(name: str) -> Iterator[None]:
    """What the records refuse, as a refusal of the journal called ``name``."""
    try:
        yield
    except FileRefused:
        raise
    except CevizError as refusal:
        raise FileRefused("cannot be restored", where=name, why=str(refusal)) from None


def _classes(names: Names) -> Classes:
    checked = tuple(check_names(names.names))
    if len(names.colours) != len(checked) or any(i >= len(checked) for i in names.locked):
        raise InvalidInput("the classes do not fit together")
    return Classes(checked, tuple(names.colours), frozenset(names.locked))


def _rows(copied: Copied, classes: int) -> Rows:
    labels = _array(copied.labels, "<i8").astype(np.int64)
    count = len(labels)
    scores = _table(copied.scores, count, classes)
    smoothing = _table(copied.smoothing, 1, count)[0]
    distributions = None
    if copied.distributions is not None:
        distributions = _table(copied.distributions, count, classes)
    _check_rows(scores, labels, smoothing, distributions)
    if copied.names and len(copied.names) != count:
        raise InvalidInput(f"{len(copied.names)} names for {count} samples")
    return Rows(
        scores, labels, smoothing, distributions, tuple(copied.names), of_file=copied.of_file
    )


def _check_rows(
    scores: NDArray[np.float64],
    labels: NDArray[np.int64],
    smoothing: NDArray[np.float64],
    distributions: NDArray[np.float64] | None,
) -> None:
    """Refuse rows that no document could have; all at once, as there may be many."""
    count, classes = scores.shape
    if not count or first_unfit(scores) is not None:
        raise InvalidInput("the scores are damaged")
    free = labels == DISTRIBUTED
    if ((labels < DISTRIBUTED) | (labels >= classes)).any() or (
        free.any() and distributions is None
    ):
        raise InvalidInput("the labels are damaged")
    if ((smoothing < 0.0) | (smoothing > 1.0)).any():
        raise InvalidInput("the smoothing is damaged")
    if distributions is not None:
        p = distributions[free]
        if not (p >= 0.0).all() or not (np.abs(p.sum(axis=1) - 1.0) <= SUM_TOLERANCE).all():
            raise InvalidInput("the targets are damaged")


def _sample(edit: Edited, classes: int, rows: int | None) -> Sample:
    if rows is not None and edit.row >= rows:
        raise InvalidInput(f"there is no sample {edit.row}")
    scores = check_scores(_table(edit.scores, 1, classes)[0])
    return Sample(scores, _target(edit.target, classes), edit.name)


def _target(target: Label | Spread, classes: int) -> Target:
    if isinstance(target, Spread):
        p = _table(target.p, 1, classes)[0]
        if not (p >= 0.0).all() or not abs(float(p.sum()) - 1.0) <= SUM_TOLERANCE:
            raise InvalidInput("a target is damaged")
        return Free(p)
    if target.true >= classes:
        raise InvalidInput(f"there is no class {target.true}")
    if target.epsilon is None:
        return OneHot(target.true)
    return Smoothed(target.true, check_epsilon(target.epsilon))


def _table(data: bytes, rows: int, columns: int) -> NDArray[np.float64]:
    """Float64 numbers as (rows, columns), read-only."""
    found = _array(data, "<f8")
    if len(found) != rows * columns:
        raise InvalidInput(f"{len(found)} numbers where {rows * columns} belong")
    table = found.astype(np.float64, copy=False).reshape(rows, columns)
    table.flags.writeable = False
    return table


def _array(data: bytes, kind: str) -> NDArray[np.generic]:
    if len(data) % 8:
        raise InvalidInput("numbers are cut off")
    return np.frombuffer(data, dtype=kind)


def _is_same(source: Source) -> bool:
    try:
        path = Path(os.fsdecode(source.path))
        status = path.stat()
        return source_of(path, status.st_size, status.st_mtime_ns) == source
    except OSError:
        return False
