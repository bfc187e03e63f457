"""Numbers of a process that native code may have damaged are checked before they are used."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from ceviz.errors import TooLarge
from ceviz.storage.apart import SLOT
from ceviz.storage.readers.edge import Job
from ceviz.storage.readers.formats.gathered import About, Gathered
from ceviz.storage.readers.names import TextLabels
from ceviz.storage.readers.process import messages, slots
from ceviz.storage.readers.process.arriving import ArrivingRows, ArrivingValues, Nothing
from ceviz.storage.readers.process.messages import Block, Numbers, Part, Piece

ABOUT = About(0, True, False, "scores", (), "label", "", None, (), None, {}, 4, False)


@pytest.fixture
def job(tmp_path: Path) -> Job:
    path = tmp_path / "a"
    path.write_bytes(bytes(100))
    return Job(path, limit_bytes=100_000)


@pytest.fixture
def slot() -> memoryview:
    """Two rows of two scores and a label."""
    memory = memoryview(bytearray(SLOT))
    table, (codes,) = slots.layout(memory, 2, 2, 1, np.dtype(np.float64))
    table[:], codes[:] = [[1, 2], [3, 4]], [1, 0]
    return memory


def test_rows_are_gathered(job: Job, slot: memoryview) -> None:
    with Gathered(job) as gathered:
        rows = ArrivingRows(gathered)
        assert not rows.take(messages.Rows(2, 1, 4, "<f8"), slot)
        assert rows.take(Block(2, (("b", "a"),), 0.5), slot)
        assert rows.take(Block(2, (("a", "b"),), 1.0), slot)
        raw = gathered.raw(ABOUT, None)
    assert raw.scores.tolist() == [[1, 2], [3, 4]] * 2
    assert isinstance(raw.labels, TextLabels)
    assert [raw.labels.texts[code] for code in raw.labels.codes] == ["a", "b", "b", "a"]


@pytest.mark.parametrize(
    "begun",
    [
        messages.Rows(0, 1, 4, "<f8"),
        messages.Rows(1 << 20, 1, 4, "<f8"),
        messages.Rows(2, 3, 4, "<f8"),
        messages.Rows(2, -1, 4, "<f8"),
        messages.Rows(2, 1, -4, "<f8"),
        messages.Rows(2, 1, 4, "|O"),
        messages.Rows(2, 1, 4, "<i8"),
    ],
    ids=str,
)
def test_no_table_of_scores(begun: messages.Rows, job: Job, slot: memoryview) -> None:
    with Gathered(job) as gathered, pytest.raises(ValueError, match="no table of scores"):
        ArrivingRows(gathered).take(begun, slot)


def test_a_table_beyond_the_limit_is_refused_by_its_size(job: Job, slot: memoryview) -> None:
    with Gathered(job) as gathered, pytest.raises(TooLarge):
        ArrivingRows(gathered).take(messages.Rows(2, 1, 1 << 40, "<f8"), slot)


@pytest.mark.parametrize(
    ("block", "why"),
    [
        (Block(-1, (("a", "b"),), 1.0), "no slot has room"),
        (Block(SLOT, (("a", "b"),), 1.0), "no slot has room"),
        (Block(2, (), 1.0), "of another table"),
        (Block(2, (("a",),), 1.0), "texts that are not there"),
        (Numbers("<f8", (2,)), "no block of rows"),
        (Piece(2), "no block of rows"),
    ],
    ids=str,
)
def test_no_block_of_the_table(block: Part, why: str, job: Job, slot: memoryview) -> None:
    with Gathered(job) as gathered:
        rows = ArrivingRows(gathered)
        with pytest.raises(ValueError, match="of another table"):
            rows.take(Block(2, (("a", "b"),), 1.0), slot)
        rows.take(messages.Rows(2, 1, 4, "<f8"), slot)
        with pytest.raises(ValueError, match=why):
            rows.take(block, slot)


def test_a_code_below_nothing_is_no_text(job: Job, slot: memoryview) -> None:
    slots.layout(slot, 2, 2, 1, np.dtype(np.float64))[1][0][:] = [0, -1]
    with Gathered(job) as gathered:
        rows = ArrivingRows(gathered)
        rows.take(messages.Rows(2, 1, 4, "<f8"), slot)
        with pytest.raises(ValueError, match="texts that are not there"):
            rows.take(Block(2, (("a", "b"),), 1.0), slot)


def test_a_column_comes_in_pieces(job: Job, slot: memoryview) -> None:
    codes = np.array([1, 0, 1], np.int32)
    slot[:12] = codes.tobytes()
    values = ArrivingValues(job)
    assert not values.take(Numbers("<i4", (3,)), slot)
    assert values.take(Piece(8), slot)
    with pytest.raises(ValueError, match="did not come whole"):
        values.values(None)
    assert values.take(Piece(4), slot[8:])
    assert np.array_equal(np.asarray(values.values(None)), codes)
    texts = values.values(("a", "b"))
    assert isinstance(texts, TextLabels)
    assert texts.texts == ("a", "b")
    with pytest.raises(ValueError, match="texts that are not there"):
        values.values(("a",))


def test_a_column_that_cannot_be(job: Job, slot: memoryview) -> None:
    for part, why in (
        (Numbers("<f8", (1 << 40,)), "larger than was asked for"),
        (Numbers("|O", (1,)), "no array of numbers or text"),
        (Piece(1), "a piece of no array"),
        (Block(1, (), 1.0), "rows are no column"),
    ):
        with pytest.raises(ValueError, match=why):
            ArrivingValues(job).take(part, slot)
    values = ArrivingValues(job)
    values.take(Numbers("<f8", (1,)), slot)
    for size in (0, -1, 9):
        with pytest.raises(ValueError, match="a piece of no array"):
            values.take(Piece(size), slot)
    with pytest.raises(ValueError, match="nobody asked"):
        Nothing().take(Piece(1), slot)
