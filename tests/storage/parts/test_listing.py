"""Which files some words name, and in which order."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from ceviz.errors import FileRefused
from ceviz.storage.parts.listing import listed_files, look_like_checkpoints, natural


def names(paths: tuple[Path, ...]) -> list[str]:
    return [path.name for path in paths]


def made(folder: Path, *files: str) -> Path:
    for name in files:
        (folder / name).write_text("x")
    return folder


def test_numbers_are_sorted_by_what_they_count(tmp_path: Path) -> None:
    made(tmp_path, "shard-10.csv", "shard-2.csv", "shard-1.csv", "shard-1b.csv")
    expected = ["shard-1.csv", "shard-1b.csv", "shard-2.csv", "shard-10.csv"]
    assert names(listed_files([str(tmp_path / "*.csv")])) == expected
    assert names(listed_files([str(tmp_path)])) == expected
    words = [str(tmp_path / name) for name in reversed(expected)]  # as a shell may sort them
    assert names(listed_files(words)) == expected
    assert natural("a") < natural("b")
    assert sorted(["1", "01", "a", "10", "²"], key=natural)[:2] == ["01", "1"]


def test_of_a_folder_those_are_meant_that_are_read(tmp_path: Path) -> None:
    made(tmp_path, "a.npz", "b.npz", "notes.md", ".c.npz", "config.json", "classes.txt")
    (tmp_path / "d.npz").mkdir()
    assert names(listed_files([str(tmp_path)])) == ["a.npz", "b.npz"]
    (tmp_path / "none").mkdir()
    with pytest.raises(FileRefused, match="holds no file of predictions"):
        listed_files([str(tmp_path / "none")])


def test_no_file_is_counted_twice(tmp_path: Path) -> None:
    made(tmp_path, "a.npz", "b.npz")
    with pytest.raises(FileRefused, match=r"a\.npz: is named twice"):
        listed_files([str(tmp_path / "a.npz"), str(tmp_path / "*.npz")])
    os.symlink(tmp_path / "a.npz", tmp_path / "z.npz")
    with pytest.raises(FileRefused, match="is the same file"):
        listed_files([str(tmp_path)])


def test_a_word_that_names_nothing_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FileRefused, match="matches no file"):
        listed_files([str(tmp_path / "*.npz")])
    with pytest.raises(FileRefused, match="is not there"):
        listed_files([str(tmp_path / "a.npz"), str(tmp_path / "b.npz")])


def test_a_name_that_looks_like_a_pattern_is_a_name(tmp_path: Path) -> None:
    made(tmp_path, "a.npz", "odd[1].npz")
    assert names(listed_files([str(tmp_path / "odd[1].npz")])) == ["odd[1].npz"]


def test_checkpoints_are_told_by_their_names() -> None:
    run = [Path(f"digits-epoch-{k:03}.npz") for k in (1, 2, 4)]
    assert look_like_checkpoints(run)
    assert look_like_checkpoints([Path("ckpt_100.csv"), Path("ckpt_200.csv")])
    assert not look_like_checkpoints([*run, Path("final.npz")])
    assert not look_like_checkpoints([Path("shard-1.npz"), Path("shard-2.npz")])
    assert not look_like_checkpoints(run[:1])
