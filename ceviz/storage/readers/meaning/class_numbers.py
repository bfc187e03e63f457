"""The numbers that names of classes carry, and the classes that labels mean by them.

``LABEL_1`` is 1, and so is ``positive`` of a pair with ``negative``, wherever its column stands.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

#: Two classes that are numbered so everywhere: the first is 0, the second 1.
PAIRS = (
    ("negative", "positive"), ("neg", "pos"), ("no", "yes"), ("false", "true"), ("n", "y"),
    ("f", "t"),
)  # fmt: skip

#: Two classes of which the second is usually 1, though not everywhere.
_LOOSE_PAIRS = (
    ("ham", "spam"), ("benign", "malignant"), ("normal", "abnormal"), ("normal", "anomaly"),
    ("healthy", "sick"), ("healthy", "diseased"), ("real", "fake"), ("legit", "fraud"),
    ("absent", "present"), ("off", "on"), ("low", "high"), ("control", "case"), ("fail", "pass"),
    ("incorrect", "correct"), ("wrong", "right"),
)  # fmt: skip

_BARE = re.compile(r"[+-]?\d{1,18}(\.0*)?")
_NUMBERED = re.compile(r"(\D*)(\d{1,9})(?:\.0*)?(\D*)")
_DENIED = re.compile(r"(?:(?:is_?)?not|non|no)[-_ ]+(.+)|(?:non|un)(.+)")


@dataclass(frozen=True, slots=True)
class Numbered:
    """Classes by the numbers in their names.

    Attributes:
        numbers: of each class, in the order of the scores; all different.
        is_bare: whether the names are nothing but these numbers.
        is_pair: whether they are words of which one is 1, as it is the other's contrary.
        is_certain: whether the names leave no doubt which number each is.
    """

    numbers: tuple[int, ...]
    is_bare: bool = False
    is_pair: bool = False
    is_certain: bool = True

    @property
    def counts_up(self) -> bool:
        """Whether the classes are 0, 1, 2 and so on, in this order."""
        return self.numbers == tuple(range(len(self.numbers)))

    def classes_of(self, labels: Collection[int]) -> dict[int, int] | None:
        """The class of each label, or None if a label is none of the numbers.

        Labels that count from 0 while the names count from 1, or the other way, mean the names
        all the same.
        """
        class_of = {number: k for k, number in enumerate(self.numbers)}
        low = min(self.numbers)
        is_range = low in (0, 1) and max(self.numbers) == low + len(self.numbers) - 1
        for shift in (0, 2 * low - 1) if is_range else (0,):
            if all(label + shift in class_of for label in labels):
                return {label: class_of[label + shift] for label in labels}
        return None


def numbered_classes(names: Sequence[str] | None) -> Numbered | None:
    """The numbers in the names of classes; None if they carry none, or not all the same way."""
    if names is None or len(names) < 2:
        return None
    if all(_BARE.fullmatch(name) for name in names):
        return _different([int(name.split(".")[0]) for name in names], is_bare=True)
    found = [_NUMBERED.fullmatch(name.casefold()) for name in names]
    numbered = [match for match in found if match is not None]
    if len(numbered) == len(names):
        if len({(match[1], match[3].removesuffix("s")) for match in numbered}) > 1:
            return None
        return _different([int(match[2]) for match in numbered])
    return _of_pair([name.casefold() for name in names])


def _different(numbers: Sequence[int], *, is_bare: bool = False) -> Numbered | None:
    return Numbered(tuple(numbers), is_bare) if len(set(numbers)) == len(numbers) else None


def _of_pair(names: Sequence[str]) -> Numbered | None:
    if len(names) != 2:
        return None
    for pairs, is_certain in ((PAIRS, True), (_LOOSE_PAIRS, False)):
        for pair in pairs:
            if set(names) == set(pair):
                return Numbered(tuple(map(pair.index, names)), is_pair=True, is_certain=is_certain)
    for number, (denied, said) in ((0, names), (1, reversed(names))):
        found = _DENIED.fullmatch(denied)
        if found is not None and said in found.groups():
            return Numbered((number, 1 - number), is_pair=True, is_certain=False)
    return None


def is_usually_first(name: str) -> bool:
    """Whether a name is of the class that is usually 0 of two: ``ham``, ``not_toxic``."""
    plain = name.casefold()
    return any(plain == first for first, _ in _LOOSE_PAIRS) or _DENIED.fullmatch(plain) is not None


def in_order(names: Sequence[str]) -> tuple[str, ...]:
    """Names in the order of their numbers, or in the alphabet's if they carry none."""
    numbered = numbered_classes(names)
    if numbered is None:
        return tuple(sorted(names))
    return tuple(name for _, name in sorted(zip(numbered.numbers, names, strict=True)))


def whole_numbers(texts: Collection[str]) -> dict[str, int] | None:
    """Labels as whole numbers: ``1`` and ``1.0``; None if one is no number."""
    if not all(_BARE.fullmatch(text) for text in texts):
        return None
    return {text: int(text.split(".")[0]) for text in texts}


def truth_values(texts: Collection[str]) -> dict[str, int] | None:
    """Labels that say yes or no as 1 and 0: ``True``, ``no``, ``NEG``; None if one does not."""
    for pair in PAIRS:
        if texts and all(text.casefold() in pair for text in texts):
            return {text: pair.index(text.casefold()) for text in texts}
    return None


def are_meant(labels: Collection[str], names: Sequence[str]) -> bool:
    """Whether every label is one of the names by the number it says: ``True`` is ``LABEL_1``."""
    numbered = numbered_classes(names)
    said = whole_numbers(labels) or (truth_values(labels) if len(names) == 2 else None)
    return (
        numbered is not None
        and bool(said)
        and numbered.classes_of((said or {}).values()) is not None
    )
