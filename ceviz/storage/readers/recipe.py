"""Choices for reading a file, as a small file of their own: to keep beside it, and to share.

::

    {"format": "ceviz recipe", "scores": "prob_*", "labels": "truth", "kind": "probabilities"}

Only what was chosen stands in it; :data:`ReadOptions`' other fields are guessed as always.
"""

from __future__ import annotations

import json
import os
from dataclasses import fields
from pathlib import Path
from typing import Any

import msgspec

from ceviz.errors import FileRefused
from ceviz.storage.atomic import reason
from ceviz.storage.readers.guesses import ReadOptions
from ceviz.storage.strict_json import parse

#: What a recipe calls itself, so that no other JSON is taken for one.
FORMAT = "ceviz recipe"

#: A recipe of 262,144 class names of a hundred letters is within.
_MAX_BYTES = 32 << 20


def dumps(options: ReadOptions) -> bytes:
    """What of ``options`` was chosen, as a JSON file of one line a choice."""
    plain = ReadOptions()
    chosen: dict[str, Any] = {"format": FORMAT}
    for field in fields(options):
        value = getattr(options, field.name)
        if value != getattr(plain, field.name):
            chosen[field.name] = value
    return (json.dumps(chosen, ensure_ascii=False, indent=1) + "\n").encode("utf-8", "replace")


def loads(data: bytes, name: str) -> ReadOptions:
    """The options in ``data``, the bytes of a recipe that is called ``name`` in refusals.

    Raises:
        FileRefused: no recipe, or one with a choice that there is not.
    """
    tree = parse(data, name)
    if not isinstance(tree, dict) or tree.pop("format", None) != FORMAT:
        raise FileRefused("is not a recipe of ceviz", where=name)
    unknown = sorted(set(tree) - {field.name for field in fields(ReadOptions)})
    if unknown:
        raise FileRefused(f"there is no choice called “{unknown[0]}”", where=name)
    try:
        options = msgspec.convert(tree, ReadOptions)
    except msgspec.ValidationError as problem:
        raise FileRefused(
            "holds a choice that there is not", where=name, why=str(problem)
        ) from None
    if options.limit is not None and options.limit < 1:
        raise FileRefused("holds a limit that lets nothing be read", where=name)
    return options


def load(path: str | os.PathLike[str]) -> ReadOptions:
    """The options in the recipe ``path``; raises as :func:`loads` does."""
    try:
        with Path(path).open("rb") as file:
            data = file.read(_MAX_BYTES + 1)
    except OSError as problem:
        raise FileRefused("cannot be read", where=str(path), why=reason(problem)) from None
    if len(data) > _MAX_BYTES:
        raise FileRefused("is too large for a recipe", where=str(path))
    return loads(data, str(path))
