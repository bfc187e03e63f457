"""The samples files of the Language Model Evaluation Harness (``samples_*.jsonl``).

A multiple-choice sample holds the log-likelihood of every choice; softmax over the choices
makes them the probabilities of a classifier, with a real cross-entropy. Choices may be fewer
in some rows: those that a row lacks get the score −∞, probability 0.

Source: https://github.com/EleutherAI/lm-evaluation-harness, ``--log_samples``.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np

from ceviz.storage.readers.checks import Place
from ceviz.storage.readers.edge import Job, refuse, shown
from ceviz.storage.readers.guesses import Field, Guess, Kind, LabelForm
from ceviz.storage.readers.lines import Lines
from ceviz.storage.readers.names import TextLabels
from ceviz.storage.readers.raw import Raw
from ceviz.storage.readers.readings import Choice, Doubt

Record: TypeAlias = dict[str, Any]

#: Python objects of one parsed number, roughly.
_BYTES_A_CHOICE = 64


def is_lm_eval(record: Record) -> bool:
    """Whether an object is a sample of the harness."""
    return ("resps" in record or "filtered_resps" in record) and "target" in record


def read_lm_eval(records: Iterable[tuple[int, Record, float]], job: Job) -> Raw:
    """Log-likelihoods as scores (N, K), −∞ for choices a row lacks, and the gold choices."""
    rows: list[list[float]] = []
    golds, lines = [], []
    known: dict[object, tuple[object, int]] = {}
    choices: tuple[str, ...] | None = ()
    for line, record, share in records:
        row, texts = _choices(record, line)
        if _is_known(record, row, rows, known, line):
            continue
        job.take(_BYTES_A_CHOICE * len(row), "the choices")
        rows.append(row)
        golds.append(_gold(record, texts, len(row), line))
        lines.append(line)
        choices = _common(choices, texts)
        job.step(0.8 * share)
    fewest, most = min(map(len, rows)), max(map(len, rows))
    job.take(8 * most * len(rows), "the scores")
    scores = np.full((len(rows), most), -np.inf)
    for index, row in enumerate(rows):
        scores[index, : len(row)] = row
    ragged = f"; rows have {fewest} to {most} choices, the lacking ones get −∞"
    reason = "the file is of lm-eval-harness: the log-likelihood of each choice"
    names = choices if choices and len(choices) == most else _letters(most)
    labels = np.array(_settled(golds, job), dtype=np.int64)
    by_name = job.options.label_form is LabelForm.NAMES
    return Raw(
        scores=scores,
        labels=TextLabels(labels, tuple(names)) if by_name else labels,
        place=Place("filtered_resps", (), Lines.of(np.array(lines, dtype=np.int64))),
        labels_name="target",
        hint=Kind.LOGITS,
        label_form=LabelForm.ZERO_BASED,
        guesses=(
            Guess(Field.SCORES, "filtered_resps", reason + (ragged if fewest < most else "")),
            Guess(Field.LABELS, "target", "lm-eval-harness calls the right choice so"),
        ),
        class_names=names,
        names_reason="every row has these choices"
        if names == choices
        else "the choices differ from row to row, so they are lettered",
    )


def _choices(record: Record, line: int) -> tuple[list[float], tuple[str, ...]]:
    """The log-likelihoods of a sample and the texts of its choices, as far as they are known."""
    responses = record.get("filtered_resps") or record.get("resps")
    if not isinstance(responses, list) or not responses:
        refuse("has no responses", place=f"line {line}, “filtered_resps”")
    row = [_log_likelihood(response, line) for response in responses]
    arguments = _arguments(record.get("arguments"))
    half = len(row) // 2
    contexts = [bool(context) for context, _ in arguments]
    # acc_mutual_info asks for every choice again without its context.
    if half > 1 and contexts == [True] * half + [False] * half:
        row, arguments = row[:half], arguments[:half]
    if len(row) < 2:
        refuse(
            "is of an lm-eval task without choices",
            place=f"line {line}",
            why="what a generated text or a log-likelihood alone says is no distribution over "
            "classes; the loss needs a multiple-choice task",
        )
    texts = tuple(text.strip() for _, text in arguments)
    return row, texts if len(texts) == len(row) else ()


def _log_likelihood(response: object, line: int) -> float:
    """The number in ``[-1.2, false]``, ``["-1.2", "False"]`` or ``[[-1.2, false]]``."""
    value = response
    for _ in range(3):
        if isinstance(value, list) and value:
            value = value[0]
    try:
        if isinstance(value, bool) or not isinstance(value, str | int | float):
            raise ValueError
        return float(value)
    except (ValueError, OverflowError):
        refuse(
            f"“{shown(value)}” is no log-likelihood",
            place=f"line {line}, “filtered_resps”",
            why="generated text has none; only multiple-choice tasks have a loss",
        )


def _arguments(arguments: object) -> list[tuple[str, str]]:
    """(context, continuation) of every request, or nothing if they are written otherwise."""
    requests: list[object] = []
    if isinstance(arguments, dict):
        requests = list(arguments.values())
    elif isinstance(arguments, list):
        requests = arguments
    pairs = []
    for request in requests:
        parts = list(request.values()) if isinstance(request, dict) else request
        if not isinstance(parts, list) or len(parts) < 2:
            return []
        if not all(isinstance(part, str) for part in parts[:2]):
            return []
        pairs.append((parts[0], parts[1]))
    return pairs


def _is_known(
    record: Record,
    row: list[float],
    rows: Sequence[list[float]],
    known: dict[object, tuple[object, int]],
    line: int,
) -> bool:
    """Whether the same sample was there already through another of the task's filters."""
    sample, through = record.get("doc_id"), record.get("filter")
    if not isinstance(sample, str | int) or not isinstance(through, str):
        return False
    first, index = known.setdefault(sample, (through, len(rows)))
    if first == through:
        return False
    if rows[index] != row:
        refuse(
            f"has the sample {shown(sample)} twice, through the filters “{shown(first)}” and "
            f"“{shown(through)}”",
            place=f"line {line}",
            why="their log-likelihoods differ, and each sample counts once",
            remedy="keep the lines of one filter",
        )
    return True


