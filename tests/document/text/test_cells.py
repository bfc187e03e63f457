"""Cells between tabs."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ceviz.document.text.cells import csv_bytes, plain_text, read_cells, safe_text, write_cells
from ceviz.errors import InvalidInput

cells = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r\0"), max_size=6)


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "\tx", "'=1", "''-1"])
def test_formulas_are_made_harmless(text: str) -> None:
    assert safe_text(text) == f"'{text}"


@pytest.mark.parametrize("text", ["Apple", "a=b", "'quoted'", "", "3"])
def test_other_text_is_left_alone(text: str) -> None:
    assert safe_text(text) == text
    assert plain_text(text) == text


@given(st.text(max_size=8) | st.text("'=+-@", max_size=5))
def test_pasting_takes_off_what_copying_put_on(text: str) -> None:
    safe = safe_text(text)
    assert plain_text(safe) == text
    assert not safe.startswith(("=", "+", "-", "@", "\t", "\r"))


@given(st.lists(st.lists(cells, min_size=1, max_size=3), min_size=1, max_size=4))
def test_rows_come_back(rows: list[list[str]]) -> None:
    stripped = [[cell.strip() for cell in row] for row in rows]
    while stripped and not any(stripped[-1]):
        stripped.pop()
    assert read_cells(write_cells(rows)) == stripped


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("tail", ["", "\n", "\r\n\r\n", "\n\t\n"])
def test_line_ends_and_empty_last_lines(end: str, tail: str) -> None:
    assert read_cells(f"a\tb{end}c\td{tail}") == [["a", "b"], ["c", "d"]]


def test_quoted_cells_and_the_byte_order_mark() -> None:
    assert read_cells('\ufeff"a ""b"""\t"c\td"\r\n') == [['a "b"', "c\td"]]


def test_an_unending_cell_is_refused() -> None:
    with pytest.raises(InvalidInput, match="is not a table"):
        read_cells('"' + "x" * 200_000)


def test_other_delimiters() -> None:
    text = write_cells([["a,b", "1"]], delimiter=",")
    assert text == '"a,b",1\n'
    assert list(csv.reader(io.StringIO(text))) == [["a,b", "1"]]


#: Everything a class may be called, and what spreadsheets and csv make of it at worst.
awkward = st.text(st.sampled_from("a,\";=+-@\t\r\n'é"), max_size=6)


@given(st.lists(st.tuples(awkward, st.floats(allow_nan=False), awkward), max_size=4))
def test_csv_holds_what_was_put_in(rows: list[tuple[str, float, str]]) -> None:
    made = csv_bytes((safe_text(a), number, safe_text(b)) for a, number, b in rows)
    text = made.decode("utf-8-sig")
    back = list(csv.reader(io.StringIO(text, newline="")))
    assert [(plain_text(a), float(number), plain_text(b)) for a, number, b in back] == rows


def test_carriage_returns_do_not_end_a_row() -> None:
    assert write_cells([["a\rb", "c\nd", 1, -0.5]]) == '"a\rb"\t"c\nd"\t1\t-0.5\n'
