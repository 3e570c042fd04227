"""The card of a filter: the canvas shows what it would do, first where it is looked at; Apply makes it a step."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QWidget

from painter.document.document import Document
from painter.document.geometry import EMPTY_RECT, Rect
from painter.document.layer import Layer
from painter.document.raster import Raster
from painter.errors import PainterError
from painter.pixels.filters import Filter
from painter.session import Session
from painter.ui.adjustments.editor import SlidersEditor
from painter.ui.adjustments.tool_card import ToolCard
from painter.ui.dialogs.dialog import Latest
from painter.ui.filters.kinds import SLIDERS, SWITCHES, filter_name
from painter.ui.filters.part import cells, reached, with_filtered
from painter.ui.theme import DARK
from painter.ui.widgets.icon_button import IconButton
from painter.ui.widgets.labels import ElidedLabel
from painter.ui.widgets.push_button import PushButton

SETTLE_MS = 60
"""So long the artist's hand rests before the preview is made anew."""
WHOLE_MS = 600
"""So long after what is seen is filtered the rest follows, for the artist may look elsewhere."""


_KEYS = (Qt.Key.Key_Escape, Qt.Key.Key_Return, Qt.Key.Key_Enter)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Made:
    """What came out of a filter.

    Attributes:
        cells: The cells that are filtered.
        whole: These are all.
    """

    settings: Filter
    raster: Raster
    cells: frozenset[Rect]
    whole: bool


