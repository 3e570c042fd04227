"""The rows of the layer list: the document's tree from top to bottom, with what its jobs do, as a Qt model.

Reads the session; changes nothing. How a row looks is in `layer_row`.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QImage

from painter.document.document import Document
from painter.document.geometry import Rect
from painter.document.layer import Adjustment, BlendMode, ColorLabel, Group, Layer, LayerId, Node, walk
from painter.document.raster import MaskRaster, Raster
from painter.jobs.queue import STOPPING
from painter.ui.adjustments.kinds import kind_icon
from painter.ui.panels.blend_modes import mode_name
from painter.ui.panels.layer_jobs import LayerJob, seconds_left
from painter.ui.panels.layer_labels import label_name
from painter.ui.panels.layer_places import RowNode

Index = QModelIndex | QPersistentModelIndex


class RowState(StrEnum):
    """What the second line of a row is about."""

    NORMAL = "normal"
    PAINTING = "painting"
    WAITING = "waiting"
    FAILED = "failed"
    STALE = "stale"


@dataclass(frozen=True, slots=True, kw_only=True)
class LayerRow:
    """One row, with everything that is painted of it.

    Attributes:
        key: The layer's id; "job:" and a number for a layer that is yet to be painted.
        layer_id: None where there is no layer yet.
        job_id: The job that paints or failed to paint this layer.
        visible: The layer's own switch; `shown` counts the groups it is in.
        words: The second line.
        rect: Where on the canvas the preview lies.
        chosen: It is worked on together with the active one (or is that).
        icon: What stands for a node without pixels; "" for a layer or group.
        mask: Its values; None where there is no mask.
        mask_active: The mask is painted on instead of the picture.
    """

    key: str
    name: str
    words: str
    layer_id: LayerId | None = None
    job_id: int | None = None
    depth: int = 0
    group: bool = False
    expanded: bool = True
    visible: bool = True
    shown: bool = True
    locked: bool = False
    recipe: bool = False
    active: bool = False
    opacity: float = 1.0
    mode: BlendMode = BlendMode.NORMAL
    passes_through: bool = False
    state: RowState = RowState.NORMAL
    fraction: float = 0.0
    raster: Raster | None = None
    preview: QImage | None = None
    rect: Rect | None = None
    chosen: bool = False
    clipped: bool = False
    alpha_locked: bool = False
    label: ColorLabel = ColorLabel.NONE
    icon: str = ""
    mask: MaskRaster | None = None
    mask_on: bool = True
    mask_active: bool = False


class LayerModel(QAbstractListModel):
    """Rows from top to bottom; changes are told row by row, so the view keeps its place and its editor."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: list[LayerRow] = []
        self._changing = False

    @property
    def changing(self) -> bool:
        """Whether rows are just being exchanged: what views do then is no wish of the artist's."""
        return self._changing

    def show(
        self,
        document: Document,
        jobs: tuple[LayerJob, ...],
        *,
        stale: Callable[[Layer], bool],
        now: float,
        chosen: Collection[LayerId] = (),
        mask_active: bool = False,
    ) -> None:
        """Show a document and its jobs.

        Args:
            stale: Whether a layer's source has changed.
            now: Seconds since the epoch, for the time left.
            chosen: The layers that are worked on together.
            mask_active: The active layer's mask is painted on.
        """
        rows = list(_Rows(document, jobs, stale, now, chosen=chosen, mask_active=mask_active).all())
        self._changing = True
        try:
            self._set_rows(rows)
        finally:
            self._changing = False

    def rows(self) -> tuple[LayerRow, ...]:
        return tuple(self._rows)

    def row(self, place: int) -> LayerRow | None:
        return self._rows[place] if 0 <= place < len(self._rows) else None

    def find(self, key: str) -> LayerRow | None:
        return next((row for row in self._rows if row.key == key), None)

    def index_of(self, key: str | None) -> QModelIndex:
        """Return the index of a row; an invalid one where there is none."""
        for place, row in enumerate(self._rows):
            if row.key == key:
                return self.index(place)
        return QModelIndex()

    def nodes(self) -> tuple[list[RowNode], list[int]]:
        """Return the rows that are layers or groups, and the place of each among all rows."""
        found = [
            (RowNode(row.layer_id, row.depth, row.group and row.expanded), place)
            for place, row in enumerate(self._rows)
            if row.layer_id is not None
        ]
        return [node for node, _ in found], [place for _, place in found]

    # --- what Qt asks ---

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        row = self.row(index.row())
        if row is None:
            return None
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole):
            return row.name
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self.spoken(row)
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        row = self.row(index.row())
        if row is None:
            return Qt.ItemFlag.NoItemFlags
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        return flags | Qt.ItemFlag.ItemIsEditable if row.layer_id is not None else flags

    def spoken(self, row: LayerRow) -> str:
        """Return what a screen reader says of a row."""
        parts = [row.name]
        if row.group:
            parts.append(self.tr("group, open") if row.expanded else self.tr("group, closed"))
        elif row.recipe:
            parts.append(self.tr("co-painted"))
        if row.state is RowState.STALE:
            parts.append(self.tr("sources changed"))
        elif row.state is not RowState.NORMAL:
            parts.append(row.words)
        if row.layer_id is not None:
            parts.append(self.tr("visible") if row.visible else self.tr("hidden"))
            if row.chosen and not row.active:
                parts.append(self.tr("chosen too"))
            if row.locked:
                parts.append(self.tr("locked"))
            if row.alpha_locked:
                parts.append(self.tr("transparency locked"))
            if row.clipped:
                parts.append(self.tr("clipped to the layer below"))
            if row.mask is not None:
                parts.append(self._spoken_mask(row))
            if row.label is not ColorLabel.NONE:
                parts.append(self.tr("label {colour}").format(colour=label_name(row.label).lower()))
            parts.append(self.tr("pass through") if row.passes_through else mode_name(row.mode).lower())
            if not row.passes_through or row.opacity < 1.0:
                parts.append(self.tr("{percent} percent").format(percent=round(100 * row.opacity)))
        if row.depth:
            parts.append(self.tr("level {level}").format(level=row.depth + 1))
        return ", ".join(parts)

    def _spoken_mask(self, row: LayerRow) -> str:
        if not row.mask_on:
            return self.tr("mask off")
        return self.tr("painting on the mask") if row.mask_active else self.tr("masked")

    # --- telling what changed ---

    def _set_rows(self, rows: list[LayerRow]) -> None:
        wanted = {row.key for row in rows}
        for place in reversed(range(len(self._rows))):
            if self._rows[place].key not in wanted:
                self.beginRemoveRows(QModelIndex(), place, place)
                del self._rows[place]
                self.endRemoveRows()
        known = {row.key for row in self._rows}
        for place, row in enumerate(rows):
            if row.key not in known:
                at = min(place, len(self._rows))
                self.beginInsertRows(QModelIndex(), at, at)
                self._rows.insert(at, row)
                self.endInsertRows()
        if [row.key for row in self._rows] != [row.key for row in rows]:
            self._reorder(rows)
        for place, (old, new) in enumerate(zip(self._rows, rows, strict=True)):
            if old != new:
                self._rows[place] = new
                index = self.index(place)
                self.dataChanged.emit(index, index)

    def _reorder(self, rows: list[LayerRow]) -> None:
        self.layoutAboutToBeChanged.emit()
        before = self.persistentIndexList()
        keys = [self._rows[index.row()].key for index in before]
        by_key = {row.key: row for row in self._rows}
        self._rows = [by_key[row.key] for row in rows]
        self.changePersistentIndexList(before, [self.index_of(key) for key in keys])
        self.layoutChanged.emit()


