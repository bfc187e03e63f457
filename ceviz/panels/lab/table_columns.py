"""How wide the class table's columns are: comfortable, or as narrow as four digits allow."""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QHeaderView

from ceviz.document import class_columns
from ceviz.document.class_columns import NAME

#: Below this share of the way from narrow to wide the long headers do not fit.
LONG = 0.7


class TableColumns(QObject):
    """Fits the columns of the class table; those that the user has set stay as they are."""

    def __init__(self, header: QHeaderView) -> None:
        """``header`` shows the class table's model already."""
        super().__init__(header)
        self._header = header
        self._users: set[int] = set()
        self._fitting = True
        columns = class_columns.COLUMNS
        #: Least and comfortable width of each section; the names get what is left.
        self._widths = {i: each.widths for i, each in enumerate(columns) if each is not NAME}
        header.setHighlightSections(False)
        header.setMinimumSectionSize(min(least for least, _ in self._widths.values()))
        for section, (_, wide) in self._widths.items():
            header.setSectionResizeMode(section, QHeaderView.ResizeMode.Interactive)
            header.resizeSection(section, wide)
        header.setSectionResizeMode(columns.index(NAME), QHeaderView.ResizeMode.Stretch)
        header.sectionResized.connect(self._resized)
        self._fitting = False

    def fit(self, width: int) -> bool:
        """Columns for a viewport of ``width`` pixels; whether the long headers fit."""
        least, most = (sum(ends) for ends in zip(*self._widths.values(), strict=True))
        share = min(max((width - NAME.widths[0] - least) / (most - least), 0.0), 1.0)
        self._fitting = True
        for section, (narrow, wide) in self._widths.items():
            if section not in self._users:
                self._header.resizeSection(section, int(narrow + share * (wide - narrow)))
        self._fitting = False
        return bool(share >= LONG)

    def _resized(self, section: int) -> None:
        if not self._fitting and section in self._widths:
            self._users.add(section)
