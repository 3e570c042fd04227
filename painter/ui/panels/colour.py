"""The Colour panel: wheel, pair, numbers, the colours lately used and a palette, bound to the state both ways."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtGui import QColor, QGuiApplication, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from painter.ui.paint_state import PaintState
from painter.ui.theme import tooltip
from painter.ui.widgets.color_swatches import ColorPair, ColorSwatches
from painter.ui.widgets.color_wheel import ColorWheel
from painter.ui.widgets.hex_field import HexField
from painter.ui.widgets.icon_button import IconButton
from painter.ui.widgets.value_field import ValueField

PALETTE = (
    "#10151C", "#22374F", "#35557F", "#587EB8", "#8FB3DA", "#CFE0EC", "#F4EEDF", "#E8CE8F", "#D9A24B",
    "#B4652F", "#7B3B22", "#3E2A22", "#2E3F2A", "#55703B", "#8FA45A", "#C7C98A", "#5E5A66", "#93858C",
)  # fmt: skip
COLUMNS = 9
_MARGIN, _GAP = 16, 16
_WHEEL_LEAST, _WHEEL_MOST, _WHEEL_STEP = 136, 232, 4
_AIR, _WHEEL_AIR = 2, 4
"""What swatches and the pair (for rings) and the wheel (for its knob) leave free around themselves."""
_WHEEL_SHARE = 0.59


class ColourPanel(QWidget):
    """Colours are opaque sRGB of 8 bits. Hue and saturation stay where they are while the colour is grey."""

    def __init__(self, state: PaintState, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._state = state
        self._showing = False
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)

        self.wheel = ColorWheel()
        self.pair = ColorPair(large=True)
        self._swap = IconButton("swap", self.tr("Swap colours"), keys="X", size=24, icon_px=16)
        self._copy = IconButton("copy", self.tr("Copy colour"), size=24, icon_px=16)
        self.hue = ValueField("H", 0, 360, suffix="°", height=26, wraps=True)
        self.saturation = ValueField("S", 0, 100, suffix=" %", height=26)
        self.brightness = ValueField("V", 0, 100, suffix=" %", height=26)
        self.hue.describe(self.tr("Hue"))
        self.saturation.describe(self.tr("Saturation"))
        self.brightness.describe(self.tr("Value"))
        self.hex = HexField()
        self.recent = ColorSwatches(columns=COLUMNS, places=COLUMNS, name=self.tr("Recent colours"))
        self.recent.setToolTip(
            tooltip(self.tr("Recent colours"), "", self.tr("What you painted with, newest first."))
        )
        self.palette_swatches = ColorSwatches(PALETTE, columns=COLUMNS)
        self._lay_out()
        self._connect()
        self._show_colors()
        self._show_recent()

    def _lay_out(self) -> None:
        beside = QVBoxLayout()
        beside.setSpacing(4)
        beside.addWidget(self._swap)
        beside.addWidget(self._copy)
        beside.addStretch(1)
        pair = QHBoxLayout()
        pair.setSpacing(4)
        pair.addWidget(self.pair)
        pair.addLayout(beside)
        pair.addStretch(1)
        fields = QVBoxLayout()
        fields.setContentsMargins(_AIR, 0, 0, 0)
        fields.setSpacing(5)
        for field in (self.hue, self.saturation, self.brightness, self.hex):
            fields.addWidget(field)
        numbers = QVBoxLayout()
        numbers.setSpacing(8)
        numbers.addLayout(pair)
        numbers.addLayout(fields)
        numbers.addStretch(1)
        upper = QHBoxLayout()
        upper.setContentsMargins(0, 0, _AIR, 0)
        upper.setSpacing(_GAP - _WHEEL_AIR - _AIR)
        upper.addWidget(self.wheel)
        upper.addLayout(numbers, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(_MARGIN - _WHEEL_AIR, 12, _MARGIN - _AIR, 10)
        column.setSpacing(0)
        column.addLayout(upper)
        column.addSpacing(8)
        for swatches in (self.recent, self.palette_swatches):
            grid = QHBoxLayout()
            grid.setContentsMargins(_WHEEL_AIR - _AIR, 0, 0, 0)
            grid.addWidget(swatches)
            column.addLayout(grid)
            column.addSpacing(2)
        column.addStretch(1)

    def _connect(self) -> None:
        state = self._state
        self.wheel.color_changed.connect(lambda _: self._take_wheel())
        for field in (self.hue, self.saturation, self.brightness):
            field.value_changed.connect(lambda _: self._take_numbers())
        self.hex.color_entered.connect(self._take)
        self.recent.picked.connect(self._take)
        self.palette_swatches.picked.connect(self._take)
        self.pair.swapped.connect(state.swap_colors)
        self.pair.foreground_pressed.connect(self.focus_hex)
        self._swap.clicked.connect(state.swap_colors)
        self._copy.clicked.connect(self.copy)
        state.colors_changed.connect(self._show_colors)
        state.recent_changed.connect(self._show_recent)

    def focus_hex(self) -> None:
        """Put the focus into the text of the colour, ready to be replaced."""
        self.hex.setFocus()
        self.hex.selectAll()

    def copy(self) -> None:
        """Put the foreground colour on the clipboard as text, "#587EB8"."""
        QGuiApplication.clipboard().setText(self._state.foreground.name().upper())

    # --- from the hand to the state ---

    def _take(self, color: QColor) -> None:
        self._state.set_foreground(QColor(color.rgb()))

    def _take_wheel(self) -> None:
        # The state may have this very colour already while hue or saturation of a grey moved.
        self._take(self.wheel.color())
        self._show_numbers()

    def _take_numbers(self) -> None:
        if not self._showing:
            self.wheel.set_hsv(self.hue.number(), self.saturation.number() / 100, self.brightness.number() / 100)
            self._take(self.wheel.color())

    # --- from the state to the eye ---

    def _show_colors(self) -> None:
        color = self._state.foreground
        self.pair.set_colors(color, self._state.background)
        # What the wheel shows already stays, or rounding to 8 bits would creep into its numbers.
        if self.wheel.color().rgb() != color.rgb():
            self.wheel.set_color(color)
            self._show_numbers()
        self.hex.set_color(color)
        self.recent.set_current(color)
        self.palette_swatches.set_current(color)
        self._copy.describe(self.tr("Copy {color}").format(color=color.name().upper()))

    def _show_numbers(self) -> None:
        self._showing = True
        hue, saturation, value = self.wheel.hsv()
        self.hue.set_number(round(hue))
        self.saturation.set_number(round(saturation * 100))
        self.brightness.set_number(round(value * 100))
        self._showing = False

    def _show_recent(self) -> None:
        self.recent.set_colors(self._state.recent[:COLUMNS])
        self.recent.set_current(self._state.foreground)

    # --- size ---

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        free = self.width() - 2 * _MARGIN - _GAP
        wanted = round(free * _WHEEL_SHARE / _WHEEL_STEP) * _WHEEL_STEP
        self.wheel.set_diameter(min(_WHEEL_MOST, max(_WHEEL_LEAST, wanted)) + 2 * _WHEEL_AIR)

    def minimumSizeHint(self) -> QSize:
        narrow = 2 * _MARGIN + _GAP + _WHEEL_LEAST + 60 + 4 + 24
        return QSize(narrow, super().minimumSizeHint().height())
