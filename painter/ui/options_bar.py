"""The bar above the canvas: the brush in hand and its values, with those that do not fit behind “More”."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QSize
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLayout, QSizePolicy, QWidget

from painter.paint.brush import PRESETS, Brush
from painter.ui.paint_state import PaintState, ToolName
from painter.ui.theme import DARK, tooltip
from painter.ui.widgets.brush_chip import BrushChip
from painter.ui.widgets.brush_list import BrushList, brush_title
from painter.ui.widgets.icon_button import IconButton
from painter.ui.widgets.labels import Separator
from painter.ui.widgets.popover import Popover
from painter.ui.widgets.toggle import Toggle
from painter.ui.widgets.value_field import ValueField

LARGEST_PX = 1000.0
PEN_DRIVEN = "pen-nib"
_MARGIN, _GAP = 12, 8
_POPOVER_WIDTH = 232
_STAY = 2
"""Size and opacity never leave the bar."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Value:
    """A value of the brush and its field.

    Attributes:
        attribute: Its name in `Brush`.
        times: What one of the brush is in the field: 100 for percents.
        pressure: The attribute that says what is left of it without pressure, or "".
    """

    attribute: str
    field: ValueField
    times: float = 1.0
    pressure: str = ""

    def driven_in(self, brush: Brush) -> bool:
        """Tell whether the pen's pressure drives it."""
        return bool(self.pressure) and getattr(brush, self.pressure) < 1


