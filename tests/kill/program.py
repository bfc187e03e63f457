"""The real program, whose hand does random edits and tells what it has; until it is killed.

``python3 -m tests.kill.program SEED``: each line is a word and a digest of the document's session.
"""

from __future__ import annotations

import hashlib
import sys
from functools import partial
from random import Random

from PySide6.QtCore import QObject, QTimer

from ceviz import app
from ceviz.document.model import Document
from ceviz.errors import CevizError
from ceviz.storage import session
from ceviz.store import End, Intent
from ceviz.window.main_window import MainWindow
from ceviz.window.recovery.offer import Offer
from tests.helpers.edits import some_edit


def digest(document: Document) -> str:
    """What tells documents apart, to the last bit of every number."""
    return hashlib.sha256(session.dumps(document)).hexdigest()


def tell(word: str, document: Document) -> None:
    """A line, which is out when this returns."""
    print(word, digest(document), flush=True)


class Hand(QObject):
    """Restores what is offered, then edits by chance: steps, drags, undo and redo."""

    def __init__(self, window: MainWindow, seed: int) -> None:
        super().__init__(window)
        self._window, self._store, self._random = window, window.store, Random(seed)
        self._next = QTimer(self)
        self._next.setSingleShot(True)
        self._next.timeout.connect(self._act)
        self._wait = QTimer(self)
        self._wait.timeout.connect(self._restore)

    def begin(self, offer: Offer) -> None:
        """Once it is known what was left."""
        self._offer = offer
        offer.looked.connect(self._restore)

    def _restore(self) -> None:
        """As the notice offers it, with its button."""
        if self._offer.found:
            assert len(self._offer.found) == 1
            assert self._window.notice.isVisible()
            self._window.notice.action.click()
        tell("restored", self._store.document)
        self._act()

    def _act(self) -> None:
        """One thing; what ends as a step is told before and after."""
        random, store = self._random, self._store
        kind = random.random()
        if kind < 0.15 and store.history.canUndo():
            tell("begun", self._command(store.history.index() - 1, before=True))
            store.undo()
        elif kind < 0.25 and store.history.canRedo():
            tell("begun", self._command(store.history.index(), before=False))
            store.redo()
        elif kind < 0.45:
            self._drag()
        else:
            after = some_edit(random, store.document)
            tell("begun", after)
            store.apply(Intent("edit", lambda _: after))
        tell("finished", store.document)
        self._next.start(random.choice((0, 0, 1, 5, 20, 60)))

    def _command(self, index: int, *, before: bool) -> Document:
        command = self._store.history.command(index)
        document: Document = command.before if before else command.after  # type: ignore[attr-defined]
        from dataclasses import replace

        return replace(document, unit=self._store.document.unit)

    def _drag(self) -> None:
        gesture = self._store.begin()
        after = self._store.document
        for _ in range(self._random.randrange(1, 5)):
            try:
                after = some_edit(self._random, gesture.base)
            except CevizError:
                continue
            gesture.preview(Intent("drag", partial(_instead, after)))
        tell("begun", after)
        gesture.end(End.RELEASED)


def _instead(after: Document, _: Document) -> Document:
    return after


def main() -> int:
    """Run it on the fruit until it is killed."""
    seed = int(sys.argv[1])
    complete, look = MainWindow.complete, Offer.look

    def looking(self: Offer) -> None:
        Hand(self._window, seed).begin(self)
        look(self)

    Offer.look = looking  # type: ignore[method-assign]
    assert complete is MainWindow.complete
    return app.run()


if __name__ == "__main__":
    sys.exit(main())
