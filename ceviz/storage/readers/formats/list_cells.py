r"""Numbers of a row as text in one cell, as pandas and print write lists, arrays and tensors.

``[0.1, 0.2, 0.7]``, ``[0.1 0.2\n 0.7]``, ``(0.1, 0.9)``, ``array([0.1, 0.9], dtype=float32)``,
``tensor([0.1, 0.9], device='cuda:0')``, ``[np.float64(0.1), np.float64(0.9)]``. The text is
never evaluated.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from typing import NoReturn

import numpy as np
from numpy.typing import NDArray

from ceviz.storage.readers.edge import refuse, shown
from ceviz.storage.readers.meaning.head import is_number, number

_WRAPPED = re.compile(
    r"(?:\w+\.)*(?:array|Array|tensor|Tensor)\(\s*(\[.*\])\s*(?:,[^\[\]]*)?\)", re.DOTALL
)
_SCALAR = re.compile(r"(?:\w+\.)?float\d*\(([^()\[\]]*)\)")
_BEGINNING = re.compile(r"(?:(?:\w+\.)*(?:array|Array|tensor|Tensor)\()?\s*[\[(]")
_SPLIT_AT = str.maketrans("[](),\n\r\t", " " * 8)

#: What is said of a list that NumPy or torch printed in part, and what to do.
_CUT_SHORT = "holds “...”: the list was cut short when it was printed, and numbers are missing"
_SAVE_WHOLE = "save the array itself, with np.savez, or its .tolist()"

#: Between the cells of a column when they are parsed at once; in no text.
_SEPARATOR = "\x1f"


def looks_like_list(text: str) -> bool:
    """Whether a cell holds a list of two numbers or more, as far as its beginning tells."""
    text = text.strip()
    if not text or text[-1] not in ")]" or _BEGINNING.match(text) is None:
        return False
    parts = _plain(text).translate(_SPLIT_AT).split()
    return len(parts) > 1 and all(is_number(part) for part in parts[:8] if part.strip("."))


def are_lists(cells: Iterable[str]) -> bool:
    """Whether most cells of a column that hold anything hold lists."""
    filled = [cell for cell in cells if cell.strip()]
    return bool(filled) and 2 * sum(map(looks_like_list, filled)) > len(filled)


def numbers_of(text: str) -> list[float]:
    """The numbers of a cell.

    Raises:
        ValueError: in words that say what it is instead, to follow the place.
    """
    inner = _plain(text.strip())
    if not inner:
        raise ValueError("the cell is empty")
    if "..." in inner or "…" in inner:
        raise ValueError(_CUT_SHORT)
    opened = inner[:2] if inner[:2] in ("[[", "((") else inner[:1]
    closed = {"[": "]", "(": ")", "[[": "]]", "((": "))"}.get(opened)
    body = inner[len(opened) : len(inner) - len(opened)]
    if closed is None or not inner.endswith(closed) or re.search(r"[\[\]()]", body):
        raise ValueError(f"“{shown(text)}” is no list of numbers")
    if re.search(r",\s*,|^\s*,", body):
        raise ValueError(f"“{shown(text)}” lacks a number between two commas")
    parts = body.translate(_SPLIT_AT).split()
    for part in parts:
        if not is_number(part):
            raise ValueError(f"“{shown(part)}” is not a number")
    return [number(part) for part in parts]


def length_of(text: str, place: str) -> int:
    """How many numbers the first cell of a column holds.

    Raises:
        FileRefused: with ``place``, if it is no list.
    """
    try:
        return len(numbers_of(text))
    except ValueError as error:
        refuse_list(str(error), place)


def refuse_list(what: str, place: str) -> NoReturn:
    """Refuse a cell for what :func:`numbers_of` says of it."""
    refuse(what, place=place, remedy=_SAVE_WHOLE if what == _CUT_SHORT else "")


def parse_lists(
    cells: Sequence[str], width: int, place: Callable[[int], str]
) -> NDArray[np.float64]:
    """The numbers of a column, (n, ``width``); ``place`` names a row in a refusal.

    Raises:
        FileRefused: naming the first cell that holds no such list, or one of another length.
    """
    if not cells:
        return np.empty((0, width))
    table = parsed_at_once(cells, width)
    if table is not None:
        return table
    table = np.empty((len(cells), width))
    for row, cell in enumerate(cells):
        try:
            numbers = numbers_of(cell)
        except ValueError as error:
            refuse_list(str(error), place(row))
        if len(numbers) != width:
            refuse(
                f"has {len(numbers):,} scores instead of {width:,}",
                place=place(row),
                why="the rows are not all as long as the first",
            )
        table[row] = numbers
    return table


def parsed_at_once(cells: Sequence[str], width: int) -> NDArray[np.float64] | None:
    """The same of lists in brackets without any peculiarity, or None."""
    if not all(cell[:1] == "[" and cell[-1:] == "]" and cell[1:2] != "[" for cell in cells):
        cells = [_plain(cell.strip()) for cell in cells]
        if not all(cell[:1] == "[" and cell[-1:] == "]" for cell in cells):
            return None
    text = _SEPARATOR.join(cells)
    count = len(cells)
    is_plain = text.count("[") == count == text.count("]") and "(" not in text
    if not is_plain or text.count(_SEPARATOR) != count - 1 or re.search(r",\s*,|\[\s*,", text):
        return None
    try:
        lines = text.translate(_SPLIT_AT).split(_SEPARATOR)
        if not lines[0].strip():
            return None
        table = np.loadtxt(lines, comments=None, ndmin=2)
    except ValueError:
        return None
    return table if table.shape == (count, width) else None


def _plain(text: str) -> str:
    """Without what numpy and torch write around a list and its numbers."""
    if text[:1] not in "[(":
        wrapped = _WRAPPED.fullmatch(text)
        text = text if wrapped is None else wrapped[1]
    return _SCALAR.sub(r"\1", text) if "float" in text else text
