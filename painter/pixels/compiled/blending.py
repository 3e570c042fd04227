"""Blending one block of pixels onto another: a plain function a mode, over the formulas of `painter.pixels.modes`.

Written out, because functions made by functions never hit numba's cache.

Blocks are (4, n) float32 planes, premultiplied: red, green, blue, alpha. Alpha is left to `blend`, in a loop of
its own.
"""

from __future__ import annotations

from typing import Any

from numba import njit

from painter.pixels import modes
from painter.pixels.compiled.scalars import OPTIONS, f4

Block = Any


@njit(**OPTIONS)
def blend_normal(acc: Block, src: Block, n: int) -> None:
    as_ = src[3, :n]
    for channel in range(3):
        b, s = acc[channel, :n], src[channel, :n]
        for x in range(b.shape[0]):
            b[x] = s[x] + b[x] * (f4(1) - as_[x])


@njit(**OPTIONS)
def blend_multiply(acc: Block, src: Block, n: int) -> None:
    ab, as_ = acc[3, :n], src[3, :n]
    for channel in range(3):
        b, s = acc[channel, :n], src[channel, :n]
        for x in range(b.shape[0]):
            b[x] = modes.meet(b[x], s[x], ab[x], as_[x]) + modes.multiply(b[x], s[x], ab[x], as_[x])


@njit(**OPTIONS)
def blend_screen(acc: Block, src: Block, n: int) -> None:
    ab, as_ = acc[3, :n], src[3, :n]
    for channel in range(3):
        b, s = acc[channel, :n], src[channel, :n]
        for x in range(b.shape[0]):
            b[x] = modes.meet(b[x], s[x], ab[x], as_[x]) + modes.screen(b[x], s[x], ab[x], as_[x])


@njit(**OPTIONS)
def blend_overlay(acc: Block, src: Block, n: int) -> None:
    ab, as_ = acc[3, :n], src[3, :n]
    for channel in range(3):
        b, s = acc[channel, :n], src[channel, :n]
        for x in range(b.shape[0]):
            b[x] = modes.meet(b[x], s[x], ab[x], as_[x]) + modes.overlay(b[x], s[x], ab[x], as_[x])


@njit(**OPTIONS)
def blend_darken(acc: Block, src: Block, n: int) -> None:
    ab, as_ = acc[3, :n], src[3, :n]
    for channel in range(3):
        b, s = acc[channel, :n], src[channel, :n]
        for x in range(b.shape[0]):
            b[x] = modes.meet(b[x], s[x], ab[x], as_[x]) + modes.darken(b[x], s[x], ab[x], as_[x])


@njit(**OPTIONS)
def blend_lighten(acc: Block, src: Block, n: int) -> None:
    ab, as_ = acc[3, :n], src[3, :n]
    for channel in range(3):
        b, s = acc[channel, :n], src[channel, :n]
        for x in range(b.shape[0]):
            b[x] = modes.meet(b[x], s[x], ab[x], as_[x]) + modes.lighten(b[x], s[x], ab[x], as_[x])


@njit(**OPTIONS)
def blend_color_dodge(acc: Block, src: Block, n: int) -> None:
    ab, as_ = acc[3, :n], src[3, :n]
    for channel in range(3):
        b, s = acc[channel, :n], src[channel, :n]
        for x in range(b.shape[0]):
            b[x] = modes.meet(b[x], s[x], ab[x], as_[x]) + modes.color_dodge(b[x], s[x], ab[x], as_[x])


@njit(**OPTIONS)
def blend_color_burn(acc: Block, src: Block, n: int) -> None:
    ab, as_ = acc[3, :n], src[3, :n]
    for channel in range(3):
        b, s = acc[channel, :n], src[channel, :n]
        for x in range(b.shape[0]):
            b[x] = modes.meet(b[x], s[x], ab[x], as_[x]) + modes.color_burn(b[x], s[x], ab[x], as_[x])


@njit(**OPTIONS)
def blend_hard_light(acc: Block, src: Block, n: int) -> None:
    ab, as_ = acc[3, :n], src[3, :n]
    for channel in range(3):
        b, s = acc[channel, :n], src[channel, :n]
        for x in range(b.shape[0]):
            b[x] = modes.meet(b[x], s[x], ab[x], as_[x]) + modes.hard_light(b[x], s[x], ab[x], as_[x])


