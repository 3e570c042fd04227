"""The bar above the canvas for every tool: the brush's own, and one for each of the other kinds of tools."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QSize
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QButtonGroup, QDoubleSpinBox, QHBoxLayout, QSizePolicy, QStackedWidget, QWidget

from painter.document.selection import Combine
from painter.paint.filling import GradientKind
from painter.pixels.transform import Resampling
from painter.ui.canvas.view import CanvasView
from painter.ui.dialogs.numbers import number_field
from painter.ui.options_bar import OptionsBar
from painter.ui.paint_state import PaintState, ToolName
from painter.ui.theme import DARK, tooltip
from painter.ui.tool_values import Alike, ToolValues
from painter.ui.tools.free_transform import Numbers
from painter.ui.widgets.drop_down import DropDown
from painter.ui.widgets.icon_button import IconButton
from painter.ui.widgets.labels import Separator
from painter.ui.widgets.push_button import PushButton
from painter.ui.widgets.stroke_preview import StrokePreviews
from painter.ui.widgets.toggle import Toggle
from painter.ui.widgets.value_field import ValueField

_MARGIN, _GAP = 12, 8
_FIELD_WIDTH = 148


class ToolBars(QStackedWidget):
    """Shows the bar of the tool in hand."""

    def __init__(
        self,
        state: PaintState,
        canvas: CanvasView,
        *,
        previews: StrokePreviews | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._state = state
        self.setFixedHeight(DARK.options_height)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.brush = OptionsBar(state, previews=previews)
        self.transform = TransformBar(state.values, canvas)
        self.crop = CropBar(state.values, canvas)
        select, wand = SelectBar(state.values), WandBar(state.values)
        self._bars: dict[ToolName, QWidget] = {
            ToolName.MOVE: MoveBar(state),
            ToolName.TRANSFORM: self.transform,
            ToolName.FILL: FillBar(state.values),
            ToolName.GRADIENT: GradientBar(state.values),
            ToolName.RECTANGLE: select,
            ToolName.ELLIPSE: select,
            ToolName.LASSO: select,
            ToolName.POLYGON: select,
            ToolName.WAND: wand,
            ToolName.BY_COLOR: wand,
            ToolName.CROP: self.crop,
        }
        self.addWidget(self.brush)
        for bar in dict.fromkeys(self._bars.values()):
            self.addWidget(bar)
        self._wand = wand
        state.tool_changed.connect(self._show_tool)
        self._show_tool(state.tool)

    def bar(self, tool: ToolName) -> QWidget:
        """Return the bar of a tool."""
        return self._bars.get(tool, self.brush)

    def _show_tool(self, tool: ToolName) -> None:
        self._wand.contiguous.setVisible(tool is not ToolName.BY_COLOR)
        self.setCurrentWidget(self.bar(tool))

    def sizeHint(self) -> QSize:
        return self.brush.sizeHint()

    def minimumSizeHint(self) -> QSize:
        return self.brush.minimumSizeHint()


class _Bar(QWidget):
    """A row of controls, from the left."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setFixedHeight(DARK.options_height)
        self.setAccessibleName(name)
        self.row = QHBoxLayout(self)
        self.row.setContentsMargins(_MARGIN, 4, _MARGIN, 4)
        self.row.setSpacing(_GAP)

    def add(self, *widgets: QWidget) -> None:
        """Add controls at the end of the row."""
        for widget in widgets:
            if isinstance(widget, ValueField):
                widget.setFixedWidth(max(_FIELD_WIDTH, widget.minimumSizeHint().width()))
            elif isinstance(widget, (Toggle, DropDown)):
                widget.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
            self.row.addWidget(widget)

    def add_line(self) -> None:
        """Add a separator."""
        self.row.addWidget(Separator(upright=True, inset=8))

    def minimumSizeHint(self) -> QSize:
        return QSize(0, DARK.options_height)

    def paintEvent(self, event: QPaintEvent) -> None:
        QPainter(self).fillRect(self.rect(), QColor(DARK.panel))


