"""The menu bar: every verb of the program with its key, found in one place."""

from __future__ import annotations

from functools import partial
from itertools import groupby
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QMenu, QMenuBar

from ceviz.document.libraries import LIBRARIES
from ceviz.draw.theme import Theme
from ceviz.panels.plain_text import without_mnemonic
from ceviz.storage import presets
from ceviz.views.registry import plots
from ceviz.window.workspaces.menu import fill_views

if TYPE_CHECKING:
    from collections.abc import Callable

    from ceviz.panels.lab.class_table import ClassTable
    from ceviz.panels.lab.sample_list import SampleList
    from ceviz.panels.scene import Scene
    from ceviz.store import Store
    from ceviz.window.alone import Alone
    from ceviz.window.appearance import Appearance
    from ceviz.window.files.files import Files
    from ceviz.window.memory import Memory
    from ceviz.window.present.verbs import Present
    from ceviz.window.workspaces.views import Views

_Key = QKeySequence.StandardKey


#: The icon of a verb, by the words of its action. None that can be checked: an icon stands where
#: the mark would.
ICONS = {
    "New": "new",
    "Open": "open",
    "Save": "save",
    "Export": "export",
    "Undo": "undo",
    "Redo": "redo",
    "Copy table": "copy",
    "Add class": "add",
    "Add sample": "add",
    "Lock or unlock": "lock",
    "Present": "play",
    "What am I looking at?": "label",
    "Glossary": "glossary",
}

#: The themes to choose from, as the memory calls them and as the menu does.
THEMES = (
    ("light", "&Light"),
    ("dark", "&Dark"),
    ("projector", "Pro&jector"),
    ("system", "As the &system"),
)


class Verbs(Protocol):
    """What the menus ask of the window."""

    store: Store
    files: Files
    memory: Memory
    appearance: Appearance
    scene: Scene
    table: ClassTable
    samples: SampleList

    def menuBar(self) -> QMenuBar:
        """Where the menus go."""

    def export(self, plot: str = ...) -> None:
        """Ask how a picture is to be written, and write it."""

    def copy_image(self, plot: str) -> None:
        """Put a picture on the clipboard."""

    def copy_code(self, library: str) -> None:
        """Put the loss as code on the clipboard."""

    def toggle_unit(self) -> None:
        """Take the other of nats and bits."""

    def reset_zoom(self) -> None:
        """Show the whole of every plot."""

    def toggle_full_screen(self) -> None:
        """Fill the screen, or no longer."""

    def label_everything(self) -> None:
        """Name all that is to be seen."""

    def show_glossary(self) -> None:
        """Tell what every term means."""

    def show_keys(self) -> None:
        """Tell how everything is handled."""

    def show_about(self) -> None:
        """Tell version and licences."""


class Menus:
    """``window``'s menu bar; the views and the gallery are filled in after the first frame.

    Attributes:
        file: the File menu.
    """

    def __init__(self, window: Verbs) -> None:
        self._window = window
        bar = window.menuBar()
        self.file = bar.addMenu("&File")
        _file(window, self.file)
        _edit(window, bar.addMenu("&Edit"))
        _classes(window, bar.addMenu("&Classes"))
        _samples(window, bar.addMenu("&Samples"))
        self._views = bar.addMenu("&View")
        self._present = bar.addMenu("&Present")
        self._gallery = bar.addMenu("&Gallery")
        _help(window, bar.addMenu("&Help"))

    def complete(self, views: Views, alone: Alone, present: Present) -> None:
        """Fill the menus that the first frame does not need."""
        fill_views(self._views, views)
        _alone(alone, self._views)
        _view(self._window, self._views)
        _present(present, self._present)
        _gallery(self._window, self._gallery)
        scene = self._window.scene
        scene.restyled.connect(self._put_icons)
        self._put_icons(scene.theme)

    def _put_icons(self, theme: Theme) -> None:
        """Icons in the theme's colours, for the tools that have one.

        Not before the first frame: reading drawings takes a while.
        """
        from ceviz.panels.style import tool_icon

        for menu in self._window.menuBar().findChildren(QMenu):
            for action in menu.actions():
                name = ICONS.get(_plainly(action.text()))
                # The bar shows an icon in place of a menu's name.
                if name is not None and action.menu() is None:
                    action.setIcon(tool_icon(name, theme))


