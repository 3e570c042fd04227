"""The main window: puts the rows, the rail, the canvas and the docks together and lets them know each other."""

from __future__ import annotations

import base64
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QByteArray, QSize, Qt, QTimer
from PySide6.QtGui import QCloseEvent, QImage, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QMainWindow, QMenuBar, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from painter.ai.request import StyleRequest
from painter.document.document import Document
from painter.document.layer import Layer
from painter.jobs.queue import JobStatus
from painter.jobs.worker import WorkerOptions
from painter.paint.library import BrushLibrary
from painter.session import Session
from painter.settings import Settings
from painter.ui.actions import LAYER, fill_menu_bar, make_actions
from painter.ui.brush_choosing import BrushChoosing
from painter.ui.brush_editor import BrushEditor
from painter.ui.canvas.view import CanvasView
from painter.ui.canvas_area import CanvasArea
from painter.ui.commands.files import FileCommands
from painter.ui.commands.filters import FilterCommands
from painter.ui.commands.image import ImageCommands
from painter.ui.commands.layers import LayerCommands
from painter.ui.commands.pictures import PictureCommands
from painter.ui.commands.recovery import Recovery
from painter.ui.commands.selecting import SelectCommands
from painter.ui.commands.view import ViewCommands
from painter.ui.copainting import Copainting, job_words
from painter.ui.filing import Filing
from painter.ui.icons import app_icon
from painter.ui.paint_state import PaintState, ToolName
from painter.ui.panels.copaint import CopaintPanel
from painter.ui.panels.layer_dock import LayerDock
from painter.ui.panels.paint_dock import COPAINT, PAINT, DockSwitch, PaintDock
from painter.ui.recording import Recording
from painter.ui.status_row import StatusRow
from painter.ui.style_previews import StylePreviews
from painter.ui.theme import DARK
from painter.ui.title_row import TitleRow
from painter.ui.tool_bars import ToolBars
from painter.ui.tool_rail import ToolRail
from painter.ui.widgets.stroke_preview import StrokePreviews

SMALLEST = QSize(1280, 720)
LOW_PX = 800
DOCK_LEAST_PX, DOCK_MOST_PX = 288, 480
PORTRAY_AFTER_MS = 700
LAYERS_LEAST_SHARE = 0.22
COPAINT_SHARE = 0.72
"""Of the height of the dock, the layers below it: as drawn."""


