"""A user without a plan, for hours: no exception, no complaint of Qt's, and Undo leads back.

The real window with all its views, docks and workspaces, in a home of its own.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections import Counter
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ceviz.document.model import Document
    from ceviz.store import Store

#: So many events are done before what was done is undone, all of it.
SPELL = 100


def run(count: int, seed: int) -> Counter[str]:
    """How often it did what in ``count`` events; raises at the first thing that went wrong."""
    with tempfile.TemporaryDirectory(prefix="ceviz-monkey-") as home:
        # Before Qt is there, which reads them once.
        for name in ("HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME",
                     "XDG_STATE_HOME", "XDG_RUNTIME_DIR"):  # fmt: skip
            os.environ[name] = home
        return _run(count, seed, Path(home))


def _run(count: int, seed: int, home: Path) -> Counter[str]:
    from PySide6.QtCore import QtMsgType, qInstallMessageHandler
    from PySide6.QtWidgets import QApplication

    from ceviz.app import make_application, open_window
    from ceviz.store import End
    from ceviz.window.files.on_disk import looks_like
    from tests.helpers.files import write_npz
    from tests.helpers.monkey import Monkey, leave_dialogs

    wrong: list[str] = []

    def hook(kind: type[BaseException], value: BaseException, trace: TracebackType | None) -> None:
        import traceback

        wrong.append("".join(traceback.format_exception(kind, value, trace)))

    def heard(kind: QtMsgType, _: object, message: str) -> None:
        if kind is not QtMsgType.QtDebugMsg and "This plugin does not support" not in message:
            wrong.append(f"Qt: {message}")

    application = make_application()
    sys.excepthook = hook
    qInstallMessageHandler(heard)
    window = open_window()
    window.resize(1600, 1000)
    window.show()
    while window.views is None:
        application.processEvents()
    starts = [window.store.document]
    for name in ("_open", "_look_at"):  # what begins a history anew
        _follow(window.store, name, starts)
    # A file that is opened begins a history anew: of every other seed all steps are undone.
    files = (write_npz(home / "file.npz", rows=200),) if seed % 2 else ()
    monkey = Monkey(window, seed, files)
    outcomes: Counter[str] = Counter()
    done = 0
    while done < count:
        spell = min(SPELL, count - done)
        monkey.act(spell)
        done += spell
        leave_dialogs()
        window.setVisible(True)
        window.store.end_gesture(End.SUPERSEDED)
        QApplication.processEvents()
        steps = window.store.history.index()
        while window.store.history.canUndo():
            window.store.undo()
        QApplication.processEvents()
        if wrong:
            raise AssertionError(f"seed {seed}, by event {done}:\n" + "\n".join(wrong))
        if not looks_like(window.store.document, starts[-1]):
            raise AssertionError(f"seed {seed}, event {done}: {steps} steps do not lead back")
        outcomes["steps undone"] += steps
        print(f"\r{done:,} events", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)
    window.store.history.setClean()
    window.close()
    return outcomes + monkey.done


def _follow(store: Store, name: str, starts: list[Document]) -> None:
    """Note the document after each call of the method ``name``."""
    begin = getattr(store, name)

    def call(*args: object) -> object:
        answer = begin(*args)
        if store.history.count() == 0:
            starts[:] = [store.document]
        return answer

    setattr(store, name, call)
