"""The lessons that come with ceviz: ``resources/lessons/<id>.json``."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from ceviz.errors import CevizError, FileRefused
from ceviz.lessons.format import Lesson, lesson_from
from ceviz.lessons.proof import prove
from ceviz.memo import value_memo
from ceviz.storage import resources

_FOLDER = "lessons"


@dataclass(frozen=True)
class Library:
    """The lessons there are.

    Attributes:
        lessons: in the order in which they are learnt.
        refused: why others are not among them, one reason a file.
    """

    lessons: tuple[Lesson, ...]
    refused: tuple[CevizError, ...] = ()

    def chapters(self) -> list[tuple[str, list[Lesson]]]:
        """Lessons by chapter; chapters in the order of their first lesson."""
        firsts: dict[str, list[Lesson]] = {}
        for lesson in self.lessons:
            firsts.setdefault(lesson.chapter, []).append(lesson)
        return list(firsts.items())

    def named(self, lesson_id: str) -> Lesson | None:
        """The lesson of that id, or None."""
        return next((each for each in self.lessons if each.id == lesson_id), None)


@value_memo(most=1)
def titles() -> Library:
    """The bundled lessons as they are written, unproved: for lists."""
    files = ((name, resources.read_bytes(name)) for name in resources.listing(_FOLDER, ".json"))
    return collected(files)


def collected(files: Iterable[tuple[str, bytes]], views: Collection[str] | None = None) -> Library:
    """The lessons of ``files``, names and contents; a broken one does not stop the others.

    Args:
        files: name and bytes of each.
        views: the views there are, to prove each lesson; None to take their word.
    """
    found: list[Lesson] = []
    refused: list[CevizError] = []
    for name, data in files:
        try:
            lesson = lesson_from(data, name)
            if any(lesson.id == other.id for other in found):
                raise FileRefused(f"there are two lessons “{lesson.id}”", where=f"{name}, id")
            if views is not None:
                prove(lesson, views)
            found.append(lesson)
        except CevizError as refusal:
            refused.append(refusal)
    return Library(tuple(sorted(found, key=lambda each: each.order)), tuple(refused))