class FilterCard(ToolCard):
    """Sets a filter of the active layer within the selection.

    Signals:
        refused(str): Why it cannot be done, in a sentence.
        done(object): It was applied with these settings.
    """

    refused = Signal(str)
    done = Signal(object)

    def __init__(self, parent: QWidget, session: Session, settings: Filter, visible: Callable[[], Rect]) -> None:
        """Show a filter and what it does.

        Args:
            visible: Returns the canvas pixels that are looked at.

        Raises:
            PainterError: The active layer takes no paint, or is empty.
        """
        target, source = session.paintable(), session.paintable_picture()
        node = session.document.active
        assert node is not None
        if not source.tiles:
            raise PainterError(f"“{node.name}” is empty. There is nothing to filter.")
        super().__init__(parent, icon="sliders-horizontal", title=filter_name(type(settings)))
        self._session, self._visible = session, visible
        self._node_id, self._target, self._source = node.id, target.raster, source
        self._made: Made | None = None
        self._so_far = source
        self._filtered: frozenset[Rect] = frozenset()
        self._everything: frozenset[Rect] = frozenset()
        self._left: list[Rect] = []
        self._applying = False
        self._own = False
        self._before = False
        kind = type(settings)
        self.editor = SlidersEditor(settings, SLIDERS[kind], SWITCHES.get(kind, ()))
        self.editor.changed.connect(lambda _settings: self.look_again())
        self._compare = IconButton("eye", self.tr("Show before"), size=28, icon_px=16, checkable=True)
        self._compare.clicked.connect(lambda: self.show_before(not self._before))
        self._reset = IconButton("arrow-counter-clockwise", self.tr("Reset"), size=28, icon_px=16)
        self._reset.clicked.connect(self._go_back)
        self.add_to_head(self._compare)
        self.add_to_head(self._reset)
        self.row.addWidget(self.editor)
        self._add_foot()
        self._settle = QTimer(self)
        self._settle.setSingleShot(True)
        self._settle.setInterval(SETTLE_MS)
        self._settle.timeout.connect(self._begin)
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(WHOLE_MS)
        self._rest.timeout.connect(lambda: self._begin(whole=True))
        self._work = Latest(self)
        self._work.succeeded.connect(self._came)
        self._work.failed.connect(self._failed)
        # Wherever the focus is: on the canvas too, while the artist pans.
        self._shortcuts = [QShortcut(QKeySequence(key), parent) for key in _KEYS]
        for shortcut, act in zip(self._shortcuts, (self.dismiss, self.apply, self.apply), strict=True):
            shortcut.activated.connect(act)
        session.document_changed.connect(self._document_changed)
        session.preview_changed.connect(self._preview_changed)
        session.chosen_changed.connect(self.dismiss)
        self._begin()

    def _add_foot(self) -> None:
        foot = QHBoxLayout()
        foot.setSpacing(8)
        self._words = ElidedLabel("", size_px=11, color=DARK.faint)
        self._ok = PushButton(self.tr("Apply"), "primary", size_px=12, height=30)
        self._ok.clicked.connect(self.apply)
        cancel = PushButton(self.tr("Cancel"), size_px=12, height=30)
        cancel.clicked.connect(self.dismiss)
        foot.addWidget(self._words, 1)
        foot.addWidget(cancel)
        foot.addWidget(self._ok)
        self.row.addSpacing(2)
        self.row.addLayout(foot)

    def first_stop(self) -> QWidget:
        """Return the first field."""
        fields = self.editor.findChildren(QWidget)
        return next((field for field in fields if field.focusPolicy() & Qt.FocusPolicy.TabFocus), self)

    @property
    def settings(self) -> Filter:
        found: Filter = self.editor.settings()
        return found

    # --- looking at it ---

    def look_again(self) -> None:
        """Make the preview anew as soon as the hand rests: something was set, or another part is looked at."""
        if not self._applying:
            self._rest.stop()
            self._settle.start()

    def view_moved(self) -> None:
        """Take note that another part of the canvas may be looked at."""
        if self._made is None or not self._made.whole:
            self.look_again()

    def show_before(self, before: bool) -> None:
        """Show the layer without the filter, or with it again."""
        self._before = before
        self._compare.setChecked(before)
        self._compare.set_icon("eye-slash" if before else "eye")
        self._compare.describe(self.tr("Show after") if before else self.tr("Show before"))
        self._show()

    def _go_back(self) -> None:
        self.editor.show_settings(type(self.settings)())
        self.look_again()

    def _part(self) -> Rect:
        """Return where the filter is to be run at most: within the selection."""
        everything = reached(self._source, self.settings)
        selection = self._session.document.selection
        return everything if selection is None else everything.intersected(selection.bounds())

    def _begin(self, *, whole: bool = False) -> None:
        """Filter what is seen, or all, as far as it is not yet."""
        settings, part, visible = self.settings, self._part(), self._visible()
        if self._made is None or self._made.settings != settings:
            self._filtered = frozenset()
            self._so_far = self._source
        middle = ((visible.x0 + visible.x1) / 2, (visible.y0 + visible.y1) / 2)
        everything = cells(part, settings, near=middle)
        wanted = everything if whole else cells(part.intersected(visible), settings, near=middle)
        self._left = [cell for cell in wanted if cell not in self._filtered]
        self._everything = frozenset(everything)
        self._words.setText(self.tr("Working…"))
        self._next(settings)

    def _next(self, settings: Filter) -> None:
        cell = self._left.pop(0) if self._left else EMPTY_RECT
        so_far, source = self._so_far, self._source
        filtered = self._filtered if cell.empty else self._filtered | {cell}
        whole = filtered >= self._everything
        self._work.begin(
            lambda: Made(
                settings=settings,
                raster=with_filtered(so_far, source, settings, cell),
                cells=filtered,
                whole=whole,
            )
        )

    def _came(self, made: object) -> None:
        if not isinstance(made, Made) or made.settings != self.settings:
            return  # the hand has moved on; its rest begins anew
        self._made, self._so_far, self._filtered = made, made.raster, made.cells
        if not self._applying:
            self._show()
        if self._left:
            self._next(made.settings)
            return
        self._words.setText("")
        if self._applying:
            self._commit(made)
        elif not made.whole:
            self._rest.start()

    def _failed(self, message: str) -> None:
        self._applying = False
        self._words.setText("")
        self.editor.setEnabled(True)
        self._ok.setEnabled(True)
        self.refused.emit(message)

    def _show(self) -> None:
        made = self._made
        self._own = True
        try:
            if made is None or self._before:
                self._session.end_preview()
            else:
                self._session.preview_pixels(lambda _old: made.raster)
        finally:
            self._own = False

    # --- doing it ---

    def apply(self) -> None:
        """Make it one undo step, as soon as all of the layer is filtered."""
        if self._applying:
            return
        self._settle.stop()
        self._rest.stop()
        made = self._made
        if made is not None and made.whole and made.settings == self.settings:
            self._commit(made)
            return
        self._applying = True
        self.editor.setEnabled(False)
        self._ok.setEnabled(False)
        self._begin(whole=True)

    def _commit(self, made: Made) -> None:
        session, label = self._session, filter_name(type(made.settings))
        self._let_go_of_session()
        try:
            session.change_pixels(label, lambda _old: made.raster)
        except PainterError as error:
            self.refused.emit(str(error))
        else:
            self.done.emit(made.settings)
        self.dismiss()

    # --- what happens meanwhile ---

    def _document_changed(self, _old: Document, new: Document) -> None:
        node = new.active
        rasters: list[object] = [] if node is None or node.mask is None else [node.mask.raster]
        if isinstance(node, Layer):
            rasters = [*rasters, node.raster]
        if node is None or node.id != self._node_id or not any(raster is self._target for raster in rasters):
            self.dismiss()
        else:
            self.look_again()

    def _preview_changed(self) -> None:
        # A stroke, another tool or undo ended it.
        if not self._own:
            self.dismiss()

    _listens = True

    def _let_go_of_session(self) -> None:
        if self._listens:
            self._listens = False
            self._session.document_changed.disconnect(self._document_changed)
            self._session.preview_changed.disconnect(self._preview_changed)
            self._session.chosen_changed.disconnect(self.dismiss)

    def _let_go(self) -> None:
        self._settle.stop()
        self._rest.stop()
        self._work.drop()
        for shortcut in self._shortcuts:
            shortcut.setEnabled(False)
            shortcut.deleteLater()
        listened = self._listens
        self._let_go_of_session()
        if listened:
            self._session.end_preview()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.apply()
        else:
            super().keyPressEvent(event)
