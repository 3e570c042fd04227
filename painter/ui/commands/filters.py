"""The Filter menu: each filter opens its card beside the canvas."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, QRect, QRectF

from painter.document.geometry import Rect
from painter.errors import PainterError
from painter.pixels.filters import (
    Emboss,
    Filter,
    GaussianBlur,
    Halftone,
    HighPass,
    Kuwahara,
    Median,
    MotionBlur,
    Noise,
    Pixelate,
    UnsharpMask,
    Vignette,
)
from painter.ui.filters.card import FilterCard

if TYPE_CHECKING:
    from painter.ui.main_window import MainWindow


class FilterCommands(QObject):
    """The Filter menu. What a filter was last set to, it is set to the next time."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._last: dict[type[Filter], Filter] = {}
        self._latest: type[Filter] | None = None
        self.card: FilterCard | None = None

    def do_filter_again(self) -> None:
        if self._latest is not None:
            self.open(self._latest)

    def do_filter_gaussian_blur(self) -> None:
        self.open(GaussianBlur)

    def do_filter_motion_blur(self) -> None:
        self.open(MotionBlur)

    def do_filter_unsharp(self) -> None:
        self.open(UnsharpMask)

    def do_filter_high_pass(self) -> None:
        self.open(HighPass)

    def do_filter_median(self) -> None:
        self.open(Median)

    def do_filter_noise(self) -> None:
        self.open(Noise)

    def do_filter_kuwahara(self) -> None:
        self.open(Kuwahara)

    def do_filter_pixelate(self) -> None:
        self.open(Pixelate)

    def do_filter_halftone(self) -> None:
        self.open(Halftone)

    def do_filter_emboss(self) -> None:
        self.open(Emboss)

    def do_filter_vignette(self) -> None:
        self.open(Vignette)

    def open(self, kind: type[Filter]) -> None:
        """Open the card of a filter."""
        self.close()
        window = self._window
        try:
            card = FilterCard(window, window.session, self._last.get(kind, kind()), self._visible)
        except PainterError as error:
            window.tell_error(str(error))
            return
        self._latest = kind
        self.card = card
        card.refused.connect(window.tell_error)
        card.done.connect(self._keep)
        card.closed.connect(self._gone)
        window.canvas.view_changed.connect(card.view_moved)
        dock = window.dock
        corner = dock.mapTo(window, QPoint(0, 0))
        card.open_beside(QRect(corner, corner + QPoint(1, 2 * window.height() // 3)), window.canvas)

    def close(self) -> None:
        """Close the card that is open; nothing of it stays."""
        if self.card is not None:
            self.card.dismiss()

    def _visible(self) -> Rect:
        canvas = self._window.canvas
        seen = canvas.transform.canvas_area(QRectF(canvas.rect())).toAlignedRect()
        document = self._window.session.document
        return Rect(seen.left(), seen.top(), seen.right() + 1, seen.bottom() + 1).intersected(document.canvas)

    def _keep(self, settings: Filter) -> None:
        self._last[type(settings)] = settings

    def _gone(self) -> None:
        self.card = None
