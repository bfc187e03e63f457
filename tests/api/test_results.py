"""A result in a notebook: a line, a table, two pictures; and frames as arguments."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

import ceviz
from ceviz.document.text.numbers import show_information, show_percent
from ceviz.errors import CevizError
from ceviz.maths import batch
from tests.maths.batch.plainly import normal_batch


def test_a_notebook_shows_a_table_and_two_pictures(qapp: object) -> None:
    scores, labels = normal_batch(400, 6)
    result = ceviz.evaluate(scores, labels)
    page = result._repr_html_()
    assert len(page) < 200_000
    assert "<script" not in page
    assert page.count("<img ") == page.count("data:image/svg+xml;base64,") == 2
    half = batch.mean_interval(result)
    ends = f"{show_information(result.mean - half)} to {show_information(result.mean + half)}"
    assert f"95 %: {ends}" in page
    assert show_percent(result.accuracy) in page
    assert len(repr(result)) < 120
    assert "\n" not in repr(result)


def test_names_and_warnings_cannot_be_markup(qapp: object) -> None:
    names = ["<script>alert(1)</script>", "<b>", "&"]
    q = np.full((4, 3), 1.0 / 3.0)
    with pytest.warns(ceviz.KindWarning):
        result = ceviz.evaluate(q, [0, 1, 2, 0], class_names=names)
    page = replace(result, warnings=("<script>alert(2)</script>",))._repr_html_()
    assert "<script" not in page
    assert "⚠ &lt;script&gt;" in page


def test_where_nothing_can_be_drawn_the_table_is_there(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise CevizError("nothing can be drawn")

    monkeypatch.setattr("ceviz.api.plots.plot", refuse)
    page = ceviz.evaluate(3.5 * np.eye(3), [0, 1, 1])._repr_html_()
    assert "mean cross-entropy" in page
    assert "nothing can be drawn" in page
    assert "<img" not in page


def test_a_result_of_no_rows_is_shown(qapp: object) -> None:
    page = ceviz.evaluate(3.5 * np.eye(3), [-100, -100, -100])._repr_html_()
    assert "3 more do not count" in page
    assert re.search("no row counts", page)


class Frame:
    """What pandas and polars frames have in common here."""

    def __init__(self, columns: list[Any], values: np.ndarray) -> None:
        self.columns, self._values = columns, values

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> np.ndarray:
        return self._values


def test_a_frame_names_the_classes() -> None:
    scores = np.array([[2.0, 0.5], [0.0, 3.0]])
    result = ceviz.evaluate(Frame(["cat", "dog"], scores), ["dog", "dog"])
    assert result.class_names == ("cat", "dog")
    assert result.cross_entropy == ceviz.evaluate(scores, [1, 1]).cross_entropy
    told = ceviz.evaluate(Frame(["x", "y"], scores), [0, 1], class_names=["u", "v"])
    assert told.class_names == ("u", "v")
    counted = ceviz.evaluate(Frame([0, 1], scores), [0, 1])
    assert counted.class_names == ("0", "1")


@pytest.mark.parametrize("library", ["pandas", "polars"])
def test_frames_of_the_libraries(library: str) -> None:
    frames = pytest.importorskip(library)
    table = {"cat": [2.0, 0.0, 1.0], "dog": [0.5, 3.0, 1.5]}
    frame, truth = frames.DataFrame(table), frames.Series(["cat", "dog", "cat"])
    result = ceviz.evaluate(frame, truth)
    plain = ceviz.evaluate(np.array(list(table.values())).T, [0, 1, 0])
    assert result.class_names == ("cat", "dog")
    assert result.loss.tolist() == plain.loss.tolist()
