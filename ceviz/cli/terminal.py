"""The one place that writes to terminals: what is said holds no commands to them, and ends.

Titles, names of classes and of files come from others. What would move the cursor, colour,
rename the window or turn the direction of writing is shown as a question mark in a box.
"""

from __future__ import annotations

import re
import sys
from contextlib import suppress

#: A refusal is a sentence: of longer ones the beginning and the end are said.
LONGEST = 600

#: Control characters but for line ends and tabs, half characters, other line ends, and what turns
#: the direction.
_COMMANDS = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]"
)


def cleaned(text: str) -> str:
    """``text`` without what a terminal would obey."""
    return _COMMANDS.sub("\N{REPLACEMENT CHARACTER}", text)


def say(text: str, end: str = "\n") -> None:
    """Print ``text`` on stdout."""
    sys.stdout.write(cleaned(text) + end)


def complain(sentence: str, code: int) -> int:
    """Say ``sentence`` on one line of stderr; returns ``code``, the exit code that goes with it."""
    words = " ".join(cleaned(sentence).split())
    if len(words) > LONGEST:
        half = LONGEST // 2
        words = f"{words[:half]} … {words[-half:]}"
    with suppress(OSError, AttributeError):
        sys.stderr.write(f"ceviz: {words}\n")
    return code


def is_watched() -> bool:
    """Whether stderr is a terminal, on which a line can be written over."""
    return sys.stderr is not None and sys.stderr.isatty()


def rewrite(line: str) -> None:
    """Put ``line`` in the place of the last one on stderr that has no end yet."""
    with suppress(OSError):
        sys.stderr.write(f"\r\x1b[K{cleaned(line)}")
        sys.stderr.flush()