def _add(
    menu: QMenu,
    text: str,
    do: Callable[[], object] = lambda: None,
    key: QKeySequence | _Key | str | None = None,
    tip: str = "",
) -> QAction:
    action = menu.addAction(text)
    action.triggered.connect(lambda: do())
    if key is not None:
        action.setShortcut(QKeySequence(key))
    if tip:
        action.setStatusTip(tip)
    return action


def _plainly(text: str) -> str:
    """What an action says without mnemonic, dots, and what it will be done to."""
    words = text.replace("&", "").removesuffix("…")
    return next((verb for verb in ("Undo", "Redo") if words.startswith(verb)), words)


def _file(window: Verbs, menu: QMenu) -> None:
    files = window.files
    _add(menu, "&New…", files.new, _Key.New, "As many classes as you want, all equally likely")
    _add(menu, "&Open…", files.ask_open, _Key.Open)
    recent = menu.addMenu("Open &recent")
    recent.aboutToShow.connect(partial(_fill_recent, window, recent))
    menu.addSeparator()
    _add(menu, "&Save", files.save, _Key.Save)
    _add(menu, "Save &as…", files.ask_save, "Ctrl+Shift+S")
    menu.addSeparator()
    _add(menu, "&Export…", window.export, "Ctrl+E", "Any plot or the table: PNG, SVG, PDF or CSV")
    copies = menu.addMenu("&Copy as image")
    for plot in plots():
        action = _add(copies, plot.title, partial(window.copy_image, plot.name))
        if plot.name == "picture":
            action.setShortcut(QKeySequence("Ctrl+Shift+C"))
    menu.addSeparator()
    reopen = _add(menu, "Reopen at s&tart", tip="A start without a file opens what was shown last")
    reopen.setCheckable(True)
    reopen.triggered.connect(lambda checked: setattr(window.memory, "reopens", checked))
    menu.aboutToShow.connect(lambda: reopen.setChecked(window.memory.reopens))
    _add(menu, "&Quit", window.files.quit_wanted.emit, _Key.Quit)


def _fill_recent(window: Verbs, menu: QMenu) -> None:
    menu.clear()
    for path in window.memory.recent:
        _add(
            menu, without_mnemonic(path.name), partial(window.files.open_path, path), tip=str(path)
        )
    if menu.isEmpty():
        menu.addAction("nothing yet").setEnabled(False)
    else:
        menu.addSeparator()
        _add(menu, "Forget these", window.memory.forget_files)


def _edit(window: Verbs, menu: QMenu) -> None:
    store = window.store
    undo = _add(menu, "&Undo", store.undo, _Key.Undo)
    redo = _add(menu, "&Redo", store.redo)
    redo.setShortcuts([QKeySequence("Ctrl+Shift+Z"), QKeySequence("Ctrl+Y")])
    _Steps(store, undo, redo, menu)
    menu.addSeparator()
    table = window.table
    _add(menu, "&Copy table", table.copy, tip="Every number, for a spreadsheet")
    codes = menu.addMenu("Copy as co&de")
    for library in LIBRARIES:
        tip = f"The loss with {library.title}, ready to run: it prints the number shown"
        _add(codes, library.title, partial(window.copy_code, library.key), tip=tip)
    _add(menu, "&Paste into table", table.paste, tip="Names, p, z or q from a spreadsheet")


class _Steps(QObject):
    """Names and enables Undo and Redo; a child of the menu, so that it ends with it."""

    def __init__(self, store: Store, undo: QAction, redo: QAction, menu: QMenu) -> None:
        super().__init__(menu)
        self._store, self._undo, self._redo = store, undo, redo
        store.history.indexChanged.connect(self._follow)
        store.gesture_changed.connect(self._follow)
        self._follow()

    def _follow(self) -> None:
        history = self._store.history
        self._undo.setText(f"&Undo {without_mnemonic(history.undoText())}".rstrip())
        self._redo.setText(f"&Redo {without_mnemonic(history.redoText())}".rstrip())
        self._undo.setEnabled(history.canUndo() or self._store.in_gesture)
        self._redo.setEnabled(history.canRedo())


def _classes(window: Verbs, menu: QMenu) -> None:
    for action in window.table.verbs(menu)[:-2]:
        menu.addAction(action)


def _samples(window: Verbs, menu: QMenu) -> None:
    menu.addActions(window.samples.verbs(menu))


