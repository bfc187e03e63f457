"""What a format's reader found, not yet understood, and its shape."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ceviz.storage.readers.checks import Place
from ceviz.storage.readers.guesses import Guess, Kind, LabelForm
from ceviz.storage.readers.meaning.head import Column
from ceviz.storage.readers.names import NamedBy, TextLabels

#: The labels of a file whose truth is in another one, until they are joined.
ELSEWHERE: NDArray[Any] = np.empty(0)


@dataclass(frozen=True, slots=True)
class Raw:
    """What a format's reader found, not yet understood.

    Attributes:
        scores: (…, K) numbers, or (N,) for two classes given by one number.
        labels: (…,) labels or (…, K) probabilities.
        place: names rows and columns of the scores in messages.
        labels_name: what the file calls the labels.
        predicted: (N,) the class predicted of each row, or None.
        predicted_name: what the file calls that.
        hint: what the name of the scores says they are, or None.
        label_form: how labels are written, where the format defines it.
        guesses: what was taken for what.
        class_names: the names of the classes in the file, or None.
        names_reason: where those come from.
        named_by: where those stand, and so what their order says.
        aliases: other spellings of classes in labels.
        images: a picture a row, or None.
        total: rows in the whole file, if ``scores`` are only its head.
        partner: a second file that was read, or None.
        truth: the file that the labels are from, if it is another one.
        has_signs: whether its percentages were written with the sign %, and are shares here.
        is_vague: whether the scores have a name that does not say that they are scores.
        is_bare: whether the scores are columns of which no name says that they are classes.
        is_unnamed: whether no header says that the labels are the truth, only their place does.
        findings: what a person should know of the rest of the file, each a sentence.
        is_told_by_prediction: whether only the predictions of the first rows told the scores.
        heads: all columns with their first rows, if they were seen when all rows were read.
    """

    scores: NDArray[Any]
    labels: NDArray[Any] | TextLabels
    place: Place
    labels_name: str
    predicted: NDArray[Any] | TextLabels | None = None
    predicted_name: str = ""
    hint: Kind | None = None
    label_form: LabelForm | None = None
    guesses: tuple[Guess, ...] = ()
    class_names: tuple[str, ...] | None = None
    names_reason: str = ""
    named_by: NamedBy = NamedBy.COLUMNS
    aliases: Mapping[str, int] = field(default_factory=dict)
    images: NDArray[Any] | None = None
    total: int | None = None
    partner: Path | None = None
    truth: Path | None = None
    has_signs: bool = False
    is_vague: bool = False
    is_bare: bool = False
    is_unnamed: bool = False
    findings: tuple[str, ...] = ()
    is_told_by_prediction: bool = False
    heads: Sequence[Column] | None = None
