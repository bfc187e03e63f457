"""A document's numbers as a report: a tree for programs, a page of text for people."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from ceviz.document.analysis import Analysis, analyse
from ceviz.document.class_columns import NAME, numbers
from ceviz.document.model import Document
from ceviz.document.text.numbers import show_probability, show_score
from ceviz.document.text.readouts import loss_first, mean_rows, page_rows

#: So many classes are listed on a page of text; a table of a thousand is for ``--json``.
LISTED = 20


def report(document: Document, source: str = "") -> dict[str, Any]:
    """All numbers, for ``ceviz report --json``.

    ``cross_entropy``, ``entropy``, ``kl_divergence`` and ``accuracy`` are means over the
    samples, ``perplexity`` is exp of the mean cross-entropy; ``sample`` holds the readouts and
    ``rows`` the classes of the selected sample. Information is in the document's unit; the
    gradient is (q − p)/T whatever the unit. Infinite numbers are the strings "inf" and "-inf".
    """
    analysis = analyse(document)
    batch, unit = analysis.batch, document.unit
    means = {each.key: each.mean_shown(batch, unit) for each in loss_first() if each.mean}
    sample = {each.key: each.shown(document, analysis) for each in loss_first() if each.in_files}
    return {
        "source": source,
        "unit": unit.value,
        "samples": batch.count,
        "classes": len(document.classes),
        **{key: _plain(value) for key, value in means.items()},
        "sample": {key: _plain(value) for key, value in sample.items()},
        "rows": class_rows(document, analysis),
    }


def class_rows(document: Document, analysis: Analysis) -> list[dict[str, Any]]:
    """The classes of the selected sample, as ``rows`` of :func:`report`."""
    columns = {each.key: each.shown(analysis, document.unit, slice(None)) for each in numbers()}
    return [
        {NAME.title: name, **{key: _plain(column[i]) for key, column in columns.items()}}
        for i, name in enumerate(document.classes.names)
    ]


def report_text(document: Document) -> str:
    """The same for people, without a newline at the end; at most :data:`LISTED` classes."""
    analysis = analyse(document)
    blocks = [_heading(document), *_summaries(document, analysis), *_classes(document, analysis)]
    return "\n\n".join(blocks)


def _plain(value: float | str) -> float | str:
    """JSON has no infinite numbers."""
    if isinstance(value, str) or math.isfinite(value):
        return value
    return "inf" if value > 0 else "-inf"


def _heading(document: Document) -> str:
    samples = len(document.samples)
    facts = [
        f"{len(document.classes)} classes",
        "1 sample" if samples == 1 else f"{samples} samples",
        f"temperature {show_score(document.temperature)}",
        f"in {document.unit.value}",
    ]
    return f"{document.title or 'Untitled'}: {', '.join(facts)}"


def _summaries(document: Document, analysis: Analysis) -> list[str]:
    """The selected sample's readouts, after the means if there are more."""
    batch = analysis.batch
    sample = _aligned(page_rows(document, analysis))
    if len(document.samples) == 1:
        return [sample]
    means = _aligned(mean_rows(batch, document.unit))
    name = f", {document.sample.name}" if document.sample.name else ""
    return [
        f"Mean over {batch.count} samples\n{means}",
        f"Sample {document.selected + 1} of {len(document.samples)}{name}\n{sample}",
    ]


def _classes(document: Document, analysis: Analysis) -> list[str]:
    names, listed = document.classes.names, _listed(analysis)
    columns = [[NAME.title, *(names[i] for i in listed)]]
    columns += [[each.title, *each.texts(analysis, document.unit, listed)] for each in numbers()]
    blocks = [_aligned([*zip(*columns, strict=True)], right=True)]
    left_out = len(names) - len(listed)
    if left_out:
        rest = max(0.0, 1.0 - float(analysis.q[listed].sum()))
        blocks.append(f"and {left_out} more classes with q = {show_probability(rest)} together")
    return blocks


def _listed(analysis: Analysis) -> list[int]:
    """The classes on the page, in class order: those that carry target mass, then the likeliest."""
    if len(analysis.q) <= LISTED:
        return list(range(len(analysis.q)))
    ranking = [int(i) for i in analysis.ranking]
    first = sorted(ranking, key=lambda i: -analysis.p[i])
    targets = [i for i in first if analysis.p[i] > 0.0][: LISTED // 2]
    others = [i for i in ranking if i not in targets]
    return sorted([*targets, *others[: LISTED - len(targets)]])


def _aligned(rows: Sequence[Sequence[str]], *, right: bool = False) -> str:
    """Rows with their columns under each other, the first to the left."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = []
    for row in rows:
        cells = [
            cell.rjust(width) if right and at else cell.ljust(width)
            for at, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        lines.append("  " + "  ".join(cells).rstrip())
    return "\n".join(lines)
