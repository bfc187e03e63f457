"""What may stand on the command line: sources, numbers, lengths, output files."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn

from ceviz.errors import InvalidInput

#: The formats a plot can be drawn in, by the ending of the file.
FORMATS = (".png", ".svg", ".pdf", ".csv")

_MM_PER_INCH = 25.4
_MM = {"mm": 1.0, "cm": 10.0, "in": _MM_PER_INCH, "pt": _MM_PER_INCH / 72.0}


class Parser(argparse.ArgumentParser):
    """argparse that raises our refusals instead of printing its usage."""

    def __init__(self, command: str = "", **texts: str) -> None:
        words = f"{program()} {command}".rstrip()
        super().__init__(
            words,
            allow_abbrev=False,
            formatter_class=argparse.RawDescriptionHelpFormatter,
            **texts,  # type: ignore[arg-type]
        )

    def _print_message(self, message: str, file: Any = None) -> None:
        # argparse passes over what cannot be written, and --version would seem to be answered.
        if message and file is not None:
            file.write(message)

    def error(self, message: str) -> NoReturn:
        """Refuse the command line as ceviz refuses everything: what is wrong, and what now."""
        raise InvalidInput(message, remedy=f"“{self.prog} --help” tells how")


def program() -> str:
    """What the user typed to get here."""
    return "python3 main.py" if Path(sys.argv[0]).name == "main.py" else "ceviz"


def number(low: float | None = None, high: float | None = None) -> Callable[[str], float]:
    """A type of argument: a number as people type it, between ``low`` and ``high``."""

    def read(text: str) -> float:
        from ceviz.document.text.numbers import parse_number

        try:
            value = parse_number(text)
        except InvalidInput as refusal:
            raise argparse.ArgumentTypeError(refusal.what) from None
        if low is not None and high is not None and not low <= value <= high:
            raise argparse.ArgumentTypeError(f"{text} does not lie between {low} and {high}")
        return value

    return read


def length(text: str) -> tuple[float, str]:
    """``120mm`` as (120.0, "mm")."""
    size, unit = text.strip()[:-2], text.strip()[-2:].lower()
    if unit not in {*_MM, "px"}:
        raise argparse.ArgumentTypeError(f"“{text}” is not a length such as 120mm, 4in or 640px")
    return number(0.1, 100_000)(size), unit


def size(text: str) -> int:
    """``4GiB``, ``500MB`` or ``1e9`` in bytes."""
    from ceviz.storage.readers.sizes import bytes_of

    try:
        return bytes_of(text)
    except InvalidInput as refusal:
        raise argparse.ArgumentTypeError(refusal.what) from None


def millimetres(length: tuple[float, str] | None, dpi: float) -> float | None:
    """A :func:`length` in millimetres; a pixel is 1/``dpi`` of an inch."""
    if length is None:
        return None
    size, unit = length
    return size * (_MM_PER_INCH / dpi if unit == "px" else _MM[unit])


def output(text: str) -> Path:
    """A file to draw to, whose ending says the format."""
    path = Path(text)
    if path.suffix.lower() not in FORMATS:
        raise argparse.ArgumentTypeError(f"“{text}” does not end in {', '.join(FORMATS)}")
    return path
