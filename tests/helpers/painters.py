"""The painters a module begins, to see that each is ended whatever happens."""

from __future__ import annotations

from types import ModuleType

import pytest
from PySide6.QtGui import QPaintDevice, QPainter


class Painters(list[QPainter]):
    """Those that ``module`` begins from now on."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, module: ModuleType) -> None:
        super().__init__()
        begun = self

        class Noted(QPainter):
            def __init__(self, device: QPaintDevice) -> None:
                super().__init__(device)
                begun.append(self)

        monkeypatch.setattr(module, "QPainter", Noted)

    def all_ended(self) -> bool:
        """Whether there were any and none still paints."""
        return bool(self) and not any(painter.isActive() for painter in self)
