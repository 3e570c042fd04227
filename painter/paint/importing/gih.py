"""GIMP's image hoses: several pictures and how they follow each other.

Source: GIMP's devel-docs/gih.txt.
"""

from __future__ import annotations

from painter.paint.importing.gbr import Picture, read_one
from painter.paint.importing.imported import Imported, Reader, stamp

MOST_PICTURES = 256
ORDERS = {"incremental": "sequence", "random": "random", "angular": "angle", "pressure": "pressure"}


def read_gih(data: bytes, name: str) -> Imported:
    """Return the brush of a .gih file.

    Raises:
        ValueError: It is damaged.
    """
    first, _, rest = data.partition(b"\n")
    second, line, body = rest.partition(b"\n")
    words = second.decode("utf-8", "replace").split()
    if not line or not words:
        raise ValueError("no image hose")
    count = int(words[0])
    if not 0 < count <= MOST_PICTURES:
        raise ValueError("no image hose")
    told = dict(word.split(":", 1) for word in words[1:] if ":" in word)
    notes: list[str] = []
    choice = told.get("sel0", "incremental")
    if int(told.get("dim", "1")) > 1:
        notes.append("The pictures follow each other by their first dimension only.")
    if choice not in ORDERS:
        notes.append(f"Choosing pictures by {choice} is not known here: they follow each other by chance.")
    reader = Reader(body)
    pictures: list[Picture] = []
    spacing = 0.1
    for _ in range(count):
        _, spacing, picture = read_one(reader)
        pictures.append(picture)
    if len({light is None for _, light in pictures}) > 1:
        pictures = [(alpha, None) for alpha, _ in pictures]
    brush, tips = stamp(
        first.decode("utf-8", "replace").strip() or name,
        pictures,
        spacing=spacing,
        order=ORDERS.get(choice, "random"),
    )
    return Imported(brushes=(brush,), tips=tips, notes=tuple(notes))
