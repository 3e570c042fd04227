"""Repaints a picture of any size through style networks, in bounded memory.

First the networks look at the picture: the whole of it where it is small enough (what they paint meanwhile is then
the result), else samples of it. Then it is painted piece by piece with what they saw, so that no seam shows.
Knows networks, not requests.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from painter.ai.device import Device
from painter.ai.models.convolution import Done, ignored
from painter.ai.models.styled_conv import (
    Frozen,
    Measuring,
    Moments,
    Statistics,
    StyleCode,
    StyleNetwork,
    Tally,
)
from painter.ai.resample import Band, resampled, span
from painter.ai.room import Room
from painter.ai.runner import Reporter
from painter.ai.strokes import WORK_PER_PIXEL, reach_px, with_strokes_joined
from painter.ai.tensors import (
    Pixels,
    Plane,
    Spread,
    alpha_of,
    cell_means,
    colors_of,
    luminance,
    repainted,
    spread_colors,
    with_luminance,
)
from painter.ai.tiling import Box, Frame

WINDOW_PX = 2048 * 2048
"""How much of a working picture the networks paint at once: about 300 MB of memory on the processor."""

LEAST_WINDOW_PX = 256 * 256
"""With a smaller window nearly all of the work would go into surroundings."""

SAMPLES = 16
SAMPLE_PX = (256, 512)
SAMPLED_SHARE = 1 / 8
"""What the networks look at of larger pictures: so many squares, together about so much of the picture, of sides
between these."""

SKETCH_PX = 512
"""Longest side of the preview."""

STRIP_CELLS = 32
"""How many rows of the preview are made small at once."""

SKETCH_FROM_PX = 3_000_000
"""Working pictures from this size on are first painted as a small sketch, for the preview."""

FINISHING_WORK = 1_500
"""What a pixel of the picture takes to finish, in multiplications of a network that take as long."""

GAIN_RANGE = (0.7, 1.25)
"""How far the contrast of a painted picture is brought to the source's; more would turn its soft tones to ink."""

KNEE = 0.8
"""Brightness from which on light tones are pressed together rather than cut off; dark ones from 1 - KNEE down."""


@dataclass(frozen=True, slots=True, eq=False)
class Pass:
    """One network at work in one style.

    Attributes:
        code: On any device.
        share: Of the finished picture; the passes' shares sum to 1.
        work_per_pixel: Multiplications.
    """

    network: StyleNetwork
    code: StyleCode
    share: float
    work_per_pixel: float


Passes = Callable[[Device], Sequence[Pass]]
"""Gives the passes on a device, the same ones on every device."""


@dataclass(frozen=True, slots=True)
class Tone:
    """What fits the brightness of the painted picture to that of the source: the same mean and spread."""

    gain: float
    offset: float

    def __call__(self, brightness: Tensor) -> Tensor:
        """Return the brightness (n, 1, h, w) fitted; softly pressed into 0 to 1."""
        fitted = (brightness * self.gain + (self.offset - 0.5)).mul_(2)
        beyond = (fitted.abs() - (2 * KNEE - 1)).clamp_min_(0)
        room = 2 - 2 * KNEE
        return (fitted + fitted.sign() * (room * torch.tanh(beyond / room) - beyond) + 1) / 2


@dataclass(frozen=True, slots=True, eq=False)
class Look:
    """What the networks saw of a picture.

    Attributes:
        statistics: One for each pass.
        tone: Only where colours are kept.
        whole: The whole working picture painted, (1, 3, h, w), where it was painted at once.
    """

    statistics: tuple[Statistics, ...]
    tone: Tone | None
    whole: Tensor | None


