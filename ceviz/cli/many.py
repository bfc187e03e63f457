"""``ceviz report`` of many files: what they add up to, and what each of them comes to."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ceviz.cli.predictions import refuse_examples
from ceviz.cli.reading import read_options, save_recipe
from ceviz.cli.terminal import complain, say
from ceviz.errors import InvalidInput

if TYPE_CHECKING:
    from ceviz.document.model import Unit
    from ceviz.storage.parts.whole import Row, Whole

#: What asks for single rows, of which none are kept but the dearest.
_OF_ROWS = ("per_sample", "sample", "truth", "by")

#: How many of the parts stand in the page for people.
_LISTED = 40


def report_many(options: argparse.Namespace, words: Sequence[str]) -> int:
    """Read, measure and print the files that ``words`` name."""
    import json

    from ceviz.document.model import Unit
    from ceviz.storage.parts.listing import listed_files

    refuse_examples(words)
    for name in _OF_ROWS:
        if getattr(options, name) is not None:
            raise InvalidInput(
                f"--{name.replace('_', '-')} is for one file", where=", ".join(words),
                remedy="report that file by itself",
            )  # fmt: skip
    paths = listed_files(words)
    chosen = read_options(options, paths[0])
    save_recipe(options, chosen, paths)
    whole = _measured(options, paths, chosen)
    for warning in whole.warnings:
        complain(warning, 0)
    unit = Unit.NATS if options.unit is None else Unit(options.unit)
    reduction = options.reduction or "mean"
    if options.json:
        tree = whole_tree(whole, list(words), unit, reduction)
        say(json.dumps(tree, indent=2, allow_nan=False))
    else:
        say(whole_text(whole, " ".join(words), unit, reduction, quiet=options.quiet))
    return 0


def _measured(options: argparse.Namespace, paths: Sequence[Path], chosen: Any) -> Whole:
    from ceviz.cli.predictions import weights
    from ceviz.cli.progress import FilesProgress
    from ceviz.maths.batch.task import checked_temperature
    from ceviz.storage.parts.engines import threads_each, working
    from ceviz.storage.parts.part import Settings
    from ceviz.storage.parts.whole import measure_files

    settings = Settings(
        weight=None if options.weight is None else tuple(weights(options.weight)),
        label_smoothing=0.0 if options.label_smoothing is None else options.label_smoothing,
        temperature=checked_temperature(
            1.0 if options.temperature is None else options.temperature
        ),
        fit=not options.no_temperature,
        threads=threads_each(options.workers),
    )
    with (
        FilesProgress([path.stat().st_size for path in paths]) as progress,
        working(options.workers, progress) as engine,
    ):
        return measure_files(paths, chosen, settings, engine=engine, are_parts=options.parts)


def whole_tree(whole: Whole, sources: list[str], unit: Unit, reduction: str) -> dict[str, Any]:
    """All numbers, as of one file; with ``parts``, and the file of each of the worst rows.

    Intervals are those by Student's t and Wilson's score: the bootstrap draws rows again and
    again, and none are kept.
    """
    from ceviz.cli.measured import WORST
    from ceviz.cli.totals import (
        chance_tree,
        classes_tree,
        guesses_tree,
        intervals_tree,
        macro_tree,
        optimal_tree,
        plain,
        top_tree,
        totals_tree,
    )

    scale = unit.per_nat
    return {
        "source": sources,
        "unit": unit.value,
        **totals_tree(whole.summary, reduction, scale),
        **optimal_tree(whole.optimal, scale),
        "worst": [_worst(row, scale) for row in whole.worst(WORST)],
        "intervals": intervals_tree(whole.certainty(), scale),
        "ece_by_chance": chance_tree(whole.by_chance()),
        "top_k": top_tree(whole.top_accuracies()),
        "macro": macro_tree(whole.per_class.macro(), scale),
        "per_class": classes_tree(whole.per_class, whole.class_names, scale),
        "parts": [
            {
                "file": file.source,
                "rows": file.rows,
                "ignored": file.ignored,
                "cross_entropy": plain(file.loss * scale),
                "accuracy": plain(file.accuracy),
            }
            for file in whole.files
        ],
        "guesses": guesses_tree(whole.agreed.guesses),
        "warnings": list(whole.warnings),
    }


def whole_text(whole: Whole, title: str, unit: Unit, reduction: str, *, quiet: bool = False) -> str:
    """The page for people."""
    from ceviz.cli.measured import WORST
    from ceviz.cli.totals import classes_lines, further_lines, guesses_lines, totals_lines
    from ceviz.document.text.numbers import show_information, show_percent

    summary, names, scale = whole.summary, whole.class_names, unit.per_nat
    half = whole.moments.interval("loss", 0.0).high
    right = whole.moments.share_interval(summary)
    lines = [
        f"{title}: {summary.rows:,} rows over {len(names):,} classes in {len(whole.files):,} files",
        "",
        *(() if quiet else guesses_lines(whole.agreed.guesses)),
        *(f"  beware     {warning}" for warning in whole.warnings),
        "",
        *totals_lines(summary, reduction, unit, half, right, whole.optimal, whole.by_chance()),
        *further_lines(whole.per_class.macro(), whole.top_accuracies(), unit),
        "",
        *classes_lines(whole.per_class, names, unit),
        "",
        "  The parts                 rows       loss  accuracy",
    ]
    for file in whole.files[:_LISTED]:
        loss = show_information(file.loss * scale)
        lines.append(
            f"    {file.rows:>26,}  {loss:>9}  {show_percent(file.accuracy):>8}  {file.name}"
        )
    if len(whole.files) > _LISTED:
        lines.append(f"    and {len(whole.files) - _LISTED:,} more, all of them with --json")
    lines += ["", "  The worst rows"]
    for row in whole.worst(WORST):
        places = row.file.places
        where = "" if places is None else f", {places.said(row.index)}"
        lines.append(
            f"    {row.index:>8}  {show_information(row.loss * scale):>9}  "
            f"{names[row.true]} taken for {names[row.predicted]}{where}, in {row.file.name}"
        )
    return "\n".join(lines)


def _worst(row: Row, scale: float) -> dict[str, Any]:
    from ceviz.cli.totals import plain

    places = row.file.places
    place = {}
    if places is not None:
        place = {"place": dict(zip(places.axes, places.of(row.index), strict=True))}
    return {"file": row.file.source, "index": row.index, **place, "loss": plain(row.loss * scale)}
