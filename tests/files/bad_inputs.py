"""Files and places that cannot be used: each must end in one plain sentence and change nothing.

`CASES` is a table for any door into the program (the room of files, the command line): build the case in an
empty folder, hand the path to the door, expect one sentence. ``command`` says which door: "open" cases are
read, "save" cases are the place to save or export to.
"""

from __future__ import annotations

import io
import os
import struct
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np
import pytest
from PIL import Image

Builder = Callable[[Path], Path]


@dataclass(frozen=True, slots=True)
class BadInput:
    """One case.

    Attributes:
        build: Makes the case in a folder and returns the path to use. Calls `pytest.skip` where the system
            cannot have such a case.
        command: Whether the path is to be read or written.
    """

    name: str
    build: Builder
    command: Literal["open", "save"] = "open"


# Pieces


def png(width: int = 24, height: int = 16) -> bytes:
    rng = np.random.default_rng(7)
    file = io.BytesIO()
    Image.fromarray(rng.integers(0, 256, (height, width, 4), np.uint8)).save(file, "PNG")
    return file.getvalue()


def picture(kind: str) -> bytes:
    rng = np.random.default_rng(8)
    file = io.BytesIO()
    Image.fromarray(rng.integers(0, 256, (64, 64, 3), np.uint8)).save(file, kind)
    return file.getvalue()


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png_of(width: int, height: int, packed: bytes) -> bytes:
    """Return a PNG, RGBA of 8 bit, with a header and packed pixels that need not fit each other."""
    header = struct.pack(">IIBBBBB", width, height, 8, 6, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", packed) + chunk(b"IEND", b"")


LAYER = '<layer name="One" src="data/one.png" x="0" y="0" opacity="1.0" composite-op="svg:src-over"/>'


def stack(layers: str = LAYER, *, head: str = 'w="24" h="16"', before: str = "") -> str:
    start = f'<?xml version="1.0" encoding="UTF-8"?>{before}'
    return f'{start}<image version="0.0.5" {head}><stack>{layers}</stack></image>'


def ora(
    *, xml: str | bytes | None = None, layer: bytes | None = None, mimetype: str | None = "image/openraster"
) -> bytes:
    """Return an OpenRaster file with one layer, whole but for what is given."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        if mimetype is not None:
            archive.writestr(zipfile.ZipInfo("mimetype"), mimetype)
        archive.writestr("stack.xml", stack() if xml is None else xml)
        archive.writestr("data/one.png", png() if layer is None else layer)
    return file.getvalue()


def written(name: str, make: Callable[[], bytes]) -> Builder:
    """Return a builder that writes some bytes to a file of this name."""

    def build(folder: Path) -> Path:
        path = folder / name
        path.write_bytes(make())
        return path

    return build


def stacked(name: str, layers: str = LAYER, **values: str) -> BadInput:
    return BadInput(name, written("picture.ora", lambda: ora(xml=stack(layers, **values))))


def layered(name: str, layer: Callable[[], bytes]) -> BadInput:
    return BadInput(name, written("picture.ora", lambda: ora(layer=layer())))


# Places


def missing(folder: Path) -> Path:
    return folder / "missing.png"


def directory(folder: Path) -> Path:
    path = folder / "folder.ora"
    path.mkdir()
    return path


def pipe(folder: Path) -> Path:
    if not hasattr(os, "mkfifo"):
        pytest.skip("this system has no named pipes")
    path = folder / "pipe.png"
    os.mkfifo(path)
    return path


def _link(path: Path, target: Path) -> Path:
    try:
        path.symlink_to(target)
    except OSError:
        pytest.skip("links are not permitted here")
    return path


def dangling_link(folder: Path) -> Path:
    return _link(folder / "link.png", folder / "nowhere.png")


def link_to_itself(folder: Path) -> Path:
    return _link(folder / "loop.png", folder / "loop.png")


def unreadable(folder: Path) -> Path:
    if not hasattr(os, "geteuid") or os.geteuid() == 0:
        pytest.skip("permissions do not bind this user")
    path = folder / "private.png"
    path.write_bytes(png())
    path.chmod(0)
    return path


def read_only_file(folder: Path) -> Path:
    if not hasattr(os, "geteuid") or os.geteuid() == 0:
        pytest.skip("permissions do not bind this user")
    path = folder / "kept.png"
    path.write_bytes(png())
    path.chmod(0o444)
    return path


# Archives


def bomb_of_xml() -> bytes:
    return ora(xml=stack() + " " * (96 << 20))


def bomb_that_lies() -> bytes:
    """Return an archive whose list of layers claims to unpack to 300 bytes, and unpacks to 96 MB."""
    data = bytearray(bomb_of_xml())
    for signature, size_at, name_at in ((b"PK\x03\x04", 22, 30), (b"PK\x01\x02", 24, 46)):
        place = data.find(signature)
        while place >= 0:
            if data[place + name_at : place + name_at + 9] == b"stack.xml":
                data[place + size_at : place + size_at + 4] = struct.pack("<I", 300)
            place = data.find(signature, place + 4)
    return bytes(data)


def entity_bomb() -> bytes:
    entities = '<!ENTITY a "aaaaaaaaaa">' + "".join(
        f'<!ENTITY {chr(98 + i)} "{f"&{chr(97 + i)};" * 10}">' for i in range(9)
    )
    return ora(xml=stack('<layer name="&j;" src="data/one.png"/>', before=f"<!DOCTYPE image [{entities}]>"))


def foreign_entity() -> bytes:
    before = '<!DOCTYPE image [<!ENTITY secret SYSTEM "file:///etc/passwd">]>'
    return ora(xml=stack('<layer name="&secret;" src="data/one.png"/>', before=before))


def with_flags(flag_bits: int = 0, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Return an archive whose entries claim other flags (1: encrypted) or another method of packing."""
    data = bytearray(ora())
    for signature, flags_at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = data.find(signature)
        while place >= 0:
            data[place + flags_at] |= flag_bits
            data[place + flags_at + 2 : place + flags_at + 4] = struct.pack("<H", method)
            place = data.find(signature, place + 4)
    return bytes(data)


def other_archive() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("word/document.xml", "<document/>")
    return file.getvalue()


def empty_archive() -> bytes:
    file = io.BytesIO()
    zipfile.ZipFile(file, "w").close()
    return file.getvalue()


def flipped(data: bytes, place: int) -> bytes:
    changed = bytearray(data)
    changed[place] ^= 0x55
    return bytes(changed)


def cut(data: bytes, share: float = 0.6) -> bytes:
    return data[: int(len(data) * share)]


def nested(depth: int) -> str:
    return "<stack>" * depth + LAYER + "</stack>" * depth


def bmp_of(width: int, height: int) -> bytes:
    header = struct.pack("<IiiHHIIiiII", 40, width, height, 1, 24, 0, 0, 2835, 2835, 0, 0)
    return b"BM" + struct.pack("<IHHI", 54 + 300, 0, 0, 54) + header + bytes(300)


def tiff_of(width: int, height: int) -> bytes:
    tags = [
        (256, width),
        (257, height),
        (258, 8),
        (259, 1),
        (262, 1),
        (273, 200),
        (277, 1),
        (278, height),
        (279, 64),
    ]
    body = b"".join(struct.pack("<HHII", tag, 4, 1, value) for tag, value in tags)
    return (b"II*\0" + struct.pack("<IH", 8, len(tags)) + body + bytes(4)).ljust(300, b"\0")


def _huge_packed() -> bytes:
    return zlib.compress(bytes(200 << 20), 9)


CASES: list[BadInput] = [
    # what is not there, or no file
    BadInput("missing file", missing),
    BadInput("folder instead of a file", directory),
    BadInput("pipe that nobody writes to", pipe),
    BadInput("link that leads nowhere", dangling_link),
    BadInput("link to itself", link_to_itself),
    BadInput("no permission to read", unreadable),
    # what is no picture
    BadInput("zero bytes, picture", written("empty.png", bytes)),
    BadInput("zero bytes, layered", written("empty.ora", bytes)),
    BadInput("text called a picture", written("notes.png", lambda: b"Buy more ultramarine.\n" * 20)),
    BadInput("noise called layered", written("noise.ora", lambda: np.random.default_rng(1).bytes(4000))),
    BadInput("noise with a PNG's first bytes", written("noise.png", lambda: b"\x89PNG\r\n\x1a\n" + bytes(400))),
    BadInput("vector drawing", written("drawing.svg", lambda: b"<svg xmlns='http://www.w3.org/2000/svg'/>")),
    BadInput("PDF", written("print.pdf", lambda: b"%PDF-1.7\n%%EOF")),
    BadInput("name of two lines", written("two\nlines.png", lambda: b"no picture")),
    # damaged pictures
    BadInput("PNG cut short", written("cut.png", lambda: cut(png()))),
    BadInput("PNG cut in its header", written("cut.png", lambda: png()[:20])),
    BadInput("PNG with altered pixels", written("altered.png", lambda: flipped(png(), 400))),
    BadInput("PNG with too few pixels", written("few.png", lambda: png_of(64, 64, zlib.compress(bytes(900))))),
    BadInput("JPEG cut short", written("cut.jpg", lambda: cut(picture("JPEG"), 0.3))),
    BadInput("WebP cut short", written("cut.webp", lambda: cut(picture("WEBP")))),
    BadInput("TIFF cut short", written("cut.tiff", lambda: cut(picture("TIFF")))),
    BadInput("GIF cut short", written("cut.gif", lambda: picture("GIF")[:30])),
    BadInput("BMP cut short", written("cut.bmp", lambda: cut(picture("BMP")))),
    # impossible sizes
    BadInput("PNG of 0 pixels", written("none.png", lambda: png_of(0, 10, zlib.compress(b"")))),
    BadInput("PNG wider than any", written("wide.png", lambda: png_of(100_000, 10, zlib.compress(bytes(99))))),
    BadInput("PNG of 3.6 billion pixels", written("huge.png", lambda: png_of(60_000, 60_000, zlib.compress(b"")))),
    BadInput("BMP of 2 billion pixels", written("huge.bmp", lambda: bmp_of(2**31 - 1, 1))),
    BadInput("BMP of negative width", written("negative.bmp", lambda: bmp_of(-20, 20))),
    BadInput("TIFF of 3.6 billion pixels", written("huge.tiff", lambda: tiff_of(60_000, 60_000))),
    # damaged archives
    BadInput("archive cut short", written("cut.ora", lambda: cut(ora()))),
    BadInput("archive with nothing in it", written("nothing.ora", empty_archive)),
    BadInput("archive of another program", written("letter.ora", other_archive)),
    BadInput("wrong mimetype", written("wrong.ora", lambda: ora(mimetype="application/x-krita"))),
    BadInput("encrypted archive", written("secret.ora", lambda: with_flags(flag_bits=1))),
    BadInput("archive of unknown packing", written("odd.ora", lambda: with_flags(method=77))),
    BadInput("archive with altered contents", written("altered.ora", lambda: flipped(ora(), 180))),
    BadInput("archive bomb", written("bomb.ora", bomb_of_xml)),
    BadInput("archive bomb that lies", written("lie.ora", bomb_that_lies)),
    # damaged lists of layers
    BadInput("broken XML", written("broken.ora", lambda: ora(xml=stack()[:-20]))),
    BadInput("XML that is no list of layers", written("other.ora", lambda: ora(xml="<svg/>"))),
    BadInput("list of layers in no encoding", written("odd.ora", lambda: ora(xml=b"\xff\xfe\xfd<image/>"))),
    BadInput("entity bomb", written("laughs.ora", entity_bomb)),
    BadInput("entity from the disk", written("entity.ora", foreign_entity)),
    stacked("groups 100 deep", nested(100)),
    stacked("groups 20,000 deep", nested(20_000)),
    stacked("5,000 layers", LAYER * 5000),
    stacked("negative canvas", head='w="-24" h="16"'),
    stacked("canvas of 0 pixels", head='w="0" h="16"'),
    stacked("canvas of 4 billion pixels", head='w="65000" h="65000"'),
    stacked("canvas wider than any number", head=f'w="{"9" * 400}" h="16"'),
    stacked("canvas without a size", head=""),
    stacked("canvas size in words", head='w="wide" h="high"'),
    stacked("opacity that is no number", LAYER.replace('opacity="1.0"', 'opacity="nan"')),
    stacked("opacity in words", LAYER.replace('opacity="1.0"', 'opacity="half"')),
    stacked("layer infinitely far away", LAYER.replace('x="0"', 'x="inf"')),
    stacked("layer far away", LAYER.replace('x="0"', 'x="999999999999"')),
    stacked("layer that is not in the file", LAYER.replace("one.png", "two.png")),
    stacked("layer up and away", LAYER.replace("data/one.png", "../../../../etc/passwd")),
    stacked("layer from the disk's root", LAYER.replace("data/one.png", "/etc/passwd")),
    # damaged layers
    layered("layer of 0 bytes", bytes),
    layered("layer cut short", lambda: cut(png())),
    layered("layer with altered pixels", lambda: flipped(png(), 400)),
    layered("layer that is text", lambda: b"not a picture"),
    layered("layer that is a JPEG cut short", lambda: cut(picture("JPEG"), 0.3)),
    layered("layer of 3.6 billion pixels", lambda: png_of(60_000, 60_000, zlib.compress(b""))),
    layered("layer that unpacks to far more", lambda: png_of(16, 16, _huge_packed())),
    # places that nothing can be saved to
    BadInput("save without an ending", lambda folder: folder / "picture", "save"),
    BadInput("save as an unknown kind", lambda folder: folder / "picture.xyz", "save"),
    BadInput("save as a kind that is only read", lambda folder: folder / "picture.gif", "save"),
    BadInput("save over a folder", directory, "save"),
    BadInput("save into a pipe", pipe, "save"),
    BadInput("save through a link to itself", link_to_itself, "save"),
    BadInput("save into a folder that is not there", lambda folder: folder / "no" / "such" / "picture.ora", "save"),
    BadInput("save under a file as if it were a folder", lambda folder: png_file(folder) / "picture.ora", "save"),
    BadInput("save under too long a name", lambda folder: folder / ("long" * 100 + ".ora"), "save"),
    BadInput("save over a read-only file", read_only_file, "save"),
]


def png_file(folder: Path) -> Path:
    path = folder / "file.png"
    path.write_bytes(png())
    return path
