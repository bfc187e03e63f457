"""Qt's own widgets in the theme's colours."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QApplication

from ceviz.draw.theme import DARK, LIGHT, TEXT, Theme, colour
from ceviz.panels import style

Role = QPalette.ColorRole


@pytest.fixture
def app(qapp: QApplication) -> Iterator[QApplication]:
    """The application, given back in light."""
    yield qapp
    style.dress(qapp, LIGHT)


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda theme: theme.name)
def test_every_role_follows_the_theme(app: QApplication, theme: Theme) -> None:
    style.dress(app, theme)
    palette = app.palette()
    for role, name in (
        (Role.Window, theme.background), (Role.Text, theme.ink),
        (Role.Accent, theme.accent), (Role.Highlight, theme.accent), (Role.Link, theme.accent),
        (Role.PlaceholderText, theme.muted), (Role.ToolTipText, theme.ink),
    ):  # fmt: skip
        assert palette.color(role) == colour(name), role
    # Fields stand out from what they lie on.
    assert palette.color(Role.Base) != palette.color(Role.Window)
    disabled = palette.color(QPalette.ColorGroup.Disabled, Role.Text)
    assert disabled == colour(theme.muted)
    assert app.font().pixelSize() == round(TEXT * theme.scale)
    assert theme.danger in app.styleSheet()


def test_without_a_word_from_the_desktop_it_is_light() -> None:
    assert style.system_theme() in (LIGHT, DARK)
    # Qt's offscreen display does not say.
    assert style.system_theme() is LIGHT
