"""The pictures there are, and short ways to draw them, for tests that draw many."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ceviz.document.model import Document
from ceviz.export.page import Page
from ceviz.export.render import render_file
from ceviz.views.figures import figure
from ceviz.views.registry import plot, plots

NAMES = [each.name for each in plots()]


def page_of(document: Document, name: str, **look: Any) -> Page:
    """The page of a plot of ``document``."""
    return Page.of(plot(name), document, **look)


def write(document: Document, name: str, out: Path, **look: Any) -> None:
    """Write a plot with its usual options to ``out``."""
    render_file(figure(document, name), out, page_of(document, name, **look))
