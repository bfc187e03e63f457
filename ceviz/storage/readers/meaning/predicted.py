"""Predicted classes beside the scores: a check of the scores, and what a confidence is of."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ceviz.document.text.numbers import RATE, show_percent
from ceviz.errors import FileRefused
from ceviz.storage.readers.checks import EDGE_TOLERANCE, MOST_PROBABLE, PERCENT, Place
from ceviz.storage.readers.edge import Job, refuse, refuse_unless_chosen, shown
from ceviz.storage.readers.guesses import IGNORED, NOTHING, Field, Guess, Kind, LabelForm
from ceviz.storage.readers.meaning.classes.labels import Clues, Resolved, resolve
from ceviz.storage.readers.meaning.head import different, is_number, number
from ceviz.storage.readers.meaning.named_score import names_class
from ceviz.storage.readers.meaning.roles import CONFIDENCE_WORDS, normal
from ceviz.storage.readers.names import Classes, TextLabels
from ceviz.storage.readers.raw import Raw
from ceviz.storage.readers.readings import AllRowsNeeded, Choice, Contradicted, Doubt

#: One number a row that goes with fewer predictions than this is not what its name says.
_GOES_WITH = 0.9

#: Fewer rows than this do not show that a number never falls below one half.
_TELLING_ROWS = 5

#: Rows looked at together.
_BLOCK = 1 << 16


def with_what_it_is_of(raw: Raw, job: Job) -> Raw:
    """One number a row, (N,), told to be the probability of the class predicted, if it is that.

    It is if no row has less than one half, which the first rows of a sorted file do not show.

    Not if its name says of which class it is.

    Raises:
        AllRowsNeeded: if only further rows can tell.
        FileRefused: if it seems to be that, and nothing says which class was predicted.
        Doubt: if a threshold above one half explains the predictions as well.
    """
    options, name = job.options, raw.place.array
    if raw.scores.ndim != 1 or options.kind is not None or not _is_never_low(raw.scores):
        return raw
    if names_class(raw, job):
        return raw
    is_confidence = normal(name) in CONFIDENCE_WORDS
    is_telling = len(raw.scores) >= _TELLING_ROWS and (
        len(different(raw.labels) - {str(options.ignored)}) == 2
    )
    if raw.predicted is None and (options.scores is not None or not (is_telling or is_confidence)):
        return raw
    if job.is_part(len(raw.scores)):
        raise AllRowsNeeded
    if raw.predicted is None:
        refuse_unless_chosen(
            f"“{shown(name)}” never falls below one half",
            [(Field.SCORES, name, "if it is the score of the second class")],
            why="it seems to be the probability of the predicted class, and nothing says "
            "which class that is",
            remedy="save the probability of the second class",
        )
    if not is_confidence:
        _ask_threshold(raw)
    why = (
        f"it never falls below one half, so it is the probability of “{shown(raw.predicted_name)}”"
        ", the class predicted"
    )
    guesses = (
        replace(guess, reason=why) if guess.field is Field.SCORES else guess
        for guess in raw.guesses
    )
    return replace(raw, hint=Kind.CONFIDENCE, guesses=tuple(guesses))


def _is_never_low(scores: NDArray[np.generic]) -> bool:
    """Whether numbers (N,) are shares of which none is below one half."""
    if scores.dtype.kind not in "fiu":
        return False
    known = scores[~np.isnan(scores)]
    low, high = 0.5 - EDGE_TOLERANCE, MOST_PROBABLE
    is_share = known.size > 0 and bool(((known >= low) & (known <= high)).all())
    return is_share and not bool((known == 1).all())


def _ask_threshold(raw: Raw) -> None:
    """Ask what numbers (N,) above one half are that part the predicted classes."""
    assert raw.predicted is not None
    codes, _ = _codes(raw.predicted)
    if len(np.unique(codes)) != 2:
        return
    threshold = _threshold(raw.scores, codes - codes.min())
    if threshold is None:
        return
    name = shown(raw.place.array)
    raise Doubt(
        Field.KIND,
        f"“{name}” never falls below one half, and all rows from {threshold:.4g} on are predicted "
        "alike",
        [
            Choice(Kind.PROBABILITIES, "the classes were predicted by that threshold"),
            Choice(Kind.CONFIDENCE, "the probability of the class predicted is never lower"),
        ],
        confirm=True,
        are_different=True,
    )


def of_second_class(confidence: NDArray[np.floating], raw: Raw, job: Job) -> NDArray[np.floating]:
    """q of the second of two classes, (N,), from q of the class that was predicted.

    Raises:
        FileRefused: if nothing says which class was predicted, or it is none of two.
    """
    predicted = raw.predicted
    if predicted is None:
        refuse(
            "no column says which class was predicted",
            place=f"“{raw.place.array}”",
            why="a probability of the predicted class needs it",
        )
    second = _is_second(predicted, raw)
    job.take(confidence.nbytes, "the probability of the second class")
    return np.where(second, confidence, 1 - confidence)


def _is_second(predicted: NDArray[Any] | TextLabels, raw: Raw) -> NDArray[np.bool_]:
    """(N,) whether the second of two classes was predicted."""
    codes, texts = _codes(predicted)
    _, labels = _codes(raw.labels)
    known = raw.class_names or tuple(sorted({*texts, *labels} - {str(IGNORED)}))
    if raw.class_names is None and set(known) <= {"0", "1"}:
        known = ("0", "1")
    if len(known) == 1:
        refuse(
            "only one class occurs",
            place=f"“{raw.labels_name}”",
            why="which the other is, is not said",
        )
    if len(known) != 2 or not set(texts) <= set(known):
        refuse(
            f"“{shown(raw.predicted_name)}” predicts more than two classes",
            why="one number a row is enough for two",
        )
    return np.asarray(np.array([text == known[1] for text in texts])[codes])


def _codes(labels: NDArray[Any] | TextLabels) -> tuple[NDArray[np.integer[Any]], tuple[str, ...]]:
    if not isinstance(labels, TextLabels):
        whole = labels.astype(np.int64) if labels.dtype.kind in "fb" else labels
        labels = TextLabels.of(whole.astype(str) if whole.dtype.kind in "iu" else whole)
    return labels.codes, labels.texts


def checked_predictions(
    raw: Raw, resolved: Resolved, names: tuple[str, ...], job: Job, clues: Clues
) -> tuple[Guess, ...]:
    """The guesses of ``raw``, with what holding the predictions against the scores gave.

    Raises:
        FileRefused: if one number a row does not go with them at all, or if they are fractions.
        Contradicted: if they were to tell the scores, and do not in every row.
    """
    if raw.predicted is None:
        return raw.guesses
    targets = _as_classes(raw, resolved, names, job, clues)
    if raw.is_told_by_prediction and not _are_largest(targets, raw.scores):
        raise Contradicted(Field.PREDICTION)
    if targets is None:
        _refuse_fractions(raw, job)
        return _told(raw, "its values are not all classes, so it is no check of the scores", True)
    fit = clues.evidence.fit(targets)
    if fit is None or fit.accuracy == 1:
        return _told(raw, "it is the class of the largest score in every row")
    if raw.scores.ndim == 1 and fit.accuracy < _GOES_WITH and job.options.scores is None:
        threshold = _threshold(raw.scores, targets)
        if threshold is not None:
            told = f"it is the second class from {threshold:.4g} on, not from one half"
            return _told(raw, told, warns=True)
        refuse_unless_chosen(
            f"“{shown(raw.place.array)}” goes with “{shown(raw.predicted_name)}” in only "
            f"{show_percent(fit.accuracy, RATE)} of rows",
            [
                *[(Field.KIND, Kind.CONFIDENCE, "if it is that")] * _is_high(raw.scores),
                (Field.SCORES, raw.place.array, "if it is the score of the second class"),
            ],
            why="it seems not to be the score of the second class",
        )
    hits = show_percent(fit.accuracy, RATE)
    reason = f"it is the class of the largest score in {hits} of {fit.rows:,} rows"
    return _told(raw, reason, True)


def _is_high(scores: NDArray[Any]) -> bool:
    """Whether numbers (N,) are never below one half of the most that they may be."""
    whole = 1.0 if scores.max() <= MOST_PROBABLE else PERCENT
    return bool(scores.min() >= whole / 2 - EDGE_TOLERANCE)


def _threshold(scores: NDArray[Any], targets: NDArray[np.int64]) -> float | None:
    """The least of scores (N,) that goes with the second class, if no other is as large."""
    if scores.ndim != 1:
        return None
    low, high = scores[targets == 0], scores[targets == 1]
    is_parted = low.size > 0 and high.size > 0 and bool(low.max() < high.min())
    return float(high.min()) if is_parted else None


def _are_largest(targets: NDArray[np.int64] | None, scores: NDArray[Any]) -> bool:
    """Whether (N,) classes are those of the largest scores (N, K)."""
    return targets is not None and all(
        bool(
            (scores[start : start + _BLOCK].argmax(axis=1) == targets[start : start + _BLOCK]).all()
        )
        for start in range(0, len(targets), _BLOCK)
    )


def _refuse_fractions(raw: Raw, job: Job) -> None:
    """Refuse what the first rows made a prediction, as they are whole, and others do not."""
    if job.options.prediction is not None or not isinstance(raw.predicted, TextLabels):
        return
    numbers = [number(text) for text in raw.predicted.texts if is_number(text)]
    odd = next((each for each in numbers if each % 1), None)
    if odd is not None:
        refuse_unless_chosen(
            f"“{shown(raw.predicted_name)}” holds fractions, such as {odd:.6g}",
            [(Field.PREDICTION, NOTHING, "if it is a score")],
            why="the first rows hold whole numbers, as predicted classes are",
        )


def _as_classes(
    raw: Raw, resolved: Resolved, names: tuple[str, ...], job: Job, clues: Clues
) -> NDArray[np.int64] | None:
    """(N,) the predictions as classes from 0, understood as the labels were."""
    predicted = raw.predicted
    assert predicted is not None
    form = next((LabelForm(g.value) for g in resolved.guesses if g.field is Field.LABEL_FORM), None)
    options = replace(
        job.options, label_form=None if form is LabelForm.DISTRIBUTION else form, ignored=IGNORED
    )
    try:
        place = Place(raw.predicted_name, (), raw.place.lines)
        classes = Classes(len(names), names, raw.aliases)
        targets = resolve(predicted, classes, options, place, job, clues).targets
    except FileRefused:
        return None
    return np.asarray(targets, np.int64)


def _told(raw: Raw, reason: str, warns: bool = False) -> tuple[Guess, ...]:
    warning = f"“{shown(raw.predicted_name)}”: {reason}." if warns else ""
    if not any(guess.field is Field.PREDICTION for guess in raw.guesses):
        guess = Guess(Field.PREDICTION, raw.predicted_name, reason, (NOTHING,), warning)
        return (*raw.guesses, guess)
    return tuple(
        replace(guess, reason=f"{guess.reason}; {reason}", warning=warning)
        if guess.field is Field.PREDICTION
        else guess
        for guess in raw.guesses
    )
