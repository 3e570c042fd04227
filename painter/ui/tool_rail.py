"""The rail at the left: one tool in hand, and the two colours at its foot."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication, QRectF, QSize, Signal
from PySide6.QtGui import QAction, QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QButtonGroup, QSizePolicy, QVBoxLayout, QWidget

from painter.ui.paint_state import PaintState, ToolName
from painter.ui.theme import DARK
from painter.ui.widgets.color_swatches import ColorPair
from painter.ui.widgets.icon_button import IconButton

_MARGIN = 8
_GAP, _COMPACT_GAP = 6, 2
_LINE_ROOM, _COMPACT_LINE_ROOM = 9, 5
_LINE_WIDTH = 20


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
GROUPS: tuple[tuple[_Tool, ...], ...] = (
    (
        _Tool(name=ToolName.BRUSH, icon="paint-brush", action="tool_brush", text=_("ToolRail", "Brush")),
        _Tool(
            name=ToolName.SMUDGE,
            icon="smudge",
            action="tool_smudge",
            text=_("ToolRail", "Smudge"),
            hint=_("ToolRail", "Moves and mixes the paint that is there."),
        ),
        _Tool(
            name=ToolName.ERASER,
            icon="eraser",
            action="tool_eraser",
            text=_("ToolRail", "Eraser"),
            hint=_("ToolRail", "Takes paint away with the same brush."),
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
        _Tool(
            name=ToolName.PAN,
            icon="hand",
            action="tool_pan",
            text=_("ToolRail", "Pan"),
            hint=_("ToolRail", "Hold Space with any tool."),
        ),
    ),
)


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
        self._buttons: dict[ToolName, IconButton] = {}
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
            for tool in tools:
                self._column.addWidget(self._add(tool, actions.get(tool.action)))
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

    def _add(self, tool: _Tool, action: QAction | None) -> IconButton:
        button = IconButton(tool.icon, "", checkable=True)
        button.clicked.connect(lambda: self._state.set_tool(tool.name))
        self._group.addButton(button)
        self._buttons[tool.name] = button
        if action is not None:
            action.changed.connect(lambda: _describe(button, tool, action))
        _describe(button, tool, action)
        return button

    def button(self, tool: ToolName) -> IconButton:
        """Return the button of a tool."""
        return self._buttons[tool]

    def set_compact(self, compact: bool) -> None:
        """Stand closer together, for windows below 800 px."""
        self._column.setSpacing(_COMPACT_GAP if compact else _GAP)
        for line in self._lines:
            line.setFixedHeight(_COMPACT_LINE_ROOM if compact else _LINE_ROOM)

    def _show_tool(self, tool: ToolName) -> None:
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


class _Line(QWidget):
    """The short line between groups."""

    def paintEvent(self, event: QPaintEvent) -> None:
        left = (self.width() - _LINE_WIDTH) / 2
        QPainter(self).fillRect(QRectF(left, self.height() // 2, _LINE_WIDTH, 1), QColor(DARK.edge))
