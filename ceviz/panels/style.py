"""Qt's own widgets in the theme's colours: Fusion, a palette, a few lines of style, tool icons.

``styleHints().setColorScheme`` has no effect on plain X11 or offscreen, so it is only read.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QGuiApplication, QIcon, QImage, QPainter, QPalette, QPixmap
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget

from ceviz.draw.theme import DARK, LIGHT, TEXT, Theme, blend, colour
from ceviz.storage import resources

#: Lengths of a style sheet up to so many pixels are lines, which do not grow thinner.
LINE = 1

#: What can be pressed, typed into or pulled: controls, whose outlines must be seen.
CONTROLS = (
    "QPushButton", "QToolButton", "QComboBox", "QLineEdit", "QAbstractSpinBox", "QCheckBox",
    "QRadioButton", "QSlider", "QProgressBar",
)  # fmt: skip

#: What Fusion makes of the window's colour for an outline: QColor.darker(140).
DARKER = 1.4

#: How much of the accent lies on a selected row of a table.
CHOSEN = 0.22

#: The tools that have an icon; each is a file of ``icons/tools/``, all in one line width.
TOOLS = (
    "new", "open", "save", "export", "copy", "undo", "redo", "add", "lock", "label",
    "glossary", "learn", "freeze", "play", "pause",
)  # fmt: skip

#: The sizes a tool's icon is drawn in, in pixels: beside text of 80 to 250 %, and on fine screens.
TOOL_SIZES = (16, 20, 24, 32, 40, 48, 64, 80)

#: How large one is beside text, in pixels at the usual size of type.
TOOL = 16.0

#: What a dialog leaves free of its screen.
MARGIN = QSize(40, 60)


def system_theme() -> Theme:
    """Light or dark as the desktop asks; light if it does not say."""
    scheme = QGuiApplication.styleHints().colorScheme()
    return DARK if scheme == Qt.ColorScheme.Dark else LIGHT


def prefers_contrast() -> bool:
    """Whether the desktop asks for more contrast; Qt knows it from 6.10 on."""
    hints = QGuiApplication.styleHints()
    if not hasattr(hints, "accessibility"):
        return False
    wanted = hints.accessibility().contrastPreference()
    return bool(wanted == Qt.ContrastPreference.HighContrast)


def on_wishes(do: Callable[[], object]) -> None:
    """Call ``do``, a method of an object of Qt's, when the desktop asks for other colours."""
    hints = QGuiApplication.styleHints()
    hints.colorSchemeChanged.connect(do)
    if hasattr(hints, "accessibility"):
        hints.accessibility().contrastPreferenceChanged.connect(do)


def dress(app: QApplication, theme: Theme) -> None:
    """Palette, font and style sheet for all windows, at the size of the theme's type."""
    app.setPalette(palette(theme))
    for name in CONTROLS:
        app.setPalette(control_palette(theme), name)  # type: ignore[arg-type]
    app.setFont(theme.font(TEXT))
    # Before the sheet: widgets that have been given one no longer hear of another font.
    QCoreApplication.sendPostedEvents(None, QEvent.Type.ApplicationFontChange)
    app.setStyleSheet(sheet(theme))


def sheet(theme: Theme) -> str:
    """The style sheet in the theme's colours; its pixels grow with the type, but for lines."""

    def grown(found: re.Match[str]) -> str:
        pixels = int(found[1])
        return f"{max(pixels if pixels <= LINE else 1, round(pixels * theme.scale))}px"

    chosen = blend(theme.accent, theme.surface, CHOSEN).name()
    return re.sub(r"\b(\d+)px", grown, _SHEET.format(**vars(theme), chosen=chosen))


def in_type(widget: QWidget, size: QSize) -> QSize:
    """``size`` at the usual size of type, for ``widget`` in its own; at most its screen."""
    grown = size * (widget.fontMetrics().height() / LIGHT.metrics(TEXT).height())
    return grown.boundedTo(widget.screen().availableSize() - MARGIN)


