"""What is done with scenes: kept, shown again, presented, exported."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QMainWindow

from ceviz.document.edits import set_unit
from ceviz.document.model import Document, Slide
from ceviz.document.slides import title_for
from ceviz.errors import CevizError
from ceviz.export.slides import KINDS
from ceviz.store import End, Intent, Store, slides
from ceviz.views.slides import kept, left_out, pictures_of, view_of, write
from ceviz.window.present.lesson import files_of, pages_of
from ceviz.window.present.presentation import Presentation
from ceviz.window.present.scene_list import SceneList

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ceviz.lessons.proof import Scene as Step
    from ceviz.panels.notice import Notice
    from ceviz.panels.scene import Scene
    from ceviz.storage.opened import OpenedFile
    from ceviz.window.appearance import Appearance
    from ceviz.window.learn.dock import LearnDock
    from ceviz.window.workspaces.views import Views


class Present(QObject):
    """Scenes of the window's document.

    Attributes:
        listed: the list of scenes.
        presentation: the one that runs, or None.
    """

    def __init__(
        self,
        window: QMainWindow,
        scene: Scene,
        views: Views,
        appearance: Appearance,
        notice: Notice,
        learn: LearnDock,
    ) -> None:
        super().__init__(window)
        self._window, self._scene, self._views = window, scene, views
        self._appearance, self._notice, self._learn = appearance, notice, learn
        self.presentation: Presentation | None = None
        self.listed = SceneList(scene.store, window)
        window.addDockWidget(Qt.DockWidgetArea.RightDockWidgetArea, self.listed)
        self.listed.hide()
        self.listed.add_wanted.connect(self.add)
        self.listed.present_wanted.connect(self.start)
        self.listed.update_wanted.connect(self.update)
        self.listed.show_wanted.connect(self.show)

    @property
    def _store(self) -> Store:
        return self._scene.store

    # Keeping

    def now(self, title: str, line: str = "") -> Slide:
        """What the window shows, as a slide."""
        views = self._views
        return kept(
            self._store.document, title, line=line, data=views.data,
            views=views.standing(), pictures=views.pictures(), view=self._scene.view,
            text_size=self._appearance.text_size, selected=self._scene.state.selected,
        )  # fmt: skip

    def add(self) -> None:
        """Keep what is shown as a scene, after the chosen one."""
        self._store.end_gesture(End.SUPERSEDED)
        after = self.listed.current + 1 if self._store.document.slides else 0
        slide = self.now(title_for(self._store.document))
        if self._store.apply(slides.add_intent(slide, after)):
            self.listed.show()
            self.listed.choose(after)
            self._tell_left_out(slide)

    def _tell_left_out(self, slide: Slide) -> None:
        """What stands in the window and will not be seen on the slide is said at once."""
        titles = " and ".join(f"“{title}”" for title in left_out(slide))
        if titles:
            self._notice.say(
                f"{titles} will not be seen on the slide: tables, and what compares with a second "
                "file, are shown in the window only."
            )

    def update(self, at: int) -> None:
        """Keep what is shown in place of the scene at ``at``, under its words."""
        before = self._store.document.slides[at]
        self._store.apply(slides.take_intent(at, self.now(before.title, before.line)))

    def toggle_list(self) -> None:
        """Show the list of scenes, or hide it."""
        self.listed.setVisible(self.listed.isHidden())

    # Showing again

    def show(self, at: int) -> None:
        """Show the scene at ``at`` in the window, arranged as it was kept; undone by one step."""
        slide = self._store.document.slides[at]
        try:
            pictures, view = pictures_of(slide, "the scene"), view_of(slide, "the scene")
        except CevizError as refusal:
            self._notice.tell(refusal)
            return
        unit = slide.document.unit
        self._store.apply(slides.show_intent(at, self._store.document))
        self._store.apply(Intent("unit", lambda now: set_unit(now, unit), looking=True))
        self._views.arrange([each.name for each in slide.views], data=slide.data)
        for name, picture in pictures.items():
            self._views.restore(name, picture)
        self._appearance.choose_text_size(slide.text_size)
        self._scene.set_view(view)
        self._scene.select(slide.selected)

    # Presenting

    def start(self, at: int = 0) -> None:
        """Present all scenes from ``at`` on; without any, what is shown now.

        While a lesson is played, it is presented, from its present step on.
        """
        self._store.end_gesture(End.SUPERSEDED)
        if (played := self._learn.played) is not None:
            self._begin_lesson(*played)
            return
        document = self._store.document
        now = document.slides or (self.now(title_for(document)),)
        self._begin(now, min(max(at, 0), len(now) - 1))

    def start_here(self) -> None:
        """Present from the chosen scene on."""
        self.start(self.listed.current)

    def _begin_lesson(self, title: str, steps: Sequence[Step], step: int) -> None:
        pages = pages_of(title, steps)
        at = next((k for k, (place, _) in enumerate(pages) if place >= step), len(pages) - 1)
        asked = {k: page.step for k, (_, page) in enumerate(pages) if page.step is not None}
        if pages:
            self._begin([page.slide for _, page in pages], at, asked, files_of(steps))

    def _begin(
        self,
        shown: Sequence[Slide],
        at: int,
        asked: Mapping[int, Step] | None = None,
        files: Sequence[OpenedFile] = (),
    ) -> None:
        if self.presentation is not None:
            self.presentation.activateWindow()
            return
        own = self._store.file
        try:
            made = Presentation(
                shown,
                at,
                self._scene.theme,
                self._store.measured,
                asked or {},
                (*files, *([] if own is None else [own])),
            )
        except CevizError as refusal:
            self._notice.tell(refusal)
            return
        self.presentation = made
        of_lesson = self._learn.played is not None
        made.left.connect(partial(self._end, self._store.document, of_lesson))
        screen = self._window.screen()
        made.setScreen(screen)
        made.setGeometry(screen.geometry())
        made.showFullScreen()
        made.activateWindow()

    def _end(self, presented: Document, of_lesson: bool) -> None:
        """Back in the window as it was; changes of scenes are offered, not forced."""
        if self.presentation is None:
            return
        changed, self.presentation = self.presentation.changed, None
        self._window.activateWindow()
        if not changed or of_lesson:
            return
        if not self._still_shows(presented):
            self._notice.say(
                "What you changed while presenting is not kept: the window shows something else."
            )
            return
        if not presented.slides:
            document = changed[0].document
            self._notice.offer(
                "What you changed while presenting is not kept.", "Keep it",
                lambda: self._store.apply(_taken_over(document)),
            )  # fmt: skip
            return
        titles = " and ".join(f"“{slide.title}”" for slide in changed.values())
        many = len(changed) > 1
        scenes = "scenes" if many else "scene"
        self._notice.offer(
            f"{titles} {'were' if many else 'was'} changed while presenting.",
            f"Keep in the {scenes}",
            lambda: self._store.apply(slides.take_all_intent(changed)),
        )

    def _still_shows(self, presented: Document) -> bool:
        """Whether the window has what was presented: keeping goes by the places of scenes."""
        now = self._store.document
        return now.slides is presented.slides if presented.slides else now is presented

    # Files

    def ask_export(self) -> None:
        """Choose where all scenes go: one PDF, or a folder of pictures."""
        from PySide6.QtWidgets import QFileDialog

        wanted = {f"{kind.upper()} pictures in a folder (*)": kind for kind in KINDS[:2]}
        offered = ";;".join(("One PDF of all (*.pdf)", *wanted))
        name, kind = QFileDialog.getSaveFileName(
            self._window, "Export scenes", str(Path.home() / "scenes.pdf"), offered
        )
        if name:
            self.export(Path(name), wanted.get(kind, "pdf"))

    def export(self, out: Path, kind: str = "pdf") -> None:
        """Write all scenes to ``out``: a PDF, or a folder of one ``kind`` of pictures."""
        if kind == "pdf" and out.suffix.lower() != ".pdf":
            out = out.with_name(f"{out.name}.pdf")
        elif kind != "pdf" and out.suffix.lower() == ".pdf":
            out = out.with_suffix("")
        theme = self._scene.theme.name
        try:
            written = write(self._store.document, out, kind=kind, theme=theme)
        except CevizError as refusal:
            self._notice.tell(refusal)
        else:
            files = "one file" if len(written) == 1 else f"{len(written)} files"
            self._notice.say(f"The scenes are in {out}, {files}.")


def _taken_over(document: Document) -> Intent:
    """What was presented, in place of what is shown."""
    return Intent("Keep what was presented", lambda _: document)
