"""A lesson as small as can be, to be broken in tests."""

from __future__ import annotations

import json
from copy import deepcopy
from typing import Any

from ceviz.lessons.format import Lesson, lesson_from

VIEWS = ("areas", "sums")

STEP: dict[str, Any] = {
    "text": "The loss is {loss:2}: bring it down.",
    "start": {"preset": "fruit"},
    "look": [{"panel": "bars", "of": "Banana"}, {"panel": "areas", "term": "cross_entropy"}],
    "views": ["areas"],
    "ask": {"kind": "task", "check": {"check": "loss-below", "value": 0.05}},
    "hint": "Up.",
    "show": [{"do": "move", "what": "q", "of": "Banana", "to": 0.97}],
    "after": "Now it is {then.loss:2}.",
}
QUESTION: dict[str, Any] = {
    "text": "Which?",
    "ask": {
        "kind": "question",
        "right": 2,
        "options": [{"text": "this"}, {"text": "that", "proof": STEP["ask"]["check"]}],
    },
    "show": STEP["show"],
}
ESTIMATE: dict[str, Any] = {
    "text": "How much?",
    "ask": {"kind": "estimate", "figure": "loss", "low": 0, "high": 5},
}
WATCH: dict[str, Any] = {"text": "Look.", "ask": {"kind": "watch"}, "show": STEP["show"]}


def tree(*steps: dict[str, Any], **fields: Any) -> dict[str, Any]:
    """A lesson's file as a tree; all four kinds of steps if none are given."""
    return {
        "ceviz_lesson": 1,
        "id": "small",
        "title": "Small",
        "chapter": "Tests",
        "steps": deepcopy(list(steps or (STEP, QUESTION, ESTIMATE, WATCH))),
        **fields,
    }


def data(*steps: dict[str, Any], **fields: Any) -> bytes:
    """The same as the bytes of a file."""
    return json.dumps(tree(*steps, **fields)).encode()


def lesson(*steps: dict[str, Any]) -> Lesson:
    """The same, read."""
    return lesson_from(data(*steps), "small.json")
