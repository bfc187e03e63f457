"""The one door to ``resources/``: presets, samples, themes, fonts, icons.

An installed ceviz carries them inside the package (in a folder or in a zip), a checkout beside
it. Names are relative, with ``/`` on every system: ``read_text("presets/fruit.json")``.
"""

from __future__ import annotations

from contextlib import AbstractContextManager
from importlib.resources import as_file, files
from importlib.resources.abc import Traversable
from pathlib import Path

from ceviz.errors import FileRefused
from ceviz.memo import value_memo


def read_bytes(name: str) -> bytes:
    """The bytes of resource ``name``.

    Raises:
        FileRefused: there is none.
    """
    try:
        return resource(name).read_bytes()
    except OSError as problem:
        raise FileRefused(
            "a file of ceviz itself is missing",
            where=f"resources/{name}",
            why=problem.strerror or type(problem).__name__,
            remedy="install ceviz again",
        ) from problem


def read_text(name: str) -> str:
    """Resource ``name`` as UTF-8 text; raises as :func:`read_bytes` does."""
    return read_bytes(name).decode("utf-8")


def listing(folder: str, suffix: str = "") -> list[str]:
    """The files in ``folder`` that end in ``suffix``, by name, in order: ``presets/fruit.json``."""
    found = resource(folder)
    if not found.is_dir():
        return []
    names = (entry.name for entry in found.iterdir() if entry.is_file())
    return sorted(f"{folder}/{name}" for name in names if name.endswith(suffix))


def file_of(name: str) -> AbstractContextManager[Path]:
    """The resource as a real file while the context lasts, unpacked if it lies in a zip."""
    return as_file(resource(name))


def resource(name: str) -> Traversable:
    """Where resource ``name`` lies; it need not exist."""
    place = _root()
    for part in name.split("/"):
        place = place / part
    return place


@value_memo(most=1)
def _root() -> Traversable:
    packaged = files("ceviz") / "resources"
    if packaged.is_dir():
        return packaged
    return Path(__file__).resolve().parents[2] / "resources"
