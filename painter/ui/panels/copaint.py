"""The Co-paint panel: choose a style or a mix, turn its controls, apply. Makes requests; runs none."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QMimeData, QSize, QTimer, Signal, Slot
from PySide6.QtGui import (
    QDragEnterEvent,
    QDragLeaveEvent,
    QDropEvent,
    QHideEvent,
    QImage,
    QResizeEvent,
    QShowEvent,
)
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from painter.ai.request import STROKE_SCALE_RANGE, StyleChoice, StyleRequest
from painter.ai.styles import fixed_styles
from painter.document.document import Document
from painter.document.layer import Layer, LayerId
from painter.document.raster import MaskRaster
from painter.errors import PainterError
from painter.session import Session
from painter.ui.incoming import Reading, holds_pictures, incoming_of
from painter.ui.panels.drop_hint import DropHint
from painter.ui.panels.source_choice import SourceChoice
from painter.ui.panels.style_browser import StyleBrowser
from painter.ui.panels.style_pictures import StylePicture, read_style_picture, style_picture_from, style_picture_of
from painter.ui.theme import tooltip
from painter.ui.widgets.labels import SectionLabel, Separator
from painter.ui.widgets.mix_bar import MixBar, MixPart
from painter.ui.widgets.push_button import PushButton
from painter.ui.widgets.toggle import Toggle
from painter.ui.widgets.value_field import ValueField

_MARGIN_PX = 16
_LOW_PX = 520
"""Below this height the heading of the mix goes and “Keep colours” stands beside the button, if it fits."""
_LEAST_WIDTH_PX = 288
_GAPS_PX = 64
_SETTLED_MS = 1200
"""How long the picture must rest before the styles are shown on it anew."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Style:
    """A style that can be mixed.

    Attributes:
        fixed_id: Its id among the fixed styles, "" for a picture.
        pixels: The picture's, (h, w, 3) uint8 sRGB; None where only its code is known.
    """

    name: str
    image: QImage
    fixed_id: str = ""
    sha256: str = ""
    pixels: NDArray[np.uint8] | None = None
    code: tuple[float, ...] | None = None

    def choice(self, weight: float) -> StyleChoice:
        if self.fixed_id:
            return StyleChoice(kind="fixed", name=self.fixed_id, weight=weight)
        return StyleChoice(kind="picture", name=self.name, weight=weight, sha256=self.sha256, code=self.code)


