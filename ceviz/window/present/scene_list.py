"""The scenes of the document, at the right of the window: chosen, moved, worded, removed."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QDropEvent, QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDockWidget,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QMainWindow,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from ceviz.document.model import LONGEST_LINE, Document
from ceviz.panels.overrides import guarded
from ceviz.panels.plain_text import plain_label, plain_tooltip
from ceviz.store import Store, slides

#: What moves a scene by one place.
_MOVES = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}

#: What a presenter's keys do.
KEYS = (
    "All scenes, full screen. → or Space or Page down: the next; ← or Page up: back. "
    "B: black; R: a ring around the pointer; F: freeze a ghost to compare with; "
    "F9: other colours; Esc: back here."
)

_Indicator = QAbstractItemView.DropIndicatorPosition


@guarded
class SceneRows(QListWidget):
    """A row a scene, moved by the mouse or with Alt and the arrows.

    Signals:
        move_wanted(int, int): a scene is to go from one place to another.
        remove_wanted(int), show_wanted(int), word_wanted(): as the keys ask.
    """

    move_wanted = Signal(int, int)
    remove_wanted = Signal(int)
    show_wanted = Signal(int)
    word_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("Scenes")
        self.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)
        self.setWordWrap(True)
        self.itemDoubleClicked.connect(lambda item: self.show_wanted.emit(self.row(item)))

    def fill(self, titles: list[str], current: int) -> None:
        """Show ``titles`` in order; the row ``current`` is chosen."""
        self.clear()
        for number, title in enumerate(titles, 1):
            self.addItem(QListWidgetItem(f"{number}  {title}"))
        self.setCurrentRow(min(current, len(titles) - 1))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Alt and arrows move, Enter shows, Del removes, F2 goes to the words."""
        at, key = self.currentRow(), Qt.Key(event.key())
        if at < 0:
            super().keyPressEvent(event)
        elif event.modifiers() == Qt.KeyboardModifier.AltModifier and key in _MOVES:
            to = at + _MOVES[key]
            if 0 <= to < self.count():
                self.move_wanted.emit(at, to)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.show_wanted.emit(at)
        elif key == Qt.Key.Key_Delete:
            self.remove_wanted.emit(at)
        elif key == Qt.Key.Key_F2:
            self.word_wanted.emit()
        else:
            super().keyPressEvent(event)

    def dropEvent(self, event: QDropEvent) -> None:
        """Ask for the move: what is shown follows the document, not the mouse."""
        at, to = self.currentRow(), self._place_at(event)
        # Not moved: Qt would take the row out of the list by itself.
        event.setDropAction(Qt.DropAction.CopyAction)
        event.accept()
        self.setState(QAbstractItemView.State.NoState)
        if event.source() is self and to != at:
            self.move_wanted.emit(at, to)

    def _place_at(self, event: QDropEvent) -> int:
        """Where what is dropped goes, once it is taken out of where it was."""
        index = self.indexAt(event.position().toPoint())
        before = index.row() if index.isValid() else self.count()
        if index.isValid() and self.dropIndicatorPosition() != _Indicator.AboveItem:
            before += 1
        return before - (before > self.currentRow())


