"""What is decoded next, while what was decoded is worked on."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

T = TypeVar("T")


def ahead(items: Iterator[T]) -> Iterator[T]:
    """``items``, each made in a thread of its own while the one before it is used.

    One at most is made that nobody asks for; the thread has ended when this has. What making an
    item raises is raised where that item would have been given.
    """
    with ThreadPoolExecutor(1, "ahead") as thread:
        coming = thread.submit(next, items, None)
        while (item := coming.result()) is not None:
            coming = thread.submit(next, items, None)
            yield item
