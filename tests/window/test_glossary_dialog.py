"""The glossary: every term is there, and typing finds it."""

from __future__ import annotations

from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from ceviz.storage.glossary import terms
from ceviz.window.glossary_dialog import GlossaryDialog


def listed(dialog: GlossaryDialog) -> list[str]:
    items = [dialog.listed.item(row) for row in range(dialog.listed.count())]
    return [item.text() for item in items if not item.isHidden()]


def test_every_term_is_listed_and_the_first_is_shown(qtbot: QtBot) -> None:
    dialog = GlossaryDialog()
    qtbot.addWidget(dialog)
    assert listed(dialog) == [each.name for each in terms()]
    assert terms()[0].text in dialog.page.text()


def test_typing_finds_by_name_sign_and_text(qtbot: QtBot) -> None:
    dialog = GlossaryDialog()
    qtbot.addWidget(dialog)
    QTest.keyClicks(dialog.sought, "entr")
    assert listed(dialog)[:2] != []
    assert "cross-entropy" in listed(dialog)
    assert "<h3>entropy" in dialog.page.text()
    dialog.sought.clear()
    QTest.keyClicks(dialog.sought, "H(p)")
    assert "<h3>entropy" in dialog.page.text()
    dialog.sought.clear()
    QTest.keyClicks(dialog.sought, "zebra <b>")
    assert listed(dialog) == []
    assert "zebra &lt;b&gt;" in dialog.page.text()


def test_a_term_can_be_asked_for(qtbot: QtBot) -> None:
    dialog = GlossaryDialog()
    qtbot.addWidget(dialog)
    dialog.choose("brier")
    assert "Brier" in dialog.page.text()
