"""The layers panel: the list, and what can be done with its layers. Every change goes through the session.

Starts and stops no job: what is asked of the models is told by signals.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Collection
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPoint, Qt, QTimer, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QHideEvent,
    QImage,
    QResizeEvent,
    QShowEvent,
)
from PySide6.QtWidgets import QApplication, QHBoxLayout, QMenu, QSizePolicy, QVBoxLayout, QWidget

from painter import layering
from painter.ai.request import StyleRequest
from painter.document import edits
from painter.document.adjustments import AdjustmentSettings
from painter.document.document import Document
from painter.document.layer import Adjustment, BlendMode, ColorLabel, Group, Layer, LayerId, Node, walk
from painter.errors import PainterError
from painter.jobs.queue import JobStatus
from painter.layering import MaskKind
from painter.paint.on_mask import mask_picture
from painter.session import Session
from painter.ui.adjustments.card import AdjustmentCard
from painter.ui.adjustments.kinds import GROUPS, kind_icon, kind_name
from painter.ui.icons import icon
from painter.ui.panels.blend_modes import mode_groups
from painter.ui.panels.layer_jobs import LayerJobs
from painter.ui.panels.layer_labels import label_icon, label_name
from painter.ui.panels.layer_list import LayerList
from painter.ui.panels.layer_model import LayerModel, LayerRow, RowState
from painter.ui.panels.layer_places import Place, place_above, place_below
from painter.ui.panels.layer_row import RowPart, again_text, mask_key
from painter.ui.panels.layer_thumbnails import Thumbnails, image_of
from painter.ui.panels.recipe_card import RecipeCard
from painter.ui.theme import key_text
from painter.ui.widgets.drop_down import DropDown
from painter.ui.widgets.icon_button import IconButton
from painter.ui.widgets.labels import Separator
from painter.ui.widgets.value_field import ValueField

COMPACT_BELOW_PX = 236
"""Lower than this the panel shows only its list."""
PASS_THROUGH = "pass-through"
_EYES = "eyes"
_TICK_MS = 1000


class LayersPanel(QWidget):
    """Mode, opacity and lock of the active layer, the list, and buttons below it.

    Signals:
        cancel_requested(int): A job is to stop.
        retry_requested(int): A job that failed is to be tried again.
        failure_dismissed(int): A job that failed will not be tried again.
        render_again_requested(str): A layer's recipe is to be rendered anew.
        recipe_requested(str): A layer's recipe was opened.
        recipe_change_requested(str): A layer's recipe is to be loaded for changing.
        refused(str): Why something cannot be done, in a sentence.
        compact_changed(bool): The panel hides its fields and buttons for want of height, or shows them again.
    """

    cancel_requested = Signal(int)
    retry_requested = Signal(int)
    failure_dismissed = Signal(int)
    render_again_requested = Signal(str)
    recipe_requested = Signal(str)
    recipe_change_requested = Signal(str)
    refused = Signal(str)
    compact_changed = Signal(bool)

    def __init__(
        self, session: Session, parent: QWidget | None = None, *, clock: Callable[[], float] = time.time
    ) -> None:
        """Show a session.

        Args:
            clock: Seconds since the epoch.
        """
        super().__init__(parent)
        self._session = session
        self._clock = clock
        self._jobs = LayerJobs()
        self._showing = False
        self._compact = False
        self._card: RecipeCard | None = None
        self._card_key = ""
        self._adjusting: AdjustmentCard | None = None
        self._mask_alone: LayerId | None = None
        self._menu: QMenu | None = None
        self._announced: dict[int, int] = {}
        self._before_isolation: tuple[LayerId, dict[LayerId, bool]] | None = None
        self._model = LayerModel(self)
        self._thumbnails = Thumbnails(busy=lambda: self._session.stroke is not None, parent=self)
        self._list = LayerList(self._model, self._thumbnails)
        self._tick = QTimer(self)
        self._tick.setInterval(_TICK_MS)
        self._tick.timeout.connect(self.refresh)
        self._make_fields()
        self._make_buttons()
        self._lay_out()
        self._connect_list()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._connect_session()

    # --- building ---

    def _make_fields(self) -> None:
        self._mode = DropDown(
            name=self.tr("Blend mode"), height=28, hint=self.tr("How the layer meets those below.")
        )
        self._mode.setObjectName("mode")
        self._mode_choices = ""
        self._mode.activated.connect(self._mode_chosen)
        self._opacity = ValueField(self.tr("Opacity"), 0, 100, 100, default=100, suffix=" %", height=28)
        self._opacity.setObjectName("opacity")
        self._opacity.value_changed.connect(self._opacity_turned)
        self._opacity.editing_finished.connect(lambda: self._session.end_merge())
        self._alpha_lock = IconButton(
            "alpha-lock",
            self.tr("Lock transparency"),
            hint=self.tr("Painting changes colours only; what is transparent stays so."),
            size=28,
            icon_px=16,
            checkable=True,
        )
        self._alpha_lock.setObjectName("alpha-lock")
        self._alpha_lock.clicked.connect(self.toggle_alpha_lock)
        self._lock = IconButton("lock-simple", self.tr("Lock layer"), keys="/", size=28, icon_px=16, checkable=True)
        self._lock.setObjectName("lock")
        self._lock.clicked.connect(self.toggle_lock)

    def _make_buttons(self) -> None:
        def button(name: str, text: str, keys: str, act: Callable[[], None]) -> IconButton:
            made = IconButton(name, text, keys=keys, icon_px=18)
            made.clicked.connect(lambda: act())
            return made

        self._new = button("plus", self.tr("New layer"), "Ctrl+Shift+N", self.add_layer)
        self._group = button("folder", self.tr("Group"), "Ctrl+G", self.group_layer)
        self._mask = button("circle-half", self.tr("Add mask"), "", self._add_mask_pressed)
        self._mask.describe(
            self.tr("Add mask"),
            hint=self.tr("From the selection where there is one, else one that shows all; Alt+click: hides all."),
        )
        self._adjust = button("sliders-horizontal", self.tr("New adjustment"), "", self._open_adjustments)
        self._clip = button("clip", self.tr("Clip to layer below"), "Ctrl+Alt+G", self.clip)
        self._delete = button("trash", self.tr("Delete layer"), "Shift+Del", self.delete_layer)

    def _lay_out(self) -> None:
        self._fields = QWidget()
        fields = QHBoxLayout(self._fields)
        fields.setContentsMargins(12, 8, 12, 8)
        fields.setSpacing(8)
        fields.addWidget(self._mode, 1)
        fields.addWidget(self._opacity, 1)
        fields.addWidget(self._alpha_lock)
        fields.addWidget(self._lock)
        fields.setSpacing(6)
        self._buttons = QWidget()
        foot = QVBoxLayout(self._buttons)
        foot.setContentsMargins(0, 0, 0, 0)
        foot.setSpacing(0)
        foot.addWidget(Separator())
        row = QHBoxLayout()
        row.setContentsMargins(8, 4, 8, 4)
        row.setSpacing(4)
        for button in (self._new, self._group, self._mask, self._adjust, self._clip):
            row.addWidget(button)
        row.addStretch(1)
        row.addWidget(self._delete)
        foot.addLayout(row)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self._fields)
        whole.addWidget(self._list, 1)
        whole.addWidget(self._buttons)

    def _connect_list(self) -> None:
        rows = self._list
        rows.chosen.connect(self._choose)
        rows.chosen_many.connect(lambda ids, active: self._session.choose_layers(ids, active=active))
        rows.target_asked.connect(lambda layer_id, mask: self._session.select_layer(layer_id, mask=mask))
        rows.mask_toggle_asked.connect(
            lambda layer_id: self._try(lambda: layering.toggle_mask(self._session, layer_id))
        )
        rows.mask_alone_asked.connect(self.show_mask_alone)
        rows.clip_asked.connect(lambda layer_id: self._try(lambda: self._clip_one(layer_id)))
        rows.properties_asked.connect(self.open_adjustment)
        rows.visibility_asked.connect(self._show)
        rows.sweep_ended.connect(lambda: self._session.end_merge())
        rows.isolation_asked.connect(self.isolate)
        rows.fold_asked.connect(self._fold)
        rows.renamed.connect(self._rename)
        rows.moved.connect(self._move)
        rows.nudged.connect(self._nudge)
        rows.delete_asked.connect(self._delete_row)
        rows.part_clicked.connect(self._clicked)
        rows.menu_asked.connect(self._open_menu)

    # --- the session ---

    @property
    def view(self) -> LayerList:
        """The list itself, for the focus order."""
        return self._list

    @property
    def thumbnails(self) -> Thumbnails:
        """The pictures of the rows."""
        return self._thumbnails

    def rows(self) -> tuple[LayerRow, ...]:
        """Return the rows from top to bottom."""
        return self._model.rows()

    def row(self, key: str) -> LayerRow | None:
        """Return a row by its key: a layer's id, or "job:" and a job's number."""
        return self._model.find(key)

    def set_session(self, session: Session) -> None:
        """Show another session; what is known of the jobs of the one before is dropped."""
        self._session.document_changed.disconnect(self._document_changed)
        self._session.pending_changed.disconnect(self.refresh)
        self._session.chosen_changed.disconnect(self.refresh)
        self._session = session
        self._close_adjusting()
        self._mask_alone = None
        self._jobs.clear()
        self._close_card()
        self._before_isolation = None
        self._connect_session()

    def _connect_session(self) -> None:
        self._session.document_changed.connect(self._document_changed)
        self._session.pending_changed.connect(self.refresh)
        self._session.chosen_changed.connect(self.refresh)
        self.refresh()
        self._list.scrollTo(self._list.currentIndex())

    def _document_changed(self, old: Document, new: Document) -> None:
        self.refresh()
        if old.active_id != new.active_id and self._list.currentIndex().isValid():
            self._list.scrollTo(self._list.currentIndex())

    def refresh(self) -> None:
        """Show everything as it is now; called at every change, and each second while a job runs."""
        session = self._session
        self._jobs.sync(session.pending)
        self._model.show(
            session.document,
            self._jobs.shown(),
            stale=session.stale,
            now=self._clock(),
            chosen=session.chosen_ids,
            mask_active=session.mask_active,
        )
        if self._card is not None and self._model.find(self._card_key) is None:
            self._close_card()
        if self._adjusting is not None and session.document.active_id != self._adjusting.layer_id:
            self._close_adjusting()
        rows = self._model.rows()
        pictures = [(row.key, row.raster) for row in rows if row.raster is not None]
        masks = [(mask_key(row.key), row.mask) for row in rows if row.mask is not None]
        self._thumbnails.want([*pictures, *masks])
        self._list.show_document(session.document)
        self._show_active(session.document.active)
        if self._jobs.running() and self.isVisible():
            self._tick.start()
        else:
            self._tick.stop()

    def _show_active(self, node: Node | None) -> None:
        self._showing = True
        group = isinstance(node, Group)
        if self._mode_choices != ("group" if group else "layer"):
            self._mode_choices = "group" if group else "layer"
            own = [("", [(self.tr("Pass through"), PASS_THROUGH)])] if group else []
            self._mode.set_groups([*own, *(("", list(choices)) for choices in mode_groups())])
        if node is not None:
            self._mode.set_current_data(
                PASS_THROUGH if isinstance(node, Group) and not node.isolated else node.mode
            )
            self._opacity.set_number(100 * node.opacity)
        self._lock.setChecked(node is not None and node.locked)
        self._alpha_lock.setChecked(isinstance(node, Layer) and node.alpha_locked)
        self._alpha_lock.setEnabled(isinstance(node, Layer))
        for widget in (self._mode, self._opacity, self._lock):
            widget.setEnabled(node is not None)
        for button in (self._group, self._delete):
            button.setEnabled(node is not None)
        self._mask.setEnabled(node is not None and node.mask is None)
        self._clip.setEnabled(node is not None and (node.clipped or self._below(node.id)))
        clipped = node is not None and node.clipped
        text = self.tr("Release from layer below") if clipped else self.tr("Clip to layer below")
        self._clip.describe(text, keys="Ctrl+Alt+G")
        self._showing = False

    def _below(self, layer_id: LayerId) -> bool:
        """Tell whether a layer has another below it in its group."""
        parent = self._session.document.parent_of(layer_id)
        siblings = parent.children if parent else self._session.document.layers
        return siblings[0].id != layer_id

    # --- jobs ---

    def set_job_status(self, status: JobStatus) -> None:
        """Show how a job stands; jobs that paint no layer of this session are passed over."""
        if self._jobs.set_status(status, self._clock()):
            self.refresh()
            self._announce(status)

    def set_job_preview(self, job_id: int, preview: QImage | NDArray[np.uint8]) -> None:
        """Show a job's unfinished picture: an image, or (h, w, 4) uint8 premultiplied sRGB RGBA."""
        image = preview if isinstance(preview, QImage) else image_of(preview)
        if self._jobs.set_preview(job_id, image):
            self.refresh()

    def forget_failure(self, job_id: int) -> None:
        """Show a failed job no longer: it is tried again."""
        self._jobs.dismiss(job_id)
        self.refresh()

    def _announce(self, status: JobStatus) -> None:
        """Have screen readers say that a job began, is half done, is done or failed, each once."""
        words = (
            (status.started_at is not None, self.tr("{name} is being painted")),
            (status.fraction >= 0.5, self.tr("{name} is half done")),
            (status.state == "done", self.tr("{name} is painted")),
            (status.state == "failed", self.tr("{name} failed")),
        )
        stage = max((place for place, (reached, _) in enumerate(words, start=1) if reached), default=0)
        if stage > self._announced.get(status.id, 0):
            self._announced[status.id] = stage
            text = words[stage - 1][1].format(name=status.label)
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, text))
        if status.state.ended:
            self._announced.pop(status.id, None)

    # --- what the artist can do with the active layer ---

    def add_layer(self) -> None:
        """Insert an empty layer above the active one."""
        self._session.add_layer()

    def group_layer(self) -> None:
        """Put the chosen layers into a group of their own."""
        self._with_chosen(layering.group)

    def ungroup(self) -> None:
        """Put the active group's layers in its place."""
        self._with_active(lambda layer_id: layering.ungroup(self._session, layer_id))

    def duplicate_layer(self) -> None:
        self._with_chosen(layering.duplicate)

    def merge_down(self) -> None:
        """Merge the chosen layers into one, or a single one with the one below."""
        self._with_chosen(layering.merge)

    def delete_layer(self) -> None:
        self._with_chosen(layering.delete)

    def clip(self) -> None:
        """Clip the chosen layers to the one below them, or release them."""
        self._with_chosen(layering.clip)

    def toggle_lock(self) -> None:
        """Lock or unlock the chosen layers."""
        node = self._session.document.active
        if node is not None:
            self._set_locked(self._session.chosen_ids, not node.locked)

    def toggle_alpha_lock(self) -> None:
        """Lock or unlock the transparency of the chosen layers."""
        self._with_chosen(layering.lock_alpha)
        self.refresh()

    def add_mask(self, kind: MaskKind | None = None) -> None:
        """Give the active layer a mask: from the selection where there is one, else one that reveals all."""
        if kind is None:
            selected = self._session.document.selection is not None
            kind = MaskKind.SELECTION if selected else MaskKind.REVEAL
        self._with_active(lambda layer_id: layering.add_mask(self._session, layer_id, kind))

    def _add_mask_pressed(self) -> None:
        alt = QApplication.keyboardModifiers() & Qt.KeyboardModifier.AltModifier
        self.add_mask(MaskKind.HIDE if alt else None)

    def delete_mask(self) -> None:
        self._with_active(lambda layer_id: layering.delete_mask(self._session, layer_id))

    def apply_mask(self) -> None:
        """Make the active layer transparent where its mask hides it."""
        self._with_active(lambda layer_id: layering.apply_mask(self._session, layer_id))

    def invert_mask(self) -> None:
        self._with_active(lambda layer_id: layering.invert_mask(self._session, layer_id))

    def toggle_mask(self) -> None:
        """Turn the active layer's mask off or on."""
        self._with_active(lambda layer_id: layering.toggle_mask(self._session, layer_id))

    def link_mask(self) -> None:
        """Let the active layer's mask move with it, or stay."""
        self._with_active(lambda layer_id: layering.link_mask(self._session, layer_id))

    def show_mask_alone(self, layer_id: LayerId) -> None:
        """Show a mask in grey instead of the picture until anything is done, or the picture again."""
        session = self._session
        node = session.document.find(layer_id)
        alone = session.previewing and self._mask_alone == layer_id
        self._mask_alone = None
        if alone or node is None or node.mask is None:
            session.end_preview()
            return
        self._session.select_layer(layer_id, mask=True)
        session.preview(lambda d: _mask_alone(d, layer_id))
        self._mask_alone = layer_id

    # --- adjustments ---

    def add_adjustment(self, settings: AdjustmentSettings) -> None:
        """Put an adjustment above the active layer and open it."""
        layer_id = layering.add_adjustment(self._session, settings, kind_name(type(settings)))
        self.open_adjustment(layer_id)

    def adjustment_menu(self) -> QMenu:
        """Return the menu of all kinds of adjustments."""
        menu = QMenu(self)
        for place, kinds in enumerate(GROUPS):
            if place:
                menu.addSeparator()
            for kind in kinds:
                action = menu.addAction(icon(kind_icon(kind)), kind_name(kind))
                action.triggered.connect(lambda _checked=False, kind=kind: self.add_adjustment(kind()))
        return menu

    def _open_adjustments(self) -> None:
        self._menu = self.adjustment_menu()
        self._menu.aboutToHide.connect(self._menu.deleteLater)
        # It opens upward: the button stands at the window's foot.
        size = self._menu.sizeHint()
        self._menu.popup(self._adjust.mapToGlobal(QPoint(0, -size.height() - 4)))

    def open_adjustment(self, layer_id: LayerId) -> None:
        """Open the card that changes an adjustment."""
        if not isinstance(self._session.document.find(layer_id), Adjustment):
            return
        self._close_adjusting()
        self._session.select_layer(layer_id)
        card = AdjustmentCard(self.window(), self._session, layer_id)
        card.closed.connect(self._adjusting_gone)
        self._adjusting = card
        rect = self._list.row_rect(layer_id).toRect()
        rect.moveTo(self._list.viewport().mapTo(self.window(), rect.topLeft()))
        card.open_beside(rect, self._list)

    @property
    def adjustment_card(self) -> AdjustmentCard | None:
        """The open card of an adjustment, if one is."""
        return self._adjusting

    def _adjusting_gone(self) -> None:
        self._adjusting = None

    def _close_adjusting(self) -> None:
        card, self._adjusting = self._adjusting, None
        if card is not None:
            card.dismiss()

    def rename_layer(self) -> None:
        """Open the editor of the active layer's name."""
        self._list.begin_rename(self._session.document.active_id or "")

    def choose_above(self) -> None:
        """Make the next layer up in the list the active one."""
        self._choose_next(-1)

    def choose_below(self) -> None:
        """Make the next layer down in the list the active one."""
        self._choose_next(1)

    def isolate(self, layer_id: LayerId) -> None:
        """Show only one layer; where it is the only one shown already, show again what was shown before."""
        document = self._session.document
        kept = self._kept_in_isolation(document, layer_id)
        others = [node for node in document.nodes() if node.id not in kept]
        chain = self._chain(document, layer_id)
        alone = all(node.visible for node in chain) and not any(node.visible for node in others)
        before = self._before_isolation
        if not alone:
            self._before_isolation = (layer_id, {node.id: node.visible for node in document.nodes()})
            wanted = {node.id: False for node in others} | {node.id: True for node in chain}
            self._session.show_layers(wanted, label=self.tr("Show only this layer"))
        elif before is not None and before[0] == layer_id:
            self._before_isolation = None
            self._session.show_layers(before[1], label=self.tr("Show all layers again"))
        else:
            self._session.show_layers({node.id: True for node in others}, label=self.tr("Show all layers again"))

    def _chain(self, document: Document, layer_id: LayerId) -> list[Node]:
        """Return a node and the groups it is in."""
        chain: list[Node] = []
        node = document.find(layer_id)
        while node is not None:
            chain.append(node)
            node = document.parent_of(node.id)
        return chain

    def _kept_in_isolation(self, document: Document, layer_id: LayerId) -> set[LayerId]:
        """Return the ids of a node, the groups it is in and everything in it."""
        chain = self._chain(document, layer_id)
        return {node.id for node in chain} | {node.id for node, _ in walk(tuple(chain[:1]))}

    def _with_active(self, act: Callable[[LayerId], object]) -> None:
        active = self._session.document.active_id
        if active is not None:
            self._try(lambda: act(active))

    def _with_chosen(self, act: Callable[[Session, tuple[LayerId, ...]], None]) -> None:
        ids = self._session.chosen_ids
        if ids:
            self._try(lambda: act(self._session, ids))

    def _together(self, layer_id: LayerId) -> tuple[LayerId, ...]:
        """Return the layers a gesture on one of them means: all chosen ones where it is one of those."""
        ids = self._session.chosen_ids
        return ids if layer_id in ids else (layer_id,)

    def _show(self, layer_id: LayerId, visible: bool) -> None:
        self._session.show_layers(dict.fromkeys(self._together(layer_id), visible), merge=_EYES)

    def _clip_one(self, layer_id: LayerId) -> None:
        node = self._session.document.find(layer_id)
        if node is not None:
            label = self.tr("Release from layer below") if node.clipped else self.tr("Clip to layer below")
            layering.set_properties(self._session, (layer_id,), label, clipped=not node.clipped)

    def _try(self, act: Callable[[], object]) -> None:
        try:
            act()
        except PainterError as error:
            self.refused.emit(str(error))

    def _choose(self, layer_id: LayerId) -> None:
        self._session.select_layer(layer_id)

    def _choose_next(self, step: int) -> None:
        ids = [row.layer_id for row in self._model.rows() if row.layer_id is not None]
        active = self._session.document.active_id
        if active in ids:
            place = ids.index(active) + step
            if 0 <= place < len(ids):
                self._session.select_layer(ids[place])
        elif ids:
            self._session.select_layer(ids[0])

    def _mode_chosen(self, _place: int) -> None:
        node, chosen = self._session.document.active, self._mode.currentData()
        if node is None or chosen is None:
            return
        properties: dict[str, Any]
        if chosen == PASS_THROUGH:
            properties = {"isolated": False, "mode": BlendMode.NORMAL}
        else:
            properties = {"mode": BlendMode(chosen), "isolated": True}
        ids = self._session.chosen_ids if chosen != PASS_THROUGH else (node.id,)
        layering.set_properties(self._session, ids, self.tr("Blend mode"), **properties)

    def _opacity_turned(self, percent: float) -> None:
        node = self._session.document.active
        if self._showing or node is None:
            return
        ids = self._session.chosen_ids
        merge = f"opacity:{' '.join(ids)}"
        layering.set_properties(self._session, ids, self.tr("Opacity"), merge=merge, opacity=percent / 100)

    def _set_locked(self, ids: Collection[LayerId], locked: bool) -> None:
        label = self.tr("Lock layer") if locked else self.tr("Unlock layer")
        layering.set_properties(self._session, ids, label, locked=locked)

    def _fold(self, layer_id: LayerId, expanded: bool) -> None:
        document = self._session.document
        group = document.find(layer_id)
        if not isinstance(group, Group):
            return
        inside = any(part.id == document.active_id for part, _ in walk(group.children))

        def edit(d: Document) -> Document:
            d = edits.set_properties(d, layer_id, expanded=expanded)
            # What is worked on must be seen in the list.
            return edits.select_layer(d, layer_id) if inside and not expanded else d

        self._session.amend(edit)

    def _rename(self, layer_id: LayerId, name: str) -> None:
        self._session.apply(self.tr("Rename layer"), lambda d: edits.set_properties(d, layer_id, name=name))

    def _move(self, layer_id: LayerId, place: Place) -> None:
        ids = self._together(layer_id)
        document = self._session.document
        parent = document.find(place.parent_id) if place.parent_id else None
        siblings = parent.children if isinstance(parent, Group) else document.layers
        # The place was counted without the dragged layer; its companions do not count either.
        below = [node.id for node in siblings if node.id != layer_id][: place.index]
        index = sum(1 for sibling in below if sibling not in ids)
        self._try(lambda: layering.move(self._session, ids, parent_id=place.parent_id, place=index))

    def _nudge(self, layer_id: LayerId, up: int) -> None:
        document = self._session.document
        place = place_above(document, layer_id) if up > 0 else place_below(document, layer_id)
        if place is not None:
            self._move(layer_id, place)
            self._list.scrollTo(self._list.currentIndex())

    # --- rows ---

    def _delete_row(self, key: str) -> None:
        row = self._model.find(key)
        if row is None:
            return
        if row.layer_id is not None:
            ids = self._together(row.layer_id)
            self._try(lambda: layering.delete(self._session, ids))
        else:
            self._close_job(row)

    def _close_job(self, row: LayerRow) -> None:
        """Cancel a row's job, or dismiss it where it failed."""
        if row.job_id is None:
            return
        if row.state is RowState.FAILED:
            self._jobs.dismiss(row.job_id)
            self.failure_dismissed.emit(row.job_id)
            self.refresh()
        else:
            self.cancel_requested.emit(row.job_id)

    def _again(self, row: LayerRow) -> None:
        """Try a failed row's job again, or render a stale row again."""
        if row.state is RowState.FAILED and row.job_id is not None:
            self._jobs.dismiss(row.job_id)
            self.refresh()
            self.retry_requested.emit(row.job_id)
        elif row.layer_id is not None:
            self.render_again_requested.emit(row.layer_id)

    def _clicked(self, key: str, part: RowPart) -> None:
        row = self._model.find(key)
        if row is None:
            return
        if part is RowPart.CLOSE:
            self._close_job(row)
        elif part is RowPart.AGAIN:
            self._again(row)
        elif part is RowPart.LOCK and row.layer_id is not None:
            self._set_locked(self._together(row.layer_id), False)
        elif part is RowPart.ALPHA and row.layer_id is not None:
            layer_id = row.layer_id
            label = self.tr("Unlock transparency")
            layering.set_properties(self._session, (layer_id,), label, alpha_locked=False)
        elif part is RowPart.BADGE:
            self.open_recipe(row.key)

    # --- the recipe ---

    def open_recipe(self, key: str) -> None:
        """Open the card with the recipe of a row, by its key: a layer's id, or a job's row."""
        row = self._model.find(key)
        recipe = self._recipe_of(row) if row is not None else None
        if row is None or recipe is None:
            return
        self._close_card()
        document = self._session.document
        source = document.find(recipe.source.layer_id) if recipe.source is not None else None
        self._card = RecipeCard(
            self.window(),
            row.name,
            recipe,
            source_name=source.name if source is not None else None,
            stale=row.state is RowState.STALE,
            editable=row.layer_id is not None,
        )
        self._card_key = key
        self._card.closed.connect(self._card_gone)
        layer_id = row.layer_id
        if layer_id is not None:
            self._card.render_again.connect(lambda: self.render_again_requested.emit(layer_id))
            self._card.change.connect(lambda: self.recipe_change_requested.emit(layer_id))
        rect = self._list.row_rect(key).toRect()
        at = self._list.viewport().mapTo(self.window(), rect.topLeft())
        rect.moveTo(at)
        self._card.open_beside(rect, self._list)
        if layer_id is not None:
            self.recipe_requested.emit(layer_id)

    def _recipe_of(self, row: LayerRow) -> StyleRequest | None:
        if row.layer_id is not None:
            node = self._session.document.find(row.layer_id)
            recipe = node.recipe if isinstance(node, Layer) else None
        else:
            pending = next((p for p in self._session.pending if p.job.id == row.job_id), None)
            recipe = pending.job.request if pending is not None else None
        return recipe if isinstance(recipe, StyleRequest) else None

    @property
    def card(self) -> RecipeCard | None:
        """The open recipe card, if one is."""
        return self._card

    def _card_gone(self) -> None:
        self._card = None

    def _close_card(self) -> None:
        card, self._card = self._card, None
        if card is not None:
            card.dismiss()

    # --- the menu ---

    def _open_menu(self, key: str, place: QPoint) -> None:
        self._menu = self.menu_for(key)
        self._menu.aboutToHide.connect(self._menu.deleteLater)
        self._menu.popup(place)

    def open_menu_at(self, place: QPoint) -> None:
        """Open the menu of the active layer at a place on the screen."""
        self._open_menu(self._session.document.active_id or "", place)

    def menu_for(self, key: str) -> QMenu:
        """Return the menu of a row, with everything that can be done with it."""
        menu = QMenu(self)
        row = self._model.find(key)

        def add(
            text: str, act: Callable[[], object], keys: str = "", symbol: str = "", *, enabled: bool = True
        ) -> None:
            # The keys are shown only: the window's actions and the list own them.
            shown = text + (f"\t{key_text(keys)}" if keys else "")
            action = menu.addAction(icon(symbol), shown) if symbol else menu.addAction(shown)
            action.setEnabled(enabled)
            action.triggered.connect(lambda _checked=False: act())

        if row is not None and row.state in (RowState.STALE, RowState.FAILED):
            add(again_text(row.state), lambda: self._again(row), symbol="arrows-clockwise")
        elif row is not None and row.layer_id is not None and row.recipe and row.job_id is None:
            layer_id = row.layer_id
            again = again_text(RowState.STALE)
            add(again, lambda: self.render_again_requested.emit(layer_id), symbol="arrows-clockwise")
        if row is not None and row.job_id is not None:
            text = self.tr("Dismiss") if row.state is RowState.FAILED else self.tr("Cancel painting")
            add(text, lambda: self._close_job(row), symbol="x")
        if row is not None and row.recipe and self._recipe_of(row) is not None:
            add(self.tr("Recipe…"), lambda: self.open_recipe(row.key), symbol="recipe")
        if row is not None and row.layer_id is None:
            return menu
        if row is not None and menu.actions():
            menu.addSeparator()
        add(self.tr("New layer"), self.add_layer, "Ctrl+Shift+N", "plus")
        if row is not None and row.layer_id is not None:
            self._add_layer_actions(add, menu, row, row.layer_id)
        return menu

    def _add_layer_actions(self, add: Callable[..., None], menu: QMenu, row: LayerRow, layer_id: LayerId) -> None:
        session = self._session
        document = session.document
        ids = self._together(layer_id)
        several = len(ids) > 1

        def on(act: Callable[[Session, tuple[LayerId, ...]], object]) -> Callable[[], None]:
            return lambda: self._try(lambda: act(session, ids))

        if row.icon:
            add(self.tr("Change…"), lambda: self.open_adjustment(layer_id), "", row.icon)
        add(self.tr("Duplicate"), on(layering.duplicate), "Ctrl+J", "copy")
        add(self.tr("Group"), on(layering.group), "Ctrl+G", "folder")
        if row.group:
            add(self.tr("Ungroup"), lambda: self._try(lambda: layering.ungroup(session, layer_id)), "Ctrl+Shift+G")
        merge = self.tr("Merge layers") if several else self.tr("Merge down")
        enabled = several or self._below(layer_id)
        add(merge, on(layering.merge), "Ctrl+E", "arrow-line-down", enabled=enabled)
        add(self.tr("Rename…"), lambda: self._list.begin_rename(layer_id), "F2", "pencil-simple")
        menu.addSeparator()
        self._add_mask_actions(add, row, layer_id)
        clip = self.tr("Release from layer below") if row.clipped else self.tr("Clip to layer below")
        clips = row.clipped or several or self._below(layer_id)
        add(clip, on(layering.clip), "Ctrl+Alt+G", "clip", enabled=clips)
        menu.addSeparator()
        up, down = (f(document, layer_id) is not None for f in (place_above, place_below))
        add(self.tr("Move up"), lambda: self._nudge(layer_id, 1), "Alt+Up", "arrow-up", enabled=up)
        add(self.tr("Move down"), lambda: self._nudge(layer_id, -1), "Alt+Down", "arrow-down", enabled=down)
        menu.addSeparator()
        show = self.tr("Hide") if row.visible else self.tr("Show")
        eye = "eye-slash" if row.visible else "eye"
        add(show, lambda: session.show_layers(dict.fromkeys(ids, not row.visible)), symbol=eye)
        add(self.tr("Show only this layer"), lambda: self.isolate(layer_id), symbol="eye")
        lock = self.tr("Unlock") if row.locked else self.tr("Lock")
        symbol = "lock-simple-open" if row.locked else "lock-simple"
        add(lock, lambda: self._set_locked(ids, not row.locked), "/", symbol)
        if row.raster is not None:
            text = self.tr("Unlock transparency") if row.alpha_locked else self.tr("Lock transparency")
            add(text, on(layering.lock_alpha), "", "alpha-lock")
        self._add_labels(menu, row, ids)
        menu.addSeparator()
        add(self.tr("Delete"), on(layering.delete), "Shift+Del", "trash", enabled=not row.locked)

    def _add_mask_actions(self, add: Callable[..., None], row: LayerRow, layer_id: LayerId) -> None:
        session = self._session

        def on(act: Callable[[Session, LayerId], object]) -> Callable[[], None]:
            return lambda: self._try(lambda: act(session, layer_id))

        def new(kind: MaskKind) -> Callable[[], None]:
            return lambda: self._try(lambda: layering.add_mask(session, layer_id, kind))

        if row.mask is None:
            add(self.tr("Add mask that reveals all"), new(MaskKind.REVEAL), "", "circle-half")
            add(self.tr("Add mask that hides all"), new(MaskKind.HIDE))
            if session.document.selection is not None:
                add(self.tr("Add mask from selection"), new(MaskKind.SELECTION))
            return
        off = self.tr("Turn mask off") if row.mask_on else self.tr("Turn mask on")
        add(off, on(layering.toggle_mask), self.tr("Shift+click"), "circle-half")
        shown = self.tr("Show mask alone")
        add(shown, lambda: self.show_mask_alone(layer_id), self.tr("Alt+click"), "eye")
        add(self.tr("Invert mask"), on(layering.invert_mask))
        node = session.document.find(layer_id)
        linked = node is not None and node.mask is not None and node.mask.linked
        link = self.tr("Unlink mask") if linked else self.tr("Link mask")
        add(link, on(layering.link_mask), "", "link-simple-break" if linked else "link-simple")
        if row.raster is not None:
            add(self.tr("Apply mask"), on(layering.apply_mask))
        add(self.tr("Delete mask"), on(layering.delete_mask))

    def _add_labels(self, menu: QMenu, row: LayerRow, ids: tuple[LayerId, ...]) -> None:
        labels = menu.addMenu(label_icon(row.label), self.tr("Colour label"))
        for label in ColorLabel:
            action = labels.addAction(label_icon(label), label_name(label))
            action.setCheckable(True)
            action.setChecked(label is row.label)
            action.triggered.connect(lambda _checked=False, label=label: self.set_label(ids, label))

    def set_label(self, ids: Collection[LayerId], label: ColorLabel) -> None:
        """Mark layers with a colour, or with none."""
        layering.set_properties(self._session, ids, self.tr("Colour label"), label=label)

    # --- height ---

    @property
    def compact(self) -> bool:
        """Whether only the list is shown, for want of height."""
        return self._compact

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        compact = self.height() < COMPACT_BELOW_PX
        if compact != self._compact:
            self._compact = compact
            self._fields.setVisible(not compact)
            self._buttons.setVisible(not compact)
            self.compact_changed.emit(compact)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._thumbnails.set_ratio(self.devicePixelRatioF())
        self.refresh()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._tick.stop()


def _mask_alone(document: Document, layer_id: LayerId) -> Document:
    """Return a document that shows one layer's mask in grey.

    Raises:
        KeyError: There is no such mask.
    """
    node = document.find(layer_id)
    if node is None or node.mask is None:
        raise KeyError(layer_id)
    return replace(document, layers=(Layer(raster=mask_picture(node.mask.raster)),))