@dataclass(frozen=True, slots=True)
class _Gold:
    """The right choice of a row: by its index and by its text, None where it is none of them."""

    by_index: int | None
    by_text: int


def _gold(record: Record, texts: Sequence[str], count: int, line: int) -> _Gold:
    """The target is an index, or the choice itself; a number as text may be either."""
    target = record.get("target")
    if isinstance(target, list) and len(target) == 1:
        target = target[0]
    place = f"line {line}, “target”"
    if target is None or target == "":
        refuse("the label is missing", place=place)
    text = str(target).strip()
    index = int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None
    if index is not None and (type(target) is int or text not in texts):
        if index >= count:
            refuse(f"the label {index} is outside 0 to {count - 1}", place=place)
        return _Gold(index, index)
    for spellings in (texts, _labels_of(record)):
        if text in spellings:
            found = list(spellings).index(text)
            return _Gold(found if index is None else index if index < count else None, found)
    return refuse(f"the target “{shown(text)}” is none of the choices", place=place)


def _settled(golds: Sequence[_Gold], job: Job) -> list[int]:
    """The right choices, by index or by text; asked if both are possible and differ."""
    by_text = [gold.by_text for gold in golds]
    by_index = [gold.by_index for gold in golds if gold.by_index is not None]
    chosen = job.options.label_form
    if chosen is LabelForm.NAMES or len(by_index) < len(golds) or by_index == by_text:
        return by_text
    if chosen is None:
        raise Doubt(
            Field.LABEL_FORM,
            "the targets are numbers, and so are the choices",
            [
                Choice(LabelForm.ZERO_BASED, "lm-eval-harness gives the index of the right choice"),
                Choice(LabelForm.NAMES, "every target is one of the choices"),
            ],
            confirm=True,
        )
    return by_index


def _labels_of(record: Record) -> list[str]:
    """The choices as the task's own document has them, as ARC does: A, B, C, D."""
    document = record.get("doc")
    choices = document.get("choices") if isinstance(document, dict) else None
    if isinstance(choices, dict):
        choices = choices.get("label")
    return [str(choice).strip() for choice in choices] if isinstance(choices, list) else []


def _common(known: tuple[str, ...] | None, texts: tuple[str, ...]) -> tuple[str, ...] | None:
    """The choices as long as all rows have the same; None once they differ."""
    if known == ():
        return texts or None
    return known if known == texts and len(set(texts)) == len(texts) else None


def _letters(count: int) -> tuple[str, ...]:
    if count <= 26:
        return tuple("ABCDEFGHIJKLMNOPQRSTUVWXYZ"[:count])
    return tuple(f"choice {index}" for index in range(count))
