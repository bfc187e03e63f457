"""Qt's own widgets in the theme's colours."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QComboBox,
    QHBoxLayout,
    QLineEdit,
    QProgressBar,
    QPushButton,
    QRadioButton,
    QSlider,
    QSpinBox,
    QToolButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from ceviz.draw.theme import DARK, LIGHT, TEXT, Theme, colour
from ceviz.panels import style
from tests.draw.test_theme import contrast

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


#: What a text has to have against its ground, and an outline against its own.
READ, SEEN = 4.5, 3.0


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda theme: theme.name)
def test_every_text_of_a_widget_can_be_read(theme: Theme) -> None:
    for made in (style.palette(theme), style.control_palette(theme)):
        for text, ground in (
            (Role.Text, Role.Base), (Role.Text, Role.AlternateBase), (Role.ButtonText, Role.Button),
            (Role.HighlightedText, Role.Highlight), (Role.ToolTipText, Role.ToolTipBase),
            (Role.PlaceholderText, Role.Base), (Role.Link, Role.Base),
        ):  # fmt: skip
            ratio = contrast(made.color(text).name(), made.color(ground).name())
            assert ratio >= READ, (text, ground, ratio)
    for tone in (theme.ink, theme.muted, theme.accent, theme.danger):
        assert contrast(tone, theme.background) >= READ, tone


CONTROLS = (
    "button", "tool", "combo", "check", "checked", "radio", "slider", "spin", "line", "progress",
)  # fmt: skip


def controls() -> dict[str, QWidget]:
    """One of each, as it is at rest."""
    combo, bar, box = QComboBox(), QProgressBar(), QCheckBox()
    combo.addItem("Banana")
    bar.setValue(30)
    box.setChecked(True)
    return {
        "button": QPushButton("Go"), "tool": QToolButton(), "combo": combo, "check": QCheckBox(),
        "checked": box, "radio": QRadioButton(), "slider": QSlider(Qt.Orientation.Horizontal),
        "spin": QSpinBox(), "line": QLineEdit("0.5"), "progress": bar,
    }  # fmt: skip


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda theme: theme.name)
@pytest.mark.parametrize("name", CONTROLS)
def test_every_control_is_seen_on_its_ground(
    app: QApplication, qtbot: QtBot, theme: Theme, name: str
) -> None:
    """Its outline, or its filling, within three pixels of its left end; as painted."""
    style.dress(app, theme)
    for ground in (theme.background, theme.surface):
        host, control = QWidget(), controls()[name]
        qtbot.addWidget(host)
        made = host.palette()
        made.setColor(Role.Window, colour(ground))
        host.setPalette(made)
        row = QHBoxLayout(host)
        # What is seen at rest: the ring of the keyboard is another colour.
        control.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        row.addWidget(control)
        host.resize(160, 60)
        host.ensurePolished()
        image, box = host.grab().toImage(), control.geometry()
        edge = [image.pixelColor(box.left() + x, box.center().y()) for x in range(3)]
        assert max(contrast(pixel.name(), ground) for pixel in edge) >= SEEN
