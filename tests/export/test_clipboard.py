"""The clipboard: one thing in three forms."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QGuiApplication, QImage

from ceviz.errors import InvalidInput
from ceviz.export.clipboard import copy_figure
from ceviz.export.render import render_bytes, render_image
from ceviz.views.figures import figure
from tests.helpers.documents import fruit
from tests.helpers.plots import page_of


def test_image_vectors_and_cells_are_all_there() -> None:
    copy_figure(figure(fruit(), "curve"), theme="dark")
    page = page_of(fruit(), "curve", theme="dark")
    clipboard = QGuiApplication.clipboard()
    image, mime = clipboard.image(), clipboard.mimeData()
    expected = render_image(figure(fruit(), "curve"), page)
    assert image.convertToFormat(QImage.Format.Format_RGB32) == expected
    svg = mime.data("image/svg+xml").data()
    assert svg == render_bytes(figure(fruit(), "curve"), "svg", page)
    cells = [line.split("\t") for line in clipboard.text().splitlines()]
    assert cells == figure(fruit(), "curve").rows()


def test_what_cannot_be_drawn_leaves_the_clipboard_alone() -> None:
    QGuiApplication.clipboard().setText("mine")
    with pytest.raises(InvalidInput, match="no plot called"):
        copy_figure(figure(fruit(), "pie"))
    assert QGuiApplication.clipboard().text() == "mine"
