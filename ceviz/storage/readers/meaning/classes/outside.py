"""Labels that number no class: those of rows that do not count, or the classes' own numbers."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from ceviz.storage.readers.checks import Place
from ceviz.storage.readers.guesses import IGNORED, Field
from ceviz.storage.readers.meaning.classes.class_numbers import numbered_classes
from ceviz.storage.readers.meaning.classes.label_forms import as_classes, different_labels
from ceviz.storage.readers.meaning.classes.order import Evidence
from ceviz.storage.readers.names import Classes
from ceviz.storage.readers.readings import Choice, Doubt

#: Numbers that mean "no class" where the classes do not reach so far.
VOID_LABELS = (99, 127, 254, 255, 999, 9999, 32767, 65535, 2**31 - 1)

#: A smaller number than this means nothing of the kind.
_LEAST_VOID = -1000


def ask_outside(
    labels: NDArray[np.int64],
    first: int,
    classes: Classes,
    ignored: int | None,
    place: Place,
    evidence: Evidence,
) -> None:
    """Propose what labels may mean that are outside ``first`` to K − 1 + ``first``.

    Raises:
        Doubt: if they may be of rows that do not count, or be the classes in the order of their
            numbers, as −1 and 1 are; not if there is neither to propose.
    """
    outside = (labels < first) | (labels >= classes.count + first)
    if ignored is not None:
        outside &= labels != ignored
    rows = np.flatnonzero(outside)
    if not rows.size:
        return
    seen = sorted(different_labels(labels, ignored))
    choices = [
        *_as_void(labels, outside, first, classes, ignored, evidence),
        *_as_classes(labels, seen, classes, ignored, evidence),
    ]
    if choices:
        raise Doubt(
            Field.IGNORED,
            f"the label {int(labels[rows[0]])} is outside {first} to {classes.count - 1 + first}",
            choices,
            where=place.row(int(rows[0])),
            confirm=True,
        )


def _as_void(
    labels: NDArray[np.int64],
    outside: NDArray[np.bool_],
    first: int,
    classes: Classes,
    ignored: int | None,
    evidence: Evidence,
) -> list[Choice]:
    """The only number that is no class as the label of rows that do not count."""
    void = int(labels[outside.argmax()])
    if (labels[outside] != void).any() or not (void < 0 or void in VOID_LABELS):
        return []
    if void < _LEAST_VOID or outside.all() or (ignored is not None and IGNORED in labels):
        return []
    numbered = numbered_classes(classes.names)
    meant = None
    if numbered is not None and not numbered.counts_up:
        meant = numbered.classes_of(different_labels(labels[~outside], ignored))
    targets = np.where(outside, IGNORED, labels - first)
    if meant is not None:
        targets = as_classes(labels, meant, void)
    share = f"{int(outside.sum()):,} of {len(labels):,} rows carry {void}"
    return [
        Choice(
            str(void),
            f"{share}, and no class is numbered so",
            evidence.fit(targets),
            f"{void} as the ignored label",
        )
    ]


def _as_classes(
    labels: NDArray[np.int64],
    seen: Sequence[int],
    classes: Classes,
    ignored: int | None,
    evidence: Evidence,
) -> list[Choice]:
    """As many numbers as there are classes, evenly apart, as the classes in their order."""
    if len(seen) != classes.count or len(set(np.diff(seen).tolist())) != 1:
        return []
    numbered = numbered_classes(classes.names)
    order = list(range(classes.count))
    if numbered is not None:
        order = [sorted(numbered.numbers).index(number) for number in numbered.numbers]
    choices = []
    for ranks in (order, order[::-1]):
        meant = {seen[rank]: k for k, rank in enumerate(ranks)}
        value = ", ".join(str(seen[rank]) for rank in ranks)
        choices.append(
            Choice(
                value,
                "there are as many classes as labels",
                evidence.fit(as_classes(labels, meant, ignored)),
                f"the classes {value} in this order",
                Field.CLASS_NAMES,
            )
        )
    return sorted(choices, key=lambda choice: -choice.fit.accuracy if choice.fit else 0.0)
