"""The class table: every number of every class, editable where something else follows from it."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, QPoint, QSignalBlocker, Qt, Signal
from PySide6.QtGui import (
    QAction,
    QContextMenuEvent,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QMenu, QTableView, QWidget

from ceviz.document import class_columns, classes
from ceviz.document.class_columns import LOCK, NAME, Column, pasted
from ceviz.document.text import tsv
from ceviz.draw.state import State
from ceviz.draw.theme import TEXT, Theme
from ceviz.errors import CevizError, NotADistribution
from ceviz.panels.lab.table_delegate import ClassTableDelegate, cell_intent
from ceviz.panels.lab.table_model import ClassTableModel, Index
from ceviz.panels.lab.table_painting import fresh_columns, only_numbers, paint_table
from ceviz.panels.overrides import guarded, painting
from ceviz.panels.scene import Scene
from ceviz.panels.tables import take_own_viewport, tidy
from ceviz.store import Edit, Intent, moves

#: Keys that mean something else outside the table.
_OWN_KEYS = frozenset({"T", "Space", "Ctrl+C", "Ctrl+V"})


@guarded
class ClassTable(QTableView):
    """K rows; Space or a click locks, T makes true, Ctrl+C and Ctrl+V speak spreadsheet.

    Signals:
        edited(Intent): for the store.
        refused(CevizError): a pasted or typed text was refused.
        unnormalised(NotADistribution, Intent): pasted probabilities do not sum to 1; the
            intent that normalises them.
    """

    edited = Signal(object)
    refused = Signal(object)
    unnormalised = Signal(object, object)

    def __init__(self, scene: Scene, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._scene = scene
        self.setObjectName("class_table")
        self.setAccessibleName("Class table")
        self.setModel(ClassTableModel(scene, self))
        delegate = ClassTableDelegate(self)
        delegate.edited.connect(self.edited)
        delegate.refused.connect(self.refused)
        self.setItemDelegate(delegate)
        self.setEditTriggers(
            QAbstractItemView.EditTrigger.DoubleClicked
            | QAbstractItemView.EditTrigger.EditKeyPressed
            | QAbstractItemView.EditTrigger.AnyKeyPressed
        )
        take_own_viewport(self)
        self.setMouseTracking(True)
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self._set_up_headers()
        self._painted: tuple[State, Theme] | None = None
        self._named: tuple[str, ...] = ()
        scene.repaint.connect(self._refresh)
        scene.restyled.connect(self._fit_columns)
        scene.class_selected.connect(self._follow_selected)
        # After the model: rows that came or went took the current one along.
        scene.document_changed.connect(self._follow_selected)
        self._follow_selected()

    def model(self) -> ClassTableModel:
        """The model between the document and this table."""
        model = super().model()
        assert isinstance(model, ClassTableModel)
        return model

    @property
    def theme(self) -> Theme:
        """What cells are painted with."""
        return self._scene.theme

    # Events

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Copy, paste, remove, lock; the rest is Qt's."""
        if self.state() == QAbstractItemView.State.EditingState:
            event.ignore()  # an Enter that the editor has dealt with
            return
        editable = self.model().column(self.currentIndex()).editable
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        elif event.matches(QKeySequence.StandardKey.Paste):
            self.paste()
        elif event.key() == Qt.Key.Key_Delete:
            self.remove_classes()
        elif event.key() == Qt.Key.Key_Space or (not editable and event.key() == Qt.Key.Key_L):
            self.toggle_lock()
        elif not editable and event.key() == Qt.Key.Key_T:
            self.make_true()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and editable:
            self.edit(self.currentIndex())
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The cells, straight from the state."""
        self._painted = (self._scene.state, self.theme)
        with painting(self.viewport(), self.theme) as painter:
            chosen = set(self.chosen_rows()) if self.selectionModel().hasSelection() else ()
            paint_table(painter, self, event.rect(), chosen, self._scene.state, self.theme)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Columns give way before anything is out of sight."""
        super().resizeEvent(event)
        self._fit_columns()

    def _fit_columns(self) -> None:
        self._columns.show_plain_only(self._scene.view.simple)
        scale = self.theme.scale
        self._named = self._scene.state.document.classes.names
        widest = max(self.theme.width(name, TEXT, bold=True) for name in self._named[:MEASURED])
        fits = self._columns.fit(self.viewport().width(), scale, widest / scale + BESIDE_NAME)
        self.model().narrow(not fits)

    def _refresh(self) -> None:
        """Repaint the columns whose numbers are new; all if it is more than numbers."""
        viewport, (before, theme) = self.viewport(), self._painted or (None, None)
        after = self._scene.state
        named = self._named is after.document.classes.names
        if self._columns.plain_only is not after.view.simple or not named:
            self._fit_columns()
        if before is None or theme is not self.theme or not only_numbers(before, after):
            # What is out of sight is painted anew when it comes back.
            self._painted = None
            viewport.update()
            return
        fresh = fresh_columns(before.analysis, after.analysis)
        if fresh:
            first, last = (self.model().section(fresh[end]) for end in (0, -1))
            left = self.columnViewportPosition(first)
            right = self.columnViewportPosition(last) + self.columnWidth(last)
            viewport.update(left, 0, right - left, viewport.height())

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click on a padlock locks."""
        super().mousePressEvent(event)
        index = self.indexAt(event.position().toPoint())
        if self.model().column(index) is LOCK and event.button() == Qt.MouseButton.LeftButton:
            self.toggle_lock()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Light the class under the pointer everywhere."""
        row = self.rowAt(event.position().toPoint().y())
        self._scene.hover(row if row >= 0 else None)
        super().mouseMoveEvent(event)

    def leaveEvent(self, event: object) -> None:
        """Nothing is under the pointer any more."""
        self._scene.hover(None)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Show what can be done with the table's classes as a menu."""
        menu = QMenu(self)
        for action in self.verbs(menu):
            menu.addAction(action)
        menu.exec(event.globalPos())
        menu.deleteLater()

    def currentChanged(self, current: Index, previous: Index) -> None:
        """The current row is the selected class everywhere."""
        super().currentChanged(current, previous)
        if current.isValid():
            self._scene.select(current.row())

    def _follow_selected(self) -> None:
        row = self._scene.state.selected
        if row != self.currentIndex().row() and row < self.model().rowCount():
            column = max(self.model().section(NAME), self.currentIndex().column())
            # Another class is current because the document is another: what is being typed was
            # about the one before, and Qt would enter it now.
            with QSignalBlocker(self.itemDelegate()):
                self.setCurrentIndex(self.model().index(row, column))

    def _set_up_headers(self) -> None:
        self._columns = TableColumns(self.horizontalHeader())
        self._tidiness = tidy(self)

    def visible_point(self, row: int, column: Column) -> QPoint:
        """The middle of a cell, for tools that click."""
        return self.visualRect(self.cell(row, column)).center()

    def cell(self, row: int, column: Column) -> Index:
        """A cell of the model."""
        return self.model().index(row, self.model().section(column))

    # What can be done with the chosen classes

    def add_class(self) -> None:
        """A class at the end, ready to be named."""
        count = self.model().rowCount()
        self._edit("Add class", classes.add_class)
        if self.model().rowCount() > count:
            self._select_row(count)
            self.edit(self.cell(count, NAME))

    def remove_classes(self) -> None:
        """Remove the selected classes."""
        rows = self.chosen_rows()
        names = self.model().state.document.classes.names
        what = names[rows[0]] if len(rows) == 1 else f"{len(rows)} classes"
        self._edit(f"Remove {what}", partial(classes.remove_classes, gone=rows))

    def duplicate_class(self) -> None:
        """A copy after the selected class."""
        row, count = self._scene.state.selected, self.model().rowCount()
        self._edit(f"Duplicate {self._name(row)}", partial(classes.duplicate_class, i=row))
        if self.model().rowCount() > count:
            self._select_row(row + 1)

    def move_class(self, by: int) -> None:
        """Move the selected class up (−1) or down (+1)."""
        row = self._scene.state.selected
        to = row + by
        if 0 <= to < self.model().rowCount():
            word = "up" if by < 0 else "down"
            self._edit(f"Move {self._name(row)} {word}", partial(classes.move_class, i=row, to=to))
            self._select_row(to)

    def make_true(self) -> None:
        """The selected class is the truth."""
        document = self.model().state.document
        self.edited.emit(moves.true_intent(self._scene.state.selected, document))

    def toggle_lock(self) -> None:
        """Hold the selected class's probability, or let it go."""
        document = self.model().state.document
        self.edited.emit(moves.lock_intent(self._scene.state.selected, document))

    def copy(self) -> None:
        """The chosen rows (or all) as spreadsheet text."""
        state = self.model().state
        rows = self.chosen_rows() if self.selectionModel().hasSelection() else None
        if rows is None or len(rows) == 1:
            rows = list(range(self.model().rowCount()))
        QGuiApplication.clipboard().setText(tsv.copy(state.document, state.analysis, rows))

    def paste(self) -> None:
        """Cells from a spreadsheet, from the current cell on; one step or one refusal."""
        text = QGuiApplication.clipboard().text()
        row, current = max(0, self.currentIndex().row()), self.model().column(self.currentIndex())
        edit = partial(tsv.paste, text=text, row=row, column=self._paste_column())
        if current.editable and not current.pasted and len(text.split()) == 1:
            # One number, for a cell that tables do not say: as if it had been typed.
            self._type(text, row, current)
            return
        try:
            edit(self.model().state.document)
        except NotADistribution as refusal:
            normalised = Intent("Paste, normalised", partial(edit, normalise=True))
            self.unnormalised.emit(refusal, normalised)
        except CevizError as refusal:
            self.refused.emit(refusal)
        else:
            self.edited.emit(Intent("Paste", edit))

    def _type(self, text: str, row: int, column: Column) -> None:
        try:
            # A pasted number is read as all pasted ones are, however they are shown.
            document = self.model().state.document
            self.edited.emit(cell_intent(text, row, column, document, percent=False))
        except CevizError as refusal:
            self.refused.emit(refusal)

    def _paste_column(self) -> Column:
        """The current column or the next that can be pasted; behind all of them the first."""
        columns, model = pasted(), self.model()
        here = self.currentIndex().column()
        return next((each for each in columns if model.section(each) >= here), columns[0])

    def chosen_rows(self) -> list[int]:
        """The selected rows, top to bottom."""
        rows: set[int] = set()
        for chosen in self.selectionModel().selection().toList():
            rows.update(range(chosen.top(), chosen.bottom() + 1))
        return sorted(rows) or [self._scene.state.selected]

    def verbs(self, parent: QWidget) -> list[QAction]:
        """Actions for menus, named and with their keys."""
        made = []
        for label, key, verb in (
            ("Add class", "Ctrl+Shift+N", self.add_class),
            ("Duplicate class", "Ctrl+D", self.duplicate_class),
            ("Remove class", "Del", self.remove_classes),
            ("Move class up", "Ctrl+Shift+Up", partial(self.move_class, -1)),
            ("Move class down", "Ctrl+Shift+Down", partial(self.move_class, 1)),
            ("Make it the true class", "T", self.make_true),
            ("Lock or unlock", "Space", self.toggle_lock),
            ("Copy table", "Ctrl+C", self.copy),
            ("Paste into table", "Ctrl+V", self.paste),
        ):
            action = QAction(label, parent)
            action.setShortcut(QKeySequence(key))
            if key in _OWN_KEYS:
                # The table answers these itself; a second owner would make them ambiguous.
                action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
            action.triggered.connect(verb)
            made.append(action)
        return made

    def _edit(self, label: str, edit: Edit) -> None:
        self.edited.emit(Intent(label, edit))

    def _name(self, row: int) -> str:
        return self.model().state.document.classes.names[row]

    def _select_row(self, row: int) -> None:
        if row < self.model().rowCount():
            self.setCurrentIndex(self.cell(row, NAME))
            self.scrollTo(self.currentIndex())


