"""What it means that a document came back from a file as it went."""

from __future__ import annotations

from painter.document.document import Document
from painter.document.layer import Adjustment, Group, Layer, Node

SHARED = ("id", "name", "visible", "opacity", "mode", "locked", "clipped", "label")


def assert_same_document(a: Document, b: Document) -> None:
    assert (a.width_px, a.height_px, a.dpi, a.active_id) == (b.width_px, b.height_px, b.dpi, b.active_id)
    assert (a.selection is None) == (b.selection is None)
    if a.selection is not None and b.selection is not None:
        assert a.selection.equals(b.selection)
    assert len(a.layers) == len(b.layers)
    for x, y in zip(a.layers, b.layers, strict=True):
        assert_same_node(x, y)


def assert_same_node(a: Node, b: Node) -> None:
    assert type(a) is type(b)
    assert [getattr(a, key) for key in SHARED] == [getattr(b, key) for key in SHARED]
    assert (a.mask is None) == (b.mask is None)
    if a.mask is not None and b.mask is not None:
        assert (a.mask.enabled, a.mask.linked) == (b.mask.enabled, b.mask.linked)
        assert a.mask.raster.equals(b.mask.raster)
    if isinstance(a, Adjustment) and isinstance(b, Adjustment):
        assert a.settings == b.settings
    if isinstance(a, Group) and isinstance(b, Group):
        assert (a.isolated, a.expanded, len(a.children)) == (b.isolated, b.expanded, len(b.children))
        for x, y in zip(a.children, b.children, strict=True):
            assert_same_node(x, y)
    if isinstance(a, Layer) and isinstance(b, Layer):
        assert (a.recipe, a.alpha_locked) == (b.recipe, b.alpha_locked)
        assert a.raster.equals(b.raster)
