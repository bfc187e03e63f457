"""Every refusal and doubt arrives as it was raised."""

from __future__ import annotations

import io

import pytest

from ceviz.errors import (
    Cancelled,
    ChoiceNeeded,
    FileRefused,
    LabelsMissing,
    MissingPackage,
    TooLarge,
)
from ceviz.storage.readers.guesses import Field
from ceviz.storage.readers.process.messages import (
    Doubted,
    Failed,
    Refused,
    Reply,
    RowsNeeded,
    receive,
    send,
)
from ceviz.storage.readers.process.refusals import of_exception, raise_again
from ceviz.storage.readers.readings import AllRowsNeeded, Choice, Doubt, Fit


def there_and_back(problem: Exception) -> Exception:
    stream = io.BytesIO()
    send(of_exception(problem), stream)
    stream.seek(0)
    reply = receive(stream, Reply)  # type: ignore[arg-type]
    assert isinstance(reply, (Refused, Doubted, RowsNeeded))
    with pytest.raises(type(problem)) as raised:
        raise_again(reply)
    assert type(raised.value) is type(problem)
    return raised.value


@pytest.mark.parametrize(
    "refusal",
    [
        FileRefused("is damaged", where="row 3", why="it ends", remedy="open another"),
        LabelsMissing("has no labels", where="a", remedy="name them"),
        Cancelled("reading was stopped"),
        TooLarge("is too large", enough=10**9, where="x", why="y", remedy="z"),
        MissingPackage("needs it", package="pyarrow", extra="parquet", remedy="install it"),
        ChoiceNeeded("is unclear", choices=((Field.KIND, "logits"),), why="so", remedy="choose"),
    ],
    ids=lambda refusal: type(refusal).__name__,
)
def test_refusals(refusal: FileRefused) -> None:
    assert vars(there_and_back(refusal)) == vars(refusal)


def test_doubts() -> None:
    choices = (Choice("a", "it is first", Fit(3, 0.5, 1.25)), Choice("b", "it is last", label="B"))
    doubt = Doubt(
        Field.SCORES, "which?", choices, where="x", confirm=True, are_different=True, labels="y"
    )
    assert vars(there_and_back(doubt)) == vars(doubt)
    there_and_back(AllRowsNeeded())


def test_anything_else_is_told_in_words() -> None:
    assert of_exception(ValueError("no")) == Failed("ValueError: no", memory=False)
    assert of_exception(MemoryError()) == Failed("MemoryError: ", memory=True)
    thread = OSError("Failed to launch worker thread: Resource temporarily unavailable")
    reply = of_exception(thread)
    assert isinstance(reply, Failed)
    assert reply.memory

    class Own(FileRefused):
        """A refusal that the other side does not know."""

    reply = of_exception(Own("is odd", where="a"))
    assert isinstance(reply, Refused)
    with pytest.raises(FileRefused, match="a: is odd"):
        raise_again(reply)
