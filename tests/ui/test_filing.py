"""Files are read and written beside the window, one at a time, and what fails is told in a sentence."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtTest import QSignalSpy

from painter.document.document import Document
from painter.document.layer import Layer
from painter.document.raster import Raster
from painter.files.opening import open_document
from painter.session import Session
from painter.ui.filing import Filing
from tests.ui.waiting import wait_for

pytestmark = [pytest.mark.gui, pytest.mark.usefixtures("qapp")]


def red(width: int = 40, height: int = 30) -> Document:
    pixels = np.full((height, width, 4), (200, 30, 20, 255), np.uint8)
    layer = Layer(raster=Raster.from_array(width, height, pixels), name="Red")
    return Document(width_px=width, height_px=height, layers=(layer,), active_id=layer.id)


def heard(spy: QSignalSpy, count: int = 1) -> list[list[object]]:
    """Wait until a signal came so often; return what it carried."""
    wait_for(lambda: spy.count() >= count, "the signal")
    return [spy.at(i) for i in range(spy.count())]


def idle(filing: Filing) -> None:
    wait_for(lambda: not filing.busy, "the end of the work")


def test_what_is_saved_is_the_document_of_that_moment(tmp_path: Path) -> None:
    filing, session = Filing(), Session(red())
    saved = QSignalSpy(filing.saved)
    order: list[str] = []
    filing.save(session, tmp_path / "a.ora", done=lambda: order.append("done"))
    before = session.document
    session.add_layer()
    (told, document, path), *_ = heard(saved)
    assert told is session and document is before and path == tmp_path / "a.ora"
    assert order == ["done"]
    assert len(open_document(tmp_path / "a.ora").document.layers) == 1
    idle(filing)


def test_work_waits_its_turn(tmp_path: Path) -> None:
    filing, session = Filing(), Session(red())
    order: list[str] = []
    filing.saved.connect(lambda *_: order.append("saved"))
    filing.exported.connect(lambda *_: order.append("exported"))
    filing.opened.connect(lambda *_: order.append("opened"))
    filing.save(session, tmp_path / "a.ora")
    filing.export(session.document, tmp_path / "a.png")
    filing.open(tmp_path / "a.ora")
    wait_for(lambda: len(order) == 3, "all three")
    assert order == ["saved", "exported", "opened"]
    idle(filing)


def test_a_failure_is_one_sentence_and_the_next_piece_is_done(tmp_path: Path) -> None:
    filing, session = Filing(), Session(red())
    failed, exported = QSignalSpy(filing.failed), QSignalSpy(filing.exported)
    asked: list[str] = []
    filing.open(tmp_path / "none.ora", failed=lambda: asked.append("failed"))
    filing.export(session.document, tmp_path / "a.png")
    ((message,),) = heard(failed)
    assert isinstance(message, str) and "none.ora" in message and message.endswith(".")
    assert asked == ["failed"]
    heard(exported)
    idle(filing)


def test_what_is_being_done_is_told_and_its_end_too(tmp_path: Path) -> None:
    filing, session = Filing(), Session(red())
    busy = QSignalSpy(filing.busy_changed)
    filing.save(session, tmp_path / "a.ora")
    idle(filing)
    words = [said for (said,) in heard(busy, 2)]
    assert "a.ora" in str(words[0]) and words[-1] == ""
