"""Flattens OpenRaster files with MyPaint's own library: ``python3 mypaint_export.py IN OUT [IN OUT …]``.

Run by the system's Python, which has MyPaint; needs no display. Not imported by any test.
"""

import sys

sys.path.insert(0, "/usr/lib/mypaint")
sys.path.insert(0, "/usr/share/mypaint")

import gi

gi.require_version("Gtk", "3.0")
gi.require_version("GdkPixbuf", "2.0")

import lib.eotf  # noqa: E402 - only now can it be found

lib.eotf.set_eotf(1.0)  # blend the stored values, as the format says

import lib.document  # noqa: E402 - only after set_eotf

for source, target in zip(sys.argv[1::2], sys.argv[2::2], strict=True):
    document = lib.document.Document(painting_only=True)
    document.load(source)
    document.set_frame_enabled(True)
    document.save(target, alpha=True)
