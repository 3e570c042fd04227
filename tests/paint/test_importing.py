"""Brushes of other programs: files made here, and MyPaint's own where they are installed."""

from __future__ import annotations

import base64
import io
import json
import math
import struct
import zlib
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from painter.document.raster import Raster
from painter.errors import PainterError
from painter.paint.importing import import_brushes, keep_imported
from painter.paint.presets import own_brushes
from painter.paint.stroke import PenSample, Stroke

MYPAINT = Path("/usr/share/mypaint-data")


def _disc(width: int = 12, height: int = 9) -> np.ndarray:
    y, x = np.mgrid[0:height, 0:width]
    return (255 * np.clip(1 - np.hypot((x - 5.5) / 6, (y - 4) / 5), 0, 1)).astype(np.uint8)


def _gbr(pixels: np.ndarray, name: str = "Disc", spacing: int = 20, version: int = 2) -> bytes:
    height, width = pixels.shape[:2]
    depth = 1 if pixels.ndim == 2 else 4
    told = name.encode() + b"\0"
    extra = b"GIMP" + struct.pack(">I", spacing) if version == 2 else b""
    header = 20 + len(extra) + len(told)
    return struct.pack(">5I", header, version, width, height, depth) + extra + told + pixels.tobytes()


def _packed(row: bytes) -> bytes:
    """Return a row in PackBits: runs and literals both."""
    out, at = b"", 0
    while at < len(row):
        run = 1
        while at + run < len(row) and run < 128 and row[at + run] == row[at]:
            run += 1
        if run > 1:
            out += bytes([257 - run, row[at]])
            at += run
        else:
            out += bytes([0, row[at]])
            at += 1
    return out


def _sample(pixels: np.ndarray, packed: bool) -> bytes:
    height, width = pixels.shape
    head = struct.pack(">4i", 0, 0, height, width) + struct.pack(">hB", 8, packed)
    if not packed:
        return head + pixels.tobytes()
    rows = [_packed(row.tobytes()) for row in pixels]
    return head + b"".join(struct.pack(">H", len(row)) for row in rows) + b"".join(rows)


