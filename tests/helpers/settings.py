"""What tests say is remembered, in the file that the program reads."""

from __future__ import annotations

import shutil
from typing import Any

from msgspec.structs import replace

from ceviz.storage.settings import Settings, ViewSettings, dumps, load
from ceviz.storage.settings_file import settings_path

#: Most tests are of the whole program; those of the simple level ask for it.
USUAL = Settings(view=ViewSettings(simple=False), has_dragged=True)


def remember(**fields: Any) -> None:
    """Let ``fields`` of :class:`~ceviz.storage.settings.Settings` be remembered, with the rest."""
    write(dumps(replace(remembered(), **fields)))


def remembered() -> Settings:
    """What is in the file."""
    return load(settings_path())


def write(data: bytes) -> None:
    """Let the file of settings be ``data``, whatever that is."""
    path = settings_path()
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)


def forget() -> None:
    """Nothing was ever remembered."""
    shutil.rmtree(settings_path().parent, ignore_errors=True)
