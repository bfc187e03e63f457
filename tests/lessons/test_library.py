"""The lessons there are: a broken one does not stop the others."""

from __future__ import annotations

import re
from pathlib import Path

from ceviz.lessons.library import Library, collected, titles
from tests.lessons.made import STEP, VIEWS, data

FOLDER = Path(__file__).resolve().parents[2] / "resources" / "lessons"


def test_fifteen_lessons_in_four_chapters() -> None:
    library = titles()
    assert library.refused == ()
    assert [len(lessons) for _, lessons in library.chapters()] == [4, 5, 4, 2]
    for lesson in library.lessons:
        assert FOLDER / f"{lesson.id}.json" in set(FOLDER.iterdir())
    orders = [lesson.order for lesson in library.lessons]
    assert orders == sorted(set(orders))


def test_a_broken_lesson_leaves_the_others() -> None:
    broken = data({**STEP, "views": ["chart"]}, id="broken")
    files = [("a.json", data()), ("b.json", broken), ("c.json", b"{"), ("d.json", data(id="other"))]
    library = collected(files, VIEWS)
    assert [lesson.id for lesson in library.lessons] == ["small", "other"]
    assert [str(refusal).split(":")[0] for refusal in library.refused] == [
        "b.json, step 1, views[0]",
        "c.json, line 1",
    ]


def test_an_id_is_taken_once() -> None:
    library = collected([("a.json", data()), ("b.json", data())])
    assert str(library.refused[0]) == "b.json, id: there are two lessons “small”"


def test_by_id() -> None:
    assert Library(()).named("softmax") is None
    found = titles().named("softmax")
    assert found is not None
    assert found.title == "Scores become probabilities"


def test_texts_are_plain() -> None:
    """No HTML, no straight quotation marks, no double spaces."""
    for path in FOLDER.iterdir():
        words = path.read_text(encoding="utf-8")
        assert not re.search(r"<|&\w+;|  \w+  ", words.replace('  "', "")), path.name
