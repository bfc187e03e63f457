"""Whether files are there, also on a disk that never answers."""

from __future__ import annotations

from pathlib import Path
from threading import Event, active_count

import pytest

from ceviz.storage import presence
from ceviz.storage.presence import Presence


def test_those_that_are_gone_are_left_out(tmp_path: Path) -> None:
    here = tmp_path / "here"
    here.write_text("")
    paths = [here, tmp_path / "gone", tmp_path, here / "in a file"]
    assert Presence().there(paths) == [here]
    assert Presence().there([]) == []


def test_a_folder_that_cannot_be_looked_into_is_as_good_as_gone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_: Path) -> bool:
        raise PermissionError

    monkeypatch.setattr(Path, "is_file", refuse)
    assert Presence().there([tmp_path]) == []


def test_a_disk_that_does_not_answer_is_asked_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers, real = Event(), Path.is_file
    far, gone = tmp_path / "far", tmp_path / "gone"

    def slow(path: Path) -> bool:
        return answers.wait(20) and False if path == far else real(path)

    monkeypatch.setattr(Path, "is_file", slow)
    monkeypatch.setattr(presence, "BLINK", 0.05)
    asked = Presence()
    assert asked.there([far, gone]) == [far]
    threads = active_count()
    assert asked.there([far, gone]) == [far]
    assert active_count() == threads
    answers.set()
    asked._asking[far].join(20)
    assert asked.there([far, gone]) == []
