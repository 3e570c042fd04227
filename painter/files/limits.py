"""How large a file's contents may be before painter refuses them, checked before anything is allocated.

A file is somebody else's word: every size in it is compared with these first.
"""

from __future__ import annotations

import psutil

from painter.errors import PainterError

MAX_SIDE_PX = 65_535
MAX_PICTURE_PX = 2 * 8192 * 8192
"""Pixels of one picture, layer or canvas."""
MAX_LAYER_PX_IN_ALL = 64 * 8192 * 8192
"""Pixels of all layers of a file together, transparent ones included."""
MAX_LAYERS = 2000
"""Layers and groups of a file together."""
MAX_DEPTH = 64
"""Groups within groups."""
MAX_OFFSET_PX = 1_000_000
"""How far from the canvas's corner a layer may lie."""
MAX_TEXT_BYTES = 32 * 2**20
"""Unpacked size of an archive's XML or JSON entry."""
MAX_PICTURE_BYTES = 768 * 2**20
"""Unpacked size of an archive's picture entry."""
MAX_ARCHIVE_BYTES = 16 * 2**30
"""Unpacked size of everything read from one archive."""
MEMORY_KEPT_FREE = 256 * 2**20


def check_picture_size(width_px: int, height_px: int, what: str) -> None:
    """Refuse a picture that no one can mean; `what` names it at the start of the sentence.

    Raises:
        PainterError: The size is not positive, or over the limits.
    """
    if width_px <= 0 or height_px <= 0:
        raise PainterError(f"{what} is damaged: it claims a size of {width_px} × {height_px} pixels.")
    if max(width_px, height_px) > MAX_SIDE_PX or width_px * height_px > MAX_PICTURE_PX:
        raise PainterError(
            f"{what} is too large: it claims {width_px} × {height_px} pixels, and painter handles up to "
            f"{MAX_PICTURE_PX // 1_000_000} million pixels and {MAX_SIDE_PX} on a side."
        )


def check_memory(needed_bytes: int, what: str) -> None:
    """Refuse what the memory that is free now cannot hold; `what` names it at the start of the sentence.

    Raises:
        PainterError: There is too little.
    """
    free = psutil.virtual_memory().available
    if needed_bytes + MEMORY_KEPT_FREE > free:
        raise PainterError(
            f"{what} needs more memory than is free ({free / 2**30:.1f} GB). Close other programs and try again."
        )
