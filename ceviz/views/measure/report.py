"""The measure panel's texts: the numbers of a file, class by class, and what others print."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

import numpy as np

from ceviz.document.model import Unit
from ceviz.document.text.numbers import RATE, show_information, show_percent, show_probability
from ceviz.maths.batch import Evaluation, Printed, by_true_class
from ceviz.panels.plain_text import LONGEST_WORD, cut

#: Above this many classes only the dearest are listed.
CLASSES_MOST = 20


def headline(evaluation: Evaluation, unit: Unit) -> list[tuple[str, str]]:
    """Name and value of every number over all samples."""
    scale = unit.per_nat
    width, mass = evaluation.summary, evaluation.reliability(scheme="equal-mass")

    def information(nats: float) -> str:
        return "nan" if np.isnan(nats) else f"{show_information(nats * scale)} {unit}"

    rows = [
        ("cross-entropy, mean", information(evaluation.mean)),
        (
            "numerator / denominator",
            f"{show_information(evaluation.numerator * scale)} / {evaluation.denominator:,.10g}",
        ),
        ("entropy of targets H(p)", information(evaluation.entropy_of_targets)),
        ("KL(p‖q)", information(evaluation.kl)),
        ("perplexity", show_information(evaluation.perplexity)),
        ("accuracy", show_percent(evaluation.accuracy)),
        ("Brier score", show_information(evaluation.brier)),
        ("ECE, 15 equal-width bins", show_probability(width.ece)),
        ("MCE, equal-width", show_probability(width.mce)),
        ("ECE, equal-mass bins", show_probability(mass.ece)),
        ("MCE, equal-mass", show_probability(mass.mce)),
    ]
    if evaluation.reduction == "sum":
        rows.insert(0, ("cross-entropy, sum", information(evaluation.numerator)))
    ignored = int(evaluation.ignored.sum())
    if ignored:
        rows.append(("ignored rows", f"{ignored:,}"))
    return rows


def numbers_table(evaluation: Evaluation, unit: Unit) -> str:
    """:func:`headline` as a table."""
    return _table(headline(evaluation, unit))


def why_nan(evaluation: Evaluation) -> str:
    """The reason a mean is nan, or nothing."""
    if evaluation.summary.counted:
        return ""
    return "The mean is nan: every row is ignored, so 0 is divided by 0, as PyTorch does."


def classes_table(evaluation: Evaluation, unit: Unit, names: Sequence[str]) -> str:
    """Count, mean loss and share of the loss of each true class, the dearest first."""
    account = by_true_class(evaluation)
    rows = [("true class", "samples", "mean loss", "right", "of the loss")]
    count_right = np.bincount(
        np.asarray(evaluation.true)[evaluation.right], minlength=len(evaluation.class_names)
    )
    for key, count, loss, share in zip(
        account.keys.tolist()[:CLASSES_MOST],
        account.counts.tolist(),
        account.losses.tolist(),
        account.shares.tolist(),
        strict=False,
    ):
        hits = count_right[key] / count if count else float("nan")
        rows.append(
            (
                cut(names[key], LONGEST_WORD),
                f"{count:,}",
                show_information(loss / count * unit.per_nat),
                show_percent(hits, RATE),
                show_percent(share, RATE),
            )
        )
    more = len(account.keys) - CLASSES_MOST
    note = f"<p>and {more} more classes that cost less</p>" if more > 0 else ""
    return _table(rows, head=True) + note


def others_list(printed: Iterable[Printed], unit: Unit) -> str:
    """What each library prints, whether it agrees, and why."""
    lines = []
    for each in printed:
        value = "nothing" if each.value is None else f"{each.value:.6g}"
        sign = "✓" if each.agrees else "≠"
        lines.append(
            f"<p><b>{escape(each.library)}</b> prints <b>{sign} {value}</b><br>"
            f"<code>{escape(each.call)}</code><br>{escape(each.reason)}</p>"
        )
    note = "" if unit is Unit.NATS else "<p>They print nats, whatever the unit here.</p>"
    return "".join(lines) + note


def _table(rows: Iterable[tuple[str, ...]], *, head: bool = False) -> str:
    lines = []
    for number, row in enumerate(rows):
        tag = "th" if head and number == 0 else "td"
        cells = "".join(
            f"<{tag} align='{'left' if place == 0 else 'right'}'>{escape(cell)}</{tag}>"
            for place, cell in enumerate(row)
        )
        lines.append(f"<tr>{cells}</tr>")
    return f"<table cellspacing='0' cellpadding='3'>{''.join(lines)}</table>"
