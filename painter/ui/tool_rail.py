"""The rail at the left: one tool in hand, and the two colours at its foot."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication, QPoint, QPointF, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QColor, QContextMenuEvent, QMouseEvent, QPainter, QPaintEvent, QPolygonF
from PySide6.QtWidgets import QButtonGroup, QMenu, QSizePolicy, QVBoxLayout, QWidget

from painter.ui.icons import icon
from painter.ui.paint_state import PaintState, ToolName
from painter.ui.theme import DARK
from painter.ui.widgets.color_swatches import ColorPair
from painter.ui.widgets.icon_button import IconButton

_MARGIN = 8
_GAP, _COMPACT_GAP = 6, 2
_LINE_ROOM, _COMPACT_LINE_ROOM = 9, 5
_LINE_WIDTH = 20
_HOLD_MS = 350
_FLYOUT_GAP = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class _Tool:
    """A tool of the rail: its icon, the action that takes it, and a sentence on it."""

    name: ToolName
    icon: str
    action: str
    text: str
    hint: str = ""


def QT_TRANSLATE_NOOP(_context: str, text: str) -> str:
    """Mark a text for translation; PySide's own of this name tells type checkers nothing."""
    return text


_ = QT_TRANSLATE_NOOP
GROUPS: tuple[tuple[tuple[_Tool, ...], ...], ...] = (
    (
        (
            _Tool(
                name=ToolName.MOVE,
                icon="arrows-out-cardinal",
                action="tool_move",
                text=_("ToolRail", "Move"),
                hint=_("ToolRail", "The layer, or what is selected of it."),
            ),
            _Tool(
                name=ToolName.TRANSFORM,
                icon="bounding-box",
                action="free_transform",
                text=_("ToolRail", "Free transform"),
            ),
        ),
    ),
    (
        (_Tool(name=ToolName.BRUSH, icon="paint-brush", action="tool_brush", text=_("ToolRail", "Brush")),),
        (
            _Tool(
                name=ToolName.SMUDGE,
                icon="smudge",
                action="tool_smudge",
                text=_("ToolRail", "Smudge"),
                hint=_("ToolRail", "Moves and mixes the paint that is there."),
            ),
        ),
        (
            _Tool(
                name=ToolName.ERASER,
                icon="eraser",
                action="tool_eraser",
                text=_("ToolRail", "Eraser"),
                hint=_("ToolRail", "Takes paint away with the same brush."),
            ),
        ),
        (_Tool(name=ToolName.FILL, icon="paint-bucket", action="tool_fill", text=_("ToolRail", "Fill")),),
        (_Tool(name=ToolName.GRADIENT, icon="gradient", action="tool_gradient", text=_("ToolRail", "Gradient")),),
    ),
    (
        (
            _Tool(
                name=ToolName.RECTANGLE,
                icon="selection",
                action="tool_rectangle",
                text=_("ToolRail", "Select rectangle"),
            ),
            _Tool(
                name=ToolName.ELLIPSE,
                icon="circle-dashed",
                action="tool_ellipse",
                text=_("ToolRail", "Select ellipse"),
            ),
        ),
        (
            _Tool(name=ToolName.LASSO, icon="lasso", action="tool_lasso", text=_("ToolRail", "Lasso")),
            _Tool(
                name=ToolName.POLYGON,
                icon="lasso-polygon",
                action="tool_polygon",
                text=_("ToolRail", "Polygon lasso"),
            ),
        ),
        (
            _Tool(name=ToolName.WAND, icon="magic-wand", action="tool_wand", text=_("ToolRail", "Magic wand")),
            _Tool(
                name=ToolName.BY_COLOR,
                icon="palette",
                action="tool_by_color",
                text=_("ToolRail", "Select by colour"),
            ),
        ),
    ),
    (
        (_Tool(name=ToolName.CROP, icon="crop", action="tool_crop", text=_("ToolRail", "Crop")),),
        (
            _Tool(
                name=ToolName.DRAW_LINE,
                icon="line-segment",
                action="tool_draw_line",
                text=_("ToolRail", "Line"),
                hint=_("ToolRail", "Drawn with the brush in hand."),
            ),
            _Tool(
                name=ToolName.DRAW_RECTANGLE,
                icon="rectangle",
                action="tool_draw_rectangle",
                text=_("ToolRail", "Rectangle"),
                hint=_("ToolRail", "Drawn with the brush in hand."),
            ),
            _Tool(
                name=ToolName.DRAW_ELLIPSE,
                icon="circle",
                action="tool_draw_ellipse",
                text=_("ToolRail", "Ellipse"),
                hint=_("ToolRail", "Drawn with the brush in hand."),
            ),
        ),
        (
            _Tool(
                name=ToolName.PICKER,
                icon="eyedropper",
                action="tool_picker",
                text=_("ToolRail", "Pick colour"),
                hint=_("ToolRail", "Or hold Alt while you paint."),
            ),
        ),
        (
            _Tool(
                name=ToolName.PAN,
                icon="hand",
                action="tool_pan",
                text=_("ToolRail", "Pan"),
                hint=_("ToolRail", "Hold Space with any tool."),
            ),
        ),
    ),
)
"""Groups of places; a place with several tools shows the one used last."""