class _Choice(QWidget):
    """One of a few icons: arrow keys move, as with radio buttons."""

    def __init__(self, choices: Sequence[tuple[str, str, str, object]], chosen: Callable[[object], None]) -> None:
        """Make it of (icon, name, hint, what it stands for)."""
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(2)
        self._group = QButtonGroup(self)
        self._buttons: list[tuple[IconButton, object]] = []
        for icon, name, hint, data in choices:
            button = IconButton(icon, name, hint=hint, icon_px=18, checkable=True)
            button.clicked.connect(lambda _on=False, data=data: chosen(data))
            self._group.addButton(button)
            self._buttons.append((button, data))
            row.addWidget(button)

    def show_choice(self, data: object) -> None:
        """Show what is chosen."""
        for button, stands_for in self._buttons:
            if stands_for == data:
                button.setChecked(True)

    def button(self, data: object) -> IconButton:
        """Return the button of a choice."""
        return next(button for button, stands_for in self._buttons if stands_for == data)


class _ValuesBar(_Bar):
    """A bar over the values of tools, bound both ways."""

    def __init__(self, name: str, values: ToolValues) -> None:
        super().__init__(name)
        self.values = values
        values.changed.connect(self.show_values)

    def show_values(self) -> None:
        """Show the values as they are."""


class SelectBar(_ValuesBar):
    """How to combine, and the feather."""

    def __init__(self, values: ToolValues) -> None:
        super().__init__("", values)
        self.setAccessibleName(self.tr("Selection options"))
        self.how = _Choice(
            (
                ("select-replace", self.tr("New selection"), "", Combine.REPLACE),
                ("select-add", self.tr("Add to the selection"), self.tr("Or hold Shift."), Combine.ADD),
                ("select-subtract", self.tr("Take from the selection"), self.tr("Or hold Alt."), Combine.SUBTRACT),
                (
                    "select-intersect",
                    self.tr("Keep what is in both"),
                    self.tr("Or hold Shift and Alt."),
                    Combine.INTERSECT,
                ),
            ),
            lambda how: values.change("select", how=how),
        )
        self.feather = ValueField(
            self.tr("Feather"), 0, 250, 0, suffix=" px", exponent=3, hint=self.tr("How soft the edge becomes.")
        )
        self.feather.value_changed.connect(lambda px: values.change("select", feather_px=px))
        self.add(self.how)
        self.add_line()
        self.add(self.feather)
        self.add_rest()
        self.row.addStretch(1)
        self.show_values()

    def add_rest(self) -> None:
        """Add what a kind of selecting has besides."""

    def show_values(self) -> None:
        self.how.show_choice(self.values.select.how)
        self.feather.set_number(self.values.select.feather_px)


class _AlikeControls:
    """The controls for what counts as one area."""

    def __init__(self, bar: _ValuesBar, tool: str) -> None:
        self._values, self._tool = bar.values, tool
        self.tolerance = ValueField(
            bar.tr("Tolerance"), 0, 255, 32, exponent=2, hint=bar.tr("How far a colour may be off.")
        )
        self.gap = ValueField(
            bar.tr("Close gaps"),
            0,
            40,
            0,
            suffix=" px",
            hint=bar.tr("Openings in a line up to this wide are closed."),
        )
        self.contiguous = Toggle(bar.tr("Contiguous"))
        self.contiguous.setToolTip(tooltip(bar.tr("Contiguous"), "", bar.tr("Only what hangs together.")))
        self.all_layers = Toggle(bar.tr("All layers"))
        self.all_layers.setToolTip(tooltip(bar.tr("All layers"), "", bar.tr("Look at all that shows.")))
        self.tolerance.value_changed.connect(lambda v: self._change(tolerance=round(v)))
        self.gap.value_changed.connect(lambda v: self._change(gap_px=round(v)))
        self.contiguous.toggled.connect(lambda on: self._change(contiguous=on))
        self.all_layers.toggled.connect(lambda on: self._change(all_layers=on))
        bar.add(self.tolerance, self.gap, self.contiguous, self.all_layers)

    def _change(self, **values: object) -> None:
        self._values.change_alike(self._tool, **values)

    def show_values(self, alike: Alike) -> None:
        self.tolerance.set_number(alike.tolerance)
        self.gap.set_number(alike.gap_px)
        self.contiguous.setChecked(alike.contiguous)
        self.all_layers.setChecked(alike.all_layers)


class WandBar(SelectBar):
    """The same, and what counts as alike."""

    def add_rest(self) -> None:
        self._alike = _AlikeControls(self, "select")

    @property
    def contiguous(self) -> Toggle:
        return self._alike.contiguous

    def show_values(self) -> None:
        super().show_values()
        self._alike.show_values(self.values.select.alike)


