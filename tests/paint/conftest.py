"""The compiled kernels serve the tests of strokes as they serve the artist."""

from __future__ import annotations

from tests.pixels.conftest import compiled

__all__ = ["compiled"]
