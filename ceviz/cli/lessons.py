"""``ceviz lesson check FILE``, and what ``list`` and ``--lesson`` say of lessons."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from ceviz.cli.parsers import lesson_parser
from ceviz.cli.terminal import complain, say

if TYPE_CHECKING:
    from ceviz.lessons.format import Lesson


def lesson_command(words: list[str]) -> int:
    """``lesson check FILE …``: whether each file is a lesson that holds what it says."""
    options = lesson_parser().parse_args(words)

    from ceviz.errors import CevizError

    code = 0
    for path in options.files:
        try:
            lesson = proved(path)
        except CevizError as refusal:
            code = complain(str(refusal), 2)
        else:
            say(f"{path}: “{lesson.title}” is right, {len(lesson.steps)} steps")
    return code


def proved(path: Path) -> Lesson:
    """The lesson in ``path``, which holds what it says; raises a refusal if it does not."""
    from ceviz.lessons.format import read_lesson
    from ceviz.lessons.proof import prove
    from ceviz.views.registry import VIEWS

    lesson = read_lesson(path)
    prove(lesson, [view.name for view in VIEWS])
    return lesson


def print_lessons() -> None:
    """The lessons that come with ceviz, by chapter."""
    from ceviz.lessons.library import titles

    library = titles()
    for chapter, lessons in library.chapters():
        say(f"Lessons, {chapter}:")
        for lesson in lessons:
            say(f"  {lesson.id:<18} {lesson.title}")
    for refusal in library.refused:
        complain(str(refusal), 0)
