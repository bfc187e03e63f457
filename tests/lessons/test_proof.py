"""What a lesson claims is proved: the lessons of ceviz hold, broken ones are refused by place."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import pytest

from ceviz.errors import FileRefused
from ceviz.lessons.format import WORDS_MOST, Lesson, Task
from ceviz.lessons.library import titles
from ceviz.lessons.proof import prove, scenes_of
from ceviz.views.registry import VIEWS as ALL_VIEWS
from tests.lessons.made import ESTIMATE, QUESTION, STEP, VIEWS, WATCH, lesson

LESSONS = titles().lessons


def test_the_small_lesson_holds() -> None:
    scenes = prove(lesson(), VIEWS)
    assert scenes[0].words(scenes[0].step.text) == "The loss is 0.10: bring it down."
    assert scenes[0].words(scenes[0].step.after) == "Now it is 0.03."
    assert scenes[1].start.same_as(scenes[0].start)


@pytest.mark.parametrize("each", LESSONS, ids=lambda each: each.id)
def test_every_lesson_of_ceviz_holds(each: Lesson) -> None:
    for scene in prove(each, [view.name for view in ALL_VIEWS]):
        if isinstance(scene.step.ask, Task):
            assert scene.step.hint


def with_step(base: dict[str, Any], **change: Any) -> dict[str, Any]:
    return {**deepcopy(base), **change}


def task(**check: Any) -> dict[str, Any]:
    return {"kind": "task", "check": check}


PLACES: list[tuple[dict[str, Any], str]] = [
    (with_step(STEP, start=None), "step 1, start: the first step needs a start"),
    (with_step(STEP, start={}), "step 1, start: a start is one of"),
    (with_step(STEP, start={"preset": "fruits"}), "step 1, start: there is no example"),
    (with_step(STEP, start={"samples": "x.npz"}), "step 1, start: there are no samples"),
    (with_step(STEP, start={"session": {}}), "step 1, start.session: is not a ceviz"),
    (with_step(STEP, text="{loss Kiwi}"), "step 1, text: loss Kiwi: “loss” takes 0"),
    (with_step(STEP, text="It costs 0.1."), "step 1, text: the number 0.1 is typed"),
    (with_step(STEP, after="word " * 61), "step 1, after: 61 words where at most 60"),
    (with_step(STEP, views=["chart"]), "step 1, views[0]: there is no view “chart”"),
    (with_step(STEP, look=[{"panel": "bar"}]), "step 1, look[0].panel: there is no"),
    (with_step(STEP, look=[{"panel": "bars", "of": "Kiwi"}]), "step 1, look[0].of"),
    (with_step(STEP, look=[{"panel": "bars", "term": "x"}]), "step 1, look[0].term"),
    (with_step(STEP, show=[{"do": "open", "view": "x"}]), "step 1, show[0].view"),
    (with_step(STEP, show=[{"do": "lock", "of": "Kiwi"}]), "step 1, show: there is no"),
    (with_step(STEP, show=[]), "step 1, ask.check: nothing shows how it is done"),
    (with_step(STEP, show=[{"do": "undo"}]), "step 1, ask.check: is not done by what"),
    (with_step(STEP, ask=task(check="loss-below", value=1.0)),
     "step 1, ask.check: is done before it begins"),
    (with_step(STEP, ask=task(check="loss-kept", of="Banana", by=0.1)),
     "step 1, ask.check: can never be done (Banana is the truth"),
    (with_step(STEP, ask=task(check="argmax-is", of="Kiwi")),
     "step 1, ask.check: there is no class “Kiwi”"),
    (with_step(STEP, ask=task(check="view-opened", view="x")),
     "step 1, ask.check.view: there is no view “x”"),
    (with_step(STEP, formula="loss = {los} nats"), "step 1, formula: there is no figure “los”"),
    (with_step(STEP, formula="q(Kiwi) = q(Kiwi)"), "step 1, formula: there is no class “Kiwi”"),
    (with_step(STEP, formula="loss = {then.loss} nats"), "step 1, formula: “then.loss” is of"),
    (with_step(STEP, formula="loss = {loss} bits"), "step 1, formula: as it begins, its sides"),
    (with_step(STEP, formula="loss ≥ {number 0.05}"), "step 1, formula: once it is shown, its"),
    (with_step(STEP, formula="η = η"), "step 1, formula: as it begins, its sides are not"),
]  # fmt: skip


@pytest.mark.parametrize(("step", "said"), PLACES)
def test_file_step_and_field_are_named(step: dict[str, Any], said: str) -> None:
    with pytest.raises(FileRefused) as caught:
        prove(lesson(step), VIEWS)
    assert str(caught.value).startswith(f"small.json, {said}")


@pytest.mark.parametrize(
    ("step", "said"),
    [
        (with_step(ESTIMATE, ask={**ESTIMATE["ask"], "high": 0.01}), "does not lie on the axis"),
        (with_step(ESTIMATE, ask={**ESTIMATE["ask"], "figure": "x"}), "there is no figure “x”"),
        (with_step(WATCH, show=[]), "there is nothing to watch"),
        (with_step(QUESTION, ask={**QUESTION["ask"], "right": 3}), "there is no option 3"),
        (with_step(QUESTION, ask={**QUESTION["ask"], "right": 1}), "what it says is so"),
        (with_step(QUESTION, show=[]), "what it says is not so"),
    ],
)
def test_what_is_asked_is_proved(step: dict[str, Any], said: str) -> None:
    with pytest.raises(FileRefused, match=said) as caught:
        prove(lesson(STEP, step), VIEWS)
    assert str(caught.value).startswith("small.json, step 2, ask")


def test_sixty_words_are_not_too_many() -> None:
    prove(lesson(with_step(STEP, after="word " * WORDS_MOST)), VIEWS)


def test_scenes_without_proof() -> None:
    assert len(scenes_of(lesson())) == 4
