"""What goes between ceviz and the process that reads for it: plain values, never pickles.

Each message is its length (4 bytes, little-endian) and MessagePack of one of the structures here,
checked as it is decoded. Numbers of replies lie in slots of memory that both have open, see
:mod:`~ceviz.storage.readers.process.slots`.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path
from typing import IO, Any, TypeAlias, TypeVar

import msgspec
import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from ceviz.storage.readers.formats.gathered import About
from ceviz.storage.readers.guesses import Field, Guess, ReadOptions
from ceviz.storage.readers.meaning.head import Column
from ceviz.storage.readers.names import TextLabels, Truth, Values
from ceviz.storage.readers.readings import Choice

T = TypeVar("T")

#: Numbers and text; an object would be a pointer.
_KINDS = "fiubUS"

#: The longest message: the cells of the first rows of many columns, or all texts of one.
_LONGEST = 1 << 30


class Array(Struct, frozen=True):
    """An array with its bytes."""

    dtype: str
    shape: tuple[int, ...]
    data: bytes


class Labels(Struct, frozen=True):
    """Labels of another file, :class:`Truth`: an array, or the codes of ``texts``."""

    path: str
    name: str
    keys: tuple[str, ...]
    array: Array
    texts: tuple[str, ...] | None = None
    guesses: tuple[Guess, ...] = ()


class Request(Struct, frozen=True, tag="request"):
    """What is to be read.

    Attributes:
        format: name of the format.
        wanted: "read", "heads", or "values" of ``column`` (its first ``most`` rows); or "text",
            what is inside a file compressed with zstd.
        limit_bytes, head, seen, mistrusts: as a :class:`~ceviz.storage.readers.edge.Job` has them.
        taken: bytes that this process holds already.
    """

    format: str
    wanted: str
    path: str
    options: ReadOptions
    limit_bytes: int
    taken: int
    head: int | None = None
    truth: Labels | None = None
    seen: frozenset[str] | None = None
    mistrusts: frozenset[Field] = frozenset()
    column: str = ""
    most: int | None = None


class Step(Struct, frozen=True, tag="step"):
    """How far the reading is."""

    share: float


class Taken(Struct, frozen=True, tag="taken"):
    """The oldest slot that was filled is free again."""


class Enough(Struct, frozen=True, tag="enough"):
    """No more pieces are wanted of what was asked."""


class Rows(Struct, frozen=True, tag="begin"):
    """Rows follow: how many columns of numbers and of text, and what is known of the numbers."""

    columns: int
    texts: int
    rows: int | None
    dtype: str


class Block(Struct, frozen=True, tag="block"):
    """Rows are in the next slot; ``texts`` are the different ones of each column of text."""

    count: int
    texts: tuple[tuple[str, ...], ...]
    share: float


class Numbers(Struct, frozen=True, tag="numbers"):
    """An array follows in pieces."""

    dtype: str
    shape: tuple[int, ...]


class Piece(Struct, frozen=True, tag="piece"):
    """The next bytes of an array, or of a text, are in the next slot.

    Attributes:
        size: how many.
        at: bytes of the file that were unpacked to come there.
    """

    size: int
    at: int = 0


class Head(Struct, frozen=True):
    """A column with its first rows, :class:`Column`."""

    name: str
    texts: tuple[str, ...]
    numbers: Array | None


class FoundRows(Struct, frozen=True, tag="rows"):
    """What the rows are that came, and the columns of the file if all of it was read."""

    about: About
    heads: tuple[Head, ...] | None


class FoundHeads(Struct, frozen=True, tag="heads"):
    """The columns with their first rows."""

    heads: tuple[Head, ...]


class FoundValues(Struct, frozen=True, tag="values"):
    """What the array is that came: a column, or the codes of its ``texts``.

    Attributes:
        taken: the bytes that the column was counted as.
    """

    texts: tuple[str, ...] | None
    taken: int


class FoundText(Struct, frozen=True, tag="text"):
    """All pieces of a text came, or as many as were wanted."""


class Refused(Struct, frozen=True, tag="refused"):
    """A :class:`FileRefused` by its parts."""

    kind: str
    what: str
    where: str
    why: str
    remedy: str
    package: str = ""
    extra: str = ""
    enough: int = 0
    choices: tuple[tuple[str, str], ...] = ()


class Doubted(Struct, frozen=True, tag="doubted"):
    """A :class:`Doubt` by its parts."""

    field: Field
    what: str
    choices: tuple[Choice, ...]
    where: str
    confirm: bool
    are_different: bool
    labels: str | None
    alike: tuple[str, ...] = ()


class RowsNeeded(Struct, frozen=True, tag="needed"):
    """The first rows do not decide: :class:`AllRowsNeeded`."""


class Failed(Struct, frozen=True, tag="failed"):
    """Any other exception; ``memory`` if there was not enough."""

    why: str
    memory: bool


#: What comes by the way, before the answer.
Part: TypeAlias = Rows | Block | Numbers | Piece

Reply: TypeAlias = (
    Step
    | Part
    | FoundRows
    | FoundHeads
    | FoundValues
    | FoundText
    | Refused
    | Doubted
    | RowsNeeded
    | Failed
)

#: What is said to the process that reads.
Word: TypeAlias = Request | Taken | Enough


def send(message: Struct, stream: IO[bytes]) -> None:
    """Write one message; raises OSError if nobody reads any more."""
    data = msgspec.msgpack.encode(message)
    stream.write(len(data).to_bytes(4, "little") + data)
    stream.flush()


def receive(stream: IO[bytes], kind: type[T]) -> T | None:
    """The next message, or None at the end, be it in the middle of one.

    Raises:
        msgspec.DecodeError: no message of that kind.
    """
    length = int.from_bytes(stream.read(4), "little")
    if not 0 < length <= _LONGEST:
        return None
    data = stream.read(length)
    return msgspec.msgpack.decode(data, type=kind) if len(data) == length else None


def inline(array: NDArray[Any]) -> Array:
    """The array described, with its bytes."""
    return Array(array.dtype.str, array.shape, array.tobytes())


def checked(dtype: str, shape: tuple[int, ...]) -> tuple[np.dtype[Any], int]:
    """The type and the size in bytes of an array that somebody described.

    Raises:
        ValueError: not one of numbers or text.
    """
    found = np.dtype(dtype)
    if found.kind not in _KINDS or min(shape, default=0) < 0:
        raise ValueError(f"no array of numbers or text: {dtype}")
    return found, found.itemsize * math.prod(shape)


def outlined(array: Array) -> NDArray[Any]:
    """The array that came with its bytes."""
    dtype, _ = checked(array.dtype, array.shape)
    return np.frombuffer(array.data, dtype).reshape(array.shape)


def parts(values: Values) -> tuple[NDArray[Any], tuple[str, ...] | None]:
    """A column as an array, and the texts if it is their codes."""
    if isinstance(values, TextLabels):
        return values.codes, values.texts
    return values, None


def of_truth(truth: Truth | None) -> Labels | None:
    """Labels of another file, in the message itself."""
    if truth is None:
        return None
    array, texts = parts(truth.labels)
    return Labels(str(truth.path), truth.name, truth.keys, inline(array), texts, truth.guesses)


def to_truth(labels: Labels | None) -> Truth | None:
    """The labels of another file again."""
    if labels is None:
        return None
    array = outlined(labels.array)
    values = array if labels.texts is None else TextLabels(array, labels.texts)
    return Truth(Path(labels.path), labels.name, values, labels.keys, labels.guesses)


def of_heads(heads: Sequence[Column]) -> tuple[Head, ...]:
    """Columns with their first rows."""
    return tuple(
        Head(head.name, head.texts, None if head.numbers is None else inline(head.numbers))
        for head in heads
    )


def to_heads(heads: Sequence[Head]) -> list[Column]:
    """Columns with their first rows, again."""
    return [
        Column(head.name, head.texts, None if head.numbers is None else outlined(head.numbers))
        for head in heads
    ]
