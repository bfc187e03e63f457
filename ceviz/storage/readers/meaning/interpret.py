"""From the arrays of a file to checked predictions; the same for every format."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ceviz.storage.readers.checks import (
    Place,
    check_scores,
    sum_tolerance,
)
from ceviz.storage.readers.edge import Job, listed, refuse, shown
from ceviz.storage.readers.guesses import Field, Guess, Kind, LabelForm
from ceviz.storage.readers.meaning.beside import names_beside
from ceviz.storage.readers.meaning.binary import two_columns, without_percent
from ceviz.storage.readers.meaning.classes.labels import (
    CHOSEN,
    Clues,
    Resolved,
    how_many_carry_it,
    resolve,
)
from ceviz.storage.readers.meaning.classes.missing import LeftOut, with_every_label
from ceviz.storage.readers.meaning.classes.order import TRIED, Evidence, check_order, tried_rows
from ceviz.storage.readers.meaning.distributions import (
    as_labels,
    check_distributions,
    printed_lists,
    refuse_independent_labels,
)
from ceviz.storage.readers.meaning.kind_of_rows import kind_of_rows, sampled_rows
from ceviz.storage.readers.meaning.kinds import undo_softmax
from ceviz.storage.readers.meaning.named_score import told_of_true_class, with_named_class
from ceviz.storage.readers.meaning.pairs import ask_two_models
from ceviz.storage.readers.meaning.percent import (
    shares_of_100,
    told_of_percent,
)
from ceviz.storage.readers.meaning.predicted import (
    checked_predictions,
    of_second_class,
    with_what_it_is_of,
)
from ceviz.storage.readers.meaning.rest import with_the_rest
from ceviz.storage.readers.meaning.roles import says_percent
from ceviz.storage.readers.meaning.sequences import transposed, unshifted
from ceviz.storage.readers.meaning.shapes import one_row_a_sample
from ceviz.storage.readers.meaning.unnamed import (
    confirm_labels,
    held_against_chance,
    held_against_frequencies,
    told_of_classes,
    told_of_fit,
)
from ceviz.storage.readers.names import Classes, NamedBy, TextLabels
from ceviz.storage.readers.predictions import Predictions
from ceviz.storage.readers.raw import Raw
from ceviz.storage.readers.readings import log_softmax

#: Rows converted at a time.
_ROWS = 8192

#: Kinds that only say how the numbers are made probabilities.
_AS_PROBABILITIES = (Kind.SOFTMAX_TWICE, Kind.CONFIDENCE, Kind.WITHOUT_ONE)

#: Rows looked at in every file, at most.
_GLANCED = 2048

#: More class names than this are not spelled out in a guess.
_NAMES_SHOWN = 12


def interpret(raw: Raw, job: Job) -> Predictions:
    """Predictions from what was found, with a guess for everything that was not said.

    Raises:
        FileRefused: for anything that cannot be made sense of, with row and column or key.
        Doubt: if two readings remain.
        AllRowsNeeded: if only the whole file can tell.
    """
    in_another_order = (*unshifted(raw, job.options), *transposed(raw, job.options))
    findings = (*in_another_order, *raw.findings)
    raw = printed_lists(one_row_a_sample(raw, job), job)
    raw, job, left_out = with_every_label(raw, job)
    raw = with_named_class(with_what_it_is_of(raw, job), job)
    place = Place(raw.labels_name, (), raw.place.lines, raw.place.places)
    if isinstance(raw.labels, np.ndarray) and raw.labels.ndim == 2:  # whatever the scores are
        refuse_independent_labels(raw.labels, place)
    scores = _as_table(raw, job)
    counts = _counting(raw, job)
    sampled = sampled_rows(scores, counts, job)
    shares = shares_of_100(scores, sampled, raw, job)
    scores = scores if shares is None else shares
    kind_guess = kind_of_rows(scores, sampled, counts, raw, job)
    if shares is not None and kind_guess.value == Kind.PROBABILITIES:
        kind_guess = told_of_percent(kind_guess, raw)
    kind = Kind(kind_guess.value)
    if kind is Kind.WITHOUT_ONE:
        scores, raw = with_the_rest(scores, raw, job)
    stored = Kind.PROBABILITIES if kind in _AS_PROBABILITIES else kind
    scores, filled = _filled(scores, counts, stored, job)
    check_scores(scores, stored, raw.place, job)
    if kind is Kind.SOFTMAX_TWICE:
        scores = _undone(scores, raw.place, job)
    own = raw.class_names
    raw = _with_names(raw, scores.shape[1], job)
    if raw.truth is not None:  # the lines are those of the scores
        place = Place(raw.labels_name, (), None, raw.place.places, raw.labels_name)
    clues = Clues(_evidence(scores, stored), _texts(raw.predicted), raw.predicted_name)
    if own is None and raw.class_names is not None and isinstance(raw.labels, TextLabels):
        check_order(raw.labels, raw.class_names, raw.names_reason, clues.evidence)
    resolved = _targets(raw, scores.shape[1], place, job, clues)
    if kind is Kind.LOGITS:
        ask_two_models(raw, resolved.targets, clues.evidence, job)
    if raw.is_unnamed:
        confirm_labels(raw.labels_name, resolved.targets, clues.evidence.fit, job)
    glance = _evidence(scores, stored, _GLANCED)
    if raw.is_bare and job.options.kind is None:
        told = held_against_frequencies(raw, resolved.targets, clues.evidence.fit, kind, job)
        findings = (*findings, *told)
    against = held_against_chance(raw, resolved.targets, scores, sampled, kind, job)
    if not (raw.is_bare or kind_guess.warning or in_another_order or against):
        against = told_of_fit(resolved.targets, glance)
    if kind is Kind.PROBABILITIES:
        against += told_of_true_class(raw, resolved.targets, scores, sampled)
    names = resolved.names or tuple(str(k) for k in range(scores.shape[1]))
    if raw.scores.ndim == 2 and not raw.is_bare:
        against += told_of_classes(resolved.targets, glance, names)
    return Predictions(
        scores=_read_only(scores),
        kind=stored,
        targets=_read_only(resolved.targets),
        class_names=names,
        images=_images(raw, len(scores)),
        ignored=resolved.ignored,
        guesses=(
            *checked_predictions(raw, resolved, names, job, clues),
            kind_guess,
            *_without(left_out, resolved),
            *left_out.guesses,
            _names_guess(raw, names, resolved.order_told, job),
        ),
        findings=(*findings, *filled, *against),
        places=raw.place.places,
    )


def _as_table(raw: Raw, job: Job) -> NDArray[np.floating]:
    """Scores (N, K) of a floating type; one number a row becomes two classes."""
    scores = raw.scores
    if scores.ndim == 1:
        scores = without_percent(
            scores,
            raw.place.array,
            job.options.kind,
            has_prediction=raw.predicted is not None,
            is_called_logits=raw.hint is Kind.LOGITS,
            is_called_percent=says_percent(raw.place.array) and not raw.has_signs,
        )
    if scores.dtype.kind != "f" or scores.dtype.itemsize > 8:
        job.take(8 * scores.size, f"“{raw.place.array}” as float64")
        scores = scores.astype(np.float64)
    if scores.ndim == 2:
        return scores
    chosen = job.options.kind or raw.hint
    if chosen is Kind.CONFIDENCE:
        scores = of_second_class(scores, raw, job)
    elif job.options.scores is None and np.isin(scores, (0, 1)).all():
        refuse(
            "holds nothing but 0 and 1",
            place=f"“{raw.place.array}”",
            why="these are predicted classes, and the loss needs probabilities or logits",
        )
    return two_columns(scores, raw, job)


def _counting(raw: Raw, job: Job) -> NDArray[np.bool_] | None:
    """(N,) which rows count, or None if all do, as far as the labels tell before they are read."""
    ignored, labels = job.options.ignored, raw.labels
    if ignored is None or len(labels.shape) != 1:
        return None
    if isinstance(labels, TextLabels):
        if str(ignored) not in labels.texts:
            return None
        return np.asarray(labels.codes != labels.texts.index(str(ignored)))
    if labels.dtype.kind not in "iuf":
        return None
    counts = np.asarray(labels != ignored)
    return None if counts.all() else counts


def _filled(
    scores: NDArray[np.floating], counts: NDArray[np.bool_] | None, kind: Kind, job: Job
) -> tuple[NDArray[np.floating], tuple[str, ...]]:
    """The scores with equal ones where a row that does not count holds what is no score."""
    if counts is None:
        return scores, ()
    rows = np.flatnonzero(~counts)
    bad = []
    for start in range(0, len(rows), _ROWS):
        block = scores[rows[start : start + _ROWS]]
        with np.errstate(invalid="ignore"):
            is_bad = ~(block < np.inf).all(axis=1) | (block <= -np.inf).all(axis=1)
            if kind is Kind.PROBABILITIES:
                is_bad |= ~(np.abs(block.sum(axis=1) - 1) <= sum_tolerance(block))
        bad.append(rows[start : start + _ROWS][is_bad])
    found = np.concatenate(bad) if bad else rows
    if not found.size:
        return scores, ()
    job.take(scores.nbytes, "the scores without those of ignored rows")
    scores = scores.copy()
    scores[found] = 1 / scores.shape[1] if kind is Kind.PROBABILITIES else 0
    what = f"{len(found):,} ignored rows hold no usable scores (NaN, ∞ or padding)"
    return scores, (f"{what}; they are shown with equal ones.",)


def _evidence(scores: NDArray[np.floating], kind: Kind, most: int = TRIED) -> Evidence:
    """The log-probabilities of at most so many rows, once they are asked for."""

    def logs_of(rows: NDArray[np.int64]) -> NDArray[np.float64]:
        tried = scores[rows].astype(np.float64)
        if kind is Kind.PROBABILITIES:
            with np.errstate(divide="ignore"):
                tried = np.log(np.maximum(tried, 0))
        return log_softmax(tried)

    return Evidence(tried_rows(len(scores), scores.shape[1], most), logs_of)


def _texts(labels: NDArray[Any] | TextLabels | None) -> TextLabels | None:
    """Predicted classes by name; None if there are none, or if they are numbers."""
    if labels is None or isinstance(labels, TextLabels):
        return labels
    return TextLabels.of(labels) if labels.dtype.kind in "SU" else None


def _undone(q: NDArray[np.floating], place: Place, job: Job) -> NDArray[np.floating]:
    """The probabilities whose softmax is ``q``; slightly negative ones become 0."""
    precise = np.promote_types(q.dtype, np.float32)
    job.take(q.size * precise.itemsize, "the recovered probabilities")
    p = np.empty(q.shape, precise)
    for start in range(0, len(q), _ROWS):
        block = q[start : start + _ROWS].astype(np.float64)
        if (block <= 0).any():
            row = start + int(np.flatnonzero((block <= 0).any(axis=1))[0])
            refuse("holds a 0, which no softmax gives", place=place.row(row))
        p[start : start + _ROWS] = np.maximum(undo_softmax(block), 0)
    return p


def _given_names(raw: Raw, count: int, job: Job) -> tuple[str, ...] | None:
    """The names the user or the file gives, checked."""
    names = job.options.class_names or raw.class_names
    if names is None:
        return None
    names = tuple(name.strip() for name in names)
    if len(names) != count:
        refuse(
            f"there are {len(names):,} class names for {count:,} classes",
            why=f"the names are {listed(names)}",
        )
    if "" in names:
        refuse("a class has no name", place=f"class {names.index('')} (from 0)")
    if len(set(names)) != count:
        seen: set[str] = set()
        double = next(name for name in names if name in seen or seen.add(name))  # type: ignore[func-returns-value]
        refuse(
            f"two classes are called “{shown(double)}”",
            remedy="give other class names (--class-names A,B,…)",
        )
    if job.options.class_names is not None:
        _refuse_another_order(names, raw)
    return names


def _refuse_another_order(names: tuple[str, ...], raw: Raw) -> None:
    """Refuse names that the user gives if they are those of the columns, and not in their order."""
    own = raw.class_names
    if own is None or raw.named_by is NamedBy.LIST:
        return
    if names != own and sorted(names) == sorted(own):
        refuse(
            "the class names are those of the scores in another order",
            why=f"the scores have their names: {listed(own)}; by the others, one class would be "
            "measured as another, or labels that are numbers would mean other classes",
            remedy="leave the class names out; if they say what the labels' numbers mean, "
            "write the labels as names",
        )


def _with_names(raw: Raw, count: int, job: Job) -> Raw:
    """The names of the classes from beside the file, if neither it nor the user has any."""
    if raw.class_names is not None or job.options.class_names is not None:
        return raw
    beside = names_beside(job.path, count)
    return raw if beside is None else _named(raw, *beside)


def _named(raw: Raw, names: tuple[str, ...], reason: str) -> Raw:
    return replace(raw, class_names=names, names_reason=reason, named_by=NamedBy.LIST)


def _targets(raw: Raw, count: int, place: Place, job: Job, clues: Clues) -> Resolved:
    labels = raw.labels
    names = _given_names(raw, count, job)
    if isinstance(labels, np.ndarray) and labels.ndim == 2:
        form = Guess(Field.LABEL_FORM, LabelForm.DISTRIBUTION, "there is one number a class")
        whole = as_labels(labels, job)
        if whole is not None:
            form = replace(form, reason="every row is one-hot, so it is one class a row")
            return Resolved(whole, names, 0, (form,))
        return Resolved(check_distributions(labels, place, job), names, 0, (form,))
    options = job.options
    if options.label_form is None:
        options = replace(options, label_form=raw.label_form)
    is_chosen = job.options.label_form is not None
    source = raw.named_by if job.options.class_names is None else NamedBy.LIST
    classes = Classes(count, names, raw.aliases, source)
    resolved = resolve(labels, classes, options, place, job, clues)
    return resolved if is_chosen else _told_by_format(resolved)


def _without(left_out: LeftOut, resolved: Resolved) -> tuple[Guess, ...]:
    """The guesses of the labels, in which rows without one do not count as ignored ones."""
    said = how_many_carry_it(resolved.ignored - left_out.count, len(resolved.targets))
    return tuple(
        replace(guess, reason=said) if left_out.count and guess.field is Field.IGNORED else guess
        for guess in resolved.guesses
    )


def _told_by_format(resolved: Resolved) -> Resolved:
    guesses = tuple(
        replace(guess, reason="the format writes them so") if guess.reason == CHOSEN else guess
        for guess in resolved.guesses
    )
    return replace(resolved, guesses=guesses)


def _images(raw: Raw, rows: int) -> NDArray[Any] | None:
    if raw.images is None or len(raw.images) < rows or raw.images.dtype.kind not in "uif":
        return None
    return raw.images


def _names_guess(raw: Raw, names: tuple[str, ...], order_told: str, job: Job) -> Guess:
    if job.options.class_names is not None:
        reason = "you gave them"
    elif raw.class_names is not None:
        reason = raw.names_reason
    elif order_told:
        reason = f"the labels have them, and {order_told}"
    else:
        reason = "the file has no names, so the classes are numbered"
    value = ", ".join(names[:_NAMES_SHOWN])
    if len(names) > _NAMES_SHOWN:
        value += f", … ({len(names):,} in all)"
    return Guess(Field.CLASS_NAMES, value, reason)


def _read_only(array: NDArray[Any]) -> NDArray[Any]:
    if array.flags.writeable:
        array = array.view()
        array.flags.writeable = False
    return array
