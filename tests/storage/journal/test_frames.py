"""A file that ends anywhere gives its whole records, and nothing else."""

from __future__ import annotations

from random import Random

from ceviz.storage.journal.frames import MAGIC, START, framed, scan

RECORDS = [b"one", b"", b"three " * 50, b"\0" * 8]


def journal(records: list[bytes]) -> tuple[bytes, list[int]]:
    """The bytes of a file, and where each record ends."""
    data, checksum, ends = MAGIC, START, [len(MAGIC)]
    for record in records:
        made, checksum = framed(record, checksum)
        data += made
        ends.append(len(data))
    return data, ends


def test_what_is_cut_anywhere_gives_the_records_before() -> None:
    records = [record for record in RECORDS if record]
    data, ends = journal(records)
    for cut in range(len(data) + 1):
        whole = sum(end <= cut for end in ends[1:])
        assert list(scan(data[:cut])) == records[:whole], cut


def test_a_flipped_bit_ends_it_there() -> None:
    records = [record for record in RECORDS if record]
    data, ends = journal(records)
    random = Random(1)
    for _ in range(500):
        bit = random.randrange(8 * len(data))
        damaged = bytearray(data)
        damaged[bit // 8] ^= 1 << bit % 8
        whole = sum(end * 8 <= bit for end in ends[1:])
        assert list(scan(bytes(damaged))) == records[:whole], bit


def test_zeros_that_a_power_cut_leaves_are_no_records() -> None:
    data, _ = journal([b"one"])
    assert list(scan(data + b"\0" * 4096)) == [b"one"]


def test_a_record_counts_only_in_its_place() -> None:
    data, ends = journal([b"one", b"two", b"three"])
    without_two = data[: ends[1]] + data[ends[2] :]
    assert list(scan(without_two)) == [b"one"]


def test_another_file_is_none() -> None:
    assert list(scan(b"")) == []
    assert list(scan(b"ceviz journal 2\n" + b"x" * 100)) == []
