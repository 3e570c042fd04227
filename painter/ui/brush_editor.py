"""The brush editor: a card over the canvas with every value of a brush, its curves, and paper to try it on."""

from __future__ import annotations

from typing import Protocol

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from painter.paint.brush import Brush
from painter.ui.brush_choosing import BrushChoosing
from painter.ui.brush_pages import DynamicsPage, SmoothingPage, TexturePage, TipPage, WetPage
from painter.ui.paint_state import PaintState
from painter.ui.theme import DARK
from painter.ui.widgets.brush_list import BrushList, brush_title
from painter.ui.widgets.icon_button import IconButton
from painter.ui.widgets.labels import ElidedLabel, Separator
from painter.ui.widgets.popover import Popover
from painter.ui.widgets.push_button import PushButton
from painter.ui.widgets.scroll_area import ScrollArea
from painter.ui.widgets.search_field import SearchField
from painter.ui.widgets.segmented import Segmented
from painter.ui.widgets.stroke_pad import StrokePad
from painter.ui.widgets.stroke_preview import StrokePreviews

WIDTH_PX, HEIGHT_PX = 752, 576
LEAST_HEIGHT_PX = 480
_SIDE_PX = 224
_LEFT_OF_CANVAS = 16
_BELOW = 24
TIP, DYNAMICS, TEXTURE, WET, SMOOTHING = range(5)


class _Shown(Protocol):
    def show_brush(self, brush: Brush) -> None: ...


