"""What every control we paint ourselves shares: a hover that fades and a focus ring for the keyboard only.

A mix-in, put before the Qt class: ``class IconButton(Interactive, QAbstractButton)``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QAbstractAnimation, QEasingCurve, QEvent, Qt, QVariantAnimation
from PySide6.QtGui import QEnterEvent, QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QWidget

from painter.ui.theme import DARK, motion_ms

if TYPE_CHECKING:
    _Base = QWidget
else:
    _Base = object

_BY_KEYBOARD = (
    Qt.FocusReason.TabFocusReason,
    Qt.FocusReason.BacktabFocusReason,
    Qt.FocusReason.ShortcutFocusReason,
)
_AS_BEFORE = (
    Qt.FocusReason.ActiveWindowFocusReason,
    Qt.FocusReason.PopupFocusReason,
    Qt.FocusReason.MenuBarFocusReason,
)


class Interactive(_Base):
    """Keeps `ring_shown` and `hover` (0 to 1) for the paint event."""

    _ring = False
    _hover = 0.0
    _fade: QVariantAnimation | None = None

    @property
    def ring_shown(self) -> bool:
        """Whether the focus ring is due: focused, and the keyboard brought the focus or was used since."""
        return self._ring and self.hasFocus()

    @property
    def hover(self) -> float:
        """How far the pointer's hover has faded in, 0 to 1."""
        return self._hover if self.isEnabled() else 0.0

    def focusInEvent(self, event: QFocusEvent) -> None:
        if event.reason() in _BY_KEYBOARD:
            self._ring = True
        elif event.reason() not in _AS_BEFORE:
            self._ring = False
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self._ring and self.hasFocus():
            self._ring = True
            self.update()
        super().keyPressEvent(event)

    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        self._fade_to(1.0)

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._fade_to(0.0)

    def _fade_to(self, target: float) -> None:
        duration_ms = motion_ms(DARK.hover_ms)
        if self._fade is not None:
            self._fade.stop()
        if duration_ms == 0:
            self._set_hover(target)
            return
        if self._fade is None:
            self._fade = QVariantAnimation(self)
            self._fade.setEasingCurve(QEasingCurve.Type.OutCubic)
            self._fade.valueChanged.connect(self._set_hover)
        self._fade.setStartValue(self._hover)
        self._fade.setEndValue(target)
        self._fade.setDuration(duration_ms)
        self._fade.start(QAbstractAnimation.DeletionPolicy.KeepWhenStopped)

    def _set_hover(self, value: float) -> None:
        self._hover = value
        self.update()
