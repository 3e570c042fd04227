"""The styles to choose from: filters, search, and the grid of tiles. Knows which are shown; the mix is not its."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QImage, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from painter.ui.panels.style_grid import StyleGrid
from painter.ui.widgets.chip import Chip
from painter.ui.widgets.icon_button import IconButton
from painter.ui.widgets.search_field import SearchField
from painter.ui.widgets.style_tile import StyleTile

_MARGIN_PX = 16
_ROW_PX = 28
_GAP_PX = 6


class StyleBrowser(QWidget):
    """Tiles of styles with “Any picture” before them.

    Signals:
        chosen(str): A style's key: use it alone.
        added(str): Add it to the mix, or take it out.
        applied(str): A double click: paint with it.
        picture_wanted(): “Any picture” was pressed.
        favourites_changed(tuple): Keys of the starred styles.
        own_previews_toggled(bool): The artist wants to see the styles on their own picture, or no more.
    """

    chosen = Signal(str)
    added = Signal(str)
    applied = Signal(str)
    picture_wanted = Signal()
    favourites_changed = Signal(object)
    own_previews_toggled = Signal(bool)

    def __init__(self, *, favourites: Sequence[str] = (), parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._favourites = list(favourites)
        self._tiles: dict[str, StyleTile] = {}
        self._thumbnails: dict[str, QImage] = {}
        self._words: dict[str, str] = {}
        self._own: list[str] = []
        self._any = StyleTile("any", self.tr("Any picture"), any_picture=True)
        self._any.chosen.connect(self.picture_wanted)
        self._all = Chip(self.tr("All"), checked=True)
        self._starred = Chip(self.tr("Favourites"), icon="star")
        self._mine = Chip(self.tr("Mine"))
        self._chips = (self._all, self._starred, self._mine)
        self._starred_text = self._starred.text()
        for chip in self._chips:
            chip.clicked.connect(lambda _on=False, chip=chip: self._filter_by(chip))
        self._search = SearchField(self.tr("Search styles"), height=_ROW_PX)
        self._search.textChanged.connect(lambda _text: self.arrange())
        self._eye = IconButton(
            "eye",
            self.tr("Show on my picture"),
            hint=self.tr("Every style is shown on the layer you repaint."),
            size=_ROW_PX,
            icon_px=16,
            checkable=True,
        )
        self._eye.toggled.connect(self._eye_toggled)
        self._magnifier = IconButton(
            "magnifying-glass", self.tr("Search styles"), size=_ROW_PX, icon_px=16, checkable=True
        )
        self._magnifier.toggled.connect(self.show_search)
        self._grid = StyleGrid(margin_px=_MARGIN_PX)
        self._lay_out()
        self.show_search(False)

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setContentsMargins(_MARGIN_PX, 0, _MARGIN_PX - 4, 0)
        row.setSpacing(_GAP_PX)
        for chip in self._chips:
            row.addWidget(chip)
        row.addWidget(self._search, 1)
        row.addStretch()
        row.addWidget(self._eye)
        row.addSpacing(-4)
        row.addWidget(self._magnifier)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(_GAP_PX)
        whole.addLayout(row)
        whole.addWidget(self._grid, 1)

    # Styles

    def add_style(
        self, key: str, name: str, thumbnail: QImage, *, description: str = "", own: bool = False
    ) -> None:
        """Add a style, to be seen from the next `arrange` on; own pictures come first, the newest at the front."""
        tile = StyleTile(key, name, thumbnail, description=description)
        tile.set_starred(key in self._favourites)
        tile.chosen.connect(lambda: self.chosen.emit(key))
        tile.added.connect(lambda: self.added.emit(key))
        tile.applied.connect(lambda: self.applied.emit(key))
        tile.starred.connect(lambda on: self._star(key, on))
        self._tiles[key], self._thumbnails[key] = tile, thumbnail
        self._words[key] = f"{name}\n{description}".casefold()
        if own:
            self._own.insert(0, key)
        self._all.setText(self.tr("All {count}").format(count=len(self._tiles) - len(self._own)))
        self._all.setAccessibleName(self._all.text())
        self._fit_chips()

    def keys(self) -> tuple[str, ...]:
        """Return the keys of all styles in their order."""
        return (*self._own, *(key for key in self._tiles if key not in self._own))

    def tile(self, key: str) -> StyleTile:
        """Return a style's tile.

        Raises:
            KeyError: There is no such style.
        """
        return self._tiles[key]

    def shown_keys(self) -> tuple[str, ...]:
        """Return the keys of the styles that pass the filter and the search, in order."""
        return tuple(tile.key for tile in self._grid.tiles() if tile is not self._any)

    def set_weights(self, weights: Mapping[str, float]) -> None:
        """Show each style's share in the mix, 0 to 1; a style that is not named has none."""
        for key, tile in self._tiles.items():
            tile.set_weight(weights.get(key))

    def reveal(self, key: str) -> None:
        """Show a style's tile, whatever is filtered or searched for."""
        if key not in self.shown_keys():
            self.show_search(False)
            self._filter_by(self._mine if key in self._own else self._all)
        self._grid.reveal(self._tiles[key])

    def set_thumbnail(self, key: str, thumbnail: QImage) -> None:
        """Give a style a picture it did not have."""
        self._thumbnails[key] = thumbnail
        self._tiles[key].set_picture(thumbnail)

    # The artist's own picture

    def shows_own_previews(self) -> bool:
        return self._eye.isChecked()

    def set_picture(self, key: str, picture: QImage) -> None:
        """Show a style on the artist's picture, as long as the eye is on; an unknown key is no error."""
        if self._eye.isChecked() and key in self._tiles:
            self._tiles[key].set_picture(picture)

    def _eye_toggled(self, on: bool) -> None:
        if not on:
            for key, tile in self._tiles.items():
                tile.set_picture(self._thumbnails[key])
        self.own_previews_toggled.emit(on)

    # What is shown

    def show_search(self, on: bool) -> None:
        """Put the search in the place of the filters, or take it away with what was typed."""
        self._magnifier.setChecked(on)
        if not on and self._search.hasFocus():
            self._magnifier.setFocus(Qt.FocusReason.OtherFocusReason)
        self._search.setVisible(on)
        for chip in self._chips:
            chip.setVisible(not on)
        if on:
            self._search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        else:
            self._search.clear()
        self.arrange()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self._magnifier.isChecked():
            self.show_search(False)
        else:
            super().keyPressEvent(event)

    def _filter_by(self, chosen: Chip) -> None:
        for chip in self._chips:
            chip.setChecked(chip is chosen)
        self.arrange()

    def _star(self, key: str, on: bool) -> None:
        if on and key not in self._favourites:
            self._favourites.append(key)
        elif not on and key in self._favourites:
            self._favourites.remove(key)
        self.favourites_changed.emit(tuple(self._favourites))
        if self._starred.isChecked():
            self.arrange()

    def arrange(self) -> None:
        """Show the tiles that pass the filter or the search."""
        tiles, message = self._wanted()
        self._grid.show_tiles(tiles, message)

    def _wanted(self) -> tuple[list[StyleTile], str]:
        """Return the tiles to show and what to say below them."""
        sought = self._search.text().strip().casefold()
        if self._magnifier.isChecked():
            found = [self._tiles[key] for key in self.keys() if all(w in self._words[key] for w in sought.split())]
            return found, "" if found else self.tr("No style is called that.")
        if self._starred.isChecked():
            found = [self._tiles[key] for key in self.keys() if key in self._favourites]
            return found, "" if found else self.tr("The star on a style keeps it here.")
        if self._mine.isChecked():
            found = [self._tiles[key] for key in self._own]
            return [self._any, *found], "" if found else self.tr(
                "Drop a picture here to paint in its style. It stays until painter closes."
            )
        return [self._any, *(self._tiles[key] for key in self.keys())], ""

    def minimumSizeHint(self) -> QSize:
        grid = self._grid.minimumSizeHint()
        return QSize(grid.width(), _ROW_PX + _GAP_PX + grid.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_chips()

    def _fit_chips(self) -> None:
        """Leave “Favourites” its star alone where the row is too narrow for the words."""
        self._starred.setText(self._starred_text)
        icons = 2 * _ROW_PX + _GAP_PX
        words = sum(chip.sizeHint().width() + _GAP_PX for chip in self._chips)
        if words + icons + 2 * _MARGIN_PX - 4 > self.width():
            self._starred.setText("")
