"""How a row of the layer list looks, and where its parts are for the pointer.

Paints from a `LayerRow` alone; what a press on a part does is for `layer_list` and `layers`.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import QLineEdit, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from painter.ui.icons import paint_icon
from painter.ui.panels.layer_labels import label_ink
from painter.ui.panels.layer_model import Index, LayerModel, LayerRow, RowState
from painter.ui.panels.layer_thumbnails import Thumbnails
from painter.ui.theme import DARK, font, mixed, text_width
from painter.ui.widgets.drawing import (
    draw_checker,
    draw_text,
    fill_rounded,
    focus_ring,
    outline_rounded,
    rounded_path,
)

INDENT_PX = 16
DEEPEST_INDENT = 6
"""Groups within groups beyond this depth are not indented further: the names would have no room."""
LEFT_PX = 40
RIGHT_PX = 12
THUMBNAIL_BOX = (42, 32)
MASK_SIDE = 31
CLIP_INDENT_PX = 22
_THUMBNAIL_RADIUS = 4
_BUTTON_HEIGHT = 24
_AGAIN_PADDING = 34
_LEAST_WORDS = 84.0


class RowPart(StrEnum):
    """What the pointer can be over in a row."""

    EYE = "eye"
    FOLD = "fold"
    CLIP = "clip"
    THUMBNAIL = "thumbnail"
    MASK = "mask"
    NAME = "name"
    BADGE = "badge"
    LOCK = "lock"
    ALPHA = "alpha"
    AGAIN = "again"
    CLOSE = "close"


_AT_THE_RIGHT = (RowPart.LOCK, RowPart.ALPHA, RowPart.CLOSE, RowPart.AGAIN)


def again_text(state: RowState) -> str:
    """Return what the button of a stale or failed row says."""
    if state is RowState.STALE:
        return QCoreApplication.translate("LayerRow", "Render again")
    return QCoreApplication.translate("LayerRow", "Try again")


def indent_px(depth: int) -> int:
    return INDENT_PX * min(depth, DEEPEST_INDENT)


def parts_of(row: LayerRow, rect: QRectF, *, lively: bool) -> dict[RowPart, QRectF]:
    """Return where the parts of a row are painted, within the row's rectangle.

    Args:
        lively: The pointer or the keyboard is on the row: what is rarely needed shows.
    """
    middle = rect.center().y()
    parts: dict[RowPart, QRectF] = {RowPart.EYE: QRectF(12, middle - 8, 16, 16)}
    x = float(LEFT_PX + indent_px(row.depth))
    if row.clipped:
        parts[RowPart.CLIP] = QRectF(x, middle - 7, 14, 14)
        x += CLIP_INDENT_PX
    if row.group:
        parts[RowPart.FOLD] = QRectF(x, middle - 6, 12, 12)
        parts[RowPart.THUMBNAIL] = QRectF(x + 18, middle - 10, 20, 20)
        x += 48
    else:
        across, down = THUMBNAIL_BOX
        parts[RowPart.THUMBNAIL] = QRectF(x, middle - down / 2, across, down)
        x += across + 10
    if row.mask is not None:
        parts[RowPart.MASK] = QRectF(x - 4, middle - MASK_SIDE / 2, MASK_SIDE, MASK_SIDE)
        x += MASK_SIDE + 6
    right = rect.width() - RIGHT_PX
    if row.locked:
        parts[RowPart.LOCK] = QRectF(right - 16, middle - 8, 16, 16)
        right -= 24
    if row.alpha_locked:
        parts[RowPart.ALPHA] = QRectF(right - 15, middle - 7, 14, 14)
        right -= 22
    if row.state in (RowState.PAINTING, RowState.WAITING) or (row.state is RowState.FAILED and lively):
        parts[RowPart.CLOSE] = QRectF(right - 22, middle - _BUTTON_HEIGHT / 2, 24, _BUTTON_HEIGHT)
        right -= 28
    if row.state in (RowState.STALE, RowState.FAILED):
        width = text_width(again_text(row.state), 11, 600) + _AGAIN_PADDING
        wanted = text_width(row.words, 11) if row.state is RowState.STALE else 0.0
        if right - width - 6 - x < max(_LEAST_WORDS, wanted):
            width = _BUTTON_HEIGHT + 6  # only its icon: the words of the row matter more
        parts[RowPart.AGAIN] = QRectF(right - width + 2, middle - _BUTTON_HEIGHT / 2, width, _BUTTON_HEIGHT)
        right -= width + 6
    room = max(0.0, right - x)
    badge = 24 if row.recipe else 0
    name = min(text_width(row.name, 13, 500), max(0.0, room - badge))
    top = rect.y() + (3 if row.state is RowState.PAINTING else 5)
    parts[RowPart.NAME] = QRectF(x, top, name + 2, 18)
    if row.recipe:
        parts[RowPart.BADGE] = QRectF(x + name + 6, top + 1, 16, 16)
    return parts


def words_rect(row: LayerRow, rect: QRectF, parts: dict[RowPart, QRectF]) -> QRectF:
    """Return where the second line goes."""
    x = parts[RowPart.NAME].x()
    stops = [parts[part].x() - 6 for part in _AT_THE_RIGHT if part in parts]
    right = min([rect.width() - RIGHT_PX, *stops])
    if row.state is RowState.PAINTING:
        return QRectF(x, rect.y() + 20, max(0.0, right - x), 15)
    return QRectF(x, rect.y() + 23, max(0.0, right - x), 16)


def part_at(row: LayerRow, rect: QRectF, x: float, y: float, *, lively: bool) -> RowPart | None:
    """Return the part of a row at a point; small parts reach further than they are painted."""
    parts = parts_of(row, rect, lively=lively)
    if x < LEFT_PX - 4:
        return RowPart.EYE if row.layer_id is not None else None
    reach = {
        RowPart.FOLD: (6, 16),
        RowPart.BADGE: (4, 6),
        RowPart.LOCK: (6, 14),
        RowPart.ALPHA: (4, 14),
        RowPart.CLOSE: (2, 8),
        RowPart.MASK: (2, 4),
    }
    for part in (
        RowPart.CLOSE,
        RowPart.AGAIN,
        RowPart.LOCK,
        RowPart.ALPHA,
        RowPart.BADGE,
        RowPart.FOLD,
        RowPart.MASK,
        RowPart.THUMBNAIL,
    ):
        if part in parts:
            across, down = reach.get(part, (0, 4))
            if parts[part].adjusted(-across, -down, across, down).contains(x, y):
                return part
    right = min([rect.width(), *(parts[p].x() for p in _AT_THE_RIGHT if p in parts)])
    return RowPart.NAME if parts[RowPart.NAME].x() - 4 <= x < right else None


class LayerDelegate(QStyledItemDelegate):
    """Paints the rows and opens the editor of a name.

    Signals:
        renamed(str, str): A layer (its id) is to have another name.
    """

    renamed = Signal(str, str)

    def __init__(
        self,
        model: LayerModel,
        thumbnails: Thumbnails,
        *,
        hot: Callable[[], tuple[str, RowPart | None]],
        ringed: Callable[[], str],
        lifted: Callable[[], str],
        parent: QObject | None = None,
    ) -> None:
        """Make a delegate.

        Args:
            hot: The row the pointer is over, by key, and which part of it.
            ringed: The row that the keyboard is on, by key; "" where the keyboard is not in the list.
            lifted: The row that is being dragged, by key; "" for none.
        """
        super().__init__(parent)
        self._model, self._thumbnails, self._hot = model, thumbnails, hot
        self._ringed, self._lifted = ringed, lifted

    def lively(self, row: LayerRow) -> bool:
        """Tell whether the pointer or the keyboard is on a row."""
        return row.key in (self._hot()[0], self._ringed())

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(0, DARK.layer_row_height)

    # --- looks ---

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        row = self._model.row(index.row())
        if row is None:
            return
        painter.save()
        rect = QRectF(option.rect)
        lifted = self._model.find(self._lifted())
        if lifted is not None and (lifted.key == row.key or (lifted.chosen and row.chosen)):
            painter.setOpacity(0.4)
        self.paint_row(painter, rect, row)
        if row.key == self._ringed():
            focus_ring(
                painter, rect.adjusted(2, 1, -2, -1), DARK.radius_field, DARK.row if _lit(row) else DARK.panel
            )
        painter.restore()

    def paint_row(self, painter: QPainter, rect: QRectF, row: LayerRow) -> None:
        """Paint one row."""
        key, hot = self._hot()
        hot_part = hot if key == row.key else None
        if _lit(row):
            painter.fillRect(rect, QColor(DARK.row))
            bar = DARK.text if row.active else DARK.border
            painter.fillRect(QRectF(rect.x(), rect.y(), 2, rect.height()), QColor(bar))
        elif key == row.key:
            painter.fillRect(rect, QColor(DARK.row_hover))
        if label_ink(row.label):
            fill_rounded(
                painter, QRectF(rect.x() + 5, rect.y() + 8, 3, rect.height() - 16), 1.5, label_ink(row.label)
            )
        parts = parts_of(row, rect, lively=self.lively(row))
        self._paint_left(painter, rect, row, parts, hot_part)
        self._paint_words(painter, rect, row, parts)
        if RowPart.BADGE in parts:
            badge = parts[RowPart.BADGE]
            fill_rounded(painter, badge, 4, mixed(DARK.ai_dim, DARK.ai, 0.25 if hot_part is RowPart.BADGE else 0))
            paint_icon(painter, "recipe", badge.adjusted(1.5, 1.5, -1.5, -1.5), DARK.ai)
        if RowPart.LOCK in parts:
            ink = DARK.text if hot_part is RowPart.LOCK else DARK.dim if _lit(row) else DARK.faint
            paint_icon(painter, "lock-simple", parts[RowPart.LOCK], ink)
        if RowPart.ALPHA in parts:
            ink = DARK.text if hot_part is RowPart.ALPHA else DARK.dim if _lit(row) else DARK.faint
            paint_icon(painter, "alpha-lock", parts[RowPart.ALPHA], ink)
        self._paint_buttons(painter, row, parts, hot_part)

    def paint_lifted(self, painter: QPainter, rect: QRectF, row: LayerRow) -> None:
        """Paint what follows the pointer while a row is dragged: picture and name."""
        fill_rounded(painter, rect, DARK.radius_button, DARK.hover)
        outline_rounded(painter, rect, DARK.radius_button, DARK.border)
        width, height = THUMBNAIL_BOX
        picture = QRectF(rect.x() + 6, rect.center().y() - height / 2, width, height)
        if row.group:
            paint_icon(painter, "folder", QRectF(rect.x() + 12, rect.center().y() - 10, 20, 20), DARK.dim)
        elif row.icon:
            paint_icon(painter, row.icon, QRectF(rect.x() + 12, rect.center().y() - 10, 20, 20), DARK.dim)
        else:
            self._paint_thumbnail(painter, picture, row)
        left = 40 if row.group or row.icon else width + 16
        draw_text(painter, rect.adjusted(left, 0, -12, 0), row.name, size_px=13, weight=500)

    def _paint_left(
        self,
        painter: QPainter,
        rect: QRectF,
        row: LayerRow,
        parts: dict[RowPart, QRectF],
        hot: RowPart | None,
    ) -> None:
        if row.layer_id is None:
            ink = DARK.disabled  # there is nothing to hide yet
        elif hot is RowPart.EYE:
            ink = DARK.text
        else:
            ink = DARK.dim if row.shown or _lit(row) else DARK.faint
        paint_icon(painter, "eye" if row.visible else "eye-slash", parts[RowPart.EYE], ink)
        for level in range(min(row.depth, DEEPEST_INDENT)):
            guide = QRectF(LEFT_PX + 7 + INDENT_PX * level, rect.y(), 1, rect.height())
            painter.fillRect(guide, QColor(DARK.edge))
        quiet = DARK.dim if row.shown or _lit(row) else DARK.faint
        if RowPart.CLIP in parts:
            paint_icon(painter, "clip", parts[RowPart.CLIP], quiet)
        if RowPart.MASK in parts:
            self._paint_mask(painter, parts[RowPart.MASK], row)
        if row.group:
            caret = "caret-down" if row.expanded else "caret-right"
            paint_icon(painter, caret, parts[RowPart.FOLD], DARK.text if hot is RowPart.FOLD else quiet)
            folder = "folder-notch-open" if row.expanded else "folder"
            paint_icon(painter, folder, parts[RowPart.THUMBNAIL], quiet)
        elif row.icon:
            box = parts[RowPart.THUMBNAIL]
            ground = DARK.hover if hot is RowPart.THUMBNAIL else DARK.raised
            fill_rounded(painter, box, _THUMBNAIL_RADIUS, ground)
            if _lit(row):
                edge = DARK.text if row.active and not row.mask_active else DARK.border
                outline_rounded(painter, box, _THUMBNAIL_RADIUS, edge)
            middle = box.center()
            paint_icon(painter, row.icon, QRectF(middle.x() - 9, middle.y() - 9, 18, 18), quiet)
        else:
            self._paint_thumbnail(painter, parts[RowPart.THUMBNAIL], row)

    def _paint_thumbnail(self, painter: QPainter, room: QRectF, row: LayerRow) -> None:
        raster = row.raster
        if raster is None:
            return
        width, height = self._thumbnails.size_for(raster.width_px, raster.height_px)
        box = QRectF(room.center().x() - width / 2, room.center().y() - height / 2, width, height)
        unpainted = row.layer_id is None or (row.preview is not None and row.state is RowState.PAINTING)
        dimmed = unpainted or not row.shown
        if not dimmed:
            draw_checker(painter, box, _THUMBNAIL_RADIUS)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.setClipPath(rounded_path(box, _THUMBNAIL_RADIUS))
        image = self._thumbnails.image(row.key)
        whole = painter.opacity()
        painter.setOpacity(0.5 * whole if dimmed else whole)
        if image is not None:
            painter.drawImage(box, image)
        if row.preview is not None and row.rect is not None and row.state is RowState.PAINTING:
            painter.setOpacity(whole)
            painter.drawImage(_placed(row, box), row.preview)
        painter.restore()
        marked = row.active and not row.mask_active
        edge = DARK.text if marked else DARK.thumbnail_edge
        outline_rounded(painter, box, _THUMBNAIL_RADIUS, edge, 1.5 if marked else 1.0)

    def _paint_mask(self, painter: QPainter, box: QRectF, row: LayerRow) -> None:
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.setClipPath(rounded_path(box, _THUMBNAIL_RADIUS))
        painter.fillRect(box, QColor("#000000"))
        image = self._thumbnails.image(mask_key(row.key))
        if not row.shown or not row.mask_on:
            painter.setOpacity(0.5 * painter.opacity())
        if image is not None:
            painter.drawImage(box, image)
        painter.restore()
        if not row.mask_on:
            # Off is told by a stroke through it, not by colour alone.
            painter.save()
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            for ink, width in ((DARK.window, 4.0), (DARK.error, 2.0)):
                painter.setPen(QPen(QColor(ink), width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
                painter.drawLine(box.adjusted(5, 5, -5, -5).topLeft(), box.adjusted(5, 5, -5, -5).bottomRight())
            painter.restore()
        edge = DARK.text if row.mask_active else DARK.thumbnail_edge
        outline_rounded(painter, box, _THUMBNAIL_RADIUS, edge, 1.5 if row.mask_active else 1.0)

    def _paint_words(self, painter: QPainter, rect: QRectF, row: LayerRow, parts: dict[RowPart, QRectF]) -> None:
        ink = DARK.text if row.shown else DARK.dim if _lit(row) else DARK.faint
        draw_text(painter, parts[RowPart.NAME], row.name, size_px=13, weight=500, color=ink)
        line = words_rect(row, rect, parts)
        quiet = DARK.dim if _lit(row) else DARK.faint
        ink, weight = {
            RowState.PAINTING: (DARK.ai, 500),
            RowState.STALE: (DARK.warn, 400),
            RowState.FAILED: (DARK.error, 400),
        }.get(row.state, (quiet, 400))
        draw_text(painter, line, row.words, size_px=11, weight=weight, color=ink)
        if row.state is RowState.PAINTING:
            bar = QRectF(line.x(), rect.bottom() - 6, max(0.0, line.width() - 2), 3)
            fill_rounded(painter, bar, 1.5, DARK.border if _lit(row) else DARK.selected)
            if row.fraction > 0:
                done = QRectF(bar.x(), bar.y(), max(3.0, bar.width() * min(1.0, row.fraction)), 3)
                fill_rounded(painter, done, 1.5, DARK.ai)

    def _paint_buttons(
        self, painter: QPainter, row: LayerRow, parts: dict[RowPart, QRectF], hot: RowPart | None
    ) -> None:
        if RowPart.CLOSE in parts:
            box = parts[RowPart.CLOSE]
            ground = DARK.selected if hot is RowPart.CLOSE else DARK.raised
            fill_rounded(painter, box, DARK.radius_field, ground)
            paint_icon(painter, "x", QRectF(box.center().x() - 6, box.center().y() - 6, 12, 12), DARK.text)
        if RowPart.AGAIN in parts:
            box = parts[RowPart.AGAIN]
            stale = row.state is RowState.STALE
            ground, ink = (DARK.warn_dim, DARK.warn) if stale else (DARK.error_dim, DARK.error)
            fill_rounded(painter, box, DARK.radius_field, mixed(ground, ink, 0.16 if hot is RowPart.AGAIN else 0))
            icon = "arrows-clockwise" if stale else "arrow-clockwise"
            paint_icon(painter, icon, QRectF(box.x() + 8, box.center().y() - 7, 14, 14), ink)
            if box.width() > 2 * _BUTTON_HEIGHT:
                words = box.adjusted(27, 0, 0, 0)
                draw_text(painter, words, again_text(row.state), size_px=11, weight=600, color=ink)

    # --- the name's editor ---

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        edit = QLineEdit(parent)
        edit.setFont(font(13, 500))
        edit.setFrame(False)
        edit.setMaxLength(200)
        edit.setAccessibleName(self.tr("Name of the layer"))
        edit.setStyleSheet("padding: 0 4px;")
        return edit

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        # The row may change while the artist types (a job goes on): only a fresh editor takes the name.
        if isinstance(editor, QLineEdit) and not editor.property("filled"):
            editor.setProperty("filled", True)
            editor.setText(str(index.data(Qt.ItemDataRole.EditRole)))
            editor.selectAll()

    def setModelData(self, editor: QWidget, model: object, index: Index) -> None:
        row = self._model.row(index.row())
        if isinstance(editor, QLineEdit) and row is not None and row.layer_id is not None:
            name = " ".join(editor.text().split())
            if name and name != row.name:
                self.renamed.emit(row.layer_id, name)

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, index: Index) -> None:
        row = self._model.row(index.row())
        if row is not None:
            rect = QRectF(option.rect)
            left = parts_of(row, rect, lively=False)[RowPart.NAME].x() - 6
            room = QRectF(left, rect.center().y() - 16, max(60.0, rect.width() - left - RIGHT_PX + 4), 32)
            editor.setGeometry(room.toRect())

    def eventFilter(self, editor: QObject, event: QEvent) -> bool:
        # Every key is the editor's while it is open.
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            event.accept()
            return True
        return super().eventFilter(editor, event)


def mask_key(key: str) -> str:
    """Return what the thumbnail of a row's mask goes by."""
    return f"mask:{key}"


def _lit(row: LayerRow) -> bool:
    return row.active or row.chosen


def _placed(row: LayerRow, box: QRectF) -> QRectF:
    """Return where a preview lies in the picture of the whole canvas."""
    raster, rect = row.raster, row.rect
    assert raster is not None and rect is not None
    across, down = box.width() / raster.width_px, box.height() / raster.height_px
    return QRectF(box.x() + rect.x0 * across, box.y() + rect.y0 * down, rect.width * across, rect.height * down)
