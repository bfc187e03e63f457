"""The lab's sentence: its numbers are the analysis', and it says what was done and who paid."""

from __future__ import annotations

import math
import re
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ceviz.document import edits
from ceviz.document.analysis import analyse
from ceviz.document.classes import remove_classes
from ceviz.document.model import Classes, Document, Policy, Unit
from ceviz.document.targets import OneHot, free
from ceviz.document.text.numbers import SPOKEN, show_percent
from ceviz.document.text.sentence import Before, clauses, plain, show_cost
from tests.document.examples import document, documents, fruit
from tests.helpers.documents import batch, infinite

#: A number with its unit, as the sentence writes it.
_NUMBER = re.compile(r"(under |over )?([\d,]+(?:\.\d+)?(?:e\d+)?) (%|nats|bits)")


def told(now: Document, then: Document | None = None) -> str:
    before = None if then is None else Before(then, analyse(then))
    return plain(clauses(now, analyse(now), before))


def drag(then: Document, k: int, q: float) -> Document:
    return edits.set_probability(then, k, q)


def test_the_first_thing_read_is_what_the_truth_gets_and_what_it_costs() -> None:
    assert told(fruit()) == (
        "The model gives the truth, Banana, 91 %. That costs 0.096 nats. "
        "A blind guess among 3 would cost 1.10 nats."
    )


def test_a_drag_tells_what_it_was_and_who_was_fed() -> None:
    assert told(drag(fruit(), 1, 0.11), fruit()) == (
        "The model gives the truth, Banana, 11 %, and Apple more. "
        "That costs 2.21 nats; it was 0.096. What Banana lost went mostly to Apple."
    )


def test_a_gain_tells_who_paid() -> None:
    then = drag(fruit(), 1, 0.11)
    assert told(fruit(), then).endswith(
        "That costs 0.096 nats; it was 2.21. What Banana gained came mostly from Apple."
    )


def test_two_classes_pay_each_other_in_full() -> None:
    two = document([[1.0, 0.0]], [OneHot(0)], names=("Cat", "Dog"))
    assert told(drag(two, 0, 0.25), two).endswith("What Cat lost went to Dog.")


def test_where_nobody_has_most_the_first_of_all_is_named() -> None:
    four = document([[3.0, 0.0, 0.1, 0.0]], [OneHot(0)], names=("A", "B", "C", "D"))
    assert told(drag(four, 0, 0.3), four).endswith(
        "What A lost went to all the others, the largest part to C."
    )


def test_the_loss_does_not_hear_the_others() -> None:
    held = replace(
        fruit(), classes=Classes.named(fruit().classes.names, locked=[1]), policy=Policy.RATIO
    )
    now = drag(held, 0, 0.01)
    words = told(now, held)
    assert "it was" not in words
    assert words.endswith("The others’ shares moved; the loss did not: it hears only the truth’s.")


def test_what_is_locked_is_said_to_have_kept_its_share() -> None:
    held = replace(fruit(), classes=Classes.named(fruit().classes.names, locked=[0]))
    assert told(drag(held, 1, 0.5), held).endswith(
        "What Banana lost went to Orange; Apple is locked and kept its share."
    )


@pytest.mark.parametrize(
    ("temperature", "words"),
    [(2.0, "A higher temperature makes the model less sure."),
     (0.5, "A lower temperature makes the model surer.")],
)  # fmt: skip
def test_temperature(temperature: float, words: str) -> None:
    now = edits.set_temperature(fruit(), temperature)
    assert told(now, fruit()).endswith(words)
    sure = float(analyse(now).q.max()), float(analyse(fruit()).q.max())
    assert (sure[0] < sure[1]) == ("less" in words)


def test_temperature_tells_equal_scores_from_nothing() -> None:
    flat = document([[2.0, 2.0, 2.0]], [OneHot(1)])
    words = told(edits.set_temperature(flat, 3.0), flat)
    assert words.endswith("The temperature changes nothing here.")


def test_another_truth_of_the_same_prediction() -> None:
    now = edits.set_target(fruit(), OneHot(0))
    assert told(now, fruit()).endswith("The prediction is the same; the truth is another.")


def test_a_tie_is_called_a_tie() -> None:
    coin = document([[0.0, 0.0]], [OneHot(0)], names=("Heads", "Tails"))
    assert told(coin).startswith(
        "The model gives the truth, Heads, 50 %, and Tails as much: a tie."
    )
    flat = document([[2.0, 2.0, 2.0]], [OneHot(1)])
    assert "and others as much: a tie." in told(flat)


def test_the_impossible_costs_infinitely_much() -> None:
    assert told(infinite()).startswith(
        "The model calls the truth, Banana, impossible. That costs infinitely much."
    )


def test_a_spread_truth_has_a_floor() -> None:
    fair = document([[0.0, 0.0]], [free(np.array([0.5, 0.5]))], names=("Heads", "Tails"))
    assert told(replace(fair, unit=Unit.BITS)) == (
        "The prediction costs 1.00 bits. "
        "All of that is the truth’s own doubt: no model does better."
    )
    soft = fruit(free(np.array([0.2, 0.5, 0.3])))
    assert "are the truth’s own doubt; the rest is the model’s mistake." in told(soft)


def test_several_samples_have_a_mean() -> None:
    mean = analyse(batch()).batch.cross_entropy
    assert told(batch()).endswith(f"The mean of 4 is {mean:.2f} nats.")


