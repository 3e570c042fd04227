"""Renders every widget in every state to one picture: ``python -m tests.ui.gallery OUT.png [RATIO]``."""

from __future__ import annotations

import os
import sys
from random import Random

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
if len(sys.argv) > 2:
    os.environ["QT_SCALE_FACTOR"] = sys.argv[2]

from PySide6.QtCore import QPointF
from PySide6.QtGui import QColor, QEnterEvent, QImage, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QApplication, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from painter.ui.theme import DARK, apply_theme
from painter.ui.widgets import (
    CheckBox,
    Chip,
    ColorPair,
    ColorSwatches,
    ColorWheel,
    DropDown,
    ElidedLabel,
    Hud,
    IconButton,
    MixBar,
    MixPart,
    ProgressLine,
    PushButton,
    SearchField,
    SectionLabel,
    Segment,
    Segmented,
    Separator,
    StatusItem,
    StyleTile,
    Tabs,
    Toast,
    ToastAction,
    ToastStack,
    Toggle,
    ValueField,
)


class Ground(QWidget):
    """A plain surface in one of the theme's greys."""

    def __init__(self, ground: str) -> None:
        super().__init__()
        self._ground = ground

    def paintEvent(self, event: QPaintEvent) -> None:
        QPainter(self).fillRect(self.rect(), QColor(self._ground))


def row(*widgets: QWidget | int | None, gap: int = 8) -> QWidget:
    box = QWidget()
    layout = QHBoxLayout(box)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(gap)
    for widget in widgets:
        if widget is None:
            layout.addStretch(1)
        elif isinstance(widget, int):
            layout.addSpacing(widget)
        else:
            layout.addWidget(widget)
    return box


def hovered(widget: QWidget) -> QWidget:
    at = QPointF(4, 4)
    QApplication.sendEvent(widget, QEnterEvent(at, at, at))
    return widget


def off(widget: QWidget) -> QWidget:
    widget.setEnabled(False)
    return widget


def ringed(widget: QWidget) -> QWidget:
    widget.setProperty("ringed", True)
    return widget


def sized(widget: QWidget, width: int) -> QWidget:
    widget.setFixedWidth(width)
    return widget


def show_rings(root: QWidget) -> None:
    """Paint the focus ring on what asks for it (only one widget can hold the real focus)."""
    for widget in root.findChildren(QWidget):
        if widget.property("ringed"):
            widget.hasFocus = lambda: True  # type: ignore[method-assign]
            widget._ring = True  # type: ignore[attr-defined]
            widget.update()


