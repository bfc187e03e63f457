"""What is kept goes with what it is about, and what is kept by value keeps nothing alive."""

from __future__ import annotations

import gc
import weakref
from dataclasses import dataclass
from pathlib import Path
from threading import Barrier, Thread

import pytest

import ceviz
from ceviz.memo import value_memo, weak_memo


@dataclass(frozen=True, eq=False)
class Subject:
    """Something frozen that is told apart by identity."""

    number: int


@dataclass(frozen=True)
class Wrapped:
    """A value that holds a subject."""

    inside: Subject


class Result:
    """Something whose end can be seen."""


def test_a_result_is_made_once_for_each_subject_and_options() -> None:
    @weak_memo()
    def scaled(subject: Subject, factor: int) -> int:
        return subject.number * factor

    two, three = Subject(2), Subject(3)
    assert [scaled(two, 5), scaled(three, 5), scaled(two, 7), scaled(two, 5)] == [10, 15, 14, 10]
    assert scaled.made() == 3
    assert scaled.knows(two, 7)
    assert not scaled.knows(three, 7)
    scaled.forget()
    assert not scaled.knows(two, 7)


def test_a_result_goes_with_its_subject() -> None:
    @weak_memo()
    def made(_: Subject) -> Result:
        return Result()

    subject = Subject(1)
    seen = weakref.ref(made(subject))
    gone = weakref.ref(subject)
    assert seen() is made(subject)
    del subject
    assert gone() is None
    assert seen() is None


def test_the_second_subject_is_not_kept_alive_either() -> None:
    @weak_memo(subjects=2)
    def difference(one: Subject, other: Subject, factor: int) -> int:
        return factor * (one.number - other.number)

    one, other = Subject(5), Subject(2)
    assert difference(one, other, 2) == difference(one, other, 2) == 6
    assert difference.made() == 1
    assert difference.knows(one, other, 2)
    gone = weakref.ref(other)
    del other
    assert gone() is None
    assert difference(one, Subject(4), 2) == 2, "another one, perhaps at the same address"


def test_another_subject_at_the_same_address_is_another_subject() -> None:
    @weak_memo()
    def number(subject: Subject) -> int:
        return subject.number

    for n in range(100):
        assert number(Subject(n)) == n


def test_the_latest_results_of_a_subject_are_kept() -> None:
    @weak_memo(most=2)
    def scaled(subject: Subject, factor: int) -> int:
        return subject.number * factor

    subject = Subject(2)
    for factor in (1, 2, 3):
        scaled(subject, factor)
    assert [scaled.knows(subject, factor) for factor in (1, 2, 3)] == [False, True, True]


def test_what_raises_is_not_kept() -> None:
    @weak_memo()
    def fail(subject: Subject) -> int:
        raise KeyError(subject.number)

    subject = Subject(1)
    for _ in range(2):
        with pytest.raises(KeyError) as raised:
            fail(subject)
        assert raised.value.__context__ is None
    assert not fail.knows(subject)


@pytest.mark.parametrize("value", [Subject(1), Wrapped(Subject(1)), (0, (Subject(1),))])
def test_what_would_be_kept_alive_is_refused(value: object) -> None:
    @value_memo(most=4)
    def by_value(_: object) -> int:
        return 0

    @weak_memo()
    def by_subject(_: Subject, __: object) -> int:
        return 0

    with pytest.raises(TypeError, match="alive"):
        by_value(value)
    with pytest.raises(TypeError, match="alive"):
        by_subject(Subject(2), value)


def test_of_values_the_latest_results_are_kept() -> None:
    @value_memo(most=2)
    def square(number: int) -> int:
        return number**2

    assert [square(n) for n in (1, 2, 1, 3, 1, 2)] == [1, 4, 1, 9, 1, 4]
    assert square.made() == 4


def test_threads_may_ask_at_once() -> None:
    """Each gets its own numbers, while subjects come and go and results are dropped."""

    @weak_memo(most=2)
    def scaled(subject: Subject, factor: int) -> int:
        return subject.number * factor

    shared, start, wrong = Subject(3), Barrier(4), list[int]()

    def ask() -> None:
        start.wait()
        for n in range(2000):
            if scaled(shared, n % 5) != 3 * (n % 5) or scaled(Subject(n), 2) != 2 * n:
                wrong.append(n)

    threads = [Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    gc.collect()
    assert not wrong


def test_nothing_is_kept_any_other_way() -> None:
    """One memo, so that one rule holds: nothing keeps alive what it is about."""
    root = Path(ceviz.__file__).parent
    others = [
        str(path.relative_to(root))
        for path in sorted(root.rglob("*.py"))
        if path.name != "memo.py"
        and any(word in path.read_text("utf-8") for word in ("lru_cache", "functools.cache"))
    ]
    assert others == []
