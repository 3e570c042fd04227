"""The New dialog: a size from a list or by numbers, and what lies below the paint."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QColor, QGuiApplication
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QVBoxLayout, QWidget

from painter.document.document import Document
from painter.files.limits import MAX_PICTURE_PX, MAX_SIDE_PX
from painter.ui.dialogs.blank import WHITE, Color, blank_document
from painter.ui.dialogs.choices import GroundButton, SizeRow
from painter.ui.dialogs.dialog import MARGIN_PX, Dialog, set_ink, size_text, text_label
from painter.ui.dialogs.numbers import labelled, number_field
from painter.ui.incoming import picture_size
from painter.ui.theme import DARK
from painter.ui.widgets.icon_button import IconButton
from painter.ui.widgets.labels import SectionLabel
from painter.ui.widgets.segmented import Segmented

__all__ = ["NewDialog", "blank_document"]

_MM_PER_INCH = 25.4
_UNITS = ("px", "mm", "in")
_LIST_WIDTH_PX = 272


@dataclass(frozen=True, slots=True, kw_only=True)
class Template:
    """A size to begin with; its name is translated where it is shown."""

    name: str
    width_px: int
    height_px: int
    dpi: float = 300.0


def QT_TRANSLATE_NOOP(_context: str, text: str) -> str:
    """Mark a text for translation; PySide's own of this name tells type checkers nothing."""
    return text


_ = QT_TRANSLATE_NOOP
TEMPLATES = (
    Template(name=_("Templates", "Screen"), width_px=1920, height_px=1080, dpi=96),
    Template(name=_("Templates", "Screen 4K"), width_px=3840, height_px=2160, dpi=96),
    Template(name=_("Templates", "Square"), width_px=2048, height_px=2048),
    Template(name=_("Templates", "Phone wallpaper"), width_px=1440, height_px=3120),
    Template(name=_("Templates", "A4, 300 ppi"), width_px=2480, height_px=3508),
    Template(name=_("Templates", "A5, 300 ppi"), width_px=1748, height_px=2480),
    Template(name=_("Templates", "Postcard, 300 ppi"), width_px=1748, height_px=1240),
)


