"""All lessons by chapter, with what is done."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QHeaderView,
    QMessageBox,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from ceviz.draw.theme import Theme
from ceviz.lessons.format import Lesson
from ceviz.lessons.library import Library
from ceviz.lessons.progress import Progress
from ceviz.panels.plain_text import plain_label
from ceviz.panels.style import wear

_ID = Qt.ItemDataRole.UserRole


class Contents(QWidget):
    """The list one begins from.

    Attributes:
        tree: chapters and their lessons.
        go_on: begins where one left off, or with the first lesson that is not done.

    Signals:
        chosen(Lesson, int): a lesson, from this step on.
        file_wanted(): lessons of one's own.
        forget_wanted(): the user wants everything forgotten, and means it.
    """

    chosen = Signal(object, int)
    file_wanted = Signal()
    forget_wanted = Signal()

    def __init__(self, library: Library, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._library, self._progress = library, Progress()
        self._rows: list[QTreeWidgetItem] = []
        self.go_on = QPushButton(self)
        self.go_on.setDefault(True)
        self.go_on.clicked.connect(self._go_on)
        self.tree = QTreeWidget(self)
        self.tree.setAccessibleName("Lessons")
        self.tree.setHeaderHidden(True)
        self.tree.setColumnCount(2)
        self.tree.setRootIsDecorated(False)
        self.tree.setIndentation(12)
        self.tree.setWordWrap(True)
        header = self.tree.header()
        header.setStretchLastSection(False)
        header.setMinimumSectionSize(1)  # ticks that are not there take no room of the titles
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        self.tree.itemActivated.connect(self._activate)
        self.tree.itemClicked.connect(self._activate)
        self.refusals = plain_label(self)
        self.refusals.setWordWrap(True)
        self.refusals.setText("\n".join(str(refusal) for refusal in library.refused))
        self.refusals.setVisible(bool(library.refused))
        self.own = QPushButton("Open lessons of your own…", self)
        self.own.setToolTip("A file, or several at once, which are listed here")
        self.own.clicked.connect(lambda: self.file_wanted.emit())
        self.forget = QPushButton("Forget my answers and progress…", self)
        self.forget.clicked.connect(self._ask_to_forget)
        note = plain_label(self, "What you do here stays on this computer.")
        note.setProperty("quiet", "true")
        note.setWordWrap(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 8, 8, 8)
        column.setSpacing(8)
        for button in (self.go_on, self.own, self.forget):
            # Words are cut where large type leaves no room: the lab needs it more.
            button.setMinimumWidth(1)
        for widget in (self.go_on, self.tree, self.refusals, self.own, self.forget, note):
            column.addWidget(widget, 1 if widget is self.tree else 0)
        self._fill()

    def dress(self, theme: Theme) -> None:
        """The icon of what one begins, in the colours of the theme."""
        wear(self.go_on, "learn", theme)

    def add(self, library: Library) -> None:
        """List these lessons too, and say what is wrong with others of them."""
        self._library = self._library.with_more(library)
        refused = self._library.refused
        self.refusals.setText("\n".join(str(refusal) for refusal in refused))
        self.refusals.setVisible(bool(refused))
        self._fill()

    def show_progress(self, progress: Progress) -> None:
        """Tick what is done, and offer to go on."""
        self._progress = progress
        for row in self._rows:
            self._mark(row)
        lesson, index = self._next()
        started = bool(progress.done)
        self.go_on.setVisible(lesson is not None)
        if lesson is not None:
            word = "Go on" if started else "Begin"
            self.go_on.setText(f"{word}: {lesson.title}".replace("&", "&&"))
        self.forget.setEnabled(started or bool(progress.beliefs) or index > 0)

    def _fill(self) -> None:
        self.tree.clear()
        self._rows.clear()
        for title, lessons in self._library.chapters():
            chapter = QTreeWidgetItem(self.tree, [title])
            chapter.setToolTip(0, title)
            font = chapter.font(0)
            font.setBold(True)
            chapter.setFont(0, font)
            chapter.setFlags(Qt.ItemFlag.ItemIsEnabled)
            for lesson in lessons:
                row = QTreeWidgetItem(chapter, [lesson.title])
                row.setData(0, _ID, lesson.id)
                row.setToolTip(0, lesson.title)
                self._rows.append(row)
            chapter.setExpanded(True)
        self.show_progress(self._progress)

    def _mark(self, row: QTreeWidgetItem) -> None:
        lesson = self._library.named(str(row.data(0, _ID)))
        assert lesson is not None
        count = len(lesson.steps)
        done = len(self._progress.done.get(lesson.id, frozenset()) & frozenset(range(count)))
        row.setText(1, "✓" if done == count else f"{done} of {count}" if done else "")

    def _next(self) -> tuple[Lesson | None, int]:
        at = self._progress.at
        open_still = [
            lesson
            for lesson in self._library.lessons
            if not self._progress.is_done(lesson.id, len(lesson.steps))
        ]
        for lesson in open_still:
            if at is not None and at[0] == lesson.id:
                return lesson, min(at[1], len(lesson.steps) - 1)
        return (open_still[0], 0) if open_still else (None, 0)

    def _go_on(self) -> None:
        lesson, index = self._next()
        if lesson is not None:
            self.chosen.emit(lesson, index)

    def _activate(self, row: QTreeWidgetItem) -> None:
        lesson = self._library.named(str(row.data(0, _ID)))
        if lesson is not None:
            self.chosen.emit(lesson, 0)

    def _ask_to_forget(self) -> None:
        answer = QMessageBox.question(
            self, "Forget", "Forget which lessons you did, and every answer you gave?"
        )
        if answer == QMessageBox.StandardButton.Yes:
            self.forget_wanted.emit()
