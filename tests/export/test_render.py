"""Files as a whole: formats, determinism, refusals, threads, and machines without a display."""

from __future__ import annotations

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from ceviz.draw.theme import LIGHT
from ceviz.errors import FileRefused, InvalidInput
from ceviz.export.carry import carried_by
from ceviz.export.render import FORMATS, format_of, render_bytes
from ceviz.views.figures import figure
from tests.helpers.documents import free_fruit, fruit, many
from tests.helpers.plots import NAMES, page_of, write

ROOT = Path(__file__).resolve().parents[2]

#: How each format begins.
MAGIC = {"png": b"\x89PNG", "svg": b"<?xml", "pdf": b"%PDF", "csv": b"\xef\xbb\xbf"}


@pytest.mark.parametrize("kind", FORMATS)
@pytest.mark.parametrize("upper", [False, True])
def test_the_suffix_says_the_format(tmp_path: Path, kind: str, upper: bool) -> None:
    out = tmp_path / f"a.b.{kind.upper() if upper else kind}"
    write(fruit(), "bars", out, dpi=50.0)
    assert out.read_bytes().startswith(MAGIC[kind])


@pytest.mark.parametrize("name", ["plot.gif", "plot", "plot.", ".png.txt"])
def test_another_suffix_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(InvalidInput, match=r"the suffix must be one of \.png, \.svg, \.pdf, \.csv"):
        write(fruit(), "bars", tmp_path / name)
    assert not list(tmp_path.iterdir())


def test_a_format_is_looked_up_by_name() -> None:
    assert format_of("x/y.SVG") == "svg"
    with pytest.raises(InvalidInput, match="no format called “bmp”"):
        render_bytes(figure(fruit(), "bars"), "bmp")


@pytest.mark.parametrize("kind", FORMATS)
def test_an_unknown_plot_is_refused(tmp_path: Path, kind: str) -> None:
    with pytest.raises(InvalidInput, match="no plot called “pie”"):
        write(fruit(), "pie", tmp_path / f"pie.{kind}")
    with pytest.raises(InvalidInput, match="no plot called “pie”"):
        render_bytes(figure(fruit(), "pie"), kind)
    assert not list(tmp_path.iterdir())


def test_a_folder_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FileRefused, match=r"cannot be written.*there is no folder"):
        write(fruit(), "bars", tmp_path / "gone" / "bars.svg")


def test_a_protected_file_keeps_what_it_holds(tmp_path: Path) -> None:
    out = tmp_path / "bars.svg"
    out.write_text("before")
    out.chmod(0o444)
    with pytest.raises(FileRefused, match="write-protected"):
        write(fruit(), "bars", out)
    assert out.read_text() == "before"


def test_a_file_is_replaced_and_nothing_else_is_left(tmp_path: Path) -> None:
    out = tmp_path / "bars.svg"
    out.write_text("before")
    write(fruit(), "bars", out)
    made = figure(fruit(), "bars")
    assert out.read_bytes() == render_bytes(made, "svg", carried=carried_by(made, "svg"))
    assert list(tmp_path.iterdir()) == [out]


@pytest.mark.parametrize("plot", NAMES)
@pytest.mark.parametrize("kind", FORMATS)
def test_the_same_document_is_the_same_bytes(plot: str, kind: str) -> None:
    document = free_fruit()
    page = page_of(document, plot, dpi=96.0)
    assert render_bytes(figure(document, plot), kind, page) == render_bytes(
        figure(document, plot), kind, page
    )


def test_threads_paint_what_this_one_paints() -> None:
    documents = [fruit(), many(30), many(300)]
    page = {"dpi": 60.0, "font_scale": 1.37}
    wanted = [("picture", d, kind) for d in documents for kind in ("png", "svg", "pdf")]

    def paint(what: tuple[str, object, str]) -> bytes:
        plot, document, kind = what
        made = page_of(document, plot, **page)  # type: ignore[arg-type]
        return render_bytes(figure(document, plot), kind, made)  # type: ignore[arg-type]

    with ThreadPoolExecutor(4) as threads:
        theirs = list(threads.map(paint, wanted * 3))
    assert theirs == [paint(what) for what in wanted] * 3


def test_threads_share_no_fonts() -> None:
    # Qt loads the face into a font when it is first used, without a guard.
    with ThreadPoolExecutor(1) as thread:
        theirs = thread.submit(LIGHT.metrics).result()
    assert LIGHT.metrics() is LIGHT.metrics()
    assert LIGHT.metrics() is not theirs


HEADLESS = """
import sys
from ceviz.document.model import Classes, Document, Sample, Samples, check_scores
from ceviz.document.targets import OneHot
from ceviz.export.render import render_file
from ceviz.views.figures import figure
document = Document(
    Classes.named(["Apple", "Banana"]), Samples.of([Sample(check_scores([1, 2]), OneHot(1))])
)
for out in sys.argv[1:]:
    render_file(figure(document, "picture"), out)
assert "PySide6.QtWidgets" not in sys.modules
"""


def test_neither_a_window_nor_a_display_nor_fonts_are_needed(tmp_path: Path) -> None:
    none = tmp_path / "fonts.conf"
    none.write_text('<?xml version="1.0"?><fontconfig></fontconfig>')
    hidden = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    environment = {key: value for key, value in os.environ.items() if key not in hidden}
    environment |= {"FONTCONFIG_FILE": str(none), "PYTHONPATH": str(ROOT)}
    outs = [tmp_path / f"picture.{kind}" for kind in FORMATS]
    ran = subprocess.run(
        [sys.executable, "-c", HEADLESS, *outs],
        env=environment, cwd=tmp_path, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (ran.returncode, ran.stdout, ran.stderr) == (0, "", "")
    assert [out.read_bytes()[:3] for out in outs] == [MAGIC[kind][:3] for kind in FORMATS]
    # The bundled face was found: boxes for missing letters come from no font file.
    assert b"/FontFile2" in outs[2].read_bytes()
