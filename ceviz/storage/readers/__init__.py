"""Readers of predictions.

- :func:`sniff` looks at a file and says what it takes it for, and why
- :func:`read` reads all of it, checks every number, maps large arrays
- ``formats`` has the table of formats; :func:`suffixes` and :func:`format_names` come from it
- ``meaning`` finds out what is what: scores, labels, classes

Whatever is wrong with a file, nothing but :class:`~ceviz.errors.FileRefused` (or its child
:class:`~ceviz.errors.Cancelled`) comes out, with the file, the row or key and the reason.
Nothing in a file is ever executed.
"""

from __future__ import annotations

from ceviz.storage.readers.edge import LIMIT_BYTES
from ceviz.storage.readers.formats import format_names, suffixes
from ceviz.storage.readers.guesses import IGNORED, Field, Guess, Kind, LabelForm, ReadOptions
from ceviz.storage.readers.opening import read, sniff
from ceviz.storage.readers.predictions import Predictions, Preview, SourceFile

__all__ = [
    "IGNORED",
    "LIMIT_BYTES",
    "Field",
    "Guess",
    "Kind",
    "LabelForm",
    "Predictions",
    "Preview",
    "ReadOptions",
    "SourceFile",
    "format_names",
    "read",
    "sniff",
    "suffixes",
]
