"""A card beside the canvas that stays while the artist works: moved by its head, closed by Esc or its cross."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPixmap, QResizeEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QLabel, QWidget

from painter.ui.icons import rendered
from painter.ui.theme import DARK
from painter.ui.widgets.floating_card import FloatingCard
from painter.ui.widgets.icon_button import IconButton
from painter.ui.widgets.labels import ElidedLabel

WIDTH_PX = 336
EDGE_PX = 16
FOOT_PX = DARK.status_height + EDGE_PX


class ToolCard(FloatingCard):
    """Fill `row`, its column; add buttons to `head` before the cross. Once dismissed it is gone for good.

    Signals:
        closed(): It is gone.
    """

    closed = Signal()

    def __init__(self, parent: QWidget, *, icon: str, title: str) -> None:
        super().__init__(parent, direction="column", padding=(16, 10, 16, 16), spacing=10)
        self.setFixedWidth(WIDTH_PX)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.setAccessibleName(title)
        self._opener: QWidget | None = None
        self._gone = False
        self._grip: QPointF | None = None
        self.head = QHBoxLayout()
        self.head.setSpacing(4)
        picture = QLabel()
        ratio = self.devicePixelRatioF()
        image = rendered(icon, DARK.text, round(18 * ratio)).copy()
        image.setDevicePixelRatio(ratio)
        picture.setPixmap(QPixmap.fromImage(image))
        self._title = ElidedLabel(title, size_px=13, weight=600, color=DARK.text)
        self.head.addWidget(picture)
        self.head.addSpacing(4)
        self.head.addWidget(self._title, 1)
        self._close = IconButton("x", self.tr("Close"), size=28, icon_px=14, keys="Esc")
        self._close.clicked.connect(self.dismiss)
        self.head.addWidget(self._close)
        self.row.addLayout(self.head)

    def set_title(self, title: str) -> None:
        """Show another name in the head."""
        self._title.setText(title)
        self.setAccessibleName(title)

    def add_to_head(self, button: QWidget) -> None:
        """Add a button left of the cross."""
        self.head.insertWidget(self.head.count() - 1, button)

    def first_stop(self) -> QWidget:
        """Return what gets the focus when the card opens."""
        return self._close

    # --- coming and going ---

    def open_beside(self, anchor: QRect, opener: QWidget) -> None:
        """Show the card left of a rectangle (in the parent's coordinates), wholly within the parent.

        Args:
            opener: Gets the focus back.
        """
        parent = self.parentWidget()
        assert parent is not None
        self._opener = opener
        self.adjustSize()
        left = anchor.left() - self.width() - EDGE_PX
        if left < EDGE_PX:
            left = parent.width() - self.width() - EDGE_PX
        self._put(QPoint(left, anchor.center().y() - self.height() // 2))
        self.rise()
        self.first_stop().setFocus(Qt.FocusReason.PopupFocusReason)

    def _put(self, at: QPoint) -> None:
        parent = self.parentWidget()
        if parent is not None:
            x = max(0, min(at.x(), parent.width() - self.width()))
            y = max(0, min(at.y(), parent.height() - self.height() - FOOT_PX))
            self.move(x, y)

    def dismiss(self) -> None:
        """Close the card for good; twice is once."""
        if self._gone:
            return
        self._gone = True
        focused = QApplication.focusWidget()
        had_focus = focused is not None and (focused is self or self.isAncestorOf(focused))
        self.hide()
        if had_focus and self._opener is not None:
            self._opener.setFocus(Qt.FocusReason.PopupFocusReason)
        self._let_go()
        self.closed.emit()
        self.deleteLater()

    def _let_go(self) -> None:
        """Disconnect from what outlives the card."""

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._put(self.pos())

    # --- its head moves it ---

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._grip = event.position()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._grip is not None:
            self._put(self.mapToParent((event.position() - self._grip).toPoint()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._grip = None

    # --- keys ---

    def event(self, event: QEvent) -> bool:
        # The card's keys are its own: Esc closes it, digits and letters do not choose tools.
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            modifiers = event.modifiers() & (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier)
            if event.key() == Qt.Key.Key_Escape or not modifiers:
                event.accept()
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.dismiss()
        else:
            super().keyPressEvent(event)
