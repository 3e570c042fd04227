"""``python -m painter.pixels.warm``: compile every kernel into the cache folder, at low priority, and end.

The folder comes in ``NUMBA_CACHE_DIR`` (see `painter.pixels.kernels.use_cache_folder`).
"""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

from painter.pixels.kernels import LOW_PRIORITY, READY_MARK, kernels_ready, warm_up


def main() -> int:
    """Fill the cache and mark it complete; return 0 where that worked."""
    if hasattr(os, "nice"):
        os.nice(LOW_PRIORITY)
    warm_up()
    folder = os.environ.get("NUMBA_CACHE_DIR")
    if not kernels_ready() or folder is None:
        return 1
    Path(folder, READY_MARK).touch()
    _drop_older(Path(folder))
    return 0


def _drop_older(folder: Path) -> None:
    """Remove the caches of other versions beside this one."""
    for other in folder.parent.iterdir():
        if other != folder and (other / READY_MARK).exists():
            shutil.rmtree(other, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main())
