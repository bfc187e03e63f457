"""What was chosen in the export dialog, remembered from one time to the next."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field

from ceviz.document.model import Document
from ceviz.draw.plot import Plot
from ceviz.draw.theme import THEMES
from ceviz.errors import CevizError
from ceviz.export.page import Page, check_dpi, check_font_scale, check_length
from ceviz.export.render import FORMATS
from ceviz.storage.settings import ExportSettings, is_writable

#: The units lengths are typed in. Pixels are those of the resolution, and 1/dpi of an inch.
UNITS = {"mm": "mm", "in": "inches", "px": "pixels"}


@dataclass
class Choices:
    """Everything that can be chosen, except the plot.

    Attributes:
        kind: the format, a key of :data:`~ceviz.export.render.FORMATS`.
        unit: what lengths are shown in, a key of :data:`UNITS`.
        without_data: the file does not carry its session.
        sizes: width and height in mm by plot, where they are not the usual ones.
    """

    kind: str = "png"
    unit: str = "mm"
    dpi: float = 300.0
    theme: str = "light"
    font_scale: float = 1.0
    transparent: bool = False
    without_data: bool = False
    folder: str = ""
    sizes: dict[str, tuple[float, float]] = field(default_factory=dict)

    @classmethod
    def of(cls, kept: ExportSettings) -> Choices:
        """Those of the last time; a stored value that makes no sense is as good as none."""
        made = cls()
        for name, allowed in (("kind", FORMATS), ("unit", UNITS), ("theme", THEMES)):
            if (value := getattr(kept, name)) in allowed:
                setattr(made, name, value)
        for name, check in (("dpi", check_dpi), ("font_scale", check_font_scale)):
            with suppress(CevizError):
                check(number := getattr(kept, name))
                setattr(made, name, number)
        made.transparent, made.folder = kept.transparent, kept.folder
        made.without_data = kept.without_data
        for plot, (width, height) in kept.sizes.items():
            with suppress(CevizError):
                check_length("width", width)
                check_length("height", height)
                made.sizes[plot] = (width, height)
        return made

    def settings(self) -> ExportSettings:
        """They as they are kept for the next time."""
        folder = self.folder if is_writable(self.folder) else ""
        return ExportSettings(**{**vars(self), "folder": folder, "sizes": dict(self.sizes)})

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
