"""Icons: Phosphor by its names ("eye-slash", "star-fill"), and the few that are missing there, drawn as paths.

Everything is a vector path on a square, rendered once for each name, colour and size in device pixels. Nothing
here decides where or in which colour an icon stands.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path

from PySide6.QtCore import QByteArray, QPointF, QRectF, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QIcon,
    QImage,
    QPainter,
    QPainterPath,
    QPen,
    QPixmap,
    QRawFont,
    QTransform,
)

from painter.ui.theme import DARK

_GRID = 20.0
_STROKE = 1.3
_EM = 256.0
_ICON_SIZES_PX = (16, 20, 24, 32)
_ICON_RATIOS = (1.0, 2.0, 3.0)
_APP_ICON_SIZES_PX = (16, 20, 24, 32, 48, 64, 128, 256)


def icon(name: str, color: str = DARK.dim) -> QIcon:
    """Return an icon for native pieces such as menus, with a disabled look of its own.

    Raises:
        KeyError: There is no icon of this name.
    """
    made = QIcon()
    for size in _ICON_SIZES_PX:
        for ratio in _ICON_RATIOS:
            for mode, shown in ((QIcon.Mode.Normal, color), (QIcon.Mode.Disabled, DARK.disabled)):
                pixmap = QPixmap.fromImage(rendered(name, shown, round(size * ratio)))
                pixmap.setDevicePixelRatio(ratio)
                made.addPixmap(pixmap, mode)
    return made


def app_icon() -> QIcon:
    """Return the icon of the program's windows: its mark, drawn anew for each size from 16 to 256 px."""
    made = QIcon()
    for size in _APP_ICON_SIZES_PX:
        made.addPixmap(QPixmap.fromImage(rendered("mark", DARK.light, size)))
    return made


def paint_icon(painter: QPainter, name: str, rect: QRectF, color: str = DARK.dim) -> None:
    """Paint an icon into a square, crisp at the painter's device-pixel ratio.

    Raises:
        KeyError: There is no icon of this name.
    """
    ratio = painter.device().devicePixelRatio()
    side_px = max(1, round(rect.width() * ratio))
    image = rendered(name, color, side_px)
    # On whole device pixels, or the thin strokes blur.
    x, y = round(rect.x() * ratio) / ratio, round(rect.y() * ratio) / ratio
    painter.drawImage(QRectF(x, y, side_px / ratio, side_px / ratio), image, QRectF(0, 0, side_px, side_px))


def known_icon(name: str) -> bool:
    """Tell whether there is an icon of this name."""
    return name in _OWN or name.removeprefix("ph.") in _code_points()


