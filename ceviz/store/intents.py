"""What a view asks for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ceviz.document.model import Document

if TYPE_CHECKING:
    from ceviz.storage.opened import OpenedFile

Edit = Callable[[Document], Document]


@dataclass(frozen=True, slots=True)
class Intent:
    """A verb and the name the Undo menu gives it.

    Attributes:
        wording: "Drag q[Banana] 0.91 → 0.12", or what words it: the moves of a gesture are many,
            and only the last one is a step with a name.
        edit: pure; raises :class:`~ceviz.errors.InvalidInput` to refuse.
        fold: intents with the same non-empty key, one right after the other, are one undo
            step ("nudge q 1"); empty for a step of its own.
        looking: the edit only changes what is shown (unit, selected sample); it makes no
            undo step and does not touch the clean mark.
        opening: the edit leaves for another document altogether; the step back returns.
        file: the edit leads to a document over the rows of this file: another checkpoint of the
            run is looked at.
    """

    wording: str | Callable[[], str]
    edit: Edit
    fold: str = ""
    looking: bool = False
    opening: bool = False
    file: OpenedFile | None = None

    @property
    def label(self) -> str:
        """The name, in words."""
        return self.wording if isinstance(self.wording, str) else self.wording()
