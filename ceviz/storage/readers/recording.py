"""Recordings: what an evaluation loop kept of each row, or their totals, as an npz archive.

Arrays that NumPy reads under their own names, ``loss, confidence, margin, brier`` (float64),
``predicted, true`` (int32) and ``ignored``, all (N,), beside ``class_names``; or, if only the
totals were kept, the integers of a :class:`~ceviz.maths.batch.Summary` under ``totals_…``. The
array ``ceviz_recording`` says which, and tells such an archive from any other.
"""

from __future__ import annotations

import io
import os
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from ceviz.errors import CevizError
from ceviz.maths.arrays import mapped
from ceviz.maths.batch import Columns, Summary, Task, summarise
from ceviz.maths.batch.exact import ExactSums
from ceviz.maths.batch.recorded import checked, recorded_task
from ceviz.maths.batch.tally import Tally
from ceviz.maths.calibration import BINS
from ceviz.storage.atomic import write_atomically
from ceviz.storage.readers.arrays import StoredArray
from ceviz.storage.readers.edge import MAX_CLASSES, Job, check_regular, refuse, refusing
from ceviz.storage.readers.formats.format import Format
from ceviz.storage.readers.formats.npz import NPZ, stored_npz
from ceviz.storage.readers.guesses import IGNORED, Field, Guess, Kind, ReadOptions
from ceviz.storage.readers.predictions import Predictions

#: The array that makes an archive a recording.
MARK = "ceviz_recording"

VERSION = 1

#: A longer text is no head of ours.
_MOST_HEAD = 1 << 16

_COLUMNS: Mapping[str, np.dtype[Any]] = {
    name: np.dtype(kind)
    for name, kind in (
        ("loss", "f8"), ("confidence", "f8"), ("margin", "f8"), ("brier", "f8"),
        ("predicted", "i4"), ("true", "i4"),
    )
}  # fmt: skip

#: What a reader is told of it, since the lab can show no more.
TOLD = (
    "These rows were recorded without their scores. Losses, confidences and margins are exact; "
    "the classes that are neither true nor predicted are shown with equal shares of what is left."
)