@njit(**OPTIONS)
def blend_soft_light(acc: Block, src: Block, n: int) -> None:
    ab, as_ = acc[3, :n], src[3, :n]
    for channel in range(3):
        b, s = acc[channel, :n], src[channel, :n]
        for x in range(b.shape[0]):
            b[x] = modes.meet(b[x], s[x], ab[x], as_[x]) + modes.soft_light(b[x], s[x], ab[x], as_[x])


@njit(**OPTIONS)
def blend_difference(acc: Block, src: Block, n: int) -> None:
    ab, as_ = acc[3, :n], src[3, :n]
    for channel in range(3):
        b, s = acc[channel, :n], src[channel, :n]
        for x in range(b.shape[0]):
            b[x] = modes.meet(b[x], s[x], ab[x], as_[x]) + modes.difference(b[x], s[x], ab[x], as_[x])


@njit(**OPTIONS)
def blend_exclusion(acc: Block, src: Block, n: int) -> None:
    ab, as_ = acc[3, :n], src[3, :n]
    for channel in range(3):
        b, s = acc[channel, :n], src[channel, :n]
        for x in range(b.shape[0]):
            b[x] = modes.meet(b[x], s[x], ab[x], as_[x]) + modes.exclusion(b[x], s[x], ab[x], as_[x])


@njit(**OPTIONS)
def blend_add(acc: Block, src: Block, n: int) -> None:
    ab, as_ = acc[3, :n], src[3, :n]
    for channel in range(3):
        b, s = acc[channel, :n], src[channel, :n]
        for x in range(b.shape[0]):
            b[x] = modes.meet(b[x], s[x], ab[x], as_[x]) + modes.add(b[x], s[x], ab[x], as_[x])


@njit(**OPTIONS)
def blend_subtract(acc: Block, src: Block, n: int) -> None:
    ab, as_ = acc[3, :n], src[3, :n]
    for channel in range(3):
        b, s = acc[channel, :n], src[channel, :n]
        for x in range(b.shape[0]):
            b[x] = modes.meet(b[x], s[x], ab[x], as_[x]) + modes.subtract(b[x], s[x], ab[x], as_[x])


@njit(**OPTIONS)
def blend_divide(acc: Block, src: Block, n: int) -> None:
    ab, as_ = acc[3, :n], src[3, :n]
    for channel in range(3):
        b, s = acc[channel, :n], src[channel, :n]
        for x in range(b.shape[0]):
            b[x] = modes.meet(b[x], s[x], ab[x], as_[x]) + modes.divide(b[x], s[x], ab[x], as_[x])


@njit(**OPTIONS)
def blend_linear_burn(acc: Block, src: Block, n: int) -> None:
    ab, as_ = acc[3, :n], src[3, :n]
    for channel in range(3):
        b, s = acc[channel, :n], src[channel, :n]
        for x in range(b.shape[0]):
            b[x] = modes.meet(b[x], s[x], ab[x], as_[x]) + modes.linear_burn(b[x], s[x], ab[x], as_[x])


@njit(**OPTIONS)
def blend_linear_light(acc: Block, src: Block, n: int) -> None:
    ab, as_ = acc[3, :n], src[3, :n]
    for channel in range(3):
        b, s = acc[channel, :n], src[channel, :n]
        for x in range(b.shape[0]):
            b[x] = modes.meet(b[x], s[x], ab[x], as_[x]) + modes.linear_light(b[x], s[x], ab[x], as_[x])


@njit(**OPTIONS)
def blend_pin_light(acc: Block, src: Block, n: int) -> None:
    ab, as_ = acc[3, :n], src[3, :n]
    for channel in range(3):
        b, s = acc[channel, :n], src[channel, :n]
        for x in range(b.shape[0]):
            b[x] = modes.meet(b[x], s[x], ab[x], as_[x]) + modes.pin_light(b[x], s[x], ab[x], as_[x])


