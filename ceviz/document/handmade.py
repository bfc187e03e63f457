"""Verbs that change which samples there are, all of them made by hand.

They rebuild the rows, as the verbs in :mod:`ceviz.document.classes` do; those of a file stay as
they were read and are refused.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from ceviz.document.model import Document, Sample, check_scores
from ceviz.document.samples import MOST_COPIED
from ceviz.document.targets import OneHot
from ceviz.errors import InvalidInput


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
