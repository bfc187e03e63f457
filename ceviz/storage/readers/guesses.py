"""What a file does not say outright: each guess in words, and the user's choice instead.

A guess names its :class:`Field`; :meth:`ReadOptions.choose` turns another choice into options
for the next reading.
"""

from __future__ import annotations

import csv
import shlex
from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum

from ceviz.errors import InvalidInput
from ceviz.maths.batch.shapes import LAST, SECOND, Axis
from ceviz.storage.readers.sizes import bytes_of

#: The target of a row that does not count, as PyTorch's ``ignore_index`` has it.
IGNORED = -100


class Kind(StrEnum):
    """What the numbers of a row are."""

    LOGITS = "logits"
    PROBABILITIES = "probabilities"
    LOG_PROBABILITIES = "log-probabilities"
    #: Only as a choice: probabilities of probabilities, undone while reading.
    SOFTMAX_TWICE = "softmax applied twice"
    #: Only as a choice: the class that no column has is what the others leave of 1.
    WITHOUT_ONE = "probabilities without one class"
    #: Only for one number a row beside a column of predictions: q of the class predicted.
    CONFIDENCE = "probability of the predicted class"


class LabelForm(StrEnum):
    """How a file writes the truth."""

    NAMES = "class names"
    ZERO_BASED = "0-based"
    ONE_BASED = "1-based"
    #: In the order of the sorted names, as scikit-learn's LabelEncoder numbers them.
    ALPHABETICAL = "0-based by the alphabet"
    ALPHABETICAL_FROM_1 = "1-based by the alphabet"
    #: From the last class on.
    REVERSED = "0-based in reverse order"
    REVERSED_FROM_1 = "1-based in reverse order"
    DISTRIBUTION = "probabilities"


class Unlabelled(StrEnum):
    """What is done with rows whose label is missing."""

    REFUSE = "refuse"
    #: They do not count, as those of PyTorch's ``ignore_index``.
    IGNORE = "ignore"


class Field(StrEnum):
    """What a guess is about, in the order an import panel shows them."""

    FORMAT = "format"
    DELIMITER = "delimiter"
    HEADER = "header"
    PART = "part"
    SCORES = "scores"
    KIND = "kind"
    LABELS = "labels"
    LABEL_FORM = "label form"
    IGNORED = "ignored label"
    UNLABELLED = "rows without a label"
    CLASS_NAMES = "class names"
    CLASS_AXIS = "class axis"
    PREDICTION = "predicted class"
    TRUTH = "truth file"
    JOIN = "joined by"
    LIMIT = "memory limit"


#: What decides a field on the command line.
OPTIONS = {
    Field.PART: "--part",
    Field.SCORES: "--scores",
    Field.KIND: "--kind",
    Field.LABELS: "--labels",
    Field.LABEL_FORM: "--label-form",
    Field.IGNORED: "--ignore-index",
    Field.UNLABELLED: "--unlabelled",
    Field.CLASS_NAMES: "--class-names",
    Field.CLASS_AXIS: "--class-axis",
    Field.PREDICTION: "--prediction",
    Field.TRUTH: "--truth",
    Field.JOIN: "--join",
    Field.LIMIT: "--limit",
}


def as_chosen(field: Field, value: str) -> str:
    """A choice for people and for the command line: ``probabilities (--kind probabilities)``."""
    return f"{value} ({OPTIONS[field]} {shlex.quote(value)})"


def spelled_out(names: Iterable[str]) -> str:
    """Names as :meth:`ReadOptions.choose` takes them: between commas, those with one in quotes."""
    return ", ".join(f'"{name}"' if "," in name else name for name in names)


#: What :attr:`Field.CLASS_AXIS` calls the axis of the classes: of (N, …, K), or of (N, K, …).
_AXES: dict[str, Axis] = {LAST: LAST, SECOND: SECOND}

#: What :attr:`Field.DELIMITER` calls the characters between cells.
DELIMITERS = {"comma": ",", "semicolon": ";", "tab": "\t", "space": " ", "bar": "|"}
NOTHING = "none"

#: What :attr:`Field.JOIN` calls the order of the rows.
ORDER = "order"