#: What the mark of the truth and the margins take beside a name, in pixels before type scaling.
BESIDE_NAME = 28.0

#: So many names are measured, and this share of the table is theirs before columns of numbers go.
MEASURED, MOST_NAMES = 200, 0.5

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
        self.plain_only = False
        columns = class_columns.COLUMNS
        #: Least and comfortable width of each section; the names get what is left.
        self._widths = {i: each.widths for i, each in enumerate(columns) if each is not NAME}
        header.setMinimumSectionSize(min(least for least, _ in self._widths.values()))
        for section, (_, wide) in self._widths.items():
            header.setSectionResizeMode(section, QHeaderView.ResizeMode.Interactive)
            header.resizeSection(section, wide)
        header.setSectionResizeMode(columns.index(NAME), QHeaderView.ResizeMode.Stretch)
        header.sectionResized.connect(self._resized)
        self._fitting = False

    def show_plain_only(self, plain_only: bool) -> None:
        """Whether the columns that a newcomer does not need are hidden."""
        self.plain_only = plain_only

    def fit(self, width: int, scale: float = 1.0, named: float = 0.0) -> bool:
        """Columns for ``width`` pixels and type of that ``scale``; whether long headers fit.

        Names need ``named`` pixels before scaling: columns of numbers go before they are cut.
        """
        width = round(width / scale)
        named = max(min(named, MOST_NAMES * width), NAME.widths[0])
        self._hide(width - named)
        shown = [ends for i, ends in self._widths.items() if not self._header.isSectionHidden(i)]
        least, most = (sum(ends) for ends in zip(*shown, strict=True))
        share = min(max((width - named - least) / (most - least), 0.0), 1.0)
        self._fitting = True
        for section, (narrow, wide) in self._widths.items():
            if section not in self._users:
                fitting = narrow + share * (wide - narrow)
                self._header.resizeSection(section, int(scale * fitting))
        self._fitting = False
        return bool(share >= LONG)

    def _hide(self, room: float) -> None:
        """The columns that are not wanted, and of numbers those there is no ``room`` for."""
        kept = [c for c in class_columns.COLUMNS if c.plain or not self.plain_only]
        going = [column for column in class_columns.yielding()[:-1] if column in kept]
        while going and sum(c.widths[0] for c in kept if c is not NAME) > room:
            kept.remove(going.pop(0))
        self._fitting = True
        for section, column in enumerate(class_columns.COLUMNS):
            if self._header.isSectionHidden(section) is (column in kept):
                self._header.setSectionHidden(section, column not in kept)
        self._fitting = False

    def _resized(self, section: int, _: int, width: int) -> None:
        if not self._fitting and section in self._widths and width:
            self._users.add(section)