@njit(**OPTIONS)
def blend_vivid_light(acc: Block, src: Block, n: int) -> None:
    ab, as_ = acc[3, :n], src[3, :n]
    for channel in range(3):
        b, s = acc[channel, :n], src[channel, :n]
        for x in range(b.shape[0]):
            b[x] = modes.meet(b[x], s[x], ab[x], as_[x]) + modes.vivid_light(b[x], s[x], ab[x], as_[x])


@njit(**OPTIONS)
def blend_hard_mix(acc: Block, src: Block, n: int) -> None:
    ab, as_ = acc[3, :n], src[3, :n]
    for channel in range(3):
        b, s = acc[channel, :n], src[channel, :n]
        for x in range(b.shape[0]):
            b[x] = modes.meet(b[x], s[x], ab[x], as_[x]) + modes.hard_mix(b[x], s[x], ab[x], as_[x])


@njit(**OPTIONS)
def blend_hue(acc: Block, src: Block, n: int) -> None:
    br, bg, bb, ab = acc[0, :n], acc[1, :n], acc[2, :n], acc[3, :n]
    sr, sg, sb, as_ = src[0, :n], src[1, :n], src[2, :n], src[3, :n]
    for x in range(br.shape[0]):
        red, green, blue = modes.hue(br[x], bg[x], bb[x], sr[x], sg[x], sb[x], ab[x], as_[x])
        br[x] = modes.meet(br[x], sr[x], ab[x], as_[x]) + red
        bg[x] = modes.meet(bg[x], sg[x], ab[x], as_[x]) + green
        bb[x] = modes.meet(bb[x], sb[x], ab[x], as_[x]) + blue


@njit(**OPTIONS)
def blend_saturation(acc: Block, src: Block, n: int) -> None:
    br, bg, bb, ab = acc[0, :n], acc[1, :n], acc[2, :n], acc[3, :n]
    sr, sg, sb, as_ = src[0, :n], src[1, :n], src[2, :n], src[3, :n]
    for x in range(br.shape[0]):
        red, green, blue = modes.saturation(br[x], bg[x], bb[x], sr[x], sg[x], sb[x], ab[x], as_[x])
        br[x] = modes.meet(br[x], sr[x], ab[x], as_[x]) + red
        bg[x] = modes.meet(bg[x], sg[x], ab[x], as_[x]) + green
        bb[x] = modes.meet(bb[x], sb[x], ab[x], as_[x]) + blue


@njit(**OPTIONS)
def blend_color(acc: Block, src: Block, n: int) -> None:
    br, bg, bb, ab = acc[0, :n], acc[1, :n], acc[2, :n], acc[3, :n]
    sr, sg, sb, as_ = src[0, :n], src[1, :n], src[2, :n], src[3, :n]
    for x in range(br.shape[0]):
        red, green, blue = modes.color(br[x], bg[x], bb[x], sr[x], sg[x], sb[x], ab[x], as_[x])
        br[x] = modes.meet(br[x], sr[x], ab[x], as_[x]) + red
        bg[x] = modes.meet(bg[x], sg[x], ab[x], as_[x]) + green
        bb[x] = modes.meet(bb[x], sb[x], ab[x], as_[x]) + blue


@njit(**OPTIONS)
def blend_luminosity(acc: Block, src: Block, n: int) -> None:
    br, bg, bb, ab = acc[0, :n], acc[1, :n], acc[2, :n], acc[3, :n]
    sr, sg, sb, as_ = src[0, :n], src[1, :n], src[2, :n], src[3, :n]
    for x in range(br.shape[0]):
        red, green, blue = modes.luminosity(br[x], bg[x], bb[x], sr[x], sg[x], sb[x], ab[x], as_[x])
        br[x] = modes.meet(br[x], sr[x], ab[x], as_[x]) + red
        bg[x] = modes.meet(bg[x], sg[x], ab[x], as_[x]) + green
        bb[x] = modes.meet(bb[x], sb[x], ab[x], as_[x]) + blue


@njit(**OPTIONS)
def blend_darker_color(acc: Block, src: Block, n: int) -> None:
    br, bg, bb, ab = acc[0, :n], acc[1, :n], acc[2, :n], acc[3, :n]
    sr, sg, sb, as_ = src[0, :n], src[1, :n], src[2, :n], src[3, :n]
    for x in range(br.shape[0]):
        red, green, blue = modes.darker_color(br[x], bg[x], bb[x], sr[x], sg[x], sb[x], ab[x], as_[x])
        br[x] = modes.meet(br[x], sr[x], ab[x], as_[x]) + red
        bg[x] = modes.meet(bg[x], sg[x], ab[x], as_[x]) + green
        bb[x] = modes.meet(bb[x], sb[x], ab[x], as_[x]) + blue


