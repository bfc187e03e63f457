"""The session in an SVG: an element among the metadata; what XML can be made to do is refused."""

from __future__ import annotations

from typing import Any
from xml.parsers import expat

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ceviz.errors import FileRefused
from ceviz.storage.carried import svg

LINE = b'{"ceviz_figure":1}'
DRAWING = """<?xml version="1.0" encoding="UTF-8" standalone="no"?>
<svg xmlns="http://www.w3.org/2000/svg"><title>Fruit</title>
<desc>Drawn by ceviz</desc><g/></svg>
"""
MADE = svg.embed(DRAWING, LINE)

OURS = '<session xmlns="urn:ceviz:figure">{}</session>'

LAUGHS = """<?xml version="1.0"?>
<!DOCTYPE svg [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>
<svg xmlns="http://www.w3.org/2000/svg">&b;</svg>"""

OUTSIDE = """<!DOCTYPE svg [<!ENTITY a SYSTEM "file:///etc/passwd">]>
<svg xmlns="http://www.w3.org/2000/svg">&a;</svg>"""

EXTERNAL = """<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://localhost:9/svg11.dtd">
<svg xmlns="http://www.w3.org/2000/svg"/>"""


def test_it_comes_back() -> None:
    assert svg.find(MADE.encode(), "f.svg") == LINE
    assert MADE.count("<metadata>") == 1


def test_it_is_found_under_another_prefix_and_in_other_words() -> None:
    text = '{"ceviz_figure":1,"title":"\\u003c"}'
    drawing = (
        '<s:svg xmlns:s="http://www.w3.org/2000/svg" xmlns:q="urn:ceviz:figure">'
        "<q:view/><s:defs><s:g/></s:defs>"
        f"<s:metadata>\n  <q:session><![CDATA[{text}]]></q:session></s:metadata></s:svg>"
    )
    assert svg.find(drawing.encode("utf-16"), "f.svg") == text.encode()


def test_a_drawing_without_one() -> None:
    assert svg.find(DRAWING.encode(), "f.svg") is None
    assert svg.find(MADE.replace("urn:ceviz:figure", "urn:other").encode(), "f.svg") is None


def _parsed(monkeypatch: pytest.MonkeyPatch, data: bytes) -> int:
    """How many bytes are parsed before ``data`` is known to carry nothing."""
    parsed: list[int] = []
    make = expat.ParserCreate

    class Counting:
        parser: expat.XMLParserType

        def __init__(self, **options: Any) -> None:
            object.__setattr__(self, "parser", make(**options))

        def __setattr__(self, name: str, value: object) -> None:
            setattr(self.parser, name, value)

        def Parse(self, block: bytes, last: bool) -> None:
            parsed.append(len(block))
            self.parser.Parse(block, last)

    monkeypatch.setattr(expat, "ParserCreate", Counting)
    assert svg.find(data, "f.svg") is None
    return sum(parsed)


def test_the_drawing_is_not_looked_through(monkeypatch: pytest.MonkeyPatch) -> None:
    long = DRAWING.replace("<g/>", "<path/>" * 1_000_000).encode()
    assert _parsed(monkeypatch, long) <= 1 << 16


@pytest.mark.parametrize("head", ["<defs>{}</defs>", "<metadata>{}</metadata>", "{}", OURS])
def test_nor_is_what_no_program_puts_before_it(head: str, monkeypatch: pytest.MonkeyPatch) -> None:
    much = head.format('<x xmlns="urn:other"/>' * 100_000)
    assert _parsed(monkeypatch, DRAWING.replace("<g/>", much).encode()) < 1_000_000


def test_no_more_is_looked_through_than_a_session_takes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(svg, "_MOST_BYTES", 100_000)
    long = DRAWING.replace("<g/>", " " * 1_000_000).encode()
    assert _parsed(monkeypatch, long) <= 2 << 16


@pytest.mark.parametrize("drawing", [LAUGHS, OUTSIDE, EXTERNAL])
def test_document_types_are_refused(drawing: str) -> None:
    with pytest.raises(FileRefused, match="document type"):
        svg.find(drawing.encode(), "f.svg")


def test_the_first_of_two_counts() -> None:
    two = MADE.replace("</metadata>", '<s xmlns="urn:ceviz:figure"/></metadata>')
    assert svg.find(two.encode(), "f.svg") == LINE


def test_too_long_a_line_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(svg, "MAX_BYTES", 10)
    with pytest.raises(FileRefused, match="too large"):
        svg.find(MADE.encode(), "f.svg")


@pytest.mark.parametrize("data", [b"", b"GIF89a", MADE.encode()[:120], b"<svg>&a;</svg>"])
def test_what_is_no_xml_is_refused_with_its_line(data: bytes) -> None:
    with pytest.raises(FileRefused, match=r"f\.svg, line \d+: is not an SVG"):
        svg.find(data, "f.svg")


@given(st.integers(0, 300), st.binary(max_size=8))
def test_damage_never_escapes_as_anything_else(at: int, other: bytes) -> None:
    made = MADE.encode()
    try:
        svg.find(made[:at] + other + made[at + len(other) :], "f.svg")
    except FileRefused:
        return
