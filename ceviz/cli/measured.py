"""Measured predictions as a tree for programs, a page for people, a table of all rows."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from itertools import chain
from typing import Any

import numpy as np

from ceviz.document.analysis import analyse
from ceviz.document.model import Document, Rows, Samples
from ceviz.document.report import class_rows
from ceviz.document.text.cells import csv_bytes, safe_text
from ceviz.document.text.numbers import show_information, show_percent, show_probability
from ceviz.maths.batch import (
    Evaluation,
    Known,
    Places,
    accuracy_interval,
    by_chance,
    certainty,
    mean_interval,
    per_class,
)
from ceviz.storage.readers import Predictions

#: How many rows ``worst`` lists.
WORST = 10


@dataclass(frozen=True, eq=False)
class Measured:
    """What ``report`` tells of a file of predictions.

    Attributes:
        predictions: the file.
        evaluation: its numbers, with the settings of the command line.
        document: the file's rows, with the unit, title and temperature to show.
        optimal: the NLL-optimal temperature and the loss at it, or None if left out.
    """

    predictions: Predictions
    evaluation: Evaluation
    document: Document
    optimal: tuple[float, float] | None


def tree(found: Measured, source: str, sample: int | None = None) -> dict[str, Any]:
    """All numbers, for ``ceviz report --json``.

    Information is in the unit shown. ``per_class`` leaves out classes that are neither true nor
    predicted in any row; ``intervals`` say how well each mean is known, at 95 % and in two
    ways, and ``ece_by_chance`` what calibration error luck alone would show; ``rows`` are the
    classes of row ``sample``, if one is asked for. Infinite numbers and NaN are the strings
    "inf", "-inf" and "nan". Of scores of three axes or more, ``places`` has the lengths of
    those that are not the classes'.
    """
    evaluation, unit = found.evaluation, found.document.unit.per_nat
    made: dict[str, Any] = {
        "source": source,
        "unit": found.document.unit.value,
        "samples": evaluation.summary.counted,
        "classes": evaluation.task.classes,
        "cross_entropy": _plain(float(evaluation.cross_entropy) * unit),
        "entropy": _plain(evaluation.entropy_of_targets * unit),
        "kl_divergence": _plain(evaluation.kl * unit),
        "perplexity": _plain(evaluation.perplexity),
        "accuracy": _plain(evaluation.accuracy),
        "reduction": evaluation.reduction,
        "numerator": _plain(evaluation.numerator * unit),
        "denominator": _plain(evaluation.denominator),
        "ignored": int(evaluation.ignored.sum()),
        "brier": _plain(evaluation.brier),
        "ece": _plain(evaluation.ece),
        "mce": _plain(evaluation.mce),
    }
    if found.optimal is not None:
        made["temperature_nll_optimal"] = _plain(found.optimal[0])
        made["nll_at_optimal_temperature"] = _plain(found.optimal[1] * unit)
    places = evaluation.task.places
    if places is not None:
        made["places"] = dict(zip(places.axes, places.shape, strict=True))
    made["worst"] = [
        {
            "index": row,
            **({} if places is None else {"place": _place(places, row)}),
            "loss": _plain(float(evaluation.loss[row]) * unit),
        }
        for row in evaluation.worst(WORST).tolist()
    ]
    made["intervals"] = _intervals(evaluation, unit)
    made["ece_by_chance"] = _ece_by_chance(evaluation)
    made["per_class"] = _per_class(evaluation, unit)
    made["guesses"] = [
        {"field": guess.field.value, "value": guess.value, "reason": guess.reason}
        for guess in found.predictions.guesses
    ]
    made["warnings"] = list(found.predictions.warnings)
    if sample is not None:
        made["sample"] = sample
        if places is not None:
            made["place"] = _place(places, sample)
        made["rows"] = _sample(found.document, sample)
    return made


def text(found: Measured, *, quiet: bool = False) -> str:
    """The page for people; if ``quiet``, without how the file was read. Warnings stay."""
    evaluation, document, predictions = found.evaluation, found.document, found.predictions
    scale, unit = document.unit.per_nat, document.unit.value

    def information(nats: float) -> str:
        return f"{show_information(nats * scale)} {unit}"

    size = f"{len(predictions):,} rows over {len(predictions.class_names):,} classes"
    loss = information(float(evaluation.cross_entropy))
    if evaluation.reduction == "mean":
        numerator = show_information(evaluation.numerator * scale)
        loss += f"  = {numerator} / {evaluation.denominator:,.6g}"
    lines = [
        f"{document.title}: {size}",
        "",
        *(
            f"  taken for  {g.field.value}: {g.value} (because {g.reason})"
            for g in predictions.guesses
            if not quiet
        ),
        *(f"  beware     {warning}" for warning in predictions.warnings),
        "",
        f"  Cross-entropy, {evaluation.reduction:<4}  {loss}",
        f"  Entropy of targets   {information(evaluation.entropy_of_targets)}",
        f"  KL divergence, mean  {information(evaluation.kl)}",
        f"  Perplexity           {show_information(evaluation.perplexity)}",
        f"  Accuracy             {show_percent(evaluation.accuracy)}",
        f"  95 % intervals       {_ranges(evaluation, scale, unit)}",
        f"  Brier score          {show_information(evaluation.brier)}",
        f"  ECE, MCE             {show_probability(evaluation.ece)}, "
        f"{show_probability(evaluation.mce)}",
    ]
    if found.optimal is not None:
        temperature, nll = found.optimal
        lines.append(
            f"  NLL-optimal T        {temperature:.4g} for these very rows, "
            f"where the loss would be {information(nll)}"
        )
    lines += ["", "  The worst rows"]
    true, names = evaluation.true, evaluation.class_names
    places = evaluation.task.places
    for row in evaluation.worst(WORST).tolist():
        where = "" if places is None else f", {places.said(row)}"
        lines.append(
            f"    {row:>8}  {show_information(float(evaluation.loss[row]) * scale):>9}  "
            f"{names[int(true[row])]} taken for {names[int(evaluation.predicted[row])]}{where}"
        )
    return "\n".join(lines)


def _ranges(evaluation: Evaluation, scale: float, unit: str) -> str:
    """Where the means lie, by the rows they were taken over."""
    half, right = mean_interval(evaluation), accuracy_interval(evaluation)
    if half != half or right.low != right.low:
        return "not known from these rows"
    low, high = (show_information((evaluation.mean + way * half) * scale) for way in (-1.0, 1.0))
    rates = f"{show_percent(right.low)} to {show_percent(right.high)}"
    return f"mean {low} to {high} {unit}, accuracy {rates}"


def per_sample(found: Measured) -> bytes:
    """A CSV file with one line a row and its place, if it has one; losses in the unit shown."""
    evaluation, unit = found.evaluation, found.document.unit
    names = [safe_text(name) for name in evaluation.class_names]
    ignored = evaluation.ignored
    true = np.where(ignored, -1, evaluation.true).tolist()
    places = evaluation.task.places
    header = (
        "row", *(() if places is None else places.axes),
        "true", "predicted", f"loss [{unit}]", "confidence", "margin", "ignored",
    )  # fmt: skip
    columns = (
        range(len(true)),
        *(() if places is None else (indices.tolist() for indices in places.columns())),
        ("" if k < 0 else names[k] for k in true),
        (names[k] for k in evaluation.predicted.tolist()),
        (evaluation.loss * unit.per_nat).tolist(),
        evaluation.confidence.tolist(),
        evaluation.margin.tolist(),
        ignored.astype(int).tolist(),
    )
    return csv_bytes(chain([header], zip(*columns, strict=True)))


def _intervals(evaluation: Evaluation, unit: float) -> dict[str, Any]:
    known = certainty(evaluation)
    means = {
        "mean_cross_entropy": (known.cross_entropy, unit),
        "entropy": (known.entropy, unit),
        "kl_divergence": (known.kl, unit),
        "perplexity": (known.perplexity, 1.0),
        "accuracy": (known.accuracy, 1.0),
        "brier": (known.brier, 1.0),
    }
    return {
        "drawn": known.unit,
        "units": known.units,
        "bootstrap_draws": known.draws,
        "seed": known.seed,
        **{name: _known(mean, scale) for name, (mean, scale) in means.items()},
    }


def _known(mean: Known, scale: float) -> dict[str, Any]:
    return {
        "standard_error": _plain(mean.error * scale),
        "normal": [_plain(mean.normal.low * scale), _plain(mean.normal.high * scale)],
        "bootstrap": [_plain(mean.bootstrap.low * scale), _plain(mean.bootstrap.high * scale)],
    }


def _ece_by_chance(evaluation: Evaluation) -> dict[str, Any]:
    counted = ~evaluation.ignored
    luck = by_chance(evaluation.confidence[counted], evaluation.reliability())
    return {
        "expected": _plain(luck.ece),
        "below_in_95_of_100": _plain(luck.most),
        "at_least_as_large": _plain(luck.share),
    }


def _per_class(evaluation: Evaluation, unit: float) -> list[dict[str, Any]]:
    measures = per_class(evaluation)
    occurring = np.flatnonzero((measures.counts > 0) | (measures.predicted > 0))
    recall, precision = measures.recall, measures.precision
    return [
        {
            "class": evaluation.class_names[k],
            "count": int(measures.counts[k]),
            "predicted": int(measures.predicted[k]),
            "right": int(measures.right[k]),
            "cross_entropy": _plain(measures.loss[k] * unit),
            "recall": _plain(recall[k]),
            "precision": _plain(precision[k]),
            "brier": _plain(measures.brier[k]),
            "ece": _plain(measures.ece[k]),
        }
        for k in occurring.tolist()
    ]


def _sample(document: Document, row: int) -> list[dict[str, Any]]:
    """The classes of one row: a document of that row alone is quick to analyse."""
    alone = Samples(Rows.of([document.samples[row]]))
    one = replace(document, samples=alone, selected=0)
    return class_rows(one, analyse(one))


def _place(places: Places, row: int) -> dict[str, int]:
    return dict(zip(places.axes, places.of(row), strict=True))


def _plain(value: float) -> float | str:
    if math.isnan(value):
        return "nan"
    return float(value) if math.isfinite(value) else ("inf" if value > 0 else "-inf")
