"""What outlives the window, and what does not upset it."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QSettings

from ceviz.draw.state import TOP, View
from ceviz.storage.readers import Kind, ReadOptions
from ceviz.window.memory import CHOICES_LONGEST, CHOICES_MOST, RECENT_MOST, Memory


def test_everything_comes_back(tmp_path: Path) -> None:
    memory = Memory()
    memory.theme = "dark"
    memory.view = View(log_q=True, top=TOP)
    memory.keep_sizes("place", (-5, 30, 780, 690, 1))
    QSettings().sync()
    again = Memory()
    assert again.theme == "dark"
    assert again.view == View(log_q=True, top=TOP)
    assert again.sizes_of("place") == (-5, 30, 780, 690, 1)


def test_the_first_time_there_is_nothing() -> None:
    memory = Memory()
    assert memory.theme == "system"
    assert memory.view == View()
    assert memory.recent == []
    assert memory.sizes_of("place") == ()


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


def test_one_recent_file_is_a_list_too(tmp_path: Path) -> None:
    """An ini file does not tell a list of one from a text."""
    path = tmp_path / "one.ceviz"
    path.touch()
    QSettings().setValue("recent", str(path))
    assert Memory().recent == [path]


def test_nonsense_is_as_good_as_nothing() -> None:
    for key in ("view/log_q", "view/top", "recent", "window/place"):
        QSettings().setValue(key, "nonsense")
    memory = Memory()
    assert memory.recent == []
    assert memory.sizes_of("place") == ()
    assert isinstance(memory.view, View)
    QSettings().setValue("recent", 5)
    assert memory.recent == []


def test_files_that_cannot_be_looked_for_are_as_good_as_gone(tmp_path: Path) -> None:
    path = tmp_path / "one.ceviz"
    path.touch()
    memory = Memory()
    memory.remember_file(path)
    QSettings().setValue("recent", ["x" * 5000, str(path)])
    assert memory.recent == [path]


def test_choices_are_kept_for_each_file_until_they_are_forgotten(tmp_path: Path) -> None:
    memory = Memory()
    one, other = tmp_path / "one.csv", tmp_path / "other.csv"
    chosen = ReadOptions(kind=Kind.LOGITS, class_names=("Ä, “b”", "c%2F"), ignored=None)
    assert memory.choices_of(one) is None
    memory.keep_choices(one, chosen)
    memory.keep_choices(other, ReadOptions(labels="target"))
    QSettings().sync()
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


def test_choices_that_make_no_sense_are_none(tmp_path: Path) -> None:
    path = tmp_path / "one.csv"
    for stored in ("{", "[1]", "3", f'[["{path}", "[]"]]', f'[["{path}", "{{}}"]]'):
        QSettings().setValue("choices", stored)
        assert Memory().choices_of(path) is None


def test_forgetting_the_recent_files_forgets_what_was_chosen_for_them(tmp_path: Path) -> None:
    path = tmp_path / "a.npz"
    path.touch()
    memory = Memory()
    memory.remember_file(path)
    memory.keep_choices(path, ReadOptions(labels="y"))
    memory.forget_files()
    again = Memory()
    assert again.recent == []
    assert again.choices_of(path) is None
