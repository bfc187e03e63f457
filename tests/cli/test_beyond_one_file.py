"""What README's page “Beyond one file” says to do is done as it says."""

from __future__ import annotations

import importlib.util
import json
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

import ceviz
from ceviz.cli import main
from tests.storage.parts.samples import shards

ROOT = Path(__file__).resolve().parents[2]


def page() -> str:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    return text.split("\n## Beyond one file\n")[1].split("\n## ")[0]


def commands() -> list[list[str]]:
    start = "    python3 main.py "
    return [shlex.split(line.removeprefix(start)) for line in page().splitlines() if start in line]


def scripts() -> list[str]:
    return re.findall(r"```python\n(.*?)```", page(), re.DOTALL)


@pytest.fixture(name="folder")
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The files that the page speaks of, where it is read."""
    for name, new, edges in (
        ("shards", (1, 2, 10), [0, 40, 90, 200]),
        ("run", (1, 2), [0, 40, 80]),
    ):
        stem = "part" if name == "shards" else "epoch"
        for path, number in zip(shards(tmp_path / name, edges)[0], new, strict=True):
            path.rename(path.with_name(f"{stem}-{number}.npz"))
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize("words", commands(), ids=" ".join)
def test_the_commands_run(
    words: list[str], folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(words) == 0
    told = capsys.readouterr()
    assert told.err == ""
    if "--json" in words:
        tree = json.loads(told.out)
        names = [Path(part["file"]).name for part in tree["parts"]]
        assert names == ["part-1.npz", "part-2.npz", "part-10.npz"]
        assert tree["cross_entropy"] == ceviz.evaluate_files(folder / "shards").cross_entropy
    else:
        assert "files" in told.out.splitlines()[0]


def test_every_way_of_naming_is_on_the_page() -> None:
    assert len(commands()) == 4
    assert len(scripts()) == 2


@pytest.mark.parametrize("script", scripts(), ids=["processes", "dask"])
def test_the_scripts_run(script: str, folder: Path) -> None:
    if "dask" in script and importlib.util.find_spec("distributed") is None:
        pytest.skip("Dask is not installed")
    path = folder / "measure.py"
    path.write_text(script, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, path], cwd=folder, capture_output=True, text=True, check=False,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    expected = ceviz.evaluate_files(folder / "shards")
    if "dask" in script:
        assert done.stdout.strip() == repr(expected)
        return
    first, *rest = done.stdout.splitlines()
    asked = (expected.cross_entropy, expected.accuracy, expected.ece, expected.optimal)
    assert first == " ".join(map(str, asked))
    assert [line.split()[0] for line in rest[3:]] == [file.name for file in expected.files]
    assert [line.split()[0] for line in rest[:3]] == [r.file.name for r in expected.worst(3)]