class Head(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What an archive says of itself.

    Attributes:
        version: of the layout.
        classes: K.
        ignore_index: the label of rows that do not count.
        rows, ignored: how many rows there are, and how many of them do not count.
        bins: confidence bins of the totals.
    """

    version: int
    classes: int
    ignore_index: int
    rows: int
    ignored: int
    bins: int = BINS


@dataclass(frozen=True, eq=False)
class Recording:
    """What was kept of some rows.

    Attributes:
        class_names: K names.
        ignore_index: the label of rows that do not count.
        columns: one number a row each, or None if only the totals were kept.
        summary: the totals.
    """

    class_names: tuple[str, ...]
    ignore_index: int
    columns: Columns | None
    summary: Summary

    @property
    def task(self) -> Task:
        """The rows as a task that is done already; only where they were kept."""
        assert self.columns is not None
        return recorded_task(self.columns, len(self.class_names), self.ignore_index)

    def save(self, path: str | os.PathLike[str]) -> None:
        """Write it, all at once.

        Raises:
            FileRefused: the place cannot be written to; what was there is still there.
        """
        head = Head(
            version=VERSION,
            classes=len(self.class_names),
            ignore_index=self.ignore_index,
            rows=self.summary.rows,
            ignored=self.summary.ignored,
            bins=self.summary.bins,
        )
        arrays: dict[str, NDArray[Any]] = {
            MARK: np.array(msgspec.json.encode(head).decode()),
            "class_names": np.array(self.class_names),
        }
        if self.columns is None:
            arrays |= _of_totals(self.summary)
        else:
            arrays |= {name: getattr(self.columns, name) for name in _COLUMNS}
            if self.columns.ignored is not None:
                arrays["ignored"] = self.columns.ignored
        stream = io.BytesIO()
        np.savez(stream, **arrays)  # type: ignore[arg-type]
        write_atomically(path, stream.getvalue())


def read_recording(path: str | os.PathLike[str]) -> Recording:
    """A recording, every number checked.

    Raises:
        FileRefused: it is none, is damaged, or was written by a later version.
    """
    path = Path(path)
    with refusing(path):
        check_regular(path)
        job = Job(path, ReadOptions())
        arrays = stored_npz(job)
        if not is_recording(arrays):
            refuse("is no recording", why=f"it holds no “{MARK}”")
        return recording_of(arrays, job)


def is_recording(arrays: list[StoredArray]) -> bool:
    """Whether the arrays of an archive are a recording."""
    return any(array.name == MARK for array in arrays)


def recording_of(arrays: list[StoredArray], job: Job) -> Recording:
    """The recording that ``arrays`` are, every number checked.

    Raises:
        FileRefused: it is damaged, or was written by a later version.
    """
    stored = {array.name: array for array in arrays}
    head = _head(stored[MARK], job)
    names = _names(stored, head, job)
    if "loss" not in stored:
        return Recording(names, head.ignore_index, None, _totals(stored, head, job))
    columns = {
        name: _loaded(stored, name, kind, (head.rows,), job) for name, kind in _COLUMNS.items()
    }
    loss, ignored = columns.pop("loss"), None
    if "ignored" in stored:
        ignored = _loaded(stored, "ignored", np.dtype(np.bool_), (head.rows,), job)
    try:
        made = checked(
            Columns(
                loss=loss, plain=loss, surprisal=loss, entropy=None, ignored=ignored, **columns
            ),
            head.classes,
        )
    except CevizError as refusal:
        refuse(refusal.what, place=refusal.where)
    task = recorded_task(made, head.classes, head.ignore_index)
    return Recording(names, head.ignore_index, made, summarise(task, made, bins=head.bins))


def predictions_of(recording: Recording) -> Predictions:
    """A recording as what a reader gives back.

    Raises:
        FileRefused: only the totals were kept.
    """
    if recording.columns is None:
        refuse(
            "holds the totals of its rows and no row",
            why="it was recorded with rows=False",
            remedy="record with rows=True, or ask ceviz.Recorder.load(path).summary",
        )
    task = recorded_task(recording.columns, len(recording.class_names), IGNORED)
    assert task.labels is not None
    return Predictions(
        scores=task.scores,
        kind=Kind.LOG_PROBABILITIES,
        targets=task.labels,
        class_names=recording.class_names,
        ignored=recording.summary.ignored,
        guesses=(Guess(Field.FORMAT, "recording", f"it holds “{MARK}”"),),
        findings=(TOLD,) if len(recording.class_names) > 2 else (),
        recorded=recording.columns,
    )


def recorded_in(form: Format, job: Job) -> Predictions | None:
    """The rows of a file in the format ``form`` if it is a recording.

    Raises:
        FileRefused: it is damaged, of a later version, or holds totals only.
    """
    if form is not NPZ or not is_recording(arrays := stored_npz(job)):
        return None
    return predictions_of(recording_of(arrays, job))


def _head(stored: StoredArray, job: Job) -> Head:
    if stored.shape != () or stored.dtype.kind != "U" or stored.dtype.itemsize > _MOST_HEAD:
        refuse("is no head of a recording", place=f"“{MARK}”")
    try:
        head = msgspec.json.decode(str(stored.load(job)[()]), type=Head)
    except msgspec.MsgspecError as problem:
        refuse("is no head of a recording", place=f"“{MARK}”", why=str(problem))
    if head.version > VERSION:
        refuse("was recorded by a later ceviz", remedy="update ceviz")
    if not (
        0 < head.classes <= MAX_CLASSES
        and 0 <= head.ignored <= head.rows
        and 0 < head.bins <= 10_000
    ):
        refuse("contradicts itself", place=f"“{MARK}”")
    return head


def _names(stored: Mapping[str, StoredArray], head: Head, job: Job) -> tuple[str, ...]:
    array = stored.get("class_names")
    if array is None or array.dtype.kind != "U" or array.shape != (head.classes,):
        refuse(f"has no names of its {head.classes:,} classes", place="“class_names”")
    names = tuple(array.load(job).tolist())
    if len(set(names)) < len(names) or not all(names):
        refuse("names two classes the same, or one not at all", place="“class_names”")
    return names


def _loaded(
    stored: Mapping[str, StoredArray],
    name: str,
    kind: np.dtype[Any],
    shape: tuple[int, ...],
    job: Job,
) -> NDArray[Any]:
    array = stored.get(name)
    if array is None or array.shape != shape or array.dtype.newbyteorder("=") != kind:
        refuse(f"has no {kind} of shape {shape}", place=f"“{name}”")
    values = array.load(job)
    # In memory: a recorder may write the file anew while it is looked at.
    return values.copy() if mapped(values) else values


#: The parts of a summary that are exact sums, and those that are tallies of them.
_SUMS = ("weights", "plain", "brier", "entropy")
_TALLIES = ("pairs", "confidence")


def _of_totals(summary: Summary) -> dict[str, NDArray[Any]]:
    arrays: dict[str, NDArray[Any]] = {"totals_losses": summary.losses}
    for name in _SUMS:
        arrays |= _of_sums(f"totals_{name}", getattr(summary, name))
    for name in _TALLIES:
        found: Tally = getattr(summary, name)
        arrays |= {f"totals_{name}_keys": found.keys, f"totals_{name}_counts": found.counts}
        arrays |= _of_sums(f"totals_{name}", found.sums)
    return arrays


def _of_sums(name: str, sums: ExactSums) -> dict[str, NDArray[Any]]:
    return {f"{name}_{field.name}": getattr(sums, field.name) for field in fields(sums)}


def _totals(stored: Mapping[str, StoredArray], head: Head, job: Job) -> Summary:
    """The totals, if they can be those of so many rows."""

    def integers(name: str, *lengths: int) -> NDArray[np.int64]:
        array = stored.get(f"totals_{name}")
        fits = array is not None and len(array.shape) == len(lengths)
        if array is None or not fits or array.dtype.newbyteorder("=") != np.int64:
            refuse("is no total", place=f"“totals_{name}”")
        values = array.load(job)
        agrees = all(a in (b, -1) or b == -1 for a, b in zip(values.shape, lengths, strict=True))
        if not agrees or (values < 0).any():
            refuse("is no total", place=f"“totals_{name}”")
        return values

    def sums(name: str, groups: int) -> ExactSums:
        return ExactSums(
            integers(f"{name}_limbs", -1, groups), integers(f"{name}_infinite", groups)
        )

    def tallied(name: str, size: int) -> Tally:
        keys = integers(f"{name}_keys", -1)
        counts = integers(f"{name}_counts", len(keys))
        rising = (np.diff(keys) > 0).all() and (not len(keys) or keys[-1] < size)
        if not rising or counts.sum() != head.rows - head.ignored:
            refuse("counts other rows", place=f"“totals_{name}”")
        return Tally(keys, counts, sums(name, len(keys)))

    losses = integers("losses", -1)
    if losses.sum() != head.rows - head.ignored:
        refuse("counts other rows", place="“totals_losses”")
    weights, plain, brier, entropy = (sums(name, 1) for name in _SUMS)
    return Summary(
        classes=head.classes,
        bins=head.bins,
        rows=head.rows,
        ignored=head.ignored,
        weights=weights,
        plain=plain,
        brier=brier,
        entropy=entropy,
        pairs=tallied("pairs", head.classes**2),
        confidence=tallied("confidence", 2 * head.bins * head.classes),
        losses=losses,
    )
