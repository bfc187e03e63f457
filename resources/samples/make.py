"""Makes every file of this folder from scikit-learn's data sets.

Run from anywhere, with the development dependencies (scikit-learn) installed::

    python resources/samples/make.py [FOLDER]

Nothing here is downloaded: both data sets lie inside scikit-learn. The files are the same
again to 1e-6 of their largest score: the regressions are convex and solved to 1e-10, the
network is plain float64 NumPy with a fixed seed.

==========================  ==========================================================
``digits.npz``              logistic regression, 899 test rows of handwritten digits
``digits-epoch-NNN.npz``    a small network on the same 899 rows after NNN epochs
``breast-cancer.npz``       logistic regression, 285 test rows, malignant or benign
``digits-rows.json``        12 rows of ``digits.npz``, right, unsure and wrong
==========================  ==========================================================
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from sklearn.datasets import load_breast_cancer, load_digits
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

EPOCHS = (1, 2, 4, 8, 16, 32, 64, 128, 256)
SEED = 0

# The story needs a network that overfits: few rows, no regularisation, long training. With
# these settings the test loss is lowest at epoch 4 (0.215, 833 of 899 rows right) and rises
# ever after (64: 0.247, 256: 0.272) while more rows are right (64: 846, 256: 844).
NETWORK_TRAINING_ROWS = 300
HIDDEN_UNITS = 32
LEARNING_RATE = 0.2
MOMENTUM = 0.9
BATCH = 32


class Split(NamedTuple):
    """Half of a data set to train on, half to test on, the classes in equal shares."""

    train: Floats
    train_labels: Ints
    test: Floats
    test_labels: Ints


def main(folder: Path) -> None:
    """Write all sample files into ``folder``."""
    digits, names = _digits()
    images = digits.test.reshape(-1, 8, 8).astype(np.uint8)

    logits = _regression_scores(digits)
    _save(folder / "digits.npz", logits, digits.test_labels, names, images)
    _save_rows(folder / "digits-rows.json", logits, digits.test_labels, names)
    for epoch, logits in _network_scores(digits).items():
        path = folder / f"digits-epoch-{epoch:03d}.npz"
        _save(path, logits, digits.test_labels, names, images)

    cancer, names = _breast_cancer()
    logits = _regression_scores(cancer)
    _save(folder / "breast-cancer.npz", logits, cancer.test_labels, names)


def _digits() -> tuple[Split, list[str]]:
    data = load_digits()
    return _halves(data.data, data.target), [str(name) for name in data.target_names]


def _breast_cancer() -> tuple[Split, list[str]]:
    data = load_breast_cancer()
    split = _halves(data.data, data.target)
    scaler = StandardScaler().fit(split.train)
    split = split._replace(train=scaler.transform(split.train), test=scaler.transform(split.test))
    return split, [str(name) for name in data.target_names]


def _halves(data: Floats, labels: Ints) -> Split:
    train, test, train_labels, test_labels = train_test_split(
        data, labels, test_size=0.5, random_state=SEED, stratify=labels
    )
    return Split(train, train_labels, test, test_labels)


def _regression_scores(split: Split) -> Floats:
    """Logits (N, K) of scikit-learn's default logistic regression, solved to the end."""
    model = LogisticRegression(solver="newton-cholesky", tol=1e-10, max_iter=1000)
    scores = model.fit(split.train, split.train_labels).decision_function(split.test)
    if scores.ndim == 1:  # two classes: the difference of the two scores
        scores = np.stack([-scores / 2, scores / 2], axis=1)
    return np.asarray(scores, dtype=np.float64)


