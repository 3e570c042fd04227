"""The size of the whole image: resampled (image size), or more and less canvas around it (canvas size)."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from painter.document.document import Document
from painter.files.limits import MAX_PICTURE_PX, MAX_SIDE_PX
from painter.pixels.transform import Resampling
from painter.ui.dialogs.dialog import Dialog, set_ink, text_label
from painter.ui.dialogs.numbers import labelled, number_field
from painter.ui.icons import paint_icon
from painter.ui.theme import DARK
from painter.ui.widgets.drawing import fill_rounded, focus_ring, outline_rounded
from painter.ui.widgets.drop_down import DropDown
from painter.ui.widgets.icon_button import IconButton
from painter.ui.widgets.interactive import Interactive
from painter.ui.widgets.labels import SectionLabel
from painter.ui.widgets.segmented import Segmented

_CELL = 30


class _SizeDialog(Dialog):
    """Width and height, in pixels or percents of before, kept in proportion where wanted."""

    def __init__(self, title: str, document: Document, parent: QWidget | None, *, kept: bool) -> None:
        super().__init__(title, parent)
        self._document = document
        self._width, self._height = float(document.width_px), float(document.height_px)
        self._showing = True
        self._percent = False
        self._width_field = number_field(self.tr("Width"), self._width_typed)
        self._height_field = number_field(self.tr("Height"), self._height_typed)
        self._link = IconButton("link-simple", self.tr("Keep proportions"), icon_px=18, checkable=True)
        self._link.setChecked(kept)
        self._units = Segmented((self.tr("Pixels"), self.tr("Percent")), name=self.tr("Unit"))
        self._units.current_changed.connect(self._use_unit)
        self._words = text_label(size_px=12, ink=DARK.faint)
        size = QHBoxLayout()
        size.setSpacing(8)
        size.addLayout(labelled(self.tr("Width"), self._width_field), 1)
        size.addWidget(self._link, 0, Qt.AlignmentFlag.AlignBottom)
        size.addLayout(labelled(self.tr("Height"), self._height_field), 1)
        self.body.addLayout(size)
        self.body.addWidget(self._units)
        self.fill_body()
        self.body.addWidget(self._words)
        self.add_button(self.tr("Cancel"), self.reject)
        self._apply = self.add_button(self.tr("Apply"), self.accept, kind="primary", keys="Enter")
        self.setMinimumWidth(380)
        self._show()
        self._width_field.setFocus()
        self._width_field.selectAll()

    def fill_body(self) -> None:
        """Add what a dialog has besides the size."""

    def size_px(self) -> tuple[int, int]:
        """Return the width and height chosen."""
        return max(1, round(self._width)), max(1, round(self._height))

    def _use_unit(self, index: int) -> None:
        self._percent = index == 1
        self._show()

    def _width_typed(self, value: float) -> None:
        if not self._showing:
            ratio = self._document.height_px / self._document.width_px
            self._width = value * self._document.width_px / 100 if self._percent else value
            if self._link.isChecked():
                self._height = self._width * ratio
                self._show(self._height_field)
            self._tell()

    def _height_typed(self, value: float) -> None:
        if not self._showing:
            ratio = self._document.width_px / self._document.height_px
            self._height = value * self._document.height_px / 100 if self._percent else value
            if self._link.isChecked():
                self._width = self._height * ratio
                self._show(self._width_field)
            self._tell()

    def _show(self, only: QWidget | None = None) -> None:
        self._showing = True
        for field, value, before in (
            (self._width_field, self._width, self._document.width_px),
            (self._height_field, self._height, self._document.height_px),
        ):
            if only in (None, field):
                field.setDecimals(1 if self._percent else 0)
                field.setRange(0.1 if self._percent else 1, MAX_SIDE_PX * (100 / before if self._percent else 1))
                field.setSuffix(" %" if self._percent else " px")
                field.setValue(value * 100 / before if self._percent else value)
        self._showing = False
        self._tell()

    def _tell(self) -> None:
        width, height = self.size_px()
        possible = max(width, height) <= MAX_SIDE_PX and width * height <= MAX_PICTURE_PX
        self._apply.setEnabled(possible)
        if possible:
            before = self._document
            text = self.tr("{old_width} × {old_height} px become {width} × {height} px.").format(
                old_width=before.width_px, old_height=before.height_px, width=width, height=height
            )
        else:
            text = self.tr("That is too large: {millions} million pixels are the most, {side} on a side.").format(
                millions=MAX_PICTURE_PX // 1_000_000, side=MAX_SIDE_PX
            )
        self._words.setText(text)
        set_ink(self._words, DARK.faint if possible else DARK.error)


class ImageSizeDialog(_SizeDialog):
    """How large the image is to become, all its layers with it."""

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        self._how = DropDown(name="")
        self._dpi = number_field("", lambda _value: None)
        super().__init__("", document, parent, kept=True)
        self.setWindowTitle(self.tr("Image size"))

    def fill_body(self) -> None:
        for text, how in (
            (self.tr("Smooth (bicubic)"), Resampling.BICUBIC),
            (self.tr("Sharp (Lanczos)"), Resampling.LANCZOS),
            (self.tr("Soft (bilinear)"), Resampling.LINEAR),
            (self.tr("Hard pixels (nearest)"), Resampling.NEAREST),
        ):
            self._how.add(text, how)
        self._how.setAccessibleName(self.tr("Interpolation"))
        self._dpi.setAccessibleName(self.tr("Resolution"))
        self._dpi.setSuffix(self.tr(" ppi"))
        self._dpi.setRange(10, 2400)
        self._dpi.setValue(self._document.dpi)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addLayout(labelled(self.tr("Interpolation"), self._how), 1)
        row.addLayout(labelled(self.tr("Resolution"), self._dpi), 1)
        self.body.addLayout(row)

    def how(self) -> Resampling:
        """Return how pixels between pixels come about."""
        how: Resampling = self._how.currentData()
        return how

    def dpi(self) -> float:
        """Return the print resolution in pixels per inch."""
        return self._dpi.value()


class CanvasSizeDialog(_SizeDialog):
    """How much canvas there is to be around the same layers."""

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        self._anchor = AnchorGrid()
        super().__init__("", document, parent, kept=False)
        self.setWindowTitle(self.tr("Canvas size"))

    def fill_body(self) -> None:
        self._anchor.setAccessibleName(self.tr("Anchor"))
        self.body.addWidget(SectionLabel(self.tr("Anchor"), quiet=True))
        self.body.addWidget(self._anchor, 0, Qt.AlignmentFlag.AlignLeft)
        self.body.addWidget(text_label(self.tr("What is painted stays at this place."), size_px=12, ink=DARK.faint))

    def anchor(self) -> tuple[float, float]:
        """Return which point stays, (0, 0) the top left, (1, 1) the bottom right."""
        return self._anchor.anchor()


class AnchorGrid(Interactive, QWidget):
    """Nine places to choose one from: where the old canvas lies on the new one.

    Signals:
        changed(): Another place was chosen.
    """

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._place = (1, 1)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def anchor(self) -> tuple[float, float]:
        """Return the place, each 0, 0.5 or 1."""
        return self._place[0] / 2, self._place[1] / 2

    def choose(self, column: int, row: int) -> None:
        """Choose a place, 0 to 2 each."""
        place = (min(2, max(0, column)), min(2, max(0, row)))
        if place != self._place:
            self._place = place
            self.changed.emit()
            self.update()

    def sizeHint(self) -> QSize:
        return QSize(3 * _CELL + 8, 3 * _CELL + 8)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        at = event.position()
        self.choose(int((at.x() - 4) // _CELL), int((at.y() - 4) // _CELL))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        column, row = self._place
        step = {
            Qt.Key.Key_Left: (-1, 0),
            Qt.Key.Key_Right: (1, 0),
            Qt.Key.Key_Up: (0, -1),
            Qt.Key.Key_Down: (0, 1),
        }.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
        else:
            self.choose(column + step[0], row + step[1])

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        whole = QRectF(self.rect())
        fill_rounded(painter, whole.adjusted(2, 2, -2, -2), DARK.radius_field, DARK.well)
        for column in range(3):
            for row in range(3):
                cell = QRectF(4 + column * _CELL, 4 + row * _CELL, _CELL, _CELL).adjusted(2, 2, -2, -2)
                chosen = (column, row) == self._place
                fill_rounded(painter, cell, 4, DARK.light if chosen else DARK.raised)
                if not chosen:
                    self._paint_arrow(painter, cell, column - self._place[0], row - self._place[1])
        outline_rounded(painter, whole.adjusted(2, 2, -2, -2), DARK.radius_field, DARK.edge)
        if self.ring_shown:
            focus_ring(painter, whole, DARK.radius_field)

    @staticmethod
    def _paint_arrow(painter: QPainter, cell: QRectF, dx: int, dy: int) -> None:
        if max(abs(dx), abs(dy)) > 1:
            return
        upright = {(0, -1): "arrow-up", (0, 1): "arrow-down", (-1, 0): "arrow-left", (1, 0): "arrow-right"}
        slanted = {
            (-1, -1): "arrow-up-left",
            (1, -1): "arrow-up-right",
            (-1, 1): "arrow-down-left",
            (1, 1): "arrow-down-right",
        }
        paint_icon(painter, (upright | slanted)[dx, dy], cell.adjusted(5, 5, -5, -5), DARK.dim)