def test_another_sample_or_other_classes_do_not_compare() -> None:
    first, other = batch(), edits.select_sample(batch(), 1)
    assert told(other, first) == told(other)
    fewer = remove_classes(fruit(), [2])
    assert told(fewer, fruit()) == told(fewer)


def test_a_name_that_is_a_number_is_quoted() -> None:
    digits = document([[1.0, 0.0]], [OneHot(0)], names=("7", "8"))
    assert told(digits).startswith("The model gives the truth, “7”, 73 %.")


@pytest.mark.parametrize(
    ("share", "words"),
    [(1.0, "100 %"), (0.0, "0 %"), (0.91, "91 %"), (0.0746, "7.5 %"), (0.1, "10 %"),
     (0.0166, "1.7 %"), (0.00091, "0.091 %"), (0.995, "99.50 %"), (0.9999, "99.99 %"),
     (0.99999, "over 99.99 %"), (1e-9, "under 0.0001 %"), (5e-324, "under 0.0001 %")],
)  # fmt: skip
def test_shares(share: float, words: str) -> None:
    assert show_percent(share, SPOKEN).replace("\xa0", " ") == words


@pytest.mark.parametrize(
    ("nats", "words"),
    [(0.0, "nothing"), (math.inf, "infinitely much"), (0.0957, "0.096 nats"),
     (2.3026, "2.30 nats"), (0.1625, "0.16 nats"), (4.6052, "4.61 nats"), (12.03, "12.0 nats"),
     (1000.0, "1,000 nats"), (2.5e7, "2.50e7 nats"), (1e-7, "under 0.0001 nats")],
)  # fmt: skip
def test_costs(nats: float, words: str) -> None:
    assert show_cost(nats, Unit.NATS).replace("\xa0", " ") == words


@given(st.floats(0.0, 1.0), st.floats(0.0, 1e300))
def test_rounding_is_to_the_last_figure_and_never_to_an_end(share: float, nats: float) -> None:
    for words, value in (
        (show_percent(share, SPOKEN), 100.0 * share),
        (show_cost(nats, Unit.NATS), nats),
    ):
        found = _NUMBER.search(words.replace("\xa0", " "))
        if found is None:
            assert value == 0.0
            continue
        bound, number, _ = found.groups()
        read = float(number.replace(",", ""))
        if bound == "under ":
            assert 0.0 <= value < 1.01 * read
        elif bound == "over ":
            assert value > read < 100.0
        else:
            assert read == pytest.approx(value, rel=0.051)
            assert (number == "100") <= (value in (100.0, nats))


@given(documents(), st.data())
def test_the_numbers_are_the_analysis_numbers(now: Document, data: st.DataObject) -> None:
    k = data.draw(st.integers(0, len(now.classes) - 1))
    z = data.draw(st.floats(-20.0, 20.0))
    now = replace(
        now, classes=Classes.named([f"class {'abcdef'[i]}" for i in range(len(now.classes))])
    )
    then, now = now, edits.set_score(now, k, z)
    a, was = analyse(now), analyse(then)
    nats = [a.cross_entropy, was.cross_entropy, a.entropy, a.batch.cross_entropy]
    allowed = {show_cost(value, now.unit).replace("\xa0", " ") for value in nats}
    allowed |= {show_cost(math.log(len(now.classes)), now.unit).replace("\xa0", " ")}
    allowed |= {
        show_percent(float(value), SPOKEN).replace("\xa0", " ")
        for value in [*a.q, 5e-324, 1.0 - 1e-9]
    }
    words = told(now, then)
    assert words
    for found in _NUMBER.finditer(words):
        assert found.group(0) in allowed


@given(documents())
def test_there_is_always_something_to_say(now: Document) -> None:
    every = clauses(now, analyse(now))
    assert len(every) >= 2
    assert all(clause and clause[-1].text.endswith(".") for clause in every)


def test_a_share_too_small_to_see_is_heard_by_the_loss() -> None:
    deep = document([[0.0, -18.0]], [OneHot(1)], names=("A", "B"))
    raised = document([[5.0, -18.0]], [OneHot(1)], names=("A", "B"))
    assert "the loss did not" not in told(raised, deep)
    deepest = document([[0.0, -1000.0]], [OneHot(1)], names=("A", "B"))
    warmer = edits.set_temperature(deepest, 2.0)
    assert "it was 1,000" in told(warmer, deepest)
    assert "changes nothing" not in told(warmer, deepest)


@given(documents(), st.data())
def test_no_clause_denies_a_change_that_another_tells(then: Document, data: st.DataObject) -> None:
    k = data.draw(st.integers(0, len(then.classes) - 1))
    if data.draw(st.booleans()):
        now = edits.set_score(then, k, data.draw(st.floats(-2000.0, 2000.0)))
    else:
        now = edits.set_temperature(then, data.draw(st.floats(1e-3, 1e3)))
    words = told(now, then)
    assert not ("it was" in words and ("did not" in words or "changes nothing" in words))


def test_what_no_float_tells_from_1_still_costs() -> None:
    sure = document([[0.0, 60.0]], [OneHot(1)], names=("A", "B"))
    assert told(sure).startswith("The model gives the truth, B, over 99.99 %.")
    decimal = plain(clauses(sure, analyse(sure), percent=False))
    assert decimal.startswith("The model gives the truth, B, nearly 1.")
