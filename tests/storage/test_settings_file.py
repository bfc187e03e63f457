"""Two programs and one file of settings; damage; a start that did not come to its first frame."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from msgspec.structs import replace

from ceviz.errors import FileRefused, InvalidInput
from ceviz.storage.settings import Settings, dumps, load
from ceviz.storage.settings_file import Edit, SettingsFile, Start, settings_path
from tests.fuzz.settings import FULL


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where there are no settings yet."""
    return tmp_path / "ceviz" / "settings.json"


def wear(theme: str) -> Edit:
    return lambda settings: replace(settings, theme=theme)


def remember(name: str) -> Edit:
    return lambda settings: replace(settings, recent=(name, *settings.recent))


def keep(name: str) -> Edit:
    return lambda settings: replace(settings, sizes={**settings.sizes, name: (1,)})


def test_it_lies_in_the_folder_of_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", "/somewhere")
    assert settings_path() == Path("/somewhere/ceviz/settings.json")


def test_what_is_changed_is_there_at_once_and_on_the_disk_once_written(path: Path) -> None:
    file = SettingsFile(path)
    file.change(wear("dark"))
    assert file.values.theme == "dark"
    assert not path.exists()
    file.write()
    assert load(path) == Settings(theme="dark")
    assert path.parent.stat().st_mode & 0o077 == 0 or os.name == "nt"


def test_two_programs_keep_what_each_changed(path: Path) -> None:
    one, other = SettingsFile(path), SettingsFile(path)
    one.change(wear("dark"))
    one.change(remember("/a"))
    other.change(remember("/b"))
    one.write()
    other.write()
    assert load(path) == Settings(theme="dark", recent=("/b", "/a"))
    assert other.values == load(path)


def test_many_at_once_lose_nothing(path: Path) -> None:
    def one_of(number: int) -> None:
        file = SettingsFile(path)
        for k in range(5):
            file.change(keep(f"size_{'abcd'[number]}_{'abcde'[k]}"))
            file.write()

    threads = [threading.Thread(target=one_of, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(load(path).sizes) == 20


def test_what_is_out_of_bounds_is_refused_and_the_rest_is_written(path: Path) -> None:
    file = SettingsFile(path)
    with pytest.raises(InvalidInput, match="cannot be remembered"):
        file.change(lambda settings: replace(settings, sizes={"place": (100_000,)}))
    assert file.values == Settings()
    file.change(wear("dark"))
    file.write()
    assert load(path) == Settings(theme="dark")


def test_what_does_not_fit_with_anothers_is_let_go(path: Path) -> None:
    one, other = SettingsFile(path), SettingsFile(path)
    for k in range(20):
        one.change(keep(f"one_{chr(97 + k)}"))
        other.change(keep(f"other_{chr(97 + k)}"))
    other.change(wear("dark"))
    one.write()
    other.write()
    assert len(load(path).sizes) == 32
    assert load(path).theme == "dark"
    assert other.values == load(path)


def test_a_change_while_writing_is_kept_for_the_next_time(path: Path) -> None:
    file = SettingsFile(path)

    def late(settings: Settings) -> Settings:
        if not file.values.has_dragged:
            file.change(lambda now: replace(now, has_dragged=True))
        return replace(settings, theme="dark")

    file._waiting.append(late)
    file.write()
    assert file.values == Settings(theme="dark", has_dragged=True)
    assert load(path) == Settings(theme="dark")
    file.write()
    assert load(path) == file.values


def test_a_damaged_file_is_put_aside_and_said(path: Path) -> None:
    path.parent.mkdir()
    path.write_bytes(b'{"ceviz_settings": 1, "theme": 5}')
    file = SettingsFile(path)
    assert file.values == Settings()
    assert file.problem == (
        f"{path}, theme: a whole number where text belongs. The settings begin anew; the old ones "
        "are now settings.json.broken, beside it"
    )
    assert not path.exists()
    assert path.with_name("settings.json.broken").read_bytes().endswith(b"5}")


def test_damaged_by_another_meanwhile_what_is_known_here_is_written(path: Path) -> None:
    file = SettingsFile(path)
    file.change(remember("/a"))
    file.write()
    path.write_bytes(b"\0\0\0\0")
    file.change(wear("dark"))
    file.write()
    assert load(path) == Settings(theme="dark", recent=("/a",))
    assert path.with_name("settings.json.broken").read_bytes() == b"\0\0\0\0"


@pytest.mark.skipif(not hasattr(os, "symlink"), reason="needs a place that cannot be written")
def test_a_folder_that_cannot_be_made_is_a_refusal(tmp_path: Path) -> None:
    (tmp_path / "ceviz").write_text("a file where the folder would be")
    file = SettingsFile(tmp_path / "ceviz" / "settings.json")
    file.change(wear("dark"))
    with pytest.raises(FileRefused, match="cannot be written"):
        file.write()
    assert file.values.theme == "dark"


def test_a_start_that_ended_before_its_frame_puts_the_arrangement_aside(path: Path) -> None:
    path.parent.mkdir()
    path.write_bytes(dumps(FULL))
    dies = "import os, pathlib; from ceviz.storage.settings_file import Start; "
    dies += f"start = Start(pathlib.Path({str(path)!r})); os._exit(1)"
    assert subprocess.run([sys.executable, "-c", dies], check=False, timeout=60).returncode == 1
    start = Start(path)
    assert "ceviz ended before its window was there the last time" in start.problem
    assert load(path) == FULL.without_arrangement()
    assert load(path.with_name("settings.json.broken")) == FULL
    start.survived()
    assert not Start(path).problem


def test_if_it_was_not_the_arrangement_the_rest_goes_too(path: Path) -> None:
    path.parent.mkdir()
    path.write_bytes(dumps(FULL.without_arrangement()))
    path.with_name("starting.lock").touch()
    assert Start(path).problem
    assert load(path) == Settings()


def test_a_start_beside_another_is_no_sign_of_anything(path: Path) -> None:
    path.parent.mkdir()
    path.write_bytes(dumps(FULL))
    first = Start(path)
    second = Start(path)
    assert not second.problem
    second.survived()
    assert path.with_name("starting.lock").exists()
    first.survived()
    assert load(path) == FULL


#: A program that remembers fifteen things, one at a time, as does another at the same time.
REMEMBERS = """
import sys
from pathlib import Path
from msgspec.structs import replace
from ceviz.storage.settings_file import SettingsFile

file, name = SettingsFile(Path(sys.argv[1])), sys.argv[2]
print("ready", flush=True)
sys.stdin.readline()
for count in range(1, 16):
    file.change(lambda now: replace(now, sizes={**now.sizes, name + "_" * count: (count,)}))
    file.write()
"""


def test_two_programs_that_write_at_the_same_time_both_keep_theirs(tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    programs = [
        subprocess.Popen(
            [sys.executable, "-c", REMEMBERS, str(path), name],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            encoding="utf-8",
        )
        for name in ("one", "other")
    ]
    for program in programs:
        assert program.stdout is not None
        assert program.stdout.readline() == "ready\n"
    for program in programs:
        assert program.stdin is not None
        program.stdin.write("go\n")
        program.stdin.flush()
    for program in programs:
        program.communicate(timeout=60)
        assert program.returncode == 0
    expected = {f"{name}{'_' * i}": (i,) for name in ("one", "other") for i in range(1, 16)}
    assert load(path).sizes == expected
