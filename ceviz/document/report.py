"""A document's numbers as a report: a tree for programs, a page of text for people."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from ceviz.document.analysis import Analysis, analyse
from ceviz.document.class_columns import NAME, numbers
from ceviz.document.model import Document, Unit
from ceviz.document.numbers import (
    show_information,
    show_probability,
    show_score,
)
from ceviz.document.targets import TargetKind, kind_of

#: So many classes are listed on a page of text; a table of a thousand is for ``--json``.
LISTED = 20


def report(document: Document, source: str = "") -> dict[str, Any]:
    """All numbers, for ``ceviz report --json``.

    ``cross_entropy``, ``entropy``, ``kl_divergence`` and ``accuracy`` are means over the
    samples, ``perplexity`` is exp of the mean cross-entropy; ``rows`` are the classes of the
    selected sample. Information is in the document's unit; the gradient is (q − p)/T whatever
    the unit. Infinite numbers are the strings "inf" and "-inf".
    """
    analysis = analyse(document)
    batch, unit = analysis.batch, document.unit.per_nat
    every = slice(None)
    columns = {each.key: each.shown(analysis, document.unit, every) for each in numbers()}
    return {
        "source": source,
        "unit": document.unit.value,
        "samples": batch.count,
        "classes": len(document.classes),
        "cross_entropy": _plain(batch.cross_entropy * unit),
        "entropy": _plain(batch.entropy * unit),
        "kl_divergence": _plain(batch.kl * unit),
        "perplexity": _plain(batch.perplexity),
        "accuracy": batch.accuracy,
        "rows": [
            {NAME.title: name, **{key: _plain(column[i]) for key, column in columns.items()}}
            for i, name in enumerate(document.classes.names)
        ],
    }


def report_text(document: Document) -> str:
    """The same for people, without a newline at the end; at most :data:`LISTED` classes."""
    analysis = analyse(document)
    blocks = [_heading(document), *_summaries(document, analysis), *_classes(document, analysis)]
    return "\n\n".join(blocks)


def _plain(value: float) -> float | str:
    return float(value) if math.isfinite(value) else ("inf" if value > 0 else "-inf")


def _power(document: Document) -> str:
    """How perplexity follows from H in the unit shown."""
    return "exp H(p, q)" if document.unit is Unit.NATS else "2^H(p, q)"


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
    """The selected sample's numbers, after the means if there are more."""
    batch, unit = analysis.batch, document.unit.per_nat
    names = document.classes.names
    verdict = "right" if analysis.correct else f"wrong: it is {names[analysis.true]}"
    sample = [
        ("Cross-entropy", "H(p, q)", _loss(document, analysis)),
        ("Entropy", "H(p)", show_information(analysis.entropy * unit)),
        ("KL divergence", "KL(p‖q)", show_information(analysis.kl * unit)),
        ("Perplexity", _power(document), show_information(analysis.perplexity)),
        (
            "Predicted",
            "max q",
            f"{names[analysis.predicted]} ({show_probability(analysis.confidence)}), {verdict}",
        ),
    ]
    if batch.count == 1:
        return [_aligned(sample)]
    means = [
        ("Cross-entropy", "H(p, q)", show_information(batch.cross_entropy * unit)),
        ("Entropy", "H(p)", show_information(batch.entropy * unit)),
        ("KL divergence", "KL(p‖q)", show_information(batch.kl * unit)),
        ("Perplexity", _power(document), show_information(batch.perplexity)),
        ("Accuracy", "right", f"{batch.accuracy * 100.0:.1f} % ({batch.correct} of {batch.count})"),
    ]
    name = f", {document.sample.name}" if document.sample.name else ""
    return [
        f"Mean over {batch.count} samples\n{_aligned(means)}",
        f"Sample {document.selected + 1} of {batch.count}{name}\n{_aligned(sample)}",
    ]


def _loss(document: Document, analysis: Analysis) -> str:
    """``0.0957 = −log 0.9088``; a distribution's sum has too many terms for a line."""
    shown = show_information(analysis.cross_entropy * document.unit.per_nat)
    if kind_of(document.sample.target) is not TargetKind.ONE_HOT:
        return shown
    q = float(analysis.q[analysis.true])
    if q == 0.0 and math.isfinite(analysis.cross_entropy):
        return shown  # q is too small for a float64, its logarithm is not
    log, text = document.unit.log, show_probability(q)
    return f"{shown} = −{log}({text})" if " " in text else f"{shown} = −{log} {text}"


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
