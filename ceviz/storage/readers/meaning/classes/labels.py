"""Labels as files write them, names or numbers from 0 or from 1, made into classes from 0."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, NoReturn

import numpy as np
from numpy.typing import NDArray

from ceviz.storage.readers.checks import (
    Place,
    first_row_where,
)
from ceviz.storage.readers.edge import Job, listed, refuse, shown
from ceviz.storage.readers.guesses import (
    IGNORED,
    NOTHING,
    Field,
    Guess,
    LabelForm,
    ReadOptions,
)
from ceviz.storage.readers.meaning.classes.class_numbers import (
    numbered_classes,
    said_numbers,
    truth_values,
    whole_numbers,
)
from ceviz.storage.readers.meaning.classes.label_forms import (
    as_classes,
    label_range,
    meant_by_name,
    ordered,
)
from ceviz.storage.readers.meaning.classes.order import Evidence, class_order
from ceviz.storage.readers.meaning.classes.outside import ask_outside
from ceviz.storage.readers.names import Classes, NamedBy, TextLabels, letters
from ceviz.storage.readers.readings import AllRowsNeeded, Choice, Doubt

#: Why labels are read in a form that was said.
CHOSEN = "you chose it"


@dataclass(frozen=True, slots=True)
class Resolved:
    """Targets, (N,) from 0 with :data:`IGNORED` or (N, K) probabilities, and how they were read.

    ``order_told`` says what tells the order of names that are not in the file, or is empty.
    """

    targets: NDArray[np.int64] | NDArray[np.floating]
    names: tuple[str, ...] | None
    ignored: int
    guesses: tuple[Guess, ...]
    order_told: str = ""


@dataclass(frozen=True, slots=True)
class Clues:
    """What else tells which label is which class.

    Attributes:
        evidence: the scores of some rows.
        predicted: (N,) the class predicted of each row, by its name, or None.
        predicted_name: what the file calls that.
    """

    evidence: Evidence
    predicted: TextLabels | None = None
    predicted_name: str = ""


def resolve(
    labels: NDArray[Any] | TextLabels,
    classes: Classes,
    options: ReadOptions,
    place: Place,
    job: Job,
    clues: Clues,
) -> Resolved:
    """Labels, one a row, as classes.

    Raises:
        Doubt: if they could count from 0 or from 1, if names have no order, or if a number that
            is no class could mean that a row does not count.
        AllRowsNeeded: if that cannot be asked about the first rows.
        FileRefused: for an unknown name or a number out of range, by row.
    """
    if isinstance(labels, TextLabels):
        numbers = _numbers_of(labels.texts, classes)
        wants_names = options.label_form is LabelForm.NAMES
        if numbers is None or wants_names or _are_names(labels.texts, classes, options):
            return _by_name(labels, classes, options, place, job, clues)
        whole = numbers[labels.codes]
        are_truth_values = whole_numbers(labels.texts) is None
    else:
        are_truth_values = labels.dtype.kind == "b"
        whole = _whole_numbers(labels, place, job)
    if options.label_form is LabelForm.NAMES:
        as_text = TextLabels.of(whole.astype(str))
        return _by_name(as_text, classes, options, place, job, clues)
    if options.label_form is not None:
        order = ordered(options.label_form, classes)
        if order is not None:
            return _in_order(whole, order, classes, options, place, job)
    else:
        if are_truth_values:  # True is no place in a list
            classes = replace(classes, source=NamedBy.COLUMNS)
        meant = meant_by_name(whole, classes, options.ignored, clues.evidence)
        if meant is not None:
            return _by_meaning(whole, *meant, classes, options, job)
    return _by_number(whole, classes, options, place, job, clues)


def _in_order(
    labels: NDArray[np.int64],
    order: dict[int, int],
    classes: Classes,
    options: ReadOptions,
    place: Place,
    job: Job,
) -> Resolved:
    if not order:
        refuse("the classes have no names to sort", remedy="give them (--class-names A,B,…)")
    low, high = label_range(labels, options.ignored)
    first = min(order)
    if low < first or high > max(order):
        _refuse_out_of_range(labels, first, classes.count, options, place, job)
    job.take(2 * labels.nbytes, "the labels in another order")
    assert options.label_form is not None
    guess = Guess(Field.LABEL_FORM, options.label_form, CHOSEN, _other_forms(options.label_form))
    return _resolved(as_classes(labels, order, options.ignored), classes.names, options, guess)


def _by_meaning(
    labels: NDArray[np.int64],
    meant: dict[int, int],
    reason: str,
    classes: Classes,
    options: ReadOptions,
    job: Job,
) -> Resolved:
    job.take(2 * labels.nbytes, "the labels by the names of the classes")
    targets = as_classes(labels, meant, options.ignored)
    form = Guess(Field.LABEL_FORM, LabelForm.NAMES, reason, _other_forms(LabelForm.NAMES))
    return _resolved(targets, classes.names, options, form)


def _numbers_of(texts: Sequence[str], classes: Classes) -> NDArray[np.int64] | None:
    """Texts as whole numbers, or None; yes and no are 1 and 0 where two classes are numbered."""
    whole = whole_numbers(texts)
    if whole is None and not _are_all_names(texts, classes) and classes.count == 2:
        ignored = [text for text in texts if text == str(IGNORED)]
        said = truth_values([text for text in texts if text not in ignored])
        if said is not None and numbered_classes(classes.names) is not None:
            whole = {**said, **dict.fromkeys(ignored, IGNORED)}
    return None if whole is None else np.array([whole[text] for text in texts], dtype=np.int64)


def _are_all_names(texts: Sequence[str], classes: Classes) -> bool:
    table = classes.lookup()
    return all(text in table or text.casefold() in table for text in texts)


def _are_names(texts: Sequence[str], classes: Classes, options: ReadOptions) -> bool:
    """Whether labels that could be numbers are other spellings of classes: ``Class_3``, a 3."""
    if classes.numbered or options.label_form is not None:
        return False
    ignored = str(options.ignored)
    return all(text in classes.aliases or text == ignored for text in texts)


def _by_name(
    labels: TextLabels,
    classes: Classes,
    options: ReadOptions,
    place: Place,
    job: Job,
    clues: Clues,
) -> Resolved:
    names = classes.names
    ignored = None if options.ignored is None else str(options.ignored)
    reason = "every label is the name of a class"
    order_told = ""
    if names is None:
        if job.head is not None:
            raise AllRowsNeeded
        counting = _without(labels, ignored)
        names, order_told = class_order(
            counting, clues.predicted, clues.predicted_name, classes.count, clues.evidence,
            f"“{place.array}”",
        )  # fmt: skip
    table = _spelled(labels.texts, replace(classes, names=names), ignored)
    classes_of = np.empty(len(labels.texts), dtype=np.int64)
    for code, text in enumerate(labels.texts):
        known = IGNORED if text == ignored else table.get(text, table.get(text.casefold()))
        if known is None:
            row = int(np.flatnonzero(labels.codes == code)[0])
            refuse(
                f"the label “{shown(text)}” is no class",
                place=place.row(row),
                why=f"the classes are {listed(names)}",
            )
        classes_of[code] = known
    targets = classes_of[labels.codes]
    form = Guess(Field.LABEL_FORM, LabelForm.NAMES, reason, _other_forms(LabelForm.NAMES))
    return replace(_resolved(targets, names, options, form), order_told=order_told)


def _spelled(texts: Sequence[str], classes: Classes, ignored: str | None) -> dict[str, int]:
    """Every spelling of every class, also by the number in its name if the labels are that."""
    table = classes.lookup()
    counting = [text for text in texts if text != ignored]
    by_letters = {letters(name): k for k, name in enumerate(classes.names or ())}
    if len(by_letters) == classes.count:
        spelled = {text: by_letters.get(letters(text)) for text in counting if letters(text)}
        found = {text: k for text, k in spelled.items() if k is not None}
        table = {**found, **table}
    numbered = numbered_classes(classes.names)
    if numbered is None or all(text in table or text.casefold() in table for text in counting):
        return table
    said = said_numbers(counting, classes.count)
    meant = numbered.classes_of(said.values())
    if meant is not None:
        table |= {text: meant[number] for text, number in said.items()}
    return table


def _without(labels: TextLabels, ignored: str | None) -> TextLabels:
    """The labels with −1 as the code of the ignored one."""
    if ignored not in labels.texts:
        return labels
    out = labels.texts.index(ignored)
    place = np.array([-1 if k == out else k - (k > out) for k in range(len(labels.texts))])
    texts = tuple(text for text in labels.texts if text != ignored)
    return TextLabels(place[labels.codes], texts)


def _whole_numbers(labels: NDArray[Any], place: Place, job: Job) -> NDArray[np.int64]:
    """``labels`` as int64, without a copy where they are that already."""
    if labels.dtype.kind == "f":
        _check_floats(labels, place, job)
    elif labels.dtype.kind == "u" and labels.dtype.itemsize == 8:
        row = first_row_where(labels, lambda block: block >= 2**63, job)
        if row is not None:
            refuse(f"the label {labels[row]} is out of range", place=place.row(row))
    elif labels.dtype.kind not in "iub":
        refuse(f"labels of type {labels.dtype} are not understood", place=f"“{place.array}”")
    if labels.dtype != np.int64:
        job.take(8 * labels.size, f"“{place.array}”")
    return labels.astype(np.int64, copy=False)


def _check_floats(labels: NDArray[Any], place: Place, job: Job) -> None:
    def is_not_whole(block: NDArray[Any]) -> NDArray[np.bool_]:
        with np.errstate(invalid="ignore"):
            return np.asarray(~((np.floor(block) == block) & (np.abs(block) < 2**62)))

    row = first_row_where(labels, is_not_whole, job)
    if row is None:
        return
    value = float(labels[row])
    if np.isnan(value):
        refuse("the label is missing (NaN)", place=place.row(row))
    refuse(f"the label {value:.6g} is not a whole number", place=place.row(row))


def _by_number(
    labels: NDArray[np.int64],
    classes: Classes,
    options: ReadOptions,
    place: Place,
    job: Job,
    clues: Clues,
) -> Resolved:
    count = classes.count
    low, high = label_range(labels, options.ignored)
    could_be_0, could_be_1 = low >= 0 and high < count, low >= 1 and high <= count
    form = options.label_form
    reason = CHOSEN
    if form not in (LabelForm.ZERO_BASED, LabelForm.ONE_BASED):
        if not could_be_0 and could_be_1:
            form = LabelForm.ONE_BASED
            reason = f"labels run from {low} to {high}, and there are {count:,} classes"
        else:
            form = LabelForm.ZERO_BASED
            reason = f"labels run from {low} to {high}" if low <= high else "no row has a label"
            if could_be_1 and low <= high and _fits_better_from_1(labels, options, clues):
                _ask_first_number(labels, low, high, count, options, clues)
            if could_be_1 and low <= high:
                reason += "; counting from 1 would fit the scores no better"
    first = 1 if form is LabelForm.ONE_BASED else 0
    if low < first or high >= count + first:
        ask_outside(labels, first, classes, options.ignored, place, clues.evidence)
        _refuse_out_of_range(labels, first, count, options, place, job)
    targets = labels
    if first:
        job.take(labels.nbytes, f"“{place.array}”")
        targets = labels - 1
    if options.ignored is not None and (first or options.ignored != IGNORED):
        targets = np.where(labels == options.ignored, IGNORED, targets)
    guess = Guess(Field.LABEL_FORM, form, reason, _other_forms(form))
    return _resolved(targets, classes.names, options, guess)


def _counted_from(first: int, labels: NDArray[np.int64], options: ReadOptions) -> NDArray[np.int64]:
    """Labels as classes from 0, −100 where a row does not count."""
    targets = labels - first
    return (
        targets
        if options.ignored is None
        else np.where(labels == options.ignored, IGNORED, targets)
    )


def _fits_better_from_1(labels: NDArray[np.int64], options: ReadOptions, clues: Clues) -> bool:
    from_0 = clues.evidence.fit(_counted_from(0, labels, options))
    from_1 = clues.evidence.fit(_counted_from(1, labels, options))
    return from_0 is not None and from_1 is not None and from_1.accuracy > from_0.accuracy


def _ask_first_number(
    labels: NDArray[np.int64],
    low: int,
    high: int,
    count: int,
    options: ReadOptions,
    clues: Clues,
) -> NoReturn:
    forms = ((1, LabelForm.ONE_BASED), (0, LabelForm.ZERO_BASED))
    raise Doubt(
        Field.LABEL_FORM,
        f"labels run from {low} to {high} for {count:,} classes, and could count from 0 or from 1",
        [
            Choice(
                form,
                f"the labels are classes {low - first} to {high - first} then",
                clues.evidence.fit(_counted_from(first, labels, options)),
            )
            for first, form in forms
        ],
    )


def _refuse_out_of_range(
    labels: NDArray[np.int64],
    first: int,
    count: int,
    options: ReadOptions,
    place: Place,
    job: Job,
) -> None:
    def is_outside(block: NDArray[Any]) -> NDArray[np.bool_]:
        outside = (block < first) | (block >= count + first)
        if options.ignored is not None:
            outside &= block != options.ignored
        return outside

    row = first_row_where(labels, is_outside, job)
    assert row is not None
    label = int(labels[row])
    refuse(
        f"the label {label} is outside {first} to {count - 1 + first}",
        place=place.row(row),
        why=f"there are {count:,} classes",
    )


def how_many_carry_it(ignored: int, rows: int) -> str:
    """How many rows have the label of those that do not count, in words."""
    return f"{ignored:,} of {rows:,} rows carry it" if ignored else "no row carries it"


def _resolved(
    targets: NDArray[np.int64],
    names: tuple[str, ...] | None,
    options: ReadOptions,
    form: Guess,
) -> Resolved:
    ignored = int(np.count_nonzero(targets == IGNORED))
    value = NOTHING if options.ignored is None else str(options.ignored)
    share = how_many_carry_it(ignored, len(targets))
    choices = tuple(choice for choice in (str(IGNORED), "-1", NOTHING) if choice != value)
    guess = Guess(Field.IGNORED, value, share, choices)
    return Resolved(targets, names, ignored, (form, guess))


def _other_forms(form: LabelForm) -> tuple[str, ...]:
    all_forms = (LabelForm.ZERO_BASED, LabelForm.ONE_BASED, LabelForm.NAMES)
    return tuple(other for other in all_forms if other is not form)
