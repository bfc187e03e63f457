"""Where the settings are, on each system."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from ceviz.storage.folders import config_folder


@pytest.mark.parametrize(
    ("platform", "variables", "folder"),
    [
        ("linux", {}, Path.home() / ".config" / "ceviz"),
        ("linux", {"XDG_CONFIG_HOME": "relative"}, Path.home() / ".config" / "ceviz"),
        ("linux", {"XDG_CONFIG_HOME": "/else"}, Path("/else/ceviz")),
        ("darwin", {}, Path.home() / "Library" / "Preferences" / "ceviz"),
        ("win32", {"APPDATA": "/roaming"}, Path("/roaming/ceviz")),
        ("win32", {"APPDATA": ""}, Path.home() / "AppData" / "Roaming" / "ceviz"),
    ],
)
def test_the_folder_of_settings(
    platform: str, variables: dict[str, str], folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "platform", platform)
    monkeypatch.delenv("XDG_CONFIG_HOME", raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert config_folder() == folder
