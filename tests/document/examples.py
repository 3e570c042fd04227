"""Small documents by chance, edits by chance, and what a document holds as plain values."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from hypothesis import strategies as st
from numpy.typing import NDArray

from painter.document import edits
from painter.document.adjustments import Invert, Posterize, Threshold, settings_to_json
from painter.document.document import Document
from painter.document.edits import Edit
from painter.document.layer import Adjustment, BlendMode, ColorLabel, Group, Layer, Mask, Node, walk
from painter.document.raster import MaskDraft, MaskRaster, Raster, RasterDraft, Tiles
from painter.document.selection import rectangle

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


def mask_patch(
    seed: int, x: int = 0, y: int = 0, width: int = 90, height: int = 70, outside: int = 0
) -> MaskRaster:
    """Return a mask over `CANVAS` with one rectangle of noise, which may lie outside it."""
    return MaskRaster.from_array(*CANVAS, premultiplied(seed, width, height)[..., 3], x, y, outside=outside)


def mask_painted_on(raster: MaskRaster, seed: int) -> MaskRaster:
    """Return a mask with a rectangle of it painted over."""
    rng = np.random.default_rng(seed)
    draft = MaskDraft(raster)
    width, height, value = (int(v) for v in rng.integers((1, 1, 0), (60, 60, 256)))
    x, y = (int(v) for v in rng.integers(-40, 280, 2))
    draft.write(np.full((height, width), value, np.uint8), x, y)
    return draft.commit()


def masks() -> st.SearchStrategy[Mask]:
    rasters = st.builds(
        mask_patch,
        seed=st.integers(0, 10_000),
        x=st.integers(-100, 300),
        y=st.integers(-100, 200),
        width=st.integers(1, 180),
        height=st.integers(1, 150),
        outside=st.sampled_from([0, 255]),
    )
    return st.builds(Mask, raster=rasters, enabled=st.booleans(), linked=st.booleans())


def _shared() -> dict[str, st.SearchStrategy[Any]]:
    return {
        "visible": st.booleans(),
        "mode": st.sampled_from(BlendMode),
        "locked": st.booleans(),
        "mask": st.none() | masks(),
        "clipped": st.booleans(),
        "label": st.sampled_from(ColorLabel),
    }


_SELECTION = rectangle(*CANVAS, 20.5, 30, 200, 131.25)


def layers() -> st.SearchStrategy[Node]:
    opacity = st.sampled_from([0.0, 0.3, 1.0])
    settings = st.sampled_from([Invert(), Posterize(levels=3)])
    return st.builds(Layer, raster=rasters(), alpha_locked=st.booleans(), opacity=opacity, **_shared()) | st.builds(
        Adjustment, settings=settings, opacity=opacity, **_shared()
    )


def _groups(children: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    held = st.lists(children, max_size=3).map(tuple)
    opacity = st.sampled_from([0.4, 1.0])
    return st.builds(Group, children=held, opacity=opacity, isolated=st.booleans(), **_shared())


def documents() -> st.SearchStrategy[Document]:
    nodes: st.SearchStrategy[Node] = st.recursive(layers(), _groups, max_leaves=5)

    def build(held: list[Node], active: int, selection: MaskRaster | None) -> Document:
        document = Document(width_px=CANVAS[0], height_px=CANVAS[1], layers=tuple(held), selection=selection)
        ids = [node.id for node in document.nodes()]
        return edits.select_layer(document, ids[active % len(ids)]) if ids else document

    return st.builds(build, st.lists(nodes, max_size=4), st.integers(0, 1000), st.none() | st.just(_SELECTION))


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
        {"clipped": bool(choice % 2)},
        {"label": list(ColorLabel)[choice % len(ColorLabel)]},
    )
    return edits.set_properties(document, _node(document, place).id, **values[choice % len(values)])


def _paint(document: Document, place: int, choice: int) -> Document:
    node = _node(document, place)
    if not isinstance(node, Layer):
        return document
    return edits.set_raster(document, node.id, painted_on(node.raster, choice))


def _set_mask(document: Document, place: int, choice: int) -> Document:
    outside = 255 * (choice % 2)
    mask = Mask(raster=mask_patch(choice, x=choice % 200, outside=outside), enabled=bool(choice % 5))
    return edits.set_mask(document, _node(document, place).id, mask if choice % 3 else None)


def _paint_mask(document: Document, place: int, choice: int) -> Document:
    node = _node(document, place)
    if node.mask is None:
        return document
    return edits.set_mask_raster(document, node.id, mask_painted_on(node.mask.raster, choice))


def _set_settings(document: Document, place: int, choice: int) -> Document:
    node = _node(document, place)
    if not isinstance(node, Adjustment):
        return document
    return edits.set_settings(document, node.id, Threshold(level=choice % 256 / 255))


def _select(document: Document, place: int, choice: int) -> Document:
    left, top = choice % 300, choice // 7 % 200
    new = rectangle(*CANVAS, left, top, left + place % 90 + 1, top + 40) if choice % 4 else None
    return edits.select(document, new)


def _some_ids(document: Document, place: int, choice: int) -> list[str]:
    return [node.id for number, node in enumerate(document.nodes()) if (number + place) % (1 + choice % 4) == 0]


def _move_layers(document: Document, place: int, choice: int) -> Document:
    ids = _some_ids(document, place, choice)
    moved = edits.topmost(document, ids)
    within = {node.id for top in moved for node, _ in walk((top,))}
    parents = [n.id for n in document.nodes() if isinstance(n, Group) and n.id not in within]
    targets: list[str | None] = [None, *parents]
    parent = targets[choice % len(targets)]
    return edits.move_layers(document, ids, parent_id=parent, place=choice // 7 % 5)


def _ungroup(document: Document, place: int, choice: int) -> Document:
    node = _node(document, place)
    return edits.ungroup(document, node.id) if isinstance(node, Group) else document


def _move(document: Document, place: int, choice: int) -> Document:
    node = _node(document, place)
    within = {inner.id for inner in edits._descendants(node)} if isinstance(node, Group) else set()
    parents = [n.id for n in document.nodes() if isinstance(n, Group) and n.id != node.id and n.id not in within]
    targets: list[str | None] = [None, *parents]
    return edits.move_layer(document, node.id, parent_id=targets[choice % len(targets)], place=choice // 7 % 5)


def _insert(document: Document, place: int, choice: int) -> Document:
    made: tuple[Node, ...] = (Layer(raster=patch(choice)), Group(name="New"), Adjustment(settings=Invert()))
    new = made[choice % 3]
    above = _node(document, place).id if document.layers and choice % 4 else None
    return edits.insert_layer(document, new, above=above, select=bool(choice % 2))


CHANGES: dict[str, Callable[[Document, int, int], Document]] = {
    "set_properties": _set_property,
    "set_raster": _paint,
    "set_mask": _set_mask,
    "set_mask_raster": _paint_mask,
    "set_settings": _set_settings,
    "select": _select,
    "select_layer": lambda d, place, _: edits.select_layer(d, _node(d, place).id),
    "insert_layer": _insert,
    "remove_layer": lambda d, place, _: edits.remove_layer(d, _node(d, place).id),
    "move_layer": _move,
    "duplicate_layer": lambda d, place, _: edits.duplicate_layer(d, _node(d, place).id),
    "group_layer": lambda d, place, _: edits.group_layer(d, _node(d, place).id),
    "remove_layers": lambda d, place, choice: edits.remove_layers(d, _some_ids(d, place, choice)),
    "move_layers": _move_layers,
    "group_layers": lambda d, place, choice: edits.group_layers(d, _some_ids(d, place, choice)),
    "ungroup": _ungroup,
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
        mask = node.mask
        shared = (node.id, node.name, node.visible, node.opacity, node.mode, node.locked, node.clipped, node.label)
        masked = None if mask is None else (mask.enabled, mask.linked, tiles_of(mask.raster))
        if isinstance(node, Group):
            children = tuple(of(child) for child in node.children)
            return (*shared, masked, node.isolated, node.expanded, children)
        if isinstance(node, Adjustment):
            return (*shared, masked, settings_to_json(node.settings))
        return (*shared, masked, node.recipe, node.alpha_locked, tiles_of(node.raster))

    def tiles_of(raster: Tiles) -> tuple[Any, ...]:
        tiles = tuple((index, tile.tobytes()) for index, tile in sorted(raster.tiles.items()))
        return raster.shape, raster.outside, raster.table.tobytes(), tiles

    nodes = tuple(of(node) for node in document.layers)
    selection = None if document.selection is None else tiles_of(document.selection)
    return document.width_px, document.height_px, document.active_id, document.dpi, selection, nodes
