"""The order of classes whose names only the labels tell: looked for, weighed, and asked."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property
from typing import Any, NoReturn

import numpy as np
from numpy.typing import NDArray

from ceviz.storage.readers.edge import listed, refuse, shown
from ceviz.storage.readers.guesses import IGNORED, Field, spelled_out
from ceviz.storage.readers.meaning.classes.class_numbers import PAIRS
from ceviz.storage.readers.meaning.classes.natural import natural_order
from ceviz.storage.readers.names import TextLabels
from ceviz.storage.readers.readings import Choice, Doubt, Fit, fit

#: Rows that an order is tried on, spread over all.
TRIED = 100_000

#: Of more classes than this no best order is looked for.
_MOST_SORTED = 2_000


class Evidence:
    """Log-probabilities of some rows, computed when there is something to try on them.

    Attributes:
        rows: which rows those are.
    """

    def __init__(
        self,
        rows: NDArray[np.int64],
        logs_of: Callable[[NDArray[np.int64]], NDArray[np.float64]],
    ) -> None:
        self.rows = rows
        self._logs_of = logs_of

    @cached_property
    def _logs(self) -> NDArray[np.float64]:
        return self._logs_of(self.rows)

    @property
    def best(self) -> NDArray[np.int64]:
        """The class of the largest score of each row."""
        return np.asarray(self._logs.argmax(axis=1), np.int64)

    @property
    def shares(self) -> NDArray[np.float64]:
        """(K,) the probability of each class on average."""
        return np.asarray(np.exp(self._logs).mean(axis=0))

    def fit(self, targets: NDArray[np.int64]) -> Fit | None:
        """How well targets of all rows fit; negative ones do not count."""
        return self.fit_tried(targets[self.rows])

    def fit_tried(self, tried: NDArray[np.int64]) -> Fit | None:
        """The same of the targets of those rows alone."""
        counts = tried >= 0
        return fit(self._logs[counts], tried[counts]) if counts.any() else None


def tried_rows(count: int, classes: int, most: int = TRIED) -> NDArray[np.int64]:
    """The rows to try, spread over ``count``: at most so many, and fewer of many classes."""
    most = max(64, min(most, (1 << 22) // max(1, classes)))
    return np.arange(0, count, -(-count // most))


def class_order(
    labels: TextLabels,
    predicted: TextLabels | None,
    predicted_name: str,
    count: int,
    evidence: Evidence,
    where: str,
) -> tuple[tuple[str, ...], str]:
    """The names of the classes in the order of the scores, and what tells it.

    Raises:
        Doubt: if nothing does, with the orders that are likeliest.
        FileRefused: if the labels do not name every class.
    """
    if predicted is not None:
        told = _told_by_predictions(labels, predicted, count, evidence)
        if told is not None:
            return told, f"“{shown(predicted_name)}” names the class of the largest score"
    texts = labels.texts
    for pair in PAIRS:
        if tuple(sorted(text.casefold() for text in texts)) == tuple(sorted(pair)) and count == 2:
            return tuple(sorted(texts, key=lambda text: pair.index(text.casefold()))), (
                f"“{pair[1]}” comes after “{pair[0]}” everywhere"
            )
    if len(texts) != count:
        refuse(
            f"there are {len(texts):,} different labels for {count:,} classes",
            place=where,
            why="without the names of the classes their order is not known",
            remedy="give the class names in the order of the scores (--class-names A,B,…)",
        )
    return _ask(labels, evidence)


def check_order(labels: TextLabels, names: Sequence[str], reason: str, evidence: Evidence) -> None:
    """Hold names from beside a file, in whose order the scores may not be, against the alphabet.

    Raises:
        Doubt: if labels fit the scores better in the alphabet's order, as scikit-learn has it.
    """
    if list(names) == sorted(names) or not {*labels.texts} <= {*names, str(IGNORED)}:
        return
    choices = [
        Choice(
            spelled_out(order),
            why,
            evidence.fit(_placed(labels, order)),
            f"the order {listed(order, 5)}",
        )
        for order, why in (
            (list(names), reason),
            (sorted(names), "it is the alphabet's, as scikit-learn has it"),
        )
    ]
    given, alphabet = (choice.fit for choice in choices)
    if given is not None and alphabet is not None and alphabet.accuracy > given.accuracy:
        raise Doubt(
            Field.CLASS_NAMES,
            "the names of the classes come from another file, and the alphabet's order fits better",
            choices,
            confirm=True,
        )


def _placed(labels: TextLabels, order: Sequence[str]) -> NDArray[np.int64]:
    place = {name: k for k, name in enumerate(order)}
    return np.asarray(np.array([place.get(text, -1) for text in labels.texts])[labels.codes])


def _told_by_predictions(
    labels: TextLabels, predicted: TextLabels, count: int, evidence: Evidence
) -> tuple[str, ...] | None:
    """The order in which every prediction is the class of the largest score, if there is one."""
    texts = sorted({*labels.texts, *predicted.texts} - {""})
    if len(texts) != count:
        return None
    code_of = {text: code for code, text in enumerate(texts)}
    said = np.array([code_of.get(text, -1) for text in predicted.texts])[predicted.codes]
    table = np.zeros((count, count), np.int64)
    np.add.at(table, (evidence.best, said[evidence.rows]), 1)
    table_of_use = table > 0
    if (table_of_use.sum(axis=0) > 1).any() or (table_of_use.sum(axis=1) > 1).any():
        return None
    order = [int(row.argmax()) if row.any() else -1 for row in table_of_use]
    left = [code for code in range(count) if code not in order]
    if len(left) > 1:
        return None
    return tuple(texts[left[0] if code < 0 else code] for code in order)


def _ask(labels: TextLabels, evidence: Evidence) -> NoReturn:
    codes, texts = labels.codes, labels.texts
    used, first = np.unique(codes, return_index=True)
    used, first = used[used >= 0], first[used >= 0]
    orders: dict[tuple[int, ...], str] = {}
    seen = tuple(int(code) for code in used[np.argsort(first)])
    orders[tuple(range(len(texts)))] = "it is the alphabet's, as scikit-learn has it"
    natural = natural_order(texts)
    if natural is not None:
        orders.setdefault(natural, "it is the one that the names have in themselves")
    if len(seen) == len(texts):
        orders.setdefault(seen, "it is the one in which the labels come in the file")
    best = best_order(codes[evidence.rows], len(texts), evidence)
    if best is not None:
        orders.setdefault(best, "the labels fit the scores best in it")
    choices = []
    for order, why in orders.items():
        place = np.empty(len(order), np.int64)
        place[list(order)] = np.arange(len(order))
        names = [texts[code] for code in order]
        value = spelled_out(names)
        targets = np.where(codes < 0, -1, place[codes])
        label = f"the order {listed(names, 5)}"
        choices.append(Choice(value, why, evidence.fit(targets), label))
    choices.sort(key=lambda choice: -choice.fit.accuracy if choice.fit else 0.0)
    raise Doubt(
        Field.CLASS_NAMES,
        "labels are names, and nothing says which column of the scores is which class",
        choices,
        confirm=True,
    )


def best_order(
    codes: NDArray[np.integer[Any]], count: int, evidence: Evidence
) -> tuple[int, ...] | None:
    """The order that makes most rows right, class by class from the most frequent pair on.

    The code of each column, of the codes of labels below ``count`` of the tried rows; negative
    ones do not count. None of very many classes.
    """
    if count > _MOST_SORTED:
        return None
    table = np.zeros((count, count), np.int64)
    np.add.at(table, (evidence.best[codes >= 0], codes[codes >= 0]), 1)
    order = np.full(count, -1)
    free = np.ones(count, np.bool_)
    for cell in np.argsort(-table, axis=None, kind="stable"):
        column, code = divmod(int(cell), count)
        if order[column] < 0 and free[code]:
            order[column] = code
            free[code] = False
    return tuple(order.tolist())
