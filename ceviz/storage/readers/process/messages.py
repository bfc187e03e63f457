"""What goes between ceviz and the process that reads for it: plain values, never pickles.

Each message is its length (4 bytes, little-endian) and MessagePack of one of the structures here,
checked as it is decoded. Arrays of replies lie in a file that both have open.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import IO, Any, TypeAlias, TypeVar

import msgspec
import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from ceviz.storage.readers.checks import Place
from ceviz.storage.readers.guesses import Field, Guess, Kind, ReadOptions
from ceviz.storage.readers.meaning.head import Column
from ceviz.storage.readers.names import TextLabels, Truth, Values
from ceviz.storage.readers.raw import ELSEWHERE, Raw
from ceviz.storage.readers.readings import Choice

T = TypeVar("T")

#: Numbers and text; an object would be a pointer.
_KINDS = "fiubUS"

#: The longest message: the cells of the first rows of many columns, or all texts of one.
_LONGEST = 1 << 30


class Array(Struct, frozen=True):
    """An array: its bytes, or where they begin in the file of results.

    Attributes:
        stays: whether it was too large for the memory allowed, and is left in that file.
    """

    dtype: str
    shape: tuple[int, ...]
    data: bytes | int
    stays: bool = False


class Texts(Struct, frozen=True):
    """A column of text, :class:`TextLabels`."""

    codes: Array
    texts: tuple[str, ...]


class Labels(Struct, frozen=True):
    """Labels of another file, :class:`Truth`."""

    path: str
    name: str
    key: str | None
    array: Array | None = None
    texts: Texts | None = None
    guesses: tuple[Guess, ...] = ()


class Request(Struct, frozen=True):
    """What is to be read.

    Attributes:
        format: name of the format.
        wanted: "read", "heads", or "values" of ``column`` (its first ``most`` rows).
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


class FoundRows(Struct, frozen=True, tag="rows"):
    """:class:`Raw` of a table; ``elsewhere`` if its labels are in another file."""

    scores: Array
    labels: Array | None
    label_texts: Texts | None
    elsewhere: bool
    predicted: Texts | None
    predicted_name: str
    array: str
    columns: tuple[str, ...]
    labels_name: str
    hint: Kind | None
    guesses: tuple[Guess, ...]
    class_names: tuple[str, ...] | None
    names_reason: str
    aliases: dict[str, int]
    total: int | None
    is_told_by_prediction: bool = False


class Head(Struct, frozen=True):
    """A column with its first rows, :class:`Column`."""

    name: str
    texts: tuple[str, ...]
    numbers: Array | None


class FoundHeads(Struct, frozen=True, tag="heads"):
    """The columns with their first rows."""

    heads: tuple[Head, ...]


class FoundValues(Struct, frozen=True, tag="values"):
    """One column; ``taken`` are the bytes it was counted as."""

    array: Array | None
    texts: Texts | None
    taken: int


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


Reply: TypeAlias = (
    Step | FoundRows | FoundHeads | FoundValues | Refused | Doubted | RowsNeeded | Failed
)

#: Writes an array somewhere and says where.
Lay: TypeAlias = Callable[[NDArray[Any]], Array]

#: The array that was written there.
Take: TypeAlias = Callable[[Array], NDArray[Any]]


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


def checked(array: Array) -> tuple[np.dtype[Any], int]:
    """The type and the size in bytes of an array that somebody described.

    Raises:
        ValueError: not one of numbers or text.
    """
    dtype = np.dtype(array.dtype)
    if dtype.kind not in _KINDS or min(array.shape, default=0) < 0:
        raise ValueError(f"no array of numbers or text: {array.dtype}")
    return dtype, dtype.itemsize * int(np.prod(array.shape, dtype=object))


def outlined(array: Array) -> NDArray[Any]:
    """The array that came with its bytes."""
    dtype, _ = checked(array)
    assert isinstance(array.data, bytes)
    return np.frombuffer(array.data, dtype).reshape(array.shape)


def of_values(values: Values, lay: Lay) -> tuple[Array | None, Texts | None]:
    """A column as one or the other."""
    if isinstance(values, TextLabels):
        return None, Texts(lay(values.codes), values.texts)
    return lay(values), None


def to_values(array: Array | None, texts: Texts | None, take: Take) -> Values:
    """The column that was taken apart so."""
    if texts is not None:
        return TextLabels(take(texts.codes), texts.texts)
    assert array is not None
    return take(array)


def of_truth(truth: Truth | None) -> Labels | None:
    """Labels of another file, in the message itself."""
    if truth is None:
        return None
    array, texts = of_values(truth.labels, inline)
    return Labels(str(truth.path), truth.name, truth.key, array, texts, truth.guesses)


def to_truth(labels: Labels | None) -> Truth | None:
    """The labels of another file again."""
    if labels is None:
        return None
    values = to_values(labels.array, labels.texts, outlined)
    return Truth(Path(labels.path), labels.name, values, labels.key, labels.guesses)


def of_raw(raw: Raw, lay: Lay) -> FoundRows:
    """What a table holds."""
    elsewhere = raw.labels is ELSEWHERE
    labels, texts = (None, None) if elsewhere else of_values(raw.labels, lay)
    predicted = None if raw.predicted is None else of_values(raw.predicted, lay)[1]
    return FoundRows(
        scores=lay(raw.scores),
        labels=labels,
        label_texts=texts,
        elsewhere=elsewhere,
        predicted=predicted,
        predicted_name=raw.predicted_name,
        array=raw.place.array,
        columns=raw.place.columns,
        labels_name=raw.labels_name,
        hint=raw.hint,
        guesses=raw.guesses,
        class_names=raw.class_names,
        names_reason=raw.names_reason,
        aliases=dict(raw.aliases),
        total=raw.total,
        is_told_by_prediction=raw.is_told_by_prediction,
    )


def to_raw(found: FoundRows, take: Take) -> Raw:
    """What a table holds, again."""
    labels: Values = ELSEWHERE
    if not found.elsewhere:
        labels = to_values(found.labels, found.label_texts, take)
    return Raw(
        scores=take(found.scores),
        labels=labels,
        predicted=None if found.predicted is None else to_values(None, found.predicted, take),
        predicted_name=found.predicted_name,
        place=Place(found.array, found.columns),
        labels_name=found.labels_name,
        hint=found.hint,
        guesses=found.guesses,
        class_names=found.class_names,
        names_reason=found.names_reason,
        aliases=found.aliases,
        total=found.total,
        is_told_by_prediction=found.is_told_by_prediction,
    )


def of_heads(heads: list[Column]) -> FoundHeads:
    """Columns with their first rows."""
    return FoundHeads(
        tuple(
            Head(head.name, head.texts, None if head.numbers is None else inline(head.numbers))
            for head in heads
        )
    )


def to_heads(found: FoundHeads) -> list[Column]:
    """Columns with their first rows, again."""
    return [
        Column(head.name, head.texts, None if head.numbers is None else outlined(head.numbers))
        for head in found.heads
    ]
