"""The picture on the screen: the whole document as RGB32, with smaller copies of it, kept true bit by bit.

What no longer holds is remembered as a region and composited when it is about to be seen, or in idle moments.
Whoever paints calls `make_true` first, so nothing stale is ever shown. Does not paint and has no timers.
"""

from __future__ import annotations

import time

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRect
from PySide6.QtGui import QColor, QImage, QRegion

from painter.document import edits
from painter.document.document import Document, changed_rect
from painter.document.geometry import TILE, Rect, TileIndex, tile_rect
from painter.document.layer import Group, Layer, LayerId, Node
from painter.document.raster import MaskDraft, Raster, RasterDraft, changed_tiles
from painter.paint.limited import Drawing
from painter.paint.on_mask import MaskStroke
from painter.pixels.composite import composite_display, composite_rgba
from painter.pixels.kernels import kernels_ready
from painter.pixels.mips import mip_shapes, update_mips
from painter.pixels.program import Program, compile_program
from painter.pixels.resample import unpremultiply
from painter.session import Session
from painter.ui.bridge import display_image, rects_of

MOST_PARTS = 256
"""Tiles that are worth telling apart; of more than these the box around them serves."""
IDLE_BLOCK_PX = 2 * TILE
"""Edge of what is composited at once in idle moments: 1–2 ms for twenty layers."""


