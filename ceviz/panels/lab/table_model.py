"""The class table as Qt's model: a thin adapter over one frozen state."""

from __future__ import annotations

from collections.abc import Callable
from enum import IntEnum
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from ceviz.document.numbers import exact, show_information, show_probability, show_score
from ceviz.draw.lab.equation import log_sign
from ceviz.draw.state import State
from ceviz.panels.scene import Scene

Index = QModelIndex | QPersistentModelIndex


class Column(IntEnum):
    """The columns, in order."""

    COLOUR = 0
    NAME = 1
    LOCK = 2
    P = 3
    Z = 4
    Q = 5
    SURPRISE = 6
    CONTRIBUTION = 7
    GRADIENT = 8


#: The columns that can be typed into.
EDITABLE = frozenset({Column.NAME, Column.P, Column.Z, Column.Q})

#: The columns of numbers: where they are in an analysis, how they are shown, and whether they
#: are information, to be scaled to the unit.
_SHOWN: dict[Column, tuple[str, Callable[[float], str], bool]] = {
    Column.P: ("p", show_probability, False),
    Column.Z: ("z", show_score, False),
    Column.Q: ("q", show_probability, False),
    Column.SURPRISE: ("surprisal", show_information, True),
    Column.CONTRIBUTION: ("contribution", show_information, True),
    Column.GRADIENT: ("gradient", show_information, False),
}

NO_INDEX = QModelIndex()


class ClassTableModel(QAbstractTableModel):
    """Rows are classes. Painting reads :meth:`text`; Qt and screen readers read ``data``."""

    def __init__(self, scene: Scene, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._scene = scene
        self._count = len(scene.state.document.classes)
        self._unit = scene.state.unit
        self._short = False
        scene.document_changed.connect(self._follow)

    @property
    def state(self) -> State:
        """The state whose classes the table shows."""
        return self._scene.state

    def rowCount(self, parent: Index = NO_INDEX) -> int:
        """How many classes the document has."""
        return 0 if parent.isValid() else self._count

    def columnCount(self, parent: Index = NO_INDEX) -> int:
        """How many columns :class:`Column` names."""
        return 0 if parent.isValid() else len(Column)

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Everything can be selected, four columns edited."""
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        return flags | Qt.ItemFlag.ItemIsEditable if index.column() in EDITABLE else flags

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Column titles with the unit's logarithm; row numbers."""
        if role == Qt.ItemDataRole.TextAlignmentRole and orientation == Qt.Orientation.Horizontal:
            left = section <= Column.NAME
            side = Qt.AlignmentFlag.AlignLeft if left else Qt.AlignmentFlag.AlignRight
            return int(side | Qt.AlignmentFlag.AlignVCenter)
        if orientation == Qt.Orientation.Vertical:
            return section + 1 if role == Qt.ItemDataRole.DisplayRole else None
        if role == Qt.ItemDataRole.DisplayRole:
            return (_short if self._short else titles)(self.state)[section]
        if role == Qt.ItemDataRole.ToolTipRole:
            return _HINTS[section]
        return None

    def shorten(self, short: bool) -> None:
        """Whether the titles are the signs alone."""
        if short != self._short:
            self._short = short
            self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(Column) - 1)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Text as shown, exact text for editors, words for screen readers."""
        row, column = index.row(), Column(index.column())
        if role == Qt.ItemDataRole.DisplayRole:
            return self.text(row, column)
        if role == Qt.ItemDataRole.EditRole and column in EDITABLE:
            return self.exact_text(row, column)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            name = self.state.document.classes.names[row]
            return f"{titles(self.state)[column]} of {name}: {self.text(row, column)}"
        return None

    def text(self, row: int, column: Column) -> str:
        """A cell as people read it."""
        match column:
            case Column.NAME:
                return self.state.document.classes.names[row]
            case Column.LOCK:
                return "locked" if row in self.state.document.classes.locked else ""
            case Column.COLOUR:
                return ""
        return self.texts(column, row, row)[0]

    def texts(self, column: Column, first: int, last: int) -> list[str]:
        """The numbers of ``column`` in rows ``first`` to ``last`` as people read them."""
        state = self.state
        name, show, informative = _SHOWN[column]
        values = getattr(state.analysis, name)[first : last + 1]
        if informative and state.per_nat != 1.0:
            values = values * state.per_nat
        return [show(value) for value in values.tolist()]

    def exact_text(self, row: int, column: Column) -> str:
        """A cell as its editor starts: the whole number."""
        a = self.state.analysis
        match column:
            case Column.P:
                return exact(a.p[row])
            case Column.Z:
                return exact(a.z[row])
            case Column.Q:
                return exact(a.q[row])
        return self.text(row, column)

    def _follow(self) -> None:
        """Only a new number of rows is the model's news; the rest is painted from the state."""
        count = len(self.state.document.classes)
        if count != self._count:
            self.beginResetModel()
            self._count = count
            self.endResetModel()
        if self.state.unit != self._unit:
            self._unit = self.state.unit
            self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(Column) - 1)


def titles(state: State) -> tuple[str, ...]:
    """The headers, in the unit shown."""
    log = log_sign(state.document.unit)
    return (
        "", "class", "lock", "target p", "score z", "prob. q",
        f"−{log} q", f"−p {log} q", "(q − p)/T",
    )  # fmt: skip


def _short(state: State) -> tuple[str, ...]:
    """:func:`titles` for narrow columns."""
    colour, name, _, *words = titles(state)
    return (colour, name, "", *(word.split(" ", 1)[1] for word in words[:3]), *words[3:])


_HINTS = (
    "the class's colour in every picture",
    "double-click to rename",
    "click to hold this class's probability while others are dragged (L)",
    "target probability; typing keeps the others' ratios",
    "score (logit); −inf makes a class impossible",
    "probability softmax(z/T); typing moves the others as the policy says",
    "surprise: what it would cost if this class came true",
    "contribution to the loss",
    "gradient ∂L/∂z in nats: training moves the score the other way",
)
