"""SVG files, read as XML and drawn by another program's eyes: QtSvg."""

from __future__ import annotations

import re
from pathlib import Path
from xml.etree import ElementTree

import pytest
from PySide6.QtGui import QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

from ceviz.document.classes import rename_class
from ceviz.document.model import Document
from ceviz.draw.theme import LIGHT, colour
from ceviz.export.render import render_bytes
from ceviz.views.figures import figure
from tests.export.conftest import has_field
from tests.helpers.documents import fruit
from tests.helpers.images import pixels
from tests.helpers.plots import NAMES, page_of, write

SVG = "{http://www.w3.org/2000/svg}"


def tree_of(document: Document, name: str, **settings: float) -> ElementTree.Element:
    page = page_of(document, name, **settings)
    return ElementTree.fromstring(render_bytes(figure(document, name), "svg", page))


def words_of(tree: ElementTree.Element) -> list[str]:
    return ["".join(text.itertext()) for text in tree.iter(f"{SVG}text")]


@pytest.mark.parametrize("name", NAMES)
def test_a_plot_is_vectors_and_text_only(any_document: Document, name: str) -> None:
    tree = tree_of(any_document, name)
    assert tree.tag == f"{SVG}svg"
    assert tree.get("version") == "1.1"
    assert bool(list(tree.iter(f"{SVG}image"))) == has_field(name, any_document)
    assert words_of(tree)


@pytest.mark.parametrize("name", ["picture", "scores", "bars", "gradient", "table"])
def test_classes_are_named_in_text(name: str) -> None:
    assert {"Apple", "Banana", "Orange"} <= set(words_of(tree_of(fruit(), name)))


def test_numbers_are_text(tmp_path: Path) -> None:
    write(fruit(), "equation", tmp_path / "equation.svg")
    words = " ".join(words_of(ElementTree.parse(tmp_path / "equation.svg").getroot()))
    assert "−log 0.90876" in words
    assert "0.0957 nats" in words


def test_the_size_is_in_exact_millimetres() -> None:
    tree = tree_of(fruit(), "curve", width_mm=123.4, height_mm=77.7)
    assert (tree.get("width"), tree.get("height")) == ("123.4mm", "77.7mm")
    box = [float(number) for number in tree.get("viewBox", "").split()]
    assert box == pytest.approx([0.0, 0.0, 123.4 / 25.4 * 96.0, 77.7 / 25.4 * 96.0], rel=1e-5)


def test_names_that_mean_something_in_xml_stay_names(awkward: Document) -> None:
    words = words_of(tree_of(awkward, "table"))
    assert set(awkward.classes.names) <= set(words)


def test_what_xml_cannot_hold_is_replaced() -> None:
    document = rename_class(fruit(), 0, "A\uffffB")
    assert "A\N{REPLACEMENT CHARACTER}B" in words_of(tree_of(document, "table"))


def test_text_falls_back_on_a_face_as_wide() -> None:
    texts = tree_of(fruit(), "bars").iter(f"{SVG}text")
    families = {text.get("font-family", "") for text in texts}
    assert families == {"DejaVu Sans, Bitstream Vera Sans, Verdana, sans-serif"}


def test_a_transparent_page_has_no_ground() -> None:
    def grounds(transparent: bool) -> int:
        page = page_of(fruit(), "bars", transparent=transparent)
        text = render_bytes(figure(fruit(), "bars"), "svg", page).decode()
        return len(re.findall(f'fill="{LIGHT.surface}"[^>]*stroke="none"', text))

    assert grounds(transparent=False) > grounds(transparent=True) == 0


def test_another_program_sees_the_bars_where_they_are() -> None:
    renderer = QSvgRenderer(render_bytes(figure(fruit(), "bars"), "svg"))
    assert renderer.isValid()
    image = QImage(454, 302, QImage.Format.Format_RGB32)
    image.fill(0)
    painter = QPainter(image)
    renderer.render(painter)
    painter.end()
    shown = pixels(image)
    tint = colour(LIGHT.palette[1])
    orange = (shown[..., :3] == (tint.blue(), tint.green(), tint.red())).all(axis=-1)
    rows = orange.any(axis=1).nonzero()[0]
    middle = orange.any(axis=0).nonzero()[0].mean()
    assert len(rows) > 150  # Banana's bar is 0.9088 of the axis high
    assert abs(middle - 0.55 * 454) < 0.05 * 454  # and the second of three columns


def test_a_thousand_classes_are_an_envelope_and_not_a_thousand_bars(
    any_document: Document,
) -> None:
    assert len(render_bytes(figure(any_document, "bars"), "svg")) < 200_000
