"""What words of a command line may mean, told without any reader: each start asks."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence

#: What makes a word a pattern rather than a path.
_WILD = re.compile(r"[*?\[]")


def is_many(words: Sequence[str]) -> bool:
    """Whether the words name more than one file: a folder, a pattern, or several of them."""
    return len(words) > 1 or any(is_pattern(word) or os.path.isdir(word) for word in words)


def is_pattern(word: str) -> bool:
    """Whether ``word`` stands for what it matches: it has a ``*``, and is no file itself."""
    return bool(_WILD.search(word)) and not os.path.lexists(word)
