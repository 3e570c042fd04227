"""26 painting styles in one network, each a set of scales and offsets of its instance norms.

Source: Dumoulin, Shlens, Kudlur, "A Learned Representation for Artistic Style", 2017, arXiv:1610.07629; layers
as in appendix table 1, with the narrower widths of the mobile network.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn

from painter.ai.models.styled_conv import Affine, StyleCode, StyledConv, Styling, layers

STYLE_COUNT = 26


class TabledConv(StyledConv):
    """A convolution with a row of gamma and beta for each of the 26 styles."""

    def __init__(
        self, place: str, inputs: int, outputs: int, kernel: int, *, stride: int = 1, doubling: bool = False
    ) -> None:
        super().__init__(place, inputs, outputs, kernel, stride=stride, doubling=doubling)
        self.gamma = nn.Parameter(torch.empty(STYLE_COUNT, outputs))
        self.beta = nn.Parameter(torch.empty(STYLE_COUNT, outputs))


class MultiStyle(nn.Module):
    """The network: contract to a quarter, six residual blocks, expand again."""

    def __init__(self) -> None:
        super().__init__()
        self.contract = nn.ModuleList(
            (
                TabledConv("contract.0", 3, 32, 9),
                TabledConv("contract.1", 32, 32, 3, stride=2),
                TabledConv("contract.2", 32, 32, 3, stride=2),
            )
        )
        self.residual = nn.ModuleList(
            nn.ModuleList(TabledConv(f"residual.{block}.{half}", 32, 32, 3) for half in (0, 1))
            for block in range(6)
        )
        self.expand = nn.ModuleList(
            (
                TabledConv("expand.0", 32, 8, 3, doubling=True),
                TabledConv("expand.1", 8, 4, 3, doubling=True),
                TabledConv("expand.2", 4, 3, 9),
            )
        )

    def code(self, shares: Tensor) -> StyleCode:
        """Return the style that mixes the 26 by `shares`, (26,) summing to 1."""
        return {
            layer.place: Affine(shares @ layer.gamma, shares @ layer.beta) for layer in layers(TabledConv, self)
        }

    def forward(self, picture: Tensor, styled: Styling) -> Tensor:
        """Paint (n, 3, h, w) sRGB 0 to 1, h and w multiples of 4, in the style that `styled` holds."""
        contract, residual, expand = (layers(TabledConv, part) for part in self.children())
        x = styled.pair(contract[0], contract[1], picture)  # (n, 32, h, w), then (n, 32, h/2, w/2)
        x = styled(contract[2], x, relu=True)  # (n, 32, h/4, w/4)
        for first, second in zip(residual[::2], residual[1::2], strict=True):
            x = styled(second, styled(first, x, relu=True)).add_(x)  # (n, 32, h/4, w/4)
        x = styled(expand[0], x, relu=True)  # (n, 8, h/2, w/2)
        x = styled(expand[1], x, relu=True)  # (n, 4, h, w)
        return styled(expand[2], x).sigmoid_()  # (n, 3, h, w)
