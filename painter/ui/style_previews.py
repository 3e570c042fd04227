"""The styles on the artist's own picture: a small job for each tile of the style browser, run when idle.

What was painted once is kept while the picture and the controls stay the same.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject
from PySide6.QtGui import QImage

from painter.document.layer import Layer
from painter.jobs.job import Done, Job, Priority
from painter.pixels.resample import downscale, fitted
from painter.ui.bridge import qimage_of
from painter.ui.copainting import Copainting
from painter.ui.panels.copaint import CopaintPanel

LONGEST_PX = 256
KEPT = 200


class StylePreviews(QObject):
    """Answers the Co-paint panel's `own_previews_requested`."""

    def __init__(self, panel: CopaintPanel, copainting: Copainting, *, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._panel = panel
        self._copainting = copainting
        self._kept: OrderedDict[tuple[Any, ...], QImage] = OrderedDict()
        panel.own_previews_requested.connect(self._show)

    def _show(self, keys: Sequence[str]) -> None:
        self._copainting.cancel_aside()
        if not keys:
            return
        layer = self._copainting.session.document.find(self._panel.source_id())
        if not isinstance(layer, Layer) or layer.raster.bounds().empty:
            return
        digest = layer.raster.digest()
        source: NDArray[np.uint8] | None = None
        for key in keys:
            request, pictures = self._panel.request_of(key)
            known = (digest, key, request.strength, request.stroke_scale, request.keep_colors)
            if known in self._kept:
                self._kept.move_to_end(known)
                self._panel.set_tile_picture(key, self._kept[known])
                continue
            if source is None:
                source = _small(layer)
            inputs = {"source": source} | {f"style{place}": pixels for place, pixels in pictures.items()}
            job = Job(request=request, inputs=inputs, label=key, priority=Priority.IDLE)
            self._copainting.run_aside(job, partial(self._painted, key, known))

    def _painted(self, key: str, known: tuple[Any, ...], done: Done) -> None:
        image = qimage_of(np.ascontiguousarray(done.outputs["image"]))
        self._kept[known] = image
        while len(self._kept) > KEPT:
            self._kept.popitem(last=False)
        self._panel.set_tile_picture(key, image)


def _small(layer: Layer) -> NDArray[np.uint8]:
    """Return what the layer holds, at most `LONGEST_PX` on a side."""
    rect = layer.raster.bounds()
    pixels = layer.raster.read(rect)
    width, height = fitted(rect.width, rect.height, LONGEST_PX)
    return pixels if (width, height) == (rect.width, rect.height) else downscale(pixels, width, height)
