"""A prediction that is kept to compare with: little enough for a session, all its numbers again."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from math import inf
from typing import Literal, TypeAlias

import numpy as np

from ceviz.document.analysis import Analysis, analyse
from ceviz.document.model import Classes, Document, Sample, Samples, check_temperature
from ceviz.document.scores import check_scores
from ceviz.document.targets import distribution, free
from ceviz.errors import InvalidInput
from ceviz.maths.arrays import FloatArray

#: A score as JSON has it: −∞ is a text.
Score: TypeAlias = float | Literal["-inf"]


@dataclass(frozen=True)
class Frozen:
    """The selected sample of a document as it was; a fair coin unless it is told.

    Attributes:
        scores: (K,) z.
        p: (K,) the target.
        temperature: T of the softmax.
        of_file: it was a file's row, which no figure carries; this is no option of a picture.

    Raises:
        InvalidInput: these are no prediction.
    """

    scores: tuple[Score, ...] = (0.0, 0.0)
    p: tuple[float, ...] = (0.5, 0.5)
    temperature: float = 1.0
    of_file: bool = field(default=False, metadata={"passing": True}, compare=False)

    def __post_init__(self) -> None:
        if len(self.scores) != len(self.p):
            raise InvalidInput(f"{len(self.scores)} scores for {len(self.p)} classes")
        check_temperature(self.temperature)
        _ = self.analysis

    @classmethod
    def of(cls, document: Document) -> Frozen:
        """That of ``document`` now."""
        sample = document.sample
        p = distribution(sample.target, len(document.classes))
        return cls(
            written(sample.scores), tuple(p.tolist()), document.temperature,
            document.samples.rows.of_file,
        )  # fmt: skip

    @cached_property
    def analysis(self) -> Analysis:
        """Every number of it."""
        classes = Classes.named([str(k) for k in range(len(self.scores))])
        sample = Sample(scores_of(self.scores), free(np.array(self.p)))
        return analyse(Document(classes, Samples.of([sample]), temperature=self.temperature))


def written(scores: Iterable[float]) -> tuple[Score, ...]:
    """``scores`` as JSON has them."""
    return tuple("-inf" if z == -inf else float(z) for z in scores)


def scores_of(kept: Iterable[Score]) -> FloatArray:
    """The scores that :func:`written` wrote; raises as :func:`check_scores` does."""
    return check_scores([-inf if z == "-inf" else z for z in kept])
