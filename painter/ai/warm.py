"""The style networks, kept ready between jobs: two copies of each at most, on the device and on the processor.

Small enough (a few megabytes) never to be let go. Loads them from painter's own weights only.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TypeVar

from torch import nn

from painter.ai.device import CPU, Device
from painter.ai.models.arbitrary_style import ArbitraryTransform, StylePredictor
from painter.ai.models.multistyle import MultiStyle
from painter.ai.request import ModelRef
from painter.ai.weights import load_model, model_file

Network = TypeVar("Network", bound=nn.Module)


@lru_cache(maxsize=2)
def multistyle(device: Device) -> tuple[MultiStyle, ModelRef]:
    """Return the network of the 26 fixed styles.

    Raises:
        PainterError: As `load_model`; so do the others.
    """
    return _loaded(MultiStyle(), "multistyle26", device)


@lru_cache(maxsize=2)
def arbitrary_transform(device: Device) -> tuple[ArbitraryTransform, ModelRef]:
    """Return the network that paints by a style code."""
    return _loaded(ArbitraryTransform(), "arbitrary_transform", device)


@lru_cache(maxsize=1)
def style_predictor() -> tuple[StylePredictor, ModelRef]:
    """Return the network that reads style codes, on the processor: codes are the same on every machine."""
    return _loaded(StylePredictor(), "arbitrary_predict", CPU)


def _loaded(network: Network, name: str, device: Device) -> tuple[Network, ModelRef]:
    network, ref = load_model(network, model_file(name))
    return device.hosting(network), ref
