"""Krita's presets: the tip, its spacing, and what the pen's sensors do to size, opacity, flow and turn.

A .kpp is a picture whose chunk ``preset`` holds XML. Other engines than the pixel brush are read as far as their
tip goes.

Source: Krita 5, plugins/paintops/libpaintop (KisCurveOption, KisBrushOption).
"""

from __future__ import annotations

import base64
import binascii
import io
import re
import struct
import zlib
from typing import Any
from xml.etree.ElementTree import Element, ParseError

import numpy as np
from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring
from PIL import Image

from painter.paint.brush import LEAST_SIZE_PX, MOST_SIZE_PX, Brush, Dynamic, Input, Mix, Target, Tip
from painter.paint.curves import STRAIGHT, Points
from painter.paint.importing.gbr import Picture, read_one
from painter.paint.importing.imported import Imported, Reader, stamp

MOST_XML_BYTES = 64 << 20
SENSORS: dict[str, Input] = {
    "pressure": "pressure",
    "speed": "speed",
    "fuzzy": "random",
    "fuzzystroke": "stroke",
    "distance": "distance",
    "time": "time",
    "drawingangle": "direction",
    "ascension": "azimuth",
    "declination": "tilt",
    "rotation": "rotation",
}
OPTIONS: dict[str, Target] = {"Size": "size", "Opacity": "opacity", "Flow": "flow"}


def read_kpp(data: bytes, name: str) -> Imported:
    """Return the brush of a .kpp file.

    Raises:
        ValueError: It is damaged or no preset.
    """
    preset = _parsed(_preset_xml(data))
    told = {p.get("name", ""): (p.text or "").strip() for p in preset.iter("param")}
    definition = _parsed(told["brush_definition"])
    notes: list[str] = []
    engine = preset.get("paintopid", "paintbrush")
    if engine not in ("paintbrush", "colorsmudge"):
        notes.append(f"Krita's engine “{engine}” is not known here: only the tip came along.")
    brush, tips = _tip(definition, preset, preset.get("name") or name, notes)
    dynamics = [dynamic for option in OPTIONS for dynamic in _dynamics(told, option, notes)]
    follow = "direction" if "drawingangle" in told.get("RotationSensor", "") and _on(told, "Rotation") else "none"
    mode = "off"
    if engine == "colorsmudge":
        mode = "smear" if told.get("SmudgeRateMode", "0") == "0" else "dull"
    if _on(told, "Texture/Pattern/Enabled") or told.get("Texture/Pattern/Enabled") == "true":
        notes.append("The pattern of the texture was left out.")
    if told.get("MaskingBrush/Enabled") == "true":
        notes.append("The masking brush was left out.")
    changed: dict[str, Any] = {
        "group": "Krita",
        "dynamics": tuple(dynamics),
        "follow": follow,
        "opacity": _share(told, "OpacityValue"),
        "flow": _share(told, "FlowValue"),
        "accumulate": "wash" if told.get("PaintOpAction") == "2" else "build",
    }
    if mode != "off":
        changed["mix"] = Mix(mode=mode, load=0.0 if mode == "smear" else 0.5)  # type: ignore[arg-type]
    return Imported(brushes=(brush.changed(**changed),), tips=tips, notes=tuple(notes))


def _parsed(text: str) -> Element:
    """Return the root of XML.

    Raises:
        ValueError: It is damaged.
    """
    try:
        root: Element = fromstring(text)
    except (ParseError, DefusedXmlException) as error:
        raise ValueError("damaged XML") from error
    return root


def _preset_xml(data: bytes) -> str:
    """Return the XML in a PNG's text chunk.

    Raises:
        ValueError: There is none.
    """
    if data[:8] != b"\x89PNG\r\n\x1a\n":
        raise ValueError("no picture")
    at = 8
    while at + 12 <= len(data):
        (size,), kind = struct.unpack(">I", data[at : at + 4]), data[at + 4 : at + 8]
        body = data[at + 8 : at + 8 + size]
        key, _, text = body.partition(b"\0")
        if kind == b"tEXt" and key == b"preset":
            return text.decode("utf-8", "replace")
        if kind == b"zTXt" and key == b"preset":
            return _inflated(text[1:])
        if kind == b"iTXt" and key == b"preset":
            packed, rest = text[0], text[2:].split(b"\0", 2)[2]
            return _inflated(rest) if packed else rest.decode("utf-8", "replace")
        at += 12 + size
    raise ValueError("no preset")


