"""A document as a list of operations that one kernel call can run over any rectangle.

`compile_program` walks the layers once; the compositor then needs no Python objects a tile. A program is good
for the one version of the document (and the drafts) it was compiled from, and is cheap enough to be compiled anew
after every edit: it copies no tables.

Does not composite: `painter.pixels.composite` does.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from painter.document.document import Document
from painter.document.geometry import Rect, grid_shape
from painter.document.layer import BlendMode, Group, LayerId, Node
from painter.document.raster import AddressTable, Raster, RasterDraft
from painter.pixels.modes import CODES

LAYER: Final = 0
PUSH_GROUP: Final = 1
POP_GROUP: Final = 2


@dataclass(frozen=True, slots=True, eq=False)
class Program:
    """What to do for each pixel, bottom to top.

    Attributes:
        operations: (n,) int32 of `LAYER`, `PUSH_GROUP` (start a group from nothing), `POP_GROUP` (blend it).
        modes: (n,) int32, codes of `painter.pixels.modes.CODES`; of a layer or, at its pop, of a group.
        opacities: (n,) float32, 0 to 1; likewise.
        tables: (n,) int64, the address of each layer's table of tile addresses, 0 where there is none. They are
            read anew at every composite, so tiles that a draft adds later show without another compilation.
        grid: (rows, columns) of every table.
        depth: How many groups are open at most.
        canvas: The document's pixels.
        held: Keeps alive everything that the addresses point into.
    """

    operations: NDArray[np.int32]
    modes: NDArray[np.int32]
    opacities: NDArray[np.float32]
    tables: NDArray[np.int64]
    grid: tuple[int, int]
    depth: int
    canvas: Rect
    held: tuple[Raster | RasterDraft, ...]

    @property
    def layer_count(self) -> int:
        return len(self.held)


class _Compilation:
    def __init__(self, drafts: Mapping[LayerId, RasterDraft]) -> None:
        self.drafts = drafts
        self.steps: list[tuple[int, int, float, int]] = []
        self.held: list[Raster | RasterDraft] = []
        self.open_groups = 0
        self.depth = 0

    def add(self, nodes: tuple[Node, ...]) -> None:
        for node in nodes:
            if not node.visible or node.opacity <= 0.0:
                continue
            if not isinstance(node, Group):
                source = self.drafts.get(node.id, node.raster)
                # An empty layer changes nothing; a draft may still fill.
                if isinstance(source, RasterDraft) or source.tiles:
                    self.held.append(source)
                    self.step(LAYER, node.mode, node.opacity, source.table)
            elif node.isolated:
                self.add_isolated(node)
            else:
                self.add(node.children)

    def add_isolated(self, group: Group) -> None:
        start = len(self.steps)
        self.step(PUSH_GROUP, BlendMode.NORMAL, 1.0)
        self.open_groups += 1
        self.depth = max(self.depth, self.open_groups)
        self.add(group.children)
        self.open_groups -= 1
        if len(self.steps) == start + 1:
            self.steps.pop()
        else:
            self.step(POP_GROUP, group.mode, group.opacity)

    def step(self, operation: int, mode: BlendMode, opacity: float, table: AddressTable | None = None) -> None:
        address = 0 if table is None else int(table.__array_interface__["data"][0])
        self.steps.append((operation, CODES[mode], opacity, address))


def compile_program(document: Document, drafts: Mapping[LayerId, RasterDraft] | None = None) -> Program:
    """Return the program that shows a document, with a draft in the place of each layer in `drafts`.

    Hidden and fully transparent nodes are left out; a group that is not isolated passes through: its children
    meet the layers below it directly.

    Raises:
        ValueError: A layer's raster has another canvas than the document.
    """
    grid = grid_shape(document.width_px, document.height_px)
    compilation = _Compilation(drafts or {})
    compilation.add(document.layers)
    for source in compilation.held:
        if source.table.shape != grid or not source.table.flags.c_contiguous:
            raise ValueError(f"a raster of {source.table.shape} tiles in a document of {grid}")
    operations, modes, opacities, tables = zip(*compilation.steps, strict=True) if compilation.steps else ((),) * 4
    return Program(
        operations=np.array(operations, np.int32),
        modes=np.array(modes, np.int32),
        opacities=np.array(opacities, np.float32),
        tables=np.array(tables, np.int64),
        grid=grid,
        depth=compilation.depth,
        canvas=document.canvas,
        held=tuple(compilation.held),
    )
