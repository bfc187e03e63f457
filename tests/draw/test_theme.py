"""Themes can be read: by contrast, by the bundled face, in both brightnesses."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QColor, QFontInfo

from ceviz.draw.theme import CONTRASTED, FINE, LIGHT, THEMES, Theme, colour, ink_on, readable
from ceviz.draw.theme import contrast as own_contrast

themes = pytest.mark.parametrize(
    "theme",
    [*THEMES.values(), *CONTRASTED.values()],
    ids=[*THEMES, *(f"{name}, more contrast" for name in CONTRASTED)],
)


def contrast(one: str, other: str) -> float:
    """WCAG 2: (L1 + 0.05)/(L2 + 0.05) of relative luminances."""

    def luminance(name: str) -> float:
        c = QColor(name)
        red, green, blue = (linear(share) for share in (c.redF(), c.greenF(), c.blueF()))
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    def linear(share: float) -> float:
        return share / 12.92 if share <= 0.04045 else float(((share + 0.055) / 1.055) ** 2.4)

    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@themes
@pytest.mark.parametrize("tone", ["ink", "muted", "rise", "fall", "danger", "good", "target"])
def test_text_can_be_read_on_every_ground(theme: Theme, tone: str) -> None:
    for ground in (theme.background, theme.surface, theme.raised):
        assert contrast(getattr(theme, tone), ground) >= 4.5


@themes
def test_marks_stand_out_from_the_surface(theme: Theme) -> None:
    for tone in (theme.accent, *theme.palette):
        assert contrast(tone, theme.surface) >= 2.3


@themes
def test_outlines_stand_out_from_every_ground(theme: Theme) -> None:
    tones = (theme.edge, theme.accent, theme.target, theme.rise, theme.fall, theme.muted)
    for tone in (*tones, *(theme.palette if theme.dark else ())):
        for ground in (theme.background, theme.surface):
            assert contrast(tone, ground) >= 3.0, (tone, ground)


@themes
def test_what_is_made_readable_is(theme: Theme) -> None:
    for name in theme.palette:
        assert contrast(readable(name, theme).name(), theme.surface) >= 4.5
        assert contrast(ink_on(colour(name)).name(), name) >= 4.5
        assert own_contrast(colour(name), colour(theme.surface)) == pytest.approx(
            contrast(name, theme.surface)
        )


@themes
def test_neighbouring_classes_are_told_apart(theme: Theme) -> None:
    assert len(set(theme.palette)) == len(theme.palette) == 10
    assert theme.class_colour(0) == theme.class_colour(10)
    assert theme.class_colour(0) != theme.class_colour(1)


def test_dark_is_dark() -> None:
    assert [theme.name for theme in THEMES.values() if theme.dark] == ["dark"]
    assert set(THEMES) == {"light", "dark", "projector"}


def test_on_a_projector_all_is_as_dark_as_small_text() -> None:
    """A hall's light takes contrast away from what has little: nothing has."""
    theme = THEMES["projector"]
    for tone in (theme.ink, theme.muted, theme.accent, theme.rise, theme.fall, theme.edge):
        assert contrast(tone, theme.background) >= 7.0, tone
    for tone in theme.palette:
        assert contrast(tone, theme.surface) >= 4.5, tone


def test_the_bundled_face_is_used_at_whole_pixels() -> None:
    for theme in (LIGHT, LIGHT.scaled(1.3)):
        font = theme.font(12.0, bold=True)
        assert QFontInfo(font).family() == "DejaVu Sans"
        assert font.pixelSize() == round(12.0 * theme.scale)
        assert theme.metrics(12.0).height() == pytest.approx(12.0 * theme.scale * 1.164, rel=0.1)


def test_scaling_is_of_type_only() -> None:
    large = LIGHT.scaled(2.0)
    assert large.scale == 2.0
    assert large.palette == LIGHT.palette
    assert large.scaled(0.5) == LIGHT


def test_lines_grow_with_type_that_is_read_from_afar() -> None:
    assert [LIGHT.scaled(k).stroke(2.0) for k in (0.8, 1.0, FINE)] == [2.0, 2.0, 2.0]
    assert LIGHT.scaled(2.0 * FINE).stroke(2.0) == 4.0


def test_colours_are_kept() -> None:
    assert colour("#123456", 0.5) is colour("#123456", 0.5)
    assert colour("#123456", 0.5).alphaF() == pytest.approx(0.5, abs=0.01)


@pytest.mark.parametrize("name", CONTRASTED)
def test_more_contrast_is_more_for_all_that_is_read(name: str) -> None:
    usual, more = THEMES[name], CONTRASTED[name]
    assert more.dark == usual.dark
    for ground in (more.background, more.surface, more.raised):
        for tone in (more.ink, more.muted):
            assert contrast(tone, ground) >= 7.0, (tone, ground)
        assert contrast(more.edge, ground) >= 4.5
    for tone in ("ink", "muted", "faint", "edge"):
        before = contrast(getattr(usual, tone), usual.surface)
        assert contrast(getattr(more, tone), more.surface) > before