class _Rows(QObject):
    """Makes the rows of one state."""

    def __init__(
        self,
        document: Document,
        jobs: tuple[LayerJob, ...],
        stale: Callable[[Layer], bool],
        now: float,
        *,
        chosen: Collection[LayerId],
        mask_active: bool,
    ) -> None:
        super().__init__()
        self._document, self._stale, self._now = document, stale, now
        self._chosen, self._mask_active = frozenset(chosen), mask_active
        here = {node.id for node in document.nodes()}
        self._refreshing = {job.replaces: job for job in jobs if job.replaces in here}
        self._coming: dict[LayerId | None, list[LayerJob]] = {}
        for job in jobs:
            if job.replaces not in here:
                self._coming.setdefault(job.source_id if job.source_id in here else None, []).append(job)

    def all(self) -> Iterator[LayerRow]:
        # A job whose source is gone becomes a layer on top of everything.
        for job in self._coming.get(None, ()):
            yield self._job_row(job, 0)
        yield from self._among(self._document.layers, 0, True)

    def _among(self, nodes: tuple[Node, ...], depth: int, shown: bool) -> Iterator[LayerRow]:
        for node in reversed(nodes):
            # A closed group keeps its layers to itself, but not their jobs.
            hidden = walk((node,)) if isinstance(node, Group) and not node.expanded else ((node, depth),)
            for part, _ in hidden:
                for job in self._coming.get(part.id, ()):
                    yield self._job_row(job, depth)
            yield self._node_row(node, depth, shown)
            if isinstance(node, Group) and node.expanded:
                yield from self._among(node.children, depth + 1, shown and node.visible)

    def _node_row(self, node: Node, depth: int, shown: bool) -> LayerRow:
        job = self._refreshing.get(node.id)
        state, words = self._standing(node, job)
        layer = node if isinstance(node, Layer) else None
        return LayerRow(
            key=node.id,
            name=node.name,
            words=words,
            layer_id=node.id,
            job_id=job.id if job else None,
            depth=depth,
            group=isinstance(node, Group),
            expanded=isinstance(node, Group) and node.expanded,
            visible=node.visible,
            shown=shown and node.visible,
            locked=node.locked,
            recipe=layer is not None and layer.recipe is not None,
            active=node.id == self._document.active_id,
            opacity=node.opacity,
            mode=node.mode,
            passes_through=isinstance(node, Group) and not node.isolated,
            state=state,
            fraction=_fraction(job),
            raster=layer.raster if layer else None,
            preview=job.preview if job else None,
            rect=job.rect if job else None,
            chosen=node.id in self._chosen,
            clipped=node.clipped,
            alpha_locked=layer is not None and layer.alpha_locked,
            label=node.label,
            icon=kind_icon(type(node.settings)) if isinstance(node, Adjustment) else "",
            mask=node.mask.raster if node.mask is not None else None,
            mask_on=node.mask is None or node.mask.enabled,
            mask_active=self._mask_active and node.id == self._document.active_id,
        )

    def _job_row(self, job: LayerJob, depth: int) -> LayerRow:
        state, words = self._job_standing(job)
        return LayerRow(
            key=f"job:{job.id}",
            name=job.name,
            words=words,
            job_id=job.id,
            depth=depth,
            recipe=True,
            state=state,
            fraction=_fraction(job),
            raster=job.source,
            preview=job.preview,
            rect=job.rect,
        )

    def _standing(self, node: Node, job: LayerJob | None) -> tuple[RowState, str]:
        if job is not None:
            return self._job_standing(job)
        if isinstance(node, Layer):
            if self._stale(node):
                return RowState.STALE, self.tr("Sources changed")
            return RowState.NORMAL, f"{mode_name(node.mode)} · {_percent(node.opacity)}"
        if isinstance(node, Adjustment):
            return RowState.NORMAL, f"{mode_name(node.mode)} · {_percent(node.opacity)}"
        if not node.isolated:
            words = self.tr("Group · Pass through")
            return RowState.NORMAL, words if node.opacity == 1.0 else f"{words} · {_percent(node.opacity)}"
        return RowState.NORMAL, self.tr("Group · {mode} · {opacity}").format(
            mode=mode_name(node.mode), opacity=_percent(node.opacity)
        )

    def _job_standing(self, job: LayerJob) -> tuple[RowState, str]:
        status = job.status
        if status is not None and job.failed:
            return RowState.FAILED, status.message
        if status is None or not job.running:
            return RowState.WAITING, self.tr("Waiting")
        if status.note == STOPPING:
            return RowState.PAINTING, self.tr("Stopping…")
        if status.fraction <= 0:
            return RowState.PAINTING, status.note or self.tr("Starting…")
        words = self.tr("Painting {percent}").format(percent=_percent(status.fraction))
        left = seconds_left(status, job.heard_at, self._now)
        if left is not None:
            words += " · " + self._time(left)
        return RowState.PAINTING, words

    def _time(self, seconds: float) -> str:
        if seconds < 90:
            return self.tr("about {count} s").format(count=max(1, round(seconds)))
        return self.tr("about {count} min").format(count=round(seconds / 60))


def _fraction(job: LayerJob | None) -> float:
    return job.status.fraction if job is not None and job.status is not None else 0.0


def _percent(share: float) -> str:
    return f"{round(100 * share)} %"
