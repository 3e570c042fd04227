"""A small card that tells how the model made a layer, and lets it be made again or changed."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPixmap
from PySide6.QtWidgets import QApplication, QGridLayout, QHBoxLayout, QLabel, QWidget

from painter.ai.request import StyleRequest, display_name
from painter.ai.styles import model_files
from painter.errors import PainterError
from painter.ui.icons import rendered
from painter.ui.theme import DARK, font
from painter.ui.widgets.floating_card import FloatingCard
from painter.ui.widgets.icon_button import IconButton
from painter.ui.widgets.labels import ElidedLabel
from painter.ui.widgets.push_button import PushButton

WIDTH_PX = 296
EDGE_PX = 16


class RecipeCard(FloatingCard):
    """The recipe of one layer. Closes on Esc, on a press outside and on its buttons.

    Signals:
        render_again(): The layer is to be painted again over its source as it is now.
        change(): The recipe is to be opened in the Co-paint panel.
        closed(): The card is gone.
    """

    render_again = Signal()
    change = Signal()
    closed = Signal()

    def __init__(
        self,
        parent: QWidget,
        layer_name: str,
        recipe: StyleRequest,
        *,
        source_name: str | None,
        stale: bool,
        editable: bool,
    ) -> None:
        """Make a card.

        Args:
            source_name: The layer the recipe reads; None where it is gone, so that it cannot be made again.
            editable: Whether there are buttons: not while the layer is yet to be painted.
        """
        super().__init__(parent, direction="column", padding=(16, 12, 16, 16), spacing=10)
        self.setFixedWidth(WIDTH_PX)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(self.tr("Recipe of {name}").format(name=layer_name))
        self._opener: QWidget | None = None
        self._closed = False
        head = QHBoxLayout()
        head.setSpacing(8)
        icon = QLabel()
        ratio = self.devicePixelRatioF()
        image = rendered("recipe", DARK.ai, round(18 * ratio)).copy()
        image.setDevicePixelRatio(ratio)
        icon.setPixmap(QPixmap.fromImage(image))
        head.addWidget(icon)
        head.addWidget(ElidedLabel(layer_name, size_px=15, weight=600, color=DARK.text), 1)
        close = IconButton("x", self.tr("Close"), size=28, icon_px=14, keys="Esc")
        close.clicked.connect(self.dismiss)
        head.addWidget(close)
        self._first: QWidget = close
        self.row.addLayout(head)
        self._facts = QGridLayout()
        self._facts.setHorizontalSpacing(12)
        self._facts.setVerticalSpacing(6)
        self._facts.setColumnStretch(1, 1)
        self.row.addLayout(self._facts)
        self._tell(recipe, source_name, stale)
        if editable:
            self._add_buttons(can_render=source_name is not None)

    def _tell(self, recipe: StyleRequest, source_name: str | None, stale: bool) -> None:
        self._fact(self.tr("Method"), self.tr("Style"))
        shares = recipe.weights()
        ranked = sorted(zip(recipe.styles, shares, strict=True), key=lambda pair: -pair[1])
        for place, (style, share) in enumerate(ranked):
            words = f"{display_name(style)} · {round(100 * share)} %"
            self._fact((self.tr("Mix") if len(ranked) > 1 else self.tr("Look")) if place == 0 else "", words)
        self._fact(self.tr("Strength"), f"{round(100 * recipe.strength)} %")
        self._fact(self.tr("Stroke scale"), f"{recipe.stroke_scale:g} ×")
        self._fact(self.tr("Keep colours"), self.tr("On") if recipe.keep_colors else self.tr("Off"))
        self._fact(self.tr("Seed"), str(recipe.seed))
        if source_name is None:
            self._fact(self.tr("Source"), self.tr("No longer in the document"), DARK.warn)
        elif stale:
            self._fact(self.tr("Source"), self.tr("{name}, changed since").format(name=source_name), DARK.warn)
        else:
            self._fact(self.tr("Source"), source_name)
        titles = _model_titles()
        for place, model in enumerate(recipe.models):
            words = f"{titles.get(model.name, model.name)} · {model.licence}"
            self._fact(self.tr("Model") if place == 0 else "", words)
        if recipe.program:
            self._fact(self.tr("Made by"), f"painter {recipe.program}")

    def _fact(self, name: str, words: str, color: str = DARK.text) -> None:
        label = QLabel(name)
        label.setFont(font(12))
        label.setStyleSheet(f"color: {DARK.faint}")
        value = QLabel(words)
        value.setTextFormat(Qt.TextFormat.PlainText)
        value.setWordWrap(True)
        value.setFont(font(12, 500))
        value.setStyleSheet(f"color: {color}")
        line = self._facts.rowCount()
        self._facts.addWidget(label, line, 0, Qt.AlignmentFlag.AlignTop)
        self._facts.addWidget(value, line, 1)

    def _add_buttons(self, *, can_render: bool) -> None:
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        again = PushButton(self.tr("Render again"), "ai", icon="arrows-clockwise", size_px=12)
        again.setEnabled(can_render)
        again.clicked.connect(self.render_again)
        again.clicked.connect(self.dismiss)
        change = PushButton(self.tr("Change…"), size_px=12)
        change.setToolTip(self.tr("Open the recipe in the Co-paint panel"))
        change.clicked.connect(self.change)
        change.clicked.connect(self.dismiss)
        buttons.addWidget(again, 1)
        buttons.addWidget(change)
        self.row.addSpacing(4)
        self.row.addLayout(buttons)
        self._first = again if can_render else change

    def facts(self) -> list[tuple[str, str]]:
        """Return what the card tells, as (name, words)."""
        told = []
        for line in range(1, self._facts.rowCount()):
            pair = [self._facts.itemAtPosition(line, column) for column in (0, 1)]
            name, words = (item.widget() if item is not None else None for item in pair)
            if isinstance(name, QLabel) and isinstance(words, QLabel):
                told.append((name.text(), words.text()))
        return told

    # --- coming and going ---

    def open_beside(self, anchor: QRect, opener: QWidget) -> None:
        """Show the card left of a rectangle (in the parent's coordinates), wholly within the parent.

        Args:
            opener: Gets the focus back.
        """
        parent = self.parentWidget()
        assert parent is not None
        self._opener = opener
        # Words that wrap make the layout's height depend on its width.
        layout = self.layout()
        assert layout is not None
        height = max(layout.sizeHint().height(), layout.heightForWidth(WIDTH_PX))
        self.resize(WIDTH_PX, height)
        left = anchor.left() - WIDTH_PX - EDGE_PX
        if left < EDGE_PX:
            left = min(max(anchor.left(), EDGE_PX), parent.width() - WIDTH_PX - EDGE_PX // 2)
        top = min(anchor.center().y() - height // 2, parent.height() - height - EDGE_PX)
        self.move(QPoint(max(0, left), max(EDGE_PX // 2, top)))
        self.rise()
        self._first.setFocus(Qt.FocusReason.PopupFocusReason)
        app = QApplication.instance()
        assert app is not None
        app.installEventFilter(self)

    def dismiss(self) -> None:
        """Close the card for good; twice is once."""
        if self._closed:
            return
        self._closed = True
        app = QApplication.instance()
        if app is not None:
            app.removeEventFilter(self)
        focused = QApplication.focusWidget()
        had_focus = focused is not None and self.isAncestorOf(focused)
        self.hide()
        if had_focus and self._opener is not None:
            self._opener.setFocus(Qt.FocusReason.PopupFocusReason)
        self.closed.emit()
        self.deleteLater()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.MouseButtonPress and isinstance(event, QMouseEvent) and self.isVisible():
            inside = self.rect().contains(self.mapFromGlobal(event.globalPosition().toPoint()))
            if isinstance(watched, QWidget) and not inside:
                self.dismiss()
        return False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.dismiss()
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and event.key() == Qt.Key.Key_Escape
        ):
            event.accept()
            return True
        return super().event(event)


def _model_titles() -> dict[str, str]:
    """Return the installed models' titles by name; none where the list cannot be read."""
    try:
        return {file.name: file.title for file in model_files()}
    except PainterError:
        return {}