class OptionsBar(QWidget):
    """Brush chooser, values, eraser. Two-way bound to the state; keys are the window's."""

    def __init__(
        self, state: PaintState, brushes: Sequence[Brush] = PRESETS, *, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._state = state
        self._presets = {brush.name: brush for brush in brushes}
        self._showing = False
        self._fitted_for: tuple[object, ...] = ()
        self.setFixedHeight(DARK.options_height)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(self.tr("Brush options"))

        self._values = self._make_values()
        self._chooser = Popover(self, name=self.tr("Brushes"))
        self._brushes = BrushList(brushes)
        self._brushes.setFixedSize(_POPOVER_WIDTH, min(8, len(brushes)) * 48)
        self._chooser.row.addWidget(self._brushes)
        self._chip = BrushChip(state.brush, brush_title(state.brush))
        self._chip.setToolTip(self._chip_tooltip())
        self._eraser = IconButton(
            "eraser",
            self.tr("Erase with this brush"),
            keys="E",
            icon_px=18,
            checkable=True,
        )
        self._eraser_toggle = Toggle(self.tr("Erase with this brush"))
        self._separator = Separator(upright=True, inset=8)
        self._more = IconButton("dots-three", self.tr("More brush options"), icon_px=18, checkable=True)
        self._rest = Popover(self, name=self.tr("More brush options"), padding=12, align="right")
        self._rest_in_bar = len(self._values) - _STAY + 1

        self._row = QHBoxLayout(self)
        self._row.setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)
        self._row.setContentsMargins(_MARGIN, 4, _MARGIN, 4)
        self._row.setSpacing(_GAP)
        self._row.addWidget(self._chip)
        for value in self._values:
            self._row.addWidget(value.field)
        self._row.addWidget(self._separator)
        self._row.addWidget(self._eraser)
        self._row.addStretch(1)
        self._row.addWidget(self._more)
        self._rest.row.addWidget(self._eraser_toggle)
        self._more.hide()
        self._eraser_toggle.hide()
        self._connect()
        self._show_brush(state.brush)
        self._show_color()
        self._show_tool(state.tool)

    def _make_values(self) -> tuple[_Value, ...]:
        size = ValueField(
            self.tr("Size"),
            0.5,
            LARGEST_PX,
            40,
            suffix=" px",
            logarithmic=True,
            keys="[ ]",
            hint=self.tr("Diameter in pixels of the picture, at full pressure."),
        )
        opacity = ValueField(
            self.tr("Opacity"), 1, 100, 100, suffix=" %", keys=", .", hint=self.tr("Of the stroke as a whole.")
        )
        flow = ValueField(self.tr("Flow"), 1, 100, 100, suffix=" %", hint=self.tr("How much one pass lays down."))
        hardness = ValueField(
            self.tr("Hardness"),
            0,
            100,
            90,
            suffix=" %",
            keys="Shift+[ ]",
            hint=self.tr("0 % is soft to the middle, 100 % has a crisp rim."),
        )
        smoothing = ValueField(
            self.tr("Smoothing"), 0, 100, 0, suffix=" %", hint=self.tr("Calms the hand; the line follows later.")
        )
        return (
            _Value(attribute="size_px", field=size, pressure="size_least"),
            _Value(attribute="opacity", field=opacity, times=100, pressure="opacity_least"),
            _Value(attribute="flow", field=flow, times=100, pressure="flow_least"),
            _Value(attribute="hardness", field=hardness, times=100),
            _Value(attribute="smoothing", field=smoothing),
        )

    def _connect(self) -> None:
        state = self._state
        for value in self._values:
            value.field.value_changed.connect(lambda number, value=value: self._changed(value, number))
        self._chip.clicked.connect(lambda: self._chooser.toggle_below(self._chip))
        self._chooser.opened.connect(lambda: self._chip.set_opened(True))
        self._chooser.closed.connect(lambda: self._chip.set_opened(False))
        self._brushes.chosen.connect(self._chosen)
        self._more.clicked.connect(lambda: self._rest.toggle_below(self._more))
        self._rest.opened.connect(lambda: self._more.setChecked(True))
        self._rest.closed.connect(lambda: self._more.setChecked(False))
        self._eraser.clicked.connect(self._erase)
        self._eraser_toggle.clicked.connect(self._erase)
        state.brush_changed.connect(self._show_brush)
        state.colors_changed.connect(self._show_color)
        state.tool_changed.connect(self._show_tool)

    # --- from the hand to the state ---

    def _changed(self, value: _Value, number: float) -> None:
        if not self._showing:
            self._state.change_brush(**{value.attribute: number / value.times})

    def _chosen(self, brush: Brush) -> None:
        self._state.set_brush(brush)
        self._chooser.dismiss()

    def _erase(self, on: bool) -> None:
        self._state.set_tool(ToolName.ERASER if on else ToolName.BRUSH)
        self._show_tool(self._state.tool)

    # --- from the state to the eye ---

    def _show_brush(self, brush: Brush) -> None:
        self._showing = True
        preset = self._presets.get(brush.name, brush)
        for value in self._values:
            value.field.set_default(getattr(preset, value.attribute) * value.times)
            value.field.set_number(getattr(brush, value.attribute) * value.times)
            value.field.set_icon(PEN_DRIVEN if value.driven_in(brush) else "")
        self._showing = False
        self._chip.set_brush(brush, brush_title(brush))
        self._chip.setAccessibleName(self.tr("Brush: {name}").format(name=brush_title(brush)))
        self._brushes.set_current(brush.name)
        widths = (brush.name, *(value.driven_in(brush) for value in self._values))
        if widths != self._fitted_for:
            self._fitted_for = widths
            self._fit()

    def _show_color(self) -> None:
        self._chip.set_color(self._state.foreground)

    def _show_tool(self, tool: ToolName) -> None:
        erasing = tool == ToolName.ERASER
        self._eraser.setChecked(erasing)
        self._eraser_toggle.setChecked(erasing)

    def _chip_tooltip(self) -> str:
        return tooltip(self.tr("Brush"), "", self.tr("Choose another one."))

    # --- what fits stays, the rest waits behind “More” ---

    def _least_width(self, staying: int) -> int:
        """Return the least width of the bar with this many of the things that may leave it."""
        fields = [value.field for value in self._values]
        kept = [self._chip, *fields[: _STAY + min(staying, len(fields) - _STAY)]]
        width = 2 * _MARGIN + sum(widget.minimumSizeHint().width() for widget in kept) + _GAP * (len(kept) - 1)
        if staying > len(fields) - _STAY:
            width += 2 * _GAP + self._separator.width() + self._eraser.minimumSizeHint().width()
        else:
            width += _GAP + self._more.minimumSizeHint().width()
        # The stretch before “More” has its own spacing.
        return width + _GAP

    def _fit(self) -> None:
        most = len(self._values) - _STAY + 1
        staying = next((n for n in range(most, 0, -1) if self._least_width(n) <= self.width()), 0)
        if staying == self._rest_in_bar:
            return
        self._rest.dismiss()
        self._rest_in_bar = staying
        for number, value in enumerate(self._values[_STAY:]):
            if number < staying:
                self._row.insertWidget(1 + _STAY + number, value.field)
            else:
                self._rest.row.insertWidget(number - staying, value.field)
            value.field.setMinimumWidth(0 if number < staying else _POPOVER_WIDTH)
            value.field.show()
        self._separator.setVisible(staying == most)
        self._eraser.setVisible(staying == most)
        self._eraser_toggle.setVisible(staying < most)
        self._more.setVisible(staying < most)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def sizeHint(self) -> QSize:
        return QSize(self._least_width(len(self._values) - _STAY + 1), DARK.options_height)

    def minimumSizeHint(self) -> QSize:
        return QSize(self._least_width(0), DARK.options_height)

    def paintEvent(self, event: QPaintEvent) -> None:
        QPainter(self).fillRect(self.rect(), QColor(DARK.panel))
