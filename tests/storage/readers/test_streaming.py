"""Tables of any size: what is read takes no more memory than what is kept, and a block."""

from __future__ import annotations

import bz2
import gc
import gzip
import tracemalloc
import weakref
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pyarrow
import pyarrow.ipc
import pyarrow.parquet
import pytest
from numpy.typing import DTypeLike, NDArray

from ceviz.errors import TooLarge
from ceviz.maths.arrays import mapped
from ceviz.storage.readers import ReadOptions, read
from ceviz.storage.readers.edge import Job
from ceviz.storage.readers.formats import parquet, rowstore, scratch
from ceviz.storage.readers.formats.arrow_messages import unpacked_sizes
from ceviz.storage.readers.formats.rowstore import Codes, Rows, RowStore
from ceviz.storage.readers.formats.text import arrow_cells, cells, delimited, pieces

ROWS, CLASSES = 20_000, 8


def _scores(dtype: DTypeLike = np.float64) -> NDArray[np.floating]:
    return np.random.default_rng(5).normal(size=(ROWS, CLASSES)).round(6).astype(dtype)


def _labels() -> NDArray[np.int64]:
    return np.arange(ROWS, dtype=np.int64) % CLASSES


def _text(separator: str = ",") -> str:
    """A table with a column of text that nobody keeps, as wide as all others."""
    header = separator.join(["note", *(f"logit_{k}" for k in range(CLASSES)), "label"])
    rows = (
        separator.join(["x" * 60 + str(n), *map(repr, row), str(label)])
        for n, (row, label) in enumerate(zip(_scores().tolist(), _labels(), strict=True))
    )
    return "\n".join([header, *rows, ""])


def _table(dtype: DTypeLike = np.float64) -> pyarrow.Table:
    columns = {f"logit_{k}": column for k, column in enumerate(_scores(dtype).T)}
    return pyarrow.table({"note": ["x" * 60] * ROWS, **columns, "label": _labels()})


def _csv(path: Path) -> None:
    path.write_text(_text(), encoding="utf-8")


def _tsv(path: Path) -> None:
    path.write_text(_text("\t"), encoding="utf-8")


def _csv_gz(path: Path) -> None:
    path.write_bytes(gzip.compress(_text().encode()))


def _csv_bz2(path: Path) -> None:
    path.write_bytes(bz2.compress(_text().encode()))


def _csv_zst(path: Path) -> None:
    path.write_bytes(pyarrow.compress(_text().encode(), codec="zstd", asbytes=True))


def _parquet(path: Path) -> None:
    pyarrow.parquet.write_table(_table(), path, row_group_size=3_000)


def _arrow(path: Path) -> None:
    options = pyarrow.ipc.IpcWriteOptions(compression="lz4")
    with pyarrow.ipc.new_file(str(path), _table().schema, options=options) as writer:
        writer.write_table(_table(), max_chunksize=1_000)


def _stream(path: Path) -> None:
    options = pyarrow.ipc.IpcWriteOptions(compression="zstd")
    with pyarrow.ipc.new_stream(str(path), _table().schema, options=options) as writer:
        writer.write_table(_table(), max_chunksize=1_000)


FILES: dict[str, Callable[[Path], None]] = {
    "a.csv": _csv,
    "a.tsv": _tsv,
    "a.csv.gz": _csv_gz,
    "a.csv.bz2": _csv_bz2,
    "a.csv.zst": _csv_zst,
    "a.parquet": _parquet,
    "a.feather": _arrow,
    "a.arrow": _stream,
}

