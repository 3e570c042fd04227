"""The starter set of brushes and the artist's own, in groups; sharing them as a .zip with their pictures.

Does not paint.
"""

from __future__ import annotations

import io
import json
import re
import zipfile
from functools import lru_cache
from pathlib import Path

from painter.errors import PainterError
from painter.paint.brush import Brush, Tip
from painter.paint.brush_json import brush_as_dict, brushes_from_text, read_brushes, write_brush
from painter.paint.tips import NAME, brush_folder, find_picture
from painter.resources import resource

GROUPS = ("sketch", "ink", "paint", "oil", "watercolour", "airbrush", "texture", "smudge", "fx")
"""The files of the starter set in the order in which they are shown."""

MOST_MEMBER_BYTES = 32 << 20
MOST_MEMBERS = 512


@lru_cache(maxsize=1)
def starter_brushes() -> tuple[Brush, ...]:
    """Return the starter set, group by group.

    Raises:
        PainterError: The installation is damaged.
    """
    return tuple(brush for group in GROUPS for brush in read_brushes(resource("brushes", f"{group}.json")))


def starter_brush(name: str) -> Brush:
    """Return a brush of the starter set.

    Raises:
        PainterError: There is none of that name.
    """
    for brush in starter_brushes():
        if brush.name == name:
            return brush
    raise PainterError(f"There is no brush called “{name}”.")


def grouped(brushes: tuple[Brush, ...]) -> dict[str, list[Brush]]:
    """Return brushes by their groups, in the order in which groups first appear."""
    groups: dict[str, list[Brush]] = {}
    for brush in brushes:
        groups.setdefault(brush.group or "My brushes", []).append(brush)
    return groups


def own_brushes() -> tuple[tuple[Brush, ...], list[str]]:
    """Return the artist's own brushes, and a sentence for each file that could not be read."""
    brushes: list[Brush] = []
    notes: list[str] = []
    for path in sorted(brush_folder().glob("*.json")):
        try:
            brushes += read_brushes(path)
        except PainterError as error:
            notes.append(str(error))
    return tuple(brushes), notes


def keep_brush(brush: Brush) -> Path:
    """Write a brush among the artist's own, over one of the same name; return the file.

    Raises:
        PainterError: It cannot be written.
    """
    folder = brush_folder()
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise PainterError(f"The folder for your brushes cannot be made: {error.strerror}.") from error
    path = folder / f"{_file_name(brush.name)}.json"
    write_brush(brush, path)
    return path


def forget_brush(brush: Brush) -> None:
    """Remove one of the artist's own brushes; its pictures stay, for others may use them."""
    (brush_folder() / f"{_file_name(brush.name)}.json").unlink(missing_ok=True)


def _file_name(name: str) -> str:
    return re.sub(r"[^\w .()+&-]", "_", name).strip(" .")[:100] or "brush"


def pictures_of(brush: Brush) -> list[tuple[str, str]]:
    """Return (kind, name) of the tips and papers that a brush needs."""
    tips: list[Tip] = [brush.tip, *([brush.dual.tip] if brush.dual else [])]
    wanted = [("tips", name) for tip in tips for name in tip.images]
    if brush.grain.texture:
        wanted.append(("papers", brush.grain.texture))
    return list(dict.fromkeys(wanted))


def share_brushes(brushes: tuple[Brush, ...], path: Path) -> None:
    """Write brushes and all their pictures into one .zip.

    Raises:
        PainterError: A picture is missing, or the file cannot be written.
    """
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        told = {"brushes": [brush_as_dict(brush) for brush in brushes]}
        archive.writestr("brushes.json", json.dumps(told, ensure_ascii=False, indent=2) + "\n")
        for kind, name in dict.fromkeys(picture for brush in brushes for picture in pictures_of(brush)):
            archive.writestr(f"{kind}/{name}.png", find_picture(kind, name).read_bytes())
    try:
        path.write_bytes(packed.getvalue())
    except OSError as error:
        raise PainterError(f"The brushes cannot be written to “{path.name}”: {error.strerror}.") from error


def receive_brushes(path: Path) -> tuple[Brush, ...]:
    """Take shared brushes among the artist's own, with their pictures; return them.

    A picture that is already there under the same name is kept.

    Raises:
        PainterError: The file is no .zip of brushes.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
            if len(members) > MOST_MEMBERS or any(m.file_size > MOST_MEMBER_BYTES for m in members):
                raise PainterError(f"“{path.name}” holds too much to be a set of brushes.")
            content = archive.read("brushes.json").decode("utf-8")
            brushes = brushes_from_text(content, path.name)
            pictures = {m.filename: archive.read(m) for m in members if _is_picture(m.filename)}
    except (OSError, KeyError, ValueError, RuntimeError, NotImplementedError, zipfile.BadZipFile) as error:
        raise PainterError(f"“{path.name}” holds no shared brushes.") from error
    for name, data in pictures.items():
        kind, _, stem = name.removesuffix(".png").partition("/")
        keep_picture(kind, stem, data)
    for brush in brushes:
        keep_brush(brush)
    return brushes


def _is_picture(member: str) -> bool:
    kind, _, name = member.partition("/")
    return kind in ("tips", "papers") and name.endswith(".png") and bool(NAME.fullmatch(name[:-4]))


def keep_picture(kind: str, name: str, data: bytes) -> None:
    """Write a tip or paper, PNG bytes, among the artist's own unless one of that name is there.

    Raises:
        PainterError: It cannot be written.
    """
    path = brush_folder() / kind / f"{name}.png"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.exists():
            path.write_bytes(data)
    except OSError as error:
        raise PainterError(f"The picture “{path.name}” cannot be kept: {error.strerror}.") from error
