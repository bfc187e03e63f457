"""A picture by its name, and one as it is to be drawn: what lists, the exporter and films speak of.

Nothing of Qt is imported until a picture is made, so that the command line can name the plots.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from ceviz.errors import InvalidInput

if TYPE_CHECKING:
    from ceviz.document.model import Document
    from ceviz.draw.picture import Exported
    from ceviz.draw.rows import Rows
    from ceviz.draw.state import State

#: Logical pixels a millimetre: one is 1/96 inch.
PER_MM = 96.0 / 25.4

#: A table on a page grows no longer than this; more classes become its last row.
LONGEST_TABLE = 40


@dataclass(frozen=True, slots=True)
class Plot:
    """A picture that can be asked for by name.

    Attributes:
        name: as the command line knows it, without spaces.
        title: for people.
        where: ``module:class`` of the picture.
        size: width and height in mm when none is given.
        least: width and height in logical pixels below which it is shrunk as a whole, so that
            its parts never run into each other.
        composed: it is made of cards on a background; the others fill their page with one.
        rows: it is lines of text, whose height does not follow from the width.
        listed: it has a line a class, and its usual height is as many.
        data: it shows all samples: it is painted from ``state.data``.
        against: it compares with another file, and shows nothing without one.
        films: it may stand beside the curves of a film.
    """

    name: str
    title: str
    where: str
    size: tuple[float, float]
    least: tuple[float, float]
    composed: bool = False
    rows: bool = False
    listed: bool = False
    data: bool = False
    against: bool = False
    films: bool = False

    def make(self) -> Exported:
        """The picture with its usual options; imports its module."""
        module, name = self.where.split(":")
        made: Exported = getattr(import_module(module), name)()
        return made

    def usual_size(self, document: Document) -> tuple[float, float]:
        """Width and height in mm that suit ``document``."""
        width, height = self.size
        if self.listed:
            from ceviz.draw.lab.class_table import natural_height

            height = natural_height(min(len(document.classes), LONGEST_TABLE)) / PER_MM
        return width, round(height, 1)


@dataclass(frozen=True, slots=True, eq=False)
class Figure:
    """A picture with its options and the state it shows: what is written to a file.

    Attributes:
        plot: which one it is.
        picture: with the options it has.
        state: what it shows; ``state.data`` is there if the plot shows all samples.
    """

    plot: Plot
    picture: Exported
    state: State

    @property
    def title(self) -> str:
        """What the file says of itself."""
        source = self.state.document.title
        return f"{source}: {self.plot.title}" if source else self.plot.title

    @property
    def inputs(self) -> tuple[Path, ...]:
        """The files that what is shown was read from; none of them is to be replaced."""
        data, rows = self.state.data, self.state.document.samples.rows
        other = None if data is None or data.other is None else data.other.task
        return tuple(file for task in (rows.task, other) if task is not None for file in task.files)

    def rows(self) -> Rows:
        """The numbers behind what is shown: a header and the data."""
        return self.picture.rows(self.state)


def find(plots: tuple[Plot, ...], name: str) -> Plot:
    """The one of ``plots`` called ``name``; raises :class:`InvalidInput` with those there are."""
    for plot in plots:
        if plot.name == name:
            return plot
    raise InvalidInput(
        f"there is no plot called “{name}”",
        remedy=f"choose one of {', '.join(plot.name for plot in plots)}",
    )
