"""What was found out about a measurement, kept as long as the measurement is."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from functools import update_wrapper
from typing import TYPE_CHECKING, Generic, TypeVar
from weakref import WeakKeyDictionary

if TYPE_CHECKING:
    from ceviz.maths.batch import Evaluation

Found = TypeVar("Found")


def samples(count: int) -> str:
    """``1 sample``, ``899 samples``."""
    return f"{count:,} sample" if count == 1 else f"{count:,} samples"


class kept(Generic[Found]):  # noqa: N801 (a decorator)
    """Calls ``make(evaluation, …)`` once for each evaluation and further arguments.

    Results must not refer to the evaluation: it is forgotten, and they with it, when nobody
    shows it any more.
    """

    def __init__(self, make: Callable[..., Found]) -> None:
        self._make = make
        self._known: WeakKeyDictionary[Evaluation, dict[tuple[Hashable, ...], Found]]
        self._known = WeakKeyDictionary()
        update_wrapper(self, make)

    def __call__(self, evaluation: Evaluation, *options: Hashable) -> Found:
        """What was made of these, made now if it was not."""
        found = self._known.setdefault(evaluation, {})
        if options not in found:
            found[options] = self._make(evaluation, *options)
        return found[options]

    def knows(self, evaluation: Evaluation, *options: Hashable) -> bool:
        """Whether the answer is there already."""
        return options in self._known.get(evaluation, {})