def _abr(pixels: np.ndarray, version: int, packed: bool = True) -> bytes:
    if version in (1, 2):
        name = "Chalk".encode("utf-16-be") if version == 2 else b""
        body = struct.pack(">IH", 0, 25)
        body += struct.pack(">I", len(name) // 2) + name if version == 2 else b""
        body += b"\1" + struct.pack(">4h", 0, 0, *pixels.shape) + _sample(pixels, packed)
        computed = struct.pack(">HI", 1, 4) + b"abcd"
        return struct.pack(">HH", version, 2) + computed + struct.pack(">HI", 2, len(body)) + body
    minor = {61: 1, 62: 2}[version]
    sample = bytes({1: 47, 2: 301}[minor]) + _sample(pixels, packed)
    section = struct.pack(">I", len(sample)) + sample + bytes(-len(sample) % 4)
    other = b"8BIMpatt" + struct.pack(">I", 4) + b"abcd"
    return struct.pack(">HH", 6, minor) + other + b"8BIMsamp" + struct.pack(">I", len(section)) + section


def _kpp(xml: str, kind: bytes = b"zTXt") -> bytes:
    packed = io.BytesIO()
    Image.new("RGB", (4, 4)).save(packed, "PNG")
    data = packed.getvalue()
    body = b"preset\0" + (b"\0" + zlib.compress(xml.encode()) if kind == b"zTXt" else xml.encode())
    chunk = struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
    return data[:33] + chunk + data[33:]


AUTO = (
    '<Brush type="auto_brush" spacing="0.05" angle="0">'
    '<MaskGenerator type="circle" diameter="24" ratio="0.5" hfade="0.6" vfade="0.4"/></Brush>'
)


def _preset(definition: str, *, resources: str = "", engine: str = "paintbrush") -> str:
    curve = "<params id='pressure'><curve>0,0.2;0.5,0.4;1,1;</curve></params>"
    return (
        f'<Preset name="Mine" paintopid="{engine}">'
        f'<param name="brush_definition" type="string"><![CDATA[{definition}]]></param>'
        '<param name="PressureSize"><![CDATA[true]]></param>'
        f'<param name="SizeSensor"><![CDATA[{curve}]]></param>'
        '<param name="OpacityValue"><![CDATA[0.7]]></param>'
        f"<resources>{resources}</resources></Preset>"
    )


def _written(folder: Path, name: str, data: bytes) -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


def test_gimps_grey_brush(tmp_path: Path) -> None:
    for version in (1, 2):
        found = import_brushes(_written(tmp_path, "disc.gbr", _gbr(_disc(), version=version)))
        (brush,) = found.brushes
        assert (brush.name, brush.size_px, brush.tip.kind) == ("Disc", 12.0, "alpha")
        assert brush.spacing == pytest.approx(0.2 if version == 2 else 0.1)
        (png,) = found.tips.values()
        assert (np.asarray(Image.open(io.BytesIO(png))) == _disc()).all()


def test_gimps_coloured_brush_keeps_its_light(tmp_path: Path) -> None:
    pixels = np.zeros((9, 12, 4), np.uint8)
    pixels[..., :3], pixels[..., 3] = 200, _disc()
    found = import_brushes(_written(tmp_path, "disc.gbr", _gbr(pixels)))
    assert found.brushes[0].tip.kind == "lightness"
    assert len(found.notes) == 1


def test_gimps_image_hose(tmp_path: Path) -> None:
    told = b"Hose\n3 ncells:3 dim:1 rank0:3 sel0:random\n"
    data = told + b"".join(_gbr(np.roll(_disc(), i, 1)) for i in range(3))
    (brush,) = import_brushes(_written(tmp_path, "hose.gih", data)).brushes
    assert (brush.name, len(brush.tip.images), brush.tip.order) == ("Hose", 3, "random")


@pytest.mark.parametrize("version", [1, 2, 61, 62])
@pytest.mark.parametrize("packed", [False, True])
def test_photoshops_sampled_tips(tmp_path: Path, version: int, packed: bool) -> None:
    pixels = _disc()
    if version < 3:
        pixels = pixels[:, :9]
    found = import_brushes(_written(tmp_path, "set.abr", _abr(pixels, version, packed)))
    assert len(found.brushes) == 1
    (png,) = found.tips.values()
    assert (np.asarray(Image.open(io.BytesIO(png))) == pixels).all()
    assert any("dynamics" in note for note in found.notes)


@pytest.mark.parametrize("kind", [b"zTXt", b"tEXt"])
def test_kritas_own_tip(tmp_path: Path, kind: bytes) -> None:
    (brush,) = import_brushes(_written(tmp_path, "mine.kpp", _kpp(_preset(AUTO), kind))).brushes
    assert (brush.name, brush.size_px, brush.spacing, brush.opacity) == ("Mine", 24.0, 0.05, 0.7)
    assert (brush.tip.hardness, brush.tip.ratio) == (0.5, 0.5)
    (dynamic,) = brush.dynamics
    assert (dynamic.target, dynamic.points) == ("size", ((0, 0.2), (0.5, 0.4), (1, 1)))


def test_kritas_picture_tip_where_the_preset_carries_it(tmp_path: Path) -> None:
    definition = '<Brush type="gbr_brush" filename="disc.gbr" spacing="0.3" scale="2"/>'
    data = base64.b64encode(_gbr(_disc())).decode()
    resources = f'<resource type="brushes" filename="disc.gbr">{data}</resource>'
    with_it = import_brushes(_written(tmp_path, "a.kpp", _kpp(_preset(definition, resources=resources))))
    assert with_it.brushes[0].size_px == 24.0
    assert len(with_it.tips) == 1
    without = import_brushes(_written(tmp_path, "b.kpp", _kpp(_preset(definition, engine="spraybrush"))))
    assert without.brushes[0].tip.kind == "round"
    assert len(without.notes) == 2


def _myb(**settings: object) -> bytes:
    return json.dumps({"version": 3, "settings": settings}).encode()


def test_mypaints_brush(tmp_path: Path) -> None:
    data = _myb(
        radius_logarithmic={"base_value": 2.0, "inputs": {"pressure": [[0, -1.0], [1, 0.5]]}},
        opaque={"base_value": 0.8, "inputs": {}},
        opaque_multiply={"base_value": 0.0, "inputs": {"pressure": [[0, 0], [1, 1]]}},
        hardness={"base_value": 0.5, "inputs": {}},
        dabs_per_actual_radius={"base_value": 5.0, "inputs": {}},
        smudge={"base_value": 0.25, "inputs": {}},
        elliptical_dab_ratio={"base_value": 4.0, "inputs": {}},
        colorize={"base_value": 0.5, "inputs": {}},
    )
    found = import_brushes(_written(tmp_path, "brush.myb", data))
    (brush,) = found.brushes
    assert brush.size_px == pytest.approx(2 * math.exp(2))
    assert brush.spacing == pytest.approx(0.1)
    assert (brush.tip.hardness, brush.tip.ratio, brush.mix.load) == (0.5, 0.25, 0.75)
    size = next(d for d in brush.dynamics if d.target == "size")
    assert (size.lo, size.hi) == pytest.approx((math.exp(-1), math.exp(0.5)))
    assert any(d.target == "flow" and (d.lo, d.hi) == (0, 1) for d in brush.dynamics)
    assert found.notes == ("Left out: colourising.",)


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.gbr", b""),
        ("a.gbr", _gbr(_disc())[:-5]),
        ("a.gbr", struct.pack(">5I", 28, 2, 70000, 70000, 4)),
        ("a.gih", b"no hose"),
        ("a.gih", b"Hose\n900000 x\n"),
        ("a.abr", b"\0\3"),
        ("a.abr", _abr(_disc(), 62)[:-40]),
        ("a.kpp", b"\x89PNG\r\n\x1a\n"),
        ("a.kpp", _kpp("<Preset")),
        ("a.kpp", _kpp("<Preset/>")),
        ("a.myb", b"# mypaint brush file\nversion 2\n"),
        ("a.myb", b'{"settings": {"opaque": {"base_value": "much"}}}'),
        ("a.myb", b"\xff\xfe"),
    ],
)
def test_damaged_files_get_a_sentence(tmp_path: Path, name: str, data: bytes) -> None:
    with pytest.raises(PainterError, match=f"“{name}”"):
        import_brushes(_written(tmp_path, name, data))


