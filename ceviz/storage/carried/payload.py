"""Between a document with how it was looked at, and the one line that a figure carries."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import Annotated, Any

import msgspec

from ceviz.document.model import Document
from ceviz.errors import FileRefused, NewerFile
from ceviz.storage import session
from ceviz.storage.codec import from_tree, to_tree
from ceviz.storage.strict_json import fit, parse

#: The key that makes a line ours and holds its version.
VERSION_KEY = "ceviz_figure"

VERSION = 1

#: How every line begins, whatever file it lies in.
MAGIC = f'{{"{VERSION_KEY}":'.encode()

#: A session, and some room for how it was looked at.
MAX_BYTES = session.MAX_BYTES + 1_000_000

#: What is no plain character in XML or PDF, or a second blank, which tidying programs drop.
_ESCAPED = re.compile(r"[<>&()/]|[^ -~]|(?<= ) ")


@dataclass(frozen=True)
class Carried:
    """What a figure carries.

    Attributes:
        document: what it was drawn from.
        plot: the picture, by its name.
        options: of the picture, by field; those that differ from the usual ones.
        view: how everything was looked at, by field; what differs from the usual.
        selected: the class that was selected.
    """

    document: Document
    plot: str
    options: dict[str, Any] = field(default_factory=dict)
    view: dict[str, Any] = field(default_factory=dict)
    selected: int = 0


class _Figure(msgspec.Struct, forbid_unknown_fields=True):
    ceviz_figure: int
    plot: Annotated[str, msgspec.Meta(max_length=100)]
    session: dict[str, Any]
    options: dict[str, Any] = {}
    view: dict[str, Any] = {}
    selected: Annotated[int, msgspec.Meta(ge=0)] = 0


def dumps(carried: Carried) -> bytes:
    """``carried`` as one line of ASCII that XML and PDF hold as it is; equal ones are equal bytes.

    Raises:
        FileRefused: the document is too large for a session.
    """
    session.check_room(carried.document, carried.document.title or "the document")
    tree = {
        VERSION_KEY: VERSION,
        "plot": carried.plot,
        "options": carried.options,
        "view": carried.view,
        "selected": carried.selected,
        "session": to_tree(carried.document),
    }
    text = json.dumps(tree, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    # A lone surrogate, which no encoding has, becomes a question mark, as in a session.
    text = text.encode("utf-8", errors="replace").decode("utf-8")
    return _ESCAPED.sub(_escape, text).encode("ascii")


def loads(line: bytes, name: str) -> Carried:
    """What ``line`` says, found in a file that is called ``name`` in refusals.

    Raises:
        NewerFile: by a later ceviz.
        FileRefused: damaged, or a session that would be refused as a file.
    """
    if len(line) > MAX_BYTES:
        raise refused_size(name)
    tree = parse(line, f"{name}, its session")
    version = tree.get(VERSION_KEY) if isinstance(tree, dict) else None
    if not isinstance(version, int) or isinstance(version, bool) or version < 1:
        raise FileRefused("carries something that is no session", where=name)
    if version > VERSION:
        raise NewerFile(
            "was exported by a later ceviz",
            where=name,
            why=f"its version is {version}, this ceviz reads up to {VERSION}",
            remedy="update ceviz to open it",
        )
    figure = fit(tree, _Figure, name)
    document = from_tree(figure.session, f"{name}, session")
    if figure.selected >= len(document.classes):
        raise FileRefused(
            f"there is no class {figure.selected}",
            where=f"{name}, selected",
            why=f"there are {len(document.classes)}, counted from 0",
        )
    return Carried(document, figure.plot, figure.options, figure.view, figure.selected)


def refused_size(name: str) -> FileRefused:
    """The refusal of a session that is too large, packed or not."""
    return FileRefused(
        "carries a session that is too large",
        where=name,
        why=f"the limit is {session.MAX_BYTES // 1_000_000} MB",
    )


def _escape(match: re.Match[str]) -> str:
    """A character as JSON spells it in ASCII: one escape, or the two of a surrogate pair."""
    units = match[0].encode("utf-16-be")
    return "".join(f"\\u{units[k : k + 2].hex()}" for k in range(0, len(units), 2))