def basics() -> list[QWidget]:
    kinds = ("neutral", "primary", "ai", "tint", "ghost", "ghost-ai", "warn", "danger")
    blend = DropDown(name="Blend mode")
    blend.set_groups([("", [("Normal", 1)]), ("Darken", [("Multiply", 2), ("Darken", 3)])])
    source = DropDown(["Peaks and lake"], label="Repaint", icon="stack-simple")
    modes = [
        Segment(text="Paint", icon="paint-brush"),
        Segment(text="Co-paint", icon="swatches", model=True),
        Segment(text="Create", icon="image", model=True),
    ]
    tabs = Tabs(["Colour", "Brushes", "Navigator"])
    tabs.add_button(IconButton("dots-three", "More", size=24, icon_px=16))
    return [
        row(
            IconButton("paint-brush", "Brush"),
            hovered(IconButton("paint-brush", "Brush")),
            checked(IconButton("paint-brush", "Brush", checkable=True)),
            checked(IconButton("live", "Live", checkable=True, model=True)),
            ringed(IconButton("eraser", "Eraser")),
            off(IconButton("arrow-u-up-right", "Redo", icon_px=18)),
            IconButton("plus", "New", size=24, icon_px=14),
            IconButton("lock-simple", "Lock", size=28, icon_px=16),
            None,
        ),
        row(*[PushButton(kind.capitalize(), kind) for kind in kinds], None),
        row(*[hovered(PushButton(kind.capitalize(), kind)) for kind in kinds], None),
        row(*[off(PushButton(kind.capitalize(), kind)) for kind in kinds[:5]], None),
        row(
            sized(PushButton("Apply", "ai", keys="Ctrl+Enter"), 180),
            PushButton("New brush", "ghost", icon="plus", size_px=12),
            ringed(PushButton("Recover 2 paintings", "primary", keys="Enter", height=36)),
            ringed(PushButton("Keep as layer", "ai", keys="Enter", size_px=12)),
            ringed(PushButton("Open…")),
            None,
        ),
        row(
            sized(
                PushButton("New painting", "primary", icon="plus", keys="Ctrl+N", height=40, align_left=True), 264
            ),
            None,
        ),
        row(
            sized(ValueField("Size", 1, 1000, 48, suffix=" px", exponent=3, icon="pen-nib"), 144),
            sized(ValueField("Opacity", value=85, suffix=" %"), 144),
            ringed(sized(ValueField("Flow", value=60, suffix=" %", icon="pen-nib"), 136)),
            hovered(sized(ValueField("Smoothing", value=25, suffix=" %"), 152)),
            off(sized(ValueField("Strength", value=80, suffix=" %"), 136)),
            sized(ValueField("H", 0, 360, 216, suffix="°", height=26, wraps=True), 110),
            sized(ValueField("Stroke scale", 0.25, 4, 1, suffix=" ×", decimals=1, logarithmic=True), 136),
            None,
        ),
        row(
            sized(blend, 112),
            hovered(sized(DropDown(["Normal"]), 112)),
            ringed(sized(DropDown(["Normal"], height=28), 128)),
            sized(source, 288),
            off(sized(DropDown(["Off"]), 90)),
            None,
        ),
        row(sized(Segmented(modes, 0), 296), sized(Segmented(modes, 1), 296), None),
        row(
            sized(Segmented(["Tip", "Dynamics", "Texture", "Wet mix", "Smoothing"], 1), 490),
            ringed_segment(modes),
            None,
        ),
        row(
            sized(Toggle("Keep colours"), 130),
            sized(Toggle("In selection", checked=True), 130),
            sized(Toggle("Live", checked=True, model=True), 72),
            ringed(sized(Toggle("Focus"), 90)),
            ringed(sized(Toggle("Focus", checked=True, model=True), 90)),
            off(sized(Toggle("Off"), 72)),
            sized(Toggle("Hint", hint="beside it"), 180),
            None,
            gap=24,
        ),
        row(
            Chip("All 26", checked=True),
            Chip("Favourites", icon="star"),
            Chip("Mine"),
            hovered(Chip("Hover")),
            Chip("first light", checked=True, removable=True),
            Chip("mist", icon="plus", checkable=False),
            ringed(Chip("Focus")),
            off(Chip("Off")),
            None,
            gap=6,
        ),
        row(sized(tabs, 320), None),
    ]


def ringed_segment(modes: list[Segment]) -> QWidget:
    made = Segmented(modes, 1)
    ringed(made.button(1))
    return sized(made, 296)


def checked(button: IconButton) -> IconButton:
    button.setChecked(True)
    return button


def picture(seed: int) -> QImage:
    """Return a stand-in for a style's picture: strokes in a few colours."""
    random = Random(seed)
    image = QImage(240, 180, QImage.Format.Format_RGB32)
    image.fill(QColor.fromHsv(random.randrange(360), 120, 190))
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    hues = [random.randrange(360) for _ in range(4)]
    for _ in range(160):
        x, y = random.uniform(-20, 240), random.uniform(-20, 180)
        color = QColor.fromHsv(random.choice(hues), random.randrange(80, 220), random.randrange(60, 250))
        painter.setPen(QPen(color, random.uniform(3, 9)))
        painter.drawLine(QPointF(x, y), QPointF(x + random.uniform(10, 40), y + random.uniform(-14, 14)))
    painter.end()
    return image


