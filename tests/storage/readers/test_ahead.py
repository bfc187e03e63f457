"""Items made ahead in a thread: their order, what they raise, and the end of the thread."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest

from ceviz.storage.readers.ahead import ahead


def test_items_come_in_order() -> None:
    assert list(ahead(iter(range(5)))) == [0, 1, 2, 3, 4]
    assert list(ahead(iter(()))) == []


def test_the_next_is_made_while_one_is_used() -> None:
    made = threading.Event()

    def items() -> Iterator[int]:
        yield 1
        made.set()
        yield 2

    for item in ahead(items()):
        assert item == 2 or made.wait(10.0)


def test_what_an_item_raises_comes_in_its_place() -> None:
    def items() -> Iterator[int]:
        yield 1
        raise ValueError("damaged")

    found = ahead(items())
    assert next(found) == 1
    with pytest.raises(ValueError, match="damaged"):
        next(found)


def test_no_thread_stays_when_it_is_left() -> None:
    before = threading.active_count()
    found = ahead(iter(range(5)))
    next(found)
    found.close()  # type: ignore[attr-defined]
    assert threading.active_count() == before
