"""What both style networks are built of: convolutions whose instance norm a style sets, and ways to run them.

A style is a scale (gamma) and an offset (beta) for every channel of every normalised layer. The norm also needs
the mean and variance of the layer over the whole picture. These are never hidden in a module: a run either
measures them (`Measuring`) and hands them out as a value, or is given them (`Frozen`), so that any part of a
picture can be painted exactly as it would be within the whole.

Source: Dumoulin, Shlens, Kudlur, "A Learned Representation for Artistic Style", 2017, section 2 (conditional
instance normalisation).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol, TypeVar

import torch
import torch.nn.functional as F  # noqa: N812 - its usual name
from torch import Tensor, nn

from painter.ai.models.convolution import (
    Done,
    Kernel,
    band,
    bands,
    convolved,
    convolved_pair,
    ignored,
    kernel,
    output_bands,
)

Layer = TypeVar("Layer", bound=nn.Module)

EPSILON = 1e-5
"""Added to every variance; the networks were trained with it."""

NEIGHBOURS = 4
"""How many pixels side by side are measured at once."""

KEPT_NUMBERS = 40_000_000
"""How many numbers of a layer are kept rather than computed a second time."""


class StyledConv(nn.Module):
    """A convolution over a reflected border, whose output a style normalises; it needs no bias for that reason.

    Attributes:
        place: Where in its network it stands; its key in styles and statistics.
        doubling: Whether it works on its input with every pixel doubled along both sides.
    """

    def __init__(
        self, place: str, inputs: int, outputs: int, kernel: int, *, stride: int = 1, doubling: bool = False
    ) -> None:
        super().__init__()
        self.place = place
        self.stride = stride
        self.doubling = doubling
        self.weight = nn.Parameter(torch.empty(outputs, inputs, kernel, kernel))

    @property
    def channels(self) -> int:
        return self.weight.shape[0]


def layers(kind: type[Layer], modules: nn.Module) -> list[Layer]:
    """Return the layers of one kind in a network or a part of it, in the order they stand in."""
    return [layer for layer in modules.modules() if isinstance(layer, kind)]


@dataclass(frozen=True, slots=True, eq=False)
class Affine:
    """A style's scale and offset for one layer: gamma and beta, each (channels,)."""

    gamma: Tensor
    beta: Tensor


@dataclass(frozen=True, slots=True, eq=False)
class Moments:
    """Mean and variance of one layer's channels over a picture, each (channels,) float32."""

    mean: Tensor
    variance: Tensor


StyleCode = Mapping[str, Affine]
"""A style: gamma and beta of every layer, by place."""

Statistics = Mapping[str, Moments]
"""What a picture looks like to a network in one style: the moments of every layer, by place."""


class Styling(Protocol):
    """How a network runs its normalised layers: convolution, norm and style in one step.

    Attributes:
        done: Told of the work done; raises where the run should stop.
    """

    done: Done

    def pair(self, first: StyledConv, second: StyledConv, x: Tensor) -> Tensor:
        """Run two layers, each with relu, without holding what comes between them where that is much."""

    def __call__(self, layer: StyledConv, x: Tensor, *, relu: bool = False) -> Tensor:
        """Run one layer, with relu if asked; what it returns is the caller's to change."""


class StyleNetwork(Protocol):
    """What paints: (n, 3, h, w) sRGB 0 to 1, sides multiples of 4, to the same shape and range."""

    def __call__(self, picture: Tensor, styled: Styling) -> Tensor: ...


class Measuring:
    """Runs a network by each layer's own mean and variance over the batch, and keeps them in `statistics`.

    A batch of several crops is measured as one picture.

    Args:
        weights: (n, 1, h, w) 0 to 1, how much each pixel of the picture counts; None where all count the same.
    """

    def __init__(self, code: StyleCode, *, weights: Tensor | None = None, done: Done = ignored) -> None:
        self._code = code
        self._weights = weights
        self.done = done
        self.statistics: dict[str, Moments] = {}

    def pair(self, first: StyledConv, second: StyledConv, x: Tensor) -> Tensor:
        if x.shape[0] * first.channels * x.shape[2] * x.shape[3] <= KEPT_NUMBERS:
            return self(second, self(first, x, relu=True), relu=True)
        # To compute the first layer a second time costs less than to keep it: at full size it is the widest.
        tally, by = Tally(), plain(first)
        for rows in output_bands(x, by):
            part = band(x, by, rows, self._half_done)
            tally.add(part, None if self._weights is None else self._weights[:, :, rows.start : rows.stop])
        self.statistics[first.place] = tally.moments()
        by = folded(first, self._code[first.place], self.statistics[first.place])
        x = convolved_pair(x, by, plain(second), self._half_done)
        self.done(x.numel() * second.weight[0].numel() / 2)
        return self._normalised(second, x, relu=True)

    def _half_done(self, work: float) -> None:
        self.done(work / 2)

    def __call__(self, layer: StyledConv, x: Tensor, *, relu: bool = False) -> Tensor:
        return self._normalised(layer, convolved(x, plain(layer), self.done), relu=relu)

    def _normalised(self, layer: StyledConv, x: Tensor, *, relu: bool) -> Tensor:
        tally = Tally()
        tally.add(x, self._weights)
        moments = self.statistics[layer.place] = tally.moments()
        factor, offset = norm(self._code[layer.place], moments)
        factor, offset = (numbers.to(x.dtype)[:, None, None] for numbers in (factor, offset))
        for rows in bands(x.shape[2], x.shape[0] * x.shape[1] * x.shape[3], x):
            part = x[:, :, rows.start : rows.stop].mul_(factor).add_(offset)
            if relu:
                part.relu_()
        return x


