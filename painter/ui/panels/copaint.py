"""The Co-paint panel: choose a style or a mix, turn its controls, apply. Makes requests; runs none."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QImage
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from painter.ai.request import STROKE_SCALE_RANGE, StyleChoice, StyleRequest
from painter.ai.styles import FixedStyle, fixed_styles
from painter.document.document import Document
from painter.document.layer import Layer
from painter.errors import PainterError
from painter.files.images import read_picture
from painter.session import Session
from painter.ui.theme import DARK, font
from painter.ui.widgets.chip import Chip
from painter.ui.widgets.drop_down import DropDown
from painter.ui.widgets.mix_bar import MixBar, MixPart
from painter.ui.widgets.push_button import PushButton
from painter.ui.widgets.style_tile import StyleTile
from painter.ui.widgets.toggle import Toggle
from painter.ui.widgets.value_field import ValueField

COLUMNS = 3
THUMBNAIL_PX = 256


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Style:
    """A style in the browser: fixed, or any picture with its pixels (h, w, 3) uint8 sRGB."""

    key: str
    name: str
    image: QImage
    fixed: FixedStyle | None = None
    pixels: NDArray[np.uint8] | None = None
    sha256: str = ""

    def choice(self, weight: float) -> StyleChoice:
        if self.fixed is not None:
            return StyleChoice(kind="fixed", name=self.fixed.id, weight=weight)
        return StyleChoice(kind="picture", name=self.name, weight=weight, sha256=self.sha256)


class CopaintPanel(QWidget):
    """Style browser, mix bar and controls.

    Signals:
        apply_requested(request, pictures, source_id): The artist asks for a layer in this style.
        picture_wanted(): The artist asks for a picture as a style; answer with `add_picture_style`.
        favourites_changed(ids): Stars were turned on or off.
        refused(message): A sentence on why something cannot be done.
    """

    apply_requested = Signal(object, object, str)
    picture_wanted = Signal()
    favourites_changed = Signal(object)
    refused = Signal(str)

    def __init__(
        self, session: Session, *, favourites: tuple[str, ...] = (), parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setAcceptDrops(True)
        self._session = session
        self._favourites = list(favourites)
        self._styles: dict[str, _Style] = {}
        self._tiles: dict[str, StyleTile] = {}
        self._follows_active = True

        self._source = DropDown(name=self.tr("Layer to repaint"), label=self.tr("Repaint"), icon="stack")
        self._source.activated.connect(self._source_chosen)
        self._all = Chip(self.tr("All"), checked=True)
        self._starred = Chip(self.tr("Favourites"), icon="star")
        self._all.clicked.connect(lambda: self._filter(False))
        self._starred.clicked.connect(lambda: self._filter(True))

        self._grid_host = QWidget()
        self._grid = QGridLayout(self._grid_host)
        self._grid.setContentsMargins(0, 0, 6, 0)
        self._grid.setSpacing(6)
        self._any = StyleTile("any", self.tr("Any picture"), any_picture=True)
        self._any.chosen.connect(self.picture_wanted)
        self._browser = QScrollArea()
        self._browser.setWidget(self._grid_host)
        self._browser.setWidgetResizable(True)
        self._browser.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._browser.setMinimumHeight(120)
        self._browser.viewport().setAutoFillBackground(False)
        self._grid_host.setAutoFillBackground(False)

        self._mix = MixBar()
        self._mix.weights_changed.connect(lambda _: self._show_weights())
        self._mix.style_dropped.connect(self._add_to_mix)
        self._mix.removed.connect(lambda _: self._show_weights())
        self._strength = ValueField(
            self.tr("Strength"), 0, 100, 100, default=100, suffix=" %", hint=self.tr("0 % is the picture itself.")
        )
        low, high = STROKE_SCALE_RANGE
        self._scale = ValueField(
            self.tr("Stroke scale"),
            low,
            high,
            1.0,
            default=1.0,
            decimals=2,
            step=0.05,
            suffix=" ×",
            logarithmic=True,
            hint=self.tr("Above 1 the strokes are larger."),
        )
        self._keep = Toggle(
            self.tr("Keep colours"), model=True
        )
        self._apply = PushButton(self.tr("Apply"), "ai", keys="Ctrl+Return")
        self._apply.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._apply.clicked.connect(self.apply)
        self._lay_out()
        self._add_fixed_styles()
        self.set_session(session)

    def _lay_out(self) -> None:
        whole = QVBoxLayout(self)
        whole.setContentsMargins(16, 4, 12, 12)
        whole.setSpacing(10)
        whole.addWidget(self._source)
        chips = QHBoxLayout()
        chips.setSpacing(8)
        chips.addWidget(self._all)
        chips.addWidget(self._starred)
        chips.addStretch(1)
        whole.addLayout(chips)
        whole.addWidget(self._browser, 1)
        heading = QHBoxLayout()
        title = QLabel(self.tr("Mix"))
        title.setFont(font(12, 600))
        hint = QLabel(self.tr("Drop a style to add, Ctrl+click too"))
        hint.setFont(font(11))
        hint.setStyleSheet(f"color: {DARK.faint}")
        heading.addWidget(title)
        heading.addStretch(1)
        heading.addWidget(hint)
        whole.addLayout(heading)
        whole.addWidget(self._mix)
        fields = QHBoxLayout()
        fields.setSpacing(8)
        fields.addWidget(self._strength, 1)
        fields.addWidget(self._scale, 1)
        whole.addLayout(fields)
        whole.addWidget(self._keep)
        whole.addWidget(self._apply)

    # The session

    def set_session(self, session: Session) -> None:
        """Work on another session."""
        self._session.document_changed.disconnect(self._document_changed)
        self._session = session
        session.document_changed.connect(self._document_changed)
        self._follows_active = True
        self._list_sources()

    def _document_changed(self, old: Document, new: Document) -> None:
        if old.layers is not new.layers or old.active_id != new.active_id:
            self._list_sources()

    def _list_sources(self) -> None:
        document = self._session.document
        layers = [node for node in document.nodes() if isinstance(node, Layer)]
        chosen = self._source.currentData()
        known = {layer.id for layer in layers}
        if self._follows_active or chosen not in known:
            chosen = document.active_id if document.active_id in known else (layers[-1].id if layers else None)
        blocked = self._source.blockSignals(True)
        self._source.clear()
        for layer in reversed(layers):
            self._source.add(layer.name, layer.id)
        self._source.set_current_data(chosen)
        self._source.blockSignals(blocked)

    def _source_chosen(self, _index: int) -> None:
        self._follows_active = self._source.currentData() == self._session.document.active_id

    # Styles

    def _add_fixed_styles(self) -> None:
        for style in fixed_styles():
            image = QImage(str(style.thumbnail))
            self._add_style(_Style(key=style.id, name=style.name, image=image, fixed=style), style.description)
        self._arrange()

    def _add_style(self, style: _Style, description: str = "") -> StyleTile:
        tile = StyleTile(style.key, style.name, style.image)
        if description:
            tile.setToolTip(f"{style.name}\n{description}")
        tile.set_starred(style.key in self._favourites)
        tile.chosen.connect(lambda key=style.key: self.choose(key))
        tile.added.connect(lambda key=style.key: self._toggle_in_mix(key))
        tile.starred.connect(lambda on, key=style.key: self._star(key, on))
        self._styles[style.key] = style
        self._tiles[style.key] = tile
        return tile

    def add_picture_style(self, path: Path) -> None:
        """Add a picture file as a style and choose it; what cannot be read is refused with a sentence."""
        try:
            picture = read_picture(path)
            digest = hashlib.sha256(path.read_bytes()).hexdigest()
        except PainterError as error:
            self.refused.emit(str(error))
            return
        self._add_pixels(np.ascontiguousarray(picture.pixels[..., :3]), path.stem, digest)

    def _add_pixels(self, pixels: NDArray[np.uint8], name: str, digest: str) -> None:
        key = f"picture:{digest}"
        if key not in self._styles:
            height, width = pixels.shape[:2]
            image = QImage(pixels.data, width, height, 3 * width, QImage.Format.Format_RGB888).copy()
            small = image.scaled(
                THUMBNAIL_PX,
                THUMBNAIL_PX,
                Qt.AspectRatioMode.KeepAspectRatio,
                Qt.TransformationMode.SmoothTransformation,
            )
            self._add_style(_Style(key=key, name=name, image=small, pixels=pixels, sha256=digest))
            self._arrange()
        self.choose(key)

    def _filter(self, only_starred: bool) -> None:
        self._all.setChecked(not only_starred)
        self._starred.setChecked(only_starred)
        self._arrange()

    def _arrange(self) -> None:
        pictures = [key for key, style in self._styles.items() if style.fixed is None]
        fixed = [key for key, style in self._styles.items() if style.fixed is not None]
        shown = [self._any]
        for key in (*reversed(pictures), *fixed):
            visible = not self._starred.isChecked() or key in self._favourites
            self._tiles[key].setVisible(visible)
            if visible:
                shown.append(self._tiles[key])
        for place, tile in enumerate(shown):
            self._grid.addWidget(tile, place // COLUMNS, place % COLUMNS, Qt.AlignmentFlag.AlignTop)
        for column in range(COLUMNS):
            self._grid.setColumnStretch(column, 1)
        self._grid.setRowStretch(self._grid.rowCount(), 1)

    def _star(self, key: str, on: bool) -> None:
        if on and key not in self._favourites:
            self._favourites.append(key)
        elif not on and key in self._favourites:
            self._favourites.remove(key)
        self.favourites_changed.emit(tuple(self._favourites))
        if self._starred.isChecked():
            self._arrange()

    # The mix

    def choose(self, key: str) -> None:
        """Make one style the whole mix."""
        self._mix.set_parts([self._part(key, 100)])
        self._show_weights()

    def _toggle_in_mix(self, key: str) -> None:
        for place, part in enumerate(self._mix.parts()):
            if part.key == key:
                if len(self._mix.parts()) > 1:
                    self._mix.remove(place)
                    self._show_weights()
                return
        self._add_to_mix(key)

    def _add_to_mix(self, key: str) -> None:
        if key in self._styles and all(part.key != key for part in self._mix.parts()):
            self._mix.add(self._part(key, 0))
            self._show_weights()

    def _part(self, key: str, percent: int) -> MixPart:
        style = self._styles[key]
        return MixPart(key=key, name=style.name, percent=percent, picture=style.image)

    def _show_weights(self) -> None:
        weights = dict(self._mix.weights())
        for key, tile in self._tiles.items():
            tile.set_weight(weights.get(key))
        self._apply.setEnabled(bool(weights))

    # Asking

    def request(self) -> tuple[StyleRequest, dict[int, Any]]:
        """Return what the panel asks for, and the style pictures by their place.

        Raises:
            PainterError: No style is chosen.
        """
        weights = [(key, weight) for key, weight in self._mix.weights() if weight > 0]
        choices = tuple(self._styles[key].choice(weight) for key, weight in weights)
        request = StyleRequest(
            styles=choices,
            strength=self._strength.number() / 100,
            stroke_scale=self._scale.number(),
            keep_colors=self._keep.isChecked(),
        )
        pictures = {
            place: style.pixels
            for place, (key, _) in enumerate(weights)
            if (style := self._styles[key]).pixels is not None
        }
        return request, pictures

    def apply(self) -> None:
        """Ask for a layer as the panel stands."""
        try:
            request, pictures = self.request()
        except PainterError as error:
            self.refused.emit(str(error))
            return
        self.apply_requested.emit(request, pictures, self._source.currentData() or "")

    # Pictures dropped here become styles

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        for url in event.mimeData().urls():
            if url.isLocalFile():
                self.add_picture_style(Path(url.toLocalFile()))
        event.acceptProposedAction()
