"""What the user says of a file of predictions that the file does not say, and reading it so."""

from __future__ import annotations

import argparse
import os
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from ceviz.cli.arguments import size
from ceviz.cli.terminal import complain
from ceviz.errors import InvalidInput, MissingPackage

if TYPE_CHECKING:
    from ceviz.storage.readers import Predictions, ReadOptions

#: The options of this module, as argparse names them.
NAMES = (
    "part", "scores", "labels", "kind", "label_form", "class_names", "class_axis", "prediction",
    "truth", "join", "ignore_index", "unlabelled", "limit", "recipe",
)  # fmt: skip


def add_reading(parser: argparse.ArgumentParser) -> None:
    """The options that say how a file of predictions is read."""
    group = parser.add_argument_group("how a file of predictions is read; guessed unless told")
    group.add_argument("--part", metavar="NAME",
                       help="which of several tables in one document, such as val")  # fmt: skip
    group.add_argument("--scores", metavar="COLS|PREFIX*|KEY",
                       help="the columns with commas between, prob_* or the array")  # fmt: skip
    group.add_argument("--labels", metavar="COL|KEY", help="the column or array of the truth")
    group.add_argument("--kind", metavar="KIND",
                       help="logits, probabilities, log-probabilities or “softmax applied "
                       "twice”, which is undone")  # fmt: skip
    group.add_argument("--label-form", metavar="FORM",
                       help="class names, 0-based, 1-based or probabilities; also “0-based by "
                       "the alphabet”, “0-based in reverse order”, and both 1-based")  # fmt: skip
    group.add_argument("--class-names", metavar="FILE|A,B,…",
                       help="in the order of the columns; a file has one a line")  # fmt: skip
    group.add_argument("--class-axis", choices=("last", "second"),
                       help="which axis of three or more counts the classes")  # fmt: skip
    group.add_argument("--prediction", metavar="COL",
                       help="the column of predicted classes, none for no such")  # fmt: skip
    group.add_argument("--truth", metavar="FILE",
                       help="another file, whose labels are the truth")  # fmt: skip
    group.add_argument("--join", metavar="COL|order",
                       help="the ids that join the two, COL=COL if they are called "
                       "differently, or row by row")  # fmt: skip
    group.add_argument("--ignore-index", type=int, metavar="I",
                       help="label of rows that do not count")  # fmt: skip
    group.add_argument("--unlabelled", choices=("refuse", "ignore"),
                       help="what to do with rows whose label is missing")  # fmt: skip
    group.add_argument("--limit", type=size, metavar="SIZE",
                       help="memory that reading may take, such as 4GiB")  # fmt: skip
    group.add_argument("--recipe", metavar="FILE",
                       help="choices that --save-recipe wrote; those given go before")  # fmt: skip
    group.add_argument("--save-recipe", metavar="FILE", help="write these choices to a file")


def named_files(options: argparse.Namespace) -> list[Path]:
    """The files that the words of a command line say to read; none of them is to be replaced."""
    words = [
        getattr(options, name, None)
        for name in ("source", "against", "recipe", "class_names", "truth")
    ]
    return [Path(word) for word in words if word]


def refuse_one_output_twice(options: argparse.Namespace) -> None:
    """Refuse two files to write of which the second would replace the first, before any work.

    Raises:
        InvalidInput: two options name one file, whatever paths or links lead to it.
    """
    outputs = [
        (f"--{name.replace('_', '-')}", os.path.realpath(word))
        for name in ("out", "per_sample", "save_recipe")
        if (word := getattr(options, name, None)) is not None
    ]
    named = {path: option for option, path in reversed(outputs)}
    for option, path in outputs:
        if named[path] != option:
            raise InvalidInput(
                f"{named[path]} and {option} name the same file",
                where=path,
                remedy="give each a file of its own",
            )


def read_predictions(options: argparse.Namespace, source: str = "") -> Predictions:
    """The predictions of ``source`` (of ``options`` unless named), read as was said.

    In a checkout, a package that the format needs is fetched first, which is said on stderr.
    """
    path = Path(source or options.source)
    chosen = read_options(options, path)
    predictions = read_fetching(path, chosen)
    save_recipe(options, chosen, predictions.files)
    return predictions


