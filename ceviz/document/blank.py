"""A document to start from: every class as likely as any other."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ceviz.document.classes import MAX_CLASSES
from ceviz.document.model import Classes, Document, Sample, Samples, check_scores
from ceviz.document.targets import OneHot
from ceviz.errors import InvalidInput


def blank_document(classes: int | Sequence[str]) -> Document:
    """One sample with scores of 0; the first class is the true one.

    Args:
        classes: how many, then they are called "Class 1" and so on; or what they are called.

    Raises:
        InvalidInput: there are too few or too many, or a name is empty or there twice.
    """
    if isinstance(classes, int):
        classes = [f"Class {k + 1}" for k in range(classes)]
    if len(classes) > MAX_CLASSES:
        raise InvalidInput(f"a document holds at most {MAX_CLASSES} classes")
    scores = check_scores(np.zeros(len(classes)))
    return Document(Classes.named(classes), Samples.of([Sample(scores, OneHot(0))]))


def names_in(text: str) -> list[str]:
    """The names in one line, separated by semicolons if there is one, else by commas."""
    sign = ";" if ";" in text else ","
    return [name.strip() for name in text.split(sign) if name.strip()]
