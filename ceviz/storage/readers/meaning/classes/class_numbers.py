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
    ("f", "t"), ("-", "+"),
)  # fmt: skip

#: Two classes of which the second is usually 1, though not everywhere.
_LOOSE_PAIRS = (
    ("ham", "spam"), ("benign", "malignant"), ("normal", "abnormal"), ("normal", "anomaly"),
    ("healthy", "sick"), ("healthy", "diseased"), ("real", "fake"), ("legit", "fraud"),
    ("absent", "present"), ("off", "on"), ("low", "high"), ("control", "case"), ("fail", "pass"),
    ("incorrect", "correct"), ("wrong", "right"), ("n", "p"),
)  # fmt: skip

#: Words and Roman numerals for the numbers from 0 on, and letters that count answers.
_SERIES = (
    ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"),
    ("", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x"),
    tuple("abcdefgh"),
)

#: No 1,000, which may be a thousand.
_BARE = re.compile(r"([+-]?\d{1,18})(\.0*|,0{1,2})?")
#: A sign is one after what divides, as in class_-1: class-1 is 1.
_NUMBERED = re.compile(r"(\D*?)((?:(?<=[_ =:(\[])-)?\d{1,9})(?:\.0*)?(\D*)")
_ORDINAL = re.compile(r"(\d{1,9})(?:st|nd|rd|th)")
_WORD = re.compile(r"[^\W_]+")
_DENIED = re.compile(r"(?:(?:is_?)?not|non|no)[-_ ]+(.+)|(?:non|un)(.+)")
_CONTRARY = re.compile(r"i[lmnr](.+)")


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
        return _different([_whole(name) for name in names], is_bare=True)
    plain = [name.casefold() for name in names]
    found = _numbered_alike(plain) or _of_pair(plain)
    if found is not None:
        return found
    own = _own_words(plain)
    found = _of_pair([" ".join(words) for words in own])
    for at in (0, -1):  # 1_pos, 0_neg
        others = [word for words in own for word in (words[1:] if at == 0 else words[:-1])]
        if found is None and not any(word.isdigit() for word in others):
            found = _counted([words[at] for words in own])
    return found


def by_number(names: Sequence[str]) -> tuple[int, ...] | None:
    """The places of classes in the order of the numbers that their names begin with."""
    numbered = numbered_classes(names)
    if numbered is None:
        numbered = _counted([words[0] for words in _own_words([n.casefold() for n in names])])
    if numbered is None:
        return None
    return tuple(sorted(range(len(names)), key=numbered.numbers.__getitem__))


def _own_words(names: Sequence[str]) -> list[list[str]]:
    """The words of each name without those that all have before or after: ``bert_pos, bert_neg``.

    One word is left of each at least; a name without a letter or digit is a word.
    """
    words = [_WORD.findall(name) or [name] for name in names]
    for at in (0, -1):
        while all(len(each) > 1 for each in words) and len({each[at] for each in words}) == 1:
            for each in words:
                each.pop(at)
    return words


def _counted(words: Sequence[str]) -> Numbered | None:
    """The numbers that one word of each name is: ``2``, ``v2``, ``2nd``, ``two``, ``II``, ``B``."""
    found = [_ORDINAL.fullmatch(word) for word in words]
    ordinals = [int(match[1]) for match in found if match is not None]
    if len(ordinals) == len(words):
        return _different(ordinals)
    for series in _SERIES:
        if set(words) <= set(series):
            numbers = [series.index(word) for word in words]
            if sorted(numbers) in (list(range(len(words))), list(range(1, len(words) + 1))):
                is_certain = series[0] != "a"
                return Numbered(tuple(numbers), is_certain=is_certain)
    return _numbered_alike(words)


def _numbered_alike(names: Sequence[str]) -> Numbered | None:
    """The only number in each of some texts that are the same besides, or None."""
    found = [_NUMBERED.fullmatch(name) for name in names]
    numbered = [match for match in found if match is not None]
    if len(numbered) < len(names):
        return None
    if len({(match[1], match[3].removesuffix("s")) for match in numbered}) > 1:
        return None
    return _different([int(match[2]) for match in numbered])


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
        found = _DENIED.fullmatch(denied) or _CONTRARY.fullmatch(denied)
        if found is not None and said.removeprefix("is_") in found.groups():
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
    """Labels as whole numbers: ``1``, ``1.0`` and ``1,0``; None if one is no number."""
    if not all(_BARE.fullmatch(text) for text in texts):
        return None
    return {text: _whole(text) for text in texts}


def _whole(text: str) -> int:
    return int(re.split("[.,]", text)[0])


def truth_values(texts: Collection[str]) -> dict[str, int] | None:
    """Labels that say yes or no as 1 and 0: ``True``, ``no``, ``NEG``; None if one does not."""
    for pair in PAIRS:
        if texts and all(text.casefold() in pair for text in texts):
            return {text: pair.index(text.casefold()) for text in texts}
    return None


def are_meant(labels: Collection[str], names: Sequence[str]) -> bool:
    """Whether every label is one of the names by the number it says: ``True`` is ``LABEL_1``."""
    numbered = numbered_classes(names)
    said = said_numbers(labels, len(names))
    return numbered is not None and bool(said) and numbered.classes_of(said.values()) is not None


def said_numbers(labels: Collection[str], count: int) -> dict[str, int]:
    """The numbers that labels of ``count`` classes say: 1, True of two, ``LABEL_1``; or nothing."""
    said = whole_numbers(labels) or (truth_values(labels) if count == 2 else None)
    if said is not None:
        return said
    found = {label: _NUMBERED.fullmatch(label) for label in labels}
    numbers = {label: int(match[2]) for label, match in found.items() if match is not None}
    words = {(match[1], match[3]) for match in found.values() if match is not None}
    is_same = len(numbers) == len(found) and len(words) == 1
    return numbers if is_same and len(set(numbers.values())) == len(numbers) else {}
