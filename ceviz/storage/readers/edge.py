"""The readers' edge: one reading with its limits.

And the one place where anything that goes wrong with a file becomes a :class:`FileRefused`.
"""

from __future__ import annotations

import errno
import stat
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import NoReturn

from ceviz.errors import Cancelled, ChoiceNeeded, FileRefused, LabelsMissing, TooLarge
from ceviz.storage.readers.guesses import Field, ReadOptions, as_chosen
from ceviz.storage.readers.names import Truth
from ceviz.storage.readers.sizes import in_bytes

#: What one reading may unpack or parse into memory unless the user allows more. Arrays mapped
#: from the file do not count. Small enough for everything to stay below 1 GiB.
LIMIT_BYTES = 512_000_000

#: How many times its size on disk what a file unpacks to may be, beyond the limit: eight bytes
#: become of a cell of one character and its comma, and tables are seldom packed to an eighth.
_BELIEVED = 32

#: More classes than any vocabulary in use; a header that claims more is damaged or hostile.
MAX_CLASSES = 1 << 18


@dataclass(frozen=True, slots=True)
class Job:
    """One reading.

    Attributes:
        path: the file.
        options: the user's choices.
        limit_bytes: how much may be unpacked into memory.
        head: how many rows are wanted for a preview, or None for all.
        progress: told the share done, 0 to 1.
        cancelled: asked between steps whether to stop.
        taken: bytes unpacked so far, in a list of one.
        truth: the labels from another file, so that none is looked for in this one.
        seen: the different labels of all rows, or None as long as the first rows suffice.
        mistrusts: what the first rows seem to tell and further rows were found to contradict.
    """

    path: Path
    options: ReadOptions = field(default_factory=ReadOptions)
    limit_bytes: int = LIMIT_BYTES
    head: int | None = None
    progress: Callable[[float], None] | None = None
    cancelled: Callable[[], bool] | None = None
    taken: list[int] = field(default_factory=lambda: [0])
    truth: Truth | None = None
    seen: frozenset[str] | None = None
    mistrusts: frozenset[Field] = frozenset()

    def is_part(self, rows: int) -> bool:
        """Whether ``rows`` that were read may be but the first of more."""
        return self.head is not None and rows >= self.head

    def step(self, share: float) -> None:
        """Report ``share`` of the work as done; raises :class:`Cancelled` if told to stop."""
        if self.cancelled is not None and self.cancelled():
            raise Cancelled("reading was stopped")
        if self.progress is not None:
            self.progress(min(max(share, 0.0), 1.0))

    def fits(self, size: int) -> bool:
        """Whether ``size`` more bytes of memory are within the limit."""
        return self.taken[0] + size <= self.limit_bytes

    def believes(self, size: int) -> bool:
        """Whether ``size`` bytes may well be in the file, which a bomb's are not."""
        return size <= self.believed

    @property
    def believed(self) -> int:
        """The most bytes that may well be in the file."""
        return _BELIEVED * self.path.stat().st_size

    def give_back(self, size: int) -> None:
        """``size`` bytes that were taken are held no longer."""
        self.taken[0] -= size

    def take(self, size: int, what: str) -> None:
        """Refuse unless ``size`` more bytes of memory are within the limit."""
        if not self.fits(size):
            is_packed = self.path.suffix.lower() == ".npz"  # plain arrays are mapped already
            mapped = "store the array uncompressed to have it mapped" if is_packed else ""
            self.refuse_size(size, what, mapped=mapped)
        self.taken[0] += size

    def refuse_size(self, size: int, what: str, why: str = "", *, mapped: str = "") -> NoReturn:
        """Refuse ``what``, which needs ``size`` more bytes, with the limit that would do."""
        gigabytes = -(-(self.taken[0] + size) // 10**9)
        limit = f"the limit is {in_bytes(self.limit_bytes)}"
        remedy = f"raise the limit (--limit {gigabytes}GB)"
        raise TooLarge(
            f"{what} needs {in_bytes(size)} of memory",
            enough=gigabytes * 10**9,
            why=f"{limit}, and {why}" if why else limit,
            remedy=f"{remedy}, or {mapped}" if mapped else remedy,
        )


def refuse(
    what: str, *, place: str = "", why: str = "", remedy: str = "", recipe: str = ""
) -> NoReturn:
    """Refuse the file; :func:`refusing` adds its name before ``place``."""
    raise FileRefused(what, where=place, why=why, remedy=remedy, recipe=recipe)


def refuse_unless_chosen(
    what: str,
    choices: Sequence[tuple[Field, str, str]],
    *,
    place: str = "",
    why: str,
    remedy: str = "",
) -> NoReturn:
    """Refuse the file until the user chooses: field, value, and what that means, of each."""
    said = [f"{as_chosen(field, value)} {meaning}".rstrip() for field, value, meaning in choices]
    offered = f"choose the {choices[0][0]} {', or '.join(said)}"
    raise ChoiceNeeded(
        what,
        choices=tuple((field, value) for field, value, _ in choices),
        where=place,
        why=why,
        remedy=f"{remedy}, or {offered}" if remedy else offered,
    )


def refuse_without_labels(what: str, *, place: str = "", why: str = "", remedy: str) -> NoReturn:
    """Refuse the file for its labels, which may stand in another."""
    elsewhere = "or name the file that holds the labels (--truth FILE)"
    raise LabelsMissing(what, where=place, why=why, remedy=f"{remedy}, {elsewhere}")


@contextmanager
def refusing(path: Path) -> Iterator[None]:
    """Let nothing but a :class:`FileRefused` that names ``path`` out of a reader.

    Damaged files raise whatever the parsers below happen to raise: ``np.load`` alone was seen
    to raise nine kinds of exception, ``tokenize.TokenError`` among them.
    """
    try:
        yield
    except FileRefused as refusal:
        refusal.where = ", ".join(filter(None, (name_of(path), refusal.where)))
        raise
    except OSError as error:
        if error.errno in (None, errno.EINVAL):  # not the system's word, but a parser's
            raise _damage(error, path) from error
        why = error.strerror or str(error)
        raise FileRefused("cannot be read", where=name_of(path), why=why) from error
    except MemoryError as error:
        raise FileRefused("is too large for this computer's memory", where=name_of(path)) from error
    except Exception as error:
        raise _damage(error, path) from error


def _damage(error: Exception, path: Path) -> FileRefused:
    why = shown(f"{type(error).__name__}: {error}".strip(), 200)
    return FileRefused("is damaged, or not what its name says", where=name_of(path), why=why)


def check_regular(path: Path) -> int:
    """The size of ``path`` in bytes; folders, devices, pipes and empty files are refused."""
    status = path.stat()
    if stat.S_ISDIR(status.st_mode):
        refuse("is a folder, not a file")
    if not stat.S_ISREG(status.st_mode):
        refuse("is not an ordinary file", why="devices and pipes are not opened")
    if status.st_size == 0:
        refuse("is empty")
    return status.st_size


def name_of(path: Path) -> str:
    """The file's name, safe to print."""
    return shown(path.name, 120)


def shown(text: object, most: int = 60) -> str:
    """``text`` from a file, fit for a message: one line, printable, at most ``most`` long."""
    head = str(text)[: most + 1]
    clean = "".join(letter if letter.isprintable() else "�" for letter in head)
    return f"{clean[: most - 1]}…" if len(clean) > most else clean


def listed(names: Iterable[object], most: int = 8) -> str:
    """Names from a file as a phrase: ``“a”, “b” and 3 more``."""
    everything = [f"“{shown(name, 40)}”" for name in names]
    if len(everything) <= most:
        return ", ".join(everything)
    return f"{', '.join(everything[:most])} and {len(everything) - most:,} more"
