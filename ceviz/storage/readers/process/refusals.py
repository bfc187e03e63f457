"""What a reader raises in the other process, taken apart there and raised again here."""

from __future__ import annotations

from typing import NoReturn

from ceviz.errors import (
    Cancelled,
    ChoiceNeeded,
    FileRefused,
    LabelsMissing,
    MissingPackage,
    TooLarge,
)
from ceviz.storage.readers.edge import refuse
from ceviz.storage.readers.guesses import Field
from ceviz.storage.readers.process.messages import Doubted, Failed, Refused, Reply, RowsNeeded
from ceviz.storage.readers.readings import AllRowsNeeded, Doubt

#: How libraries call it when memory, or that of a thread's stack, is refused.
_NO_MEMORY = ("bad_alloc", "Cannot allocate memory", "Resource temporarily unavailable")

#: Those that are nothing but their words.
_REFUSALS: dict[str, type[FileRefused]] = {
    each.__name__: each for each in (FileRefused, LabelsMissing, Cancelled)
}


def of_exception(problem: Exception) -> Reply:
    """What was raised, by its parts."""
    match problem:
        case FileRefused():
            return Refused(
                type(problem).__name__,
                problem.what,
                problem.where,
                problem.why,
                problem.remedy,
                getattr(problem, "package", ""),
                getattr(problem, "extra", ""),
                getattr(problem, "enough", 0),
                tuple((str(field), value) for field, value in getattr(problem, "choices", ())),
            )
        case Doubt():
            return Doubted(
                problem.field,
                problem.what,
                problem.choices,
                problem.where,
                problem.confirm,
                problem.are_different,
                problem.labels,
                problem.alike,
            )
        case AllRowsNeeded():
            return RowsNeeded()
    why = f"{type(problem).__name__}: {problem}"[:2000]
    return Failed(why, isinstance(problem, MemoryError) or any(each in why for each in _NO_MEMORY))


def raise_again(reply: Refused | Doubted | RowsNeeded) -> NoReturn:
    """Raise here what was raised there."""
    match reply:
        case Doubted():
            raise Doubt(
                reply.field,
                reply.what,
                reply.choices,
                where=reply.where,
                confirm=reply.confirm,
                are_different=reply.are_different,
                labels=reply.labels,
                alike=reply.alike,
            )
        case RowsNeeded():
            raise AllRowsNeeded
        case Refused(kind="MissingPackage"):
            raise MissingPackage(
                reply.what, package=reply.package, extra=reply.extra, remedy=reply.remedy
            )
        case Refused(kind="TooLarge"):
            raise TooLarge(
                reply.what,
                enough=reply.enough,
                where=reply.where,
                why=reply.why,
                remedy=reply.remedy,
            )
        case Refused(kind="ChoiceNeeded"):
            raise ChoiceNeeded(
                reply.what,
                choices=tuple((Field(field), value) for field, value in reply.choices),
                where=reply.where,
                why=reply.why,
                remedy=reply.remedy,
            )
    kind = _REFUSALS.get(reply.kind)
    if kind is None:
        refuse(reply.what, place=reply.where, why=reply.why, remedy=reply.remedy)
    raise kind(reply.what, where=reply.where, why=reply.why, remedy=reply.remedy)
