"""Which column holds the truth, and which the class that was predicted."""

from __future__ import annotations

from collections.abc import Sequence, Set
from typing import NoReturn

from ceviz.storage.readers.edge import listed, refuse, refuse_without_labels, shown
from ceviz.storage.readers.guesses import NOTHING, Field, Guess, ReadOptions
from ceviz.storage.readers.meaning.head import Column
from ceviz.storage.readers.meaning.roles import (
    ID_WORDS,
    LABEL_WORDS,
    OTHER_WORDS,
    SCORE_WORDS,
    is_no_truth,
    is_prediction,
    is_vague_truth,
    normal,
    rank,
)
from ceviz.storage.readers.readings import Choice, Doubt

#: Parts of names of columns that have labels' words and say something of labels, or in numbers.
_NOT_THE_TRUTH = frozenset((
    "length", "len", "mask", "weight", "weights", "size", "count", "quality", "issue", "noise",
))  # fmt: skip

#: So many rows may be but the first of more.
_PART = 20

#: Texts that come so often each, on average, may be classes however many they are.
_TYPICAL = 4

#: So many columns are asked about at most.
_MOST = 6


def label_column(
    head: Sequence[Column],
    options: ReadOptions,
    unnamed_label: int | None = None,
    others: Sequence[str] = (),
    *,
    is_named: bool = True,
) -> tuple[int, Guess]:
    """The column of the truth: the user's, the one without a name, by its name, or of text.

    ``others`` are columns that cannot be it, for messages; ``is_named`` if there is a header.

    Raises:
        Doubt: if two columns have such a name and differ, or if none has and one could be it.
        FileRefused: if there is none.
    """
    header = [column.name for column in head]
    if options.labels is not None:
        return _column_called(options.labels, header), _labels_guess(
            header, options.labels, "you chose it"
        )
    if unnamed_label is not None:
        why = "it holds whole numbers or text, the others fractions"
        return unnamed_label, _labels_guess(header, header[unnamed_label], why)
    ranked = sorted(
        (place, k)
        for k, name in enumerate(header)
        if (place := rank(name, LABEL_WORDS)) is not None
        and (place < len(LABEL_WORDS) or head[k].numbers is None or normal(name).endswith("label"))
        and not is_prediction(name)
        and (place < len(LABEL_WORDS) or not is_no_truth(name))
    )
    likely = [(place, k) for place, k in ranked if head[k].is_hard] or ranked
    exact = [k for place, k in likely if place < len(LABEL_WORDS)]
    rivals = [k for k in exact if (head[k].classes != head[exact[0]].classes).any()]
    if rivals:
        raise Doubt(
            Field.LABELS,
            "more than one column could be the truth",
            [Choice(header[k], "of its name") for k in (exact[0], *rivals)],
        )
    if len(exact) > 1 and len(head[0].texts) >= _PART:
        raise Doubt(
            Field.LABELS,
            "more than one column could be the truth, and they differ after the first rows",
            [Choice(header[k], "of its name") for k in exact],
            alike=[header[k] for k in exact],
            are_different=True,
        )
    scores = " ".join(column.name for column in head if not column.is_hard)
    if likely and not is_vague_truth(header[likely[0][1]], scores):
        chosen = likely[0][1]
        alike = [k for k in _other_labels(head, chosen) if header[k] != options.prediction]
        if alike:
            raise Doubt(
                Field.LABELS,
                f"{listed(header[k] for k in alike)} has the same classes as "
                f"“{shown(header[chosen])}”, and other ones in some rows",
                [
                    Choice(header[chosen], "of its name"),
                    *(Choice(header[k], "it has the same classes") for k in alike),
                ],
                confirm=True,
            )
        return chosen, _labels_guess(header, header[chosen], "of its name")
    possible = list(dict.fromkeys([*(k for _, k in likely), *_possible(head, bool(others))]))
    if len(possible) == 1 and head[possible[0]].numbers is None:
        (only,) = possible
        if not is_vague_truth(header[only], scores):
            return only, _labels_guess(header, header[only], "it is the only column of text")
    if possible and is_named:
        why = "it holds one class a row, and nothing is called the truth"
        confirm_truth([Choice(header[k], why) for k in possible[:_MOST]])
    return refuse_without_labels(
        "has no label column",
        place="the header",
        why=f"its columns are {listed((*header, *others))}",
        remedy="say which it is (--labels COL)",
    )


def _possible(head: Sequence[Column], has_lists: bool) -> list[int]:
    """The columns whose content could be the truth: of text, or failing that of whole numbers.

    Their names may say nothing, but not that they are something else, and no more classes than
    there are columns of numbers; how many there are in a list is not known here.
    """
    open_to = [
        k
        for k, column in enumerate(head)
        if column.is_hard
        and normal(column.name) not in (*OTHER_WORDS, *ID_WORDS, *SCORE_WORDS)
        and not is_no_truth(column.name)
    ]
    numbers = 0 if has_lists else sum(column.numbers is not None for column in head)
    texts = [k for k in open_to if head[k].numbers is None and _is_of_classes(head[k], numbers)]
    names = {column.name.strip() for column in head}
    return texts or [
        k for k in open_to if _counts_classes(head[k], numbers) or _names_columns(head[k], names)
    ]


