"""One line on stderr."""

from __future__ import annotations

import sys
from contextlib import suppress


def complain(sentence: str, code: int) -> int:
    """Say ``sentence``; returns ``code``, the exit code that goes with it."""
    with suppress(OSError, AttributeError):
        sys.stderr.write(f"ceviz: {' '.join(sentence.split())}\n")
    return code