class Frozen:
    """Runs a network by given statistics, so that a part of a picture comes out as it does within the whole.

    With its statistics given, a norm is a factor and an offset a channel: they go into the convolution's weights.
    """

    def __init__(self, code: StyleCode, statistics: Statistics, *, done: Done = ignored) -> None:
        self._code = code
        self._statistics = statistics
        self._folded: dict[str, Kernel] = {}
        self.done = done

    def pair(self, first: StyledConv, second: StyledConv, x: Tensor) -> Tensor:
        return convolved_pair(x, self._kernel(first), self._kernel(second), self.done).relu_()

    def __call__(self, layer: StyledConv, x: Tensor, *, relu: bool = False) -> Tensor:
        x = convolved(x, self._kernel(layer), self.done)
        return x.relu_() if relu else x

    def _kernel(self, layer: StyledConv) -> Kernel:
        if layer.place not in self._folded:
            self._folded[layer.place] = folded(layer, self._code[layer.place], self._statistics[layer.place])
        return self._folded[layer.place]


class Tally:
    """The mean and variance of channels, gathered over any number of parts (Chan et al., 1979)."""

    def __init__(self) -> None:
        self._parts: list[tuple[float, Tensor, Tensor]] = []  # how much each counts, its mean and variance

    def add(self, x: Tensor, weights: Tensor | None = None) -> None:
        """Count (n, c, h, w) in; `weights` (n, 1, H, W) as in `Measuring`, over the same part at any size."""
        if weights is None:
            # Sums in float32 stay exact enough over a band, not over a large picture.
            for item in torch.split(x, 1):
                for rows in bands(x.shape[2], x.shape[1] * x.shape[3], x):
                    part = item[:, :, rows.start : rows.stop]
                    self._parts.append((part.numel() / x.shape[1], *part_moments(part)))
            return
        share = F.adaptive_avg_pool2d(weights, (x.shape[2], x.shape[3]))
        count = float(share.sum())
        if count > 0.0:
            share = share / count
            mean = (x.float() * share).sum((0, 2, 3))
            variance = ((x.float() - mean[:, None, None]).square_() * share).sum((0, 2, 3))
            self._parts.append((count, mean, variance))

    def moments(self) -> Moments:
        """Return the moments of all parts together.

        Raises:
            ValueError: Nothing was counted.
        """
        if not self._parts:
            raise ValueError("nothing was measured")
        counts, means, variances = zip(*self._parts, strict=True)
        if len(counts) == 1:
            return Moments(means[0], variances[0])
        # Graphics cards of Apple's have no double precision; so few numbers are quick anywhere.
        shares = torch.tensor(counts, dtype=torch.float64)[:, None] / sum(counts)
        each = torch.stack(means).cpu().double()
        mean = (each * shares).sum(0)
        variance = ((torch.stack(variances).cpu().double() + (each - mean).square()) * shares).sum(0)
        return Moments(mean.float().to(means[0].device), variance.float().to(means[0].device))


def part_moments(x: Tensor) -> tuple[Tensor, Tensor]:
    """Return mean and variance of (n, c, h, w) over all but c, each (c,) float32."""
    if x.device.type == "cpu" and x.dtype == torch.float32:
        # The same numbers as var_mean, which is twenty times slower where channels lie together; and fastest
        # where there are many: a few neighbouring pixels count as channels of their own, and are joined after.
        channels, group = x.shape[1], NEIGHBOURS if x.shape[3] % NEIGHBOURS == 0 else 1
        rows = x.permute(0, 2, 3, 1).reshape(-1, channels * group)
        means, variances = torch.batch_norm_update_stats(rows, None, None, 0.0)
        means, variances = means.view(group, channels), variances.view(group, channels)
        mean = means.mean(0)
        return mean, variances.mean(0) + (means - mean).square().mean(0)
    variance, mean = torch.var_mean(x.float(), (0, 2, 3), correction=0)
    return mean, variance


def norm(style: Affine, moments: Moments) -> tuple[Tensor, Tensor]:
    """Return the factor and the offset, each (channels,) float32, that normalise a layer and style it."""
    factor = style.gamma.float() * torch.rsqrt(moments.variance + EPSILON)
    return factor, style.beta.float() - moments.mean * factor


def plain(layer: StyledConv) -> Kernel:
    """Return the convolution of a layer alone."""
    return kernel(layer.weight, stride=layer.stride, doubling=layer.doubling)


def folded(layer: StyledConv, style: Affine, moments: Moments) -> Kernel:
    """Return a convolution that is `layer`, its norm and its style in one."""
    factor, offset = norm(style, moments)
    weight = (layer.weight.float() * factor[:, None, None, None]).to(layer.weight.dtype)
    return kernel(weight, offset.to(layer.weight.dtype), stride=layer.stride, doubling=layer.doubling)
