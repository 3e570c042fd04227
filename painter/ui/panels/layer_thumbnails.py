"""Small pictures of layers, made one at a time when nothing else is to be done.

A picture belongs to one `Raster`; until a layer's new one is made its old one is shown. Nothing is made while a
stroke is in progress, so that a stroke never waits.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QImage

from painter.document.raster import MaskRaster, Raster
from painter.pixels.kernels import kernels_ready
from painter.pixels.resample import downscale, fitted, thumbnail

IDLE_MS = 60
SLOW_IDLE_MS = 700
"""How long to wait for quiet while the numpy twins serve: a large layer takes them a third of a second."""


def image_of(pixels: NDArray[Any]) -> QImage:
    """Return a copy of (h, w, 4) uint8 premultiplied sRGB RGBA as an image."""
    held = np.ascontiguousarray(pixels, np.uint8)
    height, width = held.shape[:2]
    return QImage(held.data, width, height, 4 * width, QImage.Format.Format_RGBA8888_Premultiplied).copy()


def mask_thumbnail(mask: MaskRaster, longest_px: int) -> NDArray[np.uint8]:
    """Return a mask's values over the canvas as a small grey picture, (h, w, 4) uint8, opaque."""
    width, height = fitted(mask.width_px, mask.height_px, longest_px)
    # Each value of a thumbnail is the mean of a few of the mask's, evenly spread: enough for grey shapes.
    step = max(1, max(mask.width_px, mask.height_px) // (4 * longest_px))
    if not mask.tiles:
        values = np.full((height, width), mask.outside, np.uint8)
    else:
        values = mask.read(mask.canvas)[step // 2 :: step, step // 2 :: step]
    grey = np.repeat(values[..., None], 4, -1)
    grey[..., 3] = 255
    return downscale(grey, width, height)


class Thumbnails(QObject):
    """The pictures of the rows of one list.

    Signals:
        made(str): A row (its key) has a picture, or a newer one.
    """

    made = Signal(str)

    def __init__(
        self,
        *,
        busy: Callable[[], bool],
        box_px: tuple[int, int] = (42, 32),
        parent: QObject | None = None,
    ) -> None:
        """Make nothing yet.

        Args:
            busy: Whether to wait on: a stroke is in progress.
            box_px: The room a picture has, in logical pixels.
        """
        super().__init__(parent)
        self._busy = busy
        self._box_px = box_px
        self._ratio = 1.0
        self._wanted: dict[str, Raster | MaskRaster] = {}
        self._shown: dict[str, tuple[Raster | MaskRaster | None, QImage]] = {}
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.make_next)

    def size_for(self, width_px: int, height_px: int) -> tuple[float, float]:
        """Return a canvas's (width, height) in logical pixels within the box, neither below 8."""
        scale = min(self._box_px[0] / width_px, self._box_px[1] / height_px)
        return max(8.0, width_px * scale), max(8.0, height_px * scale)

    def set_ratio(self, ratio: float) -> None:
        """Make pictures for a screen with this many device pixels a logical one."""
        if ratio != self._ratio:
            self._ratio = ratio
            self._shown = {key: (None, image) for key, (_, image) in self._shown.items()}
            self._start()

    def want(self, rasters: Iterable[tuple[str, Raster | MaskRaster]]) -> None:
        """Name the rows there are and what they show; pictures of other rows are dropped."""
        wanted = dict(rasters)
        if wanted == self._wanted:
            return  # the progress of a job is no reason to wait on
        self._wanted = wanted
        self._shown = {key: pair for key, pair in self._shown.items() if key in self._wanted}
        self._start()

    def image(self, key: str) -> QImage | None:
        """Return a row's picture, perhaps of an older version; None where none is made yet."""
        pair = self._shown.get(key)
        return pair[1] if pair else None

    def pending(self) -> bool:
        """Tell whether a picture is yet to be made."""
        return self._next() is not None

    def _next(self) -> str | None:
        for key, raster in self._wanted.items():
            pair = self._shown.get(key)
            if pair is None or pair[0] is not raster:
                return key
        return None

    def _start(self) -> None:
        # Anew at every change, so that the pictures come when the artist pauses.
        if self.pending():
            self._timer.start(IDLE_MS if kernels_ready() else SLOW_IDLE_MS)

    def make_next(self) -> None:
        """Make one picture, unless the artist is busy."""
        key = self._next()
        if key is None:
            return
        if self._busy():
            self._start()
            return
        raster = self._wanted[key]
        # Rows often show one raster: a job's row its source's.
        image = next((image for made, image in self._shown.values() if made is raster), None) or self._make(raster)
        self._shown[key] = (raster, image)
        self.made.emit(key)
        if self.pending():
            self._timer.start(0)

    def make_all(self) -> None:
        """Make every picture now: for a picture of the window, which nobody waits for."""
        while self.pending() and not self._busy():
            self.make_next()

    def _make(self, raster: Raster | MaskRaster) -> QImage:
        longest = max(self.size_for(raster.width_px, raster.height_px)) * self._ratio
        if isinstance(raster, MaskRaster):
            return image_of(mask_thumbnail(raster, max(1, round(longest))))
        if not raster.tiles:
            width, height = fitted(raster.width_px, raster.height_px, round(longest))
            image = QImage(width, height, QImage.Format.Format_RGBA8888_Premultiplied)
            image.fill(0)
            return image
        return image_of(thumbnail(raster, max(1, round(longest))))
