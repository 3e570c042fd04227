"""The bar above the canvas: the brush in hand and its values, with those that do not fit behind “More”.

Hardness and everything else of a brush is in the brush editor, which the button at the right end opens.
"""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPoint, QSize, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLayout, QSizePolicy, QWidget

from painter.paint.brush import Brush, Target
from painter.paint.brush_values import brush_value, driven_by_pressure
from painter.ui.brush_words import word
from painter.ui.paint_state import PaintState, ToolName
from painter.ui.symmetry_menu import symmetry_menu, symmetry_title
from painter.ui.theme import DARK, tooltip
from painter.ui.widgets.brush_chip import BrushChip
from painter.ui.widgets.brush_list import BrushList, brush_title
from painter.ui.widgets.drop_down import DropDown
from painter.ui.widgets.icon_button import IconButton
from painter.ui.widgets.labels import Separator
from painter.ui.widgets.popover import Popover
from painter.ui.widgets.stroke_preview import StrokePreviews
from painter.ui.widgets.value_field import ValueField

LARGEST_PX = 1000.0
PEN_DRIVEN = "pen-nib"
BLENDS = ("normal", "multiply", "screen", "dodge", "burn")
WET_LOAD = 0.6
"""Fresh paint on a dry brush that is made wet."""
_MARGIN, _GAP = 12, 8
_POPOVER_WIDTH = 248
_CHOOSER_ROWS = 9
_STAY = 2
"""Size and opacity never leave the bar."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Value:
    """A value of the brush and its field.

    Attributes:
        attribute: Its dotted name in `Brush`.
        times: What one of the brush is in the field: 100 for percents.
        target: What of the brush pressure may drive, or None.
    """

    attribute: str
    field: ValueField
    times: float = 1.0
    target: Target | None = None

    def driven_in(self, brush: Brush) -> bool:
        """Tell whether the pen's pressure drives it."""
        return self.target is not None and driven_by_pressure(brush, self.target)


