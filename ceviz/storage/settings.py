"""What is remembered from run to run: a small JSON file of a schema of its own.

::

    {"ceviz_settings": 1, "theme": "dark", "recent": ["/home/ann/pets.csv"], "sizes": {…}}

Whatever may stand in the file, reading it makes plain text and numbers within bounds, or is
refused: no object is made by a name in it, and no state of a widget is given to Qt as bytes. (Qt's
own settings are no such file: PySide makes Python objects from what stands in an ini.)
"""

from __future__ import annotations

from pathlib import Path
from stat import S_ISREG
from typing import Annotated, Any, Literal, TypeAlias

import msgspec
from msgspec import Meta, Struct

from ceviz.errors import FileRefused, InvalidInput
from ceviz.storage.atomic import reason
from ceviz.storage.strict_json import refuse

#: The version of the schema; a field that is added makes a new one. Older files are read.
VERSION = 2

#: A larger file is none of ours: all choices at their longest are within.
MOST_BYTES = 8 << 20

RECENT_MOST = 10

#: The choices for so many files are remembered, each of so many letters at most: the settings
#: are read whenever the program starts. Longer ones can be saved as a recipe.
CHOICES_MOST = 50
CHOICES_LONGEST = 20_000

#: No system has longer paths that it opens.
PATH_LONGEST = 4096

_Word: TypeAlias = Annotated[str, Meta(pattern="^[a-z][a-z_]{0,31}$")]
_PathName: TypeAlias = Annotated[str, Meta(min_length=1, max_length=PATH_LONGEST)]

#: Pixels on any screen.
_Pixels: TypeAlias = Annotated[int, Meta(ge=-99_999, le=99_999)]
_Words: TypeAlias = Annotated[tuple[_Word, ...], Meta(max_length=32)]
_Sizes: TypeAlias = Annotated[tuple[_Pixels, ...], Meta(max_length=32)]
_Length: TypeAlias = Annotated[float, Meta(gt=0, le=1e6)]


class FileChoices(Struct, frozen=True, forbid_unknown_fields=True):
    """How one file is read: a recipe (:mod:`ceviz.storage.readers.recipe`)."""

    path: _PathName
    recipe: Annotated[str, Meta(max_length=CHOICES_LONGEST)]


class ViewSettings(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """How curves and bars are shown; simple on the first start."""

    log_q: bool = False
    top: bool | None = None
    simple: bool = True
    shares: bool | None = None
    softmax: bool = False


class ExportSettings(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """What was chosen in the export dialog; lengths in mm by the name of the plot."""

    kind: _Word = "png"
    unit: _Word = "mm"
    theme: _Word = "light"
    dpi: _Length = 300.0
    font_scale: _Length = 1.0
    transparent: bool = False
    without_data: bool = False
    folder: Annotated[str, Meta(max_length=PATH_LONGEST)] = ""
    sizes: Annotated[dict[_Word, tuple[_Length, _Length]], Meta(max_length=100)] = {}


class Settings(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """Everything that is remembered; a field that was never set is not written.

    Attributes:
        text_size: the size of all type, as a share of the usual one.
        has_dragged: whether the user has ever dragged anything.
        recent: paths of files opened or saved, the latest first.
        choices: how files are read, the latest first.
        sizes: the window's place and those of its parts, in pixels.
        views: the names of the views in each workspace, from left to right.
        reopens: whether a start without a file opens what was shown last.
        last: the path of the file shown last, or empty; and the workspace it was shown in.
    """

    theme: Literal["system", "light", "dark", "projector"] = "system"
    text_size: Annotated[float, Meta(ge=0.5, le=4)] = 1.0
    has_dragged: bool = False
    recent: Annotated[tuple[_PathName, ...], Meta(max_length=RECENT_MOST)] = ()
    choices: Annotated[tuple[FileChoices, ...], Meta(max_length=CHOICES_MOST)] = ()
    view: ViewSettings = ViewSettings()
    sizes: Annotated[dict[_Word, _Sizes], Meta(max_length=32)] = {}
    views: Annotated[dict[_Word, _Words], Meta(max_length=32)] = {}
    export: ExportSettings = ExportSettings()
    reopens: bool = True
    last: Annotated[str, Meta(max_length=PATH_LONGEST)] = ""
    workspace: _Word = "lab"

    def without_arrangement(self) -> Settings:
        """What does not shape the window: the files, and what was chosen for them."""
        return Settings(
            has_dragged=self.has_dragged,
            recent=self.recent,
            choices=self.choices,
            export=self.export,
            reopens=self.reopens,
        )


def is_writable(path: str) -> bool:
    """Whether a path is text that settings can hold; a system may name its files otherwise."""
    try:
        path.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return len(path) <= PATH_LONGEST


class _Version(Struct):
    ceviz_settings: int


class _Written(Settings, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The settings as they lie in the file."""

    ceviz_settings: int


def dumps(settings: Settings) -> bytes:
    """``settings`` as the bytes of a file, which :func:`loads` reads.

    Raises:
        InvalidInput: a field is out of its bounds.
    """
    return msgspec.json.format(msgspec.json.encode(_checked(settings)), indent=1) + b"\n"


def check(settings: Settings) -> None:
    """Refuse what no file of settings may hold.

    Raises:
        InvalidInput: a field is out of its bounds.
    """
    _checked(settings)


def _checked(settings: Settings) -> dict[str, Any]:
    tree = {"ceviz_settings": VERSION, **msgspec.to_builtins(settings)}
    try:
        msgspec.convert(tree, _Written)
    except msgspec.ValidationError as problem:
        raise InvalidInput("this cannot be remembered", why=str(problem)) from None
    return tree


def loads(data: bytes, name: str) -> Settings:
    """The settings in ``data``, the bytes of a file called ``name`` in refusals.

    Raises:
        FileRefused: damaged, not of this program, or of a later version.
    """
    try:
        version = msgspec.json.decode(data, type=_Version).ceviz_settings
        if not 1 <= version <= VERSION:
            raise FileRefused("is of another version of ceviz", where=name)
        written = msgspec.json.decode(data, type=_Written)
    except msgspec.ValidationError as problem:
        refuse(problem, name)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise FileRefused("is damaged", where=name, why="it is not JSON") from None
    values = {field: getattr(written, field) for field in Settings.__struct_fields__}
    return Settings(**values)


def load(path: Path) -> Settings:
    """The settings in the file ``path``; the first ones if there is none.

    Raises:
        FileRefused: see :func:`loads`; or no ordinary file, too large, not to be read.
    """
    name = str(path)
    try:
        if not S_ISREG(path.stat().st_mode):  # a pipe would be waited for
            raise FileRefused("is not an ordinary file", where=name)
        with path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
    except FileNotFoundError:
        return Settings()
    except OSError as problem:
        raise FileRefused("cannot be read", where=name, why=reason(problem)) from None
    if len(data) > MOST_BYTES:
        raise FileRefused("is too large for settings", where=name)
    return loads(data, name)
