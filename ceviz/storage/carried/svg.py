"""The session in an SVG: an element of ours in ``<metadata>``, before the drawing.

What follows is not looked through: a drawing without a session takes no longer than one with it.

Read by expat, which looks nothing up elsewhere; a document type, and with it every entity, is
refused.
"""

from __future__ import annotations

from xml.parsers import expat

from ceviz.errors import FileRefused
from ceviz.storage.carried.payload import MAX_BYTES, refused_size

#: What our element's name is of; nothing lies there.
NAMESPACE = "urn:ceviz:figure"

_ELEMENT = f"{NAMESPACE} session"

#: The namespace of drawings, and none, which is taken for it.
_DRAWINGS = ("http://www.w3.org/2000/svg", "")

#: What stands beside the drawing: only describes it, or is drawn where it says so.
_BESIDE = frozenset({"title", "desc", "metadata", "defs", "style"})

#: So many elements are looked through for ours, which is the fifth as it is exported.
_MOST_ELEMENTS = 10_000

#: So much of a file is looked through: a session, and what programs put before it.
_MOST_BYTES = MAX_BYTES + 1_000_000

#: So much of a file is parsed before it is asked whether the session was in it.
_BLOCK = 1 << 16


def embed(drawing: str, line: bytes) -> str:
    """The SVG ``drawing``, which describes itself, with ``line`` in it."""
    head, mark, rest = drawing.partition("</desc>")
    assert mark, "Qt describes every drawing"
    element = f'<ceviz:session xmlns:ceviz="{NAMESPACE}">{line.decode("ascii")}</ceviz:session>'
    return f"{head}{mark}\n<metadata>{element}</metadata>{rest}"


def find(data: bytes, name: str) -> bytes | None:
    """The line in the SVG ``data``; None if there is none.

    Raises:
        FileRefused: no XML up to there, a document type, or a line that is too long.
    """
    seeker = _Seeker(name)
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartElementHandler = seeker.start
    parser.EndElementHandler = seeker.end
    parser.CharacterDataHandler = seeker.text
    parser.StartDoctypeDeclHandler = seeker.refuse_doctype
    try:
        for at in range(0, min(len(data), _MOST_BYTES) or 1, _BLOCK):
            parser.Parse(data[at : at + _BLOCK], at + _BLOCK >= len(data))
            if seeker.found:
                return b"".join(seeker.parts)
            if seeker.passed:
                return None
    except expat.ExpatError as problem:
        where, why = f"{name}, line {problem.lineno}", expat.ErrorString(problem.code)
        raise FileRefused("is not an SVG", where=where, why=why) from None
    except (LookupError, ValueError):
        raise FileRefused("is in an encoding that there is not", where=name) from None
    return None


class _Seeker:
    """Gathers the text of our first element.

    Attributes:
        found: the element is there, and its text gathered.
        passed: the drawing has begun, or it is no file of ours: it will not come any more.
    """

    def __init__(self, name: str) -> None:
        self.name, self.found, self.passed = name, False, False
        self.parts: list[bytes] = []
        self._depth = self._size = 0
        self._above = self._seen = 0

    def start(self, element: str, _: object) -> None:
        """Within our element, or at its beginning."""
        self._seen += 1
        if self._seen > _MOST_ELEMENTS:
            self.passed = True
        elif self._depth or (element == _ELEMENT and not self.found and not self.passed):
            self._depth += 1
        elif self._above == 1 and _is_drawn(element):
            self.passed = True
        self._above += 1

    def end(self, _: str) -> None:
        """At its end all is gathered."""
        self._above -= 1
        if self._depth and not self.passed:
            self._depth -= 1
            self.found = self._depth == 0

    def text(self, text: str) -> None:
        """Some of its text."""
        if self._depth:
            self.parts.append(text.encode("utf-8"))
            self._size += len(self.parts[-1])
            if self._size > MAX_BYTES:
                raise refused_size(self.name)

    def refuse_doctype(self, *_: object) -> None:
        """Entities are declared in one, and can be made to grow without end."""
        raise FileRefused(
            "holds a document type",
            where=self.name,
            why="ceviz writes none, and reads no SVG that declares entities",
            remedy="open the figure as ceviz exported it",
        )


def _is_drawn(element: str) -> bool:
    """Whether an element right under the root is part of the drawing."""
    namespace, _, name = element.rpartition(" ")
    return namespace in _DRAWINGS and name not in _BESIDE
