"""Whatever tools are used, in any order: undo goes back to the identical documents, and files keep all."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from painter.document import canvas_edits
from painter.document import selection as shapes
from painter.document.document import Document
from painter.document.geometry import Rect
from painter.document.layer import Layer
from painter.document.raster import Raster
from painter.files.opening import open_document
from painter.files.openraster import write_openraster
from painter.paint.filling import Gradient, GradientKind, filled, gradient_over
from painter.paint.floating import move_selected, transform_selected
from painter.paint.selecting import feathered, grown, magic_wand
from painter.pixels.composite import flatten
from painter.pixels.transform import Resampling, around, resize_image, rotating
from painter.session import Session

Act = Callable[[Session], object]


def beginning() -> Document:
    rng = np.random.default_rng(5)
    pixels = rng.integers(0, 256, (90, 120, 4)).astype(np.uint8)
    pixels[..., :3] = np.minimum(pixels[..., :3], pixels[..., 3:])
    lower = Layer(raster=Raster.from_array(150, 130, pixels, 10, 20), name="Lower")
    upper = Layer(raster=Raster.from_array(150, 130, pixels[:40, :40], 90, 80), name="Upper")
    return Document(width_px=150, height_px=130, layers=(lower, upper), active_id=upper.id)


def size(session: Session) -> tuple[int, int]:
    return session.document.width_px, session.document.height_px


def _active(session: Session) -> tuple[str, ...]:
    return (session.document.active_id or "",)


def _wand(session: Session) -> None:
    node = session.document.active
    assert isinstance(node, Layer)
    session.select(magic_wand(node.raster.read(session.document.canvas), 3, 4, tolerance=20))


ACTS: dict[str, Act] = {
    "rectangle": lambda s: s.select(shapes.rectangle(*size(s), 20, 15, 70.5, 60)),
    "add ellipse": lambda s: s.select(shapes.ellipse(*size(s), 40, 30, 120, 110), how=shapes.Combine.ADD),
    "subtract": lambda s: s.select(shapes.rectangle(*size(s), 30, 0, 50, 99), how=shapes.Combine.SUBTRACT),
    "wand": _wand,
    "none": lambda s: s.select(None),
    "feather": lambda s: s.document.selection and s.change_selection("Feather", lambda m: feathered(m, 3)),
    "grow": lambda s: s.document.selection and s.change_selection("Grow", lambda m: grown(m, 4)),
    "fill": lambda s: s.change_pixels("Fill", lambda r: filled(r, (200, 30, 30), opacity=0.6)),
    "gradient": lambda s: s.change_pixels(
        "Gradient",
        lambda r: gradient_over(
            r,
            Gradient(
                kind=GradientKind.RADIAL, x0=40, y0=40, x1=90, y1=70, start=(9, 9, 9), end=(1, 200, 3), end_alpha=0
            ),
        ),
    ),
    "clear": lambda s: s.change_pixels("Clear", lambda r: Raster(r.width_px, r.height_px)),
    "move": lambda s: s.apply("Move", lambda d: move_selected(d, _active(s), 7, -11)),
    "turn": lambda s: s.apply(
        "Turn", lambda d: transform_selected(d, _active(s), around(rotating(31), 60, 60), Resampling.LINEAR)
    ),
    "crop": lambda s: s.apply("Crop", lambda d: canvas_edits.crop(d, Rect(5, 3, 140, 128))),
    "rotate": lambda s: s.apply("Rotate", lambda d: canvas_edits.rotate_image(d, 1)),
    "flip": lambda s: s.apply("Flip", lambda d: canvas_edits.flip_image(d, horizontally=True)),
    "resize": lambda s: s.apply("Resize", lambda d: resize_image(d, 140, 120)),
    "preview": lambda s: s.preview_pixels(lambda r: filled(r, (1, 2, 3))),
}


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(names=st.lists(st.sampled_from(sorted(ACTS)), min_size=1, max_size=7))
def test_any_sequence_of_tools_undoes_redoes_and_saves(names: list[str], tmp_path: Path) -> None:
    first = beginning()
    session = Session(first)
    states = [first]
    for name in names:
        ACTS[name](session)
        if session.document is not states[-1]:
            states.append(session.document)
    session.end_preview()
    last = session.document
    assert session.shown is last
    for state in reversed(states[:-1]):
        session.undo()
        assert session.document is state
    for state in states[1:]:
        session.redo()
        assert session.document is state
    write_openraster(last, tmp_path / "any.ora")
    kept = open_document(tmp_path / "any.ora").document
    np.testing.assert_array_equal(flatten(kept), flatten(last))
    for old, new in zip(last.rasters(), kept.rasters(), strict=True):
        np.testing.assert_array_equal(new.read(last.canvas), old.read(last.canvas))


@pytest.mark.parametrize("name", sorted(set(ACTS) - {"resize", "rotate", "flip", "crop"}))
def test_nothing_outside_the_selection_changes(name: str) -> None:
    """Tools that change pixels change none that are not selected, before or after they moved."""
    document = beginning()
    selection = shapes.ellipse(150, 130, 60, 50, 130, 120)
    session = Session(replace(document, selection=selection))
    ACTS[name](session)
    after = session.document
    outside = selection.read(document.canvas) == 0
    if name in ("move", "turn") and after.selection is not None:
        outside &= after.selection.read(document.canvas) == 0
    for old, new in zip(document.layers, after.layers, strict=True):
        assert isinstance(old, Layer) and isinstance(new, Layer)
        before, now = old.raster.read(document.canvas), new.raster.read(document.canvas)
        np.testing.assert_array_equal(now[outside], before[outside])
