"""The mix of styles as one bar: a segment for each style, textured by it, as wide as its share."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDropEvent,
    QImage,
    QKeyEvent,
    QLinearGradient,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractSlider, QSizePolicy, QWidget

from painter.ui.theme import DARK, text_width
from painter.ui.widgets.drawing import (
    CENTER,
    covering,
    draw_text,
    fill_rounded,
    focus_ring,
    outline_rounded,
    rounded_path,
)
from painter.ui.widgets.interactive import Interactive
from painter.ui.widgets.style_tile import STYLE_MIME

_BAR_HEIGHT = 48
_OVERHANG = 3
_DIVIDER_WIDTH = 16
_OUT_PX = 24


@dataclass(frozen=True, slots=True, kw_only=True)
class MixPart:
    """One style in the mix: key, name, whole percent, and the picture that textures its segment."""

    key: str
    name: str
    percent: int = 0
    picture: QImage | None = None


class MixBar(QWidget):
    """Dragging a divider moves weight between neighbours, dropping a style adds it, dragging one out removes it.

    Percents are whole and always sum to 100. Each divider is a slider of its own: Tab reaches it, arrows move 1 %,
    Shift 10 %, Delete removes the style right of it, Backspace the one left of it.

    Signals:
        weights_changed(object): A tuple of (key, share 0 to 1), in order, at every change.
        editing_finished(): The artist let go.
        style_dropped(str): A style's key was dropped; the owner answers with `add`.
        removed(str): The artist took this style out.
    """

    weights_changed = Signal(object)
    editing_finished = Signal()
    style_dropped = Signal(str)
    removed = Signal(str)

    def __init__(self, parts: Sequence[MixPart] = (), *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._parts: tuple[MixPart, ...] = ()
        self._dividers: list[_Divider] = []
        self._textures: dict[str, QImage] = {}
        self._pressed: int | None = None
        self._leaving = False
        self._dropping = False
        self.setAcceptDrops(True)
        self.setAccessibleName(self.tr("Mix of styles"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.set_parts(parts)

    # --- what others read and set ---

    def parts(self) -> tuple[MixPart, ...]:
        return self._parts

    def weights(self) -> tuple[tuple[str, float], ...]:
        """Return (key, share 0 to 1) of each part, in order."""
        return tuple((part.key, part.percent / 100) for part in self._parts)

    def set_parts(self, parts: Sequence[MixPart]) -> None:
        """Show a mix; percents are brought to a sum of 100. Emits nothing."""
        self._parts = _to_hundred(parts)
        self._textures.clear()
        self._rebuild()

    def add(self, part: MixPart) -> None:
        """Add a style with an equal share (or `part.percent`); the others give proportionally."""
        if any(part.key == other.key for other in self._parts):
            return
        share = part.percent or round(100 / (len(self._parts) + 1))
        rest = 100 - share if self._parts else 0
        others = [replace(other, percent=max(1, round(other.percent * rest / 100))) for other in self._parts]
        self._change((*others, replace(part, percent=share)))

    def remove(self, index: int) -> None:
        """Take a style out; the last one stays."""
        if len(self._parts) < 2:
            return
        gone = self._parts[index]
        self._change(self._parts[:index] + self._parts[index + 1 :])
        self.removed.emit(gone.key)

    def dividers(self) -> tuple[QAbstractSlider, ...]:
        """Return the sliders between the segments, from left to right."""
        return tuple(self._dividers)

    def _change(self, parts: Sequence[MixPart]) -> None:
        self._parts = _to_hundred(parts)
        self._rebuild()
        self.weights_changed.emit(self.weights())

    def _rebuild(self) -> None:
        for divider in self._dividers[max(0, len(self._parts) - 1) :]:
            divider.hide()
            divider.deleteLater()
        del self._dividers[max(0, len(self._parts) - 1) :]
        while len(self._dividers) < len(self._parts) - 1:
            divider = _Divider(len(self._dividers), self)
            divider.setVisible(True)
            self._dividers.append(divider)
        self._place()

    def _place(self) -> None:
        x = 0.0
        for index, divider in enumerate(self._dividers):
            x += self._parts[index].percent / 100 * self.width()
            divider.show_between(self._parts[index], self._parts[index + 1])
            divider.setGeometry(round(x - _DIVIDER_WIDTH / 2), 0, _DIVIDER_WIDTH, self.height())
        said = self.tr("{name} {percent} percent")
        self.setAccessibleDescription(
            ", ".join(said.format(name=part.name, percent=part.percent) for part in self._parts)
        )
        self.update()

    def move_divider(self, index: int, left_percent: int) -> None:
        """Give the segment left of a divider a share; its right neighbour keeps the rest of both."""
        left, right = self._parts[index], self._parts[index + 1]
        both = left.percent + right.percent
        kept = min(both - 1, max(1, left_percent))
        if kept == left.percent:
            return
        moved = (replace(left, percent=kept), replace(right, percent=both - kept))
        self._parts = self._parts[:index] + moved + self._parts[index + 2 :]
        self._place()
        self.weights_changed.emit(self.weights())

    def divider_dragged(self, index: int, x: float) -> None:
        """Move a divider to an x of the bar."""
        before = sum(part.percent for part in self._parts[:index])
        self.move_divider(index, round(100 * x / max(1, self.width())) - before)

    # --- drag out, drop in ---

    def _segment_at(self, at: QPointF) -> int | None:
        x = 0.0
        for index, part in enumerate(self._parts):
            x += part.percent / 100 * self.width()
            if at.x() < x:
                return index
        return len(self._parts) - 1 if self._parts else None

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._pressed = self._segment_at(event.position())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._pressed is None:
            return
        outside = max(-event.position().y(), event.position().y() - self.height())
        leaving = outside > _OUT_PX and len(self._parts) > 1
        if leaving != self._leaving:
            self._leaving = leaving
            self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        pressed, leaving = self._pressed, self._leaving
        self._pressed, self._leaving = None, False
        if pressed is not None and leaving:
            self.remove(pressed)
            self.editing_finished.emit()
        self.update()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasFormat(STYLE_MIME):
            event.acceptProposedAction()
            self._dropping = True
            self.update()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self._dropping = False
        self.update()

    def dropEvent(self, event: QDropEvent) -> None:
        self._dropping = False
        self.update()
        key = bytes(event.mimeData().data(STYLE_MIME).data()).decode("utf-8", "replace")
        if key:
            event.acceptProposedAction()
            self.style_dropped.emit(key)

    # --- looks ---

    def sizeHint(self) -> QSize:
        return QSize(288, _BAR_HEIGHT + 2 * _OVERHANG)

    def minimumSizeHint(self) -> QSize:
        return QSize(120, self.sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._textures.clear()
        self._place()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        bar = QRectF(0, _OVERHANG, self.width(), _BAR_HEIGHT)
        if not self._parts:
            self._paint_empty(painter, bar)
        else:
            painter.save()
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setClipPath(rounded_path(bar, DARK.radius_button))
            x = 0.0
            for index, part in enumerate(self._parts):
                width = part.percent / 100 * bar.width()
                self._paint_part(painter, QRectF(x, bar.y(), width, bar.height()), bar, part)
                if self._leaving and index == self._pressed:
                    painter.fillRect(QRectF(x, bar.y(), width, bar.height()), QColor(0, 0, 0, 170))
                x += width
            painter.restore()
        if self._dropping:
            outline_rounded(painter, bar, DARK.radius_button, DARK.text, 2)

    def _paint_empty(self, painter: QPainter, bar: QRectF) -> None:
        fill_rounded(painter, bar, DARK.radius_button, DARK.well)
        pen = QPen(QColor(DARK.border), 1.2)
        pen.setDashPattern([3, 3])
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        inner = bar.adjusted(0.5, 0.5, -0.5, -0.5)
        painter.drawRoundedRect(inner, DARK.radius_button, DARK.radius_button)
        draw_text(painter, bar, self.tr("Drop a style here"), size_px=12, color=DARK.dim, align=CENTER)

    def _paint_part(self, painter: QPainter, box: QRectF, bar: QRectF, part: MixPart) -> None:
        texture = self._texture(part, bar)
        if texture is None:
            painter.fillRect(box, QColor(DARK.selected))
        else:
            ratio = texture.width() / bar.width()
            painter.drawImage(box, texture, QRectF(box.x() * ratio, 0, box.width() * ratio, texture.height()))
        shade = QLinearGradient(box.topLeft(), box.bottomLeft())
        shade.setColorAt(0, QColor(0, 0, 0, 20))
        shade.setColorAt(0.22, QColor(0, 0, 0, 148))
        shade.setColorAt(1, QColor(0, 0, 0, 225))
        painter.fillRect(box, shade)
        percent = self.tr("{percent} %").format(percent=part.percent)
        words = QRectF(box.x() + 10, box.y() + 12, box.width() - 16, 16)
        if words.width() >= text_width(percent, 11, 600):
            draw_text(painter, words, percent, size_px=11, weight=600, color=DARK.on_picture)
        if words.width() >= 24:
            draw_text(painter, words.translated(0, 16), part.name, size_px=11, weight=500, color=DARK.on_picture)

    def _texture(self, part: MixPart, bar: QRectF) -> QImage | None:
        """Return the style's picture over the whole bar: a divider then uncovers it instead of squeezing it."""
        if part.picture is None or part.picture.isNull():
            return None
        if part.key not in self._textures:
            ratio = self.devicePixelRatioF()
            self._textures[part.key] = covering(
                part.picture, round(bar.width() * ratio), round(bar.height() * ratio)
            )
        return self._textures[part.key]


