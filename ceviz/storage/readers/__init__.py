"""Readers of predictions.

- :func:`sniff` looks at a file and says what it takes it for, and why
- :func:`weigh` says how well the first rows fit under other choices
- :func:`read` reads all of it, checks every number, maps large arrays
- ``formats`` has the table of formats; :func:`suffixes` and :func:`format_names` come from it
- ``meaning`` finds out what is what: scores, labels, classes

With one reading left a file is read that way, and told; with more, an :class:`AmbiguousFile`
carries them as :class:`Reading` objects, each with its accuracy and loss and the
:class:`ReadOptions` that decide for it; with none it is refused.

Whatever is wrong with a file, nothing but :class:`~ceviz.errors.FileRefused` (or its child
:class:`~ceviz.errors.Cancelled`) comes out, with the file, the row or key and the reason.
Nothing in a file is ever executed.
"""

from __future__ import annotations

from ceviz.storage.readers.edge import LIMIT_BYTES
from ceviz.storage.readers.formats import format_names, suffixes
from ceviz.storage.readers.guesses import (
    IGNORED,
    NOTHING,
    OPTIONS,
    Field,
    Guess,
    Kind,
    LabelForm,
    ReadOptions,
)
from ceviz.storage.readers.joining import files_beside, named_beside
from ceviz.storage.readers.meaning.beside import may_name_classes
from ceviz.storage.readers.opening import read, sniff, weigh
from ceviz.storage.readers.predictions import Predictions, Preview, SourceFile
from ceviz.storage.readers.readings import AmbiguousFile, Fit, Reading

__all__ = [
    "IGNORED",
    "LIMIT_BYTES",
    "NOTHING",
    "OPTIONS",
    "AmbiguousFile",
    "Field",
    "Fit",
    "Guess",
    "Kind",
    "LabelForm",
    "Predictions",
    "Preview",
    "ReadOptions",
    "Reading",
    "SourceFile",
    "files_beside",
    "format_names",
    "may_name_classes",
    "named_beside",
    "read",
    "sniff",
    "suffixes",
    "weigh",
]
