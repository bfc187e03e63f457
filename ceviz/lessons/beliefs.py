"""What a student believed: distributions over options, scored by the loss they learn about.

A belief is a prediction like any other: scores, and the right option. All of them together are
a file of predictions, in which an option that a question did not have is impossible.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from math import inf, nan, sqrt

import numpy as np

from ceviz.document.analysis import Analysis, analyse
from ceviz.document.model import Classes, Document, Sample, Samples
from ceviz.document.targets import OneHot
from ceviz.maths import predict
from ceviz.maths.batch import Evaluation
from ceviz.maths.batch.likelihood import likelihood
from ceviz.maths.batch.temperature import optimal_temperature

#: What the options are called, in order.
LETTERS = ("A", "B", "C", "D", "E", "F")

#: How many standard errors reach to the ends of an interval of 95 %.
NORMAL_95 = 1.959963984540054


@dataclass(frozen=True, slots=True)
class Belief:
    """One answer.

    Attributes:
        lesson, step: which question; the step is counted from 0.
        scores: (K,) of its K options.
        right: the option that is right, from 0.
    """

    lesson: str
    step: int
    scores: tuple[float, ...]
    right: int


@dataclass(frozen=True, slots=True)
class BestTemperature:
    """The temperature at which somebody's beliefs are likeliest, with its interval of 95 %.

    Attributes:
        value: below 1, they were surer than they said; above 1, they said more than they knew.
        low, high: 1/T ± 1.96 standard errors, by the curvature of the likelihood; NaN where
            there is none.
    """

    value: float
    low: float
    high: float


def options_document(count: int) -> Document:
    """Nothing believed yet of ``count`` options: all as likely as each other."""
    sample = Sample(np.zeros(count), OneHot(0))
    return Document(Classes.named(LETTERS[:count]), Samples.of([sample]), title="Belief")


def cost(scores: Sequence[float], right: int) -> Analysis:
    """What a belief costs: the numbers of a prediction whose truth is option ``right``."""
    sample = Sample(np.array(scores, dtype=np.float64), OneHot(right))
    return analyse(Document(Classes.named(LETTERS[: len(scores)]), Samples.of([sample])))


def arrays_of(beliefs: Sequence[Belief]) -> tuple[np.ndarray, np.ndarray]:
    """Scores (N, K), −∞ where a question had no such option, and the right options (N,)."""
    widest = max(len(each.scores) for each in beliefs)
    scores = np.full((len(beliefs), widest), -inf)
    for row, each in enumerate(beliefs):
        scores[row, : len(each.scores)] = each.scores
    return scores, np.array([each.right for each in beliefs], dtype=np.int64)


def file_of(beliefs: Sequence[Belief]) -> bytes:
    """All ``beliefs``, at least one, as an ``.npz`` of predictions: log q, to the last bit."""
    scores, right = arrays_of(beliefs)
    surprisal = np.array([predict(row).surprisal for row in scores])
    names = np.array(LETTERS[: scores.shape[1]])
    file = io.BytesIO()
    # By name: numbers that never reach an end could count from 0 or from 1.
    np.savez(file, log_probs=-surprisal, labels=names[right], class_names=names)
    return file.getvalue()


def document_of_beliefs(beliefs: Sequence[Belief]) -> Document:
    """All ``beliefs``, at least one, as a document: a sample each."""
    scores, right = arrays_of(beliefs)
    samples = [
        Sample(row, OneHot(int(label)), f"{each.lesson}, step {each.step + 1}")
        for row, label, each in zip(scores, right, beliefs, strict=True)
    ]
    return Document(
        Classes.named(LETTERS[: scores.shape[1]]), Samples.of(samples), title="Your beliefs"
    )


def best_temperature(evaluation: Evaluation) -> BestTemperature:
    """The fitted T of a batch and how well it is known.

    The second derivative of −log-likelihood by β = 1/T is its information: β is known to
    1/√L''(β), and T = 1/β lies between the reciprocals of β's ends.
    """
    value, _ = optimal_temperature(evaluation)
    if not 0.0 < value < inf:
        return BestTemperature(value, nan, nan)
    possible = ~evaluation.ignored & np.isfinite(evaluation.columns.plain)
    beta = 1.0 / value
    bend = likelihood(evaluation.task, possible, beta).bend
    if not bend > 0.0:
        return BestTemperature(value, nan, nan)
    away = NORMAL_95 / sqrt(bend)
    return BestTemperature(value, 1.0 / (beta + away), 1.0 / (beta - away) if beta > away else inf)


def stand_in() -> Document:
    """The beliefs of somebody made up, for proving a lesson that asks for a student's."""
    made = [Belief("made-up", step, (0.2 * step, 0.5, 0.0), step % 3) for step in range(6)]
    return document_of_beliefs(made)
