"""The scrolling grid of style tiles, three to a row, walked with the arrow keys."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtGui import QKeyEvent, QPalette, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from painter.ui.theme import DARK, color, font
from painter.ui.widgets.style_tile import StyleTile

COLUMNS = 3
_GAP_PX = 6
_TILE_MARGIN_PX = 3
_ROW_PX = 96
_TILE_LEAST_PX = 64
_SCROLL_BAR_PX = 8
_STEPS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Up: -COLUMNS, Qt.Key.Key_Down: COLUMNS}


class StyleGrid(QScrollArea):
    """Shows tiles it is given, in order; Tab stops at one of them, the arrow keys go on from there.

    Pictures keep a distance of `margin_px` from both sides, and the scroll bar lies within it.
    """

    def __init__(self, *, margin_px: int = 16, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._margin_px = margin_px
        self._tiles: list[StyleTile] = []
        self._host = QWidget()
        column = QVBoxLayout(self._host)
        column.setContentsMargins(0, 1, 0, 4)
        column.setSpacing(0)
        self._grid = QGridLayout()
        self._grid.setSpacing(_GAP_PX)
        for place in range(COLUMNS):
            self._grid.setColumnStretch(place, 1)
            self._grid.setColumnMinimumWidth(place, _TILE_LEAST_PX)  # a column without tiles keeps its share
        column.addLayout(self._grid)
        self._message = QLabel()
        self._message.setTextFormat(Qt.TextFormat.PlainText)
        self._message.setFont(font(12))
        self._message.setWordWrap(True)
        self._message.setContentsMargins(margin_px, 8, margin_px, 8)
        quiet = self._message.palette()
        quiet.setColor(QPalette.ColorRole.WindowText, color(DARK.faint))
        self._message.setPalette(quiet)
        column.addWidget(self._message)
        column.addStretch(1)
        self.setWidget(self._host)
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.viewport().setAutoFillBackground(False)
        self._host.setAutoFillBackground(False)
        self.verticalScrollBar().rangeChanged.connect(self._leave_margins)

    def show_tiles(self, tiles: Sequence[StyleTile], message: str = "") -> None:
        """Show these tiles and no others, and below them a sentence, if there is one."""
        for tile in self._tiles:
            self._grid.removeWidget(tile)
            if tile not in tiles:
                tile.hide()
        self._tiles = list(tiles)
        for place, tile in enumerate(self._tiles):
            if tile.parent() is not self._host:
                tile.setParent(self._host)
                tile.installEventFilter(self)
            self._grid.addWidget(tile, place // COLUMNS, place % COLUMNS, Qt.AlignmentFlag.AlignTop)
            tile.show()
        self._message.setText(message)
        self._message.setVisible(bool(message))
        self._put_in_tab_order()

    def tiles(self) -> tuple[StyleTile, ...]:
        """Return the tiles that are shown, in order."""
        return tuple(self._tiles)

    def reveal(self, tile: StyleTile) -> None:
        """Scroll so that a tile is seen whole."""
        self.ensureWidgetVisible(tile, 0, _GAP_PX)

    def sizeHint(self) -> QSize:
        return QSize(288, 3 * _ROW_PX)

    def minimumSizeHint(self) -> QSize:
        return QSize(COLUMNS * _TILE_LEAST_PX + 2 * _GAP_PX + 2 * self._margin_px, _ROW_PX)

    # The sides

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._leave_margins()

    def _leave_margins(self) -> None:
        bar = self.verticalScrollBar()
        side = self._margin_px - _TILE_MARGIN_PX
        scrolls = bar.maximum() > bar.minimum()
        self._grid.setContentsMargins(side, 0, side - (_SCROLL_BAR_PX if scrolls else 0), 0)

    # Keys

    def _put_in_tab_order(self) -> None:
        focused = next((tile for tile in self._tiles if tile.hasFocus()), None)
        chosen = next((tile for tile in self._tiles if tile.weight() is not None), None)
        stop = focused or chosen or (self._tiles[0] if self._tiles else None)
        for tile in self._tiles:
            tile.setFocusPolicy(Qt.FocusPolicy.TabFocus if tile is stop else Qt.FocusPolicy.NoFocus)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if (
            isinstance(watched, StyleTile)
            and isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.KeyPress
            and event.key() in (*_STEPS, Qt.Key.Key_Home, Qt.Key.Key_End)
            and watched in self._tiles
        ):
            self._walk(self._tiles.index(watched), Qt.Key(event.key()))
            return True
        return super().eventFilter(watched, event)

    def _walk(self, place: int, key: Qt.Key) -> None:
        last = len(self._tiles) - 1
        if key in (Qt.Key.Key_Home, Qt.Key.Key_End):
            goal = 0 if key == Qt.Key.Key_Home else last
        else:
            goal = place + _STEPS[key]
        if not 0 <= goal <= last:
            return
        tile = self._tiles[goal]
        tile.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        tile.setFocus(Qt.FocusReason.TabFocusReason)
        self._put_in_tab_order()
        self.reveal(tile)
