"""A saved session in the folder of examples is an example."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from ceviz import cli
from ceviz.document.edits import set_score
from ceviz.storage import presets, resources
from ceviz.storage.sources import open_source
from ceviz.store import Intent
from ceviz.window.main_window import MainWindow
from tests.helpers import user
from tests.helpers.fixtures import show_window
from tests.window.conftest import Answers

NAME = "presets/late-fruit.json"


@pytest.fixture
def added(
    window: MainWindow, answers: Answers, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[MainWindow]:
    """A window whose document was saved and put among the examples."""
    window.store.apply(Intent("z", partial(set_score, i=0, value=9.0)))
    answers.name = str(tmp_path / "mine.ceviz")
    assert window.files.ask_save()
    example = {
        "id": "late-fruit", "title": "Late fruit", "caption": "An apple, almost certainly.",
        "group": "Orchard", "order": 10_000,
        "session": json.loads((tmp_path / "mine.ceviz").read_text("utf-8")),
    }  # fmt: skip
    listing, read = resources.listing, resources.read_bytes
    text = json.dumps(example).encode()
    monkeypatch.setattr(resources, "listing", lambda *of: [*listing(*of), NAME])
    monkeypatch.setattr(resources, "read_bytes", lambda of: text if of == NAME else read(of))
    presets._presets.forget()
    yield window
    presets._presets.forget()


def test_it_is_opened_by_its_name_under_its_title(added: MainWindow) -> None:
    saved = added.store.document
    assert open_source("late-fruit").same_as(replace(saved, title="Late fruit"))
    assert saved.title == "Fruit"


def test_the_gallery_offers_it(added: MainWindow, qtbot: QtBot) -> None:
    window = show_window(qtbot)
    user.trigger(user.menu(window, "Gallery"), "Late fruit")
    assert window.store.document.sample.scores.tolist() == [9.0, 3.5, -0.5]
    assert window.files.title == "Late fruit"


def test_the_command_line_lists_it(added: MainWindow, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["list"]) == 0
    listed = capsys.readouterr().out
    assert "Orchard:\n  late-fruit         Late fruit\n" in listed
    assert "An apple, almost certainly." in listed