@dataclass(frozen=True, slots=True)
class Guess:
    """One thing the file does not say outright.

    Attributes:
        field: what it is about.
        value: what was taken, as :meth:`ReadOptions.choose` accepts it.
        reason: why, in words that fit after "because".
        alternatives: what else it could be; empty if nothing else can be chosen.
        warning: a sentence to show plainly, or empty.
        mend: the one of ``alternatives`` that undoes what the warning tells of, or empty.
    """

    field: Field
    value: str
    reason: str
    alternatives: tuple[str, ...] = ()
    warning: str = ""
    mend: str = ""


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """The user's choices; None leaves a thing to be guessed.

    Attributes:
        part: which of several tables that stand side by side in one document.
        scores: name of the array, or of the columns, separated by commas, ``*`` allowed
            (``prob_*``).
        kind: what the scores are.
        labels: name of the array or column; of the truth's file if there is one.
        label_form: how labels are written.
        ignored: the label of rows that do not count (PyTorch's −100), or None for no such label.
        unlabelled: what is done with rows that have no label; None refuses the file.
        class_names: K names, in the order of the columns.
        delimiter: a character of :data:`DELIMITERS`, for text.
        header: whether the first line of a table names the columns.
        class_axis: :data:`LAST` or :data:`SECOND`, for scores of three or more dimensions.
        prediction: name of the column that holds the predicted class, :data:`NOTHING` for none.
        truth: another file, whose labels are the truth; found from the folder of the predictions.
        join: the column of ids that joins the two, ``OURS=THEIRS`` if its name differs, or
            :data:`ORDER` for row by row.
        limit: bytes of memory that reading may take, or None for what is usual.
        more: other files whose rows follow, found from the folder of the first; they are read by
            :func:`ceviz.storage.parts.together.read_as_one`.
    """

    scores: str | None = None
    kind: Kind | None = None
    labels: str | None = None
    label_form: LabelForm | None = None
    ignored: int | None = IGNORED
    unlabelled: Unlabelled | None = None
    class_names: tuple[str, ...] | None = None
    delimiter: str | None = None
    header: bool | None = None
    class_axis: Axis | None = None
    prediction: str | None = None
    truth: str | None = None
    join: str | None = None
    limit: int | None = None
    part: str | None = None
    more: tuple[str, ...] = ()

    @property
    def chosen(self) -> tuple[Field, ...]:
        """What is decided, in the order of an import panel."""
        plain = ReadOptions()
        return tuple(
            field
            for field, name in _ATTRIBUTES.items()
            if getattr(self, name) != getattr(plain, name)
        )

    def choose(self, field: Field, value: str) -> ReadOptions:
        """These options with one guess decided by the user.

        Raises:
            InvalidInput: if ``value`` is no choice for ``field``.
        """
        try:
            return self._chosen(field, value.strip())
        except InvalidInput:
            raise
        except (KeyError, ValueError):
            raise InvalidInput(f"“{value}” is no choice for the {field}") from None

    def _chosen(self, field: Field, value: str) -> ReadOptions:
        match field:
            case Field.PART:
                return replace(self, part=value)
            case Field.SCORES:
                return replace(self, scores=value)
            case Field.LABELS:
                return replace(self, labels=value)
            case Field.KIND:
                return replace(self, kind=Kind(value))
            case Field.LABEL_FORM:
                return replace(self, label_form=LabelForm(value))
            case Field.IGNORED:
                return replace(self, ignored=None if value == NOTHING else int(value))
            case Field.UNLABELLED:
                return replace(self, unlabelled=Unlabelled(value))
            case Field.CLASS_NAMES:
                (names,) = csv.reader([value], skipinitialspace=True)
                return replace(self, class_names=tuple(name.strip() for name in names))
            case Field.DELIMITER:
                return replace(self, delimiter=DELIMITERS[value])
            case Field.HEADER:
                return replace(self, header={"yes": True, "no": False}[value])
            case Field.CLASS_AXIS:
                return replace(self, class_axis=_AXES[value])
            case Field.PREDICTION:
                return replace(self, prediction=value)
            case Field.TRUTH:
                return replace(self, truth=None if value == NOTHING else value)
            case Field.JOIN:
                return replace(self, join=value)
            case Field.LIMIT:
                return replace(self, limit=bytes_of(value))
            case Field.FORMAT:
                raise KeyError(field)


#: Where :class:`ReadOptions` keeps what is decided.
_ATTRIBUTES = {
    field: {
        Field.IGNORED: "ignored",
        Field.UNLABELLED: "unlabelled",
        Field.PREDICTION: "prediction",
        Field.TRUTH: "truth",
        Field.JOIN: "join",
        Field.LIMIT: "limit",
    }.get(field, field.replace(" ", "_"))
    for field in Field
    if field is not Field.FORMAT
}
