"""Tables of native code, read in this process."""

from __future__ import annotations

from ceviz.storage.readers.edge import Job
from ceviz.storage.readers.formats.gathered import Gathered
from ceviz.storage.readers.formats.parquet import TABLES
from ceviz.storage.readers.raw import Raw


def read_here(name: str, job: Job) -> Raw:
    """What the table of ``job`` holds, a file of the format ``name``."""
    with Gathered(job) as gathered:
        found = TABLES[name].read(job, gathered.begin)
        return gathered.raw(found.about, found.heads)
