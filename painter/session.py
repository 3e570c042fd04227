"""The open document, its history and its jobs: the one door through which anything changes.

Knows no window and no model process: the window connects to its signals and carries the jobs it makes to a
`painter.ui.model_thread`, the command line to a `painter.jobs.client`. Everything here runs on one thread.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Protocol
from weakref import WeakValueDictionary

import numpy as np
from numpy.typing import NDArray

from painter import __version__
from painter.ai.request import Request, SourceRef, StyleRequest
from painter.document import edits
from painter.document.document import Document
from painter.document.edits import Edit
from painter.document.geometry import EMPTY_RECT, Rect
from painter.document.history import DEFAULT_LIMIT_BYTES, History
from painter.document.layer import Adjustment, BlendMode, Group, Layer, LayerId, Mask, Node, walk
from painter.document.raster import MaskRaster, Raster
from painter.document.selection import Combine, combined, from_mask
from painter.errors import PainterError
from painter.jobs.job import Done, Job, Priority
from painter.paint.brush import Brush
from painter.paint.cloning import Clone
from painter.paint.kept_alpha import AlphaLockedStroke
from painter.paint.limited import Drawing, LimitedStroke
from painter.paint.on_mask import MaskStroke, mask_of_picture, mask_picture
from painter.paint.stroke import PenSample, Stroke
from painter.paint.symmetry import Symmetry
from painter.pixels.composite import composite_rgba
from painter.pixels.masking import confined, with_alpha_of
from painter.pixels.merging import merge_layers
from painter.pixels.program import compile_program
from painter.signals import Signal

log = logging.getLogger(__name__)

MAX_STYLE_PIXELS = 8192 * 8192
_NO_GROUP = "a group cannot be repainted as a whole yet"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PendingLayer:
    """A layer that a job is painting: what the layer list shows before there is a layer.

    Attributes:
        source_id: The layer the job reads; the result goes above it.
        rect: Where on the canvas the job's pixels lie.
        source: The very pixels the job reads.
        replaces: The layer the result refreshes, or None where it becomes a new one.
        selection: What of the result shows: it becomes the new layer's mask.
    """

    job: Job
    name: str
    source_id: LayerId
    source: Raster
    rect: Rect
    replaces: LayerId | None = None
    selection: MaskRaster | None = None


class StrokeListener(Protocol):
    """Who follows what strokes are made of, such as a recorder."""

    def begun(
        self, brush: Brush, color: tuple[int, int, int], *, erase: bool, zoom: float, symmetry: Symmetry | None
    ) -> None: ...

    def extended(self, samples: tuple[PenSample, ...]) -> None: ...

    def ended(self) -> None: ...

    def dropped(self) -> None: ...


class Session:
    """An open document.

    Attributes:
        stroke_listener: Hears of every stroke, if anybody does.

    Signals:
        document_changed(old, new): The present document is another one; strokes in progress do not count.
        stroke_changed(rect): The stroke in progress shows differently within a canvas rectangle.
        preview_changed(): `shown` is another document, though the document itself is not.
        pending_changed(): Jobs that paint layers began or ended.
        chosen_changed(): Other layers are chosen beside the active one, or its mask instead of its picture.
        saved_changed(): The path, the title or whether the present is on disk.
    """

    def __init__(
        self,
        document: Document,
        *,
        path: Path | None = None,
        title: str = "Untitled",
        undo_bytes: int = DEFAULT_LIMIT_BYTES,
    ) -> None:
        self.history = History(document, limit_bytes=undo_bytes)
        self.path = path
        self._title = title
        self.stroke: Drawing | MaskStroke | None = None
        self.stroke_listener: StrokeListener | None = None
        self._chosen: frozenset[LayerId] = frozenset()
        self._mask_of: LayerId | None = None
        self._preview: Edit | None = None
        self._shown = document
        self._last_selection: MaskRaster | None = None
        self._stroke_layer: LayerId = ""
        self._stroke_rect = EMPTY_RECT
        self._stroke_label = ""
        self._merge_key = ""
        self._pending: dict[int, PendingLayer] = {}
        # Weakly: a source that neither the document nor its history holds any more is no present source either.
        self._rendered_from: WeakValueDictionary[str, Raster] = WeakValueDictionary()
        self.document_changed: Signal[[Document, Document]] = Signal()
        self.stroke_changed: Signal[[Rect]] = Signal()
        self.preview_changed: Signal[[]] = Signal()
        self.pending_changed: Signal[[]] = Signal()
        self.chosen_changed: Signal[[]] = Signal()
        self.saved_changed: Signal[[]] = Signal()
        self._remember_fresh_recipes(document)

    # What is open

    @property
    def document(self) -> Document:
        return self.history.document

    @property
    def title(self) -> str:
        return self.path.stem if self.path else self._title

    @property
    def saved(self) -> bool:
        return self.history.saved

    def mark_saved(self, document: Document, path: Path) -> None:
        """Remember that `document` (perhaps not the present any more) is on disk at `path`."""
        self.path = path
        self.history.mark_saved(document)
        self.saved_changed.emit()

    def mark_unsaved(self) -> None:
        """Forget that anything is on disk: a rescued drawing has no file of the artist's."""
        self.history.mark_unsaved()
        self.saved_changed.emit()

    # Changing it

    def apply(self, label: str, edit: Edit, *, merge: str = "") -> bool:
        """Make an edit and record it for undo; tell whether it changed anything.

        Args:
            merge: Edits in a row with the same key (one drag of a slider) become one undo step.
        """
        self.cancel_stroke()
        old = self.document
        new = edit(old)
        self.end_preview()
        if new is old:
            return False
        if merge and merge == self._merge_key and self.history.redo_label is None:
            self.history.merge(new)
        else:
            self.history.record(label, new)
        self._merge_key = merge
        self._announce(old)
        return True

    def end_merge(self) -> None:
        """End a row of merged edits: the next one is an undo step of its own."""
        self._merge_key = ""

    def amend(self, edit: Edit) -> None:
        """Change what is no undo step: the active layer, a folded group."""
        old = self.document
        new = edit(old)
        if new is not old:
            self.cancel_stroke()
            self.end_preview()
            self.history.amend(new)
            self._announce(old)

    def undo(self) -> None:
        """Drop the stroke or the preview in progress, or go one step back."""
        if self.stroke is not None:
            self.cancel_stroke()
            return
        if self.previewing:
            self.end_preview()
            return
        old = self.document
        self.history.undo()
        self._announce(old)

    def redo(self) -> None:
        if self.stroke is None and not self.previewing:
            old = self.document
            self.history.redo()
            self._announce(old)

    def go_to(self, index: int) -> None:
        """Go to any state in the history."""
        self.cancel_stroke()
        self.end_preview()
        old = self.document
        self.history.go_to(index)
        self._announce(old)

    def _announce(self, old: Document) -> None:
        if self.document is not old:
            selection = self.document.selection or old.selection
            self._last_selection = self._last_selection if selection is None else selection
            self._show_preview()
            self.document_changed.emit(old, self.document)
            self.saved_changed.emit()

    # What is only shown

    @property
    def shown(self) -> Document:
        """The document as it is to be seen: with an edit that is only tried."""
        return self._shown

    @property
    def previewing(self) -> bool:
        return self._preview is not None

    def preview(self, edit: Edit) -> None:
        """Show what an edit would make, until it is applied or ended. A stroke in progress is dropped.

        Whatever changes the document meanwhile (a model's result) is seen too; what the artist changes ends it.
        """
        self.cancel_stroke()
        self._preview = edit
        self._show_preview()
        self.preview_changed.emit()

    def end_preview(self) -> None:
        """Show the document itself again."""
        if self._preview is not None:
            self._preview = None
            self._show_preview()
            self.preview_changed.emit()

    def _show_preview(self) -> None:
        self._shown = self.document
        if self._preview is not None:
            try:
                self._shown = self._preview(self.document)
            except KeyError:  # what was being changed is gone
                self._preview = None

    # Selections

    def select(
        self,
        selection: MaskRaster | None,
        *,
        how: Combine = Combine.REPLACE,
        label: str = "Select",
        merge: str = "",
    ) -> bool:
        """Select something, combined with what is selected already; nothing left means no selection."""

        def edit(d: Document) -> Document:
            new = None if selection is None else combined(d.selection, selection, how)
            return edits.select(d, new if new is not None and not new.bounds().empty else None)

        return self.apply(label, edit, merge=merge)

    def change_selection(self, label: str, change: Callable[[MaskRaster], MaskRaster]) -> bool:
        """Change what is selected.

        Raises:
            PainterError: Nothing is.
        """
        selection = self.document.selection
        if selection is None:
            raise PainterError("Nothing is selected. Select something first.")
        return self.select(change(selection), label=label)

    def reselect(self) -> bool:
        """Select again what was selected last."""
        last = self._last_selection
        if last is None or last.shape != (self.document.width_px, self.document.height_px):
            return False
        return self.select(last, label="Reselect")

    # Pixels

    def change_pixels(
        self, label: str, change: Callable[[Raster], Raster], *, layer_id: LayerId | None = None, merge: str = ""
    ) -> bool:
        """Change a layer's pixels within the selection (and not their alpha where that is locked) as one step.

        Raises:
            PainterError: The layer takes no paint.
        """
        return self.apply(label, self.pixel_edit(change, layer_id=layer_id), merge=merge)

    def preview_pixels(self, change: Callable[[Raster], Raster], *, layer_id: LayerId | None = None) -> None:
        """Show what `change_pixels` would do.

        Raises:
            PainterError: The layer takes no paint.
        """
        self.preview(self.pixel_edit(change, layer_id=layer_id))

    def pixel_edit(self, change: Callable[[Raster], Raster], *, layer_id: LayerId | None = None) -> Edit:
        """Return the edit of a layer's pixels that respects the selection and locked alpha.

        Args:
            layer_id: Where None, the active layer, or its mask where that is painted on: there `change` gets an
                opaque grey picture of it.

        Raises:
            PainterError: The layer takes no paint.
        """
        if layer_id is None and isinstance(self.paintable(), Mask):
            return self._mask_edit(change, self.document.active_id or "")
        layer = self.paintable_layer(layer_id)

        def edit(d: Document) -> Document:
            old = d.layer(layer.id)
            new = change(old.raster)
            if old.alpha_locked:
                new = with_alpha_of(new, old.raster)
            return edits.set_raster(d, layer.id, confined(old.raster, new, d.selection))

        return edit

    def _mask_edit(self, change: Callable[[Raster], Raster], layer_id: LayerId) -> Edit:
        def edit(d: Document) -> Document:
            node = d.find(layer_id)
            if node is None or node.mask is None:
                raise KeyError(layer_id)
            picture = change(mask_picture(node.mask.raster))
            return edits.set_mask_raster(d, layer_id, mask_of_picture(picture, node.mask.raster, d.selection))

        return edit

    # Layers

    def select_layer(self, layer_id: LayerId, *, mask: bool = False) -> None:
        """Make a layer the active one, alone.

        Args:
            mask: Paint on its mask, where it has one, instead of its picture.
        """
        before = (self.chosen_ids, self.mask_active)
        self._chosen = frozenset()
        self._mask_of = layer_id if mask else None
        self.amend(lambda document: edits.select_layer(document, layer_id))
        if before != (self.chosen_ids, self.mask_active):
            self.cancel_stroke()
            self.chosen_changed.emit()

    def choose_layers(self, layer_ids: Iterable[LayerId], *, active: LayerId) -> None:
        """Choose several layers, one of them the active one."""
        before = self.chosen_ids
        self._chosen = frozenset(layer_ids) | {active}
        self._mask_of = None
        self.amend(lambda document: edits.select_layer(document, active))
        if before != self.chosen_ids:
            self.chosen_changed.emit()

    @property
    def chosen_ids(self) -> tuple[LayerId, ...]:
        """The layers that are worked on together, bottom to top: the active one and what was chosen beside it."""
        active = self.document.active_id
        if active is None:
            return ()
        if active not in self._chosen:
            return (active,)
        return tuple(node.id for node in self.document.nodes() if node.id in self._chosen)

    @property
    def mask_active(self) -> bool:
        """Whether the active layer's mask is painted on, and not its picture."""
        active = self.document.active
        return active is not None and active.mask is not None and active.id == self._mask_of

    def add_layer(self) -> None:
        """Insert an empty layer above the active one; within a run of clipped layers it is clipped too."""
        names = {node.name for node in self.document.nodes()}
        number = next(n for n in range(1, len(names) + 2) if f"Layer {n}" not in names)
        clipped = self._clipped_above(self.document.active_id)
        layer = Layer(raster=self.document.empty_raster(), name=f"Layer {number}", clipped=clipped)
        self.apply("New layer", lambda d: edits.insert_layer(d, layer, above=d.active_id))

    def add_picture(self, pixels: NDArray[np.uint8], name: str, *, center: tuple[int, int] | None = None) -> None:
        """Insert a picture, (h, w, 4) uint8 premultiplied, as a layer in the middle of the canvas or view."""
        document = self.document
        height, width = pixels.shape[:2]
        x, y = center or (document.width_px // 2, document.height_px // 2)
        raster = Raster.from_array(document.width_px, document.height_px, pixels, x - width // 2, y - height // 2)
        layer = Layer(raster=raster, name=name, clipped=self._clipped_above(document.active_id))
        self.apply("Insert picture", lambda d: edits.insert_layer(d, layer, above=d.active_id))

    def _clipped_above(self, layer_id: LayerId | None) -> bool:
        """Tell whether what lies directly above a layer is clipped.

        What comes between is clipped like it: it would else become what that one is clipped to.
        """
        if layer_id is None:
            return False
        parent = self.document.parent_of(layer_id)
        siblings = parent.children if parent else self.document.layers
        place = next(i for i, node in enumerate(siblings) if node.id == layer_id)
        return place + 1 < len(siblings) and siblings[place + 1].clipped

    def duplicate_layer(self, layer_id: LayerId) -> None:
        """Put a copy above a layer or group; the copy becomes active."""
        node = self._node(layer_id)
        stem = re.sub(r" copy( \d+)?$", "", node.name)
        taken = {other.name for other in self.document.nodes()}
        endings = (" copy", *(f" copy {number}" for number in range(2, len(taken) + 3)))
        name = next(stem + ending for ending in endings if stem + ending not in taken)
        self.apply("Duplicate layer", lambda d: edits.duplicate_layer(d, layer_id, name=name))

    def group_layer(self, layer_id: LayerId) -> None:
        """Put a layer into a new group, which becomes active. It passes through, so the picture stays as it is."""

        def edit(d: Document) -> Document:
            d = edits.group_layer(d, layer_id)
            assert d.active_id is not None
            return edits.set_properties(d, d.active_id, isolated=False)

        self._node(layer_id)
        self.apply("Group layer", edit)

    def delete_layer(self, layer_id: LayerId) -> None:
        """Delete a layer, or a group with all it holds; the last one too, for a new one can be added any time.

        Raises:
            PainterError: It, or a layer within it, is locked.
        """
        node = self._node(layer_id)
        locked = next((part for part, _ in walk((node,)) if part.locked), None)
        if locked is not None:
            raise PainterError(f"“{locked.name}” is locked. Unlock it to delete it.")
        self.apply("Delete layer", lambda d: edits.remove_layer(d, layer_id))

    def show_layers(self, visible: Mapping[LayerId, bool], *, label: str = "", merge: str = "") -> bool:
        """Show or hide several layers in one step; ids that are gone are passed over."""

        def edit(d: Document) -> Document:
            for layer_id, shown in visible.items():
                if d.find(layer_id) is not None:
                    d = edits.set_properties(d, layer_id, visible=shown)
            return d

        return self.apply(label or ("Show layer" if any(visible.values()) else "Hide layer"), edit, merge=merge)

    def _node(self, layer_id: LayerId) -> Node:
        node = self.document.find(layer_id)
        if node is None:
            raise PainterError("Choose a layer first.")
        return node

    def merge_down(self, layer_id: LayerId) -> None:
        """Merge a layer into the one below it, keeping how the two look together and the lower one's mode.

        The picture stays as it is where both are normal, or the lower one is normal and opaque. Other modes met
        what lies below both before and meet only the lower layer now.

        Raises:
            PainterError: There is no layer below, or one of the two is locked or hidden.
        """
        document = self.document
        parent = document.parent_of(layer_id)
        siblings = parent.children if parent else document.layers
        place = next(i for i, node in enumerate(siblings) if node.id == layer_id)
        if place == 0:
            raise PainterError("There is no layer below to merge with.")
        upper, lower = siblings[place], siblings[place - 1]
        if upper.locked or lower.locked:
            raise PainterError("A locked layer cannot be merged. Unlock it first.")
        if not (upper.visible and lower.visible):
            raise PainterError("A hidden layer cannot be merged: its paint would be lost. Show it first.")
        if isinstance(lower, Adjustment):
            raise PainterError("There is no picture below to merge with, only an adjustment.")
        # The lower layer's opacity is baked in; its mode stays, for it concerns what lies below both.
        base = replace(lower, mode=BlendMode.NORMAL, clipped=False)
        upper_clips = upper.clipped and not lower.clipped
        merged = Layer(
            raster=merge_layers((base, replace(upper, clipped=upper_clips)), document.width_px, document.height_px),
            name=lower.name,
            mode=lower.mode,
            clipped=lower.clipped,
            label=lower.label,
        )

        def edit(d: Document) -> Document:
            d = edits.remove_layer(d, upper.id)
            return edits.select_layer(edits.replace_node(d, lower.id, merged), merged.id)

        self.apply("Merge down", edit)

    # Strokes

    def paintable_layer(self, layer_id: LayerId | None = None) -> Layer:
        """Return the active layer (or another) where it may be painted on.

        Raises:
            PainterError: There is none, and why.
        """
        node = self.document.active if layer_id is None else self.document.find(layer_id)
        if node is None:
            raise PainterError("There is no layer to paint on. Add one first.")
        if isinstance(node, Group):
            raise PainterError("A group holds no paint. Choose one of its layers.")
        if isinstance(node, Adjustment):
            raise PainterError("An adjustment holds no paint. Choose a layer, or paint on its mask.")
        self._check_open(node)
        return node

    def paintable(self) -> Layer | Mask:
        """Return what a stroke goes onto: the active layer, or its mask where that is chosen.

        Raises:
            PainterError: There is none, and why.
        """
        node = self.document.active
        if not self.mask_active or node is None or node.mask is None:
            return self.paintable_layer()
        self._check_open(node)
        if not node.mask.enabled:
            raise PainterError(f"The mask of “{node.name}” is off. Turn it on to paint on it.")
        return node.mask

    def paintable_picture(self) -> Raster:
        """Return what a stroke goes onto as a picture: the active layer's, or its mask in opaque grey.

        Raises:
            PainterError: There is none, and why.
        """
        target = self.paintable()
        return mask_picture(target.raster) if isinstance(target, Mask) else target.raster

    def _check_open(self, node: Node) -> None:
        for part in self._with_parents(node):
            if part.locked:
                raise PainterError(f"“{part.name}” is locked. Unlock it to paint on it.")
            if not part.visible:
                raise PainterError(f"“{part.name}” is hidden. Show it to paint on it.")

    def _with_parents(self, node: Node) -> list[Node]:
        chain = [node]
        while (parent := self.document.parent_of(chain[-1].id)) is not None:
            chain.append(parent)
        return chain

    def begin_stroke(
        self,
        brush: Brush,
        color: tuple[int, int, int],
        *,
        erase: bool = False,
        zoom: float = 1.0,
        seed: int | None = None,
        symmetry: Symmetry | None = None,
        lock_alpha: bool = False,
        clone: Clone | None = None,
    ) -> Drawing | MaskStroke:
        """Begin a stroke on the active layer, within the selection; feed it through `extend_stroke`.

        Args:
            color: sRGB, 0–255 each.
            zoom: Screen pixels a canvas pixel, for the smoothing of the hand.
            seed, symmetry, lock_alpha, clone: See `painter.paint.stroke.Stroke`.

        Raises:
            PainterError: The active layer takes no paint, or a picture of the brush's is missing.
        """
        self.cancel_stroke()
        self.end_preview()
        target = self.paintable()
        options: dict[str, Any] = {"zoom": zoom, "seed": seed, "symmetry": symmetry}
        if isinstance(target, Mask):
            # An eraser takes away what shows: on a mask it paints black.
            color = (0, 0, 0) if erase else color
            paint = self._confined(Stroke(self.document.empty_raster(), brush, color, **options))
            self.stroke = MaskStroke(target.raster, paint)
        else:
            merged = self._merged_for(brush)
            paint = self._confined(
                Stroke(target.raster, brush, color, erase=erase, merged=merged, clone=clone, **options)
            )
            self.stroke = AlphaLockedStroke(paint) if lock_alpha or target.alpha_locked else paint
        if self.stroke_listener is not None:
            self.stroke_listener.begun(brush, color, erase=erase, zoom=zoom, symmetry=symmetry)
        self._stroke_layer = self.document.active_id or ""
        self._stroke_rect = EMPTY_RECT
        self._stroke_label = "Erase" if erase or brush.erases else "Brush stroke"
        return self.stroke

    def _merged_for(self, brush: Brush) -> Raster | None:
        """Return what is visible where a brush mixes with that and not with its own layer."""
        if brush.mix.mode == "off" or brush.mix.sample != "merged":
            return None
        document = self.document
        pixels = composite_rgba(compile_program(document), document.canvas)
        return Raster.from_array(document.width_px, document.height_px, pixels)

    def _confined(self, stroke: Drawing) -> Drawing:
        selection = self.document.selection
        return stroke if selection is None else LimitedStroke(stroke, selection)

    def extend_stroke(self, samples: Iterable[PenSample]) -> None:
        """Paint on; no stroke, no effect."""
        if self.stroke is None:
            return
        if self.stroke_listener is not None:
            samples = tuple(samples)
            self.stroke_listener.extended(samples)
        self._show_stroke(self.stroke.add(samples))

    def _show_stroke(self, rect: Rect) -> None:
        if not rect.empty:
            self._stroke_rect = self._stroke_rect.united(rect)
            self.stroke_changed.emit(rect)

    def end_stroke(self) -> None:
        """Commit the stroke in progress as one undo step; one without effect leaves none."""
        stroke, layer_id = self.stroke, self._stroke_layer
        if stroke is None:
            return
        if self.stroke_listener is not None:
            self.stroke_listener.ended()
        self._show_stroke(stroke.end())
        edit = _committed(stroke, layer_id)
        self.stroke = None
        if not self.apply(self._stroke_label, edit):
            self.stroke_changed.emit(self._stroke_rect)

    def cancel_stroke(self) -> None:
        """Drop the stroke in progress, if there is one."""
        stroke, self.stroke = self.stroke, None
        if stroke is not None:
            if self.stroke_listener is not None:
                self.stroke_listener.dropped()
            self.stroke_changed.emit(self._stroke_rect)

    @property
    def stroke_layer_id(self) -> LayerId | None:
        """The layer the stroke in progress is on."""
        return self._stroke_layer if self.stroke is not None else None

    # Models

    @property
    def pending(self) -> tuple[PendingLayer, ...]:
        """The layers that jobs are painting, oldest first."""
        return tuple(self._pending.values())

    def style_job(
        self,
        request: StyleRequest,
        *,
        source_id: LayerId | None = None,
        pictures: Mapping[int, NDArray[np.uint8]] | None = None,
        mask: NDArray[np.uint8] | None = None,
        replaces: LayerId | None = None,
        selection: MaskRaster | None = None,
    ) -> Job:
        """Return a job that repaints a layer, to be submitted to the model process; the session awaits its end.

        Args:
            source_id: The layer to repaint; the active one where None.
            pictures: Style pictures by their place in ``request.styles``, (h, w, 3) uint8 sRGB.
            mask: (canvas height, canvas width) uint8; 0 keeps the source's pixels.
            replaces: The layer the result refreshes; where None it becomes a new layer above the source.
            selection: Where to repaint: nothing else is painted, and a new layer gets it as its mask.

        Raises:
            PainterError: There is nothing to repaint.
        """
        source_id = source_id or self.document.active_id or ""
        layer = self.document.find(source_id)
        if not isinstance(layer, Layer):
            what = "an adjustment has no paint of its own" if isinstance(layer, Adjustment) else _NO_GROUP
            raise PainterError(f"Choose a layer to repaint: {what}.")
        rect = layer.raster.bounds()
        if rect.empty:
            raise PainterError(f"“{layer.name}” is empty. Paint something first, or choose another layer.")
        if rect.area > MAX_STYLE_PIXELS:
            raise PainterError("This layer is too large to repaint: 8192 × 8192 pixels is the most.")
        if selection is not None:
            if rect.intersected(selection.bounds()).empty:
                raise PainterError(f"Nothing of “{layer.name}” is selected. Select some of it, or repaint it all.")
            # All of what is selected in part is painted; how much of it shows is the new layer's mask's to say.
            wanted = np.where(selection.read(layer.raster.canvas) > 0, np.uint8(255), np.uint8(0))
            mask = wanted if mask is None else np.minimum(mask, wanted)
        inputs: dict[str, NDArray[Any]] = {"source": layer.raster.read(rect)}
        if mask is not None:
            inputs["mask"] = _placed_mask(mask, rect)
        for place, picture in (pictures or {}).items():
            inputs[f"style{place}"] = picture
        name = request.label
        request = replace(
            request,
            source=SourceRef(layer_id=layer.id, digest=layer.raster.digest()),
            program=__version__,
        )
        job = Job(
            request=request,
            inputs=inputs,
            label=name,
            priority=Priority.NORMAL,
            supersedes=f"refresh:{replaces}" if replaces else "",
        )
        self._pending[job.id] = PendingLayer(
            job=job,
            name=name,
            source_id=layer.id,
            source=layer.raster,
            rect=rect,
            replaces=replaces,
            selection=selection,
        )
        self.pending_changed.emit()
        return job

    def render_again(self, layer_id: LayerId) -> Job:
        """Return a job that renders a layer's recipe over its source as it is now.

        Raises:
            PainterError: The layer has no recipe, is locked, or its source is gone.
        """
        layer = self.document.find(layer_id)
        if not isinstance(layer, Layer) or not isinstance(layer.recipe, StyleRequest):
            raise PainterError("This layer was painted by hand and has no recipe.")
        if layer.locked:
            raise PainterError(f"“{layer.name}” is locked. Unlock it to render it again.")
        source = layer.recipe.source
        if source is None or not isinstance(self.document.find(source.layer_id), Layer):
            raise PainterError(
                f"The layer “{layer.name}” was made from is no longer in the document, so it stays as it is."
            )
        return self.style_job(layer.recipe, source_id=source.layer_id, replaces=layer_id)

    def accept(self, done: Done) -> LayerId | None:
        """Insert (or refresh) the layer a job painted; return its id, or None where nobody awaits it.

        A new layer shows no more than its source does: it has the source's mask and is clipped as it is. Above a
        layer that others are clipped to it is clipped to that layer too, so that theirs it remains.

        A stroke in progress goes on, over the fresh pixels where it is on the very layer that is refreshed. A layer
        that was locked or deleted meanwhile is not refreshed; the result becomes a new one.
        """
        pending = self._pending.pop(done.job_id, None)
        if pending is None:
            return None
        document = self.document
        image = np.ascontiguousarray(done.outputs["image"])
        raster = Raster.from_array(document.width_px, document.height_px, image, pending.rect.x0, pending.rect.y0)
        request: Request = done.request
        if request.source is not None:
            self._rendered_from[request.source.digest] = pending.source
        old = document.find(pending.replaces) if pending.replaces else None
        if isinstance(old, Layer) and not old.locked:
            layer = replace(old, raster=raster, recipe=request)
            if (
                self._stroke_layer == layer.id
                and self.stroke is not None
                and not isinstance(self.stroke, MaskStroke)
            ):
                self.stroke.rebase(raster)
            self._apply_beside_stroke(
                f"Render “{layer.name}” again", lambda d: edits.replace_node(d, layer.id, layer)
            )
        else:
            selection = pending.selection
            if selection is not None and selection.shape != (document.width_px, document.height_px):
                selection = None  # the canvas was cropped meanwhile
            new = Layer(raster=raster, name=pending.name, recipe=request)
            layer = self._beside(pending.source_id, new, selection)
            above = pending.source_id if document.find(pending.source_id) else None
            self._apply_beside_stroke(
                f"Style “{layer.name}”",
                lambda d: edits.insert_layer(d, layer, above=above, select=False),
            )
        self.pending_changed.emit()
        return layer.id

    def _beside(self, source_id: LayerId, layer: Layer, selection: MaskRaster | None) -> Layer:
        """Return a layer limited to a selection, and to what shows of its source if that is still there."""
        source = self.document.find(source_id)
        mask = None if selection is None else Mask(raster=selection)
        if source is None:
            return replace(layer, mask=mask)
        if not source.clipped and self._clipped_above(source_id):
            return replace(layer, clipped=True, mask=mask)  # the source's mask counts for what is clipped to it
        if mask is None:
            mask = source.mask
        elif source.shown_mask is not None:
            mask = Mask(raster=combined(from_mask(source.shown_mask), mask.raster, Combine.INTERSECT))
        return replace(layer, clipped=source.clipped, mask=mask)

    def _apply_beside_stroke(self, label: str, edit: Edit) -> None:
        """Record an edit of other layers without touching the stroke in progress."""
        old = self.document
        new = edit(old)
        self._merge_key = ""
        self.history.record(label, new)
        self._announce(old)

    def drop_pending(self, job_id: int) -> None:
        """Await a job no longer (it failed or was cancelled)."""
        if self._pending.pop(job_id, None) is not None:
            self.pending_changed.emit()

    def stale(self, layer: Layer) -> bool:
        """Tell whether a layer's source no longer looks as it did when the recipe was rendered."""
        if not isinstance(layer.recipe, StyleRequest) or layer.recipe.source is None:
            return False
        source = self.document.find(layer.recipe.source.layer_id)
        if not isinstance(source, Layer):
            return False
        # By the digest in the recipe, not by layer: copies and what undo brings back keep their recipes.
        return source.raster is not self._rendered_from.get(layer.recipe.source.digest)

    def _remember_fresh_recipes(self, document: Document) -> None:
        """Compare the recipes of an opened document with their sources, once."""
        for node in document.nodes():
            if isinstance(node, Layer) and isinstance(node.recipe, StyleRequest) and node.recipe.source:
                source = document.find(node.recipe.source.layer_id)
                if isinstance(source, Layer) and source.raster.digest() == node.recipe.source.digest:
                    self._rendered_from[node.recipe.source.digest] = source.raster


def _committed(stroke: Drawing | MaskStroke, layer_id: LayerId) -> Edit:
    """Return the edit that makes a stroke part of the document."""
    if isinstance(stroke, MaskStroke):
        mask = stroke.commit()
        return lambda d: edits.set_mask_raster(d, layer_id, mask)
    raster = stroke.commit()
    return lambda d: edits.set_raster(d, layer_id, raster)


def _placed_mask(mask: NDArray[np.uint8], rect: Rect) -> NDArray[np.uint8]:
    """Return the part of a canvas-sized mask under `rect`; 0 outside the canvas."""
    out = np.zeros((rect.height, rect.width), np.uint8)
    hit = rect.intersected(Rect(0, 0, mask.shape[1], mask.shape[0]))
    if not hit.empty:
        out[hit.y0 - rect.y0 : hit.y1 - rect.y0, hit.x0 - rect.x0 : hit.x1 - rect.x0] = mask[
            hit.y0 : hit.y1, hit.x0 : hit.x1
        ]
    return out