def _network_scores(split: Split) -> dict[int, Floats]:
    """Test logits (N, K) at each of ``EPOCHS`` of a tanh network with one hidden layer.

    Gradient descent with momentum on the mean cross-entropy of mini-batches.
    """
    random = np.random.default_rng(SEED)
    centre = split.train.mean(axis=0)
    train = (split.train[:NETWORK_TRAINING_ROWS] - centre) / 16
    test = (split.test - centre) / 16
    truth = np.eye(10)[split.train_labels[:NETWORK_TRAINING_ROWS]]

    weights_in = random.uniform(-0.2, 0.2, (train.shape[1], HIDDEN_UNITS))
    weights_out = random.uniform(-0.2, 0.2, (HIDDEN_UNITS, 10))
    parameters = [weights_in, np.zeros(HIDDEN_UNITS), weights_out, np.zeros(10)]
    velocities = [np.zeros_like(parameter) for parameter in parameters]

    scores = {}
    for epoch in range(1, max(EPOCHS) + 1):
        order = random.permutation(len(train))
        for start in range(0, len(order), BATCH):
            rows = order[start : start + BATCH]
            gradients = _gradients(parameters, train[rows], truth[rows])
            for parameter, velocity, gradient in zip(
                parameters, velocities, gradients, strict=True
            ):
                velocity *= MOMENTUM
                velocity -= LEARNING_RATE * gradient
                parameter += velocity
        if epoch in EPOCHS:
            scores[epoch] = _forward(parameters, test)[1]
    return scores


def _forward(parameters: list[Floats], rows: Floats) -> tuple[Floats, Floats]:
    """Hidden activations and scores."""
    weights_in, bias_in, weights_out, bias_out = parameters
    hidden = np.tanh(rows @ weights_in + bias_in)
    return hidden, hidden @ weights_out + bias_out


def _gradients(parameters: list[Floats], rows: Floats, truth: Floats) -> list[Floats]:
    """Derivatives of the mean cross-entropy; at the scores they are (q − p)/N."""
    hidden, scores = _forward(parameters, rows)
    at_scores = (_softmax(scores) - truth) / len(rows)
    at_hidden = (at_scores @ parameters[2].T) * (1 - hidden**2)
    return [
        rows.T @ at_hidden,
        at_hidden.sum(axis=0),
        hidden.T @ at_scores,
        at_scores.sum(axis=0),
    ]


def _softmax(scores: Floats) -> Floats:
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    return np.asarray(powers / powers.sum(axis=1, keepdims=True))


def _save(
    path: Path,
    logits: Floats,
    labels: Ints,
    names: list[str],
    images: NDArray[np.uint8] | None = None,
) -> None:
    extra: dict[str, Any] = {} if images is None else {"images": images}
    np.savez(  # stored, not compressed: ceviz maps the logits into memory
        path,
        logits=logits.astype(np.float32),
        labels=labels.astype(np.int64),
        class_names=np.array(names),
        **extra,
    )


def _save_rows(path: Path, logits: Floats, labels: Ints, names: list[str]) -> None:
    rows = [
        {"logits": [round(float(z), 6) for z in logits[row]], "label": int(labels[row])}
        for row in _telling_rows(logits, labels)
    ]
    lines = ",\n".join(f"    {json.dumps(row)}" for row in rows)
    text = f'{{\n  "class_names": {json.dumps(names)},\n  "rows": [\n{lines}\n  ]\n}}\n'
    path.write_text(text, encoding="utf-8")


def _telling_rows(logits: Floats, labels: Ints) -> list[int]:
    """Twelve rows by rule: four right, four unsure, four wrong.

    * wrong: the four wrong rows of largest loss, the worst last;
    * unsure: the four others whose two likeliest classes are closest in probability;
    * right: of the right rows left, those at 1/8, 3/8, 5/8 and 7/8 in order of loss.
    """
    q = _softmax(logits)
    loss = -np.log(q[np.arange(len(q)), labels])
    second, first = np.sort(q, axis=1)[:, -2:].T
    is_right = q.argmax(axis=1) == labels

    by_loss = np.argsort(loss, kind="stable")
    wrong = [int(row) for row in by_loss if not is_right[row]][-4:]
    by_margin = np.argsort(first - second, kind="stable")
    unsure = [int(row) for row in by_margin if row not in wrong][:4]
    right = [int(row) for row in by_loss if is_right[row] and row not in unsure]
    return [right[len(right) * eighth // 8] for eighth in (1, 3, 5, 7)] + unsure + wrong


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent)
