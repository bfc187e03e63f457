"""``ceviz report`` of many files."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from ceviz.cli import main
from tests.storage.parts.samples import rows, shards

ROOT = Path(__file__).resolve().parents[2]


def report(capsys: pytest.CaptureFixture[str], *words: str) -> dict[str, Any]:
    assert main(["report", *words, "--json"]) == 0
    tree: dict[str, Any] = json.loads(capsys.readouterr().out)
    return tree


def test_the_tree_is_that_of_one_file_and_its_parts(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    paths, whole = shards(tmp_path / "shards", [0, 40, 41, 300])
    asked = ("--unit", "bits", "--weight", "1,2,0.5", "--label-smoothing", "0.05")
    many = report(capsys, str(tmp_path / "shards"), *asked)
    one = report(capsys, str(whole), *asked)
    for name in set(one) - {"source", "worst", "intervals", "guesses"}:
        assert many[name] == one[name], name
    for name, known in many["intervals"].items():
        if isinstance(known, dict):
            del one["intervals"][name]["bootstrap"]
        assert one["intervals"][name] == known
    assert [each["loss"] for each in many["worst"]] == [each["loss"] for each in one["worst"]]
    first = {str(path): start for path, start in zip(paths, (0, 40, 41), strict=True)}
    at = [first[each["file"]] + each["index"] for each in many["worst"]]
    assert at == [each["index"] for each in one["worst"]]
    for path, part in zip(paths, many["parts"], strict=True):
        alone = report(capsys, str(path), *asked)
        assert (part["file"], part["rows"]) == (str(path), alone["samples"])
        assert part["cross_entropy"] == alone["cross_entropy"]
        assert part["accuracy"] == alone["accuracy"]


@pytest.mark.parametrize("way", ["folder", "pattern", "paths"])
def test_a_folder_a_pattern_and_paths_are_the_same(
    way: str, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    paths, _ = shards(tmp_path / "s", [0, 40, 80, 120])
    folder = tmp_path / "s"
    words = {
        "folder": [str(folder)],
        "pattern": [str(folder / "shard-?.npz")],
        "paths": [str(path) for path in reversed(paths)],
    }[way]
    tree = report(capsys, *words)
    assert [part["file"] for part in tree["parts"]] == [str(path) for path in paths]
    assert tree["samples"] == 120


def test_the_page_has_a_line_a_part(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    paths, _ = shards(tmp_path / "s", [0, 40, 120])
    assert main(["report", *map(str, paths), "--quiet"]) == 0
    told = capsys.readouterr()
    page = told.out.splitlines()
    assert told.err == ""  # silent where it is no terminal
    assert "120 rows over 3 classes in 2 files" in page[0]
    assert [line.split()[0] for line in page if line.endswith(("shard-0.npz", "shard-1.npz"))][
        :2
    ] == ["40", "80"]
    assert any(" taken for " in line and line.endswith("in shard-0.npz") for line in page)
    assert not any("taken for  " in line for line in page)
    shards(tmp_path / "many", range(0, 460, 10))
    assert main(["report", str(tmp_path / "many"), "--no-temperature"]) == 0
    out = capsys.readouterr().out
    assert "and 5 more, all of them with --json" in out
    assert "NLL-optimal" not in out


@pytest.mark.parametrize("option", [("--sample", "3"), ("--per-sample", "x.csv")])
def test_what_asks_for_rows_is_refused(
    option: tuple[str, str], capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    shards(tmp_path / "s", [0, 40, 120])
    assert main(["report", str(tmp_path / "s"), *option]) == 2
    told = capsys.readouterr()
    assert f"{option[0]} is for one file" in told.err
    assert told.out == ""


def test_an_odd_file_and_a_bad_weight_are_refused_in_a_line(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    shards(tmp_path / "s", [0, 40, 120])
    scores, labels = rows(30)
    np.savez(tmp_path / "s" / "shard-2.npz", logits=scores[:, :2], labels=labels % 2)
    assert main(["report", str(tmp_path / "s")]) == 2
    assert "shard-2.npz" in capsys.readouterr().err
    (tmp_path / "s" / "shard-2.npz").unlink()
    assert main(["report", str(tmp_path / "s"), "--weight", "1,2"]) == 2
    assert "one weight a class is needed: 3" in capsys.readouterr().err


def test_checkpoints_are_parts_only_if_one_says_so(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    paths, _ = shards(tmp_path / "s", [0, 40, 120])
    for number, path in enumerate(paths):
        path.rename(path.with_name(f"epoch-{number}.npz"))
    assert main(["report", str(tmp_path / "s")]) == 2
    assert "--parts" in capsys.readouterr().err
    assert report(capsys, str(tmp_path / "s"), "--parts")["samples"] == 120
    assert main(["report", "fruit", "--parts"]) == 2
    assert "--parts is for files of predictions" in capsys.readouterr().err


def test_the_choices_can_be_kept(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    paths, _ = shards(tmp_path / "s", [0, 40, 120])
    recipe = tmp_path / "recipe.json"
    words = ("--kind", "log-probabilities", "--save-recipe", str(recipe))
    tree = report(capsys, str(tmp_path / "s"), *words)
    (kind,) = (guess for guess in tree["guesses"] if guess["field"] == "kind")
    assert kind["value"] == "log-probabilities"
    assert json.loads(recipe.read_text())["kind"] == "log-probabilities"
    assert main(["report", str(tmp_path / "s"), "--save-recipe", str(paths[0])]) == 2
    assert np.load(paths[0])["logits"].shape == (40, 3)


def test_processes_print_what_one_prints(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    shards(tmp_path / "s", [0, 40, 80, 120])
    alone = report(capsys, str(tmp_path / "s"))
    assert report(capsys, str(tmp_path / "s"), "--workers", "2") == alone
    assert main(["report", str(tmp_path / "s"), "--workers", "0"]) == 2
    assert "at least one process has to work" in capsys.readouterr().err
    assert main(["report", "fruit", "--workers", "2"]) == 2
    assert "--workers is for files of predictions" in capsys.readouterr().err


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGINT to a child there")
@pytest.mark.parametrize("more", [(), ("--workers", "2")], ids=["here", "processes"])
def test_ctrl_c_ends_it_at_once_and_nothing_half_is_printed(
    more: tuple[str, ...], tmp_path: Path
) -> None:
    scores, labels = rows(400_000)
    folder = tmp_path / "s"
    folder.mkdir()
    np.savez(folder / "shard-0.npz", logits=scores, labels=labels)
    for number in range(1, 400):  # more than a second's work
        os.link(folder / "shard-0.npz", folder / f"shard-{number}.npz")
    command = "import sys; from ceviz.cli import main; sys.exit(main(sys.argv[1:]))"
    primary, secondary = os.openpty()
    process = subprocess.Popen(
        [sys.executable, "-c", command, "report", str(folder), "--parts", *more],
        cwd=ROOT, stdout=subprocess.PIPE, stderr=secondary,
    )  # fmt: skip
    os.close(secondary)
    seen = b""
    while b" rows" not in seen:  # it is at work
        seen += os.read(primary, 4096)
    process.send_signal(signal.SIGINT)
    out, _ = process.communicate(timeout=1.0)
    assert process.returncode == 130
    assert out == b""
    with suppress(OSError):  # nobody has the other end any more
        while said := os.read(primary, 4096):
            seen += said
    os.close(primary)
    assert seen.endswith(b"\r\x1b[K")
    assert b" of 400 files" in seen
    assert b"Traceback" not in seen
