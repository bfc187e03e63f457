"""A run in the window: its curves, a slider over its checkpoints that moves every view, playing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFileDialog,
    QHBoxLayout,
    QPushButton,
    QSlider,
    QToolButton,
    QWidget,
)

from ceviz.document.model import Document
from ceviz.document.run import Run
from ceviz.errors import CevizError
from ceviz.panels.data_scene import DataScene
from ceviz.panels.overrides import guarded
from ceviz.panels.plain_text import plain_label, plain_tooltip
from ceviz.panels.plot.panel import PlotPanel
from ceviz.panels.scene import Scene
from ceviz.panels.tool_buttons import PlayButton
from ceviz.panels.view_frame import ViewFrame
from ceviz.storage.opened import OpenedFile
from ceviz.storage.runs import Dump
from ceviz.store import Intent
from ceviz.views.run.checkpoints import Checkpoints
from ceviz.views.run.fates import Fates
from ceviz.views.run.picture import RunPicture

#: Checkpoints a second that can be chosen.
SPEEDS = (1, 2, 5, 10, 20)


@guarded
class RunView(ViewFrame[RunPicture]):
    """Which run, its curves, where it stands, what became of each sample.

    Every act leads to one intent: to show another checkpoint, as a file that was opened would be.

    Attributes:
        checkpoints: finds, measures and watches the files.
        folder, follow: the options.
        slider, play, speed, place: where the run stands.
        fates: what became of each sample.

    Signals:
        edited(Intent): another checkpoint, or a sample of one, is to be shown.
    """

    edited = Signal(object)

    def __init__(self, scene: Scene, data: DataScene, parent: QWidget | None = None) -> None:
        picture = RunPicture()
        panel = PlotPanel(
            "run", picture, scene, description="Loss, accuracy and calibration over the steps."
        )
        super().__init__("run", picture, scene, panel=panel, parent=parent)
        self._data = data
        self._row: int | None = None
        self._offered: Path | None = None
        self.checkpoints = Checkpoints(self)
        self.checkpoints.following = True
        self._playing = QTimer(self)
        self._playing.timeout.connect(self._play_on)
        self._make_options()
        self._make_transport()
        self.fates = Fates(scene, self)
        self.fates.selected.connect(data.select)
        self.fates.wanted.connect(self._show_row)
        self.column.insertWidget(self.column.indexOf(self.caption), self.fates)
        scene.listen(self)
        panel.load_plot()
        self.checkpoints.changed.connect(self._follow)
        self.checkpoints.opened.connect(self._show)
        self.checkpoints.refused.connect(self._refuse)
        for work in (self.checkpoints.measuring, self.checkpoints.opening):
            self.offer_again(work, "The checkpoint could not be opened")
        self.offer_again(self.checkpoints.finding, "The folder could not be looked into")
        data.opened.connect(self._follow_file)
        self._follow()

    def _make_options(self) -> None:
        self.folder = QPushButton("Open a run…", self)
        self.folder.setToolTip("a folder of checkpoints: epoch-001.npz, epoch-002.npz, …")
        self.folder.clicked.connect(self.ask)
        self.follow = QCheckBox("follow", self)
        self.follow.setToolTip("watch the folder: checkpoints that training adds appear")
        self.follow.setChecked(True)
        self.follow.clicked.connect(self.checkpoints.follow)
        self.status = plain_label(self)
        self.options.addWidget(self.folder)
        self.options.addWidget(self.follow)
        self.options.addWidget(self.status, 1)

    def _make_transport(self) -> None:
        self.back = self._button("◂", "One checkpoint back", lambda: self.go(self._at - 1))
        self.play = PlayButton(self._scene, self)
        self.play.clicked.connect(lambda: self.toggle())
        self.forth = self._button("▸", "One checkpoint on", lambda: self.go(self._at + 1))
        self.slider = QSlider(Qt.Orientation.Horizontal, self)
        self.slider.setAccessibleName("checkpoint")
        self.slider.setPageStep(1)
        self.slider.sliderMoved.connect(self.go)
        self.slider.actionTriggered.connect(self._nudge)
        self.place = plain_label(self)
        self.speed = QComboBox(self)
        self.speed.setAccessibleName("speed")
        self.speed.setToolTip("Checkpoints a second")
        for speed in SPEEDS:
            self.speed.addItem(f"{speed}/s", speed)
        self.speed.setCurrentIndex(SPEEDS.index(2))
        self.speed.activated.connect(lambda _: self._set_pace())
        row = QHBoxLayout()
        row.setSpacing(4)
        for widget in (self.back, self.play, self.forth):
            row.addWidget(widget)
        row.addWidget(self.slider, 1)
        row.addWidget(self.place)
        row.addWidget(self.speed)
        self.column.insertLayout(self.column.indexOf(self.caption), row)

    def _button(self, words: str, tip: str, do: Callable[[], object]) -> QToolButton:
        button = QToolButton(self)
        button.setText(words)
        button.setToolTip(tip)
        button.setAccessibleName(tip)
        button.clicked.connect(lambda _: do())
        return button

    # What the user does

    def ask(self) -> None:
        """Choose the folder of a run."""
        folder = self.checkpoints.folder
        if folder is None and self._data.file is not None:
            folder = self._data.file.path.parent
        name = QFileDialog.getExistingDirectory(self, "Open a run", str(folder or ""))
        if name:
            self.open_run(Path(name))

    def open_run(self, path: Path) -> None:
        """Show the run in the folder ``path``, or the one that the file ``path`` is of."""
        self.pause()
        self.checkpoints.open(path)

    def go(self, at: int) -> None:
        """Show the checkpoint at place ``at``, if there is one."""
        if 0 <= at < len(self._run) and at != self._shown_at:
            self.checkpoints.want(at)

    def toggle(self) -> None:
        """Play the checkpoints one after the other from where it stands, or pause."""
        if self._playing.isActive():
            self.pause()
        elif len(self._run) > 1:
            if self._at >= len(self._run) - 1:
                self.go(0)
            self._set_pace(start=True)

    def pause(self) -> None:
        """Stay where it is."""
        self._playing.stop()
        self._show_place()

    def _nudge(self, action: int) -> None:
        """Keys, or a click beside the handle."""
        if action != QSlider.SliderAction.SliderMove.value:
            self.go(self.slider.sliderPosition())

    def _show_row(self, row: int, at: int) -> None:
        self._row = row
        self.checkpoints.want(at)

    def _set_pace(self, *, start: bool = False) -> None:
        if start or self._playing.isActive():
            self._playing.start(1000 // int(self.speed.currentData()))
            self._show_place()

    def _play_on(self) -> None:
        """The next one, once the one before is there."""
        if self.checkpoints.opening.busy:
            return
        if self._at >= len(self._run) - 1:
            self.pause()
        else:
            self.go(self._at + 1)

    # Following

    @property
    def _run(self) -> Run:
        return self.picture.run

    @property
    def _shown_at(self) -> int | None:
        """The place of the checkpoint that the document is of, or None."""
        file = self._data.file
        if file is None or file.path.parent != self.checkpoints.folder:
            return None
        return self.checkpoints.run.place(file.path.name)

    @property
    def _at(self) -> int:
        at = self._shown_at
        return -1 if at is None else at

    def _show(self, dump: Dump, file: OpenedFile) -> None:
        """A checkpoint is there: one intent, which the store makes the document of all views."""
        row, self._row = self._row, None
        self._data.pass_on(file.rows)

        def edit(now: Document) -> Document:
            return _like(now, file.document, row)

        self.edited.emit(Intent(f"Show step {dump.number}", edit, looking=True, file=file))

    def _refuse(self, refusal: CevizError) -> None:
        self.pause()
        self._row = None
        if self._offered is None or self._offered.name not in str(refusal):
            self._data.refused.emit(refusal)

    def _follow_file(self) -> None:
        """Another file is shown, by this view or by somebody else."""
        self._follow()
        file = self._data.file
        if self._shown_at is None and file is not None and file.on_disk is not None:
            self._offer()

    def _offer(self) -> None:
        """The run that the file is of, if it is of one, without being asked; when it is seen."""
        file = self._data.file
        if file is None or file.on_disk is None or not self.isVisible():
            return
        if self._shown_at is None and self._offered != file.path:
            self._offered = file.path
            self.checkpoints.open(file.path, file.options)

    def showEvent(self, event: object) -> None:
        """A file that was opened meanwhile may be of a run."""
        super().showEvent(event)
        self._offer()

    def _follow(self) -> None:
        """What is measured by now, and where the document stands in it."""
        run, at = self.checkpoints.run, self._shown_at
        if run is not self._run:
            self.show_picture(replace(self.picture, run=run, at=at))
            self.fates.show_run(run)
        elif at != self.picture.at:
            self._picture = replace(self.picture, at=at)
            self.panel.move_to(self.picture)  # type: ignore[attr-defined]
            self._schedule()
        self._show_place()
        self._show_status()

    def _show_place(self) -> None:
        run, at = self._run, self._shown_at
        self.slider.setMaximum(max(len(run) - 1, 0))
        if not self.slider.isSliderDown() and at is not None:
            self.slider.setValue(at)
        number = "—" if at is None else f"{run.steps[at].number:,}" if at < len(run) else "—"
        self.place.setText(f"step {number}" if len(run) else "")
        self.play.show_playing(self._playing.isActive())
        for widget in (self.play, self.slider, self.speed):
            widget.setEnabled(len(run) > 1)
        self.back.setEnabled(self._at > 0)
        self.forth.setEnabled(-1 < self._at < len(run) - 1)

    def _show_status(self) -> None:
        """How many are measured, and which cannot be read."""
        run, waiting, bad = self._run, self.checkpoints.waiting, self.checkpoints.unreadable
        said = f"{len(run):,} checkpoints" if len(run) or waiting else ""
        if waiting:
            said += f", {waiting:,} to measure"
        if bad:
            said += f", not readable: {', '.join(name for name, _ in bad[:3])}"
            said += f" and {len(bad) - 3:,} more" if len(bad) > 3 else ""
        self.status.setText(said)
        self.status.setToolTip(plain_tooltip("\n".join(str(refusal) for _, refusal in bad)))


def _like(now: Document, then: Document, row: int | None) -> Document:
    """``then`` looked at as ``now`` is: the same sample, temperature and unit."""
    same = len(now.samples) == len(then.samples) and now.samples.rows.task is not None
    selected = row if row is not None else now.selected if same else then.selected
    if then.samples.rows.is_ignored(selected):
        selected = then.selected
    task = then.samples.rows.task
    has_scores = task is not None and task.recorded is None
    return replace(
        then,
        selected=selected,
        unit=now.unit,
        policy=now.policy,
        temperature=now.temperature if same and has_scores else 1.0,
    )