class _Divider(Interactive, QAbstractSlider):
    """The handle between two segments: a slider whose value is the left one's percent."""

    def __init__(self, index: int, bar: MixBar) -> None:
        super().__init__(bar)
        self._index, self._bar = index, bar
        self._showing = False
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.SplitHCursor)
        self.setPageStep(10)
        self.valueChanged.connect(self._moved)

    def show_between(self, left: MixPart, right: MixPart) -> None:
        self._showing = True
        self.setRange(1, max(1, left.percent + right.percent - 1))
        self.setValue(left.percent)
        self._showing = False
        self.setAccessibleName(self.tr("Between {left} and {right}").format(left=left.name, right=right.name))
        self.setAccessibleDescription(self.tr("Delete removes {right}").format(right=right.name))

    def _moved(self, value: int) -> None:
        if not self._showing:
            self._bar.move_divider(self._index, value)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        event.accept()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._bar.divider_dragged(self._index, self.mapToParent(event.position()).x())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._bar.editing_finished.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self._bar.remove(self._index + (1 if key == Qt.Key.Key_Delete else 0))
        elif key in (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down):
            step = 10 if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1
            back = key in (Qt.Key.Key_Left, Qt.Key.Key_Down)
            self._bar.move_divider(self._index, self.value() + (-step if back else step))
        else:
            super().keyPressEvent(event)
            return
        self._bar.editing_finished.emit()
        event.accept()
        self._ring = True
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        x, height = self.width() / 2, self.height()
        fill_rounded(painter, QRectF(x - 2, 0, 4, height), 2, DARK.window)
        knob = QRectF(x - 4, height / 2 - 12, 8, 24)
        fill_rounded(painter, knob, 4, DARK.on_picture)
        fill_rounded(painter, QRectF(x - 0.5, height / 2 - 6, 1, 12), 0, "#555555")
        if self.ring_shown:
            focus_ring(painter, knob.adjusted(-4, -4, 4, 4), 8, DARK.window)
            fill_rounded(painter, knob, 4, DARK.on_picture)


def _to_hundred(parts: Sequence[MixPart]) -> tuple[MixPart, ...]:
    """Return the parts with whole percents that sum to 100, none below 1, by largest remainders."""
    if not parts:
        return ()
    total = sum(max(0, part.percent) for part in parts)
    shares = [max(0, part.percent) * 100 / total if total else 100 / len(parts) for part in parts]
    whole = [max(1, int(share)) for share in shares]
    order = sorted(range(len(parts)), key=lambda i: shares[i] - int(shares[i]), reverse=True)
    turn = 0
    while sum(whole) != 100:
        if sum(whole) < 100:
            whole[order[turn % len(order)]] += 1
            turn += 1
        else:
            whole[whole.index(max(whole))] -= 1
    return tuple(replace(part, percent=percent) for part, percent in zip(parts, whole, strict=True))
