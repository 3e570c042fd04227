"""Another program opens the Photoshop files we write and shows what we show.

Krita drops the opacity of groups and clipping in any Photoshop file and applies masks that are switched off, so it
is not asked about those.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from painter.document.layer import BlendMode
from painter.files.opening import export_document
from painter.files.photoshop.modes import TO_PHOTOSHOP
from tests.oracles.test_other_programs import (
    NOT_IN_KRITA,
    Krita,
    assert_alike,
    krita,  # noqa: F401 - a fixture
    modes_document,
    structures,
)

pytestmark = pytest.mark.oracle

# Photoshop's soft light is a formula of its own, up to 4/255 from that of the W3C.
_MODES = tuple(mode for mode in TO_PHOTOSHOP if mode not in (*NOT_IN_KRITA, BlendMode.SOFT_LIGHT))
DOCUMENTS = {
    "modes": modes_document(_MODES, opacity=1.0),
    "modes at 70 %": modes_document(_MODES, opacity=0.7),
    **{
        name: document
        for name, document in structures().items()
        if name
        in (
            "pass-through group",
            "isolated plain group",
            "beyond every edge",
            "hidden layer and group",
            "mask",
            "mask of a group",
        )
    },
}


@pytest.mark.parametrize("ending", ["psd", "psb"])
@pytest.mark.parametrize("name", DOCUMENTS)
def test_krita_shows_our_photoshop_files(name: str, ending: str, krita: Krita, tmp_path: Path) -> None:  # noqa: F811
    export_document(DOCUMENTS[name], tmp_path / f"ours.{ending}")
    assert_alike(krita.flattens(tmp_path / f"ours.{ending}", tmp_path / "krita.png"), DOCUMENTS[name])
