"""What edited samples were before, so that edits can be taken to a file that was read again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any

import numpy as np

from ceviz.document.model import Document
from ceviz.document.samples import Rows, Sample, Samples
from ceviz.document.targets import distribution
from ceviz.errors import CevizError
from ceviz.memo import weak_memo

#: What stands for a sample that could not be read: no sample has it.
UNKNOWN = b""


def fingerprint(sample: Sample) -> bytes:
    """16 bytes that tell samples apart by their scores and targets, to the last bit."""
    import hashlib  # OpenSSL with it, which no first frame needs

    p = distribution(sample.target, len(sample.scores))
    # Both zeros are one number.
    parts = (np.ascontiguousarray(array + 0.0).tobytes() for array in (sample.scores, p))
    return hashlib.blake2b(b"".join(parts), digest_size=16).digest()


@weak_memo()
def _known(rows: Rows) -> dict[int, bytes]:
    """What was found out about the rows so far."""
    del rows  # a result holds nothing of its subject
    return {}


def origin(rows: Rows, row: int) -> bytes:
    """The fingerprint of a row as it was when it was first asked for.

    The file that it lies in may be another by the time somebody wants to compare.
    """
    known = _known(rows)
    if row not in known:
        try:
            known[row] = fingerprint(rows[row])
        except CevizError:
            known[row] = UNKNOWN
    return known[row]


def origins(document: Document) -> dict[int, bytes]:
    """The fingerprints of the rows that ``document`` edits."""
    samples = document.samples
    return {row: origin(samples.rows, row) for row in samples.edited}


def with_edits(
    document: Document, edited: Mapping[int, Sample], before: Mapping[int, bytes]
) -> tuple[Document, int]:
    """``document`` with the edits of those rows that still are what they were before the edit.

    Args:
        document: what was read anew; its classes are those of the edited samples.
        edited: the edited samples by their rows.
        before: the fingerprint of each of them before the edit.

    Returns:
        The document, and how many edits found their row changed or gone and are left out.
    """
    rows = document.samples.rows
    kept = {
        row: sample
        for row, sample in edited.items()
        if row < len(rows) and before[row] != UNKNOWN and origin(rows, row) == before[row]
    }
    samples = Samples(rows, MappingProxyType(kept))
    return replace(document, samples=samples), len(edited) - len(kept)


def reopened(mine: Document, base: Document, now: Document) -> tuple[Document, int]:
    """``now``, which was read anew, with what was edited in ``mine`` since ``base`` was read.

    Edits of samples stay where the sample is what it was, other choices where they were made.
    Where the file has other classes, or the edits are of other samples than it had, only the
    title and the slides stay, which carry documents of their own.

    Returns:
        The document, and how many edits of samples are left out.
    """
    now, edited = _told(mine, base, now), _edited(mine, base)
    if edited is None:
        return now, len(mine.samples)
    same = now.classes.names == base.classes.names and len(mine.classes) == len(base.classes)
    if not same:
        return now, len(edited)
    document, lost = with_edits(now, edited, {row: _before(base, row) for row in edited})
    kept: dict[str, Any] = {
        name: value
        for name in ("temperature", "unit", "policy", "partner")
        if (value := getattr(mine, name)) != getattr(base, name)
    }
    if not mine.classes.same_as(base.classes):
        kept["classes"] = mine.classes
    selected = mine.selected if mine.selected < len(now.samples) else now.selected
    return replace(document, selected=selected, **kept), lost


def _told(mine: Document, base: Document, now: Document) -> Document:
    """``now`` with the title and the slides of ``mine`` where they are others than in ``base``."""
    if mine.title != base.title:
        now = replace(now, title=mine.title)
    return now if mine.has_slides(base.slides) else replace(now, slides=mine.slides)


def _edited(mine: Document, base: Document) -> dict[int, Sample] | None:
    """The samples of ``mine`` that are others in ``base``; None if they are not comparable."""
    rows = mine.samples.rows
    if rows is base.samples.rows:
        edits, before = mine.samples.edited, base.samples.edited
        changed = {row: sample for row, sample in edits.items() if before.get(row) is not sample}
        undone = [row for row in before if row not in edits]
        return changed | {row: mine.samples[row] for row in undone}
    if len(mine.samples) != len(base.samples) or base.samples.rows.task is not None:
        return None
    return {
        row: sample
        for row, sample in enumerate(mine.samples)
        if not sample.same_as(base.samples[row])
    }


def _before(base: Document, row: int) -> bytes:
    sample = base.samples.edited.get(row)
    return origin(base.samples.rows, row) if sample is None else fingerprint(sample)
