"""What outlives the window, and what does not upset it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from msgspec.structs import replace
from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ceviz.app import open_window
from ceviz.draw.state import TOP, View
from ceviz.errors import UnknownSource
from ceviz.storage.readers import Kind, ReadOptions
from ceviz.storage.settings import (
    CHOICES_LONGEST,
    CHOICES_MOST,
    RECENT_MOST,
    FileChoices,
    Settings,
    dumps,
    load,
)
from ceviz.storage.settings_file import SettingsFile, settings_path
from ceviz.window.export.choices import Choices
from ceviz.window.memory import Memory
from tests.fuzz.settings import FULL, mutants
from tests.helpers import settings
from tests.helpers.fixtures import show_window
from tests.helpers.hearing import Hooked


def test_everything_comes_back() -> None:
    memory = Memory()
    memory.theme = "dark"
    memory.view = View(log_q=True, top=TOP)
    memory.keep_sizes("place", (-5, 30, 780, 690, 1))
    memory.keep_names("lab", ("areas", "plane"))
    memory.keep_names("data", ())
    memory.write()
    again = Memory()
    assert again.theme == "dark"
    assert again.view == View(log_q=True, top=TOP)
    assert again.sizes_of("place") == (-5, 30, 780, 690, 1)
    assert again.names_of("lab") == ("areas", "plane")
    assert again.names_of("data") == ()
    assert again.names_of("never") is None


def test_the_first_time_there_is_nothing() -> None:
    settings.forget()
    memory = Memory()
    assert memory.theme == "system"
    assert memory.view == View(simple=True)
    assert memory.recent == []
    assert memory.sizes_of("place") == ()


def test_changes_are_written_without_being_asked_for(qtbot: QtBot) -> None:
    memory = Memory()
    memory.theme = "dark"
    qtbot.waitUntil(lambda: settings.remembered().theme == "dark")


def test_settings_that_cannot_be_written_are_told(qtbot: QtBot) -> None:
    settings.forget()
    memory = Memory()
    settings_path().parent.write_text("a file where the folder would be")
    memory.theme = "dark"
    with qtbot.waitSignal(memory.refused) as told:
        memory.write()
    assert "cannot be written" in str(told.args[0])
    with qtbot.waitSignal(memory.refused):  # later, in the background, too
        memory.theme = "light"
    settings_path().parent.unlink()


def test_what_cannot_be_remembered_is_told_and_keeps_nothing_else(qtbot: QtBot) -> None:
    memory = Memory()
    with qtbot.waitSignal(memory.refused) as told:
        memory.keep_sizes("place", (100_000, 0, 780, 690, 1))
    assert "cannot be remembered" in str(told.args[0])
    memory.theme = "dark"
    memory.write()
    assert Memory().theme == "dark"


def test_a_mistake_while_writing_in_the_background_is_told(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def mistake(_: SettingsFile) -> None:
        raise ArithmeticError("disk")

    memory, hooked = Memory(), Hooked(monkeypatch)
    monkeypatch.setattr(SettingsFile, "write", mistake)
    with qtbot.waitSignal(memory.refused) as told:
        memory.theme = "dark"
    assert "cannot be written" in str(told.args[0])
    assert [str(each) for each in hooked] == ["disk"]


def test_recent_files_are_the_latest_few_that_exist(tmp_path: Path) -> None:
    memory = Memory()
    paths = [tmp_path / f"{k}.ceviz" for k in range(RECENT_MOST + 3)]
    for path in paths:
        path.touch()
        memory.remember_file(path)
    memory.remember_file(paths[5])
    assert memory.recent[:2] == [paths[5], paths[-1]]
    assert len(memory.recent) == RECENT_MOST
    paths[5].unlink()
    assert memory.recent[0] == paths[-1]
    memory.forget_files()
    assert memory.recent == []


def test_files_that_cannot_be_looked_for_are_as_good_as_gone(tmp_path: Path) -> None:
    path = tmp_path / "one.ceviz"
    path.touch()
    settings.remember(recent=("x" * 4000, "\0", str(path)))
    assert Memory().recent == [path]


def test_names_that_are_no_text_are_not_remembered(tmp_path: Path) -> None:
    memory = Memory()
    memory.remember_file(tmp_path / "\udcff.csv")
    memory.keep_choices(tmp_path / "\udcff.csv", ReadOptions(labels="y"))
    memory.remember_file(tmp_path / ("x" * 5000))
    memory.write()
    assert settings.remembered() == settings.USUAL


def test_choices_are_kept_for_each_file_until_they_are_forgotten(tmp_path: Path) -> None:
    memory = Memory()
    one, other = tmp_path / "one.csv", tmp_path / "other.csv"
    chosen = ReadOptions(kind=Kind.LOGITS, class_names=("Ä, “b”", "c%2F"), ignored=None)
    assert memory.choices_of(one) is None
    memory.keep_choices(one, chosen)
    memory.keep_choices(other, ReadOptions(labels="target"))
    memory.write()
    again = Memory()
    assert again.choices_of(one) == chosen
    assert again.choices_of(other) == ReadOptions(labels="target")
    again.forget_choices(one)
    assert again.choices_of(one) is None
    again.keep_choices(other, ReadOptions())
    assert again.choices_of(other) is None


def test_only_the_latest_choices_of_a_bearable_length_are_kept(tmp_path: Path) -> None:
    memory = Memory()
    paths = [tmp_path / f"{k}.csv" for k in range(CHOICES_MOST + 2)]
    for path in paths:
        memory.keep_choices(path, ReadOptions(labels=path.name))
    assert [memory.choices_of(path) is None for path in paths[:3]] == [True, True, False]
    assert memory.choices_of(paths[-1]) == ReadOptions(labels=paths[-1].name)
    memory.keep_choices(paths[-1], ReadOptions(labels="x" * CHOICES_LONGEST))
    assert memory.choices_of(paths[-1]) is None


@pytest.mark.parametrize("stored", ["{", "[1]", "3", "[]", "{}"])
def test_choices_that_make_no_sense_are_none(tmp_path: Path, stored: str) -> None:
    path = tmp_path / "one.csv"
    settings.remember(choices=(FileChoices(str(path), stored),))
    assert Memory().choices_of(path) is None


def test_forgetting_the_recent_files_forgets_what_was_chosen_for_them(tmp_path: Path) -> None:
    path = tmp_path / "a.npz"
    path.touch()
    memory = Memory()
    memory.remember_file(path)
    memory.keep_choices(path, ReadOptions(labels="y"))
    memory.forget_files()
    memory.write()
    again = Memory()
    assert again.recent == []
    assert again.choices_of(path) is None


def test_two_windows_remember_what_was_done_in_each(tmp_path: Path) -> None:
    one, other = Memory(), Memory()
    paths = [tmp_path / name for name in ("a.npz", "b.npz")]
    for memory, path in zip((one, other), paths, strict=True):
        path.touch()
        memory.remember_file(path)
    one.theme = "dark"
    other.text_size = 1.25
    one.write()
    other.write()
    assert Memory().recent == paths[::-1]
    assert (Memory().theme, Memory().text_size) == ("dark", 1.25)


class Touches:
    """What a pickle of it makes when it is read."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> tuple[Callable[..., object], tuple[object, ...]]:
        return os.mkdir, (str(self.path),)


