"""The method “style”: from a `StyleRequest` to networks, style codes and the repainted layer.

Fixed styles mix by their rows in one network, pictures by their style codes in the other; a blend of both kinds is
painted by both networks and mixed as pictures.

Strength works in two ways. A picture style comes gradually: its code is reached from the code of the source
itself, by which the network paints the source nearly as it is; so half the strength gives strokes half as strong,
not a ghost of the photograph behind full ones. Fixed styles have no such start, so they mix with the source's
pixels. Near 0 picture styles do too, because there the result must be the source exactly.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache, lru_cache

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from painter import __version__
from painter.ai.device import CPU, Device, bound_threads, chosen_device, keep_freed_memory
from painter.ai.models.arbitrary_style import ArbitraryTransform
from painter.ai.models.multistyle import STYLE_COUNT, MultiStyle
from painter.ai.models.styled_conv import Affine, Measuring, StyleCode
from painter.ai.repainting import LEAST_WINDOW_PX, WINDOW_PX, Pass, Repainting
from painter.ai.request import STYLE_CODE_LENGTH, ModelRef, StyleChoice, StyleRequest
from painter.ai.resample import LANCZOS, axis_bands, resampled
from painter.ai.room import Room
from painter.ai.runner import Arrays, Reporter, Result
from painter.ai.styles import fixed_styles
from painter.ai.tensors import Spread, cell_means, spread_colors
from painter.ai.tiling import LEAST_PX
from painter.ai.warm import arbitrary_transform, multistyle, style_predictor
from painter.errors import PainterError

READ_PX = 256
"""Shorter side of a picture whose style is read: what the reader was trained on."""

LONGEST_READ = 3
"""Longer side of such a picture, in shorter ones; of a longer picture the middle is read."""


def run(request: StyleRequest, inputs: Arrays, reporter: Reporter) -> Result:
    """Repaint a layer (a `painter.ai.runner.Runner`), on the device and with the threads the process was told.

    Raises:
        PainterError: A style or a model is missing, or the memory is too small.
    """
    bound_threads(int(os.environ.get("PAINTER_THREADS", "0")))
    keep_freed_memory()
    device, note = chosen_device(os.environ.get("PAINTER_DEVICE", "auto"))
    room = Room(device, window_px=WINDOW_PX, least_px=LEAST_WINDOW_PX)
    result = repainted_layer(request, inputs, reporter, room)
    return replace(result, note=" ".join(words for words in (note, result.note) if words))


@torch.inference_mode()
def repainted_layer(request: StyleRequest, inputs: Arrays, reporter: Reporter, room: Room) -> Result:
    """Repaint a layer in the room there is; as `run`."""
    source: NDArray[np.uint8] = inputs["source"]
    reporter.progress(0.0)
    request = with_codes(request, inputs)
    spread = spread_colors(source)
    plan = planned(request, source, spread)
    image = Repainting(
        source,
        spread,
        cache(plan.passes),
        room,
        reporter,
        amount=plan.amount,
        stroke_scale=request.stroke_scale,
        keep_colors=request.keep_colors,
        mask=inputs.get("mask"),
    ).painted()
    reporter.progress(1.0)
    completed = replace(request, models=_models(request), program=request.program or __version__)
    return Result({"image": image}, completed, room.note)


@dataclass(frozen=True, slots=True, eq=False)
class Plan:
    """What a request comes to.

    Attributes:
        fixed: Shares of the fixed styles, (26,) summing to 1.
        numbers: Style code of the pictures blended, (100,).
        fixed_share: How much of the painted picture the fixed styles make, 0 to 1; the pictures make the rest.
        amount: How far every pixel goes from the source to the painted picture, 0 to 1.
    """

    fixed: Tensor
    numbers: Tensor
    fixed_share: float
    amount: float

    def passes(self, device: Device) -> list[Pass]:
        """Return how the networks are to paint, on a device."""
        made = []
        # Styles are made in full precision everywhere; only the painting may be in half.
        if self.fixed_share > 0:
            network, exact = multistyle(device)[0], multistyle(CPU)[0]
            code = sent_code(exact.code(self.fixed), device)
            made.append(Pass(network, code, self.fixed_share, work_per_pixel(exact)))
        if self.fixed_share < 1:
            painter, exact_painter = arbitrary_transform(device)[0], arbitrary_transform(CPU)[0]
            code = sent_code(exact_painter.code(self.numbers), device)
            made.append(Pass(painter, code, 1 - self.fixed_share, work_per_pixel(exact_painter)))
        return made


def sent_code(code: StyleCode, device: Device) -> StyleCode:
    """Return a style on a device."""
    return {
        place: Affine(affine.gamma.to(device.kind), affine.beta.to(device.kind)) for place, affine in code.items()
    }


def planned(request: StyleRequest, source: NDArray[np.uint8], spread: Spread | None) -> Plan:
    """Return what a request with all its style codes comes to.

    Raises:
        PainterError: A fixed style is not known.
    """
    fixed, numbers = torch.zeros(STYLE_COUNT), torch.zeros(STYLE_CODE_LENGTH)
    fixed_part = picture_part = 0.0
    rows = fixed_rows()
    for style, share in zip(request.styles, request.weights(), strict=True):
        if style.kind == "picture":
            numbers += share * torch.tensor(style.code)
            picture_part += share
        elif style.name in rows:
            fixed[rows[style.name]] += share
            fixed_part += share
        else:
            raise PainterError(f"This version of painter has no style called “{style.name}”. Choose another one.")
    if picture_part > 0:
        numbers /= picture_part
        if request.strength < 1:
            own = style_code(_small(source, spread))
            numbers = own + request.strength * (numbers - own)
    fixed_amount = fixed_part * request.strength
    picture_amount = picture_part * (1 - (1 - request.strength) ** 3)
    if picture_part == 0:
        fixed_share = 1.0
    elif fixed_part == 0:
        fixed_share = 0.0
    else:
        fixed_share = fixed_amount / max(fixed_amount + picture_amount, 1e-9)
    return Plan(
        fixed=fixed / max(fixed_part, 1e-9),
        numbers=numbers,
        fixed_share=fixed_share,
        amount=min(1.0, fixed_amount + picture_amount),
    )


@lru_cache(maxsize=1)
def fixed_rows() -> Mapping[str, int]:
    """Return the rows of the fixed styles in their network, by the styles' ids."""
    return {style.id: style.index for style in fixed_styles()}


