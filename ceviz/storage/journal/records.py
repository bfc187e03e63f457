"""What a record says: how the document of a window differs from that of the record before.

A record is a MessagePack map of :class:`Step`. Numbers are their float64 bits, little-endian. The
rows that a document is made of stand in the first record of theirs, in full if they were made by
hand; those of a file of predictions are named by it, and only edits of them are written.
"""

from __future__ import annotations

import hashlib
import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, TypeAlias

import msgspec
import numpy as np
from msgspec import Meta, Struct
from numpy.typing import NDArray

from ceviz.document.model import Document, Policy, Rows, Unit
from ceviz.document.targets import Free, OneHot, Smoothed, Target
from ceviz.storage import session
from ceviz.storage.codec import slides_to_trees
from ceviz.storage.opened import OpenedFile
from ceviz.storage.origins import origin
from ceviz.storage.readers import recipe

#: So much of the beginning of a file is compared, besides its size and time.
HEAD_BYTES = 1 << 16

_Index: TypeAlias = Annotated[int, Meta(ge=0)]


@dataclass(frozen=True, eq=False)
class Moment:
    """What a window holds after a step.

    Attributes:
        document: what is shown.
        file: the file of predictions whose rows the document may be made of, or None.
        path: the session that it belongs to, or None.
        contents: the digest of what the window knows to be in that session, or None.
        steps: how many steps there are to undo.
        at: when it was, in seconds since 1970.
        came_from: the name of the journal that it was restored from, or empty; that one is no
            longer wanted.
    """

    document: Document
    file: OpenedFile | None = None
    path: Path | None = None
    contents: bytes | None = None
    steps: int = 0
    at: float = 0.0
    came_from: str = ""

    @property
    def named(self) -> bool:
        """Whether the rows lie in a file, where they need not be copied from."""
        file = self.file
        if file is None or file.on_disk is None:
            return False
        return self.document.samples.rows is file.rows


class Source(Struct, frozen=True, forbid_unknown_fields=True):
    """A file that rows were read from, and what it was then."""

    path: bytes
    size: int
    modified_ns: int
    head: bytes


class InFile(Struct, frozen=True, forbid_unknown_fields=True, tag="file"):
    """Rows that lie in a file, as it was read."""

    path: bytes
    recipe: bytes
    sources: list[Source]


class Copied(Struct, frozen=True, forbid_unknown_fields=True, tag="copied"):
    """Rows with every number of theirs; (N, K) arrays are rows one after another."""

    scores: bytes
    labels: bytes
    smoothing: bytes
    distributions: bytes | None
    names: list[str]
    of_file: bool


class Names(Struct, frozen=True, forbid_unknown_fields=True):
    """The classes in their order."""

    names: list[str]
    colours: list[_Index]
    locked: list[_Index]


class Label(Struct, frozen=True, forbid_unknown_fields=True, tag="one-hot"):
    """One class, smoothed or not."""

    true: _Index
    epsilon: float | None = None


class Spread(Struct, frozen=True, forbid_unknown_fields=True, tag="free"):
    """A distribution over the classes."""

    p: bytes


class Edited(Struct, frozen=True, forbid_unknown_fields=True):
    """A row that was edited, and the fingerprint of what it was before."""

    row: _Index
    scores: bytes
    target: Label | Spread
    name: str
    origin: bytes


class Step(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """A record: the moment after a step; of rows, classes and edits what is new.

    New rows have no edits yet; ``undone`` are rows that are no longer edited. ``slides`` are all
    of them as JSON has them, if they are others than before; those that no session could hold
    are left out.
    """

    at: float
    steps: _Index
    title: str
    selected: _Index
    temperature: float
    unit: Unit
    policy: Policy
    partner: _Index
    path: bytes | None = None
    contents: bytes | None = None
    came_from: str = ""
    rows: InFile | Copied | None = None
    classes: Names | None = None
    edited: list[Edited] = []
    undone: list[_Index] = []
    slides: bytes | None = None


def record(now: Moment, before: Moment | None) -> bytes:
    """The record of ``now`` after that of ``before``, or the first one."""
    document, rows = now.document, now.document.samples.rows
    known = None if before is None or before.document.samples.rows is not rows else before.document
    edited, old = document.samples.edited, {} if known is None else known.samples.edited
    step = Step(
        at=now.at,
        steps=now.steps,
        title=_writable(document.title),
        selected=int(document.selected),
        temperature=document.temperature,
        unit=document.unit,
        policy=document.policy,
        partner=document.partner,
        path=None if now.path is None else os.fsencode(now.path.absolute()),
        contents=now.contents,
        came_from=now.came_from,
        rows=None if known is not None else _named(now) if now.named else _copied(rows),
        classes=None
        if before is not None and document.classes.same_as(before.document.classes)
        else Names(
            list(document.classes.names),
            list(document.classes.colours),
            sorted(document.classes.locked),
        ),
        edited=[
            Edited(
                row,
                _numbers(sample.scores),
                _target(sample.target),
                _writable(sample.name),
                origin(rows, row),
            )
            for row, sample in edited.items()
            if old.get(row) is not sample
        ],
        undone=[row for row in old if row not in edited],
        slides=_slides(document, None if before is None else before.document),
    )
    return msgspec.msgpack.encode(step)


def _slides(now: Document, before: Document | None) -> bytes | None:
    if now.has_slides(() if before is None else before.slides):
        return None
    held = [slide for slide in now.slides if session.can_hold(slide.document)]
    text = json.dumps(slides_to_trees(held), ensure_ascii=False, allow_nan=False)
    # Half a character becomes a question mark, as in a session.
    return text.encode("utf-8", errors="replace")


def source_of(path: Path, size: int, modified_ns: int) -> Source:
    """A file that was so large and so old when it was read, with what it begins with now."""
    with path.open("rb") as file:
        head = hashlib.sha256(file.read(HEAD_BYTES)).digest()
    return Source(os.fsencode(path.absolute()), size, modified_ns, head)


def _named(now: Moment) -> InFile:
    assert now.file is not None
    sources = []
    for source in now.file.predictions.sources:
        try:
            sources.append(source_of(source.path, source.size, source.modified_ns))
        except OSError:  # gone meanwhile: it will not be the same, then
            name = os.fsencode(source.path.absolute())
            sources.append(Source(name, source.size, source.modified_ns, b""))
    path = os.fsencode(now.file.path.absolute())
    return InFile(path, recipe.dumps(now.file.options), sources)


def _copied(rows: Rows) -> Copied:
    return Copied(
        _numbers(rows.scores),
        np.ascontiguousarray(rows.labels, dtype="<i8").tobytes(),
        _numbers(rows.smoothing),
        None if rows.distributions is None else _numbers(rows.distributions),
        [_writable(name) for name in rows.names],
        rows.of_file,
    )


def _numbers(array: NDArray[np.floating]) -> bytes:
    return np.ascontiguousarray(array, dtype="<f8").tobytes()


def _target(target: Target) -> Label | Spread:
    match target:
        case OneHot(true):
            return Label(true)
        case Smoothed(true, epsilon):
            return Label(true, epsilon)
        case Free(p):
            return Spread(_numbers(p))


def _writable(text: str) -> str:
    # Half a character, which no encoding has, becomes a question mark, as in a session.
    return text.encode("utf-8", errors="replace").decode("utf-8")
