"""A process that ends, hangs, grows or talks nonsense is a refusal; one that reads goes unseen."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from ceviz.errors import Cancelled, FileRefused, TooLarge
from ceviz.maths.arrays import mapped
from ceviz.storage.apart import SLOT
from ceviz.storage.readers import ReadOptions, read, sniff
from ceviz.storage.readers.edge import Job
from ceviz.storage.readers.formats import FORMATS
from ceviz.storage.readers.formats.format import Format, Sample
from ceviz.storage.readers.formats.gathered import Gathered
from ceviz.storage.readers.formats.parquet import ARROW, PARQUET, TABLES
from ceviz.storage.readers.names import TextLabels, Truth
from ceviz.storage.readers.process import messages, parent
from ceviz.storage.readers.process.messages import FoundHeads
from ceviz.storage.readers.process.parent import Process, columns_apart, read_apart
from ceviz.storage.readers.raw import ELSEWHERE, Raw
from ceviz.storage.readers.readings import Doubt
from tests.fuzz.parquet import ENDED, flipped, outcome, run
from tests.helpers.native_tables import read_here

DATA = Path(__file__).parents[3] / "data"


@pytest.fixture(autouse=True)
def _none_is_waiting() -> Iterator[None]:
    """Each test begins and ends without a process."""
    parent._waiting.close()
    yield
    parent._waiting.close()


def sample(rows: int) -> Sample:
    chance = np.random.default_rng(1)
    logits = chance.normal(size=(rows, 3)).astype(np.float32)
    return Sample(logits, chance.integers(0, 3, rows), ("cat", "dog", "eel"))


def written(form: Format, folder: Path, rows: int = 50) -> Job:
    path = folder / f"a{form.suffixes[0]}"
    form.write(path, sample(rows))
    return Job(path)


def same(one: Any, other: Any) -> bool:
    if isinstance(one, TextLabels):
        return one.texts == other.texts and np.array_equal(one.codes, other.codes)
    return bool(np.array_equal(one, other)) and one.dtype == other.dtype


def plain(raw: Raw) -> dict[str, Any]:
    """All but arrays and heads, which have no one answer to whether they are equal."""
    arrays = {"scores", "labels", "predicted", "heads"}
    return {one.name: getattr(raw, one.name) for one in fields(raw) if one.name not in arrays}


def told(raw: Raw) -> list[tuple[object, ...]] | None:
    """The first rows of all columns, as plain values that can be compared."""
    if raw.heads is None:
        return None
    return [
        (head.name, head.texts, None if head.numbers is None else head.numbers.tobytes())
        for head in raw.heads
    ]


def stopped() -> Process:
    """A process that waits to be asked, and will not answer."""
    process = Process()
    process._process.send_signal(signal.SIGSTOP)
    parent._waiting.put(process)
    return process


@pytest.mark.parametrize("form", [PARQUET, ARROW], ids=str)
@pytest.mark.parametrize("head", [None, 20])
def test_what_is_read_there_is_what_is_read_here(
    form: Format, head: int | None, tmp_path: Path
) -> None:
    job = replace(written(form, tmp_path), head=head)
    here, there = read_here(form.name, job), read_apart(form.name, replace(job, taken=[0]))
    assert same(here.scores, there.scores)
    assert same(here.labels, there.labels)
    assert plain(here) == plain(there)
    assert told(here) == told(there)
    assert (told(there) is None) == (head is not None)


def test_every_table_of_native_code_is_a_format() -> None:
    assert {each.name for each in FORMATS} >= set(TABLES)


def test_columns_are_read_there_too(tmp_path: Path) -> None:
    job = written(PARQUET, tmp_path)
    here, there = TABLES["Parquet"].columns(job), columns_apart("Parquet", job)
    assert [head.name for head in here.heads] == [head.name for head in there.heads]
    assert all(a.texts == b.texts for a, b in zip(here.heads, there.heads, strict=True))
    job.taken[0] = 0
    column = there.values("label")
    assert job.taken[0] > 0
    assert same(here.values("label"), column)
    assert len(there.values("label", 5)) >= 5


def test_labels_of_another_file_go_along(tmp_path: Path) -> None:
    job = written(PARQUET, tmp_path)
    truth = Truth(tmp_path, "truth", TextLabels(np.zeros(50, np.int32), ("cat",)), (), ())
    raw = read_apart("Parquet", replace(job, truth=truth))
    assert raw.labels is ELSEWHERE
    numbers = replace(truth, labels=np.zeros(50, np.int64))
    assert read_apart("Parquet", replace(job, truth=numbers)).labels is ELSEWHERE


def test_a_doubt_is_raised_here(tmp_path: Path) -> None:
    import pyarrow
    import pyarrow.parquet

    path = tmp_path / "two.parquet"
    lists = [[0.1, 0.9], [0.8, 0.2]]
    columns = {"first": lists, "second": lists, "label": [0, 1]}
    pyarrow.parquet.write_table(pyarrow.table(columns), path)
    with pytest.raises((Doubt, FileRefused)) as here:
        read_here("Parquet", Job(path))
    with pytest.raises(type(here.value)) as there:
        read_apart("Parquet", Job(path))
    assert str(here.value) == str(there.value)


def test_one_process_is_asked_again(tmp_path: Path) -> None:
    job = written(PARQUET, tmp_path)
    read_apart("Parquet", job)
    (first,) = parent._waiting._idle
    read_apart("Parquet", replace(job, taken=[0]))
    assert parent._waiting._idle == [first]


def test_a_table_larger_than_what_both_have_open(tmp_path: Path) -> None:
    rows = 3 * SLOT // 12  # in more blocks than there are slots, the last one not full
    job = written(PARQUET, tmp_path, rows)
    raw = read_apart("Parquet", job)
    assert np.array_equal(raw.scores, sample(rows).logits)
    (process,) = parent._waiting._idle
    labels = columns_apart("Parquet", replace(job, taken=[0])).values("label")
    assert isinstance(labels, TextLabels)
    assert [labels.texts[code] for code in labels.codes] == sample(rows).named_labels
    assert parent._waiting._idle == [process]


def test_a_table_beyond_the_limit_goes_to_a_scratch_file_once(tmp_path: Path) -> None:
    job = replace(written(PARQUET, tmp_path, 200_000), limit_bytes=1_500_000)
    raw = read_apart("Parquet", job)
    assert mapped(raw.scores)
    read_apart("Parquet", written(PARQUET, tmp_path))
    assert np.array_equal(raw.scores, sample(200_000).logits)


def test_progress_and_the_wish_to_stop_get_through(tmp_path: Path) -> None:
    shares: list[float] = []
    job = replace(written(PARQUET, tmp_path, 5000), progress=shares.append)
    read_apart("Parquet", job)
    assert shares == sorted(shares)
    assert shares[-1] > 0
    with pytest.raises(Cancelled):
        read_apart("Parquet", replace(job, taken=[0], cancelled=lambda: True))
    assert parent._waiting._idle == []


@pytest.mark.skipif(sys.platform == "win32", reason="processes are stopped by a signal")
def test_one_that_hangs_can_be_left_and_is_given_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = written(PARQUET, tmp_path)
    hung = stopped()
    with pytest.raises(Cancelled):
        read_apart("Parquet", replace(job, cancelled=lambda: True))
    assert hung._process.returncode is not None
    hung = stopped()
    monkeypatch.setattr(parent, "PATIENCE", 0.1)
    with pytest.raises(FileRefused, match="nothing came of it for 0 seconds"):
        read_apart("Parquet", job)
    assert hung._process.returncode is not None


def test_one_that_ends_is_a_refusal_and_the_next_reads(tmp_path: Path) -> None:
    job = written(PARQUET, tmp_path)
    process = Process()
    process._process.kill()
    process._process.wait()
    parent._waiting.put(process)
    with pytest.raises(FileRefused) as refused:
        read_apart("Parquet", job)
    assert refused.value.what == "cannot be read: it is damaged"
    assert refused.value.why == ENDED
    assert len(read_apart("Parquet", job).scores) == 50


def test_a_share_of_all_flips_of_a_bit(tmp_path: Path) -> None:
    """A share of ``python3 -m tests fuzz parquet``, and some that ended the whole program."""
    outcomes = run(250, seed=1)
    assert outcomes["read"] > 0
    assert outcomes["refused"] > 0
    # In the description of the columns: pyarrow 25 ends the process at each of these.
    for flip in ((326, 0), (339, 3), (356, 0), (470, 6), (650, 6)):
        assert outcome(flipped(*flip), tmp_path / "flipped.parquet") != "read"


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux holds a process to its limits")
def test_a_kilobyte_that_unpacks_to_gigabytes_takes_no_more_than_allowed() -> None:
    path = DATA / "list_of_equal_floats.parquet"
    code = (
        "import resource\n"
        "from ceviz.errors import TooLarge\n"
        "from ceviz.storage.readers import ReadOptions, read\n"
        "from ceviz.storage.readers.process import parent\n"
        "try:\n"
        f"    read({str(path)!r}, ReadOptions(limit=50_000_000))\n"
        "except TooLarge as refusal:\n"
        "    print(refusal)\n"
        "parent._waiting.close()\n"
        "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)\n"
    )
    said = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    ).stdout
    refusal, peak = said.splitlines()
    assert "Raise the limit (--limit 1GB)" in refusal
    assert int(peak) < 800_000


def test_what_is_sound_is_read_within_the_limit_of_a_look(tmp_path: Path) -> None:
    """Memory pools that took addresses ahead left none for threads."""
    job = written(PARQUET, tmp_path, 400_000)
    assert sniff(job.path).samples == 400_000
    assert len(read(job.path, ReadOptions(limit=20_000_000))) == 400_000


def test_too_little_memory_is_told_as_such(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    failed = messages.Failed("MemoryError: ", memory=True)
    monkeypatch.setattr(Process, "_next", lambda *_: failed)
    with pytest.raises(TooLarge, match=r"Raise the limit \(--limit 2GB\)"):
        read_apart("Parquet", written(PARQUET, tmp_path))


def test_what_makes_no_sense_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    job = written(PARQUET, tmp_path)
    with monkeypatch.context() as patch:
        patch.setattr(Process, "_next", lambda *_: FoundHeads(()))
        with pytest.raises(FileRefused, match="makes no sense"):
            read_apart("Parquet", job)
    with monkeypatch.context() as patch:
        patch.setattr(Gathered, "begin", None)  # as what comes raises whatever it raises
        with pytest.raises(TypeError):
            read_apart("Parquet", job)
    assert parent._waiting._idle == []
    assert len(read_apart("Parquet", job).scores) == 50


def test_without_pyarrow_no_process_is_started(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = written(PARQUET, tmp_path)
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    monkeypatch.setattr(parent, "Process", None)
    for ask in (read_apart, columns_apart):
        with pytest.raises(FileRefused, match="is a Parquet file, and pyarrow"):
            ask("Parquet", job)


def test_a_limit_is_kept_there(tmp_path: Path) -> None:
    job = written(PARQUET, tmp_path, 5000)
    with pytest.raises(TooLarge):
        read(job.path, ReadOptions(limit=10))