def test_other_files_are_refused(tmp_path: Path) -> None:
    with pytest.raises(PainterError, match="no brush file"):
        import_brushes(_written(tmp_path, "a.txt", b"x"))
    with pytest.raises(PainterError, match="cannot be read"):
        import_brushes(tmp_path / "none.gbr")


@given(cut=st.integers(0, 700), flipped=st.integers(0, 700), kind=st.sampled_from(["gbr", "gih", "abr", "kpp"]))
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_damage_ends_in_anything_but_a_sentence(tmp_path: Path, cut: int, flipped: int, kind: str) -> None:
    data = {
        "gbr": _gbr(_disc()),
        "gih": b"Hose\n2 sel0:random\n" + _gbr(_disc()) * 2,
        "abr": _abr(_disc(), 62),
        "kpp": _kpp(_preset(AUTO), b"tEXt"),
    }[kind]
    damaged = bytearray(data[: len(data) - cut] if cut < 300 else data)
    if flipped < len(damaged):
        damaged[flipped] ^= 0xFF
    try:
        import_brushes(_written(tmp_path, f"a.{kind}", bytes(damaged)))
    except PainterError as error:
        assert len(str(error).splitlines()) == 1


def test_an_imported_brush_is_kept_and_paints(tmp_path: Path) -> None:
    found = import_brushes(_written(tmp_path, "disc.gbr", _gbr(_disc())))
    (kept,) = keep_imported(found)
    assert own_brushes()[0] == (kept,)
    stroke = Stroke(Raster(128, 64), kept, (9, 9, 9))
    stroke.add([PenSample(i / 60, 20 + 4 * i, 30) for i in range(20)])
    stroke.end()
    assert not stroke.commit().bounds().empty


@pytest.mark.oracle
@pytest.mark.skipif(not MYPAINT.is_dir(), reason="MyPaint's brushes are not installed here")
def test_all_of_mypaints_own_brushes_are_read() -> None:
    files = sorted(MYPAINT.rglob("*.myb"))
    clean = sum(not import_brushes(path).notes for path in files)
    assert len(files) >= 150
    assert clean >= 0.6 * len(files)
