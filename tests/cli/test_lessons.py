"""``ceviz lesson check`` and ``--lesson``: what is wrong is named, the rest is told apart."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from ceviz import cli
from ceviz.cli.lessons import proved, wanted
from ceviz.errors import FileRefused
from ceviz.lessons.library import Library, titles
from tests.lessons.made import STEP, data


def test_a_right_one_and_a_wrong_one(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    right, wrong = tmp_path / "right.json", tmp_path / "wrong.json"
    right.write_bytes(data())
    wrong.write_bytes(data(STEP, {**STEP, "text": "The loss is 0.1."}))
    assert cli.main(["lesson", "check", str(right)]) == 0
    out, err = capsys.readouterr()
    assert out.endswith("right.json: “Small” is right, 4 steps\n")
    assert err == ""
    assert cli.main(["lesson", "check", str(wrong), str(right)]) == 2
    out, err = capsys.readouterr()
    assert "“Small” is right" in out
    assert "wrong.json, step 2, text: the number 0.1 is typed" in err
    assert len(err.splitlines()) == 1


def test_a_folder_is_checked_file_by_file(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "a.json").write_bytes(data())
    (tmp_path / "b.json").write_bytes(data({**STEP, "views": ["chart"]}, id="b"))
    assert cli.main(["lesson", "check", str(tmp_path)]) == 2
    out, err = capsys.readouterr()
    assert "a.json: “Small” is right" in out
    assert "b.json, step 1, views[0]" in err
    found = wanted(tmp_path)
    assert isinstance(found, Library)
    assert [lesson.id for lesson in found.lessons] == ["small"]
    (tmp_path / "a.json").unlink()
    with pytest.raises(FileRefused, match="chart"):
        wanted(tmp_path)


def test_the_list_names_them(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["list"]) == 0
    words = [line.split()[0] for line in capsys.readouterr().out.splitlines()]
    assert [word for word in words if titles().named(word)] == [
        lesson.id for lesson in titles().lessons
    ]


def test_a_broken_lesson_never_opens_a_window(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from ceviz import app, bootstrap

    opened: list[Any] = []

    def run(*given: object, present: bool) -> int:
        opened.append(given)
        return 0

    monkeypatch.setattr(app, "run", run)
    monkeypatch.setattr(bootstrap, "display_problem", str)
    monkeypatch.setattr(bootstrap, "library_problem", lambda **_: "")
    path = tmp_path / "mine.json"
    path.write_bytes(data({**STEP, "views": ["chart"]}))
    assert cli.main(["--lesson", str(path)]) == 2
    assert "mine.json, step 1, views[0]" in capsys.readouterr().err
    assert opened == []
    path.write_bytes(data())
    assert cli.main(["--lesson", str(path)]) == 0
    assert opened[0][3] == proved(path)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(FileRefused, match="cannot be read"):
        proved(tmp_path / "none.json")
