"""What is kept of a student: it comes back as it was, or is refused; and it is forgotten."""

from __future__ import annotations

import json
from math import inf
from pathlib import Path

import pytest

from ceviz.errors import FileRefused, NewerFile
from ceviz.lessons.beliefs import Belief
from ceviz.lessons.progress import Progress, forget, load, save

FIRST = Belief("softmax", 1, (0.1, 2.0 / 3.0, -inf), 1)


def made() -> Progress:
    return (
        Progress(at=("softmax", 2))
        .with_done("softmax", 0)
        .with_done("softmax", 1)
        .with_belief(FIRST)
    )


def test_it_comes_back_to_the_last_bit(tmp_path: Path) -> None:
    path = tmp_path / "deeper" / "progress.json"
    save(path, made())
    assert load(path) == made()
    save(path, Progress())
    assert load(path) == Progress()


def test_nothing_kept_is_nothing_done(tmp_path: Path) -> None:
    assert load(tmp_path / "progress.json") == Progress()


def test_a_second_answer_is_no_guess() -> None:
    again = Belief("softmax", 1, (9.0, 0.0, 0.0), 1)
    assert made().with_belief(again).beliefs == (FIRST,)
    other = Belief("softmax", 2, (9.0, 0.0, 0.0), 1)
    assert made().with_belief(other).beliefs == (FIRST, other)


def test_a_lesson_is_done_when_all_its_steps_are() -> None:
    assert made().is_done("softmax", 2)
    assert not made().is_done("softmax", 3)
    assert not made().is_done("entropy", 1)


def test_it_is_forgotten(tmp_path: Path) -> None:
    path = tmp_path / "progress.json"
    save(path, made())
    forget(path, tmp_path / "never-was.npz")
    assert not path.exists()


def written(path: Path, **fields: object) -> Path:
    save(path, made())
    path.write_text(json.dumps({**json.loads(path.read_text()), **fields}))
    return path


def test_damage_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "progress.json"
    path.write_text("{")
    with pytest.raises(FileRefused, match=r"progress\.json, line 1"):
        load(path)
    belief = {"lesson": "a", "step": 0, "scores": [0.0, 1.0], "right": 2}
    with pytest.raises(FileRefused, match=r"beliefs\[0\].right: there is no option 2"):
        load(written(path, beliefs=[belief]))
    with pytest.raises(FileRefused, match="done"):
        load(written(path, done=[]))


def test_one_of_a_later_ceviz_is_left_alone(tmp_path: Path) -> None:
    with pytest.raises(NewerFile):
        load(written(tmp_path / "progress.json", ceviz_progress=2))


def test_a_file_where_the_folder_should_be(tmp_path: Path) -> None:
    (tmp_path / "state").write_text("")
    with pytest.raises(FileRefused, match="cannot be"):
        save(tmp_path / "state" / "progress.json", made())
