"""How large a picture is: as its plot usually is, or as what it is made for asks. Without Qt."""

from __future__ import annotations

from dataclasses import dataclass

from ceviz.document.model import Document
from ceviz.draw.plot import Plot


@dataclass(frozen=True, slots=True)
class Purpose:
    """What a picture is made for, and what that asks of its page.

    Attributes:
        title: what people call it.
        width_mm: of the page.
        height_mm: of the page; None for the plot's usual shape.
        font_scale: so that the smallest type can be read there.
    """

    title: str
    width_mm: float
    height_mm: float | None = None
    font_scale: float = 1.0

    def size(self, plot: Plot, document: Document) -> tuple[float, float]:
        """Width and height in mm for ``plot``."""
        return both(plot, document, self.width_mm, self.height_mm)


#: A slide is 13⅓ × 7½ inches, as office programs have it; columns and pages those of journals.
PURPOSES = {
    "slide": Purpose("slide 16:9", 338.7, 190.5, 1.6),
    "column": Purpose("paper column", 85.0),
    "page": Purpose("paper page", 174.0),
}


def both(
    plot: Plot, document: Document, width: float | None, height: float | None
) -> tuple[float, float]:
    """Width and height in mm where none, one or both were given."""
    usual_width, usual_height = plot.usual_size(document)
    if width is not None and height is not None:
        return width, height
    if plot.rows or (width is None and height is None):
        return usual_width if width is None else width, usual_height if height is None else height
    if width is None:
        assert height is not None
        return height * usual_width / usual_height, height
    return width, width * usual_height / usual_width
