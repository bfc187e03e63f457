"""The measure panel's texts: the numbers of a file, class by class, and what others print."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from html import escape

import numpy as np

from ceviz.document.model import Unit
from ceviz.document.text.numbers import RATE, show_information, show_percent, show_probability
from ceviz.maths.batch import (
    Evaluation,
    Printed,
    Slice,
    accuracy_interval,
    by_true_class,
    ece_by_chance,
    mean_interval,
    per_class,
    top_accuracies,
)
from ceviz.maths.batch.breakdown.slices import FEW
from ceviz.maths.batch.certainty.bootstrap import Interval
from ceviz.panels.plain_text import LONGEST_WORD, cut

#: Above this many classes only the dearest are listed.
CLASSES_MOST = 20

#: What is told of each class.
CLASSES_HEAD = ("class", "rows", "loss", "of all", "prec.", "recall", "F1", "ECE")

#: Names what stands below the number that it is of.
INTERVAL = "  95 % interval"


def headline(evaluation: Evaluation, unit: Unit, *, further: bool = True) -> list[tuple[str, str]]:
    """Name and value of every number over all samples.

    Args:
        evaluation: the samples.
        unit: of information.
        further: whether also how sure the numbers are, and those that ask for another pass: of
            a sample of the rows nobody wants them.
    """
    scale = unit.per_nat
    width, mass = evaluation.summary, evaluation.reliability(scheme="equal-mass")

    def information(nats: float) -> str:
        return "nan" if np.isnan(nats) else f"{show_information(nats * scale)} {unit}"

    sure = _Sure(evaluation, scale) if further else None
    rows = [
        ("cross-entropy, mean", information(evaluation.mean)),
        *(() if sure is None else sure.of_the_mean()),
        (
            "numerator / denominator",
            f"{show_information(evaluation.numerator * scale)} / {evaluation.denominator:,.10g}",
        ),
        ("entropy of targets H(p)", information(evaluation.entropy_of_targets)),
        ("KL(p‖q)", information(evaluation.kl)),
        ("perplexity", show_information(evaluation.perplexity)),
        ("accuracy", show_percent(evaluation.accuracy)),
        *(() if sure is None else sure.of_the_accuracy()),
        ("Brier score", show_information(evaluation.brier)),
        ("ECE, 15 equal-width bins", show_probability(width.ece)),
        *(() if sure is None else sure.of_the_ece()),
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


@dataclass(frozen=True)
class _Sure:
    """How sure the numbers are, each as rows that stand below it; no row where nothing is known."""

    evaluation: Evaluation
    scale: float

    def of_the_mean(self) -> list[tuple[str, str]]:
        half = mean_interval(self.evaluation)
        if half != half:
            return []
        low, high = ((self.evaluation.mean + way * half) * self.scale for way in (-1.0, 1.0))
        return [(INTERVAL, f"{show_information(low)} to {show_information(high)}")]

    def of_the_accuracy(self) -> list[tuple[str, str]]:
        rows = []
        if (ends := accuracy_interval(self.evaluation)).low == ends.low:
            rows.append((INTERVAL, _rates(ends)))
        for k, (share, _) in (top_accuracies(self.evaluation) or {}).items():
            rows.append((f"top-{k} accuracy", show_percent(share)))
        return rows

    def of_the_ece(self) -> list[tuple[str, str]]:
        luck = ece_by_chance(self.evaluation)
        if luck.ece != luck.ece:
            return []
        most = f"95 of 100 below {show_probability(luck.most)}"
        return [("ECE of luck alone", f"{show_probability(luck.ece)}, {most}")]


def _rates(ends: Interval) -> str:
    return f"{show_percent(ends.low)} to {show_percent(ends.high)}"


def numbers_table(evaluation: Evaluation, unit: Unit, *, further: bool = True) -> str:
    """:func:`headline` as a table."""
    return _table(headline(evaluation, unit, further=further))


def why_nan(evaluation: Evaluation) -> str:
    """The reason a mean is nan, or nothing."""
    if evaluation.summary.counted:
        return ""
    return "The mean is nan: every row is ignored, so 0 is divided by 0, as PyTorch does."


def classes_table(evaluation: Evaluation, unit: Unit, names: Sequence[str]) -> str:
    """What each class costs and how well it is told from the others, the dearest first."""
    account, measures = by_true_class(evaluation), per_class(evaluation)
    shares = dict(zip(account.keys.tolist(), account.shares.tolist(), strict=True))
    others = np.flatnonzero((measures.counts == 0) & (measures.predicted > 0)).tolist()
    listed = [*shares, *others]
    precision, recall, f1 = measures.precision, measures.recall, measures.f1
    rows: list[tuple[str, ...]] = [
        ("class", "rows", "loss", "of all", "prec.", "recall", "F1", "ECE")
    ]
    for k in listed[:CLASSES_MOST]:
        rows.append(
            (
                cut(names[k], LONGEST_WORD),
                f"{int(measures.counts[k]):,}",
                _or_dash(measures.loss[k] * unit.per_nat, show_information),
                _or_dash(shares.get(k, np.nan), _rate),
                *(_or_dash(each[k], _rate) for each in (precision, recall, f1)),
                _or_dash(measures.ece[k], show_probability),
            )
        )
    macro = measures.macro()
    rows.append(
        (
            "mean of classes", "", _or_dash(macro.loss * unit.per_nat, show_information), "",
            *(_or_dash(each, _rate) for each in (macro.precision, macro.recall, macro.f1)), "",
        )
    )  # fmt: skip
    more = len(listed) - CLASSES_MOST
    notes = [f"and {more} more classes that cost less"] if more > 0 else []
    if macro.undefined:
        notes.append(
            "— has nothing to divide by: the class is never true, or never predicted; "
            "in the means of precision and recall it counts as 0"
        )
    return _table(rows, head=True) + "".join(f"<p>{note}</p>" for note in notes)


def _rate(share: float) -> str:
    return show_percent(share, RATE)


def _or_dash(value: float, show: Callable[[float], str]) -> str:
    return "—" if np.isnan(value) else show(float(value))


def slices_table(found: Sequence[Slice], evaluation: Evaluation, unit: Unit) -> str:
    """Every slice beside the whole, what costs most a row first; its name is a link to it."""
    scale = unit.per_nat
    order = sorted(
        range(len(found)),
        key=lambda k: -found[k].loss if found[k].loss == found[k].loss else np.inf,
    )
    head = ("", "rows", "loss", INTERVAL.strip(), "right", INTERVAL.strip(), "of all")
    lines = [_row("th", [escape(cell) for cell in head])]
    whole = [
        "all rows", f"{evaluation.summary.counted:,}",
        _or_dash(evaluation.mean * scale, show_information), "",
        _or_dash(evaluation.accuracy, _rate), "", "",
    ]  # fmt: skip
    lines.append(_row("td", [escape(cell) for cell in whole]))
    for k in order:
        each = found[k]
        (low, high), right = each.loss_within, each.accuracy_within
        within = f"{show_information(low * scale)} to {show_information(high * scale)}"
        cells = [
            f"{each.rows:,}{' ⚠' if each.is_small else ''}",
            _or_dash(each.loss * scale, show_information),
            within if low == low else "—",
            _or_dash(each.accuracy, _rate),
            f"{_rate(right.low)} to {_rate(right.high)}" if right.low == right.low else "—",
            _or_dash(each.share, _rate),
        ]
        name = f"<a href='{k}'>{escape(cut(each.name, LONGEST_WORD))}</a>"
        lines.append(_row("td", [name, *(escape(cell) for cell in cells)]))
    note = ""
    if any(each.is_small for each in found):
        note = f"<p>⚠ fewer than {FEW}: too few to lean on the interval of the loss.</p>"
    note += "<p>A click on a slice selects its rows in all views.</p>"
    return f"<table cellspacing='0' cellpadding='3'>{''.join(lines)}</table>{note}"


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
    lines = [
        _row("th" if head and number == 0 else "td", [escape(cell) for cell in row])
        for number, row in enumerate(rows)
    ]
    return f"<table cellspacing='0' cellpadding='3'>{''.join(lines)}</table>"


def _row(tag: str, cells: Sequence[str]) -> str:
    """A row of a table; the cells are HTML, the first begins where its column does."""
    made = "".join(
        f"<{tag} align='{'left' if place == 0 else 'right'}'>{cell}</{tag}>"
        for place, cell in enumerate(cells)
    )
    return f"<tr>{made}</tr>"
