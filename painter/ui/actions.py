"""Every action of the window in one table: menus, shortcuts and tooltips are made from it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QCoreApplication, QObject
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QMenuBar


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionSpec:
    """One action.

    Attributes:
        id: Its name in the program; a handler has a method ``do_<id>``.
        menu: The menu it is listed in, or "" for a shortcut alone.
        keys: Its shortcuts, separated by “; ”.
        separated: A separator goes before it in the menu.
    """

    id: str
    text: str
    menu: str = ""
    keys: str = ""
    checkable: bool = False
    separated: bool = False


def QT_TRANSLATE_NOOP(_context: str, text: str) -> str:
    """Mark a text for translation; PySide's own of this name tells type checkers nothing."""
    return text


FILE = QT_TRANSLATE_NOOP("Actions", "File")
EDIT = QT_TRANSLATE_NOOP("Actions", "Edit")
IMAGE = QT_TRANSLATE_NOOP("Actions", "Image")
LAYER = QT_TRANSLATE_NOOP("Actions", "Layer")
SELECT = QT_TRANSLATE_NOOP("Actions", "Select")
FILTER = QT_TRANSLATE_NOOP("Actions", "Filter")
MODEL = QT_TRANSLATE_NOOP("Actions", "Model")
BRUSH = QT_TRANSLATE_NOOP("Actions", "Brush")
VIEW = QT_TRANSLATE_NOOP("Actions", "View")
WINDOW = QT_TRANSLATE_NOOP("Actions", "Window")
HELP = QT_TRANSLATE_NOOP("Actions", "Help")
MENUS = (FILE, EDIT, IMAGE, LAYER, SELECT, FILTER, BRUSH, MODEL, VIEW, WINDOW, HELP)