class SceneList(QDockWidget):
    """The list, its words, and what is done with scenes.

    Attributes:
        rows: the list.
        title, line: the words of the chosen scene.
        add, update_it, show_it, remove, present: buttons.

    Signals:
        add_wanted(), present_wanted(): from the buttons.
        update_wanted(int), show_wanted(int): a scene as it looks now; as it was kept.
    """

    add_wanted = Signal()
    present_wanted = Signal()
    update_wanted = Signal(int)
    show_wanted = Signal(int)

    def __init__(self, store: Store, window: QMainWindow) -> None:
        super().__init__("Scenes", window)
        self.setObjectName("scenes_dock")
        self.setFeatures(QDockWidget.DockWidgetFeature.NoDockWidgetFeatures)
        self.setTitleBarWidget(QWidget(self))
        self._store = store
        self._shown: tuple[tuple[str, str], ...] | None = None
        self._make()
        self._lay_out()
        store.changed.connect(self._follow)
        self._follow(store.document)
        self.hide()

    @property
    def current(self) -> int:
        """The place of the chosen scene; −1 for none."""
        return self.rows.currentRow()

    def choose(self, at: int) -> None:
        """Choose the scene at a place."""
        self.rows.setCurrentRow(at)

    # Building

    def _make(self) -> None:
        self.rows = SceneRows(self)
        self.title, self.line = QLineEdit(self), QLineEdit(self)
        for field, name, hint in (
            (self.title, "Title of the scene", ""),
            (self.line, "What the scene says", "A line, perhaps with {loss:2}"),
        ):
            field.setAccessibleName(name)
            field.setPlaceholderText(hint)
            field.setMaxLength(LONGEST_LINE)
            field.editingFinished.connect(self._reword)
        self.add = QPushButton("Add scene", self)
        self.add.setToolTip("Keep what is shown now, and how (Ctrl+Shift+A)")
        self.show_it = QPushButton("Show", self)
        self.show_it.setToolTip("Show it in the window, as it was kept (Enter)")
        self.update_it = QPushButton("Update", self)
        self.update_it.setToolTip("Keep what is shown now in its place")
        self.remove = QPushButton("Remove", self)
        self.remove.setToolTip("Take the scene out (Del); Undo brings it back")
        self.present = QPushButton("Present (F5)", self)
        self.present.setToolTip(KEYS)
        self.add.clicked.connect(lambda: self.add_wanted.emit())
        self.present.clicked.connect(lambda: self.present_wanted.emit())
        self.show_it.clicked.connect(lambda: self.show_wanted.emit(self.current))
        self.update_it.clicked.connect(lambda: self.update_wanted.emit(self.current))
        self.remove.clicked.connect(lambda: self._remove(self.current))
        self.rows.currentRowChanged.connect(lambda _: self._show_words())
        self.rows.move_wanted.connect(self._move)
        self.rows.remove_wanted.connect(self._remove)
        self.rows.show_wanted.connect(self.show_wanted)
        self.rows.word_wanted.connect(self._go_to_title)

    def _lay_out(self) -> None:
        inside = QWidget(self)
        column = QVBoxLayout(inside)
        column.setContentsMargins(4, 8, 8, 4)
        column.setSpacing(4)
        heading = QLabel("Scenes", inside)
        heading.setProperty("heading", "true")
        hide = QToolButton(inside)
        hide.setText("×")
        hide.setAutoRaise(True)
        hide.setAccessibleName("Hide the scenes")
        hide.clicked.connect(self.hide)
        head = QHBoxLayout()
        head.addWidget(heading, 1)
        head.addWidget(hide)
        self.empty = plain_label(
            inside,
            "A scene keeps what is shown now, and how. Add some, put them in order, "
            "and present them with F5.",
        )
        self.empty.setProperty("quiet", "true")
        self.empty.setWordWrap(True)
        column.addLayout(head)
        column.addWidget(self.empty)
        column.addWidget(self.rows, 1)
        for words, field in (("&Title", self.title), ("What it &says", self.line)):
            label = QLabel(words, inside)
            label.setBuddy(field)
            column.addWidget(label)
            column.addWidget(field)
        for buttons in ((self.show_it, self.update_it), (self.remove, self.add)):
            row = QHBoxLayout()
            for button in buttons:
                row.addWidget(button, 1)
            column.addLayout(row)
        column.addWidget(self.present)
        self.setWidget(inside)

    # Following the document

    def _follow(self, document: Document, *_: object) -> None:
        """Show the scenes there are; the chosen one stays chosen, wherever it went."""
        words = tuple((slide.title, slide.line) for slide in document.slides)
        if words == self._shown:
            return
        before, self._shown = self._shown or (), words
        self.rows.fill([title for title, _ in words], self._current_after(before, words))
        for place, slide in enumerate(document.slides):
            self.rows.item(place).setToolTip(plain_tooltip(slide.line))
        self._show_words()

    def _current_after(
        self, before: tuple[tuple[str, str], ...], now: tuple[tuple[str, str], ...]
    ) -> int:
        at = self.current
        if len(now) > len(before):
            return next((k for k, each in enumerate(now) if each not in before), len(now) - 1)
        if len(now) == len(before) and at >= 0 and before[at] in now:
            return now.index(before[at])
        return max(at, 0)

    def _show_words(self) -> None:
        slides_now, at = self._store.document.slides, self.current
        chosen = 0 <= at < len(slides_now)
        self.title.setText(slides_now[at].title if chosen else "")
        self.line.setText(slides_now[at].line if chosen else "")
        for widget in (self.title, self.line, self.show_it, self.update_it, self.remove):
            widget.setEnabled(chosen)
        self.empty.setVisible(not slides_now)

    # What the user does

    def _reword(self) -> None:
        at, slides_now = self.current, self._store.document.slides
        if not 0 <= at < len(slides_now):
            return
        slide, title, line = slides_now[at], self.title.text(), self.line.text()
        same = (title.strip(), line.strip()) == (slide.title, slide.line)
        if same or not self._store.apply(slides.say_intent(at, slide, title, line)):
            self._show_words()

    def _move(self, at: int, to: int) -> None:
        if self._store.apply(slides.move_intent(at, to, self._store.document)):
            self.choose(to)

    def _remove(self, at: int) -> None:
        self._store.apply(slides.remove_intent(at, self._store.document))

    def _go_to_title(self) -> None:
        self.title.setFocus()
        self.title.selectAll()
