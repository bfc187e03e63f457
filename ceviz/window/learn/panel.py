"""Learn: the contents or a step, beside the lab they are played on."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QMainWindow, QStackedWidget

from ceviz.errors import CevizError
from ceviz.lessons.format import Estimate, Lesson, Look, Question, Watch, read_lesson
from ceviz.lessons.library import Library, read_files, read_folder, titles
from ceviz.panels.lab.drag_hint import DragHint
from ceviz.panels.lab.lab import Lab
from ceviz.panels.scene import Scene
from ceviz.window.learn.contents import Contents
from ceviz.window.learn.ghost import GhostHand
from ceviz.window.learn.player import NAMES, Opener, Player
from ceviz.window.learn.rooms import Rooms
from ceviz.window.learn.spotlight import Spotlight
from ceviz.window.learn.step_page import StepPage
from ceviz.window.workspaces.views import Views


class LearnPanel(QStackedWidget):
    """Lessons, played on the window's own controls.

    Attributes:
        player: which step is played.
        contents, page: the two faces.
        hand, light: what shows how it is done, and what dims the rest.

    Signals:
        refused(CevizError): a lesson or what it needs could not be opened.
    """

    refused = Signal(object)

    def __init__(
        self,
        window: QMainWindow,
        lab: Lab,
        views: Views,
        files: Opener,
        stage: Scene,
        library: Library | None = None,
    ) -> None:
        super().__init__(window)
        self.setObjectName("learn")
        self._stage, self._rooms = stage, (rooms := Rooms(lab, views))
        self.player = Player(stage, rooms, files, self)
        self.contents = Contents(library or titles(), self)
        stage.restyled.connect(self.contents.dress)
        self.contents.dress(stage.theme)
        self.page = StepPage(self.player, stage, self)
        self.hand = GhostHand(window, stage, rooms)
        self.light = Spotlight(window, self, stage, rooms)
        self.addWidget(self.contents)
        self.addWidget(self.page)
        self.contents.chosen.connect(self.begin)
        self.contents.file_wanted.connect(self._ask_for_file)
        self.contents.forget_wanted.connect(self.player.forget)
        self.page.show_wanted.connect(self._show)
        self.page.contents_wanted.connect(self.leave)
        self.player.stepped.connect(self._follow)
        self.player.done.connect(self._spare)
        self.player.remembered.connect(self._remember)
        self.player.refused.connect(self.refused)
        self.hand.finished.connect(self._shown)
        views.arranged.connect(self.player.look)
        self._remember()

    def begin(self, lesson: Lesson, index: int = 0) -> None:
        """Play ``lesson``; where it is refused, the list stays."""
        self.player.begin(lesson, index)

    def open_file(self, path: Path) -> None:
        """Play the lesson in a file, or list those in a folder."""
        try:
            if path.is_dir():
                self.list_also(read_folder(path, NAMES))
            else:
                self.begin(read_lesson(path))
        except CevizError as refusal:
            self.refused.emit(refusal)

    def list_also(self, library: Library) -> None:
        """List lessons of somebody's own beside those of ceviz; what is played ends."""
        self.leave()
        self.contents.add(library)

    def leave(self) -> None:
        """Back to the list; the document stays as it is."""
        self.player.leave()

    def _follow(self) -> None:
        self.hand.stop()
        if self.player.lesson is None:
            self.page.rest()
            self.light.light(())
            self._mind_drag_hint(())
            self.setCurrentWidget(self.contents)
            return
        self.page.show_step()
        if self.currentWidget() is not self.page:
            self.setCurrentWidget(self.page)
            self.page.take_keyboard()
        step = self.player.step
        self.light.light(step.look, covered=isinstance(step.ask, Question | Estimate))
        self._mind_drag_hint(step.look)

    def _mind_drag_hint(self, looks: Sequence[Look]) -> None:
        """“Drag me” stands on the truth's bar: not while a step means something else."""
        bars = self._rooms.panel("bars")
        hint = None if bars is None else bars.findChild(DragHint)
        if hint is not None:
            document = self._stage.state.document
            truth = document.classes.names[document.sample.true]
            meant = any(look.panel == "bars" and look.of in ("", truth) for look in looks)
            hint.setVisible(meant or not looks)

    def _spare(self) -> None:
        """Done: the whole window is to be played with."""
        self.light.light(())

    def _show(self) -> None:
        """Show from where the step began, so that it is what was promised."""
        self.hand.stop()
        self.page.showing = True
        self.player.rewind()
        self.hand.perform(self.player.step.show)

    def _shown(self, whole: bool) -> None:
        self.page.showing = False
        if whole and self.player.lesson is not None:
            self.player.look()
            if isinstance(self.player.step.ask, Watch):
                self.player.finish()
        self.page.tell_after()

    def _remember(self) -> None:
        self.contents.show_progress(self.player.progress)

    def _ask_for_file(self) -> None:
        names, _ = QFileDialog.getOpenFileNames(
            self, "Lessons", str(Path.home()), "Lessons (*.json);;All files (*)"
        )
        if len(names) == 1:
            self.open_file(Path(names[0]))
        elif names:
            self.list_also(read_files(map(Path, names), NAMES))
