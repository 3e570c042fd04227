"""What the tests of the models share: a reporter that remembers, and drawn layers."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from painter.ai.request import StyleChoice, StyleRequest
from painter.ai.runner import JobCancelled


@dataclass
class Recorder:
    """A reporter that remembers what it was told, and cancels after so many words."""

    cancel_after: int = 1_000_000_000
    fractions: list[float] = field(default_factory=list)
    previews: list[NDArray[Any]] = field(default_factory=list)

    def check(self) -> None:
        if len(self.fractions) >= self.cancel_after:
            raise JobCancelled

    def progress(self, fraction: float, note: str = "") -> None:
        self.check()
        self.fractions.append(fraction)

    def preview(self, image: NDArray[Any]) -> None:
        self.check()
        self.previews.append(image)


def drawn_layer(height: int, width: int, *, transparent: bool = False) -> NDArray[np.uint8]:
    """Return a layer with slopes, an edge and some grain; soft holes and an empty corner where transparent."""
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    v, u = y / height, x / width
    ridge = (v > 0.55 + 0.15 * np.sin(8 * u))[..., None]
    sky = np.stack([0.3 + 0.5 * v, 0.5 + 0.3 * v, 0.9 - 0.3 * v], axis=-1)
    hill = np.stack([0.3 + 0.5 * u, 0.5 - 0.3 * u, 0.2 + 0.1 * v], axis=-1)
    grain = np.random.default_rng(0).normal(0, 0.04, (height, width, 1))
    colors = np.clip(np.where(ridge, hill, sky) + grain, 0, 1)
    alpha = np.ones((height, width, 1), np.float32)
    if transparent:
        alpha = np.clip(0.6 + 0.8 * np.sin(9 * u) * np.cos(7 * v), 0, 1)[..., None]
        alpha[: height // 3, : width // 3] = 0
    layer = np.rint(np.concatenate([colors * alpha, alpha], axis=-1) * 255).astype(np.uint8)
    layer.flags.writeable = False
    return layer


def fixed(*names: str, **options: Any) -> StyleRequest:
    """Return a request for fixed styles in equal shares."""
    return StyleRequest(styles=tuple(StyleChoice(kind="fixed", name=name) for name in names), **options)


def picture_style(name: str = "rain.png", weight: float = 1.0) -> StyleChoice:
    return StyleChoice(kind="picture", name=name, weight=weight, sha256="ab" * 32)


def style_picture(seed: int = 0, height: int = 40, width: int = 56) -> NDArray[np.uint8]:
    """Return a picture to take a style of, (height, width, 3)."""
    blocks = np.random.default_rng(seed).integers(0, 256, (-(-height // 8), -(-width // 8), 3), dtype=np.uint8)
    return np.kron(blocks, np.ones((8, 8, 1), np.uint8))[:height, :width]
