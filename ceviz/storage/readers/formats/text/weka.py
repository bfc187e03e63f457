"""Weka's output of classifications: ``inst#,actual,predicted,error,distribution``.

One name stands above all probabilities of a row, ``*`` before the largest, and a label is its
number and its name: ``2:no``. Source: ``weka.classifiers.evaluation.output.prediction.CSV``.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np

from ceviz.storage.readers.checks import Place
from ceviz.storage.readers.edge import MAX_CLASSES, Job, refuse
from ceviz.storage.readers.formats.text.cells import Layout
from ceviz.storage.readers.formats.text.pieces import parse
from ceviz.storage.readers.guesses import Field, Guess, LabelForm
from ceviz.storage.readers.names import NamedBy, TextLabels
from ceviz.storage.readers.raw import ELSEWHERE, Raw

ACTUAL, PREDICTED, DISTRIBUTION = "actual", "predicted", "distribution"

#: What the columns before the probabilities are called.
_BEGINS = ("inst#", ACTUAL, PREDICTED, "error")

_LABEL = re.compile(r"(\d{1,9}):(.*)", re.DOTALL)

#: What stands where nothing is known.
_UNKNOWN = "?"


def is_weka(header: Sequence[str]) -> bool:
    """Whether the first line is that of Weka's output with a distribution.

    Raises:
        FileRefused: if it is that without one.
    """
    names = tuple(name.strip().lower() for name in header)
    if names[:4] != _BEGINS or len(names) < 5:
        return False
    if names[4] == "prediction":
        refuse(
            "is Weka's output without the distribution",
            place="the header",
            why="it has the probability of the predicted class only, and the loss needs that of "
            "the true one",
            remedy="save it with -classifications "
            '"weka.classifiers.evaluation.output.prediction.CSV -distribution"',
        )
    return names[4] == DISTRIBUTION


def with_every_column(header: tuple[str, ...], width: int) -> tuple[str, ...]:
    """A name for each of the probabilities, which are as many as make up for ``width`` cells."""
    count = width - len(header) + 1
    if not 2 <= count <= MAX_CLASSES:
        refuse(
            f"has {count:,} probabilities a row",
            place="the header",
            why=f"{2:,} to {MAX_CLASSES:,} are read",
        )
    every = tuple(f"{DISTRIBUTION} {k + 1}" for k in range(count))
    return (*header[:4], *every, *header[5:])


def read_weka(
    header: tuple[str, ...],
    delimiter: str,
    opened: tuple[bytes, int, str],
    lines_before: int,
    guesses: tuple[Guess, ...],
    job: Job,
) -> Raw:
    """The probabilities, labels and predictions of such a table.

    Args:
        header: a name for each of its columns.
        delimiter: one character.
        opened: the first lines, how long the byte order mark is, and the encoding.
        lines_before: lines before the first row.
        guesses: delimiter and header.
        job: the reading.
    """
    head, skip, encoding = opened
    scores = tuple(k for k, name in enumerate(header) if name.startswith(f"{DISTRIBUTION} "))
    layout = Layout(delimiter, encoding, header, scores, (1, 2), star=f"{delimiter}*".encode())
    numbers, texts, lines = parse(layout, head, skip, lines_before, job)
    names, (labels, predicted) = _named(texts, len(scores))
    why = "it is Weka's output of classifications"
    told = (
        Guess(Field.SCORES, DISTRIBUTION, why),
        Guess(Field.LABELS, ACTUAL, why),
        Guess(Field.PREDICTION, PREDICTED, why),
    )
    return Raw(
        scores=numbers,
        labels=labels if job.truth is None else ELSEWHERE,
        predicted=predicted,
        predicted_name=PREDICTED,
        place=Place(DISTRIBUTION, tuple(header[k] for k in scores), lines),
        labels_name=ACTUAL,
        label_form=LabelForm.NAMES if job.truth is None else None,
        guesses=(*guesses, *(told[:1] + told[2:] if job.truth is not None else told)),
        class_names=names,
        names_reason="labels and predictions have them, with their numbers",
        named_by=NamedBy.LIST,
    )


def _named(columns: Sequence[TextLabels], count: int) -> tuple[tuple[str, ...], list[TextLabels]]:
    """The names of ``count`` classes by the numbers before them, and the labels as names alone.

    A class that no row has or predicts is called by its number.
    """
    names = {k: f"class {k}" for k in range(1, count + 1)}
    for column in columns:
        for text in column.texts:
            found = _LABEL.fullmatch(text)
            if found is not None and found[2] != _UNKNOWN and int(found[1]) in names:
                names[int(found[1])] = _plain(found[2])
    return tuple(names.values()), [_without_numbers(column) for column in columns]


def _without_numbers(labels: TextLabels) -> TextLabels:
    plain = [
        text if (found := _LABEL.fullmatch(text)) is None else _plain(found[2])
        for text in labels.texts
    ]
    texts, codes = np.unique(np.array(plain, dtype=object).astype(str), return_inverse=True)
    return TextLabels(codes.reshape(-1)[labels.codes], tuple(texts.tolist()))


def _plain(name: str) -> str:
    """A name without the quotes that Weka writes around blanks and commas."""
    name = name.strip()
    if len(name) > 1 and name[0] == name[-1] == "'":
        return name[1:-1].replace("\\'", "'")
    return name
