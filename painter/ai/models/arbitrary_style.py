"""Any picture as a style: one network reads a style code of 100 numbers from it, another paints by the code.

Source: Ghiasi, Lee, Kudlur, Dumoulin, Shlens, "Exploring the structure of a real-time, arbitrary neural artistic
stylization network", 2017, arXiv:1705.06830. The reader is a MobileNetV2 (Sandler et al., 2018,
arXiv:1801.04381) with its batch norms folded into the convolutions.
"""

from __future__ import annotations

import torch
import torch.nn.functional as F  # noqa: N812 - its usual name
from torch import Tensor, nn

from painter.ai.models.convolution import Kernel, convolved, convolved_pair, kernel
from painter.ai.models.styled_conv import Affine, StyleCode, StyledConv, Styling, layers
from painter.ai.request import STYLE_CODE_LENGTH


class CodedConv(StyledConv):
    """A convolution whose gamma and beta are read off the style code, each by a linear layer."""

    def __init__(self, place: str, inputs: int, outputs: int, kernel: int, *, doubling: bool = False) -> None:
        super().__init__(place, inputs, outputs, kernel, doubling=doubling)
        self.to_gamma = nn.Linear(STYLE_CODE_LENGTH, outputs)
        self.to_beta = nn.Linear(STYLE_CODE_LENGTH, outputs)


class PlainConv(nn.Module):
    """A convolution without norm, with a bias."""

    def __init__(self, inputs: int, outputs: int, kernel: int, stride: int = 1) -> None:
        super().__init__()
        self.stride = stride
        self.weight = nn.Parameter(torch.empty(outputs, inputs, kernel, kernel))
        self.bias = nn.Parameter(torch.empty(outputs))

    def ready(self) -> Kernel:
        return kernel(self.weight, self.bias, stride=self.stride)


class ArbitraryTransform(nn.Module):
    """The network that paints: only its residual and expanding layers bear the style."""

    def __init__(self) -> None:
        super().__init__()
        self.contract = nn.ModuleList(
            (PlainConv(3, 8, 9), PlainConv(8, 16, 3, stride=2), PlainConv(16, 32, 3, stride=2))
        )
        self.residual = nn.ModuleList(
            nn.ModuleList(CodedConv(f"residual.{block}.{half}", 32, 32, 3) for half in (0, 1)) for block in range(5)
        )
        self.expand = nn.ModuleList(
            (
                CodedConv("expand.0", 32, 16, 3, doubling=True),
                CodedConv("expand.1", 16, 8, 3, doubling=True),
                CodedConv("expand.2", 8, 3, 9),
            )
        )

    def code(self, numbers: Tensor) -> StyleCode:
        """Return the style that a style code, (100,), stands for."""
        return {
            layer.place: Affine(layer.to_gamma(numbers), layer.to_beta(numbers))
            for layer in layers(CodedConv, self)
        }

    def forward(self, picture: Tensor, styled: Styling) -> Tensor:
        """Paint (n, 3, h, w) sRGB 0 to 1, h and w multiples of 4, in the style that `styled` holds."""
        first, second, third = layers(PlainConv, self.contract)
        # (n, 8, h, w), then (n, 16, h/2, w/2)
        x = convolved_pair(picture, first.ready(), second.ready(), styled.done).relu_()
        x = convolved(x, third.ready(), styled.done).relu_()  # (n, 32, h/4, w/4)
        residual, expand = layers(CodedConv, self.residual), layers(CodedConv, self.expand)
        for one, other in zip(residual[::2], residual[1::2], strict=True):
            x = styled(other, styled(one, x, relu=True)).add_(x)  # (n, 32, h/4, w/4)
        x = styled(expand[0], x, relu=True)  # (n, 16, h/2, w/2)
        x = styled(expand[1], x, relu=True)  # (n, 8, h, w)
        return styled(expand[2], x).sigmoid_()  # (n, 3, h, w)


class StylePredictor(nn.Module):
    """The network that reads a picture's style code."""

    def __init__(self) -> None:
        super().__init__()
        # (channels, how many blocks, stride of the first): MobileNetV2, table 2
        plan = ((16, 1, 1), (24, 2, 2), (32, 3, 2), (64, 4, 2), (96, 3, 1), (160, 3, 2), (320, 1, 1))
        self.stem = SameConv(3, 32, 3, stride=2)
        blocks: list[InvertedResidual] = []
        inputs = 32
        for outputs, count, stride in plan:
            for place in range(count):
                blocks.append(
                    InvertedResidual(inputs, outputs, stride if place == 0 else 1, widen=6 if blocks else 1)
                )
                inputs = outputs
        self.blocks = nn.Sequential(*blocks)
        self.last = SameConv(inputs, 1280, 1)
        self.head = nn.Linear(1280, STYLE_CODE_LENGTH)

    def forward(self, picture: Tensor) -> Tensor:
        """Read (n, 3, h, w) sRGB 0 to 1; return (n, 100). Trained on 256 × 256 px; other sizes work."""
        x = F.relu6(self.stem(picture))  # (n, 32, h/2, w/2)
        x = self.blocks(x)  # (n, 320, h/32, w/32)
        x = F.relu6(self.last(x))  # (n, 1280, h/32, w/32)
        numbers: Tensor = self.head(x.mean((2, 3)))  # (n, 100)
        return numbers


class InvertedResidual(nn.Module):
    """MobileNetV2's block: widen, convolve each channel by itself, narrow; added to its input where it fits."""

    def __init__(self, inputs: int, outputs: int, stride: int, widen: int) -> None:
        super().__init__()
        wide = inputs * widen
        self.adds = stride == 1 and inputs == outputs
        self.expand = SameConv(inputs, wide, 1) if widen > 1 else None
        self.depthwise = SameConv(wide, wide, 3, stride=stride, groups=wide)
        self.project = SameConv(wide, outputs, 1)

    def forward(self, x: Tensor) -> Tensor:
        y = x if self.expand is None else F.relu6(self.expand(x))
        y = F.relu6(self.depthwise(y))
        narrow: Tensor = self.project(y)
        return x + narrow if self.adds else narrow


class SameConv(nn.Module):
    """A convolution padded with zeros as TensorFlow's SAME does: an odd pixel goes to the right and below."""

    def __init__(self, inputs: int, outputs: int, kernel: int, stride: int = 1, groups: int = 1) -> None:
        super().__init__()
        self.stride, self.groups = stride, groups
        self.weight = nn.Parameter(torch.empty(outputs, inputs // groups, kernel, kernel))
        self.bias = nn.Parameter(torch.empty(outputs))

    def forward(self, x: Tensor) -> Tensor:
        kernel = self.weight.shape[-1]
        if kernel > 1:
            tall, wide = (max(0, (-(-n // self.stride) - 1) * self.stride + kernel - n) for n in x.shape[-2:])
            x = F.pad(x, (wide // 2, wide - wide // 2, tall // 2, tall - tall // 2))
        return F.conv2d(x, self.weight, self.bias, self.stride, groups=self.groups)