_ = QT_TRANSLATE_NOOP
ACTIONS: tuple[ActionSpec, ...] = (
    ActionSpec(id="new", text=_("Actions", "New painting…"), menu=FILE, keys="Ctrl+N"),
    ActionSpec(id="open", text=_("Actions", "Open…"), menu=FILE, keys="Ctrl+O"),
    ActionSpec(id="open_sample", text=_("Actions", "Open the sample artwork"), menu=FILE),
    ActionSpec(id="place", text=_("Actions", "Place picture as layer…"), menu=FILE, keys="Ctrl+Shift+O"),
    ActionSpec(id="save", text=_("Actions", "Save"), menu=FILE, keys="Ctrl+S", separated=True),
    ActionSpec(id="save_as", text=_("Actions", "Save as…"), menu=FILE, keys="Ctrl+Shift+S"),
    ActionSpec(id="export", text=_("Actions", "Export as picture…"), menu=FILE, keys="Ctrl+Shift+E"),
    ActionSpec(id="quit", text=_("Actions", "Quit"), menu=FILE, keys="Ctrl+Q", separated=True),
    ActionSpec(id="undo", text=_("Actions", "Undo"), menu=EDIT, keys="Ctrl+Z"),
    ActionSpec(id="redo", text=_("Actions", "Redo"), menu=EDIT, keys="Ctrl+Shift+Z; Ctrl+Y"),
    ActionSpec(id="cut", text=_("Actions", "Cut"), menu=EDIT, keys="Ctrl+X", separated=True),
    ActionSpec(id="copy", text=_("Actions", "Copy"), menu=EDIT, keys="Ctrl+C"),
    ActionSpec(id="copy_merged", text=_("Actions", "Copy what is visible"), menu=EDIT, keys="Ctrl+Shift+C"),
    ActionSpec(id="paste", text=_("Actions", "Paste as layer"), menu=EDIT, keys="Ctrl+V"),
    ActionSpec(id="clear", text=_("Actions", "Clear"), menu=EDIT, keys="Del; Backspace", separated=True),
    ActionSpec(
        id="fill_foreground",
        text=_("Actions", "Fill with foreground"),
        menu=EDIT,
        keys="Shift+F5; Alt+Backspace",
    ),
    ActionSpec(id="fill_background", text=_("Actions", "Fill with background"), menu=EDIT, keys="Ctrl+Backspace"),
    ActionSpec(id="free_transform", text=_("Actions", "Free transform"), menu=EDIT, keys="Ctrl+T", separated=True),
    ActionSpec(id="swap_colours", text=_("Actions", "Swap colours"), menu=EDIT, keys="X", separated=True),
    ActionSpec(id="default_colours", text=_("Actions", "Black and white"), menu=EDIT, keys="D"),
    ActionSpec(id="crop_to_selection", text=_("Actions", "Crop to selection"), menu=IMAGE),
    ActionSpec(id="trim", text=_("Actions", "Trim to what is painted"), menu=IMAGE),
    ActionSpec(id="image_size", text=_("Actions", "Image size…"), menu=IMAGE, keys="Ctrl+Alt+I", separated=True),
    ActionSpec(id="canvas_size", text=_("Actions", "Canvas size…"), menu=IMAGE, keys="Ctrl+Alt+C"),
    ActionSpec(id="rotate_image_right", text=_("Actions", "Rotate 90° right"), menu=IMAGE, separated=True),
    ActionSpec(id="rotate_image_left", text=_("Actions", "Rotate 90° left"), menu=IMAGE),
    ActionSpec(id="rotate_image_180", text=_("Actions", "Rotate 180°"), menu=IMAGE),
    ActionSpec(id="flip_image_horizontal", text=_("Actions", "Flip left to right"), menu=IMAGE),
    ActionSpec(id="flip_image_vertical", text=_("Actions", "Flip top to bottom"), menu=IMAGE),
    ActionSpec(id="new_layer", text=_("Actions", "New layer"), menu=LAYER, keys="Ctrl+Shift+N"),
    ActionSpec(id="new_from_visible", text=_("Actions", "New from visible"), menu=LAYER, keys="Ctrl+Alt+Shift+E"),
    ActionSpec(id="duplicate_layer", text=_("Actions", "Duplicate"), menu=LAYER, keys="Ctrl+J"),
    ActionSpec(id="delete_layer", text=_("Actions", "Delete layer"), menu=LAYER, keys="Shift+Del"),
    ActionSpec(id="group_layer", text=_("Actions", "Group"), menu=LAYER, keys="Ctrl+G", separated=True),
    ActionSpec(id="ungroup_layers", text=_("Actions", "Ungroup"), menu=LAYER, keys="Ctrl+Shift+G"),
    ActionSpec(id="clip_layer", text=_("Actions", "Clip to layer below"), menu=LAYER, keys="Ctrl+Alt+G"),
    ActionSpec(id="mask_reveal", text=_("Actions", "Add mask that reveals all"), menu=LAYER, separated=True),
    ActionSpec(id="mask_hide", text=_("Actions", "Add mask that hides all"), menu=LAYER),
    ActionSpec(id="mask_selection", text=_("Actions", "Add mask from selection"), menu=LAYER),
    ActionSpec(id="mask_toggle", text=_("Actions", "Turn mask off or on"), menu=LAYER),
    ActionSpec(id="mask_invert", text=_("Actions", "Invert mask"), menu=LAYER),
    ActionSpec(id="mask_apply", text=_("Actions", "Apply mask"), menu=LAYER),
    ActionSpec(id="mask_delete", text=_("Actions", "Delete mask"), menu=LAYER),
    ActionSpec(id="merge_down", text=_("Actions", "Merge down"), menu=LAYER, keys="Ctrl+E", separated=True),
    ActionSpec(id="merge_visible", text=_("Actions", "Merge visible"), menu=LAYER, keys="Ctrl+Shift+M"),
    ActionSpec(id="flatten", text=_("Actions", "Flatten image"), menu=LAYER),
    ActionSpec(id="layer_above", text=_("Actions", "Layer above"), menu=LAYER, keys="PgUp", separated=True),
    ActionSpec(id="layer_below", text=_("Actions", "Layer below"), menu=LAYER, keys="PgDown"),
    ActionSpec(id="lock_layer", text=_("Actions", "Lock or unlock"), menu=LAYER, keys="/"),
    ActionSpec(id="lock_alpha", text=_("Actions", "Lock or unlock transparency"), menu=LAYER, keys="Ctrl+/"),
    ActionSpec(id="select_all", text=_("Actions", "All"), menu=SELECT, keys="Ctrl+A"),
    ActionSpec(id="select_none", text=_("Actions", "None"), menu=SELECT, keys="Ctrl+D"),
    ActionSpec(id="reselect", text=_("Actions", "Reselect"), menu=SELECT, keys="Ctrl+Shift+D"),
    ActionSpec(id="select_inverse", text=_("Actions", "Invert"), menu=SELECT, keys="Ctrl+Shift+I"),
    ActionSpec(id="select_alpha", text=_("Actions", "From layer’s alpha"), menu=SELECT, separated=True),
    ActionSpec(id="feather", text=_("Actions", "Feather…"), menu=SELECT, keys="Shift+F6", separated=True),
    ActionSpec(id="grow", text=_("Actions", "Grow…"), menu=SELECT),
    ActionSpec(id="shrink", text=_("Actions", "Shrink…"), menu=SELECT),
    ActionSpec(id="border", text=_("Actions", "Border…"), menu=SELECT),
    ActionSpec(id="smooth", text=_("Actions", "Smooth…"), menu=SELECT),
    ActionSpec(id="filter_again", text=_("Actions", "Last filter again…"), menu=FILTER, keys="Ctrl+Alt+F"),
    ActionSpec(id="filter_gaussian_blur", text=_("Actions", "Gaussian blur…"), menu=FILTER, separated=True),
    ActionSpec(id="filter_motion_blur", text=_("Actions", "Motion blur…"), menu=FILTER),
    ActionSpec(id="filter_unsharp", text=_("Actions", "Unsharp mask…"), menu=FILTER, separated=True),
    ActionSpec(id="filter_high_pass", text=_("Actions", "High pass…"), menu=FILTER),
    ActionSpec(id="filter_median", text=_("Actions", "Median…"), menu=FILTER),
    ActionSpec(id="filter_noise", text=_("Actions", "Noise…"), menu=FILTER),
    ActionSpec(id="filter_kuwahara", text=_("Actions", "Oil paint…"), menu=FILTER, separated=True),
    ActionSpec(id="filter_pixelate", text=_("Actions", "Pixelate…"), menu=FILTER),
    ActionSpec(id="filter_halftone", text=_("Actions", "Halftone…"), menu=FILTER),
    ActionSpec(id="filter_emboss", text=_("Actions", "Emboss…"), menu=FILTER),
    ActionSpec(id="filter_vignette", text=_("Actions", "Vignette…"), menu=FILTER),
    ActionSpec(id="brush_editor", text=_("Actions", "Edit the brush…"), menu=BRUSH, keys="F5"),
    ActionSpec(id="brush_reset", text=_("Actions", "Forget changes to the brush"), menu=BRUSH),
    ActionSpec(id="brush_save", text=_("Actions", "Save as a new brush…"), menu=BRUSH, separated=True),
    ActionSpec(id="brush_export", text=_("Actions", "Export the brush…"), menu=BRUSH),
    ActionSpec(id="brush_import", text=_("Actions", "Import brushes…"), menu=BRUSH),
    ActionSpec(id="brush_smaller", text=_("Actions", "Smaller"), menu=BRUSH, keys="[", separated=True),
    ActionSpec(id="brush_larger", text=_("Actions", "Larger"), menu=BRUSH, keys="]"),
    ActionSpec(id="brush_softer", text=_("Actions", "Softer"), menu=BRUSH, keys="Shift+[; {"),
    ActionSpec(id="brush_harder", text=_("Actions", "Harder"), menu=BRUSH, keys="Shift+]; }"),
    ActionSpec(id="opacity_down", text=_("Actions", "Less opacity"), menu=BRUSH, keys=",", separated=True),
    ActionSpec(id="opacity_up", text=_("Actions", "More opacity"), menu=BRUSH, keys="."),
    ActionSpec(id="apply_style", text=_("Actions", "Apply style"), menu=MODEL, keys="Ctrl+Return; Ctrl+Enter"),
    ActionSpec(id="render_again", text=_("Actions", "Render layer again"), menu=MODEL),
    ActionSpec(id="cancel_jobs", text=_("Actions", "Cancel all jobs"), menu=MODEL, keys="Ctrl+."),
    ActionSpec(id="zoom_in", text=_("Actions", "Zoom in"), menu=VIEW, keys="Ctrl++; Ctrl+=; +"),
    ActionSpec(id="zoom_out", text=_("Actions", "Zoom out"), menu=VIEW, keys="Ctrl+-; -"),
    ActionSpec(id="zoom_100", text=_("Actions", "Actual size"), menu=VIEW, keys="1"),
    ActionSpec(id="zoom_fit", text=_("Actions", "Fit in window"), menu=VIEW, keys="2; Ctrl+0"),
    ActionSpec(id="zoom_width", text=_("Actions", "Fit width"), menu=VIEW, keys="3"),
    ActionSpec(id="rotate_left", text=_("Actions", "Rotate view left"), menu=VIEW, keys="4", separated=True),
    ActionSpec(id="rotate_reset", text=_("Actions", "Reset rotation"), menu=VIEW, keys="5"),
    ActionSpec(id="rotate_right", text=_("Actions", "Rotate view right"), menu=VIEW, keys="6"),
    ActionSpec(id="mirror_view", text=_("Actions", "Mirror view"), menu=VIEW, keys="H", checkable=True),
    ActionSpec(id="symmetry", text=_("Actions", "Symmetry"), menu=VIEW, keys="Shift+H", checkable=True),
    ActionSpec(id="show_paint", text=_("Actions", "Paint"), menu=WINDOW, keys="Alt+1"),
    ActionSpec(id="show_copaint", text=_("Actions", "Co-paint"), menu=WINDOW, keys="Alt+2"),
    ActionSpec(id="hide_panels", text=_("Actions", "Hide panels"), menu=WINDOW, keys="Tab", separated=True),
    ActionSpec(id="full_screen", text=_("Actions", "Full screen"), menu=WINDOW, keys="F11"),
    ActionSpec(id="about", text=_("Actions", "About painter"), menu=HELP),
    ActionSpec(id="show_logs", text=_("Actions", "Show the logs"), menu=HELP),
    ActionSpec(
        id="record_strokes", text=_("Actions", "Record strokes…"), menu=HELP, checkable=True, separated=True
    ),
    ActionSpec(id="tool_move", text=_("Actions", "Move"), keys="V"),
    ActionSpec(id="tool_brush", text=_("Actions", "Brush"), keys="B"),
    ActionSpec(id="tool_eraser", text=_("Actions", "Eraser"), keys="E"),
    ActionSpec(id="tool_smudge", text=_("Actions", "Smudge"), keys="S"),
    ActionSpec(id="tool_fill", text=_("Actions", "Fill"), keys="F"),
    ActionSpec(id="tool_gradient", text=_("Actions", "Gradient"), keys="G"),
    ActionSpec(id="tool_rectangle", text=_("Actions", "Select rectangle"), keys="M"),
    ActionSpec(id="tool_ellipse", text=_("Actions", "Select ellipse"), keys="Shift+M"),
    ActionSpec(id="tool_lasso", text=_("Actions", "Lasso"), keys="L"),
    ActionSpec(id="tool_polygon", text=_("Actions", "Polygon lasso")),
    ActionSpec(id="tool_wand", text=_("Actions", "Magic wand"), keys="W"),
    ActionSpec(id="tool_by_color", text=_("Actions", "Select by colour"), keys="Shift+W"),
    ActionSpec(id="tool_crop", text=_("Actions", "Crop"), keys="C"),
    ActionSpec(id="tool_draw_line", text=_("Actions", "Draw a line"), keys="U"),
    ActionSpec(id="tool_draw_rectangle", text=_("Actions", "Draw a rectangle"), keys="Shift+U"),
    ActionSpec(id="tool_draw_ellipse", text=_("Actions", "Draw an ellipse")),
    ActionSpec(id="tool_picker", text=_("Actions", "Pick colour"), keys="I"),
    ActionSpec(id="tool_pan", text=_("Actions", "Pan"), keys=""),
)


