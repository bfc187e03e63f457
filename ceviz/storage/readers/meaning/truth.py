"""Which column holds the truth, and which the class that was predicted."""

from __future__ import annotations

from collections.abc import Sequence

from ceviz.storage.readers.edge import listed, refuse, refuse_without_labels, shown
from ceviz.storage.readers.guesses import NOTHING, Field, Guess, ReadOptions
from ceviz.storage.readers.meaning.head import Column
from ceviz.storage.readers.meaning.roles import (
    LABEL_WORDS,
    OTHER_WORDS,
    is_no_truth,
    is_prediction,
    normal,
    rank,
)
from ceviz.storage.readers.readings import Choice, Doubt

#: So many rows may be but the first of more.
_PART = 20


def label_column(
    head: Sequence[Column],
    options: ReadOptions,
    unnamed_label: int | None = None,
    others: Sequence[str] = (),
) -> tuple[int, Guess]:
    """The column of the truth: the user's, the one without a name, by its name, or of text.

    ``others`` are columns that cannot be it, for messages.

    Raises:
        Doubt: if two columns have such a name and differ.
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
    if likely:
        chosen = likely[0][1]
        return chosen, _labels_guess(header, header[chosen], "of its name")
    texts = [
        k
        for k, column in enumerate(head)
        if column.numbers is None
        and normal(column.name) not in OTHER_WORDS
        and not is_no_truth(column.name)
    ]
    if len(texts) == 1:
        why = "it is the only column of text"
        return texts[0], _labels_guess(header, header[texts[0]], why)
    return refuse_without_labels(
        "has no label column",
        place="the header",
        why=f"its columns are {listed((*header, *others))}",
        remedy="say which it is (--labels COL)",
    )


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
