"""Samples, one tree at a time."""

from __future__ import annotations

import json
import tracemalloc
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given

from ceviz.document.model import Document, Rows, Samples
from ceviz.errors import FileRefused
from ceviz.storage import session
from ceviz.storage.sample_trees import SampleReader, to_trees
from tests.document.examples import documents, fruit
from tests.fuzz import sessions
from tests.storage.test_session import EVERYTHING


@given(documents())
def test_what_is_written_is_read_as_the_same_rows(document: Document) -> None:
    names = document.classes.names
    reader = SampleReader(names, "f")
    for tree in to_trees(document.samples, names):
        reader.add(tree)
    rows = reader.rows(of_file=True)
    assert rows.of_file
    assert Samples(rows).same_as(document.samples)
    made = Rows.of(list(document.samples))
    for mine, theirs in (
        (rows.scores, made.scores), (rows.labels, made.labels), (rows.smoothing, made.smoothing),
        (rows.probabilities(), made.probabilities()),
    ):  # fmt: skip
        np.testing.assert_array_equal(mine, theirs)
        assert mine.dtype == theirs.dtype
    assert not rows.scores.flags.writeable
    assert (rows.distributions is None) == (made.distributions is None)


def test_the_first_sample_that_is_none_is_named() -> None:
    tree = json.loads(session.dumps(EVERYTHING))
    tree["samples"][2]["scores"] = ["-inf"] * 3
    with pytest.raises(FileRefused, match=r"f, samples\[2\]\.scores: every score is −∞"):
        session.loads(json.dumps(tree).encode(), "f")
    tree["samples"][1]["scores"][0] = 1e151
    with pytest.raises(FileRefused, match=r"f, samples\[1\]\.scores: class 1: the score 1e.151"):
        session.loads(json.dumps(tree).encode(), "f")


@pytest.mark.parametrize("order", [("samples", "classes"), ("samples", "ceviz_session")])
def test_fields_may_stand_in_any_order(order: tuple[str, str]) -> None:
    tree = json.loads(session.dumps(EVERYTHING))
    other = {key: tree[key] for key in sorted(tree, key=lambda key: key not in order)}
    first, second = order
    other = {first: tree[first], second: tree[second], **other}
    assert session.loads(json.dumps(other).encode(), "f").same_as(EVERYTHING)


def test_many_samples_take_little_more_than_their_numbers(tmp_path: Path) -> None:
    path = tmp_path / "many.ceviz"
    rows, labels = np.random.default_rng(0).normal(size=(10_000, 3)), np.arange(10_000) % 3
    document = replace(fruit(), samples=Samples(Rows(rows, labels, np.full(10_000, np.nan), None)))
    session.save(path, document)
    size = path.stat().st_size
    assert size > 5 * rows.nbytes
    shares: list[float] = []
    tracemalloc.start()
    try:
        found = session.load(path, progress=shares.append)
        kept, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert found.same_as(document)
    assert kept < size
    assert peak < 3 * size
    assert shares == sorted(shares)
    assert shares[-1] == 1.0


def test_damaged_sessions_are_refused_or_written_again() -> None:
    """A short share of ``python3 -m tests fuzz sessions``."""
    outcomes = sessions.run(300, 7)
    assert outcomes["read"] > 5
    assert outcomes.total() == 300
