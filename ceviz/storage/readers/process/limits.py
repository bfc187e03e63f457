"""How much memory the process that reads may take.

Linux holds it to both limits, macOS to that of data at most; Windows has no such limits for a
process that sets them itself. What a file claims is checked before it is read in any case.
"""

from __future__ import annotations

import sys
from contextlib import suppress

from ceviz.storage.readers.edge import Job

#: Beyond what a job may take, and once more that for what is unpacked on the way to it.
_BESIDE = 512 << 20


def limit_memory(job: Job) -> None:
    """Let this process take as much as ``job`` may, and the file mapped, beside what it has."""
    if sys.platform == "win32":
        return
    import resource

    more = 2 * job.limit_bytes + _BESIDE
    mapped = job.path.stat().st_size  # address space, not memory
    taken = _taken()
    for kind, size in ((resource.RLIMIT_DATA, more), (resource.RLIMIT_AS, more + mapped)):
        with suppress(OSError, ValueError):  # a system without it, or with a lower one
            _, hard = resource.getrlimit(kind)
            resource.setrlimit(kind, (taken + size, hard))


def _taken() -> int:
    """Bytes of address space that this process has, as far as the system tells."""
    try:
        with open("/proc/self/statm", "rb") as file:
            pages = int(file.read().split()[0])
    except (OSError, ValueError):
        return 4 << 30
    import resource

    return pages * resource.getpagesize()