def tiles() -> QWidget:
    box = QWidget()
    grid = QGridLayout(box)
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setSpacing(6)
    names = ("Any picture", "Impression", "Starry night", "Woodblock", "Pale wash", "Golden hour")
    for index, name in enumerate(names):
        tile = StyleTile(name, name, picture(index), any_picture=index == 0)
        grid.addWidget(tile, index // 3, index % 3)
        if name in ("Impression", "Starry night"):
            tile.set_weight({"Impression": 0.6, "Starry night": 0.4}[name])
        tile.set_starred(name in ("Starry night", "Woodblock"))
        if name == "Pale wash":
            hovered(tile)
        if name == "Golden hour":
            ringed(tile)
    return box


def colors() -> QWidget:
    wheel = ColorWheel(160)
    wheel.set_color(QColor("#587EB8"))
    pair = ColorPair(large=True)
    pair.set_colors(QColor("#587EB8"), QColor("#E9E2D2"))
    side = QWidget()
    column = QVBoxLayout(side)
    column.setContentsMargins(0, 0, 0, 0)
    column.addWidget(row(pair, IconButton("swap", "Swap", size=24, icon_px=16), None))
    for label, value, most, unit in (("H", 216, 360, "°"), ("S", 52, 100, " %"), ("V", 72, 100, " %")):
        column.addWidget(ValueField(label, 0, most, value, suffix=unit, height=26))
    return row(wheel, side, gap=16)


PALETTE = (
    "#10151C #22374F #35557F #587EB8 #8FB3DA #CFE0EC #F4EEDF #E8CE8F #D9A24B #B4652F #7B3B22 #3E2A22 #2E3F2A "
    "#55703B #8FA45A #C7C98A #5E5A66 #93858C"
)


def dock() -> QWidget:
    """Return the co-paint and colour panels as the pictures show them, 320 px wide."""
    box = Ground(DARK.panel)
    box.setFixedWidth(320)
    column = QVBoxLayout(box)
    column.setContentsMargins(16, 8, 16, 8)
    column.setSpacing(10)
    column.addWidget(tiles())
    column.addWidget(SectionLabel("Mix", hint="Drag the divider, drop a style to add"))
    two = [
        MixPart(key="a", name="Impression", percent=60, picture=picture(1)),
        MixPart(key="b", name="Starry night", percent=40, picture=picture(2)),
    ]
    column.addWidget(MixBar(two))
    three = MixBar([*two, MixPart(key="c", name="Woodblock", percent=9, picture=picture(3))])
    ringed(three.dividers()[0])
    column.addWidget(three)
    column.addWidget(MixBar())
    column.addWidget(Separator())
    column.addWidget(colors())
    swatches = ColorSwatches(PALETTE.split())
    swatches.set_current(QColor("#587EB8"))
    column.addWidget(swatches)
    column.addStretch(1)
    return box


def floating() -> QWidget:
    """Return a piece of canvas with the bar and toasts over it."""
    box = Ground(DARK.pasteboard)
    box.setFixedSize(800, 640)
    hud = Hud(box)
    hud.set_zoom(0.244)
    hud.set_can_undo(True)
    hud.place()
    hud.show()
    error = Toast(
        box,
        "The GPU ran out of memory",
        kind="error",
        sections=(
            ("What happened", "“Storm sky” needs about 9.4 GB at 4096 × 3072 px.\nThis GPU has 8 GB."),
            ("What is safe", "Your painting and every layer are unchanged.\nThe job keeps its settings."),
            ("What you can do", "Paint it in tiles: same result, about twice the time."),
        ),
        actions=(ToastAction(text="Paint in tiles", kind="ai"), ToastAction(text="Use the CPU, about 40 s")),
        details=True,
    )
    info = Toast(box, "Saved as Torres at dawn.ora", "Krita and MyPaint open it as well.")
    warn = Toast(
        box,
        "The picture changed on disk",
        "Another program wrote it at 14:31.",
        kind="warn",
        actions=(ToastAction(text="Load again"),),
    )
    toasts = ToastStack(box)
    for toast in (info, warn, error):
        toasts.add(toast)
    return box


def small() -> list[QWidget]:
    line = ProgressLine()
    line.set_fraction(0.64)
    busy = ProgressLine()
    busy.set_fraction(None)
    jobs = StatusItem("1 painting, 1 waiting", kind="strong")
    jobs.set_progress(0.64)
    return [
        row(sized(line, 200), sized(ProgressLine(), 200), sized(busy, 200), None),
        row(
            StatusItem("4096 × 3072 px"),
            StatusItem("Saved 14:31", icon="check"),
            jobs,
            StatusItem("GPU · out of memory", icon="gpu", kind="error"),
            StatusItem("Memory 1.4 GB", icon="memory"),
            ringed(StatusItem("focus", clickable=True)),
            None,
        ),
        row(
            CheckBox(checked=True),
            CheckBox("Torres at dawn", checked=True),
            CheckBox("Lighthouse study"),
            ringed(CheckBox("Focus", checked=True)),
            off(CheckBox("Off", checked=True)),
            None,
        ),
        row(
            sized(ElidedLabel("A long name that does not fit in here"), 140),
            sized(ElidedLabel("Fits"), 140),
            sized(SearchField("Search brushes"), 184),
            sized(SectionLabel("What happened", quiet=True), 140),
            None,
        ),
    ]


def build() -> QWidget:
    root = Ground(DARK.panel)
    layout = QVBoxLayout(root)
    layout.setContentsMargins(24, 24, 24, 24)
    layout.setSpacing(16)
    for widget in (*basics(), *small()):
        layout.addWidget(widget)
    layout.addWidget(row(dock(), floating(), None, gap=24))
    return root


def main() -> None:
    app = QApplication.instance() or QApplication([])
    assert isinstance(app, QApplication)
    apply_theme(app, reduce_motion=True)
    root = build()
    root.setFixedWidth(1200)
    root.show()
    show_rings(root)
    app.processEvents()
    root.grab().save(sys.argv[1])


if __name__ == "__main__":
    main()