def _alone(alone: Alone, menu: QMenu) -> None:
    tip = "The view or picture in use fills the window; again brings the rest back"
    action = _add(menu, "Show this view &alone", alone.toggle, "F8", tip)
    action.setCheckable(True)
    alone.changed.connect(action.setChecked)
    menu.addSeparator()


def _view(window: Verbs, menu: QMenu) -> None:
    look = window.appearance
    level, theme, size = map(menu.addMenu, ("&Level", "&Theme", "Te&xt size"))
    themes = QActionGroup(menu)
    for name, text in (
        ("light", "&Light"),
        ("dark", "&Dark"),
        ("projector", "Pro&jector"),
        ("system", "As the &system"),
    ):
        action = _add(theme, text, partial(look.choose_theme, name))
        action.setCheckable(True)
        action.setData(name)
        themes.addAction(action)

    def mark() -> None:
        for action in themes.actions():
            action.setChecked(action.data() == window.memory.theme)
        for action in levels.actions():
            action.setChecked(action.data() == window.scene.view.simple)
        percent.setChecked(window.scene.view.percent)
        softmax.setChecked(window.scene.view.softmax)

    menu.addSeparator()
    levels = QActionGroup(menu)
    for simple, text in ((True, "S&imple"), (False, "F&ull")):
        action = _add(level, text, partial(look.choose_level, simple=simple))
        action.setCheckable(True)
        action.setData(simple)
        levels.addAction(action)
    _add(level, "S&witch level", look.toggle_level, "F6", "What a newcomer needs, or everything")
    percent = _add(menu, "&Percent", look.toggle_percent, "Ctrl+Shift+P", "Or decimals")
    percent.setCheckable(True)
    softmax = _add(menu, "S&oftmax opened", look.toggle_softmax, "F4", "e to each score, added up")
    softmax.setCheckable(True)
    for each in (menu, level, theme):
        each.aboutToShow.connect(mark)
    _add(theme, "Switch &theme", look.toggle_theme, "F9")
    larger = _add(size, "&Larger text", partial(look.step_text_size, 1))
    # On most keyboards the plus is on the key of the equals sign, and needs Shift.
    larger.setShortcuts([QKeySequence("Ctrl++"), QKeySequence("Ctrl+=")])
    _add(size, "&Smaller text", partial(look.step_text_size, -1), "Ctrl+-")
    _add(size, "&Usual text", partial(look.choose_text_size, 1.0), "Ctrl+0")
    _add(menu, "Nats or &bits", window.toggle_unit, "Ctrl+B", "Switch the unit")
    _add(menu, "Show &whole plots", window.reset_zoom, "F7")
    full = _add(menu, "&Full screen", window.toggle_full_screen)
    # Where the platform has a key of its own it is the second: the menu shows F11 everywhere.
    own = [key for key in QKeySequence.keyBindings(_Key.FullScreen) if key.toString() != "F11"]
    full.setShortcuts([QKeySequence("F11"), *own])


def _present(present: Present, menu: QMenu) -> None:
    _add(menu, "&Present", present.start, "F5", "All scenes, full screen; Esc comes back")
    _add(menu, "Present from &here", present.start_here, "Shift+F5", "From the chosen scene on")
    menu.addSeparator()
    tip = "Keep what is shown now, and how, to be presented"
    _add(menu, "&Add scene", present.add, "Ctrl+Shift+A", tip)
    shown = _add(menu, "List of &scenes", present.toggle_list, tip="At the right of the window")
    shown.setCheckable(True)
    menu.aboutToShow.connect(lambda: shown.setChecked(not present.listed.isHidden()))
    menu.addSeparator()
    _add(menu, "&Export scenes…", present.ask_export, tip="One PDF of all, or a picture each")


def _gallery(window: Verbs, menu: QMenu) -> None:
    for group, infos in groupby(presets.presets(), key=lambda info: info.group):
        menu.addSection(group)
        for info in infos:
            open_it = partial(window.files.open_preset, info.id)
            _add(menu, without_mnemonic(info.title), open_it, tip=info.caption)


def _help(window: Verbs, menu: QMenu) -> None:
    _add(
        menu, "&What am I looking at?", window.label_everything, "Shift+F1",
        "Names everything in the window; point at a name to read what it means",
    )  # fmt: skip
    _add(menu, "&Glossary…", window.show_glossary, "Ctrl+F1", "Every term with its formula")
    _add(menu, "&Keys and gestures", window.show_keys, _Key.HelpContents)
    _add(menu, "&About ceviz", window.show_about)
