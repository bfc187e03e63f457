"""What was found out is kept: with the frozen thing it is about, or of the latest few values.

:func:`weak_memo` is for functions of a document, an analysis, an evaluation, of anything that is
frozen and told apart by identity. A result lives as long as its subject and no longer, so that a
closed file leaves memory. :func:`value_memo` is for functions of numbers, words and other small
values; it refuses subjects, which it would keep alive. :func:`identity` is for keys that somebody
keeps by hand.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from dataclasses import fields, is_dataclass
from functools import lru_cache, partial, update_wrapper
from threading import Lock
from typing import Any, Generic, Literal, ParamSpec, Protocol, TypeVar, cast
from weakref import ref

P = ParamSpec("P")
R = TypeVar("R")
R_co = TypeVar("R_co", covariant=True)

#: How many results are kept of one subject unless the function says otherwise: those of the
#: window's pictures and of an export's.
MOST = 8


class Memo(Protocol[P, R_co]):
    """A function that keeps what it has made; the arguments are given by their places."""

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> R_co:
        """What was made of these arguments, made now if it was not."""

    def made(self) -> int:
        """How often something was made, not found."""

    def forget(self) -> None:
        """Keep nothing of what there is."""


class WeakMemo(Memo[P, R_co], Protocol[P, R_co]):
    """A memo of subjects."""

    def knows(self, *args: P.args, **kwargs: P.kwargs) -> bool:
        """Whether the answer is there already."""


def weak_memo(
    *, subjects: Literal[1, 2] = 1, most: int = MOST
) -> Callable[[Callable[P, R]], WeakMemo[P, R]]:
    """Keep the results of a function with what they are about.

    The first argument, or the first two, are subjects: frozen, told apart by identity, and kept
    alive by nobody here. The others are hashable values. A result goes when the first subject
    goes; of one subject the latest ``most`` are kept. A result must not refer to its subject,
    which would never go then; arrays of the subject's are no harm.
    """

    def decorate(make: Callable[P, R]) -> WeakMemo[P, R]:
        kept = _Kept[R](make, most)
        # Asked many times a frame: what is done for each call is done here, without a method.
        if subjects == 1:

            def one(subject: object, *options: Hashable) -> R:
                try:
                    return kept.results[id(subject)][options]
                except KeyError:
                    pass  # made outside, so that its errors do not name this one
                return kept.make(subject, options, subject, *options)

            call: Any = one
            call.knows = lambda subject, *options: kept.has(subject, options)
        else:

            def two(subject: object, other: object, *options: Hashable) -> R:
                key = (ref(other), options)
                try:
                    return kept.results[id(subject)][key]
                except KeyError:
                    pass
                return kept.make(subject, key, subject, other, *options)

            call = two
            call.knows = lambda subject, other, *options: kept.has(subject, (ref(other), options))
        update_wrapper(call, make)
        call.made, call.forget = kept.made, kept.results.clear
        return cast("WeakMemo[P, R]", call)

    return decorate


def value_memo(*, most: int) -> Callable[[Callable[P, R]], Memo[P, R]]:
    """Keep the ``most`` results of a function of values alone that were asked for last.

    Raises:
        TypeError: when it is called with something that is told apart by identity.
    """

    def decorate(make: Callable[P, R]) -> Memo[P, R]:
        def checked(*args: P.args, **kwargs: P.kwargs) -> R:
            _refuse_subjects(make, args)
            return make(*args, **kwargs)

        # functools' own is written in C, and some are asked at every stroke of a pen.
        call: Any = lru_cache(maxsize=most)(checked)
        update_wrapper(call, make)
        call.made, call.forget = lambda: call.cache_info().misses, call.cache_clear
        return cast("Memo[P, R]", call)

    return decorate


def identity(subject: object | None) -> Hashable:
    """Stand for ``subject`` in a key: equal to itself alone, even when it is gone.

    It keeps nothing alive, as the subject would; an address is soon somebody else's. The subject
    may be an array, which is neither hashed nor compared.
    """
    return None if subject is None else _Identity(subject)


class _Identity:
    """A reference that is asked for itself, never for what it refers to."""

    __slots__ = ("_hash", "_ref")

    def __init__(self, subject: object) -> None:
        self._ref, self._hash = ref(subject), id(subject)

    def __eq__(self, other: object) -> bool:
        # Of one subject there is one reference without a callback, as long as that is kept.
        return isinstance(other, _Identity) and self._ref is other._ref

    def __hash__(self) -> int:
        return self._hash


class _Results(dict[Hashable, R]):
    """What was made of one subject, by the other arguments."""

    __slots__ = ("subject",)

    subject: ref[object]


class _Kept(Generic[R]):
    """All results of one function.

    Attributes:
        results: by the address of the subject, which is nobody else's until the reference to the
            subject has died and taken the entry along.
    """

    def __init__(self, make: Callable[..., R], most: int) -> None:
        self.results: dict[int, _Results[R]] = {}
        self._make, self._most = make, most
        self._made = 0
        self._lock = Lock()

    def made(self) -> int:
        return self._made

    def has(self, subject: object, key: Hashable) -> bool:
        results = self.results.get(id(subject))
        return results is not None and key in results

    def make(self, subject: object, key: tuple[Hashable, ...], *args: Any) -> R:
        _refuse_subjects(self._make, key)
        made = self._make(*args)
        # Jobs make things too.
        with self._lock:
            self._made += 1
            results = self.results.get(id(subject))
            if results is None:
                results = _Results()
                results.subject = ref(subject, partial(self._drop, id(subject)))
                self.results[id(subject)] = results
            elif len(results) >= self._most:
                del results[next(iter(results))]
            results[key] = made
        return made

    def _drop(self, address: int, _: ref[object]) -> None:
        # Called when the subject goes, in any thread, perhaps in the midst of `make`: no lock.
        self.results.pop(address, None)


def _refuse_subjects(make: Callable[..., object], values: Iterable[object]) -> None:
    """Raise if any of ``values``, or what they are made of, is told apart by identity."""
    for value in values:
        if isinstance(value, tuple):
            _refuse_subjects(make, value)
        elif value is not None and type(value).__hash__ is object.__hash__:
            raise TypeError(
                f"{make.__qualname__} would keep a {type(value).__name__} alive, which is told "
                "apart by identity: let it be a subject of a weak memo"
            )
        elif is_dataclass(value):
            _refuse_subjects(make, (getattr(value, each.name) for each in fields(value)))
