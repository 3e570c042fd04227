"""Colours to pick from: a palette in a grid, and the pair of foreground and background."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QGridLayout, QSizePolicy, QWidget

from painter.ui.theme import DARK, tooltip
from painter.ui.widgets.drawing import fill_rounded, focus_ring, outline_rounded
from painter.ui.widgets.interactive import Interactive

_MARGIN = 2
_HEIGHT = 20


class ColorSwatches(QWidget):
    """A grid of colours; one Tab stop, arrow keys move within it, Space or Enter picks.

    Signals:
        picked(QColor): The artist picked a colour.
    """

    picked = Signal(QColor)

    def __init__(
        self,
        colors: Sequence[QColor | str] = (),
        *,
        columns: int = 9,
        places: int = 0,
        name: str = "",
        parent: QWidget | None = None,
    ) -> None:
        """Make a grid; at least `places` are drawn, those without a colour as outlines."""
        super().__init__(parent)
        self._columns, self._places = columns, places
        self._swatches: list[_Swatch] = []
        self.setAccessibleName(name or self.tr("Palette"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(0)
        self.set_colors(colors)

    def colors(self) -> list[QColor]:
        return [swatch.color for swatch in self._swatches]

    def set_colors(self, colors: Sequence[QColor | str]) -> None:
        """Show other colours."""
        for index, color in enumerate(colors):
            if index < len(self._swatches):
                self._swatches[index].set_color(QColor(color))
            else:
                self._add(QColor(color))
        for swatch in self._swatches[len(colors) :]:
            self._grid.removeWidget(swatch)
            swatch.hide()
            swatch.deleteLater()
        del self._swatches[len(colors) :]
        # Empty columns keep their width, or a single colour would fill the row.
        for column in range(self._columns):
            self._grid.setColumnStretch(column, 1)
        if not any(swatch.focusPolicy() == Qt.FocusPolicy.TabFocus for swatch in self._swatches):
            self._one_tab_stop(0)
        self.update()

    def _add(self, color: QColor) -> None:
        index = len(self._swatches)
        swatch = _Swatch(color, index, self)
        swatch.clicked.connect(lambda _=False: self._pick(index))
        self._grid.addWidget(swatch, index // self._columns, index % self._columns)
        self._swatches.append(swatch)

    def sizeHint(self) -> QSize:
        rows = -(-max(len(self._swatches), self._places) // self._columns)
        return QSize(self._columns * (28 + 2 * _MARGIN), rows * (_HEIGHT + 2 * _MARGIN))

    def minimumSizeHint(self) -> QSize:
        return QSize(self._columns * 12, self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        cell, height = self.width() / self._columns, _HEIGHT + 2 * _MARGIN
        for index in range(len(self._swatches), self._places):
            box = QRectF(index % self._columns * cell, index // self._columns * height, cell, height)
            outline_rounded(painter, box.adjusted(_MARGIN, _MARGIN, -_MARGIN, -_MARGIN), 4, DARK.line)

    def set_current(self, color: QColor | None) -> None:
        """Ring the swatch of this colour, if there is one."""
        for swatch in self._swatches:
            swatch.setChecked(color is not None and swatch.color.rgb() == color.rgb())

    def swatch(self, index: int) -> QAbstractButton:
        return self._swatches[index]

    def _pick(self, index: int) -> None:
        color = self._swatches[index].color
        self.set_current(color)
        self._one_tab_stop(index)
        self.picked.emit(color)

    def _one_tab_stop(self, index: int) -> None:
        for number, swatch in enumerate(self._swatches):
            swatch.setFocusPolicy(Qt.FocusPolicy.TabFocus if number == index else Qt.FocusPolicy.NoFocus)

    def move_focus(self, index: int, key: int) -> None:
        """Move the focus from a swatch by an arrow key."""
        step = {
            int(Qt.Key.Key_Left): -1,
            int(Qt.Key.Key_Right): 1,
            int(Qt.Key.Key_Up): -self._columns,
            int(Qt.Key.Key_Down): self._columns,
        }[key]
        target = index + step
        if 0 <= target < len(self._swatches):
            self._one_tab_stop(target)
            self._swatches[target].setFocus(Qt.FocusReason.TabFocusReason)


class _Swatch(Interactive, QAbstractButton):
    def __init__(self, color: QColor, index: int, palette: ColorSwatches) -> None:
        super().__init__(palette)
        self._index, self._palette = index, palette
        self.setCheckable(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.set_color(color)

    def set_color(self, color: QColor) -> None:
        self.color = color
        self.setAccessibleName(color.name().upper())
        self.setToolTip(tooltip(color.name().upper()))
        self.update()

    def nextCheckState(self) -> None:
        return

    def sizeHint(self) -> QSize:
        return QSize(28 + 2 * _MARGIN, _HEIGHT + 2 * _MARGIN)

    def minimumSizeHint(self) -> QSize:
        return QSize(12, _HEIGHT + 2 * _MARGIN)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down):
            self._palette.move_focus(self._index, event.key())
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        rect = QRectF(self.rect())
        fill_rounded(painter, rect.adjusted(_MARGIN, _MARGIN, -_MARGIN, -_MARGIN), 4, self.color)
        if self.ring_shown:
            focus_ring(painter, rect, 6)
        elif self.isChecked():
            outline_rounded(painter, rect, 6, DARK.text, 1.5)
        elif self.hover > 0.5:
            outline_rounded(painter, rect, 6, DARK.border, 1)


class ColorPair(Interactive, QAbstractButton):
    """Foreground over background, as in the rail (32 px) and, larger, in the colour panel.

    A click on the background, or X, swaps them; a click on the foreground asks for a colour. With the focus here
    Space swaps and Enter asks.

    Signals:
        swapped(): The artist wants them exchanged; the owner sets the new pair.
        foreground_pressed(): The artist wants to choose the foreground.
    """

    swapped = Signal()
    foreground_pressed = Signal()

    def __init__(self, *, large: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._large = large
        self._foreground, self._background = QColor("#000000"), QColor("#FFFFFF")
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(self.tr("Foreground and background colour"))
        self.setToolTip(tooltip(self.accessibleName(), "X", self.tr("Click the one behind to swap them.")))
        self.clicked.connect(self.swapped)

    def set_colors(self, foreground: QColor, background: QColor) -> None:
        """Show a pair of opaque sRGB colours."""
        self._foreground, self._background = QColor(foreground), QColor(background)
        self.setAccessibleDescription(f"{foreground.name().upper()}, {background.name().upper()}")
        self.update()

    def _front(self) -> QRectF:
        return QRectF(2, 2, 40, 40) if self._large else QRectF(1, 1, 22, 22)

    def _back(self) -> QRectF:
        return QRectF(22, 18, 36, 36) if self._large else QRectF(11, 13, 20, 20)

    def hits_foreground(self, at: QPointF) -> bool:
        return self._front().contains(at)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self.hits_foreground(event.position()):
            self.foreground_pressed.emit()
            return
        super().mousePressEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.foreground_pressed.emit()
            return
        super().keyPressEvent(event)

    def sizeHint(self) -> QSize:
        return QSize(60, 56) if self._large else QSize(32, 34)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        front, back = self._front(), self._back()
        radius = 9 if self._large else 6
        fill_rounded(painter, back, radius - 1, self._background)
        outline_rounded(painter, back, radius - 1, "#555555")
        gap = 2 if self._large else 1
        fill_rounded(painter, front.adjusted(-gap, -gap, gap, gap), radius + gap, DARK.panel)
        fill_rounded(painter, front, radius, self._foreground)
        outline_rounded(painter, front, radius, DARK.text, 1.5)
        if self.ring_shown:
            focus_ring(painter, QRectF(self.rect()), radius)
