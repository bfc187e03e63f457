"""``ceviz report`` of a file of predictions: PyTorch's settings, calibration, the worst rows."""

from __future__ import annotations

import argparse
import math
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ceviz.cli.arguments import number
from ceviz.cli.refusals import complain
from ceviz.errors import InvalidInput

if TYPE_CHECKING:
    from ceviz.document.model import Document
    from ceviz.maths.batch import Evaluation
    from ceviz.storage.readers import Predictions

#: How many rows ``worst`` lists.
WORST = 10


def holds_predictions(source: str) -> bool:
    """Whether ``source`` is a file of predictions: no example, no session."""
    from ceviz.storage import presets, sources

    known = {preset.id for preset in presets.presets()}
    return source not in known and sources.holds_predictions(Path(source))


def add_measuring(parser: argparse.ArgumentParser) -> None:
    """The options that only a file of predictions has."""
    group = parser.add_argument_group("of a file of predictions")
    group.add_argument("--weight", metavar="W,W,…", help="one weight a class: 1,2,0.5")
    group.add_argument(
        "--ignore-index", type=int, metavar="I", help="label of rows that do not count"
    )
    group.add_argument("--reduction", choices=("mean", "sum"), help="mean unless told")
    group.add_argument("--per-sample", metavar="OUT.csv", help="write every row's loss to a file")


def refuse_measuring(options: argparse.Namespace) -> None:
    """Say so if an option was given that the source has no use for."""
    for name in ("weight", "ignore_index", "reduction", "per_sample"):
        if getattr(options, name) is not None:
            raise InvalidInput(
                f"--{name.replace('_', '-')} is for files of predictions", where=options.source
            )


def report_predictions(options: argparse.Namespace) -> int:
    """Read, measure, print; and write the per-sample file if one is wanted."""
    from ceviz.document import edits
    from ceviz.document.model import Unit
    from ceviz.maths.batch import evaluate_task
    from ceviz.storage.atomic import refuse_inputs, write_atomically
    from ceviz.storage.opened import document_of, task_of
    from ceviz.storage.readers import ReadOptions, read

    path = Path(options.source)
    predictions = read(path, _read_options(options, ReadOptions()))
    _warn(predictions)
    inputs = [source.path for source in predictions.sources]
    if options.per_sample is not None:
        refuse_inputs(options.per_sample, inputs)  # before the work, not after it
    temperature = 1.0 if options.temperature is None else options.temperature
    smoothing = 0.0 if options.label_smoothing is None else options.label_smoothing
    task = task_of(
        predictions,
        weight=_weight(options.weight, len(predictions.class_names)),
        label_smoothing=smoothing,
        temperature=temperature,
    )
    evaluation = evaluate_task(
        task, reduction=options.reduction or "mean", class_names=predictions.class_names
    )
    document = edits.set_temperature(document_of(predictions, path.name), temperature)
    if options.unit is not None:
        document = edits.set_unit(document, Unit(options.unit))
    if options.per_sample is not None:
        rows = _per_sample(evaluation, document)
        write_atomically(options.per_sample, rows, inputs=inputs)
    if options.json:
        import json

        tree = _tree(options.source, evaluation, document, predictions)
        print(json.dumps(tree, indent=2, allow_nan=False))
    else:
        print(_text(evaluation, document, predictions))
    return 0


def _warn(predictions: Predictions) -> None:
    """On stderr, so that it is seen whatever becomes of the report: what may make it wrong."""
    for guess in predictions.guesses:
        if guess.field == "kind" and guess.warning:
            complain(f"{predictions.sources[0].path.name}: {guess.warning}", 0)


def _read_options(options: argparse.Namespace, plain: Any) -> Any:
    from dataclasses import replace

    ignore = options.ignore_index
    return plain if ignore is None else replace(plain, ignored=ignore)


