"""Everything ceviz refuses, as one family.

::

    CevizError                      a sentence for people; never a traceback
    ├── InvalidInput (ValueError)   a number, name or choice that cannot be accepted
    │   └── NotADistribution        non-negative numbers that do not sum to 1; can be normalised
    ├── UnknownSource               neither a preset's name nor a file
    └── FileRefused                 a file that cannot be read, or not as what it claims to be
        ├── NewerFile               written by a later ceviz
        ├── MissingPackage          its reader needs a package that is not installed
        ├── TooLarge                needs more memory than it was allowed
        ├── ChoiceNeeded            is read only if the user says how
        ├── LabelsMissing           holds scores but no labels; another file may have them
        ├── AmbiguousFile           can be read in several ways (storage/readers/readings.py)
        └── Cancelled               the user stopped the reading

Every message says what is wrong and where; ``why`` and ``remedy`` are added when known.
The window shows ``str(error)`` beside the thing that was refused, the command line prints it
on stderr and exits with 2.
"""

from __future__ import annotations

from collections.abc import Callable


class CevizError(Exception):
    """A refusal in words: what, where, why, and what to do now.

    ``str(error)`` joins the parts into one line; the parts stay readable one by one for
    dialogs that lay them out.

    Attributes:
        recipe: the end of ``remedy``, where that is code or a command to be copied.
    """

    def __init__(
        self, what: str, *, where: str = "", why: str = "", remedy: str = "", recipe: str = ""
    ) -> None:
        self.what = what
        self.where = where
        self.why = why
        self.remedy = remedy
        self.recipe = recipe
        super().__init__(what, where, why, remedy)

    def __reduce__(self) -> tuple[Callable[..., CevizError], tuple[object, ...]]:
        # As exceptions are pickled by themselves, the parts would be lost: they come by keyword.
        return _remade, (type(self), self.args, self.__dict__)

    def __str__(self) -> str:
        text = f"{self.where}: {self.what}" if self.where else self.what
        if self.why:
            text += f" ({self.why})"
        if self.remedy:
            text += f". {_capital(self.remedy)}"
        return text

    @property
    def sentence(self) -> str:
        """The same as the window says it: with a capital, and no name that is given one.

        A recipe ends as it is to be copied, everything else with a full stop.
        """
        return self._ended(f"At {self.where}: {self.what}" if self.where else _capital(self.what))

    def _ended(self, text: str) -> str:
        if self.why:
            text += f" ({self.why})"
        if self.remedy:
            text += f". {_capital(self.remedy)}"
        return text if self.recipe or text.endswith((".", "?", "!")) else f"{text}."


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _remade(
    kind: type[CevizError], args: tuple[object, ...], parts: dict[str, object]
) -> CevizError:
    """A refusal that comes from another process."""
    refusal = kind.__new__(kind, *args)
    refusal.__dict__.update(parts)
    return refusal


class InvalidInput(CevizError, ValueError):
    """A number, name or choice that cannot be accepted; nothing was changed."""


class NotADistribution(InvalidInput):
    """Non-negative numbers that would be a distribution if they were divided by ``total``.

    Attributes:
        total: what they sum to; finite and positive, so that normalising can be offered.
    """

    def __init__(self, what: str, *, total: float, where: str = "") -> None:
        super().__init__(what, where=where, remedy="normalise them to divide each by the sum")
        self.total = total


class UnknownSource(CevizError):
    """A name that is neither a preset's id nor a file."""


class FileRefused(CevizError):
    """A file that cannot be opened; what was on screen stays."""

    @property
    def sentence(self) -> str:
        """What a file as a whole is or holds needs no colon."""
        if self.what.split(" ", 1)[0] in _VERBS and ", " not in self.where:
            return self._ended(" ".join(filter(None, ("The file", self.where, self.what))))
        return self._ended(f"In {self.where}: {self.what}" if self.where else _capital(self.what))


#: What is said of a file begins with these, and its name is the subject.
_VERBS = frozenset(("is", "are", "has", "holds", "needs", "does", "cannot", "begins", "was"))


class NewerFile(FileRefused):
    """A session written by a later version of ceviz."""


class MissingPackage(FileRefused):
    """A file whose reader needs a package that is not installed.

    Attributes:
        package: the distribution to install.
        extra: what pyproject.toml calls it.
    """

    def __init__(
        self,
        what: str,
        *,
        package: str,
        extra: str,
        where: str = "",
        remedy: str = "",
        recipe: str = "",
    ) -> None:
        super().__init__(what, where=where, remedy=remedy, recipe=recipe)
        self.package = package
        self.extra = extra


class TooLarge(FileRefused):
    """A file that needs more memory than it was allowed.

    Attributes:
        enough: a limit in bytes that would do, as far as the file has been looked at.
    """

    def __init__(
        self, what: str, *, enough: int, where: str = "", why: str = "", remedy: str = ""
    ) -> None:
        super().__init__(what, where=where, why=why, remedy=remedy)
        self.enough = enough


class ChoiceNeeded(FileRefused):
    """A file that is not read unless the user says how: what it seems to be would be wrong.

    Attributes:
        choices: field and value of each choice that would do, the likeliest first.
    """

    def __init__(
        self,
        what: str,
        *,
        choices: tuple[tuple[str, str], ...],
        where: str = "",
        why: str = "",
        remedy: str = "",
    ) -> None:
        super().__init__(what, where=where, why=why, remedy=remedy)
        self.choices = choices


class LabelsMissing(FileRefused):
    """A file of scores without labels, which another file may hold."""


class Cancelled(FileRefused):
    """The user stopped the reading; everything is as it was."""
