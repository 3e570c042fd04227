"""What a program that ended unexpectedly left behind: which paintings to open, to discard, or to leave."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QDate, QDateTime, QLocale, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QImage, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from painter.document.raster import Pixels
from painter.files.journal.recovery import DEFAULT_MAX_AGE_S, Recoverable, thumbnail_of
from painter.ui.bridge import qimage_of
from painter.ui.dialogs.dialog import Dialog, Emblem, Latest, text_label
from painter.ui.dialogs.prompts import Answer, Prompt
from painter.ui.icons import paint_icon
from painter.ui.theme import DARK, tooltip
from painter.ui.widgets.check_box import CheckBox
from painter.ui.widgets.drawing import draw_checker, draw_picture, fill_rounded, rounded_path
from painter.ui.widgets.labels import ElidedLabel
from painter.ui.widgets.scroll_area import ScrollArea

_WIDTH_PX = 616
_PICTURE_PX = QSize(96, 72)
_ROWS_SHOWN = 4
_ROW_PX = 96
_ROW_GAP = 8


class RecoveryDialog(Dialog):
    """Asks what is to become of paintings left behind. All are chosen at first; Enter opens those chosen, Esc none.

    Nothing is opened or deleted here: read `chosen` after `exec`, and delete what `discarded` names.

    Args:
        entries: Newest first, at least one.

    Signals:
        discarded(tuple): The artist has no use for these and said so twice.
    """

    discarded = Signal(object)

    def __init__(self, entries: Sequence[Recoverable], parent: QWidget | None = None) -> None:
        super().__init__(QCoreApplication.translate("RecoveryDialog", "Recover paintings"), parent)
        self._rows = [_Row(entry) for entry in entries]
        self._left = list(self._rows)
        self._looking: _Row | None = None
        self._latest = Latest(self)
        self._latest.succeeded.connect(self._seen)
        self._latest.failed.connect(self._not_seen)
        self.body.setSpacing(20)
        self.body.addLayout(self._head(entries))
        self.body.addWidget(self._list())
        self.body.addLayout(self._promise())
        self._discard = self.add_button(self.tr("Discard…"), self._ask_discard, kind="ghost")
        self.foot.removeWidget(self._discard)
        self.foot.insertWidget(0, self._discard)
        self._later = self.add_button(self.tr("Later"), self.reject)
        self._later.setToolTip(
            tooltip(self.tr("Later"), "Esc", self.tr("They are kept, and offered again at the next start."))
        )
        self._recover = self.add_button("", self.accept, kind="primary", keys="Enter")
        for row in self._rows:
            row.box.toggled.connect(lambda _on: self._show_choice())
        self._show_choice()
        self.setFixedWidth(_WIDTH_PX)
        self._recover.setFocus(Qt.FocusReason.TabFocusReason)
        self._look()

    # What it answers

    def chosen(self) -> tuple[Recoverable, ...]:
        """Return the paintings to open, newest first."""
        return tuple(row.entry for row in self._rows if row.box.isChecked())

    def done(self, result: int) -> None:
        """Close with an answer; a picture that is still being made ends by itself."""
        self._latest.drop()
        super().done(result)

    # How it looks

    def _head(self, entries: Sequence[Recoverable]) -> QHBoxLayout:
        several = len(entries) > 1
        title = self.tr("Your paintings are safe") if several else self.tr("Your painting is safe")
        ended = moment(max(entry.time_s for entry in entries))
        told = (
            self.tr("painter ended unexpectedly at {time}. {count} paintings can be opened as they were.")
            if several
            else self.tr("painter ended unexpectedly at {time}. It can be opened as it was.")
        ).format(time=ended, count=len(entries))
        self.setAccessibleName(title)
        self.setAccessibleDescription(told)
        words = QVBoxLayout()
        words.setSpacing(4)
        words.addWidget(text_label(title, size_px=20, weight=600))
        words.addWidget(text_label(told, ink=DARK.dim))
        head = QHBoxLayout()
        head.setSpacing(16)
        head.addWidget(Emblem("shield-check"), 0, Qt.AlignmentFlag.AlignTop)
        head.addLayout(words, 1)
        return head

    def _list(self) -> QWidget:
        inside = QWidget()
        column = QVBoxLayout(inside)
        scrolls = len(self._rows) > _ROWS_SHOWN
        column.setContentsMargins(0, 0, 12 if scrolls else 0, 0)
        column.setSpacing(_ROW_GAP)
        for row in self._rows:
            column.addWidget(row)
        area = ScrollArea(inside)
        area.setFixedHeight(min(len(self._rows), _ROWS_SHOWN) * (_ROW_PX + _ROW_GAP) - _ROW_GAP)
        self._area = area
        return area

    def _promise(self) -> QHBoxLayout:
        line = QHBoxLayout()
        line.setSpacing(8)
        days = round(DEFAULT_MAX_AGE_S / 86_400)
        line.addWidget(_Sign("info"), 0, Qt.AlignmentFlag.AlignTop)
        line.addWidget(
            text_label(
                self.tr("Nothing is deleted until you choose. Safety copies stay for {days} days.").format(
                    days=days
                ),
                size_px=12,
                ink=DARK.dim,
            ),
            1,
        )
        return line

    def _show_choice(self) -> None:
        count = len(self.chosen())
        if count == 0:
            words = self.tr("Open")
        elif len(self._left_rows()) == 1:
            words = self.tr("Open the painting")
        elif count == len(self._left_rows()):
            words = self.tr("Open all {count}").format(count=count)
        else:
            words = self.tr("Open {count} selected").format(count=count)
        self._recover.setText(words)
        self._recover.updateGeometry()
        self._recover.setEnabled(count > 0)
        self._discard.setEnabled(count > 0)

    def _left_rows(self) -> list[_Row]:
        return [row for row in self._rows if not row.gone]

    # Discarding

    def _ask_discard(self) -> None:
        chosen = self.chosen()
        if chosen and ask_discard(self, [entry.title for entry in chosen]):
            self._take_away(chosen)

    def _take_away(self, entries: tuple[Recoverable, ...]) -> None:
        for row in self._rows:
            if row.entry in entries:
                row.gone = True
                row.box.setChecked(False)
                row.hide()
        self._left = [row for row in self._left if not row.gone]
        self.discarded.emit(entries)
        left = len(self._left_rows())
        if not left:
            self.reject()
            return
        self._area.setFixedHeight(min(left, _ROWS_SHOWN) * (_ROW_PX + _ROW_GAP) - _ROW_GAP)
        self._show_choice()
        self.adjustSize()

    # Pictures, one after another beside the window

    def _look(self) -> None:
        self._looking = self._left.pop(0) if self._left else None
        if self._looking is not None:
            longest_px = round(2 * _PICTURE_PX.width() * self.devicePixelRatioF())
            self._latest.begin(partial(thumbnail_of, self._looking.entry, longest_px))

    @Slot(object)
    def _seen(self, pixels: Pixels) -> None:
        if self._looking is not None:
            self._looking.picture.show_image(qimage_of(pixels))
        self._look()

    @Slot(str)
    def _not_seen(self, message: str) -> None:
        if self._looking is not None:
            self._looking.show_failure(message)
        self._look()


def ask_discard(parent: QWidget | None, titles: Sequence[str]) -> bool:
    """Ask whether unsaved changes may be deleted for good."""
    tr = QCoreApplication.translate
    title = (
        tr("DiscardPrompt", "Discard “{name}”?").format(name=titles[0])
        if len(titles) == 1
        else tr("DiscardPrompt", "Discard {count} paintings?").format(count=len(titles))
    )
    prompt = Prompt(
        title,
        tr("DiscardPrompt", "What you painted since the last save is gone then. Saved files stay as they are."),
        (
            Answer(id="cancel", text=tr("DiscardPrompt", "Keep"), kind="primary", key="K"),
            Answer(id="discard", text=tr("DiscardPrompt", "Discard"), kind="danger", key="D"),
        ),
        parent=parent,
    )
    return prompt.ask() == "discard"


def moment(time_s: float) -> str:
    """Return a time of day as people read it, with the date where it is not today."""
    when = QDateTime.fromSecsSinceEpoch(round(time_s))
    locale = QLocale()
    clock = locale.toString(when.time(), QLocale.FormatType.ShortFormat)
    if when.date() == QDate.currentDate():
        return clock
    return f"{locale.toString(when.date(), QLocale.FormatType.ShortFormat)}, {clock}"


class _Row(QWidget):
    """One painting: a box to tick, its picture, and how it stands against its file. A click anywhere ticks it."""

    def __init__(self, entry: Recoverable) -> None:
        super().__init__()
        self.entry = entry
        self.gone = False
        self.box = CheckBox(checked=True)
        self.box.setAccessibleName(entry.title)
        self.picture = _Picture()
        self._facts = ElidedLabel(self._file_words(), color=DARK.dim)
        last = self.tr("Last change {time}: {label}").format(time=moment(entry.time_s), label=entry.label)
        self.box.setAccessibleDescription(f"{last}. {self._facts.text()}")
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addStretch(1)
        words.addWidget(ElidedLabel(entry.title, size_px=14, weight=600, color=DARK.text))
        words.addWidget(ElidedLabel(last, color=DARK.text))
        words.addWidget(self._facts)
        words.addStretch(1)
        across = QHBoxLayout(self)
        across.setContentsMargins(12, 12, 16, 12)
        across.setSpacing(12)
        across.addWidget(self.box)
        across.addWidget(self.picture)
        across.addSpacing(4)
        across.addLayout(words, 1)
        self.setFixedHeight(_ROW_PX)

    def show_failure(self, message: str) -> None:
        """Tell that there is nothing to see, and why."""
        self.picture.show_failure()
        self._facts.set_color(DARK.error)
        self._facts.setText(message)

    def _file_words(self) -> str:
        entry = self.entry
        size = self.tr("{width} × {height} px").format(width=entry.width_px, height=entry.height_px)
        if entry.path is None:
            return self.tr("Never saved to a file, {size}").format(size=size)
        written_s = _written_s(entry.path)
        if written_s is None:
            return self.tr("{name} is not there any more, {size}").format(name=entry.path.name, size=size)
        behind = self.tr("1 change") if entry.edits == 1 else self.tr("{count} changes").format(count=entry.edits)
        return self.tr("{name} from {time} is {changes} behind").format(
            name=entry.path.name, time=moment(written_s), changes=behind
        )

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self.rect().contains(event.position().toPoint()):
            self.box.toggle()

    def paintEvent(self, event: QPaintEvent) -> None:
        fill_rounded(QPainter(self), QRectF(self.rect()), DARK.radius_button, DARK.raised)


def _written_s(path: Path) -> float | None:
    try:
        return path.stat().st_mtime
    except (OSError, ValueError):
        return None


class _Picture(QWidget):
    """A painting, whole, with rounded corners; until it is there an icon stands for it."""

    def __init__(self) -> None:
        super().__init__()
        self._image: QImage | None = None
        self._icon = "image"
        self.setFixedSize(_PICTURE_PX)

    def show_image(self, image: QImage) -> None:
        self._image = image
        self.update()

    def show_failure(self) -> None:
        self._icon = "warning"
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        room = QRectF(self.rect())
        if self._image is None or self._image.isNull():
            fill_rounded(painter, room, DARK.radius_field, DARK.well)
            icon = QRectF(room.center().x() - 10, room.center().y() - 10, 20, 20)
            paint_icon(painter, self._icon, icon, DARK.disabled)
            return
        ratio = self.devicePixelRatioF()
        fitted = self._image.scaled(
            room.size().toSize() * ratio,
            Qt.AspectRatioMode.KeepAspectRatio,
            Qt.TransformationMode.SmoothTransformation,
        )
        shown = QRectF(0, 0, fitted.width() / ratio, fitted.height() / ratio)
        shown.moveCenter(room.center())
        fill_rounded(painter, room, DARK.radius_field, DARK.well)
        painter.setClipPath(rounded_path(room, DARK.radius_field))
        if fitted.hasAlphaChannel():
            draw_checker(painter, shown, cell=4)
        draw_picture(painter, shown, fitted)


class _Sign(QWidget):
    """A small icon before a line of words."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self._name = name
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(16, 16)

    def paintEvent(self, event: QPaintEvent) -> None:
        paint_icon(QPainter(self), self._name, QRectF(0, 0, 16, 16), DARK.dim)
