"""Ids that two files share: which columns hold them, and which row there belongs to which here."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from ceviz.storage.readers.columns import Columns
from ceviz.storage.readers.edge import listed, refuse, shown
from ceviz.storage.readers.guesses import spelled_out
from ceviz.storage.readers.meaning.head import Column, is_number, number
from ceviz.storage.readers.meaning.roles import (
    ID_WORDS,
    LABEL_WORDS,
    SCORE_WORDS,
    is_prediction,
    names_ids,
    normal,
)
from ceviz.storage.readers.names import TextLabels, Values

#: What stands between ids that are one together, and in no text.
_BETWEEN = "\x1f"

#: More columns than this are not tried together.
_MOST_TOGETHER = 4

#: More pairs of columns that are called differently are not compared.
_MOST_PAIRS = 16

#: The endings of a file's name: ``.png``, ``.nii.gz``.
_SUFFIX = re.compile(r"(?<=.)(?:\.[A-Za-z]\w{0,7}){1,2}$")

#: The endings that one thing may have as files of several kinds: a picture and its thumbnail.
_ENDINGS = frozenset((
    ".png", ".jpg", ".jpeg", ".tif", ".tiff", ".bmp", ".gif", ".webp", ".ppm", ".npy", ".npz",
    ".nii", ".nii.gz", ".dcm", ".mha", ".txt", ".json", ".xml", ".wav", ".mp3", ".flac", ".ogg",
    ".mp4", ".avi", ".pt",
))  # fmt: skip

_WHOLE_FRACTION = re.compile(r"^(-?\d+)\.0+$")


@dataclass(frozen=True, slots=True)
class Key:
    """A column of ids in both files.

    Attributes:
        ours, theirs: what the predictions and the truth call it; maybe nothing.
        is_firm: whether its name says so, or the user: then it must fit.
        is_named_alike: whether both call it the same.
        is_telling: whether rows may not be joined in their order against it without asking.
        is_text: whether it holds words, which no two columns share by chance.
        is_count: whether it merely counts the rows of both files, as their order does.
        parts: names here and there of columns that are ids only together; none of one column.
    """

    ours: str
    theirs: str
    is_firm: bool
    is_named_alike: bool = True
    is_count: bool = False
    is_telling: bool = True
    is_text: bool = False
    parts: tuple[tuple[str, str], ...] = ()

    @classmethod
    def of_several(cls, parts: Sequence[tuple[str, str]]) -> Key:
        """Columns by their names here and there, which together tell a row from all others."""
        ours, theirs = (spelled_out(names) for names in zip(*parts, strict=True))
        return cls(ours, theirs, is_firm=False, is_text=True, parts=tuple(parts))

    @property
    def our_columns(self) -> tuple[str, ...]:
        """What the predictions call it, or each of its columns."""
        return tuple(mine for mine, _ in self.parts) or (self.ours,)

    @property
    def their_columns(self) -> tuple[str, ...]:
        """What the truth calls it, or each of its columns."""
        return tuple(other for _, other in self.parts) or (self.theirs,)

    @property
    def option(self) -> str:
        """How it is chosen: ``id``, or ``img=pic``."""
        return self.ours if self.is_named_alike else f"{self.ours}={self.theirs}"

    def __str__(self) -> str:
        if self.parts:
            return f"{listed(self.our_columns)} together"
        if self.is_named_alike:
            return column_called(self.ours)
        return f"{column_called(self.ours)} and {column_called(self.theirs)}"


@dataclass(frozen=True, slots=True)
class Match:
    """Which row of the truth belongs to each row.

    Attributes:
        rows: (N,) its index there, −1 for none.
        spare: how many rows there belong to none here.
        first_spare: the id of the first of them.
        told: how the ids were compared, if not as they are written; or nothing.
    """

    rows: NDArray[np.int64]
    spare: int
    first_spare: str
    told: str = ""

    @property
    def is_whole(self) -> bool:
        """Whether every row has a partner."""
        return bool((self.rows >= 0).all())

    @property
    def is_one_to_one(self) -> bool:
        """Whether both files have the same ids."""
        return self.is_whole and self.spare == 0


def column_called(name: str) -> str:
    """A column for messages; the index that pandas writes has no name."""
    return f"“{shown(name)}”" if name.strip() else "the column without a name"


def shared_keys(ours: Columns, theirs: Columns) -> list[Key]:
    """Columns of both files that their names or contents make ids of the same rows.

    The likeliest first: what is called an id in both, what else both call alike, what has the
    same values, and last what merely counts the rows.
    """
    mine, others = could_be_ids(ours), could_be_ids(theirs)
    is_named = ours.is_named and theirs.is_named
    same = [(m, t) for m in mine for t in others if is_named and normal(m.name) == normal(t.name)]
    firm = [(m, t) for m, t in same if m.is_hard and t.is_hard and is_id(m.name)]
    if not firm and is_named:
        our_ids = [m for m in mine if m.is_hard and is_id(m.name)]
        their_ids = [t for t in others if t.is_hard and is_id(t.name)]
        if len(our_ids) == len(their_ids) == 1:
            firm = [(our_ids[0], their_ids[0])]
    firm.sort(key=lambda pair: _place(pair[0].name))
    loose = [pair for pair in same if pair not in firm and _is_unique(*pair)]
    alike = [
        (m, t)
        for m in mine
        for t in others
        if (m, t) not in same
        and (m, t) not in firm
        and m.is_hard
        and t.is_hard
        and _is_unique(m, t)
        and (m.numbers is None) == (t.numbers is None)
    ]
    found = [
        Key(
            m.name,
            t.name,
            is_firm,
            (m, t) in same,
            is_count=m.counts_rows and t.counts_rows,
            is_telling=(m, t) in same and m.is_hard and t.is_hard,
            is_text=m.numbers is None and t.numbers is None,
        )
        for pairs, is_firm in ((firm, True), (loose, False), (alike[:_MOST_PAIRS], False))
        for m, t in pairs
    ]
    return sorted(found, key=lambda key: key.is_count)


def is_id(name: str) -> bool:
    """Whether a column is called as ids are."""
    return normal(name) in ID_WORDS or names_ids(name)


def _place(name: str) -> int:
    plain = normal(name)
    return ID_WORDS.index(plain) if plain in ID_WORDS else -1


def could_be_ids(columns: Columns) -> list[Column]:
    """Columns of plain values that are neither labels nor predictions nor scores."""
    return [
        head
        for head in columns.heads
        if head.texts
        and normal(head.name) not in (*LABEL_WORDS, *SCORE_WORDS)
        and not is_prediction(head.name)
    ]


def _is_unique(*heads: Column) -> bool:
    return all(len(set(head.texts)) == len(head.texts) > 1 for head in heads)


def as_ids(values: Values, name: str) -> TextLabels:
    """Ids (N,) as texts; whole numbers alike, however they are written."""
    if not isinstance(values, TextLabels):
        if values.ndim != 1:
            refuse("does not hold one id a row", place=column_called(name))
        if values.dtype.kind == "f" and bool((values == np.floor(values)).all()):
            values = values.astype(np.int64)
        values = TextLabels.of(values.astype(str) if values.dtype.kind in "iufb" else values)
    plain = [_WHOLE_FRACTION.sub(r"\1", text) if "." in text else text for text in values.texts]
    return _renamed(values, plain)


def ids_of(columns: Columns, names: Sequence[str], most: int | None = None) -> TextLabels:
    """The ids (N,) that one column holds, or several together."""
    found = [as_ids(columns.values(name, most), name) for name in names]
    if len(found) == 1:
        return found[0]
    if len({len(ids) for ids in found}) > 1:
        refuse("are not equally long", place=listed(names))
    codes = np.stack([ids.codes for ids in found], axis=1)
    rows, places = np.unique(codes, axis=0, return_inverse=True)
    texts = tuple(
        _BETWEEN.join(ids.texts[code] for ids, code in zip(found, row, strict=True))
        for row in rows.tolist()
    )
    return TextLabels(places.reshape(-1), texts)


def keys_of_several(ours: Columns, theirs: Columns) -> list[Key]:
    """Columns that both files call alike and that may be ids together: all of them, and pairs."""
    if not (ours.is_named and theirs.is_named):
        return []
    known = {normal(head.name): head for head in could_be_ids(theirs) if head.is_hard}
    parts = [
        (mine.name, known[normal(mine.name)].name)
        for mine in could_be_ids(ours)
        if mine.is_hard and normal(mine.name) in known
    ][:_MOST_TOGETHER]
    if len(parts) < 2:
        return []
    pairs = [pair for pair in combinations(parts, 2) if len(parts) > 2]
    return [Key.of_several(each) for each in (parts, *pairs)]


def _renamed(ids: TextLabels, texts: list[str]) -> TextLabels:
    """The ids with other texts, equal ones as one."""
    code_of: dict[str, int] = {}
    codes = np.array([code_of.setdefault(text, len(code_of)) for text in texts], np.int64)
    return TextLabels(codes[ids.codes], tuple(code_of))


def second_of_two(ids: TextLabels) -> int | None:
    """The first row whose id another row before it has."""
    _, first = np.unique(ids.codes, return_index=True)
    if len(first) == len(ids):
        return None
    is_again = np.ones(len(ids), bool)
    is_again[first] = False
    return int(np.flatnonzero(is_again)[0])


def matched(ours: TextLabels, theirs: TextLabels) -> Match:
    """The partner of every row, ids compared as they are written, or else as they are meant.

    Args:
        ours, theirs: ids of which none is there twice.
    """
    plain = _match(ours, theirs)
    if plain.is_whole:
        return plain
    for meaning in (_as_number, str.casefold, _file_name, _stem, _folded_stem):
        meant = [_meant(ids, meaning) for ids in (ours, theirs)]
        if meant[0] is None or meant[1] is None:
            continue
        found = _match(meant[0], meant[1])
        if found.is_whole and (meaning not in _OF_FILES or _are_same_files(ours, theirs, found)):
            return Match(found.rows, found.spare, found.first_spare, _told(ours, theirs, found))
    return plain


def _match(ours: TextLabels, theirs: TextLabels) -> Match:
    row_of = np.empty(len(theirs), np.int64)
    row_of[theirs.codes] = np.arange(len(theirs))  # every id is there once
    code_of = {text: code for code, text in enumerate(theirs.texts)}
    codes = np.array([code_of.get(text, -1) for text in ours.texts], np.int64)
    rows = np.where(codes < 0, -1, row_of[codes])[ours.codes]
    is_spare = np.ones(len(theirs), bool)
    is_spare[rows[rows >= 0]] = False
    spare = np.flatnonzero(is_spare)
    first_spare = theirs.texts[theirs.codes[spare[0]]] if len(spare) else ""
    return Match(rows, len(spare), first_spare)


def _meant(ids: TextLabels, meaning: Callable[[str], str]) -> TextLabels | None:
    """The ids as they are meant; None if one cannot be, or if two would become the same."""
    try:
        texts = [meaning(text) for text in ids.texts]
    except ValueError:
        return None
    return _renamed(ids, texts) if len(set(texts)) == len(texts) else None


def _as_number(text: str) -> str:
    """``007`` as ``7`` and ``1.50`` as ``1.5``."""
    if text.lstrip("-").isascii() and text.lstrip("-").isdigit():
        return str(int(text))
    if not is_number(text):
        raise ValueError(text)
    return repr(number(text))


def _file_name(text: str) -> str:
    """What follows the folders: of ``img/0001.png`` that is ``0001.png``."""
    return re.split(r"[/\\]", text)[-1]


def _stem(text: str) -> str:
    """``img/0001.png`` as ``0001``; what follows a point must begin with a letter."""
    return _SUFFIX.sub("", _file_name(text))


def _folded_stem(text: str) -> str:
    """What :func:`_stem` makes of it, in small letters."""
    return _stem(text).casefold()


#: What compares ids as names of files, which may have lost their folders or endings.
_OF_FILES = (_file_name, _stem, _folded_stem)


def _are_same_files(ours: TextLabels, theirs: TextLabels, found: Match) -> bool:
    """Whether no pair of names says that two files are meant: ``test/1.png`` and ``train/1.png``.

    One may have lost folders from its beginning, or its ending; two endings of another kind than
    of files (``.left``, ``.right``) are parts of a name.
    """
    pairs = zip(ours.codes.tolist(), theirs.codes[found.rows].tolist(), strict=True)
    return all(_could_be_one(ours.texts[one], theirs.texts[other]) for one, other in pairs)


def _could_be_one(one: str, other: str) -> bool:
    folders = [re.split(r"[/\\]", text.casefold())[:-1] for text in (one, other)]
    short, long = sorted(folders, key=len)
    if long[len(long) - len(short) :] != short:
        return False
    endings = {_ending(text) for text in (one, other)} - {""}
    return len(endings) < 2 or endings <= _ENDINGS


def _ending(text: str) -> str:
    name = _file_name(text)
    return name[len(_SUFFIX.sub("", name)) :].casefold()


def _told(ours: TextLabels, theirs: TextLabels, found: Match) -> str:
    for row, partner in enumerate(found.rows.tolist()):
        one, other = ours.texts[ours.codes[row]], theirs.texts[theirs.codes[partner]]
        if one != other:
            return f"“{shown(one)}” here is taken for “{shown(other)}” there"
    return ""
