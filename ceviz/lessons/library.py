"""The lessons that come with ceviz, ``resources/lessons/<id>.json``, and those of others."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeAlias

from ceviz.errors import CevizError, FileRefused
from ceviz.lessons.format import Lesson, lesson_from
from ceviz.lessons.proof import prove
from ceviz.memo import value_memo
from ceviz.storage import resources
from ceviz.storage.atomic import reason

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

    def with_more(self, others: Library) -> Library:
        """These and ``others`` after them; an id that is taken is refused."""
        new = [each for each in others.lessons if self.named(each.id) is None]
        taken = [
            FileRefused(f"there is a lesson “{each.id}” already", where=f"{each.name}, id")
            for each in others.lessons
            if each not in new and self.named(each.id) != each
        ]
        return Library((*self.lessons, *new), (*self.refused, *others.refused, *taken))

    def named(self, lesson_id: str) -> Lesson | None:
        """The lesson of that id, or None."""
        return next((each for each in self.lessons if each.id == lesson_id), None)


#: What somebody asks to have shown: one lesson to play, or several to choose from.
Wanted: TypeAlias = Lesson | Library


@value_memo(most=1)
def titles() -> Library:
    """The bundled lessons as they are written, unproved: for lists."""
    files = ((name, resources.read_bytes(name)) for name in resources.listing(_FOLDER, ".json"))
    return collected(files)


def read_folder(folder: Path, views: Collection[str] | None = None) -> Library:
    """The lessons of a folder, ``*.json`` by name; a broken one does not stop the others.

    Raises:
        FileRefused: the folder cannot be read, or there is no file of that ending in it.
    """
    try:
        paths = sorted(path for path in folder.iterdir() if path.suffix.lower() == ".json")
    except OSError as problem:
        raise FileRefused("cannot be read", where=str(folder), why=reason(problem)) from None
    if not paths:
        raise FileRefused(
            "holds no lessons", where=str(folder), why="there is no file that ends in .json"
        )
    return read_files(paths, views)


def read_files(paths: Iterable[Path], views: Collection[str] | None = None) -> Library:
    """The lessons in these files; one that cannot be read does not stop the others."""
    files: list[tuple[str, bytes]] = []
    refused: list[CevizError] = []
    for path in paths:
        try:
            files.append((path.name, path.read_bytes()))
        except OSError as problem:
            refused.append(FileRefused("cannot be read", where=str(path), why=reason(problem)))
    found = collected(files, views)
    return replace(found, refused=(*refused, *found.refused))


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
