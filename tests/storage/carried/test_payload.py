"""The line that a figure carries: a session and how it was looked at, and nothing else."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from hypothesis import given

from ceviz.document.model import Document
from ceviz.errors import FileRefused, NewerFile
from ceviz.storage import session
from ceviz.storage.carried.payload import MAGIC, MAX_BYTES, Carried, dumps, loads
from tests.document.examples import documents, fruit


def tree(**changes: Any) -> dict[str, Any]:
    return {**json.loads(dumps(Carried(fruit(), "bars"))), **changes}


def said(changed: object) -> Carried:
    return loads(json.dumps(changed).encode(), "f.svg")


@given(documents())
def test_any_document_comes_back_from_plain_characters(drawn: Document) -> None:
    line = dumps(Carried(drawn, "bars"))
    assert line.startswith(MAGIC)
    assert re.fullmatch(rb"[ -~]*", line)
    assert not re.search(rb"[<>&()/]|  ", line)
    again = loads(line, "f.svg")
    assert again.document.same_as(drawn)
    assert session.dumps(again.document) == session.dumps(drawn)


def test_how_it_was_looked_at_comes_back() -> None:
    carried = Carried(fruit(), "simplex", {"chosen": [0, 1, 2]}, {"log_q": True}, 2)
    again = loads(dumps(carried), "f.svg")
    assert (again.plot, again.options, again.view, again.selected) == (
        "simplex", {"chosen": [0, 1, 2]}, {"log_q": True}, 2,
    )  # fmt: skip


def test_what_an_xml_or_a_pdf_cannot_hold_is_escaped() -> None:
    document = Document(fruit().classes, fruit().samples, title="a  b\x00<&>(D:2)/🍌\ufffe")
    line = dumps(Carried(document, "bars"))
    assert rb"a \u0020b\u0000\u003c\u0026\u003e\u0028D:2\u0029\u002f\ud83c\udf4c\ufffe" in line
    assert loads(line, "f.svg").document.title == document.title


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ([], "f.svg: carries something that is no session"),
        (tree(ceviz_figure=0), "f.svg: carries something that is no session"),
        (tree(ceviz_figure=True), "f.svg: carries something that is no session"),
        (tree(code="import os"), "f.svg: the field “code” is not known"),
        (tree(options=[]), "f.svg, options: a list where an object in braces belongs"),
        (tree(selected=3), "f.svg, selected: there is no class 3"),
        (tree(session={}), "f.svg, session: is not a ceviz session"),
        (tree(session=tree()["session"] | {"temperature": 0}), "temperature"),
    ],
)
def test_what_is_not_whole_is_refused_with_its_field(changed: object, words: str) -> None:
    with pytest.raises(FileRefused, match=re.escape(words)):
        said(changed)


def test_a_later_figure_is_told_from_a_broken_one() -> None:
    with pytest.raises(NewerFile, match="Update ceviz"):
        said(tree(ceviz_figure=2, anything=1))


def test_a_line_longer_than_a_session_is_refused_unparsed() -> None:
    with pytest.raises(FileRefused, match="too large"):
        loads(b" " * (MAX_BYTES + 1), "f.svg")


def test_too_large_a_document_is_refused_before_it_is_written(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(session, "MAX_BYTES", 60)
    with pytest.raises(FileRefused, match="too many"):
        dumps(Carried(fruit(), "bars"))
