"""A message over the canvas: what happened, what is safe, what the artist can do. Never takes the focus."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Literal

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QEnterEvent, QPainter, QPaintEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from painter.ui.icons import paint_icon
from painter.ui.theme import DARK, font
from painter.ui.widgets.drawing import fill_rounded
from painter.ui.widgets.floating_card import FloatingCard
from painter.ui.widgets.icon_button import IconButton
from painter.ui.widgets.labels import SectionLabel
from painter.ui.widgets.push_button import ButtonKind, PushButton

ToastKind = Literal["info", "warn", "error"]

_LOOKS: dict[str, tuple[str, str, str]] = {
    "info": ("info", DARK.selected, DARK.text),
    "warn": ("warning", DARK.warn_dim, DARK.warn),
    "error": ("warning", DARK.error_dim, DARK.error),
}
_WIDTH = 432


@dataclass(frozen=True, slots=True, kw_only=True)
class ToastAction:
    """One thing the artist can do about it; at most two a toast, and one of them filled."""

    text: str
    kind: ButtonKind = "neutral"


class Toast(FloatingCard):
    """Errors stay until closed; others go after 6 s, not while the pointer rests on them.

    Signals:
        action_pressed(int): The artist chose an action, by its index; the toast closes.
        details_pressed(): The artist wants the whole story; the toast stays.
        closed(): It is gone, however that came.
    """

    action_pressed = Signal(int)
    details_pressed = Signal()
    closed = Signal()

    def __init__(
        self,
        parent: QWidget,
        title: str,
        text: str = "",
        *,
        kind: ToastKind = "info",
        sections: Sequence[tuple[str, str]] = (),
        actions: Sequence[ToastAction] = (),
        details: bool = False,
        stays_ms: int | None = DARK.toast_stays_ms,
    ) -> None:
        """Make a toast; `rise` or a `ToastStack` shows it.

        Args:
            text: One or two sentences below the title.
            sections: (head, text) pairs: "What happened", "What is safe", "What you can do".
            details: Offer the Details button.
            stays_ms: How long it stays; None until it is closed, as errors do.
        """
        super().__init__(parent, direction="column", padding=(16, 16, 16, 16), spacing=0, radius=14)
        self.kind: ToastKind = kind
        self.title, self.text = title, text
        self._said = ". ".join([title, *([text] if text else []), *(said for _, said in sections)])
        self._gone = False
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        self.setAccessibleName(title)
        self.setAccessibleDescription(self._said)
        self.setFixedWidth(_WIDTH)
        self._add_head(title)
        self._add_texts(text, sections)
        if actions or details:
            self._add_buttons(actions[:2], details)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._stays = kind == "error" or stays_ms is None
        self._timer.setInterval(stays_ms or 0)
        self._timer.timeout.connect(self.dismiss)
        self.fit()

    def fit(self) -> None:
        """Take the height the words need at this width."""
        self.setFixedHeight(self.row.totalHeightForWidth(_WIDTH))

    def _add_head(self, title: str) -> None:
        head = QHBoxLayout()
        head.setSpacing(16)
        head.addWidget(_Emblem(self.kind))
        words = QLabel(title)
        words.setTextFormat(Qt.TextFormat.PlainText)
        words.setFont(font(15, 600))
        words.setWordWrap(True)
        head.addWidget(words, 1)
        close = IconButton("x", self.tr("Close"), size=28, icon_px=14)
        close.clicked.connect(self.dismiss)
        head.addWidget(close, 0, Qt.AlignmentFlag.AlignTop)
        self.row.addLayout(head)

    def _add_texts(self, text: str, sections: Sequence[tuple[str, str]]) -> None:
        body = QVBoxLayout()
        body.setContentsMargins(52, 12 if sections else 2, 0, 0)
        body.setSpacing(10)
        if text:
            body.addWidget(_paragraph(text))
        for head, said in sections:
            pair = QVBoxLayout()
            pair.setSpacing(0)
            pair.addWidget(SectionLabel(head, quiet=True))
            pair.addWidget(_paragraph(said))
            body.addLayout(pair)
        if text or sections:
            self.row.addLayout(body)

    def _add_buttons(self, actions: Sequence[ToastAction], details: bool) -> None:
        foot = QHBoxLayout()
        foot.setContentsMargins(52, 14, 0, 0)
        foot.setSpacing(8)
        for index, action in enumerate(actions):
            button = PushButton(action.text, action.kind, size_px=12)
            button.clicked.connect(lambda _=False, index=index: self._act(index))
            foot.addWidget(button)
        foot.addStretch(1)
        if details:
            more = PushButton(self.tr("Details"), "ghost", size_px=12)
            more.clicked.connect(self.details_pressed)
            foot.addWidget(more)
        self.row.addLayout(foot)

    def _act(self, index: int) -> None:
        self.action_pressed.emit(index)
        self.dismiss()

    def dismiss(self) -> None:
        """Close the toast."""
        if self._gone:
            return
        self._gone = True
        self._timer.stop()
        self.hide()
        self.closed.emit()
        self.deleteLater()

    def is_counting(self) -> bool:
        """Tell whether the toast will go by itself."""
        return self._timer.isActive()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if not self._stays:
            self._timer.start()
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, self._said))

    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        self._timer.stop()

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        if not (self._stays or self._gone):
            self._timer.start()


class ToastStack(QWidget):
    """Keeps toasts in the top right corner of a host, newest on top, 16 px from its edges.

    Nothing of it is seen; call `place` when the host is resized.
    """

    def __init__(self, host: QWidget, *, margin_px: int = 16, gap_px: int = 8) -> None:
        super().__init__(host)
        self._host, self._margin_px, self._gap_px = host, margin_px, gap_px
        self._toasts: list[Toast] = []
        self.hide()

    def add(self, toast: Toast) -> Toast:
        """Show a toast that was made with the host as its parent."""
        self._toasts.insert(0, toast)
        toast.closed.connect(lambda: self._remove(toast))
        self.place()
        toast.rise()
        return toast

    def toasts(self) -> tuple[Toast, ...]:
        """Return those that are shown, newest first."""
        return tuple(self._toasts)

    def place(self) -> None:
        """Put every toast where it belongs."""
        y = self._margin_px
        for toast in self._toasts:
            toast.fit()
            toast.move(self._host.width() - toast.width() - self._margin_px, y)
            y += toast.height() + self._gap_px

    def _remove(self, toast: Toast) -> None:
        if toast in self._toasts:
            self._toasts.remove(toast)
        self.place()


class _Emblem(QWidget):
    def __init__(self, kind: ToastKind) -> None:
        super().__init__()
        self._kind = kind
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(36, 36)

    def paintEvent(self, event: QPaintEvent) -> None:
        icon, ground, ink = _LOOKS[self._kind]
        painter = QPainter(self)
        fill_rounded(painter, QRectF(0, 0, 36, 36), 10, ground)
        paint_icon(painter, icon, QRectF(8, 8, 20, 20), ink)


def _paragraph(text: str) -> QLabel:
    label = QLabel(f"<p style='line-height:125%; margin:0'>{escape(text).replace(chr(10), '<br/>')}</p>")
    label.setTextFormat(Qt.TextFormat.RichText)
    label.setFont(font(12))
    label.setAccessibleName(text)
    label.setWordWrap(True)
    return label
