"""Which array of a file is what: chosen by name, type and shape, or asked about."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from ceviz.storage.readers.arrays import StoredArray
from ceviz.storage.readers.edge import refuse, refuse_without_labels
from ceviz.storage.readers.guesses import NOTHING, Field, Guess, ReadOptions
from ceviz.storage.readers.meaning.roles import (
    IMAGE_WORDS,
    LABEL_WORDS,
    NAME_WORDS,
    SCORE_WORDS,
    besides,
    is_features,
    is_no_truth,
    is_prediction,
    is_vague_truth,
    normal,
    rank,
    rivals_by_name,
)
from ceviz.storage.readers.meaning.truth import confirm_truth
from ceviz.storage.readers.readings import Choice, Doubt

#: So many arrays are asked about at most.
_MOST = 6


@dataclass(frozen=True, slots=True)
class ArrayRoles:
    """The arrays to read, chosen among those of a file; no labels if another file has them."""

    scores: StoredArray
    labels: StoredArray | None
    prediction: StoredArray | None
    class_names: StoredArray | None
    images: StoredArray | None
    guesses: tuple[Guess, ...] = field(default=())


def choose_arrays(
    arrays: Sequence[StoredArray], options: ReadOptions, *, has_truth: bool = False
) -> ArrayRoles:
    """Which array holds scores, labels, class names and images.

    ``has_truth`` if the labels are in another file: then none are looked for.

    Raises:
        FileRefused: if there are no scores or no labels, with what there is instead.
    """
    scores, scores_guess = _choose_scores(arrays, options)
    others = [array for array in arrays if array is not scores]
    labels: StoredArray | None = None
    guesses: tuple[Guess, ...] = (scores_guess,)
    if not has_truth:
        labels, labels_guess = _choose_labels(others, scores, options)
        guesses = (*guesses, labels_guess)
        others = [array for array in others if array is not labels]
    prediction, prediction_guess = _choose_prediction(others, scores, options)
    others = [array for array in others if array is not prediction]
    guesses = (*guesses, *prediction_guess)
    names = _best([a for a in others if len(a.shape) == 1 and _can_name(a)], NAME_WORDS)
    names = names or _name_a_class(others, scores)
    images = _best(
        [a for a in others if len(a.shape) >= 3 and a.shape[0] == scores.shape[0]], IMAGE_WORDS
    )
    return ArrayRoles(scores, labels, prediction, names, images, guesses)


def _can_name(array: StoredArray) -> bool:
    return array.is_label or array.dtype.kind == "f"


def _name_a_class(arrays: Sequence[StoredArray], scores: StoredArray) -> StoredArray | None:
    """The only array with a text for every class, whatever it is called: ``languages``."""
    rows, count = scores.shape[0], scores.shape[-1]
    if rows == count:
        return None  # it could have one for every row
    found = [a for a in arrays if a.shape == (count,) and a.dtype.kind in "SU"]
    return found[0] if len(found) == 1 else None


def _choose_scores(
    arrays: Sequence[StoredArray], options: ReadOptions
) -> tuple[StoredArray, Guess]:
    if options.scores is not None:
        chosen = _named(arrays, options.scores, "scores")
        if not chosen.is_number:
            refuse("does not hold numbers", place=f"“{chosen.name}”")
        return chosen, Guess(Field.SCORES, chosen.name, "you chose it", _names(arrays))
    able = [array for array in arrays if not is_features(array.name)]
    floats = [array for array in able if array.is_float and array.shape]
    tables = [array for array in able if len(array.shape) >= 2 and array.is_number]
    _ask_which(tables or floats, SCORE_WORDS, Field.SCORES)
    named = _best(tables, SCORE_WORDS) or _best(floats, SCORE_WORDS)
    unlabelled = [
        array
        for array in tables
        if array.is_float and rank(array.name, (*LABEL_WORDS, *IMAGE_WORDS)) is None
    ]
    if named is not None:
        chosen, reason = named, "of its name"
    elif len(unlabelled) == 1:
        chosen, reason = unlabelled[0], "it is the only table of fractions"
    else:
        _refuse_type(arrays)
        if 1 < len(unlabelled) <= _MOST:
            raise Doubt(
                Field.SCORES,
                "nothing says which array holds the scores",
                [Choice(array.name, f"it is {array}") for array in unlabelled],
                confirm=True,
            )
        refuse(
            "no array of scores is recognised",
            why=f"the file holds {_described(arrays)}",
            remedy="name it logits, or say which it is (--scores KEY)",
        )
    alternatives = tuple(array.name for array in floats if array is not chosen)
    return chosen, Guess(Field.SCORES, chosen.name, reason, alternatives)


def _refuse_type(arrays: Sequence[StoredArray]) -> None:
    """Refuse an array that is called scores and holds what are none."""
    called = [array for array in arrays if rank(array.name, SCORE_WORDS) is not None]
    for array in called:
        if not array.is_number:
            refuse(
                f"{array} holds no real numbers",
                why="scores are floating numbers, one a class",
                remedy="save it as float32",
            )


def _choose_labels(
    arrays: Sequence[StoredArray], scores: StoredArray, options: ReadOptions
) -> tuple[StoredArray, Guess]:
    # Of an npy file the choice names the partner, which has been found by now.
    if options.labels is not None and not (
        options.labels.endswith(".npy") and all(array.name != options.labels for array in arrays)
    ):
        chosen = _named(arrays, options.labels, "labels")
        return chosen, Guess(Field.LABELS, chosen.name, "you chose it", _names(arrays))
    everything = arrays
    arrays = [array for array in arrays if not is_no_truth(array.name, scores.name)]
    rows = scores.shape[0]
    fitting = [
        array
        for array in arrays
        if array.shape and array.shape[0] == rows and normal(array.name) not in NAME_WORDS
    ]
    whole = [array for array in fitting if array.is_label and len(array.shape) == 1]
    unnamed = [array for array in arrays if normal(array.name) not in NAME_WORDS]
    beside = besides(scores.name, SCORE_WORDS)
    same = [array for array in fitting if besides(array.name, LABEL_WORDS) == beside]
    fitting = [array for array in same if rank(array.name, LABEL_WORDS) is not None] or fitting
    _ask_which(fitting, LABEL_WORDS, Field.LABELS)
    named = _best(fitting, LABEL_WORDS) or _best(unnamed, LABEL_WORDS)
    if named is not None:
        chosen, reason = named, "of its name"
    elif len(whole) == 1:
        chosen, reason = whole[0], "it is the only array with one label a row"
    else:
        if 1 < len(whole) <= _MOST:
            confirm_truth([Choice(a.name, f"it is {a}") for a in whole], scores.name)
        refuse_without_labels(
            "there are no labels",
            why=f"beside the scores “{scores.name}” the file holds {_described(everything)}",
            remedy="say which array they are (--labels KEY)",
        )
    if is_vague_truth(chosen.name, scores.name):
        why = f"it is {chosen}, and nothing else could be"
        confirm_truth([Choice(chosen.name, why)], scores.name)
    alternatives = tuple(array.name for array in fitting if array is not chosen)
    return chosen, Guess(Field.LABELS, chosen.name, reason, alternatives)


def _choose_prediction(
    arrays: Sequence[StoredArray], scores: StoredArray, options: ReadOptions
) -> tuple[StoredArray | None, tuple[Guess, ...]]:
    """An array of predicted classes, which is no truth but checks the scores."""
    if options.prediction == NOTHING:
        return None, ()
    if options.prediction is not None:
        chosen = _named(arrays, options.prediction, "predicted classes")
        return chosen, (Guess(Field.PREDICTION, chosen.name, "you chose it", (NOTHING,)),)
    for array in arrays:
        if is_prediction(array.name) and array.is_label and array.shape == scores.shape[:1]:
            why = "its name says so, and it holds one class a row"
            return array, (Guess(Field.PREDICTION, array.name, why, (NOTHING,)),)
    return None, ()


def _named(arrays: Sequence[StoredArray], name: str, what: str) -> StoredArray:
    for array in arrays:
        if array.name == name:
            return array
    return refuse(f"has no array “{name}” for the {what}", why=f"it holds {_described(arrays)}")


def _best(arrays: Sequence[StoredArray], words: Sequence[str]) -> StoredArray | None:
    ranked = [(place, array) for array in arrays if (place := rank(array.name, words)) is not None]
    return min(ranked, key=lambda pair: pair[0])[1] if ranked else None


def _ask_which(arrays: Sequence[StoredArray], words: Sequence[str], field: Field) -> None:
    """Ask if two arrays are called so alike that neither goes before the other."""
    by_name = {array.name: array for array in arrays}
    if field is Field.LABELS:
        ranked = [name for name in by_name if rank(name, words) is not None]
        rivals = [name for name in ranked if normal(name) in words] or ranked
    else:
        is_plain = any(normal(name) in words for name in by_name)  # others are told of
        rivals = [] if is_plain else rivals_by_name(list(by_name), words)
    if len(rivals) > 1:
        raise Doubt(
            field,
            f"more than one array could be the {field}",
            [Choice(name, f"it is {by_name[name]}") for name in rivals],
        )


def _names(arrays: Sequence[StoredArray]) -> tuple[str, ...]:
    return tuple(array.name for array in arrays)


def _described(arrays: Sequence[StoredArray]) -> str:
    """Arrays as a phrase, with shapes and types."""
    if not arrays:
        return "nothing else"
    text = ", ".join(str(array) for array in arrays[:6])
    return text if len(arrays) <= 6 else f"{text} and {len(arrays) - 6} more"
