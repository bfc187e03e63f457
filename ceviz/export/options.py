"""A picture's options as plain data: what of them is kept, and a picture made of it again.

An option is a field of the picture's dataclass. Fields that follow from the document or pass with
a gesture are declared with :data:`PASSING` and are not kept.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import MISSING, fields, is_dataclass
from types import MappingProxyType
from typing import Any, TypeVar, get_type_hints

import msgspec

from ceviz.errors import FileRefused

T = TypeVar("T")

#: ``field(metadata=PASSING)``: no option, but what follows from elsewhere.
PASSING: Mapping[str, bool] = MappingProxyType({"passing": True})


def options_of(value: Any) -> dict[str, Any]:
    """The options of ``value`` that differ from the usual ones, as JSON has them."""
    kept: dict[str, Any] = {}
    for name, usual in _usual(type(value)).items():
        now = getattr(value, name)
        if now != usual:
            kept[name] = options_of(now) if is_dataclass(now) else _plain(now)
    return kept


def with_options(kind: type[T], options: Mapping[str, Any], where: str) -> T:
    """A ``kind`` with ``options``, the others as usual.

    Raises:
        FileRefused: an option that there is not, or a value that it cannot have; ``where`` says
            of what.
    """
    usual = _usual(kind)
    unknown = sorted(set(options) - set(usual))
    if unknown:
        raise FileRefused(f"there is no option called “{unknown[0]}”", where=where)
    hints = get_type_hints(kind)
    made: dict[str, Any] = {}
    for name, value in options.items():
        if is_dataclass(usual[name]):
            inside = value if isinstance(value, dict) else {"": value}
            made[name] = with_options(type(usual[name]), inside, f"{where}, {name}")
        else:
            made[name] = _checked(hints[name], value, f"{where}, {name}")
    try:
        return kind(**made)
    except ValueError as refusal:  # out of its range
        raise FileRefused(str(refusal), where=where) from None


def _usual(kind: type[Any]) -> dict[str, Any]:
    """Every option of ``kind`` with its usual value; none for what has no options."""
    usual: dict[str, Any] = {}
    for each in fields(kind) if is_dataclass(kind) else ():
        if not each.metadata.get("passing"):
            make = each.default_factory
            usual[each.name] = each.default if make is MISSING else make()
    return usual


def _plain(value: Any) -> Any:
    """As JSON has it; sets in order, so that equal ones are written alike."""
    made = msgspec.to_builtins(value)
    return sorted(made) if isinstance(value, frozenset) else made


def _checked(hint: Any, value: Any, where: str) -> Any:
    try:
        return msgspec.convert(value, hint)
    except msgspec.ValidationError as problem:
        raise FileRefused(
            "holds an option that there is not", where=where, why=str(problem)
        ) from None