@lru_cache(maxsize=2048)
def rendered(name: str, color: str, side_px: int) -> QImage:
    """Return an icon as premultiplied sRGB RGBA, side by side device pixels; shared, so not to be painted on.

    Raises:
        KeyError: There is no icon of this name.
    """
    own = _OWN.get(name)
    outline = _phosphor_path(name.removeprefix("ph.")) if own is None else QPainterPath()
    image = QImage(side_px, side_px, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(0)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.scale(side_px / _GRID, side_px / _GRID)
    if own is not None:
        pen = QPen(QColor(color), _STROKE)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        painter.setPen(pen)
        own(painter, QColor(color))
    else:
        painter.fillPath(outline, QColor(color))
    painter.end()
    return image


# --- Phosphor, from the files QtAwesome brings; its own loader would read ten other icon fonts as well ---


@lru_cache(maxsize=1)
def _code_points() -> dict[str, int]:
    for file in _font_folder().iterdir():
        if file.name.startswith("phosphor-charmap"):
            return {key: int(value, 16) for key, value in json.loads(file.read_text("utf-8")).items()}
    raise FileNotFoundError("phosphor-charmap")


@lru_cache(maxsize=1)
def _font_bytes() -> bytes:
    for file in _font_folder().iterdir():
        if file.name.startswith("phosphor") and file.name.endswith(".ttf"):
            return file.read_bytes()
    raise FileNotFoundError("phosphor.ttf")


def _font_folder() -> Path:
    # Found, not imported: qtawesome would bring in every module of Qt and cost half the time of opening the window.
    spec = find_spec("qtawesome")
    if spec is None or spec.origin is None:
        raise FileNotFoundError("qtawesome")
    return Path(spec.origin).parent / "fonts"


@lru_cache(maxsize=512)
def _phosphor_path(name: str) -> QPainterPath:
    """Return the outline of an icon on the 20-px grid.

    Source: Phosphor Icons 1.3 (MIT), one glyph an icon, the em square being the grid.
    """
    raw = QRawFont(QByteArray(_font_bytes()), _EM, QFont.HintingPreference.PreferNoHinting)
    glyph = raw.glyphIndexesForString(chr(_code_points()[name]))[0]
    path = raw.pathForGlyph(glyph)
    scale = _GRID / _EM
    return QTransform(scale, 0, 0, scale, 0, raw.ascent() * scale).map(path)


# --- Our own, on the same 20-px grid with a round stroke of 1.3 ---


def _curve(start: tuple[float, float], *cubics: tuple[float, float, float, float, float, float]) -> QPainterPath:
    path = QPainterPath(QPointF(*start))
    for a, b, c, d, e, f in cubics:
        path.cubicTo(a, b, c, d, e, f)
    return path


def _lines(*points: tuple[float, float], closed: bool = False) -> QPainterPath:
    path = QPainterPath(QPointF(*points[0]))
    for x, y in points[1:]:
        path.lineTo(x, y)
    if closed:
        path.closeSubpath()
    return path


def _gradient(p: QPainter, color: QColor) -> None:
    p.drawRoundedRect(QRectF(2.7, 4.2, 14.6, 11.6), 1.6, 1.6)
    pen = p.pen()
    for i in range(5):
        faded = QColor(color)
        faded.setAlphaF(color.alphaF() * (0.95 - 0.19 * i))
        pen.setColor(faded)
        p.setPen(pen)
        p.drawLine(QPointF(5.2 + i * 2.3, 6.6), QPointF(5.2 + i * 2.3, 13.4))


def _lasso(p: QPainter, color: QColor) -> None:
    p.drawPath(
        _curve(
            (6.2, 13.2),
            (3.5, 12.3, 2.2, 10.4, 2.2, 8.6),
            (2.2, 5.6, 5.7, 3.2, 10, 3.2),
            (14.3, 3.2, 17.8, 5.6, 17.8, 8.6),
            (17.8, 11.6, 14.3, 14, 10, 14),
            (9.3, 14, 8.7, 13.95, 8, 13.8),
        )
    )
    p.drawEllipse(QPointF(7, 13.4), 1.5, 1.5)
    p.drawPath(_curve((6.6, 15), (6.8, 16.4, 6, 17.4, 4.6, 17.6)))


def _mirror(p: QPainter, color: QColor) -> None:
    p.drawPath(_lines((7.6, 4.4), (7.6, 15.6), (2.2, 15.6), closed=True))
    half = QColor(color)
    half.setAlphaF(color.alphaF() * 0.28)
    p.setBrush(half)
    p.drawPath(_lines((12.4, 4.4), (12.4, 15.6), (17.8, 15.6), closed=True))
    p.setBrush(Qt.BrushStyle.NoBrush)
    for y in (2.6, 6.4, 10.2, 14.0, 17.0):
        p.drawLine(QPointF(10, y), QPointF(10, min(17.6, y + 1.6)))


def _smudge(p: QPainter, color: QColor) -> None:
    p.drawPath(_curve((3, 15.8), (6, 16.4, 8, 15, 9.4, 12.6)))
    p.drawPath(_curve((3.4, 12.4), (5.4, 12.6, 6.6, 11.8, 7.6, 10.4)))
    finger = _lines((9.4, 12.6), (7.4, 10.6), (13.6, 4.2))
    finger.cubicTo(14.6, 3.2, 16.4, 3.2, 17, 4.2)
    finger.cubicTo(17.6, 5, 17.4, 6, 16.6, 6.8)
    finger.closeSubpath()
    p.drawPath(finger)


def _clip(p: QPainter, color: QColor) -> None:
    bend = _lines((13, 4), (13, 7.4))
    bend.cubicTo(13, 9, 12, 10, 10.4, 10)
    bend.lineTo(6, 10)
    bend.lineTo(6, 15.6)
    p.drawPath(bend)
    p.drawPath(_lines((3, 12.8), (6, 15.8), (9, 12.8)))


def _gpu(p: QPainter, color: QColor) -> None:
    p.drawRoundedRect(QRectF(4, 5.2, 13.6, 8.4), 1.4, 1.4)
    p.drawEllipse(QPointF(10.8, 9.4), 2.4, 2.4)
    p.drawPath(_lines((2.2, 3.6), (2.2, 16.4)))
    p.drawPath(_lines((2.2, 5.2), (4, 5.2)))
    for x in (6.6, 12.6):
        p.drawPath(_lines((x, 13.8), (x, 15.6)))


def _memory(p: QPainter, color: QColor) -> None:
    p.drawRoundedRect(QRectF(2.4, 6, 15.2, 7), 1.2, 1.2)
    for x in (5.4, 8.4, 11.6, 14.6):
        p.drawLine(QPointF(x, 8.4), QPointF(x, 10.6))
        p.drawLine(QPointF(x, 13.2), QPointF(x, 15))


def _live(p: QPainter, color: QColor) -> None:
    for x, inward in ((3.0, 1), (17.0, -1)):
        for y, downward in ((3.0, 1), (17.0, -1)):
            p.drawPath(_lines((x, y + 4 * downward), (x, y), (x + 4 * inward, y)))
    spark = QPainterPath(QPointF(10, 5.6))
    spark.quadTo(10.6, 9.4, 14.4, 10)
    spark.quadTo(10.6, 10.6, 10, 14.4)
    spark.quadTo(9.4, 10.6, 5.6, 10)
    spark.quadTo(9.4, 9.4, 10, 5.6)
    p.fillPath(spark, color)


def _recipe(p: QPainter, color: QColor) -> None:
    p.drawRoundedRect(QRectF(4, 2.8, 12, 14.4), 1.8, 1.8)
    for y, width in ((6.6, 6.4), (10.0, 6.4), (13.4, 3.6)):
        p.drawLine(QPointF(6.8, y), QPointF(6.8 + width, y))


def _graph_axes(p: QPainter) -> None:
    p.drawPath(_lines((3.2, 3), (3.2, 16.8), (17, 16.8)))


def _tone_curve(p: QPainter, color: QColor) -> None:
    _graph_axes(p)
    p.drawPath(_curve((3.6, 16.4), (9.5, 15.6, 10.5, 5, 16.8, 4)))


def _posterize(p: QPainter, color: QColor) -> None:
    _graph_axes(p)
    p.drawPath(_lines((3.6, 16.4), (3.6, 13.2), (8, 13.2), (8, 9), (12.4, 9), (12.4, 4.8), (17, 4.8)))


def _threshold(p: QPainter, color: QColor) -> None:
    _graph_axes(p)
    p.drawPath(_lines((3.6, 16.4), (10.2, 16.4), (10.2, 4.8), (17, 4.8)))


def _alpha_lock(p: QPainter, color: QColor) -> None:
    p.drawRoundedRect(QRectF(3, 3, 14, 14), 1.8, 1.8)
    for x, y in ((3.6, 3.6), (10, 10)):
        p.fillRect(QRectF(x, y, 6.4, 6.4), color)


_SQUARES = (QRectF(2.8, 2.8, 10.4, 10.4), QRectF(6.8, 6.8, 10.4, 10.4))


def _combined(p: QPainter, color: QColor, kept: QPainterPath) -> None:
    """Two squares, what is selected of them in the end filled."""
    tint = QColor(color)
    tint.setAlphaF(color.alphaF() * 0.42)
    p.fillPath(kept, tint)
    for box in _SQUARES:
        p.drawRoundedRect(box, 1.2, 1.2)


def _square(number: int) -> QPainterPath:
    path = QPainterPath()
    path.addRoundedRect(_SQUARES[number], 1.2, 1.2)
    return path


def _select_replace(p: QPainter, color: QColor) -> None:
    tint = QColor(color)
    tint.setAlphaF(color.alphaF() * 0.42)
    path = QPainterPath()
    path.addRoundedRect(QRectF(4, 4, 12, 12), 1.2, 1.2)
    p.fillPath(path, tint)
    p.drawPath(path)


def _select_add(p: QPainter, color: QColor) -> None:
    both = _square(0).united(_square(1))
    tint = QColor(color)
    tint.setAlphaF(color.alphaF() * 0.42)
    p.fillPath(both, tint)
    p.drawPath(both)


def _select_subtract(p: QPainter, color: QColor) -> None:
    _combined(p, color, _square(0).subtracted(_square(1)))


def _select_intersect(p: QPainter, color: QColor) -> None:
    _combined(p, color, _square(0).intersected(_square(1)))


def _lasso_polygon(p: QPainter, color: QColor) -> None:
    p.drawPath(_lines((5.6, 13), (2.8, 6.4), (9.6, 3), (17.2, 6), (14.6, 13.4), (8.4, 13.4)))
    p.drawEllipse(QPointF(7, 13.4), 1.5, 1.5)
    p.drawPath(_curve((6.6, 15), (6.8, 16.4, 6, 17.4, 4.6, 17.6)))


def _gradient_radial(p: QPainter, color: QColor) -> None:
    p.drawRoundedRect(QRectF(2.7, 2.7, 14.6, 14.6), 1.6, 1.6)
    p.setPen(Qt.PenStyle.NoPen)
    for radius, share in ((5.4, 0.22), (3.8, 0.32), (2.2, 0.7)):
        faded = QColor(color)
        faded.setAlphaF(color.alphaF() * share)
        p.setBrush(faded)
        p.drawEllipse(QPointF(10, 10), radius, radius)


def _gradient_conical(p: QPainter, color: QColor) -> None:
    p.drawEllipse(QPointF(10, 10), 7.3, 7.3)
    p.setPen(Qt.PenStyle.NoPen)
    for i in range(8):
        faded = QColor(color)
        faded.setAlphaF(color.alphaF() * (0.85 - 0.1 * i))
        p.setBrush(faded)
        p.drawPie(QRectF(4.6, 4.6, 10.8, 10.8), (90 - 45 * (i + 1)) * 16, 45 * 16)


def _mark(p: QPainter, color: QColor) -> None:
    """The mark of the program: always in its own colours."""
    p.setPen(Qt.PenStyle.NoPen)
    p.setBrush(QColor(DARK.light))
    p.drawRoundedRect(QRectF(1, 1, 18, 18), 5, 5)
    leaf = _curve(
        (6, 15.4), (5.4, 9, 8, 5, 14.6, 4.2), (14.8, 9.6, 12.6, 13, 8, 13.4), (7.4, 14, 6.8, 14.8, 6, 15.4)
    )
    p.fillPath(leaf, QColor(DARK.panel))
    p.setBrush(QColor(DARK.ai))
    p.drawEllipse(QPointF(14.2, 14.2), 1.9, 1.9)


_OWN: dict[str, Callable[[QPainter, QColor], None]] = {
    "gradient": _gradient,
    "lasso": _lasso,
    "mirror": _mirror,
    "smudge": _smudge,
    "clip": _clip,
    "gpu": _gpu,
    "memory": _memory,
    "live": _live,
    "recipe": _recipe,
    "curve": _tone_curve,
    "posterize": _posterize,
    "threshold": _threshold,
    "alpha-lock": _alpha_lock,
    "select-replace": _select_replace,
    "select-add": _select_add,
    "select-subtract": _select_subtract,
    "select-intersect": _select_intersect,
    "lasso-polygon": _lasso_polygon,
    "gradient-radial": _gradient_radial,
    "gradient-conical": _gradient_conical,
    "mark": _mark,
}

OWN_ICONS = tuple(_OWN)
"""Names of the icons drawn here; every other name is Phosphor's."""
