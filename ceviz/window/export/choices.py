"""What was chosen in the export dialog, remembered from one time to the next."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field

from PySide6.QtCore import QSettings

from ceviz.document.model import Document
from ceviz.draw.plot import Plot
from ceviz.draw.theme import THEMES
from ceviz.errors import CevizError
from ceviz.export.page import Page, check_dpi, check_font_scale, check_length
from ceviz.export.render import FORMATS

#: The units lengths are typed in. Pixels are those of the resolution, and 1/dpi of an inch.
UNITS = {"mm": "mm", "in": "inches", "px": "pixels"}


@dataclass
class Choices:
    """Everything that can be chosen, except the plot.

    Attributes:
        kind: the format, a key of :data:`~ceviz.export.render.FORMATS`.
        unit: what lengths are shown in, a key of :data:`UNITS`.
        sizes: width and height in mm by plot, where they are not the usual ones.
    """

    kind: str = "png"
    unit: str = "mm"
    dpi: float = 300.0
    theme: str = "light"
    font_scale: float = 1.0
    transparent: bool = False
    folder: str = ""
    sizes: dict[str, tuple[float, float]] = field(default_factory=dict)

    @classmethod
    def remembered(cls) -> Choices:
        """Those of the last time; a stored value that makes no sense is as good as none."""
        settings, made = QSettings(), cls()
        settings.beginGroup("export")
        for name, allowed in (("kind", FORMATS), ("unit", UNITS), ("theme", THEMES)):
            if (value := str(settings.value(name, ""))) in allowed:
                setattr(made, name, value)
        for name, check in (("dpi", check_dpi), ("font_scale", check_font_scale)):
            with suppress(CevizError, TypeError, ValueError):
                number = float(str(settings.value(name)))
                check(number)
                setattr(made, name, number)
        made.transparent = str(settings.value("transparent", "false")).lower() == "true"
        made.folder = str(settings.value("folder", ""))
        settings.beginGroup("sizes")
        for plot in settings.childKeys():
            with suppress(CevizError, TypeError, ValueError):
                width, height = map(float, str(settings.value(plot)).split("x"))
                check_length("width", width)
                check_length("height", height)
                made.sizes[plot] = (width, height)
        return made

    def remember(self) -> None:
        """Keep them for the next time."""
        settings = QSettings()
        settings.beginGroup("export")
        for name in ("kind", "unit", "dpi", "theme", "font_scale", "folder"):
            settings.setValue(name, str(getattr(self, name)))
        settings.setValue("transparent", str(self.transparent).lower())
        settings.remove("sizes")
        for plot, (width, height) in self.sizes.items():
            settings.setValue(f"sizes/{plot}", f"{width!r}x{height!r}")

    def size(self, plot: Plot, document: Document) -> tuple[float, float]:
        """Width and height in mm."""
        return self.sizes.get(plot.name) or plot.usual_size(document)

    def page(self, plot: Plot, document: Document) -> Page:
        """The page these choices make; raises :class:`InvalidInput` if they make none."""
        width, height = self.size(plot, document)
        page = Page.of(
            plot, document, width_mm=width, height_mm=height, dpi=self.dpi, theme=self.theme,
            font_scale=self.font_scale, transparent=self.transparent,
        )  # fmt: skip
        if self.kind == "png":
            page.checked_pixels()
        return page

    def per_mm(self) -> float:
        """How many of the unit one millimetre is."""
        return {"mm": 1.0, "in": 1.0 / 25.4, "px": self.dpi / 25.4}[self.unit]
