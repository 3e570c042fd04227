"""Jobs go from the session to the models and come back as layers; what fails can be tried again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from painter.ai.request import StyleChoice, StyleRequest
from painter.ai.runner import Arrays, Reporter, Result
from painter.document import edits
from painter.document.document import Document
from painter.document.layer import Layer
from painter.document.raster import Raster
from painter.errors import PainterError
from painter.jobs.worker import WorkerOptions
from painter.session import Session
from painter.ui.copainting import Copainting
from tests.ui.waiting import wait_for

pytestmark = [pytest.mark.gui, pytest.mark.usefixtures("qapp")]

REQUEST = StyleRequest(styles=(StyleChoice(kind="fixed", name="impression"),))


def run(request: Any, inputs: Arrays, reporter: Reporter) -> Result:
    """Stand for the models: invert the source; a seed of 1 fails, one of 2 waits to be cancelled."""
    if request.seed == 1:
        raise PainterError("The model had a bad day. Your drawing is untouched.")
    while request.seed == 2:
        reporter.progress(0.5)
    source = inputs["source"]
    image = source.copy()
    image[..., :3] = source[..., 3:] - source[..., :3]
    return Result({"image": image}, replace(request, program="test"), "A note.")


@pytest.fixture
def session() -> Session:
    pixels = np.full((30, 40, 4), (200, 30, 20, 255), np.uint8)
    layer = Layer(raster=Raster.from_array(40, 30, pixels), name="Red")
    return Session(Document(width_px=40, height_px=30, layers=(layer,), active_id=layer.id))


@pytest.fixture
def copainting(session: Session) -> Iterator[Copainting]:
    made = Copainting(session, WorkerOptions(runner=f"{__name__}:run"))
    yield made
    made.shut_down()


def test_a_style_becomes_a_layer_above_its_source_and_one_undo_step(
    session: Session, copainting: Copainting
) -> None:
    painted: list[tuple[str, str]] = []
    copainting.painted.connect(lambda *told: painted.append(told))
    before = session.document
    copainting.style(REQUEST, {}, "")
    assert copainting.busy
    wait_for(lambda: bool(painted), "the layer")
    ((layer_id, note),) = painted
    assert note == "A note." and not copainting.busy
    bottom, top = session.document.layers
    assert bottom.id == before.active_id and top.id == layer_id
    assert isinstance(top, Layer) and tuple(top.raster.read(session.document.canvas)[5, 5]) == (55, 225, 235, 255)
    assert isinstance(top.recipe, StyleRequest) and top.recipe.program == "test"
    session.undo()
    assert session.document is before


def test_a_failure_keeps_the_drawing_and_can_be_tried_again(session: Session, copainting: Copainting) -> None:
    failed: list[tuple[int, str]] = []
    copainting.failed.connect(lambda *told: failed.append(told))
    before = session.document
    copainting.style(replace(REQUEST, seed=1), {}, "")
    wait_for(lambda: bool(failed), "the failure")
    assert failed[0][1].startswith("The model had a bad day.")
    assert session.document is before and not session.pending
    copainting.try_again(failed[0][0])
    wait_for(lambda: len(failed) == 2, "the second failure")
    copainting.try_again(failed[0][0])
    assert not session.pending, "a job is tried again once"


def test_a_cancelled_job_leaves_nothing(session: Session, copainting: Copainting) -> None:
    shares: list[float] = []
    copainting.status_changed.connect(lambda status: shares.append(status.fraction))
    before = session.document
    copainting.style(replace(REQUEST, seed=2), {}, "")
    wait_for(lambda: 0.5 in shares, "some progress")
    copainting.cancel_all()
    wait_for(lambda: not session.pending, "the end")
    assert session.document is before


def test_jobs_of_a_closed_document_are_cancelled_and_change_no_other(
    session: Session, copainting: Copainting
) -> None:
    copainting.style(replace(REQUEST, seed=2), {}, "")
    other = Session(session.document)
    copainting.set_session(other)
    states: list[str] = []
    copainting.status_changed.connect(lambda status: states.append(str(status.state)))
    wait_for(lambda: "cancelled" in states, "the cancelling")
    assert other.document is session.document


def test_what_cannot_begin_is_refused_with_a_sentence(session: Session, copainting: Copainting) -> None:
    refused: list[str] = []
    copainting.refused.connect(refused.append)
    session.add_layer()
    copainting.style(REQUEST, {}, "")
    copainting.render_again(session.document.active_id or "")
    assert len(refused) == 2 and "empty" in refused[0] and "recipe" in refused[1]


def test_render_again_refreshes_the_layer_in_its_place(session: Session, copainting: Copainting) -> None:
    painted: list[str] = []
    copainting.painted.connect(lambda layer_id, _: painted.append(layer_id))
    source = session.document.layers[0].id
    copainting.style(REQUEST, {}, "")
    wait_for(lambda: len(painted) == 1, "the layer")
    blue = Raster.from_array(40, 30, np.full((30, 40, 4), (0, 0, 255, 255), np.uint8))
    session.apply("Paint it blue", lambda d: edits.set_raster(d, source, blue))
    assert session.stale(session.document.layer(painted[0]))
    copainting.render_again(painted[0])
    wait_for(lambda: len(painted) == 2, "the refreshed layer")
    layer = session.document.layer(painted[0])
    assert len(session.document.layers) == 2 and not session.stale(layer)
    assert tuple(layer.raster.read(session.document.canvas)[5, 5]) == (255, 255, 0, 255)
