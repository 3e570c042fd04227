"""What it means that a document came back from a file as it went."""

from __future__ import annotations

from painter.document.document import Document
from painter.document.layer import Group, Layer, Node

SHARED = ("id", "name", "visible", "opacity", "mode", "locked")


def assert_same_document(a: Document, b: Document) -> None:
    assert (a.width_px, a.height_px, a.dpi, a.active_id) == (b.width_px, b.height_px, b.dpi, b.active_id)
    assert len(a.layers) == len(b.layers)
    for x, y in zip(a.layers, b.layers, strict=True):
        assert_same_node(x, y)


def assert_same_node(a: Node, b: Node) -> None:
    assert type(a) is type(b)
    assert [getattr(a, key) for key in SHARED] == [getattr(b, key) for key in SHARED]
    if isinstance(a, Group) and isinstance(b, Group):
        assert (a.isolated, a.expanded, len(a.children)) == (b.isolated, b.expanded, len(b.children))
        for x, y in zip(a.children, b.children, strict=True):
            assert_same_node(x, y)
    if isinstance(a, Layer) and isinstance(b, Layer):
        assert a.recipe == b.recipe
        assert a.raster.equals(b.raster)
