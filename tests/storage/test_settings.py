"""The schema of settings: what is written is read, and anything else is refused in words."""

from __future__ import annotations

import tracemalloc
from pathlib import Path

import pytest

from ceviz.draw.theme import THEMES
from ceviz.errors import FileRefused
from ceviz.storage.settings import (
    MOST_BYTES,
    PATH_LONGEST,
    Settings,
    dumps,
    is_writable,
    load,
    loads,
)
from tests.fuzz.settings import FULL, mutants, run


def test_what_is_written_is_read() -> None:
    assert loads(dumps(FULL), "settings.json") == FULL
    assert loads(dumps(Settings()), "settings.json") == Settings()


def test_the_first_time_there_is_no_file(tmp_path: Path) -> None:
    assert load(tmp_path / "settings.json") == Settings()


@pytest.mark.parametrize("theme", ["system", *THEMES])
def test_every_theme_can_be_remembered(theme: str) -> None:
    data = f'{{"ceviz_settings": 1, "theme": "{theme}"}}'.encode()
    assert loads(data, "settings.json").theme == theme


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "is damaged (it is not JSON)"),
        (b"\xff", "is damaged (it is not JSON)"),
        (b'{"ceviz_settings": 1, "x": ' + b"[" * 100_000, "is damaged (it is not JSON)"),
        (b"[]", "a list where an object in braces belongs"),
        (b"{}", "the field “ceviz_settings” is missing"),
        (b'{"ceviz_settings": 3, "new": 1}', "is of another version of ceviz"),
        (b'{"ceviz_settings": 1, "themes": "dark"}', "the field “themes” is not known"),
        (b'{"ceviz_settings": 1, "text_size": 1e999}', "text_size: Number out of range"),
        (b'{"ceviz_settings": 1, "recent": [""]}', "recent[0]: text with at least 1 character"),
        (b'{"ceviz_settings": 1, "sizes": {"lab": [123456]}}', "a whole number at most 99999"),
        (b'{"ceviz_settings": 1, "recent": ["\\ud800"]}', "is damaged"),
    ],
)  # fmt: skip
def test_anything_else_is_refused(data: bytes, said: str) -> None:
    with pytest.raises(FileRefused) as refused:
        loads(data, "settings.json")
    assert said in str(refused.value)


def test_only_an_ordinary_file_of_bearable_size_is_read(tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    with path.open("wb") as file:
        file.truncate(1 << 33)
    tracemalloc.start()
    with pytest.raises(FileRefused, match="is too large for settings"):
        load(path)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 3 * MOST_BYTES
    path.unlink()
    path.mkdir()
    with pytest.raises(FileRefused, match="is not an ordinary file"):
        load(path)


def test_paths_that_are_no_text_cannot_be_written() -> None:
    assert is_writable("/home/ann/Äpfel.csv")
    assert not is_writable("/home/ann/\udcff.csv")
    assert not is_writable("x" * (PATH_LONGEST + 1))


def test_what_shapes_the_window_can_be_left_out() -> None:
    rest = FULL.without_arrangement()
    assert rest.recent == FULL.recent
    assert rest.choices == FULL.choices
    assert rest.sizes == {}
    assert rest.theme == "system"


def test_mutants_are_read_or_put_aside() -> None:
    """A share of ``python3 -m tests fuzz settings``."""
    outcomes = run(400, seed=1)
    assert outcomes["read"] >= 20
    assert sum(outcomes.values()) - outcomes["read"] >= 200
    assert mutants(3, seed=1) == mutants(3, seed=1)
