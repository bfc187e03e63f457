"""Tables of predictions as people save them, made at random, and what is true of each."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from hypothesis import strategies as st
from numpy.typing import NDArray

#: Names of classes that are also names of what is known of a row, words, and pieces of words.
_NAMES = (
    "cat", "dog", "bird", "id", "no", "en", "fr", "index", "count", "loss", "confidence", "time",
    "spam", "ham", "positive", "score", "p", "7", "A", "a b", "x,y", "max", "rock 'n' roll",
)  # fmt: skip
_LABELS = ("label", "target", "y_true", "gold", "true_class", "y", "actual")
_PREDICTIONS = ("pred", "prediction", "y_pred", "predicted_class", "predict")
_PREFIXES = ("", "", "prob_", "logit_", "score_", "p_", "class ", "out.")

#: How much larger the score of the true class is: of a model that learnt nothing, some or much.
_TRAINED = (0, 2, 4)

_Column = Callable[[np.random.Generator, int], list[Any]]

#: What else is known of a row, by name: how the column is made.
_OTHERS: dict[str, _Column] = {
    "id": lambda r, n: list(range(n)),
    "sample": lambda r, n: [f"s{k}" for k in r.permutation(n)],
    "n_tokens": lambda r, n: r.integers(3, 500, n).tolist(),
    "latency_ms": lambda r, n: r.gamma(2, 20, n).round(2).tolist(),
    "bytes": lambda r, n: r.integers(100, 10**6, n).tolist(),
    "fold_no": lambda r, n: r.integers(0, 5, n).tolist(),
    "seed": lambda r, n: [0] * n,
    "lr": lambda r, n: [1e-3] * n,
    "is_test": lambda r, n: r.integers(0, 2, n).tolist(),
    "difficulty": lambda r, n: r.random(n).round(3).tolist(),
    "z1": lambda r, n: r.normal(0, 2, n).tolist(),
    "offset": lambda r, n: (-r.random(n)).tolist(),
    "valence": lambda r, n: r.normal(0, 1.5, n).round(2).tolist(),
    "arousal": lambda r, n: r.normal(0, 1.5, n).round(4).tolist(),
    "lat": lambda r, n: r.normal(48, 1, n).round(4).tolist(),
    "votes": lambda r, n: r.integers(-4, 5, n).tolist(),
    "out.time": lambda r, n: r.gamma(2, 1, n).round(4).tolist(),
    "weight": lambda r, n: r.random(n).tolist(),
    "epoch": lambda r, n: [3] * n,
    "text": lambda r, n: [f"words, {k}" for k in range(n)],
    "empty": lambda r, n: [0.0] * n,
}


@dataclass(frozen=True)
class Table:
    """A table and its truth.

    Attributes:
        columns: the cells by name.
        classes, loss, accuracy: what a reader must find.
    """

    columns: dict[str, list[Any]]
    classes: int
    loss: float
    accuracy: float

    def write(self, path: Path) -> Path:
        """The table in the format that the path's suffix says."""
        names = list(self.columns)
        rows = list(zip(*self.columns.values(), strict=True))
        if path.suffix == ".parquet":
            pq.write_table(pa.table(self.columns), path)
        elif path.suffix == ".jsonl":
            text = "".join(json.dumps(dict(zip(names, row, strict=True))) + "\n" for row in rows)
            path.write_text(text, encoding="utf-8")
        else:
            with path.open("w", newline="", encoding="utf-8") as stream:
                csv.writer(stream).writerows([names, *rows])
        return path


@st.composite
def tables(draw: st.DrawFn) -> Table:
    """Class columns by random names, with random columns around them."""
    random = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    count, rows = draw(st.integers(2, 6)), draw(st.integers(12, 60))
    names = draw(st.lists(st.sampled_from(_NAMES), min_size=count, max_size=count, unique=True))
    prefix = draw(st.sampled_from(_PREFIXES))
    truth = random.integers(0, draw(st.integers(1, count)), rows)
    z = (
        random.normal(0, 1.5, (rows, count))
        + draw(st.sampled_from(_TRAINED)) * np.eye(count)[truth]
    )
    kind = draw(st.sampled_from(("logits", "probabilities", "log-probabilities")))
    scores = _scores(z, kind, draw(st.sampled_from((2, 4, 17))))
    logs = _logs(scores, kind)
    block = {prefix + name: scores[:, k].tolist() for k, name in enumerate(names)}
    as_names = draw(st.booleans())
    label: list[Any] = [names[k] for k in truth] if as_names else truth.tolist()
    others: dict[str, list[Any]] = {draw(st.sampled_from(_LABELS)): label}
    if draw(st.booleans()):
        best = logs.argmax(axis=1)
        others[draw(st.sampled_from(_PREDICTIONS))] = (
            [names[k] for k in best] if as_names else best.tolist()
        )
    for name in draw(st.lists(st.sampled_from(sorted(_OTHERS)), max_size=4, unique=True)):
        others.setdefault(name, _OTHERS[name](random, rows))
    order = draw(st.permutations(sorted(others)))
    before = draw(st.integers(0, len(order)))
    columns: dict[str, list[Any]] = {name: others[name] for name in order[:before]}
    columns |= block
    columns |= {name: others[name] for name in order[before:] if name not in columns}
    if len(columns) < len(block) + len(others):  # a class and another column of the same name
        columns = {
            **block,
            **{f"{name}.1" if name in block else name: c for name, c in others.items()},
        }
    return Table(
        columns,
        count,
        float(-logs[np.arange(rows), truth].mean()),
        float((scores.argmax(axis=1) == truth).mean()),
    )


def _scores(z: NDArray[np.float64], kind: str, digits: int) -> NDArray[np.float64]:
    if kind == "logits":
        return z.round(digits)
    logs = z - z.max(axis=1, keepdims=True)
    logs -= np.log(np.exp(logs).sum(axis=1, keepdims=True))
    rounded = (np.exp(logs) if kind == "probabilities" else logs).round(digits)
    return np.asarray(rounded)


def _logs(scores: NDArray[np.float64], kind: str) -> NDArray[np.float64]:
    """Log-probabilities of the scores as written, each row divided by its sum."""
    with np.errstate(divide="ignore"):
        z = np.log(scores) if kind == "probabilities" else scores
    z = z - z.max(axis=1, keepdims=True)
    with np.errstate(divide="ignore"):
        return np.asarray(z - np.log(np.exp(z).sum(axis=1, keepdims=True)))
