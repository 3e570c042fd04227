"""Whether a window can be opened here, told before Qt is asked: Qt would end the program without a word of use."""

from __future__ import annotations

import ctypes.util
import importlib.util
import os
import sys

_LIBRARIES = {
    "EGL": "libegl1",
    "GL": "libgl1",
    "xkbcommon": "libxkbcommon0",
    "fontconfig": "libfontconfig1",
    "dbus-1": "libdbus-1-3",
}
_X11_LIBRARIES = {
    "xcb-cursor": "libxcb-cursor0",
    "xcb-icccm": "libxcb-icccm4",
    "xcb-keysyms": "libxcb-keysyms1",
    "xcb-shape": "libxcb-shape0",
    "xkbcommon-x11": "libxkbcommon-x11-0",
}


def qt_missing() -> str:
    """Return a sentence naming what Qt lacks on this system, "" where it lacks nothing."""
    if importlib.util.find_spec("PySide6") is None:
        return "PySide6 is not installed. Install painter again with pip."
    if sys.platform != "linux":
        return ""
    wanted = dict(_LIBRARIES)
    if os.environ.get("DISPLAY") and not os.environ.get("WAYLAND_DISPLAY") and _platform() in ("", "xcb"):
        wanted |= _X11_LIBRARIES
    missing = [package for name, package in wanted.items() if ctypes.util.find_library(name) is None]
    if not missing:
        return ""
    return f"The window needs system libraries that are not installed: apt install {' '.join(missing)}"


def display_missing() -> bool:
    """Tell whether there is no screen to open a window on."""
    if sys.platform != "linux" or _platform() in ("offscreen", "vnc"):
        return False
    return not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def _platform() -> str:
    return os.environ.get("QT_QPA_PLATFORM", "").partition(":")[0]
