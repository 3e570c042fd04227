"""Which layer is repainted: a list that follows the active layer until the artist chooses another."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from painter.document.document import Document
from painter.document.layer import Layer, LayerId
from painter.session import Session
from painter.ui.theme import tooltip
from painter.ui.widgets.drop_down import DropDown


class SourceChoice(DropDown):
    """“Repaint <layer>”, topmost layer first. Groups are not offered.

    Signals:
        source_changed(str): Another layer is to be repainted; its id, or "" where there is none.
    """

    source_changed = Signal(str)

    def __init__(self, session: Session, *, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent, icon="stack-simple")
        self.set_label(self.tr("Repaint"))
        said = self.tr("Layer to repaint")
        self.setAccessibleName(said)
        self.setAccessibleDescription(said)
        self.setToolTip(tooltip(said, "", self.tr("The result becomes a new layer above it.")))
        self._session = session
        self._listed: list[tuple[LayerId, str]] = []
        self._follows_active = True
        self._told = ""
        self.activated.connect(self._chosen)
        self.set_session(session)

    def set_session(self, session: Session) -> None:
        """List another session's layers and follow its active one."""
        self._session.document_changed.disconnect(self._document_changed)
        self._session = session
        session.document_changed.connect(self._document_changed)
        self._follows_active = True
        self._list_layers()

    def source_id(self) -> LayerId:
        """Return the layer to repaint, or "" where there is none."""
        return self.currentData() or ""

    def choose(self, layer_id: LayerId) -> bool:
        """Choose a layer; tell whether it is there."""
        found = self.set_current_data(layer_id)
        self._chosen()
        return found

    def _chosen(self, _index: int = 0) -> None:
        self._follows_active = self.source_id() == self._session.document.active_id
        self._tell()

    def _document_changed(self, old: Document, new: Document) -> None:
        if old.layers is not new.layers or old.active_id != new.active_id:
            self._list_layers()

    def _list_layers(self) -> None:
        document = self._session.document
        layers = [(node.id, node.name) for node in document.nodes() if isinstance(node, Layer)]
        known = {layer_id for layer_id, _ in layers}
        chosen = self.source_id()
        if self._follows_active and document.active_id in known:
            chosen = document.active_id or ""
        elif chosen not in known:
            chosen = layers[-1][0] if layers else ""
        # A list that is open stays as it is through the strokes of somebody's hand or a job's end.
        if layers != self._listed:
            self._listed = layers
            self.clear()
            for layer_id, name in reversed(layers):
                self.add(name, layer_id)
            self.setEnabled(bool(layers))
        self.set_current_data(chosen)
        self._tell()

    def _tell(self) -> None:
        if self.source_id() != self._told:
            self._told = self.source_id()
            self.source_changed.emit(self._told)
