"""Makes ``cross_entropy.npz``: what PyTorch's loss gives on every legal shape to five dimensions.

Run from anywhere, in an environment of its own that has PyTorch::

    python tests/data/torch/make.py

The tests read the table and need no PyTorch; it is in no list of dependencies. For each
precision and shape there are scores, labels for each ``ignore_index``, soft targets
(probabilities of the scores' shape) and class weights, and for both forms of target the losses
of :data:`SETTINGS` in order: ``none`` of shape (settings, labels' shape), ``mean`` and ``sum``
of shape (settings,).
"""

from __future__ import annotations

import json
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
import torch  # type: ignore[import-not-found, unused-ignore]
from torch.nn.functional import (  # type: ignore[import-not-found, unused-ignore]
    cross_entropy,
)

#: (C,), (N, C), (N, C, d1) … (N, C, d1, d2, d3); one length 1, and two that fit classes last too.
SHAPES = ((5,), (6, 4), (4, 3, 5), (4, 3, 1), (2, 4, 4), (2, 3, 2, 4), (2, 3, 2, 2, 3))

#: Weighted or not, the label that does not count, label smoothing.
SETTINGS = tuple(product((False, True), (-100, 1), (0.0, 0.1)))

SEED = 20


def main(path: Path) -> None:
    """Write the table to ``path``."""
    table: dict[str, Any] = {
        "torch": np.array(torch.__version__),
        "settings": np.array(json.dumps(SETTINGS)),
        "shapes": np.array(json.dumps(SHAPES)),
    }
    for dtype, shape in product(("float64", "float32"), SHAPES):
        random = np.random.default_rng(SEED + len(shape))
        table |= {
            f"{dtype} {list(shape)} {name}": array
            for name, array in _case(random, dtype, shape).items()
        }
    np.savez_compressed(path, **table)


def _case(random: np.random.Generator, dtype: str, shape: tuple[int, ...]) -> dict[str, Any]:
    """Arrays and losses of one shape."""
    axis = 0 if len(shape) == 1 else 1
    classes = shape[axis]
    labels = random.integers(0, classes, () if axis == 0 else (shape[0], *shape[2:]))
    void = labels.copy()
    void[(..., -1) if void.ndim else ()] = -100
    soft = random.gamma(0.5, size=shape)
    case = {
        "scores": (3 * random.normal(size=shape)).astype(dtype),
        "labels 1": labels,
        "labels -100": void,
        "soft": (soft / soft.sum(axis=axis, keepdims=True)).astype(dtype),
        "weight": random.uniform(0.2, 2, classes).astype(dtype),
    }
    losses = {
        f"{form} {reduction}": np.stack(
            [_loss(case, form, reduction, *setting) for setting in SETTINGS]
        )
        for form, reduction in product(("labels", "soft"), ("none", "mean", "sum"))
    }
    return case | losses


def _loss(
    case: dict[str, Any], form: str, reduction: str, weighted: bool, ignored: int, smoothing: float
) -> np.ndarray:
    """What PyTorch's loss gives. Probabilities have no label that could be ignored."""
    is_soft = form == "soft"
    loss = cross_entropy(
        torch.tensor(case["scores"]),
        torch.tensor(case["soft" if is_soft else f"labels {ignored}"]),
        weight=torch.tensor(case["weight"]) if weighted else None,
        ignore_index=-100 if is_soft else ignored,
        label_smoothing=smoothing,
        reduction=reduction,
    )
    return np.asarray(loss)


if __name__ == "__main__":
    main(Path(__file__).with_name("cross_entropy.npz"))