def _inflated(data: bytes) -> str:
    try:
        unpacking = zlib.decompressobj()
        text = unpacking.decompress(data, MOST_XML_BYTES)
    except zlib.error as error:
        raise ValueError("damaged text") from error
    if unpacking.unconsumed_tail:
        raise ValueError("too much text")
    return text.decode("utf-8", "replace")


def _tip(definition: Element, preset: Element, name: str, notes: list[str]) -> tuple[Brush, dict[str, bytes]]:
    spacing = min(2.0, max(0.01, float(definition.get("spacing", "0.1"))))
    if definition.get("type") == "auto_brush":
        mask = definition.find("MaskGenerator")
        if mask is None:
            raise ValueError("a tip without a shape")
        if mask.get("type", "circle") != "circle":
            notes.append("A square tip became a round one.")
        fade = (float(mask.get("hfade", "0.5")) + float(mask.get("vfade", "0.5"))) / 2
        diameter = float(mask.get("diameter", mask.get("radius", "40")))
        tip = Tip(hardness=min(1.0, max(0.0, fade)), ratio=min(1.0, max(0.05, float(mask.get("ratio", "1")))))
        angle = float(definition.get("angle", "0")) * 180 / 3.141592653589793
        return Brush(
            name=name,
            size_px=min(MOST_SIZE_PX, max(LEAST_SIZE_PX, diameter)),
            spacing=spacing,
            angle_deg=-(angle % 360.0),
            tip=tip,
        ), {}
    picture = _embedded(definition.get("filename", ""), preset)
    if picture is None:
        notes.append(f"The tip “{definition.get('filename', '')}” is not in the file: a round one stands for it.")
        return Brush(name=name, size_px=40.0, spacing=spacing), {}
    brush, tips = stamp(name, [picture], spacing=spacing, order="random")
    scale = float(definition.get("scale", "1"))
    size = min(MOST_SIZE_PX, max(LEAST_SIZE_PX, brush.size_px * (scale if scale > 0 else 1.0)))
    return brush.changed(size_px=size), tips


def _embedded(filename: str, preset: Element) -> Picture | None:
    """Return the picture of a tip that the preset carries along."""
    for resource in preset.iter("resource"):
        if resource.get("filename") != filename or not filename:
            continue
        try:
            data = base64.b64decode("".join((resource.text or "").split()), validate=True)
        except binascii.Error as error:
            raise ValueError("a damaged tip") from error
        if filename.endswith(".gbr"):
            return read_one(Reader(data))[2]
        try:
            with Image.open(io.BytesIO(data)) as image:
                if image.mode in ("LA", "RGBA"):
                    return np.asarray(image.getchannel("A"), np.uint8).copy(), None
                # In Krita's grey tips black covers.
                return (255 - np.asarray(image.convert("L"), np.uint8)), None
        except (OSError, Image.DecompressionBombError) as error:
            raise ValueError("a damaged tip") from error
    return None


def _on(told: dict[str, str], option: str) -> bool:
    return told.get(f"Pressure{option}", "false") == "true"


def _share(told: dict[str, str], key: str) -> float:
    return min(1.0, max(0.0, float(told.get(key) or 1.0)))


def _dynamics(told: dict[str, str], option: str, notes: list[str]) -> list[Dynamic]:
    text = told.get(f"{option}Sensor", "")
    if not _on(told, option) or not text:
        return []
    root = _parsed(text)
    entries = list(root.iter("ChildSensor")) if root.get("id") == "sensorslist" else [root]
    made: list[Dynamic] = []
    for entry in entries:
        known = SENSORS.get(entry.get("id", ""))
        if known is None:
            notes.append(f"Krita's sensor “{entry.get('id', '')}” of {option.lower()} was left out.")
            continue
        made.append(Dynamic(target=OPTIONS[option], input=known, points=_points(entry.findtext("curve") or "")))
    return made


def _points(text: str) -> Points:
    pairs = re.findall(r"([\d.eE+-]+),([\d.eE+-]+)", text)
    points: list[tuple[float, float]] = []
    for x, y in sorted((min(1.0, max(0.0, float(a))), min(1.0, max(0.0, float(b)))) for a, b in pairs):
        if not points or x - points[-1][0] >= 1e-3:
            points.append((x, y))
    if len(points) < 2:
        return STRAIGHT
    if len(points) > 8:
        points = [points[round(i * (len(points) - 1) / 7)] for i in range(8)]
    return tuple(points)
