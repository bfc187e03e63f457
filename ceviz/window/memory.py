"""What is remembered from run to run, as the window asks for it and tells it."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import TYPE_CHECKING, Any

from msgspec.structs import replace
from PySide6.QtCore import QObject, QTimer, Signal

from ceviz.draw.state import TOP, View
from ceviz.errors import CevizError, FileRefused, InvalidInput
from ceviz.panels.background import Job
from ceviz.storage.presence import Presence
from ceviz.storage.settings import (
    CHOICES_LONGEST,
    CHOICES_MOST,
    RECENT_MOST,
    ExportSettings,
    FileChoices,
    Settings,
    ViewSettings,
    is_writable,
)
from ceviz.storage.settings_file import Edit, SettingsFile

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ceviz.storage.readers import ReadOptions

#: How long after the last change it is written, in milliseconds: many changes are one write.
_DELAY = 1000


class Memory(QObject):
    """Typed access to the file of settings, which is written in the background.

    Attributes:
        problem: why what was remembered is not, in a sentence; empty if it is.

    Signals:
        refused(CevizError): something cannot be remembered, or nothing can be written.
    """

    refused = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._file = SettingsFile()
        self._presence = Presence()
        self.problem = self._file.problem
        self._due = QTimer(self)
        self._due.setSingleShot(True)
        self._due.setInterval(_DELAY)
        self._due.timeout.connect(self._write_behind)

    def write(self) -> None:
        """To the disk, now; what cannot be written is told."""
        self._due.stop()
        try:
            self._file.write()
        except FileRefused as refusal:
            self.refused.emit(refusal)

    def _write_behind(self) -> None:
        """To the disk, while nobody waits for it."""
        file = self._file
        job = Job(lambda _: file.write())
        job.refused.connect(self.refused)
        job.failed.connect(self._tell_failure)
        job.start()

    def _tell_failure(self) -> None:
        self.refused.emit(
            FileRefused("cannot be written", where=str(self._file.path), why="something went wrong")
        )

    def _change(self, edit: Edit) -> None:
        try:
            self._file.change(edit)
        except InvalidInput as refusal:
            self.refused.emit(refusal)
        else:
            self._due.start()

    def _set(self, **fields: Any) -> None:
        """Change whole fields; those that are so already are not written over another's."""
        now = self._file.values
        if any(getattr(now, name) != value for name, value in fields.items()):
            self._change(lambda settings: replace(settings, **fields))

    @property
    def theme(self) -> str:
        """One of "light", "dark", "projector" and "system"."""
        return self._file.values.theme

    @theme.setter
    def theme(self, name: str) -> None:
        self._set(theme=name)

    @property
    def text_size(self) -> float:
        """The size of all type, as a share of the usual one."""
        return self._file.values.text_size

    @text_size.setter
    def text_size(self, size: float) -> None:
        self._set(text_size=size)

    @property
    def has_dragged(self) -> bool:
        """Whether the user has ever dragged anything."""
        return self._file.values.has_dragged

    @has_dragged.setter
    def has_dragged(self, dragged: bool) -> None:
        self._set(has_dragged=dragged)

    @property
    def recent(self) -> list[Path]:
        """Files opened or saved, the latest first; those that are gone are left out."""
        return self._presence.there(map(Path, self._file.values.recent))

    @property
    def folders(self) -> list[Path]:
        """Those of all recent files, whether they are there or not."""
        return [Path(name).parent for name in self._file.values.recent]

    def remember_file(self, path: Path) -> None:
        """Put ``path`` on top of the recent files, if its name is one that can be written."""
        name = str(path.absolute())
        if not is_writable(name):
            return

        def put(settings: Settings) -> Settings:
            settings = replace(settings, last=name)
            others = (Path(known) for known in settings.recent if known != name)
            there = map(str, self._presence.there(others))
            return replace(settings, recent=(name, *there)[:RECENT_MOST])

        self._change(put)

    @property
    def reopens(self) -> bool:
        """Whether a start without a file opens what was shown last."""
        return self._file.values.reopens

    @reopens.setter
    def reopens(self, reopens: bool) -> None:
        self._set(reopens=reopens)

    def keep_last(self, path: Path | None, workspace: str) -> None:
        """Store what is shown as the window is left, and in which workspace."""
        name = "" if path is None else str(path.absolute())
        self._set(last=name if is_writable(name) else "", workspace=workspace)

    def forget_files(self) -> None:
        """Empty the list of recent files, and of what was chosen for any file."""
        self._set(recent=(), choices=(), last="")

    def choices_of(self, path: Path) -> ReadOptions | None:
        """How the user wanted ``path`` to be read when it was last opened, or None."""
        from ceviz.storage.readers import recipe

        name = str(path.absolute())
        for known in self._file.values.choices:
            if known.path == name:
                try:
                    return recipe.loads(known.recipe.encode("utf-8"), name)
                except CevizError:
                    return None  # of another version
        return None

    def keep_choices(self, path: Path, options: ReadOptions) -> None:
        """Remember how ``path`` is read; without a choice there is nothing to remember."""
        from ceviz.storage.readers import ReadOptions, recipe

        name, text = str(path.absolute()), recipe.dumps(options).decode("utf-8")
        if options == ReadOptions() or len(text) > CHOICES_LONGEST or not is_writable(name):
            self.forget_choices(path)
            return
        chosen = FileChoices(name, text)
        self._change(lambda settings: _with_choices(settings, name, chosen))

    def forget_choices(self, path: Path) -> None:
        """Nothing was chosen for ``path``."""
        name = str(path.absolute())
        if any(known.path == name for known in self._file.values.choices):
            self._change(lambda settings: _with_choices(settings, name))

    @property
    def view(self) -> View:
        """How curves and bars are shown; simple on the first start."""
        kept = self._file.values.view
        top, every = TOP if kept.top else None, kept.top is False
        return View(kept.log_q, top, kept.simple, kept.shares, kept.softmax, every)

    @view.setter
    def view(self, view: View) -> None:
        top = None if view.top is None and not view.every else not view.every
        self._set(view=ViewSettings(view.log_q, top, view.simple, view.shares, view.softmax))

    def keep_view(self, before: View, now: View) -> None:
        """Store the options in which ``now`` differs; a figure's own are not the user's choice."""
        changed = {
            each.name: value
            for each in dataclasses.fields(View)
            if (value := getattr(now, each.name)) != getattr(before, each.name)
        }
        self.view = dataclasses.replace(self.view, **changed)

    @property
    def export(self) -> ExportSettings:
        """What was chosen in the export dialog."""
        return self._file.values.export

    @export.setter
    def export(self, chosen: ExportSettings) -> None:
        self._set(export=chosen)

    def names_of(self, name: str) -> tuple[str, ...] | None:
        """Names stored under ``name``; None if none ever were."""
        return self._file.values.views.get(name)

    def keep_names(self, name: str, names: Iterable[str]) -> None:
        """Store plain words, such as the names of views."""
        now = tuple(names)
        if self.names_of(name) != now:
            self._change(lambda known: replace(known, views={**known.views, name: now}))

    def sizes_of(self, name: str) -> tuple[int, ...]:
        """Sizes in pixels stored under ``name``; empty if there are none."""
        return self._file.values.sizes.get(name, ())

    def keep_sizes(self, name: str, sizes: Iterable[int]) -> None:
        """Store sizes in pixels, as plain numbers."""
        kept = tuple(sizes)
        if self.sizes_of(name) != kept:
            self._change(lambda now: replace(now, sizes={**now.sizes, name: kept}))


def _with_choices(settings: Settings, path: str, *chosen: FileChoices) -> Settings:
    """``settings`` with nothing but ``chosen`` for the file ``path``."""
    others = (known for known in settings.choices if known.path != path)
    return replace(settings, choices=(*chosen, *others)[:CHOICES_MOST])
