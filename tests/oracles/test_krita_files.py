"""Krita opens what we write for it and shows what we show: groups, modes, offsets, visibility."""

from __future__ import annotations

from pathlib import Path

import pytest

from painter.document import edits
from painter.files.opening import export_document, not_kept, open_document
from tests.files.documents import example_document, rich_document
from tests.oracles.test_other_programs import (
    KRITA_DOCUMENTS,
    Krita,
    assert_alike,
    krita,  # noqa: F401 - a fixture
)

pytestmark = pytest.mark.oracle


@pytest.mark.parametrize("name", KRITA_DOCUMENTS)
def test_krita_shows_what_we_write_for_it(name: str, krita: Krita, tmp_path: Path) -> None:  # noqa: F811
    document = KRITA_DOCUMENTS[name]
    export_document(document, tmp_path / "ours.kra")
    assert_alike(krita.flattens(tmp_path / "ours.kra", tmp_path / "krita.png"), document)


def test_krita_shows_a_document_that_has_everything(krita: Krita, tmp_path: Path) -> None:  # noqa: F811
    document = rich_document()
    export_document(document, tmp_path / "ours.kra")
    assert "isolated" in not_kept(document, tmp_path / "ours.kra")
    as_written = edits.set_properties(document, document.layers[2].id, isolated=True)
    assert_alike(krita.flattens(tmp_path / "ours.kra", tmp_path / "krita.png"), as_written)


def test_krita_finds_every_layer(krita: Krita, tmp_path: Path) -> None:  # noqa: F811
    """By way of OpenRaster, which Krita writes and we read."""
    document = example_document()
    export_document(document, tmp_path / "ours.kra")
    krita.export(tmp_path / "ours.kra", tmp_path / "theirs.ora")
    theirs = open_document(tmp_path / "theirs.ora").document
    assert [(node.name, node.mode, node.visible) for node in theirs.nodes()] == [
        (node.name, node.mode, node.visible) for node in document.nodes()
    ]
    assert_alike(krita.flattens(tmp_path / "ours.kra", tmp_path / "krita.png"), document)