class Display:
    """What a session's document and the stroke in progress look like."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._document = session.shown
        self._stroke: Drawing | MaskStroke | None = None
        self._stroke_layer: LayerId = ""
        self._program: Program | None = None
        self._allocate()

    def _allocate(self) -> None:
        # Pages of zeros cost nothing until they are written: a large canvas opens at once.
        self.levels: tuple[NDArray[np.uint32], ...] = tuple(
            np.zeros(shape, np.uint32) for shape in mip_shapes(self._document.height_px, self._document.width_px)
        )
        self.images: tuple[QImage, ...] = tuple(display_image(level) for level in self.levels)
        self._stale = QRegion(_qrect(self._document.canvas))
        self._smaller_stale = QRegion()

    @property
    def canvas(self) -> Rect:
        return self._document.canvas

    @property
    def stale(self) -> bool:
        """Whether anything, seen or not, still has to be composited."""
        return not (self._stale.isEmpty() and self._smaller_stale.isEmpty())

    # What changed

    def follow_stroke(self, rect: Rect) -> Rect:
        """Take note that the stroke in progress, or its being dropped, shows within `rect`; return it, clipped."""
        session = self._session
        if session.stroke is not self._stroke:
            self._program = None
            self._stroke, self._stroke_layer = session.stroke, session.stroke_layer_id or ""
        return self._spoil(rect)

    def follow_document(self, new: Document) -> list[Rect]:
        """Take note of the document to be seen (`Session.shown`); return where it may show differently."""
        old, stroke, layer_id = self._document, self._stroke, self._stroke_layer
        self._document, self._program = new, None
        committed = stroke is not None and self._session.stroke is not stroke
        if committed:
            self._stroke = None
        if (old.width_px, old.height_px) != (new.width_px, new.height_px):
            self._allocate()
            return [new.canvas]
        if stroke is None:
            changed = _changed_parts(old, new)
        elif committed:
            changed = _changed_by_commit(old, new, layer_id, stroke.draft)
        elif _path(old, layer_id) != _path(new, layer_id):
            # The draft may reach further than the tiles that are compared.
            changed = [new.canvas]
        else:
            changed = _changed_parts(old, new)
        return [self._spoil(rect) for rect in changed if not rect.empty]

    def _spoil(self, rect: Rect) -> Rect:
        rect = rect.intersected(self.canvas)
        if not rect.empty:
            self._stale = self._stale.united(_qrect(rect))
        return rect

    # Making it true

    def program(self) -> Program:
        """Return the program that shows the document with the stroke in progress."""
        if self._program is None:
            drafts: dict[LayerId, RasterDraft] = {}
            mask_drafts: dict[LayerId, MaskDraft] = {}
            if isinstance(self._stroke, MaskStroke):
                mask_drafts[self._stroke_layer] = self._stroke.draft
            elif self._stroke is not None:
                drafts[self._stroke_layer] = self._stroke.draft
            self._program = compile_program(self._document, drafts, mask_drafts=mask_drafts)
        return self._program

    def make_true(self, rect: Rect, level: int | None = None) -> None:
        """Composite whatever is stale in a canvas rectangle.

        Args:
            level: What it is painted from. Where that is the picture itself, the smaller copies can wait; None
                for all of them.
        """
        rect = rect.intersected(self.canvas)
        if rect.empty:
            return
        area = _qrect(rect)
        if self._stale.intersects(area):
            now_true = self._stale.intersected(area)
            for part in rects_of(now_true):
                composite_display(self.program(), self.levels[0], _rect(part))
            self._stale = self._stale.subtracted(area)
            self._smaller_stale = self._smaller_stale.united(now_true)
        if level != 0 and self._smaller_stale.intersects(area):
            for part in rects_of(self._smaller_stale.intersected(area)):
                update_mips(self.levels, _rect(part))
            self._smaller_stale = self._smaller_stale.subtracted(area)

    def make_true_nearby(self, x: float, y: float, budget_s: float) -> bool:
        """Composite what is stale, nearest to a canvas point first, for about this long; tell if some is left."""
        until = time.perf_counter() + budget_s
        while self.stale:
            if self._stale.isEmpty():
                # The picture itself is true: its smaller copies are quickly made.
                self.make_true(_rect(self._smaller_stale.boundingRect()))
            else:
                self.make_true(self._nearest_block(x, y))
            if time.perf_counter() >= until:
                break
        return self.stale

    def _nearest_block(self, x: float, y: float) -> Rect:
        def nearest(part: QRect) -> tuple[float, float]:
            return (
                min(max(x, part.x()), part.x() + part.width() - 1),
                min(max(y, part.y()), part.y() + part.height() - 1),
            )

        at = min((nearest(part) for part in rects_of(self._stale)), key=lambda p: (p[0] - x) ** 2 + (p[1] - y) ** 2)
        edge = IDLE_BLOCK_PX if kernels_ready() else TILE
        left, top = int(at[0]) // edge * edge, int(at[1]) // edge * edge
        return Rect(left, top, left + edge, top + edge)

    # Reading it

    def color_at(self, x: int, y: int) -> QColor | None:
        """Return the visible colour of a canvas pixel; None outside the canvas and where nothing is painted."""
        pixel = unpremultiply(composite_rgba(self.program(), Rect(x, y, x + 1, y + 1)))[0, 0]
        return QColor(int(pixel[0]), int(pixel[1]), int(pixel[2])) if pixel[3] else None


def _changed_by_commit(
    old: Document, new: Document, layer_id: LayerId, draft: RasterDraft | MaskDraft
) -> list[Rect]:
    """Return where it shows differently now that a stroke is part of the document.

    The draft was shown in the layer's place already, so only tiles count that did not become the layer's with the
    very pixels they had, and whatever else is another.
    """
    if isinstance(draft, MaskDraft):
        return [*map(tile_rect, draft.tiles), changed_rect(old, new)]
    before, after = old.find(layer_id), new.find(layer_id)
    if not isinstance(before, Layer) or not isinstance(after, Layer) or after.raster.shape != draft.base.shape:
        return [new.canvas]
    rows, columns = np.nonzero(draft.table != after.raster.table)
    exchanged = (TileIndex(int(tx), int(ty)) for ty, tx in zip(rows, columns, strict=True))
    as_if_before = edits.set_raster(old, layer_id, after.raster)
    return [
        changed_rect(as_if_before, new),
        *(tile_rect(index) for index in exchanged if not _same_pixels(draft, after.raster, index)),
    ]


def _same_pixels(draft: RasterDraft, raster: Raster, index: TileIndex) -> bool:
    """Tell whether a tile of a draft and of a raster look the same; none is as good as a transparent one."""
    one, other = draft.tiles.get(index, draft.base.tiles.get(index)), raster.tiles.get(index)
    if one is None or other is None:
        left = other if one is None else one
        return left is None or not left.any()
    return np.array_equal(one, other)


def _changed_parts(old: Document, new: Document) -> list[Rect]:
    """Return where a document shows differently: tile by tile where one layer's paint is all that changed.

    A slanted stroke touches half the tiles of the box around it, and each is a stack of layers to composite.
    """
    rasters = _repainted(old.layers, new.layers)
    tiles = changed_tiles(*rasters) if rasters is not None else []
    if not 1 < len(tiles) <= MOST_PARTS:
        return [changed_rect(old, new)]
    rows: list[Rect] = []
    for part in (tile_rect(index) for index in sorted(tiles, key=lambda index: (index[1], index[0]))):
        last = rows[-1] if rows else None
        if last is not None and (last.y0, last.x1) == (part.y0, part.x0):
            rows[-1] = last.united(part)
        else:
            rows.append(part)
    return rows


def _repainted(old: tuple[Node, ...], new: tuple[Node, ...]) -> tuple[Raster, Raster] | None:
    """Return the pixels of the one layer in which two stacks differ, before and after; None for anything else."""
    if len(old) != len(new):
        return None
    pairs = [(a, b) for a, b in zip(old, new, strict=True) if a is not b]
    if len(pairs) != 1:
        return None
    a, b = pairs[0]
    if isinstance(a, Layer) and isinstance(b, Layer):
        return (a.raster, b.raster) if _look(a) == _look(b) else None
    if isinstance(a, Group) and isinstance(b, Group):
        return _repainted(a.children, b.children) if _look(a) == _look(b) else None
    return None


def _look(node: Node) -> tuple[object, ...]:
    """Return what of a node itself, without its pixels or children, shows."""
    isolated = node.isolated if isinstance(node, Group) else None
    return node.id, node.visible, node.opacity, node.mode, isolated, node.clipped, node.mask


def _path(document: Document, layer_id: LayerId) -> list[Node]:
    """Return a layer and the groups that hold it, from the inside out; nothing where it is gone."""
    node = document.find(layer_id)
    path: list[Node] = []
    while node is not None:
        path.append(node)
        node = document.parent_of(node.id)
    return path


def _qrect(rect: Rect) -> QRect:
    return QRect(rect.x0, rect.y0, rect.width, rect.height)


def _rect(rect: QRect) -> Rect:
    return Rect(rect.x(), rect.y(), rect.x() + rect.width(), rect.y() + rect.height())


def level_for(zoom: float, levels: int) -> int:
    """Return which smaller copy to paint from: the smallest that is still shrunk and not enlarged."""
    level = 0
    while level + 1 < levels and zoom * 2 ** (level + 1) <= 1.0 + 1e-6:
        level += 1
    return level


def grown_to_level(rect: Rect, level: int, margin: int = 2) -> Rect:
    """Return a canvas rectangle grown by some pixels of a level and out to whole pixels of it."""
    step = 1 << level
    return Rect(
        (rect.x0 // step - margin) * step,
        (rect.y0 // step - margin) * step,
        (-(-rect.x1 // step) + margin) * step,
        (-(-rect.y1 // step) + margin) * step,
    )