class CopaintPanel(QWidget):
    """Style browser, mix bar and controls.

    Signals:
        apply_requested(request, pictures, source_id): The artist asks for a layer in this style.
        picture_wanted(): The artist asks for a picture as a style; answer with `add_picture_style`.
        favourites_changed(ids): Stars were turned on or off.
        own_previews_requested(keys): Show these styles on the artist's picture: make each `request_of` small, and
            answer with `set_tile_picture`. An empty list: no more. A later list takes the place of an earlier one.
        refused(message): A sentence on why something cannot be done.
    """

    apply_requested = Signal(object, object, str)
    picture_wanted = Signal()
    favourites_changed = Signal(object)
    own_previews_requested = Signal(list)
    refused = Signal(str)

    def __init__(
        self, session: Session, *, favourites: tuple[str, ...] = (), parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setAcceptDrops(True)
        self._session = session
        self._styles: dict[str, _Style] = {}
        self._reading = Reading(self)
        self._source = SourceChoice(session)
        self._browser = StyleBrowser(favourites=favourites)
        self._mix_head = SectionLabel(self.tr("Mix"), hint=self.tr("Drag the divider, drop a style to add"))
        self._mix = MixBar()
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
            decimals=1,
            step=0.1,
            suffix=" ×",
            logarithmic=True,
            hint=self.tr("Above 1 the strokes are larger."),
        )
        self._keep = Toggle(self.tr("Keep colours"), model=True)
        self._keep.setToolTip(
            tooltip(
                self.tr("Keep colours"),
                "",
                self.tr("The strokes are the style's, the colours stay those of your picture."),
            )
        )
        self._inside = Toggle(self.tr("In selection"), checked=True, model=True)
        self._inside.setToolTip(
            tooltip(self.tr("In selection"), "", self.tr("Only what is selected is repainted and shows."))
        )
        self._apply = PushButton(self.tr("Apply"), "ai", keys="Ctrl+Enter")
        self._apply.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._settled = QTimer(self)
        self._settled.setSingleShot(True)
        self._settled.setInterval(_SETTLED_MS)
        self._settled.timeout.connect(self._refresh_own_previews)
        self._lay_out()
        self._drop_hint = DropHint(self.tr("Drop to use as a style"), self)
        self._connect()
        self._add_fixed_styles()
        self._show_weights()
        self.set_session(session)

    def _lay_out(self) -> None:
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 4, 0, 0)
        whole.setSpacing(0)
        whole.addLayout(_row(self._source))
        whole.addSpacing(8)
        whole.addWidget(self._browser, 1)
        whole.addSpacing(8)
        whole.addLayout(_row(self._mix_head))
        whole.addLayout(_row(self._mix))
        whole.addSpacing(9)
        whole.addLayout(_row(self._strength, self._scale))
        whole.addSpacing(4)
        self._keep_row = _row(self._keep)
        whole.addLayout(self._keep_row)
        self._inside_row = _row(self._inside)
        whole.addLayout(self._inside_row)
        whole.addSpacing(6)
        whole.addWidget(Separator())
        self._foot = _row(self._apply)
        self._foot.setSpacing(12)
        self._foot.setContentsMargins(_MARGIN_PX, 12, _MARGIN_PX, 12)
        whole.addLayout(self._foot)

    def _connect(self) -> None:
        browser = self._browser
        browser.chosen.connect(self.choose)
        browser.added.connect(self._toggle_in_mix)
        browser.applied.connect(self._apply_style)
        browser.picture_wanted.connect(self.picture_wanted)
        browser.favourites_changed.connect(self.favourites_changed)
        browser.own_previews_toggled.connect(self._own_previews_toggled)
        self._source.source_changed.connect(lambda _id: self._refresh_own_previews())
        self._mix.weights_changed.connect(self._show_weights)
        self._mix.style_dropped.connect(self._add_to_mix)
        self._apply.clicked.connect(self.apply)
        self._reading.succeeded.connect(self._picture_read)
        self._reading.failed.connect(self.refused)

    # Room

    def minimumSizeHint(self) -> QSize:
        controls = self._source, self._mix, self._strength, self._keep, self._apply
        heights = sum(control.sizeHint().height() for control in controls) + _GAPS_PX
        return QSize(_LEAST_WIDTH_PX, heights + self._browser.minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        low = self.height() < _LOW_PX
        self._mix_head.setVisible(not low)
        foot = self._keep.sizeHint().width() + self._apply.sizeHint().width() + self._foot.spacing()
        self._put_keep_beside_apply(low and foot + 2 * _MARGIN_PX <= self.width())

    def _put_keep_beside_apply(self, beside: bool) -> None:
        if beside == (self._foot.indexOf(self._keep) >= 0):
            return
        (self._keep_row if beside else self._foot).removeWidget(self._keep)
        (self._foot if beside else self._keep_row).insertWidget(0, self._keep, 1)

    # The session

    def set_session(self, session: Session) -> None:
        """Work on another session."""
        self._session.document_changed.disconnect(self._document_changed)
        self._session = session
        session.document_changed.connect(self._document_changed)
        self._source.set_session(session)
        self._inside.setVisible(session.document.selection is not None)
        self._settled.start()

    def _document_changed(self, old: Document, new: Document) -> None:
        self._inside.setVisible(new.selection is not None)
        source_id = self.source_id()
        before, after = old.find(source_id), new.find(source_id)
        if isinstance(before, Layer) and isinstance(after, Layer) and before.raster is not after.raster:
            self._settled.start()

    def selection(self) -> MaskRaster | None:
        """Return where to repaint; None for everywhere."""
        return self._session.document.selection if self._inside.isChecked() else None

    def source_id(self) -> LayerId:
        """Return the layer to repaint, or "" where there is none."""
        return self._source.source_id()

    # Styles

    def _add_fixed_styles(self) -> None:
        for style in fixed_styles():
            image = QImage(str(style.thumbnail))
            self._styles[style.id] = _Style(name=style.name, image=image, fixed_id=style.id)
            self._browser.add_style(style.id, style.name, image, description=style.description)
        self._browser.arrange()

    def add_picture_style(self, path: Path) -> None:
        """Read a picture file beside the window and choose it as the style; what cannot be read is refused."""
        self._reading.begin(lambda: read_style_picture(path))

    def add_style_pixels(self, pixels: NDArray[np.uint8], name: str) -> None:
        """Choose pixels, (h, w, 4) uint8 premultiplied sRGB RGBA, as the style; they are not to change any more."""
        self._reading.begin(lambda: style_picture_of(pixels, name))

    def add_dropped(self, mime: QMimeData) -> None:
        """Make styles of what was dropped or pasted: picture files, or a picture itself."""
        for item in incoming_of(mime):
            self._reading.begin(partial(style_picture_from, item))

    def wait(self) -> None:
        """Wait until no picture is read any more (the program ends)."""
        self._reading.wait()

    @Slot(object)
    def _picture_read(self, picture: StylePicture) -> None:
        key = f"picture:{picture.sha256}"
        known = self._styles.get(key)
        if known is None or known.pixels is None:
            height, width = picture.pixels.shape[:2]
            image = QImage(picture.pixels.data, width, height, 3 * width, QImage.Format.Format_RGB888).copy()
            style = _Style(name=picture.name, image=image, sha256=picture.sha256, pixels=picture.pixels)
            self._add_picture(key, style)
        self.choose(key)

    def _add_picture(self, key: str, style: _Style) -> None:
        new = key not in self._styles
        self._styles[key] = style
        if new:
            self._browser.add_style(key, style.name, style.image, own=True)
            self._browser.arrange()
        else:
            self._browser.set_thumbnail(key, style.image)

    # The mix

    def choose(self, key: str) -> None:
        """Make one style the whole mix."""
        self._mix.set_parts([self._part(key, 100)])
        self._show_weights()
        self._browser.reveal(key)

    def _apply_style(self, key: str) -> None:
        self.choose(key)
        self.apply()

    def _toggle_in_mix(self, key: str) -> None:
        for place, part in enumerate(self._mix.parts()):
            if part.key == key:
                self._mix.remove(place)
                return
        self._add_to_mix(key)

    def _add_to_mix(self, key: str) -> None:
        if key in self._styles:
            self._mix.add(self._part(key, 0))

    def _part(self, key: str, percent: int) -> MixPart:
        style = self._styles[key]
        return MixPart(key=key, name=style.name, percent=percent, picture=style.image)

    def _show_weights(self) -> None:
        weights = dict(self._mix.weights())
        self._browser.set_weights(weights)
        self._apply.setEnabled(bool(weights))

    # Asking

    def request(self) -> tuple[StyleRequest, dict[int, Any]]:
        """Return what the panel asks for, and the style pictures by their place.

        Raises:
            PainterError: No style is chosen.
        """
        return self._request([(key, weight) for key, weight in self._mix.weights() if weight > 0])

    def request_of(self, key: str) -> tuple[StyleRequest, dict[int, Any]]:
        """Return what asks for one style alone, as the controls stand: what its tile shows.

        Raises:
            KeyError: There is no such style.
        """
        return self._request([(key, 1.0)])

    def _request(self, weights: list[tuple[str, float]]) -> tuple[StyleRequest, dict[int, Any]]:
        request = StyleRequest(
            styles=tuple(self._styles[key].choice(weight) for key, weight in weights),
            strength=self._strength.number() / 100,
            stroke_scale=self._scale.number(),
            keep_colors=self._keep.isChecked(),
        )
        pictures = {place: self._styles[key].pixels for place, (key, _) in enumerate(weights)}
        return request, {place: pixels for place, pixels in pictures.items() if pixels is not None}

    def apply(self) -> None:
        """Ask for a layer as the panel stands."""
        try:
            request, pictures = self.request()
        except PainterError as error:
            self.refused.emit(str(error))
            return
        self.apply_requested.emit(request, pictures, self.source_id())

    def load_request(self, request: StyleRequest) -> None:
        """Show a layer's recipe: its styles, its controls and its source, if that is still there.

        A picture that is not at hand serves by its code; a recipe with neither is refused.
        """
        parts: list[MixPart] = []
        for choice, share in zip(request.styles, request.weights(), strict=True):
            key = self._key_of(choice)
            if key is None:
                self.refused.emit(
                    self.tr("The style “{name}” is not at hand. Add its picture again.").format(name=choice.name)
                )
                return
            parts.append(self._part(key, max(1, round(100 * share))))
        self._mix.set_parts(parts)
        self._strength.set_number(100 * request.strength)
        self._scale.set_number(request.stroke_scale)
        self._keep.setChecked(request.keep_colors)
        if request.source is not None:
            self._source.choose(request.source.layer_id)
        self._show_weights()
        self._browser.reveal(parts[0].key)

    def _key_of(self, choice: StyleChoice) -> str | None:
        """Return the key of a recipe's style, added where only its code is known; None where nothing is."""
        if choice.kind == "fixed":
            return choice.name if choice.name in self._styles else None
        key = f"picture:{choice.sha256}"
        if key not in self._styles and choice.code is not None:
            self._add_picture(key, _Style(name=choice.name, image=QImage(), sha256=choice.sha256, code=choice.code))
        return key if key in self._styles else None

    # The styles on the artist's own picture

    def set_tile_picture(self, key: str, picture: QImage) -> None:
        """Show a style on the artist's picture in its tile, as long as they are wanted."""
        self._browser.set_picture(key, picture)

    def _own_previews_toggled(self, on: bool) -> None:
        if on:
            self._refresh_own_previews()
        else:
            self.own_previews_requested.emit([])

    def _refresh_own_previews(self) -> None:
        self._settled.stop()
        if self._browser.shows_own_previews() and self.isVisible() and self.source_id():
            self.own_previews_requested.emit(list(self._browser.keys()))

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._browser.shows_own_previews():
            self._settled.start()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._settled.stop()

    # Pictures dropped here become styles

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if holds_pictures(event.mimeData()):
            event.acceptProposedAction()
            self._drop_hint.cover()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self._drop_hint.hide()

    def dropEvent(self, event: QDropEvent) -> None:
        self._drop_hint.hide()
        self.add_dropped(event.mimeData())
        event.acceptProposedAction()


def _row(*widgets: QWidget) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setContentsMargins(_MARGIN_PX, 0, _MARGIN_PX, 0)
    row.setSpacing(8)
    for widget in widgets:
        row.addWidget(widget, 1)
    return row
