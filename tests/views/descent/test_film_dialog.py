"""The dialog that films a descent, used with keys and mouse, down to the file on the disk."""

from __future__ import annotations

import sys
import threading
from pathlib import Path

import pytest
from PIL import Image
from pytestqt.qtbot import QtBot

from ceviz.panels.scene import Scene
from ceviz.views.descent import film as animation
from ceviz.views.descent import film_dialog
from ceviz.views.descent.film import Film
from ceviz.views.descent.film_dialog import FilmDialog
from ceviz.views.descent.player import Player
from ceviz.views.descent.view import DescentView
from ceviz.views.registry import plot as plot_named
from tests.helpers import user
from tests.helpers.fixtures import show
from tests.helpers.user import Key


@pytest.fixture
def dialog(qtbot: QtBot, scene: Scene) -> FilmDialog:
    """Of the fruit gone twelve steps, in small."""
    player = Player(scene)
    player.go(12)
    made = FilmDialog(scene.store.document, player, "dark")
    show(qtbot, made, 840, 320)
    choose(made, "size_box", 0)
    return made


def choose(dialog: FilmDialog, name: str, place: int) -> None:
    """Focus a combo box and go to one of its entries with the arrow keys."""
    combo = getattr(dialog, name)
    combo.setFocus()
    user.key(dialog, Key.Key_Home)
    for _ in range(place):
        user.key(dialog, Key.Key_Down)
    assert combo.currentIndex() == place


def filmed(dialog: FilmDialog) -> Film:
    assert dialog.film is not None
    return dialog.film


def test_it_films_the_whole_course_as_it_looks(dialog: FilmDialog) -> None:
    film = filmed(dialog)
    assert (film.last, film.speed, film.theme, film.beside) == (200, 60, "dark", "bars")
    assert film.size == (640, 360)
    assert dialog.message.text() == "101 frames, 5.4 seconds, repeated"
    assert dialog.preview.pixmap().width() == 480


def test_everything_can_be_chosen(dialog: FilmDialog) -> None:
    for name, place in (("beside", 1), ("reach", 1), ("speed", 2), ("theme", 0), ("size_box", 1)):
        choose(dialog, name, place)
    film = filmed(dialog)
    assert dialog.beside.currentText() == plot_named("simplex").title
    assert dialog.reach.currentText() == "the 12 taken"
    assert (film.beside, film.last, film.speed, film.theme) == ("simplex", 12, 15, "light")
    assert film.size == (960, 540)
    assert dialog.message.text() == "13 frames, 3.2 seconds, repeated"


@pytest.mark.parametrize("kind", ["gif", "webp"])
def test_the_file_is_the_film(
    qtbot: QtBot, dialog: FilmDialog, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    out = tmp_path / f"run.{kind}"
    monkeypatch.setattr(dialog, "_ask_path", lambda: out)
    choose(dialog, "kind", ["gif", "webp"].index(kind))
    choose(dialog, "reach", 1)
    threads = []
    paint = Film.painted

    def painted(film: Film, step: int) -> object:
        threads.append(threading.current_thread())
        return paint(film, step)

    monkeypatch.setattr(Film, "painted", painted)
    user.click(dialog.save, user.middle(dialog.save))
    assert not dialog.save.isEnabled()
    qtbot.waitUntil(lambda: not dialog.isVisible())
    assert threading.main_thread() not in threads
    assert dialog.bar.value() == dialog.bar.maximum() == 7
    with Image.open(out) as image:
        assert image.format == kind.upper()
        assert image.size == (640, 360)
        assert image.n_frames == 7  # type: ignore[attr-defined]


def test_it_can_be_cancelled_and_nothing_is_written(
    qtbot: QtBot, dialog: FilmDialog, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "run.gif"
    monkeypatch.setattr(dialog, "_ask_path", lambda: out)
    begun, go_on = threading.Event(), threading.Event()
    paint = Film.painted

    def painted(film: Film, step: int) -> object:
        begun.set()
        go_on.wait(10.0)
        return paint(film, step)

    monkeypatch.setattr(Film, "painted", painted)
    user.click(dialog.save, user.middle(dialog.save))
    assert begun.wait(10.0)
    assert dialog.bar.isVisible()
    ended: list[object] = []
    job = dialog._latest._job
    assert job is not None
    job._ended.connect(lambda *outcome: ended.append(outcome))
    user.click(dialog.cancel, user.middle(dialog.cancel))
    assert dialog.isVisible()
    assert dialog.save.isEnabled()
    assert dialog.message.text() == "Cancelled; nothing was written."
    go_on.set()
    qtbot.waitUntil(lambda: bool(ended))
    assert not out.exists()
    user.click(dialog.cancel, user.middle(dialog.cancel))
    assert not dialog.isVisible()


def test_what_cannot_be_written_is_said_in_place(
    qtbot: QtBot, dialog: FilmDialog, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dialog, "_ask_path", lambda: tmp_path / "gone" / "run.gif")
    choose(dialog, "reach", 1)
    user.click(dialog.save, user.middle(dialog.save))
    qtbot.waitUntil(dialog.save.isEnabled)
    assert "there is no folder" in dialog.message.text()
    assert dialog.isVisible()


def test_a_film_too_large_is_refused_in_place(
    dialog: FilmDialog, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(animation, "MOST_PIXELS", 1_000_000)
    choose(dialog, "speed", 0)
    assert dialog.film is None
    assert "too many" in dialog.message.text()
    assert not dialog.save.isEnabled()


def test_without_pillow_it_says_how_to_get_it(
    qtbot: QtBot, scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in [each for each in sys.modules if each == "PIL" or each.startswith("PIL.")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "PIL", None)
    made = show(qtbot, FilmDialog(scene.store.document, Player(scene), "light"), 840, 320)
    assert f"{sys.executable} -m pip install Pillow" in made.message.text()
    assert not made.save.isEnabled()


def test_the_view_pauses_and_opens_it(
    qtbot: QtBot, scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    view = show(qtbot, DescentView(scene), 420, 500)
    opened: list[FilmDialog] = []
    monkeypatch.setattr(film_dialog.FilmDialog, "exec", lambda dialog: opened.append(dialog))
    view.player.play()
    view.player._clock.stop()
    view.player.tick()
    user.click(view.film, user.middle(view.film))
    assert not view.player.playing
    assert scene.store.history.count() == 1
    assert len(opened) == 1
