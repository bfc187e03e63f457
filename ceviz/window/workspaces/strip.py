"""The strip: every view as a small picture with its name, by what it is about."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QEvent, QSize, Qt, QTimer
from PySide6.QtGui import QIcon, QMouseEvent, QPixmap, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMenu, QSizePolicy, QToolButton, QWidget

from ceviz.draw.theme import Theme
from ceviz.panels.overrides import guarded
from ceviz.panels.scene import Scene
from ceviz.views import registry
from ceviz.views.registry import ViewSpec
from ceviz.window.workspaces.miniatures import SIZE, miniature
from ceviz.window.workspaces.views import Views

#: In a window lower than this, in pixels at the usual size of type, the strip is a line of menus.
LOW = 400

#: What the style leaves free around picture and name, in pixels.
AIR = 13

#: The same around a line of menus.
LINE_AIR = 9

#: How the buttons of a group are shown: with names, as pictures alone, in a menu.
NAMED, PLAIN, FOLDED = range(3)
NOTHING = (FOLDED, FOLDED)

_BESIDE = Qt.KeyboardModifier.ControlModifier


class Group:
    """The buttons of the views that are about the same.

    Attributes:
        data: they are about all samples.
        label, buttons: its name and its views.
        fold: stands for them all where there is no room, with a menu.
    """

    def __init__(self, name: str, data: bool, buttons: list[QToolButton], parent: QWidget) -> None:
        self.data, self.buttons = data, buttons
        self.label = QLabel(name.replace(" ", "\n", 1), parent)
        self.label.setProperty("quiet", True)
        # By the sheet: a new one takes fonts back that are set on what the old one dressed.
        self.label.setProperty("rank", "small")
        self.fold = QToolButton(parent)
        self.fold.setText(name)
        self.fold.setAutoRaise(True)
        self.fold.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = QMenu(self.fold)
        for button in buttons:
            menu.addAction(button.accessibleName()).triggered.connect(button.click)
        self.fold.setMenu(menu)

    def show_as(self, how: int) -> None:
        """Show the buttons named, plain or folded."""
        style = Qt.ToolButtonStyle
        self.fold.setVisible(how == FOLDED)
        self.label.setVisible(how != FOLDED)
        for button in self.buttons:
            button.setVisible(how != FOLDED)
            button.setToolButtonStyle(
                style.ToolButtonTextUnderIcon if how == NAMED else style.ToolButtonIconOnly
            )


@guarded
class Strip(QWidget):
    """A button a view: pressed while the view is shown; Ctrl opens it beside the others.

    Attributes:
        buttons: by the names of their views.
        groups: what they are about.

    Names give way to the pictures alone where there is no room, and these to a menu, those of the
    other workspace first; in a low window all of them.
    """

    def __init__(self, views: Views, scene: Scene, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("strip")
        self.setAccessibleName("Views")
        self._views, self._scene = views, scene
        self._beside, self._low, self._whole = False, 0, 0
        self.buttons: dict[str, QToolButton] = {}
        self.groups: list[Group] = []
        self._row = row = QHBoxLayout(self)
        row.setContentsMargins(8, 0, 8, 0)
        row.setSpacing(2)
        for group, specs in registry.groups():
            made = Group(group, specs[0].data, [self._button(spec) for spec in specs], self)
            for widget in (made.label, made.fold, *made.buttons):
                row.addWidget(widget)
            row.addSpacing(10)
            self.groups.append(made)
        row.addStretch(1)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Maximum)
        self._due: list[ViewSpec] = []
        self._painting = QTimer(self)
        self._painting.timeout.connect(self._paint_next)
        views.arranged.connect(self._follow)
        scene.restyled.connect(self._restyle)
        self._was_low = False
        self.window().installEventFilter(self)
        self._restyle(scene.theme)
        self._follow()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """More room, more names."""
        super().resizeEvent(event)
        self._fit()

    def eventFilter(self, watched: object, event: QEvent) -> bool:
        """Note whether the click that is to come has Ctrl held."""
        if event.type() == QEvent.Type.MouseButtonRelease and isinstance(event, QMouseEvent):
            self._beside = bool(event.modifiers() & _BESIDE)
        elif event.type() == QEvent.Type.Resize and watched is self.window():
            self._follow_window()
        return False

    def _follow_window(self) -> None:
        """A low window needs the room for what it is about."""
        low = self.window().height() < LOW * self._scene.theme.scale
        if low != self._was_low:
            self._was_low = low
            self._measure()
            self._fit()

    def _button(self, spec: ViewSpec) -> QToolButton:
        button = QToolButton(self)
        button.setObjectName(f"strip_{spec.name}")
        button.setText(spec.short or spec.title)
        button.setAccessibleName(spec.title)
        tip = f"{spec.title} ({spec.key}): {spec.tip}"
        button.setToolTip(f"{tip}. With Ctrl beside what is open.")
        button.setCheckable(True)
        button.setAutoRaise(True)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.installEventFilter(self)
        button.clicked.connect(partial(self._choose, spec.name))
        self.buttons[spec.name] = button
        return button

    def _choose(self, name: str, _: bool = False) -> None:
        beside, self._beside = self._beside, False
        if beside and not self._views.is_shown(name):
            self._views.open(name, beside=True)
        else:
            self._views.toggle(name)
        self._follow()

    def _follow(self) -> None:
        """Which views are shown, and whose names come first."""
        for name, button in self.buttons.items():
            button.setChecked(self._views.is_shown(name))
        self._fit()

    def _fit(self) -> None:
        """As many names as there is room for; then as many pictures."""
        here = self._views.workspace.data
        steps: tuple[tuple[int, int], ...]
        steps = ((NAMED, NAMED), (NAMED, PLAIN), (NAMED, FOLDED), (PLAIN, FOLDED), NOTHING)
        if self._was_low:
            steps = (NOTHING,)
        elif self.height() < self._whole:
            steps = ((PLAIN, PLAIN), (PLAIN, FOLDED), NOTHING)
        for mine, others in steps:
            for group in self.groups:
                group.show_as(mine if group.data is here else others)
            if self._row.sizeHint().width() <= self.width():
                break

    def sizeHint(self) -> QSize:
        """Room for pictures and names."""
        return QSize(self._row.sizeHint().width(), self._whole)

    def minimumSizeHint(self) -> QSize:
        """In a low window the names go."""
        return QSize(0, self._low)

    # Pictures

    def _restyle(self, theme: Theme) -> None:
        size = SIZE * theme.scale
        small = theme.font(10.0)
        for group in self.groups:
            group.fold.setFont(small)
            for button in group.buttons:
                button.setFont(small)
                button.setIconSize(size)
                if button.icon().isNull():
                    # As large as what is to come: nothing moves when it does.
                    blank = QPixmap(size)
                    blank.fill(Qt.GlobalColor.transparent)
                    button.setIcon(QIcon(blank))
        self._was_low = self.window().height() < LOW * theme.scale
        self._measure()
        self._due = list(registry.VIEWS)
        self._painting.start(0)
        self._fit()

    def _measure(self) -> None:
        """How high it is with pictures, and with names below them."""
        scale = self._scene.theme.scale
        self._low = round(scale * (SIZE.height() + 6))
        line = self._scene.theme.metrics(10.0).height()
        self._whole = round(scale * SIZE.height() + line + AIR * max(scale, 1.0))
        if self._was_low:
            self._low = self._whole = round(line + LINE_AIR * max(scale, 1.0))
        self.updateGeometry()

    @property
    def drawn(self) -> bool:
        """Whether all pictures are there."""
        return not self._due

    def _paint_next(self) -> None:
        """One picture a turn of the event loop: none holds anything up."""
        if not self._due:
            self._painting.stop()
            return
        spec = self._due.pop(0)
        theme = self._scene.theme
        image = miniature(spec, theme.name, theme.scale)
        self.buttons[spec.name].setIcon(QIcon(QPixmap.fromImage(image)))
