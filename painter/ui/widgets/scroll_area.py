"""A column that scrolls, with a thin bar over its right margin: its contents never change their width for it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QScrollBar, QSizePolicy, QWidget

_BAR_PX = 8


class ScrollArea(QScrollArea):
    """Asks for its contents' height and does with less: tall panels never make the window grow."""

    def __init__(self, contents: QWidget, *, least_height: int = 96, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._least_height = least_height
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._shown_bar = QScrollBar(Qt.Orientation.Vertical, self)
        self._shown_bar.hide()
        hidden = self.verticalScrollBar()
        hidden.rangeChanged.connect(self._follow)
        hidden.valueChanged.connect(self._shown_bar.setValue)
        self._shown_bar.valueChanged.connect(hidden.setValue)
        self.setWidget(contents)
        contents.installEventFilter(self)
        # Both would paint the palette's grey over whatever the dock is painted with.
        self.viewport().setAutoFillBackground(False)
        contents.setAutoFillBackground(False)

    def _follow(self) -> None:
        hidden, shown = self.verticalScrollBar(), self._shown_bar
        shown.setPageStep(hidden.pageStep())
        shown.setSingleStep(hidden.singleStep())
        shown.setRange(hidden.minimum(), hidden.maximum())
        shown.setVisible(hidden.maximum() > hidden.minimum())
        shown.raise_()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest and watched is self.widget():
            self.updateGeometry()
        return super().eventFilter(watched, event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._shown_bar.setGeometry(self.width() - _BAR_PX, 0, _BAR_PX, self.height())
        self._follow()

    def sizeHint(self) -> QSize:
        contents = self.widget()
        return contents.sizeHint() if contents is not None else super().sizeHint()

    def minimumSizeHint(self) -> QSize:
        contents = self.widget()
        wanted = contents.minimumSizeHint() if contents is not None else QSize(0, 0)
        return QSize(wanted.width(), min(self._least_height, wanted.height()))
