"""A document as a list of operations that one kernel call can run over any rectangle.

`compile_program` walks the layers once; the compositor then needs no Python objects a tile. A program is good
for the one version of the document (and the drafts) it was compiled from, and is cheap enough to be compiled anew
after every edit: it copies no tables.

Does not composite: `painter.pixels.composite` does.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from painter.document.document import Document
from painter.document.geometry import Rect, grid_shape
from painter.document.layer import Adjustment, BlendMode, Group, Layer, LayerId, Node, Run, runs
from painter.document.raster import MaskDraft, MaskRaster, Raster, RasterDraft
from painter.pixels.adjusting import AdjustmentTable, adjustment_table
from painter.pixels.modes import CODES

LAYER: Final = 0
PUSH_GROUP: Final = 1
POP_GROUP: Final = 2
PUSH_THROUGH: Final = 3
POP_THROUGH: Final = 4
OPEN_CLIP: Final = 5
CLOSE_CLIP: Final = 6
ADJUST: Final = 7

MaskSource = MaskRaster | MaskDraft
Held = Raster | RasterDraft | MaskRaster | MaskDraft | AdjustmentTable


@dataclass(frozen=True, slots=True, eq=False)
class Program:
    """What to do for each pixel, bottom to top.

    Attributes:
        operations: (n,) int32 of `LAYER`; `PUSH_GROUP` (start a group from nothing) and `POP_GROUP` (blend it);
            `PUSH_THROUGH` (go on in a copy of what is there) and `POP_THROUGH` (let part of that copy remain);
            `OPEN_CLIP` (make what is there solid, keeping its alpha aside) and `CLOSE_CLIP` (give it back);
            `ADJUST`.
        modes: (n,) int32, codes of `painter.pixels.modes.CODES`; of a layer, an adjustment or, at its pop, of a
            group.
        opacities: (n,) float32, 0 to 1; likewise.
        tables: (n,) int64, the address of each layer's table of tile addresses, or of an adjustment's values; 0
            where there is none. Tables of tiles are read anew at every composite, so tiles that a draft adds
            later show without another compilation.
        masks: (n,) int64, the address of a mask's table of tile addresses, 0 where there is no mask.
        outsides: (n,) float32, 0 to 1: what a mask is where it has no tile.
        ways: (n,) int32: how an adjustment reads its values.
        grid: (rows, columns) of every table.
        depth: How many groups are open at most.
        canvas: The document's pixels.
        origin: The canvas's top left in the coordinates that fix the grain of dissolve.
        held: Keeps alive everything that the addresses point into.
    """

    operations: NDArray[np.int32]
    modes: NDArray[np.int32]
    opacities: NDArray[np.float32]
    tables: NDArray[np.int64]
    masks: NDArray[np.int64]
    outsides: NDArray[np.float32]
    ways: NDArray[np.int32]
    grid: tuple[int, int]
    depth: int
    canvas: Rect
    origin: tuple[int, int]
    held: tuple[Held, ...]

    @property
    def layer_count(self) -> int:
        return int(np.count_nonzero(self.operations == LAYER))


class _Compilation:
    def __init__(self, drafts: Mapping[LayerId, RasterDraft], mask_drafts: Mapping[LayerId, MaskDraft]) -> None:
        self.drafts = drafts
        self.mask_drafts = mask_drafts
        self.steps: list[tuple[int, int, float, int, int, float, int]] = []
        self.held: list[Held] = []
        self.open_groups = 0
        self.depth = 0

    def add(self, nodes: tuple[Node, ...]) -> None:
        for run in runs(nodes):
            if not _shows(run.base):
                continue
            clipped = tuple(node for node in run.clipped if _shows(node))
            if clipped:
                self.add_clip(Run(run.base, clipped))
            else:
                self.add_node(run.base, run.base.mode, run.base.opacity)

    def add_clip(self, run: Run) -> None:
        """Blend what is clipped with its base alone, as if that were solid, and then the whole as the base."""
        start = self.push(PUSH_GROUP)
        self.add_node(run.base, BlendMode.NORMAL, 1.0, alone=True)
        if len(self.steps) == start + 1:
            self.drop(start)
            return
        self.step(OPEN_CLIP)
        for node in run.clipped:
            self.add_node(node, node.mode, node.opacity, alone=True)
        self.step(CLOSE_CLIP)
        self.pop(POP_GROUP, run.base.mode, run.base.opacity)

    def add_node(self, node: Node, mode: BlendMode, opacity: float, *, alone: bool = False) -> None:
        mask = self.mask_of(node)
        if isinstance(node, Adjustment):
            table = adjustment_table(node.settings)
            self.held.append(table)
            self.step(ADJUST, mode, opacity, _address(table.values), mask, table.way)
        elif isinstance(node, Layer):
            source = self.drafts.get(node.id, node.raster)
            # An empty layer changes nothing; a draft may still fill.
            if isinstance(source, RasterDraft) or source.tiles:
                self.held.append(source)
                self.step(LAYER, mode, opacity, _address(source.table), mask)
        elif node.isolated or alone:
            self.add_between(PUSH_GROUP, POP_GROUP, node, mode, opacity, mask)
        elif opacity < 1.0 or mask is not None:
            self.add_between(PUSH_THROUGH, POP_THROUGH, node, BlendMode.NORMAL, opacity, mask)
        else:
            self.add(node.children)

    def add_between(
        self, push: int, pop: int, group: Group, mode: BlendMode, opacity: float, mask: MaskSource | None
    ) -> None:
        start = self.push(push)
        self.add(group.children)
        if len(self.steps) == start + 1:
            self.drop(start)
        else:
            self.pop(pop, mode, opacity, mask)

    def mask_of(self, node: Node) -> MaskSource | None:
        mask = node.shown_mask
        return None if mask is None else self.mask_drafts.get(node.id, mask)

    def push(self, operation: int) -> int:
        self.step(operation)
        self.open_groups += 1
        self.depth = max(self.depth, self.open_groups)
        return len(self.steps) - 1

    def pop(self, operation: int, mode: BlendMode, opacity: float, mask: MaskSource | None = None) -> None:
        self.open_groups -= 1
        self.step(operation, mode, opacity, 0, mask)

    def drop(self, start: int) -> None:
        """Take back the push of a group in which nothing shows."""
        self.open_groups -= 1
        del self.steps[start:]

    def step(
        self,
        operation: int,
        mode: BlendMode = BlendMode.NORMAL,
        opacity: float = 1.0,
        table: int = 0,
        mask: MaskSource | None = None,
        way: int = 0,
    ) -> None:
        outside, mask_table = 1.0, 0
        if mask is not None:
            outside = (mask.base if isinstance(mask, MaskDraft) else mask).outside / 255
            mask_table = _address(mask.table)
            self.held.append(mask)
        self.steps.append((operation, CODES[mode], opacity, table, mask_table, outside, way))


def _shows(node: Node) -> bool:
    return node.visible and node.opacity > 0.0


def _address(array: NDArray[Any]) -> int:
    return int(array.__array_interface__["data"][0])


def compile_program(
    document: Document,
    drafts: Mapping[LayerId, RasterDraft] | None = None,
    *,
    mask_drafts: Mapping[LayerId, MaskDraft] | None = None,
    origin: tuple[int, int] = (0, 0),
) -> Program:
    """Return the program that shows a document, with a draft in the place of each layer in `drafts`.

    Hidden and fully transparent nodes are left out, with what is clipped to them; a group that is not isolated
    passes through: its children meet the layers below it directly.

    Args:
        mask_drafts: Drafts in the place of the masks of these nodes.
        origin: See `Program`.

    Raises:
        ValueError: A layer's raster has another canvas than the document.
    """
    grid = grid_shape(document.width_px, document.height_px)
    compilation = _Compilation(drafts or {}, mask_drafts or {})
    compilation.add(document.layers)
    for source in compilation.held:
        if not isinstance(source, AdjustmentTable) and (
            source.table.shape != grid or not source.table.flags.c_contiguous
        ):
            raise ValueError(f"a raster of {source.table.shape} tiles in a document of {grid}")
    operations, modes, opacities, tables, masks, outsides, ways = (
        zip(*compilation.steps, strict=True) if compilation.steps else ((),) * 7
    )
    return Program(
        operations=np.array(operations, np.int32),
        modes=np.array(modes, np.int32),
        opacities=np.array(opacities, np.float32),
        tables=np.array(tables, np.int64),
        masks=np.array(masks, np.int64),
        outsides=np.array(outsides, np.float32),
        ways=np.array(ways, np.int32),
        grid=grid,
        depth=compilation.depth,
        canvas=document.canvas,
        origin=origin,
        held=tuple(compilation.held),
    )