class FillBar(_ValuesBar):
    """What is filled and how strongly."""

    def __init__(self, values: ToolValues) -> None:
        super().__init__("", values)
        self.setAccessibleName(self.tr("Fill options"))
        self.opacity = ValueField(self.tr("Opacity"), 1, 100, 100, suffix=" %")
        self.opacity.value_changed.connect(lambda v: values.change("fill", opacity=v / 100))
        self.add(self.opacity)
        self.add_line()
        self._alike = _AlikeControls(self, "fill")
        self.row.addStretch(1)
        self.show_values()

    def show_values(self) -> None:
        self.opacity.set_number(self.values.fill.opacity * 100)
        self._alike.show_values(self.values.fill.alike)


class GradientBar(_ValuesBar):
    """The kind of gradient and its colours."""

    def __init__(self, values: ToolValues) -> None:
        super().__init__("", values)
        self.setAccessibleName(self.tr("Gradient options"))
        self.kind = _Choice(
            (
                ("gradient", self.tr("Linear"), "", GradientKind.LINEAR),
                ("gradient-radial", self.tr("Radial"), "", GradientKind.RADIAL),
                ("gradient-conical", self.tr("Conical"), "", GradientKind.CONICAL),
            ),
            lambda kind: values.change("gradient", kind=kind),
        )
        self.ends = DropDown(name=self.tr("Colours"))
        self.ends.add(self.tr("Foreground to background"), False)
        self.ends.add(self.tr("Foreground to transparent"), True)
        self.ends.activated.connect(lambda _i: values.change("gradient", fades=self.ends.currentData()))
        self.turned = Toggle(self.tr("Reverse"))
        self.turned.toggled.connect(lambda on: values.change("gradient", turned=on))
        self.opacity = ValueField(self.tr("Opacity"), 1, 100, 100, suffix=" %")
        self.opacity.value_changed.connect(lambda v: values.change("gradient", opacity=v / 100))
        self.add(self.kind)
        self.add_line()
        self.add(self.ends, self.opacity, self.turned)
        self.row.addStretch(1)
        self.show_values()

    def show_values(self) -> None:
        values = self.values.gradient
        self.kind.show_choice(values.kind)
        self.ends.set_current_data(values.fades)
        self.turned.setChecked(values.turned)
        self.opacity.set_number(values.opacity * 100)


class MoveBar(_Bar):
    """What moving leads to."""

    def __init__(self, state: PaintState) -> None:
        super().__init__("")
        self.setAccessibleName(self.tr("Move options"))
        transform = PushButton(self.tr("Free transform"), icon="bounding-box", keys="Ctrl+T", height=32, size_px=12)
        transform.clicked.connect(lambda: state.set_tool(ToolName.TRANSFORM))
        self.add(transform)
        self.row.addStretch(1)


class TransformBar(_Bar):
    """A transform in numbers; apply or cancel it."""

    def __init__(self, values: ToolValues, canvas: CanvasView) -> None:
        super().__init__("")
        self.setAccessibleName(self.tr("Transform options"))
        self._tool = canvas.free_transform
        self._showing = False
        number = self._number
        self.across = number(self.tr("Middle, from the left"), "X  ", "x", -100_000, 100_000, suffix=" px")
        self.down = number(self.tr("Middle, from the top"), "Y  ", "y", -100_000, 100_000, suffix=" px")
        self.wide = number(self.tr("Width"), "W  ", "width", -10_000, 10_000, suffix=" %")
        self.high = number(self.tr("Height"), "H  ", "height", -10_000, 10_000, suffix=" %")
        self.angle = number(self.tr("Angle"), "", "angle_deg", -360, 360, suffix="°")
        flip_across = IconButton("mirror", self.tr("Flip left to right"), icon_px=18)
        flip_across.clicked.connect(lambda: self._tool.flip(horizontally=True))
        flip_down = IconButton("arrows-down-up", self.tr("Flip top to bottom"), icon_px=18)
        flip_down.clicked.connect(lambda: self._tool.flip(horizontally=False))
        self.how = DropDown(name=self.tr("Interpolation"))
        self.how.add(self.tr("Bicubic"), Resampling.BICUBIC)
        self.how.add(self.tr("Lanczos"), Resampling.LANCZOS)
        self.how.add(self.tr("Bilinear"), Resampling.LINEAR)
        self.how.add(self.tr("Nearest"), Resampling.NEAREST)
        self.how.activated.connect(lambda _i: self._use_how(values))
        self.cancel = PushButton(self.tr("Cancel"), keys="Esc", size_px=12)
        self.apply = PushButton(self.tr("Apply"), "primary", keys="Enter", size_px=12)
        self.cancel.clicked.connect(lambda: self._tool.finish(keep=False))
        self.apply.clicked.connect(lambda: self._tool.finish(keep=True))
        self.add(self.across, self.down, self.wide, self.high, self.angle)
        self.add_line()
        self.add(flip_across, flip_down, self.how)
        self.row.addStretch(1)
        self.add(self.cancel, self.apply)
        self._tool.changed.connect(self._show)
        self._show()

    def _number(
        self, name: str, prefix: str, which: str, low: float, high: float, *, suffix: str
    ) -> QDoubleSpinBox:
        field = number_field(
            name, lambda value: self._typed(which, value), suffix=suffix, prefix=prefix, size_px=12
        )
        field.setRange(low, high)
        field.setDecimals(1)
        field.setFixedWidth(112)
        field.setKeyboardTracking(False)
        field.setToolTip(tooltip(name))
        field.setProperty("which", which)
        return field

    def _use_how(self, values: ToolValues) -> None:
        values.change("transform", how=self.how.currentData())
        self._tool.show_anew()

    def _typed(self, which: str, value: float) -> None:
        if not self._showing:
            self._tool.set_numbers(**{which: value})

    def _show(self) -> None:
        numbers: Numbers | None = self._tool.numbers()
        self._showing = True
        for field in (self.across, self.down, self.wide, self.high, self.angle):
            field.setEnabled(numbers is not None)
            if numbers is not None:
                field.setValue(getattr(numbers, field.property("which")))
        self._showing = False
        self.apply.setEnabled(numbers is not None)


