"""The open document, its history and its jobs: the one door through which anything changes.

Knows no window and no model process: the window connects to its signals and carries the jobs it makes to a
`painter.ui.model_thread`, the command line to a `painter.jobs.client`. Everything here runs on one thread.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
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
from painter.document.layer import Adjustment, BlendMode, Group, Layer, LayerId, Node, walk
from painter.document.raster import Raster
from painter.errors import PainterError
from painter.jobs.job import Done, Job, Priority
from painter.paint.brush import Brush
from painter.paint.cloning import Clone
from painter.paint.stroke import PenSample, Stroke
from painter.paint.symmetry import Symmetry
from painter.pixels.composite import composite_rgba
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
    """

    job: Job
    name: str
    source_id: LayerId
    source: Raster
    rect: Rect
    replaces: LayerId | None = None


class Session:
    """An open document.

    Signals:
        document_changed(old, new): The present document is another one; strokes in progress do not count.
        stroke_changed(rect): The stroke in progress shows differently within a canvas rectangle.
        pending_changed(): Jobs that paint layers began or ended.
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
        self.stroke: Stroke | None = None
        self._stroke_layer: LayerId = ""
        self._stroke_rect = EMPTY_RECT
        self._stroke_label = ""
        self._merge_key = ""
        self._pending: dict[int, PendingLayer] = {}
        # Weakly: a source that neither the document nor its history holds any more is no present source either.
        self._rendered_from: WeakValueDictionary[str, Raster] = WeakValueDictionary()
        self.document_changed: Signal[[Document, Document]] = Signal()
        self.stroke_changed: Signal[[Rect]] = Signal()
        self.pending_changed: Signal[[]] = Signal()
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
            self.history.amend(new)
            self._announce(old)

    def undo(self) -> None:
        """Drop the stroke in progress, or go one step back."""
        if self.stroke is not None:
            self.cancel_stroke()
            return
        old = self.document
        self.history.undo()
        self._announce(old)

    def redo(self) -> None:
        if self.stroke is None:
            old = self.document
            self.history.redo()
            self._announce(old)

    def go_to(self, index: int) -> None:
        """Go to any state in the history."""
        self.cancel_stroke()
        old = self.document
        self.history.go_to(index)
        self._announce(old)

    def _announce(self, old: Document) -> None:
        if self.document is not old:
            self.document_changed.emit(old, self.document)
            self.saved_changed.emit()

    # Layers

    def select_layer(self, layer_id: LayerId) -> None:
        self.amend(lambda document: edits.select_layer(document, layer_id))

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

    def paintable_layer(self) -> Layer:
        """Return the active layer where a stroke may go.

        Raises:
            PainterError: There is none, and why.
        """
        node = self.document.active
        if node is None:
            raise PainterError("There is no layer to paint on. Add one first.")
        if isinstance(node, Group):
            raise PainterError("A group holds no paint. Choose one of its layers.")
        if isinstance(node, Adjustment):
            raise PainterError("An adjustment holds no paint. Choose a layer, or paint on its mask.")
        for part in self._with_parents(node):
            if part.locked:
                raise PainterError(f"“{part.name}” is locked. Unlock it to paint on it.")
            if not part.visible:
                raise PainterError(f"“{part.name}” is hidden. Show it to paint on it.")
        return node

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
        limit: NDArray[np.uint8] | None = None,
        clone: Clone | None = None,
    ) -> Stroke:
        """Begin a stroke on the active layer; feed it through `extend_stroke`.

        Args:
            color: sRGB, 0–255 each.
            zoom: Screen pixels a canvas pixel, for the smoothing of the hand.
            lock_alpha: Paint only where there is paint; the layer's own lock counts anyway.
            limit: (canvas height, canvas width) uint8, where paint may go; the selection where None.
            seed, symmetry, clone: See `painter.paint.stroke.Stroke`.

        Raises:
            PainterError: The active layer takes no paint, or a picture of the brush's is missing.
        """
        self.cancel_stroke()
        layer = self.paintable_layer()
        if limit is None and self.document.selection is not None:
            limit = self.document.selection.read(self.document.canvas)
        merged = None
        if brush.mix.mode != "off" and brush.mix.sample == "merged":
            document = self.document
            pixels = composite_rgba(compile_program(document), document.canvas)
            merged = Raster.from_array(document.width_px, document.height_px, pixels)
        self.stroke = Stroke(
            layer.raster,
            brush,
            color,
            erase=erase,
            zoom=zoom,
            seed=seed,
            symmetry=symmetry,
            lock_alpha=lock_alpha or layer.alpha_locked,
            limit=limit,
            merged=merged,
            clone=clone,
        )
        self._stroke_layer = layer.id
        self._stroke_rect = EMPTY_RECT
        self._stroke_label = "Erase" if erase or brush.erases else "Brush stroke"
        return self.stroke

    def extend_stroke(self, samples: Iterable[PenSample]) -> None:
        """Paint on; no stroke, no effect."""
        if self.stroke is not None:
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
        self._show_stroke(stroke.end())
        raster = stroke.commit()
        self.stroke = None
        if not self.apply(self._stroke_label, lambda d: edits.set_raster(d, layer_id, raster)):
            self.stroke_changed.emit(self._stroke_rect)

    def cancel_stroke(self) -> None:
        """Drop the stroke in progress, if there is one."""
        stroke, self.stroke = self.stroke, None
        if stroke is not None:
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
    ) -> Job:
        """Return a job that repaints a layer, to be submitted to the model process; the session awaits its end.

        Args:
            source_id: The layer to repaint; the active one where None.
            pictures: Style pictures by their place in ``request.styles``, (h, w, 3) uint8 sRGB.
            mask: (canvas height, canvas width) uint8; 0 keeps the source's pixels.
            replaces: The layer the result refreshes; where None it becomes a new layer above the source.

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
            job=job, name=name, source_id=layer.id, source=layer.raster, rect=rect, replaces=replaces
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
            if self.stroke is not None and self._stroke_layer == layer.id:
                self.stroke.rebase(raster)
            self._apply_beside_stroke(
                f"Render “{layer.name}” again", lambda d: edits.replace_node(d, layer.id, layer)
            )
        else:
            layer = self._beside(pending.source_id, Layer(raster=raster, name=pending.name, recipe=request))
            above = pending.source_id if document.find(pending.source_id) else None
            self._apply_beside_stroke(
                f"Style “{layer.name}”",
                lambda d: edits.insert_layer(d, layer, above=above, select=False),
            )
        self.pending_changed.emit()
        return layer.id

    def _beside(self, source_id: LayerId, layer: Layer) -> Layer:
        """Return a layer limited to what shows of its source, if that is still there."""
        source = self.document.find(source_id)
        if source is None:
            return layer
        if not source.clipped and self._clipped_above(source_id):
            return replace(layer, clipped=True)  # the source's mask counts for what is clipped to it
        return replace(layer, clipped=source.clipped, mask=source.mask)

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


def _placed_mask(mask: NDArray[np.uint8], rect: Rect) -> NDArray[np.uint8]:
    """Return the part of a canvas-sized mask under `rect`; 0 outside the canvas."""
    out = np.zeros((rect.height, rect.width), np.uint8)
    hit = rect.intersected(Rect(0, 0, mask.shape[1], mask.shape[0]))
    if not hit.empty:
        out[hit.y0 - rect.y0 : hit.y1 - rect.y0, hit.x0 - rect.x0 : hit.x1 - rect.x0] = mask[
            hit.y0 : hit.y1, hit.x0 : hit.x1
        ]
    return out