def _weight(text: str | None, classes: int) -> list[float] | None:
    if text is None:
        return None
    try:
        weight = [number()(part) for part in text.split(",")]
    except argparse.ArgumentTypeError as problem:
        raise InvalidInput(str(problem), where="--weight") from None
    if len(weight) != classes:
        raise InvalidInput(
            f"there are {classes} classes, so {classes} weights are needed, not {len(weight)}",
            where="--weight",
        )
    return weight


def _tree(
    source: str, evaluation: Evaluation, document: Document, predictions: Predictions
) -> dict[str, Any]:
    """The document's report with the file's numbers in their places, and what only a file has."""
    from ceviz.document.report import report
    from ceviz.maths.batch import optimal_temperature

    unit = document.unit.per_nat
    temperature, nll = optimal_temperature(evaluation)
    tree = report(document, source)
    rows = tree.pop("rows")
    return {
        **tree,
        "samples": evaluation.summary.counted,
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
        "temperature_nll_optimal": _plain(temperature),
        "nll_at_optimal_temperature": _plain(nll * unit),
        "worst": [
            {"index": int(row), "loss": _plain(float(evaluation.loss[row]) * unit)}
            for row in evaluation.worst(WORST)
        ],
        "guesses": [
            {"field": guess.field.value, "value": guess.value, "reason": guess.reason}
            for guess in predictions.guesses
        ],
        "warnings": list(predictions.warnings),
        "rows": rows,
    }


def _text(evaluation: Evaluation, document: Document, predictions: Predictions) -> str:
    """The same for people."""
    from ceviz.document.numbers import show_information, show_probability
    from ceviz.maths.batch import optimal_temperature

    scale, unit = document.unit.per_nat, document.unit.value
    temperature, nll = optimal_temperature(evaluation)

    def information(nats: float) -> str:
        return "nan, as every row is ignored" if math.isnan(nats) else (
            f"{show_information(nats * scale)} {unit}"
        )  # fmt: skip

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
        ),
        *(f"  beware     {warning}" for warning in predictions.warnings),
        "",
        f"  Cross-entropy, {evaluation.reduction:<4}  {loss}",
        f"  Entropy of targets   {information(evaluation.entropy_of_targets)}",
        f"  KL divergence, mean  {information(evaluation.kl)}",
        f"  Perplexity           {show_information(evaluation.perplexity)}",
        f"  Accuracy             {evaluation.accuracy:.2%}",
        f"  Brier score          {show_information(evaluation.brier)}",
        f"  ECE, MCE             {show_probability(evaluation.ece)}, "
        f"{show_probability(evaluation.mce)}",
        f"  NLL-optimal T        {temperature:.4g} for these very rows, "
        f"where the loss would be {information(nll)}",
        "",
        "  The worst rows",
    ]
    true, names = evaluation.true, evaluation.class_names
    for row in evaluation.worst(WORST).tolist():
        lines.append(
            f"    {row:>8}  {show_information(float(evaluation.loss[row]) * scale):>9}  "
            f"{names[int(true[row])]} taken for {names[int(evaluation.predicted[row])]}"
        )
    return "\n".join(lines)


def _per_sample(evaluation: Evaluation, document: Document) -> bytes:
    """A CSV file with one line a row; losses in the document's unit."""
    from itertools import chain

    import numpy as np

    from ceviz.document.cells import csv_bytes, safe_text

    unit = document.unit
    names = [safe_text(name) for name in evaluation.class_names]
    ignored = evaluation.ignored
    true = np.where(ignored, -1, evaluation.true).tolist()
    header = ("row", "true", "predicted", f"loss [{unit}]", "confidence", "margin", "ignored")
    columns = (
        range(len(true)),
        ("" if k < 0 else names[k] for k in true),
        (names[k] for k in evaluation.predicted.tolist()),
        (evaluation.loss * unit.per_nat).tolist(),
        evaluation.confidence.tolist(),
        evaluation.margin.tolist(),
        ignored.astype(int).tolist(),
    )
    return csv_bytes(chain([header], zip(*columns, strict=True)))


def _plain(value: float) -> float | str:
    if math.isnan(value):
        return "nan"
    return float(value) if math.isfinite(value) else ("inf" if value > 0 else "-inf")
