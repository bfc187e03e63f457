"""Files of predictions: read beside the window, asked about, and what is to be known of them."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QWidget

from ceviz.errors import CevizError, ChoiceNeeded, LabelsMissing, MissingPackage, TooLarge
from ceviz.panels.background import Latest
from ceviz.window.memory import Memory

if TYPE_CHECKING:
    from ceviz.storage.opened import OpenedFile
    from ceviz.storage.readers import AmbiguousFile, ReadOptions
    from ceviz.window.files.loader import Loader


class PredictionFiles(QObject):
    """Reads a file as it was chosen, and asks or offers a mend where that does not do.

    Attributes:
        may_replace: whether the user has agreed to leave the document as it is now; whoever
            edits it takes that back.

    Signals:
        read(OpenedFile): a file was read and measured.
        refused(CevizError): it was refused, and there is nothing to offer.
        offered(CevizError | str, str, call): what went wrong, and what the call that mends it is
            called.
        told(str): what goes on meanwhile.
        dropped(): what was wanted before is not: the user gave it up, or wants another file.
    """

    read = Signal(object)
    refused = Signal(object)
    offered = Signal(object, str, object)
    told = Signal(str)
    dropped = Signal()

    def __init__(self, memory: Memory, window: QWidget) -> None:
        super().__init__(window)
        self._memory, self._window = memory, window
        self._loader: Loader | None = None
        self._fetching = Latest(self)
        self._fetching.failed.connect(
            partial(self._offer_again, "The package could not be fetched", self._fetching)
        )
        self.may_replace = False
        self._reading: ReadOptions | None = None
        self._first: list[str] = []

    def load_with(self, loader: Loader) -> None:
        """From now on files can be opened."""
        self._loader = loader
        loader.loaded.connect(self.read)
        loader.refused.connect(self._refuse)
        loader.latest.failed.connect(
            partial(self._offer_again, "The file could not be opened", loader.latest)
        )

    def open(
        self,
        path: Path,
        options: ReadOptions | None = None,
        *,
        asked: bool = False,
    ) -> None:
        """Read and measure a file beside the window.

        Args:
            path: the file.
            options: how it is to be read; None as the user chose for this file before.
            asked: whether the user has agreed to leave the document as it is now.
        """
        self.dropped.emit()
        self._read(path, options, asked=asked)

    def _read(self, path: Path, options: ReadOptions | None, *, asked: bool) -> None:
        assert self._loader is not None
        # What a package is fetched for is no longer wanted.
        self.stop_fetching()
        self.may_replace = asked
        self._first = []
        self._wanted = (path, options, asked)
        if options is None:
            options = self._memory.choices_of(path)
        self._reading = options
        self._loader.load(path, options)

    def give_way(self) -> None:
        """Another file is wanted: what is asked, fetched or read here is not."""
        self.dropped.emit()
        self.stop_fetching()

    def stop_fetching(self) -> None:
        """A package that is under way is no longer waited for."""
        self._fetching.cancel()

    def tell_first(self, words: str) -> None:
        """Have ``words`` told with what is found in the file that is just opened, and before it."""
        self._first.append(words)

    def tell_findings(self, file: OpenedFile) -> None:
        """What should be known before the loss is believed, and its mend as a button."""
        from ceviz.window.files.findings import choice_label, summary

        words = " ".join([*self._first, summary(file.predictions)]).rstrip()
        self._first = []
        if mends := file.predictions.mendable:
            mended = file.options.choose(mends[0].field, mends[0].mend)
            do = partial(self.open, file.path, mended)
            self.offered.emit(words, choice_label(mends[0].field, mends[0].mend), do)
        elif words:
            self.told.emit(words)

    def _refuse(self, refusal: CevizError) -> None:
        """A file was refused: ask, or offer what can be done about it."""
        from ceviz.bootstrap import can_fetch
        from ceviz.storage.readers import LIMIT_BYTES, AmbiguousFile, ReadOptions
        from ceviz.storage.readers.sizes import in_bytes

        path, reading = self._wanted[0], self._reading or ReadOptions()
        if isinstance(refusal, AmbiguousFile):
            self._ask(path, refusal)
        elif isinstance(refusal, MissingPackage) and can_fetch():
            self.offered.emit(refusal, f"Fetch {refusal.package}", partial(self._fetch, refusal))
        elif isinstance(refusal, TooLarge):
            # What streams tells only that it is more than the limit: twice is a step.
            limit = max(refusal.enough, 2 * (reading.limit or LIMIT_BYTES))
            do = partial(self._read_again, path, replace(reading, limit=limit))
            self.offered.emit(refusal, f"Raise the limit to {in_bytes(limit)}", do)
        elif self._wanted[1] is None and self._reading is not None:
            # What was remembered no longer fits: the file may.
            self._read_again(path, ReadOptions())
            self.tell_first(_without_choices(path.name, refusal))
        elif isinstance(refusal, ChoiceNeeded):
            self._offer_choice(path, reading, refusal)
        elif isinstance(refusal, LabelsMissing):
            self.offered.emit(refusal, "Choose the labels…", partial(self._ask_truth, path))
        else:
            self.refused.emit(refusal)

    def _ask(self, path: Path, question: AmbiguousFile) -> None:
        """Which reading is meant; until that is answered, what is open stays."""
        from ceviz.storage.readers import ReadOptions
        from ceviz.window.files.reading_dialog import ReadingDialog

        dialog = ReadingDialog(path, question, self._reading or ReadOptions(), self._window)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.chosen.connect(partial(self._read_again, path))
        dialog.rejected.connect(self.dropped)
        dialog.open()

    def _offer_choice(self, path: Path, reading: ReadOptions, refusal: ChoiceNeeded) -> None:
        """The likeliest choice of those without which the file is not read, as a button."""
        from ceviz.storage.readers import Field
        from ceviz.window.files.findings import choice_label

        field, value = refusal.choices[0]
        do = partial(self._read_again, path, reading.choose(Field(field), value))
        self.offered.emit(refusal, choice_label(Field(field), value), do)

    def _ask_truth(self, path: Path) -> None:
        """Choose the file that holds the labels, and read the predictions with it."""
        from PySide6.QtWidgets import QFileDialog

        from ceviz.storage.readers import Field, ReadOptions, named_beside, suffixes

        kinds = f"Files of labels ({' '.join(f'*{suffix}' for suffix in suffixes())})"
        name, _ = QFileDialog.getOpenFileName(
            self._window, "The labels", str(path.parent), f"{kinds};;All files (*)"
        )
        if name:
            options = self._reading or ReadOptions()
            self._read_again(path, options.choose(Field.TRUTH, named_beside(path, name)))
        else:
            self.dropped.emit()

    def _read_again(self, path: Path, options: ReadOptions) -> None:
        """Another try; that the document may be left holds unless it was edited meanwhile."""
        if self._reading is not None:  # how one file is read says nothing of those with it
            options = replace(options, more=self._reading.more)
        self._read(path, options, asked=self.may_replace)

    def _fetch(self, missing: MissingPackage) -> None:
        """Fetch a package beside the window, then open what needed it."""
        from ceviz import bootstrap

        self._fetching.start(
            lambda _: bootstrap.fetch(missing.extra), self._open_wanted, self.refused.emit
        )
        name = self._wanted[0].name
        self.told.emit(f"Fetching {missing.package}; {name} is opened when it is there.")

    def _offer_again(self, what: str, latest: Latest) -> None:
        self.offered.emit(f"{what}: something went wrong.", "Try again", latest.again)

    def _open_wanted(self, _: object) -> None:
        # Not as it was asked before: there was time to edit meanwhile.
        path, options, _ = self._wanted
        self._read(path, options, asked=self.may_replace)


def _without_choices(name: str, refusal: CevizError) -> str:
    """That what was remembered for a file is no longer used, and why."""
    return (
        f"What you chose for {name} before no longer fits ({refusal.what}), so it is read as if "
        "nothing had been chosen."
    )