class ToolRail(QWidget):
    """One Tab stop for the tools (arrow keys move and take), one for the colours.

    Signals:
        colors_pressed(): The artist wants to choose the foreground: show the Colour panel.
    """

    colors_pressed = Signal()

    def __init__(self, state: PaintState, actions: Mapping[str, QAction], *, parent: QWidget | None = None) -> None:
        """Make the rail; the actions give the tools their shortcuts in tooltips and their enabled state."""
        super().__init__(parent)
        self._state = state
        self._buttons: dict[ToolName, _PlaceButton] = {}
        self._lines: list[_Line] = []
        self._group = QButtonGroup(self)
        self.setFixedWidth(DARK.rail_width)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(self.tr("Tools"))
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(_MARGIN, _MARGIN, _MARGIN, _MARGIN)
        for tools in GROUPS:
            if self._buttons:
                line = _Line(self)
                self._lines.append(line)
                self._column.addWidget(line)
            for place in tools:
                self._column.addWidget(self._add(place, actions))
        self._column.addStretch(1)
        self.colors = ColorPair()
        self._column.addWidget(self.colors)
        self.set_compact(False)

        self.colors.foreground_pressed.connect(self.colors_pressed)
        self.colors.swapped.connect(state.swap_colors)
        state.tool_changed.connect(self._show_tool)
        state.colors_changed.connect(self._show_colors)
        self._show_tool(state.tool)
        self._show_colors()

    def _add(self, place: tuple[_Tool, ...], actions: Mapping[str, QAction]) -> _PlaceButton:
        button = _PlaceButton(place, actions, self._state)
        self._group.addButton(button)
        for tool in place:
            self._buttons[tool.name] = button
        return button

    def button(self, tool: ToolName) -> IconButton:
        """Return the button of a tool; tools of one place share it."""
        return self._buttons[tool]

    def set_compact(self, compact: bool) -> None:
        """Stand closer together, for windows below 800 px."""
        self._column.setSpacing(_COMPACT_GAP if compact else _GAP)
        for line in self._lines:
            line.setFixedHeight(_COMPACT_LINE_ROOM if compact else _LINE_ROOM)

    def _show_tool(self, tool: ToolName) -> None:
        self._buttons[tool].show_tool(tool)
        self._buttons[tool].setChecked(True)

    def _show_colors(self) -> None:
        self.colors.set_colors(self._state.foreground, self._state.background)

    def minimumSizeHint(self) -> QSize:
        return QSize(DARK.rail_width, super().minimumSizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        QPainter(self).fillRect(self.rect(), QColor(DARK.panel))


def _describe(button: IconButton, tool: _Tool, action: QAction | None) -> None:
    """Tell name and keys as they are now: shortcuts can be edited."""
    button.describe(
        QCoreApplication.translate("ToolRail", tool.text),
        keys="" if action is None else action.shortcut().toString(),
        hint=QCoreApplication.translate("ToolRail", tool.hint) if tool.hint else "",
    )
    if action is not None:
        button.setEnabled(action.isEnabled())


class _PlaceButton(IconButton):
    """The button of a place: the tool used last there; held or pressed on the right, it offers the others."""

    def __init__(self, place: tuple[_Tool, ...], actions: Mapping[str, QAction], state: PaintState) -> None:
        super().__init__(place[0].icon, "", checkable=True)
        self._place, self._actions, self._state = place, actions, state
        self._shown = place[0]
        self._offered = False
        self._hold = QTimer(self)
        self._hold.setSingleShot(True)
        self._hold.setInterval(_HOLD_MS)
        self._hold.timeout.connect(self._offer)
        self.clicked.connect(self._take)
        for tool in place:
            action = actions.get(tool.action)
            if action is not None:
                action.changed.connect(self._describe)
        self._describe()

    def show_tool(self, name: ToolName) -> None:
        """Show a tool of this place."""
        self._shown = next(tool for tool in self._place if tool.name == name)
        self.set_icon(self._shown.icon)
        self._describe()

    def _describe(self) -> None:
        _describe(self, self._shown, self._actions.get(self._shown.action))

    def _take(self) -> None:
        # Letting go after the others were offered is no click.
        if not self._offered:
            self._state.set_tool(self._shown.name)
        self._offered = False

    def nextCheckState(self) -> None:
        if not self._offered:
            super().nextCheckState()

    def menu(self) -> QMenu | None:
        """Return the menu that offers the tools of this place; None where there is only one."""
        if len(self._place) < 2:
            return None
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for tool in self._place:
            action = self._actions.get(tool.action)
            text = QCoreApplication.translate("ToolRail", tool.text)
            offered = menu.addAction(icon(tool.icon), text)
            if action is not None:
                offered.setShortcut(action.shortcut())
                offered.setEnabled(action.isEnabled())
            offered.triggered.connect(lambda _on=False, name=tool.name: self._state.set_tool(name))
        return menu

    def _offer(self) -> None:
        menu = self.menu()
        if menu is not None:
            self._offered = self.isDown()
            menu.aboutToHide.connect(self._menu_closed)
            menu.popup(self.mapToGlobal(QPoint(self.width() + _FLYOUT_GAP, 0)))

    def _menu_closed(self) -> None:
        self.setDown(False)
        self._offered = False

    def mousePressEvent(self, event: QMouseEvent) -> None:
        super().mousePressEvent(event)
        if event.button() == Qt.MouseButton.LeftButton and len(self._place) > 1:
            self._hold.start()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._hold.stop()
        super().mouseReleaseEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self._hold.stop()
        self._offer()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if len(self._place) > 1:
            # A corner says that there is more.
            right, bottom = self.width() - 4.0, self.height() - 4.0
            corner = QPolygonF([QPointF(right, bottom - 5), QPointF(right, bottom), QPointF(right - 5, bottom)])
            painter = QPainter(self)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(DARK.text if self.isChecked() else DARK.faint))
            painter.drawPolygon(corner)


class _Line(QWidget):
    """The short line between groups."""

    def paintEvent(self, event: QPaintEvent) -> None:
        left = (self.width() - _LINE_WIDTH) / 2
        QPainter(self).fillRect(QRectF(left, self.height() // 2, _LINE_WIDTH, 1), QColor(DARK.edge))
