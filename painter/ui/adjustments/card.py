"""The card of one adjustment layer: what it does can be seen while it is changed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget

from painter import layering
from painter.document.adjustments import (
    AdjustmentSettings,
    ColorBalance,
    Curves,
    GradientMap,
    Invert,
    Levels,
    Threshold,
)
from painter.document.document import Document
from painter.document.layer import Adjustment, LayerId
from painter.session import Session
from painter.ui.adjustments.editor import SLIDERS, SWITCHES, ColorBalanceEditor, Editor, SlidersEditor
from painter.ui.adjustments.gradient import GradientEditor
from painter.ui.adjustments.histogram import histogram_below
from painter.ui.adjustments.kinds import kind_icon
from painter.ui.adjustments.tones import CurvesEditor, LevelsEditor, ThresholdEditor
from painter.ui.adjustments.tool_card import ToolCard
from painter.ui.dialogs.dialog import Latest
from painter.ui.theme import DARK, font
from painter.ui.widgets.icon_button import IconButton

EDITORS: dict[type[AdjustmentSettings], Callable[[Any], Editor]] = {
    ColorBalance: ColorBalanceEditor,
    Curves: CurvesEditor,
    GradientMap: GradientEditor,
    Levels: LevelsEditor,
    Threshold: ThresholdEditor,
}
WITH_HISTOGRAM = (Curves, Levels, Threshold)


class AdjustmentCard(ToolCard):
    """Changes an adjustment; each drag is one undo step."""

    def __init__(self, parent: QWidget, session: Session, layer_id: LayerId) -> None:
        """Show an adjustment of a session."""
        node = session.document.find(layer_id)
        assert isinstance(node, Adjustment)
        super().__init__(parent, icon=kind_icon(type(node.settings)), title=node.name)
        self._session = session
        self.layer_id = layer_id
        self._kind = type(node.settings)
        self._eye = IconButton("eye", self.tr("Hide the adjustment"), size=28, icon_px=16)
        self._eye.clicked.connect(self._toggle)
        self._reset = IconButton("arrow-counter-clockwise", self.tr("Reset"), size=28, icon_px=16)
        self._reset.clicked.connect(self.reset)
        self.add_to_head(self._eye)
        self.add_to_head(self._reset)
        self.editor: Editor | None = None
        self._histograms = Latest(self)
        self._histograms.succeeded.connect(self._show_histogram)
        if self._kind is Invert:
            self._say(self.tr("White for black, each colour for its opposite. There is nothing to set."))
        else:
            make = EDITORS.get(self._kind)
            self.editor = make(node.settings) if make else _sliders(node.settings)
            self.editor.changed.connect(self._adjust)
            self.editor.editing_finished.connect(session.end_merge)
            self.row.addWidget(self.editor)
        self._show(node)
        self._session.document_changed.connect(self._document_changed)
        if self._kind in WITH_HISTOGRAM:
            document = session.document
            self._histograms.begin(lambda: histogram_below(document, layer_id))

    def _say(self, words: str) -> None:
        label = QLabel(words)
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setWordWrap(True)
        label.setFont(font(12))
        label.setStyleSheet(f"color: {DARK.dim}")
        self.row.addWidget(label)

    def first_stop(self) -> QWidget:
        """Return the first control of the editor."""
        if self.editor is not None:
            for child in self.editor.findChildren(QWidget):
                if child.focusPolicy() & Qt.FocusPolicy.TabFocus and child.isVisibleTo(self):
                    return child
        return super().first_stop()

    def reset(self) -> None:
        """Let the adjustment do nothing again."""
        self._session.end_merge()
        layering.adjust(self._session, self.layer_id, self._kind())
        self._session.end_merge()

    def _adjust(self, settings: AdjustmentSettings) -> None:
        layering.adjust(self._session, self.layer_id, settings, merge=f"adjust:{self.layer_id}")

    def _toggle(self) -> None:
        node = self._session.document.find(self.layer_id)
        if node is not None:
            self._session.show_layers({self.layer_id: not node.visible})

    def _document_changed(self, _old: Document, new: Document) -> None:
        node = new.find(self.layer_id)
        if not isinstance(node, Adjustment) or type(node.settings) is not self._kind:
            self.dismiss()
            return
        self._show(node)

    def _show(self, node: Adjustment) -> None:
        self.set_title(node.name)
        self._eye.set_icon("eye" if node.visible else "eye-slash")
        name = self.tr("Hide the adjustment") if node.visible else self.tr("Show the adjustment")
        self._eye.describe(name)
        self._reset.setEnabled(node.settings != self._kind())
        if self.editor is not None and self.editor.settings() != node.settings:
            self.editor.show_settings(node.settings)

    def _show_histogram(self, histogram: Any) -> None:
        if self.editor is not None:
            self.editor.show_histogram(histogram)

    def _let_go(self) -> None:
        self._session.end_merge()
        self._session.document_changed.disconnect(self._document_changed)
        self._histograms.drop()


def _sliders(settings: AdjustmentSettings) -> Editor:
    kind = type(settings)
    return SlidersEditor(settings, SLIDERS[kind], SWITCHES.get(kind, ()))
