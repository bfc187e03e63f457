"""PDF files: their parts, and, where poppler is installed, what it makes of them."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest
from PySide6.QtGui import QColor, QImage

from ceviz.document.model import Document
from ceviz.draw.theme import DARK
from ceviz.export.render import render_bytes
from ceviz.views.figures import figure
from tests.export.conftest import has_field
from tests.helpers.documents import fruit
from tests.helpers.plots import NAMES, page_of, write

needs_poppler = pytest.mark.skipif(
    shutil.which("pdftoppm") is None or shutil.which("pdftotext") is None,
    reason="poppler-utils is not installed",
)


@pytest.mark.parametrize("plot", NAMES)
def test_a_plot_is_vectors_with_embedded_fonts(any_document: Document, plot: str) -> None:
    data = render_bytes(figure(any_document, plot), "pdf")
    assert data.startswith(b"%PDF-1.")
    assert data.rstrip().endswith(b"%%EOF")
    assert (b"/Subtype /Image" in data) == has_field(plot, any_document)
    assert b"/FontFile2" in data
    assert data.count(b"/Type /Page\n") == 1


@pytest.mark.parametrize(
    ("width", "height"), [(120.0, 80.0), (123.4, 77.7), (30.0, 300.0), (9.99, 3.5)]
)
def test_the_page_has_its_exact_size(width: float, height: float) -> None:
    page = page_of(fruit(), "curve", width_mm=width, height_mm=height)
    found = re.findall(
        rb"/MediaBox \[([^\]]*)\]", render_bytes(figure(fruit(), "curve"), "pdf", page)
    )
    assert len(found) == 1
    left, bottom, right, top = map(float, found[0].split())
    assert (right - left, top - bottom) == pytest.approx(
        (width * 72 / 25.4, height * 72 / 25.4), abs=1e-3
    )


def test_the_file_is_whole_after_its_dates_and_sizes_are_replaced() -> None:
    data = render_bytes(figure(fruit(), "bars"), "pdf")
    start = int(data.rsplit(b"startxref", 1)[1].split()[0])
    assert data[start:].startswith(b"xref")
    entries = re.findall(rb"(\d{10}) \d{5} n", data[start:])
    assert len(entries) > 5
    for number, entry in enumerate(entries, start=1):
        assert data[int(entry) :].startswith(b"%d 0 obj" % number)


def test_it_says_what_it_is_and_not_when() -> None:
    data = render_bytes(figure(fruit(), "bars"), "pdf")
    assert b"Probabilities q and target p" in data
    assert set(re.findall(rb"\(D:(\d+)", data)) == {b"20000101000000"}


@needs_poppler
def test_its_text_is_text(tmp_path: Path) -> None:
    write(fruit(), "table", tmp_path / "table.pdf")
    words = subprocess.run(
        ["pdftotext", "-layout", tmp_path / "table.pdf", "-"],
        check=True, capture_output=True, encoding="utf-8",
    ).stdout  # fmt: skip
    assert re.search(r"Banana +1 +3\.5 +0\.9088 +0\.0957 +0\.0957 +−0\.0912", words)


@needs_poppler
def test_it_is_painted_to_its_edges(tmp_path: Path) -> None:
    write(fruit(), "picture", tmp_path / "picture.pdf", theme="dark")
    subprocess.run(
        ["pdftoppm", "-r", "100", "-png", "-singlefile", "picture.pdf", "page"],
        check=True, cwd=tmp_path,
    )  # fmt: skip
    image = QImage(str(tmp_path / "page.png"))
    assert abs(image.width() - 300 / 25.4 * 100) <= 1.0
    assert abs(image.height() - 170 / 25.4 * 100) <= 1.0
    # The last row and column may be cut by the edge of the page.
    for x in (0, image.width() - 2):
        for y in (0, image.height() - 2):
            assert image.pixelColor(x, y) == QColor(DARK.background)
