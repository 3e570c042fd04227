"""Convolutions over a reflected border, run band by band so that what they hold at once stays small.

How a convolution runs is chosen for speed and never changes what comes out by more than rounding: over a picture
of doubled pixels it runs before the doubling; where it has few outputs it makes two neighbouring pixels at once,
for processors compute eight channels in the time of three. Knows nothing of styles.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import torch
import torch.nn.functional as F  # noqa: N812 - its usual name
from torch import Tensor

Done = Callable[[float], None]
"""Told, a few times a second, how many multiplications are done since it was told last; raises to stop."""

BAND_NUMBERS = 500_000
"""How many numbers a band of a layer holds: few enough to stay near the processor, and for its memory to be used
again and again, which is far quicker than to get fresh memory from the system."""

GRAPHICS_BAND_NUMBERS = 64_000_000
"""The same on graphics cards, which want much to do at once."""

FEW_OUTPUTS = 4
"""A wide convolution with so many outputs, or fewer, makes two pixels at once."""


def ignored(_: float) -> None:
    """The `Done` of a run that nobody watches or stops."""


@dataclass(frozen=True, slots=True, eq=False)
class Kernel:
    """A convolution ready to run.

    Attributes:
        weight: (outputs, inputs, k, k) as the network knows it.
        ready: The weight it runs with.
        bias: (outputs,) as it runs, or None.
        stride: 1 or 2.
        doubling: Whether it works on its input with every pixel doubled along both sides.
    """

    weight: Tensor
    ready: Tensor
    bias: Tensor | None
    stride: int
    doubling: bool

    @property
    def outputs(self) -> int:
        return int(self.weight.shape[0])

    @property
    def border(self) -> int:
        """How far it reaches beyond a pixel of its own input."""
        return 1 if self.doubling else int(self.weight.shape[-1]) // 2

    @property
    def work_per_pixel(self) -> int:
        """Multiplications for one pixel of one output channel."""
        return self.weight[0].numel()


def kernel(weight: Tensor, bias: Tensor | None = None, *, stride: int = 1, doubling: bool = False) -> Kernel:
    """Return a convolution made ready to run.

    Args:
        weight: (outputs, inputs, k, k), k odd; 3 where it doubles or has a stride.
    """
    ready = weight
    if doubling:
        ready = _before_doubling(weight)
        bias = None if bias is None else bias.repeat(4)
    elif _pairs(weight, stride):
        # Two pixels side by side: the same weights, once for the left one and once a column further right.
        ready = torch.cat((F.pad(weight, (0, 1)), F.pad(weight, (1, 0))))
        bias = None if bias is None else bias.repeat(2)
    return Kernel(weight, ready.contiguous(memory_format=torch.channels_last), bias, stride, doubling)


def _pairs(weight: Tensor, stride: int) -> bool:
    return weight.shape[0] <= FEW_OUTPUTS and weight.shape[-1] > 3 and stride == 1


def _before_doubling(weight: Tensor) -> Tensor:
    """Return the weight (4 × outputs, inputs, 3, 3) that makes the 2 × 2 pixels each pixel becomes.

    A row that a doubled pixel sees lies in one of two rows before the doubling; their weights add up.

    Source: Shi et al., "Is the deconvolution layer the same as a convolutional layer?", 2016, arXiv:1609.07009.
    """
    sees = weight.new_tensor((((1, 0, 0), (0, 1, 1), (0, 0, 0)), ((0, 0, 0), (1, 1, 0), (0, 0, 1))))
    split = torch.einsum("yak,xbl,oikl->yxoiab", sees, sees, weight)  # (2, 2, outputs, inputs, 3, 3)
    return split.reshape(-1, *weight.shape[1:])


def convolved(x: Tensor, by: Kernel, done: Done = ignored) -> Tensor:
    """Return (n, inputs, h, w), sides even, convolved over its reflected border: (n, outputs, …)."""
    return joined(x, by, ((rows, band(x, by, rows, done)) for rows in output_bands(x, by)))


def convolved_pair(x: Tensor, first: Kernel, second: Kernel, done: Done = ignored) -> Tensor:
    """Return (n, inputs, h, w) convolved, relu, convolved again, without ever holding all that lies between."""
    height = x.shape[2]

    def parts() -> Iterator[tuple[range, Tensor]]:
        # Rows of the second one's input cost what the first one's output does.
        for rows in bands(height // second.stride, second.stride * first.outputs * x.shape[0] * x.shape[3], x):
            wanted = _needed(rows, second)
            inside = range(max(0, wanted.start), min(height, wanted.stop))
            between = band(x, first, inside, done).relu_()
            between = _padded(between, second, inside.start - wanted.start, wanted.stop - inside.stop)
            yield rows, _run(between, second, done)

    return joined(x, second, parts())


def joined(x: Tensor, by: Kernel, parts: Iterator[tuple[range, Tensor]]) -> Tensor:
    """Return what a convolution makes of x, put together from bands of its rows."""
    n, height, width = x.shape[0], x.shape[2], x.shape[3]
    out: Tensor | None = None
    for rows, part in parts:
        if part.shape[2] * by.stride == height * (2 if by.doubling else 1):
            return part
        if out is None:
            shape = (n, by.outputs, _scaled(height, by), _scaled(width, by))
            out = torch.empty(shape, dtype=x.dtype, device=x.device, memory_format=torch.channels_last)
        top = rows.start * (2 if by.doubling else 1)
        out[:, :, top : top + part.shape[2]] = part
    assert out is not None
    return out


def _scaled(size: int, by: Kernel) -> int:
    return size * 2 if by.doubling else size // by.stride


def output_bands(x: Tensor, by: Kernel) -> Iterator[range]:
    """Yield bands of rows of what a convolution makes of x (before it doubles them)."""
    wide = max(by.ready.shape[1] * by.stride * by.stride, by.ready.shape[0])
    return bands(x.shape[2] // by.stride, x.shape[0] * wide * x.shape[3] // by.stride, x)


def band(x: Tensor, by: Kernel, rows: range, done: Done = ignored) -> Tensor:
    """Return some rows of what a convolution makes of x; rows are counted before it doubles them."""
    wanted = _needed(rows, by)
    inside = range(max(0, wanted.start), min(x.shape[2], wanted.stop))
    part = x[:, :, inside.start : inside.stop]
    return _run(_padded(part, by, inside.start - wanted.start, wanted.stop - inside.stop), by, done)


def _needed(rows: range, by: Kernel) -> range:
    """Return the rows of its input a convolution looks at; some may lie beyond the picture."""
    reach = 2 * by.border + 1
    return range(rows.start * by.stride - by.border, (rows.stop - 1) * by.stride + reach - by.border)


def _padded(x: Tensor, by: Kernel, above: int, below: int) -> Tensor:
    # A doubled picture, reflected by one pixel, is the picture with its border repeated, doubled.
    mode = "replicate" if by.doubling else "reflect"
    return F.pad(x, (by.border, by.border, above, below), mode=mode)


def _run(x: Tensor, by: Kernel, done: Done) -> Tensor:
    """Convolve rows that have their border."""
    if by.doubling:
        out = _doubled(F.conv2d(x, by.ready, by.bias))
    elif by.ready.shape[0] > by.outputs:
        out = _unpaired(F.conv2d(x, by.ready, by.bias, (1, 2)))
    else:
        out = F.conv2d(x, by.ready, by.bias, by.stride)
    done(out.numel() * by.work_per_pixel)
    return out


def _doubled(x: Tensor) -> Tensor:
    """Return (n, 4 c, h, w), each pixel four pixels, as (n, c, 2 h, 2 w)."""
    n, channels, height, width = x.shape
    lying = x.permute(0, 2, 3, 1).reshape(n, height, width, 2, channels // 2).permute(0, 1, 3, 2, 4)
    return lying.reshape(n, 2 * height, 2 * width, channels // 4).permute(0, 3, 1, 2)


def _unpaired(x: Tensor) -> Tensor:
    """Return (n, 2 c, h, w), each pixel two side by side, as (n, c, h, 2 w); moves nothing in memory."""
    n, channels, height, width = x.shape
    return x.permute(0, 2, 3, 1).reshape(n, height, 2 * width, channels // 2).permute(0, 3, 1, 2)


def bands(height: int, numbers_per_row: int, x: Tensor) -> Iterator[range]:
    """Yield the rows 0 to `height` in bands of a size that suits the device x is on."""
    numbers = BAND_NUMBERS if x.device.type == "cpu" else GRAPHICS_BAND_NUMBERS
    # A band of few rows could not be reflected.
    count = max(1, min(-(-height * numbers_per_row // numbers), height // 8))
    for place in range(count):
        yield range(height * place // count, height * (place + 1) // count)
