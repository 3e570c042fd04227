"""A square button that shows only an icon: rail, bars, panel headers."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QAction, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from painter.ui.icons import paint_icon
from painter.ui.theme import DARK, color, tooltip
from painter.ui.widgets.drawing import fill_rounded, focus_ring
from painter.ui.widgets.interactive import Interactive


class IconButton(Interactive, QAbstractButton):
    """Icon, name for screen readers, tooltip with shortcut; checkable where it is a state.

    `keys` is only shown; the window's actions own the shortcuts. `model` paints a checked button in mint, for
    what belongs to the model.
    """

    def __init__(
        self,
        icon: str,
        name: str,
        *,
        keys: str = "",
        hint: str = "",
        size: int = 32,
        icon_px: int = 20,
        checkable: bool = False,
        model: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._icon_name = icon
        self._icon_px = icon_px
        self._side = size
        self._model = model
        self._icon_color = ""
        self._action: QAction | None = None
        self.setCheckable(checkable)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.describe(name, keys=keys, hint=hint)

    def describe(self, name: str, *, keys: str = "", hint: str = "") -> None:
        """Say what the button does, for tooltip and screen reader."""
        self.setAccessibleName(name)
        self.setAccessibleDescription(hint)
        self.setToolTip(tooltip(name, keys, hint))

    def bind(self, action: QAction) -> None:
        """Let the button trigger an action and follow its enabled, checkable and checked state."""
        self._action = action
        self.clicked.connect(action.trigger)
        action.changed.connect(self._follow)
        self._follow()

    def _follow(self) -> None:
        if self._action is not None:
            self.setEnabled(self._action.isEnabled())
            self.setCheckable(self._action.isCheckable())
            self.setChecked(self._action.isChecked())

    def nextCheckState(self) -> None:
        # A bound button's state is the action's; toggling here too would do it twice.
        if self._action is None:
            super().nextCheckState()

    def icon_name(self) -> str:
        return self._icon_name

    def set_icon(self, name: str) -> None:
        """Show another icon."""
        self._icon_name = name
        self.update()

    def set_icon_color(self, value: str) -> None:
        """Paint the icon in a colour of its own; an empty string goes back to the state's colour."""
        self._icon_color = value
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(self._side, self._side)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        rect = QRectF(self.rect())
        radius = min(DARK.radius_button, rect.height() / 4)
        if self.isChecked():
            fill_rounded(painter, rect, radius, DARK.ai_dim if self._model else DARK.selected)
        if self.isDown() and self.isEnabled():
            fill_rounded(painter, rect, radius, DARK.selected)
        elif self.hover > 0 and not self.isChecked():
            fill_rounded(painter, rect, radius, color(DARK.hover, self.hover))
        inset_x, inset_y = (rect.width() - self._icon_px) / 2, (rect.height() - self._icon_px) / 2
        paint_icon(
            painter, self._icon_name, QRectF(inset_x, inset_y, self._icon_px, self._icon_px), self._shown_color()
        )
        if self.ring_shown:
            focus_ring(painter, rect, radius)

    def _shown_color(self) -> str:
        if not self.isEnabled():
            return DARK.disabled
        if self._icon_color:
            return self._icon_color
        if self.isChecked():
            return DARK.ai if self._model else DARK.text
        return DARK.text if self.hover > 0.5 else DARK.dim
