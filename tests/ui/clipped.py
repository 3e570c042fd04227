"""Paints widgets with long words at the size they ask for and tells which words came out shortened.

``QT_SCALE_FACTOR=1.25 python -m tests.ui.clipped`` prints one shortened text a line: no line means none.
"""

from __future__ import annotations

import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QFontMetricsF, QImage
from PySide6.QtWidgets import QApplication, QWidget

from painter.ui.theme import apply_theme
from painter.ui.widgets import (
    CheckBox,
    Chip,
    DropDown,
    Hud,
    PushButton,
    SectionLabel,
    Segment,
    Segmented,
    StatusItem,
    Tabs,
    Toast,
    ToastAction,
    Toggle,
    ValueField,
    drawing,
)


class _Recorder(QFontMetricsF):
    """Font metrics that remember what they had to shorten."""

    shortened: list[str]

    def elidedText(self, text: str, mode: Qt.TextElideMode, width: float, flags: int = 0) -> str:
        shown = super().elidedText(text, mode, width, flags)
        if shown != text:
            self.shortened.append(text)
        return shown


def widgets(host: QWidget) -> list[QWidget]:
    """Return widgets with German words, about a third longer than the English ones, and Chinese ones."""
    modes = [
        Segment(text="Malen", icon="paint-brush"),
        Segment(text="Gemeinsam malen", icon="swatches", model=True),
        Segment(text="Erschaffen", icon="image", model=True),
    ]
    hud = Hud(host)
    hud.set_zoom(32.0)
    hud.set_rotation(-179)
    return [
        PushButton("Farbeinstellungen übernehmen", "ai", keys="Ctrl+Shift+Enter", icon="shuffle"),
        PushButton("In Kacheln berechnen, etwa zwei Minuten", size_px=12),
        PushButton("Wiederherstellen", "primary", height=40, keys="Ctrl+N", icon="plus", align_left=True),
        PushButton("应用共绘", "ai", keys="Ctrl+Enter"),
        ValueField("Deckkraft der Farbschicht", value=100, suffix=" %"),
        ValueField("Größe", 1, 1000, 999, suffix=" px", icon="pen-nib"),
        ValueField("Pinselstrichmaßstab", 0.25, 4, 4, suffix=" ×", decimals=2, logarithmic=True),
        DropDown(["Linear abwedeln (Addieren)"], label="Neu malen", icon="stack-simple"),
        Segmented(modes),
        Toggle("Farben des Originals behalten"),
        CheckBox("Automatische Sicherung verwenden"),
        Chip("Erstes Morgenlicht", removable=True, icon="plus"),
        Tabs(["Farbwähler", "Pinselspitzen", "Übersichtsfenster"]),
        StatusItem("2 werden gemalt, 14 warten", icon="gpu"),
        SectionLabel("Mischungsverhältnis"),
        hud,
        Toast(
            host,
            "Der Grafikspeicher reicht für dieses Bild nicht aus",
            kind="error",
            sections=(("Was in Sicherheit ist", "Das Bild und alle Ebenen sind unverändert."),),
            actions=(ToastAction(text="In Kacheln malen", kind="ai"), ToastAction(text="Prozessor verwenden")),
            details=True,
        ),
    ]


def shortened_texts(narrower_px: int = 0) -> list[str]:
    """Paint every widget at its own size hint (or narrower); return the texts that did not fit."""
    seen: list[str] = []
    recorder = type("Recorder", (_Recorder,), {"shortened": seen})
    plain, drawing.QFontMetricsF = drawing.QFontMetricsF, recorder  # type: ignore[misc]
    try:
        host = QWidget()
        for widget in widgets(host):
            widget.setMinimumSize(0, 0)
            widget.resize(widget.sizeHint() - QSize(narrower_px, 0))
            image = QImage(widget.size() * widget.devicePixelRatioF(), QImage.Format.Format_ARGB32_Premultiplied)
            image.setDevicePixelRatio(widget.devicePixelRatioF())
            widget.render(image)
    finally:
        drawing.QFontMetricsF = plain  # type: ignore[misc]
    return seen


if __name__ == "__main__":
    app = QApplication([])
    apply_theme(app, reduce_motion=True)
    for text in shortened_texts():
        print(text)
