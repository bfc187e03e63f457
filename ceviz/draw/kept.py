"""What was found out about something, kept as long as that is."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from functools import update_wrapper
from typing import Any, Generic, TypeVar
from weakref import WeakKeyDictionary

Found = TypeVar("Found")


def samples(count: int) -> str:
    """``1 sample``, ``899 samples``."""
    return f"{count:,} sample" if count == 1 else f"{count:,} samples"


class kept(Generic[Found]):  # noqa: N801 (a decorator)
    """Calls ``make(subject, …)`` once for each subject and further arguments.

    A subject is an evaluation or an analysis. Results must not refer to it: it is forgotten, and
    they with it, when nobody shows it any more.
    """

    def __init__(self, make: Callable[..., Found]) -> None:
        self._make = make
        self._known: WeakKeyDictionary[Any, dict[tuple[Hashable, ...], Found]]
        self._known = WeakKeyDictionary()
        update_wrapper(self, make)

    def __call__(self, subject: object, *options: Hashable) -> Found:
        """What was made of these, made now if it was not."""
        found = self._known.setdefault(subject, {})
        if options not in found:
            found[options] = self._make(subject, *options)
        return found[options]

    def knows(self, subject: object, *options: Hashable) -> bool:
        """Whether the answer is there already."""
        return options in self._known.get(subject, {})
