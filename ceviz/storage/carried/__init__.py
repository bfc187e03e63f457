"""The session that a figure carries: what an exported picture was drawn from, inside its file.

::

    {"ceviz_figure": 1, "plot": "simplex", "options": {…}, "view": {…}, "selected": 1,
     "session": {"ceviz_session": 1, …}}

``options`` are those of the picture that differ from the usual ones, ``view`` how it was looked
at, ``selected`` the class that was; ``session`` is a session as :mod:`ceviz.storage.session` has
it, and is refused where that is. There is neither code in it nor the name of any other file.

- :mod:`~ceviz.storage.carried.payload`: between a document and that line
- :mod:`~ceviz.storage.carried.png`, :mod:`~ceviz.storage.carried.svg`,
  :mod:`~ceviz.storage.carried.pdf`: where it lies in a file of each format
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from ceviz.errors import FileRefused
from ceviz.storage.atomic import reason
from ceviz.storage.carried.payload import Carried, loads
from ceviz.storage.memory import refusing_memory

__all__ = ["SUFFIXES", "Carried", "load"]

#: Finds the line in the bytes of a file, which the second argument names; None without one.
Finder = Callable[[bytes, str], bytes | None]

#: The figures that may carry a session, by the ending of the file.
SUFFIXES = (".png", ".svg", ".pdf")

#: Larger files are not looked through: the largest PNG that is exported takes about as much.
MAX_BYTES = 256_000_000


def load(path: str | os.PathLike[str]) -> Carried:
    """What the figure ``path`` carries.

    Raises:
        NewerFile: it was exported by a later ceviz.
        FileRefused: it carries nothing, or what it carries is damaged; or it is too large.
    """
    with refusing_memory(str(path)):
        return loads(_line_in(Path(path)), str(path))


def _line_in(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except OSError as problem:
        raise FileRefused("cannot be read", where=str(path), why=reason(problem)) from problem
    if len(data) > MAX_BYTES:
        raise FileRefused(
            "is too large to look for a session in",
            where=str(path),
            why=f"the limit is {MAX_BYTES // 1_000_000} MB",
        )
    line = _finder(path.suffix.lower())(data, str(path))
    if line is None:
        raise FileRefused(
            "carries no session",
            where=str(path),
            why="it was exported without data, by another program, or has lost it on the way",
            remedy="open the session or the file it was drawn from",
        )
    return line


def _finder(suffix: str) -> Finder:
    """What looks through a file called so; imported when there is one, not at every start."""
    from ceviz.storage.carried import pdf, png, svg

    return dict(zip(SUFFIXES, (png.find, svg.find, pdf.find), strict=True))[suffix]