KEPT = ROWS * (8 * CLASSES + 4)


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Blocks so small that any table is long."""
    monkeypatch.setattr(pieces, "PIECE", 64 << 10)
    monkeypatch.setattr(arrow_cells, "WORTH_IT", 32 << 10)
    monkeypatch.setattr(parquet, "_MOST_ROWS", 1_000)


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("limit", [250_000, 600_000, KEPT - 1, KEPT])
def test_scores_beyond_the_limit_lie_in_a_file(
    name: str, limit: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "scratch"
    folder.mkdir()
    monkeypatch.setattr(scratch, "scratch_folder", lambda: folder)
    FILES[name](tmp_path / name)
    predictions = read(tmp_path / name, ReadOptions(limit=limit))
    np.testing.assert_array_equal(predictions.scores, _scores())
    np.testing.assert_array_equal(predictions.targets, _labels())
    assert mapped(predictions.scores) == (limit < KEPT)
    assert not list(folder.iterdir())  # it has no name, so that nothing is left behind


def counted_twice() -> int:
    """What tracemalloc counts too much while the rows are cut to size where they lie.

    NumPy 2.5 tells it of the new size before the old one is gone, though there is one array.
    """
    tracemalloc.start()
    try:
        array = np.empty(KEPT, np.uint8)
        array.resize(KEPT - 1, refcheck=False)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert KEPT <= peak < 2 * KEPT + 10_000
    return max(0, peak - KEPT - 10_000)


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize("name", FILES)
def test_memory_is_what_is_kept_and_a_block(name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    FILES[name](path)
    read(path)  # imports and caches
    gc.collect()
    tracemalloc.start()
    try:
        read(path)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    targets, blocks = 8 * ROWS, 1_500_000
    assert peak < rowstore._AHEAD * KEPT + targets + blocks + counted_twice()
    # What is not kept is larger than all the blocks together.
    assert len(_text()) > blocks


@pytest.mark.usefixtures("small")
def test_what_is_held_is_what_counts(tmp_path: Path) -> None:
    _csv(tmp_path / "a.csv")
    job = Job(tmp_path / "a.csv")
    delimited.read_delimited(job)
    assert job.taken == [KEPT]
    spilled = Job(tmp_path / "a.csv", limit_bytes=KEPT - 1)
    delimited.read_delimited(spilled)
    assert spilled.taken == [4 * ROWS]


def test_the_file_of_scores_lives_as_long_as_they_do(tmp_path: Path) -> None:
    _parquet(tmp_path / "a.parquet")
    scores = read(tmp_path / "a.parquet", ReadOptions(limit=KEPT // 2)).scores
    base: object = scores
    while isinstance(base, np.ndarray):
        base = base.base
    file = weakref.ref(base)
    del base
    kept = scores[5:7]
    del scores
    gc.collect()
    np.testing.assert_array_equal(kept, _scores()[5:7])
    del kept
    gc.collect()
    assert file() is None


def test_more_than_the_file_makes_believable_needs_a_limit(tmp_path: Path) -> None:
    path = tmp_path / "a.csv.gz"
    path.write_bytes(gzip.compress(b"logit_a,logit_b,label\n" + b"1,-2,0\n" * 400_000))
    with pytest.raises(TooLarge, match=r"a table of about [\d,]+ × 2 .*--limit 1GB") as refusal:
        read(path, ReadOptions(limit=3_000_000))
    assert len(read(path, ReadOptions(limit=refusal.value.enough))) == 400_000


def test_a_full_disk_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rowstore, "free_bytes", lambda: 1000)
    _csv(tmp_path / "a.csv")
    with pytest.raises(TooLarge, match=r"the disk has no room for it either\)\. Raise the limit"):
        read(tmp_path / "a.csv", ReadOptions(limit=KEPT // 2))


@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64])
def test_typed_tables_keep_their_precision(dtype: DTypeLike, tmp_path: Path) -> None:
    pyarrow.parquet.write_table(_table(dtype), tmp_path / "a.parquet")
    scores = read(tmp_path / "a.parquet").scores
    assert scores.dtype == dtype
    np.testing.assert_array_equal(scores, _scores(dtype))


def test_columns_of_several_precisions_lose_nothing(tmp_path: Path) -> None:
    columns = {"prob_a": np.array([0.1, 0.9], np.float32), "prob_b": np.array([0.9, 0.1])}
    pyarrow.parquet.write_table(
        pyarrow.table({**columns, "label": ["a", "b"]}), tmp_path / "a.parquet"
    )
    scores = read(tmp_path / "a.parquet").scores
    np.testing.assert_array_equal(scores, np.transpose([*columns.values()]))


@pytest.mark.parametrize(
    "cell",
    ["0.1", "1e-320", "5e-324", "1.7976931348623157e308", "0.30000000000000004", "-inf", "3"],
)
def test_pyarrow_reads_numbers_as_python_does(cell: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(arrow_cells, "WORTH_IT", 0)
    layout = cells.Layout(",", "utf-8", ("a", "b", "label"), (0, 1), (2,))
    rows = arrow_cells.parse_with_arrow(f"{cell},0.5,x\n".encode(), layout)
    assert rows is not None
    assert rows.scores[0] == float(cell)
    assert len(rows) == 1


@pytest.mark.parametrize(
    "text",
    ["1,,x\n", "1,2,x\n\n3,4,y\n", "1,2\n", "85%,2,x\n", '1,2,"x\ny"\n', "1_000,2,x\n", "a,2,x\n"],
)
def test_pyarrow_leaves_what_is_peculiar(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(arrow_cells, "WORTH_IT", 0)
    layout = cells.Layout(",", "utf-8", ("a", "b", "label"), (0, 1), (2,))
    assert arrow_cells.parse_with_arrow(text.encode(), layout) is None


@pytest.mark.parametrize(
    ("text", "labels"),
    [
        ('1,2," a, b "\r\n3,4,c\r\n', ["a, b", "c"]),
        ("1,2,Hündin\n3,4,Kater", ["Hündin", "Kater"]),
    ],
)
def test_pyarrow_reads_labels_as_the_other_roads_do(
    text: str, labels: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(arrow_cells, "WORTH_IT", 0)
    layout = cells.Layout(",", "latin-1", ("a", "b", "label"), (0, 1), (2,))
    piece = cells.Piece(text.encode("latin-1"), 1)
    for rows in (
        arrow_cells.parse_with_arrow(piece.text, layout),
        cells.parse_piece(piece, layout),
    ):
        assert rows is not None
        (column,) = rows.texts
        assert [column.texts[code] for code in column.codes] == labels


def test_a_store_grows_where_the_share_misleads(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(bytes(100))
    with RowStore(2, Job(tmp_path / "a")) as store:
        for n in range(300):
            rows = Rows(np.full((7, 2), n), (Codes(np.zeros(7, np.int8), [str(n)]),))
            store.add(rows, share=[0.0, 1.0, 0.01][n % 3])
        scores, (texts,), lines = store.result()
    np.testing.assert_array_equal(scores, np.repeat(np.arange(300), 7)[:, None] * [1, 1])
    assert [texts.texts[code] for code in texts.codes[::7]] == [str(n) for n in range(300)]
    assert lines is None


@pytest.mark.parametrize("compression", [None, "lz4", "zstd"])
@pytest.mark.parametrize("form", ["file", "stream"])
def test_what_arrow_batches_unpack_to(compression: str | None, form: str, tmp_path: Path) -> None:
    """Held against the arrays themselves, a dictionary with them."""
    random = np.random.default_rng(1).bytes(8 * 5_000)
    table = pyarrow.table(
        {
            "zeros": np.zeros(5_000),
            "random": np.frombuffer(random, np.int64),
            "label": pyarrow.array(
                ["cat", "a very long name of a dog"] * 2_500
            ).dictionary_encode(),
        }
    )
    path = tmp_path / "a.arrow"
    new = pyarrow.ipc.new_file if form == "file" else pyarrow.ipc.new_stream
    options = pyarrow.ipc.IpcWriteOptions(compression=compression)
    with new(str(path), table.schema, options=options) as writer:
        writer.write_table(table, max_chunksize=2_500)
    found = [size for size in unpacked_sizes(memoryview(path.read_bytes())) if size[0]]
    if compression is None:
        assert found == []
    else:
        (names, stays), *batches = found
        assert stays
        assert 28 <= names <= 28 + 3 * 8
        assert len(batches) == 2
        for size, held in batches:
            assert not held
            assert 0 <= size - 2_500 * (8 + 8 + 4) <= 64
