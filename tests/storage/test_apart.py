"""The process that reads is started early only for what it reads, and is the one then asked."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from ceviz.storage import apart
from ceviz.storage.readers import read
from ceviz.storage.readers.process import parent
from tests.fuzz.parquet import small


@pytest.fixture(autouse=True)
def _none_is_waiting() -> Iterator[None]:
    """Each test begins and ends without a process."""
    parent._waiting.close()
    yield
    for early in [*apart._early]:
        apart._end_early(early)
    parent._waiting.close()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "a.PARQUET"
    path.write_bytes(small())
    return path


def test_one_is_started_for_a_file_that_it_reads_and_is_asked(file: Path) -> None:
    apart.start_for(["report", str(file), "--json"])
    (started,) = apart._early
    apart.start_for([str(file)])
    assert apart._early == [started]
    assert len(read(file).scores) == 4
    assert apart._early == []
    assert parent._waiting._idle[0]._process is started.process


def test_none_is_started_for_anything_else(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apart, "start", None)
    apart.start_for([])
    apart.start_for(["report", "fruit", "--out", "x.parquet", str(file.with_suffix(".csv"))])
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    apart.start_for([str(file)])


def test_one_is_expected_for_a_file_or_a_folder_with_one(file: Path) -> None:
    apart._expect(file.with_suffix(".csv"))
    apart._expect(file.with_name("nowhere") / "x.csv")
    assert apart._early == []
    apart._expect(file.parent)
    (started,) = apart._early
    apart._expect(file)
    assert apart._early == [started]
    read(file)
    apart._expect(file)
    assert apart._early == []  # the one that has answered waits


def test_one_that_nobody_asks_ends(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    started = apart.start()
    monkeypatch.setattr(apart, "start", lambda: started)
    monkeypatch.setattr(apart, "IDLE", 0.0)
    apart.expect(file)
    assert started.process.wait(timeout=60)


def test_its_time_ends_no_other_one(file: Path) -> None:
    apart.start_for([str(file)])
    (first,) = apart._early
    read(file)  # it was asked, and waits for more
    parent._waiting.close()
    apart.start_for([str(file)])
    (second,) = apart._early
    apart._end_early(first)
    assert apart._early == [second]
    assert second.process.poll() is None


def test_to_start_one_imports_nothing_heavy() -> None:
    code = (
        "import sys; import ceviz.storage.apart; print({'numpy', 'subprocess'} & set(sys.modules))"
    )
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert said.stdout.strip() == "set()"


@pytest.mark.skipif(sys.platform != "linux", reason="only there a file can be sealed")
def test_what_is_shared_cannot_be_cut_short() -> None:
    with apart._shared() as shared, pytest.raises(PermissionError):
        shared.truncate(0)


@pytest.mark.parametrize(
    ("name", "suits"),
    [("a.parquet", True), ("A.PQ", True), ("a.arrow", True), ("a.csv.zst", True), ("a.csv", False)],
)
def test_which_files_it_is_started_for(name: str, suits: bool) -> None:
    assert apart.suits(name) == suits
