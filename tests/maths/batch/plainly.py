"""The definitions, written out over whole tables in extended precision: slow and plain."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

Table = npt.NDArray[Any]


@dataclass(frozen=True)
class Plain:
    """What the definitions give for class labels."""

    loss: Table
    surprisal: Table
    confidence: Table
    margin: Table
    brier: Table


def plainly(
    scores: Table,
    labels: Table,
    *,
    temperature: float = 1.0,
    smoothing: float = 0.0,
    weight: Table | None = None,
) -> Plain:
    """Loss as PyTorch defines it, and the rest; scores (N, K) are logits."""
    z = scores.astype(np.longdouble) / np.longdouble(temperature)
    rows, (n, k) = np.arange(len(z)), z.shape
    top = z.max(axis=1, keepdims=True)
    with np.errstate(divide="ignore"):
        log_q = z - top - np.log(np.exp(z - top).sum(axis=1, keepdims=True))
    w = np.ones(k) if weight is None else weight
    own = -log_q[rows, labels]
    spread = (w * -log_q).sum(axis=1) if smoothing else np.zeros(n)
    others = z.copy()
    others[rows, labels] = -np.inf
    off = np.exp(log_q)
    off[rows, labels] -= 1
    return Plain(
        loss=(1 - smoothing) * w[labels] * own + smoothing / k * spread,
        surprisal=own,
        confidence=np.exp(log_q).max(axis=1),
        margin=z[rows, labels] - others.max(axis=1),
        brier=(off**2).sum(axis=1),
    )


def normal_batch(rows: int, classes: int, dtype: Any = np.float32, seed: int = 0) -> Any:
    """Scores of a middling model, and labels it gets right about half the time."""
    random = np.random.default_rng(seed)
    labels = random.integers(0, classes, rows)
    scores = 3.0 * random.standard_normal((rows, classes))
    scores[np.arange(rows), labels] += 4.0
    return scores.astype(dtype), labels
