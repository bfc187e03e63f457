"""Rows of cells: class names safe, sums in a column of their own."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from ceviz.draw.rows import class_names, marked, with_sums
from ceviz.draw.state import State
from ceviz.storage.presets import load_preset
from tests.helpers.fixtures import state_of


def fruit_named(*names: str) -> State:
    document = load_preset("fruit")
    return state_of(replace(document, classes=replace(document.classes, names=names)))


def test_a_name_that_a_spreadsheet_would_run_is_made_safe() -> None:
    names = class_names(fruit_named("=SUM(A1)", "Orange", "Apple"))
    assert not names[0].startswith("=")
    assert names[1:] == ["Orange", "Apple"]


def test_sums_stand_below_in_a_column_of_their_own() -> None:
    state = state_of(load_preset("fruit"))
    rows = with_sums(state, ["p", "q"], [["1", "2"], ["3", "4"], ["5", "6"]], {"loss": 0.5})
    assert {len(row) for row in rows} == {4}
    assert rows[0] == ["class", "p", "q", "sum"]
    assert rows[1][1:] == ["1", "2", ""]
    assert rows[-1] == ["loss", "", "", "0.5"]


def test_marked_rows_say_first_what_they_are() -> None:
    numbers = np.array([[0.0, 1.5], [2.0, -0.25]])
    rows = marked(["x", "y"], ["now", "start"], numbers)
    assert rows[0] == ["what", "x", "y"]
    assert [row[0] for row in rows[1:]] == ["now", "start"]
    assert [[float(cell) for cell in row[1:]] for row in rows[1:]] == numbers.tolist()
