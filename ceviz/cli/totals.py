"""What all rows add up to, as branches of a tree and lines of a page: of one file or of many."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import numpy as np

from ceviz.document.model import Unit
from ceviz.document.text.numbers import show_information, show_percent, show_probability
from ceviz.maths.batch import ByChance, Certainty, Macro, PerClass, Summary
from ceviz.maths.batch.certainty.bootstrap import Interval
from ceviz.storage.readers import Guess

#: So many classes stand in a page for people.
LISTED = 20


def totals_tree(summary: Summary, reduction: str, unit: float) -> dict[str, Any]:
    """The totals; information in a unit of which there are ``unit`` in a nat."""
    loss = summary.mean if reduction == "mean" else summary.numerator
    return {
        "samples": summary.counted,
        "classes": summary.classes,
        "cross_entropy": plain(loss * unit),
        "entropy": plain(summary.entropy_of_targets * unit),
        "kl_divergence": plain(summary.kl * unit),
        "perplexity": plain(summary.perplexity),
        "accuracy": plain(summary.accuracy),
        "reduction": reduction,
        "numerator": plain(summary.numerator * unit),
        "denominator": plain(summary.denominator),
        "ignored": summary.ignored,
        "brier": plain(summary.mean_brier),
        "ece": plain(summary.ece),
        "mce": plain(summary.mce),
    }


def optimal_tree(optimal: tuple[float, float] | None, unit: float) -> dict[str, Any]:
    """The best temperature and the loss at it, if it was looked for."""
    if optimal is None:
        return {}
    return {
        "temperature_nll_optimal": plain(optimal[0]),
        "nll_at_optimal_temperature": plain(optimal[1] * unit),
    }


def chance_tree(luck: ByChance) -> dict[str, Any]:
    """What calibration error luck alone would show."""
    return {
        "expected": plain(luck.ece),
        "below_in_95_of_100": plain(luck.most),
        "at_least_as_large": plain(luck.share),
    }


def intervals_tree(known: Certainty, unit: float) -> dict[str, Any]:
    """How well each mean is known; by the bootstrap only where rows could be drawn."""
    means = {
        "mean_cross_entropy": (known.cross_entropy, unit),
        "entropy": (known.entropy, unit),
        "kl_divergence": (known.kl, unit),
        "perplexity": (known.perplexity, 1.0),
        "accuracy": (known.accuracy, 1.0),
        "brier": (known.brier, 1.0),
    }
    drawn = {"bootstrap_draws": known.draws, "seed": known.seed} if known.draws else {}
    made: dict[str, Any] = {"drawn": known.unit, "units": known.units, **drawn}
    for name, (mean, scale) in means.items():
        made[name] = {
            "standard_error": plain(mean.error * scale),
            "normal": [plain(end * scale) for end in mean.normal],
        }
        if known.draws:
            made[name]["bootstrap"] = [plain(end * scale) for end in mean.bootstrap]
    return made


def classes_tree(measures: PerClass, names: Sequence[str], unit: float) -> list[dict[str, Any]]:
    """The classes that are true or predicted in some row."""
    occurring = np.flatnonzero((measures.counts > 0) | (measures.predicted > 0))
    recall, precision, f1 = measures.recall, measures.precision, measures.f1
    return [
        {
            "class": names[k],
            "count": int(measures.counts[k]),
            "predicted": int(measures.predicted[k]),
            "right": int(measures.right[k]),
            "cross_entropy": plain(measures.loss[k] * unit),
            "recall": plain(recall[k]),
            "precision": plain(precision[k]),
            "f1": plain(f1[k]),
            "brier": plain(measures.brier[k]),
            "ece": plain(measures.ece[k]),
        }
        for k in occurring.tolist()
    ]


def macro_tree(macro: Macro, unit: float) -> dict[str, Any]:
    """The means over the classes."""
    return {
        "classes": macro.classes,
        "undefined": macro.undefined,
        "precision": plain(macro.precision),
        "recall": plain(macro.recall),
        "f1": plain(macro.f1),
        "balanced_accuracy": plain(macro.balanced_accuracy),
        "cross_entropy": plain(macro.loss * unit),
    }


def top_tree(top: Mapping[int, tuple[float, Interval]] | None) -> dict[str, Any]:
    """How often the true class is one of the k likeliest, by k; nothing if it is not known."""
    return {
        str(k): {"accuracy": plain(share), "interval": [plain(end) for end in ends]}
        for k, (share, ends) in (top or {}).items()
    }


def further_lines(
    macro: Macro, top: Mapping[int, tuple[float, Interval]] | None, unit: Unit
) -> list[str]:
    """The top-k accuracies and the means over the classes, for people."""
    lines = []
    for k, (share, ends) in (top or {}).items():
        known = ends.low == ends.low
        within = f"  ({show_percent(ends.low)} to {show_percent(ends.high)})" if known else ""
        lines.append(f"  {f'Top-{k} accuracy':<19}  {show_percent(share)}{within}")
    count = "1 class" if macro.classes == 1 else f"{macro.classes:,} classes"
    lines += [
        "",
        f"  Means over {count}, each weighing the same",
        f"    precision, recall  {show_percent(macro.precision)}, {show_percent(macro.recall)}",
        f"    F1                 {show_percent(macro.f1)}",
        f"    cross-entropy      {show_information(macro.loss * unit.per_nat)} {unit.value}",
    ]
    if macro.undefined:
        lines.append(
            f"    {macro.undefined:,} of them never true or never predicted: what has nothing "
            "to divide by counts as 0"
        )
    return lines


def classes_lines(measures: PerClass, names: Sequence[str], unit: Unit) -> list[str]:
    """A table of the classes for people: those with the largest loss in all first."""
    total = np.where(measures.counts > 0, measures.loss * measures.counts, -1.0)
    occurring = np.flatnonzero((measures.counts > 0) | (measures.predicted > 0))
    dearest = occurring[np.argsort(-total[occurring], kind="stable")]
    lines = [
        "  Class by class, what costs most first",
        "        rows      loss  precision   recall       F1      ECE",
    ]
    recall, precision, f1 = measures.recall, measures.precision, measures.f1
    for k in dearest[:LISTED].tolist():
        loss = or_dash(measures.loss[k] * unit.per_nat, show_information)
        rates = [or_dash(each[k], show_percent) for each in (precision, recall, f1)]
        ece = or_dash(measures.ece[k], show_probability)
        lines.append(
            f"    {int(measures.counts[k]):>8,}  {loss:>8}  {rates[0]:>9}  {rates[1]:>7}  "
            f"{rates[2]:>7}  {ece:>7}  {names[k]}"
        )
    if len(dearest) > LISTED:
        lines.append(f"    and {len(dearest) - LISTED:,} more, all of them with --json")
    return lines


def or_dash(value: float, show: Callable[[float], str]) -> str:
    """What has nothing to divide by is no number."""
    return "—" if math.isnan(value) else show(float(value))


def guesses_tree(guesses: Iterable[Guess]) -> list[dict[str, Any]]:
    """What a file was taken for."""
    return [
        {"field": guess.field.value, "value": guess.value, "reason": guess.reason}
        for guess in guesses
    ]


def guesses_lines(guesses: Iterable[Guess]) -> list[str]:
    """The same for people."""
    return [f"  taken for  {g.field.value}: {g.value} (because {g.reason})" for g in guesses]


def totals_lines(
    summary: Summary,
    reduction: str,
    unit: Unit,
    half: float,
    right: Interval,
    optimal: tuple[float, float] | None,
    luck: ByChance,
) -> list[str]:
    """The totals for people.

    Args:
        summary: of all rows.
        reduction: "mean" or "sum".
        unit: of information.
        half: half of the interval of the mean, nats; NaN if it is not known.
        right: the interval of the accuracy.
        optimal: the best temperature and the loss at it, nats.
        luck: the calibration error that it alone would show.
    """
    scale = unit.per_nat

    def information(nats: float) -> str:
        return f"{show_information(nats * scale)} {unit.value}"

    loss = information(summary.mean if reduction == "mean" else summary.numerator)
    if reduction == "mean":
        numerator = show_information(summary.numerator * scale)
        loss += f"  = {numerator} / {summary.denominator:,.6g}"
    ranges = "not known from these rows"
    if half == half and right.low == right.low:
        low, high = (show_information((summary.mean + way * half) * scale) for way in (-1.0, 1.0))
        rates = f"{show_percent(right.low)} to {show_percent(right.high)}"
        ranges = f"mean {low} to {high} {unit.value}, accuracy {rates}"
    lines = [
        f"  Cross-entropy, {reduction:<4}  {loss}",
        f"  Entropy of targets   {information(summary.entropy_of_targets)}",
        f"  KL divergence, mean  {information(summary.kl)}",
        f"  Perplexity           {show_information(summary.perplexity)}",
        f"  Accuracy             {show_percent(summary.accuracy)}",
        f"  95 % intervals       {ranges}",
        f"  Brier score          {show_information(summary.mean_brier)}",
        f"  ECE, MCE             {show_probability(summary.ece)}, {show_probability(summary.mce)}",
    ]
    if luck.ece == luck.ece:
        lines.append(
            f"  ECE of luck alone    {show_probability(luck.ece)}, "
            f"in 95 of 100 below {show_probability(luck.most)}"
        )
    if optimal is not None:
        temperature, nll = optimal
        lines.append(
            f"  NLL-optimal T        {temperature:.4g} for these very rows, "
            f"where the loss would be {information(nll)}"
        )
    return lines


def plain(value: float) -> float | str:
    """A number as JSON has it; of those that it has not the words "nan", "inf" and "-inf"."""
    if math.isnan(value):
        return "nan"
    return float(value) if math.isfinite(value) else ("inf" if value > 0 else "-inf")
