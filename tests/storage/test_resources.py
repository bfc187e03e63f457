"""The one door to resources/, in a folder and in a zip."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from ceviz.errors import FileRefused
from ceviz.storage import resources

ROOT = Path(__file__).resolve().parents[2]


def test_reading_a_checkout() -> None:
    assert resources.read_bytes("presets/fruit.json").startswith(b"{")
    assert "“" in resources.read_text("presets/make_digits.py")  # UTF-8 on every system


def test_listing_is_in_order_and_by_suffix() -> None:
    names = resources.listing("presets", ".json")
    assert "presets/fruit.json" in names
    assert names == sorted(names)
    assert not any(name.endswith(".py") for name in names)
    assert resources.listing("no such folder") == []


def test_a_missing_resource_is_refused_in_words() -> None:
    with pytest.raises(FileRefused, match=r"resources/presets/none\.json: .* is missing"):
        resources.read_bytes("presets/none.json")


def test_a_resource_as_a_file() -> None:
    with resources.file_of("presets/fruit.json") as path:
        assert path.read_bytes() == resources.read_bytes("presets/fruit.json")


SCRIPT = """
from ceviz.storage import resources
assert ".zip" in resources.__file__ or "folder" in resources.__file__, resources.__file__
print(resources.listing("presets", ".json"))
print(resources.read_text("presets/one.json"))
with resources.file_of("presets/one.json") as path:
    print(path.read_text(encoding="utf-8"), path.is_file())
"""


@pytest.mark.parametrize("form", ["folder", "zip"])
def test_an_installed_package_carries_its_own(tmp_path: Path, form: str) -> None:
    """As in a wheel: resources inside the package, and no checkout around it."""
    contents = {
        "ceviz/resources/presets/one.json": "π".encode(),
        "ceviz/resources/presets/two.txt": b"",
        **{
            f"ceviz/{name}": (ROOT / "ceviz" / name).read_bytes()
            for name in (
                "__init__.py",
                "errors.py",
                "memo.py",
                "storage/__init__.py",
                "storage/resources.py",
            )
        },
    }
    place = tmp_path / "folder"
    if form == "zip":
        place = tmp_path / "package.zip"
        with zipfile.ZipFile(place, "w") as archive:
            for name, data in contents.items():
                archive.writestr(name, data)
    else:
        for name, data in contents.items():
            (place / name).parent.mkdir(parents=True, exist_ok=True)
            (place / name).write_bytes(data)
    run = subprocess.run(
        [sys.executable, "-X", "utf8", "-c", SCRIPT],
        env={**os.environ, "PYTHONPATH": str(place)},
        cwd=tmp_path,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert run.stderr == ""
    assert run.stdout.splitlines() == ["['presets/one.json']", "π", "π True"]
