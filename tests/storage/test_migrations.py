"""Old files are brought up to date, newer ones refused."""

from __future__ import annotations

from typing import Any

import pytest

from ceviz.errors import FileRefused, NewerFile
from ceviz.storage.migrations import MIGRATIONS, VERSION, VERSION_KEY, migrate

# Made up: version 1 called the classes "labels", version 2 counted temperature as its inverse.
STORY = {
    1: lambda tree: {"classes": tree["labels"], "beta": tree.get("beta", 1.0)},
    2: lambda tree: {"classes": tree["classes"], "temperature": 1.0 / tree["beta"]},
}


def up(tree: object) -> dict[str, Any]:
    return migrate(tree, "f", migrations=STORY, current=3)


def test_every_older_version_has_a_migration() -> None:
    assert sorted(MIGRATIONS) == list(range(1, VERSION))


def test_the_present_version_passes_untouched() -> None:
    tree = {VERSION_KEY: VERSION, "anything": [1]}
    assert migrate(tree, "f") is tree


def test_old_versions_take_every_step() -> None:
    assert up({VERSION_KEY: 1, "labels": ["a"], "beta": 4.0}) == {
        VERSION_KEY: 3,
        "classes": ["a"],
        "temperature": 0.25,
    }
    assert up({VERSION_KEY: 2, "classes": ["a"], "beta": 2.0})["temperature"] == 0.5


def test_the_tree_given_is_not_written() -> None:
    tree = {VERSION_KEY: 1, "labels": ["a"]}
    up(tree)
    assert tree == {VERSION_KEY: 1, "labels": ["a"]}


@pytest.mark.parametrize(
    "tree",
    [
        {VERSION_KEY: 1},
        {VERSION_KEY: 2, "classes": [], "beta": 0.0},
        {VERSION_KEY: 2, "classes": [], "beta": "x"},
    ],
)
def test_a_damaged_old_file_is_refused(tree: object) -> None:
    with pytest.raises(FileRefused, match="is a damaged session of version"):
        up(tree)


def test_a_newer_file_is_refused_as_such() -> None:
    with pytest.raises(
        NewerFile, match=r"written by a later ceviz \(its version is 4, this ceviz reads up to 3\)"
    ):
        up({VERSION_KEY: 4})


@pytest.mark.parametrize("tree", [{}, [], None, "x", {"version": 1}])
def test_what_is_no_session_is_refused(tree: object) -> None:
    with pytest.raises(FileRefused, match="f: is not a ceviz session"):
        up(tree)


@pytest.mark.parametrize("version", [0, -1, "1", 1.0, True, None])
def test_a_version_is_a_whole_number(version: object) -> None:
    with pytest.raises(FileRefused, match=f"f, {VERSION_KEY}: the version is a whole number"):
        up({VERSION_KEY: version})
