"""``ceviz lesson check FILE``, and what ``list`` and ``--lesson`` say of lessons."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from ceviz.cli.parsers import lesson_parser
from ceviz.cli.terminal import complain, say

if TYPE_CHECKING:
    from ceviz.lessons.format import Lesson
    from ceviz.lessons.library import Library


def lesson_command(words: list[str]) -> int:
    """``lesson check FILE …``: whether each file, or each of a folder, holds what it says."""
    options = lesson_parser().parse_args(words)

    from ceviz.errors import CevizError

    code = 0
    for path in _files(options.files):
        try:
            lesson = proved(path)
        except CevizError as refusal:
            code = complain(str(refusal), 2)
        else:
            say(f"{path}: “{lesson.title}” is right, {len(lesson.steps)} steps")
    return code


def _files(paths: Iterable[Path]) -> Iterator[Path]:
    """These files, and those of the folders among them."""
    for path in paths:
        within = sorted(path.glob("*.json")) if path.is_dir() else []
        yield from within or (path,)


def wanted(path: Path) -> Lesson | Library:
    """The lesson in ``path``, or those in the folder it is; raises a refusal if there is none."""
    if not path.is_dir():
        return proved(path)
    from ceviz.lessons.library import read_folder
    from ceviz.views.registry import VIEWS

    library = read_folder(path, [view.name for view in VIEWS])
    if not library.lessons:
        raise library.refused[0]
    return library


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
