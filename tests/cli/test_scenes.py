"""``render SESSION --scenes``, and ``--present``."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from ceviz import cli
from ceviz.cli.parsers import SCENES
from ceviz.document.model import Slide, SlideView
from ceviz.export.slides import KINDS
from ceviz.storage import session
from tests.document.examples import fruit

#: Drawing makes an application of its own where there is none, which later tests could not use.
pytestmark = pytest.mark.usefixtures("qapp")


@pytest.fixture
def deck(tmp_path: Path) -> str:
    path = tmp_path / "deck.ceviz"
    slides = (Slide(fruit(), "One"), Slide(fruit(), "Two", views=(SlideView("sums"),)))
    session.save(path, replace(fruit(), slides=slides))
    return str(path)


def test_all_scenes_are_written_and_named(
    deck: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["render", deck, "--scenes", str(tmp_path / "all.pdf")]) == 0
    assert cli.main(["render", deck, "--scenes", str(tmp_path / "s"), "--format", "svg"]) == 0
    written = [Path(line) for line in capsys.readouterr().out.splitlines()]
    assert [path.name for path in written] == ["all.pdf", "01-One.svg", "02-Two.svg"]
    assert all(path.stat().st_size > 1000 for path in written)


def test_the_formats_are_those_there_are() -> None:
    assert SCENES == KINDS


@pytest.mark.parametrize(
    ("words", "refusal"),
    [
        (["--plot", "sums"], "--plot does not go with --scenes"),
        (["--width", "10mm"], "--width does not go with --scenes"),
        (["--for", "slide"], "--for does not go with --scenes"),
        (["--temperature", "2"], "--temperature does not go with --scenes"),
        (["--labels", "y"], "--labels"),
        (["--out", "x.png"], "not allowed with argument"),
        (["--format", "csv"], "invalid choice"),
        (["--theme", "blue"], "there is no theme called “blue”"),
    ],
)
def test_what_does_not_go_with_scenes_is_refused(
    deck: str, tmp_path: Path, words: list[str], refusal: str, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "s"
    assert cli.main(["render", deck, "--scenes", str(out), *words]) == 2
    assert refusal in capsys.readouterr().err
    assert not out.exists()


def test_a_pdf_is_no_folder_of_pictures(
    deck: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = str(tmp_path / "all.pdf")
    assert cli.main(["render", deck, "--scenes", out, "--format", "png"]) == 2
    assert "--format png goes with a folder" in capsys.readouterr().err
    assert cli.main(["render", deck, "--out", str(tmp_path / "a.png"), "--format", "png"]) == 2
    assert "--format goes with --scenes" in capsys.readouterr().err


def test_a_source_without_scenes_says_how_to_add_some(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["render", "fruit", "--scenes", str(tmp_path / "s")]) == 2
    assert "“fruit” holds no scenes. Open it with" in capsys.readouterr().err


def test_a_scene_of_what_there_is_not_is_refused_by_field(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "bad.ceviz"
    bad = Slide(fruit(), "One", views=(SlideView("nowhere"),))
    session.save(path, replace(fruit(), slides=(bad,)))
    assert cli.main(["render", str(path), "--scenes", str(tmp_path / "s")]) == 2
    assert "scenes[0].views[0].name: there is no view" in capsys.readouterr().err
