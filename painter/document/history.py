"""Undo: a list of (label, document), bounded by the bytes of the tiles only it holds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from painter.document.document import Document

DEFAULT_LIMIT_BYTES = 2 << 30


@dataclass(frozen=True, slots=True)
class Step:
    """One state of the document and what led to it, in the artist's words."""

    label: str
    document: Document


class _TileLedger:
    """Counts the bytes of the tiles of many documents, each tile once.

    Rasters and tiles are counted by identity, which is safe as long as the documents added are held; adding a
    document costs the tiles of its new rasters only.
    """

    def __init__(self) -> None:
        self.nbytes = 0
        self._rasters: dict[int, int] = {}
        self._tiles: dict[int, int] = {}

    def add(self, document: Document) -> None:
        for raster in document.rasters():
            held = self._rasters.get(id(raster), 0)
            self._rasters[id(raster)] = held + 1
            if held:
                continue
            for tile in raster.tiles.values():
                count = self._tiles.get(id(tile), 0)
                self._tiles[id(tile)] = count + 1
                if not count:
                    self.nbytes += tile.nbytes

    def drop(self, document: Document) -> None:
        for raster in document.rasters():
            self._rasters[id(raster)] -= 1
            if self._rasters[id(raster)]:
                continue
            del self._rasters[id(raster)]
            for tile in raster.tiles.values():
                self._tiles[id(tile)] -= 1
                if not self._tiles[id(tile)]:
                    del self._tiles[id(tile)]
                    self.nbytes -= tile.nbytes


class History:
    """The states of one document, the present among them.

    Old states fall away once the unique tiles of the whole list pass `limit_bytes`; the present, the state
    before it and everything that can be redone stay.
    """

    def __init__(self, document: Document, *, label: str = "Open", limit_bytes: int = DEFAULT_LIMIT_BYTES) -> None:
        self._steps = [Step(label, document)]
        self._present = 0
        self._saved: Document | None = document
        self._limit_bytes = limit_bytes
        self._ledger = _TileLedger()
        self._ledger.add(document)

    @property
    def document(self) -> Document:
        return self._steps[self._present].document

    @property
    def steps(self) -> Sequence[Step]:
        """All states, oldest first."""
        return tuple(self._steps)

    @property
    def present(self) -> int:
        """Index of the present state in `steps`."""
        return self._present

    @property
    def undo_label(self) -> str | None:
        return self._steps[self._present].label if self._present else None

    @property
    def redo_label(self) -> str | None:
        return self._steps[self._present + 1].label if self._present + 1 < len(self._steps) else None

    def record(self, label: str, document: Document) -> None:
        """Make `document` the present; what could be redone is gone. The identical document records nothing."""
        if document is self.document:
            return
        for step in self._steps[self._present + 1 :]:
            self._ledger.drop(step.document)
        del self._steps[self._present + 1 :]
        self._steps.append(Step(label, document))
        self._ledger.add(document)
        self._present += 1
        self._prune()

    def amend(self, document: Document) -> None:
        """Replace the present state without a step of its own (another active layer, a folded group)."""
        if self._saved is self.document:
            self._saved = document
        old = self._steps[self._present]
        self._steps[self._present] = Step(old.label, document)
        self._ledger.add(document)
        self._ledger.drop(old.document)

    def merge(self, document: Document) -> None:
        """Replace the present state by a later one of the same gesture; it is not the state on disk."""
        saved = self._saved
        self.amend(document)
        self._saved = saved

    def undo(self) -> Document:
        """Go one state back, if there is one; return the present."""
        self._present = max(0, self._present - 1)
        return self.document

    def redo(self) -> Document:
        """Go one state forward, if there is one; return the present."""
        self._present = min(len(self._steps) - 1, self._present + 1)
        return self.document

    def go_to(self, index: int) -> Document:
        """Make any state the present.

        Raises:
            IndexError: There is no such state.
        """
        if not 0 <= index < len(self._steps):
            raise IndexError(index)
        self._present = index
        return self.document

    def mark_saved(self, document: Document) -> None:
        """Remember the state that is on disk (saving may finish after later edits)."""
        self._saved = document

    def mark_unsaved(self) -> None:
        """Forget that any state is on disk (a recovered or never saved document)."""
        self._saved = None

    @property
    def saved(self) -> bool:
        """Whether the present is what is on disk; which layer is active does not count."""
        present, saved = self.document, self._saved
        return present is saved or (
            saved is not None
            and present.layers is saved.layers
            and present.canvas == saved.canvas
            and present.selection is saved.selection
            and present.dpi == saved.dpi
        )

    @property
    def unique_bytes(self) -> int:
        """Bytes of all tiles held, each counted once."""
        return self._ledger.nbytes

    def _prune(self) -> None:
        while self._present > 1 and self.unique_bytes > self._limit_bytes:
            self._ledger.drop(self._steps.pop(0).document)
            self._present -= 1
