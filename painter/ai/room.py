"""What a job has to work with: its device, and how much of a picture is taken on at once.

Both shrink when memory runs out, and the artist is told once the job is done. Knows nothing of pictures.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import TypeVar

from painter.ai.device import CPU, Device, is_out_of_memory, release_memory
from painter.errors import PainterError

log = logging.getLogger(__name__)

T = TypeVar("T")

SMALLER_PIECES = "The graphics memory was too small for this picture at once, so it was painted in smaller pieces."
PROCESSOR_INSTEAD = "The graphics memory was too small for this picture, so the processor painted it."
CARD_FAILED = "The graphics card could not run this model, so the processor painted."
NO_MEMORY = (
    "There was not enough memory to paint this picture. "
    "Your drawing is untouched; close other programs or try a smaller picture."
)


class Room:
    """A device and a bound on how much is worked on at once.

    Attributes:
        device: Where to compute now.
        window_px: How many pixels to work on at once, now.
        note: A sentence for the artist on what had to shrink ("" for nothing).
    """

    def __init__(self, device: Device, *, window_px: int, least_px: int) -> None:
        """Begin with all there is.

        Args:
            window_px: How many pixels at once to begin with.
            least_px: With fewer at once the memory is too small for good.
        """
        self.device = device
        self.window_px = window_px
        self.note = ""
        self._most_px = window_px
        self._least_px = least_px

    def within(self, work: Callable[[], T]) -> T:
        """Do a piece of work, and do it again with less room as often as it fails for want of memory.

        Args:
            work: Looks at `device` and `window_px` each time it is called.

        Raises:
            PainterError: Not even the smallest piece fits into the computer's memory.
        """
        while True:
            try:
                return work()
            except (RuntimeError, MemoryError) as error:
                exhausted = is_out_of_memory(error)
                if not exhausted and self.device == CPU:
                    raise
                log.info("on %s with %d pixels at once: %s", self.device.kind, self.window_px, error)
            # Only out here the failed work's memory is free again: its error held on to it.
            self._shrink(exhausted=exhausted)

    def _shrink(self, *, exhausted: bool) -> None:
        smaller = self.window_px // 4
        if exhausted and smaller >= self._least_px:
            self.window_px = smaller
            if self.device != CPU:
                release_memory(self.device)
                self.note = SMALLER_PIECES
        elif self.device != CPU:
            if exhausted:
                release_memory(self.device)
            self.device, self.window_px = CPU, self._most_px
            self.note = PROCESSOR_INSTEAD if exhausted else CARD_FAILED
        else:
            raise PainterError(NO_MEMORY)
