"""What a student believed: distributions over options, scored by the loss they learn about.

A belief is a prediction like any other: scores, and the right option. All of them together are
a file of predictions, in which an option that a question did not have is impossible.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from math import inf

import numpy as np

from ceviz.document.analysis import Analysis, analyse
from ceviz.document.model import Classes, Document, Sample, Samples
from ceviz.document.targets import OneHot
from ceviz.maths import predict

#: What the options are called, in order.
LETTERS = ("A", "B", "C", "D", "E", "F")


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


def stand_in() -> Document:
    """The beliefs of somebody made up, for proving a lesson that asks for a student's."""
    made = [Belief("made-up", step, (0.2 * step, 0.5, 0.0), step % 3) for step in range(6)]
    return document_of_beliefs(made)
