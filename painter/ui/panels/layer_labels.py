"""The colours an artist marks layers with: their names and how they look."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QRectF
from PySide6.QtGui import QIcon, QImage, QPainter, QPixmap

from painter.document.layer import ColorLabel
from painter.ui.theme import DARK
from painter.ui.widgets.drawing import fill_rounded, outline_rounded

_SWATCH_PX = 32

_INKS = {
    ColorLabel.RED: DARK.label_red,
    ColorLabel.ORANGE: DARK.label_orange,
    ColorLabel.YELLOW: DARK.label_yellow,
    ColorLabel.GREEN: DARK.label_green,
    ColorLabel.BLUE: DARK.label_blue,
    ColorLabel.VIOLET: DARK.label_violet,
    ColorLabel.GREY: DARK.label_grey,
}


def label_ink(label: ColorLabel) -> str:
    """Return a label's colour as a token; "" for none."""
    return _INKS.get(label, "")


def label_name(label: ColorLabel) -> str:
    """Return a label's name in the artist's language."""
    tr = QCoreApplication.translate
    return {
        ColorLabel.NONE: tr("LayerLabels", "No label"),
        ColorLabel.RED: tr("LayerLabels", "Red"),
        ColorLabel.ORANGE: tr("LayerLabels", "Orange"),
        ColorLabel.YELLOW: tr("LayerLabels", "Yellow"),
        ColorLabel.GREEN: tr("LayerLabels", "Green"),
        ColorLabel.BLUE: tr("LayerLabels", "Blue"),
        ColorLabel.VIOLET: tr("LayerLabels", "Violet"),
        ColorLabel.GREY: tr("LayerLabels", "Grey"),
    }[label]


def label_icon(label: ColorLabel) -> QIcon:
    """Return a swatch of a label for menus; an empty one for none."""
    image = QImage(_SWATCH_PX, _SWATCH_PX, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(0)
    painter = QPainter(image)
    box = QRectF(6, 6, _SWATCH_PX - 12, _SWATCH_PX - 12)
    if label_ink(label):
        fill_rounded(painter, box, 5, label_ink(label))
    else:
        outline_rounded(painter, box, 5, DARK.border, 2)
    painter.end()
    return QIcon(QPixmap.fromImage(image))
