"""Brushes of other programs: one module a format, and what each could not bring along told in a report.

`import_brushes` chooses by the file's ending. Pictures of tips come with the brushes; `keep_imported` puts both
among the artist's own.
"""

from __future__ import annotations

from pathlib import Path

from painter.errors import PainterError
from painter.paint.brush import Brush
from painter.paint.importing.imported import Imported, read_bytes

__all__ = ["ENDINGS", "Imported", "import_brushes", "keep_imported"]

ENDINGS = (".myb", ".gbr", ".gih", ".abr", ".kpp")


def import_brushes(path: Path) -> Imported:
    """Return the brushes of a file of MyPaint, GIMP, Photoshop or Krita.

    Raises:
        PainterError: It is none of these, or damaged.
    """
    from painter.paint.importing import abr, gbr, gih, kpp, myb

    readers = {
        ".myb": myb.read_myb,
        ".gbr": gbr.read_gbr,
        ".gih": gih.read_gih,
        ".abr": abr.read_abr,
        ".kpp": kpp.read_kpp,
    }
    reader = readers.get(path.suffix.lower())
    if reader is None:
        raise PainterError(f"“{path.name}” is no brush file that painter reads: it reads {', '.join(ENDINGS)}.")
    data = read_bytes(path)
    try:
        found = reader(data, path.stem)
    except (ValueError, IndexError, KeyError, OverflowError) as error:
        raise PainterError(f"The brush file “{path.name}” is damaged and cannot be imported.") from error
    if not found.brushes:
        raise PainterError(f"“{path.name}” holds no brush that painter can use.")
    return found


def keep_imported(found: Imported) -> tuple[Brush, ...]:
    """Put imported brushes and their pictures among the artist's own; return them.

    Raises:
        PainterError: They cannot be written.
    """
    from painter.paint.presets import keep_brush, keep_picture

    for name, data in found.tips.items():
        keep_picture("tips", name, data)
    for brush in found.brushes:
        keep_brush(brush)
    return found.brushes
