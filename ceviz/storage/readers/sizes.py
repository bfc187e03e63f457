"""Amounts of memory as people write them."""

from __future__ import annotations

import re

from ceviz.errors import InvalidInput

_SIZE = re.compile(
    r"(?P<amount>\d+(\.\d*)?(e\d+)?) ?(?P<unit>|b|[kmgt]i?b)", re.ASCII | re.IGNORECASE
)
_UNITS = {
    "": 1, "b": 1, "kb": 10**3, "mb": 10**6, "gb": 10**9, "tb": 10**12,
    "kib": 1 << 10, "mib": 1 << 20, "gib": 1 << 30, "tib": 1 << 40,
}  # fmt: skip

#: How many letters of what is no size a message shows.
_SHOWN = 60


def bytes_of(text: str) -> int:
    """The bytes that ``4GiB``, ``500MB`` or ``1e9`` says.

    Raises:
        InvalidInput: it is no size.
    """
    words = _SIZE.fullmatch(text.strip())
    amount = float(words["amount"]) if words else 0.0
    size = amount * _UNITS[words["unit"].lower()] if words else 0.0
    if not 1 <= size < 1 << 63:
        raise InvalidInput(f"“{text.strip()[:_SHOWN]}” is not a size such as 500MB or 4GiB")
    return int(size)


def in_bytes(size: int) -> str:
    """``size`` in words: 3.9 MB."""
    amount, unit = float(size), "bytes"
    for bigger in ("kB", "MB", "GB", "TB"):
        if amount < 1000:
            break
        amount, unit = amount / 1000, bigger
    return f"{amount:.4g} {unit}" if amount < 1e6 else f"{amount:.2e} {unit}"
