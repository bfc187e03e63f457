"""Names of classes in a file beside the data."""

from __future__ import annotations

from pathlib import Path

from ceviz.storage.readers.meaning.beside import may_name_classes, names_beside


def test_a_list_of_as_many_names_as_classes_names_them(tmp_path: Path) -> None:
    data = tmp_path / "a.npz"
    assert may_name_classes(data) == ()
    (tmp_path / "labels.txt").write_text("cat\n\n dog \n")
    (tmp_path / "config.json").write_text('{"id2label": {"0": "x", "1": "y", "2": "z"}}')
    assert [path.name for path in may_name_classes(data)] == ["labels.txt", "config.json"]
    found = names_beside(data, 2)
    assert found is not None
    assert found[0] == ("cat", "dog")
    named = names_beside(data, 3)
    assert named is not None
    assert named[0] == ("x", "y", "z")
    assert names_beside(data, 4) is None


def test_what_holds_no_names_is_passed_over(tmp_path: Path) -> None:
    (tmp_path / "classes.txt").write_text("cat\ncat\n")
    (tmp_path / "config.json").write_text('["id2label"]')
    assert names_beside(tmp_path / "a.npz", 2) is None
