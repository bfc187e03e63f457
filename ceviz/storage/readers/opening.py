"""The two doors: a look at a file, and reading all of it."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ceviz.storage.readers.detect import detect
from ceviz.storage.readers.edge import LIMIT_BYTES, Job, check_regular, refuse, refusing
from ceviz.storage.readers.guesses import Field, Guess, ReadOptions
from ceviz.storage.readers.meaning.interpret import interpret
from ceviz.storage.readers.predictions import Predictions, Preview, SourceFile

#: How many rows a look at a file reads, and how many of them and of the classes it shows.
HEAD_ROWS = 256
SHOWN_ROWS = 8
SHOWN_CLASSES = 12

#: What a look may unpack: little, but one row of a large vocabulary in any format.
_HEAD_BYTES_LIMIT = 160 << 20


def sniff(path: str | os.PathLike[str], options: ReadOptions | None = None) -> Preview:
    """What the file seems to be, from its first rows; reads little and changes nothing.

    Args:
        path: any file.
        options: the user's choices so far.

    Raises:
        FileRefused: as :func:`read` does, for what shows at once.
    """
    path = Path(path)
    with refusing(path):
        size = check_regular(path)
        job = Job(path, options or ReadOptions(), _HEAD_BYTES_LIMIT, head=HEAD_ROWS)
        form, reason = detect(path)
        raw = form.read(job)
        head = interpret(raw, job)
        return Preview(
            path=path,
            format=form.name,
            size=size,
            samples=raw.total,
            classes=len(head.class_names),
            guesses=(Guess(Field.FORMAT, form.name, reason), *head.guesses),
            columns=_columns(head),
            rows=_rows(head),
        )


def read(
    path: str | os.PathLike[str],
    options: ReadOptions | None = None,
    *,
    progress: Callable[[float], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
    limit_bytes: int = LIMIT_BYTES,
) -> Predictions:
    """All predictions of a file, every number checked; large plain arrays are mapped.

    Nothing in a file is executed, and the file is not changed. May run in any thread.

    Args:
        path: an npz, npy (with its partner beside it), safetensors, Parquet, CSV, TSV or JSONL
            file.
        options: the user's choices; what they leave open is guessed.
        progress: called now and then with the share done, 0 to 1.
        cancelled: asked as often whether to stop.
        limit_bytes: how much may be unpacked into memory; mapped arrays do not count.

    Raises:
        FileRefused: in every case in which there are no predictions, with the file, the row or
            key, and the reason.
        Cancelled: if ``cancelled`` said so.
    """
    path = Path(path)
    with refusing(path):
        check_regular(path)
        source = SourceFile.of(path)
        job = Job(path, options or ReadOptions(), limit_bytes, None, progress, cancelled)
        job.step(0.0)
        form, reason = detect(path)
        raw = form.read(job)
        sources = (source,) if raw.partner is None else (source, SourceFile.of(raw.partner))
        predictions = interpret(raw, job)
        if SourceFile.of(path) != source:
            refuse("was changed by another program while it was read", remedy="open it again")
        job.step(1.0)
        guesses = (Guess(Field.FORMAT, form.name, reason), *predictions.guesses)
        return replace(predictions, guesses=guesses, sources=sources)


def _columns(head: Predictions) -> tuple[str, ...]:
    return ("label", *head.class_names[:SHOWN_CLASSES])


def _rows(head: Predictions) -> tuple[tuple[str, ...], ...]:
    rows = []
    for scores, target in zip(head.scores[:SHOWN_ROWS], head.targets[:SHOWN_ROWS], strict=True):
        numbers = (f"{float(value):.6g}" for value in scores[:SHOWN_CLASSES])
        rows.append((_label(head, target), *numbers))
    return tuple(rows)


def _label(head: Predictions, target: np.int64 | NDArray[np.floating]) -> str:
    if isinstance(target, np.ndarray):
        return head.class_names[int(target.argmax())]
    return head.class_names[int(target)] if target >= 0 else "ignored"
