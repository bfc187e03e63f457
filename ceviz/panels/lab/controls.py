"""The controls: target, temperature, unit, who gives way, and how it is drawn."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QComboBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QRadioButton,
    QWidget,
)

from ceviz.document import edits
from ceviz.document.model import Document, Policy, Unit
from ceviz.document.targets import Smoothed, TargetKind, check_epsilon, kind_of
from ceviz.draw.state import TOP
from ceviz.panels.fields import NumberField
from ceviz.panels.lab.target_field import TargetField
from ceviz.panels.lab.temperature import TemperatureRow
from ceviz.panels.name_box import NameBox
from ceviz.panels.scene import Scene
from ceviz.store import Intent

_KINDS = {
    TargetKind.ONE_HOT: "one-hot",
    TargetKind.SMOOTHED: "smoothed one-hot",
    TargetKind.FREE: "free distribution",
}
_POLICIES = {
    Policy.RATIO: "others keep their ratios",
    Policy.EQUAL: "others share equally",
    Policy.PARTNER: "take it from one partner",
    Policy.SCORE: "move its score only",
}


class Controls(QWidget):
    """Everything about the document that is not a class.

    Only signals that users cause are connected, so showing a document emits nothing.

    Signals:
        edited(Intent): for the store.
        unnormalised(NotADistribution, Intent): a typed target does not sum to 1; the intent
            that normalises it.
    """

    edited = Signal(object)
    unnormalised = Signal(object, object)

    def __init__(self, scene: Scene, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._scene = scene
        self.setObjectName("controls")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._make_target()
        self._make_temperature()
        self._make_policy()
        self._make_display()
        self._lay_out()
        self._shown: tuple[object, ...] = ()
        scene.repaint.connect(self._follow)
        self._follow()

    # Making

    def _make_target(self) -> None:
        self.kind = QComboBox(self)
        self.kind.setAccessibleName("kind of target")
        for kind, words in _KINDS.items():
            self.kind.addItem(words, kind)
        self.kind.activated.connect(self._choose_kind)
        self.epsilon = NumberField("label smoothing ε", check_epsilon, self)
        self.epsilon.setToolTip(
            "label smoothing as in PyTorch: (1 − ε)·onehot + ε/K, the true class included"
        )
        self.epsilon.entered.connect(
            lambda value: self._emit(f"Set ε to {value:g}", edits.set_smoothing, epsilon=value)
        )
        self.target = TargetField(self._scene, self)
        self.target.edited.connect(self.edited)
        self.target.unnormalised.connect(self.unnormalised)

    def _make_temperature(self) -> None:
        self.temperature = TemperatureRow(self._scene, self)
        self.temperature.edited.connect(self.edited)

    def _make_policy(self) -> None:
        self.policy = QComboBox(self)
        self.policy.setAccessibleName("who gives way")
        self.policy.setToolTip(
            "What the other classes do when one probability is moved. Locked classes keep "
            "theirs, except when only the score is moved."
        )
        for policy, words in _POLICIES.items():
            self.policy.addItem(words, policy)
        self.policy.activated.connect(
            lambda i: self._emit(
                f"When dragged: {self.policy.itemText(i)}",
                edits.set_policy,
                policy=Policy(self.policy.itemData(i)),  # Qt makes plain text of it
            )
        )
        self.partner = NameBox(self)
        self.partner.setAccessibleName("partner")
        self.partner.activated.connect(
            lambda i: self._emit(
                f"Take from {self.partner.itemText(i)}",
                edits.set_policy,
                policy=Policy.PARTNER,
                partner=i,
            )
        )

    def _make_display(self) -> None:
        self.units = QButtonGroup(self)
        self.unit_buttons: dict[Unit, QRadioButton] = {}
        for unit in Unit:
            button = QRadioButton(unit.value, self)
            self.units.addButton(button)
            self.unit_buttons[unit] = button
            button.clicked.connect(partial(self._choose_unit, unit))
        self.log_q = QCheckBox("log q axis", self)
        self.log_q.setToolTip("stretch the curve's small probabilities")
        self.log_q.clicked.connect(
            lambda on: self._scene.set_view(replace(self._scene.view, log_q=on))
        )
        self.percent = QCheckBox("percent", self)
        self.percent.setToolTip("write probabilities in percent, not as decimals")
        self.percent.clicked.connect(
            lambda on: self._scene.set_view(replace(self._scene.view, shares=on))
        )
        self.top = QCheckBox(f"largest {TOP}", self)
        self.top.setToolTip(f"show the {TOP} largest classes, and the rest as one")
        self.top.clicked.connect(
            lambda on: self._scene.set_view(
                replace(self._scene.view, top=TOP if on else None, every=not on)
            )
        )

    def _lay_out(self) -> None:
        grid = QGridLayout(self)
        grid.setContentsMargins(12, 8, 12, 8)
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(5)
        self._epsilon_label = QLabel("ε", self)
        rows: list[tuple[str, list[QWidget]]] = [
            ("target p", [self.kind, self._epsilon_label, self.epsilon, self.target]),
            ("temperature T", [self.temperature]),
            ("when dragged", [self.policy, self.partner]),
            ("show", [*self.unit_buttons.values(), self.percent, self.log_q, self.top]),
        ]
        self._policy_row: list[QWidget] = [self.policy]
        for row, (name, widgets) in enumerate(rows):
            label = QLabel(name, self)
            label.setProperty("quiet", True)
            grid.addWidget(label, row, 0)
            if self.policy in widgets:
                self._policy_row.append(label)
            line = QHBoxLayout()
            line.setSpacing(6)
            for widget in widgets:
                line.addWidget(widget, 3 if widget is self.target else 0)
            if self.temperature not in widgets:
                line.addStretch(1)
            grid.addLayout(line, row, 1)
        grid.setColumnStretch(1, 1)

    # Showing

    def _follow(self) -> None:
        """Show what is new; a dragged score or probability is nothing to the controls."""
        document = self._scene.state.document
        shown = (
            document.sample.target, document.policy, document.partner,
            document.unit, document.classes, self._scene.view,
        )  # fmt: skip
        if shown != self._shown:
            self._shown = shown
            self._show()

    def _show(self) -> None:
        document, view = self._scene.state.document, self._scene.view
        kind = kind_of(document.sample.target)
        self.kind.setCurrentIndex(list(_KINDS).index(kind))
        smoothed = isinstance(document.sample.target, Smoothed)
        for widget in (self.epsilon, self._epsilon_label):
            widget.setVisible(smoothed)
        if isinstance(document.sample.target, Smoothed):
            self.epsilon.show_number(f"{document.sample.target.epsilon:g}")
        self.target.setVisible(kind is TargetKind.FREE)
        self.target.show_target()
        self.policy.setCurrentIndex(list(_POLICIES).index(document.policy))
        self._show_partner(document)
        # What is not as usual is shown at every level: it could not be understood otherwise.
        for part in self._policy_row:
            part.setVisible(not view.simple or document.policy is not Policy.RATIO)
        for button in self.unit_buttons.values():
            button.setVisible(not view.simple or document.unit is not Unit.NATS)
        self.unit_buttons[document.unit].setChecked(True)
        self.percent.setChecked(view.percent)
        self.log_q.setChecked(view.log_q)
        self.top.setChecked(self._scene.state.top is not None)
        self.top.setVisible(len(document.classes) > TOP + 1)

    def _show_partner(self, document: Document) -> None:
        shown = document.policy is Policy.PARTNER
        self.partner.setVisible(shown)
        if not shown:
            return
        names = list(document.classes.names)
        if self.partner.names() != names:
            self.partner.set_names(names)
        self.partner.setCurrentIndex(document.partner)

    # What the user does

    def _emit(self, label: str, edit: Callable[..., Document], **arguments: object) -> None:
        self.edited.emit(Intent(label, partial(edit, **arguments)))

    def _choose_kind(self, index: int) -> None:
        kind = TargetKind(self.kind.itemData(index))
        self._emit(f"Make the target {_KINDS[kind]}", edits.set_target_kind, kind=kind)

    def _choose_unit(self, unit: Unit) -> None:
        edit = partial(edits.set_unit, unit=unit)
        self.edited.emit(Intent(f"Show {unit.value}", edit, looking=True))