def test_no_object_is_made_of_what_lies_where_settings_were(qtbot: QtBot, tmp_path: Path) -> None:
    """Qt's settings unpickled it at every start."""
    flag = tmp_path / "ran"
    ini = QSettings(QSettings.Format.IniFormat, QSettings.Scope.UserScope, "ceviz", "ceviz")
    for key in ("theme", "text_size", "recent", "choices", "window/place", "export/kind"):
        ini.setValue(key, Touches(flag))
    ini.sync()
    assert b"PyObjectWrapper" in Path(ini.fileName()).read_bytes()
    show_window(qtbot)
    Choices.of(Memory().export)
    assert not flag.exists()
    Path(ini.fileName()).unlink()


def test_windows_open_on_what_is_left_of_mutants(qtbot: QtBot) -> None:
    """Whatever is read can be worn, at the extremes of its bounds too."""
    extreme = (-99_999, 99_999, 99_999, 1, -1)
    files = [dumps(replace(FULL, sizes={"place": extreme, "lab": (99_999,) * 32}, text_size=4.0))]
    files += mutants(60, seed=3)[::6]
    for data in files:
        settings.write(data)
        window = show_window(qtbot)
        screen = window.screen().availableGeometry()
        assert screen.intersects(window.frameGeometry())
        window.close()
        assert load(settings_path()).sizes["place"]
        settings.forget()


def test_an_arrangement_that_ended_the_last_start_is_put_aside(qtbot: QtBot) -> None:
    settings.write(dumps(FULL))
    code = "import os; from ceviz import app; app.make_application(); "
    code += "window = app.open_window(); os._exit(3)"
    assert subprocess.run([sys.executable, "-c", code], check=False, timeout=60).returncode == 3
    window = show_window(qtbot)
    assert "ended before its window was there" in window.notice.message.text()
    assert window.scene.theme.scale == 1.0
    window.close()
    again = show_window(qtbot)
    assert not again.notice.isVisible()


def test_one_that_ends_the_program_where_it_is_painted_is_put_aside(qtbot: QtBot) -> None:
    settings.write(dumps(FULL))
    code = "import os; from ceviz import app; from ceviz.window.workspaces.slots import Slot; "
    code += "Slot.paintEvent = lambda self, event: os._exit(3); "
    code += "application = app.make_application(); window = app.open_window(); window.show(); "
    code += "application.exec()"
    assert subprocess.run([sys.executable, "-c", code], check=False, timeout=60).returncode == 3
    window = show_window(qtbot)
    assert "ended before its window was there" in window.notice.message.text()
    assert window.views is not None
    assert not any(window.views.is_shown(name) for name in FULL.views["lab"])


def test_a_window_that_was_closed_at_once_is_no_start_that_died(qtbot: QtBot) -> None:
    settings.write(dumps(FULL))
    first = open_window()
    qtbot.addWidget(first)
    mark = settings_path().with_name("starting.lock")
    assert mark.exists()
    first.show()
    first.close()
    assert not mark.exists()
    window = show_window(qtbot)
    assert window.scene.theme.name == "dark"
    assert not window.notice.isVisible()


def test_a_start_that_is_refused_is_none_that_died(qtbot: QtBot) -> None:
    settings.write(dumps(FULL))
    with pytest.raises(UnknownSource):
        open_window("no-such-example")
    window = show_window(qtbot)
    QApplication.processEvents()
    assert window.scene.theme.name == "dark"
    assert not window.notice.isVisible()
    assert SettingsFile().values != Settings()