def make_actions(parent: QObject, handlers: Sequence[object]) -> dict[str, QAction]:
    """Return a QAction for every entry, bound to the method ``do_<id>`` of whichever handler has it.

    Raises:
        LookupError: No handler has the method.
    """
    made: dict[str, QAction] = {}
    for spec in ACTIONS:
        method = f"do_{spec.id}"
        handler = next((handler for handler in handlers if hasattr(handler, method)), None)
        if handler is None:
            raise LookupError(method)
        action = QAction(QCoreApplication.translate("Actions", spec.text), parent)
        action.setObjectName(spec.id)
        action.setCheckable(spec.checkable)
        action.setShortcuts([QKeySequence(keys) for keys in spec.keys.split("; ") if keys])
        action.triggered.connect(partial(_do, getattr(handler, method)))
        made[spec.id] = action
    return made


def _do(method: Callable[[], object], _checked: bool = False) -> None:
    method()


def fill_menu_bar(bar: QMenuBar, actions: dict[str, QAction]) -> dict[str, QMenu]:
    """Add the menus of the table to a menu bar; return them by their name in the table."""
    menus = {name: bar.addMenu(QCoreApplication.translate("Actions", name)) for name in MENUS}
    for spec in ACTIONS:
        if spec.menu:
            if spec.separated:
                menus[spec.menu].addSeparator()
            menus[spec.menu].addAction(actions[spec.id])
    return menus
