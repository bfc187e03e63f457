"""One number a row that is named after its class: ``prob_0``, ``negative_prob``, ``prob_ham``."""

from __future__ import annotations

import math
import re
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ceviz.storage.readers.edge import Job, refuse_unless_chosen, shown
from ceviz.storage.readers.guesses import Field, Kind, LabelForm
from ceviz.storage.readers.meaning.binary import SECOND
from ceviz.storage.readers.meaning.classes.class_numbers import (
    is_usually_first,
    truth_values,
    whole_numbers,
)
from ceviz.storage.readers.meaning.groups import class_name, prefix_of
from ceviz.storage.readers.meaning.head import different
from ceviz.storage.readers.meaning.percent import without_sign
from ceviz.storage.readers.meaning.roles import SCORE_WORDS, besides, normal
from ceviz.storage.readers.names import NamedBy
from ceviz.storage.readers.raw import Raw
from ceviz.storage.readers.readings import Choice, Doubt

#: What a score is of that is the true class's in every row.
_OF_THE_TRUTH = frozenset((
    "true", "correct", "true_class", "correct_class", "true_label", "correct_label", "target",
    "target_class", "gold", "gold_label", "label", "gt", "ground_truth", "answer", "truth",
    "y_true", "actual", "of_true_class", "of_truth",
))  # fmt: skip

#: Fewer rows of a label than this do not show how its scores are spread.
_FEW = 10

#: So many standard errors make a difference, and so many a certain one.
_DIFFERENT, _CERTAIN = 2.0, 4.0

_CLASS = re.compile(r"(?:class|cls|label|y|c)[_=]?(?=\d+$)")


def with_named_class(raw: Raw, job: Job) -> Raw:
    """The classes in the order in which the number, (N,), is the score of the second.

    Raises:
        FileRefused: if the number is the probability of the true class, or its name is of
            another class than the labels have.
        Doubt: if its name may be of either class.
    """
    kind = job.options.kind or raw.hint
    is_named = job.options.class_names is not None or raw.class_names is not None
    if raw.scores.ndim != 1 or is_named or kind is Kind.CONFIDENCE:
        return raw
    name = raw.place.array
    said, labels = _said(name), _labels(raw, job)
    of_label = next((label for label in labels if normal(label) == said), None)
    if said in _OF_THE_TRUTH and of_label is None and job.options.scores is None:
        _refuse_truth(name)
    pair = _pair(said, of_label, labels, name)
    if pair is None or pair == ("0", "1"):
        return raw
    if normal(raw.labels_name).split("_")[-1] == said == pair[1]:
        _ask_whose(said, name, raw.labels_name, pair)
    of = f"“{shown(pair[1])}”"
    reason = f"“{shown(name)}” is the score of {of}"
    guesses = (replace(guess, reason=guess.reason.replace(SECOND, of)) for guess in raw.guesses)
    return replace(
        raw,
        guesses=tuple(guesses),
        class_names=pair,
        names_reason=reason,
        named_by=NamedBy.LIST,
        label_form=LabelForm.NAMES,
    )


def told_of_true_class(
    raw: Raw, targets: NDArray[Any], scores: NDArray[np.floating], rows: NDArray[np.int64]
) -> tuple[str, ...]:
    """What a person should know of one probability a row that is high whatever the label.

    As that of the true class is: well above one half for both labels, and no larger for one.

    Args:
        raw: what was found.
        targets: (N,) 0 or 1, or negative; (N, 2) probabilities tell nothing.
        scores: (N, 2) the probabilities of both.
        rows: those of them to look at.
    """
    if raw.scores.ndim != 1 or targets.ndim != 1:
        return ()
    truth, second = targets[rows], scores[rows, 1].astype(np.float64)
    parts = [second[truth == label] for label in (0, 1)]
    if min(map(len, parts)) < _FEW:
        return ()
    means = [float(part.mean()) for part in parts]
    errors = [float(part.std()) / math.sqrt(len(part)) for part in parts]
    is_high = all(mean > 0.5 + _CERTAIN * error for mean, error in zip(means, errors, strict=True))
    if not is_high or abs(means[1] - means[0]) > _DIFFERENT * math.hypot(*errors):
        return ()
    return (
        f"“{shown(raw.place.array)}” is as high for one label as for the other (on average "
        f"{means[0]:.3g} and {means[1]:.3g}): it may be the probability of each row's true class, "
        "and is read as that of the second.",
    )