def palette(theme: Theme) -> QPalette:
    """Every role that Fusion uses; Accent too, which is black otherwise."""
    made = QPalette(colour(theme.raised), colour(theme.background))
    role = QPalette.ColorRole
    for name, hexes in {
        role.Window: theme.background,
        role.WindowText: theme.ink,
        # On dark ground Fusion's outlines cannot be seen: fields are told by their filling.
        role.Base: theme.raised if theme.dark else theme.surface,
        role.AlternateBase: theme.raised,
        role.Text: theme.ink,
        role.Button: theme.raised,
        role.ButtonText: theme.ink,
        role.BrightText: theme.danger,
        role.Highlight: theme.accent,
        role.HighlightedText: theme.surface,
        role.Accent: theme.accent,
        role.Link: theme.accent,
        role.ToolTipBase: theme.raised,
        role.ToolTipText: theme.ink,
        role.PlaceholderText: theme.muted,
    }.items():
        made.setColor(name, colour(hexes))
    for name in (role.WindowText, role.Text, role.ButtonText):
        made.setColor(QPalette.ColorGroup.Disabled, name, colour(theme.muted))
    return made


def control_palette(theme: Theme) -> QPalette:
    """:func:`palette` for controls, with outlines that are seen on every ground.

    Fusion takes a darker shade of the window's colour for them, and controls use that colour for
    nothing else.
    """
    made = palette(theme)
    edge = colour(theme.edge)
    parts = (min(255, round(DARKER * part)) for part in (edge.red(), edge.green(), edge.blue()))
    made.setColor(QPalette.ColorRole.Window, QColor(*parts))
    return made


def tool_icon(name: str, theme: Theme) -> QIcon:
    """The icon of the tool ``name``, in the colours of the theme's text; needs a QGuiApplication.

    Raises:
        KeyError: there is none of that name in :data:`TOOLS`.
    """
    if name not in TOOLS:
        raise KeyError(name)
    drawing = resources.read_text(f"icons/tools/{name}.svg")
    icon = QIcon()
    for mode, tint in ((QIcon.Mode.Normal, theme.ink), (QIcon.Mode.Disabled, theme.muted)):
        tinted = drawing.replace("currentColor", tint).encode("utf-8")
        for size in TOOL_SIZES:
            icon.addPixmap(QPixmap.fromImage(drawn(size, tinted)), mode)
    return icon


def wear(button: QAbstractButton, name: str, theme: Theme) -> None:
    """Give a button the icon of the tool ``name``, as large as goes with the theme's text."""
    side = round(TOOL * theme.scale)
    button.setIcon(tool_icon(name, theme))
    button.setIconSize(QSize(side, side))


def drawn(size: int, drawing: bytes) -> QImage:
    """An SVG as an image, ``size`` pixels wide and high."""
    from PySide6.QtSvg import QSvgRenderer

    image = QImage(size, size, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    with QPainter(image) as painter:
        QSvgRenderer(drawing).render(painter, QRectF(0, 0, size, size))
    return image


_SHEET = """
QLabel[quiet="true"] {{ color: {muted}; }}
QLabel[rank="small"] {{ font-size: 10px; }}
QLabel[rank="question"] {{ font-size: 16px; }}
QLabel[rank="title"] {{ font-size: 14px; font-weight: bold; }}
QLabel[rank="text"] {{ font-size: 13px; }}
QLabel[rank="told"] {{ font-size: 13px; font-weight: bold; }}
QLineEdit[refused="true"] {{ border: 2px solid {danger}; border-radius: 3px; }}
QLabel[heading="true"] {{ color: {ink}; font-weight: 600; }}
QToolTip {{ color: {ink}; background: {raised}; border: 1px solid {muted}; padding: 4px; }}
QTableView {{
    border: 1px solid {faint}; border-radius: 6px; background: {surface};
    selection-background-color: {chosen}; selection-color: {ink};
}}
/* Over the words: beside them it would lie on those that end where their column ends. */
QHeaderView::up-arrow, QHeaderView::down-arrow {{
    subcontrol-position: top center; width: 8px; height: 6px;
}}
QHeaderView::section {{
    background: {surface}; color: {muted}; border: none; border-bottom: 1px solid {faint};
    padding: 3px 6px;
}}
/* Titles in full: many of them scroll. */
QTabBar {{ qproperty-elideMode: ElideNone; qproperty-usesScrollButtons: true; }}
QTabBar::tab {{
    background: {background}; color: {muted}; border: none; border-top: 3px solid transparent;
    padding: 4px 10px 6px 10px;
}}
QTabBar::tab:selected {{ background: {raised}; color: {ink}; border-top-color: {accent}; }}
QTabBar::tab:hover {{ color: {ink}; }}
QTabBar::tab:focus {{ border: 1px solid {accent}; border-top-width: 3px; }}
#notice {{ background: {raised}; border: 1px solid {muted}; border-radius: 6px; }}
#controls {{ background: {surface}; border: 1px solid {faint}; border-radius: 6px; }}
"""
