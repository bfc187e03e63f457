"""The built-in examples: files in ``resources/presets/``, each a session with a caption.

::

    {"id": "fruit", "title": "Fruit", "caption": "What to see, in a sentence.",
     "group": "Fruit", "order": 10, "session": {"ceviz_session": 1, …}}

The file is called ``<id>.json``; the session is one as it is saved, and is opened under the
example's title. Nothing of an example is in code.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Annotated, Any

import msgspec

from ceviz.document.model import Document
from ceviz.errors import FileRefused, UnknownSource
from ceviz.memo import value_memo
from ceviz.storage import resources
from ceviz.storage.codec import from_tree
from ceviz.storage.strict_json import fit, parse

#: What opens when nothing is asked for.
DEFAULT = "fruit"

_FOLDER = "presets"
_Text = Annotated[str, msgspec.Meta(min_length=1)]


@dataclass(frozen=True, slots=True)
class PresetInfo:
    """What the gallery and the command ``list`` show of an example.

    Attributes:
        id: its name on the command line, ``fruit-10``.
        title: its name for people, the title of its document.
        caption: one sentence: what to see in it.
        group: the heading it stands under.
        order: where it stands among all; groups come in the order of their first example.
    """

    id: str
    title: str
    caption: str
    group: str
    order: int


class _Preset(msgspec.Struct, forbid_unknown_fields=True):
    id: Annotated[str, msgspec.Meta(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
    title: _Text
    caption: _Text
    group: _Text
    order: int
    session: dict[str, Any]


def presets() -> tuple[PresetInfo, ...]:
    """All examples in the order they are shown; the files are read once.

    Raises:
        FileRefused: a preset file is damaged.
    """
    return tuple(
        PresetInfo(one.id, one.title, one.caption, one.group, one.order)
        for one in _presets().values()
    )


def load_preset(preset_id: str) -> Document:
    """The document of example ``preset_id``.

    Raises:
        UnknownSource: there is none of that name.
        FileRefused: its file is damaged.
    """
    preset = _presets().get(preset_id)
    if preset is None:
        raise UnknownSource(f"there is no example called “{preset_id}”")
    document = from_tree(preset.session, f"preset {preset_id}, session")
    return replace(document, title=preset.title)


@value_memo(most=1)
def _presets() -> dict[str, _Preset]:
    found = [_read(name) for name in resources.listing(_FOLDER, ".json")]
    return {preset.id: preset for preset in sorted(found, key=lambda one: one.order)}


def _read(name: str) -> _Preset:
    preset = fit(parse(resources.read_bytes(name), name), _Preset, name)
    if name != f"{_FOLDER}/{preset.id}.json":
        raise FileRefused("the id is not the file's name", where=f"{name}, id")
    return preset