class BrushEditor(Popover):
    """Open it with `open_below`; it stays while it is pinned.

    Signals:
        new_wanted(): The artist wants a brush of their own to begin with.
    """

    new_wanted = Signal()

    def __init__(
        self,
        state: PaintState,
        choosing: BrushChoosing,
        parent: QWidget,
        *,
        previews: StrokePreviews | None = None,
    ) -> None:
        super().__init__(parent, name="", padding=0)
        self.setAccessibleName(self.tr("Brush editor"))
        self._state, self._library, self._choosing = state, state.library, choosing
        self._body = QWidget()
        row = QHBoxLayout(self._body)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self._make_side(previews))
        row.addWidget(Separator(upright=True))
        row.addWidget(self._make_main(), 1)
        self.row.addWidget(self._body)
        self._connect()
        self._fill()
        self._show_all(state.brush)
        self._show_color()

    def _make_side(self, previews: StrokePreviews | None) -> QWidget:
        side = QWidget()
        side.setFixedWidth(_SIDE_PX)
        self.search = SearchField(self.tr("Search brushes"))
        self.list = BrushList(previews=previews, tell_size=False)
        self.new = PushButton(self.tr("New brush"), "ghost", icon="plus", size_px=12, align_left=True)
        column = QVBoxLayout(side)
        column.setContentsMargins(12, 12, 12, 12)
        column.setSpacing(8)
        column.addWidget(self.search)
        column.addWidget(self.list, 1)
        column.addWidget(self.new)
        return side

    def _make_main(self) -> QWidget:
        tr = self.tr
        self.name = ElidedLabel("", size_px=16, weight=600, color=DARK.text)
        self.star = IconButton("star", tr("Favourite"), size=28, icon_px=18, checkable=True)
        self.duplicate = IconButton("copy", tr("Duplicate"), size=28, icon_px=18)
        self.reset = IconButton(
            "arrow-counter-clockwise",
            tr("Reset"),
            hint=tr("Back to the brush as it is stored."),
            size=28,
            icon_px=18,
        )
        self.pin = IconButton(
            "push-pin", tr("Keep open"), hint=tr("Stay while you paint."), size=28, icon_px=18, checkable=True
        )
        self.shut = IconButton("x", tr("Close"), keys="Esc", size=28, icon_px=18)
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self.name, 1)
        for button in (self.star, self.duplicate, self.reset, self.pin, self.shut):
            head.addWidget(button)

        self.pad = StrokePad(self._state.brush)
        self.sections = Segmented(
            [tr("Tip"), tr("Dynamics"), tr("Texture"), tr("Wet mix"), tr("Smoothing")],
            DYNAMICS,
            name=tr("Sections"),
        )
        self.tip, self.dynamics = TipPage(self._state), DynamicsPage(self._state)
        self.texture, self.wet = TexturePage(self._state), WetPage(self._state)
        self.smoothing = SmoothingPage(self._state)
        self._pages: tuple[_Shown, ...] = (self.tip, self.dynamics, self.texture, self.wet, self.smoothing)
        self.stack = QStackedWidget()
        self.stack.setFrameShape(QFrame.Shape.NoFrame)
        for page in (self.tip, self.dynamics, self.texture, self.wet, self.smoothing):
            self.stack.addWidget(ScrollArea(page))
        self.stack.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
        self.stack.setCurrentIndex(DYNAMICS)

        self.pen = ElidedLabel("", size_px=11, color=DARK.dim)
        self.save_as = PushButton(tr("Save as new"))
        self.save = PushButton(tr("Save"), "primary")
        foot = QHBoxLayout()
        foot.setSpacing(8)
        foot.addWidget(self.pen, 1)
        foot.addWidget(self.save_as)
        foot.addWidget(self.save)

        main = QWidget()
        column = QVBoxLayout(main)
        column.setContentsMargins(20, 16, 20, 16)
        column.setSpacing(12)
        column.addLayout(head)
        column.addWidget(self.pad)
        column.addWidget(self.sections)
        column.addWidget(self.stack, 1)
        column.addLayout(foot)
        return main

    def _connect(self) -> None:
        state, choosing = self._state, self._choosing
        self.search.textChanged.connect(self.list.set_filter)
        self.list.chosen.connect(lambda brush: state.take_preset(brush.name))
        self.list.menu_wanted.connect(choosing.show_menu)
        self.new.clicked.connect(self._make_new)
        self.star.clicked.connect(lambda _on=False: choosing.star(state.brush))
        self.duplicate.clicked.connect(lambda _on=False: choosing.try_to(lambda: choosing.duplicate(state.brush)))
        self.reset.clicked.connect(state.reset_brush)
        self.pin.clicked.connect(self.set_pinned)
        self.shut.clicked.connect(self.dismiss)
        self.sections.current_changed.connect(self.stack.setCurrentIndex)
        self.save.clicked.connect(lambda _on=False: choosing.save(state.brush))
        self.save_as.clicked.connect(lambda _on=False: choosing.save_as(state.brush))
        self.pad.pressed_by.connect(self.show_pressure)
        state.brush_changed.connect(self._show)
        state.colors_changed.connect(self._show_color)
        library, fill, starred = self._library, self._fill, self._show_star
        library.brushes_changed.connect(fill)
        library.favourites_changed.connect(starred)

        def part() -> None:
            library.brushes_changed.disconnect(fill)
            library.favourites_changed.disconnect(starred)

        self.destroyed.connect(part)

    def _make_new(self) -> None:
        self._choosing.make_new()

    def _fill(self) -> None:
        self.list.set_brushes(self._library.brushes())
        self.list.set_filter(self.search.text())
        self._show(self._state.brush)

    def _show(self, brush: Brush) -> None:
        # While it is closed, nothing that paints pays for it.
        if self.is_open():
            self._show_all(brush)

    def _show_all(self, brush: Brush) -> None:
        self.name.setText(brush_title(brush))
        self.list.set_current(brush.name)
        self.pad.set_brush(brush)
        for page in self._pages:
            page.show_brush(brush)
        changed = self._state.brush_is_changed
        self.reset.setEnabled(changed)
        self.save.setEnabled(changed)
        self._show_star()

    def _show_star(self) -> None:
        on = self._state.brush.name in self._library.favourites
        self.star.setChecked(on)
        self.star.set_icon("star-fill" if on else "star")

    def _show_color(self) -> None:
        self.pad.set_color(self._state.foreground)

    def show_pressure(self, pressure: float) -> None:
        """Tell how hard the pen presses; below 0 it does not."""
        there = pressure >= 0.0
        self.pen.setText(
            self.tr("Pen: {percent} % pressure").format(percent=round(100 * pressure)) if there else ""
        )
        self.dynamics.set_mark(pressure if there else None)

    def open_below(self, anchor: QWidget) -> None:
        """Show it below a widget, as high as the window has room."""
        below = anchor.mapTo(anchor.window(), anchor.rect().bottomLeft()).y()
        room = anchor.window().height() - below - _BELOW
        self._body.setFixedSize(WIDTH_PX, max(LEAST_HEIGHT_PX, min(HEIGHT_PX, room)))
        self._show_all(self._state.brush)
        super().open_below(anchor)
        self.list.set_current(self._state.brush.name)
        by_keyboard = bool(getattr(anchor, "ring_shown", False))
        self.list.setFocus(Qt.FocusReason.TabFocusReason if by_keyboard else Qt.FocusReason.OtherFocusReason)

    def _place(self) -> None:
        super()._place()
        left = DARK.rail_width + _LEFT_OF_CANVAS
        window = self.parentWidget()
        if window is not None and left + self.width() <= window.width():
            self.move(max(self.x(), left), self.y())