def save_recipe(
    options: argparse.Namespace, chosen: ReadOptions, sources: Iterable[str | Path]
) -> None:
    """Keep the choices if the command line says so; no file that it reads is replaced."""
    from ceviz.storage.atomic import write_atomically
    from ceviz.storage.readers import recipe

    if options.save_recipe is not None:
        inputs = [*named_files(options), *sources]
        write_atomically(options.save_recipe, recipe.dumps(chosen), inputs=inputs)


def says_how(options: argparse.Namespace) -> bool:
    """Whether the command line says anything of how a file is read."""
    return any(getattr(options, name) is not None for name in (*NAMES, "save_recipe"))


def read_fetching(path: Path, options: ReadOptions) -> Predictions:
    """Read ``path``; a package that this needs is fetched into a checkout's .venv first."""
    from ceviz.bootstrap import can_fetch, fetch
    from ceviz.storage.readers import read

    try:
        return read(path, options)
    except MissingPackage as missing:
        if not can_fetch():
            raise
        fetch(missing.extra)
    return read(path, options)


def read_options(options: argparse.Namespace, path: Path) -> ReadOptions:
    """The choices on the command line for the file ``path``, over those of a recipe."""
    from dataclasses import replace

    from ceviz.storage.readers import Field, ReadOptions, named_beside, recipe

    chosen = ReadOptions() if options.recipe is None else recipe.load(options.recipe)
    said = (
        ("--part", Field.PART, options.part),
        ("--scores", Field.SCORES, options.scores),
        ("--labels", Field.LABELS, options.labels),
        ("--kind", Field.KIND, options.kind),
        ("--label-form", Field.LABEL_FORM, options.label_form),
        ("--class-axis", Field.CLASS_AXIS, options.class_axis),
        ("--prediction", Field.PREDICTION, options.prediction),
        ("--truth", Field.TRUTH, options.truth and named_beside(path, options.truth)),
        ("--join", Field.JOIN, options.join),
        ("--unlabelled", Field.UNLABELLED, options.unlabelled),
    )
    for option, field, value in said:
        if value is not None:
            try:
                chosen = chosen.choose(field, value)
            except InvalidInput as refusal:
                raise InvalidInput(refusal.what, where=option, why=_choices(field)) from None
    if options.ignore_index is not None:
        chosen = replace(chosen, ignored=options.ignore_index)
    if options.limit is not None:
        chosen = replace(chosen, limit=options.limit)
    if options.class_names is not None:
        chosen = replace(chosen, class_names=_class_names(options.class_names))
    return chosen


def refuse_reading(options: argparse.Namespace) -> None:
    """Say so if an option was given that only a file of predictions has a use for."""
    for name in (*NAMES, "save_recipe"):
        if getattr(options, name) is not None:
            raise InvalidInput(
                f"--{name.replace('_', '-')} is for files of predictions",
                where=options.source or "",
            )


def warn(predictions: Predictions) -> None:
    """On stderr, so that it is seen whatever becomes of the output: what may make it wrong."""
    for warning in predictions.warnings:
        complain(f"{predictions.sources[0].path.name}: {warning}", 0)


def _choices(field: str) -> str:
    from ceviz.storage.readers import Field, Kind, LabelForm

    choices = {Field.KIND: Kind, Field.LABEL_FORM: LabelForm}.get(Field(field))
    return "" if choices is None else f"one of {', '.join(choices)}"


def _class_names(text: str) -> tuple[str, ...]:
    """Names from a file, one a line, or between commas."""
    path = Path(text)
    try:
        is_file = path.is_file()
    except (OSError, ValueError):
        is_file = False
    if not is_file:
        return tuple(name.strip() for name in text.split(","))
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as problem:
        raise InvalidInput("cannot be read", where=text, why=str(problem)) from None
    return tuple(line.strip() for line in lines if line.strip())
