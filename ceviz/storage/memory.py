"""Too little memory is a matter of the file and the machine, not a fault of the program."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from ceviz.errors import FileRefused


@contextmanager
def refusing_memory(name: str) -> Iterator[None]:
    """Refuse ``name`` where what is done for it needs more memory than there is.

    Raises:
        FileRefused: in place of Python's MemoryError.
    """
    try:
        yield
    except MemoryError:
        raise FileRefused(
            "there is not enough memory for it",
            where=name,
            remedy="close other programs, or open a part of the file",
        ) from None
