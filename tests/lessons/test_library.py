"""The lessons there are: a broken one does not stop the others."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from ceviz.errors import FileRefused
from ceviz.lessons.library import Library, collected, read_files, read_folder, titles
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


def test_a_folder_of_lessons(tmp_path: Path) -> None:
    with pytest.raises(FileRefused, match="holds no lessons"):
        read_folder(tmp_path)
    with pytest.raises(FileRefused, match="cannot be read"):
        read_folder(tmp_path / "none")
    (tmp_path / "b.json").write_bytes(data(id="second", order=2))
    (tmp_path / "a.json").write_bytes(data(id="first", order=1))
    (tmp_path / "c.json").write_bytes(b"{")
    (tmp_path / "d.txt").write_bytes(b"no lesson")
    found = read_folder(tmp_path, VIEWS)
    assert [lesson.id for lesson in found.lessons] == ["first", "second"]
    assert [str(refusal).split(",")[0] for refusal in found.refused] == ["c.json"]


def test_files_that_cannot_be_read_do_not_stop_the_others(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_bytes(data())
    found = read_files([tmp_path / "a.json", tmp_path / "gone.json"])
    assert [lesson.id for lesson in found.lessons] == ["small"]
    assert "gone.json: cannot be read" in str(found.refused[0])


def test_more_lessons_stand_after_those_there_are() -> None:
    own = collected([("a.json", data()), ("b.json", data(id="softmax"))])
    both = titles().with_more(own)
    assert both.lessons[:-1] == titles().lessons
    assert both.lessons[-1].id == "small"
    assert str(both.refused[0]) == "b.json, id: there is a lesson “softmax” already"
    assert both.with_more(own).lessons == both.lessons