def names_class(raw: Raw, job: Job) -> bool:
    """Whether the name of one number a row is that of a class: ``prob_1``, ``prob_spam``."""
    said, labels = _said(raw.place.array), _labels(raw, job)
    numbers = whole_numbers([said]) or truth_values([said])
    return bool(numbers) or any(normal(label) == said for label in labels)


def _said(name: str) -> str:
    """The class in the name of a score."""
    name = without_sign(name)
    prefix = prefix_of(name)
    said = class_name(name, prefix) if prefix else besides(name, SCORE_WORDS) or name
    return _CLASS.sub("", normal(said))


def _labels(raw: Raw, job: Job) -> frozenset[str]:
    """The different labels of the rows that count."""
    found = different(raw.labels) | (job.seen or frozenset())
    return found - {str(job.options.ignored)}


def _pair(
    said: str, of_label: str | None, labels: frozenset[str], name: str
) -> tuple[str, str] | None:
    """Both classes, the one that the score is of last; None if its name is of none."""
    if of_label is not None:
        others = sorted(labels - {of_label})
        if others:
            return (others[0], of_label) if len(others) == 1 else None
    numbers = whole_numbers(labels) or truth_values(labels)
    number = (whole_numbers([said]) or truth_values([said]) or {}).get(said)
    if not numbers:
        return None
    if number is None:
        if is_usually_first(said) and set(numbers.values()) <= {0, 1}:
            _ask(said, name)
        return None
    rest = sorted(set(numbers.values()) - {number})
    if number in (0, 1) and set(numbers.values()) <= {0, 1}:
        texts = {value: label for label, value in numbers.items() if label not in ("0", "1")}
        return texts.get(1 - number, str(1 - number)), texts.get(number, str(number))
    if len(rest) > 1:
        _refuse_other(name, labels)
    return str(rest[0] if rest else number - 1), str(number)


def _ask(said: str, name: str) -> None:
    raise Doubt(
        Field.CLASS_NAMES,
        f"“{shown(name)}” is the score of one of two classes, and labels are numbers",
        [
            Choice("1, 0", f"“{shown(said)}” is usually 0", label=f"“{shown(said)}” as class 0"),
            Choice("0, 1", "one number is usually of class 1", label=f"“{shown(said)}” as class 1"),
        ],
        confirm=True,
        are_different=True,
    )


def _ask_whose(said: str, name: str, labels: str, pair: tuple[str, str]) -> None:
    """``true_0`` beside ``prob_0``: the number may be that of a class, or of a label of several."""
    first, second = f"“{shown(name)}”", f"“{shown(labels)}”"
    raise Doubt(
        Field.CLASS_NAMES,
        f"{first} ends like {second}, so “{shown(said)}” may be a class or say which label it is",
        [
            Choice(", ".join(pair), "its name ends in that class", label=f"{first} as of {said}"),
            Choice(
                ", ".join(reversed(pair)),
                "both names then end in what says which label it is",
                label=f"{first} as of {pair[0]}",
            ),
        ],
        confirm=True,
        are_different=True,
    )


def _refuse_truth(name: str) -> None:
    refuse_unless_chosen(
        f"“{shown(name)}” seems to be the probability of each row's true class",
        [(Field.SCORES, name, "if it is the score of the second class")],
        place=f"“{shown(name)}”",
        why="it is the score of another class from row to row then",
        remedy="save the scores of all classes",
    )


def _refuse_other(name: str, labels: frozenset[str]) -> None:
    refuse_unless_chosen(
        f"“{shown(name)}” is named after a class that no label is",
        [(Field.CLASS_NAMES, ", ".join(sorted(labels)), "if it is the score of the last")],
        place=f"“{shown(name)}”",
        why=f"the labels are {', '.join(sorted(labels))}",
        remedy="name it after its class",
    )