class MainWindow(QMainWindow):
    """One window with one document.

    Args:
        session: What is open at first.
        save_settings: Keeps changed settings on disk.
        logs_folder: What “Show the logs” opens.
        journal_folder: Where every edit is kept for the case that the program ends unexpectedly.
    """

    def __init__(
        self,
        session: Session,
        *,
        settings: Settings,
        save_settings: Callable[[Settings], None],
        worker_options: WorkerOptions,
        logs_folder: Path,
        journal_folder: Path,
    ) -> None:
        super().__init__()
        self.session = session
        self.settings = settings
        self._save_settings = save_settings
        self.logs_folder = logs_folder
        self.panels_hidden = False
        self._closing = False
        self._statuses: dict[int, JobStatus] = {}
        self._picture: QImage | None = None
        self._portray = QTimer(self)
        self._portray.setSingleShot(True)
        self._portray.setInterval(PORTRAY_AFTER_MS)
        self._portray.timeout.connect(self._take_portrait)
        self.setWindowIcon(app_icon())
        self.setMinimumSize(SMALLEST)

        library, notes = BrushLibrary.of_the_artist(
            favourites=settings.favourite_brushes, recent=settings.recent_brushes
        )
        self._brush_notes = notes
        self.state = PaintState(self, library=library)
        self.strokes = StrokePreviews(self)
        self.filing = Filing(parent=self)
        self.copainting = Copainting(session, worker_options, parent=self)
        self.canvas = CanvasView(session, self.state)
        self.canvas.pressure_curve = settings.pressure_curve
        self.area = CanvasArea(self.canvas)
        self.choosing = BrushChoosing(self.state, self)
        self.recording = Recording(self.area, session, self)
        self.copaint = CopaintPanel(session, favourites=settings.favourite_styles)
        self.layers = LayerDock(session)
        self.files, self.pictures = FileCommands(self), PictureCommands(self)
        self.filters = FilterCommands(self)
        self._commands = (
            self.files,
            self.pictures,
            SelectCommands(self),
            ImageCommands(self),
            LayerCommands(self),
            self.filters,
            ViewCommands(self),
        )
        self.actions_by_id = make_actions(self, self._commands)
        self.recovery = Recovery(self, journal_folder)
        self._previews = StylePreviews(self.copaint, self.copainting, parent=self)
        self._build()
        self._wire()
        self.set_session(session)

    # What it is made of

    def _build(self) -> None:
        bar = QMenuBar()
        menus = fill_menu_bar(bar, self.actions_by_id)
        self._adjustments = self.layers.layers.adjustment_menu()
        self._adjustments.setTitle(self.tr("New adjustment"))
        menus[LAYER].insertMenu(self.actions_by_id["duplicate_layer"], self._adjustments)
        self.title_row = TitleRow(bar)
        self.options_bar = ToolBars(self.state, self.canvas, previews=self.strokes)
        self.brush_editor = BrushEditor(self.state, self.choosing, self.options_bar, previews=self.strokes)
        self.rail = ToolRail(self.state, self.actions_by_id)
        self.status_row = StatusRow()
        self.paint_dock = PaintDock(self.state, previews=self.strokes)
        self.dock_switch = DockSwitch()
        self.dock = self._made_dock()

        self._columns = QSplitter(Qt.Orientation.Horizontal)
        self._columns.setHandleWidth(1)
        self._columns.setChildrenCollapsible(False)
        self._columns.addWidget(self.area)
        self._columns.addWidget(self.dock)
        self._columns.setStretchFactor(0, 1)
        self._columns.setStretchFactor(1, 0)
        self._columns.setSizes([self.width(), self.settings.dock_width])

        middle = QHBoxLayout()
        middle.setSpacing(1)
        middle.addWidget(self.rail)
        middle.addWidget(self._columns, 1)
        whole = QWidget()
        column = QVBoxLayout(whole)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.title_row)
        column.addWidget(self.options_bar)
        column.addSpacing(1)
        column.addLayout(middle, 1)
        column.addWidget(self.status_row)
        palette = whole.palette()
        palette.setColor(whole.backgroundRole(), DARK.window)
        whole.setPalette(palette)
        whole.setAutoFillBackground(True)
        self.setCentralWidget(whole)

        # Actions without a menu still need a home for their keys; Tab means something else outside the canvas.
        self.addActions(list(self.actions_by_id.values()))
        hide = self.actions_by_id["hide_panels"]
        hide.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        self.canvas.addAction(hide)

    def _made_dock(self) -> QWidget:
        self._upper = QStackedWidget()
        self._upper.addWidget(self.paint_dock)
        self._upper.addWidget(self.copaint)
        self._rows = QSplitter(Qt.Orientation.Vertical)
        self._rows.setHandleWidth(1)
        self._rows.setChildrenCollapsible(False)
        self._rows.addWidget(self._upper)
        self._rows.addWidget(self.layers)
        self._rows.setStretchFactor(0, 0)
        self._rows.setStretchFactor(1, 1)
        self._heights: dict[int, list[int]] = {}
        dock = QWidget()
        dock.setMinimumWidth(DOCK_LEAST_PX)
        dock.setMaximumWidth(DOCK_MOST_PX)
        dock.setAutoFillBackground(True)
        column = QVBoxLayout(dock)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.dock_switch)
        column.addWidget(self._rows, 1)
        return dock

    def _wire(self) -> None:
        hud, canvas, copainting, layers = self.area.hud, self.canvas, self.copainting, self.layers
        hud.undo_pressed.connect(lambda: self.do("undo"))
        hud.redo_pressed.connect(lambda: self.do("redo"))
        self.dock_switch.current_changed.connect(self.show_dock)
        self.rail.colors_pressed.connect(lambda: self.show_dock(PAINT))
        self.rail.colors_pressed.connect(self.paint_dock.show_colour)
        canvas.view_changed.connect(self._show_view)
        canvas.refused.connect(self.tell_error)

        self._wire_brushes()
        self.copaint.apply_requested.connect(
            lambda request, pictures, source_id: copainting.style(
                request, pictures, source_id, self.copaint.selection()
            )
        )
        self.copaint.favourites_changed.connect(
            lambda ids: self.change_settings(lambda s: replace(s, favourite_styles=tuple(ids)))
        )
        self.copaint.refused.connect(self.tell_error)

        layers.cancel_requested.connect(copainting.cancel)
        layers.render_again_requested.connect(copainting.render_again)
        layers.retry_requested.connect(copainting.try_again)
        layers.failure_dismissed.connect(copainting.forget)
        layers.recipe_change_requested.connect(self._change_recipe)
        layers.refused.connect(self.tell_error)
        self.status_row.jobs_pressed.connect(lambda: layers.set_current_tab(2))
        copainting.status_changed.connect(self._show_job)
        copainting.previewed.connect(layers.set_job_preview)
        copainting.painted.connect(self._painted)
        copainting.refused.connect(self.tell_error)
        self.filing.busy_changed.connect(self.status_row.set_busy)

    def _wire_brushes(self) -> None:
        bar, editor, panel, library = (
            self.options_bar.brush,
            self.brush_editor,
            self.paint_dock.brushes,
            self.state.library,
        )
        bar.editor_wanted.connect(self.toggle_brush_editor)
        for signal, there in ((editor.opened, True), (editor.closed, False)):
            signal.connect(lambda there=there: bar.editor_button.setChecked(there))
            signal.connect(lambda there=there: setattr(self.canvas, "watched", there))
        self.choosing.edit_wanted.connect(self.show_brush_editor)
        self.choosing.refused.connect(self.tell_error)
        self.choosing.told.connect(self.area.tell)
        panel.menu_wanted.connect(self.choosing.show_menu)
        panel.import_wanted.connect(self.choosing.import_files)
        panel.save_wanted.connect(lambda: self.do("brush_save"))
        panel.export_wanted.connect(lambda: self.do("brush_export"))
        panel.edit_wanted.connect(self.show_brush_editor)
        # Their strokes are drawn in idle moments: not while the pen is down.
        self.canvas.pen_moved.connect(lambda _at, pressed: self.strokes.hold(pressed))
        self.canvas.pressure_changed.connect(editor.show_pressure)
        self.state.symmetry_changed.connect(self._show_symmetry)
        self.recording.changed.connect(self.actions_by_id["record_strokes"].setChecked)
        self.recording.refused.connect(self.tell_error)
        self.recording.told.connect(self.area.tell)
        library.favourites_changed.connect(
            lambda: self.change_settings(lambda s: replace(s, favourite_brushes=library.favourites))
        )
        library.recent_changed.connect(
            lambda: self.change_settings(lambda s: replace(s, recent_brushes=library.recent))
        )

    def _show_symmetry(self) -> None:
        self.actions_by_id["symmetry"].setChecked(self.state.symmetry is not None)

    def show_brush_editor(self) -> None:
        """Open the brush editor; nothing happens where it is open."""
        self.set_panels_hidden(False)
        self.state.set_tool(ToolName.BRUSH)
        self.brush_editor.open_below(self.options_bar.brush.anchor)

    def toggle_brush_editor(self) -> None:
        """Open the brush editor, or close it."""
        if self.brush_editor.is_open():
            self.brush_editor.dismiss()
        else:
            self.show_brush_editor()

    # What is open

    def set_session(self, session: Session) -> None:
        """Show another session; the one before is let go."""
        self.filters.close()
        old, self.session = self.session, session
        self._picture = None
        old.cancel_stroke()
        old.document_changed.disconnect(self._document_changed)
        old.saved_changed.disconnect(self._show_title)
        session.document_changed.connect(self._document_changed)
        session.saved_changed.connect(self._show_title)
        self.status_row.forget_saved()
        self.recording.set_session(session)
        self.recovery.follow(old, session)
        self.copainting.set_session(session)
        self.canvas.set_session(session)
        self.copaint.set_session(session)
        self.layers.set_session(session)
        self.canvas.fit()
        self.status_row.forget_saved()
        self._document_changed(session.document, session.document)
        self._show_title()
        self._show_view()

    def _document_changed(self, _old: Document, new: Document) -> None:
        history = self.session.history
        for name, label in (("undo", history.undo_label), ("redo", history.redo_label)):
            self.actions_by_id[name].setEnabled(label is not None)
        self.area.hud.set_can_undo(history.undo_label is not None)
        self.area.hud.set_can_redo(history.redo_label is not None)
        self.status_row.set_size(new.width_px, new.height_px)
        self._portray.start()

    def _take_portrait(self) -> None:
        """Show the document small beside its title, once the whole of it has been drawn."""
        display = self.canvas.display
        if display.stale:
            self._portray.start()
            return
        self._picture = display.images[-1].copy()
        self._show_title()

    def _show_title(self) -> None:
        session = self.session
        self.title_row.set_document(session.title, not session.saved, self._picture, path=session.path)
        self.setWindowTitle(f"{session.title}[*]")
        self.setWindowModified(not session.saved)
        self.status_row.set_saved(session.saved, has_path=session.path is not None)

    def _show_view(self) -> None:
        self.status_row.set_zoom(self.canvas.zoom)
        self.actions_by_id["mirror_view"].setChecked(self.canvas.mirrored)

    # Doing and telling

    def do(self, name: str) -> None:
        """Do an action of the table by its id."""
        self.actions_by_id[name].trigger()

    def open_path(self, path: Path) -> None:
        """Open a file once the present drawing is safe."""
        self.files.open_paths((path,))

    def tell_error(self, message: str) -> None:
        """Show a sentence on what could not be done."""
        title, _, rest = message.partition(". ")
        self.area.tell(title if title.endswith((".", "?", "!")) else title + ".", rest, kind="error")

    def change_settings(self, change: Callable[[Settings], Settings]) -> None:
        """Change the settings and keep them on disk."""
        changed = change(self.settings)
        if changed != self.settings:
            self.settings = changed
            self._save_settings(changed)

    @property
    def folder(self) -> Path:
        """Where files were last opened or saved."""
        last = self.settings.last_folder
        return Path(last) if last and Path(last).is_dir() else Path.home()

    def keep_folder(self, path: Path) -> None:
        """Remember the folder of a file for the next dialog."""
        self.change_settings(lambda s: replace(s, last_folder=str(path.parent)))

    def _painted(self, layer_id: str, note: str) -> None:
        if note:
            node = self.session.document.find(layer_id)
            name = node.name if node is not None else ""
            self.area.tell(self.tr("“{name}” is painted").format(name=name), note)

    def _change_recipe(self, layer_id: str) -> None:
        layer = self.session.document.find(layer_id)
        if isinstance(layer, Layer) and isinstance(layer.recipe, StyleRequest):
            self.show_dock(COPAINT)
            self.copaint.load_request(layer.recipe)

    def _show_job(self, status: JobStatus) -> None:
        self.layers.set_job_status(status)
        if status.state.ended:
            self._statuses.pop(status.id, None)
        else:
            self._statuses[status.id] = status
        self.status_row.set_jobs(*job_words(self._statuses))

    def jobs_running(self) -> tuple[JobStatus, ...]:
        """Return the jobs that run or wait."""
        return tuple(self._statuses.values())

    # Docks

    def show_dock(self, index: int) -> None:
        """Show Paint (0) or Co-paint (1) above the layers."""
        self.set_panels_hidden(False)
        self.dock_switch.set_current(index)
        before = self._upper.currentIndex()
        if before != index:
            self._heights[before] = self._rows.sizes()
            self._upper.setCurrentIndex(index)
            self._fold_where_low()
            self._share_height()

    def _fold_where_low(self) -> None:
        """In a low window the Co-paint panel needs all the height: the layers fold to their header."""
        self.layers.set_folded(self.height() < LOW_PX and self._upper.currentIndex() == COPAINT)

    def _share_height(self) -> None:
        """Give the upper panel the height it had when last shown, or what it asks for, and layers the rest."""
        index = self._upper.currentIndex()
        wanted = self._heights.get(index)
        if wanted is None or sum(wanted) != sum(self._rows.sizes()):
            height = self._rows.height()
            least = round(height * LAYERS_LEAST_SHARE)
            upper = self.paint_dock.sizeHint().height() if index == PAINT else round(height * COPAINT_SHARE)
            wanted = [min(upper, height - least), max(least, height - upper)]
        self._rows.setSizes(wanted)

    def set_panels_hidden(self, hidden: bool) -> None:
        """Hide the options, rail, dock and status, or show them again."""
        self.panels_hidden = hidden
        for part in (self.options_bar, self.rail, self.dock, self.status_row):
            part.setVisible(not hidden)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        low = self.height() < LOW_PX
        self.rail.set_compact(low)
        if event.oldSize().height() != event.size().height():
            self._heights.clear()
            if (event.oldSize().height() < LOW_PX) != low:
                self._fold_where_low()
            self._share_height()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._share_height()
        for note in self._brush_notes:
            self.tell_error(note)
        self._brush_notes = []
        self.canvas.setFocus()

    # Beginning and end

    def restore_geometry(self) -> None:
        """Stand where the window stood when it was last closed."""
        if self.settings.window:
            self.restoreGeometry(QByteArray(base64.b64decode(self.settings.window)))

    def closeEvent(self, event: QCloseEvent) -> None:
        if not self.session.saved and not self._closing:
            event.ignore()
            # Qt refuses to close a window within its own closing.
            self.files.when_safe(lambda: QTimer.singleShot(0, self._close_now))
            return
        super().closeEvent(event)
        window = base64.b64encode(self.saveGeometry().data()).decode("ascii")
        self.change_settings(lambda s: replace(s, window=window, dock_width=self.dock.width()))
        self.recovery.end(self.session)
        self.shut_down()

    def _close_now(self) -> None:
        self._closing = True
        self.close()

    def shut_down(self) -> None:
        """End the models and wait for files that are being written."""
        self.recording.stop()
        self.filters.close()
        self.filing.wait()
        self.recovery.close()
        self.pictures.wait()
        self.copaint.wait()
        self.copainting.shut_down()
