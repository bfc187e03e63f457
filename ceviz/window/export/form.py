"""The controls of the export dialog: which plot, as what, how large, and how it looks."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFormLayout,
    QGroupBox,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from ceviz.document.model import Document
from ceviz.draw.plot import Plot
from ceviz.draw.theme import THEMES
from ceviz.errors import InvalidInput
from ceviz.export.page import Page, check_dpi, check_font_scale, check_length
from ceviz.export.purposes import PURPOSES
from ceviz.export.render import FORMATS
from ceviz.panels.fields import NumberField
from ceviz.views.registry import plot, plots
from ceviz.window.export.choices import UNITS, Choices

#: What a size is for that suits the plot, or that the user has typed.
USUAL, OWN = "", "own"

#: What the box says of a document that shows a file's rows, and of the user's own.
_DATA_TIPS = (
    "This shows rows of a file, which no figure carries",
    "Otherwise the file carries the document and goes on in ceviz where it was; "
    "whoever gets it can read all numbers",
)


class ExportForm(QWidget):
    """Shows and changes :attr:`choices`; a number it cannot take is refused in its field.

    Signals:
        changed(): the user chose something else.
    """

    changed = Signal()

    def __init__(
        self,
        document: Document,
        name: str,
        parent: QWidget | None = None,
        *,
        own: bool = True,
        choices: Choices | None = None,
    ) -> None:
        """For ``document``, from the plot ``name``; ``own`` unless it shows rows of a file.

        ``choices`` are those it begins with; None the usual ones.
        """
        super().__init__(parent)
        self._document, self._own = document, own
        self.choices = choices or Choices()
        self._make_what()
        self._make_size()
        self._make_look()
        self._lay_out()
        self.plot.setCurrentIndex(self.plot.findData(name))
        self._show()

    @property
    def chosen(self) -> Plot:
        """The plot that is chosen."""
        return plot(str(self.plot.currentData()))

    def page(self) -> Page:
        """What is chosen, as a page; raises :class:`InvalidInput` if it makes none."""
        return self.choices.page(self.chosen, self._document)

    def settle(self) -> None:
        """Take in what is being typed.

        Raises:
            InvalidInput: a field holds what was refused; it has the keyboard now.
        """
        focused = self.focusWidget()
        if isinstance(focused, NumberField):
            focused.clearFocus()
        for each in self.findChildren(NumberField):
            if each.property("refused"):
                each.setFocus()
                raise InvalidInput(each.property("reason"))

    # Making

    def _make_what(self) -> None:
        self.plot = _combo("plot", {each.name: each.title for each in plots()}, self)
        self.plot.activated.connect(self._tell)
        self.kind = _combo("format", FORMATS, self)
        self.kind.activated.connect(partial(self._choose, "kind", self.kind))

    def _make_size(self) -> None:
        self.width_field = NumberField(
            "width", partial(self._check_length, "width"), self, keep=True
        )
        self.width_field.entered.connect(lambda value: self._set_length(0, value))
        self.height_field = NumberField(
            "height", partial(self._check_length, "height"), self, keep=True
        )
        self.height_field.entered.connect(lambda value: self._set_length(1, value))
        self.unit = _combo("unit of length", UNITS, self)
        self.unit.setToolTip("a pixel is one of the resolution below, in every format")
        self.unit.activated.connect(partial(self._choose, "unit", self.unit))
        self.purpose = _combo("size for", _purposes(), self)
        self.purpose.setToolTip("a size, and type, that suit what the picture is for")
        self.purpose.activated.connect(self._choose_purpose)
        self.usual = QPushButton("&Usual size", self)
        self.usual.setToolTip("the size that suits this plot")
        self.usual.clicked.connect(self._reset_size)
        self.dpi = NumberField("resolution", check_dpi, self, keep=True)
        self.dpi.entered.connect(self._set_dpi)

    def _make_look(self) -> None:
        self.theme = _combo("theme", {name: name for name in THEMES}, self)
        self.theme.activated.connect(partial(self._choose, "theme", self.theme))
        self.font_scale = NumberField("text size", check_font_scale, self, keep=True)
        self.font_scale.setToolTip("a factor: 1.5 or 150 %")
        self.font_scale.entered.connect(lambda value: self._set("font_scale", value))
        self.transparent = QCheckBox("&Transparent background", self)
        self.transparent.clicked.connect(lambda on: self._set("transparent", on))
        self.without_data = QCheckBox("Without &data", self)
        self.without_data.clicked.connect(lambda on: self._set("without_data", on))

    def _lay_out(self) -> None:
        what = QFormLayout()
        what.addRow("&Plot", self.plot)
        what.addRow("&Format", self.kind)
        self.size_box = QGroupBox("Size", self)
        size = QFormLayout(self.size_box)
        size.addRow("F&or", self.purpose)
        size.addRow("&Width", _row(self.width_field, self.unit))
        size.addRow("&Height", _row(self.height_field, self.usual))
        size.addRow("&Resolution", _row(self.dpi, QLabel("dpi", self)))
        self.look_box = QGroupBox("Look", self)
        look = QFormLayout(self.look_box)
        look.addRow("Th&eme", self.theme)
        look.addRow("Te&xt size", _row(self.font_scale, QLabel("times", self)))
        look.addRow(self.transparent)
        look.addRow(self.without_data)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        column.addLayout(what)
        column.addWidget(self.size_box)
        column.addWidget(self.look_box)

    # Showing

    def _show(self) -> None:
        """The choices in the controls; tells no one, for only users' signals are connected."""
        c, per_mm = self.choices, self.choices.per_mm()
        for combo, value in ((self.kind, c.kind), (self.unit, c.unit), (self.theme, c.theme)):
            combo.setCurrentIndex(combo.findData(value))
        width, height = c.size(self.chosen, self._document)
        self.purpose.setCurrentIndex(self.purpose.findData(self._purpose()))
        self.width_field.show_number(f"{width * per_mm:.6g}")
        self.height_field.show_number(f"{height * per_mm:.6g}")
        self.dpi.show_number(f"{c.dpi:.6g}")
        self.font_scale.show_number(f"{c.font_scale:.6g}")
        self.transparent.setChecked(c.transparent)
        self.without_data.setChecked(c.without_data or not self._own)
        self.without_data.setEnabled(self._own)
        self.without_data.setToolTip(_DATA_TIPS[self._own])
        drawn = c.kind != "csv"
        self.size_box.setEnabled(drawn)
        self.look_box.setEnabled(drawn)
        self.dpi.setEnabled(c.kind == "png" or c.unit == "px")

    # Choosing

    def _tell(self, *_: object) -> None:
        self._show()
        self.changed.emit()

    def _set(self, name: str, value: object) -> None:
        setattr(self.choices, name, value)
        self._tell()

    def _choose(self, name: str, combo: QComboBox, *_: object) -> None:
        self._set(name, combo.currentData())

    def _set_length(self, which: int, value: float) -> None:
        size = list(self.choices.size(self.chosen, self._document))
        size[which] = value / self.choices.per_mm()
        self.choices.sizes[self.chosen.name] = (size[0], size[1])
        self._tell()

    def _set_dpi(self, value: float) -> None:
        """Lengths in pixels stay what they say."""
        if self.choices.unit == "px":
            width, height = self.choices.size(self.chosen, self._document)
            share = self.choices.dpi / value
            self.choices.sizes[self.chosen.name] = (width * share, height * share)
        self._set("dpi", value)

    def _purpose(self) -> str:
        """What the present size and type are for, as far as they are one of those."""
        size = self.choices.size(self.chosen, self._document)
        for name, purpose in PURPOSES.items():
            suits = purpose.size(self.chosen, self._document), purpose.font_scale
            if suits == (size, self.choices.font_scale):
                return name
        usual = self.choices.font_scale == 1.0 and self.chosen.name not in self.choices.sizes
        return USUAL if usual else OWN

    def _choose_purpose(self, *_: object) -> None:
        purpose = PURPOSES.get(self.purpose.currentData())
        if purpose is not None:
            size = purpose.size(self.chosen, self._document)
            self.choices.sizes[self.chosen.name] = size
            self._set("font_scale", purpose.font_scale)
        elif self.purpose.currentData() == USUAL:
            self.choices.font_scale = 1.0
            self._reset_size()

    def _reset_size(self) -> None:
        self.choices.sizes.pop(self.chosen.name, None)
        self._tell()

    def _check_length(self, name: str, value: float) -> None:
        check_length(name, value / self.choices.per_mm())


def _purposes() -> dict[str, str]:
    """What can be chosen, and the words for it."""
    named = {name: purpose.title for name, purpose in PURPOSES.items()}
    return {USUAL: "usual size", **named, OWN: "own size"}


def _combo(name: str, items: Mapping[str, str], parent: QWidget) -> QComboBox:
    combo = QComboBox(parent)
    combo.setAccessibleName(name)
    for value, words in items.items():
        combo.addItem(words, value)
    return combo


def _row(*widgets: QWidget) -> QWidget:
    """Widgets side by side; the first has the label's mnemonic."""
    row = QWidget()
    layout = QHBoxLayout(row)
    layout.setContentsMargins(0, 0, 0, 0)
    for widget in widgets:
        layout.addWidget(widget)
    layout.addStretch(1)
    row.setFocusProxy(widgets[0])
    return row
