"""The doors of this room: open any file as a document, save one, export one, and the kinds for dialogs."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from painter.document.adjustments import Invert, Posterize
from painter.document.document import Document
from painter.document.layer import Adjustment, BlendMode, Group, Layer, Node
from painter.document.raster import Raster
from painter.errors import PainterError
from painter.files.atomic import write_atomically
from painter.files.flat import Color, write_flat
from painter.files.images import Picture, read_picture
from painter.files.krita.lowering import krita_filter, stays_through
from painter.files.krita.writing import check_krita, write_krita
from painter.files.openraster import Opened, check_openraster, read_openraster, write_openraster
from painter.files.reasons import cannot_read, check_readable, named, quoted

log = logging.getLogger(__name__)

__all__ = [
    "KINDS",
    "LAYERED_ENDINGS",
    "SAVED_ENDINGS",
    "Kind",
    "Opened",
    "document_of",
    "export_document",
    "export_flat",
    "file_filter",
    "kind_of",
    "not_kept",
    "open_document",
    "save_document",
]

_ZIP_SIGNATURES = (b"PK\x03\x04", b"PK\x05\x06")
_PHOTOSHOP_SIGNATURE = b"8BPS"
_Step = Callable[[Document, Path], None]


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of file.

    Attributes:
        endings: With the dot, in lower case; the first is the usual one.
        layered: Keeps layers; the others are flat pictures.
        written: painter can write it.
        read: painter can open it.
        saved: It keeps everything that painter knows, so that work is saved in it; the others are exported.
    """

    name: str
    endings: tuple[str, ...]
    layered: bool = False
    written: bool = True
    read: bool = True
    saved: bool = False

    @property
    def filter(self) -> str:
        """The kind as a file dialog's line, such as ``JPEG (*.jpg *.jpeg)``."""
        return f"{self.name} ({' '.join('*' + ending for ending in self.endings)})"


KINDS = (
    Kind("OpenRaster", (".ora",), layered=True, saved=True),
    Kind("Krita", (".kra",), layered=True, read=False),
    Kind("Photoshop", (".psd",), layered=True),
    Kind("Photoshop, large", (".psb",), layered=True),
    Kind("PNG", (".png",)),
    Kind("JPEG", (".jpg", ".jpeg")),
    Kind("WebP", (".webp",)),
    Kind("TIFF", (".tif", ".tiff")),
    Kind("BMP", (".bmp",), written=False),
    Kind("GIF", (".gif",), written=False),
)
"""Every kind of file that painter opens or writes."""
LAYERED_ENDINGS = tuple(ending for kind in KINDS if kind.layered and kind.read for ending in kind.endings)
"""Files that are opened as documents of their own, where pictures become layers."""
SAVED_ENDINGS = tuple(ending for kind in KINDS if kind.saved for ending in kind.endings)
"""Files that work is saved in."""


def file_filter(*, layered: bool | None = None, written: bool = False) -> str:
    """Return a file dialog's filter, lines joined by ``;;``; a first line holds all kinds if there are several.

    Args:
        layered: Only layered kinds, or only flat ones.
        written: Kinds that painter writes instead of those that it opens; of the layered ones those that work is
            saved in.
    """
    kinds = [
        kind
        for kind in KINDS
        if (layered is None or kind.layered == layered)
        and (kind.written and (kind.saved or not kind.layered) if written else kind.read)
    ]
    lines = [kind.filter for kind in kinds]
    if len(kinds) > 1 and not written:
        every = " ".join(f"*{ending}" for kind in kinds for ending in kind.endings)
        lines.insert(0, f"Pictures ({every})")
    return ";;".join(lines)


def kind_of(path: Path, *, written: bool = False) -> Kind:
    """Return the kind that a file's ending stands for, in either case of letters.

    Raises:
        PainterError: There is none (that painter writes, if so asked).
    """
    ending = path.suffix.lower()
    known = [kind for kind in KINDS if (kind.written if written else kind.read)]
    for kind in known:
        if ending in kind.endings:
            return kind
    endings = ", ".join(ending for kind in known for ending in kind.endings)
    said = f"ends in {named(path.suffix)}" if path.suffix else "has no ending"
    raise PainterError(f"{quoted(path)} {said}, and painter knows {endings}.")


def open_document(path: Path) -> Opened:
    """Open a layered file, or any picture as a document of one layer. The content decides, not the ending.

    Raises:
        PainterError: It cannot be opened.
    """
    check_readable(path)
    try:
        with path.open("rb") as file:
            start = file.read(4)
    except OSError as error:
        raise cannot_read(path, error) from error
    if start in _ZIP_SIGNATURES:
        return read_openraster(path)
    if start == _PHOTOSHOP_SIGNATURE:
        from painter.files.photoshop.reading import read_photoshop  # most of a second, which few files need

        return read_photoshop(path)
    return Opened(document_of(read_picture(path)))


