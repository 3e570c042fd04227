"""The kernels of `painter.pixels.reference`, compiled by numba. Imported only on the way to serving.

Every kernel has one explicit signature, so that a call never compiles: importing loads them from numba's cache,
or compiles and caches them. They release the interpreter and allocate little.
"""

from __future__ import annotations

from painter.pixels.kernels import Kernels


def compiled_kernels() -> Kernels:
    """Load or compile every kernel, call each once on dummies, and return them."""
    from painter.pixels.compiled import compositing, painting, pictures, strokes
    from painter.pixels.compiled.trial import try_all

    loaded = Kernels(
        composite=compositing.composite,
        half=pictures.half,
        dabs=strokes.dabs,
        apply_mask=strokes.apply_mask,
        rich_dabs=painting.rich_dabs,
        smear_dabs=painting.smear_dabs,
        apply_rich=painting.apply_rich,
        premultiply=pictures.premultiply,
        unpremultiply=pictures.unpremultiply,
        reduce_tiles=pictures.reduce_tiles,
        compiled=True,
    )
    try_all(loaded)
    return loaded
