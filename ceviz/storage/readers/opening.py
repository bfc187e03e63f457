"""The two doors: a look at a file, and reading all of it."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ceviz.errors import ChoiceNeeded, FileRefused
from ceviz.storage.readers.columns import Columns
from ceviz.storage.readers.detect import detect
from ceviz.storage.readers.edge import (
    LIMIT_BYTES,
    Job,
    check_regular,
    listed,
    refuse,
    refusing,
    shown,
)
from ceviz.storage.readers.formats.format import Format
from ceviz.storage.readers.formats.records.parts import refuse_part
from ceviz.storage.readers.guesses import Field, Guess, ReadOptions, Unlabelled
from ceviz.storage.readers.joining import read_joined
from ceviz.storage.readers.meaning.head import Column, different
from ceviz.storage.readers.meaning.interpret import interpret
from ceviz.storage.readers.names import TextLabels, Values
from ceviz.storage.readers.predictions import (
    SHOWN_ROWS,
    Predictions,
    Preview,
    SourceFile,
    shown_columns,
    shown_label,
    shown_rows,
)
from ceviz.storage.readers.raw import Raw
from ceviz.storage.readers.readings import (
    AllRowsNeeded,
    AmbiguousFile,
    Contradicted,
    Doubt,
    Fit,
    Reading,
    fit_of_first,
    same_numbers,
)
from ceviz.storage.readers.recording import recorded_in
from ceviz.storage.readers.repeats import told_of_rows
from ceviz.storage.readers.rivals import stays

#: How many rows a look at a file reads.
HEAD_ROWS = 256

#: Questions about labels, which the first rows may not show in full.
_WHOLE_FILE = (Field.CLASS_NAMES, Field.LABEL_FORM, Field.IGNORED)

#: Questions of which column is meant, which no single row can answer.
_OF_COLUMNS = (Field.SCORES, Field.LABELS)

#: More questions than this about one file, and it is not understood.
_MOST_DOUBTS = 6

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
        options = options or ReadOptions()
        job = _look(path, options)
        form, reason = detect(path)
        if (recorded := recorded_in(form, job)) is not None:
            return _look_at(recorded, path, size)
        try:
            head, raw = _settled(form, job)
        except (AmbiguousFile, AllRowsNeeded) as question:
            if isinstance(question, AmbiguousFile) and question.field not in _WHOLE_FILE:
                raise
            # The first rows need not show every label: all rows may know better.
            head, raw = _settled(form, Job(path, options, _limit(options)))
        return Preview(
            path=path,
            format=form.name,
            size=size,
            samples=raw.total,
            class_names=head.class_names,
            guesses=(Guess(Field.FORMAT, form.name, reason), *head.guesses),
            columns=shown_columns(head),
            rows=shown_rows(head),
        )


def weigh(path: str | os.PathLike[str], options: ReadOptions) -> Fit | None:
    """How well the first rows fit when they are read so; None if a further question comes first.

    Raises:
        FileRefused: the file cannot be read so.
    """
    path = Path(path)
    with refusing(path):
        check_regular(path)
        form, _ = detect(path)
        try:
            head, _ = _settled(form, _look(path, options))
        except (AmbiguousFile, AllRowsNeeded):
            return None
    return fit_of_first(head, HEAD_ROWS)


def read(
    path: str | os.PathLike[str],
    options: ReadOptions | None = None,
    *,
    progress: Callable[[float], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Predictions:
    """All predictions of a file, every number checked; large plain arrays are mapped.

    Nothing in a file is executed, and the file is not changed. May run in any thread.

    Args:
        path: npz, npy (with its partner beside it), safetensors, Parquet, CSV, TSV or JSONL.
        options: the user's choices; what they leave open is guessed.
        progress: called now and then with the share done, 0 to 1.
        cancelled: asked as often whether to stop.

    Raises:
        FileRefused: in every case in which there are no predictions, with the file, the row or
            key, and the reason.
        Cancelled: if ``cancelled`` said so.
    """
    path = Path(path)
    with refusing(path):
        check_regular(path)
        source = SourceFile.of(path)
        options = options or ReadOptions()
        if options.more:
            refuse("is to be read with other files", remedy="open all of them together")
        job = Job(path, options, _limit(options), None, progress, cancelled)
        job.step(0.0)
        form, reason = detect(path)
        if (recorded := recorded_in(form, job)) is not None:
            _refuse_if_changed(source)
            job.step(1.0)
            return replace(recorded, sources=(source,))
        # Before the rows of a text are in memory, as its beginning takes some; and after native
        # code has read a table, as a damaged one costs its minute only once.
        columns = _columns_beside(form, job) if form.is_text else None
        try:
            predictions, raw = _settled(form, job)
        except FileRefused:
            _refuse_if_changed(source)  # then that is why
            raise
        others = [SourceFile.of(other) for other in (raw.partner, raw.truth) if other is not None]
        sources = (source, *(other for other in others if other != source))
        _refuse_if_changed(source)
        job.step(1.0)
        guesses = (Guess(Field.FORMAT, form.name, reason), *predictions.guesses)
        told = _told_of_rows(columns or _columns_beside(form, job, raw.heads), raw)
        findings = tuple(dict.fromkeys((*predictions.findings, *told)))
        return replace(predictions, guesses=guesses, findings=findings, sources=sources)


def _look_at(recorded: Predictions, path: Path, size: int) -> Preview:
    """A recording has labels to show, and no scores."""
    labels = [(shown_label(recorded, target),) for target in recorded.targets[:SHOWN_ROWS]]
    return Preview(
        path=path,
        format="recording",
        size=size,
        samples=len(recorded),
        class_names=recorded.class_names,
        guesses=recorded.guesses,
        columns=("label",),
        rows=tuple(labels),
    )


def _columns_beside(
    form: Format, job: Job, heads: Sequence[Column] | None = None
) -> Columns | None:
    """The columns of the file, of which the ``heads`` may be known; None if they cannot be read."""
    whole = replace(job, limit_bytes=max(job.limit_bytes, LIMIT_BYTES), taken=[0], progress=None)
    if heads is not None:
        return Columns(heads, lambda name, most=None: form.columns(whole).values(name, most))
    try:
        return form.columns(whole)
    except (FileRefused, Doubt):
        return None


def _told_of_rows(columns: Columns | None, raw: Raw) -> tuple[str, ...]:
    """What the columns beside the scores say of the rows; nothing if they cannot be read."""
    used = {*raw.place.columns, raw.place.array, raw.labels_name, raw.predicted_name}
    try:
        return () if columns is None else told_of_rows(columns, used)
    except FileRefused:
        return ()


def _refuse_if_changed(source: SourceFile) -> None:
    if SourceFile.of(source.path) != source:
        refuse("was changed by another program while it was read", remedy="open it again")


def _limit(options: ReadOptions) -> int:
    return LIMIT_BYTES if options.limit is None else options.limit


def _look(path: Path, options: ReadOptions) -> Job:
    """A look at the first rows, which may take more only where the user allows more."""
    limit = max(_HEAD_BYTES_LIMIT, options.limit or 0)
    return Job(path, options, limit, head=HEAD_ROWS)


def _settled(form: Format, job: Job) -> tuple[Predictions, Raw]:
    """The file read, every doubt decided of which only one choice survives.

    Raises:
        AmbiguousFile: if two survive.
    """
    if job.options.part is not None and job.options.truth is None and not form.has_parts:
        refuse_part()
    reasons: dict[Field, str] = {}
    for _ in range(_MOST_DOUBTS):
        try:
            raw = read_joined(form, job)
            predictions = interpret(raw, job)
        except Contradicted as found:
            job = replace(job, mistrusts=job.mistrusts | {found.field}, taken=[0])
            continue
        except Doubt as doubt:
            if doubt.alike and _are_alike(form, job, doubt.alike):
                first, *others = doubt.alike
                reasons[doubt.field] = f"of its name; {listed(others)} holds the same"
                job = replace(job, options=job.options.choose(doubt.field, first), taken=[0])
                continue
            if doubt.labels is not None and job.seen is None:
                job = replace(job, seen=_all_labels(form, job, doubt.labels), taken=[0])
                continue
            reading, reasons[doubt.field] = _decided(doubt, form, job)
            job = replace(job, options=reading.options, taken=[0])
            continue
        guesses = tuple(
            replace(guess, reason=reasons[guess.field]) if guess.field in reasons else guess
            for guess in predictions.guesses
        )
        return replace(predictions, guesses=guesses), raw
    return refuse(
        "leaves too many questions open", remedy="say what its columns are (--scores and --labels)"
    )


def _all_labels(form: Format, job: Job, name: str) -> frozenset[str]:
    """The different labels of all rows: the first need not show every class, if they are sorted.

    None at all if they cannot be read, which is told when the rows are.
    """
    whole = replace(job, head=None, limit_bytes=max(job.limit_bytes, LIMIT_BYTES), taken=[0])
    try:
        return different(form.columns(whole).values(name))
    except FileRefused:
        return frozenset()


def _are_alike(form: Format, job: Job, names: Sequence[str]) -> bool:
    """Whether columns hold the same in all rows; not if they cannot be read."""
    whole = replace(job, head=None, limit_bytes=max(job.limit_bytes, LIMIT_BYTES), taken=[0])
    columns = form.columns(whole)
    if not {*names} <= {head.name for head in columns.heads}:
        return False
    first, *others = (_classes(columns.values(name)) for name in names)
    return all(np.array_equal(first, other) for other in others)


def _classes(values: Values) -> NDArray[Any]:
    """(N,) what each row names, comparable with another column."""
    if isinstance(values, TextLabels):
        return np.asarray(Column.of_texts("", values.texts).classes.astype(str)[values.codes])
    return values


def _decided(doubt: Doubt, form: Format, job: Job) -> tuple[Reading, str]:
    """The only reading that survives, and why."""
    survivors: list[tuple[Reading, Predictions | None]] = []
    refused: list[tuple[str, FileRefused]] = []
    for choice in doubt.choices:
        label = choice.label or f"“{shown(choice.value)}”"
        field = choice.field or doubt.field
        options = job.options.choose(field, choice.value)
        reading = Reading(field, choice.value, label, choice.why, choice.fit, options)
        if choice.fit is not None:
            survivors.append((reading, None))
            continue
        try:
            head = _head(form, job, options)
        except FileRefused as refusal:
            if isinstance(refusal, ChoiceNeeded) or (
                doubt.field in _OF_COLUMNS and _stays(refusal, form, job, options)
            ):
                but = f"{reading.why}, but {refusal.where or 'then it'}: {refusal.what}"
                survivors.append((replace(reading, why=but), None))
            else:
                refused.append((label, refusal))
            continue
        if (
            head is not None
            and not doubt.are_different
            and _is_double(form, job, reading, head, survivors)
        ):
            continue
        if head is not None:
            reading = replace(
                reading, fit=fit_of_first(head, HEAD_ROWS), why=_with_gaps(reading, head)
            )
        survivors.append((reading, head))
    if not survivors:
        label, first = refused[0]
        where = f"{label}, {first.where}" if first.where else label
        first.where = where
        raise first
    # Those that fit best come first; those that ask further cannot tell.
    survivors.sort(key=lambda each: -each[0].fit.accuracy if each[0].fit is not None else 1.0)
    if len(survivors) > 1 or doubt.confirm:
        raise AmbiguousFile(doubt.what, [reading for reading, _ in survivors], where=doubt.where)
    (reading, _), *_ = survivors
    against = [f"{label} is out, as {problem.what}" for label, problem in refused]
    return reading, "; ".join([reading.why, *against])


def _with_gaps(reading: Reading, head: Predictions) -> str:
    """What speaks for a reading, and that it leaves rows without a label."""
    gaps = head.guess(Field.UNLABELLED)
    if gaps is None or reading.options.unlabelled is Unlabelled.IGNORE:
        return reading.why
    return f"{reading.why}, but not every row has a label there"


def _is_double(
    form: Format,
    job: Job,
    reading: Reading,
    head: Predictions,
    others: Sequence[tuple[Reading, Predictions | None]],
) -> bool:
    """Whether a reading gives the same numbers as another, in the first rows and in all."""
    for other, its_head in others:
        if its_head is None or not same_numbers(head, its_head):
            continue
        if len(head) < HEAD_ROWS or _are_same(form, job, reading, other):
            return True
    return False


def _are_same(form: Format, job: Job, first: Reading, second: Reading) -> bool:
    """Whether two readings give the same numbers in all rows; not if one cannot be read."""
    limit = max(job.limit_bytes, LIMIT_BYTES)
    found = []
    for options in (first.options, second.options):
        whole = replace(job, options=options, head=None, limit_bytes=limit, taken=[0])
        try:
            found.append(interpret(read_joined(form, whole), whole))
        except (FileRefused, Doubt, AllRowsNeeded):
            return False
    return same_numbers(*found)


def _stays(refusal: FileRefused, form: Format, job: Job, options: ReadOptions) -> bool:
    look = replace(_look(job.path, options), cancelled=job.cancelled, seen=job.seen)
    return stays(refusal, lambda: read_joined(form, look), look)


def _head(form: Format, job: Job, options: ReadOptions) -> Predictions | None:
    """The first rows under ``options``, or None if a further question comes first.

    Rows without a label, of which the whole file tells, stand in no reading's way.
    """
    options = replace(options, unlabelled=Unlabelled.IGNORE)
    look = replace(_look(job.path, options), cancelled=job.cancelled, seen=job.seen)
    try:
        return interpret(read_joined(form, look), look)
    except (Doubt, AllRowsNeeded):
        return None
