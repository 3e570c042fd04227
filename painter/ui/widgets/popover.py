"""A card that opens below what was pressed and closes by Esc or a press elsewhere.

The press that closes it goes on to what it was meant for: who starts a stroke beside it paints the stroke.
"""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QWidget

from painter.ui.theme import DARK
from painter.ui.widgets.floating_card import FloatingCard

_GAP_PX = 6
_EDGE_PX = 8
_PRESSES = (QEvent.Type.MouseButtonPress, QEvent.Type.TabletPress, QEvent.Type.TouchBegin)


class Popover(FloatingCard):
    """Fill it through `row`, a column. Tab stays inside while it is open.

    Signals:
        opened(): It is shown now.
        closed(): It is gone; the focus is back on what opened it.
    """

    opened = Signal()
    closed = Signal()

    def __init__(
        self, parent: QWidget, *, name: str, padding: int = 8, align: Literal["left", "right"] = "left"
    ) -> None:
        super().__init__(parent, direction="column", padding=(padding,) * 4, spacing=DARK.radius_button)
        self._anchor: QWidget | None = None
        self._align = align
        self._pinned = False
        self.setAccessibleName(name)
        self.hide()

    def is_open(self) -> bool:
        return self._anchor is not None

    def set_pinned(self, pinned: bool) -> None:
        """Keep it open whatever happens beside it; Esc inside still closes it."""
        self._pinned = pinned

    def is_pinned(self) -> bool:
        return self._pinned

    def open_below(self, anchor: QWidget) -> None:
        """Show it below a widget, in that widget's window, with the focus inside."""
        if self._anchor is not None:
            return
        by_keyboard = bool(getattr(anchor, "ring_shown", False))
        self._anchor = anchor
        self.setParent(anchor.window())
        self._place()
        self.rise()
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        app.installEventFilter(self)
        app.focusChanged.connect(self._focus_moved)
        first = next((child for child in self._stops() if child.isVisible()), None)
        if first is not None:
            first.setFocus(Qt.FocusReason.TabFocusReason if by_keyboard else Qt.FocusReason.OtherFocusReason)
        self.opened.emit()

    def toggle_below(self, anchor: QWidget) -> None:
        """Open it, or close it where it is open."""
        if self._anchor is not None:
            self.dismiss()
        else:
            self.open_below(anchor)

    def dismiss(self) -> None:
        """Close it; nothing happens where it is closed."""
        if self._anchor is None:
            return
        anchor, self._anchor = self._anchor, None
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        app.removeEventFilter(self)
        app.focusChanged.disconnect(self._focus_moved)
        focused = QApplication.focusWidget()
        had_focus = focused is not None and self._holds(focused)
        self.hide()
        if had_focus:
            anchor.setFocus(Qt.FocusReason.PopupFocusReason)
        self.closed.emit()

    def _focus_moved(self, _old: QWidget | None, new: QWidget | None) -> None:
        if self._pinned or new is None or new is self._anchor or self._holds(new):
            return
        # A dialog or menu over it was opened from it.
        if new.window() is self.window():
            self.dismiss()

    def _place(self) -> None:
        anchor, window = self._anchor, self.parentWidget()
        if anchor is None or window is None:
            return
        self.adjustSize()
        at = anchor.mapTo(window, QPoint(0, anchor.height() + _GAP_PX))
        x = at.x() if self._align == "left" else at.x() + anchor.width() - self.width()
        x = max(_EDGE_PX, min(x, window.width() - self.width() - _EDGE_PX))
        y = max(_EDGE_PX, min(at.y(), window.height() - self.height() - _EDGE_PX))
        self.move(x, y)

    def _holds(self, widget: QWidget) -> bool:
        return widget is self or self.isAncestorOf(widget)

    def _stops(self) -> list[QWidget]:
        """Return the Tab stops inside, in their order."""
        stops: list[QWidget] = []
        at: QWidget | None = self.nextInFocusChain()
        while at is not None and at is not self:
            if self.isAncestorOf(at) and at.focusPolicy() & Qt.FocusPolicy.TabFocus and at.isEnabled():
                stops.append(at)
            at = at.nextInFocusChain()
        return stops

    # --- events, its own and while it is open everybody's ---

    def focusNextPrevChild(self, next: bool) -> bool:  # noqa: A002
        stops = [stop for stop in self._stops() if stop.isVisible()]
        if not stops:
            return False
        focused = QApplication.focusWidget()
        at = stops.index(focused) if focused in stops else -1
        if next:
            stops[(at + 1) % len(stops)].setFocus(Qt.FocusReason.TabFocusReason)
        else:
            stops[(at if at >= 0 else 0) - 1].setFocus(Qt.FocusReason.BacktabFocusReason)
        return True

    def event(self, event: QEvent) -> bool:
        if _is_escape(event, QEvent.Type.ShortcutOverride):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.dismiss()
            return
        super().keyPressEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if not isinstance(watched, QWidget):
            return False
        if kind in _PRESSES:
            anchor = self._anchor
            if self._pinned or anchor is None or self._holds(watched) or watched is anchor:
                return False
            if watched.window() is self.window():
                self.dismiss()
        elif kind == QEvent.Type.Resize:
            if watched is self.parentWidget():
                self._place()
        elif self._pinned or self._holds(watched) or watched.window() is not self.window():
            return False
        elif _is_escape(event, QEvent.Type.ShortcutOverride):
            event.accept()
            return True
        elif _is_escape(event, QEvent.Type.KeyPress):
            self.dismiss()
            return True
        return False


def _is_escape(event: QEvent, kind: QEvent.Type) -> bool:
    return event.type() == kind and isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape
