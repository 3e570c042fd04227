"""Small documents by chance, edits by chance, and what a document holds as plain values."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from hypothesis import strategies as st
from numpy.typing import NDArray

from painter.document import edits
from painter.document.document import Document
from painter.document.edits import Edit
from painter.document.layer import BlendMode, Group, Layer, Node
from painter.document.raster import Raster, RasterDraft

CANVAS = (300, 200)
"""Three by two tiles, the last of each row and column cut by the canvas's edge."""


def premultiplied(seed: int, width: int, height: int) -> NDArray[np.uint8]:
    """Return (h, w, 4) uint8 premultiplied noise with opaque and with empty parts."""
    rng = np.random.default_rng(seed)
    pixels = rng.integers(0, 256, (height, width, 4), np.uint8)
    pixels[: height // 3, :, 3] = 255
    pixels[height // 2 :, : width // 3] = 0
    return np.minimum(pixels, pixels[..., 3:])


def patch(seed: int, x: int = 0, y: int = 0, width: int = 90, height: int = 70) -> Raster:
    """Return a raster over `CANVAS` with one rectangle of noise, which may lie outside it."""
    return Raster.from_array(*CANVAS, premultiplied(seed, width, height), x, y)


def rasters() -> st.SearchStrategy[Raster]:
    """Rasters of one rectangle anywhere in, across or outside the canvas; now and then an empty one."""
    return st.just(Raster(*CANVAS)) | st.builds(
        patch,
        seed=st.integers(0, 10_000),
        x=st.integers(-200, 350),
        y=st.integers(-200, 250),
        width=st.integers(1, 180),
        height=st.integers(1, 150),
    )


def painted_on(raster: Raster, seed: int) -> Raster:
    """Return a raster with a few rectangles of it painted over."""
    rng = np.random.default_rng(seed)
    draft = RasterDraft(raster)
    for _ in range(int(rng.integers(1, 4))):
        width, height = (int(v) for v in rng.integers(1, 60, 2))
        x, y = (int(v) for v in rng.integers(-40, 280, 2))
        draft.write(premultiplied(int(rng.integers(1 << 30)), width, height), x, y)
    return draft.commit()


def layers() -> st.SearchStrategy[Layer]:
    return st.builds(
        Layer,
        raster=rasters(),
        visible=st.booleans(),
        opacity=st.sampled_from([0.0, 0.3, 1.0]),
        mode=st.sampled_from(BlendMode),
        locked=st.booleans(),
    )


def _groups(children: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    held = st.lists(children, max_size=3).map(tuple)
    return st.builds(
        Group,
        children=held,
        visible=st.booleans(),
        opacity=st.sampled_from([0.4, 1.0]),
        mode=st.sampled_from(BlendMode),
    ) | st.builds(Group, children=held, isolated=st.just(False))


def documents() -> st.SearchStrategy[Document]:
    nodes: st.SearchStrategy[Node] = st.recursive(layers(), _groups, max_leaves=5)

    def build(held: list[Node], active: int) -> Document:
        document = Document(width_px=CANVAS[0], height_px=CANVAS[1], layers=tuple(held))
        ids = [node.id for node in document.nodes()]
        return edits.select_layer(document, ids[active % len(ids)]) if ids else document

    return st.builds(build, st.lists(nodes, max_size=4), st.integers(0, 1000))


def _node(document: Document, place: int) -> Node:
    nodes = list(document.nodes())
    return nodes[place % len(nodes)]


def _set_property(document: Document, place: int, choice: int) -> Document:
    values: tuple[dict[str, Any], ...] = (
        {"name": f"Name {choice}"},
        {"visible": bool(choice % 2)},
        {"opacity": choice % 11 / 10},
        {"mode": list(BlendMode)[choice % len(BlendMode)]},
        {"locked": bool(choice % 2)},
        {"visible": bool(choice % 2), "opacity": 0.5},
    )
    return edits.set_properties(document, _node(document, place).id, **values[choice % len(values)])


def _paint(document: Document, place: int, choice: int) -> Document:
    node = _node(document, place)
    if not isinstance(node, Layer):
        return document
    return edits.set_raster(document, node.id, painted_on(node.raster, choice))


def _move(document: Document, place: int, choice: int) -> Document:
    node = _node(document, place)
    within = {inner.id for inner in edits._descendants(node)} if isinstance(node, Group) else set()
    parents = [n.id for n in document.nodes() if isinstance(n, Group) and n.id != node.id and n.id not in within]
    targets: list[str | None] = [None, *parents]
    return edits.move_layer(document, node.id, parent_id=targets[choice % len(targets)], place=choice // 7 % 5)


def _insert(document: Document, place: int, choice: int) -> Document:
    new: Node = Layer(raster=patch(choice)) if choice % 3 else Group(name="New")
    above = _node(document, place).id if document.layers and choice % 4 else None
    return edits.insert_layer(document, new, above=above, select=bool(choice % 2))


CHANGES: dict[str, Callable[[Document, int, int], Document]] = {
    "set_properties": _set_property,
    "set_raster": _paint,
    "select_layer": lambda d, place, _: edits.select_layer(d, _node(d, place).id),
    "insert_layer": _insert,
    "remove_layer": lambda d, place, _: edits.remove_layer(d, _node(d, place).id),
    "move_layer": _move,
    "duplicate_layer": lambda d, place, _: edits.duplicate_layer(d, _node(d, place).id),
    "group_layer": lambda d, place, _: edits.group_layer(d, _node(d, place).id),
    "replace_node": lambda d, place, choice: edits.replace_node(
        d, _node(d, place).id, Layer(raster=patch(choice, x=choice % 200), name="Instead")
    ),
}
"""Every edit by name, each as a function of the document and two numbers."""

Step = tuple[str, int, int]


def steps(most: int = 12) -> st.SearchStrategy[list[Step]]:
    number = st.integers(0, 10_000)
    return st.lists(st.tuples(st.sampled_from(sorted(CHANGES)), number, number), min_size=1, max_size=most)


def edit_of(step: Step) -> Edit:
    """Return the edit that a step stands for; over an empty document everything but inserting does nothing."""
    name, place, choice = step

    def edit(document: Document) -> Document:
        return CHANGES[name](document, place, choice) if document.layers or name == "insert_layer" else document

    return edit


def told(document: Document) -> tuple[Any, ...]:
    """Return all that a document holds as values of its own: two are alike only if everything is, to the bit."""

    def of(node: Node) -> tuple[Any, ...]:
        shared = (node.id, node.name, node.visible, node.opacity, node.mode, node.locked)
        if isinstance(node, Group):
            return (*shared, node.isolated, node.expanded, tuple(of(child) for child in node.children))
        tiles = tuple((index, tile.tobytes()) for index, tile in sorted(node.raster.tiles.items()))
        return (*shared, node.recipe, node.raster.shape, node.raster.table.tobytes(), tiles)

    nodes = tuple(of(node) for node in document.layers)
    return document.width_px, document.height_px, document.active_id, document.dpi, nodes
