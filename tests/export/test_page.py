"""The page: lengths that follow, and everything it refuses."""

from __future__ import annotations

from typing import Any

import pytest

from ceviz.errors import InvalidInput
from ceviz.export.page import LONGEST_PIXELS, MOST_PIXELS
from ceviz.views.registry import plot as plot_named
from tests.helpers.documents import fruit, many
from tests.helpers.plots import page_of


def test_without_lengths_a_plot_has_its_usual_size() -> None:
    page = page_of(fruit(), "curve")
    assert (
        (page.width_mm, page.height_mm) == plot_named("curve").usual_size(fruit()) == (120.0, 80.0)
    )


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"width_mm": 60.0}, (60.0, 40.0)),
        ({"height_mm": 160.0}, (240.0, 160.0)),
        ({"width_mm": 60.0, "height_mm": 60.0}, (60.0, 60.0)),
    ],
)
def test_of_one_length_the_other_follows_in_shape(
    given: dict[str, float], expected: tuple[float, float]
) -> None:
    page = page_of(fruit(), "curve", **given)
    assert (page.width_mm, page.height_mm) == pytest.approx(expected)


def test_rows_of_text_keep_their_height_whatever_the_width() -> None:
    usual = page_of(fruit(), "equation")
    wide = page_of(fruit(), "equation", width_mm=300.0)
    assert (wide.width_mm, wide.height_mm) == (300.0, usual.height_mm)
    flat = page_of(many(30), "table", height_mm=60.0)
    assert (flat.width_mm, flat.height_mm) == (
        page_of(many(30), "table").width_mm,
        60.0,
    )


def test_a_table_is_as_long_as_its_classes_up_to_a_page() -> None:
    heights = [plot_named("table").usual_size(many(count))[1] for count in (3, 10, 40, 1000)]
    assert heights[0] < heights[1] < heights[2] == heights[3]


@pytest.mark.parametrize(
    ("dpi", "pixels"), [(300.0, (1417, 945)), (96.0, (454, 302)), (25.4, (120, 80))]
)
def test_pixels_are_the_size_times_the_resolution(dpi: float, pixels: tuple[int, int]) -> None:
    assert page_of(fruit(), "curve", dpi=dpi).pixels == pixels


def test_there_is_always_one_pixel() -> None:
    assert page_of(fruit(), "curve", width_mm=0.01, height_mm=0.01, dpi=1.0).pixels == (
        1,
        1,
    )


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"width_mm": 0.0}, "the width must be above 0 and at most 5000 mm (it is 0 mm)"),
        ({"height_mm": -1.0}, "the height must be above 0 and at most 5000 mm (it is -1 mm)"),
        ({"width_mm": 10.0, "height_mm": 6000.0}, "the height must be above 0"),
        (
            {"height_mm": 4999.0},
            "the height is too large: the width that goes with it, 7498 mm, must be at most "
            "5000 mm. Choose a smaller height, or a width too",
        ),
        ({"width_mm": 10.0, "height_mm": float("nan")}, "the height must be above 0"),
        ({"width_mm": float("inf")}, "the width must be above 0"),
        ({"width_mm": 5001.0}, "(it is 5001 mm)"),
        ({"dpi": 0.0}, "the resolution must be between 1 and 4800 dpi (it is 0 dpi)"),
        ({"dpi": 1e9}, "the resolution must be between"),
        ({"font_scale": 0.0}, "the font scale must be between 0.1 and 10 (it is 0)"),
        ({"theme": "sepia"}, "there is no theme called “sepia”. Choose one of light, dark"),
    ],
)
def test_what_makes_no_sense_is_refused_in_words(given: dict[str, Any], words: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        page_of(fruit(), "curve", **given)
    assert words in str(refused.value)


def test_an_unknown_plot_is_refused_with_those_there_are() -> None:
    with pytest.raises(InvalidInput, match=r"no plot called “pie”.*curve.*table"):
        page_of(fruit(), "pie")


def test_an_image_must_fit_into_memory() -> None:
    page = page_of(fruit(), "curve", width_mm=1000.0, height_mm=1000.0, dpi=600.0)
    width, height = page.pixels
    assert width * height > MOST_PIXELS
    with pytest.raises(InvalidInput, match="23,622 × 23,622 pixels is too large"):
        page.checked_pixels()


def test_an_image_must_fit_the_painter() -> None:
    page = page_of(fruit(), "curve", width_mm=3000.0, height_mm=1.0, dpi=300.0)
    assert page.pixels[0] > LONGEST_PIXELS
    with pytest.raises(InvalidInput, match="too large"):
        page.checked_pixels()
