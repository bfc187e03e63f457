"""How a file is to be read, from the words of a script."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from ceviz.errors import InvalidInput
from ceviz.maths.batch.shapes import Axis
from ceviz.storage.readers import Kind, LabelForm, ReadOptions
from ceviz.storage.readers.guesses import Field
from ceviz.storage.readers.sizes import bytes_of

_Choice = TypeVar("_Choice", Kind, LabelForm)


def read_options(
    *,
    scores: str | None = None,
    kind: str | None = None,
    labels: str | None = None,
    label_form: str | None = None,
    ignore_index: int | None = -100,
    class_names: Sequence[str] | None = None,
    class_axis: Axis | None = None,
    limit: int | str | None = None,
) -> ReadOptions:
    """The options that :func:`ceviz.read` and :func:`ceviz.evaluate_files` are given in words.

    Raises:
        InvalidInput: a choice that there is not.
    """
    options = ReadOptions(
        scores=scores,
        kind=None if kind is None else _choice(Kind, kind, "kind"),
        labels=labels,
        label_form=None if label_form is None else _choice(LabelForm, label_form, "label_form"),
        ignored=ignore_index,
        class_names=None if class_names is None else tuple(map(str, class_names)),
        limit=None if limit is None else bytes_of(str(limit)),
    )
    return options if class_axis is None else options.choose(Field.CLASS_AXIS, class_axis)


def _choice(choices: type[_Choice], text: str, where: str) -> _Choice:
    try:
        return choices(text)
    except ValueError:
        known = ", ".join(choices)
        raise InvalidInput(f"there is no “{text}”", where=where, why=f"one of {known}") from None
