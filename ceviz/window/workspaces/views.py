"""The views in the window: made when first wanted, each in its slot, arranged by workspace."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial

import shiboken6
from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMainWindow, QSplitter, QWidget

from ceviz.draw.picture import Exported
from ceviz.panels.data_scene import DataScene
from ceviz.panels.lab.lab import Lab
from ceviz.panels.scene import Scene
from ceviz.panels.terms.explain import explain_labels
from ceviz.panels.view_frame import SideView, ViewFrame
from ceviz.views import registry
from ceviz.window import place
from ceviz.window.alone import Alone
from ceviz.window.memory import Memory
from ceviz.window.workspaces import table
from ceviz.window.workspaces.data_column import DataColumn
from ceviz.window.workspaces.slots import Slot, TornOff
from ceviz.window.workspaces.table import SLOTS, WORKSPACES, Arrangement, Workspace

#: What the workspace's own column and a view beside it have at least, in pixels, before views
#: take each other's place.
LAB, ROOM = 400, 190

#: Under this name it is remembered which views have windows of their own, and where those are.
TORN = "torn"


class Views(QObject):
    """All views of one window: which are shown, where, and which fills it alone.

    Attributes:
        workspace: the one that is shown.
        columns: its own column, then the slots.

    Signals:
        export_wanted(str): from a view's context menu.
        read_wanted(Path, ReadOptions): a view wants a file read, or read anew in another way.
        arranged(): other views are shown, or another workspace.
    """

    export_wanted = Signal(str)
    read_wanted = Signal(object, object)
    arranged = Signal()

    def __init__(
        self,
        window: QMainWindow,
        columns: QSplitter,
        lab: Lab,
        scene: Scene,
        data: DataScene,
        memory: Memory,
        alone: Alone,
    ) -> None:
        super().__init__(window)
        self._window, self._scene, self._data = window, scene, data
        self._memory, self._alone = memory, alone
        self.columns, self._lab = columns, lab
        self.workspace = WORKSPACES[0]
        self._ground: bool | None = None
        self._specs = {spec.name: spec for spec in registry.VIEWS}
        self._made: dict[str, SideView] = {}
        self._torn: dict[str, TornOff] = {}
        self._column = DataColumn(scene, columns)
        self._column.hide()
        self._column.lab_wanted.connect(lambda: self.go_to(WORKSPACES[0].name))
        self._column.listed.alone_wanted.connect(partial(self._fill, self._column.listed))
        columns.addWidget(self._column)
        self._slots: list[Slot] = []
        for _ in range(SLOTS):
            self._slots.append(self._new_slot())
        self._keep: Slot | None = None
        self._focused: dict[str, QWidget | None] = {}
        self._arrangements = {each.name: self._remembered(each) for each in WORKSPACES}
        self._apply(self._arrangements[self.workspace.name])

    # What is shown

    def view(self, name: str) -> SideView:
        """The view called ``name``; made when it is first asked for."""
        made = self._made.get(name)
        if made is None:
            spec = self._specs[name]
            made = self._made[name] = spec.make(self._scene, self._data)
            made.setParent(self._window)
            made.hide()
            explain_labels(made)
            self._alone.offer(made)
            if spec.data:
                self._data.want()
            made.export_wanted.connect(self.export_wanted)
            made.read_wanted.connect(self.read_wanted)
        return made

    def is_shown(self, name: str) -> bool:
        """Whether the view is in a slot, or in a window of its own."""
        return name in self._torn or self._slot_of(name) is not None

    def open(self, name: str, *, beside: bool = False) -> SideView:
        """Show a view: where it is, or in place of the one in use, or ``beside`` it."""
        stood_alone = self._end_alone()
        view = self.view(name)
        slot = self._slot_of(name)
        if name in self._torn:
            self._torn[name].raise_()
            self._torn[name].activateWindow()
            return view
        if slot is None:
            slot = self._slot_for_next(beside)
            slot.take()
            slot.put(self._specs[name], view)
            self._show_slots()
        self._alone.use(view)
        if stood_alone:
            self._alone.toggle()
        self.arranged.emit()
        return view

    def close(self, name: str) -> None:
        """Show a view no longer."""
        self._end_alone()
        slot = self._slot_of(name)
        if name in self._torn:
            self._torn[name].close()
        elif slot is not None and slot is not self._column.listed:
            self._empty(slot)
            self._show_slots()
        self.arranged.emit()

    def toggle(self, name: str) -> None:
        """Show a view; no longer if it is there."""
        (self.close if self.is_shown(name) else self.open)(name)

    def restore(self, name: str, picture: Exported) -> None:
        """Show a view with the options of ``picture``; nothing for a picture of the lab."""
        if name in self._specs:
            view = self.open(name)
            if isinstance(view, ViewFrame):
                view.restore(picture)

    def standing(self) -> tuple[str, ...]:
        """The names of the views beside the workspace's own column, from left to right."""
        return self._present().views

    def arrange(self, names: Sequence[str], *, data: bool) -> None:
        """Show just the views called ``names`` beside the lab, or beside all samples."""
        if self.data is not data:
            self.go_to(next(each.name for each in WORKSPACES if each.data is data))
        self._end_alone()
        self._apply(Arrangement(tuple(names)).checked())

    @property
    def data(self) -> bool:
        """Whether all samples are its own column now; else the lab is."""
        return self.workspace.data if self._ground is None else self._ground

    def set_ground(self, data: bool | None) -> None:
        """All samples, or the lab, as the column of any workspace; None for the workspace's own."""
        before, self._ground = self.data, data
        if self.data is not before:
            self._end_alone()
            self._apply(self._present())

    def pictures(self) -> dict[str, Exported]:
        """What the views that were opened paint, with the options they have, by their names."""
        views = self._made.values()
        return {view.name: view.picture for view in views if isinstance(view, ViewFrame)}

    def tear_off(self, name: str) -> TornOff:
        """The view in a window of its own; closing that closes the view."""
        self._end_alone()
        slot, view = self._slot_of(name), self.view(name)
        if slot is not None:
            self._empty(slot)
            self._show_slots()
        torn = self._torn[name] = TornOff(self._specs[name], view, self._window)
        torn.addActions(_all_actions(self._window))
        torn.closed.connect(self._take_back)
        kept = self._memory.sizes_of(f"{TORN}_{name}")
        if kept:
            place.put(torn, kept)
        else:
            torn.resize(view.sizeHint().expandedTo(self._window.size() / 2))
        torn.show()
        self.arranged.emit()
        return torn

    def torn_off(self) -> list[TornOff]:
        """The windows of views; not those that went with the window, and were not closed."""
        return [torn for torn in self._torn.values() if shiboken6.isValid(torn)]

    # Workspaces

    def go_to(self, name: str) -> None:
        """Change to a workspace, as it was left."""
        wanted = table.named(name)
        if wanted is self.workspace:
            return
        self._end_alone()
        self._arrangements[self.workspace.name] = self._present()
        self._focused[self.workspace.name] = self._window.focusWidget()
        self.workspace, self._ground = wanted, None
        self._apply(self._arrangements[wanted.name])
        self._focus_again()

    def go_on(self) -> None:
        """Change to the next workspace, round and round."""
        self.go_to(table.after(self.workspace.name))

    def reset(self) -> None:
        """The workspace as it first was; windows of views come back."""
        self._end_alone()
        for torn in self.torn_off():
            torn.close()
        self._lab.set_sizes(())
        self._column.set_sizes(())
        self._apply(self.workspace.usual())

    def remember(self) -> None:
        """Keep how all workspaces are arranged, as plain names and sizes."""
        self._end_alone()
        self._arrangements[self.workspace.name] = self._present()
        for name, kept in self._arrangements.items():
            self._memory.keep_names(name, kept.views)
            self._memory.keep_sizes(f"columns_{name}", kept.sizes)
        self._memory.keep_sizes("data_column", self._column.sizes())
        self._memory.keep_names(TORN, self._torn)
        for name, torn in self._torn.items():
            if not shiboken6.isValid(torn):
                continue
            self._memory.keep_sizes(f"{TORN}_{name}", place.place_of(torn))

    def tear_off_again(self) -> None:
        """The views that were torn off when the window was closed, where they were."""
        for name in self._memory.names_of(TORN) or ():
            if name in self._specs and name not in self._torn:
                self.tear_off(name)

    def _focus_again(self) -> None:
        """The keyboard goes where it was in this workspace; the first time to its own column."""
        was = self._focused.get(self.workspace.name)
        if was is not None and shiboken6.isValid(was) and was.isVisible():
            was.setFocus(Qt.FocusReason.OtherFocusReason)
        elif self._column.listed.view is not None:
            self._column.listed.view.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self._lab.pipeline.bars.setFocus(Qt.FocusReason.OtherFocusReason)

    def _remembered(self, workspace: Workspace) -> Arrangement:
        views = self._memory.names_of(workspace.name)
        if views is None:
            return workspace.usual()
        return Arrangement(views, self._memory.sizes_of(f"columns_{workspace.name}")).checked()

    def _present(self) -> Arrangement:
        shown = tuple(slot.spec.name for slot in self._slots if slot.spec is not None)
        own = self.columns.sizes()
        widths = tuple(width for width in own if width > 0)
        return Arrangement(shown, widths).checked()

    def _apply(self, arrangement: Arrangement) -> None:
        for slot in (*self._slots, self._column.listed):
            slot.take()
        self._keep = None
        listed = replace(self.workspace, data=self.data).listed()
        self._lab.setVisible(not self.data)
        self._column.setVisible(self.data)
        if listed is not None:
            if listed.name in self._torn:
                self._torn[listed.name].close()
            self._column.listed.put(listed, self.view(listed.name))
        wanted = [
            name
            for name in arrangement.views
            if name not in self._torn and (listed is None or name != listed.name)
        ]
        wanted = wanted[: max((self.columns.width() - LAB) // ROOM, 1)]
        for slot, name in zip(self._slots, wanted, strict=False):
            slot.put(self._specs[name], self.view(name))
        fits = tuple(wanted) == arrangement.views
        self._show_slots(arrangement.sizes if fits else ())
        self.arranged.emit()

    # Slots

    def _new_slot(self) -> Slot:
        slot = Slot(self.columns)
        slot.hide()
        slot.beside_wanted.connect(partial(self._keep_slot, slot))
        slot.alone_wanted.connect(partial(self._fill, slot))
        slot.torn_wanted.connect(partial(self._with_view_of, slot, self.tear_off))
        slot.closed.connect(partial(self._with_view_of, slot, self.close))
        self.columns.addWidget(slot)
        return slot

    def _with_view_of(self, slot: Slot, do: Callable[[str], object]) -> None:
        if slot.spec is not None:
            do(slot.spec.name)

    def _slot_of(self, name: str) -> Slot | None:
        for slot in (*self._slots, self._column.listed):
            if slot.spec is not None and slot.spec.name == name:
                return slot
        return None

    def _slot_for_next(self, beside: bool) -> Slot:
        """An empty one if the next view is to stand beside, else the one in use."""
        used = [slot for slot in self._slots if slot.spec is not None]
        free = [slot for slot in self._slots if slot.spec is None]
        roomy = self.columns.width() >= LAB + ROOM * (len(used) + 1)
        if not used or (free and roomy and (beside or self._keep in used)):
            self._keep = None
            return free[0]
        clicked = self._alone.latest(slot.view for slot in used if slot.view is not None)
        return next((slot for slot in used if slot.view is clicked), used[-1])

    def _keep_slot(self, slot: Slot) -> None:
        """What is opened next stands beside it."""
        self._keep = slot

    def _empty(self, slot: Slot) -> None:
        slot.take()
        # The used ones stand first, so that the arrangement reads from left to right.
        self._slots.sort(key=lambda each: each.spec is None)
        for column, each in enumerate(self._slots):
            self.columns.insertWidget(2 + column, each)

    def _show_slots(self, sizes: tuple[int, ...] = ()) -> None:
        """Show those in use, with ``sizes`` or as wide as is usual."""
        used = [slot for slot in self._slots if slot.spec is not None]
        for slot in self._slots:
            slot.setVisible(slot in used)
        if not sizes:
            width = max(self.columns.width(), 1)
            own = width * self.workspace.share // 1000 if used else width
            # Larger type needs more of it for a view's options, but never more than half.
            room = round(ROOM * self._scene.theme.scale * len(used))
            if used and not self.data:
                own = max(min(own, width - room), width // 2)
            if len(used) > 1 and not self.data:
                own = min(own, width // 2)
            sizes = (own, *[(width - own) // len(used)] * len(used)) if used else (own,)
        own, *rest = sizes
        shown = iter(rest)
        self.columns.setSizes(
            [own if not self.data else 0, own if self.data else 0]
            + [next(shown, 0) if slot in used else 0 for slot in self._slots]
        )

    def _take_back(self, name: str) -> None:
        self._end_alone()
        torn = self._torn.pop(name, None)
        if torn is not None and torn.isAncestorOf(torn.view):
            torn.view.hide()
            torn.view.setParent(self._window)
        self.arranged.emit()

    # One alone

    def _fill(self, slot: Slot) -> None:
        """What stands there fills the window, or no longer."""
        if slot.view is not None:
            self._alone.use(slot.view)
            self._alone.toggle()

    def _end_alone(self) -> bool:
        """Everything is where it belongs; whether something stood alone."""
        alone = self._alone.shown is not None
        if alone:
            self._alone.toggle()
        return alone


def _all_actions(window: QMainWindow) -> list[QAction]:
    """Everything in the menus, so that its keys work in other windows too."""
    found: list[QAction] = []
    waiting = list(window.menuBar().actions())
    while waiting:
        action = waiting.pop()
        menu = action.menu()
        if menu is not None:
            waiting += menu.actions()  # type: ignore[attr-defined]
        elif not action.shortcut().isEmpty():
            found.append(action)
    return found
