"""Choices for reading as a file, and sizes as people write them."""

from __future__ import annotations

from pathlib import Path

import pytest

from ceviz.errors import FileRefused, InvalidInput
from ceviz.storage.readers import Kind, LabelForm, ReadOptions, recipe
from ceviz.storage.readers.sizes import bytes_of

ALL = ReadOptions(
    scores="prob_*",
    kind=Kind.SOFTMAX_TWICE,
    labels="größe",
    label_form=LabelForm.ONE_BASED,
    ignored=None,
    class_names=("a", "b"),
    delimiter=";",
    header=False,
    truth="truth.csv",
    join="id",
    limit=4 << 30,
)


@pytest.mark.parametrize("options", [ALL, ReadOptions(), ReadOptions(ignored=255)])
def test_a_recipe_comes_back(options: ReadOptions, tmp_path: Path) -> None:
    path = tmp_path / "a.recipe"
    path.write_bytes(recipe.dumps(options))
    assert recipe.load(path) == options


def test_only_choices_are_written() -> None:
    assert recipe.dumps(ReadOptions(scores="z_*")) == (
        b'{\n "format": "ceviz recipe",\n "scores": "z_*"\n}\n'
    )


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[]", "is not a recipe of ceviz"),
        ('{"scores": "a"}', "is not a recipe of ceviz"),
        ('{"format": "ceviz recipe", "colour": "red"}', "no choice called “colour”"),
        ('{"format": "ceviz recipe", "kind": "scores"}', "a choice that there is not .*scores"),
        ('{"format": "ceviz recipe", "header": "perhaps"}', "a choice that there is not .*bool"),
        ('{"format": "ceviz recipe", "limit": 0}', "a limit that lets nothing be read"),
        ('{"format": ', "line 1"),
    ],
)
def test_what_is_no_recipe_is_refused(text: str, told: str) -> None:
    with pytest.raises(FileRefused, match=told):
        recipe.loads(text.encode(), "a.recipe")


@pytest.mark.parametrize(
    ("text", "size"),
    [("4GiB", 4 << 30), ("500MB", 500_000_000), ("1e9", 10**9), ("1.5 kb", 1500), ("7", 7)],
)
def test_sizes(text: str, size: int) -> None:
    assert bytes_of(text) == size


@pytest.mark.parametrize("text", ["", "GB", "-1", "0", "4 gallons", "1e30TB", "٤GB"])
def test_what_is_no_size_is_refused(text: str) -> None:
    with pytest.raises(InvalidInput, match="is not a size such as 500MB or 4GiB"):
        bytes_of(text)