def _is_of_classes(column: Column, numbers: int) -> bool:
    """Whether texts are few enough to be classes of so many columns of numbers, but for typos."""
    return not numbers or _TYPICAL * len(column.distinct) <= max(
        _TYPICAL * max(2, numbers), len(column.texts)
    )


def _counts_classes(column: Column, numbers: int) -> bool:
    """Whether whole numbers that change could count classes, of which there are ``numbers``.

    If that is 0, they have to come often, or be two.
    """
    if not column.is_written_whole or column.counts_rows or len(column.distinct) < 2:
        return False
    known = column.known
    is_few = _TYPICAL * len(column.distinct) <= max(2 * _TYPICAL, len(column.texts))
    return bool(known.min() >= 0 and (known.max() <= max(1, numbers - 1) if numbers else is_few))


def _names_columns(column: Column, names: Set[str]) -> bool:
    """Whether whole numbers that change are all names of columns: the years 2019, 2020."""
    return len(column.distinct) > 1 and column.distinct <= names


def listed_truth(
    plain: Sequence[str], lists: Sequence[str], scores: str, options: ReadOptions
) -> str | None:
    """The one of ``lists`` that is the truth, each a number a class, or None if none is.

    Args:
        plain: names of the columns of one value a row.
        lists: names of those of a number a class, without the scores.
        scores: what the scores are called.
        options: the user's choices.

    Raises:
        Doubt: if one of ``plain`` could be it as well, or if nothing but its place says so.
    """
    if options.labels is not None:
        return options.labels if options.labels in lists else None
    ranked = sorted(
        (place, name) for name in (*lists, *plain) if (place := rank(name, LABEL_WORDS)) is not None
    )
    found = [name for _, name in ranked if name in lists]
    exact = [name for place, name in ranked if place < len(LABEL_WORDS)]
    one = next((name for name in exact if name in plain), None)
    if not found or (one is not None and found[0] not in exact):
        return None
    if one is not None:
        raise Doubt(
            Field.LABELS,
            "more than one column could be the truth",
            [
                Choice(one, "of its name: it holds a class a row"),
                Choice(found[0], "of its name: it holds a number a class"),
            ],
        )
    if is_vague_truth(found[0], scores):
        why = "it holds a number a class, and nothing else could be"
        confirm_truth([Choice(found[0], why)], scores)
    return found[0]


def confirm_truth(choices: Sequence[Choice], scores: str = "") -> NoReturn:
    """Ask whether labels are the truth of ``scores``, as nothing but their content says so."""
    names = " or ".join(listed([choice.value]) for choice in choices)
    of = f" of “{shown(scores)}”" if scores else ""
    raise Doubt(Field.LABELS, f"nothing says that {names} is the truth{of}", choices, confirm=True)


def _other_labels(head: Sequence[Column], label: int) -> list[int]:
    """The columns that could be the truth as well: of the same classes, and no prediction.

    Numbers are not, unless they are called labels: a fold is no class.
    """
    truth = head[label]
    found = []
    for k, column in enumerate(head):
        is_called = rank(column.name, LABEL_WORDS) is not None
        if k == label or not column.is_hard or (column.numbers is not None and not is_called):
            continue
        named = _NOT_THE_TRUTH & set(normal(column.name).split("_"))
        if is_no_truth(column.name) or named or (truth.numbers is None) != (column.numbers is None):
            continue
        seen = column.distinct
        has_same = seen <= truth.distinct and len(seen) >= (1 if is_called else 2)
        if has_same and (column.classes != truth.classes).any():
            found.append(k)
    return found


def _labels_guess(header: Sequence[str], name: str, why: str) -> Guess:
    return Guess(Field.LABELS, name, why, tuple(other for other in header if other != name)[:32])


def _column_called(name: str, header: Sequence[str]) -> int:
    if name not in header:
        refuse(f"has no column “{shown(name)}”", why=f"it has {listed(header)}")
    return list(header).index(name)


def prediction_column(
    head: Sequence[Column], label: int, options: ReadOptions
) -> tuple[int | None, tuple[Guess, ...]]:
    """A column of predicted classes, which is no score but checks the scores."""
    header = [column.name for column in head]
    if options.prediction == NOTHING:
        return None, ()
    if options.prediction is not None:
        chosen = _column_called(options.prediction, header)
        return chosen, (Guess(Field.PREDICTION, options.prediction, "you chose it", (NOTHING,)),)
    truth = head[label].distinct
    found = [
        k
        for k, column in enumerate(head)
        if k != label and is_prediction(column.name) and column.is_hard
    ]
    found.sort(key=lambda k: (-len(head[k].distinct & truth), len(head[k].distinct)))
    if not found:
        return None, ()
    guess = Guess(
        Field.PREDICTION,
        header[found[0]],
        "its name says so, and it holds one class a row",
        (NOTHING, *(header[k] for k in found[1:])),
    )
    return found[0], (guess,)
