"""What became of each sample: four kinds with their counts, and one of them step by step."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QHeaderView, QTableView, QToolButton, QVBoxLayout, QWidget

from ceviz.document.run import MEANING, Fate, Run, Trajectories
from ceviz.draw.theme import colour
from ceviz.panels.flow import Flow
from ceviz.panels.overrides import guarded
from ceviz.panels.plain_text import plain_label
from ceviz.panels.scene import Scene
from ceviz.panels.tables import tidy

#: How many samples are listed, and of how many of the last steps.
LISTED, STEPS = 500, 60

_Index = QModelIndex | QPersistentModelIndex

_ROLE = Qt.ItemDataRole


@guarded
class FatesModel(QAbstractTableModel):
    """Samples and, for each step, whether they were right; those that changed most often first.

    Attributes:
        rows: the samples listed.
        first: the place in the run of the first step shown.
    """

    def __init__(self, scene: Scene, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._scene = scene
        self._run = Run()
        self._found: Trajectories | None = None
        self.rows: NDArray[np.intp] = np.zeros(0, np.intp)
        self.first = 0

    def show(self, run: Run, rows: NDArray[np.intp]) -> None:
        """Show ``rows`` of ``run``."""
        self.beginResetModel()
        self._run, self._found = run, run.trajectories
        self.first = max(0, len(run) - STEPS)
        if self._found is not None and len(rows):
            turns = self._found.turns()[rows]
            rows = rows[np.argsort(-turns, kind="stable")][:LISTED]
        self.rows = rows
        self.endResetModel()

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008
        """How many samples are listed."""
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008
        """The sample's row, and a column a step."""
        return 0 if parent.isValid() else 1 + len(self._run) - self.first

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = _ROLE.DisplayRole
    ) -> Any:
        """The steps by their numbers."""
        if orientation is not Qt.Orientation.Horizontal or role != _ROLE.DisplayRole:
            return None
        return "row" if section == 0 else str(self._run.steps[self.first + section - 1].number)

    def data(self, index: _Index, role: int = _ROLE.DisplayRole) -> Any:
        """✓ and ✗, in the colours of right and wrong."""
        row = int(self.rows[index.row()])
        if index.column() == 0:
            return f"{row:,}" if role == _ROLE.DisplayRole else None
        assert self._found is not None
        at = self.first + index.column() - 1
        right = bool(self._found.right[at, row])
        match role:
            case _ROLE.DisplayRole:
                return "✓" if right else "✗"
            case _ROLE.TextAlignmentRole:
                return Qt.AlignmentFlag.AlignCenter
            case _ROLE.ForegroundRole:
                theme = self._scene.theme
                return QColor(colour(theme.good if right else theme.danger))
            case _ROLE.ToolTipRole | _ROLE.AccessibleTextRole:
                said = "right" if right else "wrong"
                return f"row {row:,} is {said} at step {self._run.steps[at].number:,}"
        return None


class Fates(QWidget):
    """The four kinds; the samples of the one that is chosen.

    Attributes:
        buttons: of the kinds, with their counts.
        table: the samples, step by step.
        chosen: the kind listed, or None.

    Signals:
        selected(rows): the samples of a kind are to be selected, or all (None).
        wanted(int, int): a sample is to be seen at a step: its row, the place of the step.
    """

    selected = Signal(object)
    wanted = Signal(int, int)

    def __init__(self, scene: Scene, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._run = Run()
        self.chosen: Fate | None = None
        row = Flow()
        self.note = plain_label(self)
        self.buttons: dict[Fate, QToolButton] = {}
        for fate in Fate:
            button = QToolButton(self)
            button.setCheckable(True)
            button.setToolTip(f"samples that are {MEANING[fate]}: list them, and select them")
            button.clicked.connect(lambda on, fate=fate: self._choose(fate, on))
            self.buttons[fate] = button
            row.addWidget(button)
        row.addWidget(self.note)
        self.model = FatesModel(scene, self)
        self.table = QTableView(self)
        self.table.setAccessibleName("samples by step")
        self.table.setModel(self.model)
        tidy(self.table)
        self.table.setSelectionBehavior(QTableView.SelectionBehavior.SelectItems)
        self.table.setSelectionMode(QTableView.SelectionMode.SingleSelection)
        self.table.horizontalHeader().setMinimumSectionSize(24)
        self.table.clicked.connect(self._want)
        self.table.activated.connect(self._want)
        self.table.hide()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(row)
        layout.addWidget(self.table, 1)
        scene.restyled.connect(lambda _: self._fit())
        self.show_run(Run())

    def show_run(self, run: Run) -> None:
        """The counts of ``run``; what is listed follows."""
        if run is self._run and len(run):
            return
        self._run = run
        found = run.trajectories
        for fate, button in self.buttons.items():
            count = "" if found is None else f" {len(found.rows(fate)):,}"
            button.setText(f"{fate.value}{count}")
            button.setEnabled(found is not None)
        other = len(run) > 1 and found is None
        self.note.setText("The checkpoints are not of the same samples." if other else "")
        self.note.setVisible(other)
        if found is None:
            self._list(None)
        elif self.chosen is not None:
            self._list(self.chosen)

    def _choose(self, fate: Fate, on: bool) -> None:
        """What the user wants listed, or no longer."""
        self._list(fate if on else None)
        found = self._run.trajectories
        self.selected.emit(None if not on or found is None else found.rows(fate))

    def _list(self, fate: Fate | None) -> None:
        self.chosen = fate
        for each, button in self.buttons.items():
            button.setChecked(each is fate)
        found = self._run.trajectories
        empty = fate is None or found is None
        self.table.setVisible(not empty)
        if fate is not None and found is not None:
            self.model.show(self._run, found.rows(fate))
            self._fit()

    def _fit(self) -> None:
        """Columns as wide as what they say."""
        self.table.horizontalHeader().resizeSections(QHeaderView.ResizeMode.ResizeToContents)
        line = self.table.verticalHeader().defaultSectionSize()
        shown = min(self.model.rowCount(), 5)
        self.table.setFixedHeight(
            self.table.horizontalHeader().sizeHint().height() + shown * line + line
        )

    def _want(self, index: QModelIndex) -> None:
        row = int(self.model.rows[index.row()])
        last = len(self._run) - 1
        at = self.model.first + index.column() - 1 if index.column() else last
        self.wanted.emit(row, at)
