"""A document to start from, and verbs that change which samples there are, all made by hand.

The verbs rebuild the rows, as those in :mod:`ceviz.document.classes` do; the rows of a file stay
as they were read and are refused.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from ceviz.document.classes import MAX_CLASSES
from ceviz.document.model import Classes, Document, Sample, Samples, check_scores
from ceviz.document.samples import MOST_COPIED
from ceviz.document.targets import OneHot
from ceviz.errors import InvalidInput


def blank_document(classes: int | Sequence[str]) -> Document:
    """One sample with scores of 0; the first class is the true one.

    Args:
        classes: how many, then they are called "Class 1" and so on; or what they are called.

    Raises:
        InvalidInput: there are too few or too many, or a name is empty or there twice.
    """
    if isinstance(classes, int):
        classes = [f"Class {k + 1}" for k in range(classes)]
    if len(classes) > MAX_CLASSES:
        raise InvalidInput(f"a document holds at most {MAX_CLASSES} classes")
    scores = check_scores(np.zeros(len(classes)))
    return Document(Classes.named(classes), Samples.of([Sample(scores, OneHot(0))]))


def names_in(text: str) -> list[str]:
    """The names in one line, separated by semicolons if there is one, else by commas."""
    sign = ";" if ";" in text else ","
    return [name.strip() for name in text.split(sign) if name.strip()]


def add_sample(document: Document) -> Document:
    """A sample at the end, every class equally likely, filed under the selected one's class."""
    scores = check_scores(np.zeros(len(document.classes)))
    samples = [*_by_hand(document), Sample(scores, OneHot(document.sample.true))]
    return _with(document, samples, len(samples) - 1)


def duplicate_sample(document: Document, row: int) -> Document:
    """The same sample once more, right after itself; the copy is selected."""
    samples = _by_hand(document)
    return _with(document, [*samples[: row + 1], *samples[row:]], row + 1)


def remove_sample(document: Document, row: int) -> Document:
    """Without sample ``row``; if it was selected, the one in its place is now."""
    samples = _by_hand(document)
    if len(samples) == 1:
        raise InvalidInput("a document needs at least 1 sample")
    selected = document.selected - (document.selected > row)
    kept = samples[:row] + samples[row + 1 :]
    return _with(document, kept, min(selected, len(kept) - 1))


def _by_hand(document: Document) -> list[Sample]:
    if document.samples.rows.task is not None:
        raise InvalidInput(
            "no sample can be added to those of a file, or taken from them",
            why="what is shown of all of them is what was read",
            remedy="make samples by hand in a new document (File, New)",
        )
    return list(document.samples)


def _with(document: Document, samples: Sequence[Sample], selected: int) -> Document:
    if len(samples) > MOST_COPIED:
        raise InvalidInput(f"at most {MOST_COPIED:,} samples are made by hand")
    return replace(document, samples=document.samples.remade(samples), selected=selected)
