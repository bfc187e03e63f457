"""Colours and type, as one value that is passed in; light, dark and for projectors."""

from __future__ import annotations

import threading
from dataclasses import dataclass, replace

from PySide6.QtGui import QColor, QFont, QFontMetricsF

from ceviz.memo import value_memo

FAMILY = "DejaVu Sans"

#: Up to this size of type lines are as thin as they are; beyond it they grow with it.
FINE = 1.6

SMALL, TEXT, TITLE, LARGE, HUGE = 11.0, 12.0, 13.0, 17.0, 30.0


@dataclass(frozen=True)
class Theme:
    """What pictures are painted with; hex colours, so that a theme is data.

    Attributes:
        background: behind everything; ``surface`` is behind a plot.
        ink, muted, faint: text and axes, secondary text, grid lines.
        edge: outlines of controls.
        accent: selection and keyboard focus.
        target: the target p drawn over q.
        rise, fall: gradient arrows up and down; they differ in direction too, so that
            nothing is told by colour alone.
        palette: class colours by slot, reused from the start when they run out; no two look alike
            to people who lack a kind of cone (``tests/draw/test_colour_blindness.py``).
        scale: factor on all type.
        transparent: leave the background unpainted (exports).
        cards: pictures lie on cards; off where one picture is all there is on a page.
        marks: show which class is selected; off in files, where nothing can be.
    """

    name: str
    background: str
    surface: str
    raised: str
    ink: str
    muted: str
    faint: str
    edge: str
    accent: str
    target: str
    rise: str
    fall: str
    danger: str
    good: str
    palette: tuple[str, ...]
    scale: float = 1.0
    transparent: bool = False
    cards: bool = True
    marks: bool = True

    def __hash__(self) -> int:
        """Of what tells themes apart; every kept background asks for it in every frame."""
        return hash((self.name, self.scale, self.transparent, self.cards, self.marks))

    @property
    def dark(self) -> bool:
        """Whether text is lighter than the background."""
        return colour(self.background).lightness() < 128

    def class_colour(self, slot: int) -> QColor:
        """The colour of palette slot ``slot``."""
        return colour(self.palette[slot % len(self.palette)])

    def stroke(self, width: float) -> float:
        """How wide a line of ``width`` pixels is: type that is read from afar has thicker lines."""
        return width * max(1.0, self.scale / FINE)

    def font(self, size: float = TEXT, *, bold: bool = False, italic: bool = False) -> QFont:
        """The bundled face at ``size`` logical pixels, times the theme's scale."""
        return _faces.fonts[size * self.scale, bold, italic]

    def figures(self, size: float = TEXT, *, bold: bool = False) -> QFont:
        """:meth:`font` for numbers and their units: without shaping, in three quarters of the time.

        What is written in it has neither ligatures nor pairs that are kerned.
        """
        return _faces.figures[size * self.scale, bold]

    def metrics(self, size: float = TEXT, *, bold: bool = False) -> QFontMetricsF:
        """Metrics of :meth:`font`, for layout before there is a painter."""
        return _faces.metrics[size * self.scale, bold]

    def drop(self, size: float = TEXT, *, bold: bool = False) -> float:
        """How far below the middle of a line its baseline lies."""
        return _faces.drops[size * self.scale, bold]

    def width(self, text: str, size: float = TEXT, *, bold: bool = False) -> float:
        """How wide ``text`` is in :meth:`font`, remembered.

        All digits of the face are equally wide and none is kerned, so that numbers are
        remembered by their pattern: a third of the time of asking Qt.
        """
        widths = _faces.widths
        key = (text.translate(_DIGITS), size * self.scale, bold)
        width = widths.get(key)
        if width is None:
            if len(widths) >= _REMEMBERED:
                widths.clear()
            width = widths[key] = self.metrics(size, bold=bold).horizontalAdvance(text)
        return width

    def scaled(self, factor: float) -> Theme:
        """The same theme with type ``factor`` times as large."""
        return replace(self, scale=self.scale * factor)


LIGHT = Theme(
    name="light",
    background="#f4f5f7",
    surface="#ffffff",
    raised="#e9ecf1",
    ink="#1b1f27",
    muted="#5a6372",
    faint="#e1e5eb",
    edge="#767e8b",
    accent="#2563c9",
    target="#1b1f27",
    rise="#0b7a53",
    fall="#b8321f",
    danger="#b3261e",
    good="#0b7a53",
    palette=(
        "#3879d9", "#c25400", "#1b916c", "#b98d00", "#714ca9",
        "#d75690", "#6d9d5a", "#aa3223", "#1c9ec3", "#8b6e4c",
    ),
)  # fmt: skip

DARK = Theme(
    name="dark",
    background="#16181d",
    surface="#1e2128",
    raised="#2b303a",
    ink="#e8eaee",
    muted="#a0a8b6",
    faint="#343a45",
    edge="#7d8695",
    accent="#6ea8ff",
    target="#f2f3f5",
    rise="#45d09a",
    fall="#ff8a73",
    danger="#ff8a80",
    good="#45d09a",
    palette=(
        "#5986c7", "#dd8431", "#3cd1b8", "#dfb92a", "#b496fd",
        "#ff5999", "#9ac378", "#dd4434", "#71abbc", "#b1896b",
    ),
)  # fmt: skip

