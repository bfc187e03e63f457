"""``ceviz install-desktop``: what it writes is what desktops accept, and all of it goes again."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from PySide6.QtGui import QImage

from ceviz import cli
from ceviz.cli.arguments import program
from ceviz.cli.desktop import entry, kinds, metainfo
from ceviz.storage.folders import data_home
from ceviz.storage.presets import load_preset
from ceviz.storage.readers.formats import suffixes
from ceviz.storage.session import dumps

pytestmark = pytest.mark.skipif(
    sys.platform in ("win32", "darwin"), reason="desktop entries are freedesktop.org's"
)


def needs(program: str) -> pytest.MarkDecorator:
    return pytest.mark.skipif(shutil.which(program) is None, reason=f"{program} is not installed")


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    return tmp_path


def files(folder: Path) -> set[Path]:
    return {path.relative_to(folder) for path in folder.rglob("*") if path.is_file()}


def test_all_is_written_and_all_is_removed(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PATH", "")  # nothing else writes there then
    (home / "applications").mkdir()
    (home / "applications" / "other.desktop").touch()
    assert cli.main(["install-desktop"]) == 0
    written = files(home)
    assert Path("applications/ceviz.desktop") in written
    for size in (16, 48, 512):
        image = QImage(str(home / f"icons/hicolor/{size}x{size}/apps/ceviz.png"))
        assert (image.width(), image.height()) == (size, size)
        assert image.hasAlphaChannel()
    said = capsys.readouterr().out
    assert f"{len(written) - 1} files written to {home}" in said
    assert f"“{program()} install-desktop --remove” removes them" in said
    assert cli.main(["install-desktop"]) == 0  # again, over what is there
    assert cli.main(["install-desktop", "--remove"]) == 0
    assert files(home) == {Path("applications/other.desktop")}
    assert cli.main(["install-desktop", "--remove"]) == 0


def test_a_relative_data_home_is_not_obeyed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", "share")
    assert data_home() == Path.home() / ".local" / "share"


def test_the_command_line_is_quoted(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    folder = tmp_path / 'a $b "c" 100% d'
    folder.mkdir()
    monkeypatch.setattr(sys, "argv", [str(folder / "main.py")])
    (line,) = [line for line in entry().decode().splitlines() if line.startswith("Exec=")]
    assert line.endswith('/a \\\\$b \\\\"c\\\\" 100%% d/main.py" %F')


def test_every_format_that_opens_is_known_to_the_desktop() -> None:
    known = {
        glob.attrib["pattern"].removeprefix("*")
        for glob in ET.fromstring(kinds()).iter(
            "{http://www.freedesktop.org/standards/shared-mime-info}glob"
        )
    }
    theirs = {".csv", ".tsv", ".tab", ".json", ".gz", ".bz2", ".zst", ".txt"}
    assert set(suffixes()) - theirs <= known
    assert ".ceviz" in known


@needs("desktop-file-validate")
def test_the_entry_is_valid(tmp_path: Path) -> None:
    path = tmp_path / "ceviz.desktop"
    path.write_bytes(entry())
    done = subprocess.run(["desktop-file-validate", path], capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (0, "")


@needs("appstreamcli")
def test_the_description_is_valid(tmp_path: Path) -> None:
    path = tmp_path / "org.ceviz.ceviz.metainfo.xml"
    path.write_bytes(metainfo())
    done = subprocess.run(
        ["appstreamcli", "validate", "--no-net", path], capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout


@needs("update-mime-database")
def test_a_session_is_known_without_its_ending(home: Path) -> None:
    """As a file manager finds it, by the database that is made of what was written."""
    assert cli.main(["install-desktop"]) == 0
    magic = (home / "mime" / "magic").read_bytes()
    assert b'"ceviz_session"' in magic
    assert dumps(load_preset("fruit")).find(b'"ceviz_session"') in range(2, 9)
    assert b"application/x-ceviz:*.ceviz" in (home / "mime" / "globs").read_bytes()
    assert os.path.exists(home / "mime" / "mime.cache")
