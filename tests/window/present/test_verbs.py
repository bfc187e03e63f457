"""Scenes are kept, shown again and exported by menu and keys; each is one step."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QFileDialog
from pytestqt.qtbot import QtBot

from ceviz.document import edits
from ceviz.document.model import Document, Slide, SlideView, Unit
from ceviz.storage import session
from ceviz.store import Intent
from ceviz.views.slides import pictures_of, view_of
from ceviz.window.files.new_dialog import NewDialog
from ceviz.window.main_window import MainWindow
from ceviz.window.present.verbs import Present
from tests.helpers import user
from tests.helpers.documents import fruit
from tests.helpers.user import Key, Modifier
from tests.window.files.test_figure_files import of_fruit

SHIFT_CONTROL = Modifier.ControlModifier | Modifier.ShiftModifier


def lower(window: MainWindow, score: float = 0.5) -> None:
    window.store.apply(Intent("Lower", lambda now: edits.set_score(now, 1, score)))


def slides(window: MainWindow) -> tuple[Slide, ...]:
    return window.store.document.slides


def titles(window: MainWindow) -> list[str]:
    return [slide.title for slide in slides(window)]


def titles_in(path: Path) -> list[str]:
    return [slide.title for slide in session.load(path).slides]


def test_a_key_keeps_what_is_shown_and_undo_takes_it_back(window: MainWindow) -> None:
    assert window.views is not None
    window.views.open("simplex")
    window.appearance.choose_text_size(1.25)
    window.appearance.choose_level(simple=False)
    before = window.store.document
    user.key(window, Key.Key_A, SHIFT_CONTROL)
    (kept,) = slides(window)
    assert kept.document.same_as(replace(before, slides=()))
    assert [view.name for view in kept.views] == ["simplex"]
    assert (kept.text_size, kept.data, kept.title) == (1.25, False, before.title)
    assert view_of(kept) == window.scene.view
    assert window.isWindowModified()
    window.store.undo()
    assert slides(window) == ()


def test_options_of_views_are_kept(window: MainWindow, present: Present) -> None:
    assert window.views is not None
    view = window.views.open("areas")
    view.swap.click()  # type: ignore[attr-defined]
    present.add()
    (areas,) = pictures_of(slides(window)[0]).values()
    assert areas.swapped  # type: ignore[attr-defined]


def test_the_next_scene_comes_after_the_chosen_one(window: MainWindow, present: Present) -> None:
    for _ in range(2):
        present.add()
    present.listed.choose(0)
    lower(window)
    present.add()
    assert titles(window) == ["Fruit", "Fruit 3", "Fruit 2"]
    assert present.listed.current == 1


def test_showing_a_scene_brings_back_document_and_arrangement(
    qtbot: QtBot, window: MainWindow, present: Present
) -> None:
    assert window.views is not None
    window.views.open("sums")
    window.views.open("simplex", beside=True)
    window.appearance.choose_text_size(1.1)
    window.scene.select(2)
    present.add()
    kept = slides(window)[0]
    window.views.close("sums")
    window.views.open("losses")
    window.views.go_to("data")
    window.appearance.choose_text_size(1.0)
    window.appearance.choose_level(simple=False)
    window.toggle_unit()
    lower(window)
    changed = window.store.document
    present.show(0)
    shown = window.store.document
    assert replace(shown, slides=()).same_as(kept.document)
    assert shown.unit is Unit.NATS
    assert window.views.workspace.name == "lab"
    assert window.views.standing() == ("sums", "simplex")
    assert window.appearance.text_size == 1.1
    assert window.scene.view == view_of(kept)
    assert window.scene.state.selected == 2
    window.store.undo()
    assert window.store.document.sample.same_as(changed.sample)
    assert len(slides(window)) == 1


def test_a_scene_of_all_samples_is_shown_among_them(window: MainWindow, present: Present) -> None:
    assert window.views is not None
    window.views.go_to("data")
    present.add()
    assert slides(window)[0].data
    window.views.go_to("lab")
    present.show(0)
    assert window.views.workspace.name == "data"


def test_updating_keeps_the_words_and_takes_the_rest(window: MainWindow, present: Present) -> None:
    present.add()
    present.listed.line.setText("a line")
    present.listed.line.editingFinished.emit()
    lower(window)
    present.update(0)
    kept = slides(window)[0]
    assert (kept.title, kept.line) == ("Fruit", "a line")
    assert kept.document.sample.same_as(window.store.document.sample)
    assert window.store.history.undoText() == "Update scene Fruit"


def test_an_example_joins_the_scenes_there_are(
    window: MainWindow, present: Present, tmp_path: Path
) -> None:
    """A talk is made of many documents: opening one neither asks nor loses the others."""
    path = tmp_path / "talk.ceviz"
    session.save(path, replace(fruit(), slides=(Slide(fruit(), "One"),)))
    window.files.open_path(path)
    lower(window)
    window.files.open_preset("ten-digits")
    assert window.notice.message.text() == "The scenes stay: Save will write into talk.ceviz."
    present.add()
    assert titles(window) == ["One", "Ten digits"]
    assert window.files.path == path
    assert len(slides(window)[1].document.classes) == 10
    window.store.undo()
    window.store.undo()
    assert window.store.document.title == fruit().title
    assert titles(window) == ["One"]


@pytest.mark.parametrize("way", ["new", "figure"])
def test_what_is_no_example_leaves_the_scenes_and_their_file(
    window: MainWindow, tmp_path: Path, way: str
) -> None:
    """Save would write it over them."""
    path, figure = tmp_path / "talk.ceviz", tmp_path / "f.png"
    session.save(path, replace(fruit(), slides=(Slide(fruit(), "One"),)))
    of_fruit(figure)
    window.files.open_path(path)
    if way == "figure":
        window.files.open_path(figure)
    else:
        user.key(window, Key.Key_N, Modifier.ControlModifier)
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, NewDialog)
        user.key(dialog, Key.Key_Return)
    assert window.files.path is None
    assert slides(window) == ()
    assert titles_in(path) == ["One"]


def test_a_session_with_a_view_there_is_not_is_refused(window: MainWindow, tmp_path: Path) -> None:
    path = tmp_path / "bad.ceviz"
    bad = Slide(fruit(), "One", views=(SlideView("nowhere"),))
    session.save(path, replace(fruit(), slides=(bad,)))
    before = window.store.document
    window.files.open_path(path)
    assert window.store.document is before
    assert "nowhere" in window.notice.message.text()


@pytest.mark.parametrize(
    ("name", "chosen", "files"),
    [
        ("talk", "One PDF of all (*.pdf)", ["talk.pdf"]),
        ("talk.pdf", "One PDF of all (*.pdf)", ["talk.pdf"]),
        ("talk", "PNG pictures in a folder (*)", ["talk/01-Fruit.png", "talk/02-Fruit-2.png"]),
        ("talk.pdf", "SVG pictures in a folder (*)", ["talk/01-Fruit.svg", "talk/02-Fruit-2.svg"]),
    ],
)
def test_all_are_exported_in_one_go(
    window: MainWindow,
    present: Present,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    name: str,
    chosen: str,
    files: list[str],
) -> None:
    present.add()
    present.add()
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / name), chosen))
    user.trigger(user.menu(window, "Present"), "Export scenes…")
    found = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert sorted(str(path.relative_to(tmp_path)) for path in found) == files
    assert "The scenes are in" in window.notice.message.text()


def test_nothing_to_export_is_said(window: MainWindow, present: Present, tmp_path: Path) -> None:
    present.export(tmp_path / "a.pdf")
    assert "there are no scenes" in window.notice.message.text().lower()
    assert not list(tmp_path.iterdir())


def test_the_list_is_hidden_and_shown_from_the_menu(window: MainWindow, present: Present) -> None:
    assert present.listed.isHidden()
    present.toggle_list()
    QApplication.processEvents()
    assert present.listed.isVisible()
    present.toggle_list()
    assert present.listed.isHidden()


def test_scenes_survive_saving(window: MainWindow, present: Present, tmp_path: Path) -> None:
    present.add()
    path = tmp_path / "deck.ceviz"
    before: Document = window.store.document
    session.save(path, before)
    assert session.load(path).same_as(before)


def test_what_no_slide_shows_is_said_when_it_is_kept(window: MainWindow, present: Present) -> None:
    assert window.views is not None
    window.views.open("sums")
    present.add()
    assert window.notice.isHidden()
    window.views.open("compare")
    present.add()
    assert window.notice.isVisible()
    assert window.notice.message.text().startswith("“Compare two files” will not be seen on the")
    assert [view.name for view in slides(window)[1].views] == ["compare"]
    window.views.go_to("data")
    window.views.open("histogram")
    window.notice.hide()
    present.add()
    assert window.notice.isHidden(), "the samples are the ground that Data stands on"
