"""A number that is its own slider: drag, type, wheel or arrow keys; double-click goes back to the default."""

from __future__ import annotations

import math
import re

from PySide6.QtCore import QEvent, QLocale, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QAbstractScrollArea, QAbstractSlider, QApplication, QLineEdit, QSizePolicy, QWidget

from painter.ui.icons import paint_icon
from painter.ui.theme import DARK, font, mixed, text_width, tooltip
from painter.ui.widgets.drawing import RIGHT, draw_text, fill_rounded, focus_ring, rounded_path
from painter.ui.widgets.interactive import Interactive

_PADDING = 10
_ICON_PX = 14
_TYPED = frozenset("0123456789.,-−")
_NUMBER = re.compile(r"[-−+]?\d*[.,]?\d+")


class ValueField(Interactive, QAbstractSlider):
    """Label on the left, value on the right, a grey fill and a bar at the foot showing how much.

    The exact value is `number()`, a float. The slider underneath mirrors it as an integer (times ten for each
    decimal), which is what screen readers read and set; the text with its unit is the accessible description.

    Signals:
        value_changed(float): At every change, by the artist or by the program.
        editing_finished(): The artist let go, confirmed or reset: the moment for an undo step.
        editing_started(): The artist took hold.
    """

    value_changed = Signal(float)
    editing_started = Signal()
    editing_finished = Signal()

    def __init__(
        self,
        label: str,
        minimum: float = 0.0,
        maximum: float = 100.0,
        value: float = 0.0,
        *,
        default: float | None = None,
        suffix: str = "",
        decimals: int = 0,
        step: float = 1.0,
        exponent: float = 1.0,
        logarithmic: bool = False,
        wraps: bool = False,
        height: int = 32,
        icon: str = "",
        hint: str = "",
        keys: str = "",
        parent: QWidget | None = None,
    ) -> None:
        """Make a field.

        Args:
            default: What a double-click goes back to; the first `value` where it is None.
            suffix: Drawn right behind the number, with its space: " %", " px", "°", " ×".
            exponent: Above 1 the left part of the field is finer: 3 suits brush sizes.
            logarithmic: Equal ways are equal ratios: 0.25 to 4 has 1 in the middle. The minimum is above 0.
            wraps: An angle: below the minimum comes the maximum.
            icon: Shown right of the value, "pen-nib" where pressure drives it.
            keys: Shown in the tooltip only.
        """
        super().__init__(parent)
        self._label, self._suffix, self._decimals, self._step = label, suffix, decimals, step
        self._low, self._high, self._exponent, self._wraps = float(minimum), float(maximum), exponent, wraps
        self._logarithmic = logarithmic
        self._height, self._icon_name = height, icon
        self._number = min(max(float(value), self._low), self._high)
        self._default = self._number if default is None else float(default)
        self._press: QPointF | None = None
        self._press_fraction = 0.0
        self._dragging = False
        self._mirroring = False
        self._edit: _NumberEdit | None = None
        self._wheel_rest = 0.0
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.SizeHorCursor)
        self.describe(label, keys=keys, hint=hint)
        self._mirror_range()
        self._mirror()

    # --- what others read and set ---

    def number(self) -> float:
        """Return the exact value."""
        return self._number

    def set_number(self, value: float) -> None:
        """Set the value, kept within the range; emits `value_changed` if it is another one."""
        value = self._limited(value)
        if value == self._number:
            return
        self._number = value
        self._mirror()
        self.update()
        self.value_changed.emit(value)

    def set_limits(self, minimum: float, maximum: float) -> None:
        """Set another range; the value is moved into it."""
        self._low, self._high = float(minimum), float(maximum)
        self._mirror_range()
        self.set_number(min(max(self._number, self._low), self._high))
        self._mirror()
        self.update()

    def limits(self) -> tuple[float, float]:
        return self._low, self._high

    def set_default(self, value: float) -> None:
        """Set what a double-click goes back to."""
        self._default = float(value)

    def set_icon(self, name: str) -> None:
        """Show an icon right of the value ("pen-nib": pressure drives it); an empty name removes it."""
        if name != self._icon_name:
            self._icon_name = name
            self.updateGeometry()
            self.update()

    def label(self) -> str:
        return self._label

    def set_label(self, label: str) -> None:
        self._label = label
        self.setAccessibleName(label)
        self.updateGeometry()
        self.update()

    def describe(self, name: str, *, keys: str = "", hint: str = "") -> None:
        """Say what the value is, for tooltip and screen reader."""
        self.setAccessibleName(name)
        self.setToolTip(tooltip(name, keys, hint))

    def value_text(self) -> str:
        """Return the value as shown: number and unit."""
        return self._text_of(self._number) + self._suffix

    def reset(self) -> None:
        """Go back to the default."""
        self.editing_started.emit()
        self.set_number(self._default)
        self.editing_finished.emit()

    # --- numbers ---

    def _limited(self, value: float) -> float:
        value = float(value)
        if not math.isfinite(value):
            return self._number
        if self._wraps and not self._low <= value <= self._high:
            value = self._low + (value - self._low) % (self._high - self._low)
        # One decimal more than shown, for the fine steps.
        return min(max(round(value, self._decimals + 1), self._low), self._high)

    def _fraction(self) -> float:
        if self._high <= self._low:
            return 0.0
        if self._logarithmic:
            return math.log(self._number / self._low) / math.log(self._high / self._low)
        return float(((self._number - self._low) / (self._high - self._low)) ** (1 / self._exponent))

    def _at_fraction(self, fraction: float) -> float:
        fraction = min(1.0, max(0.0, fraction))
        if self._logarithmic:
            return float(self._low * (self._high / self._low) ** fraction)
        return float(self._low + (self._high - self._low) * fraction**self._exponent)

    def _text_of(self, value: float) -> str:
        decimals = self._decimals
        if round(value, decimals) != value:
            decimals += 1
        locale = QLocale()
        locale.setNumberOptions(QLocale.NumberOption.OmitGroupSeparator)
        return locale.toString(value, "f", decimals)

    def _mirror_range(self) -> None:
        self._mirroring = True
        scale = 10**self._decimals
        self.setRange(round(self._low * scale), round(self._high * scale))
        self.setSingleStep(max(1, round(self._step * scale)))
        self.setPageStep(max(1, round(10 * self._step * scale)))
        self._mirroring = False

    def _mirror(self) -> None:
        self._mirroring = True
        self.setValue(round(self._number * 10**self._decimals))
        self._mirroring = False
        self.setAccessibleDescription(self.value_text())

    def sliderChange(self, change: QAbstractSlider.SliderChange) -> None:
        super().sliderChange(change)
        # Somebody moved the slider underneath: a screen reader.
        if change == QAbstractSlider.SliderChange.SliderValueChange and not self._mirroring:
            self.set_number(self.value() / 10**self._decimals)

    # --- mouse and pen ---

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton:
            event.ignore()
            return
        self._press, self._press_fraction, self._dragging = event.position(), self._fraction(), False

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._press is None:
            return
        moved = event.position().x() - self._press.x()
        if not self._dragging:
            if abs(moved) < QApplication.startDragDistance() / 2:
                return
            self._dragging = True
            self.editing_started.emit()
            self._press = event.position()
            moved = 0.0
        fine = 0.1 if event.modifiers() & Qt.KeyboardModifier.AltModifier else 1.0
        value = self._at_fraction(self._press_fraction + fine * moved / max(1, self.width()))
        self.set_number(round(value, self._decimals + (1 if fine < 1 else 0)))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton or self._press is None:
            return
        self._press = None
        if self._dragging:
            self._dragging = False
            self.editing_finished.emit()
            return
        # A plain click: on the number it opens for typing, elsewhere the field takes the keys.
        if event.position().x() >= self.width() - self._value_right() - text_width(self.value_text(), 12, 500) - 6:
            self.start_typing()
        else:
            self.setFocus(Qt.FocusReason.MouseFocusReason)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._press = None
            self.reset()

    def wheelEvent(self, event: QWheelEvent) -> None:
        if not self.hasFocus() and self._within_scrolling():
            event.ignore()  # the panel scrolls, the value stays
            return
        self._wheel_rest += (event.angleDelta().y() or event.angleDelta().x()) / 120
        steps = math.trunc(self._wheel_rest)
        self._wheel_rest -= steps
        if steps:
            self._nudge(steps, event.modifiers())
        event.accept()

    def _within_scrolling(self) -> bool:
        above = self.parentWidget()
        while above is not None:
            if isinstance(above, QAbstractScrollArea):
                bar = above.verticalScrollBar()
                return bar.maximum() > bar.minimum()
            above = above.parentWidget()
        return False

    # --- keys ---

    def event(self, event: QEvent) -> bool:
        # Digits and arrows are the field's while it has the focus, not the canvas's shortcuts.
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and not event.modifiers() & Qt.KeyboardModifier.ControlModifier
            and ((event.text() in _TYPED and event.text()) or event.key() in _ARROWS)
        ):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if key in _ARROWS:
            self._nudge(_ARROWS[key], event.modifiers())
        elif key in (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown):
            self._nudge(10 if key == Qt.Key.Key_PageUp else -10, Qt.KeyboardModifier.NoModifier)
        elif key in (Qt.Key.Key_Home, Qt.Key.Key_End):
            self._commit(self._low if key == Qt.Key.Key_Home else self._high)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_F2):
            self.start_typing()
        elif key in (Qt.Key.Key_Backspace, Qt.Key.Key_Delete):
            self.reset()
        elif event.text() and event.text() in _TYPED:
            self.start_typing(event.text())
        else:
            event.ignore()
            return
        event.accept()
        if not self._ring:
            self._ring = True
            self.update()

    def _nudge(self, steps: float, modifiers: Qt.KeyboardModifier) -> None:
        factor = 1.0
        if modifiers & Qt.KeyboardModifier.ShiftModifier:
            factor = 10.0
        elif modifiers & Qt.KeyboardModifier.AltModifier:
            factor = 0.1
        self._commit(self._number + steps * factor * self._step)

    def _commit(self, value: float) -> None:
        before = self._number
        self.editing_started.emit()
        self.set_number(value)
        if self._number != before or self._edit is not None:
            self.editing_finished.emit()

    # --- typing ---

    def start_typing(self, first: str = "") -> None:
        """Open the field for typing, with the value selected or replaced by a first character."""
        if self._edit is not None:
            return
        edit = _NumberEdit(self)
        self._edit = edit
        edit.setGeometry(self.rect())
        edit.setText(first or self._text_of(self._number))
        if not first:
            edit.selectAll()
        edit.confirmed.connect(self._typed)
        edit.left.connect(self._stop_typing)
        edit.reset_wanted.connect(self._reset_from_typing)
        edit.show()
        edit.setFocus(Qt.FocusReason.OtherFocusReason)

    def is_typing(self) -> bool:
        return self._edit is not None

    def _typed(self, text: str) -> None:
        found = _NUMBER.search(text.replace(" ", ""))
        if found is not None:
            self._commit(float(found.group().replace(",", ".").replace("−", "-")))

    def _stop_typing(self, back_to_field: bool) -> None:
        edit, self._edit = self._edit, None
        if edit is None:
            return
        edit.deleteLater()
        edit.hide()
        if back_to_field:
            self.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.update()

    def _reset_from_typing(self) -> None:
        self._stop_typing(False)
        self.reset()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._edit is not None:
            self._edit.setGeometry(self.rect())

    # --- looks ---

    def sizeHint(self) -> QSize:
        return QSize(max(136, self.minimumSizeHint().width()), self._height)

    def minimumSizeHint(self) -> QSize:
        widest = max(text_width(self._text_of(end) + self._suffix, 12, 500) for end in (self._low, self._high))
        label = text_width(self._label, 12) + 8 if self._label else 0
        return QSize(math.ceil(_PADDING + label + widest + self._value_right()), self._height)

    def _value_right(self) -> float:
        return 28.0 if self._icon_name else float(_PADDING)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        rect = QRectF(self.rect())
        enabled = self.isEnabled()
        fill_rounded(painter, rect, DARK.radius_field, mixed(DARK.raised, DARK.hover, 0.5 * self.hover))
        if enabled:
            painter.save()
            painter.setClipPath(rounded_path(rect, DARK.radius_field))
            filled = rect.width() * self._fraction()
            painter.fillRect(QRectF(0, 0, filled, rect.height()), QColor(DARK.selected))
            painter.fillRect(QRectF(0, rect.height() - 2, filled, 2), QColor(DARK.foot))
            painter.restore()
        value, value_right = self.value_text(), self._value_right()
        value_width = text_width(value, 12, 500)
        draw_text(
            painter,
            QRectF(_PADDING, 0, rect.width() - _PADDING - value_width - value_right - 4, rect.height()),
            self._label,
            size_px=12,
            color=DARK.dim if enabled else DARK.disabled,
        )
        draw_text(
            painter,
            QRectF(rect.width() - value_right - value_width - 2, 0, value_width + 2, rect.height()),
            value,
            size_px=12,
            weight=500,
            color=DARK.text if enabled else DARK.disabled,
            align=RIGHT,
            elide=Qt.TextElideMode.ElideNone,
        )
        if self._icon_name:
            box = QRectF(rect.width() - 24, (rect.height() - _ICON_PX) / 2, _ICON_PX, _ICON_PX)
            paint_icon(painter, self._icon_name, box, DARK.dim if enabled else DARK.disabled)
        if self.ring_shown:
            focus_ring(painter, rect, DARK.radius_field)