class OptionsBar(QWidget):
    """Brush chooser, values, blending, eraser, symmetry, wet paint. Bound to the state; keys are the window's.

    Signals:
        editor_wanted(): The brush editor is to open or close.
    """

    editor_wanted = Signal()

    def __init__(
        self, state: PaintState, *, previews: StrokePreviews | None = None, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._state = state
        self._showing = False
        self._fitted_for: tuple[object, ...] = ()
        self.setFixedHeight(DARK.options_height)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(self.tr("Brush options"))

        self._values = self._make_values()
        self._chooser = Popover(self, name=self.tr("Brushes"))
        self._brushes = BrushList(previews=previews)
        self._chooser.row.addWidget(self._brushes)
        self._chip = BrushChip(state.brush, brush_title(state.brush))
        self._chip.setToolTip(tooltip(self.tr("Brush"), "", self.tr("Choose another one.")))
        self._blend = DropDown(
            name=self.tr("Blending"), hint=self.tr("How the stroke meets what is on the layer already.")
        )
        for blend in BLENDS:
            self._blend.add(word(blend), blend)
        self._eraser = IconButton("eraser", self.tr("Erase with this brush"), keys="E", icon_px=18, checkable=True)
        self._symmetry = IconButton("mirror", self.tr("Symmetry"), icon_px=18, checkable=True)
        self._wet = IconButton(
            "drop-half",
            self.tr("Wet paint"),
            hint=self.tr("The brush picks up what it meets and mixes it in."),
            icon_px=18,
            checkable=True,
        )
        self._separator = Separator(upright=True, inset=8)
        self._more = IconButton("dots-three", self.tr("More brush options"), icon_px=18, checkable=True)
        self.editor_button = IconButton(
            "sliders-horizontal", self.tr("Brush editor"), keys="F5", icon_px=18, checkable=True
        )
        self._rest = Popover(self, name=self.tr("More brush options"), padding=12, align="right")
        self._leaving: tuple[QWidget, ...] = (*(value.field for value in self._values[_STAY:]), self._blend)
        self._staying = len(self._leaving)

        self._row = QHBoxLayout(self)
        self._row.setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)
        self._row.setContentsMargins(_MARGIN, 4, _MARGIN, 4)
        self._row.setSpacing(_GAP)
        self._row.addWidget(self._chip)
        for value in self._values:
            self._row.addWidget(value.field)
        self._row.addWidget(self._blend)
        self._row.addWidget(self._separator)
        for button in (self._eraser, self._symmetry, self._wet):
            self._row.addWidget(button)
        self._row.addStretch(1)
        self._row.addWidget(self._more)
        self._row.addWidget(self.editor_button)
        self._more.hide()
        self._connect()
        self._fill()
        self._show_brush(state.brush)
        self._show_color()
        self._show_tool(state.tool)
        self._show_symmetry()

    @property
    def anchor(self) -> QWidget:
        """What the brush editor opens below."""
        return self._chip

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
        smoothing = ValueField(
            self.tr("Smoothing"), 0, 100, 0, suffix=" %", hint=self.tr("Calms the hand; the line follows later.")
        )
        return (
            _Value(attribute="size_px", field=size, target="size"),
            _Value(attribute="opacity", field=opacity, times=100, target="opacity"),
            _Value(attribute="flow", field=flow, times=100, target="flow"),
            _Value(attribute="smooth.level", field=smoothing),
        )

    def _connect(self) -> None:
        state = self._state
        for value in self._values:
            value.field.value_changed.connect(lambda number, value=value: self._changed(value, number))
        self._chip.clicked.connect(lambda: self._chooser.toggle_below(self._chip))
        self._chooser.opened.connect(self._opened)
        self._chooser.closed.connect(lambda: self._chip.set_opened(False))
        self._brushes.chosen.connect(self._chosen)
        self._more.clicked.connect(lambda: self._rest.toggle_below(self._more))
        self._rest.opened.connect(lambda: self._more.setChecked(True))
        self._rest.closed.connect(lambda: self._more.setChecked(False))
        self._eraser.clicked.connect(self._erase)
        self._blend.activated.connect(self._blend_chosen)
        self._symmetry.clicked.connect(self._choose_symmetry)
        self._wet.clicked.connect(self._make_wet)
        self.editor_button.clicked.connect(self._want_editor)
        state.brush_changed.connect(self._show_brush)
        state.colors_changed.connect(self._show_color)
        state.tool_changed.connect(self._show_tool)
        state.symmetry_changed.connect(self._show_symmetry)
        library, fill = state.library, self._fill
        library.brushes_changed.connect(fill)
        self.destroyed.connect(lambda: library.brushes_changed.disconnect(fill))

    def _fill(self) -> None:
        brushes = self._state.library.brushes()
        self._brushes.set_brushes(brushes)
        self._brushes.setFixedSize(_POPOVER_WIDTH, min(_CHOOSER_ROWS, len(brushes)) * 48)
        self._brushes.set_current(self._state.brush.name)

    # --- from the hand to the state ---

    def _changed(self, value: _Value, number: float) -> None:
        if not self._showing:
            self._state.change_brush({value.attribute: number / value.times})

    def _opened(self) -> None:
        self._chip.set_opened(True)
        self._brushes.set_current(self._state.brush.name)

    def _chosen(self, brush: Brush) -> None:
        self._state.take_preset(brush.name)
        self._chooser.dismiss()

    def _erase(self, on: bool) -> None:
        self._state.set_tool(ToolName.ERASER if on else ToolName.BRUSH)
        self._show_tool(self._state.tool)

    def _blend_chosen(self, _index: int) -> None:
        self._state.change_brush(blend=self._blend.currentData())

    def _make_wet(self, wet: bool) -> None:
        """Let the brush mix as its preset does, or at all; or let it paint dry."""
        preset = self._state.library.preset(self._state.brush.name)
        mode, load = ("off", 1.0) if not wet else ("dull", WET_LOAD)
        if wet and preset is not None and preset.mix.mode != "off":
            mode, load = preset.mix.mode, preset.mix.load
        self._state.change_brush({"mix.mode": mode, "mix.load": load})

    def _choose_symmetry(self) -> None:
        self._show_symmetry()
        menu = symmetry_menu(self._state, self)
        menu.exec(self._symmetry.mapToGlobal(QPoint(0, self._symmetry.height() + 4)))
        menu.deleteLater()

    def _want_editor(self) -> None:
        # What is shown follows the editor, not the press.
        self.editor_button.setChecked(not self.editor_button.isChecked())
        self.editor_wanted.emit()

    # --- from the state to the eye ---

    def _show_brush(self, brush: Brush) -> None:
        self._showing = True
        preset = self._state.library.preset(brush.name) or brush
        for value in self._values:
            value.field.set_default(brush_value(preset, value.attribute) * value.times)
            value.field.set_number(brush_value(brush, value.attribute) * value.times)
            value.field.set_icon(PEN_DRIVEN if value.driven_in(brush) else "")
        self._blend.setEnabled(not brush.erases)
        if not brush.erases:
            self._blend.set_current_data(brush.blend)
        self._wet.setChecked(brush.mix.mode != "off")
        self._wet.setEnabled(not brush.erases)
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
        self._eraser.setChecked(tool == ToolName.ERASER)

    def _show_symmetry(self) -> None:
        symmetry = self._state.symmetry
        self._symmetry.setChecked(symmetry is not None)
        self._symmetry.describe(self.tr("Symmetry"), keys="Shift+H", hint=symmetry_title(symmetry) + ".")

    # --- what fits stays, the rest waits behind “More” ---

    def _least_width(self, staying: int) -> int:
        """Return the least width of the bar with this many of the things that may leave it."""
        fields = [value.field for value in self._values[:_STAY]]
        kept = [self._chip, *fields, *self._leaving[:staying]]
        kept += [self._eraser, self._symmetry, self._wet, self.editor_button]
        if staying < len(self._leaving):
            kept.append(self._more)
        width = 2 * _MARGIN + sum(widget.minimumSizeHint().width() for widget in kept) + _GAP * (len(kept) - 1)
        # The stretch before the buttons at the end has its own spacing.
        return width + 2 * _GAP + self._separator.width()

    def _fit(self) -> None:
        most = len(self._leaving)
        staying = next((n for n in range(most, 0, -1) if self._least_width(n) <= self.width()), 0)
        if staying == self._staying:
            return
        self._rest.dismiss()
        self._staying = staying
        for number, widget in enumerate(self._leaving):
            if number < staying:
                self._row.insertWidget(1 + _STAY + number, widget)
            else:
                self._rest.row.insertWidget(number - staying, widget)
            widget.setMinimumWidth(0 if number < staying else _POPOVER_WIDTH)
            widget.show()
        self._more.setVisible(staying < most)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def sizeHint(self) -> QSize:
        return QSize(self._least_width(len(self._leaving)), DARK.options_height)

    def minimumSizeHint(self) -> QSize:
        return QSize(self._least_width(0), DARK.options_height)

    def paintEvent(self, event: QPaintEvent) -> None:
        QPainter(self).fillRect(self.rect(), QColor(DARK.panel))
