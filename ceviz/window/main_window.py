"""The main window: connects the lab to menus, files and views, and remembers itself."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QGuiApplication, QShowEvent
from PySide6.QtWidgets import QMainWindow, QSplitter, QVBoxLayout, QWidget

from ceviz.document import edits
from ceviz.document.analysis import Analysis
from ceviz.document.batch import telling_row
from ceviz.document.model import Document, Unit
from ceviz.document.text.numbers import RATE, show_information, show_percent
from ceviz.errors import CevizError, NotADistribution
from ceviz.panels.lab.lab import Lab
from ceviz.panels.notice import Notice
from ceviz.panels.overrides import guarded
from ceviz.panels.plot.panel import PlotPanel
from ceviz.panels.progress import Progress
from ceviz.panels.scene import Scene
from ceviz.storage.apart import expect
from ceviz.store import End, Intent, Store, Why
from ceviz.window import place
from ceviz.window.appearance import Appearance
from ceviz.window.caption import Caption
from ceviz.window.files.files import Files
from ceviz.window.memory import Memory
from ceviz.window.menus import Menus

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ceviz.draw.picture import Exported
    from ceviz.lessons.library import Wanted
    from ceviz.panels.data_scene import DataScene
    from ceviz.storage.opened import OpenedFile
    from ceviz.storage.readers import ReadOptions
    from ceviz.views.figures import Resumed
    from ceviz.window.alone import Alone
    from ceviz.window.learn.dock import LearnDock
    from ceviz.window.present.verbs import Present
    from ceviz.window.workspaces.views import Views


#: The workspaces that documents made by hand and files of predictions open in.
LAB, DATA = "lab", "data"


@guarded
class MainWindow(QMainWindow):
    """One document in one window: the lab with menus, files, views and what is remembered.

    Attributes:
        store, scene: the document, and what is shown of it.
        lab, with pipeline, table, controls, readouts, samples: all about the selected sample.
        notice, progress, caption: what is said over the panels and below them.
        files, memory: what the File menu does; what outlives the window.
        appearance: its theme and the size of its text.
        wanted_file, wanted_lesson: to load, and how, and to begin once the window is complete.
        wanted_figure: what the document was read from, to go on there once it is complete.
        columns: the lab, and what stands beside it or in its place.
        views, data, alone, learn, present: the views in the window, the samples they show, what
            shows one of them alone, lessons, and scenes; None until :meth:`complete`.

    Signals:
        completed(): plots, views and the gallery are there.
        closed(): the user has closed it.
    """

    completed = Signal()
    closed = Signal()

    def __init__(self, document: Document, caption: str = "", path: Path | None = None) -> None:
        super().__init__()
        self.store = Store(document, self)
        self.scene = Scene(self.store, self)
        self.memory = Memory(self)
        self.views: Views | None = None
        self.learn: LearnDock | None = None
        self.present: Present | None = None
        self.wanted_lesson: Wanted | None = None
        self.wanted_file: tuple[Path, ReadOptions | None] | None = None
        self.wanted_figure: Resumed | None = None
        self.alone: Alone | None = None
        self.data: DataScene | None = None
        self._kept_view = self.memory.view
        self.scene.set_view(self._kept_view)
        self.appearance = Appearance(self.scene, self.memory, self)
        # First of all: what is made then is made in its font.
        self.appearance.wear()
        self.files = Files(self.store, self.memory, self)
        self.files.path = path
        self._make_panels()
        self._lay_out()
        self._connect()
        self.menus = Menus(self)
        self.caption.take(caption)
        place.put(self, self.memory.sizes_of("place"))
        self.lab.set_sizes(self.memory.sizes_of("lab"))
        self._show_title()
        self.setAcceptDrops(True)
        self.pipeline.bars.setFocus()

    # Building

    def _make_panels(self) -> None:
        self.lab = Lab(self.scene, self)
        self.pipeline, self.table = self.lab.pipeline, self.lab.table
        self.controls, self.readouts = self.lab.controls, self.lab.readouts
        self.samples = self.lab.samples
        self.notice = Notice(self, self._room_for_notice)
        self.progress = Progress(self)
        self.caption = Caption(self.store, self)

    def _lay_out(self) -> None:
        centre = QWidget(self)
        column = QVBoxLayout(centre)
        column.setContentsMargins(8, 8, 8, 4)
        column.setSpacing(6)
        self.columns = QSplitter(Qt.Orientation.Horizontal, centre)
        self.columns.setHandleWidth(8)
        self.columns.setChildrenCollapsible(False)
        self.columns.addWidget(self.lab)
        column.addWidget(self.columns, 1)
        self._centre = column
        self.setCentralWidget(centre)
        self.statusBar().addWidget(self.caption, 1)
        self.statusBar().addPermanentWidget(self.progress)
        self.statusBar().setSizeGripEnabled(False)

    def _room_for_notice(self) -> QRect:
        """All below the menus: the caption's line is the first that may be covered."""
        below = self.menuBar().geometry().bottom() + 1
        return QRect(0, below, self.width(), self.height() - below)

    def _connect(self) -> None:
        for panel in (*self.pipeline.panels(), self.readouts):
            panel.export_wanted.connect(self.export)
        for source in (self.table.unnormalised, self.controls.unnormalised):
            source.connect(self._offer_normalising)
        predictions = self.files.predictions
        for edits_refused in (self.store.refused, self.table.refused):
            edits_refused.connect(self.notice.tell_here)
        for files_refused in (self.files.refused, predictions.refused, self.memory.refused):
            files_refused.connect(self.notice.tell)
        self.store.changed.connect(self._let_notice_go)
        self.store.history.cleanChanged.connect(lambda clean: self.setWindowModified(not clean))
        self.files.renamed.connect(self._show_title)
        self.files.opened.connect(self.caption.take)
        self.files.opened.connect(self._show_lab)
        self.files.left.connect(self.notice.say)
        predictions.told.connect(self.notice.say)
        predictions.offered.connect(self.notice.offer)
        self.scene.repaint.connect(self._keep_view)

    # Verbs

    def complete(self) -> None:
        """What can wait until the first frame is on the screen: plots, views, the gallery."""
        if self.views is not None:
            return
        from ceviz.panels.data_scene import DataScene
        from ceviz.panels.terms.explain import explain_labels
        from ceviz.window.alone import Alone
        from ceviz.window.files.loader import Loader
        from ceviz.window.icon import program_icon
        from ceviz.window.learn.dock import LearnDock
        from ceviz.window.present.verbs import Present
        from ceviz.window.workspaces.strip import Strip
        from ceviz.window.workspaces.tabs import WorkspaceTabs
        from ceviz.window.workspaces.views import Views

        self.pipeline.curve.load_plot()
        explain_labels(self)
        self.data = DataScene(self.scene, self)
        self.data.refused.connect(self.notice.tell)
        self.data.failed.connect(partial(self._offer_again, "The samples could not be measured"))
        loader = Loader(self)
        loader.progressed.connect(self.progress.show_share)
        loader.ended.connect(self.progress.finish)
        self.progress.cancelled.connect(loader.cancel)
        self.files.load_with(loader)
        self.files.file_opened.connect(self._show_samples)
        self.files.figure_opened.connect(self._go_on)
        self.alone = Alone(self)
        for panel in (self.pipeline.bars, self.pipeline.curve, self.pipeline.scores):
            self.alone.offer(panel)
        views = Views(self, self.columns, self.lab, self.scene, self.data, self.memory, self.alone)
        views.export_wanted.connect(self.export)
        views.read_wanted.connect(self.files.predictions.open)
        self._centre.addWidget(Strip(views, self.scene, self))
        tabs = WorkspaceTabs(views, self)
        self.menuBar().setCornerWidget(tabs)
        tabs.show()
        self.views = views
        self.learn = LearnDock(self, views, self.lab, self.files, self.scene)
        self.learn.refused.connect(self.notice.tell)
        self.present = Present(self, self.scene, views, self.appearance, self.notice, self.learn)
        self.menus.complete(views, self.alone, self.present)
        views.tear_off_again()
        self._point_at_a_grip()
        self.setWindowIcon(program_icon())
        if self.memory.problem:
            self.notice.say(self.memory.problem)
        if self.wanted_file is not None:
            self.files.predictions.open(*self.wanted_file)
        if self.wanted_figure is not None:
            self._go_on(self.wanted_figure)
        if self.wanted_lesson is not None:
            self.learn.begin(self.wanted_lesson)
        self.completed.emit()

    def _point_at_a_grip(self) -> None:
        """On the first start, until something is dragged."""
        if not self.memory.has_dragged:
            from ceviz.panels.lab.drag_hint import DragHint

            hint = DragHint(self.pipeline.bars)
            hint.taken.connect(lambda: setattr(self.memory, "has_dragged", True))

    def export(self, plot: str = "picture") -> None:
        """The export dialog for one of the plots, once all rows are measured."""
        self.store.end_gesture(End.SUPERSEDED)
        self._when_measured(partial(self._export, plot))

    def _export(self, plot: str) -> None:
        from ceviz.window.export.dialog import ExportDialog

        dialog = ExportDialog(
            self.scene.state, plot, self, memory=self.memory, shown=self._shown_pictures()
        )
        dialog.exec()
        dialog.deleteLater()

    def copy_image(self, plot: str) -> None:
        """Put a picture of ``plot`` on the clipboard, once all rows are measured."""
        self._when_measured(partial(self._copy_image, plot))

    def _copy_image(self, plot: str) -> None:
        from ceviz.export.clipboard import copy_figure
        from ceviz.views.figures import figure_of

        try:
            figure = figure_of(self.scene.state, plot, self._shown_pictures())
            copy_figure(figure, self.scene.theme.name)
        except CevizError as refusal:
            self.notice.tell(refusal)
        else:
            self.statusBar().showMessage("Copied.", 3000)

    def _when_measured(self, then: Callable[[], object]) -> None:
        """Let what is written be of all rows and edits; if that is refused, it is said."""
        if self.data is None:
            then()
        elif not self.data.when_whole(then):
            self.statusBar().showMessage("Measuring all rows first…", 3000)

    def _shown_pictures(self) -> Mapping[str, Exported]:
        return {} if self.views is None else self.views.pictures()

    def copy_code(self, library: str) -> None:
        """Put the loss as code of ``library`` on the clipboard."""
        from ceviz.document.libraries import code

        QGuiApplication.clipboard().setText(code(self.store.document, library))
        self.statusBar().showMessage("Copied.", 3000)

    def toggle_unit(self) -> None:
        """The other of nats and bits."""
        unit = Unit.BITS if self.store.document.unit is Unit.NATS else Unit.NATS
        edit = partial(edits.set_unit, unit=unit)
        self.store.apply(Intent(f"Show {unit.value}", edit, looking=True))

    def reset_zoom(self) -> None:
        """The whole curve, and the whole of every other plot."""
        for panel in self.findChildren(PlotPanel):
            panel.reset_zoom()

    def toggle_full_screen(self) -> None:
        """Fill the screen, as for a projector, or stop that."""
        self.setWindowState(self.windowState() ^ Qt.WindowState.WindowFullScreen)

    def label_everything(self) -> None:
        """Lay a sheet over the window that names what is on it."""
        from ceviz.window.labels import Labels

        self.store.end_gesture(End.SUPERSEDED)
        Labels(self, self.scene.theme)

    def show_glossary(self) -> None:
        """Every term with its formula."""
        from ceviz.window import glossary_dialog

        glossary_dialog.show(self)

    def show_keys(self) -> None:
        """How everything is handled."""
        from ceviz.window import help as help_texts

        help_texts.show(self, "Keys and gestures", help_texts.KEYS)

    def show_about(self) -> None:
        """Show the version and the licences."""
        from ceviz.window import help as help_texts

        help_texts.show(self, "About ceviz", help_texts.about())

    def _offer_again(self, what: str, again: Callable[[], object]) -> None:
        self.notice.offer(f"{what}: something went wrong.", "Try again", again)

    def _offer_normalising(self, refusal: NotADistribution, normalised: Intent) -> None:
        self.notice.offer(refusal, "Normalise", lambda: self.store.apply(normalised))

    # Events

    def showEvent(self, event: QShowEvent) -> None:
        """Now there is a window of the platform's, to which the wheel comes first."""
        super().showEvent(event)
        self.appearance.hear_wheel(self.windowHandle())

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Files may be dropped."""
        if event.mimeData().hasUrls():
            event.acceptProposedAction()
            for url in event.mimeData().urls()[:1]:
                if url.isLocalFile():
                    expect(Path(url.toLocalFile()))

    def dropEvent(self, event: QDropEvent) -> None:
        """Open what was dropped, several files as one."""
        urls = event.mimeData().urls()
        self.files.open_paths([Path(url.toLocalFile() or url.toString()) for url in urls])

    def closeEvent(self, event: QCloseEvent) -> None:
        """Ask before changes are lost; remember the window."""
        if not self.files.may_leave(closing=True):
            event.ignore()
            return
        self.remember()
        event.accept()
        self.closed.emit()

    def remember(self) -> None:
        """Keep what outlives the window, on the disk."""
        self.memory.keep_sizes("place", place.place_of(self))
        if self.views is not None:
            self.views.remember()
            file = self.store.file
            source = self.files.path if file is None else file.alone
            self.memory.keep_last(source, self.views.workspace.name)
        self.memory.keep_sizes("lab", self.lab.sizes())
        self.memory.write()

    def _let_notice_go(self, document: Document, analysis: Analysis, why: Why) -> None:
        """What was refused is passed once something else is done; measuring is nobody's doing."""
        if why is not Why.MEASURED and not self.notice.lasting:
            self.notice.hide()

    def _show_samples(self, file: OpenedFile) -> None:
        """A file has more than the lab can show: it opens among all samples, on a telling one."""
        assert self.views is not None
        e = file.evaluation
        self.caption.take(
            f"{len(file.predictions):,} samples cost {show_information(e.mean)} nats on average, "
            f"and {show_percent(e.accuracy, RATE)} are right. The pictures above show more of them."
        )
        if not self.views.workspace.learn:
            self.views.go_to(DATA)
        row = telling_row(e)
        if row != self.store.document.selected:
            edit = partial(edits.select_sample, row=row)
            self.store.apply(Intent(f"Show row {row}", edit, looking=True))

    def _show_lab(self) -> None:
        """What is made by hand opens where the lab is."""
        if self.views is not None and self.views.workspace.data and self.store.file is None:
            self.views.go_to(LAB)

    def _go_on(self, figure: Resumed) -> None:
        """As the picture was when it was exported."""
        assert self.views is not None
        self._kept_view = figure.view  # it was chosen by whoever exported it
        self.scene.set_view(figure.view)
        self.scene.select(figure.selected)
        self.views.restore(figure.plot.name, figure.picture)

    def _show_title(self) -> None:
        # Qt marks what is unsaved at "[*]"; twice it is itself.
        title = self.files.title.replace("[*]", "[*][*]")
        self.setWindowTitle(f"{title}[*] — ceviz")

    def _keep_view(self) -> None:
        before, self._kept_view = self._kept_view, self.scene.view
        if self._kept_view != before:
            self.memory.keep_view(before, self._kept_view)
