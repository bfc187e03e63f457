"""The document that a step of a lesson starts from."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Literal

import msgspec

from ceviz.document.model import Document
from ceviz.errors import FileRefused
from ceviz.lessons.acts import AnyAct, done
from ceviz.memo import value_memo
from ceviz.storage import presets, resources
from ceviz.storage.codec import from_tree

if TYPE_CHECKING:
    from ceviz.storage.opened import OpenedFile


class Start(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Where a step begins: one source, and what is done to it first.

    Attributes:
        preset: an example's id.
        session: a document as a session file holds it.
        samples: a file of predictions that comes with ceviz.
        beliefs: "student" for what the student believed until now, as predictions.
        acts: what is done to it before anybody sees it.
    """

    preset: str = ""
    session: dict[str, Any] | None = None
    samples: str = ""
    beliefs: Literal["", "student"] = ""
    acts: list[AnyAct] = []


def document_of(start: Start, where: str, beliefs: Callable[[], Document]) -> Document:
    """The document of ``start``; ``where`` names its place in the file.

    Args:
        start: which document.
        where: file and step, for refusals.
        beliefs: makes the document of the student's beliefs.

    Raises:
        FileRefused: there is not exactly one source, or none of that name.
        CevizError: something cannot be done to it.
    """
    sources = [bool(start.preset), start.session is not None, bool(start.samples)]
    if sum([*sources, bool(start.beliefs)]) != 1:
        raise FileRefused(
            "a start is one of preset, session, samples and beliefs", where=f"{where}, start"
        )
    if start.preset:
        document = presets.load_preset(start.preset)
    elif start.session is not None:
        document = from_tree(start.session, f"{where}, start.session")
    elif start.samples:
        document = bundled_file(start.samples)
    else:
        document = beliefs()
    return done(document, start.acts)


def bundled_file(name: str) -> Document:
    """The document of a file of predictions in ``resources/samples``; raises as it does."""
    return opened_file(name).document


@value_memo(most=12)
def opened_file(name: str) -> OpenedFile:
    """A file of predictions in ``resources/samples``, read and measured.

    Raises:
        FileRefused: there is none of that name.
    """
    from ceviz.storage.opened import OpenedFile
    from ceviz.storage.readers import read

    known = resources.listing("samples", ".npz")
    if f"samples/{name}" not in known:
        names = ", ".join(each.removeprefix("samples/") for each in known)
        raise FileRefused(f"there are no samples “{name}”", why=f"there are {names}")
    with resources.file_of(f"samples/{name}") as path:
        return OpenedFile.measured(read(path), path)
