"""Exporting to other programs' layered files, and looking at them before they are opened."""

from __future__ import annotations

from pathlib import Path

import pytest

from painter.files.opening import export_document, open_document
from painter.ui.dialogs.export import ExportDialog
from painter.ui.dialogs.glance import glance_at
from painter.ui.dialogs.opening import SaveDialog
from painter.ui.dialogs.trial import try_export
from painter.ui.filing import Filing
from tests.files.documents import example_document
from tests.ui.waiting import wait_for

pytestmark = [pytest.mark.gui, pytest.mark.usefixtures("qapp")]


@pytest.mark.parametrize("ending", [".kra", ".psd", ".psb"])
def test_a_layered_kind_is_exported_as_it_is_tried(ending: str, tmp_path: Path) -> None:
    document = example_document()
    dialog = ExportDialog(document, tmp_path / f"art{ending}")
    assert dialog.path() == tmp_path / f"art{ending}"
    assert not dialog._under.isEnabled()
    assert not dialog._quality.isEnabled()
    assert "does not keep how layers were made" in dialog._loss.text()
    wait_for(lambda: not dialog._latest.busy)
    filing = Filing()
    exported: list[Path] = []
    filing.exported.connect(exported.append)
    filing.export(document, dialog.path(), **dialog.options())
    wait_for(lambda: bool(exported))
    trial = try_export(document, ending, longest_px=60, **dialog.options())
    assert trial.size_bytes == dialog.path().stat().st_size
    assert trial.pixels.shape == (40, 60, 4)
    dialog.reject()


def test_work_is_offered_to_be_saved_in_our_own_kind_only(tmp_path: Path) -> None:
    for name in ("art.psd", "art.kra", "art.png"):
        dialog = SaveDialog(tmp_path / name)
        assert dialog.path() == tmp_path / "art.ora"
        dialog.reject()


def test_a_photoshop_file_is_seen_before_it_is_opened(tmp_path: Path) -> None:
    export_document(example_document(), tmp_path / "a.psd")
    glance = glance_at(tmp_path / "a.psd", 60)
    assert (glance.width_px, glance.height_px, glance.layers) == (300, 200, 6)
    assert glance.pixels is not None
    assert glance.pixels.shape == (40, 60, 4)
    assert len(list(open_document(tmp_path / "a.psd").document.nodes())) == 8
