"""``ceviz report`` of a file of predictions: PyTorch's settings, calibration, the worst rows."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from ceviz.cli.arguments import number
from ceviz.cli.reading import (
    add_reading,
    named_files,
    read_options,
    read_predictions,
    refuse_one_output_twice,
    refuse_reading,
    warn,
)
from ceviz.cli.terminal import say
from ceviz.errors import InvalidInput

if TYPE_CHECKING:
    from ceviz.cli.measured import Measured
    from ceviz.maths.batch import Task
    from ceviz.storage.readers import Predictions
    from ceviz.storage.readers.beside.slicing import Slicing

#: The options of this module, as argparse names them.
_MEASURING = ("weight", "reduction", "per_sample", "sample", "workers", "by")


def holds_predictions(source: str) -> bool:
    """Whether ``source`` is a file of predictions: no example, no session."""
    from ceviz.storage import presets, sources

    known = {preset.id for preset in presets.presets()}
    return source not in known and sources.holds_predictions(Path(source))


def names_many(words: Sequence[str]) -> bool:
    """Whether the words of a command line are many files; an example goes before a folder."""
    from ceviz.storage import presets
    from ceviz.storage.parts.words import is_many

    if len(words) == 1 and words[0] in {preset.id for preset in presets.presets()}:
        return False
    return is_many(words)


def refuse_examples(words: Sequence[str]) -> None:
    """Refuse an example among several files."""
    from ceviz.storage import presets

    known = {preset.id for preset in presets.presets()}
    for word in words:
        if word in known and not Path(word).exists():
            raise InvalidInput("an example stands by itself", where=word)


def add_measuring(parser: argparse.ArgumentParser) -> None:
    """The options that only a file of predictions has."""
    group = parser.add_argument_group("of a file of predictions")
    group.add_argument("--weight", metavar="W,W,…", help="one weight a class: 1,2,0.5")
    group.add_argument("--reduction", choices=("mean", "sum"), help="mean unless told")
    group.add_argument("--no-temperature", action="store_true",
                       help="leave out the optimal temperature, which takes longest")  # fmt: skip
    group.add_argument("--quiet", action="store_true",
                       help="leave out how the file was read; warnings stay")  # fmt: skip
    group.add_argument("--sample", type=int, metavar="ROW",
                       help="with --json, also the classes of this row, from 0")  # fmt: skip
    group.add_argument("--by", metavar="COLUMN",
                       help="also by slices: the rows with each value of a column")  # fmt: skip
    group.add_argument("--parts", action="store_true",
                       help="several files are parts of one, whatever they look like")  # fmt: skip
    group.add_argument("--workers", type=int, metavar="N",
                       help="read several files in so many processes at a time")  # fmt: skip
    group.add_argument("--per-sample", metavar="OUT.csv", help="write every row's loss to a file")
    add_reading(parser)


def refuse_measuring(options: argparse.Namespace) -> None:
    """Say so if an option was given that the source has no use for."""
    for name in _MEASURING:
        if getattr(options, name) is not None:
            raise InvalidInput(
                f"--{name.replace('_', '-')} is for files of predictions", where=options.source
            )
    for name in ("no_temperature", "quiet", "parts"):
        if getattr(options, name):
            option = f"--{name.replace('_', '-')}"
            raise InvalidInput(f"{option} is for files of predictions", where=options.source)
    refuse_reading(options)


def report_predictions(options: argparse.Namespace) -> int:
    """Read, measure, print; and write the per-sample file if one is wanted."""
    from ceviz.cli import measured
    from ceviz.storage.atomic import refuse_inputs, write_atomically

    refuse_one_output_twice(options)
    predictions = read_predictions(options)
    warn(predictions)
    inputs = [*predictions.files, *named_files(options)]
    if options.per_sample is not None:
        refuse_inputs(options.per_sample, inputs)  # before the work, not after it
    found = _measured(options, predictions)
    if options.per_sample is not None:
        write_atomically(options.per_sample, measured.per_sample(found), inputs=inputs)
    if options.json:
        import json

        tree = measured.tree(found, options.source, options.sample)
        say(json.dumps(tree, indent=2, allow_nan=False))
    else:
        say(measured.text(found, quiet=options.quiet))
    return 0


def _measured(options: argparse.Namespace, predictions: Predictions) -> Measured:
    from ceviz.cli.measured import Measured, Sliced
    from ceviz.document import edits
    from ceviz.document.model import Unit
    from ceviz.maths.batch import evaluate_task, optimal_temperature, slices
    from ceviz.storage.opened import document_of, task_of

    temperature = 1.0 if options.temperature is None else options.temperature
    smoothing = 0.0 if options.label_smoothing is None else options.label_smoothing
    task = task_of(
        predictions,
        weight=_weight(options.weight, len(predictions.class_names)),
        label_smoothing=smoothing,
        temperature=temperature,
    )
    # Refuses what cannot be shown before it is measured.
    document = document_of(predictions, Path(options.source).name)
    document = edits.set_temperature(document, temperature)
    if options.unit is not None:
        document = edits.set_unit(document, Unit(options.unit))
    _check_sample(options, len(predictions))
    slicing = _slicing(options, task)  # which may be refused, too
    evaluation = evaluate_task(
        task, reduction=options.reduction or "mean", class_names=predictions.class_names
    )
    by = None
    if slicing is not None:
        by = Sliced(slicing.column, slices(evaluation, slicing.codes, slicing.names))
    left_out = options.no_temperature or task.recorded is not None
    optimal = None if left_out else optimal_temperature(evaluation)
    return Measured(predictions, evaluation, document, optimal, by)


def _slicing(options: argparse.Namespace, task: Task) -> Slicing | None:
    """Which slice each row is in, if slices are asked for."""
    if options.by is None:
        return None

    from ceviz.storage.readers.beside.slicing import sliced

    path = Path(options.source)
    return sliced(path, options.by, task.rows, read_options(options, path), task.places)


def _check_sample(options: argparse.Namespace, rows: int) -> None:
    if options.sample is None:
        return
    if not options.json:
        raise InvalidInput("--sample is for --json", where=options.source)
    if not 0 <= options.sample < rows:
        raise InvalidInput(f"the rows are 0 to {rows - 1}", where="--sample")


def _weight(text: str | None, classes: int) -> list[float] | None:
    if text is None:
        return None
    weight = weights(text)
    if len(weight) != classes:
        raise InvalidInput(
            f"there are {classes} classes, so {classes} weights are needed, not {len(weight)}",
            where="--weight",
        )
    return weight


def weights(text: str) -> list[float]:
    """The numbers between commas that ``--weight`` was given."""
    try:
        return [number()(part) for part in text.split(",")]
    except argparse.ArgumentTypeError as problem:
        raise InvalidInput(str(problem), where="--weight") from None