class CropBar(_ValuesBar):
    """The proportions of the frame, its size, and crop or cancel."""

    def __init__(self, values: ToolValues, canvas: CanvasView) -> None:
        super().__init__("", values)
        self.setAccessibleName(self.tr("Crop options"))
        self._tool = canvas.crop
        self.ratio = DropDown(name=self.tr("Proportions"))
        self.ratio.add(self.tr("Any proportions"), 0.0)
        for text, ratio in (
            (self.tr("Square, 1 : 1"), 1.0),
            ("3 : 2", 3 / 2),
            ("2 : 3", 2 / 3),
            ("4 : 3", 4 / 3),
            ("3 : 4", 3 / 4),
            ("16 : 9", 16 / 9),
            ("9 : 16", 9 / 16),
            (self.tr("A4 upright"), 210 / 297),
            (self.tr("A4 lying"), 297 / 210),
        ):
            self.ratio.add(text, ratio)
        self.ratio.activated.connect(self._choose)
        self.wide = number_field(self.tr("Width"), self._sized, prefix="W  ", suffix=" px", size_px=12)
        self.high = number_field(self.tr("Height"), self._sized, prefix="H  ", suffix=" px", size_px=12)
        self._showing = False
        for field in (self.wide, self.high):
            field.setRange(1, 65_535)
            field.setFixedWidth(116)
            field.setKeyboardTracking(False)
        self.whole = PushButton(self.tr("Whole canvas"), "ghost", size_px=12)
        self.whole.clicked.connect(self._tool.reset)
        self.apply = PushButton(self.tr("Crop"), "primary", keys="Enter", size_px=12)
        self.apply.clicked.connect(self._tool.apply)
        self.add(self.ratio, self.wide, self.high, self.whole)
        self.row.addStretch(1)
        self.add(self.apply)
        self._tool.changed.connect(self._show)
        self.show_values()

    def _choose(self, _index: int) -> None:
        self.values.change("crop", ratio=self.ratio.currentData())
        self._tool.fit_ratio()

    def _sized(self, _value: float) -> None:
        if not self._showing:
            frame = self._tool.frame
            width, height = int(self.wide.value()), int(self.high.value())
            ratio = self.values.crop.ratio
            if ratio > 0:
                if width != frame.width:
                    height = max(1, round(width / ratio))
                else:
                    width = max(1, round(height * ratio))
            x, y = frame.x0 + (frame.width - width) // 2, frame.y0 + (frame.height - height) // 2
            self._tool.set_frame(type(frame)(x, y, x + width, y + height))

    def _show(self) -> None:
        frame = self._tool.frame
        self._showing = True
        self.wide.setValue(frame.width)
        self.high.setValue(frame.height)
        self._showing = False

    def show_values(self) -> None:
        self.ratio.set_current_data(self.values.crop.ratio)
        self._show()
