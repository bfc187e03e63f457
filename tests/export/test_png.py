"""PNG files, opened again."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtGui import QColor, QImage

from ceviz.document.model import Document
from ceviz.draw.plot import PER_MM
from ceviz.draw.state import View
from ceviz.draw.theme import THEMES
from ceviz.errors import InvalidInput
from ceviz.export.render import render_bytes, render_image
from ceviz.views.figures import figure
from ceviz.views.registry import plot as plot_named
from tests.helpers.documents import free_fruit, fruit, infinite, many
from tests.helpers.images import Pixels, pixels
from tests.helpers.plots import NAMES, page_of, write


def opened(path: Path) -> QImage:
    image = QImage(str(path))
    assert not image.isNull()
    return image


def share_of(image: Pixels, colour: str) -> float:
    """How much of ``image`` is exactly of ``colour``."""
    wanted = QColor(colour)
    return float(
        (image[..., :3] == (wanted.blue(), wanted.green(), wanted.red())).all(axis=-1).mean()
    )


@pytest.mark.parametrize("plot", NAMES)
@pytest.mark.parametrize("theme", THEMES)
def test_a_plot_has_its_size_its_resolution_and_its_theme(
    tmp_path: Path, plot: str, theme: str
) -> None:
    document = free_fruit() if theme == "dark" else many(300)
    out = tmp_path / "plot.png"
    page = page_of(document, plot, dpi=75.0)
    write(document, plot, out, dpi=75.0, theme=theme)
    image = opened(out)
    assert (image.width(), image.height()) == page.pixels
    assert image.dotsPerMeterX() == image.dotsPerMeterY() == 2953
    assert not image.hasAlphaChannel()
    shown = pixels(image)
    corner = QColor(THEMES[theme].background if plot == "picture" else THEMES[theme].surface)
    # To the very edge, without the frame of the card it lies on in the window.
    assert share_of(shown[:1], corner.name()) == share_of(shown[:, -1:], corner.name()) == 1.0
    # Words and axes in ink, and something besides.
    assert share_of(shown, THEMES[theme].ink) > 1e-4
    assert len(np.unique(shown.reshape(-1, 4), axis=0)) > 20


def test_classes_are_there_in_their_colours(tmp_path: Path) -> None:
    write(fruit(), "bars", tmp_path / "bars.png", dpi=96.0)
    shown = pixels(opened(tmp_path / "bars.png"))
    shares = [share_of(shown, hexes) for hexes in THEMES["light"].palette[:3]]
    # Bars as tall as q = 0.0746, 0.9088, 0.0166 are wide.
    assert shares[1] / shares[0] == pytest.approx(0.9088 / 0.0746, rel=0.15)
    assert shares[1] > shares[0] > shares[2] > 0.0


def test_a_transparent_page_has_nothing_behind_it() -> None:
    page = page_of(fruit(), "curve", dpi=96.0, transparent=True)
    image = render_image(figure(fruit(), "curve"), page)
    assert image.hasAlphaChannel()
    alpha = np.array([image.pixelColor(x, 1).alpha() for x in range(image.width())])
    assert not alpha.any()
    assert share_of(pixels(image), THEMES["light"].palette[1]) > 0.0


def test_font_scale_enlarges_the_type() -> None:
    def ink(scale: float) -> float:
        page = page_of(fruit(), "equation", dpi=96.0, font_scale=scale, height_mm=40.0)
        return share_of(
            pixels(render_image(figure(fruit(), "equation"), page)), THEMES["light"].ink
        )

    assert ink(1.5) > 1.4 * ink(1.0)


def test_resolution_changes_the_grain_and_not_the_picture() -> None:
    coarse = render_image(figure(fruit(), "bars"), page_of(fruit(), "bars", dpi=96.0))
    fine = render_image(figure(fruit(), "bars"), page_of(fruit(), "bars", dpi=384.0))
    shares = [share_of(pixels(image), THEMES["light"].palette[1]) for image in (coarse, fine)]
    assert shares[0] == pytest.approx(shares[1], rel=0.02)


def test_the_view_is_followed() -> None:
    linear, log = (
        render_bytes(
            figure(fruit(), "curve", view=view), "png", page_of(fruit(), "curve", dpi=50.0)
        )
        for view in (View(), View(log_q=True))
    )
    assert linear != log
    all_of_them, few = (
        render_bytes(
            figure(many(100), "bars", view=view), "png", page_of(many(100), "bars", dpi=50.0)
        )
        for view in (View(), View(top=5))
    )
    assert all_of_them != few


def test_the_selected_class_is_the_true_one_unless_told() -> None:
    def curve(selected: int | None) -> bytes:
        page = page_of(fruit(), "curve", dpi=50.0)
        return render_bytes(figure(fruit(), "curve", selected=selected), "png", page)

    assert curve(None) == curve(1) != curve(0)


@pytest.mark.parametrize("plot", NAMES)
@pytest.mark.parametrize("make", [fruit, infinite, lambda: many(1000)])
def test_no_size_is_too_small(plot: str, make: Callable[[], Document]) -> None:
    document = make()
    for width, height in ((0.05, 0.05), (0.3, 50.0), (50.0, 0.3), (3.0, 2.0), (12.0, 9.0)):
        for scale in (0.1, 1.0, 10.0):
            page = page_of(
                document,
                plot,
                width_mm=width,
                height_mm=height,
                dpi=96.0,
                font_scale=scale,
            )
            image = render_image(figure(document, plot), page)
            assert (image.width(), image.height()) == page.pixels


def test_a_picture_too_small_for_its_parts_is_shrunk_as_a_whole() -> None:
    least, small = (
        page_of(fruit(), "picture", width_mm=width / PER_MM / by, height_mm=height / PER_MM / by,
            dpi=48.0 * by,
        )
        for width, height in [plot_named("picture").least]
        for by in (1.0, 8.0)
    )  # fmt: skip
    assert small.width_mm == pytest.approx(least.width_mm / 8.0)
    assert render_image(figure(fruit(), "picture"), least) == render_image(
        figure(fruit(), "picture"), small
    )


def test_nothing_is_selected_in_a_file() -> None:
    bars = [
        render_bytes(figure(fruit(), "bars", selected=k), "png", page_of(fruit(), "bars", dpi=50.0))
        for k in (0, 1)
    ]
    assert bars[0] == bars[1]


def test_what_does_not_fit_into_memory_is_refused_and_no_file_is_left(tmp_path: Path) -> None:
    out = tmp_path / "huge.png"
    with pytest.raises(InvalidInput, match="too large"):
        write(fruit(), "curve", out, width_mm=4000.0, dpi=1200.0)
    assert not list(tmp_path.iterdir())