def with_codes(request: StyleRequest, inputs: Arrays) -> StyleRequest:
    """Return the request with the style code of every picture filled in.

    Raises:
        PainterError: A picture without a code is not among the inputs.
    """

    def filled(style: StyleChoice, place: int) -> StyleChoice:
        if style.kind == "fixed" or style.code is not None:
            return style
        picture = inputs.get(f"style{place}")
        if picture is None:
            raise PainterError(f"The picture “{style.name}” is no longer there to take its style. Choose it again.")
        return replace(style, code=tuple(style_code(_small(picture, None)).tolist()))

    return replace(request, styles=tuple(filled(style, place) for place, style in enumerate(request.styles)))


def _small(picture: NDArray[np.uint8], spread: Spread | None) -> Tensor:
    """Return a picture (h, w, 3 or 4) as (1, 3, h, w), smaller but large enough for its style to be read."""
    if spread is not None:
        return spread.colors
    return cell_means(picture[..., :3], max(1, min(picture.shape[:2]) // (2 * READ_PX)))


def style_code(colors: Tensor) -> Tensor:
    """Return the style code, (100,), of a picture (1, 3, h, w)."""
    height, width = colors.shape[-2:]
    most = LONGEST_READ * min(height, width)
    top, left = max(0, height - most) // 2, max(0, width - most) // 2
    colors = colors[:, :, top : top + most, left : left + most]
    scale = READ_PX / min(height, width)
    rows, columns = (
        axis_bands(range(round(size * scale)), 1 / scale, LANCZOS, (0, size)) for size in colors.shape[-2:]
    )
    network, _ = style_predictor()
    numbers: Tensor = network(resampled(colors, rows, columns, (0, 0)).clamp(0, 1))[0]
    return numbers


@lru_cache(maxsize=4)
def work_per_pixel(network: MultiStyle | ArbitraryTransform) -> float:
    """Return how many multiplications a network takes for a pixel."""
    work: list[float] = []
    style = torch.zeros(STYLE_COUNT if isinstance(network, MultiStyle) else STYLE_CODE_LENGTH)
    network(torch.zeros(1, 3, LEAST_PX, LEAST_PX), Measuring(network.code(style), done=work.append))
    return sum(work) / LEAST_PX**2


def _models(request: StyleRequest) -> tuple[ModelRef, ...]:
    """Return the models behind a request, those that read its pictures' codes among them."""
    refs: list[ModelRef] = []
    if any(style.kind == "fixed" for style in request.styles):
        refs.append(multistyle(CPU)[1])
    if any(style.kind == "picture" for style in request.styles):
        refs += [style_predictor()[1], arbitrary_transform(CPU)[1]]
    return tuple(refs)
