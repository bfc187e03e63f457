"""Measured predictions as a tree for programs, a page for people, a table of all rows."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from ceviz.cli.slices import slices_lines, slices_tree
from ceviz.cli.totals import (
    chance_tree,
    classes_lines,
    classes_tree,
    further_lines,
    guesses_lines,
    guesses_tree,
    intervals_tree,
    macro_tree,
    optimal_tree,
    plain,
    top_tree,
    totals_lines,
    totals_tree,
)
from ceviz.document.analysis import analyse
from ceviz.document.model import Document, Rows, Samples
from ceviz.document.report import class_rows
from ceviz.document.text.numbers import show_information
from ceviz.maths.batch import (
    Evaluation,
    Places,
    Slice,
    accuracy_interval,
    certainty,
    ece_by_chance,
    mean_interval,
    per_class,
    top_accuracies,
)
from ceviz.storage.readers import Predictions
from ceviz.storage.selection import rows_csv

#: How many rows ``worst`` lists.
WORST = 10


@dataclass(frozen=True)
class Sliced:
    """A column of the file, and what the rows with each of its values cost."""

    column: str
    slices: tuple[Slice, ...]


@dataclass(frozen=True, eq=False)
class Measured:
    """What ``report`` tells of a file of predictions.

    Attributes:
        predictions: the file.
        evaluation: its numbers, with the settings of the command line.
        document: the file's rows, with the unit, title and temperature to show.
        optimal: the NLL-optimal temperature and the loss at it, or None if left out.
        sliced: slice by slice, if that is asked for.
    """

    predictions: Predictions
    evaluation: Evaluation
    document: Document
    optimal: tuple[float, float] | None
    sliced: Sliced | None = None


def tree(found: Measured, source: str, sample: int | None = None) -> dict[str, Any]:
    """All numbers, for ``ceviz report --json``.

    Information is in the unit shown. ``per_class`` and the means of ``macro`` leave out classes
    that are neither true nor predicted in any row; ``intervals`` say how well each mean is known,
    at 95 % and in two ways, and ``ece_by_chance`` what calibration error luck alone would show;
    ``rows`` are the classes of row ``sample``, if one is asked for. Infinite numbers and NaN are
    the strings "inf", "-inf" and "nan". Of scores of three axes or more, ``places`` has the
    lengths of those that are not the classes'.
    """
    evaluation, unit = found.evaluation, found.document.unit.per_nat
    made: dict[str, Any] = {
        "source": source,
        "unit": found.document.unit.value,
        **totals_tree(evaluation.summary, evaluation.reduction, unit),
    }
    made.update(optimal_tree(found.optimal, unit))
    places = evaluation.task.places
    if places is not None:
        made["places"] = dict(zip(places.axes, places.shape, strict=True))
    made["worst"] = [
        {
            "index": row,
            **({} if places is None else {"place": _place(places, row)}),
            "loss": plain(float(evaluation.loss[row]) * unit),
        }
        for row in evaluation.worst(WORST).tolist()
    ]
    made["intervals"] = intervals_tree(certainty(evaluation), unit)
    made["ece_by_chance"] = chance_tree(ece_by_chance(evaluation))
    made["top_k"] = top_tree(top_accuracies(evaluation))
    measures = per_class(evaluation)
    made["macro"] = macro_tree(measures.macro(), unit)
    made["per_class"] = classes_tree(measures, evaluation.class_names, unit)
    if (by := found.sliced) is not None:
        made["by"] = slices_tree(by.column, by.slices, evaluation, unit)
    made["guesses"] = guesses_tree(found.predictions.guesses)
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
    scale, measures = document.unit.per_nat, per_class(evaluation)
    size = f"{len(predictions):,} rows over {len(predictions.class_names):,} classes"
    lines = [
        f"{document.title}: {size}",
        "",
        *(() if quiet else guesses_lines(predictions.guesses)),
        *(f"  beware     {warning}" for warning in predictions.warnings),
        "",
        *totals_lines(
            evaluation.summary, evaluation.reduction, document.unit,
            mean_interval(evaluation), accuracy_interval(evaluation), found.optimal,
            ece_by_chance(evaluation),
        ),
        *further_lines(measures.macro(), top_accuracies(evaluation), document.unit),
        "",
        *classes_lines(measures, evaluation.class_names, document.unit),
    ]  # fmt: skip
    if (by := found.sliced) is not None:
        lines += ["", *slices_lines(by.column, by.slices, evaluation, document.unit)]
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


def per_sample(found: Measured) -> bytes:
    """A CSV file with one line a row and its place, if it has one; losses in the unit shown."""
    return rows_csv(found.evaluation, found.document.unit)


def _sample(document: Document, row: int) -> list[dict[str, Any]]:
    """The classes of one row: a document of that row alone is quick to analyse."""
    alone = Samples(Rows.of([document.samples[row]]))
    one = replace(document, samples=alone, selected=0)
    return class_rows(one, analyse(one))


def _place(places: Places, row: int) -> dict[str, int]:
    return dict(zip(places.axes, places.of(row), strict=True))