def document_of(picture: Picture) -> Document:
    """Return a document that holds a picture as its one layer."""
    height, width = picture.pixels.shape[:2]
    name = "Background" if picture.opaque else "Picture"
    layer = Layer(raster=Raster.from_array(width, height, picture.pixels), name=name)
    return Document(width_px=width, height_px=height, layers=(layer,), active_id=layer.id, dpi=picture.dpi)


def save_document(document: Document, path: Path) -> None:
    """Save a document with all there is; an older file of that name is replaced by a whole one or not at all.

    Raises:
        PainterError: It could not be saved, or the ending is not that of a kind that keeps everything.
    """
    kind = kind_of(path, written=True)
    if not kind.layered:
        raise PainterError(f"{quoted(path)} would lose the layers: save as .ora, or export as {kind.name}.")
    if not kind.saved:
        raise PainterError(
            f"{quoted(path)} would not keep all that painter knows: save as .ora, and export as {kind.name}."
        )
    write_atomically(
        path, lambda part: write_openraster(document, part), lambda part: check_openraster(document, part)
    )


def export_document(
    document: Document,
    path: Path,
    *,
    quality: int = 92,
    background: Color | None = None,
    dpi: float | None = None,
) -> None:
    """Write a document for another program: layered or flat, as the ending says.

    The options are for flat pictures; see `painter.files.flat.write_flat`.

    Raises:
        PainterError: It could not be written, or the ending is no kind's that painter writes.
    """
    kind = kind_of(path, written=True)
    if not kind.layered:
        write_flat(document, path, quality=quality, background=background, dpi=dpi)
        return
    write, check = _LAYERED[kind.name]
    write_atomically(path, lambda part: write(document, part), lambda part: check(document, part))


def not_kept(document: Document, path: Path) -> str:
    """Return one line on what a file of this ending will not keep of a document; "" where it keeps all."""
    kind = kind_of(path, written=True)
    if kind.saved:
        return ""
    nodes = list(document.nodes())
    recipes = any(isinstance(node, Layer) and node.recipe is not None for node in nodes)
    if not kind.layered:
        plain = len(nodes) <= 1 and not recipes and all(node.mask is None for node in nodes)
        return "" if plain else f"{kind.name} keeps no layers."
    lost = [f"{kind.name} does not keep how layers were made by models."] if recipes else []
    return " ".join([*lost, *(_lost_in_krita(nodes) if kind.name == "Krita" else _lost_in_photoshop(nodes))])


def _lost_in_krita(nodes: list[Node]) -> list[str]:
    lost = []
    if any(isinstance(node, Adjustment) and not krita_filter(node) for node in nodes):
        lost.append("Adjustments become pictures of what they do.")
    if any(isinstance(node, Group) and not node.isolated and not stays_through(node) for node in nodes):
        lost.append("Groups that pass through with a mask or less than full opacity become isolated.")
    if any(node.mode is BlendMode.DISSOLVE for node in nodes):
        lost.append("Krita scatters Dissolve in its own way.")
    return lost


def _lost_in_photoshop(nodes: list[Node]) -> list[str]:
    lost = []
    if any(isinstance(node, Adjustment) and not isinstance(node.settings, Invert | Posterize) for node in nodes):
        lost.append("Photoshop computes adjustments with formulas of its own.")
    if any(isinstance(node, Group) and node.clipped for node in nodes):
        lost.append("Photoshop clips no groups.")
    if any(node.mode in (BlendMode.BEHIND, BlendMode.ERASE) for node in nodes):
        lost.append("It knows no Behind and no Erase: those layers are hidden in the file.")
    if any(isinstance(node, Group) and node.opacity < 1.0 for node in nodes):
        lost.append("Krita shows groups of Photoshop files at full opacity; for Krita, export as .kra.")
    return lost


def _write_psd(document: Document, path: Path) -> None:
    from painter.files.photoshop.writing import write_psd

    write_psd(document, path)


def _write_psb(document: Document, path: Path) -> None:
    from painter.files.photoshop.writing import write_psb

    write_psb(document, path)


def _check_photoshop(document: Document, path: Path) -> None:
    from painter.files.photoshop.writing import check_photoshop

    check_photoshop(document, path)


_LAYERED: Mapping[str, tuple[_Step, _Step]] = MappingProxyType(
    {
        "OpenRaster": (write_openraster, check_openraster),
        "Krita": (write_krita, check_krita),
        "Photoshop": (_write_psd, _check_photoshop),
        "Photoshop, large": (_write_psb, _check_photoshop),
    }
)
"""How each layered kind is written, and how what was written is proven."""


def export_flat(
    document: Document,
    path: Path,
    *,
    quality: int = 92,
    background: Color | None = None,
    dpi: float | None = None,
) -> None:
    """Export a document as it shows to a flat picture of the kind its ending stands for.

    See `painter.files.flat.write_flat`.

    Raises:
        PainterError: It could not be written, or the ending is no flat kind's.
    """
    if kind_of(path, written=True).layered:
        raise PainterError(f"{quoted(path)} is a layered kind: save it instead of exporting.")
    write_flat(document, path, quality=quality, background=background, dpi=dpi)