@dataclass(frozen=True, slots=True, eq=False)
class Source:
    """The picture to repaint, and how any part of its working picture is read.

    Attributes:
        pixels: (h, w, 4) uint8 premultiplied.
        spread: Its colours beyond its edges; None where it has no transparent parts.
        done: Told now and then that there is work, of no account, while much is read; raises to stop.
    """

    pixels: Pixels
    spread: Spread | None
    frame: Frame
    done: Done = ignored

    def colors(self, window: Box) -> Tensor:
        """Return a part of the working picture, (1, 3, h, w)."""
        return self._read(window, lambda rows, columns: colors_of(self.pixels, self.spread, rows, columns))

    def alpha(self, window: Box) -> Tensor:
        """Return the alpha of a part of the working picture, (1, 1, h, w) 0 to 1."""
        return self._read(window, lambda rows, columns: alpha_of(self.pixels, rows, columns))

    def _read(self, window: Box, read: Callable[[range, range], Tensor]) -> Tensor:
        if self.frame.scale == 1.0:
            return read(window.rows, window.columns)
        rows, columns = self.frame.sources(window)
        across = span(columns)

        def shrunk(row: Band) -> Tensor:
            self.done(0)
            part = read(range(row.first, row.stop), across)
            return resampled(part, [row], columns, (row.first, across.start))

        return torch.cat([shrunk(row) for row in rows], dim=2).clamp_(0, 1)


class Pace:
    """Reports how far a job is, from the multiplications done; raises where it is cancelled."""

    def __init__(self, reporter: Reporter) -> None:
        self._reporter = reporter
        self._done = 0.0
        self._total = 1.0
        self._fraction = 0.0

    def expect(self, work: float) -> None:
        """Reckon from now on with so much work to come."""
        self._total = self._done + work

    def __call__(self, work: float) -> None:
        self._done += work
        self._fraction = max(self._fraction, min(self._done / self._total, 1.0))
        self._reporter.progress(self._fraction)


