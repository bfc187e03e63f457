"""Documents that the tests of views look at, beside those of :mod:`tests.document.examples`."""

from __future__ import annotations

import numpy as np

from ceviz.document.edits import set_score
from ceviz.document.model import Classes, Document, Sample, Samples, check_scores
from ceviz.document.targets import OneHot, Target, free
from tests.document.examples import document, fruit

__all__ = ["batch", "document", "free_fruit", "fruit", "infinite", "many"]


def free_fruit() -> Document:
    """The fruit with a target that is dragged class by class."""
    return fruit(free(np.array([0.2, 0.5, 0.3])))


def infinite() -> Document:
    """The fruit with Banana, the truth, called impossible: q = 0, loss ∞."""
    return set_score(fruit(), 1, -np.inf)


def many(count: int, target: Target | None = None, *, seed: int = 7) -> Document:
    """``count`` classes with scores as a classifier gives them."""
    scores = np.random.default_rng(seed).normal(0.0, 2.0, count)
    names = [f"class {k}" for k in range(count)]
    sample = Sample(check_scores(scores), target or OneHot(count // 3))
    return Document(Classes.named(names), Samples.of([sample]))


def batch() -> Document:
    """Four samples over the fruit, the third of them wrong."""
    scores = [[1.0, 3.5, -0.5], [2.0, 0.0, 0.0], [0.0, 1.0, 2.0], [0.5, 0.0, 3.0]]
    return document(scores, [OneHot(1), OneHot(0), OneHot(0), OneHot(2)])
