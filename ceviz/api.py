"""What scripts and notebooks call: arrays in, numbers or a window out."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from ceviz.maths.batch import Evaluation, Reduction
from ceviz.maths.batch import evaluate as _evaluate
from ceviz.storage.readers import Kind, Predictions


def evaluate(
    logits: npt.ArrayLike,
    targets: npt.ArrayLike,
    *,
    weight: npt.ArrayLike | None = None,
    ignore_index: int = -100,
    label_smoothing: float = 0.0,
    temperature: float = 1.0,
    reduction: Reduction = "mean",
    class_names: Sequence[str] | None = None,
) -> Evaluation:
    """Loss, accuracy and calibration of a batch, as ``torch.nn.CrossEntropyLoss`` names them.

    Args:
        logits: (N, K) scores, of any float type, possibly memory-mapped; only read.
        targets: (N,) class indices, or (N, K) probabilities.
        weight: (K,) one weight a class.
        ignore_index: label of rows that do not count.
        label_smoothing: ε in [0, 1].
        temperature: T > 0; the loss is that of softmax(z/T).
        reduction: "mean", "sum" or "none".
        class_names: K names.

    Returns:
        An object with ``cross_entropy, accuracy, brier, ece, …`` and, for each row, ``loss,
        predicted, confidence, margin``. Needs no Qt.

    Raises:
        InvalidInput: a ValueError that says what is wrong, and in which row.
    """
    return _evaluate(
        logits,
        targets,
        weight=weight,
        ignore_index=ignore_index,
        label_smoothing=label_smoothing,
        temperature=temperature,
        reduction=reduction,
        class_names=class_names,
    )


def show(
    logits: npt.ArrayLike, targets: npt.ArrayLike, class_names: Sequence[str] | None = None
) -> int:
    """Open the window on a batch, and stay until it is closed.

    Arguments as for :func:`evaluate`; they are checked before the window opens.

    Returns:
        The exit code of the window.
    """
    measured = evaluate(logits, targets, class_names=class_names)
    task = measured.task
    given = task.labels if task.targets is None else task.targets
    assert given is not None
    predictions = Predictions(
        scores=task.scores,
        kind=Kind.LOGITS,
        targets=np.asarray(given),
        class_names=measured.class_names,
        ignored=int(measured.ignored.sum()),
    )
    from ceviz.app import run_on

    return run_on(predictions, measured, Path("arrays"))