_ARROWS = {
    int(Qt.Key.Key_Right): 1.0,
    int(Qt.Key.Key_Up): 1.0,
    int(Qt.Key.Key_Left): -1.0,
    int(Qt.Key.Key_Down): -1.0,
}


class _NumberEdit(QLineEdit):
    """The line edit a field opens for typing; Enter confirms, Esc leaves it as it was, a second click resets."""

    confirmed = Signal(str)
    left = Signal(bool)
    reset_wanted = Signal()

    def __init__(self, field: ValueField) -> None:
        super().__init__(field)
        self.setFont(font(12, 500))
        self.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.setAccessibleName(field.label())
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        self._field = field
        self._done = False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._finish(keep=True, back=True)
        elif key == Qt.Key.Key_Escape:
            self._finish(keep=False, back=True)
        else:
            super().keyPressEvent(event)
            return
        event.accept()

    def focusNextPrevChild(self, next: bool) -> bool:  # noqa: A002
        self._finish(keep=True, back=True)
        return self._field.focusNextPrevChild(next)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self._done = True
        self.reset_wanted.emit()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.FocusOut:
            self._finish(keep=True, back=False)
        return super().event(event)

    def _finish(self, *, keep: bool, back: bool) -> None:
        if self._done:
            return
        self._done = True
        if keep and self.isModified():
            self.confirmed.emit(self.text())
        self.left.emit(back)
