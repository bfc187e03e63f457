"""Every bit of a small Parquet file flipped, and files that claim what they do not hold."""

from __future__ import annotations

import io
import random
import tempfile
from collections import Counter
from functools import cache
from pathlib import Path

from ceviz.errors import FileRefused
from ceviz.storage.readers import read

#: What a process that ended is told as.
ENDED = "pyarrow ended"


@cache
def small() -> bytes:
    """A file of some 700 bytes: two classes, a label, four rows."""
    import pyarrow
    import pyarrow.parquet

    columns = {"prob_a": [0.5, 0.9, 0.2, 0.7], "label": ["a", "a", "b", "b"]}
    columns["prob_b"] = [0.5, 0.1, 0.8, 0.3]
    stream = io.BytesIO()
    pyarrow.parquet.write_table(pyarrow.table(columns), stream, store_schema=False)
    return stream.getvalue()


def flipped(at: int, bit: int) -> bytes:
    """The file with one bit the other way; bit 8 flips the whole byte."""
    data = bytearray(small())
    data[at] ^= 0xFF if bit == 8 else 1 << bit
    return bytes(data)


def outcome(data: bytes, path: Path) -> str:
    """What reading ``data`` comes to; raises what is no refusal."""
    path.write_bytes(data)
    try:
        read(path)
    except FileRefused as refusal:
        return "ended, and refused" if refusal.why == ENDED else "refused"
    return "read"


def run(count: int, seed: int) -> Counter[str]:
    """What came of ``count`` of the flips, in a random order; all of them if there are no more."""
    flips = [(at, bit) for at in range(len(small())) for bit in range(9)]
    random.Random(seed).shuffle(flips)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "flipped.parquet"
        return Counter(outcome(flipped(*flip), path) for flip in flips[:count])
