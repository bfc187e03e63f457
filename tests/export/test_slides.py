"""All slides in one go: the files, their size, what they carry, and what is refused."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtGui import QImage

from ceviz.document.model import Document, Slide
from ceviz.errors import FileRefused, InvalidInput
from ceviz.export.slides import KINDS, names_of
from ceviz.storage import carried
from ceviz.storage.opened import document_of
from ceviz.storage.readers import read
from ceviz.views.figures import resumed
from ceviz.views.slides import sheet_of, write
from tests.helpers.documents import batch, free_fruit, fruit

DECK = replace(
    fruit(),
    title="Talk",
    slides=(Slide(fruit(), "Fruit: at first"), Slide(free_fruit(), "a/b"), Slide(batch(), "?")),
)


def test_one_pdf_has_a_page_of_a_slide_for_each(tmp_path: Path) -> None:
    out = tmp_path / "talk.pdf"
    assert write(DECK, out) == [out]
    data = out.read_bytes()
    assert data.count(b"/Type /Page\n") == 3
    boxes = re.findall(rb"/MediaBox \[([^\]]*)\]", data)
    assert len(boxes) == 3
    for box in boxes:
        left, bottom, right, top = map(float, box.split())
        assert (right - left) / (top - bottom) == pytest.approx(16 / 9, rel=1e-3)


def test_the_pdf_of_all_carries_the_whole_session(tmp_path: Path) -> None:
    out = tmp_path / "talk.pdf"
    write(DECK, out)
    assert resumed(out).document.same_as(DECK)
    write(DECK, out, without_data=True)
    with pytest.raises(FileRefused, match="carries no session"):
        carried.load(out)


@pytest.mark.parametrize("kind", KINDS)
def test_a_folder_has_a_picture_for_each_in_order(tmp_path: Path, kind: str) -> None:
    written = write(DECK, tmp_path / "new" / "talk", kind=kind)
    names = [f"01-Fruit-at-first.{kind}", f"02-a-b.{kind}", f"03.{kind}"]
    assert [path.name for path in written] == names
    assert sorted(path.name for path in (tmp_path / "new" / "talk").iterdir()) == names
    for path, slide in zip(written, DECK.slides, strict=True):
        assert resumed(path).document.same_as(slide.document)


def test_pictures_are_as_large_as_a_screen_and_as_dark_as_wanted(tmp_path: Path) -> None:
    light, dark = (
        QImage(str(write(DECK, tmp_path / theme, theme=theme)[0])) for theme in ("light", "dark")
    )
    assert (light.width(), light.height()) == (dark.width(), dark.height()) == (1920, 1080)
    assert light.pixelColor(2, 2).lightness() > 200
    assert dark.pixelColor(2, 2).lightness() < 60


def test_a_scene_of_a_files_rows_carries_nothing(tmp_path: Path) -> None:
    csv = tmp_path / "p.csv"
    csv.write_text("a,b,label\n-1.5,2.5,b\n2.5,1.5,a\n", encoding="utf-8")
    opened = document_of(read(csv), csv.name)
    deck = replace(fruit(), slides=(Slide(fruit(), "a"), Slide(opened, "b")))
    first, second = write(deck, tmp_path / "s", kind="svg")
    assert resumed(first).document.same_as(fruit())
    with pytest.raises(FileRefused, match="carries no session"):
        carried.load(second)
    write(deck, tmp_path / "all.pdf")
    with pytest.raises(FileRefused, match="carries no session"):
        carried.load(tmp_path / "all.pdf")


def test_what_was_read_is_not_written_over(tmp_path: Path) -> None:
    folder = tmp_path / "s"
    folder.mkdir()
    csv = tmp_path / "p.csv"
    csv.write_text("a,b,label\n-1.5,2.5,b\n2.5,1.5,a\n", encoding="utf-8")
    opened = document_of(read(csv), csv.name)
    (folder / "01-b.svg").symlink_to(csv)
    with pytest.raises(FileRefused, match="is not replaced"):
        write(replace(fruit(), slides=(Slide(opened, "b"),)), folder, kind="svg")
    assert csv.read_text(encoding="utf-8").startswith("a,b,label")


@pytest.mark.parametrize(
    ("document", "more", "words"),
    [
        (fruit(), {}, "there are no scenes"),
        (DECK, {"kind": "csv"}, "scenes are not written as “csv”. Choose png, svg or pdf"),
        (DECK, {"theme": "blue"}, "there is no theme called “blue”"),
        (DECK, {"dpi": 0.0}, "the resolution must be between"),
    ],
)
def test_what_cannot_be_is_refused_before_anything_is_written(
    tmp_path: Path, document: Document, more: dict[str, object], words: str
) -> None:
    with pytest.raises(InvalidInput, match=words):
        write(document, tmp_path / "s", **more)  # type: ignore[arg-type]
    assert not list(tmp_path.iterdir())


def test_a_folder_that_cannot_be_made_is_refused(tmp_path: Path) -> None:
    (tmp_path / "s").write_text("a file", encoding="utf-8")
    with pytest.raises(FileRefused, match="cannot be made"):
        write(DECK, tmp_path / "s")


def test_a_hundred_scenes_sort_by_name() -> None:
    sheets = [sheet_of(Slide(fruit(), "x" * 100))] * 100
    names = names_of(sheets, "png")
    assert names[0] == f"001-{'x' * 60}.png"
    assert names == sorted(names)
