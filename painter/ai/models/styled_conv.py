"""What both style networks are built of: convolutions whose instance norm a style sets, and ways to run them.

A style is a scale (gamma) and an offset (beta) for every channel of every normalised layer. The norm also needs
the mean and variance of the layer over the whole picture. These are never hidden in a module: a run either
measures them (`Measuring`) and hands them out as a value, or is given them (`Frozen`), so that any part of a
picture can be painted exactly as it would be within the whole.

Source: Dumoulin, Shlens, Kudlur, "A Learned Representation for Artistic Style", 2017, section 2 (conditional
instance normalisation).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Protocol, TypeVar

import torch
import torch.nn.functional as F  # noqa: N812 - its usual name
from torch import Tensor, nn

Layer = TypeVar("Layer", bound=nn.Module)

EPSILON = 1e-5
"""Added to every variance; the networks were trained with it."""

BAND_NUMBERS = 2_000_000
"""How many numbers a band of a wide layer holds: few enough to stay near the processor."""


NEIGHBOURS = 4
"""How many pixels side by side are measured at once."""

KEPT_NUMBERS = 10_000_000
"""How many numbers of a layer are kept rather than computed a second time."""


class StyledConv(nn.Module):
    """A convolution over a reflected border, whose output a style normalises; it needs no bias for that reason.

    Attributes:
        place: Where in its network it stands; its key in styles and statistics.
    """

    def __init__(self, place: str, inputs: int, outputs: int, kernel: int, stride: int = 1) -> None:
        super().__init__()
        self.place = place
        self.stride = stride
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
    """How a network runs its normalised layers: convolution, norm and style in one step."""

    def check(self) -> None:
        """Raise where the run should stop; called a few times a second."""

    def pair(self, first: StyledConv, second: StyledConv, x: Tensor) -> Tensor:
        """Run two layers, each with relu, without ever holding all that comes between them."""

    def __call__(self, layer: StyledConv, x: Tensor, *, relu: bool = False) -> Tensor:
        """Run one layer, with relu if asked."""


class StyleNetwork(Protocol):
    """What paints: (n, 3, h, w) sRGB 0 to 1, sides multiples of 4, to the same shape and range."""

    def __call__(self, picture: Tensor, styled: Styling) -> Tensor: ...


def nothing() -> None:
    """The check of a run that nobody can stop."""


class Measuring:
    """Runs a network by each layer's own mean and variance over the batch, and keeps them in `statistics`.

    A batch of several crops is measured as one picture.

    Args:
        weights: (n, 1, h, w) 0 to 1, how much each pixel of the picture counts; None where all count the same.
        check: Called a few times a second; raises to stop.
    """

    def __init__(
        self, code: StyleCode, *, weights: Tensor | None = None, check: Callable[[], None] = nothing
    ) -> None:
        self._code = code
        self._weights = weights
        self.check = check
        self.statistics: dict[str, Moments] = {}

    def pair(self, first: StyledConv, second: StyledConv, x: Tensor) -> Tensor:
        height, width = x.shape[-2:]
        if x.shape[0] * first.channels * height * width <= KEPT_NUMBERS:
            return self(second, self(first, x, relu=True), relu=True)
        tally = Tally()
        for rows in bands(height, width * first.channels * x.shape[0]):
            self.check()
            band = F.conv2d(bordered(x, rows, first.weight.shape[-1]), first.weight)
            tally.add(band, None if self._weights is None else self._weights[:, :, rows.start : rows.stop])
        self.statistics[first.place] = tally.moments()
        # To compute the first layer a second time costs less than to keep it: at full size it is the widest.
        weight, bias = folded(first, self._code[first.place], self.statistics[first.place])
        x = convolved_pair(x, weight, bias, second.weight, None, second.stride, self.check)
        return self._normalised(second, x, relu=True)

    def __call__(self, layer: StyledConv, x: Tensor, *, relu: bool = False) -> Tensor:
        self.check()
        return self._normalised(layer, convolved(x, layer.weight, None, layer.stride), relu=relu)

    def _normalised(self, layer: StyledConv, x: Tensor, *, relu: bool) -> Tensor:
        tally = Tally()
        tally.add(x, self._weights)
        moments = self.statistics[layer.place] = tally.moments()
        style = self._code[layer.place]
        factor = style.gamma.float() * torch.rsqrt(moments.variance + EPSILON)
        offset = style.beta.float() - moments.mean * factor
        x = x.mul_(factor.to(x.dtype)[:, None, None]).add_(offset.to(x.dtype)[:, None, None])
        return x.relu_() if relu else x


class Frozen:
    """Runs a network by given statistics, so that a part of a picture comes out as it does within the whole.

    With its statistics given, a norm is a factor and an offset a channel: they go into the convolution's weights.
    """

    def __init__(self, code: StyleCode, statistics: Statistics, *, check: Callable[[], None] = nothing) -> None:
        self._code = code
        self._statistics = statistics
        self._folded: dict[str, tuple[Tensor, Tensor]] = {}
        self.check = check

    def pair(self, first: StyledConv, second: StyledConv, x: Tensor) -> Tensor:
        return convolved_pair(x, *self._weights(first), *self._weights(second), second.stride, self.check).relu_()

    def __call__(self, layer: StyledConv, x: Tensor, *, relu: bool = False) -> Tensor:
        self.check()
        x = convolved(x, *self._weights(layer), layer.stride)
        return x.relu_() if relu else x

    def _weights(self, layer: StyledConv) -> tuple[Tensor, Tensor]:
        if layer.place not in self._folded:
            self._folded[layer.place] = folded(layer, self._code[layer.place], self._statistics[layer.place])
        return self._folded[layer.place]


class Tally:
    """The mean and variance of channels, gathered over any number of parts (Chan et al., 1979)."""

    def __init__(self) -> None:
        self._count = 0.0
        self._mean: Tensor | None = None
        self._squares: Tensor | None = None

    def add(self, x: Tensor, weights: Tensor | None = None) -> None:
        """Count (n, c, h, w) in; `weights` (n, 1, H, W) as in `Measuring`, over the same part at any size."""
        if weights is None:
            # Sums in float32 stay exact enough over a band, not over a large picture.
            for item in torch.split(x, 1):
                for rows in bands(x.shape[2], x.shape[1] * x.shape[3]):
                    part = item[:, :, rows.start : rows.stop]
                    self._merge(part.numel() / x.shape[1], *part_moments(part))
            return
        share = F.adaptive_avg_pool2d(weights, (x.shape[2], x.shape[3]))
        count = float(share.sum())
        if count > 0.0:
            share = share / count
            mean = (x.float() * share).sum((0, 2, 3))
            variance = ((x.float() - mean[:, None, None]).square_() * share).sum((0, 2, 3))
            self._merge(count, mean, variance)

    def _merge(self, count: float, mean: Tensor, variance: Tensor) -> None:
        mean, squares = mean.double(), variance.double() * count
        if self._mean is None or self._squares is None:
            self._count, self._mean, self._squares = count, mean, squares
            return
        total = self._count + count
        apart = mean - self._mean
        self._mean = self._mean + apart * (count / total)
        self._squares = self._squares + squares + apart.square() * (self._count * count / total)
        self._count = total

    def moments(self) -> Moments:
        """Return the moments of all parts together.

        Raises:
            ValueError: Nothing was counted.
        """
        if self._mean is None or self._squares is None:
            raise ValueError("nothing was measured")
        return Moments(self._mean.float(), (self._squares / self._count).float())


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


def folded(layer: StyledConv, style: Affine, moments: Moments) -> tuple[Tensor, Tensor]:
    """Return the weight and bias of a convolution that is `layer`, its norm and its style in one."""
    factor = style.gamma.float() * torch.rsqrt(moments.variance + EPSILON)
    weight = (layer.weight.float() * factor[:, None, None, None]).to(layer.weight.dtype)
    bias = (style.beta.float() - moments.mean * factor).to(layer.weight.dtype)
    return weight.contiguous(memory_format=torch.channels_last), bias


def convolved(x: Tensor, weight: Tensor, bias: Tensor | None, stride: int) -> Tensor:
    """Return (n, inputs, h, w) convolved, its border reflected by half the kernel."""
    return F.conv2d(F.pad(x, (weight.shape[-1] // 2,) * 4, mode="reflect"), weight, bias, stride)


def convolved_pair(
    x: Tensor,
    weight: Tensor,
    bias: Tensor | None,
    second_weight: Tensor,
    second_bias: Tensor | None,
    stride: int,
    check: Callable[[], None],
) -> Tensor:
    """Return (n, inputs, h, w) convolved at full size, relu, convolved by 3 × 3 at a stride, band by band.

    The second convolution's output is all that is ever held at once.
    """
    height, width = x.shape[-2:]
    parts = []
    for rows in bands(height // stride, width * stride * len(weight) * x.shape[0]):
        check()
        # The second kernel reaches one row beyond its own on both sides.
        wanted = range(max(0, rows.start * stride - 1), min(height, rows.stop * stride + 2 - stride))
        band = F.conv2d(bordered(x, wanted, weight.shape[-1]), weight, bias).relu_()
        above, below = int(rows.start == 0), rows.stop * stride + 2 - stride - wanted.stop
        band = F.pad(band, (1, 1, above, below), mode="reflect")
        parts.append(F.conv2d(band, second_weight, second_bias, stride))
    return parts[0] if len(parts) == 1 else torch.cat(parts, dim=2)


def bands(height: int, numbers_per_row: int) -> Iterator[range]:
    """Yield the rows 0 to `height` in bands of a size that stays near the processor."""
    rows = max(2, min(height, BAND_NUMBERS // max(1, numbers_per_row)))
    # A last band of one row could not be reflected.
    starts = list(range(0, max(1, height - 1), rows))
    for start, stop in zip(starts, (*starts[1:], height), strict=True):
        yield range(start, stop)


def bordered(x: Tensor, rows: range, kernel: int) -> Tensor:
    """Return some rows of (n, c, h, w) with half a kernel of surroundings: the picture's, reflected beyond it."""
    border = kernel // 2
    first, last = rows.start - border, rows.stop + border
    inside = x[:, :, max(0, first) : min(x.shape[2], last)]
    return F.pad(inside, (border, border, max(0, -first), max(0, last - x.shape[2])), mode="reflect")
