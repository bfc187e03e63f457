"""Strict JSON (:mod:`ceviz.storage.strict_json`) read piece by piece, for files of any size.

A value is taken whole by :meth:`JsonStream.value`, or gone through by :meth:`JsonStream.members`
and :meth:`JsonStream.entries`; so what is in memory at once is the largest value that was taken
whole, however many there are.
"""

from __future__ import annotations

import codecs
import json
from collections.abc import Callable, Iterator
from typing import Any, BinaryIO, NoReturn

from ceviz.errors import FileRefused
from ceviz.storage.strict_json import check_characters, decoder, not_json, twice

#: What is read at once, in bytes; more where a value does not end in it.
_PIECE = 1 << 18

_BLANKS = " \t\n\r"

#: A number may go on by so many characters behind what is one by itself, as ``1`` in ``1e+5``.
_EXPONENT = 3

#: What ends with one of these ends there, wherever the piece ends that it stands in.
_ENDS = '"}]'


class JsonStream:
    """The tree that a file spells, from its beginning to its end.

    Whoever goes through an object or a list takes each of its values, in order.
    """

    def __init__(
        self, file: BinaryIO, name: str, *, came: Callable[[int], None] = lambda _: None
    ) -> None:
        """``name`` is what refusals call the file; ``came`` is told how many bytes were read."""
        self._file, self._name, self._came = file, name, came
        self._utf8 = codecs.getincrementaldecoder("utf-8-sig")()
        self._json = decoder()
        self._text, self._at = "", 0
        self._lines = self._bytes = 0  # before the text

    def next(self) -> str:
        """The character that the next value begins with, or empty at the end."""
        while True:
            while self._at < len(self._text):
                if (found := self._text[self._at]) not in _BLANKS:
                    return found
                self._at += 1
            if not self._more():
                return ""

    def value(self) -> Any:
        """The next value.

        Raises:
            FileRefused: as :func:`ceviz.storage.strict_json.parse` does; so do all that follow.
        """
        self.next()
        while True:
            try:
                found, end = self._json.raw_decode(self._text, self._at)
            except json.JSONDecodeError as problem:
                if not self._more():
                    self._refuse(problem.pos, problem.msg)
            except RecursionError:
                raise FileRefused("is nested too deeply", where=self._name) from None
            except ValueError as problem:
                if not self._more():
                    raise FileRefused(str(problem), where=self._name) from None
            else:
                known = len(self._text) >= end + _EXPONENT or self._text[end - 1] in _ENDS
                if known or not self._more():
                    check_characters(self._text, self._name, self._at, end, self._lines)
                    self._at = end
                    return found

    def members(self) -> Iterator[str]:
        """The keys of the object that comes next; each value is taken before the next key."""
        seen = set()
        self._take("{", "expecting an object")
        if self._skip("}"):
            return
        while True:
            if self.next() != '"':
                self._refuse(self._at, "expecting property name enclosed in double quotes")
            key = self.value()
            if key in seen:
                raise FileRefused(twice(key), where=self._name)
            seen.add(key)
            self._take(":", "expecting ':' delimiter")
            yield key
            if self._skip("}"):
                return
            self._take(",", "expecting ',' delimiter")

    def entries(self) -> Iterator[int]:
        """The places of the list that comes next; each value is taken before the next place."""
        self._take("[", "expecting a list")
        if self._skip("]"):
            return
        place = 0
        while True:
            yield place
            place += 1
            if self._skip("]"):
                return
            self._take(",", "expecting ',' delimiter")

    def end(self) -> None:
        """Refuse anything that follows."""
        if self.next():
            self._refuse(self._at, "extra data")

    def _skip(self, mark: str) -> bool:
        if self.next() != mark:
            return False
        self._at += 1
        return True

    def _take(self, mark: str, otherwise: str) -> None:
        if not self._skip(mark):
            self._refuse(self._at, otherwise)

    def _more(self) -> bool:
        """Read on, twice as much as there is; False at the end of the file."""
        data = self._file.read(max(_PIECE, len(self._text) - self._at))
        try:
            text = self._utf8.decode(data, final=not data)
        except UnicodeDecodeError as problem:
            before = problem.object[: problem.start].count(b"\n")
            line = self._lines + self._text.count("\n") + before + 1
            raise FileRefused("is not UTF-8 text", where=f"{self._name}, line {line}") from None
        if not data:
            return False
        self._lines += self._text.count("\n", 0, self._at)
        self._text, self._at = self._text[self._at :] + text, 0
        self._bytes += len(data)
        self._came(self._bytes)
        return True

    def _refuse(self, place: int, why: str) -> NoReturn:
        cut = place >= len(self._text.rstrip()) and not self._more_than_blanks()
        line = self._lines + self._text.count("\n", 0, place) + 1
        raise not_json(why, cut=cut, where=f"{self._name}, line {line}")

    def _more_than_blanks(self) -> bool:
        while (data := self._file.read(_PIECE)) and not data.strip():
            pass
        return bool(data)