#: For halls that are not dark: black on white, and every colour as dark as small text has to be.
PROJECTOR = Theme(
    name="projector",
    background="#ffffff",
    surface="#ffffff",
    raised="#e4e6ea",
    ink="#000000",
    muted="#333a45",
    faint="#b5bac2",
    edge="#3d444f",
    accent="#0037b3",
    target="#000000",
    rise="#005c38",
    fall="#9c1800",
    danger="#9c0d06",
    good="#005c38",
    palette=(
        "#2b47d7", "#8b4710", "#20713c", "#897408", "#762c7d",
        "#de275e", "#627b63", "#6a2517", "#007ea9", "#58483f",
    ),
)  # fmt: skip

#: Light and dark for desktops that ask for more contrast.
CONTRASTED = {
    "light": replace(PROJECTOR, name="light"),
    "dark": replace(
        DARK, background="#000000", surface="#000000", raised="#20242c", ink="#ffffff",
        muted="#d3d9e3", faint="#596271", edge="#c6cdd9", target="#ffffff",
    ),
}  # fmt: skip

THEMES = {theme.name: theme for theme in (LIGHT, DARK, PROJECTOR)}


@value_memo(most=256)
def colour(name: str, alpha: float = 1.0) -> QColor:
    """``name`` as a QColor, cached; treat it as read-only."""
    made = QColor(name)
    made.setAlphaF(alpha)
    return made


_GREY = QFont.StyleStrategy.NoSubpixelAntialias

_DIGITS = str.maketrans("123456789", "000000000")

#: How many widths are remembered.
_REMEMBERED = 4096


class _Fonts(dict[tuple[float, bool, bool], QFont]):
    """Fonts by size, bold, italic; made when first asked for."""

    def __missing__(self, key: tuple[float, bool, bool]) -> QFont:
        size, bold, italic = key
        font = self[key] = QFont(FAMILY)
        # Pixel sizes are whole; points are not, and 1 px = 0.75 pt at 96 dpi would follow the
        # device.
        font.setPixelSize(max(1, round(round(size, 2))))
        font.setBold(bold)
        font.setItalic(italic)
        # Grey edges everywhere, as in files and on stamps: no coloured ones on some screens.
        font.setStyleStrategy(_GREY)
        return font


class _Figures(dict[tuple[float, bool], QFont]):
    """Fonts for numbers by size; nothing in a number is joined or kerned in this face."""

    def __missing__(self, key: tuple[float, bool]) -> QFont:
        font = self[key] = QFont(_faces.fonts[*key, False])
        font.setStyleStrategy(QFont.StyleStrategy.PreferNoShaping | _GREY)
        return font


class _Metrics(dict[tuple[float, bool], QFontMetricsF]):
    """Metrics by size and bold; made when first asked for."""

    def __missing__(self, key: tuple[float, bool]) -> QFontMetricsF:
        metrics = self[key] = QFontMetricsF(_faces.fonts[*key, False])
        return metrics


class _Drops(dict[tuple[float, bool], float]):
    """Baselines below the middle by size and bold; measured when first asked for."""

    def __missing__(self, key: tuple[float, bool]) -> float:
        metrics = _faces.metrics[key]
        drop = self[key] = metrics.ascent() - metrics.height() / 2.0
        return drop


class _Faces(threading.local):
    """Fonts, metrics and widths by size, bold and italic; one set a thread.

    Qt loads the face into a font when it is first used, without a guard, and exports are
    painted off the GUI thread.
    """

    def __init__(self) -> None:
        self.fonts = _Fonts()
        self.figures = _Figures()
        self.metrics = _Metrics()
        self.drops = _Drops()
        self.widths: dict[tuple[str, float, bool], float] = {}


_faces = _Faces()


@value_memo(most=64)
def blend(name: str, over: str, share: float) -> QColor:
    """``share`` of ``name`` painted over ``over``: opaque, so quicker to fill than alpha."""
    top, under = colour(name), colour(over)
    parts = (
        round(share * a + (1.0 - share) * b)
        for a, b in zip(top.getRgb()[:3], under.getRgb()[:3], strict=True)  # type: ignore[index]
    )
    return QColor(*parts)


#: What text has to have against its ground, and what has to be told from it without reading.
READ, SEEN = 4.5, 3.0


def contrast(one: QColor, other: QColor) -> float:
    """Of two opaque colours, 1 to 21: (L₁ + 0.05)/(L₂ + 0.05) of luminances, as in WCAG 2."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def ink_on(ground: QColor) -> QColor:
    """Black or white, which can be read on any filling."""
    return max(colour("#000000"), colour("#ffffff"), key=lambda ink: contrast(ink, ground))


@value_memo(most=64)
def readable(name: str, theme: Theme) -> QColor:
    """The colour ``name`` with as much ink in it as it takes to be read on the surface."""
    shares = (share / 20.0 for share in range(21))
    tints = (blend(theme.ink, name, share) for share in shares)
    # Also where another colour tints the surface a little.
    return next(t for t in tints if contrast(t, colour(theme.surface)) >= 1.1 * READ)


def _luminance(tint: QColor) -> float:
    red, green, blue = (
        share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4
        for share in (tint.redF(), tint.greenF(), tint.blueF())
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
