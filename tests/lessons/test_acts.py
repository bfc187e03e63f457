"""What a lesson does to a document: each act does what it says, and refuses what is not there."""

from __future__ import annotations

from typing import Any

import msgspec
import numpy as np
import pytest

from ceviz.document import edits
from ceviz.document.analysis import analyse
from ceviz.document.model import Document, Policy, Unit
from ceviz.document.targets import Free, OneHot, Smoothed
from ceviz.errors import CevizError, InvalidInput
from ceviz.lessons import acts
from ceviz.lessons.acts import ACTS, AnyAct, done
from ceviz.maths.descent import Loss
from tests.helpers.documents import batch, free_fruit, fruit


def act(**fields: Any) -> acts.Act:
    """An act as a file has it."""
    made: acts.Act = msgspec.convert(fields, AnyAct)
    return made


def q(document: Document) -> list[float]:
    return [float(value) for value in analyse(document).q]


def test_the_table_has_every_act() -> None:
    kinds = [kind for kind in vars(acts).values() if isinstance(kind, type)]
    assert set(ACTS) == {kind for kind in kinds if issubclass(kind, acts.Act)} - {acts.Act}


def test_bars_go_where_they_are_sent() -> None:
    sent = act(do="move", what="q", of="Banana", to=0.25).edit(fruit())
    assert q(sent)[1] == pytest.approx(0.25, abs=1e-14)
    assert act(do="move", what="z", of="Apple", to=2.5).edit(fruit()).sample.scores[0] == 2.5
    softer = act(do="move", what="p", of="Apple", to=0.5).edit(free_fruit())
    assert analyse(softer).p[0] == pytest.approx(0.5)


def test_the_rest_of_the_table() -> None:
    before = fruit()
    assert act(do="shift", by=10.0).edit(before).sample.scores.tolist() == [11.0, 13.5, 9.5]
    assert act(do="temperature", to=2.0).edit(before).temperature == 2.0
    assert act(do="lock", of="Apple").edit(before).classes.locked == {0}
    assert act(do="true", of="Orange").edit(before).sample.target == OneHot(2)
    assert act(do="smooth", epsilon=0.1).edit(before).sample.target == Smoothed(1, 0.1)
    soft = act(do="target", p=[0.5, 0.25, 0.25]).edit(before)
    assert soft.sample.target == Free(np.array([0.5, 0.25, 0.25]))
    shares = [0.5, 0.25, 0.25]
    assert q(act(do="probabilities", q=shares).edit(before)) == pytest.approx(shares, abs=1e-15)
    assert act(do="select", sample=3).edit(batch()).selected == 2
    assert act(do="policy", policy="equal").edit(before).policy is Policy.EQUAL
    assert act(do="unit", unit="bits").edit(before).unit is Unit.BITS
    for seen in (act(do="open", view="areas"), act(do="undo")):
        assert seen.edit(before) is before


def test_a_descent_is_the_one_of_the_view() -> None:
    from ceviz.document.course import Plan, course_of

    walked = act(do="descend", steps=20).edit(fruit())
    course = course_of(fruit(), Plan(1.0, count=20))
    assert walked.sample.scores.tolist() == course.scores(Loss.CROSS_ENTROPY, 20).tolist()


@pytest.mark.parametrize(
    "fields",
    [
        {"do": "move", "what": "q", "of": "Banana", "to": 0.2},
        {"do": "move", "what": "z", "of": "Banana", "to": 0.0},
        {"do": "shift", "by": 4.0},
        {"do": "temperature", "to": 4.0},
        {"do": "probabilities", "q": [0.6, 0.3, 0.1]},
        {"do": "descend", "steps": 30},
    ],
)
def test_what_is_shown_slowly_begins_here_and_ends_there(fields: dict[str, Any]) -> None:
    before, shown = fruit(), act(**fields)
    assert q(shown.part(before, 0.0)) == pytest.approx(q(before), abs=1e-12)
    assert q(shown.part(before, 1.0)) == q(shown.edit(before))
    half = q(shown.part(before, 0.5))
    if fields["do"] != "shift":
        assert half != pytest.approx(q(before))
        assert half != pytest.approx(q(shown.edit(before)))


@pytest.mark.parametrize("shares", [[0.6, 0.3, 0.1], [0.2, 0.2, 0.6], [1.0, 0.0, 0.0]])
def test_probabilities_are_moved_bar_by_bar(shares: list[float]) -> None:
    shown = act(do="probabilities", q=shares)
    assert isinstance(shown, acts.Probabilities)
    before = edits.set_temperature(fruit(), 2.0)
    scores = [before.sample.scores]
    for share in np.linspace(0.0, 0.999, 21):
        scores.append(shown.part(before, float(share)).sample.scores)
        # Bars before the one in hand are where they belong, those after it where they were.
        moving = shown.moving(float(share))
        changed = np.nonzero(scores[-1] != scores[0])[0].tolist()
        assert set(changed) <= set(shown.order[: shown.order.index(moving) + 1])
    assert q(shown.part(before, 0.9999999)) == pytest.approx(shares, abs=1e-5)
    assert q(shown.part(before, 1.0)) == pytest.approx(shares, abs=1e-15)
    assert shown.moving(1.0) == shown.order[-1]


def test_undo_takes_back_what_was_done_before_it() -> None:
    one = act(do="move", what="q", of="Banana", to=0.5)
    other = act(do="move", what="q", of="Apple", to=0.5)
    assert done(fruit(), [one, other, act(do="undo")]).same_as(one.edit(fruit()))
    assert done(fruit(), [act(do="undo")]).same_as(fruit())


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"do": "move", "what": "q", "of": "Kiwi", "to": 0.5}, "there is no class “Kiwi”"),
        ({"do": "lock", "of": "Kiwi"}, "there are Apple, Banana, Orange"),
        ({"do": "move", "what": "q", "of": "Apple", "to": 1.5}, "1.5"),
        ({"do": "select", "sample": 2}, "there is no sample 2"),
        ({"do": "probabilities", "q": [0.5, 0.5]}, "2 numbers for 3 classes"),
        ({"do": "target", "p": [0.5, 0.5, 0.5]}, "sum to 1.5"),
        ({"do": "temperature", "to": 0.0}, "above 0"),
    ],
)
def test_what_cannot_be_done_is_refused(fields: dict[str, Any], said: str) -> None:
    with pytest.raises(CevizError, match=said.replace("(", r"\(")):
        act(**fields).edit(fruit())


def test_a_class_by_its_name() -> None:
    assert acts.class_index(fruit(), "Orange") == 2
    with pytest.raises(InvalidInput):
        acts.class_index(fruit(), "orange")
