"""Both implementations of the kernels, and pictures to try them on."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from painter.document.raster import Raster
from painter.pixels.kernels import TWINS, Kernels, kernels, use_cache_folder, use_kernels


@pytest.fixture(scope="session")
def compiled(request: pytest.FixtureRequest) -> Kernels:
    """The compiled kernels, from a cache kept between test runs."""
    cache = request.config.cache
    assert cache is not None
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("NUMBA_CACHE_DIR", "")
        use_cache_folder(Path(cache.mkdir("numba")))
        from painter.pixels.compiled import compiled_kernels

        return compiled_kernels()


@pytest.fixture(params=["twins", "compiled"])
def serving(request: pytest.FixtureRequest) -> Iterator[Kernels]:
    """Let the twins serve, then the compiled kernels."""
    before = kernels()
    use_kernels(TWINS if request.param == "twins" else request.getfixturevalue("compiled"))
    yield kernels()
    use_kernels(before)


def noise(seed: int, height: int, width: int) -> NDArray[np.uint8]:
    """Return random premultiplied pixels, a third of them transparent, some opaque."""
    rng = np.random.default_rng(seed)
    pixels = rng.integers(0, 256, (height, width, 4)).astype(np.float64)
    pixels[..., 3] = np.clip(pixels[..., 3] * 2 - 170, 0, 255)
    pixels[..., :3] *= pixels[..., 3:] / 255
    return np.rint(pixels).astype(np.uint8)


def noise_raster(seed: int, width: int, height: int) -> Raster:
    return Raster.from_array(width, height, noise(seed, height, width))
