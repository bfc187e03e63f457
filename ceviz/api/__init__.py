"""What scripts and notebooks call: arrays or a file in, numbers or a window out."""

from __future__ import annotations

import os
import warnings
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import numpy.typing as npt

from ceviz.api.arrays import as_numpy, named_by, one_row_a_sample
from ceviz.api.choices import read_options
from ceviz.api.files import evaluate_files
from ceviz.api.kinds import DoubtWarning, KindName, KindWarning, settled
from ceviz.api.labels import LabelWarning, checked_names, class_numbers, warn_of_indices
from ceviz.api.plots import Plot, lab, plot
from ceviz.api.recorder import Recorder
from ceviz.api.results import Evaluation
from ceviz.errors import CevizError, InvalidInput
from ceviz.maths.batch import Evaluation as _Evaluation
from ceviz.maths.batch import Reduction
from ceviz.maths.batch import evaluate as _evaluate
from ceviz.maths.batch.shapes import Axis
from ceviz.maths.batch.task import NONE_IGNORED
from ceviz.storage.parts.whole import Whole
from ceviz.storage.readers import Kind, Predictions, named_beside
from ceviz.storage.readers import read as _read
from ceviz.storage.readers.guesses import Guess

__all__ = [
    "DoubtWarning", "Evaluation", "KindWarning", "LabelWarning", "Plot", "Predictions",
    "Recorder", "Whole", "evaluate", "evaluate_files", "lab", "plot", "read", "show",
]  # fmt: skip


def evaluate(
    logits: npt.ArrayLike,
    targets: npt.ArrayLike,
    *,
    kind: KindName | Kind = "auto",
    weight: npt.ArrayLike | None = None,
    ignore_index: int | None = -100,
    label_smoothing: float = 0.0,
    temperature: float = 1.0,
    reduction: Reduction = "mean",
    class_names: Sequence[str] | None = None,
    class_axis: Axis | None = None,
) -> Evaluation:
    """Loss, accuracy and calibration of a batch, as ``torch.nn.CrossEntropyLoss`` names them.

    Arrays are NumPy's, PyTorch's (with a gradient, bfloat16), JAX's, whatever offers
    ``__array__`` or DLPack, lists, or frames of pandas and polars; they are only read.

    Args:
        logits: (N, K) scores of any float type, possibly memory-mapped; or as PyTorch has them,
            (N, K, d1, …) or (K,); or (N,) or (N, 1), the score of class 1 of two.
        targets: (N,) or (N, 1) class indices, whole numbers of any type, or class names; or
            (N, K) probabilities; of (N, K, d1, …) scores as PyTorch has them: (N, d1, …), or
            probabilities of the scores' shape.
        kind: what ``logits`` holds: "logits", "probabilities", "log-probabilities" (which
            measure the same as logits), or "softmax applied twice", which is undone first.
            "auto" takes them for logits unless every row lies in [0, 1] and sums to 1: those
            are measured as probabilities, with a :class:`KindWarning`, because a second
            softmax reports a wrong loss.
        weight: (K,) one weight a class.
        ignore_index: label of rows that do not count, or None for no such label.
        label_smoothing: ε in [0, 1].
        temperature: T > 0; the loss is that of softmax(z/T).
        reduction: "mean", "sum" or "none", which gives one loss a label, in the labels' shape.
        class_names: K different names; needed if ``targets`` are names. A frame's columns are
            called so unless told.
        class_axis: "second" or "last", where scores of three axes or more fit both.

    Returns:
        An object with ``cross_entropy, accuracy, brier, ece, …`` and, for each row, ``loss,
        predicted, confidence, margin``. Needs no Qt.

    Raises:
        InvalidInput: a ValueError that says what is wrong, and in which row.

    Warns:
        KindWarning: the scores were taken for probabilities; also in ``warnings`` of what is
            returned, as is a doubt.
        DoubtWarning: a KindWarning that is no mere news: the scores look like something else
            than what they are measured as, or as if softmax had been applied twice.
        LabelWarning: labels that are numbers fit ``class_names`` better by the numbers in those.
    """
    measured, _ = _measured(
        logits,
        targets,
        kind,
        weight=weight,
        ignore_index=ignore_index,
        label_smoothing=label_smoothing,
        temperature=temperature,
        reduction=reduction,
        class_names=class_names,
        class_axis=class_axis,
    )
    return Evaluation.of(measured)


