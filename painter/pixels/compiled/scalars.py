"""What all kernels share: numba's options, access by address, and the scalar meaning of the formulas' words.

Traps met: an integer or float literal makes float32 arithmetic 64 bits wide, hence `f4` and `u4` around each;
only loops over sliced rows are vectorised; a branch in a loop is not, a choice between two computed values is.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numba
import numpy as np
from numba import njit, types
from numba.core import cgutils
from numba.extending import intrinsic, overload, register_jitable

from painter.pixels import adjusting, modes

OPTIONS: dict[str, Any] = {
    "cache": True,
    "nogil": True,
    "fastmath": True,
    "error_model": "numpy",
    "boundscheck": False,
}

f4 = np.float32
u4 = np.uint32
ONE_255TH = np.float32(1 / 255)
ONE_65535TH = np.float32(1 / 65535)


carray: Any = vars(numba)["carray"]
"""``carray(pointer, shape, dtype)``: the array that begins at a pointer; numba exports it, its types do not."""


def _pointer(context: Any, address: Any) -> Any:
    def generate(_context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        return builder.inttoptr(arguments[0], cgutils.voidptr_t)

    return types.voidptr(address), generate


pointer: Any = intrinsic(_pointer)
"""Turns an integer address into the pointer that `numba.carray` takes."""


@njit(inline="always")
def i4(value: Any) -> Any:
    return np.int32(value)


@overload(modes.least)
def _least(x: Any, y: Any) -> Callable[..., Any]:
    def scalar(x: Any, y: Any) -> Any:
        return min(x, y)

    return scalar


@overload(modes.most)
def _most(x: Any, y: Any) -> Callable[..., Any]:
    def scalar(x: Any, y: Any) -> Any:
        return max(x, y)

    return scalar


@overload(modes.root)
def _root(x: Any) -> Callable[..., Any]:
    def scalar(x: Any) -> Any:
        return np.sqrt(x)

    return scalar


@overload(modes.choose)
def _choose(condition: Any, x: Any, y: Any) -> Callable[..., Any]:
    def scalar(condition: Any, x: Any, y: Any) -> Any:
        return x if condition else y

    return scalar


@overload(adjusting.floor_of)
def _floor_of(x: Any) -> Callable[..., Any]:
    def scalar(x: Any) -> Any:
        return np.floor(x)

    return scalar


_FORMULAS: tuple[Any, ...] = (
    modes.meet,
    modes.luminance,
    modes.with_luminance,
    modes.saturation_of,
    modes.with_saturation,
    *modes.SEPARABLE.values(),
    *modes.NON_SEPARABLE.values(),
    *modes.COVERING.values(),
    vars(adjusting)["_hsl_channel"],
    adjusting.turned,
    adjusting.over_threshold,
)
for _formula in _FORMULAS:
    # What LLVM finds too long to inline by itself (hue, saturation) would keep the loop from being vectorised.
    register_jitable(inline="always")(_formula)