@njit(**OPTIONS)
def blend_lighter_color(acc: Block, src: Block, n: int) -> None:
    br, bg, bb, ab = acc[0, :n], acc[1, :n], acc[2, :n], acc[3, :n]
    sr, sg, sb, as_ = src[0, :n], src[1, :n], src[2, :n], src[3, :n]
    for x in range(br.shape[0]):
        red, green, blue = modes.lighter_color(br[x], bg[x], bb[x], sr[x], sg[x], sb[x], ab[x], as_[x])
        br[x] = modes.meet(br[x], sr[x], ab[x], as_[x]) + red
        bg[x] = modes.meet(bg[x], sg[x], ab[x], as_[x]) + green
        bb[x] = modes.meet(bb[x], sb[x], ab[x], as_[x]) + blue


@njit(**OPTIONS)
def blend_erase(acc: Block, src: Block, n: int) -> None:
    ab, as_ = acc[3, :n], src[3, :n]
    for channel in range(4):
        # Alpha comes last, so the colours still see the old one.
        b, s = acc[channel, :n], src[channel, :n]
        for x in range(b.shape[0]):
            b[x] = modes.erase(b[x], s[x], ab[x], as_[x])


@njit(**OPTIONS)
def blend_behind(acc: Block, src: Block, n: int) -> None:
    ab, as_ = acc[3, :n], src[3, :n]
    for channel in range(4):
        # Alpha comes last, so the colours still see the old one.
        b, s = acc[channel, :n], src[channel, :n]
        for x in range(b.shape[0]):
            b[x] = modes.behind(b[x], s[x], ab[x], as_[x])


@njit(**OPTIONS)
def blend(code: int, acc: Block, src: Block, n: int) -> None:
    """Blend `src` onto `acc`; codes as in `painter.pixels.modes.MODES`. Of dissolve it does the normal half."""
    if code == 0:
        blend_normal(acc, src, n)
    elif code == 1:
        blend_multiply(acc, src, n)
    elif code == 2:
        blend_screen(acc, src, n)
    elif code == 3:
        blend_overlay(acc, src, n)
    elif code == 4:
        blend_darken(acc, src, n)
    elif code == 5:
        blend_lighten(acc, src, n)
    elif code == 6:
        blend_color_dodge(acc, src, n)
    elif code == 7:
        blend_color_burn(acc, src, n)
    elif code == 8:
        blend_hard_light(acc, src, n)
    elif code == 9:
        blend_soft_light(acc, src, n)
    elif code == 10:
        blend_difference(acc, src, n)
    elif code == 11:
        blend_exclusion(acc, src, n)
    elif code == 12:
        blend_add(acc, src, n)
    elif code == 13:
        blend_subtract(acc, src, n)
    elif code == 14:
        blend_divide(acc, src, n)
    elif code == 15:
        blend_linear_burn(acc, src, n)
    elif code == 16:
        blend_linear_light(acc, src, n)
    elif code == 17:
        blend_pin_light(acc, src, n)
    elif code == 18:
        blend_vivid_light(acc, src, n)
    elif code == 19:
        blend_hard_mix(acc, src, n)
    elif code == 20:
        blend_hue(acc, src, n)
    elif code == 21:
        blend_saturation(acc, src, n)
    elif code == 22:
        blend_color(acc, src, n)
    elif code == 23:
        blend_luminosity(acc, src, n)
    elif code == 24:
        blend_darker_color(acc, src, n)
    elif code == 25:
        blend_lighter_color(acc, src, n)
    elif code == 26:
        blend_erase(acc, src, n)
        return
    elif code == 27:
        blend_behind(acc, src, n)
        return
    elif code == 28:
        blend_normal(acc, src, n)
    ab, as_ = acc[3, :n], src[3, :n]
    for x in range(ab.shape[0]):
        ab[x] = as_[x] + ab[x] * (f4(1) - as_[x])