class NewDialog(Dialog):
    """Asks for the size and the ground of a new painting.

    Args:
        foreground: The colour in hand, offered as the paper's.
    """

    def __init__(self, parent: QWidget | None = None, *, foreground: QColor | None = None) -> None:
        super().__init__(QCoreApplication.translate("NewDialog", "New painting"), parent)
        self._templates = list(TEMPLATES)
        copied = picture_size(QGuiApplication.clipboard().mimeData())
        if copied is not None:
            name = _("Templates", "Clipboard picture")
            self._templates.insert(0, Template(name=name, width_px=copied[0], height_px=copied[1]))
        # Exact sizes, in pixels; rounded only where they are shown or used.
        self._width, self._height, self._dpi = 0.0, 0.0, 300.0
        self._unit = "px"
        self._showing = True
        self._rows = [self._row_of(template) for template in self._templates]
        self._width_field = number_field(self.tr("Width"), self._width_typed)
        self._height_field = number_field(self.tr("Height"), self._height_typed)
        self._dpi_field = number_field(self.tr("Resolution"), self._dpi_typed, suffix=self.tr(" ppi"))
        self._dpi_field.setRange(10, 2400)
        self._units = Segmented(_UNITS, name=self.tr("Unit"))
        self._units.current_changed.connect(lambda index: self._use_unit(_UNITS[index]))
        self._turn = IconButton("arrows-left-right", self.tr("Exchange width and height"), icon_px=18)
        self._turn.clicked.connect(self._exchange)
        self._grounds = self._made_grounds(foreground)
        self._one_ground = QButtonGroup(self)
        for ground in self._grounds:
            self._one_ground.addButton(ground)
        self._size_words = text_label(size_px=12, weight=500)
        self._cost_words = text_label(size_px=12, ink=DARK.faint)
        self._lay_out()
        self.add_button(self.tr("Cancel"), self.reject)
        self._create = self.add_button(self.tr("Create"), self.accept, kind="primary", keys="Enter")
        self._use_template(self._templates[0])
        self._width_field.setFocus()
        self._width_field.selectAll()

    def document(self) -> Document:
        """Return the painting as the dialog stands."""
        width, height = self.size_px()
        return blank_document(width, height, dpi=self._dpi, background=self._background)

    def size_px(self) -> tuple[int, int]:
        """Return the width and height chosen."""
        return max(1, round(self._width)), max(1, round(self._height))

    @property
    def _background(self) -> Color | None:
        chosen = next((button.ground for button in self._grounds if button.isChecked()), QColor(*WHITE))
        return None if chosen is None else (chosen.red(), chosen.green(), chosen.blue())

    # What it is made of

    def _row_of(self, template: Template) -> SizeRow:
        name = QCoreApplication.translate("Templates", template.name)
        row = SizeRow(name, template.width_px, template.height_px)
        row.clicked.connect(lambda _on=False: self._use_template(template))
        return row

    def _made_grounds(self, foreground: QColor | None) -> list[GroundButton]:
        grounds = [
            GroundButton(self.tr("White"), QColor(*WHITE)),
            GroundButton(self.tr("Transparent"), None),
        ]
        if foreground is not None:
            grounds.append(GroundButton(self.tr("Colour in hand"), QColor(foreground)))
        return grounds

    def _lay_out(self) -> None:
        sizes = QVBoxLayout()
        sizes.setSpacing(2)
        sizes.addWidget(SectionLabel(self.tr("Templates"), quiet=True))
        sizes.addSpacing(4)
        for row in self._rows:
            sizes.addWidget(row)
        sizes.addStretch(1)
        values = QVBoxLayout()
        values.setSpacing(6)
        size = QHBoxLayout()
        size.setSpacing(8)
        size.addLayout(labelled(self.tr("Width"), self._width_field), 1)
        size.addWidget(self._turn, 0, Qt.AlignmentFlag.AlignBottom)
        size.addLayout(labelled(self.tr("Height"), self._height_field), 1)
        values.addLayout(size)
        values.addSpacing(6)
        print_size = QHBoxLayout()
        print_size.setSpacing(8)
        print_size.addLayout(labelled(self.tr("Unit"), self._units), 1)
        print_size.addSpacing(self._turn.sizeHint().width() + 8)
        print_size.addLayout(labelled(self.tr("Resolution"), self._dpi_field), 1)
        values.addLayout(print_size)
        values.addSpacing(6)
        values.addWidget(SectionLabel(self.tr("Background"), quiet=True))
        grounds = QHBoxLayout()
        grounds.setSpacing(8)
        for button in self._grounds:
            grounds.addWidget(button, 1)
        values.addLayout(grounds)
        values.addStretch(1)
        values.addWidget(self._size_words)
        values.addWidget(self._cost_words)
        self._grounds[0].setChecked(True)
        columns = QHBoxLayout()
        columns.setSpacing(MARGIN_PX)
        list_of_sizes = QWidget()
        list_of_sizes.setMinimumWidth(_LIST_WIDTH_PX)
        sizes.setContentsMargins(0, 0, 0, 0)
        list_of_sizes.setLayout(sizes)
        columns.addWidget(list_of_sizes)
        columns.addLayout(values, 1)
        self.body.addLayout(columns)
        self.setMinimumWidth(680)

    # Numbers

    def _use_template(self, template: Template) -> None:
        self._width, self._height, self._dpi = template.width_px, template.height_px, template.dpi
        self._show()

    def _use_unit(self, unit: str) -> None:
        self._unit = unit
        self._show()

    def _exchange(self) -> None:
        self._width, self._height = self._height, self._width
        self._show()

    def _width_typed(self, value: float) -> None:
        if not self._showing:
            self._width = value * self._px_per_unit()
            self._tell()

    def _height_typed(self, value: float) -> None:
        if not self._showing:
            self._height = value * self._px_per_unit()
            self._tell()

    def _dpi_typed(self, value: float) -> None:
        if self._showing:
            return
        if self._unit != "px":  # the paper keeps its size
            self._width *= value / self._dpi
            self._height *= value / self._dpi
        self._dpi = value
        self._tell()

    def _px_per_unit(self) -> float:
        return {"px": 1.0, "mm": self._dpi / _MM_PER_INCH, "in": self._dpi}[self._unit]

    def _show(self) -> None:
        """Show the exact size in the fields, in the unit chosen."""
        self._showing = True
        scale = self._px_per_unit()
        for field, value in ((self._width_field, self._width), (self._height_field, self._height)):
            field.setDecimals({"px": 0, "mm": 1, "in": 2}[self._unit])
            field.setRange(1 if self._unit == "px" else 0.01, MAX_SIDE_PX / scale)
            field.setSuffix(f" {self._unit}")
            field.setValue(value / scale)
        self._dpi_field.setValue(self._dpi)
        self._units.set_current(_UNITS.index(self._unit))
        self._showing = False
        self._tell()

    def _tell(self) -> None:
        """Say how large the painting is and what it costs, and whether it can be."""
        width, height = self.size_px()
        for row, template in zip(self._rows, self._templates, strict=True):
            row.setChecked((template.width_px, template.height_px) == (width, height))
        mm = [round(side / self._dpi * _MM_PER_INCH) for side in (width, height)]
        self._size_words.setText(
            self.tr("{width} × {height} px, {wide} × {high} mm in print").format(
                width=width, height=height, wide=mm[0], high=mm[1]
            )
        )
        if max(width, height) > MAX_SIDE_PX or width * height > MAX_PICTURE_PX:
            self._create.setEnabled(False)
            told = self.tr("That is too large. painter handles up to {millions} million pixels, {side} on a side.")
            self._cost_words.setText(told.format(millions=MAX_PICTURE_PX // 1_000_000, side=MAX_SIDE_PX))
            set_ink(self._cost_words, DARK.error)
            return
        self._create.setEnabled(True)
        size = size_text(4 * width * height)
        self._cost_words.setText(self.tr("A layer painted all over takes {size} of memory.").format(size=size))
        set_ink(self._cost_words, DARK.faint)
