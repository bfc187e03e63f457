"""Reading a lesson: what is wrong is named by file, step and field."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from ceviz.errors import FileRefused, NewerFile
from ceviz.lessons.format import Estimate, Question, Task, Watch, lesson_from, read_lesson
from tests.lessons.made import QUESTION, STEP, data, lesson


def test_a_lesson_is_read() -> None:
    made = lesson()
    assert (made.id, made.title, made.chapter) == ("small", "Small", "Tests")
    assert [type(step.ask) for step in made.steps] == [Task, Question, Estimate, Watch]


def test_from_a_file(tmp_path: Path) -> None:
    path = tmp_path / "mine.json"
    with pytest.raises(FileRefused, match="cannot be read"):
        read_lesson(path)
    path.write_bytes(data())
    assert read_lesson(path).name == "mine.json"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"text": ""}, "small.json, step 2, text: text with at least 1 character is needed"),
        ({"texts": "x"}, "small.json, step 2: the field “texts” is not known"),
        ({"ask": {"kind": "riddle"}}, "small.json, step 2, ask"),
        ({"ask": {"kind": "task"}}, "small.json, step 2, ask: the field “check” is missing"),
        ({"ask": {"kind": "task", "check": {"check": "nothing"}}}, "small.json, step 2, ask.check"),
        ({"formula": "loss = 0.1"}, "small.json, step 2, formula: “0.1” is no sign of formulas"),
        ({"look": [{"panel": 3}]}, "small.json, step 2, look[0].panel: a whole number where text"),
        ({"show": [{"do": "explode"}]}, "small.json, step 2, show[0]"),
        ({"level": "expert"}, "small.json, step 2, level"),
    ],
)
def test_file_step_and_field_are_named(change: dict[str, Any], said: str) -> None:
    with pytest.raises(FileRefused) as caught:
        lesson_from(data(STEP, {**QUESTION, **change}), "small.json")
    assert str(caught.value).startswith(said)


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"id": "With Spaces"}, "small.json, id"),
        ({"steps": []}, "small.json, steps"),
        ({"more": 1}, "the field “more” is not known"),
        ({"ceviz_lesson": 0}, "the version is a whole number from 1"),
    ],
)
def test_the_file_itself(fields: dict[str, Any], said: str) -> None:
    with pytest.raises(FileRefused, match=said):
        lesson_from(data(**fields), "small.json")


def test_what_is_none() -> None:
    with pytest.raises(FileRefused, match="is not a ceviz lesson"):
        lesson_from(b'{"ceviz_session": 1}', "x.json")
    with pytest.raises(FileRefused, match=r"x\.json, line 1"):
        lesson_from(b"{", "x.json")


def test_one_of_a_later_ceviz() -> None:
    with pytest.raises(NewerFile, match="Update ceviz"):
        lesson_from(data(ceviz_lesson=2), "small.json")
