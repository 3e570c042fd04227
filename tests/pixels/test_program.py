"""What a program holds, leaves out, and sees of a draft."""

from __future__ import annotations

import gc
import weakref
from dataclasses import replace

import numpy as np
import pytest

from painter.document.document import Document
from painter.document.geometry import TILE, TileIndex
from painter.document.layer import BlendMode, Group, Layer
from painter.document.raster import Raster, RasterDraft
from painter.pixels.composite import composite_rgba
from painter.pixels.kernels import Kernels
from painter.pixels.modes import CODES
from painter.pixels.program import LAYER, POP_GROUP, PUSH_GROUP, compile_program
from tests.pixels.conftest import noise, noise_raster

SIDE = 2 * TILE


def _document(*layers: Layer | Group) -> Document:
    return Document(width_px=SIDE, height_px=SIDE, layers=layers)


def test_operations_follow_the_tree() -> None:
    raster = noise_raster(1, SIDE, SIDE)
    a, b, c = (Layer(raster=raster, opacity=0.5, mode=mode) for mode in list(BlendMode)[:3])
    group = Group(children=(b, c), mode=BlendMode.MULTIPLY, opacity=0.25)
    program = compile_program(_document(a, group, a))
    assert program.operations.tolist() == [LAYER, PUSH_GROUP, LAYER, LAYER, POP_GROUP, LAYER]
    assert program.modes[4] == CODES[BlendMode.MULTIPLY]
    assert program.opacities.tolist() == [0.5, 1.0, 0.5, 0.5, 0.25, 0.5]
    assert program.depth == 1
    flat = compile_program(_document(a, replace(group, isolated=False, mode=BlendMode.NORMAL, opacity=1.0)))
    assert flat.operations.tolist() == [LAYER] * 3


def test_what_shows_nothing_is_left_out() -> None:
    layer = Layer(raster=noise_raster(1, SIDE, SIDE))
    program = compile_program(
        _document(
            replace(layer, visible=False),
            replace(layer, opacity=0.0),
            Layer(raster=Raster(SIDE, SIDE)),
            Group(children=(Group(), replace(layer, visible=False))),
            Group(children=(layer,), visible=False),
        )
    )
    assert program.operations.tolist() == []
    assert program.held == ()


def test_a_program_keeps_its_pixels_alive(serving: Kernels) -> None:
    layer = Layer(raster=noise_raster(1, SIDE, SIDE))
    document = _document(layer)
    before = composite_rgba(compile_program(document), document.canvas)
    program = compile_program(document)
    raster = weakref.ref(next(iter(layer.raster.tiles.values())))
    del document, layer
    gc.collect()
    # Fresh tiles would land where the old ones were, had they been let go.
    others = [noise_raster(seed, SIDE, SIDE) for seed in range(2, 6)]
    assert raster() is not None
    assert (composite_rgba(program, program.canvas) == before).all()
    del program, others
    gc.collect()
    assert raster() is None


def test_a_program_sees_tiles_that_a_draft_adds_later(serving: Kernels) -> None:
    layer = Layer(raster=Raster.from_array(SIDE, SIDE, noise(1, TILE, TILE)))
    document = _document(layer)
    draft = RasterDraft(layer.raster)
    program = compile_program(document, {layer.id: draft})
    assert (composite_rgba(program, document.canvas)[TILE:] == 0).all()
    draft.writable_tile(TileIndex(1, 1))[...] = 255
    draft.writable_tile(TileIndex(0, 0))[0, 0] = 255
    shown = composite_rgba(program, document.canvas)
    assert (shown[TILE:, TILE:] == 255).all()
    assert (shown[0, 0] == 255).all()
    assert (composite_rgba(compile_program(document), document.canvas)[TILE:] == 0).all()


def test_a_draft_on_an_empty_layer_shows(serving: Kernels) -> None:
    layer = Layer(raster=Raster(SIDE, SIDE))
    draft = RasterDraft(layer.raster)
    program = compile_program(_document(layer), {layer.id: draft})
    draft.writable_tile(TileIndex(0, 1))[...] = 255
    assert composite_rgba(program, program.canvas).sum(dtype=np.int64) == 255 * 4 * TILE * TILE


def test_a_raster_of_another_canvas_is_refused() -> None:
    with pytest.raises(ValueError, match="tiles"):
        compile_program(_document(Layer(raster=noise_raster(1, 3 * TILE, SIDE))))
