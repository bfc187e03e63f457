"""Python's cycles, collected in the GUI thread alone.

Python collects them in whatever thread happens to make the object too many; in a worker that
ends widgets and other Qt objects beside the thread they live in, and now and then the process.
"""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer

#: How often it is looked whether there is enough to collect, in milliseconds.
LOOK_EVERY = 500


class Collector(QObject):
    """Collects when Python would have, but from the event loop of the thread it lives in.

    There is one at most, for the collector is the process's; when it ends Python collects by
    itself again.
    """

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        gc.disable()
        self._timer = QTimer(self)
        self._timer.timeout.connect(self.look)
        self._timer.start(LOOK_EVERY)
        self.destroyed.connect(gc.enable)

    def look(self) -> None:
        """Collect the generations that have grown beyond their thresholds, the oldest first."""
        counts, thresholds = gc.get_count(), gc.get_threshold()
        for generation in (2, 1, 0):
            if counts[generation] > thresholds[generation] > 0:
                gc.collect(generation)
                return