class Repainting:
    """One picture being repainted."""

    def __init__(
        self,
        pixels: Pixels,
        spread: Spread | None,
        passes: Passes,
        room: Room,
        reporter: Reporter,
        *,
        amount: float = 1.0,
        stroke_scale: float = 1.0,
        keep_colors: bool = False,
        mask: Plane | None = None,
    ) -> None:
        """Prepare to repaint.

        Args:
            pixels: (h, w, 4) uint8 premultiplied sRGB RGBA.
            spread: `spread_colors` of the pixels.
            amount: How far each pixel goes from its own colour, 0, to the painted one, 1.
            stroke_scale: Size of the strokes against the networks' own.
            keep_colors: Whether to take only light and shade from what is painted.
            mask: (h, w) uint8, 0 keeps a pixel as it is.
        """
        self._pixels = pixels
        self._passes = passes
        self._room = room
        self._reporter = reporter
        self._pace = Pace(reporter)
        self._amount = amount
        self._keep_colors = keep_colors
        self._mask = mask
        self._source = Source(pixels, spread, Frame(*_sides(pixels), stroke_scale), self._pace)
        self._cell = -(-max(pixels.shape[:2]) // SKETCH_PX)

    def painted(self) -> Pixels:
        """Return the picture repainted: a new array of the same shape, alpha unchanged.

        Raises:
            PainterError: The memory is too small.
            JobCancelled: The reporter said so.
        """
        out = self._pixels.copy()
        parts = [part for part in self._parts() if self._paints(part)]
        if self._amount == 0.0 or not parts:
            return out
        self._room.within(lambda: self._expect(parts))
        sketch = self._sketched() if self._shows else None
        look = self._room.within(lambda: self._seen(self._source))
        for part in parts:
            self._room.within(lambda part=part: self._fill(out, part, look))  # type: ignore[misc]
            if sketch is not None:
                self._show(sketch, out, part)
        return out

    @property
    def _shows(self) -> bool:
        """Whether it takes so long that a preview is welcome."""
        return self._source.frame.working.area >= SKETCH_FROM_PX

    def _parts(self) -> list[Box]:
        return list(self._source.frame.tiles(self._room.window_px, multiple_px=self._cell))

    def _paints(self, part: Box) -> bool:
        """Tell whether any pixel of a part can change."""
        visible = self._pixels[part.slices][..., 3].any()
        return bool(visible and (self._mask is None or self._mask[part.slices].any()))

    def _at_once(self, frame: Frame) -> bool:
        return frame.working.area <= self._room.window_px

    def _expect(self, parts: Sequence[Box]) -> None:
        frame = self._source.frame
        if self._at_once(frame):
            area = frame.working.area
        else:
            area = SAMPLES * self._sample_px(frame) ** 2 + sum(frame.window(part).area for part in parts)
        if self._shows:
            area += Frame(*(-(-side // self._cell) for side in _sides(self._pixels))).working.area
        work = area * sum(one.work_per_pixel for one in self._passes(self._room.device))
        finishing = FINISHING_WORK + (WORK_PER_PIXEL if frame.coarseness > 0 else 0)
        self._pace.expect(work + finishing * sum(part.area for part in parts))

    # A preview

    def _shrunk(self, plane: NDArray[np.uint8]) -> NDArray[np.uint8]:
        """Return (h, w, c) made small: the means of square cells."""
        strips = []
        for top in range(0, plane.shape[0], STRIP_CELLS * self._cell):
            self._pace(0)
            strips.append(_pixels(cell_means(plane[top : top + STRIP_CELLS * self._cell], self._cell)))
        return np.concatenate(strips)

    def _sketched(self) -> Pixels:
        """Return the picture made small and painted, and show it."""
        small = self._shrunk(self._pixels)
        mask = None if self._mask is None else self._shrunk(self._mask[..., None])[..., 0]
        source = Source(small, spread_colors(small), Frame(*_sides(small)), self._pace)

        def paint() -> Pixels:
            look = self._seen(source)
            return self._finished(source, Box(*map(range, _sides(small))), look, mask)

        sketch = self._room.within(paint)
        self._reporter.preview(sketch.copy())
        return sketch

    def _show(self, sketch: Pixels, out: Pixels, part: Box) -> None:
        """Bring a finished part into the preview."""
        rows, columns = (
            slice(places.start // self._cell, -(-places.stop // self._cell)) for places in (part.rows, part.columns)
        )
        sketch[rows, columns] = _pixels(cell_means(out[part.slices], self._cell))
        self._reporter.preview(sketch.copy())

    # Looking

    def _seen(self, source: Source) -> Look:
        """Let the networks look at a picture as a whole, or at samples of it."""
        device, whole = self._room.device, self._at_once(source.frame)
        boxes = [source.frame.working] if whole else self._samples(source)
        colors = torch.cat([source.colors(box) for box in boxes])
        alpha = None
        if source.spread is not None:
            alpha = torch.cat([source.alpha(box) for box in boxes])
            alpha = alpha.to(device.kind) if bool(alpha.any()) else None
        statistics: list[Statistics] = []
        painted: Tensor | None = None
        sent = device.sent(colors)
        for one in self._passes(device):
            measuring = Measuring(one.code, weights=alpha, done=self._pace)
            part = one.network(sent, measuring).float().mul_(one.share)
            painted = part if painted is None else painted.add_(part)
            statistics.append(measuring.statistics)
        assert painted is not None
        tone = _tone(colors.to(device.kind), painted, alpha) if self._keep_colors else None
        return Look(tuple(statistics), tone, painted if whole else None)

    def _samples(self, source: Source) -> list[Box]:
        """Return squares of the working picture that stand for all of it, or for what is not transparent."""
        frame, side = source.frame, self._sample_px(source.frame)
        if source.spread is None:
            return frame.samples(side, SAMPLES)
        down, across = (max(1, len(places) // side) for places in (frame.working.rows, frame.working.columns))
        squares = frame.squares(side, down, across)
        cell = source.spread.cell_px
        alpha = cell_means(source.pixels[..., 3:], cell)[0, 0]

        def visible(square: Box) -> float:
            rows, columns = (
                slice(int(places.start * frame.scale) // cell, int(places.stop * frame.scale) // cell + 1)
                for places in (square.rows, square.columns)
            )
            return float(alpha[rows, columns].sum())

        return _evenly(squares, [visible(square) for square in squares], across)

    def _sample_px(self, frame: Frame) -> int:
        """Return how long the sides of a sample are, in steps of 64."""
        least, most = SAMPLE_PX
        side = math.isqrt(int(frame.working.area * SAMPLED_SHARE / SAMPLES)) // 64 * 64
        side = min(max(side, least), most)
        while SAMPLES * side * side > self._room.window_px and side > 64:
            side //= 2
        return side

    # Painting

    def _fill(self, out: Pixels, part: Box, look: Look) -> None:
        """Paint a part of the picture into `out`, in pieces as small as the room asks for."""
        source = self._source
        for piece in source.frame.tiles(self._room.window_px, multiple_px=self._cell, part=part):
            out[piece.slices] = self._finished(source, piece, look, self._mask)
            self._pace(FINISHING_WORK * piece.area)

    def _finished(self, source: Source, part: Box, look: Look, mask: Plane | None) -> Pixels:
        """Return a part of the picture repainted."""
        colors = self._window(source, part, look)
        if look.tone is not None:
            own = colors_of(source.pixels, source.spread, part.rows, part.columns).to(colors.device)
            colors = with_luminance(own, look.tone(luminance(colors)))
        mask = None if mask is None else mask[part.slices]
        return repainted(source.pixels[part.slices], colors, self._amount, mask)

    def _window(self, source: Source, part: Box, look: Look) -> Tensor:
        """Return a part of the picture painted, (1, 3, h, w) float32, on the room's device."""
        frame = source.frame
        wanted = part if frame.coarseness == 0 else frame.surrounded(part, reach_px(frame.scale))
        window = frame.window(wanted)
        if look.whole is not None:
            painted = look.whole[
                :, :, window.rows.start : window.rows.stop, window.columns.start : window.columns.stop
            ]
            painted = painted.to(self._room.device.kind)
        else:
            painted = self._through(source.colors(window), look)
        origin = (window.rows.start, window.columns.start)
        if frame.scale != 1.0:
            painted = resampled(painted, *frame.needed(wanted), origin)
            painted = with_strokes_joined(painted, frame.scale, frame.coarseness, self._pace)
            origin = (wanted.rows.start, wanted.columns.start)
        top, left = part.rows.start - origin[0], part.columns.start - origin[1]
        return painted[:, :, top : top + len(part.rows), left : left + len(part.columns)]

    def _through(self, colors: Tensor, look: Look) -> Tensor:
        """Return a part of the working picture, (1, 3, h, w), painted by all passes as they saw the whole."""
        device = self._room.device
        sent = device.sent(colors)
        painted = torch.zeros((), device=device.kind)
        for one, statistics in zip(self._passes(device), look.statistics, strict=True):
            here = {place: _moved(moments, device) for place, moments in statistics.items()}
            painted = painted + one.network(sent, Frozen(one.code, here, done=self._pace)).float() * one.share
        return painted


def _moved(moments: Moments, device: Device) -> Moments:
    return Moments(moments.mean.to(device.kind), moments.variance.to(device.kind))


def _tone(colors: Tensor, painted: Tensor, alpha: Tensor | None) -> Tone:
    """Return what fits the brightness of `painted` to that of `colors`, (n, 3, h, w) both."""
    moments = []
    for picture in (colors, painted):
        tally = Tally()
        tally.add(luminance(picture), alpha)
        moments.append(tally.moments())
    own, new = moments
    gain = float((own.variance / new.variance.clamp_min(1e-6)).sqrt().clamp(*GAIN_RANGE))
    return Tone(gain, float(own.mean) - gain * float(new.mean))


def _evenly(squares: Sequence[Box], visible: Sequence[float], across: int) -> list[Box]:
    """Return up to `SAMPLES` of the squares, spread over all of them, those that show more the likelier.

    Source: systematic sampling by size (Madow, 1949), along a Z-order curve so that neighbours stand together.
    """
    order = sorted(range(len(squares)), key=lambda i: _z_order(i // across, i % across))
    up_to = np.cumsum([visible[i] for i in order])
    marks = (np.arange(SAMPLES) + 0.5) * (up_to[-1] / SAMPLES)
    chosen = sorted(set(np.searchsorted(up_to, marks).tolist()))
    return [squares[order[i]] for i in chosen]


def _z_order(row: int, column: int) -> int:
    """Return the place of a cell on a curve that visits quarters, and their quarters, one after another."""
    return sum(((row >> bit & 1) << (2 * bit + 1)) | ((column >> bit & 1) << (2 * bit)) for bit in range(16))


def _sides(picture: NDArray[np.uint8]) -> tuple[int, int]:
    return picture.shape[0], picture.shape[1]


def _pixels(means: Tensor) -> NDArray[np.uint8]:
    """Return (1, c, h, w) 0 to 1 as (h, w, c) uint8."""
    numbers: NDArray[np.uint8] = (means[0].permute(1, 2, 0) * 255).round().to(torch.uint8).numpy().copy()
    return numbers
