"""What the View, Window and Help menus do, and the keys of tools and brushes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QUrl
from PySide6.QtGui import QDesktopServices

from painter.paint.brush import LEAST_SIZE_PX
from painter.paint.brush_values import brush_value
from painter.paint.symmetry import Symmetry
from painter.ui.dialogs.about import AboutDialog
from painter.ui.paint_state import ToolName
from painter.ui.panels.paint_dock import COPAINT, PAINT

if TYPE_CHECKING:
    from painter.ui.main_window import MainWindow

SIZE_STEP = 1.15
MOST_SIZE_PX = 1000.0
ROTATION_STEP_DEG = 15.0


class ViewCommands(QObject):
    """The View, Window and Help menus, tools and brush keys."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window

    # View

    def do_zoom_in(self) -> None:
        self._window.canvas.zoom_in()

    def do_zoom_out(self) -> None:
        self._window.canvas.zoom_out()

    def do_zoom_100(self) -> None:
        self._window.canvas.actual_size()

    def do_zoom_fit(self) -> None:
        self._window.canvas.fit()

    def do_zoom_width(self) -> None:
        self._window.canvas.fit_width()

    def do_rotate_left(self) -> None:
        self._window.canvas.rotate_by(-ROTATION_STEP_DEG)

    def do_rotate_right(self) -> None:
        self._window.canvas.rotate_by(ROTATION_STEP_DEG)

    def do_rotate_reset(self) -> None:
        self._window.canvas.reset_rotation()

    def do_mirror_view(self) -> None:
        self._window.canvas.set_mirrored(not self._window.canvas.mirrored)

    def do_symmetry(self) -> None:
        """Repeat strokes as they were repeated last, at first in an upright mirror; or no more."""
        state = self._window.state
        if state.symmetry is None:
            state.set_symmetry(self._symmetry)
        else:
            self._symmetry = state.symmetry
            state.set_symmetry(None)

    _symmetry = Symmetry(kind="mirror")

    # Window

    def do_show_paint(self) -> None:
        self._window.show_dock(PAINT)

    def do_show_copaint(self) -> None:
        self._window.show_dock(COPAINT)

    def do_hide_panels(self) -> None:
        self._window.set_panels_hidden(not self._window.panels_hidden)

    def do_full_screen(self) -> None:
        window = self._window
        window.showNormal() if window.isFullScreen() else window.showFullScreen()

    # Help

    def do_about(self) -> None:
        AboutDialog(self._window).exec()

    def do_show_logs(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._window.logs_folder)))

    # Tools

    def do_tool_move(self) -> None:
        self._window.state.set_tool(ToolName.MOVE)

    def do_tool_fill(self) -> None:
        self._window.state.set_tool(ToolName.FILL)

    def do_tool_gradient(self) -> None:
        self._window.state.set_tool(ToolName.GRADIENT)

    def do_tool_rectangle(self) -> None:
        self._window.state.set_tool(ToolName.RECTANGLE)

    def do_tool_ellipse(self) -> None:
        self._window.state.set_tool(ToolName.ELLIPSE)

    def do_tool_lasso(self) -> None:
        self._window.state.set_tool(ToolName.LASSO)

    def do_tool_polygon(self) -> None:
        self._window.state.set_tool(ToolName.POLYGON)

    def do_tool_wand(self) -> None:
        self._window.state.set_tool(ToolName.WAND)

    def do_tool_by_color(self) -> None:
        self._window.state.set_tool(ToolName.BY_COLOR)

    def do_tool_draw_line(self) -> None:
        self._window.state.set_tool(ToolName.DRAW_LINE)

    def do_tool_draw_rectangle(self) -> None:
        self._window.state.set_tool(ToolName.DRAW_RECTANGLE)

    def do_tool_draw_ellipse(self) -> None:
        self._window.state.set_tool(ToolName.DRAW_ELLIPSE)

    def do_tool_crop(self) -> None:
        self._window.state.set_tool(ToolName.CROP)

    def do_tool_brush(self) -> None:
        self._window.state.set_tool(ToolName.BRUSH)

    def do_tool_eraser(self) -> None:
        self._window.state.set_tool(ToolName.ERASER)

    def do_tool_smudge(self) -> None:
        self._window.state.set_tool(ToolName.SMUDGE)

    def do_tool_picker(self) -> None:
        self._window.state.set_tool(ToolName.PICKER)

    def do_tool_pan(self) -> None:
        self._window.state.set_tool(ToolName.PAN)

    # The brush

    def do_brush_smaller(self) -> None:
        self._resize(1 / SIZE_STEP)

    def do_brush_larger(self) -> None:
        self._resize(SIZE_STEP)

    def _resize(self, factor: float) -> None:
        """Grow or shrink the brush, by a whole pixel at least where it is small."""
        size = self._window.state.brush.size_px
        grown = size * factor
        if abs(grown - size) < 1.0 <= size:
            grown = size + (1.0 if factor > 1 else -1.0)
        self._window.state.change_brush(size_px=min(MOST_SIZE_PX, max(LEAST_SIZE_PX, round(grown, 1))))

    def do_brush_softer(self) -> None:
        self._step("tip.hardness", -0.1)

    def do_brush_harder(self) -> None:
        self._step("tip.hardness", 0.1)

    def do_opacity_down(self) -> None:
        self._step("opacity", -0.1)

    def do_opacity_up(self) -> None:
        self._step("opacity", 0.1)

    def _step(self, name: str, by: float) -> None:
        value = brush_value(self._window.state.brush, name) + by
        least = 0.05 if name == "opacity" else 0.0
        self._window.state.change_brush({name: round(min(1.0, max(least, value)), 3)})

    def do_brush_editor(self) -> None:
        self._window.toggle_brush_editor()

    def do_brush_reset(self) -> None:
        self._window.state.reset_brush()

    def do_brush_save(self) -> None:
        self._window.choosing.save_as(self._window.state.brush)

    def do_brush_import(self) -> None:
        self._window.choosing.import_files()

    def do_brush_export(self) -> None:
        self._window.choosing.export(self._window.state.brush)

    def do_record_strokes(self) -> None:
        self._window.recording.toggle()