def show(
    logits: npt.ArrayLike,
    targets: npt.ArrayLike,
    class_names: Sequence[str] | None = None,
    *,
    kind: KindName | Kind = "auto",
    class_axis: Axis | None = None,
) -> int:
    """Open the window on a batch, and stay until it is closed.

    Arguments as for :func:`evaluate`; they are checked before the window opens.

    Returns:
        The exit code of the window.

    Raises:
        CevizError: there is no display, or Qt lacks a library of the system; what cannot be
            measured is refused as by :func:`evaluate`.
    """
    measured, guess = _measured(
        logits, targets, kind, class_names=class_names, class_axis=class_axis
    )
    task = measured.task
    given = task.labels if task.targets is None else task.targets
    assert given is not None
    predictions = Predictions(
        scores=task.scores,
        kind=Kind(task.kind),
        targets=np.asarray(given),
        class_names=measured.class_names,
        ignored=int(measured.ignored.sum()),
        guesses=(guess,),
        places=task.places,
    )
    # Without a display Qt does not raise: it ends Python, and with it a notebook's kernel.
    from ceviz.bootstrap import display_problem, library_problem

    if problem := display_problem():
        raise CevizError("no window can be opened", why=problem)
    if problem := library_problem(window=True):
        raise CevizError("no window can be opened", why=problem)

    from ceviz.app import run_on

    return run_on(predictions, measured, Path("arrays"))


def read(
    path: str | os.PathLike[str],
    *,
    scores: str | None = None,
    kind: str | None = None,
    labels: str | None = None,
    label_form: str | None = None,
    ignore_index: int | None = -100,
    class_names: Sequence[str] | None = None,
    class_axis: Axis | None = None,
    truth: str | os.PathLike[str] | None = None,
    join: str | None = None,
    part: str | None = None,
    limit: int | str | None = None,
) -> Predictions:
    """The predictions in a file, as the window opens it, and every guess made on the way.

    What is not said is guessed; ``guesses`` of what is returned tell what, why, and what else
    it could be. :func:`evaluate` takes ``scores``, ``targets``, ``kind`` and ``class_names``.

    Args:
        path: npz, npy (with its partner beside it), safetensors, Parquet, CSV, TSV or JSONL.
        scores: the array's name, or the columns', separated by commas, ``*`` allowed.
        kind: "logits", "probabilities", "log-probabilities" or "softmax applied twice".
        labels: name of the array or column of the truth, in ``truth`` if that is given.
        label_form: "class names", "0-based", "1-based" or "probabilities"; "0-based by the
            alphabet" or "0-based in reverse order" of the classes, and the same 1-based.
        ignore_index: label of rows that do not count, or None for no such label.
        class_names: K names in the order of the columns.
        class_axis: "second" or "last", where scores of three axes or more fit both.
        truth: another file of any of these formats, whose labels are the truth.
        join: the column of ids by which the two are joined, ``ours=theirs`` if its name differs,
            or "order" for row by row; by ids that both have, or else by order, unless told.
        part: which of several tables that stand side by side in a JSON document.
        limit: memory that reading may take, in bytes or as "4GiB".

    Raises:
        FileRefused: the file cannot be read, with the row or key and the reason.
        InvalidInput: a choice that there is not.
    """
    options = read_options(
        scores=scores, kind=kind, labels=labels, label_form=label_form,
        ignore_index=ignore_index, class_names=class_names, class_axis=class_axis, limit=limit,
    )  # fmt: skip
    truth_file = None if truth is None else named_beside(path, truth)
    options = replace(options, truth=truth_file, join=join, part=part)
    return _read(path, options)


def _measured(
    logits: npt.ArrayLike,
    targets: npt.ArrayLike,
    kind: str,
    *,
    weight: npt.ArrayLike | None = None,
    ignore_index: int | None = -100,
    label_smoothing: float = 0.0,
    temperature: float = 1.0,
    reduction: Reduction = "mean",
    class_names: Sequence[str] | None = None,
    class_axis: Axis | None = None,
) -> tuple[_Evaluation, Guess]:
    """The evaluation, and what the scores were taken for; warns two calls up."""
    names = checked_names(named_by(logits) if class_names is None else class_names)
    scores, truth, places = one_row_a_sample(
        as_numpy(logits, "scores"), as_numpy(targets, "targets"), class_axis
    )
    if not len(scores):
        raise InvalidInput("there are no rows to measure", where="scores")
    scores, guess = settled(scores, kind)
    taken = Kind.PROBABILITIES if guess.value == Kind.SOFTMAX_TWICE else Kind(guess.value)
    if guess.warning:
        is_news = guess.value == Kind.PROBABILITIES and not guess.mend
        told = KindWarning if is_news else DoubtWarning
        warnings.warn(guess.warning, told, stacklevel=3)
    labels = class_numbers(truth, names)
    made = _evaluate(
        scores,
        labels,
        kind=taken.value,  # type: ignore[arg-type]
        weight=None if weight is None else as_numpy(weight, "weight"),
        ignore_index=NONE_IGNORED if ignore_index is None else ignore_index,
        label_smoothing=label_smoothing,
        temperature=temperature,
        reduction=reduction,
        class_names=names,
    )
    if truth.ndim == 1 and truth.dtype.kind != "b":
        warn_of_indices(scores, np.asarray(labels), names, level=3)
    return replace(
        made,
        task=replace(made.task, places=places),
        warnings=(guess.warning,) if guess.warning else (),
    ), guess
